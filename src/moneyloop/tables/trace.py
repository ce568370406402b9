"""The view of `trace`: a dollar hop by hop, and the largest payments of each hop."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study.periods import within
from moneyloop.model import USD
from moneyloop.questions.trace.dollar_rows import GOES_ON, SOURCE_NAMES, STAYS
from moneyloop.questions.trace.trace import CUSTOMERS
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing, once
from moneyloop.tables.tail import few
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, keys, on_screen, with_cells
from moneyloop.words.labels import heading

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

PAYMENTS_SHOWN = 6
FORWARDS = (
    Column("hop", "Hop", number=True),
    Column("arrived", "Arrived", number=True),
    Column("revenue", "Revenue", number=True),
    Column("kept", "Kept", number=True),
    Column("elsewhere", "Elsewhere", number=True),
    Column("outside", "Outside", number=True, spare=1),
    Column("still_moving", "Still moving", number=True),
    Column("revenue_so_far", "Revenue so far", number=True),
)
BACKWARDS = (
    Column("hop", "Hop", number=True),
    Column("asked", "Asked for", number=True),
    Column("customers", heading("customers"), number=True),
    Column("outside_investors", "Investors", number=True),
    Column("earlier_cash", heading("earlier_cash"), number=True, spare=2),
    Column("no_known_source", heading("no_known_source"), number=True, spare=1),
    Column("still_moving", "Still moving", number=True),
    Column("found", "Found so far", number=True),
)


def view(result: Result) -> list[Part]:
    """The dollar hop by hop, what all hops come to, and the largest payments."""
    if not result.rows:
        return list(result.notes[:1])
    extra = result.extra
    back = extra["direction"] == "to"
    parts: list[Part] = [_hops(result, back), _limit(extra, _in_usd(result))]
    if extra["party"] == CUSTOMERS and _in_usd(result):
        # Which customers: the dollar of a retailer's is among theirs.
        parts.append(
            "Customers of the whole business of each party, not only of AI. Name a company to "
            "follow a dollar that it receives."
        )
    of = "the payee had then" if back else "the payer had then"
    spent = "" if back else _spent(result)
    return [
        *parts,
        "",
        _payments(result),
        f"Share: of what {of}. {spent}Every row is in the other formats.",
    ]


def markdown(result: Result) -> str:
    """The dollar hop by hop and, below it, every row."""
    hops = result.extra["hops"]
    summary = formats.markdown(hops, tuple(hops[0]) if hops else ("hop",))
    rows = formats.markdown(result.rows, keys(result.columns))
    return f"## Hop by hop\n\n{summary}\n## Rows\n\n{rows}"


def _hops(result: Result, back: bool) -> Listing:
    extra = result.extra
    dollar, party = extra["dollar"], extra["party"]
    # Cash that was there before the year was not received in it.
    verb = "held" if extra.get("earlier_cash") else "received"
    whose = "that customers paid" if party == CUSTOMERS else f"that {party} {verb}"
    whose = f"that {party} booked as revenue" if back else whose
    star = " *" if result.rows[0]["planned"] else ""
    is_usd = _in_usd(result)
    sum_ = amounts.dollars(dollar) if is_usd else amounts.stated(dollar)
    basis = ", on public amounts, US dollars" if is_usd else ""
    columns = BACKWARDS if back else FORWARDS
    cells = {column.key: partial(_amount, column.key, dollar) for column in columns[1:]}
    title = f"{sum_} {whose} {within(extra['year'])}{star}{basis}"
    return Listing(title, with_cells(columns, cells), extra["hops"])


def _in_usd(result: Result) -> bool:
    return result.unit == USD


def _limit(extra: Mapping[str, Any], is_usd: bool) -> str:
    """What all hops together come to."""
    if extra["direction"] == "to":
        shares = extra["sources"]
        parts = (f"{SOURCE_NAMES[key]} {_amount(key, extra['dollar'], shares)}" for key in shares)
        return f"Over all hops: {', '.join(parts)}."
    if extra["times_booked"] is None:
        return "Over all hops: booked as revenue without end."
    times, dollar = amounts.fixed(extra["times_booked"], 4), "dollar" if is_usd else "unit"
    return f"Over all hops: each {dollar} is booked as revenue {times} times."


def _payments(result: Result) -> Listing:
    """The largest payments of each hop, and the sum of the smaller ones."""
    moved = [row for row in result.rows if row["class"] not in (STAYS, GOES_ON)]
    rows: list[Row] = []
    for hop in sorted({row["hop"] for row in moved}):
        at_hop = sorted((row for row in moved if row["hop"] == hop), key=lambda row: -row["amount"])
        rows += at_hop[:PAYMENTS_SHOWN]
        if rest := at_hop[PAYMENTS_SHOWN:]:
            words = f"{len(rest)} smaller one{'' if len(rest) == 1 else 's'}"
            rows.append({"hop": hop, "payer": words, "amount": sum(row["amount"] for row in rest)})
    shown = ["hop", "payer", "payee", "class", "amount", "share", "deals"]
    if any(row["share_of_spent"] is not None for row in moved):
        shown.insert(-1, "share_of_spent")
    cells: dict[str, Callable[[Row], str]] = {
        "amount": partial(_amount, "amount", result.extra["dollar"]),
        "share": partial(_share, "share"),
        # Empty for a source: it is no payment out of a pool.
        "share_of_spent": partial(_share, "share_of_spent"),
        "deals": _deals,
    }
    columns = with_cells(on_screen(result.columns, *shown), cells)
    title = f"The {PAYMENTS_SHOWN} largest payments of each hop"
    return Listing(title, columns, once(rows, "hop"))


def _spent(result: Result) -> str:
    if all(row["share_of_spent"] is None for row in result.rows):
        return ""
    kept = "; what it kept is known from its closing cash only" if _in_usd(result) else ""
    return f"Of spent: of what left the payer{kept}. "


def _amount(key: str, dollar: float, row: Row) -> str:
    """US dollars to a ten-thousandth of the dollar that is followed: 0.0523 of 1, 5.23 of 100."""
    return amounts.fixed(row[key], max(0, 4 - math.floor(math.log10(dollar))))


def _deals(row: Row) -> str:
    return few(row.get("deals", ()))


def _share(key: str, row: Row) -> str:
    return amounts.percent(row.get(key), "")
