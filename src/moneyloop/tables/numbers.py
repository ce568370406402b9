"""Money, shares and intervals as people read them."""

from __future__ import annotations

import math
from typing import Any

UNKNOWN = "?"


def money(value: float | None) -> str:
    """USD billions: 263.9, 17.2, 1.17, 0.05; "<0.01" for dust and "?" for unknown."""
    if value is None:
        return UNKNOWN
    if value == 0:
        return "0"
    size = abs(value)
    if size < 0.01:
        return "<0.01" if value > 0 else "-<0.01"
    return f"{value:,.1f}" if size >= 9.995 else f"{value:.2f}"


def interval(row: dict[str, Any], measure: str, *, tight: bool = False) -> str:
    """Low - marker - high of a measure of an attribution row; `tight` without spaces."""
    ends = (row[f"{measure}_low"], row[measure], row[f"{measure}_high"])
    return ("-" if tight else " - ").join(money(value) for value in ends)


def share(value: float | None, base: float | None) -> str:
    """A share in percent; "?" where the base is unknown or not above zero."""
    if value is None or base is None or base <= 0:
        return UNKNOWN
    part = value / base
    if part < 0:
        return "-" + share(-part, 1.0)
    if 0 < part < 0.0005:
        return "<0.1%"
    if 0.995 <= part < 1:
        # Not quite all must not read as all.
        return f"{math.floor(part * 1000) / 10:.1f}%"
    return f"{part:.0%}" if part == 0 or part >= 0.0995 else f"{part:.1%}"


def shares(row: dict[str, Any], measure: str, base: float | None) -> str:
    """Low - marker - high of a measure as shares of `base`; one "?" where there is no share."""
    if base is None or base <= 0:
        return UNKNOWN
    ends = (row[f"{measure}_low"], row[measure], row[f"{measure}_high"])
    return " - ".join(share(value, base) for value in ends)


def cell(value: Any) -> str:
    """A plain value as the text of a cell: None is empty, lists are joined by `;`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ";".join(cell(item) for item in value)
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)
