"""One thing that stands in two rows: told differently by two sources, or entered twice."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping

from moneyloop.input import items
from moneyloop.input.checks import deal_id
from moneyloop.input.proof.about import about
from moneyloop.input.table import Row, Table
from moneyloop.model import CLASS_OF_KIND, Problem, split
from moneyloop.words import amounts

DIFFER, TWICE = "sources-differ", "entered-twice"
_ENDS = ("payer", "payee")
_APART = 0.1  # two tellings that differ by more are not one number rounded twice
_NEAR = 0.05  # two contracts whose amounts differ by less may be one


def deals(table: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """Pairs of deals that both count and may be one: same days, or same size on common days."""
    pairs: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    replaced = {name for row in table.rows for name in split(row.text.get("replaces", ""))}
    for row in table.rows:
        ends = [names.get(row.text.get(end, ""), row.text.get(end, "")) for end in _ENDS]
        cls = CLASS_OF_KIND.get(row.text.get("kind", ""))
        counts = row.text.get("status") != "talks" and deal_id(row) not in replaced
        if cls and counts and _size(row):
            pairs[ends[0], ends[1], cls].append(row)
    for rows in pairs.values():
        for before, row in itertools.combinations(rows, 2):
            if not _linked(before, row):
                yield from _pair(table, before, row)


def _pair(table: Table, before: Row, row: Row) -> Iterator[Problem]:
    columns = ("kind", "start", "end")
    same = row.text.get("start") and all(
        before.text.get(column, "") == row.text.get(column, "") for column in columns
    )
    sizes = [_size(each) for each in (before, row)]
    apart = abs(sizes[0] - sizes[1]) / max(sizes)
    told = f"{deal_id(row)}: {amounts.usd(sizes[1])}, and {deal_id(before)} (line {before.line}) "
    told += f"has {amounts.usd(sizes[0])} "
    if apart <= _NEAR and _overlap(before, row):
        message = f"{told}between the same parties on common days: one contract twice?"
        hint = "take one out, or say by part_of or replaces how they belong together"
        yield table.warning(row, "amount_usd_bn", TWICE, message, hint)
    elif apart > _APART and same and before.text.get("source") != row.text.get("source"):
        message = f"{told}for the same thing on the same days, by another source: both count"
        hint = "if it is one payment, keep one; the other number is an upper value or a note"
        yield table.warning(row, "amount_usd_bn", DIFFER, message, hint)


def _size(row: Row) -> float:
    return row.numbers.get("amount_usd_bn") or row.numbers.get("amount_high_usd_bn") or 0.0


def _linked(before: Row, row: Row) -> bool:
    """Whether the rows say how they belong together, or one is what was paid of the other."""
    columns = ("part_of", "replaces", "exchange_for")
    named = [
        {name for column in columns for name in split(each.text.get(column, ""))}
        for each in (before, row)
    ]
    if deal_id(before) in named[1] or deal_id(row) in named[0]:
        return True
    return (before.text.get("status") == "paid") != (row.text.get("status") == "paid")


def _overlap(before: Row, row: Row) -> bool:
    """Whether two rows share a day; one without days may be on any."""
    if "start" not in before.days or "start" not in row.days:
        return True
    (first, last), (begin, end) = (
        (each.days["start"][0], each.days.get("end", each.days["start"])[1])
        for each in (before, row)
    )
    return first <= end and begin <= last


def figures(table: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """Figures of one thing on the same days whose amounts are more than a tenth apart."""
    things: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in table.rows:
        text, item = row.text, row.text.get("item", "")
        if text.get("evidence") == "projected" or item in items.FORECASTS or item == "other_count":
            continue
        party = names.get(text.get("party", ""), text.get("party", ""))
        line = items.line(text.get("segment", ""), item)
        days = text.get("start", ""), text.get("end", "")
        things[
            party, text.get("metric", ""), items.thing(item), line, text.get("unit", ""), *days
        ].append(row)
    for rows in things.values():
        for before, row in itertools.combinations(rows, 2):
            both = [each.numbers.get("amount") for each in (before, row)]
            if None in both or not any(both):
                continue
            sizes = [abs(number or 0.0) for number in both]
            if abs((both[0] or 0.0) - (both[1] or 0.0)) > _APART * max(sizes):
                said = [amounts.stated(number) for number in both]
                message = f"{about(table, row)}: {said[1]}, and line {before.line} has {said[0]}"
                used = next(
                    (each for each in (before, row) if each.text.get("preferred") != "no"), row
                )
                hint = f"line {used.line} is used: is its source the nearer one to the money?"
                yield table.warning(row, "amount", DIFFER, message, hint)
