"""The tracing rules and the bounds of the same events: random lists, oracles, invariants."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given as examples_of
from hypothesis import strategies as st

import lots
from examples import examples
from moneyloop.analysis.dated import bounds as dated_bounds
from moneyloop.analysis.dated import events as events_
from moneyloop.analysis.dated import tracing
from moneyloop.analysis.dated.events import BUY, INVEST, NO_DEAL, OUTSIDE, Events
from moneyloop.kernels import lots as kernel

WAYS = ("as it is", "compiled")
FIRST = 20_000
LISTS = 2_000
MEASURES = ("own", "network_investors", "any_investor")
EVERY = (*MEASURES, "reciprocal", "came_back")
CLASSES = {"sale": BUY, "cust": BUY, "inv": INVEST, "oinv": INVEST}
ROOTS = {"cust": events_.CUSTOMERS, "open": events_.EARLIER_CASH, "oinv": events_.INVESTORS}
PLACES = {
    "own": tracing.OWN,
    "other": tracing.OTHER,
    "recip": tracing.RECIPROCAL,
    "C": events_.CUSTOMERS,
    "O": events_.INVESTORS,
    "B": events_.EARLIER_CASH,
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Either way of running a kernel on any input; where numba is missing both are the same."""
    run(str(request.param), monkeypatch)
    return str(request.param)


def run(way: str, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tracing, "_MANY", -1 if way == "compiled" else 1 << 60)


def as_events(given: list[Any], size: int) -> Events:
    """The list of events as arrays, one a day; amounts in units of one."""

    def column(values: list[int]) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    return Events(
        parties=tuple(f"P{number}" for number in range(size)),
        owner=np.arange(size),
        day=FIRST + np.arange(len(given)),
        tail=column([OUTSIDE if payer is None else payer for _, payer, _, _ in given]),
        head=column([OUTSIDE if payee is None else payee for _, _, payee, _ in given]),
        units=column([amount for *_, amount in given]),
        cls=column([CLASSES.get(kind, NO_DEAL) for kind, *_ in given]),
        root=column([ROOTS.get(kind, events_.INSIDE) for kind, *_ in given]),
        deal=np.arange(len(given)),
        circle=np.full(len(given), -1),
        gaps=(),
        scale=np.ones(size),
        tied=0,
    )


def revenue(given: list[Any], size: int, rule: str) -> np.ndarray:
    """What each party booked by bucket, shape (size, BUCKETS)."""
    ordered = as_events(given, size)
    return tracing.trace(ordered, rule, list(range(size)), [FIRST + len(given)]).revenue[0]


def interval(given: list[Any], size: int, target: int, measure: str) -> tuple[float, float]:
    ordered = as_events(given, size)
    made = dated_bounds.chains(ordered, FIRST + len(given))
    found = dated_bounds.bounds(ordered, made, target, measure, FIRST)
    return found.low, found.high


def values(buckets: np.ndarray) -> dict[str, float]:
    own, passed_on = buckets[tracing.OWN], buckets[tracing.PASSED_ON]
    network_investors = own + buckets[tracing.OTHER] + passed_on
    spent = buckets[tracing.RECIPROCAL] + passed_on
    return {
        "reciprocal": spent,
        "came_back": own + spent,
        "own": own,
        "network_investors": network_investors,
        "any_investor": network_investors + buckets[events_.INVESTORS],
    }


def sales(given: list[Any], target: int) -> float:
    return sum(amount for kind, _, payee, amount in given if kind == "sale" and payee == target)


@pytest.mark.parametrize("part", range(4))
def test_bounds_contain_every_rule_on_thousands_of_random_lists(part: int) -> None:
    random = np.random.default_rng(part)
    for _ in range(LISTS // 4):
        size = int(random.integers(2, 5))
        given = lots.events(random, size, int(random.integers(4, 24)))
        found = {rule: revenue(given, size, rule) for rule in tracing.RULES}
        for target in range(size):
            sold = sales(given, target)
            invested = sum(e[3] for e in given if e[0] == "inv" and e[1] == target)
            paid_by_customers = sum(e[3] for e in given if e[0] == "cust" and e[2] == target)
            ends = {measure: interval(given, size, target, measure) for measure in EVERY}
            for left, right in itertools.pairwise(MEASURES):
                assert ends[left][0] <= ends[right][0]
                assert ends[left][1] <= ends[right][1]
            for rule in tracing.RULES:
                buckets = found[rule][target]
                assert buckets.min() >= -1e-9
                assert buckets.sum() == pytest.approx(sold + paid_by_customers)
                for measure, value in values(buckets).items():
                    low, high = ends[measure]
                    assert low - 1e-9 <= value <= high + 1e-9, (rule, measure, given)
                assert buckets[tracing.OWN] <= min(sold, invested) + 1e-9


@pytest.mark.parametrize("rule", tracing.RULES)
def test_rules_are_those_of_the_definition(way: str, rule: str) -> None:
    random = np.random.default_rng(10)
    for _ in range(150):
        size = int(random.integers(2, 6))
        given = lots.events(random, size, int(random.integers(4, 40)))
        agrees(given, size, rule)


def agrees(given: list[Any], size: int, rule: str) -> None:
    """Every bucket of every party is that of the oracle."""
    found = revenue(given, size, rule)
    for target in range(size):
        expected = lots.traced(given, size, rule, target)
        for name, place in PLACES.items():
            more = found[target, tracing.PASSED_ON] if name == "other" else 0.0
            assert found[target, place] + more == pytest.approx(expected[name], abs=1e-9)
        assert values(found[target])["reciprocal"] == pytest.approx(expected["spent"], abs=1e-9)


@pytest.mark.parametrize("rule", tracing.RULES)
@examples(60)
@examples_of(
    size=st.integers(2, 30),
    count=st.integers(1, 120),
    seed=st.integers(0, 10_000),
    way=st.sampled_from(WAYS),
)
def test_any_network_is_traced_as_defined(
    rule: str, size: int, count: int, seed: int, way: str
) -> None:
    """More parties than fit into one run, too: their labels stand in one number."""
    with pytest.MonkeyPatch.context() as patch:
        run(way, patch)
        agrees(lots.events(np.random.default_rng(seed), size, count), size, rule)


@pytest.mark.parametrize("rule", tracing.BY_ORIGIN)
@pytest.mark.parametrize("size", [3, 61, 62, 63, 130])
def test_money_that_has_been_everywhere_counts_as_no_investment(
    way: str, rule: str, size: int
) -> None:
    """Money goes round; where a customer pays as much beside it, half is sold on.

    Until it has been at all parties the money counts as invested, then it leaves as it came.
    """
    rounds: list[Any] = [("cust", None, 0, 8), ("inv", 0, 1, 8)]
    rounds += [("sale", at % size, (at + 1) % size, 8) for at in range(1, size + 2)]
    for stop in (2, size - 1, size, size + 1, size + 2):
        place = (stop - 1) % size
        customer, sold = ("cust", None, place, 8), ("sale", place, (place + 1) % size, 8)
        agrees([*rounds[:stop], customer, sold], size, rule)
        agrees([*rounds[: stop - 1], customer, rounds[stop - 1], sold], size, rule)


def test_more_payments_than_parties_need_no_words_where_no_money_has_been_everywhere(
    way: str,
) -> None:
    """Money goes to and fro between two of 70 parties for longer than there are parties."""
    size = 70
    given: list[Any] = [("oinv", None, party, 2) for party in range(size)]
    given += [("sale", party, (party + 1) % size, 1) for party in range(size)]
    given += [("cust", None, 0, 9), ("inv", 0, 1, 5)]
    given += [("sale", (1 + at) % 2, at % 2, 5) for at in range(2 * size)]
    given += [("sale", 1, 2, 3), ("sale", 1, 3, 4)]
    for rule in tracing.BY_ORIGIN:
        agrees(given, size, rule)


def test_lots_are_used_again() -> None:
    """As many lots as the money of the pools is in, however often it moves."""
    size = 5
    given: list[Any] = [("open", None, party, 10) for party in range(size)]
    given += [("sale", at % size, (at + 1) % size, 3) for at in range(3_000)]
    steps = tracing._steps(as_events(given, size), [0], [FIRST + len(given)])
    room = np.zeros(kernel.FIELDS * (len(given) + 2), dtype=np.int64)
    ends = [np.zeros(2 * (size + 1), dtype=np.int64) for _ in range(2)]
    booked = tracing._booked(1, 1, np.int64)
    columns = (*steps.columns, steps.owner, steps.target)
    assert not kernel.move(*columns, 1, False, kernel.NONE, size, 0, room, *ends, *booked)
    used = np.flatnonzero(room.reshape(-1, kernel.FIELDS).any(axis=1))
    assert len(used) <= 2 * size + 2


def test_the_rules_of_the_oracle_are_ours() -> None:
    assert lots.RULES == tracing.RULES


@pytest.mark.parametrize("measure", EVERY)
def test_bounds_are_those_of_the_linear_program(measure: str) -> None:
    random = np.random.default_rng(11)
    open_ = 0
    for _ in range(60):
        size = int(random.integers(2, 5))
        given = lots.events(random, size, int(random.integers(6, 26)))
        for target in range(size):
            found = interval(given, size, target, measure)
            assert found == pytest.approx(lots.bounds(given, size, target, measure), abs=1e-6)
            open_ += found[0] < found[1]
    assert open_ > 10


def test_sales_of_a_later_period_do_not_count_in_an_earlier_one() -> None:
    random = np.random.default_rng(12)
    for _ in range(50):
        given = lots.events(random, 3, 30)
        half = FIRST + 14
        ordered = as_events(given, 3)
        for rule in tracing.RULES:
            both = tracing.trace(ordered, rule, [0, 1, 2], [half, FIRST + 30]).revenue
            first = tracing.trace(as_events(given[:15], 3), rule, [0, 1, 2], [half]).revenue
            assert both[0] == pytest.approx(first[0])
            assert both.sum(axis=0) == pytest.approx(revenue(given, 3, rule))
        made = dated_bounds.chains(ordered, FIRST + 30)
        whole = [
            dated_bounds.bounds(ordered, made, 0, "own", start).high for start in (0, half + 1)
        ]
        early = dated_bounds.chains(ordered, half)
        assert whole[1] <= whole[0] + 1e-9
        assert whole[0] <= whole[1] + dated_bounds.bounds(ordered, early, 0, "own", 0).high + 1e-9


# What a rule promises when a customer pays more (method, appendix A.6).
KEEPS_OWN = ("pro-rata", "fifo", "lifo", "own-first", "own-last", "investor-first")


@pytest.mark.parametrize("rule", KEEPS_OWN)
def test_customers_at_the_target_leave_its_own_money_back_alone(rule: str) -> None:
    random = np.random.default_rng(13)
    for _ in range(60):
        given = lots.events(random, 3, 20)
        more = [*given]
        more.insert(int(random.integers(0, 20)), ("cust", None, 0, 7))
        before, after = (revenue(part, 3, rule)[0] for part in (given, more))
        assert after[tracing.OWN] == pytest.approx(before[tracing.OWN], abs=1e-9)
        assert after.sum() == pytest.approx(before.sum() + 7)


@pytest.mark.parametrize("rule", ["own-first", "own-last", "investor-first"])
def test_more_customer_cash_anywhere_raises_no_own_money_back(rule: str) -> None:
    random = np.random.default_rng(14)
    for _ in range(60):
        given = lots.events(random, 3, 20)
        more = [*given]
        more.insert(int(random.integers(0, 20)), ("cust", None, int(random.integers(0, 3)), 9))
        before, after = (revenue(part, 3, rule)[:, tracing.OWN] for part in (given, more))
        assert (after <= before + 1e-9).all()


def test_more_customer_cash_lowers_no_less_the_low_end() -> None:
    random = np.random.default_rng(15)
    for _ in range(60):
        given = lots.events(random, 3, 20)
        more = [*given]
        more.insert(int(random.integers(0, 20)), ("cust", None, int(random.integers(0, 3)), 9))
        for target in range(3):
            lows = [interval(part, 3, target, "own")[0] for part in (given, more)]
            assert lows[1] <= lows[0]


def test_more_customer_cash_can_raise_pro_rata_and_the_high_end() -> None:
    """What is not promised: cash before the wages lets the lab keep the investor's money."""
    wages = [
        ("open", None, 0, 100),
        ("inv", 0, 1, 100),
        ("out", 1, None, 100),
        ("cust", None, 1, 100),
        ("sale", 1, 0, 100),
    ]
    more = [*wages[:2], ("cust", None, 1, 100), *wages[2:]]
    assert revenue(wages, 2, "pro-rata")[0, tracing.OWN] == 0
    assert interval(wages, 2, 0, "own") == (0, 0)
    assert revenue(more, 2, "pro-rata")[0, tracing.OWN] == pytest.approx(25)
    assert interval(more, 2, 0, "own") == (0, 100)


def test_one_transaction_is_all_or_half_or_none_by_rule() -> None:
    """The smallest reversal: no rule is the cautious one (method, section 8)."""
    given = [
        ("cust", None, 1, 100),
        ("open", None, 0, 100),
        ("inv", 0, 1, 100),
        ("out", 1, None, 100),
        ("sale", 1, 0, 100),
    ]
    own = {rule: revenue(given, 2, rule)[0, tracing.OWN] for rule in tracing.RULES}
    assert own == pytest.approx(
        {
            "pro-rata": 50,
            "fifo": 100,
            "lifo": 0,
            "own-first": 0,
            "own-last": 100,
            "customer-first": 100,
            "investor-first": 0,
        }
    )
    assert interval(given, 2, 0, "own") == (0, 100)


@pytest.mark.parametrize("rule", tracing.RULES)
def test_names_and_units_do_not_matter(rule: str) -> None:
    random = np.random.default_rng(16)
    for _ in range(25):
        given = lots.events(random, 4, 25)
        found = revenue(given, 4, rule)
        place = random.permutation(4).tolist()
        renamed = [
            (kind, *(None if end is None else place[end] for end in ends), amount)
            for kind, *ends, amount in given
        ]
        assert revenue(renamed, 4, rule)[place] == pytest.approx(found)
        tripled = [(*event[:3], 3 * event[3]) for event in given]
        assert revenue(tripled, 4, rule) == pytest.approx(3 * found)


@pytest.mark.parametrize("rule", tracing.RULES)
def test_halves_of_a_payment_are_the_payment(rule: str) -> None:
    random = np.random.default_rng(17)
    for _ in range(25):
        given = [(*event[:3], 2 * event[3]) for event in lots.events(random, 3, 20)]
        halved = [(*event[:3], event[3] // 2) for event in given for _ in range(2)]
        assert revenue(halved, 3, rule) == pytest.approx(revenue(given, 3, rule))


def test_many_targets_at_once_are_each_target_alone() -> None:
    random = np.random.default_rng(18)
    size = 70
    given = lots.events(random, size, 500)
    for rule in ("pro-rata", "fifo", "investor-first"):
        together = revenue(given, size, rule)
        ordered = as_events(given, size)
        for target in (0, 33, 69):
            alone = tracing.trace(ordered, rule, [target], [FIRST + 500]).revenue[0, 0]
            assert alone == pytest.approx(together[target])


def test_no_target_and_no_event() -> None:
    nothing = as_events([], 2)
    assert tracing.trace(nothing, "fifo", [0], [FIRST]).revenue.sum() == 0
    assert tracing.trace(nothing, "pro-rata", [], [FIRST]).revenue.shape == (1, 0, tracing.BUCKETS)
    made = dated_bounds.chains(nothing, FIRST)
    assert dated_bounds.bounds(nothing, made, 0, "own", FIRST).high == 0
