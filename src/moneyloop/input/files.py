"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace_atomically(file: Path, raw: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never a part.

    What is no regular file (a device, a pipe) is written to as it is.
    """
    if file.exists() and not file.is_file():
        file.write_bytes(raw)
        return
    given, file = file, file.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(given)) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        mode = file.stat().st_mode & 0o7777 if file.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
