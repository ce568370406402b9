"""How a table of text is written: what a person may state, what was found, and how that is told."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace

from moneyloop.model import ChoiceError

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day-first", "month-first", "year-first"
DATES = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
MARKS = (".", ",")
UNQUOTED = "none"  # in the place of a quote mark: no cell is quoted
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
_SUCH = {"delimiter": "; or , or tab", "quote": "' or \""}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class Form:
    """How a table is written. As a choice, "" and 0 are to be found; as found, they do not apply.

    container  what holds the table, in words ("sheet 'Deals' of an Excel workbook"); "" for text
    quote      the mark around cells, UNQUOTED for none
    header     the line of the header
    decimal    the mark before the fraction of amounts, one of MARKS
    dates      the order of days and months written in numbers, one of DATES
    """

    container: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: int = 0
    decimal: str = ""
    dates: str = ""
    quote: str = ""

    @property
    def plain(self) -> bool:
        """True for what needs no word: UTF-8, commas, a header on top, points, ISO dates."""
        plain = Form("", "utf-8", ",", 1)
        decimal, quote = self.decimal.replace(".", ""), self.quote.replace('"', "")
        return replace(self, decimal=decimal, quote=quote) in (plain, Form())

    @property
    def told(self) -> str:
        """The form in one line: "semicolons, decimal commas, dates day first, header in line 2"."""
        parts = [self.container]
        if self.delimiter:
            other = f"columns separated by {self.delimiter!r}"
            parts.append(_DELIMITERS.get(self.delimiter, other))
        if self.quote == UNQUOTED:
            parts.append("no quotes")
        elif self.quote not in ("", '"'):
            parts.append(f"cells in {self.quote}")
        parts.append({",": "decimal commas", ".": "decimal points"}.get(self.decimal, ""))
        parts.append(f"dates {self.dates.replace('-', ' ')}" if self.dates else "")
        parts.append(_ENCODINGS.get(self.encoding, self.encoding))
        parts.append(f"header in line {self.header}" if self.header else "")
        return ", ".join(part for part in parts if part)


def check_form(stated: Form) -> None:
    """Raise ChoiceError for a form that no table can have, with the option that says so."""
    for name, value, allowed in (
        ("dates", stated.dates, DATES),
        ("decimal", stated.decimal, MARKS),
    ):
        if value and value not in allowed:
            raise ChoiceError(f"{name} {value!r}: choose {' or '.join(allowed)}")
    quote = "" if stated.quote == UNQUOTED else stated.quote
    for name, mark in (("delimiter", stated.delimiter), ("quote", quote)):
        if len(mark) > 1:
            raise ChoiceError(f"{name} {mark!r} is more than one mark")
        if mark.isalnum() or (mark and mark in "\r\n\0") or "\ud800" <= mark <= "\udfff":
            raise ChoiceError(f"{name} {mark!r} cannot be one: choose a mark such as {_SUCH[name]}")
    if stated.delimiter and stated.delimiter == (quote or '"'):
        raise ChoiceError(f"delimiter and quote are both {stated.delimiter!r}: they have to differ")
    if quote and quote in MARKS:
        raise ChoiceError(f"quote {quote!r} cannot be one: amounts have it")
    if stated.encoding and not _is_encoding(stated.encoding):
        raise ChoiceError(f"encoding {stated.encoding!r} is none: write utf-8, cp1252, ...")


def check_stated(stated: Form) -> None:
    """The same for what a person states of one file, where a mark means one thing.

    A file may have one mark for both where its amounts are quoted: that is found, not stated.
    """
    check_form(stated)
    if stated.delimiter and stated.delimiter == stated.decimal:
        raise ChoiceError(
            f"delimiter and decimal are both {stated.delimiter!r}: state one of them, where "
            "amounts stand in quotes"
        )


def _is_encoding(name: str) -> bool:
    try:
        return bool("".encode(name) or codecs.lookup(name))
    except (LookupError, ValueError):  # the second for a NUL in the name, and codecs that refuse
        return False
