"""The answer of `report` as rows: for CSV, and for a workbook that says what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moneyloop.analysis.attribution import sells
from moneyloop.model import USD_BN, basis
from moneyloop.questions.attribute.columns import COLUMNS
from moneyloop.tables import workbook as workbook_
from moneyloop.tables.formats import csv_text
from moneyloop.tables.workbook import AMOUNT, GENERAL, LONG, SHARE, Sheet
from moneyloop.words.amounts import day
from moneyloop.words.circular import NO_ROUND_TRIP
from moneyloop.words.citing import citation, cited_data
from moneyloop.words.columns import chosen, keys

ALL, THESE = "all sellers", "these sellers"
_COLUMNS = chosen(COLUMNS)
_KEYS = keys(_COLUMNS)
_SHARES = ("revenue_coverage", "growth")


def rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All sellers together in the first period, then each seller in each period.

    The keys are those of `attribute`. Of all together only what is known of their sum has a value.
    """
    sellers = [row for row in content["rows"] if sells(row)]
    by_period = [row for period in content["years"] for row in sellers if row["period"] == period]
    if content["together"] is None:
        return by_period
    latest = [row for row in by_period if row["period"] == content["years"][0]]
    return [_all(content, latest), *by_period]


def _all(content: Mapping[str, Any], latest: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The sellers of the first period as one row."""
    public = [row["network_sales"] for row in latest if row["network_sales"] is not None]
    together = {key: value for key, value in content["together"].items() if key in _KEYS}
    return {
        **dict.fromkeys(_KEYS),
        **together,
        "party": THESE if content["party"] else ALL,
        "period": content["years"][0],
        "network_sales": sum(public) if public else None,
        "planned": any(row["planned"] for row in latest),
        "open_sales": sum(row["open_sales"] for row in latest),
        "disputed": list(dict.fromkeys(name for row in latest for name in row["disputed"])),
    }


def as_csv(content: Mapping[str, Any]) -> str:
    """The rows as CSV with a header; unknown is empty."""
    return csv_text(rows(content), _KEYS)


def as_workbook(content: Mapping[str, Any], command: str, version: str) -> bytes:
    """The rows as a workbook, with a sheet that says what they are and how to cite them.

    `command` is the command line that makes it again, `version` that of the program.
    """
    formats = [_format(column.key, money=column.money) for column in _COLUMNS]
    if content["unit"] != USD_BN:  # whose amounts may be of any size
        formats = [GENERAL if form == AMOUNT else form for form in formats]
    cells = [[row[key] for key in _KEYS] for row in rows(content)]
    about = [[what, text] for what, text in _about(content, command, version) if text]
    return workbook_.workbook(
        [
            Sheet("Answer", _KEYS, formats, cells),
            Sheet("About", ("what", "text"), (GENERAL, LONG), about),
        ]
    )


def _format(key: str, *, money: bool) -> str:
    if key in _SHARES:
        return SHARE
    return AMOUNT if money else GENERAL


def _about(content: Mapping[str, Any], command: str, version: str) -> Iterator[tuple[str, str]]:
    when, edition = day(content["as_of"], ""), content["edition"]
    yield "Answer", content["headline"]
    yield "Range", content["range"]
    yield "Shown", content["only"]
    yield "Basis", basis(content["case"], content["as_of"], content["data"], content["unit"])
    yield "Edition of the data", edition
    yield "Date", when
    yield "Rests on", content["rests_on"]
    yield "Meaning", NO_ROUND_TRIP if content["unit"] == USD_BN else ""
    yield "Made by", command
    yield "How to cite", citation(version, when, cited_data(edition, content["data"], when))
