"""The one writer: appends a row and leaves every other byte alone."""

from __future__ import annotations

import codecs
import csv
import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.input.append import append, draft
from moneyloop.input.package import load
from moneyloop.model import DataError

Package = Callable[..., Path]

ROW = {"payer": "Lab", "payee": "Cloud", "kind": "compute"}
TEXT = "id,payer,payee,kind,note\r\nx,Cloud,Lab,equity,seed\r\n"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("before", "row"),
    [
        ("payer,payee,kind\nA,B,debt\n", "Lab,Cloud,compute\n"),
        ("payer,payee,kind\r\nA,B,debt\r\n", "Lab,Cloud,compute\r\n"),
        ("payer,payee,kind\rA,B,debt\r", "Lab,Cloud,compute\r"),
        ("payer,payee,kind\nA,B,debt", "\nLab,Cloud,compute\n"),
        ("payer,payee,kind\r\nA,B,debt", "\r\nLab,Cloud,compute\r\n"),
        ("payer,payee,kind", "\nLab,Cloud,compute\n"),
        ("# begin\npayer,payee,kind\n\n#1,B,debt\n", "Lab,Cloud,compute\n"),
        ("kind, note ,payee,payer\ndebt,,B,A\n", "compute,,Cloud,Lab\n"),
        ("id,payer,payee,kind\nx,A,B,debt\n", "lab-cloud-compute,Lab,Cloud,compute\n"),
        (
            "id,payer,payee,kind\nlab-cloud-compute,A,B,debt\nlab-cloud-compute-2,A,B,debt\n",
            "lab-cloud-compute-3,Lab,Cloud,compute\n",
        ),
    ],
    ids=[
        "lf",
        "crlf",
        "cr",
        "no-final-newline",
        "no-final-newline-crlf",
        "header-only",
        "hash-last",
        "column-order",
        "new-id",
        "new-id-taken",
    ],
)
def test_the_row_suits_the_file(package: Package, before: str, row: str) -> None:
    file = package() / "deals.csv"
    file.write_bytes(before.encode())
    written = append(file.parent, ROW)
    assert file.read_bytes() == (before + row).encode()
    assert written == row.strip("\r\n")


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, TEXT.rstrip()], ids=["closed", "open"])
def test_the_row_has_the_encoding_of_the_file(
    package: Package, mark: bytes, codec: str, text: str
) -> None:
    file = package() / "deals.csv"
    before = mark + text.encode(codec)
    file.write_bytes(before)
    append(file, {**ROW, "id": "y", "note": "Ċafé 東京"})
    after = file.read_bytes()
    assert after.startswith(before)
    assert after[len(mark) :].decode(codec) == TEXT + "y,Lab,Cloud,compute,Ċafé 東京\r\n"
    assert load(file).deals["note"].tolist() == ["seed", "Ċafé 東京"]


def test_the_draft_is_what_append_writes_and_writes_nothing(package: Package) -> None:
    folder = package(TEXT)
    before = files(folder)
    drafted = draft(folder, ROW)
    assert files(folder) == before
    assert drafted.network.deals["id"].tolist() == ["x", "lab-cloud-compute"]
    assert append(folder, ROW) == drafted.text


def test_the_network_has_the_new_deal_last(package: Package) -> None:
    folder = package(TEXT, "name,aliases\nCloud,Clouds Inc\nLab,\n")
    drafted = draft(folder, {**ROW, "payee": "Clouds Inc"})
    assert drafted.network.deals.iloc[-1]["payee"] == "Cloud"
    append(folder, {**ROW, "payee": "Clouds Inc"})
    assert load(folder).deals["id"].tolist() == drafted.network.deals["id"].tolist()


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        ({**ROW, "kind": "cloud"}, {"choice"}),
        ({**ROW, "payee": "Lab", "id": "x"}, {"same-party", "duplicate-id"}),
        ({"payer": "Lab"}, {"required"}),
        ({**ROW, "colour": "red"}, {"missing-column"}),
        ({**ROW, "amount_usd_bn": "5"}, {"missing-column"}),
        ({**ROW, "note": "a\0b"}, {"encoding"}),
    ],
)
def test_a_row_that_breaks_a_rule_leaves_the_file_alone(
    package: Package, cells: dict[str, str], rules: set[str]
) -> None:
    folder = package(TEXT)
    before = files(folder)
    for write in (draft, append):
        with pytest.raises(DataError) as caught:
            write(folder, cells)
        assert {problem.rule for problem in caught.value.problems} == rules
        assert files(folder) == before


def test_a_wrong_file_is_not_added_to(package: Package) -> None:
    folder = package("payer,payee,kind\nA,B\nA,B,equty\n")
    before = files(folder)
    with pytest.raises(DataError) as caught:
        append(folder, ROW)
    assert [problem.rule for problem in caught.value.problems] == ["ragged-row", "choice"]
    assert files(folder) == before


def test_a_folder_without_deals_says_how_to_make_one(package: Package) -> None:
    folder = package()
    with pytest.raises(DataError) as caught:
        append(folder, ROW)
    assert [problem.rule for problem in caught.value.problems] == ["missing-file"]
    assert files(folder) == {}


@pytest.mark.parametrize("taken", [0, 9], ids=["nothing-written", "a-part-written"])
def test_a_full_disk_leaves_the_old_bytes_and_nothing_else(
    package: Package, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    folder = package(TEXT)
    before = files(folder)
    write, left = os.write, [taken]

    def full(handle: int, raw: bytes) -> int:
        if not left or not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, raw[: left.pop()])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space") as caught:
            append(folder, ROW)
    assert caught.value.filename == str(folder / "deals.csv")
    assert files(folder) == before
    append(folder, ROW)
    assert len(load(folder).deals) == 2


def test_a_disk_that_fails_late_leaves_the_old_bytes(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package(TEXT)
    before = files(folder)

    def fail(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        append(folder, ROW)
    assert files(folder) == before


LIMITED = """
import resource, sys
from moneyloop.input.append import append
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
append(sys.argv[1], {"payer": "Lab", "payee": "Cloud", "kind": "compute"})
"""


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are those of POSIX")
def test_a_row_that_fits_in_part_only_is_taken_back(package: Package) -> None:
    folder = package(TEXT)
    before = files(folder)
    limit = str(len(TEXT) + 9)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, folder, limit], capture_output=True, encoding="utf-8"
    )
    assert "File too large" in done.stderr
    assert files(folder) == before


@pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")
def test_mode_and_link_of_the_file_stay(package: Package) -> None:
    folder = package(TEXT)
    real = folder / "deals.csv"
    real.chmod(0o640)
    link = folder.parent / "deals.csv"
    link.symlink_to(real)
    append(link, ROW)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(load(real).deals) == 2


@pytest.mark.skipif(os.name == "nt", reason="inodes are those of POSIX")
def test_the_file_stays_the_same_file(package: Package) -> None:
    """Its owner, its other names (hard links) and its attributes stay with it."""
    file = package(TEXT) / "deals.csv"
    other = file.with_name("other name.csv")
    other.hardlink_to(file)
    append(file, ROW)
    assert other.samefile(file)
    assert other.read_bytes() == file.read_bytes() != TEXT.encode()


def test_a_read_only_file_is_not_added_to(package: Package) -> None:
    folder = package(TEXT)
    before = files(folder)
    (folder / "deals.csv").chmod(0o444)
    with pytest.raises(PermissionError, match="read-only"):
        append(folder, ROW)
    assert files(folder) == before


ADD = """
import sys
from moneyloop.input.append import append
for number in range(5):
    append(sys.argv[1], {"payer": sys.argv[2], "payee": f"P{number}", "kind": "equity"})
"""


def test_two_processes_that_add_at_once_both_add_everything(package: Package) -> None:
    folder = package("id,payer,payee,kind\n")
    both = [subprocess.Popen([sys.executable, "-c", ADD, str(folder), name]) for name in "AB"]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    ids = load(folder).deals["id"].tolist()
    assert sorted(ids) == [f"{name}-p{number}-equity" for name in "ab" for number in range(5)]
    assert [path.name for path in folder.iterdir()] == ["deals.csv"]


# What a person can type into a cell: anything that UTF-8 can hold but NUL.
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@given(payer=CELL, note=CELL, source=CELL)
@example(payer="a\rb", note='"', source="c\r\nd")
@example(payer="a\nb", note="c\rd", source="#")
@example(payer="a,b", note="#x", source="\ufeff")
def test_any_text_comes_back_as_it_was_given(
    ending: str, payer: str, note: str, source: str
) -> None:
    before = f'kind,payer,payee,note,source{ending}debt,A,B,"x{ending}y",{ending}'.encode()
    cells = {"kind": "equity", "payer": payer, "payee": "B", "note": note, "source": source}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "deals.csv")
        file.write_bytes(before)
        if payer.strip() in ("", "B"):
            with pytest.raises(DataError):
                append(file, cells)
            assert file.read_bytes() == before
            return
        append(file, cells)
        assert file.read_bytes().startswith(before)
        assert [path.name for path in Path(folder).iterdir()] == ["deals.csv"]
        deal = load(file).deals.iloc[-1]
        assert {name: deal[name] for name in cells} == {
            name: text.strip() for name, text in cells.items()
        }
        with file.open(encoding="utf-8", newline="") as stream:
            assert list(csv.reader(stream))[-1] == list(cells.values())


def test_a_cell_that_cannot_be_written_is_a_problem(package: Package) -> None:
    """A lone surrogate is what a shell hands over for bytes that are no UTF-8."""
    folder = package(TEXT)
    before = files(folder)
    with pytest.raises(DataError):
        append(folder, {**ROW, "note": "caf\udce9"})
    assert files(folder) == before
