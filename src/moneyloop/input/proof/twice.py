"""One thing that stands in two rows: told differently by two sources, or entered twice."""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

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
        yield from _entered_twice(table, rows)
        yield from _told_twice(table, rows)


def _entered_twice(table: Table, rows: Sequence[Row]) -> Iterator[Problem]:
    """Rows with an earlier one of near size on common days, each beside one of these."""
    by_size = sorted(rows, key=_size)
    for place, row in enumerate(by_size):
        least = _size(row) * (1 - _NEAR)
        near = by_size[bisect.bisect_left(by_size, least, key=_size) : place]
        twin = next((one for one in near if _overlap(one, row) and not _linked(one, row)), None)
        if twin is not None:
            before, after = sorted((twin, row), key=lambda each: each.line)
            message = f"{_beside(before, after)}, on days that may be the same"
            hint = "one contract twice? Take one out, or say how they belong by part_of or replaces"
            yield table.warning(after, "amount_usd_bn", TWICE, message, hint)


def _told_twice(table: Table, rows: Sequence[Row]) -> Iterator[Problem]:
    """Rows with an earlier one of the same days and kind, of another size and from elsewhere."""
    same_days: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.text.get("start"):
            key = tuple(row.text.get(column, "") for column in ("kind", "start", "end"))
            same_days[key].append(row)
    for group in same_days.values():
        for place, row in enumerate(group):
            other = next((one for one in group[:place] if _differ(one, row)), None)
            if other is not None:
                message = f"{_beside(other, row)} for the same on the same days, by another source"
                hint = "both count; of one payment keep one row, and the other number as a note"
                yield table.warning(row, "amount_usd_bn", DIFFER, message, hint)


def _differ(before: Row, row: Row) -> bool:
    apart = abs(_size(before) - _size(row)) > _APART * max(_size(before), _size(row))
    elsewhere = before.text.get("source") != row.text.get("source")
    return apart and elsewhere and not _linked(before, row)


def _beside(before: Row, row: Row) -> str:
    sizes = amounts.usd(_size(row)), amounts.usd(_size(before))
    return f"{deal_id(row)}: {sizes[0]}, and {deal_id(before)} (line {before.line}) has {sizes[1]}"


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
