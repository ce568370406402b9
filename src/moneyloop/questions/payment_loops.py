"""Which payments lead round in a circle, each later than the one before? (method, section 11)"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.loops import payments, search
from moneyloop.analysis.loops.payments import Payments
from moneyloop.analysis.loops.rows import LISTED
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import significant
from moneyloop.model import FIRM, INVESTMENT, ChoiceError, LeftOut, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress
from moneyloop.questions.loops import at_least, choices, round_
from moneyloop.words import amounts
from moneyloop.words.amounts import count
from moneyloop.words.columns import Column, Row, amount, described

if TYPE_CHECKING:
    import pandas as pd


def _paid(row: Row) -> str:
    """The payments of a loop, a line each."""
    return "\n".join(
        f"{leg['day']} {leg['payer']} {'invests' if leg['class'] == INVESTMENT else 'buys'} "
        f"{amounts.number(leg['amount'])} ({leg['deal']})"
        for leg in row["legs"]
    )


COLUMNS = (
    Column("rank", "#", number=True),
    Column("type"),
    Column("parties", "Loop", cell=round_),
    Column("length"),
    amount("size", "At most"),
    Column("from", "From"),
    Column("to", "To"),
    Column("legs", "Payments: day, amount, row", cell=_paid),
)


@asking.on_network
@described(COLUMNS)
def payment_loops(
    network: Network,
    *,
    window: int,
    like: float | None = None,
    as_of: asking.When = None,
    case: str = FIRM,
    party: asking.Names = (),
    type: asking.Names = (),
    length: int = 5,
    limit: int | None = None,
    include: asking.Names = (),
    progress: Progress | None = None,
) -> Result:
    """Which payments lead round in a circle, each later than the one before? (method, section 11)

    The last leg is at most `window` days after the first; with `like`, the smallest is at least
    1 - `like` of the largest. A payment is a row that was paid on one day, known to the day. One
    row per loop, largest smallest leg first; at most `limit` (1,000 where nothing is said). `extra`
    has `count`, `complete` (False where the search was interrupted: then there are at least so
    many), `length` and `window`. Raises ChoiceError.
    """
    types, include = choices(type, include, length)
    in_time(window, like)
    deals, given, left_out = of_network(network, as_of=as_of, case=case, include=include)
    wanted = asking.resolve_all(network, party)
    steps = search.Search(max_steps=1 << 62)
    found = payments.found(
        given,
        window=window,
        length=length,
        types=types,
        like=like,
        search=steps,
        progress=progress,
    )
    through = {place for place, name in enumerate(given.names) if name in wanted}
    lines: list[list[int]] = []
    number = 0
    if through or not wanted:
        lines, number = payments.largest(
            given, (some for _, some in found), limit or LISTED, through
        )
    ids = deals["id"].tolist()
    return Result(
        data=network.data,
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=[_row(given, ids, rank, line) for rank, line in enumerate(lines, start=1)],
        left_out=left_out,
        notes=_notes(len(lines), number, steps.complete, window, like, length),
        extra={
            "complete": steps.complete,
            "count": number,
            "length": length,
            "window": window,
        },
        unit=network.unit,
        columns=COLUMNS,
        asked=wanted,
    )


def days(window: int) -> str:
    """The window in words."""
    return "1 day" if window == 1 else f"{count(window)} days"


def in_time(window: int | None, like: float | None) -> None:
    """Refuse what is no window, and no share. Raises ChoiceError."""
    if window is not None and window < 0:
        raise ChoiceError("a window has 0 days or more")
    if like is not None and window is None:
        raise ChoiceError("like compares payments: it needs a window")
    if like is not None and not 0 <= like < 1:
        raise ChoiceError("like is a share from 0 up to 1, as 10%")


def of_network(
    network: Network, *, as_of: asking.When, case: str, include: Sequence[str]
) -> tuple[pd.DataFrame, Payments, list[LeftOut]]:
    """The deals, the payments among them that loops are made of, and the rows left out."""
    deals = selection.select(network, as_of=asking.day(as_of), case=case)
    return deals, *payments.payments(deals, include)


def _row(given: Payments, ids: Sequence[str], rank: int, line: list[int]) -> dict[str, Any]:
    bits = [int(given.bit[place]) for place in line]
    amounts_ = [significant(float(given.amount[place])) for place in line]
    days = [date.fromordinal(int(given.day[place])).isoformat() for place in line]
    union = functools.reduce(operator.or_, bits)
    return {
        "rank": rank,
        "type": next(name for name, need in search.NEED.items() if need == union),
        "parties": [given.names[given.payer[place]] for place in line],
        "length": len(line),
        "size": min(amounts_),
        "from": days[0],
        "to": days[-1],
        "legs": [
            {
                "payer": given.names[given.payer[place]],
                "payee": given.names[given.payee[place]],
                "class": next(name for name, its in search.BIT.items() if its == bit),
                "amount": amount_,
                "day": day,
                "deal": ids[given.deal[place]],
            }
            for place, bit, amount_, day in zip(line, bits, amounts_, days, strict=True)
        ],
    }


def _notes(
    listed: int, number: int, complete: bool, window: int, like: float | None, length: int
) -> list[str]:
    near = "" if like is None else f", the smallest at most {100 * like:g}% below the largest"
    notes = [
        f"Loops of 2 to {length} payments, each later than the one before, within "
        f"{days(window)}{near}. A payment is a row that was paid on one known day."
    ]
    if not complete:
        notes.append("The search was stopped: there may be more, and larger ones.")
    if number > listed:
        notes.append(f"{at_least(number - listed, complete)} more loops are not listed.")
    return notes
