"""What a new row changes: the loops that it closes, the parties whose interval moves."""

from __future__ import annotations

from typing import Any

from moneyloop import api
from moneyloop.model import Network

_MEASURES = ("own", "in_network", "invested")
_KEYS = tuple(f"{measure}{end}" for measure in _MEASURES for end in ("_low", "", "_high"))
_DUST = 1e-9


def between(before: Network, after: Network, *, length: int = 5) -> dict[str, Any]:
    """What differs between two networks, USD billions.

    `loops_closed`: rows of `loops` that only `after` has; `loops_sized`: those that `before`
    could not size. `moved`: party, period, measure and (low, marker, high) `before` and `after`,
    the largest move first.
    """
    old = {_legs(row): row["unsized"] for row in api.loops(before, length=length).rows}
    new = api.loops(after, length=length).rows
    return {
        "loops_closed": [row for row in new if _legs(row) not in old],
        "loops_sized": [row for row in new if old.get(_legs(row)) and not row["unsized"]],
        "moved": _moved(before, after),
    }


def _legs(row: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    return tuple((leg["payer"], leg["payee"], leg["class"]) for leg in row["legs"])


def _moved(before: Network, after: Network) -> list[dict[str, Any]]:
    last = max((period for net in (before, after) for period in _last_year(net)), default=None)
    old, new = (
        {(row["party"], row["period"]): row for row in api.attribute(net, to=last).rows}
        for net in (before, after)
    )
    blank = dict.fromkeys(_KEYS, 0.0)
    moved = [
        {
            "party": party,
            "period": period,
            "measure": measure,
            "before": _interval(old.get((party, period), blank), measure),
            "after": _interval(row, measure),
        }
        for (party, period), row in new.items()
        for measure in _MEASURES
    ]
    moved = [row for row in moved if _move(row) > _DUST]
    return sorted(moved, key=lambda row: (-_move(row), row["period"], row["party"]))


def _last_year(network: Network) -> list[str]:
    shown = api.study(network).periods
    return [shown[-1].name] if shown else []


def _interval(row: dict[str, Any], measure: str) -> tuple[float, float, float]:
    return row[f"{measure}_low"], row[measure], row[f"{measure}_high"]


def _move(row: dict[str, Any]) -> float:
    """How far the end that moves furthest moves."""
    return float(max(abs(a - b) for a, b in zip(row["before"], row["after"], strict=True)))
