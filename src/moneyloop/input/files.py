"""Write files whole or not at all, and add to them without losing what others write."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_ENDING = ".moneyloop-part"


def refuse_read_only(file: Path) -> None:
    """Raise PermissionError for a file that may not be written to, though its folder may.

    A new file could take its place, and the superuser can write to anything: neither is what its
    owner has said.
    """
    if not file.is_file():
        return
    if not os.access(file, os.W_OK) or not file.stat().st_mode & 0o222:
        message = "the file is read-only: nothing was written (make it writable, or use a copy)"
        raise PermissionError(EACCES, message, str(file))


def replace_atomically(file: Path, raw: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never a part.

    A write that fails leaves the old file and nothing else. What is no regular file (a device, a
    pipe) is written to as it is. Raises OSError, PermissionError for a file that is read-only.
    """
    if file.exists() and not file.is_file():
        file.write_bytes(raw)
        return
    refuse_read_only(file)
    named, file = file, file.resolve()
    try:
        with _part(file) as (handle, part):
            with os.fdopen(handle, "wb") as stream:
                stream.write(raw)
                stream.flush()
                os.fsync(stream.fileno())
            part.chmod(stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o666 & ~_umask())
            part.replace(file)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(named)) from None


def add_at_end(file: Path, before: bytes, more: bytes) -> bool:
    """Add `more` to a file that holds `before`; False when it holds anything else by now.

    It is added where the file ends at that moment, and no new file takes the place of the old one:
    a row that another program adds meanwhile, even through a handle that it has had open, stays.
    False is also the answer when another program has put a new file there, or has written over
    what was added. A write that fails leaves the file as it was. Raises OSError.
    """
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        if file.read_bytes() != before:
            return False
        _write_all(handle, more)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(file)) from None
    finally:
        os.close(handle)
    return file.read_bytes().count(more) > before.count(more)


def take_from_end(file: Path, before: bytes, more: bytes) -> None:
    """Take back what `add_at_end` has added, where nothing else has been written since."""
    with file.open("r+b") as stream:
        if stream.read() == before + more:
            stream.truncate(len(before))


def _write_all(handle: int, more: bytes) -> None:
    written = 0
    try:
        while written < len(more):
            written += os.write(handle, more[written:])
        os.fsync(handle)
    except OSError:
        end = os.lseek(handle, 0, os.SEEK_CUR)
        # What another program has added behind it must not go with it.
        if written and os.fstat(handle).st_size == end:
            os.ftruncate(handle, end - written)
        raise


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock of a file: beside it, so that every user and every setting meets the same one.

    Whoever may write to the file may take it. It is gone afterwards; one that a kill has left is
    taken over by the next.
    """
    from filelock import FileLock

    lock = file.with_name(f".{file.name}.lock")
    mode = file.stat().st_mode & 0o666 if file.exists() else 0o666 & ~_umask()
    with FileLock(lock, mode=mode):
        try:
            yield
        finally:
            # While it is held: who waits for it then sees that it has lost its name (filelock does,
            # from 3.21 on), and waits for the next one.
            with suppress(OSError):
                lock.unlink()


@contextmanager
def part_folder(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder`, to be renamed to it; gone at the end if it was not."""
    _clear_left_over(folder)
    while True:
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=_ENDING))
        held = _held(part)
        if part.exists():
            break
        _let_go(held)
    try:
        part.chmod(0o777 & ~_umask())
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)
        _let_go(held)


@contextmanager
def _part(file: Path) -> Iterator[tuple[int, Path]]:
    """A new file beside `file`, open for writing; gone at the end if it was not renamed to it."""
    _clear_left_over(file)
    while True:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=_ENDING)
        part = Path(name)
        held = _held(part)
        if part.exists():
            break
        os.close(handle)
        _let_go(held)
    try:
        yield handle, part
    finally:
        part.unlink(missing_ok=True)
        _let_go(held)


def _clear_left_over(path: Path) -> None:
    """Remove what killed runs have left of writing `path`: parts whose lock nobody holds.

    On Windows they stay: there is no lock there that ends with the process and leaves it free to
    rename what it holds.
    """
    if sys.platform == "win32":
        return
    ours = re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{8}}{re.escape(_ENDING)}")
    with suppress(OSError):
        for left in [part for part in path.parent.iterdir() if ours.fullmatch(part.name)]:
            # It may be gone, held, or another user's: then it stays as it is.
            with suppress(OSError):
                handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
                finally:
                    os.close(handle)


def _held(part: Path) -> int | None:
    """A handle that locks a part as long as its writer lives; None where it has been cleared."""
    if sys.platform != "win32":
        with suppress(FileNotFoundError):
            handle = os.open(part, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
            return handle
    return None


def _let_go(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
