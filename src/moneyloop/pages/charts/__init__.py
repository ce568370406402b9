"""The report's charts: each module turns rows into one figure and the table behind it.

A figure is plotly's JSON as plain values. A colour in it is the name of a style variable
("--loop", or "--loop/0.3" with an opacity), which charts.js looks up in the theme that is on.
"""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from moneyloop.pages.text import shorten
from moneyloop.words.amounts import in_usd

Figure = dict[str, Any]
CLEAR = "rgba(0,0,0,0)"


class Table(NamedTuple):
    """What a chart shows, as text: column heads (True for numbers) and rows of cells."""

    head: list[tuple[str, bool]]
    rows: list[list[str]]


class Variant(NamedTuple):
    """One way to draw a chart: what to call it, its figure and its table."""

    label: str
    fact: str
    figure: Figure
    table: Table


class Chart(NamedTuple):
    """A chart of the report; `shown` is the index of the variant that is drawn first.

    `title` says what it shows, `basis` what is measured, `unit` in what, blank in that of the page.
    Without variants `empty` says why there is nothing to draw.
    """

    key: str
    title: str
    basis: str
    variants: list[Variant]
    choice: str = ""
    shown: int = 0
    empty: str = ""
    unit: str = ""


def mark(name: str, length: int = 26) -> str:
    """A name from the data as a label: short, on one line, and text to plotly's own markup."""
    plain = "".join(" " if _odd(letter) else letter for letter in name)
    short = shorten(" ".join(plain.split()), length)
    # A name that begins like one of our colours is kept from being taken for it.
    text = f"\N{ZERO WIDTH SPACE}{short}" if short.startswith("--") else short
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _odd(letter: str) -> bool:
    """Line ends, controls, and marks that would turn the direction of what follows."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")


def in_bn(head: str) -> str:
    """A head of amounts with their unit, where it is USD billions."""
    return f"{head}, $bn" if in_usd() else head


def axis(**more: Any) -> Figure:
    """An axis in the style of the page, which nobody can drag or zoom by accident."""
    style = {
        "fixedrange": True,
        "gridcolor": "--line",
        "zeroline": False,
        "linecolor": "--line",
        "tickfont": {"color": "--ink-soft", "size": 12},
        "automargin": True,
    }
    return style | more


def layout(height: int, **more: Any) -> Figure:
    """A figure's layout: no frame, no title (the page has it), room for what stands beside it."""
    style: Figure = {
        "height": height,
        "margin": {"l": 8, "r": 22, "t": 8, "b": 8, "pad": 4},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
    }
    return style | more
