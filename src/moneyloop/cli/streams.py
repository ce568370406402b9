"""Standard input, output and error, which the caller may have closed."""

from __future__ import annotations

import errno
import os
import sys
from typing import TextIO

import click

# What stands for the signs of tables and bars on a terminal that has not got them.
_IN_ASCII = str.maketrans(
    {"█": "#", "▒": "=", "░": "-", "·": ".", "─": "-", "†": "^", "≤": "<=", "¢": "c"}
)


def is_terminal(stream: TextIO | None) -> bool:
    """True for a terminal; a stream that the caller has closed is None, and none."""
    return stream is not None and stream.isatty()


def open_closed() -> None:
    """Give the numbers of closed streams to the null device, and messages a place to vanish in.

    Otherwise the next file that is opened gets the number of standard error, and what a library
    writes there ends up in that file.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def to_standard_output(text: str, color: bool | None) -> None:
    """Write a text to standard output, all of it; raises OSError when it does not take it all.

    In a pipe or a file always UTF-8 with plain line ends, whatever the machine's own encoding is.
    """
    if sys.stdout is None:
        message = "it is closed: send the answer to a file, or to " + os.devnull
        raise OSError(errno.EBADF, message, "standard output")
    try:
        if is_terminal(sys.stdout):
            click.echo(shown(text, sys.stdout.encoding), nl=False, color=color)
        else:
            _write_all(text.encode("utf-8"))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard output") from None


def shown(text: str, encoding: str) -> str:
    """The text as a terminal of this encoding can show it, every sign another one.

    >>> shown("██▒░·", "utf-8"), shown("██▒░· caf\N{LATIN SMALL LETTER E WITH ACUTE}", "ascii")
    ('██▒░·', '##=-. caf?')
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = text.translate(_IN_ASCII)
        return plain.encode(encoding, errors="replace").decode(encoding)
    return text


def _write_all(raw: bytes) -> None:
    sys.stdout.flush()
    stream, left = sys.stdout.buffer, memoryview(raw)
    while left:
        # Without a buffer (PYTHONUNBUFFERED) a full disk takes a part, and says how much.
        written = stream.write(left)
        if written is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        left = left[written:]
    stream.flush()
