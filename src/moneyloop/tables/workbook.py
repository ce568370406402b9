"""A workbook of a few sheets (.xlsx): a zip of the smallest XML that spreadsheets read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from moneyloop.model import ChoiceError
from moneyloop.tables.formats import cell
from moneyloop.words.amounts import count

GENERAL, AMOUNT, SHARE, LONG = "General", "#,##0.00", "0.0%", "@"  # how a column is written
MOST_ROWS = 1 << 20  # of a sheet
_MOST_LETTERS = 32_767  # of a cell
_WIDEST = 60
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORMATS = (GENERAL, AMOUNT, SHARE, LONG)
# Looks of cells: one per format, then the head, and a text that begins like a formula.
_HEAD, _QUOTED = len(_FORMATS), len(_FORMATS) + 1
_FORMULA = re.compile(r"[\s\u200b]*[=+\-@]")
_UNLAWFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_THEN = (1980, 1, 1, 0, 0, 0)  # the same answer is the same bytes


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
    for sheet in sheets:
        if len(sheet.rows) >= MOST_ROWS:
            raise ChoiceError(
                f"a sheet of a workbook has room for {count(MOST_ROWS - 1)} rows, and there are "
                f"{count(len(sheet.rows))}: write them as csv"
            )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(sheets):
            part = zipfile.ZipInfo(name, _THEN)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return stream.getvalue()


def _parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{parts}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    names = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
    )
    files = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*files, ("styles", "styles.xml")])
    yield "xl/styles.xml", _styles()
    for number, sheet in zip(numbers, sheets, strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(sheet)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _styles() -> str:
    first = 164  # below it are formats that the specification numbers
    formats = "".join(
        f'<numFmt numFmtId="{first + at}" formatCode={quoteattr(form)}/>'
        for at, form in enumerate(_FORMATS[1:])
    )
    numbers = [0, *range(first, first + len(_FORMATS) - 1)]
    top = '<alignment vertical="top" wrapText="{}"/>'
    looks = [
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" '
        f'applyNumberFormat="1" applyAlignment="1">{top.format(int(form == LONG))}</xf>'
        for number, form in zip(numbers, _FORMATS, strict=True)
    ]
    plain = '<xf numFmtId="0" fontId="{}" fillId="0" borderId="0" xfId="0" {}/>'
    looks += [plain.format(1, 'applyFont="1"'), plain.format(0, 'quotePrefix="1"')]
    font = '<font>{}<sz val="11"/><name val="Calibri"/></font>'
    fills = "".join(
        f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125")
    )
    border = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS) - 1}">{formats}</numFmts>'
        f'<fonts count="2">{font.format("")}{font.format("<b/>")}</fonts>'
        f'<fills count="2">{fills}</fills><borders count="1">{border}</borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(looks)}">{"".join(looks)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _sheet(sheet: Sheet) -> str:
    lines = [_row(1, sheet.head, [_HEAD] * len(sheet.head))]
    looks = [_FORMATS.index(form) for form in sheet.formats]
    lines += [_row(number, row, looks) for number, row in enumerate(sheet.rows, 2)]
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(_widths(sheet), 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
        'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _widths(sheet: Sheet) -> list[int]:
    columns = zip(sheet.head, *sheet.rows, strict=True)
    longest = [max(len(_text(value)) for value in column) for column in columns]
    # A number is shown as its format has it.
    return [
        min(max(most if form in (GENERAL, LONG) else 8, len(head)) + 2, _WIDEST)
        for most, form, head in zip(longest, sheet.formats, sheet.head, strict=True)
    ]


def _row(number: int, values: Sequence[Any], looks: Sequence[int]) -> str:
    cells = (
        _cell(value, f"{_letters(column)}{number}", look)
        for column, (value, look) in enumerate(zip(values, looks, strict=True))
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(value: Any, place: str, look: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" s="{look}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}" s="{look}"><v>{value!r}</v></c>'
    text = _text(value)
    if not text:
        return ""
    if _FORMULA.match(text):
        look = _QUOTED  # stays text, also when a reader goes into the cell and out again
    written = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
    return f'<c r="{place}" s="{look}" t="inlineStr">{written}</c>'


def _text(value: Any) -> str:
    """A value as text that XML allows, and that is not read as an escape of the format."""
    text = _UNLAWFUL.sub("\ufffd", cell(value)[:_MOST_LETTERS])
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def _letters(column: int) -> str:
    """A, B, ... Z, AA of 0, 1, ... 25, 26."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
