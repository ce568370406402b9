"""Bounds over all ranges at once: attained, around every draw, and by hand where that is possible.

That an end is attained shows that the interval is not too wide; that no draw lies outside shows
that it is not too narrow.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.graph import EVERY, MEASURES
from moneyloop.analysis.ranged import bounds as interval_bounds
from moneyloop.analysis.ranged import programs
from moneyloop.analysis.ranged.bounds import Interval
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study.study import Study, what_if
from moneyloop.model import ChoiceError, Network
from moneyloop.questions import asking

CLOSE = 1e-6


@dataclass(frozen=True)
class Tables:
    """The rows of a data package before they are written."""

    deals: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    parties: list[dict[str, Any]]

    def network(self, factor: float = 1.0) -> Network:
        """The network of these rows, with every amount times a factor."""

        def scaled(row: dict[str, Any], *columns: str) -> dict[str, Any]:
            return row | {name: repr(float(row[name]) * factor) for name in columns if name in row}

        deals = [scaled(row, "amount_usd_bn", "amount_high_usd_bn") for row in self.deals]
        figures = [scaled(row, "amount") for row in self.figures]
        network: Network = make.network(deals, figures, self.parties)
        return network


@st.composite
def tables(draw: st.DrawFn, ranges: int) -> Tables:
    """A random economy of up to three years in which up to `ranges` amounts have a range.

    Amounts are below and above what revenue, cash and income cover, so that customers run out,
    pools overdraw and credits are too few or too many, for some amounts and not for others.
    """
    economy = draw(make.economies(max_size=3, max_years=3, with_credits=True))
    # Money is short more often than in the economies as they are: low ends above zero.
    economy = economy.with_more(
        purchases=economy.purchases * draw(st.sampled_from([1.0, 2.0])),
        customers=economy.customers * draw(st.sampled_from([0.0, 0.2])),
        cash=economy.cash + draw(st.sampled_from([0.0, 12.0])),
    )
    rows = economy.deals()
    outside = st.lists(st.sampled_from(economy.labels), max_size=2)
    when = st.integers(2024, 2026)
    rows += [make.deal(make.STREET, party, "customer", 8, draw(when)) for party in draw(outside)]
    rows += [make.deal(party, make.STREET, "services", 6, draw(when)) for party in draw(outside)]
    rows = [row | {"id": f"d{number}"} for number, row in enumerate(rows)]
    rows = make.exchanged(draw, rows)
    paid = [row for row in rows if float(row["amount_usd_bn"]) > 0]
    for row in draw(st.permutations(paid))[:ranges]:
        amount = float(row["amount_usd_bn"])
        part, more = draw(st.sampled_from([(0.0, 0), (0.5, 10), (1.0, 25), (0.0, 15)]))
        row["amount_usd_bn"] = repr(amount * part)
        row["amount_high_usd_bn"] = repr(amount + more)
        if draw(st.booleans()):
            row["start"], row["end"] = 2024, 2024 + economy.years - 1
    figures = []
    for row in economy.figures():
        part, known = draw(st.sampled_from([(1.0, "year"), (0.6, "year"), (1.0, "part"), (0, "")]))
        if row["metric"] == "revenue":
            row["amount"] = repr(float(row["amount"]) * part)
            if known == "part":
                row["start"], row["end"] = f"{row['start']}-04-01", f"{row['end']}-12-31"
        if known:
            figures.append(row)
    return Tables(rows, figures, economy.parties())


def at(given_: Study, amounts: Any) -> Study:
    """The study with these amounts (by id) as plain numbers."""
    deals = given_.deals.copy()
    pairs = zip(deals["id"], deals["value"], strict=True)
    deals["value"] = [amounts.get(name, value) for name, value in pairs]
    return what_if(given_, deals=deals)


def ranges_of(given_: Study) -> dict[str, tuple[float, float]]:
    deals = given_.deals.loc[given_.deals["reason"] == ""]
    ends = zip(deals["id"], deals["amount_usd_bn"], deals["amount_high_usd_bn"], strict=True)
    return {name: (low, high) for name, low, high in ends if high > low}


def place(data: st.DataObject, given_: Study) -> tuple[int, int]:
    """A period and a party that sells in it, where there is one."""
    places = [
        (number, target)
        for number, now in enumerate(given_.pools)
        for target in range(len(now.parties))
    ]
    sells = [(n, t) for n, t in places if given_.pools[n].network_sales[t] > 0]
    return data.draw(st.sampled_from(sells or places))


def point(given_: Study, number: int, target: int, measure: str) -> tuple[float, float, float]:
    """Low, high and booked at the amounts of a study, by maximum flow."""
    found = interval_bounds.bounds(RangedPools(given_), number, target, measure)
    assert found.high is not None
    return found.low, found.high, float(given_.pools[number].revenue[target])


@pytest.mark.long
@examples(16)
@given(data=st.data())
def test_every_grid_point_is_inside_and_both_ends_are_attained(data: st.DataObject) -> None:
    given_ = asking.study(data.draw(tables(ranges=3)).network())
    axes = {name: (low, (low + high) / 2, high) for name, (low, high) in ranges_of(given_).items()}
    studies = [
        at(given_, dict(zip(axes, amounts, strict=True)))
        for amounts in itertools.product(*axes.values())
    ]
    pools = RangedPools(given_, ranges=True)
    number, target = place(data, given_)
    for measure in EVERY:
        found = interval_bounds.bounds(pools, number, target, measure)
        share = interval_bounds.share(pools, number, target, measure)
        for study in studies:
            low, high, booked = point(study, number, target, measure)
            assert found.low <= low + CLOSE
            assert found.high >= high - CLOSE
            if share is not None:
                assert share.low <= low / booked + CLOSE
                assert share.high >= high / booked - CLOSE
        check_attained(given_, number, target, measure, found, share)
    booked_ = interval_bounds.revenue(pools, number, target)
    known = [float(study.pools[number].revenue[target]) for study in studies]
    assert booked_.low <= min(known) + CLOSE
    assert booked_.high >= max(known) - CLOSE
    for amounts, end in ((booked_.low_amounts, booked_.low), (booked_.high_amounts, booked_.high)):
        booked = float(at(given_, amounts).pools[number].revenue[target])
        assert booked == pytest.approx(end, abs=CLOSE)


def check_attained(
    given_: Study, number: int, target: int, measure: str, found: Interval, share: Interval | None
) -> None:
    """The amounts that come with an end are allowed and, as plain numbers, give that end."""
    allowed = ranges_of(given_)
    ends = [(found.low_amounts, found.low, 0, False), (found.high_amounts, found.high, 1, False)]
    if share is not None:
        ends += [(share.low_amounts, share.low, 0, True), (share.high_amounts, share.high, 1, True)]
    for amounts, end, which, of_booked in ends:
        for name, amount in amounts.items():
            low, high = allowed[name]
            assert low <= amount <= high
        values = point(at(given_, amounts), number, target, measure)
        assert values[which] / (values[2] if of_booked else 1) == pytest.approx(end, abs=CLOSE)


@pytest.mark.long
@examples(30)
@given(data=st.data())
def test_random_draws_of_many_ranges_are_inside(data: st.DataObject) -> None:
    given_ = asking.study(data.draw(tables(ranges=12)).network())
    pools = RangedPools(given_, ranges=True)
    number, target = place(data, given_)
    found = {measure: interval_bounds.bounds(pools, number, target, measure) for measure in EVERY}
    for measure, interval in found.items():
        check_attained(given_, number, target, measure, interval, None)
    for ends in itertools.pairwise(MEASURES):
        narrow, wide = (found[measure] for measure in ends)
        assert narrow.low <= wide.low + CLOSE
        assert narrow.high <= wide.high + CLOSE
    part = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1))
    for _ in range(6):
        amounts = {
            name: low + data.draw(part) * (high - low)
            for name, (low, high) in ranges_of(given_).items()
        }
        study = at(given_, amounts)
        for measure, interval in found.items():
            low, high, _ = point(study, number, target, measure)
            assert interval.low <= low + CLOSE
            assert interval.high >= high - CLOSE


@examples(15)
@given(data=st.data())
def test_without_ranges_the_rows_are_those_of_the_amounts(data: st.DataObject) -> None:
    network = data.draw(tables(ranges=0)).network()
    plain = moneyloop.attribute(network).rows
    for row, same in zip(moneyloop.attribute(network, amounts="ranges").rows, plain, strict=True):
        assert {key: row[key] for key in same} == same
        assert (row["revenue_low"], row["revenue_high"]) == (row["revenue"],) * 2
        if row["revenue"] and row["revenue"] > CLOSE:
            ends = row["own_low"] / row["revenue"], row["own_high"] / row["revenue"]
            shares = row["own_share_low"], row["own_share_high"]
            assert shares == pytest.approx(ends, abs=CLOSE)


@examples(15)
@given(data=st.data(), factor=st.sampled_from([1e-3, 7.0, 1e4]))
def test_all_amounts_scaled_scale_all_bounds(data: st.DataObject, factor: float) -> None:
    drawn = data.draw(tables(ranges=4))
    ends = []
    for scale in (1.0, factor):
        given_ = asking.study(drawn.network(scale))
        pools = RangedPools(given_, ranges=True)
        last = len(given_.periods) - 1
        found = [
            interval_bounds.bounds(pools, last, target, measure)
            for target in range(len(pools.parties))
            for measure in MEASURES
        ]
        ends.append([end / scale for interval in found for end in (interval.low, interval.high)])
    assert ends[1] == pytest.approx(ends[0], abs=CLOSE)


def closed(*names: str, years: tuple[int, ...] = (2025,)) -> list[dict[str, Any]]:
    """Figures by which these have no customers and no cash: all their money is in the rows."""
    figures = [make.revenue(name, 0, year) for name in names for year in years]
    return [*figures, *(make.cash(name, 0, f"{years[0] - 1}-12-31") for name in names)]


def interval(network: Network, party: str, measure: str = "own") -> Interval:
    """The interval of a party in the last period."""
    pools = RangedPools(asking.study(network), ranges=True)
    number, target = len(pools.study.periods) - 1, pools.parties.index(party)
    return interval_bounds.bounds(pools, number, target, measure)


@examples(40)
@given(
    invested=st.tuples(st.integers(0, 20), st.integers(0, 20)),
    beside=st.tuples(st.integers(0, 20), st.integers(0, 20)),
    bought=st.tuples(st.integers(0, 20), st.integers(0, 20)),
)
def test_one_hop_has_a_closed_form(invested: Any, beside: Any, bought: Any) -> None:
    """[max(0, R + V - T), min(R, V)] with T = V + O: lowest with least R and most O."""
    (v, v_up), (o, o_up), (r, r_up) = (sorted(pair) for pair in (invested, beside, bought))
    r, r_up = min(r, v + o), min(r_up, v + o)  # nothing is unexplained
    rows = [
        make.deal("Acme", "Lab", "equity", v, amount_high_usd_bn=v_up),
        make.deal(make.FUND, "Lab", "equity", o, amount_high_usd_bn=o_up),
        make.deal("Lab", "Acme", "compute", r, amount_high_usd_bn=r_up),
    ]
    network = make.network(rows, closed("Lab"), make.parties(["Acme", "Lab"], [make.FUND]))
    found = interval(network, "Acme")
    assert (found.low, found.high) == pytest.approx((max(0, r - o_up), min(r_up, v_up)))


def two_labs(passed: Any, up_to: Any = "") -> Network:
    """Acme owns 3 in each of two labs, and each buys for 7 of it; the first pays the second x.

    The first has 13, so it keeps what x leaves of 6; the second has 3 + x for its 7.
    """
    rows = [
        make.deal("Acme", "Lab", "equity", 3),
        make.deal(make.FUND, "Lab", "equity", 10),
        make.deal("Lab", "Acme", "compute", 7),
        make.deal("Lab", "Second", "services", passed, id="x", amount_high_usd_bn=up_to),
        make.deal("Acme", "Second", "equity", 3),
        make.deal("Second", "Acme", "compute", 7),
    ]
    parties = make.parties(["Acme", "Lab", "Second"], [make.FUND])
    return make.network(rows, closed("Lab", "Second"), parties)


def test_what_leaves_a_pool_was_in_it() -> None:
    """What the labs can keep of Acme's 6 is max(6 - x, 0) and max(x - 4, 0), each at most 3.

    So at most 3 for every x: the low end is 3. Straight lines instead of the two bends would let
    them keep 4.5 at x = 3.5 (low end 1.5), and free leaks all 6 (low end 0).
    """
    found = interval(two_labs(0, 7), "Acme")
    assert (found.low, found.high) == pytest.approx((3, 6))
    for x, low in ((0, 3), (3, 3), (4, 4), (5, 4), (6, 4), (7, 3)):
        (row,) = moneyloop.attribute(two_labs(x), party=["Acme"]).rows
        assert (row["own_low"], row["own_high"]) == pytest.approx((low, 6)), x


def test_what_is_paid_outside_is_gone() -> None:
    """Of Acme's 10 Lab pays Street 4 to 6, the rest and some unexplained money buys for 8."""
    rows = [
        make.deal("Acme", "Lab", "equity", 10),
        make.deal("Lab", make.STREET, "services", 4, id="x", amount_high_usd_bn=6),
        make.deal("Lab", "Acme", "compute", 8),
    ]
    network = make.network(rows, closed("Lab"), make.parties(["Acme", "Lab"], [make.STREET]))
    found = interval(network, "Acme")
    assert (found.low, found.high) == pytest.approx((4, 8))
    assert found.low_amounts == {"x": pytest.approx(6)}


def test_customers_end_at_zero_when_sales_pass_revenue() -> None:
    """Lab's revenue is 10 whoever pays it, until Shop pays more: then Lab has that much.

    Lab has Acme's 10 and max(10, x), and buys for 15: at least 15 - max(10, x) is Acme's.
    """
    rows = [
        make.deal("Acme", "Lab", "equity", 10),
        make.deal("Shop", "Lab", "services", 4, id="x", amount_high_usd_bn=12),
        make.deal("Lab", "Acme", "compute", 15),
    ]
    figures = [make.revenue("Lab", 10), make.cash("Lab", 0, "2024-12-31"), make.revenue("Shop", 50)]
    network = make.network(rows, figures, make.parties(["Acme", "Lab", "Shop"]))
    found = interval(network, "Acme")
    assert (found.low, found.high) == pytest.approx((3, 10))
    assert found.low_amounts == {"x": pytest.approx(12)}
    pools = RangedPools(asking.study(network), ranges=True)
    booked = interval_bounds.revenue(pools, 0, pools.parties.index("Lab"))
    assert (booked.low, booked.high) == pytest.approx((10, 12))


def test_cash_is_carried_up_to_the_balance() -> None:
    """Of Acme's 5 to 15 Lab carries at most 8 into the year in which it buys for 10, with 2 more.

    All of that is spent on Acme: 5 of Acme's own at least, 8 at most, whatever was put in.
    """
    rows = [
        make.deal("Acme", "Lab", "equity", 5, 2024, id="v", amount_high_usd_bn=15),
        make.deal(make.FUND, "Lab", "equity", 2, 2025),
        make.deal("Lab", "Acme", "compute", 10, 2025),
    ]
    parties = make.parties(["Acme", "Lab"], [make.FUND])
    figures = [*closed("Lab", years=(2024, 2025)), make.cash("Lab", 8, "2024-12-31")]
    network = make.network(rows, figures, parties)
    found = interval(network, "Acme")
    assert (found.low, found.high) == pytest.approx((5, 8))
    assert found.low_amounts == {"v": pytest.approx(5)}


def test_credits_are_redeemed_up_to_what_is_bought() -> None:
    """Credits of 4 to 9 for a purchase of 6: 4 to 6 of it is a lap by construction."""
    rows = [
        make.deal("Acme", "Lab", "credit", 4, settlement="credits", amount_high_usd_bn=9),
        make.deal(make.FUND, "Lab", "equity", 20),
        make.deal("Lab", "Acme", "compute", 6),
    ]
    network = make.network(rows, [], make.parties(["Acme", "Lab"], [make.FUND]))
    found = interval(network, "Acme")
    assert (found.low, found.high) == pytest.approx((4, 6))
    pools = RangedPools(asking.study(network), ranges=True)
    share = interval_bounds.share(pools, 0, pools.parties.index("Acme"), "own")
    assert share is not None
    assert (share.low, share.high) == pytest.approx((4 / 6, 1))


def test_the_ends_of_a_share_are_not_those_of_the_amounts() -> None:
    """Lab has 10 of Acme's alone and buys for x; Street buys y. The share is x / (x + y)."""
    rows = [
        make.deal("Acme", "Lab", "equity", 10),
        make.deal("Lab", "Acme", "compute", 2, id="x", amount_high_usd_bn=8),
        make.deal(make.STREET, "Acme", "customer", 2, id="y", amount_high_usd_bn=6),
    ]
    network = make.network(rows, closed("Lab"), make.parties(["Acme", "Lab"], [make.STREET]))
    pools = RangedPools(asking.study(network), ranges=True)
    target = pools.parties.index("Acme")
    share = interval_bounds.share(pools, 0, target, "own")
    assert share is not None
    assert (share.low, share.high) == pytest.approx((2 / 8, 8 / 10))
    assert share.low_amounts == {"x": pytest.approx(2), "y": pytest.approx(6)}
    (row,) = moneyloop.attribute(network, amounts="ranges", party=["Acme"]).rows
    assert (row["own_low"], row["own_high"]) == pytest.approx((2, 8))
    assert (row["revenue_low"], row["revenue_high"]) == pytest.approx((4, 14))
    assert (row["network_sales_low"], row["network_sales_high"]) == pytest.approx((2, 8))
    assert (row["own_share_low"], row["own_share_high"]) == pytest.approx((0.25, 0.8))
    assert (row["own_estimate"], row["revenue"]) == pytest.approx((2, 4))
    assert row["own_share_attained"]


def test_a_share_that_too_many_amounts_bend_is_wider_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 10),
        make.deal("Lab", "Acme", "compute", 2, amount_high_usd_bn=8),
        make.deal(make.STREET, "Acme", "customer", 2, amount_high_usd_bn=6),
    ]
    network = make.network(rows, closed("Lab"), make.parties(["Acme", "Lab"], [make.STREET]))
    monkeypatch.setattr(programs, "_SHARE_STEPS", 0)
    result = moneyloop.attribute(network, amounts="ranges", party=["Acme"])
    (row,) = result.rows
    assert not row["own_share_attained"]
    # 2 of the most revenue, 14, and 8 of the least, 4: all that it can be, and more.
    assert (row["own_share_low"], row["own_share_high"]) == pytest.approx((2 / 14, 1))
    assert any(note.startswith("Own share may be narrower") for note in result.notes)
    monkeypatch.undo()
    exact = moneyloop.attribute(network, amounts="ranges", party=["Acme"])
    assert not any(note.startswith("Own share may be narrower") for note in exact.notes)


def test_a_share_of_what_may_be_nothing_is_unknown() -> None:
    """And a party that has money only in the range has a row, with an estimate of zero."""
    rows = [
        make.deal("Acme", "Lab", "equity", 10),
        make.deal("Lab", "Acme", "compute", 0, amount_high_usd_bn=8, status="contingent"),
        make.deal("Lab", "Third", "services", 0, amount_high_usd_bn=5, status="contingent"),
    ]
    network = make.network(rows, [], make.parties(["Acme", "Lab", "Third"]))
    found = {row["party"]: row for row in moneyloop.attribute(network, amounts="ranges").rows}
    assert set(found) == {"Acme", "Lab", "Third"}
    assert {row["party"] for row in moneyloop.attribute(network).rows} == {"Acme", "Lab"}
    acme, third = found["Acme"], found["Third"]
    assert (acme["own_low"], acme["own_estimate"], acme["own_high"]) == (0, 0, 8)
    assert (acme["own_share_low"], acme["own_share_high"]) == (None, None)
    assert (third["revenue_low"], third["revenue"], third["revenue_high"]) == (0, 0, 5)
    assert (third["any_investor_low"], third["any_investor_high"]) == (0, 5)


def test_the_headline_has_the_same_range_around_another_estimate() -> None:
    network = two_labs(2, 7)
    firm, headline = (
        moneyloop.attribute(network, case=case, amounts="ranges", party=["Acme"])
        for case in ("firm", "headline")
    )
    ends = [f"{name}_{end}" for name in (*MEASURES, "revenue") for end in ("low", "high")]
    assert [firm.rows[0][key] for key in ends] == [headline.rows[0][key] for key in ends]
    assert firm.rows[0]["own_estimate"] != headline.rows[0]["own_estimate"]
    assert firm.to_dict()["amounts"] == "ranges"
    assert moneyloop.attribute(network).to_dict()["amounts"] == "open"
    assert "at paid and signed amounts" in firm.notes[0]
    assert "1 of the 6 counted" in firm.notes[1]


def test_a_row_that_states_only_an_up_to_is_open_up_to_it() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 5),
        make.deal("Lab", "Acme", "compute", "", amount_high_usd_bn=4),
    ]
    network = make.network(rows, [], make.parties(["Acme", "Lab"]))
    for case, estimate in (("firm", None), ("headline", 4)):
        for amounts in ("open", "ranges"):
            result = moneyloop.attribute(network, case=case, amounts=amounts, party=["Acme"])
            row = result.rows[0]
            assert (row["own_low"], row["own_estimate"], row["own_high"]) == (0, estimate, 4)


def test_other_amounts_are_refused() -> None:
    with pytest.raises(ChoiceError, match="did you mean 'ranges'"):
        moneyloop.attribute(two_labs(0), amounts="range")


def test_where_all_revenue_is_reported_no_more_of_outside_investors_comes_in() -> None:
    """Then the funded pools are the opened ones, and what is known of these is asked for once."""
    deals = [
        make.deal("Lab", "Cloud", "compute", 10),
        make.deal("Cloud", "Lab", "equity", 6.1),
    ]
    figures = [make.revenue(name, amount) for name, amount in (("Lab", 4.2), ("Cloud", 10))]
    all_known = RangedPools(asking.study(make.network(deals, figures)))
    assert all_known.funded == all_known.pools
    fewer = RangedPools(asking.study(make.network(deals, figures[:1])))
    assert fewer.funded != fewer.pools
    assert [layer.outside_investors.tolist() for layer in fewer.funded] == [[0.0, 6.1]]
