"""Nothing that is not public is a 0: the sector's worlds, dues, sums and differences."""

from __future__ import annotations

from typing import Any

import economies as make
import moneyloop
from moneyloop.model import Network
from moneyloop.questions.worlds import explain_sector
from moneyloop.tables import worlds as worlds_table

PARTIES = make.parties(["Acme", "Lab", "Cloud"], ["Fund", "Street"])


def package(*more: dict[str, Any]) -> Network:
    """Lab has 60 of Fund's and 40 of customers, and buys from Acme for nobody knows how much."""
    rows = [
        make.deal("Fund", "Lab", "equity", 60, id="round"),
        make.deal("Lab", "Acme", "compute", "", id="gap"),
        *more,
    ]
    figures = [make.revenue("Acme", 90), make.revenue("Lab", 40), make.cash("Lab", 0, "2024-12-31")]
    return make.network(rows, figures, PARTIES)


def test_a_payment_of_the_sector_names_the_open_rows_that_make_it() -> None:
    """At most all of Fund's 60 come to Acme, by the row without an amount."""
    found = explain_sector(package(), measure="any_investor", year="2025")
    (back,) = (row for row in found.rows if row["end"] == "high" and row["back"])
    assert (back["payer"], back["payee"], back["amount"]) == ("Lab", "Acme", 60)
    assert (back["deals"], back["no_row"]) == (["gap"], 0)


def test_money_of_unknown_origin_is_said_to_be_of_no_row() -> None:
    """Lab reports no revenue: of the 70 that it pays, 60 are Fund's and 10 may be another's."""
    rows = [
        make.deal("Fund", "Lab", "equity", 60, id="round"),
        make.deal("Lab", "Acme", "compute", 70, id="sale"),
    ]
    network = make.network(rows, [make.revenue("Acme", 90)], PARTIES)
    found = explain_sector(network, measure="any_investor", year="2025")
    assert (found.extra["low"], found.extra["high"]) == (0, 70)
    (seed,) = (row for row in found.rows if row["end"] == "high" and row["class"] == "investment")
    assert (seed["payee"], seed["amount"], seed["deals"], seed["no_row"]) == (
        "Lab",
        70,
        ["round"],
        10,
    )
    (listing, *_) = (part for part in worlds_table.view(found) if not isinstance(part, str))
    cells = [column.written(seed) for column in listing.columns if column.key == "deals"]
    assert cells == ["round and 10.0 of unknown origin"]
    assert all(row["no_row"] == 0 for row in found.rows if row["end"] == "low")


def test_what_is_due_without_an_amount_is_counted_beside_what_is_committed() -> None:
    sale = make.deal("Lab", "Cloud", "compute", 5)
    rows = {row["party"]: row for row in moneyloop.gap(package(sale), year="2025").rows}
    assert (rows["Lab"]["committed"], rows["Lab"]["open_due"]) == (5, 1)
    assert rows["all parties"]["open_due"] == 1
    columns = {column.key: column for column in moneyloop.gap(package(sale)).columns}
    assert columns["committed"].written(rows["Lab"]) == "5.0 + ?"


def test_customers_of_whom_no_figure_tells_are_blank() -> None:
    rows = [make.deal("Lab", "Acme", "compute", 5), make.deal("Cloud", "Acme", "compute", 5)]
    rows += [make.deal("Street", "Cloud", "customer", 3)]
    network = make.network(rows, [make.revenue("Acme", 90)], PARTIES)
    found = {row["party"]: row for row in moneyloop.gap(network, year="2025").rows}
    assert (found["Lab"]["customers"], found["Cloud"]["customers"]) == (None, 3)
    assert found["all parties"]["customers"] == 3


def test_sums_of_sales_of_which_none_is_public_are_none() -> None:
    for row in (
        moneyloop.index(package(), from_="2025", to="2025").rows[0],
        moneyloop.timeline(package(), from_="2025-Q4", to="2025-Q4").rows[0],
    ):
        assert row["network_sales"] is None
        assert row["any_investor_estimate"] is None
        assert (row["any_investor_low"], row["any_investor_high"]) == (0, 60)
        assert (row["any_investor_known_low"], row["any_investor_known_high"]) == (None, None)


def test_what_no_row_states_is_none_in_every_key() -> None:
    """Acme's only sale, to a party that it has a stake in, and its only investment are open."""
    stake = make.deal("Acme", "Lab", "equity", "", id="stake")
    for options in ({}, {"rule": "fifo"}):
        rows = moneyloop.attribute(package(stake), year="2025", **options).rows
        (row,) = (row for row in rows if row["party"] == "Acme")
        keys = ("network_sales", "related_party", "own_investment", "turns", "own_estimate")
        assert [row[key] for key in keys] == [None] * 5
    (row,) = moneyloop.attribute(package(), year="2025", party="Acme").rows
    assert row["own_investment"] == 0


def test_sums_without_a_public_sale_have_the_declared_keys() -> None:
    found = moneyloop.index(package(), from_="2025", to="2025")
    (row,) = found.rows
    assert row["network_sales"] is None
    assert list(row) == [column.key for column in found.columns if column.key in row]
    assert not {"related_party", "turns"} & row.keys()


def test_sums_of_which_some_are_not_public_are_marked() -> None:
    sale = make.deal("Lab", "Cloud", "compute", 5)
    result = moneyloop.timeline(package(sale), from_="2025-Q4", to="2025-Q4")
    columns = {column.key: column for column in result.columns}
    assert columns["network_sales"].written(result.rows[0]) == "5.0 + ?"


def test_a_sale_that_gets_an_amount_was_not_nothing_before() -> None:
    later = [
        make.deal("Fund", "Lab", "equity", 60, id="round"),
        make.deal("Lab", "Acme", "compute", 70, id="gap"),
    ]
    figures = [make.revenue("Acme", 90), make.revenue("Lab", 40), make.cash("Lab", 0, "2024-12-31")]
    found = moneyloop.diff(package(), make.network(later, figures, PARTIES))
    (row,) = (row for row in found.rows if row["measure"] == "any_investor")
    assert (row["low_before"], row["estimate_before"], row["high_before"]) == (None, None, None)
    # [max(0, R + V - T), R V / T, min(R, V)]
    assert (row["low"], row["estimate"], row["high"]) == (30, 42, 60)


def test_by_a_rule_low_and_high_are_of_what_is_public() -> None:
    stake = make.deal("Acme", "Lab", "equity", 5, "2025-02-03", id="stake")
    network = package(stake)
    traced = moneyloop.attribute(network, rule=["fifo", "lifo"], party="Acme")
    assert traced.extra["amounts"] == "known"
    assert "low and high on public amounts" in traced.basis
    for row in traced.rows:
        assert (row["network_sales"], row["own_low"], row["own_estimate"], row["own_high"]) == (
            *(None, None, None, None),
        )
    sold = make.deal("Lab", "Acme", "compute", 3, "2025-03-03", id="sale")
    gap = make.deal("Lab", "Acme", "compute", "", "2025-04-03", id="gap")
    network = make.network([stake, sold, gap], [], PARTIES)
    for row in moneyloop.attribute(network, rule="all", party="Acme").rows:
        assert (row["own_low"], row["own_estimate"], row["own_high"]) == (3, 3, 3)
