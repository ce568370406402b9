"""Words of a command line that are companies or DATA: a file, a folder, a shipped package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from moneyloop.cli.output import DataPath

STDIN = "-"


def companies_and_data(words: Sequence[str], most: int) -> tuple[list[str], str | None]:
    """At most so many companies, as they are written, and DATA where it is among the words.

    A word that is neither is taken for a company: the question then names the nearest. Raises
    click.UsageError.
    """
    data = [word for word in words if _is_data(word)]
    companies = [word for word in words if not _is_data(word)]
    if len(data) > 1:
        raise click.UsageError(f"DATA is one file or folder, and {' and '.join(data)} are there")
    if len(companies) > most:
        count = {1: "one company", 2: "two companies"}[most]
        raise click.UsageError(f"{count} at most, and DATA: got {', '.join(companies)}")
    if not data:
        return companies, None
    return companies, DataPath().convert(data[0], None, click.get_current_context(silent=True))


def _is_data(word: str) -> bool:
    from moneyloop.input.bundled import is_shipped

    if word == STDIN or is_shipped(word):
        return True
    try:
        return bool(word) and Path(word).exists()
    except OSError:  # longer than any file name
        return False
