"""Bounds: max-flow equals the linear program, and what the minimum cut says."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneyloop import api
from moneyloop.analysis import attribution, bounds
from moneyloop.analysis.bounds import MEASURES

checked = settings(max_examples=40, deadline=None)


@checked
@given(data=st.data(), measure=st.sampled_from(MEASURES))
def test_max_flow_equals_the_linear_program(
    data: st.DataObject, measure: str, make: ModuleType, oracle: ModuleType
) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    years = oracle.layers(economy)
    pools = api.study(economy.network()).pools
    for year in range(len(pools)):
        for target in range(economy.size):
            found = bounds.bounds(pools, year, target, measure)
            low, high = oracle.bounds(years, year, target, measure)
            assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6), (year, target)


@checked
@given(data=st.data(), measure=st.sampled_from(MEASURES))
def test_the_flows_that_bind_add_up_to_the_high_end(
    data: st.DataObject, measure: str, make: ModuleType
) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    given_ = api.study(economy.network())
    for period in given_.periods:
        for party in economy.labels:
            found = attribution.binding(given_, party, period.name, measure)
            assert sum(flow.amount for flow in found.binding) == pytest.approx(found.high, abs=1e-6)


def two_hops(make: ModuleType, paid: float) -> Any:
    rows = [
        make.deal("Acme", "Lab", "equity", 50),
        make.deal("Lab", "Cloud", "compute", 40),
        make.deal("Cloud", "Acme", "hardware", paid),
    ]
    figures = [
        make.revenue("Lab", 30),
        make.revenue("Cloud", 90),
        make.revenue("Acme", paid + 60),
    ]
    return make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"]))


@pytest.mark.parametrize(
    ("paid", "high", "bottleneck"),
    [(25, 25, ("Cloud", "Acme", "purchase")), (45, 40, ("Lab", "Cloud", "purchase"))],
)
def test_the_smallest_step_binds(
    make: ModuleType, paid: float, high: float, bottleneck: tuple[str, str, str]
) -> None:
    given_ = api.study(two_hops(make, paid))
    found = attribution.binding(given_, "Acme", "2025", "own")
    assert found.high == pytest.approx(high)
    assert [(flow.payer, flow.payee, flow.cls) for flow in found.binding] == [bottleneck]
    assert found.binding[0].period == "2025"


def test_amounts_beyond_32_bits_of_cents_are_exact(make: ModuleType) -> None:
    """A flow in 32 bits wraps at 2^31; a trillion dollars in cents is far above it."""
    rows = [
        make.deal("Acme", "Lab", "equity", 5_000),
        make.deal("Lab", "Acme", "compute", 3_000.000000001),
    ]
    figures = [make.revenue("Acme", 8_000), make.revenue("Lab", 0)]
    (row,) = api.attribute(make.network(rows, figures), party=["Acme"]).rows
    assert (row["own_low"], row["own"], row["own_high"]) == pytest.approx((3000.000000001,) * 3)


def test_no_sale_or_no_investment_has_no_interval(make: ModuleType) -> None:
    rows = [make.deal("Acme", "Lab", "equity", 5), make.deal("Lab", "Cloud", "compute", 5)]
    pools = api.study(make.network(rows, parties=make.parties(["Acme", "Lab", "Cloud"]))).pools
    for target, measure in ((0, "own"), (0, "invested"), (2, "own")):
        found = bounds.bounds(pools, 0, target, measure)
        assert (found.low, found.high, found.binding) == (0, 0, ())
