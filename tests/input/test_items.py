"""Items: what a figure is, declared once, and words that would silently be nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import moneyloop
from moneyloop.input import items, schema
from moneyloop.input.near_misses import NEAR_MISSES
from moneyloop.input.package import check
from moneyloop.model import Problem

Package = Callable[..., Path]

DEALS = "payer,payee,kind\nLab,Cloud,compute\n"
HEADER = "party,metric,item,segment,start,end,amount,unit,note\n"
METRICS = schema.column("figures", "metric").enum


@pytest.fixture
def found(package: Package) -> Callable[..., list[Problem]]:
    """The problems of figures: each (metric, item, segment), and more cells by name."""

    def of(*figures: tuple[str, str, str], unit: str = "usd_bn", note: str = "") -> list[Problem]:
        rows = "".join(
            f'Lab,{metric},{item},"{segment}",2025,2025,1,{unit},{note}\n'
            for metric, item, segment in figures
        )
        return check(package(DEALS, figures=HEADER + rows))

    return of


def test_the_items_are_those_that_datapackage_json_declares() -> None:
    assert tuple(items.ITEMS) == schema.column("figures", "item").enum
    for item in items.ITEMS.values():
        assert set(item.metrics) <= set(METRICS)
        assert "{segment}" in item.part
        assert "{" not in item.whole


def test_a_near_miss_means_an_item_of_its_metrics() -> None:
    for miss in NEAR_MISSES:
        of = items.ITEMS[miss.item].metrics
        assert set(miss.metrics) <= set(of or METRICS)
        assert all(words == words.casefold() for words in miss.words)


@pytest.mark.parametrize(
    ("segment", "item", "words"),
    [
        ("", "", "total"),
        ("total", "", "total"),
        ("AWS", "", "AWS"),
        ("", "part_of_year", "total (part of year)"),
        ("AWS", "part_of_year", "AWS (part of year)"),
        ("total", "guidance_low", "total, low guidance"),
        ("", "cash_burn", "cash burn"),
        ("games", "cash_burn", "cash burn, games"),
        ("OpenAI", "stake", "stake in OpenAI"),
        ("{segment} {x}", "stake", "stake in {segment} {x}"),
        ("", "aggregate", "total"),
    ],
)
def test_what_a_figure_is_of_in_words(segment: str, item: str, words: str) -> None:
    assert items.named(segment, item) == words


@given(st.text(), st.sampled_from(["", *items.ITEMS]))
def test_blank_and_total_are_the_whole_party_and_nothing_else_is(segment: str, item: str) -> None:
    whole = segment in ("", "total")
    assert (items.line(segment, item) == items.TOTAL) is (whole and item != items.AI_BUSINESS)
    if not whole:
        assert segment in items.named(segment, item)


def test_what_stands_beside_a_figure_is_a_figure_of_the_same_thing() -> None:
    assert items.thing("guidance_low") == items.thing("other_count") == items.thing("") == ""
    assert items.thing("cash_burn_forecast") == items.thing("cash_burn") == "cash_burn"
    assert items.thing("aggregate_after_resale") != items.thing("aggregate")
    assert not items.BESIDE & set(items.COUNTED)


@pytest.mark.parametrize(
    ("metric", "segment", "item"),
    [
        ("spend", "Cash burn", "cash_burn"),
        ("spend", "cash-burn of the year", "cash_burn"),
        ("spend", "net cash used", "cash_burn"),
        ("spend", "Net cash used in operations", "cash_burn"),
        ("spend", "cash_burn", "cash_burn"),
        ("spend", "cash burn, forecast", "cash_burn_forecast"),
        ("capex", "AI capex, aggregate", "aggregate"),
        ("spend", "total cost", "total_costs"),
        ("spend", "Total costs and expenses", "total_costs"),
        ("spend", "Cost of sales", "cost_of_revenue"),
        ("spend", "paid into OpenAI", "investment"),
        ("capex", "total, high guidance", "guidance_high"),
        ("capex", "Plan for 2026", "guidance"),
        ("revenue", "AWS (part of year)", "part_of_year"),
        ("valuation", "Post-money", "post_money"),
        ("valuation", "27% stake in Lab", "stake"),
        ("backlog", "commercial RPO", "rpo"),
    ],
)
def test_words_that_nothing_reads_are_warned_of(
    found: Callable[..., list[Problem]], metric: str, segment: str, item: str
) -> None:
    (problem,) = found((metric, "", segment))
    assert (Path(problem.file).name, problem.line, problem.column) == ("figures.csv", 2, "segment")
    assert (problem.severity, problem.rule, problem.value) == ("warning", "near-miss", segment)
    assert problem.hint == f"did you mean item {item}? nothing reads the words of a segment"
    assert [one for one in found((metric, item, segment)) if one.column != "segment"] == []


@pytest.mark.parametrize("segment", ["Total", "TOTAL", "total, press", "total (group)"])
def test_nearly_total_is_warned_of_whatever_the_item(
    found: Callable[..., list[Problem]], segment: str
) -> None:
    for item in ("", "other_count"):
        (problem,) = found(("revenue", item, segment))
        assert (problem.column, problem.severity, problem.rule) == (
            *("segment", "warning"),
            "near-miss",
        )
        assert problem.hint == "for the whole party write total, or leave it blank"
    assert found(("revenue", "", "totally new business")) == []


def test_a_note_is_read_for_what_a_spending_is(found: Callable[..., list[Problem]]) -> None:
    (problem,) = found(("spend", "", "total"), note="Net cash used by operations.")
    assert (problem.column, problem.severity) == ("note", "warning")
    assert "did you mean item cash_burn?" in problem.hint
    assert found(("operating_loss", "", "total"), note="A loss; not the total cost.") == []


@pytest.mark.parametrize(
    ("metric", "segment", "unit"),
    [
        ("spend", "research and development", "usd_bn"),
        ("spend", "compute", "usd_bn"),
        ("capex", "new plants", "usd_bn"),
        ("valuation", "gains on stakes", "usd_bn"),
        ("backlog", "OpenAI share of RPO", "pct"),
        ("revenue", "cost of revenue software", "usd_bn"),
    ],
)
def test_other_words_are_free(
    found: Callable[..., list[Problem]], metric: str, segment: str, unit: str
) -> None:
    assert found((metric, "", segment), unit=unit) == []


def test_an_unknown_item_is_an_error_with_the_nearest_choice(
    found: Callable[..., list[Problem]],
) -> None:
    (problem,) = found(("spend", "Cash burn", ""))
    assert (problem.severity, problem.column, problem.rule) == ("error", "item", "choice")
    assert problem.hint == "did you mean 'cash_burn'?"


def test_an_item_of_another_metric_is_warned_of(found: Callable[..., list[Problem]]) -> None:
    (problem,) = found(("revenue", "cash_burn", ""))
    assert (problem.severity, problem.column, problem.rule) == ("warning", "item", "item-of-metric")
    assert (problem.message, problem.hint) == (
        "cash_burn is no item of revenue: nothing reads it",
        "it is an item of spend",
    )


def test_what_stands_beside_may_cover_the_same_days(found: Callable[..., list[Problem]]) -> None:
    beside = [("revenue", item, "total") for item in sorted(items.BESIDE)]
    assert found(("revenue", "", "total"), *beside) == []
    (problem,) = found(("revenue", "", "total"), ("revenue", "aggregate", ""))
    assert (problem.rule, problem.line) == ("figure-overlap", 3)


@pytest.mark.parametrize("item", sorted(items.BESIDE))
def test_what_stands_beside_is_not_added_to_revenue(package: Package, item: str) -> None:
    figures = (
        HEADER + f"Cloud,revenue,,,2025,2025,9,usd_bn,\nCloud,revenue,{item},,2025,2025,5,usd_bn,\n"
    )
    deals = "payer,payee,kind,amount_usd_bn,start,end,status\nLab,Cloud,compute,1,2025,2025,paid\n"
    network = moneyloop.load(
        package(deals + "Cloud,Lab,equity,1,2025,2025,paid\n", figures=figures)
    )
    (row,) = moneyloop.attribute(network, from_="2025", to="2025", party=["Cloud"]).rows
    assert (row["revenue"], row["revenue_coverage"]) == (9, 1)


@pytest.mark.parametrize("segment", ["cash burn", "Cash burn", "net cash used", ""])
def test_the_words_of_a_segment_change_no_answer(package: Package, segment: str) -> None:
    def watched(item: str) -> float | None:
        rows = "Lab,cash,,,2025-12-31,2025-12-31,6,usd_bn,\n"
        rows += f"Lab,spend,{item},{segment},2025,2025,12,usd_bn,\n"
        network = moneyloop.load(package(DEALS, figures=HEADER + rows))
        found = moneyloop.figures(network, "Lab").extra["watch"]
        return next((row["amount"] for row in found if row["measure"] == "months of cash"), None)

    assert watched("cash_burn") == pytest.approx(6)
    assert watched("") is None
