"""The page's scripts write every number as the Python does."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from moneyloop.pages.network import render_network
from moneyloop.words import amounts

Payload = dict[str, Any]
Show = Callable[..., Any]

EDGES = (
    *(0.0, -0.0, 5e-324, 1e-9, 0.0005, 0.001, 0.005, 0.00999, 0.01, 0.095, 0.0995, 0.125, 0.145),
    *(0.945, 0.95, 0.994, 0.995, 0.9952, 0.9995, 0.9996, 0.99999, 1 - 1e-9, 1 - 1e-12, 1.0),
    *(1.005, 1.05, 5.55, 9.94, 9.95, 9.994, 9.995, 9.996, 99.94, 99.95, 99.96, 100.0, 139.04),
    *(999.4, 999.5, 999.994, 999.996, 1000.0, 1163.25, 1165.0, 9995.0, 999_499.0, 999_500.0),
    *(999.4e6, 999.5e6, 999.96e6, 1e9, 1e12, 1.4e15, 1e21, 1e27, 1.795e300),
)


def values() -> list[float]:
    """The edges, and numbers of every size, some of them short decimals and some sums."""
    pick = random.Random(11)
    found = [sign * edge for edge in EDGES for sign in (1, -1)]
    for _ in range(4000):
        size = pick.uniform(1, 10) * 10.0 ** pick.randint(-6, 30 if pick.random() < 0.2 else 4)
        found.append(pick.choice((1, 1, -1)) * size)
        found.append(round(pick.uniform(-2, 200), pick.randint(0, 4)))
        found.append(pick.random() if pick.random() < 0.8 else 1 - 10.0 ** -pick.uniform(1, 10))
        found.append(sum(pick.choice((0.05, 0.1, 0.7, 1.1, 5.0)) for _ in range(5)))
    return found


@pytest.fixture(scope="module")
def all_values() -> list[float]:
    return values()


def differing(page: Any, name: str, told: list[str], asked: list[Any]) -> list[Any]:
    call = "return arguments[0].map((given) => moneyloop[arguments[1]](...given))"
    lines = page.ask(call, asked, name)
    return [
        (given, python, script)
        for given, python, script in zip(asked, told, lines, strict=True)
        if python != script
    ]


ONE: dict[str, Callable[[float], str]] = {
    "number": amounts.number,
    "usd": amounts.usd,
    "percent": amounts.percent,
    "times": amounts.times,
    "dollars": amounts.dollars,
    "things": amounts.things,
}
RANGES: dict[str, Callable[[float, float, float], str]] = {
    "interval": amounts.interval,
    "usdInterval": amounts.usd_interval,
    "percentInterval": amounts.percent_interval,
}


def test_the_script_writes_as_python_does(
    atlas: Payload, show: Show, all_values: list[float]
) -> None:
    page = show(render_network(atlas))
    assert len(all_values) > 16_000
    for name, write in ONE.items():
        wrong = differing(page, name, [write(v) for v in all_values], [[v] for v in all_values])
        assert wrong == [], name
    counts = [0, 1, 999, 1000, 1234567]
    assert differing(page, "count", [amounts.count(n) for n in counts], [[n] for n in counts]) == []
    for name, write in (("number", amounts.number), ("usd", amounts.usd)):
        assert differing(page, name, [write(None)], [[None]]) == []


def test_the_script_writes_dates_as_python_does(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    pick = random.Random(12)
    days = [
        date.fromordinal(pick.randint(1, date.max.toordinal())).isoformat() for _ in range(2000)
    ]
    days += ["2024-02-29", "2025-12-31", "0987-01-01", "2025-12", "2025-01", "2025", ""]
    asked: list[list[str | None]] = [[one] for one in [*days, None]]
    assert differing(page, "day", [amounts.day(one) for one in [*days, None]], asked) == []


def test_the_script_writes_intervals_as_python_does(
    atlas: Payload, show: Show, all_values: list[float]
) -> None:
    page = show(render_network(atlas))
    triples = [sorted(all_values[at : at + 3]) for at in range(0, len(all_values) - 3, 3)]
    triples += [[v, v, v] for v in all_values[:200]]
    triples += [[v, v, v * (1 + 1e-12)] for v in all_values[:200] if math.isfinite(v)]
    asked = [[low, high, middle] for low, middle, high in triples]
    for name, write in RANGES.items():
        assert differing(page, name, [write(*given) for given in asked], asked) == [], name


def test_the_script_writes_what_is_not_public_as_python_does(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    some: list[float | None] = [None, 0.0, 0.003, 0.73, 8.5, 10.2, 139.04]
    pairs = [[low, high] for low in some for high in some]
    spans = {"interval": amounts.interval, "usdInterval": amounts.usd_interval}
    for name, write in spans.items():
        asked: list[Any] = [[*pair, middle] for pair in pairs for middle in some]
        assert differing(page, name, [write(*given) for given in asked], asked) == [], name
    triples = [[one, two, middle] for one in pairs for two in pairs[::3] for middle in some]
    beside = [amounts.beside_public(tuple(a), tuple(b), c) for a, b, c in triples]
    assert differing(page, "besidePublic", beside, triples) == []
    sales = [[amount, more] for amount in some if amount is not None for more in (True, False)]
    assert differing(page, "sold", [amounts.sold(*given) for given in sales], sales) == []
    assert differing(page, "sizeOf", [amounts.size_of(*given) for given in sales], sales) == []


def test_no_other_script_rounds_or_groups_digits() -> None:
    """Numbers that are read; what a drawing needs in the code of a picture is no text."""
    from moneyloop.pages import books, margin, report
    from moneyloop.pages.shell import SCRIPTS, asset

    drawing = {"graph.js", "ring.js", "marks.js", "svg.js", "amounts.js"}
    for name in {*SCRIPTS, *books.SCRIPTS, *margin.SCRIPTS, *report.SCRIPTS} - drawing:
        code = asset(name)
        assert "toLocaleString" not in code, name
        assert "toFixed" not in code, name
        assert "NumberFormat" not in code, name
