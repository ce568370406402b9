"""Which deals lead round in a circle? (method, section 11)"""

from __future__ import annotations

from collections.abc import Sequence

from moneyloop.analysis.loops import search
from moneyloop.analysis.study import flows, selection
from moneyloop.input.checks import nearest
from moneyloop.model import FIRM, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress, resolve
from moneyloop.words.columns import Column, Row, amount, described, known


def round_(row: Row) -> str:
    """The parties of a loop in the order of its payments, back to the first."""
    return " > ".join([*row["parties"], row["parties"][0]])


COLUMNS = (
    Column("rank", "#", number=True),
    Column("kind"),
    Column("parties", "Loop", cell=round_),
    Column("length"),
    amount("size", "Size"),
    Column("unsized"),
    Column("since", "Since", known, number=True, spare=1),
    Column("legs", "Legs: amount, status, deals"),
)


@described(COLUMNS)
def loops(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    party: Sequence[str] = (),
    kind: Sequence[str] = (),
    length: int = 5,
    limit: int | None = None,
    include: Sequence[str] = (),
    progress: Progress | None = None,
) -> Result:
    """Which deals lead round in a circle? (method, section 11)

    One row per loop, largest smallest leg first; loops with a leg of unknown amount come last
    (`unsized`). `kind`: money, trade, capital (default all three); `include`: talks,
    guarantees, replaced. `extra` has `complete` and `count`. Raises ChoiceError.
    """
    for chosen, choices in ((kind, search.KINDS), (include, tuple(search.INCLUDE))):
        for name in chosen:
            if name not in choices:
                raise ChoiceError(f"{name!r}: {nearest(name, choices)}")
    if length < 2:
        raise ChoiceError("a loop has at least 2 legs")
    selected = selection.select(network, as_of=asking.day(as_of), case=case)
    spans = flows.spread(selected)
    table, left_out = search.legs(selected, spans, include)
    wanted = [resolve(network, name) for name in party]
    found = search.find(
        table,
        length=length,
        kinds=[name for name in search.KINDS if name in kind] or search.KINDS,
        party=wanted,
        limit=limit,
        progress=progress,
    )
    return Result(
        data=network.data,
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=found.rows,
        left_out=left_out,
        notes=_loop_notes(found, length),
        extra={"complete": found.complete, "count": found.count},
        columns=COLUMNS,
        asked=wanted,
    )


def _loop_notes(found: search.Found, length: int) -> list[str]:
    told = [
        f"Loops of 2 to {length} legs. The size of a loop is its smallest leg, over the whole "
        "term of the deals: what can go round once, not what went round in a year."
    ]
    if not found.complete:
        told.append(
            f"The search was stopped after {found.steps:,} steps with {found.count:,} loops "
            "found; how many more there are is not known."
        )
    elif len(found.rows) < found.count:
        told.append(f"{found.count - len(found.rows):,} more loops are not listed.")
    return told
