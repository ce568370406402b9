"""What the figures of one party say side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import moneyloop
from figures import reading, run_rate
from moneyloop.books.comparisons import comparison, comparisons, per_user
from moneyloop.books.quantity import differences, ratio
from moneyloop.books.readings import readings
from moneyloop.model import ChoiceError

Package = Callable[..., Path]

DEALS = "payer,payee,kind,amount_usd_bn,start\nLab,Cloud,compute,1,2025\n"
FIGURES = """
    party,metric,segment,start,end,amount,unit,basis,evidence
    Lab,run_rate,total,2025-12,2025-12,20,usd_bn,net,reported
    Lab,run_rate,total,2026-04,2026-04,30,usd_bn,gross,reported
    Lab,users,weekly,2026-02,2026-02,900,count_m,,reported
    Lab,revenue,total,2026,2026,40,usd_bn,net,projected
    """

counted = st.sampled_from(["gross", "net", "unknown"])
numbers = st.floats(0.01, 1e4, allow_nan=False)


@given(numbers, numbers, counted, counted, st.sampled_from(["reported", "leaked"]), st.booleans())
def test_every_ratio_that_is_made_names_what_differs(
    one: float, other: float, a: str, b: str, evidence: str, rate: bool
) -> None:
    first = reading(one, gross_or_net=a, evidence=evidence)
    second = (run_rate if rate else reading)(other, gross_or_net=b)
    made = comparison("any", first, second, "{value}")
    assert made["differs"] == differences(first, second)
    assert made["value"] == pytest.approx(one / other, abs=1e-9)
    assert differences(first, first) in ([], ["gross or net not stated on either side"])
    if made["differs"]:
        with pytest.raises(ChoiceError):
            ratio(first, second)


def test_revenue_per_user_says_what_is_over_what(package: Package) -> None:
    lab = moneyloop.load(str(package(DEALS, figures=FIGURES)))
    each = per_user([one for one in readings(lab) if one.party == "Lab"])
    assert each is not None
    # The run rate of December is nearer to February than that of April.
    assert each.quantity.amount == pytest.approx(1000 * 20 / 900)
    assert each.quantity.unit == "usd"
    assert each.differs[0] == "run rate against count"
    assert each.quantity.figures == ["figures.csv:2", "figures.csv:4"]
    assert per_user([]) is None


def test_a_comparison_needs_preferred_figures() -> None:
    first = reading(13, preferred=False)
    assert comparisons([first, run_rate(20)]) == []
