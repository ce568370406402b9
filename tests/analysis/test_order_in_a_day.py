"""Payments of one day without times: every order that needs least, and never that of the file."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import moneyloop
from examples import examples
from moneyloop.analysis.dated import bounds, circles, events
from moneyloop.analysis.dated.tracing import RULES
from moneyloop.analysis.graph import EVERY
from moneyloop.model import Network
from moneyloop.questions import asking

COLUMNS = ["payer", "payee", "amount", "start", "kind"]
BEFORE, DAY, AFTER = "2025-01-02", "2025-01-03", "2025-01-05"
INSIDE = ["K", "L", "M"]
KINDS = ["purchase", "investment"]
Row = tuple[str, str, int, str, str]

between = st.tuples(
    st.sampled_from(list(itertools.permutations(INSIDE, 2))),
    st.integers(1, 4),
    st.sampled_from(KINDS),
)
from_customers = st.lists(st.tuples(st.sampled_from(INSIDE), st.integers(1, 4)), max_size=2)


def ledger(rows: Sequence[Row]) -> Network:
    return moneyloop.load_payments(pd.DataFrame(rows, columns=COLUMNS))


def dated(rows: list[tuple[tuple[str, str], int, str]], when: str) -> list[Row]:
    return [(payer, payee, amount, when, kind) for (payer, payee), amount, kind in rows]


def answers(rows: Sequence[Row]) -> dict[tuple[str, str], dict[str, Any]]:
    found = moneyloop.attribute(ledger(rows), rule="all")
    return {
        (row["rule"], row["party"]): {key: row[key] for key in row if key != "notes"}
        for row in found.rows
    }


def intervals(rows: Sequence[Row]) -> dict[tuple[str, str], tuple[float, float]]:
    """Low and high of every measure of every inside party, straight from the events."""
    study = asking.study(ledger(rows))
    ordered = events.events(study)
    period = study.periods[-1]
    chains = bounds.chains(ordered, period.last)
    found = {}
    for number, party in enumerate(ordered.parties):
        for measure in EVERY:
            ends = bounds.bounds(ordered, chains, number, measure, period.first)
            found[party, measure] = (ends.low, ends.high)
    return found


def ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def needs(rows: Sequence[Row], inside: Sequence[str]) -> int:
    """What the payments of these parties need of no known source in this order, by hand."""
    held: dict[str, int] = {}
    total = 0
    for payer, payee, amount, *_ in rows:
        if payer in inside:
            gap = max(0, amount - held.get(payer, 0))
            total += gap
            held[payer] = held.get(payer, 0) + gap - amount
        held[payee] = held.get(payee, 0) + amount
    return total


def least(before: list[Row], day: list[Row], inside: Sequence[str]) -> list[list[Row]]:
    """All orders of the day that need least, with times of day."""
    orders = [list(order) for order in itertools.permutations(day)]
    need = [needs([*before, *order], inside) for order in orders]
    return [timed(order) for order, needed in zip(orders, need, strict=True) if needed == min(need)]


def timed(rows: list[Row]) -> list[Row]:
    """The same rows, one second after the other."""
    return [
        (payer, payee, amount, f"{day}T10:00:{second:02}", kind)
        for second, (payer, payee, amount, day, kind) in enumerate(rows)
    ]


@given(from_customers, st.lists(between, min_size=2, max_size=4), st.lists(between, max_size=2))
@examples(6)
def test_the_interval_of_a_day_spans_every_order_that_needs_least(
    customers: list[tuple[str, int]],
    day: list[tuple[tuple[str, str], int, str]],
    later: list[tuple[tuple[str, str], int, str]],
) -> None:
    before: list[Row] = [("Street", who, much, BEFORE, "purchase") for who, much in customers]
    today, after = dated(day, DAY), timed(dated(later, AFTER))
    rows = [*before, *today, *after]
    network = ledger(rows)
    found = intervals(rows)
    orders = least(before, today, network.inside)
    for order in orders:
        for key, (low, high) in intervals([*before, *order, *after]).items():
            assert found[key][0] <= low + 1e-9, (key, order)
            assert found[key][1] >= high - 1e-9, (key, order)
    ordered = events.events(asking.study(network))
    unknown = (ordered.root == events.NO_KNOWN_SOURCE) & (ordered.day <= ordinal(DAY))
    total = needs([*before, *orders[0]], network.inside)
    assert ordered.units[unknown].sum() / ordered.scale.max() == pytest.approx(total)


@given(
    from_customers,
    st.lists(between, min_size=2, max_size=7),
    st.lists(between, max_size=2),
    st.randoms(use_true_random=False),
)
@examples(10)
def test_the_order_of_the_file_changes_nothing(
    customers: list[tuple[str, int]],
    day: list[tuple[tuple[str, str], int, str]],
    later: list[tuple[tuple[str, str], int, str]],
    random: Any,
) -> None:
    rows: list[Row] = [("Street", who, much, DAY, "purchase") for who, much in customers]
    rows += [*dated(day, DAY), *dated(later, AFTER)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert answers(shuffled) == answers(rows)


@pytest.mark.parametrize("turned", [False, True], ids=["oldest first", "newest first"])
def test_money_that_is_there_goes_round(turned: bool) -> None:
    rows: list[Row] = [
        ("Street", "K", 100, BEFORE, "purchase"),
        ("K", "L", 100, DAY, "investment"),
        ("L", "K", 100, DAY, "purchase"),
    ]
    for rule in RULES:
        row = answers(rows[::-1] if turned else rows)[rule, "K"]
        assert (row["own_known_low"], row["own_estimate"], row["own_known_high"]) == (100,) * 3
        assert row["no_known_source"] == 0


def test_of_several_payments_of_one_party_any_may_lack_money() -> None:
    """K has 1 of an investor's for two payments of 1: either of them may be the one it pays for."""
    rows: list[Row] = [
        ("M", "K", 1, DAY, "investment"),
        ("K", "L", 1, DAY, "purchase"),
        ("K", "L", 1, DAY, "investment"),
    ]
    assert intervals(rows)["L", "any_investor"] == (0, 1)


def test_a_ring_that_nobody_could_begin_is_between_nothing_and_all() -> None:
    rows: list[Row] = [("K", "L", 100, DAY, "investment"), ("L", "K", 100, DAY, "purchase")]
    for given_ in (rows, rows[::-1]):
        for rule in RULES:
            row = answers(given_)[rule, "K"]
            assert (row["own_known_low"], row["own_known_high"]) == (0, 100)


def test_shuffled_orders_lie_within_the_interval() -> None:
    random = np.random.default_rng(5)
    pairs = list(itertools.permutations(INSIDE, 2))
    day = [
        (pairs[random.integers(len(pairs))], int(random.integers(1, 9)), KINDS[at % 2])
        for at in range(14)
    ]
    rows: list[Row] = [("Street", "K", 3, BEFORE, "purchase"), *dated(day, DAY)]
    found = moneyloop.attribute(ledger(rows), rule="all", shuffle_ties=10).rows
    assert any(row["own_ties_low"] < row["own_ties_high"] for row in found)
    for row in found:
        assert row["own_known_low"] <= row["own_ties_low"] + 1e-9
        assert row["own_ties_high"] <= row["own_known_high"] + 1e-9


# --- the order of one circle ---------------------------------------------------------------------


def as_payment(ends: tuple[int, int], units: int, grant: bool) -> circles.Payment:
    """Pool 3 holds the credits of pool 0 at pool 1, so pool 1 grants them to it."""
    if grant and ends == (1, 0):
        return circles.Payment(1, 3, units)
    return circles.Payment(*ends, units, credit=3 if ends == (0, 1) else -1)


payment = st.builds(
    as_payment,
    st.sampled_from(list(itertools.permutations(range(3), 2))),
    st.integers(1, 5),
    st.booleans(),
)


@given(
    st.lists(payment, min_size=1, max_size=5),
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
)
@examples(40)
def test_the_order_found_needs_least_of_all(
    payments: list[circles.Payment], held: list[int]
) -> None:
    order, gap = circles.least_order(payments, held)
    assert sorted(order) == list(range(len(payments)))

    def needed(way: Sequence[int]) -> int:
        now = list(held)
        return sum(circles.pay(payments[index], now) for index in way)

    assert gap == needed(order)
    assert gap == min(map(needed, itertools.permutations(range(len(payments)))))


def test_what_leaves_waits_for_what_comes_back() -> None:
    payments = [circles.Payment(0, 9, 5), circles.Payment(0, 1, 5), circles.Payment(1, 0, 5)]
    assert circles.least_order(payments, [5] * 10)[1] == 0
    assert circles.least_order(payments, [5, 0, *[0] * 8]) == ([1, 2, 0], 0)


def test_a_large_circle_pays_what_it_has_first() -> None:
    ring = [circles.Payment(at, (at + 1) % 12, 7) for at in range(12)]
    order, gap = circles.least_order(ring[::-1], [0, 0, 7, *[0] * 9])
    assert gap == 0
    assert [11 - at for at in order] == [*range(2, 12), 0, 1]
