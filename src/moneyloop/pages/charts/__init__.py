"""The drawings of the pages: each module turns rows into one picture and the table behind it."""

from __future__ import annotations

from typing import NamedTuple

from moneyloop.words.amounts import in_usd


class Table(NamedTuple):
    """What a chart shows, as text: column heads (True for numbers) and rows of cells."""

    head: list[tuple[str, bool]]
    rows: list[list[str]]


def in_bn(head: str) -> str:
    """A head of amounts with their unit, where it is USD billions."""
    return f"{head}, $bn" if in_usd() else head
