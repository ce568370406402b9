"""The rules of figures.csv: no day counted twice, items of their metric, no negative balance."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from moneyloop.input import items, near_misses
from moneyloop.input.table import Row, Table
from moneyloop.model import USD_BN, Problem


def overlaps(figures: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """Preferred figures that are added up must not cover a day of one line of a party twice."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in figures.rows:
        if row.text.get("preferred") == "no" or not {"start", "end"} <= row.days.keys():
            continue
        metric, item = row.text.get("metric"), row.text.get("item", "")
        if metric not in ("revenue", "cash") or row.text.get("unit") != USD_BN:
            continue
        # A balance is one, whatever it is a balance of.
        line = items.line(row.text.get("segment", ""), item) if metric == "revenue" else items.TOTAL
        if metric == "cash" or item in items.COUNTED:
            party = names.get(row.text.get("party", ""), row.text.get("party", ""))
            groups.setdefault((party, metric, line), []).append(row)
    for (party, metric, line), rows in groups.items():
        rows.sort(key=lambda row: (row.days["start"][0], row.line))
        for before, row in itertools.pairwise(rows):
            if row.days["start"][0] <= before.days["end"][1]:
                message = f"{metric} ({line}) of {party} is also on line {before.line}"
                hint = "write preferred = no on the one that is not to be used"
                column = figures.later("start", "end")
                yield figures.problem(row, column, "figure-overlap", message, hint)


def wrong_items(figures: Table) -> Iterator[Problem]:
    """Warnings: an item of another metric, and words that mean an item or the whole party.

    Nothing reads such words, so the figure would silently be no such thing.
    """
    for row in figures.rows:
        metric, item = row.text.get("metric", ""), row.text.get("item", "")
        segment = row.text.get("segment", "")
        of = items.ITEMS[item].metrics if item in items.ITEMS else ()
        near_miss = None if item else near_misses.meant(row.text)
        if of and metric not in of:
            message = f"{item} is no item of {metric}: nothing reads it"
            hint = f"it is an item of {', '.join(of)}"
            yield figures.warning(row, "item", "item-of-metric", message, hint)
        if near_miss is not None:
            meant, column = near_miss
            message = f"{column} says {row.text[column]!r}, and item is blank"
            hint = f"did you mean item {meant}? nothing reads the words of a {column}"
            yield figures.warning(row, column, "near-miss", message, hint)
        elif near_misses.is_nearly_total(segment):
            message = f"segment {segment!r} is read as a line of business"
            hint = "for the whole party write total, or leave it blank"
            yield figures.warning(row, "segment", "near-miss", message, hint)


def negative(figures: Table) -> Iterator[Problem]:
    """Recognised revenue and cash balances below zero."""
    for row in figures.rows:
        amount, metric = row.numbers.get("amount"), row.text.get("metric")
        if amount is not None and amount < 0 and metric in ("revenue", "cash"):
            hint = "recognised revenue and a cash balance are zero or more"
            yield figures.problem(row, "amount", "number", f"{metric} is negative", hint)
        dated = {"start", "end"} <= row.days.keys()
        if metric == "cash" and dated and row.days["start"][0] != row.days["end"][1]:
            column = figures.later("start", "end")
            hint = "write the same day in start and end"
            yield figures.problem(row, column, "balance-date", "cash is a balance", hint)
