"""Which deals lead round in a circle? (method, section 11)"""

from __future__ import annotations

from collections.abc import Sequence

from moneyloop.analysis.loops import legs, rows, search
from moneyloop.analysis.study import flows, selection
from moneyloop.input.checks import nearest
from moneyloop.model import FIRM, ChoiceError, LeftOut, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress
from moneyloop.words import amounts
from moneyloop.words.amounts import count
from moneyloop.words.columns import Column, Row, amount, described, known, with_open


def round_(row: Row) -> str:
    """The parties of a loop in the order of its payments, back to the first."""
    return " > ".join([*row["parties"], row["parties"][0]])


COLUMNS = (
    Column("rank", "#", number=True),
    Column("type"),
    Column("parties", "Loop", cell=round_),
    Column("length"),
    amount(
        "size",
        "At most",
        cell=lambda row: with_open(amounts.number(row["size"]), row["open_size"]),
    ),
    Column("unsized"),
    Column("open_size"),
    Column("in_order"),
    Column("since", "Since", known, number=True, spare=1),
    Column("legs", "Legs: amount, status, deals"),
)


@asking.on_network
@described(COLUMNS)
def loops(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    party: asking.Names = (),
    type: asking.Names = (),
    length: int = 5,
    in_order: bool = False,
    limit: int | None = None,
    include: asking.Names = (),
    progress: Progress | None = None,
) -> Result:
    """Which deals lead round in a circle? (method, section 11)

    One row per loop, largest smallest leg first; loops with a leg of unknown amount come last
    (`unsized`). With `open_size` the smallest leg has a deal whose amount is not public, so that
    more could complete the loop. `type`: money, trade, capital (default all three); `include`:
    talks, guarantees, replaced. A row is `in_order` unless no dollar can follow it: from wherever
    one starts, a later leg was paid before. With `in_order` such rows are left out. `extra` has
    `complete`, `count`, the `length` and `longest`: no loop has more legs. Where there are too many
    to find all, the largest are listed (1,000, or `limit`), `complete` is False and there are at
    least `count`. Raises ChoiceError.
    """
    types, include = choices(type, include, length)
    table, left_out = legs_of(network, as_of=as_of, case=case, include=include)
    wanted = asking.resolve_all(network, party)
    listing = rows.find(
        table,
        length=length,
        types=types,
        party=wanted,
        in_order=in_order,
        limit=limit,
        progress=progress,
    )
    return Result(
        data=network.data,
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=listing.rows,
        left_out=left_out,
        notes=_loop_notes(listing, length),
        extra={
            "complete": listing.complete,
            "count": listing.count,
            "length": length,
            "longest": listing.longest,
        },
        unit=network.unit,
        columns=COLUMNS,
        asked=wanted,
    )


def choices(
    type: asking.Names, include: asking.Names, length: int
) -> tuple[Sequence[str], Sequence[str]]:
    """The types that are asked for, all where none is, and the rows that make legs too.

    Raises ChoiceError.
    """
    types, include = asking.several(type), asking.several(include)
    for chosen, known_ in ((types, search.TYPES), (include, tuple(legs.INCLUDE))):
        for name in chosen:
            if name not in known_:
                raise ChoiceError(f"{name!r}: {nearest(name, known_)}")
    if length < 2:
        raise ChoiceError("a loop has at least 2 legs")
    return [name for name in search.TYPES if name in types] or search.TYPES, include


def legs_of(
    network: Network, *, as_of: asking.When, case: str, include: Sequence[str] = ()
) -> tuple[list[legs.Leg], list[LeftOut]]:
    """The legs of which the loops are made, and the rows that are left out."""
    selected = selection.select(network, as_of=asking.day(as_of), case=case)
    return legs.legs(selected, flows.spread(selected), include)


def longer(longest: int, length: int) -> str:
    """What is not listed where loops may have more legs than were asked for."""
    return (
        f"{count(longest)} parties reach each other again: a larger --length (up to "
        f"{count(longest)}) lists loops of more than {length} legs, if there are any."
    )


def at_least(number: int, complete: bool) -> str:
    """A number of loops, which is the least that there are where they were not all found."""
    return count(number) if complete else f"at least {count(number)}"


def _loop_notes(listing: rows.Listing, length: int) -> list[str]:
    notes = [
        f"Loops of 2 to {length} legs. At most the smallest leg could complete a loop, over the "
        "whole term: it is not what went round in a year."
    ]
    if listing.against_time:
        notes.append(
            "Left out, since no dollar can follow them in time: "
            f"{at_least(listing.against_time, listing.complete)}."
        )
    if listing.longest > length:
        notes.append(longer(listing.longest, length))
    if any(row["open_size"] for row in listing.rows):
        notes.append("+ ?: the smallest leg also has a deal whose amount is not public.")
    more = listing.count - len(listing.rows)
    if not listing.complete:
        notes.append(f"The largest are listed; at least {count(more)} more, not counted.")
    elif more:
        notes.append(f"{count(more)} more loops are not listed.")
    if listing.stopped:
        notes.append(
            "The search took too many steps to list as many as were asked for: a smaller --length "
            "needs fewer."
        )
    return notes
