"""How an answer is cited, the same in every file that leaves the program."""

from __future__ import annotations

AUTHORS = "The moneyloop authors"  # as in CITATION.cff


def citation(version: str, day: str, data: str) -> str:
    """The line to cite: version of the program, day of the data in words ("" without) and data.

    >>> citation("0.1.0", "9 October 2026", "second edition, November 2026")
    'The moneyloop authors (2026): moneyloop, version 0.1.0. Data: second edition, November 2026.'
    """
    when = f" ({year(day)})" if day else ""
    return f"{AUTHORS}{when}: moneyloop, version {version}. Data: {data}."


def cited_data(edition: str, data: str, day: str) -> str:
    """What the data are called: their edition, else their place and the day in words.

    >>> cited_data("second edition", "bundled", "9 October 2026"), cited_data("", "my-data", "")
    ('second edition', 'my-data')
    """
    return edition or ", ".join(part for part in (data, day and f"as of {day}") if part)


def year(day: str) -> str:
    """The year of a day in words, which CITATION.cff does not state; blank without one."""
    return day.rpartition(" ")[2]
