"""The timeline: each quarter's day is `attribute` as of that day."""

from __future__ import annotations

from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.model import ChoiceError, Network

KEYS = (
    "revenue",
    "network_sales",
    *(
        f"{name}{end}"
        for name in ("own", "network_investors", "any_investor")
        for end in ("_low", "_estimate", "_high")
    ),
    "no_known_source",
    "planned",
)


def network(**more: Any) -> Network:
    """Acme invests in 2023, sells to the Lab from autumn 2023; Cloud sells to the Lab in 2024."""
    rows = [
        make.deal("Acme", "Lab", "equity", 8, "2023-02", announced="2023-02-01"),
        make.deal("Lab", "Acme", "compute", 10, "2023-10-01", end="2024-09-30", status="signed")
        | {"announced": "2023-05-10"},
        make.deal("Lab", "Cloud", "compute", 4, 2024, announced="2024-11-20"),
        make.deal("Cloud", "Lab", "equity", 2, 2024, announced="2024-12-31") | more,
    ]
    figures = [make.revenue("Lab", 3, 2023), make.cash("Lab", 6, "2023-12-31")]
    return make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"]))


def sector(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["sector"]]


def test_each_row_is_that_of_attribute_as_of_that_day() -> None:
    net = network()
    rows = moneyloop.timeline(net).rows
    days = [row["as_of"] for row in sector(rows)]
    quarters = ["2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31", "2024-06-30"]
    assert days == [*quarters, "2024-09-30", "2024-12-31"]
    for day in days:
        year = day[:4]
        fresh = moneyloop.attribute(net, as_of=day, from_=year, to=year).rows
        sellers = {row["party"]: row for row in fresh if row["network_sales"] > 0}
        mine = [row for row in rows if row["as_of"] == day and not row["sector"]]
        assert [row["party"] for row in mine] == list(sellers)
        for row in mine:
            assert row["period"] == year
            assert {key: row[key] for key in KEYS} == {
                key: sellers[row["party"]][key] for key in KEYS
            }


def test_what_was_not_announced_yet_is_not_in_a_quarter() -> None:
    rows = [row for row in moneyloop.timeline(network()).rows if row["party"] == "Cloud"]
    assert [row["as_of"] for row in rows] == ["2024-12-31"]
    assert rows[0]["own_high"] == pytest.approx(2)


def test_the_sector_has_all_parties_together() -> None:
    rows = moneyloop.timeline(network()).rows
    for whole in sector(rows):
        mine = [row for row in rows if row["as_of"] == whole["as_of"] and not row["sector"]]
        for key in (
            "revenue",
            "network_sales",
            "own_estimate",
            "any_investor_estimate",
        ):
            assert whole[key] == pytest.approx(sum(row[key] for row in mine))
        # The ends are of all at once: inside the sums of ends (test_sector.py).
        for measure in ("own", "any_investor"):
            low, high = f"{measure}_low", f"{measure}_high"
            assert sum(row[low] for row in mine) <= whole[low] + 1e-9
            assert whole[high] <= sum(row[high] for row in mine) + 1e-9
            assert whole[low] <= whole[f"{measure}_estimate"] <= whole[high]
        assert (whole["party"], whole["revenue_coverage"]) == ("all parties", None)
        share = whole["own_high"] / whole["network_sales"]
        assert whole["own_of_network_sales_high"] == pytest.approx(share)
        assert whole["planned"] is all(row["planned"] for row in mine)


def test_a_quarter_that_is_not_over_ends_on_the_as_of_date() -> None:
    found = moneyloop.timeline(network(), as_of="2024-11-25")
    assert (found.as_of, found.rows[-1]["as_of"]) == ("2024-11-25", "2024-11-25")
    assert found.rows[-1]["planned"] is True
    assert {row["party"] for row in found.rows[-2:]} == {"Acme", "Cloud"}


def test_the_window_is_of_quarters() -> None:
    found = moneyloop.timeline(network(), from_="2024-Q1", to="2024-Q2")
    assert [row["as_of"] for row in sector(found.rows)] == ["2024-03-31", "2024-06-30"]
    early = sector(moneyloop.timeline(network(), from_="2022-Q4", to="2023-Q1").rows)
    # Asked for, a quarter without sales is there, with no share of nothing.
    assert [(row["network_sales"], row["own_of_network_sales_estimate"]) for row in early] == [
        (0, None)
    ] * 2
    late = moneyloop.timeline(network(), to="2030")
    assert any("ends on 31 December 2024" in note for note in late.notes)


def test_one_party_stands_without_the_sector() -> None:
    rows = moneyloop.timeline(network(), party=["Cloud"]).rows
    assert [(row["party"], row["sector"]) for row in rows] == [("Cloud", False)]


def test_a_party_may_be_called_all_parties() -> None:
    rows = [make.deal("Lab", "all parties", "compute", 5, 2024)]
    net = make.network(rows, (), make.parties(["Lab", "all parties"]))
    found = moneyloop.timeline(net, from_="2024-Q4").rows
    assert [(row["party"], row["sector"]) for row in found] == [
        ("all parties", True),
        ("all parties", False),
    ]


def test_without_sales_there_is_nothing_to_tell() -> None:
    only = make.network([make.deal("Acme", "Lab", "equity", 5, 2024)])
    assert moneyloop.timeline(only).rows == []
    empty = moneyloop.timeline(make.network([]), from_="2024-Q1")
    assert (empty.rows, empty.as_of, empty.notes) == ([], None, [])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"from_": "2027"}, "ends on 31 December 2024"),
        ({"from_": "2024-Q3", "to": "2024-Q1"}, "ends on 31 March 2024"),
        ({"from_": "spring"}, "not a period"),
        ({"party": ["Clowd"]}, "Cloud"),
        ({"case": "best"}, "not a case"),
    ],
)
def test_wrong_choices_are_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ChoiceError, match=told):
        moneyloop.timeline(network(), **options)


def test_progress_is_told_by_quarter() -> None:
    told: list[tuple[int, int]] = []
    moneyloop.timeline(network(), from_="2024-Q1", progress=lambda *step: told.append(step))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
