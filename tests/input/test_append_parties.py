"""A deal with a party that is new: parties.csv and deals.csv both get a row, or neither does."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from moneyloop.input import append
from moneyloop.input.package import check, load
from moneyloop.model import DataError

Package = Callable[..., Path]

DEALS = "id,payer,payee,kind\r\nx,Cloud,Lab,equity\r\n"
PARTIES = "kind,name,note\nhyperscaler,Cloud,\nlab,Lab,"
ROW = {"payer": "Zyx", "payee": "Cloud", "kind": "compute"}
NEW = [{"name": "Zyx", "kind": "lab"}]


@pytest.fixture
def home(package: Package) -> Path:
    folder = package()
    (folder / "deals.csv").write_bytes(DEALS.encode())
    (folder / "parties.csv").write_bytes(PARTIES.encode())
    return folder


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(append, "_PAUSE", 0)


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in folder.iterdir()}


WRITTEN = {
    "deals.csv": DEALS + "zyx-cloud-compute,Zyx,Cloud,compute\r\n",
    "parties.csv": PARTIES + "\nlab,Zyx,\n",
}


def test_each_row_suits_its_file(home: Path) -> None:
    before = files(home)
    drafted = append.draft(home, ROW, NEW)
    assert files(home) == before
    assert append.append(home, ROW, NEW) == drafted.text == "zyx-cloud-compute,Zyx,Cloud,compute"
    assert files(home) == WRITTEN
    assert drafted.network.parties["name"].tolist() == load(home).parties["name"].tolist()
    assert not check(home)


def test_a_party_that_the_file_has_by_then_is_not_written_again(home: Path) -> None:
    (home / "parties.csv").write_bytes(WRITTEN["parties.csv"].encode())
    append.append(home, ROW, NEW)
    assert files(home) == WRITTEN


@pytest.mark.parametrize(
    ("row", "new", "rule"),
    [
        (ROW, [{"name": "Zyx", "kind": "laboratory"}], "choice"),
        (ROW, [{"name": "Zyx", "segment": "chips"}], "missing-column"),
        (ROW, [{"name": "Zyx\udc80"}], "encoding"),
        ({**ROW, "kind": "cloud"}, NEW, "choice"),
        ({**ROW, "payee": "Wvu"}, NEW, "unknown-party"),
    ],
)
def test_a_wrong_row_of_either_keeps_both_out(
    home: Path, row: dict[str, str], new: list[dict[str, str]], rule: str
) -> None:
    before = files(home)
    for write in (append.draft, append.append):
        with pytest.raises(DataError) as caught:
            write(home, row, new)
        assert rule in [problem.rule for problem in caught.value.problems]
        assert files(home) == before


@pytest.mark.parametrize("name", ["deals.csv", "parties.csv"])
def test_a_file_that_cannot_be_written_keeps_both_out(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = files(home)
    add = append.add_at_end

    def full(file: Path, raw: bytes, more: bytes) -> bool:
        if file.name == name:
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        return add(file, raw, more)

    with monkeypatch.context() as patch:
        patch.setattr(append, "add_at_end", full)
        with pytest.raises(OSError, match="No space"):
            append.append(home, ROW, NEW)
    assert files(home) == before
    (home / name).chmod(0o444)
    with pytest.raises(PermissionError, match="read-only"):
        append.append(home, ROW, NEW)
    assert files(home) == before


@pytest.mark.parametrize("late", [1, 3])
def test_a_file_that_changes_meanwhile_is_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    """Another program adds a deal right after the party was written, so many times."""
    add, theirs = append.add_at_end, [f"y{number},Lab,Cloud,lease\r\n" for number in range(late)]
    left = list(theirs)

    def after_them(file: Path, raw: bytes, more: bytes) -> bool:
        if file.name == "deals.csv" and left:
            with file.open("ab") as stream:
                stream.write(left.pop(0).encode())
        return add(file, raw, more)

    monkeypatch.setattr(append, "add_at_end", after_them)
    append.append(home, ROW, NEW)
    new = WRITTEN["deals.csv"].removeprefix(DEALS)
    assert files(home) == {**WRITTEN, "deals.csv": DEALS + "".join(theirs) + new}


def test_what_others_write_to_the_parties_is_not_taken_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, theirs = append.add_at_end, b"bank,Bank,\n"

    def busy(file: Path, raw: bytes, more: bytes) -> bool:
        if file.name == "parties.csv":
            done = add(file, raw, more)
            if theirs not in raw:
                with file.open("ab") as stream:
                    stream.write(theirs)
            return done
        return False

    monkeypatch.setattr(append, "add_at_end", busy)
    with pytest.raises(append.KeepsChanging, match=r"deals\.csv: another program keeps writing"):
        append.append(home, ROW, NEW)
    assert files(home)["deals.csv"] == DEALS
    # The row of the party stands before theirs: cutting it out could lose what they write now.
    assert files(home)["parties.csv"] == WRITTEN["parties.csv"] + theirs.decode()
    assert not check(home)
