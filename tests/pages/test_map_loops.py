"""The loops under every case, period and filter: list, buttons, title, rings, the lit loop."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import moneyloop
from moneyloop.books.periods import in_words
from moneyloop.pages.content import loops, windows
from moneyloop.pages.network import render_network
from moneyloop.words.amounts import usd

Payload = dict[str, Any]
Show = Callable[..., Any]

START = "#loop=none"
LISTED = (
    "return [...document.querySelectorAll('#loop-list .loop')].map((node) =>"
    " [moneyloop.loopOf.get(node.dataset.key).rank, node.querySelector('.size').textContent])"
)
BROKEN = "return document.querySelector('.broken-line').textContent"
COUNT = "return document.getElementById('loop-count').textContent"
FACTS = (
    "return [...document.querySelectorAll('#loop-list .loop')]"
    ".find((node) => moneyloop.loopOf.get(node.dataset.key).rank === arguments[0])"
    ".querySelector('.facts').textContent"
)


def test_sizes_follow_the_case(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    assert page.ask(LISTED) == [[1, "$13.0bn"], [2, "$12.7bn"], [3, "$3.0bn"], [4, "not public"]]
    page.ask("moneyloop.setCase('headline')")
    assert page.ask(LISTED) == [[1, "$16.0bn"], [2, "$12.7bn"], [3, "$6.8bn"], [4, "not public"]]


def test_a_year_ranks_by_its_own_money(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    page.ask("moneyloop.setYear('2025')")
    # Loop 1: 6 + 2 + 1 go out in 2025, and 17.2 + 0.5 come back. Loop 4 needs a contingent deal.
    assert page.ask(LISTED) == [[2, "$12.7bn"], [1, "$9.0bn"], [3, "$3.0bn"]]
    page.ask("moneyloop.setYear('2024')")
    assert page.ask(LISTED) == []
    assert page.ask(BROKEN) == (
        "4 of the listed loops are not whole in 2024: a leg has no deal left."
    )
    assert page.ask(COUNT) == "0 whole of 4 listed"


def test_filters_size_rank_and_break(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    page.click("input[data-filter=kind][value=equity]")
    # Of loop 1 the credit of 1 is left; loops 2 and 3 have no investment any more.
    assert page.ask(LISTED) == [[1, "$1.0bn"], [4, "not public"]]
    assert page.ask(BROKEN).startswith("2 of the listed loops are not whole: ")
    assert page.ask(COUNT) == "2 whole of 4 listed"
    page.click("input[data-filter=status][value=signed]")
    assert page.ask(LISTED) == []


def test_a_chosen_loop_that_breaks_stays_in_the_list(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=2")
    page.click("input[data-filter=kind][value=equity]")
    assert page.ask(LISTED)[-1] == [2, "not whole"]
    assert page.ask(
        "return document.querySelector('.loop.broken').getAttribute('aria-pressed')"
    ) == "true"  # fmt: skip
    assert page.ask("return moneyloop.notes().slice(0, 3).map((note) => note.text)") == [
        "\u2460 invests no deal left",
        "\u2461 buys $22.4bn",
        "\u2462 buys $12.7bn",
    ]


def test_standing_follows_the_deals_that_are_left(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    # Of the smallest leg, 13, a credit of 1 is firm.
    assert page.ask(FACTS, 1) == "$12.0bn of it paid on every leg · since 2023"
    page.click("input[data-filter=status][value=signed]")
    assert page.ask(FACTS, 1) == "paid on every leg · since 2023"
    page.click("input[data-filter=status][value=signed]")
    page.click("input[data-filter=status][value=paid]")
    signed = "depends on a contract that is signed but not yet paid"
    assert page.ask(FACTS, 1) == f"{signed} · since 2023"


def test_a_loop_that_no_dollar_can_follow_says_so(atlas: Payload, show: Show) -> None:
    atlas["loops"][0]["in_order"] = False
    page = show(render_network(atlas), "#loop=1")
    said = "no dollar can follow it in time"
    assert said in page.ask(FACTS, 1)
    assert said not in page.ask(FACTS, 2)
    assert page.text(".panel .warn").startswith("No dollar can follow it in time")
    assert page.text("#title-more").endswith("No dollar can follow it in time.")
    page.ask("moneyloop.select('loop', moneyloop.loops[1].key)")
    assert said not in page.text(".panel").lower()


def test_an_unsized_loop_names_the_row_that_would_size_it(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    assert page.ask(FACTS, 4) == "needs a contingent deal · not public: f-two"


@pytest.mark.parametrize("case", ["firm", "headline"])
def test_live_sizes_are_those_of_python(visit: Show, case: str) -> None:
    """With nothing filtered the list says what `moneyloop loops` says, on the bundled data."""
    found = moneyloop.loops(moneyloop.load(), case=case, limit=100_000).rows
    expected = {
        tuple((leg["payer"], leg["payee"], leg["class"]) for leg in row["legs"]): row
        for row in found
    }
    page = visit("network", f"#case={case}&year=whole")
    live = page.ask(
        "return moneyloop.ranked().map((loop) => ({"
        " legs: loop.legs.map((leg) => [leg.payer, leg.payee, leg.class]), type: loop.type,"
        " amounts: loop.legs.map(moneyloop.legAmount), status: loop.legs.map(moneyloop.legStatus),"
        " size: moneyloop.loopSize(loop), open: moneyloop.openSize(loop),"
        " whole: moneyloop.isWhole(loop)}))"
    )
    assert len(live) >= 200
    for loop in live:
        row = expected[tuple(tuple(leg) for leg in loop["legs"])]
        assert loop["whole"]
        # The page adds amounts of nine decimals, Python those of the rows.
        amounts = [row["size"], *(leg["amount"] for leg in row["legs"])]
        shown = [loop["size"], *loop["amounts"]]
        assert [one is None for one in shown] == [one is None for one in amounts]
        assert [one or 0 for one in shown] == pytest.approx([one or 0 for one in amounts], rel=1e-9)
        assert loop["open"] == row["open_size"]
        assert loop["status"] == [leg["status"] for leg in row["legs"]]
    sizes = [loop["size"] for loop in live if loop["type"] == "money" and loop["size"] is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 20


def test_the_loops_of_the_first_period_are_those_of_python(visit: Show) -> None:
    """What `of_period` says of the headline's period: sizes, legs and those without a size."""
    network = moneyloop.load()
    study = windows.choose(network, None, "firm", None, None).studies[0]
    rows = loops.of_period(study, study.shown[-1]).rows
    expected = {
        tuple((leg["payer"], leg["payee"], leg["class"], leg["amount"]) for leg in row["legs"])
        for row in rows
    }
    page = visit("network")
    live = page.ask(
        "return moneyloop.ranked().filter(moneyloop.isWhole).map((loop) =>"
        " loop.legs.map((leg) => [leg.payer, leg.payee, leg.class, moneyloop.legAmount(leg)]))"
    )

    def told(legs: Any) -> Any:
        return tuple((*leg[:3], None if leg[3] is None else round(leg[3], 6)) for leg in legs)

    assert {told(legs) for legs in live} == {told(legs) for legs in expected}
    unsized = sum(row["unsized"] for row in rows)
    assert f"{unsized}, amount not public" in page.text("#loop-buttons")


def test_the_page_starts_with_the_largest_loop_and_its_answer(visit: Show) -> None:
    network = moneyloop.load()
    study = windows.choose(network, None, "firm", None, None).studies[0]
    period = study.shown[-1]
    first = next(row for row in loops.of_period(study, period).rows if row["type"] == "money")
    page = visit("network", width=1440)
    assert page.ask("return moneyloop.selectedLoop().parties") == first["parties"]
    title, more = page.text("#title"), page.text("#title-more")
    for leg in first["legs"]:
        assert usd(leg["amount"]) in title
    assert in_words(study.periods[period].name) in title
    seller = first["parties"][0]
    name = study.periods[period].name
    answer = moneyloop.attribute(network, from_="2025-Q3", to="2026-Q2", by="total", party=seller)
    row = next(row for row in answer.rows if row["period"] == name)
    assert f"between {usd(row['own_low'])} and {usd(row['own_high'])} can have been" in more
    assert f"At most {usd(first['size'])} could complete this loop." in more
    assert page.ask("return document.getElementById('network').dataset.panel") == ""
    assert page.ask("return location.hash") == ""


ROWS = """
return [...document.querySelectorAll(".choices button")].filter((node) => node.offsetWidth)
  .map((node) => [Math.round(node.getBoundingClientRect().top), node.textContent]);
"""


@pytest.mark.parametrize("width", [1440, 1024])
def test_the_buttons_below_the_map_are_one_row(visit: Show, width: int) -> None:
    page = visit("network", width=width)
    sized = page.ask("return moneyloop.sizedLoops().length")
    for year in (None, *page.ask("return moneyloop.payload.years")):
        page.ask("moneyloop.setYear(arguments[0])", year)
        page.browser.execute_async_script("requestAnimationFrame(arguments[0])")
        assert len({top for top, _ in page.ask(ROWS)}) == 1, year
    page.open()
    names = [name for _, name in page.ask(ROWS)]
    shown = page.ask("return document.querySelectorAll('.loop-button').length")
    assert shown == (4 if width == 1440 else 2)
    assert names[shown] == f"{sized - shown} more loops"
    assert names[-3:] == ["All companies", "Years", "Filters"]


def test_beside_a_panel_the_lit_loop_keeps_its_button(visit: Show) -> None:
    page = visit("network", width=1440)
    page.ask("document.querySelectorAll('.loop-button')[2].click()")
    page.browser.execute_async_script(
        "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"
    )
    rows = page.ask(ROWS)
    assert len({top for top, _ in rows}) == 1
    lit = "return document.querySelector('.loop-button[aria-pressed=true] b').textContent"
    assert page.ask(lit) == "3"
    assert page.ask("return document.querySelectorAll('.loop-button').length") < 4


def test_on_a_phone_no_button_is_lost(visit: Show) -> None:
    page = visit("network", width=390, height=844)
    names = [name for _, name in page.ask(ROWS)]
    assert names[-4:] == ["Map", "All companies", "Years", "Filters"]
    assert len({top for top, _ in page.ask(ROWS)}) == 2


def test_no_loop_in_no_period_says_null(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    for year in (None, "2024", "2025", "2026"):
        for place in range(4):
            said = page.ask(
                "moneyloop.setYear(arguments[0]);"
                "moneyloop.select('loop', moneyloop.loops[arguments[1]].key);"
                "return document.body.innerText",
                year,
                place,
            )
            assert not re.search(r"\b(null|undefined|NaN)\b", said), (year, place)


def test_a_ring_has_every_leg_on_one_scale(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=2")
    legs = page.ask(
        "return [...document.querySelectorAll('#panel .loop-ring .ring-leg:not(.head)')]"
        ".map((path) => [Number(path.getAttribute('stroke-width')),"
        " path.classList.contains('limits')])"
    )
    scale = 0.75 * 22 / 267.7
    assert legs == [
        [pytest.approx(max(1.5, scale * amount), abs=0.06), amount == 12.7]
        for amount in (30.0, 22.4, 12.7)
    ]
    assert page.ask("return document.querySelectorAll('#panel .ring-amount').length") == 3


def test_the_keyboard_stays_on_its_loop(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    page.press("l")
    page.ask("document.querySelector('#loop-list .loop').focus()")
    page.ask("moneyloop.setYear('2025')")
    assert page.ask(LISTED)[1][0] == 1  # it has moved down
    assert page.ask("return document.activeElement.dataset.key") == page.ask(
        "return moneyloop.loops[0].key"
    )


def test_a_long_list_is_written_in_parts(atlas: Payload, show: Show) -> None:
    loop = atlas["loops"][1]
    parties = ["Chip E", "Lab One", "Neo C"]
    atlas["loops"] = [
        {**loop, "rank": rank, "parties": [*parties, f"Party {rank}"]} for rank in range(1, 61)
    ]
    page = show(render_network(atlas), START)
    page.press("l")
    assert len(page.ask(LISTED)) == 25
    page.click("#loop-list button.more")
    assert len(page.ask(LISTED)) == 60
    assert page.ask("return moneyloop.loopOf.get(document.activeElement.dataset.key).rank") == 26


def test_the_amounts_on_a_lit_loop_are_live(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=1")
    notes = "return moneyloop.notes().slice(0, 2).map(({text}) => text)"
    assert page.ask(notes) == ["\u2460 invests $13.0bn", "\u2461 buys $268bn"]
    page.ask("moneyloop.setYear('2025')")
    assert page.ask(notes) == ["\u2460 invests $9.0bn", "\u2461 buys $17.7bn"]
    page.ask("moneyloop.setYear('2024')")
    assert page.ask(notes) == ["\u2460 invests $4.0bn", "\u2461 buys none in 2024"]
    assert "The loop is not whole in 2024" in page.text("#title-more")


def test_a_leg_that_a_filter_hides_is_not_told_as_none(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=3&year=2025")
    page.click("input[data-filter=kind][value=equity]")
    assert page.ask("return moneyloop.notes()[0].text") == "\u2460 invests filtered out"
    amount = "return document.querySelector('.leg-head .amount').textContent"
    assert page.ask(amount) == "filtered out"
    page.ask("moneyloop.setYear('2024')")
    assert page.ask("return moneyloop.notes()[0].text") == "\u2460 invests none in 2024"
    assert page.ask(amount) == "none in 2024"


def test_a_leg_in_stock_is_marked(atlas: Payload, show: Show) -> None:
    atlas["cases"]["headline"]["deals"]["e-one"].update(reason="not cash")
    page = show(render_network(atlas), "#loop=2")
    assert "stock" not in page.ask(FACTS, 2) + page.text("#title-more") + page.text("#panel")
    page.ask("moneyloop.setCase('headline')")
    assert "a leg is in stock" in page.ask(FACTS, 2)
    assert page.text("#title-more").endswith("A leg is in stock.")
    assert "in stock" in page.text("#panel .leg:nth-child(1) .marks")
    assert "in stock" not in page.text("#panel .leg:nth-child(2) .marks")


def test_the_dollar_runs_on_whole_loops_only(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=1")
    assert page.ask("return moneyloop.dollar()") is None  # motion is unwelcome here
    motion = {"features": [{"name": "prefers-reduced-motion", "value": "no-preference"}]}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", motion)
    page.open("#loop=1")
    runs = (
        "return new Promise((done) => { const look = () => moneyloop.dollar() > 20"
        " ? done(true) : requestAnimationFrame(look); look(); })"
    )
    assert page.ask(runs)
    page.ask("moneyloop.setYear('2024')")
    ends = runs.replace("> 20", "=== null")
    assert page.ask(ends)
    page.ask("moneyloop.setYear('2025')")
    assert page.ask(runs)
