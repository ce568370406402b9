"""From rows to dated answers: days, ties, instalments, balances, credits, refusals, turns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import economies as make
import lots
import moneyloop
from moneyloop.analysis.dated import events as events_
from moneyloop.analysis.dated.events import EARLIER_CASH, NO_DEAL, NO_KNOWN_SOURCE, OUTSIDE
from moneyloop.analysis.dated.tracing import BY_ORIGIN, RULES
from moneyloop.model import ChoiceError, Network
from moneyloop.questions import asking

NAMES = ["A", "B", "C", "D"]
INSIDE = {"cust": "C", "oinv": "O"}
KEYS = {
    "own": "own_estimate",
    "other": "other_network_investors",
    "recip": "reciprocal",
    "C": "customers",
    "O": "outside_investors",
    "B": "earlier_cash",
}


def traced(network: Network, rule: str, **options: Any) -> dict[tuple[str, str], Any]:
    rows = moneyloop.attribute(network, rule=rule, **options).rows
    return {(row["party"], row["period"]): row for row in rows}


def moves(network: Network, **options: Any) -> list[tuple[str, str, float, int]]:
    """(payer, payee, amount, class) of every event in order; "-" is outside."""
    given = asking.study(network, **options)
    found = events_.events(given)
    names = [*found.parties, *(f"{found.parties[o]}#" for o in found.owner[len(found.parties) :])]
    return [
        (
            "-" if tail == OUTSIDE else names[tail],
            "-" if head == OUTSIDE else names[head],
            round(units / found.scale.max(), 6),
            cls,
        )
        for tail, head, units, cls in zip(
            found.tail, found.head, found.units, found.cls, strict=True
        )
    ]


@pytest.mark.parametrize("rule", RULES)
def test_a_data_package_is_traced_like_its_list_of_events(rule: str) -> None:
    random = np.random.default_rng(20)
    for _ in range(8):
        given = lots.events(random, 3, 22)
        network = make.network(*lots.deals(given, NAMES[:3]))
        rows = traced(network, rule)
        for target in range(3):
            expected = lots.traced(given, 3, rule, target)
            row = rows.get((NAMES[target], "2025"), dict.fromkeys(KEYS.values(), 0.0))
            for name, key in KEYS.items():
                assert row[key] == pytest.approx(expected[name], abs=1e-6)
            if row.get("network_sales"):
                ends = lots.bounds(given, 3, target, "own")
                assert (row["own_low"], row["own_high"]) == pytest.approx(ends, abs=1e-6)


def test_pooled_bounds_contain_dated_ones() -> None:
    """Days only narrow what a year allows (method, appendix A.5.3)."""
    random = np.random.default_rng(21)
    narrower = 0
    for _ in range(25):
        given = lots.events(random, 3, 22)
        network = make.network(*lots.deals(given, NAMES[:3]))
        dated = traced(network, "fifo")
        for row in moneyloop.attribute(network).rows:
            other = dated[row["party"], row["period"]]
            for measure in ("own", "network_investors", "any_investor"):
                assert row[f"{measure}_low"] <= other[f"{measure}_low"] + 1e-6
                assert other[f"{measure}_high"] <= row[f"{measure}_high"] + 1e-6
            narrower += other["own_high"] - other["own_low"] < row["own_high"] - row["own_low"]
    assert narrower > 5


def test_a_rule_and_pro_rata_pools_agree_where_every_day_is_a_pool() -> None:
    """One receipt, then payments: nothing to choose, so every rule is the pooled estimate."""
    network = make.network(
        [
            make.deal("A", "B", "equity", 60, "2025-02-01", end=""),
            make.deal("Street", "B", "customer", 40, "2025-02-01", end=""),
            make.deal("B", "A", "compute", 100, "2025-03-01", end=""),
        ],
        [make.cash("A", 60, "2024-12-31")],
        make.parties("AB", ["Street"]),
    )
    pooled = moneyloop.attribute(network).rows[0]
    for rule in RULES:
        row = traced(network, rule)["A", "2025"]
        assert {
            key: row[key]
            for key in ("own_estimate", "own_known_low", "own_known_high", "customers")
        } == {
            key: pooled[key]
            for key in ("own_estimate", "own_known_low", "own_known_high", "customers")
        }
        assert row["own_estimate"] == 60


# --- days and ties -----------------------------------------------------------------------------


def test_receipts_come_before_payments_of_the_same_day_whatever_the_file_order() -> None:
    day = "2025-03-01"
    rows = [
        make.deal("C", "D", "compute", 5, day, end=""),
        make.deal("B", "C", "compute", 5, day, end=""),
        make.deal("A", "B", "equity", 5, day, end=""),
    ]
    cash = [make.cash("A", 5, "2024-12-31")]
    network = make.network(rows, cash, make.parties("ABCD"))
    assert moves(network) == [
        ("-", "A", 5, NO_DEAL),
        ("A", "B", 5, events_.INVEST),
        ("B", "C", 5, events_.BUY),
        ("C", "D", 5, events_.BUY),
    ]


def test_payments_that_go_round_within_a_day_take_what_is_there() -> None:
    day = "2025-03-01"
    rows = [
        make.deal("B", "A", "compute", 5, day, end=""),
        make.deal("A", "B", "equity", 5, day, end=""),
        make.deal("B", "C", "compute", 1, day, end=""),
        make.deal("C", "D", "compute", 1, day, end=""),
        make.deal("Fund", "C", "equity", 9, day, end=""),
    ]
    cash = [make.cash("B", 5, "2024-12-31")]
    parties = make.parties("ABCD", ["Fund"])
    found = [move[:2] for move in moves(make.network(rows, cash, parties))]
    # B pays A, then A pays B: nothing is unexplained. C pays after all that it receives.
    assert found[1:] == [("-", "C"), ("B", "A"), ("A", "B"), ("B", "C"), ("C", "D")] or found[
        1:
    ] == [("B", "A"), ("A", "B"), ("B", "C"), ("-", "C"), ("C", "D")]
    turned = [rows[1], rows[0], *rows[2:]]
    assert [move[:2] for move in moves(make.network(turned, cash, parties))] == found


def test_shuffled_ties_show_what_the_order_decides() -> None:
    day = "2025-03-01"
    rows = [
        make.deal("A", "B", "equity", 100, day, end=""),
        make.deal("Street", "B", "customer", 100, day, end=""),
        make.deal("B", "World", "services", 100, "2025-04-01", end=""),
        make.deal("B", "A", "compute", 100, "2025-05-01", end=""),
    ]
    network = make.network(
        rows, [make.cash("A", 100, "2024-12-31")], make.parties("AB", ["Street", "World"])
    )
    fifo = traced(network, "fifo", shuffle_ties=20)["A", "2025"]
    assert (fifo["own_estimate"], fifo["own_ties_low"], fifo["own_ties_high"]) == (0, 0, 100)
    mixed = traced(network, "pro-rata", shuffle_ties=20)["A", "2025"]
    assert (mixed["own_estimate"], mixed["own_ties_low"], mixed["own_ties_high"]) == (50, 50, 50)
    again = moneyloop.attribute(network, rule="fifo", shuffle_ties=20)
    assert again.to_dict() == moneyloop.attribute(network, rule="fifo", shuffle_ties=20).to_dict()
    other = [rows[1], rows[0], *rows[2:]]
    fifo_alone = traced(network, "fifo")["A", "2025"]
    turned = make.network(other, [make.cash("A", 100, "2024-12-31")], network_parties())
    assert traced(turned, "fifo")["A", "2025"] == fifo_alone


def network_parties() -> Any:
    return make.parties("AB", ["Street", "World"])


def test_without_ties_shuffling_changes_nothing() -> None:
    given = lots.events(np.random.default_rng(22), 3, 20)
    network = make.network(*lots.deals(given, NAMES[:3]))
    for row in moneyloop.attribute(network, shuffle_ties=3, rule="all").rows:
        assert row["own_ties_low"] == row["own_estimate"] == row["own_ties_high"]


def test_the_order_of_rows_on_different_days_does_not_matter() -> None:
    random = np.random.default_rng(23)
    deals, cash, parties = lots.deals(lots.events(random, 3, 22), NAMES[:3])
    given = moneyloop.attribute(make.network(deals, cash, parties), rule="all").rows
    turned = [deals[place] for place in random.permutation(len(deals))]
    assert moneyloop.attribute(make.network(turned, cash, parties), rule="all").rows == given


# --- terms, customers, balances ----------------------------------------------------------------


def test_a_term_is_paid_at_the_end_of_each_month_by_days() -> None:
    rows = [make.deal("A", "B", "compute", 59, "2025-01-01", end="2025-02-28")]
    network = make.network(rows, [make.cash("A", 59, "2024-12-31")], make.parties("AB"))
    given = asking.study(network)
    found = events_.events(given)
    paid = found.tail >= 0
    months = [np.datetime64("1970-01-01") + int(day - 719163) for day in found.day[paid]]
    assert [str(day) for day in months] == ["2025-01-31", "2025-02-28"]
    assert (found.units[paid] / found.scale.max()).tolist() == [31, 28]


def test_customers_of_a_revenue_figure_pay_by_month_and_sum_to_it() -> None:
    rows = [
        make.deal("Fund", "A", "equity", 50, "2025-01-01", end=""),
        make.deal("A", "B", "compute", 40, "2025-01-01", end="2025-12-31"),
        # Part of the revenue figure, so not money on top of it.
        make.deal("Street", "B", "customer", 7, "2025-05-05", end=""),
    ]
    network = make.network(rows, [make.revenue("B", 100)], make.parties("AB", ["Fund", "Street"]))
    paid = [amount for payer, payee, amount, _ in moves(network) if (payer, payee) == ("-", "B")]
    assert len(paid) == 12
    assert sum(paid) == pytest.approx(60)
    row = traced(network, "fifo")["B", "2025"]
    assert (row["revenue"], row["network_sales"], row["customers"]) == pytest.approx((100, 40, 60))


def test_outside_customers_count_on_days_without_a_figure() -> None:
    rows = [
        make.deal("Fund", "A", "equity", 50, "2025-01-01", end=""),
        make.deal("A", "B", "compute", 10, "2025-02-01", end=""),
        make.deal("Street", "B", "customer", 7, "2025-08-05", end=""),
        make.deal("Street", "B", "customer", 5, "2025-03-05", end=""),
    ]
    half = make.revenue("B", 30, "2025-01-01", end="2025-06-30")
    network = make.network(rows, [half], make.parties("AB", ["Fund", "Street"]))
    row = traced(network, "lifo")["B", "2025"]
    pooled = {r["party"]: r for r in moneyloop.attribute(network).rows}["B"]
    assert row["revenue"] == pytest.approx(37)
    assert row["revenue"] == pytest.approx(pooled["revenue"])


def test_a_reported_balance_sets_the_pool() -> None:
    rows = [
        make.deal("Fund", "A", "equity", 50, "2025-01-10", end=""),
        make.deal("A", "B", "compute", 30, "2025-12-01", end=""),
    ]
    cash = [make.cash("A", 10, "2025-03-31"), make.cash("A", 15, "2025-06-30")]
    network = make.network(rows, cash, make.parties("AB", ["Fund"]))
    given = asking.study(network)
    found = events_.events(given)
    told = [
        (int(root), round(units / found.scale.max(), 6), int(tail), int(head))
        for root, units, tail, head in zip(
            found.root, found.units, found.tail, found.head, strict=True
        )
    ]
    a, b = (found.parties.index(name) for name in "AB")
    assert told == [
        (events_.INVESTORS, 50, OUTSIDE, a),
        (events_.INSIDE, 40, a, OUTSIDE),  # 40 of 50 had left by 31 March
        (EARLIER_CASH, 5, OUTSIDE, a),  # 5 came in by 30 June
        (NO_KNOWN_SOURCE, 15, OUTSIDE, a),  # 15 is paid that no known money covers
        (events_.INSIDE, 30, a, b),
    ]
    row = traced(network, "pro-rata")["B", "2025"]
    assert (row["outside_investors"], row["earlier_cash"], row["no_known_source"]) == (10, 5, 15)


@pytest.mark.parametrize("day", ["2024-12-31", "2025-01-01"])
def test_an_earlier_cash_balance_is_there_in_the_morning(day: str) -> None:
    rows = [make.deal("A", "B", "compute", 30, "2025-01-01", end="")]
    network = make.network(rows, [make.cash("A", 30, day)], make.parties("AB"))
    row = traced(network, "fifo")["B", "2025"]
    assert (row["earlier_cash"], row["no_known_source"]) == (30, 0)


def test_cash_is_carried_from_year_to_year() -> None:
    rows = [
        make.deal("A", "B", "equity", 20, "2024-12-30", end=""),
        make.deal("B", "A", "compute", 20, "2025-01-05", end=""),
    ]
    network = make.network(rows, [make.cash("A", 20, "2023-12-31")], make.parties("AB"))
    row = traced(network, "fifo")["A", "2025"]
    assert (row["own_low"], row["own_estimate"], row["own_high"]) == (20, 20, 20)
    # A party with reported revenue spends what its rows do not show by the end of the year.
    sells = [make.revenue("B", 1, 2024), make.cash("A", 20, "2023-12-31")]
    row = traced(make.network(rows, sells, make.parties("AB")), "fifo")["A", "2025"]
    assert (row["own_low"], row["own_estimate"], row["own_high"], row["no_known_source"]) == (
        0,
        0,
        0,
        20,
    )


def test_credits_are_spent_at_the_seller_only() -> None:
    rows = [
        make.deal("A", "B", "credit", 30, "2025-01-05", end=""),
        make.deal("Street", "B", "customer", 100, "2025-01-06", end=""),
        make.deal("B", "C", "compute", 40, "2025-02-01", end=""),
        make.deal("B", "A", "compute", 50, "2025-03-01", end=""),
    ]
    network = make.network(
        rows, [make.cash("A", 30, "2024-12-31")], make.parties("ABC", ["Street"])
    )
    assert moves(network)[-3:] == [
        ("B", "C", 40, events_.BUY),
        ("B#", "A", 30, events_.BUY),
        ("B", "A", 20, events_.BUY),
    ]
    for rule in RULES:
        row = traced(network, rule)["A", "2025"]
        assert (row["own_low"], row["own_estimate"], row["own_high"]) == (30, 30, 30)


def test_credits_of_an_outside_seller_stay_apart() -> None:
    rows = [
        make.deal("Fund", "B", "credit", 30, "2025-01-05", end=""),
        make.deal("A", "B", "equity", 10, "2025-01-06", end=""),
        make.deal("B", "Fund", "compute", 20, "2025-02-01", end=""),
        make.deal("B", "A", "compute", 10, "2025-03-01", end=""),
    ]
    cash = [make.cash("A", 10, "2024-12-31")]
    network = make.network(rows, cash, make.parties("AB", ["Fund"]))
    for rule in RULES:
        row = traced(network, rule)["A", "2025"]
        assert (row["own_estimate"], row["no_known_source"]) == (10, 0)


def test_stock_counts_when_asked_for() -> None:
    rows = [
        make.deal("A", "B", "warrant", 8, "2025-01-05", end=""),
        make.deal("Street", "B", "customer", 20, "2025-01-06", end=""),
        make.deal("B", "A", "hardware", 10, "2025-03-01", end=""),
    ]
    cash = [make.cash("A", 8, "2024-12-31")]
    network = make.network(rows, cash, make.parties("AB", ["Street"]))
    assert traced(network, "fifo")["A", "2025"]["own_estimate"] == 0
    assert traced(network, "fifo", in_kind=True)["A", "2025"]["own_estimate"] == 8


# --- refusals ----------------------------------------------------------------------------------

DATES = {
    "a day": ("2025-03-01", "", True),
    "a month": ("2025-03", "", False),
    "a year": ("2025", "", False),
    "a term of days": ("2025-03-01", "2025-08-31", True),
    "a term of months": ("2025-03", "2025-08", True),
    "a term that starts in a year": ("2025", "2025-08-31", False),
    "a term that ends in a year": ("2025-03-01", "2025", False),
}


@pytest.mark.parametrize("name", DATES)
def test_a_rule_refuses_rows_without_a_day(name: str) -> None:
    start, end, dated = DATES[name]
    rows = [
        make.deal("A", "B", "equity", 20, "2025-01-05", end="", id="stake"),
        make.deal("B", "C", "services", 5, start, end=end, id="vague"),
        make.deal("B", "A", "compute", 10, "2025-11-01", end="", id="sale"),
    ]
    network = make.network(rows, [make.cash("A", 20, "2024-12-31")], make.parties("ABC"))
    if dated:
        assert traced(network, "fifo")["A", "2025"]["own_estimate"] == 10
        return
    with pytest.raises(ChoiceError, match="line 3, vague: start") as refused:
        moneyloop.attribute(network, party=["A"], rule="all")
    assert "stake" not in str(refused.value)
    assert start in str(refused.value)


def test_a_row_that_cannot_change_the_answer_needs_no_day() -> None:
    rows = [
        make.deal("A", "B", "equity", 20, "2025-01-05", end=""),
        make.deal("B", "A", "compute", 10, "2025-11-01", end=""),
        make.deal("A", "C", "services", 5, "2025"),
        make.deal("Fund", "A", "equity", 25, "2025"),
        make.deal("C", "D", "compute", 5, "2025"),
    ]
    network = make.network(rows, [], make.parties("ABCD", ["Fund"]))
    for rule in set(RULES) - set(BY_ORIGIN):
        assert traced(network, rule, party=["A"])["A", "2025"]["own_estimate"] == 10
    with pytest.raises(ChoiceError, match="3 of the rows"):
        moneyloop.attribute(network, party=["D"], rule="all")


def test_rules_by_origin_need_the_days_of_all_rows() -> None:
    """What the target is paid, and when, changes the order of lots in other pools."""
    rows = [
        make.deal("Street", "A", "customer", 100, "2025"),
        make.deal("A", "B", "equity", 20, "2025-01-05", end=""),
        make.deal("B", "A", "compute", 10, "2025-11-01", end=""),
    ]
    network = make.network(rows, [], make.parties("AB", ["Street"]))
    found = moneyloop.attribute(network, party=["A"], rule="all")
    assert {row["rule"] for row in found.rows} == set(RULES) - set(BY_ORIGIN)
    assert found.extra["rules"] == [rule for rule in RULES if rule not in BY_ORIGIN]
    for rule in BY_ORIGIN:
        assert any(note.startswith(f"{rule} needs the days of all rows") for note in found.notes)
        with pytest.raises(ChoiceError, match="line 2, row-2: start 2025"):
            moneyloop.attribute(network, rule=rule, party=["A"])


def test_a_refusal_names_ten_rows_and_counts_the_rest() -> None:
    rows = [make.deal("A", "B", "compute", 1, 2025, id=f"row{n}") for n in range(13)]
    network = make.network(rows, [], make.parties("AB"))
    with pytest.raises(ChoiceError, match="and 3 more") as refused:
        moneyloop.attribute(network, rule="all")
    assert str(refused.value).count("line ") == 10


def test_unknown_rule_and_shuffling_without_a_rule() -> None:
    network = make.network([make.deal("A", "B", "compute", 1, "2025-01-01", end="")])
    with pytest.raises(ChoiceError, match="did you mean 'fifo'"):
        moneyloop.attribute(network, rule="fifi")
    with pytest.raises(ChoiceError, match="rule"):
        moneyloop.attribute(network, shuffle_ties=3)


# --- turns, and what stands beside the numbers --------------------------------------------------


def ten_dollar_bill() -> Network:
    """One ten-dollar bill laps three times, in three months (method, section 6)."""
    rows = []
    for month in (1, 2, 3):
        rows.append(make.deal("A", "B", "equity", 10, f"2025-{month:02d}-05", end=""))
        rows.append(make.deal("B", "A", "compute", 10, f"2025-{month:02d}-20", end=""))
    return make.network(rows, [make.cash("A", 10, "2024-12-31")], make.parties("AB"))


@pytest.mark.parametrize("rule", RULES)
def test_turns_of_a_bill_that_laps_three_times(rule: str) -> None:
    row = traced(ten_dollar_bill(), rule)["A", "2025"]
    assert (row["own_estimate"], row["revenue"], row["own_investment"], row["turns"]) == (
        30,
        30,
        30,
        3,
    )
    months = traced(ten_dollar_bill(), rule, by="month", from_="2025-01", to="2025-03")
    assert [months["A", f"2025-0{month}"]["turns"] for month in (1, 2, 3)] == [1, 2, 3]


def test_turns_of_pools_by_month_and_by_year() -> None:
    """In a year all thirty may have been out at once; months show that it was one bill."""
    network = ten_dollar_bill()
    assert {row["party"]: row["turns"] for row in moneyloop.attribute(network).rows} == {
        "A": 1,
        "B": None,
    }
    months = moneyloop.attribute(
        network, by="month", from_="2025-01", to="2025-03", party=["A"]
    ).rows
    assert [row["turns"] for row in months] == [1, 2, 3]


def test_capital_that_comes_back_is_out_no_more() -> None:
    rows = [
        make.deal("A", "B", "debt", 10, "2025-01-05", end=""),
        make.deal("B", "A", "repayment", 10, "2025-01-15", end=""),
        make.deal("A", "B", "debt", 10, "2025-03-05", end=""),
        make.deal("B", "A", "compute", 10, "2025-03-15", end=""),
    ]
    network = make.network(rows, [make.cash("A", 10, "2024-12-31")], make.parties("AB"))
    assert traced(network, "fifo")["A", "2025"]["turns"] == 1
    months = moneyloop.attribute(network, by="month", to="2025-03", party=["A"]).rows
    assert months[-1]["turns"] == 1


def test_the_rows_of_rules_are_those_of_each_rule() -> None:
    network = ten_dollar_bill()
    both = moneyloop.attribute(network, rule="all")
    for rule in RULES:
        rows = [row for row in both.rows if row["rule"] == rule]
        assert rows == moneyloop.attribute(network, rule=rule, from_="2025", to="2025").rows
    assert both.extra == {"amounts": "known", "rules": list(RULES), "shuffle_ties": 0}


def test_progress_is_told_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    moneyloop.attribute(
        ten_dollar_bill(),
        rule="all",
        shuffle_ties=2,
        progress=lambda done, all_: seen.append((done, all_)),
    )
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == list(range(1, seen[-1][1] + 1))


def test_bundled_rules_stay_within_their_bounds() -> None:
    """The data of the package, years that have days; the bounds are those of the same events."""
    network = moneyloop.load()
    for year in ("2023", "2024", "2025"):
        found = moneyloop.attribute(network, year=year, rule="all")
        rows = [row for row in found.rows if row["network_sales"]]
        assert rows
        pooled = {
            row["party"]: row for row in moneyloop.attribute(network, from_=year, to=year).rows
        }
        for row in rows:
            for measure in ("own", "network_investors", "any_investor"):
                assert (
                    row[f"{measure}_low"] - 1e-6
                    <= row[f"{measure}_estimate"]
                    <= row[f"{measure}_high"] + 1e-6
                )
            assert row["revenue"] == pytest.approx(pooled[row["party"]]["revenue"], abs=1e-6)


def test_a_total_window_that_starts_later_carries_what_was_before() -> None:
    rows = [
        make.deal("A", "B", "equity", 20, "2024-03-01", end=""),
        make.deal("B", "A", "compute", 20, "2025-01-05", end=""),
    ]
    cash = [make.cash("A", 20, "2023-12-31"), make.cash("B", 20, "2024-12-31")]
    network = make.network(rows, cash, make.parties("AB"))
    for options in ({}, {"rule": "fifo"}):
        late = moneyloop.attribute(network, by="total", from_="2025", party=["A"], **options)
        assert late.rows[0]["own_estimate"] == 20
        whole = moneyloop.attribute(network, by="total", party=["A"], **options)
        assert whole.rows[0]["own_estimate"] == 20


def test_a_payment_that_is_nothing_beside_the_others_is_named() -> None:
    rows = [
        make.deal("Fund", "A", "equity", 1e6, "2025-01-05", end=""),
        make.deal("A", "B", "compute", 1e-12, "2025-02-05", end=""),
    ]
    found = moneyloop.attribute(make.network(rows, [], make.parties("AB", ["Fund"])), rule="all")
    assert any(note.startswith("1 payments are too small") for note in found.notes)


def test_instalments_that_do_not_divide_leave_nothing_no_known_source() -> None:
    rows = [
        make.deal("Fund", "A", "equity", 1, "2025-01-01", end="2025-07-13"),
        make.deal("A", "B", "compute", 1, "2025-12-05", end=""),
    ]
    found = moneyloop.attribute(make.network(rows, [], make.parties("AB", ["Fund"])), rule="all")
    assert not any("no_known_source" in note for note in found.notes)
    assert {row["no_known_source"] for row in found.rows} == {0.0}


@pytest.mark.parametrize("order", [0, 1])
def test_money_from_outside_is_there_before_the_payments_of_its_day(order: int) -> None:
    day = "2025-01-05"
    rows = [
        make.deal("A", "B", "compute", 60, day, end=""),
        make.deal("Street", "A", "customer", 60, day, end=""),
        make.deal("B", "World", "services", 60, day, end=""),
    ]
    rows = rows[order:] + rows[:order]
    network = make.network(rows, [], make.parties("AB", ["Street", "World"]))
    row = traced(network, "fifo")["B", "2025"]
    assert (row["customers"], row["no_known_source"]) == (60, 0)


@pytest.mark.parametrize("rule", RULES)
def test_dated_and_pooled_revenue_are_the_same(rule: str) -> None:
    """Customers named before the first revenue figure, between figures, and after the last."""
    rows = [
        make.deal("Street", "B", "customer", 10, "2023-06-30", end=""),
        make.deal("Street", "B", "customer", 20, "2024-06-30", end=""),
        make.deal("Street", "B", "customer", 30, "2024-01-01", end="2026-12-31"),
        make.deal("A", "B", "compute", 5, "2024-03-01", end=""),
    ]
    figures = [make.revenue("B", 50, 2024), make.revenue("B", 9, "2026-01-01", end="2026-03-31")]
    network = make.network(rows, figures, make.parties("AB", ["Street"]))
    pooled = {
        row["period"]: row["revenue"] for row in moneyloop.attribute(network, party=["B"]).rows
    }
    assert len(pooled) == 4
    assert pooled["2023"] == 10
    found = traced(network, rule, party=["B"])
    assert {period: row["revenue"] for (_, period), row in found.items()} == pytest.approx(pooled)


@pytest.mark.parametrize("rule", RULES)
def test_own_money_in_outside_parties_is_not_out_in_the_network(rule: str) -> None:
    rows = [
        make.deal("A", "Fund", "equity", 90, "2025-01-05", end=""),
        make.deal("A", "B", "equity", 10, "2025-01-06", end=""),
        make.deal("B", "A", "compute", 10, "2025-02-05", end=""),
    ]
    cash = [make.cash("A", 100, "2024-12-31")]
    network = make.network(rows, cash, make.parties("AB", ["Fund"]))
    row = traced(network, rule)["A", "2025"]
    assert (row["own_investment"], row["turns"]) == (10, 1)


def test_the_length_of_periods_changes_no_dated_year() -> None:
    """A balance on the first of a month, and two fiscal years of very different size."""
    rows = [
        make.deal("Fund", "A", "equity", 50, "2025-01-10", end=""),
        make.deal("A", "C", "compute", 30, "2025-07-01", end=""),
        make.deal("B", "A", "compute", 30, "2025-03-01", end=""),
    ]
    figures = [
        make.cash("A", 60, "2025-07-01"),
        make.revenue("B", 10, "2024-07-01", end="2025-06-30"),
        make.revenue("B", 1000, "2025-07-01", end="2026-06-30"),
    ]
    network = make.network(rows, figures, make.parties("ABC", ["Fund"]))
    year = traced(network, "fifo", from_="2025", to="2025")
    for by in ("quarter", "month"):
        parts = traced(network, "fifo", by=by, from_="2025", to="2025")
        for name in "ABC":
            for key in (
                "revenue",
                "own_estimate",
                "customers",
                "no_known_source",
                "outside_investors",
            ):
                total = sum(row[key] or 0 for (party, _), row in parts.items() if party == name)
                assert total == pytest.approx(year[name, "2025"][key] or 0, abs=1e-6), (
                    by,
                    name,
                    key,
                )


@pytest.mark.parametrize("rule", RULES)
def test_halves_of_a_payment_without_money_are_the_payment(rule: str) -> None:
    def network(amounts: list[float]) -> Network:
        rows = [make.deal("Street", "A", "customer", 5, "2025-01-01", end="")]
        rows += [make.deal("A", "C", "compute", part, "2025-01-02", end="") for part in amounts]
        rows += [make.deal("C", "World", "services", 5, "2025-01-03", end="")]
        rows += [make.deal("C", "D", "compute", 5, "2025-01-04", end="")]
        return make.network(rows, [], make.parties("ACD", ["Street", "World"]))

    assert traced(network([10]), rule) == traced(network([5, 5]), rule)
