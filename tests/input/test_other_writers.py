"""`append` while others write to the same file: nothing of anybody is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from moneyloop.input import append as append_
from moneyloop.input import package as package_
from moneyloop.input.append import KeepsChanging, append
from moneyloop.input.package import load

Package = Callable[..., Path]

HEADER = "id,payer,payee,kind\n"
FIRST = "x,Cloud,Lab,equity\n"
OURS = "lab-cloud-compute,Lab,Cloud,compute\n"
ROW = {"payer": "Lab", "payee": "Cloud", "kind": "compute"}


def theirs(number: int = 0) -> str:
    return f"t{number},Them,Lab,debt\n"


def add_as_others_do(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8", newline="") as stream:
        stream.write(text)


def put_a_new_file_there(file: Path, text: str) -> None:
    """As editors save: the whole file anew, under its old name."""
    new = file.with_name("new")
    new.write_bytes(file.read_bytes() + text.encode())
    new.replace(file)


@pytest.fixture
def file(package: Package, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(append_, "_PAUSE", 0.001)
    return package(HEADER + FIRST) / "deals.csv"


def after_reading(patch: pytest.MonkeyPatch, times: int, act: Callable[[int], None]) -> None:
    """Let another program act between the reading of the file and the writing of the row."""
    read, done = package_.read_package, []

    def checked(*words: object) -> object:
        if len(done) < times:
            act(len(done))
            done.append(True)
        return read(*words)  # type: ignore[arg-type]

    patch.setattr(package_, "read_package", checked)


def right_before_writing(patch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let another program act once, after the file has been compared with what was read."""
    write, done = os.write, []

    def late(handle: int, raw: bytes) -> int:
        if not done:
            done.append(True)
            act()
        return write(handle, raw)

    patch.setattr(os, "write", late)


@pytest.mark.parametrize("write", [add_as_others_do, put_a_new_file_there])
def test_what_comes_between_reading_and_writing_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, str], None]
) -> None:
    after_reading(monkeypatch, 2, lambda number: write(file, theirs(number)))
    assert append(file, ROW) == OURS.strip()
    assert file.read_text(encoding="utf-8") == HEADER + FIRST + theirs(0) + theirs(1) + OURS
    assert [path.name for path in file.parent.iterdir()] == ["deals.csv"]


@pytest.mark.parametrize("write", [add_as_others_do, put_a_new_file_there])
def test_what_comes_after_the_comparison_stays_too(
    file: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, str], None]
) -> None:
    right_before_writing(monkeypatch, lambda: write(file, theirs()))
    append(file, ROW)
    assert file.read_text(encoding="utf-8") == HEADER + FIRST + theirs() + OURS


def test_a_program_that_has_the_file_open_all_along_loses_nothing(file: Path) -> None:
    with file.open("a", encoding="utf-8", newline="") as stream:
        stream.write(theirs(0))
        stream.flush()
        append(file, ROW)
        stream.write(theirs(1))
    assert file.read_text(encoding="utf-8") == HEADER + FIRST + theirs(0) + OURS + theirs(1)


def test_the_row_is_checked_against_what_the_file_has_by_then(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other program takes the id that ours would have had."""
    after_reading(monkeypatch, 1, lambda _: add_as_others_do(file, OURS))
    assert append(file, ROW) == OURS.strip().replace("compute,", "compute-2,", 1)
    assert load(file).deals["id"].is_unique


def test_a_file_that_keeps_changing_is_left_to_its_writer(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_reading(monkeypatch, 1000, lambda number: add_as_others_do(file, theirs(number)))
    with pytest.raises(KeepsChanging, match=r"deals\.csv: another program keeps writing"):
        append(file, ROW)
    rows = "".join(theirs(number) for number in range(append_.TRIES))
    assert file.read_text(encoding="utf-8") == HEADER + FIRST + rows
    assert [path.name for path in file.parent.iterdir()] == ["deals.csv"]


OTHER = """
import sys, time
print("ready", flush=True)
for number in range(400):
    with open(sys.argv[1], "a", encoding="utf-8", newline="") as stream:
        stream.write(f"t{number},Them,P{number},debt\\n")
    time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("pause", ["0", "0.003"], ids=["at-full-speed", "now-and-then"])
def test_no_row_of_either_is_lost_with_another_program_at_work(file: Path, pause: str) -> None:
    """The other one knows nothing of our lock; 400 rows are its own, 12 are ours."""
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, file, pause], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    added, end = 0, time.monotonic() + 60
    while added < 12 and time.monotonic() < end:
        try:
            append(file, {"payer": "Us", "payee": f"Q{added}", "kind": "equity"})
        except KeepsChanging:
            continue
        added += 1
    other.communicate(timeout=60)
    ids = load(file).deals["id"].tolist()
    wanted = ["x", *(f"t{n}" for n in range(400)), *(f"us-q{n}-equity" for n in range(12))]
    assert sorted(ids) == sorted(wanted)


ADD = """
import sys
from moneyloop.input.append import append
for number in range(8):
    append(sys.argv[1], {"payer": sys.argv[2], "payee": f"P{number}", "kind": "equity"})
"""


def test_two_settings_of_the_temporary_folder_meet_the_same_lock(
    file: Path, tmp_path: Path
) -> None:
    both = []
    for name in "AB":
        (tmp_path / name).mkdir()
        env = {**os.environ, "TMPDIR": str(tmp_path / name)}
        both.append(subprocess.Popen([sys.executable, "-c", ADD, file, name], env=env))
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    wanted = ["x", *(f"{name}-p{number}-equity" for name in "ab" for number in range(8))]
    assert sorted(load(file).deals["id"]) == sorted(wanted)
    assert [path.name for path in file.parent.iterdir()] == ["deals.csv"]
    assert not list((tmp_path / "A").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="needs the right to make links there")
def test_a_link_planted_as_the_lock_empties_nothing(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("mine", encoding="utf-8")
    file.with_name(".deals.csv.lock").symlink_to(target)
    before = file.read_bytes()
    with pytest.raises(OSError, match=r"deals\.csv\.lock"):
        append(file, ROW)
    assert target.read_text(encoding="utf-8") == "mine"
    assert file.read_bytes() == before


def test_a_lock_that_a_kill_has_left_is_taken_over(file: Path) -> None:
    file.with_name(".deals.csv.lock").touch()
    append(file, ROW)
    assert [path.name for path in file.parent.iterdir()] == ["deals.csv"]
