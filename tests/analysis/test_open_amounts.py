"""What is not public is in the interval (method, section 7.1).

Two things are shown of every interval on random packages: no fact that may still come out moves an
end outwards (it is not too narrow), and some package of facts gives each end (not too wide).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.graph import ANY_INVESTOR, MEASURES
from moneyloop.analysis.pooled import bounds
from moneyloop.analysis.ranged import bounds as open_bounds
from moneyloop.analysis.ranged.bounds import Interval
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study
from moneyloop.model import Network
from moneyloop.pages.content import summary
from moneyloop.questions import asking

CLOSE = 1e-6
MUCH = 10_000


@dataclass(frozen=True)
class Package:
    """Rows of a data package before they are written."""

    deals: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    parties: list[dict[str, Any]]

    def network(self) -> Network:
        network: Network = make.network(self.deals, self.figures, self.parties)
        return network

    def study(self) -> Study:
        return asking.study(self.network())

    def filled(self, amounts: Mapping[str, float]) -> Package:
        """The package with these amounts of rows, by id; open rows that are not named pay nothing.

        A paid row with an amount of nothing would still replace the signed rows of its days.
        """
        deals = []
        for row in self.deals:
            if row["amount_usd_bn"] == "":
                amount = amounts.get(row["id"], 0.0)
                row = row | {"amount_usd_bn": repr(amount), "amount_high_usd_bn": ""}
            deals.append(row)
        return Package(deals, self.figures, self.parties)

    def with_facts(
        self,
        *,
        deals: Sequence[dict[str, Any]] = (),
        figures: Sequence[dict[str, Any]] = (),
    ) -> Package:
        return Package([*self.deals, *deals], [*self.figures, *figures], self.parties)


@st.composite
def packages(draw: st.DrawFn, rows: int = 3) -> Package:
    """A random economy of up to three years in which up to `rows` amounts are not public.

    Revenue and cash are reported for some parties and years only, and more or less than the rows
    add up to.
    """
    economy = draw(make.economies(max_size=3, max_years=3, with_credits=True))
    economy = economy.with_more(
        purchases=economy.purchases * draw(st.sampled_from([1.0, 2.0])),
        customers=economy.customers * draw(st.sampled_from([0.0, 0.2, 1.0])),
    )
    deals = [row | {"id": f"d{number}"} for number, row in enumerate(economy.deals())]
    deals = make.exchanged(draw, deals)
    paid = [row for row in deals if float(row["amount_usd_bn"]) > 0]
    for row in draw(st.permutations(paid))[: draw(st.integers(0, rows))]:
        upper = draw(st.sampled_from(["", "", 5, 40]))
        row["amount_usd_bn"], row["amount_high_usd_bn"] = "", upper
        if draw(st.booleans()):
            row["start"], row["end"] = 2024, 2024 + economy.years - 1
    figures = []
    for row in economy.figures():
        part = draw(st.sampled_from([1.0, 1.0, 0.6, 1.5]))
        known = draw(st.sampled_from(["year", "year", "part", ""]))
        if row["metric"] == "revenue":
            row["amount"] = repr(float(row["amount"]) * part)
            if known == "part":
                row["start"], row["end"] = f"{row['start']}-04-01", f"{row['end']}-12-31"
        if known:
            figures.append(row)
    return Package(deals, figures, economy.parties())


def places(study: Study) -> list[tuple[int, int]]:
    return [
        (period, party)
        for period in range(len(study.periods))
        for party in range(len(study.network.inside))
    ]


def most(interval: Interval) -> float:
    return math.inf if interval.high is None else interval.high


def is_full(study: Study, period: int, party: int) -> bool:
    return study.pools[period].reported[party].share >= 1


def has_cash(study: Study, party: int, day: int) -> bool:
    return study.figures.has_cash(study.network.inside[party], day)


def cash_left(study: Study, pools: Pools, party: int) -> float:
    """How much of the reported closing cash the pool can have kept; 0 where none is reported."""
    residual = pools.kept + pools.leak - pools.to_outside
    closing = study.figures.cash_before(study.network.inside[party], pools.period.last + 1)
    return min(float(residual[party]), closing)


def allowed(before: Study, after: Study, *, carried: bool = False) -> bool:
    """Whether the totals allow the amounts of `after`: (a), (b) and (c) of method, section 7.1.

    With `carried` not where cash of which no figure tells may have been carried in.
    """
    # A year in which the only row has no amount is there once it has one: another example.
    assume(len(before.pools) == len(after.pools))
    for old, new in zip(before.pools, after.pools, strict=True):
        for party in range(len(old.parties)):
            if new.excess_sales[party] > old.excess_sales[party] + CLOSE:
                return False
            if old.reported[party].share < 1:
                continue
            if carried and not has_cash(before, party, old.period.first):
                continue
            if new.no_known_source[party] > old.no_known_source[party] + CLOSE:
                return False
            if cash_left(after, new, party) < cash_left(before, old, party) - CLOSE:
                return False
    return True


@st.composite
def amounts_of(draw: st.DrawFn, package: Package, before: Study) -> dict[str, float]:
    """Amounts of the open rows that the totals allow."""
    upper = {
        row["id"]: float(row["amount_high_usd_bn"] or 60)
        for row in package.deals
        if row["amount_usd_bn"] == ""
    }
    amounts = {
        name: draw(st.sampled_from([0.0, 0.25, 0.5, 1.0])) * high for name, high in upper.items()
    }
    for _ in range(6):
        if allowed(before, package.filled(amounts).study()):
            return amounts
        amounts = {name: amount / 4 for name, amount in amounts.items()}
    return dict.fromkeys(amounts, 0.0)


@st.composite
def with_later_facts(draw: st.DrawFn, package: Package) -> Package:
    """The package once sources have said more: amounts, a balance, a round of outside investors."""
    before = package.study()
    later = package.filled(draw(amounts_of(package, before)))
    study = later.study()
    rest = draw(st.permutations(places(study)))
    for period, party in rest[:2]:
        pools, name = study.pools[period], study.network.inside[party]
        if not has_cash(study, party, pools.period.last + 1):
            left = pools.kept + pools.leak - pools.to_outside
            balance = float(left[party]) * draw(st.sampled_from([0.0, 0.5, 1.0]))
            day = f"{pools.period.name}-12-31"
            later = later.with_facts(figures=[make.cash(name, repr(balance), day)])
            break
    for period, party in rest[2:4]:
        if not is_full(study, period, party):
            row = make.deal(
                make.FUND,
                study.network.inside[party],
                "equity",
                draw(st.sampled_from([1, 30, 400])),
                study.periods[period].name,
            )
            later = later.with_facts(deals=[row | {"id": "round"}])
            break
    return later


@examples(30)
@given(data=st.data())
def test_no_fact_that_may_come_out_moves_an_end_outwards(data: st.DataObject) -> None:
    package = data.draw(packages())
    now = RangedPools(package.study())
    later = RangedPools(data.draw(with_later_facts(package)).study())
    for period, party in places(now.study):
        for measure in MEASURES:
            wide = open_bounds.bounds(now, period, party, measure)
            narrow = open_bounds.bounds(later, period, party, measure)
            low, high = bounds.ends(later.study.pools, period, party, measure)
            label = (period, party, measure)
            assert wide.low <= min(narrow.low, low) + CLOSE, label
            assert most(wide) >= max(most(narrow), high) - CLOSE, label


def in_full(package: Package, study: Study, measure: str, low: bool) -> Package:
    """A package in which nothing is left open: who was free to have more money had plenty.

    The money that nobody states comes from customers, or for the most of any investor's money
    from outside investors; what was free to be kept is there at the end of every year.
    """
    outside = measure == ANY_INVESTOR and not low
    payer, kind = (make.FUND, "equity") if outside else (make.STREET, "customer")
    deals, figures = [], []
    for period, party in places(study):
        name, when = study.network.inside[party], study.periods[period]
        if not is_full(study, period, party):
            row = make.deal(payer, name, kind, MUCH, when.name)
            deals.append(row | {"id": f"more-{period}-{party}"})
        if not has_cash(study, party, when.last + 1):
            figures.append(make.cash(name, MUCH, f"{when.name}-12-31"))
        if period == 0 and not has_cash(study, party, when.first):
            figures.append(make.cash(name, MUCH, f"{int(when.name) - 1}-12-31"))
    return package.with_facts(deals=deals, figures=figures)


@pytest.mark.long
@examples(30)
@given(data=st.data())
def test_both_ends_are_attained_by_packages_of_facts(data: st.DataObject) -> None:
    package = data.draw(packages())
    study = package.study()
    pools = RangedPools(study)
    period, party = data.draw(st.sampled_from(places(study)))
    for measure in MEASURES:
        interval = open_bounds.bounds(pools, period, party, measure)
        ends = ((interval.low, interval.low_amounts, 0), (interval.high, interval.high_amounts, 1))
        for end, amounts, which in ends:
            if end is None:
                continue
            filled = package.filled(amounts)
            assert allowed(study, filled.study(), carried=True) or not amounts
            full = in_full(filled, filled.study(), measure, low=which == 0).study()
            ends_ = bounds.ends(full.pools, period, party, measure)
            assert ends_[which] == pytest.approx(end, abs=1e-5), (measure, which)


def test_a_small_seller_beside_very_much_money_keeps_its_own_ends() -> None:
    """What rounding leaves of a million is more than all that Shop sells; it is no part of it."""
    deals = [
        make.deal("Giant", "Owner", "dividend", 1e6, "2025-01"),
        make.deal("Giant", "Shop", "services", 0.001, "2025-02-14", end="2025-12-31"),
        make.deal("Giant", "Lab", "equity", 7, "2025-02", end=""),
        make.deal("World", "Lab", "credit", "", "2025-03", end=""),
    ]
    figures = [make.revenue("Giant", 5), make.revenue("Shop", 0)]
    parties = make.parties(["Giant", "Owner", "Shop", "Lab"], ["World"])
    network = make.network(deals, figures, parties)
    (row,) = [
        row for row in moneyloop.attribute(network, year="2025").rows if row["party"] == "Shop"
    ]
    assert row["network_sales"] == pytest.approx(0.001)
    assert row["own_high"] == row["reciprocal_high"] == row["network_investors_high"] == 0
    assert summary.build(network, year="2025")["together"]["own_high"] == 0
