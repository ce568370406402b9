"""Bytes to records: encodings, line ends, quotes, comments, ragged rows."""

from __future__ import annotations

import codecs
import gzip

import pytest

from moneyloop.input.text import Sheet, read_sheet

TEXT = "payer,payee\nCafé,Lab\n"


def read(raw: bytes) -> Sheet:
    return read_sheet(raw, "deals.csv")


def faults(raw: bytes) -> list[tuple[int | None, str | None, str]]:
    return [(problem.line, problem.value, problem.rule) for problem in read(raw).problems]


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode("utf-8"),
        TEXT.replace("\n", "\r").encode("utf-8"),
        TEXT.rstrip("\n").encode("utf-8"),
        b" payer , payee \n  Caf\xc3\xa9,Lab\t\n",
    ],
    ids=["utf8", "utf8-bom", "utf16le", "utf16be", "crlf", "cr", "no-final-newline", "padded"],
)
def test_the_same_table_in_every_form_that_is_read(raw: bytes) -> None:
    sheet = read(raw)
    assert sheet.header == ("payer", "payee")
    assert list(sheet.records) == [(2, ["Café", "Lab"])]
    assert sheet.problems == []


@pytest.mark.parametrize(
    ("raw", "line", "value", "offset"),
    [
        (b"payer,payee\nLab,Caf\xe9\n", 2, "0xe9", 19),
        (b"payer,payee\r\nLab,Caf\xe9\r\n", 2, "0xe9", 20),
        (b"payer,payee\rLab,Caf\xe9\r", 2, "0xe9", 19),
        (b"\xef\xbb\xbfpayer,payee\nA,B\nC,\x93D\x94\n", 3, "0x93", 21),
        (b"payer,payee\nA,B\0C\n", 2, "0x00", 15),
        (b"\xef\xbb\xbfpayer,payee\nA,B\0C\n", 2, "0x00", 18),
        ("payer,payee\nA,B\n".encode("utf-16-le"), 1, "0x00", 1),
        ("payer,payee\nA,B\n".encode("utf-32"), 1, "0x00", 2),
        (codecs.BOM_UTF16_LE + "p,q\nA,B\0\n".encode("utf-16-le"), 2, "0x00", 16),
        (codecs.BOM_UTF16_BE + "p,q\nA,B\0\n".encode("utf-16-be"), 2, "0x00", 16),
        (codecs.BOM_UTF16_LE + "p,q\n".encode("utf-16-le") + b"\x00\xd8A\x00", 2, "0x00", 10),
        (codecs.BOM_UTF16_LE + "p,q\nCċ,B".encode("utf-16-le") + b"\x00", 2, "0x00", 18),
        (codecs.BOM_UTF16_LE + "p,Ċ\n".encode("utf-16-le") + b"\x00\xd8A\x00", 2, "0x00", 10),
    ],
    ids=[
        "cp1252",
        "cp1252-crlf",
        "cp1252-cr",
        "cp1252-after-bom",
        "nul",
        "nul-after-bom",
        "utf16-without-bom",
        "utf32",
        "nul-in-utf16le",
        "nul-in-utf16be",
        "half-a-surrogate",
        "half-a-letter",
        "a-letter-with-the-byte-0a",
    ],
)
def test_other_bytes_are_refused_with_offset_and_line(
    raw: bytes, line: int, value: str, offset: int
) -> None:
    (problem,) = read(raw).problems
    assert (problem.line, problem.value, problem.rule) == (line, value, "encoding")
    assert f"byte {offset} " in problem.message
    assert "UTF-8" in problem.hint


def test_the_hint_names_the_letter_that_windows_meant() -> None:
    (problem,) = read(b"payer\n\x80 5bn\n").problems
    assert "'€'" in problem.hint


def test_a_record_is_on_the_line_on_which_it_starts() -> None:
    raw = b'payer,note\n"A","one\ntwo\nthree"\n\n# nothing here\nB,x\n,\n   \nC,y\n'
    assert list(read(raw).records) == [
        (2, ["A", "one\ntwo\nthree"]),
        (7, ["B", "x"]),
        (10, ["C", "y"]),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_for_every_line_end(ending: str) -> None:
    lines = ["# about", "payer,note", '"A","one', 'two"', "", "B,x", ""]
    sheet = read(ending.join(lines).encode())
    assert sheet.header == ("payer", "note")
    assert list(sheet.records) == [(3, ["A", f"one{ending}two"]), (6, ["B", "x"])]


def test_comments_above_the_header_are_counted_and_may_hold_anything() -> None:
    sheet = read(b'# a, b, c\n#,"x\n# said ""no", he did\n\n#"\npayer,payee\nA,B\n')
    assert list(sheet.records) == [(7, ["A", "B"])]
    assert (sheet.comments, sheet.problems) == (4, [])


def test_below_the_header_a_hash_begins_a_name() -> None:
    sheet = read(b'#,\npayer,payee\n#1 Cloud,Lab\n"# of us",Lab\n')
    assert list(sheet.records) == [(3, ["#1 Cloud", "Lab"]), (4, ["# of us", "Lab"])]
    assert (sheet.comments, sheet.problems) == (1, [])
    (problem,) = read(b"payer,payee\n# ragged,row,here\n").problems
    assert (problem.rule, problem.line) == ("ragged-row", 2)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (gzip.compress(b"payer,payee\nA,B\n", mtime=0), "a gzip file"),
        (b"PK\x03\x04\x14\x00", "a zip file or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an Excel workbook of the old form"),
        (b"PAR1\x15\x04", "a Parquet file"),
    ],
    ids=["gzip", "zip", "xls", "parquet"],
)
def test_what_is_no_text_is_called_by_its_name(raw: bytes, what: str) -> None:
    (problem,) = read(raw).problems
    assert problem.rule == "not-text"
    assert problem.message == f"this is {what}, no CSV"
    assert problem.hint


def test_a_hash_inside_a_row_is_text() -> None:
    assert list(read(b"payer,payee\nA,#B\n").records) == [(2, ["A", "#B"])]


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"  \r\n", b"\xef\xbb\xbf", b"# only this\n", b",,\n"]
)
def test_a_file_without_a_header_is_empty(raw: bytes) -> None:
    assert faults(raw) == [(1, None, "empty")]


def test_header_only_is_no_problem_of_form() -> None:
    sheet = read(b"payer,payee,kind\n")
    assert (sheet.header, sheet.cells, sheet.problems) == (("payer", "payee", "kind"), [], [])


def test_every_ragged_row_is_named_and_the_others_are_kept() -> None:
    sheet = read(b"payer,payee,kind\nA,B\nA,B,equity\nA,B,equity,25,000\nA\n")
    assert [(p.line, p.value, p.rule) for p in sheet.problems] == [
        (2, "A,B", "ragged-row"),
        (4, "A,B,equity,25,000", "ragged-row"),
        (5, "A", "ragged-row"),
    ]
    assert "add 1 comma" in sheet.problems[0].hint
    assert "quote a cell that holds a comma" in sheet.problems[1].hint
    assert list(sheet.records) == [(3, ["A", "B", "equity"])]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b'payer,payee\nA,B\nC,"D\nE,F\n', 3),
        (b'payer,payee\nA,"B" and C\n', 2),
        (b'payer,"payee\nA,B\n', 1),
    ],
    ids=["not-closed", "text-after-the-quote", "in-the-header"],
)
def test_a_wrong_quote_is_named_where_its_record_starts(raw: bytes, line: int) -> None:
    assert (line, None, "quote") in faults(raw)


def test_rows_above_a_wrong_quote_are_kept() -> None:
    assert list(read(b'payer,payee\nA,B\n"C,D\n').records) == [(2, ["A", "B"])]


@pytest.mark.parametrize(
    ("raw", "word"), [(b"payer;payee\nA;B\n", "semicolons"), (b"payer\tpayee\nA\tB\n", "tabs")]
)
def test_other_separators_are_named_once(raw: bytes, word: str) -> None:
    (problem,) = read(raw).problems
    assert (problem.line, problem.rule) == (1, "delimiter")
    assert word in problem.message


def test_a_quoted_cell_keeps_commas_and_quotes() -> None:
    assert list(read(b'payer,note\n"A, Inc","said ""no"""\n').records) == [
        (2, ["A, Inc", 'said "no"'])
    ]


def test_a_cell_above_the_limit_is_a_problem() -> None:
    assert faults(b"payer\n" + b"x" * 1_000_001 + b"\n") == [(2, None, "quote")]
