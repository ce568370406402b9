"""The view of `figures`: of one company, of two side by side, or what to watch across all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneyloop.questions.figures.watch import COLUMNS as WATCH_COLUMNS
from moneyloop.tables import company, compare, formats, watch
from moneyloop.words import columns as columns_
from moneyloop.words.columns import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moneyloop.model import Result
    from moneyloop.tables.listing import Part


def view(result: Result) -> list[Part]:
    """The tables of the form that was asked for."""
    if _is_pair(result):
        return compare.view(result)
    if not _is_one(result):
        return watch.view(result)
    party = result.extra["party"]
    return [*company.view(result), "", *watch.tables(result.extra["watch"], party)]


def markdown(result: Result) -> str:
    """The rows; of one company its ratios and what to watch below them."""
    if not _is_one(result):
        return formats.markdown(result.rows, keys(result.columns))
    below = formats.markdown(result.extra["watch"], keys(WATCH_COLUMNS))
    return f"{company.markdown(result)}\n## What to watch\n\n{below}"


def shown(result: Result) -> list[dict[str, Any]]:
    """The rows that --translate reads: of two companies one for each side."""
    return compare.sides(result) if _is_pair(result) else result.rows


def money(result: Result) -> Sequence[str]:
    """Their keys that are US dollars."""
    return compare.MONEY if _is_pair(result) else columns_.money(result.columns)


def _is_one(result: Result) -> bool:
    return "ratios" in result.extra


def _is_pair(result: Result) -> bool:
    return "a" in result.extra
