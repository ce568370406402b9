"""A workbook: what a reader of workbooks finds in it, and that no text is run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from examples import examples
from moneyloop.model import ChoiceError
from moneyloop.tables import workbook as workbook_
from moneyloop.tables.workbook import AMOUNT, GENERAL, LONG, SHARE, Sheet, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=40)


def book(rows: Sequence[Sequence[Any]], formats: Sequence[str]) -> bytes:
    return workbook([Sheet("Answer", [f"c{at}" for at in range(len(formats))], formats, rows)])


def read(raw: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(sheet).to_python()


def part(raw: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return ElementTree.fromstring(archive.read(name))


def look(raw: bytes, cell: ElementTree.Element) -> ElementTree.Element:
    """The style of a cell."""
    return part(raw, "xl/styles.xml").findall(f"{MAIN}cellXfs/{MAIN}xf")[int(cell.attrib["s"])]


def cells(raw: bytes) -> dict[str, ElementTree.Element]:
    sheet = part(raw, "xl/worksheets/sheet1.xml")
    return {cell.attrib["r"]: cell for cell in sheet.iter(f"{MAIN}c")}


def texts(raw: bytes) -> list[str | None]:
    """The texts of the cells as they stand in the file."""
    return [text.text for text in part(raw, "xl/sharedStrings.xml").iter(f"{MAIN}t")]


def test_values_come_back_and_unknown_is_blank() -> None:
    rows = [["Lab", 1.25, 0.5, True, 3], ["Cloud", None, None, False, ["a", "b"]]]
    found = read(book(rows, [GENERAL, AMOUNT, SHARE, GENERAL, GENERAL]))
    assert found == [
        ["c0", "c1", "c2", "c3", "c4"],
        ["Lab", 1.25, 0.5, True, 3.0],
        ["Cloud", "", "", False, "a;b"],
    ]


def test_the_head_is_bold_and_stays_and_numbers_have_their_format() -> None:
    raw = book([["Lab", 1234.5, 0.25, "Of every dollar"]], [GENERAL, AMOUNT, SHARE, LONG])
    pane = part(raw, "xl/worksheets/sheet1.xml").find(f".//{MAIN}pane")
    assert pane is not None
    assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "frozen")
    styles = part(raw, "xl/styles.xml")
    fonts = styles.findall(f"{MAIN}fonts/{MAIN}font")
    head = look(raw, cells(raw)["A1"])
    assert fonts[int(head.attrib["fontId"])].find(f"{MAIN}b") is not None
    forms = {form.attrib["numFmtId"]: form.attrib["formatCode"] for form in styles[0]}
    written = {
        place: forms.get(look(raw, cell).attrib["numFmtId"], GENERAL)
        for place, cell in cells(raw).items()
        if place.endswith("2")
    }
    assert written == {"A2": GENERAL, "B2": "#,##0.00", "C2": "0.0%", "D2": "@"}


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=A1", " =A1"])
def test_no_text_is_a_formula(text: str) -> None:
    raw = book([[text]], [GENERAL])
    assert read(raw)[1] == [text]
    cell = cells(raw)["A2"]
    assert cell.attrib["t"] == "s"
    assert look(raw, cell).attrib["quotePrefix"] == "1"
    assert cell.find(f"{MAIN}f") is None


@given(TEXTS)
@examples(30)
def test_any_text_comes_back(text: str) -> None:
    assert read(book([[text]], [GENERAL]))[1] == [text]


def test_what_xml_cannot_have_is_marked_and_escapes_are_text() -> None:
    raw = book([["a\x00b\x1bc", "\ud800", "_x0041_"]], [GENERAL] * 3)
    assert read(raw)[1][:2] == ["a\ufffdb\ufffdc", "\ufffd"]
    # Not every reader takes the escape of the format back: in the file it is there.
    assert "_x005F_x0041_" in texts(raw)


def test_more_than_26_columns_have_their_letters() -> None:
    raw = book([list(range(60))], [GENERAL] * 60)
    assert read(raw)[1] == [float(number) for number in range(60)]
    assert [*cells(raw)][25:28] == ["Z1", "AA1", "AB1"]


def test_the_same_is_the_same_bytes_and_sheets_have_names() -> None:
    sheets = [Sheet(name, ["a"], [GENERAL], [["x"]]) for name in ("Answer", "About & more")]
    assert workbook(sheets) == workbook(sheets)
    names = CalamineWorkbook.from_filelike(io.BytesIO(workbook(sheets))).sheet_names
    assert names == ["Answer", "About & more"]


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_, "MOST_ROWS", 3)
    assert len(read(book([["x"], ["y"]], [GENERAL]))) == 3
    with pytest.raises(ChoiceError, match="room for 2 rows, and there are 3: write them as csv"):
        book([["x"], ["y"], ["z"]], [GENERAL])
