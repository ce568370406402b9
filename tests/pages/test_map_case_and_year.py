"""The map of the network page under both cases and in every year: lines, counts, slider, play."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from moneyloop.pages.network import render_network
from moneyloop.words.amounts import usd

Payload = dict[str, Any]
Show = Callable[..., Any]

LARGEST = 267.7  # of an arrow over whole terms: Lab One to Cloud A
LARGEST_OF_2025 = 40.0
START = "#loop=none"


def width(amount: float, largest: float) -> float:
    return round(max(1, 22 * amount / largest), 2)


def edges(page: Any, column: str) -> dict[str, Any]:
    found: dict[str, Any] = page.ask(
        f"return Object.fromEntries(moneyloop.edges.get().map((e) => [e.id, e.{column}]))"
    )
    return found


def choose_case(page: Any, case: str) -> None:
    page.click(f"input[name=case][value={case}]")


def choose_year(page: Any, position: int) -> None:
    page.ask(
        "const slider = document.getElementById('year'); slider.value = arguments[0];"
        "slider.dispatchEvent(new Event('input', {bubbles: true}))",
        position,
    )


def test_widths_are_linear_in_the_sum_of_an_arrow(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    firm = edges(page, "width")
    assert firm["purchase:Lab One>Cloud A"] == 22
    assert firm["investment:Cloud A>Lab One"] == width(13.0, LARGEST)
    assert firm["purchase:Cloud A>Chip E"] == width(24.8, LARGEST)
    choose_case(page, "headline")
    headline = edges(page, "width")
    assert headline["investment:Cloud A>Lab One"] == width(16.0, LARGEST)
    assert headline["investment:Cloud B>Lab Two"] == width(33.0, LARGEST)


def test_what_is_never_summed_adds_nothing(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    assert edges(page, "width")["guarantee:Cloud A>Site D"] == 1  # of 1.4
    arrow = page.ask("return moneyloop.drawnArrows().get('investment:Alder Fund>Lab One')")
    assert "fund-one-part" in arrow["ids"]  # 4.0 of it are in another row
    assert arrow["amount"] == 40.0


def test_a_period_draws_what_moves_in_it(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    choose_year(page, 1)
    assert page.ask("return moneyloop.state.year") == "2024"
    assert edges(page, "width") == {"investment:Cloud A>Lab One": 22}
    line = "2 companies and 1 arrow carry $4.0bn of the $4.0bn that moved in 2024 (100%)."
    assert page.text("#shown-line") == line
    choose_year(page, 2)
    widths = edges(page, "width")
    assert widths["investment:Cloud A>Lab One"] == width(9.0, LARGEST_OF_2025)
    assert widths["investment:Alder Fund>Lab One"] == 22
    # 250 of it have no dates.
    assert widths["purchase:Lab One>Cloud A"] == width(17.7, LARGEST_OF_2025)
    choose_year(page, 3)
    assert edges(page, "width") == {}
    choose_year(page, 0)
    assert page.ask("return moneyloop.state.year") is None


def test_the_line_below_the_map_follows_case_and_filters(atlas: Payload, show: Show) -> None:
    summed = [d for d in atlas["deals"] if d["left_out"] in (None, "no dates")]
    firm = sum(d["amount_usd_bn"] or 0.0 for d in summed)
    high = sum(d["amount_high_usd_bn"] or d["amount_usd_bn"] or 0.0 for d in summed)
    page = show(render_network(atlas), START)
    of = f"carry {usd(firm)} of the {usd(firm)} that moves over the whole term of each deal (100%)."
    assert page.text("#shown-line").endswith(of)
    choose_case(page, "headline")
    assert usd(high) in page.text("#shown-line")
    page.click("input[data-filter=status][value=contingent]")
    assert usd(high - 25) in page.text("#shown-line")
    assert "dotted arrow" in page.text("#shown-rest")


def test_the_title_without_a_choice_is_the_headline_of_the_case(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    assert page.text("#title") == atlas["headline"]
    choose_case(page, "headline")
    assert page.text("#title") == "The record allows more."
    choose_year(page, 1)
    assert page.text("#title") == "$4.0bn moved in 2024, as far as amounts are public."


def test_the_basis_follows(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    assert page.text(".basis").startswith("Paid and signed amounts\nwhole term of each deal")
    choose_case(page, "headline")
    choose_year(page, 3)
    assert page.text(".basis").startswith('Amounts with every "up to"\nin 2026, planned')


def test_the_page_starts_with_its_case(atlas: Payload, show: Show) -> None:
    atlas["case"] = "headline"
    page = show(render_network(atlas), START)
    checked = "return document.querySelector('input[name=case]:checked').value"
    assert page.ask(checked) == "headline"
    page.ask("moneyloop.setCase('firm')")
    assert page.ask(checked) == "firm"


def test_an_up_to_alone_is_unknown_in_the_firm_case(atlas: Payload, show: Show) -> None:
    for deal in atlas["deals"][:3]:
        deal["amount_usd_bn"] = None
        sums = atlas["cases"]["firm"]["deals"][deal["id"]]
        sums.update(whole=None, open="dated", reason="unknown amount")
    page = show(render_network(atlas), START)
    assert edges(page, "dashes")["investment:Cloud A>Lab One"] == [1.5, 4]
    choose_case(page, "headline")
    assert edges(page, "dashes")["investment:Cloud A>Lab One"] is False


def test_the_key_of_widths_follows_the_scale(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    assert page.text("#width-key").split() == ["width:", "$200bn", "$40.0bn"]
    thick = "return [...document.querySelectorAll('.width-line')].map((n) => n.style.height)"
    assert float(page.ask(thick)[0][:-2]) == pytest.approx(22 * 200 / LARGEST, abs=0.01)
    choose_year(page, 2)
    assert page.text("#width-key").split()[1:] == ["$20.0bn", "$4.0bn"]
    assert page.ask(thick)[0] == "11px"


def test_amounts_stand_on_arrows_from_a_round_amount_up(visit: Show) -> None:
    page = visit("network", START, width=1440)
    start = page.ask("return moneyloop.labelledFrom()")
    assert str(start).rstrip("0").removesuffix(".") in {"1", "2", "5", "0.1", "0.2", "0.5"}
    amounts = page.ask("return [...moneyloop.drawnArrows().values()].map(({amount}) => amount)")
    expected = sum(amount is not None and amount >= start for amount in amounts)
    placed, dropped = page.ask(
        "moneyloop.network.redraw(); return [moneyloop.labels().length, moneyloop.droppedLabels()]"
    )
    assert 5 < placed <= 21
    assert placed + dropped == expected
    assert f"Amounts from {usd(start)} up are written on their arrows" in page.text(".shown")


def test_the_slider_says_its_year_and_money(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    said = "return document.getElementById('year').getAttribute('aria-valuetext')"
    assert page.ask(said) == "whole term of each deal"
    choose_year(page, 1)
    assert page.ask(said) == "2024: $4.0bn moves"
    choose_year(page, 3)
    assert page.ask(said) == "2026, planned: $0 moves"
    page.ask("moneyloop.setYear('2025')")
    assert page.ask("return document.getElementById('year').value") == "2"


def test_bars_hold_the_money_of_each_year_that_the_filters_leave(
    atlas: Payload, show: Show
) -> None:
    page = show(render_network(atlas), START)
    bars = (
        "return [...document.querySelectorAll('.year-fill')]"
        ".map((bar) => [parseFloat(bar.style.height), bar.classList.contains('planned')])"
    )
    year = sum(v["years"].get("2025") or 0.0 for v in atlas["cases"]["firm"]["deals"].values())
    heights = page.ask(bars)
    assert [planned for _, planned in heights] == [False, False, True]
    assert heights[0][0] == pytest.approx(100 * 4 / year, rel=1e-3)
    assert heights[1][0] == 100
    # Without the deals that are paid in 2025 alone, the bar of 2024 stands beside a smaller one.
    for kind in ("compute", "hardware", "debt", "customer", "lease"):
        page.click(f"input[data-filter=kind][value={kind}]")
    assert page.ask(bars)[0][0] > heights[0][0]


def test_a_click_on_a_bar_chooses_its_year(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    page.ask("document.querySelectorAll('.year-column')[2].click()")
    assert page.ask("return moneyloop.state.year") == "2025"
    page.ask("document.querySelectorAll('.year-column')[0].click()")
    assert page.ask("return moneyloop.state.year") is None


# The page's clock is ours: a step comes when the test says so.
CLOCK = """
window.waiting = [];
window.setTimeout = (work) => window.waiting.push(work);
window.clearTimeout = (number) => { if (number) window.waiting[number - 1] = null; };
window.tick = () => { const now = window.waiting; window.waiting = []; now.forEach((f) => f?.()); };
"""


def test_play_goes_through_the_years_and_stops(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    page.ask(CLOCK)
    page.click("#play")
    seen = [page.ask("return [moneyloop.state.year, moneyloop.isPlaying()]")]
    assert page.ask("return document.getElementById('play').ariaLabel") == "Pause"
    while page.ask("return moneyloop.isPlaying()"):
        seen.append(page.ask("tick(); return [moneyloop.state.year, moneyloop.isPlaying()]"))
    assert seen == [["2024", True], ["2025", True], ["2026", False]]
    assert page.ask("return document.getElementById('play').ariaLabel") == "Play the years"
    page.press("p")  # from the last year it starts again
    assert page.ask("return [moneyloop.state.year, moneyloop.isPlaying()]") == ["2024", True]
    page.press("p")
    assert page.ask("tick(); return [moneyloop.state.year, moneyloop.isPlaying()]") == [
        "2024",
        False,
    ]


@pytest.mark.parametrize("key", [None, "."])
def test_play_pauses_when_the_reader_moves(atlas: Payload, show: Show, key: str | None) -> None:
    page = show(render_network(atlas), START)
    page.ask(CLOCK)
    page.click("#play")
    if key:
        page.press(key)
    else:
        choose_year(page, 2)
    assert page.ask("tick(); return [moneyloop.state.year, moneyloop.isPlaying()]") == [
        "2025",
        False,
    ]


def test_play_with_one_year_stops_at_once(atlas: Payload, show: Show) -> None:
    atlas["years"] = ["2025"]
    page = show(render_network(atlas), START)
    page.click("#play")
    assert page.ask("return [moneyloop.state.year, moneyloop.isPlaying()]") == ["2025", False]


def test_without_a_year_there_is_no_slider(atlas: Payload, show: Show) -> None:
    atlas.update(years=[], year=None, planned_from=None)
    page = show(render_network(atlas), START)
    assert page.ask("return document.getElementById('time').hidden")
    page.press("p")
    assert page.ask("return moneyloop.state.year") is None
    assert page.console() == []
