"""The year and the window that Python asks for: numbers and texts alike, in every answer."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.model import ChoiceError, Network

# What each answer asks for beside the network and the time.
ASKED: dict[str, dict[str, Any]] = {
    "explain": {"party": "Cloud"},
    "margin": {"party": "Lab"},
    "stress": {"party": "Lab"},
}
PARTIES = {"figures": ("Lab", "Cloud")}
# Only with these does an answer have a year.
OF_A_YEAR: dict[str, dict[str, Any]] = {"index": {"chance": True, "draws": 2}}
# These answer nothing else of a year or a window than their page.
PAGES = ("report_page", "books_page")


def having(name: str) -> list[str]:
    """The public functions with a parameter of that name."""
    public = {name: getattr(moneyloop, name) for name in moneyloop.__all__}
    functions = {name: one for name, one in public.items() if inspect.isfunction(one)}
    known = [one for one, it in functions.items() if name in inspect.signature(it).parameters]
    return [one for one in known if one not in PAGES]


@pytest.fixture
def net() -> Network:
    deals = [
        make.deal("Cloud", "Lab", "equity", 4, "2025-03-01"),
        make.deal(make.FUND, "Lab", "equity", 3, "2025-03-01"),
        make.deal("Lab", "Cloud", "compute", 5, "2025-06-01"),
    ]
    figures = [make.revenue("Lab", 10), make.revenue("Lab", 6) | {"metric": "inference_cost"}]
    network: Network = make.network(deals, figures, make.parties(["Lab", "Cloud"], [make.FUND]))
    return network


def answer(net: Network, name: str, **asked: Any) -> tuple[Any, ...]:
    result = getattr(moneyloop, name)(net, *PARTIES.get(name, ()), **ASKED.get(name, {}), **asked)
    assert result.rows
    return result.rows, result.notes, result.extra


@pytest.mark.parametrize("name", having("year"))
def test_a_year_is_a_number_or_a_text(net: Network, name: str) -> None:
    more = OF_A_YEAR.get(name, {})
    assert answer(net, name, year=2025, **more) == answer(net, name, year=" 2025 ", **more)
    of_any_period = name.startswith("explain")
    quarter = "2025-Q5" if of_any_period else "2025-Q1"
    with pytest.raises(ChoiceError, match=rf"'{quarter}' is not a .*: write 2025"):
        answer(net, name, year=quarter, **more)


@pytest.mark.parametrize("name", having("from_"))
def test_the_ends_of_a_window_are_numbers_or_texts(net: Network, name: str) -> None:
    assert answer(net, name, from_=2025, to=2025) == answer(net, name, from_="2025", to="2025")


def test_what_has_a_window_has_a_year() -> None:
    windows = {"attribute", "gap", "index", "timeline", "unknowns"}
    assert set(having("from_")) == {*windows, "explain", "explain_sector"}
    assert set(having("from_")) <= set(having("year"))


FORMS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in having("from_")),
    ("attribute", {"rule": "fifo"}),
    ("attribute", {"rule": "all"}),
    ("attribute", {"draws": 2}),
]


@pytest.mark.parametrize(("name", "asked"), FORMS)
def test_a_year_is_both_ends_of_the_window(net: Network, name: str, asked: dict[str, Any]) -> None:
    assert answer(net, name, year=2025, **asked) == answer(net, name, from_=2025, to=2025, **asked)
    for ends in ({"from_": "2025"}, {"to": 2025}, {"from_": 2024, "to": 2025}):
        with pytest.raises(ChoiceError, match="year is both from and to"):
            answer(net, name, year="2025", **ends, **asked)
