"""The map of the network page under both cases and in every year: lines, counts, slider, play."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from moneyloop.pages.network import render_network
from moneyloop.words.amounts import percent, usd

Payload = dict[str, Any]
Show = Callable[..., Any]

LARGEST_DEAL = 250.0  # of a whole term, in either case
LARGEST_YEAR = 40.0  # of any deal in any year, in either case


def width(amount: float, largest: float) -> float:
    return round(1 + 9 * math.sqrt(amount / largest), 2)


def edges(page: Any, column: str) -> dict[str, Any]:
    found: dict[str, Any] = page.ask(
        "return Object.fromEntries(moneyloop.edges.get({filter: (e) => !e.hidden})"
        f".map((e) => [e.id, e.{column}]))"
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


def test_widths_follow_the_case(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    firm = edges(page, "width")
    assert firm["one-a-2"] == 10
    assert firm["a-one-1"] == width(10.0, LARGEST_DEAL)
    assert firm["b-two-up"] == 1
    choose_case(page, "headline")
    headline = edges(page, "width")
    assert headline["a-one-1"] == width(13.0, LARGEST_DEAL)
    assert headline["b-two-up"] == width(25.0, LARGEST_DEAL)
    assert headline["one-a-2"] == 10
    assert headline.keys() == firm.keys()


def test_what_is_never_summed_is_thin(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    widths = edges(page, "width")
    assert widths["a-backs-d"] == 1  # a guarantee of 1.4
    assert widths["fund-one-part"] == 1  # 4.0 of it are in another row


def test_a_year_draws_what_moves_in_it(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    choose_year(page, 1)
    assert page.ask("return moneyloop.state.year") == "2024"
    assert edges(page, "width") == {"a-one-1": width(4.0, LARGEST_YEAR)}
    assert page.text("#count-parties") == "2"
    choose_year(page, 2)
    widths = edges(page, "width")
    assert widths["a-one-1"] == width(6.0, LARGEST_YEAR)
    assert widths["fund-one"] == 10
    assert "one-a-2" not in widths  # its commitment has no dates
    choose_case(page, "headline")
    assert edges(page, "width")["a-one-1"] == width(9.0, LARGEST_YEAR)
    choose_year(page, 3)
    assert edges(page, "width") == {}
    choose_year(page, 0)
    assert page.ask("return moneyloop.state.year") is None
    assert len(edges(page, "width")) == 25


def test_a_year_says_what_it_does_not_draw(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert page.ask("return document.getElementById('not-in-year').hidden")
    choose_year(page, 1)
    assert page.text("#not-in-year") == (
        "Not drawn: 23 deals have no money in 2024; 1 has no dates; 2 are in talks or replaced."
    )
    # What a filter hides is not missing because of the year.
    page.click("input[data-filter=status][value=signed]")
    assert "have no dates" not in page.text("#not-in-year")
    assert page.text("#not-in-year") == (
        "Not drawn: 19 deals have no money in 2024; 5 are filtered out; 2 are in talks or replaced."
    )


def test_a_deal_without_firm_money_is_not_told_as_undated(atlas: Payload, show: Show) -> None:
    atlas["cases"]["firm"]["deals"]["b-two-up"]["years"] = {}
    page = show(render_network(atlas), "#year=2025")
    assert page.text("#not-in-year") == (
        "Not drawn: 1 has no money in any year (paid and signed amounts), or paid rows stand "
        "for it; 1 has no dates; 2 are in talks or replaced."
    )


@pytest.mark.parametrize("case", ["firm", "headline"])
def test_every_deal_is_drawn_or_told_of(visit: Show, case: str) -> None:
    page = visit("network", f"#case={case}")
    page.click("input[data-filter=kind][value=equity]")
    for year in page.ask("return moneyloop.payload.years"):
        page.ask("moneyloop.setYear(arguments[0])", year)
        text = page.text("#not-in-year").removeprefix("Not drawn: ")
        told = sum(int(part.split()[0].replace(",", "")) for part in text.split("; "))
        drawn, everything = page.ask(
            "return [moneyloop.shown().size, moneyloop.payload.deals.length]"
        )
        assert drawn + told == everything, (year, text)


def test_the_numbers_on_top(atlas: Payload, show: Show) -> None:
    def numbers() -> list[str]:
        ids = ("parties", "deals", "money", "contingent")
        return [page.text(f"#count-{name}") for name in ids]

    summed = [d for d in atlas["deals"] if d["left_out"] in (None, "no dates")]
    firm = sum(d["amount_usd_bn"] or 0.0 for d in summed)
    page = show(render_network(atlas))
    assert numbers() == ["12", "25", usd(firm), "0%"]
    choose_case(page, "headline")
    high = sum(d["amount_high_usd_bn"] or d["amount_usd_bn"] or 0.0 for d in summed)
    assert numbers() == ["12", "25", usd(high), percent(25 / high)]
    page.click("input[data-filter=status][value=contingent]")
    assert numbers()[2:] == [usd(high - 25), "0%"]
    choose_case(page, "firm")
    choose_year(page, 1)
    assert numbers() == ["2", "1", "$4.0bn", "0%"]


def test_the_basis_stands_beside_the_numbers(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    basis = "#picture-basis"
    assert page.text(basis) == "Paid and signed amounts, whole term of each deal"
    choose_case(page, "headline")
    choose_year(page, 2)
    assert page.text(basis) == 'Amounts with every "up to", money that moves in 2025'
    choose_year(page, 3)
    assert page.text(basis) == 'Amounts with every "up to", money that moves in 2026 (planned)'
    assert page.text("#loop-basis") == f"{page.text(basis)}."


def test_the_headline_follows_the_case(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert page.text(".headline") == atlas["headline"]
    choose_case(page, "headline")
    assert page.text(".headline") == "The record allows more."


def test_the_page_starts_with_its_case(atlas: Payload, show: Show) -> None:
    atlas["case"] = "headline"
    page = show(render_network(atlas))
    checked = "return document.querySelector('input[name=case]:checked').value"
    assert page.ask(checked) == "headline"
    page.ask("moneyloop.setCase('firm')")
    assert page.ask(checked) == "firm"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": "signed"}, False),
        ({"status": "contingent"}, [7, 5]),
        ({"status": "signed", "amount_usd_bn": None, "amount_high_usd_bn": None}, [1.5, 4]),
        ({"status": "contingent", "amount_usd_bn": None}, [7, 4, 1.5, 4]),
    ],
)
def test_dashes_tell_status_and_unknown_amounts(
    atlas: Payload, show: Show, change: Payload, expected: Any
) -> None:
    atlas["deals"][0].update(change)
    page = show(render_network(atlas))
    assert edges(page, "dashes")["a-one-1"] == expected


def test_an_up_to_alone_is_unknown_in_the_firm_case(atlas: Payload, show: Show) -> None:
    atlas["deals"][0]["amount_usd_bn"] = None
    page = show(render_network(atlas))
    assert edges(page, "dashes")["a-one-1"] == [1.5, 4]
    choose_case(page, "headline")
    assert edges(page, "dashes")["a-one-1"] is False


def test_a_mark_has_the_size_of_its_money(atlas: Payload, show: Show) -> None:
    sizes = "return Object.fromEntries(moneyloop.nodes.get().map((n) => [n.id, n.size]))"
    page = show(render_network(atlas))
    whole = page.ask(sizes)
    assert max(whole, key=whole.get) == "Lab One"
    assert whole["Lab One"] > whole["Cloud A"] > whole["Birch Bank"] > whole["Apps Co"]
    choose_year(page, 2)
    assert page.ask(sizes)["Cloud A"] != whole["Cloud A"]


def test_the_key_of_widths_follows_the_scale(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert page.text("#width-when") == "whole term"
    assert page.text("#width-key").split() == ["$250bn", "$25.0bn", "$1.0bn"]
    thick = "return [...document.querySelectorAll('.width-line')].map((n) => n.style.height)"
    assert page.ask(thick)[0] == "10px"
    choose_year(page, 2)
    assert page.text("#width-when") == "per year"
    assert page.text("#width-key").split()[0] == "$25.0bn"
    assert float(page.ask(thick)[0][:-2]) == pytest.approx(1 + 9 * math.sqrt(25 / 40))


def test_the_slider_says_its_year_and_money(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
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
    page = show(render_network(atlas))
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
    page = show(render_network(atlas))
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
    page = show(render_network(atlas))
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
    page = show(render_network(atlas))
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
    page = show(render_network(atlas))
    page.click("#play")
    assert page.ask("return [moneyloop.state.year, moneyloop.isPlaying()]") == ["2025", False]


def test_without_a_year_there_is_no_slider(atlas: Payload, show: Show) -> None:
    atlas.update(years=[], year=None, planned_from=None)
    page = show(render_network(atlas))
    assert page.ask("return document.getElementById('time').hidden")
    page.press("p")
    assert page.ask("return moneyloop.state.year") is None
    assert page.console() == []


def test_curves_keep_their_lanes_when_the_case_changes(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    lanes = "return moneyloop.edges.get().map((e) => [e.id, e.smooth.roundness])"
    before = page.ask(lanes)
    choose_case(page, "headline")
    choose_year(page, 2)
    assert page.ask(lanes) == before
