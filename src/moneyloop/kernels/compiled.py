"""One function, two ways to run it: as it is, or compiled by numba (the extra `fast`).

A kernel is a plain function that only indexes flat arrays and counts. On a small input it runs as
it is, on lists, which Python indexes fastest; on a large one it is compiled, if numba is there.
The compiled code is kept on disk, so that only the first run of all waits for it.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import Any
from zlib import crc32

import numpy as np

LOG = logging.getLogger("moneyloop.kernels")


@functools.cache
def available() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def call(kernel: Callable[..., int], *given: Any, large: bool) -> int:
    """What the kernel returns. It may write into the arrays that it is given, which are flat."""
    if large and available():
        return int(compiled(kernel)(*given))
    lists = [one.tolist() if isinstance(one, np.ndarray) else one for one in given]
    answer = kernel(*lists)
    for array, values in zip(given, lists, strict=True):
        if isinstance(array, np.ndarray) and array.flags.writeable:
            array[:] = values
    return answer


def fixed(array: Any, dtype: Any) -> np.ndarray:
    """The array as a kernel reads it: in one piece, of this type, not to be written."""
    # A copy, so that nobody else's array becomes read-only.
    out = np.array(array, dtype=dtype)
    out.flags.writeable = False
    return out


@functools.cache
def compiled(kernel: Callable[..., Any]) -> Any:
    """The kernel as machine code, with the functions of its own file that it calls.

    Numba keeps it under a name, and looks for it anew where the file has changed. What numbers of
    other files it has taken in is in the name: with another one it is not the same code.
    """
    import numba

    assert isinstance(kernel, FunctionType)
    home = kernel.__globals__
    own = {
        name: compiled(home[name])
        for name in kernel.__code__.co_names
        if isinstance(home.get(name), FunctionType) and home[name].__module__ == kernel.__module__
    }
    copy = FunctionType(kernel.__code__, home | own, kernel.__name__, kernel.__defaults__)
    copy.__module__ = kernel.__module__
    copy.__qualname__ = f"{kernel.__qualname__}-{_fixed_numbers(kernel)}"
    try:
        made: Any = numba.njit(copy, cache=True, nogil=True)
        kept = Path(made.stats.cache_path)
        name = f"*{copy.__qualname__.split('.')[-1]}-{kernel.__code__.co_firstlineno}.*.nbi"
        once = ", once" if not any(kept.glob(name)) else None
    except RuntimeError:  # no folder can be written in which the code could be kept
        made, once = numba.njit(copy, nogil=True), ""
    if once is not None:
        LOG.info("compiling %s%s", kernel.__name__, once)
    return made


def _fixed_numbers(kernel: FunctionType) -> str:
    """A short name for the numbers of its module that a kernel, or what it calls there, reads."""
    home, numbers, left = kernel.__globals__, {}, [kernel]
    while left:
        for name in left.pop().__code__.co_names:
            value = home.get(name)
            if isinstance(value, FunctionType) and value.__module__ == kernel.__module__:
                left.append(value)
            elif isinstance(value, int | float):
                numbers[name] = value
    return f"{crc32(repr(sorted(numbers.items())).encode()):08x}"
