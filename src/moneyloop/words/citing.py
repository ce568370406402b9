"""How an answer is cited, the same in every file that leaves the program."""

from __future__ import annotations

AUTHORS = "The moneyloop authors"  # as in CITATION.cff


def citation(version: str, day: str, data: str) -> str:
    """The line to cite: version of the program, day of the data in words ("" without) and data.

    >>> citation("0.1.0", "9 October 2026", "second edition, November 2026")
    'The moneyloop authors (2026): moneyloop, version 0.1.0. Data: second edition, November 2026.'
    """
    year = f" ({day.rpartition(' ')[2]})" if day else ""
    return f"{AUTHORS}{year}: moneyloop, version {version}. Data: {data}."
