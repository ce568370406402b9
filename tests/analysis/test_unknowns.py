"""What would settle it: ranges, widths and ranks of unknowns, worked by hand on small networks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
from examples import examples
from moneyloop.analysis import attribution, together
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.unknowns import unknowns

checked = examples(8)
MEASURES = ("own", "any_investor")


def close(value: float) -> Any:
    return pytest.approx(value, abs=1e-6)


def rows_of(result: Result) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in result.rows}


def asked(network: Network, **options: Any) -> dict[str, dict[str, Any]]:
    return rows_of(unknowns(network, from_="2025", to="2025", **options))


def package(*more: dict[str, Any], lab: float | None = 40, acme: float = 90) -> Network:
    """Acme puts 60 into Lab, which had no cash; `lab` and `acme` are their revenues of 2025."""
    rows = [make.deal("Acme", "Lab", "equity", 60, id="stake"), *more]
    figures = [make.revenue("Acme", acme), make.cash("Lab", 0, "2024-12-31")]
    figures += [] if lab is None else [make.revenue("Lab", lab)]
    return make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"], ["Fund"]))


def together_of(network: Network, year: str) -> dict[str, tuple[float, float | None]]:
    """The interval of all sellers together, by the route of the report."""
    study = asking.study(network, from_=year, to=year)
    pools = RangedPools(study)
    rows = [row for row in attribution.rows(study, pools=pools) if attribution.sells(row)]
    found = {}
    for measure in MEASURES:
        found[measure] = (0.0, 0.0)
        if rows:
            joint, _ = together.measured(study, rows, measure, pools)
            found[measure] = (joint.low, joint.high)
    return found


# --- amounts --------------------------------------------------------------------------------

NARROWS = ("width_now", "width_left", "narrows", "narrows_most")


def widths(row: dict[str, Any], prefix: str = "") -> list[Any]:
    return [row[prefix + key] for key in NARROWS]


def test_an_amount_that_settles_everything() -> None:
    """All of Lab's 60 are Acme's: whatever it pays Acme is known to be a lap, to the dollar."""
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    (row,) = unknowns(package(gap, lab=0), from_="2025", to="2025").rows
    assert (row["kind"], row["payer"], row["payee"]) == ("amount", "Lab", "Acme")
    assert (row["lowest"], row["highest"]) == (0, 60)
    assert row["cap"] == "money that Lab has left"
    assert widths(row) == close([60, 0, 60, 60])
    assert (row["rank"], row["sizes"], row["period"]) == (1, 1, "2025")


def test_an_amount_in_a_mixed_pool_leaves_the_widest_over_all_its_values() -> None:
    """T = 100, V = 60: [R - 40, 60] from R = 60 on, [0, R] to R = 40: 40 wide in between."""
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    (row,) = asked(package(gap)).values()
    assert (row["highest"], row["cap"]) == (90, "revenue of Acme that no sale explains")
    # At 0 it is [0, 0], at 90 [50, 60]: 10 wide. It may be any of [0, 60].
    assert widths(row) == close([60, 40, 20, 60])
    assert widths(row, "any_investor_") == close([60, 40, 20, 60])


def test_the_widest_may_lie_between_the_values_that_others_would_try() -> None:
    """As above with T = 100 and V = 7: [0, 7] for R from 7 to 93: no even steps from 0 to 100 know.

    At R = 100 it is [7, 7]. It is exact, not tried.
    """
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    rows = [make.deal("Acme", "Lab", "equity", 7), gap]
    figures = [
        make.revenue("Acme", 200),
        make.revenue("Lab", 93),
        make.cash("Lab", 0, "2024-12-31"),
    ]
    (row,) = asked(make.network(rows, figures, make.parties(["Acme", "Lab"]))).values()
    assert widths(row) == close([7, 7, 0, 7])


def test_two_sales_of_one_pool_are_one_interval() -> None:
    """Lab's 60 are Fund's: of 40 to Acme and v to Cloud, 60 at most can have come from it."""
    rows = [
        make.deal("Fund", "Lab", "equity", 60),
        make.deal("Lab", "Acme", "compute", 40),
        make.deal("Lab", "Cloud", "compute", "", id="gap"),
    ]
    figures = [make.revenue("Acme", 90), make.revenue("Lab", 40), make.revenue("Cloud", 90)]
    figures += [make.cash("Lab", 0, "2024-12-31")]
    network = make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"], ["Fund"]))
    (row,) = asked(network).values()
    # R = 40 + v, T = 100: [max(0, R - 40), min(R, 60)], from 0 (v = 0) to 60 (v from 20 on).
    assert (row["highest"], row["cap"]) == (60, "money that Lab has left")
    # Widest at v = 0 or 20: 40.
    assert widths(row, "any_investor_") == close([60, 40, 20, 60])
    assert widths(row) == [0, 0, 0, 0]
    only = asked(network, party=["Acme"])["gap"]
    # Acme alone: 40 of its money at most, whatever Cloud was paid; at v = 60 it is [0, 40] too.
    assert widths(only, "any_investor_") == close([40, 40, 0, 0])


def test_known_sales_and_reported_cash_leave_less_room() -> None:
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    known = make.deal("Lab", "Acme", "services", 25, id="known")
    (row,) = asked(package(gap, known)).values()
    assert (row["highest"], row["cap"]) == (65, "revenue of Acme that no sale explains")
    rows = [make.deal("Acme", "Lab", "equity", 60), gap, known]
    figures = [
        make.revenue("Acme", 90),
        make.revenue("Lab", 40),
        make.cash("Lab", 0, "2024-12-31"),
        make.cash("Lab", 45, "2025-12-31"),
    ]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"]))
    (row,) = asked(network).values()
    assert (row["highest"], row["cap"]) == (30, "money that Lab has left beside its reported cash")


def test_an_amount_that_does_not_matter() -> None:
    gap = make.deal("Fund", "Cloud", "equity", "", id="gap")
    sale = make.deal("Lab", "Acme", "compute", 70)
    row = asked(package(gap, sale))["gap"]
    assert (row["highest"], row["cap"]) == (None, "no total limits it")
    assert widths(row) == close([30, 30, 0, 0])
    assert row["sizes"] == 0


def test_what_makes_a_high_public_comes_first_and_then_what_no_total_limits() -> None:
    """No total limits stake and gap, and so not how much came back.

    Acme's revenue would: with 60 at most it has nothing left for a stake beside the 60 in Cloud, of
    which 5 can come back.
    """
    rows = [
        make.deal("Acme", "Lab", "equity", "", id="stake"),
        make.deal("Lab", "Acme", "compute", "", id="gap"),
        make.deal("Lab", "Acme", "services", 5, id="sale"),
        make.deal("Acme", "Cloud", "equity", 60),
        make.deal("Cloud", "Acme", "hardware", "", id="small", amount_high_usd_bn=5),
    ]
    network = make.network(rows, [run_rate("Acme", 40)], make.parties(["Acme", "Lab", "Cloud"]))
    result = unknowns(network, year="2025")
    assert [row["id"] for row in result.rows[:3]] == ["Acme revenue", "stake", "gap"]
    first, *others = result.rows
    assert (first["lowest"], first["highest"]) == (5, 60)
    assert widths(first) == [None, close(5), None, None]
    assert all(widths(row) == [None] * 4 for row in others)
    assert [row["highest"] for row in others[:2]] == [None, None]


def test_the_up_to_of_a_row_caps_it() -> None:
    gap = make.deal("Lab", "Acme", "compute", "", id="gap", amount_high_usd_bn=12, status="signed")
    row = asked(package(gap))["gap"]
    assert (row["highest"], row["cap"]) == (12, 'its own "up to"')
    # [0, 12]; at 12 all may be Acme's or none.
    assert widths(row) == close([12, 12, 0, 12])
    # With every "up to" it counts with 12, and it is still open.
    assert widths(asked(package(gap), case="headline")["gap"]) == close([12, 12, 0, 12])


def test_only_what_falls_in_the_window_is_told_and_every_year_caps_it() -> None:
    """Spread evenly, 10 of room in 2024 leaves room for 10 * 365 / 366 in 2025."""
    gap = make.deal("Lab", "Acme", "compute", "", "2024", end="2025", id="gap")
    rows = [gap, *(make.deal("Fund", "Lab", "equity", 90, year) for year in (2024, 2025))]
    figures = [make.revenue("Acme", 10, 2024), make.revenue("Acme", 90, 2025)]
    figures += [make.revenue("Lab", 0, year) for year in (2024, 2025)]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"], ["Fund"]))
    assert asked(network)["gap"]["highest"] == close(10 * 365 / 366)
    both = rows_of(unknowns(network, from_="2024", to="2025"))["gap"]
    assert both["highest"] == close(10 * 731 / 366)
    assert both["period"] == "2024..2025"


def test_an_earlier_amount_that_the_cash_of_the_window_depends_on_is_one_of_it() -> None:
    """What Lab paid Cloud in 2024 is not there in 2025, when it pays Acme 40 of 50."""
    rows = [
        make.deal("Acme", "Lab", "equity", 50, 2024),
        make.deal("Lab", "Cloud", "compute", "", 2024, id="before"),
        make.deal("Lab", "Acme", "compute", 40),
    ]
    figures = [make.revenue("Lab", 0, year) for year in (2024, 2025)]
    figures += [make.revenue("Acme", 60), make.cash("Lab", 0, "2023-12-31")]
    found = asked(make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"])))
    assert (found["before"]["highest"], found["before"]["cap"]) == (50, "money that Lab has left")
    # All 40 may be Acme's, or none of it: at nothing [0, 40], at 50 nothing is left of Acme's.
    assert widths(found["before"]) == close([40, 40, 0, 40])


def test_an_unknown_actual_may_hide_the_schedule() -> None:
    """The schedule's 70 pays until the actual is known: it may be all of the two, or less."""
    plan = make.deal("Lab", "Acme", "compute", 70, id="plan", status="signed")
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    row = asked(package(plan, gap))["gap"]
    assert row["highest"] >= 20
    assert row["width_now"] == close(60)
    assert row["width_left"] <= 60


@checked
@given(data=st.data())
def test_what_is_left_holds_for_a_package_that_knows_the_amount(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_size=3, max_years=2))
    deals = [
        deal | {"id": f"deal-{number}"} | ({"status": "paid"} if "status" in deal else {})
        for number, deal in enumerate(economy.deals())
    ]
    blank = data.draw(st.integers(0, len(deals) - 1))
    year = str(economy.first_year + economy.years - 1)

    def network(amount: Any) -> Network:
        rows = [*deals[:blank], deals[blank] | {"amount_usd_bn": amount}, *deals[blank + 1 :]]
        found: Network = make.network(rows, economy.figures(), economy.parties())
        return found

    name = deals[blank]["id"]
    row = rows_of(unknowns(network(""), from_=year, to=year)).get(name)
    if row is None or row["highest"] is None or str(deals[blank]["start"])[:4] != year:
        return
    for part in (0.0, 0.3, 0.7, 1.0):
        amount = part * row["highest"]
        answer = together_of(network(repr(amount)), year)
        for measure, prefix in zip(MEASURES, ("", "any_investor_"), strict=True):
            low, high = answer[measure]
            if row[f"{prefix}width_left"] is None:
                continue
            assert high is not None
            assert high - low <= row[f"{prefix}width_left"] + 1e-5
            assert high - low >= row[f"{prefix}width_now"] - row[f"{prefix}narrows_most"] - 1e-5


# --- terms ----------------------------------------------------------------------------------


def test_a_commitment_without_a_term_may_fall_in_the_window_or_not() -> None:
    """At 0 [0, 0]; all 50 of it in 2025: [10, 50]; at 40 [0, 40], the widest."""
    plan = make.deal("Lab", "Acme", "compute", 50, "2025-07-01", end="", status="signed", id="plan")
    row = asked(package(plan))["plan"]
    assert (row["kind"], row["lowest"], row["highest"]) == ("date", 0, 50)
    assert row["cap"] == "its own amount"
    assert widths(row) == close([50, 40, 10, 50])
    # The totals leave room for less of a larger one.
    large = plan | {"amount_usd_bn": 300}
    assert asked(package(large))["plan"]["highest"] == 90


def test_an_amount_and_a_term_that_are_both_missing_are_one_unknown() -> None:
    plan = make.deal("Lab", "Acme", "compute", "", "2025-07-01", end="", status="signed", id="plan")
    row = asked(package(plan))["plan"]
    assert (row["kind"], row["highest"]) == ("date", 90)


def test_nothing_is_paid_before_it_is_announced() -> None:
    plan = make.deal(
        "Lab", "Acme", "compute", 50, "", announced="2026-02", status="signed", id="plan"
    )
    result = unknowns(package(plan), from_="2025", to="2025")
    assert result.rows == []
    assert [(item.reason, item.ids) for item in result.left_out] == [
        ("outside the window", ("plan",))
    ]
    assert rows_of(unknowns(package(plan), from_="2026", to="2026"))["plan"]["kind"] == "date"


def test_rows_that_others_hold_or_cover_are_no_unknowns() -> None:
    rows = [
        make.deal("Lab", "Acme", "compute", 70, id="actual"),
        make.deal("Lab", "Acme", "compute", "", id="part", part_of="actual"),
        make.deal("Lab", "Acme", "compute", "", id="plan", status="signed"),
        make.deal("Lab", "Acme", "compute", "", id="rumour", status="talks"),
        make.deal("Lab", "Acme", "compute", "", id="hope", status="contingent"),
        make.deal("Lab", "Acme", "compute", "", "2027", id="later"),
    ]
    result = unknowns(package(*rows), from_="2025", to="2025")
    assert result.rows == []
    assert {item.reason: item.ids for item in result.left_out} == {
        "part_of": ("part",),
        "replaced by what was paid": ("plan",),
        "talks": ("rumour",),
        "unknown amount": ("hope",),
        "outside the window": ("later",),
    }


# --- balances and origins -------------------------------------------------------------------


def test_a_balance_is_tried_from_nothing_to_all_that_is_left() -> None:
    """50 of the 60 that Lab has at the end of 2024 are Acme's; in 2025 it pays 40 of c + 10.

    At c = 0 it is [0, 0], at c = 60 [20, 40] (30 may leave), at 30 [20, 30], at 45 [20, 40].
    """
    rows = [
        make.deal("Acme", "Lab", "equity", 50, 2024),
        make.deal("Lab", "Acme", "compute", 40),
    ]
    figures = [make.revenue("Lab", 10, year) for year in (2024, 2025)]
    figures += [make.revenue("Acme", 60), make.cash("Lab", 0, "2023-12-31")]
    found = asked(make.network(rows, figures, make.parties(["Acme", "Lab"])))
    row = found["Lab cash"]
    assert (row["kind"], row["period"], row["payee"]) == ("balance", "2024", "Lab")
    assert (row["lowest"], row["highest"]) == (0, 60)
    assert row["cap"] == "money that Lab has left"
    assert widths(row) == close([40, 20, 20, 40])


def test_a_balance_of_money_that_nobody_knows_may_leave_all_open() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 50, 2024),
        make.deal("Lab", "Acme", "compute", 40),
    ]
    figures = [make.revenue("Lab", 10), make.revenue("Acme", 60)]
    found = asked(make.network(rows, figures, make.parties(["Acme", "Lab"])))
    row = found["Lab cash"]
    assert (row["highest"], row["cap"]) == (None, "no total limits it")
    # With nothing kept none of the 50 is there in 2025.
    assert widths(row) == close([40, 40, 0, 40])


def test_where_other_money_came_from_may_leave_all_open() -> None:
    """Lab pays Acme 70 and has Acme's 60: exactly 10 more leave [60, 60], enough more [0, 60]."""
    found = asked(without_revenue(make.cash("Lab", 0, "2024-12-31")))
    row = found["Lab origin"]
    assert (row["kind"], row["payee"], row["period"]) == ("origin", "Lab", "2025")
    assert (row["lowest"], row["highest"]) == (10, None)
    assert widths(row) == close([60, 60, 0, 60])


# --- missing revenue ------------------------------------------------------------------------


def run_rate(party: str, amount: float) -> dict[str, Any]:
    row: dict[str, Any] = make.revenue(party, amount, "2025-12")
    return row | {"metric": "run_rate"}


def without_revenue(*figures: dict[str, Any]) -> Network:
    """Acme puts 60 into Lab, which pays it 70: 10 have no source while Lab's revenue has none."""
    rows = [make.deal("Acme", "Lab", "equity", 60), make.deal("Lab", "Acme", "compute", 70)]
    known = [make.revenue("Acme", 90), *figures]
    network: Network = make.network(rows, known, make.parties(["Acme", "Lab"]))
    return network


def test_missing_revenue_is_tried_up_to_a_run_rate() -> None:
    """At 0 all 70 but 10 of no known source are Acme's: [60, 60]; at 40 [30, 60]; now [0, 60]."""
    known = run_rate("Lab", 40), make.cash("Lab", 0, "2024-12-31")
    row = asked(without_revenue(*known))["Lab revenue"]
    assert (row["kind"], row["payer"], row["payee"]) == ("revenue", None, "Lab")
    assert (row["lowest"], row["highest"]) == close((0, 40))
    assert "run rate of Lab" in row["cap"]
    assert widths(row) == close([60, 30, 30, 60])


@pytest.mark.parametrize(
    ("year", "amount", "highest", "cap"),
    [(2023, 40, 40, "revenue of Lab from 2023"), (2023, 4, 10, "money of no known source of Lab")],
)
def test_missing_revenue_is_tried_up_to_the_largest_total(
    year: int, amount: float, highest: float, cap: str
) -> None:
    row = asked(without_revenue(make.revenue("Lab", amount, year)))["Lab revenue"]
    assert row["highest"] == close(highest)
    assert cap in row["cap"]


def test_revenue_of_a_part_of_the_year_stays_as_it_is() -> None:
    half = make.revenue("Lab", 20, "2025-07-01", end="2025-12-31")
    row = asked(without_revenue(half, make.cash("Lab", 0, "2024-12-31")))["Lab revenue"]
    most = 20 + 20 * 181 / 184
    assert row["lowest"] == close(20)
    assert row["highest"] == close(most)
    # T = 60 + revenue: at 20 [50, 60].
    assert widths(row) == close([60, most - 10, 70 - most, 50])


def test_revenue_of_which_nothing_is_known_is_not_tried() -> None:
    enough = make.deal("Fund", "Lab", "equity", 10)
    sale = make.deal("Lab", "Acme", "compute", 70)
    gap = make.deal("Lab", "Cloud", "compute", "", id="gap")
    result = unknowns(package(enough, sale, gap, lab=None), from_="2025", to="2025")
    row = result.rows[-1]
    assert (row["id"], row["highest"]) == ("Lab revenue", None)
    assert widths(row) == [close(60), None, None, None]
    assert any("Not tried" in note and "Lab revenue" in note for note in result.notes)


def test_revenue_of_a_party_that_feeds_no_sale_is_not_asked_for() -> None:
    sale = make.deal("Lab", "Acme", "compute", 70)
    gift = make.deal("Fund", "Cloud", "equity", 3)
    assert asked(package(sale, gift)) == {}


# --- order, window, loops -------------------------------------------------------------------


def test_what_narrows_most_for_certain_comes_first() -> None:
    rows = [
        make.deal("Lab", "Acme", "compute", "", id="a-gap"),
        make.deal("Cloud", "Acme", "hardware", "", id="b-nothing"),
        make.deal("Acme", "Cloud", "equity", "", id="c-gap"),
    ]
    result = unknowns(package(*rows), from_="2025", to="2025")
    ranks = [(row["rank"], row["narrows"], row["narrows_most"]) for row in result.rows]
    assert [rank for rank, *_ in ranks] == list(range(1, len(ranks) + 1))
    gains = [gain for _, *gain in ranks if gain[0] is not None]
    assert gains == sorted(gains, reverse=True)
    assert result.rows[0]["id"] == "a-gap"
    assert any("not the sum" in note for note in result.notes)


def test_a_row_sizes_the_loops_that_lack_nothing_else() -> None:
    rows = [
        make.deal("Lab", "Acme", "compute", "", id="gap"),
        make.deal("Acme", "Cloud", "equity", "", id="one"),
        make.deal("Cloud", "Acme", "hardware", "", id="two"),
    ]
    result = unknowns(package(*rows), from_="2025", to="2025")
    found = rows_of(result)
    assert {name: row["sizes"] for name, row in found.items() if row["kind"] == "amount"} == {
        "gap": 1,
        "one": 0,
        "two": 0,
    }
    loops = [(loop["parties"], loop["rows"]) for loop in result.extra["unsized_loops"]]
    assert loops == [(["Acme", "Cloud"], [["one"], ["two"]]), (["Acme", "Lab"], [["gap"]])]


def test_the_window_is_the_latest_full_year_unless_it_is_given() -> None:
    rows = [
        make.deal("Lab", "Acme", "compute", "", year, id=f"gap-{year}") for year in (2024, 2025)
    ]
    rows += [make.deal("Lab", "Acme", "compute", 1, day) for day in ("2024-03-01", "2026-03-01")]
    network = package(*rows)
    assert unknowns(network).extra["window"] == "2025"
    assert list(rows_of(unknowns(network))) == ["gap-2025"]
    assert unknowns(network, as_of="2025-06-30").extra["window"] == "2024"
    for options, window in (
        ({"from_": "2024", "to": "2025"}, "2024..2025"),
        ({"from_": "2025-Q2", "to": "2025-Q3"}, "2025-Q2..2025-Q3"),
        ({"from_": "2025-05", "to": "2025-05"}, "2025-05"),
        ({"from_": "2025-Q4", "to": "2025-12"}, "2025-10..2025-12"),
    ):
        assert unknowns(network, **options).extra["window"] == window


def test_only_the_intervals_of_the_chosen_parties_count() -> None:
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    network = package(gap)
    assert asked(network, party=["Cloud"])["gap"]["width_now"] == 0
    assert asked(network, party=["Acme"])["gap"] == asked(network)["gap"]
    with pytest.raises(ChoiceError, match="Acme"):
        unknowns(network, party=["Acne"])


def test_nothing_in_the_record_is_nothing_unknown() -> None:
    result = unknowns(make.network([]))
    assert (result.rows, result.left_out, result.extra["unsized_loops"]) == ([], [], [])
    assert result.notes


def test_the_answer_is_plain_values_and_progress_is_told() -> None:
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    told: list[tuple[int, int]] = []
    result = unknowns(package(gap), progress=lambda *step: told.append(step))
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["window"] == "2025"
    assert told == [(1, 1)]


def test_what_is_paid_or_known_in_part_is_the_least() -> None:
    gap = make.deal("Lab", "Acme", "compute", "", id="gap", paid_usd_bn=3)
    part = make.deal("Lab", "Acme", "compute", 4, id="part", part_of="gap")
    row = asked(package(gap))["gap"]
    assert (row["lowest"], row["highest"]) == (3, 90)
    row = asked(package(gap, part))["gap"]
    assert (row["lowest"], row["highest"]) == (4, 90)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_years_that_are_as_near_the_larger_caps(turned: bool) -> None:
    sale = make.deal("Lab", "Acme", "compute", 30)
    figures = [make.revenue("Lab", 1, 2024), make.revenue("Lab", 40, 2026)]
    rows = [make.deal("Acme", "Lab", "equity", 60), sale]
    figures = [make.revenue("Acme", 90), *(figures[::-1] if turned else figures)]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"]))
    row = asked(network)["Lab revenue"]
    assert (row["highest"], row["cap"]) == (close(40), "revenue of Lab from 2026, by day")
