"""Cells of an Excel workbook that have no value: errors, and formulas that nothing worked out.

A reader of workbooks takes them for blank, and a blank amount is one that is not known.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import unescape
from xml.etree import ElementTree

ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!")
_CELL = re.compile(rb"<c\b([^>]*[^>/])>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>")
_FORMULA = re.compile(rb"<f[^>/]*>([^<]*)</f>|<f[^>]*/>")


def valueless(raw: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The text of such cells of a sheet, by row and column from 0: "#N/A", or "=A1+B1".

    Of a workbook that is not in XML, none.
    """
    if not raw.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            part = _part(archive, sheet)
            content = archive.read(part) if part else b""
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, RuntimeError):
        return {}  # where the reader of workbooks minds less
    if b"<f" not in content and not re.search(rb"""\bt=["']e["']""", content):
        return {}
    found = {}
    for cell in _CELL.finditer(content):
        place, body = _PLACE.search(cell[1]), cell[2]
        kind = _TYPE.search(cell[1])
        value, formula = _VALUE.search(body), _FORMULA.search(body)
        text = b""
        if kind and kind[1] == b"e":
            text = value[1] if value else b"#VALUE!"
        elif formula and not value and (kind is None or kind[1] != b"str"):
            text = b"=" + (formula[1] or b"...")
        if text and place:
            found[int(place[2]) - 1, _column(place[1])] = unescape(text.decode("utf-8", "replace"))
    return found


def is_valueless(text: str, container: str) -> bool:
    """Whether a cell is such an error, in a file of any sort, or in a workbook such a formula."""
    return text in ERRORS or (text.startswith("=") and "workbook" in container)


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file of the archive that holds a sheet; "" where it is not in XML."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    id_of = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    ids = [one.get(id_of) for one in book.iter() if one.get("name") == sheet and one.get(id_of)]
    targets = [link.get("Target", "") for link in links if ids and link.get("Id") == ids[0]]
    part = targets[0].lstrip("/") if targets else ""
    return next((name for name in (part, f"xl/{part}") if name in names), "")


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
