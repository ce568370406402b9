"""Loops of one period: the amounts of the legs are those that fall in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import economies as make
from examples import examples
from moneyloop.analysis.study.study import Study
from moneyloop.pages.content import loops
from moneyloop.questions import asking
from moneyloop.questions import loops as whole

INSIDE = make.parties(["A", "B", "C"])


def studied(deals: make.Rows, **choices: Any) -> Study:
    return asking.study(make.network(deals, parties=INSIDE), **choices)


def of_year(study: Study, year: str) -> list[dict[str, Any]]:
    names = [period.name for period in study.periods]
    return loops.of_period(study, names.index(year)).rows


def amounts(row: dict[str, Any]) -> list[float | None]:
    return [leg["amount"] for leg in row["legs"]]


def test_a_leg_has_the_part_of_its_deals_that_falls_in_the_period() -> None:
    """300 over 2025 to 2027 is about 100 a year; what A invests, it invests in 2025 alone."""
    rows = [
        make.deal("A", "B", "equity", 40, id="in"),
        make.deal("B", "A", "compute", 300, end="2027", status="signed", id="back"),
    ]
    study = studied(rows, from_="2025", to="2027")
    (row,) = of_year(study, "2025")
    assert row["parties"] == ["A", "B"]
    assert row["type"] == "money"
    assert amounts(row) == [40, pytest.approx(300 * 365 / 1095)]
    assert row["size"] == 40
    assert not row["unsized"]
    assert row["in_order"]
    assert of_year(study, "2026") == []


def test_days_that_a_paid_row_covers_are_counted_once() -> None:
    rows = [
        make.deal("A", "B", "equity", 40),
        make.deal("B", "A", "compute", 20, end="2026", status="signed", id="plan"),
        make.deal("B", "A", "compute", 7, id="fact"),
    ]
    (row,) = of_year(studied(rows, from_="2025", to="2026"), "2025")
    assert amounts(row) == [40, 7]
    assert row["legs"][1]["deals"] == ["fact"]


def test_a_leg_without_a_public_amount_makes_a_loop_without_a_size_that_comes_last() -> None:
    rows = [
        make.deal("A", "B", "equity", 40),
        make.deal("B", "A", "compute", id="open"),
        make.deal("C", "B", "equity", 1),
        make.deal("B", "C", "compute", 2, id="known"),
        make.deal("B", "C", "compute", id="more"),
        make.deal("C", "A", "compute", start="2027", id="later"),
    ]
    sized, unsized = of_year(studied(rows), "2025")
    assert (sized["parties"], sized["size"], sized["unsized"]) == (["C", "B"], 1, False)
    assert amounts(sized) == [1, 2]
    assert sized["legs"][1]["unknown"] == ["more"]
    assert not sized["open_size"]
    assert (unsized["size"], unsized["unsized"]) == (None, True)
    assert amounts(unsized) == [40, None]


def test_stock_talks_and_guarantees_move_no_money_in_a_period() -> None:
    rows = [
        make.deal("B", "A", "compute", 5),
        make.deal("A", "B", "equity", 40, settlement="stock"),
        make.deal("A", "B", "equity", 40, status="talks"),
        make.deal("A", "B", "backstop", 40),
    ]
    assert of_year(studied(rows), "2025") == []


def test_a_dollar_follows_a_loop_by_its_days_in_the_period() -> None:
    """A is paid in January and invests in June: from there nothing comes back in 2025."""
    rows = [
        make.deal("A", "B", "equity", 4, start="2025-06-01", end="2025-06-01"),
        make.deal("B", "C", "compute", 4, start="2025-05-01", end="2025-05-01"),
        make.deal("C", "A", "compute", 4, start="2025-04-01", end="2025-04-01"),
    ]
    (row,) = of_year(studied(rows), "2025")
    assert row["size"] == 4
    assert not row["in_order"]
    backwards = [rows[0], rows[1] | {"end": "2026-12-31"}, rows[2] | {"end": "2026-12-31"}]
    (row,) = of_year(studied(backwards), "2025")
    assert row["in_order"]


def test_where_not_all_are_listed_half_of_the_room_is_for_those_without_a_size() -> None:
    names = [f"P{place}" for place in range(8)]
    rows = [make.deal("A", name, "equity", 10 + place) for place, name in enumerate(names)]
    rows += [make.deal(name, "A", "compute", "" if name < "P4" else 20) for name in names]
    network = make.network(rows, parties=make.parties(["A", *names]))
    study = asking.study(network)
    period = [period.name for period in study.periods].index("2025")
    listing = loops.of_period(study, period, limit=4)
    assert listing.count == 8
    assert [row["rank"] for row in listing.rows] == [1, 2, 3, 4]
    assert [row["size"] for row in listing.rows] == [17, 16, None, None]


@given(make.economies(max_years=2, with_credits=False))
@examples(25)
def test_a_network_of_one_year_has_the_loops_of_its_whole_term(economy: make.Economy) -> None:
    """And over more years each leg's amounts add up to that of the whole term."""
    network = economy.network()
    study = asking.study(network)
    by_year = [loops.legs_of_period(study, period) for period in range(len(study.periods))]
    total: dict[tuple[str, str, str], float] = {}
    for leg in (leg for legs in by_year for leg in legs):
        way = leg.payer, leg.payee, leg.cls
        total[way] = total.get(way, 0.0) + (leg.amount or 0.0)
    legs, _ = whole.legs_of(network, as_of=None, case="firm")
    expected = {(leg.payer, leg.payee, leg.cls): leg.amount for leg in legs if leg.amount}
    assert total == pytest.approx(expected)
    if economy.years == 1:
        of_year = loops.of_period(study, study.shown[-1], limit=1_000).rows
        sizes = [(row["parties"], row["size"]) for row in of_year]
        rows = whole.loops(network).rows
        assert sizes == [(row["parties"], pytest.approx(row["size"])) for row in rows]
