"""The reference cases that stand beside the checkout, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from math import comb, factorial
from typing import Any

import pytest

import lots
from moneyloop.analysis.loops import search as loops

CASES = 17
BUCKETS = {
    "own": "own_estimate",
    "other_in_network": "other_network_investors",
    "outside_investor": "outside_investors",
    "reciprocal": "reciprocal",
    "opening": "earlier_cash",
    "customer": "customers",
}
DATED_CASES = 13
DATED_BUCKETS = {
    "own": "own_estimate",
    "other": "other_network_investors",
    "recip": "reciprocal",
    "C": "customers",
    "O": "outside_investors",
    "B": "earlier_cash",
}
RULES = {
    "prorata": "pro-rata",
    "fifo": "fifo",
    "lifo": "lifo",
    "own_first": "own-first",
    "own_last": "own-last",
    "customer_first": "customer-first",
    "investor_first": "investor-first",
}
TRADE = 2


@pytest.mark.parametrize("number", range(CASES))
def test_pooled_case(
    number: int,
    pooled: Callable[[dict[str, Any]], Any],
    attributed: Callable[..., dict[tuple[str, str], Any]],
    reference_case: Callable[[str], Any],
) -> None:
    case = reference_case("moneyloop/pooled.json")["cases"][number]
    economy = pooled(case)
    rows = attributed(economy.deals(), economy.figures(), economy.parties())
    for place, expected in enumerate(case["companies"]):
        row = rows[economy.labels[place], "2024"]
        found = {name: row[key] for name, key in BUCKETS.items()}
        assert found == pytest.approx(expected["buckets"], abs=1e-6)
        assert row["no_known_source"] == 0
        assert row["revenue"] == pytest.approx(case["booked"][place], abs=1e-6)
        for theirs, measure in (("own", "own"), ("in_network", "network_investors")):
            interval = [row[f"{measure}_low"], row[f"{measure}_high"]]
            assert interval == pytest.approx(expected[f"{theirs}_bounds"], abs=1e-6)


def test_every_pooled_case_is_tested(reference_case: Callable[[str], Any]) -> None:
    assert len(reference_case("moneyloop/pooled.json")["cases"]) == CASES


@pytest.mark.parametrize("number", range(DATED_CASES))
def test_dated_case(
    number: int,
    by_rule: Callable[..., dict[tuple[str, str], Any]],
    reference_case: Callable[[str], Any],
) -> None:
    case = reference_case("moneyloop/dated.json")["cases"][number]
    assert set(case["buckets"]) == set(RULES)
    names = [f"P{place}" for place in range(case["n"])]
    rows = by_rule(*lots.deals(case["events"], names))
    blank = dict.fromkeys([*DATED_BUCKETS.values(), "own_low", "own_high", "no_known_source"], 0.0)
    for theirs, rule in RULES.items():
        for place, expected in enumerate(case["buckets"][theirs]):
            row = rows.get((rule, names[place]), blank)
            found = {name: row[key] for name, key in DATED_BUCKETS.items()}
            assert found == pytest.approx(expected, abs=1e-6)
            assert row["no_known_source"] == 0
            interval = [row["own_low"], row["own_high"]]
            assert interval == pytest.approx(case["own_bounds"][place], abs=1e-6)


def test_every_dated_case_is_tested(reference_case: Callable[[str], Any]) -> None:
    assert len(reference_case("moneyloop/dated.json")["cases"]) == DATED_CASES


# A mixed account as a pool: the claimants invest in it, the holder's own money comes from
# customers, and at the end it pays one claimant all that is left. What of that payment is the
# claimant's own money back is what the rule leaves of its money.
CLAIMS = {
    "hull_clayton": ("A", "B", "C"),
    "capstone_libr": ("trust",),
    "libr_two_dips": ("trust",),
}
# "Own first" in the law is the holder's own money first: the claimant's last.
LEGAL_RULES = {
    "fifo": "fifo",
    "lifo": "lifo",
    "pro_rata": "pro-rata",
    "own_first": "own-last",
    "trust_first": "own-first",
}


@pytest.mark.parametrize("name", CLAIMS)
def test_mixed_account(
    name: str,
    by_rule: Callable[..., dict[tuple[str, str], Any]],
    reference_case: Callable[[str], Any],
) -> None:
    case = {case["id"]: case for case in reference_case("tracing.json")["cases"]}[name]
    claimants = CLAIMS[name]
    names = ["Account", *claimants]
    events: list[Any] = []
    left = 0
    for kind, *rest in case["events"]:
        left += rest[-1] if kind == "in" else -rest[0]
        if kind == "out":
            events.append(("out", 0, None, rest[0]))
        elif rest[0] in claimants:
            place = names.index(rest[0])
            events += [("open", None, place, rest[1]), ("inv", place, 0, rest[1])]
        else:
            events.append(("cust", None, 0, rest[1]))
    tested = 0
    for place, claimant in enumerate(claimants, start=1):
        rows = by_rule(*lots.deals([*events, ("sale", 0, place, left)], names))
        for theirs, remaining in case["remaining"].items():
            row = rows[LEGAL_RULES[theirs], claimant]
            assert row["own_estimate"] == pytest.approx(remaining[claimant], abs=1e-6)
            assert row["no_known_source"] == 0
            tested += 1
    assert tested >= 3


def test_every_mixed_account_is_tested(reference_case: Callable[[str], Any]) -> None:
    assert {case["id"] for case in reference_case("tracing.json")["cases"]} == set(CLAIMS)


def complete(size: int) -> list[tuple[int, int, int]]:
    return [(a, b, TRADE) for a in range(size) for b in range(size) if a != b]


def lengths(arcs: list[tuple[int, int, int]], size: int) -> dict[int, int]:
    found = [len(loop) for loop in loops.cycles(arcs, size, "trade", size)]
    return {length: found.count(length) for length in sorted(set(found))}


@pytest.mark.parametrize("size", range(2, 8))
def test_a_complete_network_has_as_many_loops_as_it_must(size: int) -> None:
    expected = {length: comb(size, length) * factorial(length - 1) for length in range(2, size + 1)}
    assert lengths(complete(size), size) == expected


def test_complete_network_counts_of_the_literature(reference_case: Callable[[str], Any]) -> None:
    cases = {case["id"]: case for case in reference_case("cycles.json")["cases"]}
    for size, count in cases["complete_digraph_counts"]["counts"].items():
        assert sum(1 for _ in loops.cycles(complete(int(size)), int(size), "trade", 9)) == count


def test_sample_graph_of_the_literature(reference_case: Callable[[str], Any]) -> None:
    cases = {case["id"]: case for case in reference_case("cycles.json")["cases"]}
    sample = cases["ibm_sample"]
    arcs = [(tail, head, TRADE) for tail, head, _ in sample["edges"]]
    expected = {int(length): n for length, n in sample["simple_cycle_histogram"].items()}
    assert lengths(arcs, 8) == expected
