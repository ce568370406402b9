"""How long a list of payments takes to be read, checked and imported, beside a plain read of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import moneyloop
from benchmarks.timing import memory, seconds, timed_beside
from moneyloop.input.ledger import payments as payments_
from moneyloop.input.ledger import store

# As where pyarrow, which is an extra, is not installed; before anything is imported.
_WITHOUT_PYARROW = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyarrow":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""
_HERE = """
import sys
sys.path[:0] = sys.argv[2:]
from benchmarks import beside_pandas
for row in beside_pandas.against_pandas(sys.argv[1]):
    print(" | ".join(row))
"""


def apart(file: Path, *, pyarrow: bool) -> Iterator[list[str]]:
    """The rows of `against_pandas` of a process of its own, with or without pyarrow."""
    paths = [str(Path(__file__).parents[1]), *sys.path]
    source = _HERE if pyarrow else _WITHOUT_PYARROW + _HERE
    command = [sys.executable, "-c", source, str(file), *paths]
    for line in subprocess.check_output(command, text=True).splitlines():
        yield line.split(" | ")


def against_pandas(file: str) -> Iterator[tuple[str, str, str]]:
    """How long a list of payments takes to be read and checked, to be imported, and its package.

    Each beside a plain read of the same file: pandas.read_csv(file), with no more said. It parses
    the numbers, leaves dates as text, and holds text as pyarrow does where that is installed.
    """

    def imported() -> Path:
        folder = Path(tempfile.mkdtemp(dir=Path(file).parent))
        store.save(folder, payments_.read(file, payments_.Choices()), {})
        return folder

    def plain_read() -> pd.DataFrame:
        return pd.read_csv(file)

    def loaded() -> moneyloop.Network:
        return moneyloop.load_payments(file, {})

    plain, *ours = timed_beside(plain_read, loaded, lambda: loaded().deals, imported)
    names = "read and checked", "the same with the table of deals made", "imported"
    for name, times in zip(names, ours, strict=True):
        yield name, seconds(times[0]), f"{_beside(times, plain)}; {memory()}"
    package = imported()
    plain, checked = timed_beside(
        lambda: pd.read_csv(package / store.TABLE), lambda: store.problems(package)
    )
    yield "its package checked", seconds(checked[0]), _beside(checked, plain)


def _beside(times: tuple[float, float], plain: tuple[float, float]) -> str:
    wall, cpu = (ours / theirs for ours, theirs in zip(times, plain, strict=True))
    told = f"CPU {seconds(times[1])}; {wall:.1f} times pandas.read_csv ({seconds(plain[0])}), "
    return told + f"{cpu:.1f} times its CPU ({seconds(plain[1])})"
