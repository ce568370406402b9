"""What would settle it: ranges, widths and ranks of unknowns, worked by hand on small networks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import economies as make
import moneyloop
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions.unknowns import unknowns

checked = settings(max_examples=15, deadline=None)
MEASURES = ("own", "any_investor")


def close(value: float) -> Any:
    return pytest.approx(value, abs=1e-6)


def rows_of(result: Result) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in result.rows}


def asked(network: Network, **options: Any) -> dict[str, dict[str, Any]]:
    return rows_of(unknowns(network, from_="2025", to="2025", **options))


def package(*more: dict[str, Any], lab: float | None = 40, acme: float = 90) -> Network:
    """Acme puts 60 into Lab; `lab` and `acme` are their revenues of 2025."""
    rows = [make.deal("Acme", "Lab", "equity", 60, id="stake"), *more]
    figures = [make.revenue("Acme", acme)]
    figures += [] if lab is None else [make.revenue("Lab", lab)]
    return make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"], ["Fund"]))


# --- amounts --------------------------------------------------------------------------------


def test_an_amount_that_settles_everything() -> None:
    """All of Lab's 60 are Acme's: whatever it pays Acme is known to be a lap, to the dollar."""
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    (row,) = unknowns(package(gap, lab=0), from_="2025", to="2025").rows
    assert (row["kind"], row["payer"], row["payee"]) == ("amount", "Lab", "Acme")
    assert (row["lowest"], row["highest"]) == (0, 60)
    assert row["cap"] == "money that Lab has left"
    widths = ("width_now", "width_lowest", "width_highest", "width_left", "narrows", "narrows_most")
    assert [row[key] for key in widths] == close([60, 0, 0, 0, 60, 60])
    assert (row["rank"], row["party"], row["sizes"], row["period"]) == (1, "Acme", 1, "2025")


def test_an_amount_in_a_mixed_pool_leaves_a_width() -> None:
    """T = 100: at 0 [0, 0], at 45 [5, 45], at 90 [50, 60]: the widest is in between."""
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    (row,) = asked(package(gap)).values()
    assert (row["highest"], row["cap"]) == (90, "revenue of Acme that no sale explains")
    widths = ("width_now", "width_lowest", "width_highest", "width_left", "narrows", "narrows_most")
    assert [row[key] for key in widths] == close([60, 0, 10, 40, 20, 60])
    assert row["any_investor_width_now"] == close(60)


def test_known_sales_and_reported_cash_leave_less_room() -> None:
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    known = make.deal("Lab", "Acme", "services", 25, id="known")
    (row,) = asked(package(gap, known)).values()
    assert (row["highest"], row["cap"]) == (65, "revenue of Acme that no sale explains")
    rows = [make.deal("Acme", "Lab", "equity", 60), gap, known]
    figures = [
        make.revenue("Acme", 90),
        make.revenue("Lab", 40),
        make.cash("Lab", 45, "2025-12-31"),
    ]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"]))
    (row,) = asked(network).values()
    assert (row["highest"], row["cap"]) == (30, "money that Lab has left beside its reported cash")


def test_an_amount_that_does_not_matter() -> None:
    gap = make.deal("Fund", "Cloud", "equity", "", id="gap")
    before = make.deal("Fund", "Cloud", "equity", 5, "2024", id="before")
    sale = make.deal("Lab", "Acme", "compute", 70)
    row = asked(package(gap, before, sale))["gap"]
    assert row["highest"] == 5
    assert row["cap"] == "no total: the largest investment known of Fund or Cloud (before)"
    keys = ("narrows", "narrows_most", "any_investor_narrows", "any_investor_narrows_most")
    assert [row[key] for key in keys] == [0, 0, 0, 0]
    assert row["width_now"] == row["width_left"] == close(30)
    assert (row["party"], row["sizes"]) == (None, 0)


def test_an_investment_is_capped_by_what_the_payee_cannot_explain() -> None:
    gap = make.deal("Fund", "Cloud", "equity", "", id="gap")
    spent = make.deal("Cloud", "Acme", "hardware", 7)
    row = asked(package(gap, spent))["gap"]
    assert (row["highest"], row["cap"]) == (7, "money of no known source of Cloud")
    # Unexplained money of Cloud turns out to be an investor's.
    assert row["any_investor_narrows_most"] == close(7)


def test_an_investment_of_an_inside_party_is_capped_by_its_money() -> None:
    gap = make.deal("Acme", "Cloud", "equity", "", id="gap")
    row = asked(package(gap))["gap"]
    assert (row["highest"], row["cap"]) == (30, "money that Acme has left")


def test_the_up_to_of_a_row_caps_it() -> None:
    gap = make.deal("Lab", "Acme", "compute", "", id="gap", amount_high_usd_bn=12, status="signed")
    row = asked(package(gap))["gap"]
    assert (row["highest"], row["cap"]) == (12, 'its own "up to"')
    assert "gap" not in asked(package(gap), case="headline")


def test_only_what_falls_in_the_window_is_told_and_every_year_caps_it() -> None:
    """Spread evenly, 10 of room in 2024 leaves room for 10 * 365 / 366 in 2025."""
    gap = make.deal("Lab", "Acme", "compute", "", "2024", end="2025", id="gap")
    rows = [gap, *(make.deal("Fund", "Lab", "equity", 90, year) for year in (2024, 2025))]
    figures = [make.revenue("Acme", 10, 2024), make.revenue("Acme", 90, 2025)]
    figures += [make.revenue("Lab", 0, year) for year in (2024, 2025)]
    figures += [make.cash("Lab", 1, "2024-12-31")]  # so that 2024 is looked at
    network = make.network(rows, figures, make.parties(["Acme", "Lab"], ["Fund"]))
    assert asked(network)["gap"]["highest"] == close(10 * 365 / 366)
    both = rows_of(unknowns(network, from_="2024", to="2025"))["gap"]
    assert both["highest"] == close(10 * 731 / 366)
    assert both["period"] == "2024..2025"


def test_an_unknown_actual_hides_the_schedule_even_at_zero() -> None:
    plan = make.deal("Lab", "Acme", "compute", 70, id="plan", status="signed")
    gap = make.deal("Lab", "Acme", "compute", "", id="gap")
    row = asked(package(plan, gap))["gap"]
    # At 0 there is no sale; at 90 the interval is [50, 60]; the schedule's [30, 60] is not tried.
    assert (row["highest"], row["width_now"], row["width_left"]) == (90, close(60), close(40))
    assert (row["width_lowest"], row["width_highest"]) == (close(0), close(10))


@checked
@given(data=st.data())
def test_each_try_is_that_of_a_package_that_knows_the_amount(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_size=3, max_years=2))
    deals = [deal | {"id": f"deal-{number}"} for number, deal in enumerate(economy.deals())]
    blank = data.draw(st.integers(0, len(deals) - 1))
    year = str(economy.first_year + economy.years - 1)

    def network(amount: Any) -> Network:
        rows = [*deals[:blank], deals[blank] | {"amount_usd_bn": amount}, *deals[blank + 1 :]]
        found: Network = make.network(rows, economy.figures(), economy.parties())
        return found

    def intervals(amount: float) -> dict[str, list[tuple[float, float]]]:
        answer = moneyloop.attribute(network(repr(amount)), from_=year, to=year).rows
        ends = {
            name: [(row[f"{name}_low"], row[f"{name}_high"]) for row in answer] for name in MEASURES
        }
        return ends

    row = rows_of(unknowns(network(""), from_=year, to=year)).get(deals[blank]["id"])
    if row is None or row["highest"] is None:
        return
    step = (row["highest"] - row["lowest"]) / 4
    tries = [intervals(row["lowest"] + number * step) for number in range(5)]
    for measure, prefix in zip(MEASURES, ("", "any_investor_"), strict=True):
        widths = [sum(high - low for low, high in ends[measure]) for ends in tries]
        assert row[f"{prefix}width_lowest"] == close(widths[0])
        assert row[f"{prefix}width_highest"] == close(widths[-1])
        assert row[f"{prefix}width_left"] == close(max(widths))
        assert row[f"{prefix}width_now"] >= max(widths) - 1e-6
        assert row[f"{prefix}narrows"] == close(row[f"{prefix}width_now"] - max(widths))
        assert row[f"{prefix}narrows_most"] == close(row[f"{prefix}width_now"] - min(widths))


# --- terms ----------------------------------------------------------------------------------


def test_a_commitment_without_a_term_may_fall_in_the_window_or_not() -> None:
    """At 0 [0, 0]; all 50 of it in 2025: [10, 50]."""
    plan = make.deal("Lab", "Acme", "compute", 50, "2025-07-01", end="", status="signed", id="plan")
    row = asked(package(plan))["plan"]
    assert (row["kind"], row["lowest"], row["highest"]) == ("date", 0, 50)
    assert row["cap"] == "its own amount"
    assert (row["width_now"], row["width_lowest"], row["width_highest"]) == close((50, 0, 40))
    # The totals leave room for less of a larger one.
    large = plan | {"amount_usd_bn": 300}
    assert asked(package(large))["plan"]["highest"] == 90


def test_an_amount_and_a_term_that_are_both_missing_are_one_amount() -> None:
    plan = make.deal("Lab", "Acme", "compute", "", "2025-07-01", end="", status="signed", id="plan")
    row = asked(package(plan))["plan"]
    assert (row["kind"], row["highest"]) == ("amount", 90)


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
        make.deal("Lab", "Acme", "compute", "", id="hearsay", status="talks"),
        make.deal("Lab", "Acme", "compute", "", "2027", id="later"),
    ]
    result = unknowns(package(*rows), from_="2025", to="2025")
    assert result.rows == []
    assert {item.reason: item.ids for item in result.left_out} == {
        "part_of": ("part",),
        "replaced by what was paid": ("plan",),
        "talks": ("hearsay", "rumour"),
        "outside the window": ("later",),
    }


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
    """At 0 all of the pool but 10 of no known source is Acme's: [60, 60]; at 40 [30, 60]."""
    row = asked(without_revenue(run_rate("Lab", 40)))["Lab revenue"]
    assert (row["kind"], row["payer"], row["payee"]) == ("revenue", None, "Lab")
    assert (row["lowest"], row["highest"]) == close((0, 40))
    assert "run rate of Lab" in row["cap"]
    assert (row["width_now"], row["width_lowest"], row["width_highest"]) == close((30, 0, 30))
    assert (row["narrows"], row["narrows_most"], row["party"]) == (0, close(30), "Acme")


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
    row = asked(without_revenue(half))["Lab revenue"]
    assert row["lowest"] == close(20)
    assert row["highest"] == close(20 + 20 * 181 / 184)
    assert row["width_highest"] == close(60 - max(0, 60 + 70 - (60 + 20 + 20 * 181 / 184)))


def test_revenue_of_which_nothing_is_known_is_not_tried() -> None:
    enough = make.deal("Fund", "Lab", "equity", 10)
    sale = make.deal("Lab", "Acme", "compute", 70)
    gap = make.deal("Lab", "Cloud", "compute", "", id="gap")
    result = unknowns(package(enough, sale, gap, lab=None), from_="2025", to="2025")
    row = result.rows[-1]
    assert (row["id"], row["highest"], row["narrows"], row["width_now"]) == (
        "Lab revenue",
        None,
        None,
        None,
    )
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
