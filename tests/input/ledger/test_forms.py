"""Tables as people have them: each is the same three payments, however it is written."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pytest

from moneyloop.input.ledger import many_moments, moments
from moneyloop.input.ledger.containers import open_table
from moneyloop.input.ledger.payments import Choices, load_payments, read
from moneyloop.input.ledger.texts import as_text
from moneyloop.model import ChoiceError, DataError

HEADER = ("from", "to", "value", "time", "type")
MAP = {"payer": "from", "payee": "to", "amount": "value", "start": "time", "kind": "type"}
ROWS = [
    ("Alpha", "Beta", "1.234,56", "21.05.2024", "purchase"),
    ("Beta", "Gamma", "99,90", "01.06.2024", "investment"),
    ("Gamma", "Alpha", "1.000.000,00", "03.06.2024", "purchase"),
]
PLAIN = [
    ("Alpha", "Beta", 1234.56, "2024-05-21", "purchase"),
    ("Beta", "Gamma", 99.9, "2024-06-01", "investment"),
    ("Gamma", "Alpha", 1e6, "2024-06-03", "purchase"),
]


def table(mark: str, *, quoted: bool = False, end: str = "\n") -> str:
    cell = '"{}"'.format if quoted else "{}".format
    return end.join(mark.join(map(cell, row)) for row in (HEADER, *ROWS)) + end


def payments(file: Path, **choices: Any) -> list[tuple[str, str, float, str, str]]:
    read_ = read(file, Choices(columns=choices.pop("columns", MAP), **choices))
    deals = read_.network.deals
    days = [day.isoformat() for day in map(ordinal, deals["start_day"])]
    columns = (deals["payer"], deals["payee"], deals["amount_usd_bn"], days, deals["kind"])
    return list(zip(*columns, strict=True))


def ordinal(day: int) -> Any:
    from datetime import date

    return date.fromordinal(day)


US = (
    "from,to,value,time,type\n"
    '"Alpha","Beta","1,234.56","5/21/2024","purchase"\n'
    '"Beta","Gamma",99.90,"6/1/2024","investment"\n'
    '"Gamma","Alpha","1,000,000.00","6/3/2024 12:00 AM","purchase"\n'
)


def written(*swaps: tuple[str, str]) -> bytes:
    """The table with semicolons, some of its text written otherwise."""
    text = table(";")
    for before, after in swaps:
        text = text.replace(before, after)
    return text.encode()


TEXTS: dict[str, bytes] = {
    "semicolons": table(";").encode(),
    "tabs": table("\t").encode(),
    "bars": table("|").encode(),
    "carets": table("^").encode(),
    "quoted": table(";", quoted=True).encode(),
    "quoted commas": table(",", quoted=True).encode(),
    "byte order mark": table(";").encode("utf-8-sig"),
    "UTF-16": table("\t").encode("utf-16"),
    "line ends of Windows": table(";", end="\r\n").encode(),
    "line ends of old Macs": table(";", end="\r").encode(),
    "a preamble": ("Bank export\nAccount: 123\n\n" + table(";")).encode(),
    "a preamble of cells": ("Account;123\nPeriod;2024\n\n" + table(";")).encode(),
    "a line that says the delimiter": ("sep=;\n" + table(";")).encode(),
    "comments": ("# by hand\n" + table(";")).encode(),
    "blank lines": written(("\nBeta", "\n\n;;;;\nBeta")),
    "a column too many": written(("\n", ";\n")),
    "American": US.encode(),
    "thousands by spaces": written(("1.234", "1\u202f234"), ("1.000.000", "1 000 000")),
    "thousands by apostrophes": written(("1.234", "1'234"), ("1.000.000", "1'000'000")),
    "signs of a currency": written(("99,90", "99,90 €"), ("1.234", "€ 1.234")),
    "months in words": written(("01.06.2024", "1 June 2024")),
    "slashes, year first": written(("01.06.2024", "2024/06/01")),
    "compact days": written(("01.06.2024", "20240601")),
    "two digits of a year": written((".2024", ".24")),
    "packed": gzip.compress(table(";").encode()),
}


@pytest.mark.parametrize("how", TEXTS)
def test_the_same_payments_in_every_way_of_writing(how: str, tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_bytes(TEXTS[how])
    assert payments(file) == PLAIN


def workbook(rows: list[tuple[Any, ...]]) -> bytes:
    """An Excel workbook with a cover sheet and a sheet of these rows; numbers stay numbers."""

    def cell(value: Any) -> str:
        if isinstance(value, str) and value.startswith("<c"):
            return value
        if isinstance(value, float):
            return f"<c><v>{value!r}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    def sheet(table: list[tuple[Any, ...]]) -> str:
        body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in table)
        return f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{types}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Cover" sheetId="1" r:id="r1"/><sheet name="Deals" sheetId="2" r:id="r2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/worksheet" Target="worksheets/sheet2.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet([("Payments of the spring",)]),
        "xl/worksheets/sheet2.xml": sheet(rows),
    }
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return raw.getvalue()


def zipped(**files: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


OBJECTS = [dict(zip(HEADER, row, strict=True)) for row in PLAIN]
FILES: dict[str, Callable[[], bytes]] = {
    "sheet 'Deals' of an Excel workbook": lambda: workbook([HEADER, *PLAIN]),
    "packed by zip": lambda: zipped(payments=table(";").encode()),
    "packed by gzip": lambda: gzip.compress(workbook([HEADER, *PLAIN])),
    "JSON lines": lambda: "\n".join(map(json.dumps, OBJECTS)).encode(),
    "a list in JSON": lambda: json.dumps(OBJECTS).encode(),
}


@pytest.mark.parametrize("how", FILES)
def test_files_that_hold_a_table(how: str, tmp_path: Path) -> None:
    file = tmp_path / "payments.bin"
    file.write_bytes(FILES[how]())
    assert payments(file) == PLAIN
    assert how in read(file, Choices(columns=MAP)).form.told


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("semicolons", "semicolons, decimal commas, dates day first, UTF-8, header in line 1"),
        ("a preamble", "semicolons, decimal commas, dates day first, UTF-8, header in line 4"),
        ("UTF-16", "tabs, decimal commas, dates day first, UTF-16, header in line 1"),
        ("American", "commas, decimal points, dates month first, UTF-8, header in line 1"),
        (
            "carets",
            "columns separated by '^', decimal commas, dates day first, UTF-8, header in line 1",
        ),
    ],
)
def test_the_form_is_told_in_one_line(how: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_bytes(TEXTS[how])
    found = read(file, Choices(columns=MAP)).form
    assert found.told == told
    assert not found.plain


def test_a_plain_file_needs_no_word(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_text("from,to,value,time,type\nA,B,1.5,2024-05-21,purchase\n", encoding="utf-8")
    assert read(file, Choices(columns=MAP)).form.plain


def test_letters_of_windows(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_bytes(table(";").replace("Alpha", "Zürich Rück").encode("cp1252"))
    assert payments(file)[0][0] == "Zürich Rück"
    assert "Windows-1252" in read(file, Choices(columns=MAP)).form.told


def test_a_cell_of_two_lines_keeps_the_lines_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_text(table(";").replace("Alpha;Beta", '"Al\npha";Beta'), encoding="utf-8")
    assert read(file, Choices(columns=MAP)).network.deals["line"].tolist() == [2, 4, 5]


def test_large_files_are_read_like_small_ones(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_text(table(";") + "\n".join(";".join(row) for row in ROWS * 9_000), encoding="utf-8")
    found = payments(file)
    assert len(found) == 27_003
    assert found == PLAIN * 9_001
    broken = file.read_text("utf-8") + "\nAlpha;Beta\n"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(file, Choices(columns=MAP))
    assert [problem.line for problem in caught.value.problems] == [27_005]


@pytest.mark.parametrize(
    ("raw", "error", "told"),
    [
        (zipped(a=b"x", b=b"y"), ChoiceError, "holds a, b: pack one table alone"),
        (zipped(), ChoiceError, "holds no file"),
        (gzip.compress(b"abc")[:-9], DataError, "cannot be read as gzip"),
        (zipped(a=b"abc")[:-9], DataError, "cannot be read as zip"),
        (workbook([]), ChoiceError, "without a sheet that has a table"),
        (workbook([HEADER])[:300], DataError, "cannot be read as zip"),
        (b'{"from": "A"\n', DataError, "the record is no JSON"),
        (b"[1, 2]", DataError, "is no object"),
        (b'[{"from": 1}', DataError, "cannot be read as JSON"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, DataError, "cannot be read as an Excel workbook"),
        (b"a\0b\0c", ChoiceError, "--encoding"),
        (b"[" * 99_999, DataError, "cannot be read as JSON"),
        (b'{"a":' * 99_999, DataError, "the record is no JSON"),
        (b'[{"from": {"name": "A"}}, {"from": [1]}]', DataError, "is an object, .*; 1 more record"),
        (b'{"fr\\ud800m": "A"}', DataError, "holds what is no letter"),
    ],
    ids=range(15),
)
def test_broken_files_say_what_is_wrong(
    raw: bytes, error: type[Exception], told: str, tmp_path: Path
) -> None:
    file = tmp_path / "payments.csv"
    file.write_bytes(raw)
    with pytest.raises(error, match=told):
        open_table(file)


@pytest.mark.parametrize("letter", ["\\u0000", "\\ud800"])
def test_cells_that_no_text_can_hold_are_refused(letter: str, tmp_path: Path) -> None:
    file = tmp_path / "payments.json"
    file.write_text(json.dumps(OBJECTS).replace("Gamma", letter), encoding="utf-8")
    with pytest.raises(DataError, match="holds what is no letter") as caught:
        read(file, Choices(columns=MAP))
    assert caught.value.problems[0].column in ("from", "to")


VALUELESS = {
    '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c>': "'#DIV/0!' is not a plain number",
    '<c r="C3"><f>SUM(D1:D2)</f></c>': r"'=SUM\(D1:D2\)' is not a plain number",
    '<c r="C3"><f>A&amp;B</f><v></v></c>': "'=A&B' is not a plain number",
}


@pytest.mark.parametrize("cell", VALUELESS)
def test_a_formula_without_a_value_is_no_blank_cell(cell: str, tmp_path: Path) -> None:
    file = tmp_path / "payments.xlsx"
    rows = [
        HEADER,
        *(
            [*row[:2], amount, *row[3:]]
            for row, amount in zip(PLAIN, (1.5, cell, 2.5), strict=True)
        ),
    ]
    file.write_bytes(workbook(rows))
    with pytest.raises(DataError, match=VALUELESS[cell]) as caught:
        read(file, Choices(columns=MAP))
    assert [problem.line for problem in caught.value.problems] == [3]
    rows[2][2] = '<c r="C3"><f>1+1</f><v>2</v></c>'
    file.write_bytes(workbook(rows))
    assert [row[2] for row in payments(file)] == [1.5, 2.0, 2.5]


def test_an_error_of_a_spreadsheet_is_no_name(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    text = (
        "from,to,value,time,type\n#N/A,B,1,2024-05-21,purchase\nA,#1 Cloud,1,2024-05-21,purchase\n"
    )
    file.write_text(text + "=A,B,1,2024-05-21,purchase\n", encoding="utf-8")
    with pytest.raises(DataError, match="'#N/A' is an error of a spreadsheet") as caught:
        read(file, Choices(columns=MAP))
    assert [problem.line for problem in caught.value.problems] == [2]


def test_a_cell_of_very_many_letters_is_no_name(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    name = "B" * 900_000
    file.write_text(f"from,to,value,time,type\nA,{name},1,2024-05-21,purchase\n", "utf-8")
    with pytest.raises(DataError, match=r"'B{80}' has more than 10,000 letters"):
        read(file, Choices(columns=MAP))


def test_a_record_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    for text in ('from,to\n"A,B\n', "a" * 1_100_000 + ",b\n1,2\n"):
        file = tmp_path / "payments.csv"
        file.write_text(text, encoding="utf-8")
        assert [problem.rule for problem in open_table(file).problems] == ["quote"]


def test_what_is_stated_is_not_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_text("from;to;value;time;type\nA;B;1,234;03.04.2024;purchase\n", encoding="utf-8")
    with pytest.raises(DataError, match="may be a thousand or a fraction"):
        read(file, Choices(columns=MAP))
    for decimal, amount in ((",", 1.234), (".", 1234.0)):
        network = load_payments(file, MAP, decimal=decimal)
        assert network.deals["amount_usd_bn"].tolist() == [amount]
    file.write_text("from,to,value,time,type\nA,B,1,03/04/2024,purchase\n", encoding="utf-8")
    with pytest.raises(DataError, match="--dates day-first or --dates month-first"):
        read(file, Choices(columns=MAP))
    for dates, month in (("day-first", 4), ("month-first", 3)):
        day = load_payments(file, MAP, dates=dates).deals["start_day"][0]
        assert ordinal(day).month == month
    with pytest.raises(ChoiceError, match="dates 'backwards': choose day-first or"):
        load_payments(file, MAP, dates="backwards")


def test_a_column_that_has_both_orders_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    rows = "A,B,1,03/04/2024,purchase\nA,B,1,21/05/2024,purchase\nA,B,1,05/21/2024,purchase\n"
    file.write_text("from,to,value,time,type\n" + rows, encoding="utf-8")
    with pytest.raises(DataError, match="has both ways"):
        read(file, Choices(columns=MAP))


def test_amounts_in_two_signs_are_not_added(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_text(
        "from,to,value,time,type\nA,B,$5,2024,purchase\nA,B,€5,2024,purchase\n", "utf-8"
    )
    with pytest.raises(DataError, match="stand in one column"):
        read(file, Choices(columns=MAP))


@pytest.mark.parametrize(
    "write",
    [
        lambda moment: f"{moment:%Y-%m-%d}",
        lambda moment: f"{moment:%Y-%m-%d %H:%M}",
        lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}",
        lambda moment: str(int(moment.timestamp())),
        lambda moment: str(int(moment.timestamp() * 1000)),
    ],
    ids=["days", "minutes", "seconds", "since 1970", "milliseconds"],
)
def test_very_many_moments_are_read_like_one(
    write: Callable[[datetime], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(3)
    start = datetime(2001, 9, 10, 23, 59, 59, 250_000, tzinfo=UTC)
    seconds = random.integers(0, 10**9, 400).tolist()
    texts = ["", *(write(start + timedelta(seconds=after)) for after in seconds)]
    texts = list(dict.fromkeys(texts))
    assert many_moments.read(texts) is None
    monkeypatch.setattr(many_moments, "MANY", 1)
    found = many_moments.read(texts)
    assert found is not None
    alone = [moments.reader("")(text) for text in texts]
    assert list(zip(found.first, found.last, found.clock, strict=True)) == alone
    assert as_text(found.written()).tolist() == [
        moments.written(*pair) for pair in zip(alone, texts, strict=True)
    ]
    for other in ("2025-02-30", "2025-01-31T12:00Z", "2025", "soon", "2025013112", "1e9"):
        assert many_moments.read([*texts, other]) is None
