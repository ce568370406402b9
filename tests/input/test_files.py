"""Files are written whole or not at all, and what a kill leaves is cleared by the next run."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from moneyloop.input.create import create
from moneyloop.input.files import replace_atomically

posix = pytest.mark.skipif(os.name == "nt", reason="signals and locks are those of POSIX")

# A program that dies while it writes: at the moment when the bytes should go to the disk.
KILLED = """
import os, signal, sys
from pathlib import Path
from moneyloop.input.create import create
from moneyloop.input.files import replace_atomically
def die(handle):
    if sys.argv[3] == "wait":
        print("writing", flush=True)
        sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
os.fsync = die
if sys.argv[1] == "create":
    create(sys.argv[2])
else:
    replace_atomically(Path(sys.argv[2]), b"new")
"""


def killed(what: str, path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, what, path, "now"], check=False)
    assert done.returncode == -signal.SIGKILL


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@posix
def test_what_a_kill_leaves_is_cleared_by_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "out.html"
    file.write_bytes(b"old")
    killed("replace", file)
    assert len(names(tmp_path)) == 2
    assert file.read_bytes() == b"old"
    replace_atomically(file, b"new")
    assert names(tmp_path) == ["out.html"]
    assert file.read_bytes() == b"new"


@posix
def test_what_another_run_is_writing_stays(tmp_path: Path) -> None:
    file = tmp_path / "out.html"
    other = subprocess.Popen(
        [sys.executable, "-c", KILLED, "replace", file, "wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "writing\n"
    replace_atomically(file, b"new")
    assert len(names(tmp_path)) == 2
    other.communicate()
    replace_atomically(file, b"newer")
    assert names(tmp_path) == ["out.html"]


def test_files_that_are_not_ours_stay(tmp_path: Path) -> None:
    others = [
        ".out.html",
        ".out.html.abcdefgh",
        ".out.html.notes.moneyloop-part",
        ".outxhtml.abcdefgh.moneyloop-part",
        "out.html.abcdefgh.moneyloop-part",
        ".out.htm.abcdefgh.moneyloop-part",
    ]
    for name in others:
        (tmp_path / name).write_bytes(b"mine")
    replace_atomically(tmp_path / "out.html", b"new")
    assert names(tmp_path) == sorted([*others, "out.html"])


@posix
def test_a_link_that_has_such_a_name_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"mine")
    link = tmp_path / ".out.html.abcdefgh.moneyloop-part"
    link.symlink_to(tmp_path / "precious")
    replace_atomically(tmp_path / "out.html", b"new")
    assert (tmp_path / "precious").read_bytes() == b"mine"


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bytes | None
) -> None:
    file = tmp_path / "out.html"
    if old is not None:
        file.write_bytes(old)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        replace_atomically(file, b"new")
    assert caught.value.filename == str(file)
    assert names(tmp_path) == ([] if old is None else ["out.html"])
    assert old is None or file.read_bytes() == old


def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "out.html"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(PermissionError, match="read-only"):
        replace_atomically(file, b"new")
    assert names(tmp_path) == ["out.html"]
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("at", [1, 2, 4])
@pytest.mark.parametrize("there", [False, True], ids=["new-folder", "folder-with-notes"])
def test_a_package_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, there: bool
) -> None:
    home = tmp_path / "new" / "deep"
    if there:
        home.mkdir(parents=True)
        (home / "notes.txt").write_bytes(b"mine")
    sync, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space") as caught:
            create(home)
    assert caught.value.filename == str(home)
    if there:
        assert names(home) == ["notes.txt"]
    else:
        assert names(tmp_path) == []
    assert len(create(home)) == 4


@posix
def test_a_package_whose_making_was_killed_is_not_there_and_can_be_made(tmp_path: Path) -> None:
    killed("create", tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
    assert len(names(tmp_path)) == 1
    create(tmp_path / "mine")
    assert names(tmp_path) == ["mine"]
    assert len(names(tmp_path / "mine")) == 4
