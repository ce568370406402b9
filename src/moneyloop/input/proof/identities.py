"""Revenue that has to add up: parts of a year to the year, a line of business within a total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from moneyloop.input import items
from moneyloop.input.proof.about import about
from moneyloop.input.table import Row, Table
from moneyloop.model import USD_BN, Problem
from moneyloop.words import amounts

SUM, WITHIN = "parts-and-year", "segment-above-total"
_NOISE = 1e-9
_FEWEST_DAYS = 20  # of a part: quarters, half years and months


def sums(figures: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """Quarters and half years that cover a longer figure to the day and do not add up to it.

    The last quarter is so the year less the other three, which must not be below zero either.
    """
    for rows in _lines(figures, names).values():
        for whole in rows:
            parts = [row for row in rows if row is not whole and _inside(row, whole)]
            first, last = _days(whole)
            chain = _chain(parts, first, last)
            if chain is None or len(chain) < 2:
                continue
            total, allowed = sum(_amount(row) for row in chain), sum(map(_half, (whole, *chain)))
            rest = _days(chain[-1])[1] < last
            wrong = (
                total > _amount(whole) + allowed
                if rest
                else (abs(total - _amount(whole)) > allowed)
            )
            if wrong:
                yield _sum(figures, whole, chain, total, rest)


def _sum(figures: Table, whole: Row, chain: Sequence[Row], total: float, rest: bool) -> Problem:
    lines = ", ".join(str(row.line) for row in chain)
    come, stated = amounts.stated(total), amounts.stated(_amount(whole))
    before = total - _amount(chain[-1])
    message = f"{about(figures, whole)}: {stated}, and its parts (lines {lines}) come to {come}"
    if rest:
        hint = "the rest would be below zero: mend an amount or the days"
    else:
        had, due = (amounts.stated(x) for x in (_amount(chain[-1]), _amount(whole) - before))
        hint = f"the whole less the other parts is {due}, and line {chain[-1].line} has {had}"
    return figures.warning(whole, "amount", SUM, message, hint)


def _chain(parts: Sequence[Row], first: int, last: int) -> list[Row] | None:
    """Parts that follow one another from the first day, as far as they go; all of it if any do."""
    best: list[Row] | None = None
    for row in parts:
        if _days(row)[0] != first:
            continue
        end = _days(row)[1]
        rest = _chain(parts, end + 1, last) if end < last else []
        chain = [row, *(rest or [])]
        if _days(chain[-1])[1] == last:
            return chain
        best = chain if best is None or len(chain) > len(best) else best
    return best


def within(figures: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """A line of business that has more revenue than its party on the same days."""
    lines = _lines(figures, names)
    for (party, line), rows in lines.items():
        totals = {_days(row): row for row in lines.get((party, items.TOTAL), ())}
        for row in rows if line != items.TOTAL else ():
            total = totals.get(_days(row))
            if total and _amount(row) > _amount(total) + _half(row) + _half(total):
                message = (
                    f"{about(figures, row)}: {amounts.stated(_amount(row))}, and all of {party} "
                    f"(line {total.line}) has {amounts.stated(_amount(total))}"
                )
                hint = "a part is at most the whole: mend an amount, the segment or the days"
                yield figures.warning(row, "amount", WITHIN, message, hint)


def _lines(figures: Table, names: Mapping[str, str]) -> dict[tuple[str, str], list[Row]]:
    """The preferred revenue figures in USD billions, by party and line of business."""
    lines: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in figures.rows:
        text = row.text
        told = text.get("metric") == "revenue" and text.get("unit") == USD_BN
        item = text.get("item", "")
        counted = item in (*items.COUNTED, items.PART_OF_YEAR) and text.get("preferred") != "no"
        dated = {"start", "end"} <= row.days.keys() and "amount" in row.numbers
        if told and counted and dated and _days(row)[1] - _days(row)[0] >= _FEWEST_DAYS:
            party = names.get(text.get("party", ""), text.get("party", ""))
            lines[party, items.line(text.get("segment", ""), item)].append(row)
    return lines


def _days(row: Row) -> tuple[int, int]:
    return row.days["start"][0], row.days["end"][1]


def _inside(row: Row, whole: Row) -> bool:
    (first, last), (begin, end) = _days(row), _days(whole)
    return begin <= first and last <= end and (first, last) != (begin, end)


def _amount(row: Row) -> float:
    return row.numbers["amount"]


def _half(row: Row) -> float:
    """Half of what the last digit of the amount counts, as written: 0.05 of 4.3."""
    _, point, decimals = row.text.get("amount", "").partition(".")
    return 10.0 ** -(len(decimals) if point else 0) / 2 + _NOISE
