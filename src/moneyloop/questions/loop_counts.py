"""How many loops are there, of each type and length? (method, section 11)"""

from __future__ import annotations

from moneyloop.analysis.loops import payments, search
from moneyloop.analysis.loops.rows import arcs_of
from moneyloop.analysis.study import selection
from moneyloop.model import FIRM, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress
from moneyloop.questions.loops import choices, legs_of
from moneyloop.questions.payment_loops import in_time, of_network
from moneyloop.words import amounts
from moneyloop.words.columns import Column, described

COLUMNS = (
    Column("type", "Type"),
    Column("length", "Legs", number=True),
    Column("loops", "Loops", amounts.count, number=True),
)


@asking.on_network
@described(COLUMNS)
def loop_counts(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    type: asking.Names = (),
    length: int = 5,
    window: int | None = None,
    like: float | None = None,
    include: asking.Names = (),
    progress: Progress | None = None,
) -> Result:
    """How many loops are there, of each type and length? (method, section 11)

    All are counted and none is listed: with `window`, loops of payments in order of time as
    `payment_loops` has them, else loops of legs as `loops` has them. `extra` has `count`, the sum,
    `complete` (False where the search was interrupted: then there are at least so many), `length`,
    and `steps`: a step is an arc that was looked at. Raises ChoiceError.
    """
    types, include = choices(type, include, length)
    in_time(window, like)
    steps = search.Search(max_steps=1 << 62)
    rows = []
    if window is None:
        legs, left_out = legs_of(network, as_of=as_of, case=case, include=include)
        names, leg_at = arcs_of(legs)
        arcs = search.table(leg_at)
        for name in types:
            many = search.counts(arcs, len(names), name, length, steps, progress)
            rows += [(name, place, int(many[place])) for place in range(2, len(many))]
    else:
        _, given, left_out = of_network(network, as_of=as_of, case=case, include=include)
        for by_union, _ in payments.found(
            given,
            window=window,
            length=length,
            types=types,
            like=like,
            listed=False,
            search=steps,
            progress=progress,
        ):
            many = by_union
        rows = [
            (name, place, int(many[place, search.NEED[name]]))
            for name in types
            for place in range(2, len(many))
        ]
    return Result(
        data=network.data,
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=[
            {"type": name, "length": place, "loops": number}
            for name, place, number in rows
            if number
        ],
        left_out=left_out,
        notes=[] if steps.complete else ["The search was stopped: there are at least so many."],
        extra={
            "complete": steps.complete,
            "count": sum(number for *_, number in rows),
            "length": length,
            "steps": steps.steps,
        },
        unit=network.unit,
        columns=COLUMNS,
    )
