"""The list of loops under every case, year and filter, the lit loop and the ring view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import moneyloop
from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

LISTED = (
    "return [...document.querySelectorAll('#loop-list .loop')].map((node) =>"
    " [Number(node.dataset.rank), node.querySelector('.size').textContent])"
)


def test_sizes_follow_the_case(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert page.ask(LISTED) == [[1, "$13.0bn"], [2, "$12.7bn"], [3, "$3.0bn"], [4, "not public"]]
    page.ask("moneyloop.setCase('headline')")
    assert page.ask(LISTED) == [[1, "$16.0bn"], [2, "$12.7bn"], [3, "$6.8bn"], [4, "not public"]]


def test_a_year_ranks_by_its_own_money(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.ask("moneyloop.setYear('2025')")
    # Loop 1: 6 + 2 + 1 go out in 2025, and 17.2 + 0.5 come back.
    assert page.ask(LISTED) == [[2, "$12.7bn"], [1, "$9.0bn"], [3, "$3.0bn"], [4, "not public"]]
    page.ask("moneyloop.setYear('2024')")
    assert page.ask(LISTED) == []
    assert page.text(".broken-line").startswith("4 loops are not whole in 2024 under these filters")
    assert page.text("#loop-count") == "0 of 4"


def test_filters_size_rank_and_break(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.click("input[data-filter=kind][value=equity]")
    # Of loop 1 the credit of 1 is left; loops 2 and 3 have no investment any more.
    assert page.ask(LISTED) == [[1, "$1.0bn"], [4, "not public"]]
    assert page.text(".broken-line").startswith("2 loops are not whole under these filters")
    assert page.text("#loop-count") == "2 of 4"
    page.click("input[data-filter=status][value=signed]")
    assert page.ask(LISTED) == []


def test_a_chosen_loop_that_breaks_stays_in_the_list(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=2")
    page.click("input[data-filter=kind][value=equity]")
    assert page.ask(LISTED)[-1] == [2, "not whole"]
    assert page.ask(
        "return document.querySelector('.loop.broken').getAttribute('aria-pressed')"
    ) == "true"  # fmt: skip
    assert page.ask("return moneyloop.notes().map((note) => note.text)") == [
        "1  no deal left",
        "2  $22.4bn",
        "3  $12.7bn",
    ]


def test_standing_follows_the_deals_that_are_left(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    facts = "return document.querySelector(\"#loop-list [data-rank='1'] .facts\").textContent"
    # Of the smallest leg, 13, a credit of 1 is firm.
    assert page.ask(facts) == "$12.0bn of it paid on every leg · since 2023"
    page.click("input[data-filter=status][value=signed]")
    assert page.ask(facts) == "paid on every leg · since 2023"
    page.click("input[data-filter=status][value=signed]")
    page.click("input[data-filter=status][value=paid]")
    assert page.ask(facts) == "depends on a contract that is signed but not yet paid · since 2023"


def test_a_loop_that_no_dollar_can_follow_says_so(atlas: Payload, show: Show) -> None:
    atlas["loops"][0]["in_order"] = False
    page = show(render_network(atlas), "#loop=1")
    said = "no dollar can follow it in time"
    assert said in page.text("#loop-list [data-rank='1'] .facts")
    assert said not in page.text("#loop-list [data-rank='2'] .facts")
    assert page.text(".panel .warn").startswith("No dollar can follow it in time")
    assert page.text("#caption").endswith(said)
    page.ask("moneyloop.select('loop', moneyloop.loops[1].key)")
    assert said not in page.text(".panel").lower()


def test_an_unsized_loop_names_the_row_that_would_size_it(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    facts = page.text("#loop-list [data-rank='4'] .facts")
    assert facts == "needs a contingent deal · not public: f-two"


@pytest.mark.parametrize("case", ["firm", "headline"])
def test_live_sizes_are_those_of_python(visit: Show, case: str) -> None:
    """With nothing filtered the list says what `moneyloop loops` says, on the bundled data."""
    found = moneyloop.loops(moneyloop.load(), case=case, limit=100_000).rows
    expected = {
        tuple((leg["payer"], leg["payee"], leg["class"]) for leg in row["legs"]): row
        for row in found
    }
    page = visit("network", f"#case={case}")
    live = page.ask(
        "return moneyloop.ranked().map((loop) => ({"
        " legs: loop.legs.map((leg) => [leg.payer, leg.payee, leg.class]), type: loop.type,"
        " amounts: loop.legs.map(moneyloop.legAmount), status: loop.legs.map(moneyloop.legStatus),"
        " size: moneyloop.loopSize(loop), open: moneyloop.openSize(loop),"
        " whole: moneyloop.isWhole(loop)}))"
    )
    assert len(live) == 200
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


def test_the_keyboard_stays_on_its_loop(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.ask("document.querySelector(\"#loop-list [data-rank='1']\").focus()")
    page.ask("moneyloop.setYear('2025')")
    assert page.ask(LISTED)[1][0] == 1  # it has moved down
    assert page.ask("return document.activeElement.dataset.rank") == "1"


def test_a_long_list_is_written_in_parts(atlas: Payload, show: Show) -> None:
    loop = atlas["loops"][1]
    parties = ["Chip E", "Lab One", "Neo C"]
    atlas["loops"] = [
        {**loop, "rank": rank, "parties": [*parties, f"Party {rank}"]} for rank in range(1, 61)
    ]
    page = show(render_network(atlas))
    assert len(page.ask(LISTED)) == 25
    page.click("#loop-list button.more")
    assert len(page.ask(LISTED)) == 60
    assert page.ask("return document.activeElement.dataset.rank") == "26"
    # A loop that the address names is there to be seen, however far down it stands.
    page.open("#loop=40")
    assert [40, "$12.7bn"] in page.ask(LISTED)


def test_the_amounts_on_a_lit_loop_are_live(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=1")
    notes = "return moneyloop.notes()"
    assert page.ask(notes) == [
        {"text": "1  $13.0bn  smallest leg", "strong": True},
        {"text": "2  $268bn", "strong": False},
    ]
    page.ask("moneyloop.setYear('2025')")
    assert page.ask(notes)[0]["text"] == "1  $9.0bn  smallest leg"
    assert page.ask(notes)[1]["text"] == "2  $17.7bn"
    page.ask("moneyloop.setYear('2024')")
    assert [note["text"] for note in page.ask(notes)] == ["1  $4.0bn", "2  none in 2024"]


def test_a_leg_that_a_filter_hides_is_not_told_as_none(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=3&year=2025")
    page.click("input[data-filter=kind][value=equity]")
    assert page.ask("return moneyloop.notes()[0].text") == "1  filtered out"
    amount = "return document.querySelector('.leg-head .amount').textContent"
    assert page.ask(amount) == "filtered out"
    page.ask("moneyloop.setYear('2024')")
    assert page.ask("return moneyloop.notes()[0].text") == "1  none in 2024"
    assert page.ask(amount) == "none in 2024"


def test_a_leg_in_stock_is_marked(atlas: Payload, show: Show) -> None:
    atlas["cases"]["headline"]["deals"]["e-one"].update(reason="not cash")
    page = show(render_network(atlas), "#loop=2")
    facts = "return document.querySelector(\"#loop-list [data-rank='2'] .facts\").textContent"
    assert "stock" not in page.ask(facts) + page.text("#caption") + page.text("#panel")
    page.ask("moneyloop.setCase('headline')")
    assert "a leg is in stock" in page.ask(facts)
    assert page.text("#caption").endswith("; a leg is in stock")
    assert "in stock" in page.text("#panel .leg:nth-child(1) .marks")
    assert "in stock" not in page.text("#panel .leg:nth-child(2) .marks")


def test_a_loop_shows_its_deals_of_other_years_faintly(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=2")
    page.ask("moneyloop.setYear('2024')")
    assert page.lit() == []
    assert page.drawn() == ["a-one-1", "c-e-1", "c-e-2", "e-one", "one-c"]


def test_the_ring_spreads_parallel_deals_and_writes_totals_outside(
    atlas: Payload, show: Show
) -> None:
    page = show(render_network(atlas), "#loop=2&view=ring")
    placed = page.ask("return moneyloop.network.getPositions(['Chip E', 'Lab One', 'Neo C'])")
    radii = [round((p["x"] ** 2 + p["y"] ** 2) ** 0.5) for p in placed.values()]
    assert max(radii) - min(radii) <= 2
    middle = page.ask(
        "return ['c-e-1', 'c-e-2'].map((id) => moneyloop.pointOn(id, 0.5))"
        ".map(({x, y}) => Math.hypot(x, y))"
    )
    assert abs(middle[0] - middle[1]) > 5
    total = page.ask(  # of the third leg, in the units of the map
        "moneyloop.network.redraw();"
        "const centre = moneyloop.network.canvasToDOM({x: 0, y: 0});"
        "const box = moneyloop.labels().boxes[2];"
        "return Math.hypot(box.x + box.w / 2 - centre.x, box.y + box.h / 2 - centre.y)"
        " / moneyloop.network.getScale()"
    )
    assert total > max(middle)
    page.press("r")
    back = page.ask("return moneyloop.network.getPositions()")
    drawn = page.ask(
        "return Object.fromEntries(moneyloop.picture.nodes.map(({id, x, y}) => [id, {x, y}]))"
    )
    assert back == drawn
    curve = "return moneyloop.edges.get('c-e-1').smooth.roundness"
    assert page.ask(curve) == page.open().ask(curve)


def test_the_ring_of_two_parties_bows_both_ways(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=3&view=ring")
    sides = page.ask(
        "return ['b-two-1', 'two-b-1'].map((id) => Math.sign(moneyloop.pointOn(id, 0.5).x))"
    )
    assert sorted(sides) == [-1, 1]


def test_the_dollar_runs_on_whole_loops_only(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=1")
    assert page.ask("return moneyloop.dollar()") is None  # motion is unwelcome here
    motion = {"features": [{"name": "prefers-reduced-motion", "value": "no-preference"}]}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", motion)
    page.open("#loop=1")
    runs = "return new Promise((done) => { const look = () => moneyloop.dollar() > 20 ? done(true) : requestAnimationFrame(look); look(); })"  # noqa: E501
    assert page.ask(runs)
    page.ask("moneyloop.setYear('2024')")
    ends = runs.replace("> 20", "=== null")
    assert page.ask(ends)
    page.ask("moneyloop.setYear('2025'); moneyloop.toggleRing()")
    assert page.ask(runs)
