"""Margins and break-even: sums of essays, the closed forms, and what is read from the figures."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.books import margins
from moneyloop.books.margins import COST_FALL, LEVERS, PRICE_RISE, SHIFT, Account, Moves
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions.margin.curves import curves
from moneyloop.questions.margin.margin import margin

AGGREGATE = "AI industry (aggregate)"
amounts = st.floats(0.01, 1000)
shares = st.floats(0, 0.95)
open_margins = st.floats(-0.5, 0.95)


def of(result: Result, kind: str, **keys: Any) -> list[dict[str, Any]]:
    rows = [row for row in result.rows if row["kind"] == kind]
    return [row for row in rows if all(row[key] == value for key, value in keys.items())]


def one(result: Result, kind: str, **keys: Any) -> dict[str, Any]:
    (row,) = of(result, kind, **keys)
    return row


# The sums of the essays -----------------------------------------------------------------------


def test_twelve_of_revenue_and_thirteen_of_cost() -> None:
    result = margin(revenue=12, cost=13)
    start = one(result, "start")
    assert start["gross_margin"] == -1
    assert start["subsidy"] == 1
    assert start["margin"] == pytest.approx(-0.083, abs=5e-4)
    fall = one(result, "lever", target=0.3, levers="cost fall")
    assert fall["cost"] == pytest.approx(8.4)
    assert fall["cost_fall"] == pytest.approx(0.35, abs=0.005)
    rise = one(result, "lever", target=0.3, levers="price rise")
    assert rise["price_rise"] == pytest.approx(0.55, abs=0.005)
    even = one(result, "lever", target=0, levers="price rise")
    assert even["price_rise"] == pytest.approx(0.08, abs=0.005)
    assert (result.data, result.case, result.as_of) == ("stated inputs", "stated", None)


def test_all_spending_against_all_revenue() -> None:
    assert one(margin(revenue=15.6, cost=27.6), "start")["subsidy"] == 12


@pytest.mark.parametrize(("open_margin", "shift"), [(0.35, 0.19), (0.25, 0.25), (0.15, 0.36)])
def test_break_even_by_moving_work_to_open_models(open_margin: float, shift: float) -> None:
    result = margin(revenue=12, cost=13, open_margin=open_margin)
    row = one(result, "lever", target=0, levers="mix shift")
    assert round(row["shift"], 2) == shift


# Closed forms ------------------------------------------------------------------------------------


def test_half_of_the_cost_fall_and_half_of_the_price_rise_are_enough() -> None:
    row = one(margin(revenue=12, cost=13), "lever", target=0.3, levers="cost fall + price rise")
    assert row["part"] == 0.5
    assert row["cost_fall"] == pytest.approx((1 - 8.4 / 13) / 2)
    assert row["margin"] == 0.3


def test_by_hand_with_all_three() -> None:
    """Cost equal to revenue, target 20%: falls 0.2, rises 0.25, shifts 0.2 / 0.5 = 0.4."""
    result = margin(revenue=10, cost=10, target=0.2, open_margin=0.5)
    alone = [one(result, "lever", target=0.2, levers=name) for name in _names(1)]
    assert [row[lever] for row, lever in zip(alone, LEVERS, strict=True)] == [0.2, 0.25, 0.4]
    row = one(result, "lever", target=0.2, levers="cost fall + price rise + mix shift")
    part = row["part"]
    # The share of the rest's margin and that of the open models, written out.
    rest = 1 - (1 - 0.2 * part) / (1 + 0.25 * part)
    assert (1 - 0.4 * part) * rest + 0.4 * part * 0.5 == pytest.approx(0.2)
    assert row["revenue"] == pytest.approx(10 * (1 + 0.25 * part))
    assert 0.33 < part < 0.37


def _names(count: int) -> list[str]:
    names = ["cost fall", "price rise", "mix shift"]
    return names[:count] if count > 1 else names


@examples(60)
@given(revenue=amounts, cost=amounts, target=shares, open_margin=open_margins)
@example(revenue=12.0, cost=13.0, target=0.25, open_margin=0.25)
def test_the_size_of_each_lever_and_combination_reaches_the_target(
    revenue: float, cost: float, target: float, open_margin: float
) -> None:
    account = Account(revenue, cost)
    assume(account.margin < target - 1e-9)
    needs = {lever: margins.needed(account, target, lever, open_margin) for lever in LEVERS}
    near = pytest.approx(target, abs=1e-9 * (1 + abs(account.margin)))
    for lever, size in needs.items():
        if size is None:
            assert lever == SHIFT
            assert open_margin < target
        else:
            assert size > 0
            moved = margins.moved(account, Moves(**{lever: size}), open_margin)
            assert moved.margin == near
    known = {lever: size for lever, size in needs.items() if size is not None}
    for lever in [None, *known]:
        part, moves = margins.together(
            account,
            target,
            Moves(**{key: known[key] for key in known if key != lever}),
            open_margin,
        )
        assert 0 < part <= 1
        assert margins.moved(account, moves, open_margin).margin == near


@examples(40)
@given(cost=amounts, target=shares, open_margin=open_margins, data=st.data())
def test_no_smaller_part_of_all_levers_reaches_the_target(
    cost: float, target: float, open_margin: float, data: st.DataObject
) -> None:
    account = Account(10, cost)
    assume(account.margin < target - 1e-6)
    needs = {lever: margins.needed(account, target, lever, open_margin) or 0 for lever in LEVERS}
    part, moves = margins.together(account, target, Moves(**needs), open_margin)
    less = data.draw(st.floats(0, 0.999))
    smaller = Moves(*(less * size for size in (moves.cost_fall, moves.price_rise, moves.shift)))
    assert margins.moved(account, smaller, open_margin).margin < target
    assert part > 0


@examples(40)
@given(
    cost=amounts,
    target=shares,
    open_margin=open_margins,
    moves=st.builds(Moves, st.floats(-0.5, 0.9), st.floats(-0.8, 2), st.floats(0, 1)),
)
def test_what_is_still_missing_reaches_the_target(
    cost: float, target: float, open_margin: float, moves: Moves
) -> None:
    account = Account(10, cost)
    now = margins.moved(account, moves, open_margin).margin
    for lever in LEVERS:
        size = margins.needed(account, target, lever, open_margin, moves)
        if size is None:
            assert now < target
            continue
        given_ = getattr(moves, lever)
        assert (size > given_) == (now < target)
        if now < target:
            sizes = {key: getattr(moves, key) for key in LEVERS} | {lever: size}
            then = margins.moved(account, Moves(**sizes), open_margin)
            assert then.margin == pytest.approx(target, abs=1e-7 * (1 + abs(now)))


@examples(15)
@given(scale=st.floats(0.001, 1000), cost=st.floats(1, 40), open_margin=open_margins)
def test_scaling_all_dollars_changes_no_share(
    scale: float, cost: float, open_margin: float
) -> None:
    small = margin(revenue=12, cost=cost, open_margin=open_margin, cost_fall=0.1)
    large = margin(revenue=12 * scale, cost=cost * scale, open_margin=open_margin, cost_fall=0.1)
    for row, other in zip(small.rows, large.rows, strict=True):
        for key in ("margin", "cost_fall", "price_rise", "shift", "part", "missing"):
            assert (row[key] is None) == (other[key] is None)
            if row[key] is not None:
                assert other[key] == pytest.approx(row[key], rel=1e-6, abs=1e-8)
        assert row["reachable"] == other["reachable"]


# Reached, out of reach, given --------------------------------------------------------------------


def test_no_shift_to_open_models_that_earn_less_than_the_target() -> None:
    row = one(margin(revenue=12, cost=13), "lever", target=0.3, levers="mix shift")
    assert row["reachable"] is False
    assert row["shift"] is None
    assert row["margin"] is None
    assert row["why"] == "no mix shift reaches it: open models earn 25%, less than the target"
    assert not of(margin(revenue=12, cost=13, open_margin=0.31), "lever", reachable=False)


def test_a_thin_mix_shift_beside_other_levers_is_the_one_that_breaks_even() -> None:
    """A quarter of the work on open models breaks even; the rest then has to earn 31.67%."""
    rows = {row["levers"]: row for row in of(margin(revenue=12, cost=13), "lever", target=0.3)}
    rest = (0.3 - 0.25 * 0.25) / 0.75
    fall, rise = 1 - (1 - rest) * 12 / 13, 13 / 12 / (1 - rest) - 1
    for row in (row for name, row in rows.items() if name.endswith("+ mix shift")):
        assert (row["reachable"], row["shift"], row["part"]) == (True, pytest.approx(0.25), None)
        assert row["margin"] == pytest.approx(0.3)
        assert "25% of the work" in row["why"]
    assert rows["cost fall + mix shift"]["cost_fall"] == pytest.approx(fall)
    assert fall > rows["cost fall"]["cost_fall"]
    assert rows["price rise + mix shift"]["price_rise"] == pytest.approx(rise)
    assert rise > rows["price rise"]["price_rise"]
    all_three = rows["cost fall + price rise + mix shift"]
    assert all_three["cost_fall"] / fall == pytest.approx(all_three["price_rise"] / rise)
    assert 0 < all_three["cost_fall"] < fall


@pytest.mark.parametrize(
    ("cost", "target", "open_margin"),
    [
        (13, 0.0, -0.05),  # no shift breaks even
        (9, 0.4, 0.25),  # it does so already
        (18, 0.8, 0.1),  # the work that is left would have to earn more than its revenue
    ],
)
def test_a_thin_mix_shift_that_no_size_suits_is_left_at_none(
    cost: float, target: float, open_margin: float
) -> None:
    asked = margin(revenue=12, cost=cost, target=target, open_margin=open_margin)
    rows = {row["levers"]: row for row in of(asked, "lever", target=target)}
    pair, alone = rows["cost fall + mix shift"], rows["cost fall"]
    assert (pair["shift"], pair["cost_fall"]) == (0, pytest.approx(alone["cost_fall"]))
    assert pair["why"] == "a mix shift only adds to what the other levers need, so none is in it"
    assert of(asked, "lever", reachable=False) == [rows["mix shift"]]


def test_all_of_the_work_where_open_models_earn_just_the_target() -> None:
    row = one(margin(revenue=12, cost=13, open_margin=0.3), "lever", levers="mix shift", target=0.3)
    assert (row["shift"], row["margin"]) == (1, 0.3)
    assert "all of the work" in row["why"]


@pytest.mark.parametrize("levers", [[], [COST_FALL], [COST_FALL, PRICE_RISE]])
@pytest.mark.parametrize(
    ("shift", "expected"), [(0.0, Moves()), (0.5, Moves(shift=0.5)), (1.0, Moves(shift=1.0))]
)
def test_beside_a_shift_that_reaches_the_target_nothing_moves(
    levers: list[str], shift: float, expected: Moves
) -> None:
    assert margins.beside_shift(Account(10, 5), 0.1, shift, 0.5, levers) == expected
    out_of_reach = margins.beside_shift(Account(10, 5), 0.6, 1.0, 0.5, [COST_FALL, PRICE_RISE])
    assert out_of_reach is None


def test_a_target_that_is_reached_needs_nothing() -> None:
    for row in of(margin(revenue=10, cost=4), "lever"):
        assert row["why"] == "reached already: the margin is 60%"
        assert (row["cost_fall"], row["price_rise"], row["shift"]) == (0, 0, 0)
        assert row["margin"] == 0.6


def test_the_given_levers_and_what_is_missing() -> None:
    """Ten of revenue cost ten; costs fall by a tenth: 10% of the 20% is there."""
    result = margin(revenue=10, cost=10, target=0.2, open_margin=0.5, cost_fall=0.1)
    assert one(result, "given")["margin"] == pytest.approx(0.1)
    fall, rise, shift = of(result, "missing", target=0.2)
    assert (fall["cost_fall"], fall["missing"]) == (pytest.approx(0.2), pytest.approx(0.1))
    assert rise["missing"] == pytest.approx(0.125)  # 9 of cost are 80% of 11.25
    assert shift["missing"] == pytest.approx(0.25)  # 0.1 of the way from 0.1 to 0.5
    assert {row["missing"] for row in of(result, "missing", target=0)} == {0}
    assert not of(margin(revenue=10, cost=10), "missing")


def test_what_is_missing_may_be_out_of_reach() -> None:
    result = margin(revenue=10, cost=10, target=0.8, open_margin=0.1, shift=0.5)
    rows = {row["levers"]: row for row in of(result, "missing", target=0.8)}
    # Half of the work earns 10%: the other half would have to earn 150%.
    assert not any(row["reachable"] for row in rows.values())
    assert "more than its revenue" in rows["cost fall"]["why"]
    all_open = margin(revenue=10, cost=10, open_margin=0.1, shift=1, target=0.2)
    assert not any(row["reachable"] for row in of(all_open, "missing", target=0.2))


def test_a_target_above_the_margin_by_dust() -> None:
    for row in of(margin(revenue=10, cost=10, target=1e-80), "lever"):
        assert row["margin"] == 0


def test_prices_may_fall_too() -> None:
    row = one(margin(revenue=10, cost=4, price_rise=-0.8), "given")
    assert (row["revenue"], row["margin"]) == (pytest.approx(2), pytest.approx(-1))


def test_break_even_alone_where_that_is_the_target() -> None:
    result = margin(revenue=12, cost=13, target=0)
    assert result.extra["targets"] == [0]
    assert len(of(result, "lever")) == 7


# The lines of the chart --------------------------------------------------------------------------


def test_the_curves_pass_through_the_rows() -> None:
    result = margin(revenue=12, cost=13, open_margin=0.35)
    drawn = curves(result)
    for line in drawn["levers"]:
        assert line["margins"][0] == pytest.approx(-1 / 12)
        need = one(result, "lever", target=0, levers=_name(line["lever"]))[line["lever"]]
        below = [value < 0 for size, value in _points(line) if size < need - 1e-6]
        above = [value > 0 for size, value in _points(line) if size > need + 1e-6]
        assert all(below + above)
        assert below
        assert above
    for line in drawn["frontiers"]:
        for fall, rise in zip(line["cost_falls"], line["price_rises"], strict=True):
            reached = margins.moved(Account(12, 13), Moves(fall, rise), 0.35).margin
            assert reached == pytest.approx(line["target"], abs=1e-8)
    assert [line["target"] for line in drawn["frontiers"]] == [0, 0.3]
    assert not curves(margin(revenue=10, cost=4))["frontiers"]
    assert not curves(margin(revenue=1, cost=2, shift=1, open_margin=0.1, target=0.5))["frontiers"][
        1:
    ]


def _name(lever: str) -> str:
    return {COST_FALL: "cost fall", PRICE_RISE: "price rise", SHIFT: "mix shift"}[lever]


def _points(line: dict[str, Any]) -> list[tuple[float, float]]:
    return list(zip(line["sizes"], line["margins"], strict=True))


# What is read ------------------------------------------------------------------------------------


def figure(metric: str, amount: float, year: Any = 2025, **more: Any) -> Any:
    return make.revenue("Lab", amount, year) | {"metric": metric} | more


def network(*figures: Any) -> Network:
    deals = [make.deal("Lab", "Cloud", "compute", 1), make.deal("Cloud", "Lab", "equity", 1)]
    result: Network = make.network(deals, figures, make.parties(["Lab", "Cloud", make.STREET]))
    return result


def test_the_industry_is_the_default_with_the_pair_of_the_essays() -> None:
    result = margin(moneyloop.load())
    start, wide = one(result, "start"), one(result, "all spending")
    assert (start["party"], start["period"]) == (AGGREGATE, "2025")
    assert (start["revenue"], start["cost"]) == (12, 13)
    assert (wide["revenue"], wide["cost"], wide["subsidy"]) == (15.6, 27.6, 12)
    assert start["evidence"] == ["estimated"]
    assert len(start["figures"]) == 2
    named = {row["input"]: row for row in result.extra["inputs"]}
    assert named["revenue"]["segment"] == "total after SaaS margin"
    assert [row["figure"] for row in result.extra["inputs"]] == start["figures"][::-1]


def test_dollars_of_the_whole_come_before_a_margin_and_a_part() -> None:
    rows = [
        make.revenue("Lab", 10, 2025),
        figure("inference_cost", 3, segment="one cloud"),
        figure("gross_margin", 60, unit="pct"),
        figure("spend", 5, item="cost_of_revenue"),
        figure("spend", 99, segment="rent"),
    ]
    result = margin(network(*rows), party="Lab")
    assert one(result, "start")["cost"] == 5
    assert [(left.reason, left.ids) for left in result.left_out] == [
        (
            "another figure of the serving cost of the year",
            ("figures.csv:4", "figures.csv:3"),
        )
    ]
    whole = figure("inference_cost", 4)
    assert one(margin(network(*rows, whole), party="Lab"), "start")["cost"] == 4
    result = margin(network(*rows[:2]), party="Lab")
    assert one(result, "start")["cost"] == 3
    assert any('of "one cloud"' in note for note in result.notes)


def test_a_gross_margin_gives_the_cost_of_any_revenue() -> None:
    net = network(make.revenue("Lab", 10, 2025), figure("gross_margin", 40, unit="pct"))
    assert one(margin(net, party="Lab"), "start")["cost"] == pytest.approx(6)
    result = margin(net, party="Lab", revenue=20)
    start = one(result, "start")
    assert (start["revenue"], start["cost"]) == (20, pytest.approx(12))
    assert result.extra["inputs"][0]["in_place_of"] == "figures.csv:2"
    assert start["figures"] == ["figures.csv:3"]
    assert start["basis"] == "revenue: stated; gross margin: share"
    assert one(margin(net, party="Lab", cost=9), "start")["margin"] == pytest.approx(0.1)


def test_a_figure_that_a_stated_amount_stands_in_for_makes_nothing_planned() -> None:
    net = network(
        make.revenue("Lab", 10, evidence="projected"),
        figure("inference_cost", 5, evidence="reported"),
        figure("spend", 8, item="spent_to_serve", evidence="reported"),
    )
    result = margin(net, party="Lab", revenue=12)
    start, wide = one(result, "start"), one(result, "all spending")
    assert (start["evidence"], start["planned"]) == (["reported"], False)
    assert wide["planned"]  # its revenue is read
    assert one(margin(net, party="Lab", cost=4), "start")["planned"]
    assert one(margin(net, party="Lab"), "start")["planned"]


def test_the_latest_year_whose_read_amounts_are_over() -> None:
    rows = [
        row
        for year, evidence in ((2024, "reported"), (2025, "projected"))
        for row in (
            make.revenue("Lab", 10, year, evidence=evidence),
            figure("inference_cost", 5, year, evidence="reported"),
        )
    ]
    net = network(*rows)
    assert one(margin(net, party="Lab"), "start")["period"] == "2024"
    assert one(margin(net, party="Lab", revenue=12), "start")["period"] == "2025"


def test_the_latest_year_that_is_over_unless_a_year_is_named() -> None:
    rows = [
        item
        for year, cost in ((2024, 4), (2025, 5), (2026, 6))
        for item in (make.revenue("Lab", 10, year), figure("inference_cost", cost, year))
    ]
    rows[-2:] = [row | {"evidence": "projected"} for row in rows[-2:]]
    net = network(*rows)
    assert one(margin(net, party="Lab"), "start")["period"] == "2025"
    ahead = margin(net, party="Lab", year="2026")
    assert one(ahead, "start")["planned"]
    assert any(note.startswith("Planned") for note in ahead.notes)
    assert one(margin(net, party="lab", year="2024"), "start")["cost"] == 4
    early = margin(net, party="Lab", as_of="2024-12-31")
    assert (one(early, "start")["period"], early.as_of) == ("2024", "2024-12-31")


def test_a_fiscal_year_is_the_year_of_its_middle_and_parts_of_a_year_are_not_taken() -> None:
    fiscal = {"start": "2025-01-27", "end": "2026-01-25"}
    rows = [
        make.revenue("Lab", 10, 2025) | fiscal,
        figure("gross_margin", 70, unit="pct") | fiscal,
        figure("inference_cost", 1) | {"start": "2025-01-01", "end": "2025-09-30"},
    ]
    start = one(margin(network(*rows), party="Lab"), "start")
    assert (start["period"], start["cost"]) == ("2025", pytest.approx(3))
    other = [rows[0], rows[1] | {"start": "2025", "end": "2025"}]
    notes = margin(network(*other), party="Lab").notes
    assert "The gross margin is of 2025, the revenue of 2025-01-27..2026-01-25: two bases." in notes


def test_different_bases_are_said_on_the_bundled_data() -> None:
    result = margin(moneyloop.load(), party="OpenAI", year="2025")
    assert any("The revenue is net" in note for note in result.notes)
    assert any("two sources" in note for note in result.notes)
    assert one(result, "start")["cost"] == 7.5
    part = margin(moneyloop.load(), party="Anthropic", year="2024")
    assert any('"paying customers"' in note for note in part.notes)
    assert one(part, "start")["margin"] == pytest.approx(-0.94)


# What is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"revenue": 0.0}, "revenue 0: USD billions a year, above 0"),
        ({"revenue": -3.0}, "revenue -3"),
        ({"revenue": math.nan}, "revenue nan"),
        ({"cost": -1.0}, "cost -1: USD billions a year, 0 or more"),
        ({"cost": math.inf}, "cost inf"),
        ({"target": 30.0}, "target 30: a margin is a share 0 or more and below 1"),
        ({"target": -0.1}, "target -0.1"),
        ({"target": math.nan}, "target nan"),
        ({"open_margin": 1.0}, "open margin 1: a margin is a share below 1"),
        ({"cost_fall": 1.5}, "cost fall 1.5"),
        ({"price_rise": -1.0}, "price rise -1"),
        ({"price_rise": math.inf}, "price rise inf"),
        ({"shift": 1.1}, "shift 1.1"),
        ({"shift": math.nan}, "shift nan"),
        ({"party": "Lab"}, "both stated"),
        ({"year": "2025"}, "both stated"),
    ],
)
def test_numbers_out_of_their_range(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ChoiceError) as error:
        margin(**{"revenue": 12.0, "cost": 13.0} | asked)
    assert said in str(error.value)


def test_what_is_not_known_is_asked_for() -> None:
    net = network(make.revenue("Lab", 10, 2025))
    for asked, said in (
        ({}, "has no party 'AI industry (aggregate)'"),
        ({"party": "Lad"}, "did you mean 'Lab'"),
        ({"party": "Lab"}, "no figure of the serving cost of Lab for any year: state it"),
        ({"party": "Cloud"}, "the revenue or the serving cost of Cloud"),
        ({"party": "Lab", "year": "2024"}, "of Lab for 2024"),
        ({"party": "Lab", "year": "2025-Q1"}, "'2025-Q1' is not a calendar year"),
        ({"party": "Lab", "year": "soon"}, "is not a calendar year"),
    ):
        with pytest.raises(ChoiceError, match=r".") as error:
            margin(net, **asked)
        assert said in str(error.value)
    with pytest.raises(ChoiceError, match="state both revenue and cost"):
        margin(revenue=12)
    with pytest.raises(ChoiceError, match=r"known of .*OpenAI \(2024, 2025\)"):
        margin(moneyloop.load(), party="CoreWeave")
