"""A workbook of a few sheets (.xlsx), written by XlsxWriter: no text in it is ever a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moneyloop.model import ChoiceError
from moneyloop.tables.formats import cell
from moneyloop.words.amounts import count

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

GENERAL, AMOUNT, SHARE, LONG = "General", "#,##0.00", "0.0%", "@"  # how a column is written
MOST_ROWS = 1 << 20  # of a sheet
_MOST_LETTERS = 32_767  # of a cell
_WIDEST = 60
_FORMULA = re.compile(r"[\s\u200b]*[=+\-@]")
_UNLAWFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_THEN = datetime(1980, 1, 1)  # the same answer is the same bytes


@dataclass(frozen=True)
class Sheet:
    """Rows under a head that stays in sight; `formats` are those of the columns."""

    name: str
    head: Sequence[str]
    formats: Sequence[str]
    rows: Sequence[Sequence[Any]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of a workbook. What is unknown is a blank cell, and no text is ever a formula.

    Raises ChoiceError for more rows than a sheet can have.
    """
    import xlsxwriter

    for sheet in sheets:
        if len(sheet.rows) >= MOST_ROWS:
            raise ChoiceError(
                f"a sheet of a workbook has room for {count(MOST_ROWS - 1)} rows, and there are "
                f"{count(len(sheet.rows))}: write them as csv"
            )
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": _THEN})
        head = book.add_format({"bold": True})
        # A quoted text stays text, also when a reader goes into the cell and out again.
        looks = {
            (form, quoted): book.add_format(
                {
                    "num_format": form,
                    "valign": "top",
                    "text_wrap": form == LONG,
                    "quote_prefix": quoted,
                }
            )
            for form in (GENERAL, AMOUNT, SHARE, LONG)
            for quoted in (False, True)
        }
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.head):
                page.write_string(0, column, name, head)
                page.set_column(column, column, _width(sheet, column))
            for line, row in enumerate(sheet.rows, 1):
                for column, (value, form) in enumerate(zip(row, sheet.formats, strict=True)):
                    _write(page, (line, column), value, form, looks)
    return stream.getvalue()


def _write(page: Worksheet, place: tuple[int, int], value: Any, form: str, looks: Any) -> None:
    if isinstance(value, bool):
        page.write_boolean(*place, value, looks[form, False])
    elif isinstance(value, int | float):
        page.write_number(*place, value, looks[form, False])
    elif text := _text(value):
        page.write_string(*place, text, looks[form, bool(_FORMULA.match(text))])


def _width(sheet: Sheet, column: int) -> int:
    """As wide as its longest text; a number is shown as its format has it."""
    head, form = sheet.head[column], sheet.formats[column]
    longest = max((len(_text(row[column])) for row in sheet.rows), default=0)
    return min(max(longest if form in (GENERAL, LONG) else 8, len(head)) + 2, _WIDEST)


def _text(value: Any) -> str:
    """A value as text that the format allows."""
    return _UNLAWFUL.sub("\ufffd", cell(value)[:_MOST_LETTERS])
