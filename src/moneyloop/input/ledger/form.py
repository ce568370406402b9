"""How a table of text is written: what a person may state, what was found, and how that is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day-first", "month-first", "year-first"
DATES = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
MARKS = (".", ",")
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
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

    @property
    def plain(self) -> bool:
        """True for what needs no word: UTF-8, commas, a header on top, points, ISO dates."""
        plain = Form("", "utf-8", ",", 1)
        return replace(self, decimal=self.decimal.replace(".", "")) in (plain, Form())

    @property
    def told(self) -> str:
        """The form in one line: "semicolons, decimal commas, dates day first, header in line 2"."""
        parts = [self.container]
        if self.delimiter:
            other = f"columns separated by {self.delimiter!r}"
            parts.append(_DELIMITERS.get(self.delimiter, other))
        parts.append({",": "decimal commas", ".": "decimal points"}.get(self.decimal, ""))
        parts.append(f"dates {self.dates.replace('-', ' ')}" if self.dates else "")
        parts.append(_ENCODINGS.get(self.encoding, self.encoding))
        parts.append(f"header in line {self.header}" if self.header else "")
        return ", ".join(part for part in parts if part)
