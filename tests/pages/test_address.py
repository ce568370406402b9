"""The address that restores a view, the embedded picture, the keyboard, narrow screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

SEEN = (
    "const { selection, ring, year } = moneyloop.state;"
    "return [selection?.key ?? null, ring, year, moneyloop.state.case]"
)


def test_the_address_restores_what_was_lit(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.click("#loop-list button[data-rank='2']")
    loop = page.ask("return location.hash")
    assert page.open(loop).ask("return moneyloop.selectedLoop().rank") == 2
    assert page.open("#loop=3").ask("return moneyloop.selectedLoop().rank") == 3
    assert "Lab One" in page.open("#party=Lab+One").text("#panel h2")
    deal = page.open("#deal=b-two-up")
    assert deal.lit() == ["b-two-up"]
    assert deal.ask("return location.hash") == "#deal=b-two-up"
    assert page.console() == []


def test_the_address_holds_the_whole_view(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.ask("moneyloop.select('loop', moneyloop.loops[0].key); moneyloop.toggleRing()")
    page.ask("moneyloop.setYear('2025'); moneyloop.setCase('headline'); moneyloop.setTheme('dark')")
    seen, address = page.ask(SEEN), page.ask("return location.hash")
    again = page.open(address)
    assert again.ask(SEEN) == seen
    assert again.ask("return [moneyloop.isDark(), location.hash]") == [True, address]
    both = page.open("#party=Lab+One&year=2024")
    assert both.ask(SEEN) == ["Lab One", False, "2024", "firm"]


def test_what_the_address_does_not_know_is_cleaned_away(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#deal=no-such&year=1066&case=__proto__&view=ring&theme=red")
    assert page.ask(SEEN) == [None, False, None, "firm"]
    assert page.ask("return location.hash") == ""
    assert page.open("#deals").ask("return location.hash") == "#deals"
    assert page.console() == []


def test_printing_leaves_the_address_alone(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Lab+One")
    page.browser.execute_cdp_cmd("Page.printToPDF", {})
    assert page.ask("return location.hash") == "#party=Lab+One"
    assert page.ask("return document.documentElement.dataset.theme ?? null") is None


def test_going_back_shows_what_was_seen(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Lab+One&year=2024")
    moved = (
        "const done = arguments[1];"
        "addEventListener('hashchange', () => done(true), { once: true });"
        "if (arguments[0] === 'back') history.back(); else location.hash = arguments[0];"
    )
    page.browser.execute_async_script(moved, "loop=2&case=headline")
    assert page.ask(SEEN)[1:] == [False, None, "headline"]
    page.browser.execute_async_script(moved, "back")
    assert page.ask(SEEN) == ["Lab One", False, "2024", "firm"]


def test_embedded_only_the_picture_is_left(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#embed&loop=2", 600, 400)
    seen = page.ask(
        "return ['#stage', '#caption', '#zoom-in', '#year', '.basis', '#filters', '#panel',"
        " '#loop-list', '.below', '.tools', '.stage-head', '.headline']"
        ".filter((css) => document.querySelector(css).getClientRects().length)"
    )
    assert seen == ["#stage", "#caption", "#zoom-in", "#year", ".basis"]
    assert page.ask(
        "return [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    ) == [600, 400]
    assert page.ask("return document.getElementById('stage').clientHeight") > 200
    assert "embed=1" in page.ask("return location.hash")


def test_embedding_an_open_page_shows_the_whole_ring(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    cut_off = page.browser.execute_async_script(
        """
        const done = arguments[0];
        const { network } = moneyloop;
        location.hash = "loop=2&view=ring&embed=1";
        const places = () => moneyloop.selectedLoop()?.ids.concat()
          .flatMap((id) => [0.25, 0.5, 0.75].map((t) => moneyloop.pointOn(id, t)))
          .concat(moneyloop.selectedLoop().parties.map((id) => network.getPosition(id)))
          .map((point) => network.canvasToDOM(point)) ?? [];
        let [seen, steady] = ["", 0];
        const look = () => {
          const now = JSON.stringify(places());
          steady = now === seen && places().length ? steady + 1 : 0;
          seen = now;
          if (steady < 40) return requestAnimationFrame(look);
          const { clientWidth, clientHeight } = document.getElementById("stage");
          done(places().filter(({ x, y }) =>
            x < 20 || y < 20 || x > clientWidth - 20 || y > clientHeight - 20));
        };
        requestAnimationFrame(look);
        """
    )
    assert cut_off == []
    basis = page.ask(
        "return [...document.querySelectorAll('.basis span')]"
        ".filter((node) => node.getClientRects().length)"
        ".map((node) => [node.textContent, getComputedStyle(node, '::after').content])"
    )
    assert basis[-1] == ["USD billions", "none"]


def test_the_address_holds_the_filters(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.click("input[data-filter=kind][value=equity]")
    page.click("input[data-filter=reason][value=talks]")
    page.click("#loops-only")
    page.ask(
        "const field = document.getElementById('least'); field.value = '2.5';"
        "field.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    seen, address = page.drawn(), page.ask("return location.hash")
    again = page.open(address)
    assert again.drawn() == seen
    assert again.ask("return moneyloop.filters()") == {
        "off": ["kind:equity"], "on": ["reason:talks"], "loops": True, "least": 2.5,
    }  # fmt: skip
    assert again.ask("return location.hash") == address
    again.click("#filter-reset")
    assert again.ask("return location.hash") == ""
    unknown = page.open("#off=kind:no-such&off=status&on=kind:equity&loops=2&min=-1")
    assert unknown.ask("return location.hash") == ""
    assert page.console() == []


def test_a_party_is_found_by_its_alias(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=lab+one+INC")
    assert page.ask("return moneyloop.state.selection") == {"type": "party", "key": "Lab One"}
    assert page.ask("return location.hash") == "#party=Lab+One"


def test_works_in_a_frame_of_another_page(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    outer = page.file.with_name("outer.html")
    outer.write_text(
        '<!doctype html><iframe src="page.html#embed=1&amp;loop=2" width="600" height="400">'
        "</iframe>",
        encoding="utf-8",
    )
    page.browser.get(outer.as_uri())
    page.browser.switch_to.frame(0)
    try:
        page.wait()
        assert page.ask("return moneyloop.selectedLoop().rank") == 2
        box = page.ask("return document.getElementById('stage').getBoundingClientRect().toJSON()")
        assert box["width"] == 600
        assert 200 < box["height"] < 400
    finally:
        page.browser.switch_to.default_content()


def test_the_link_to_this_view_is_copied(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Lab+One")
    text = page.browser.execute_async_script(
        """
        const done = arguments[0];
        const button = document.getElementById("link-button");
        let copied = null;
        navigator.clipboard.writeText = async (text) => { copied = text; };
        new MutationObserver(() => done([button.textContent, copied]))
          .observe(button, { childList: true });
        moneyloop.setYear("2024");
        button.click();
        """
    )
    assert text == ["Copied", page.file.as_uri() + "#party=Lab+One&year=2024"]


# The keyboard ---------------------------------------------------------------------------------


def test_keys_step_ring_and_clear(atlas: Payload, show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(atlas))
    page.press("]")
    page.press("]")
    assert page.ask("return moneyloop.selectedLoop().rank") == 2
    page.press("r")
    visible = "return moneyloop.nodes.get({filter: (n) => !n.hidden}).map((n) => n.id).sort()"
    assert page.ask(visible) == ["Chip E", "Lab One", "Neo C"]
    assert page.drawn() == ["c-e-1", "c-e-2", "e-one", "one-c"]
    page.press("[")
    assert page.ask("return moneyloop.selectedLoop().rank") == 1
    page.press(Keys.ESCAPE)
    assert page.ask("return [moneyloop.state.selection, moneyloop.state.ring]") == [None, False]
    assert len(page.ask(visible)) == 12
    page.press("/")
    assert page.ask("return document.activeElement.id") == "search"
    page.press("lab tw", Keys.ENTER)
    assert page.ask("return moneyloop.state.selection.key") == "Lab Two"


def test_keys_for_the_year_and_the_case(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.press(".")
    assert page.ask("return moneyloop.state.year") == "2024"
    page.press(".", ".", ".", ".")
    assert page.ask("return moneyloop.state.year") == "2026"
    page.press(",", ",", ",", ",")
    assert page.ask("return moneyloop.state.year") is None
    page.press("c")
    assert page.ask("return moneyloop.state.case") == "headline"
    page.ask("window.setTimeout = () => 1")  # no year goes by between two presses
    page.press("p")
    assert page.ask("return moneyloop.isPlaying()") is True
    page.press("p")
    assert page.ask("return moneyloop.isPlaying()") is False


def test_fields_keep_their_keys(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    for field in ("search", "deal-words"):
        page.ask("document.getElementById(arguments[0]).focus()", field)
        page.press("c.r?p")
        assert page.ask("return document.activeElement.value") == "c.r?p"
    assert page.ask(SEEN) == [None, False, None, "firm"]
    assert page.ask("return document.getElementById('help').open") is False


def test_a_question_mark_lists_the_keys(atlas: Payload, show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(atlas))
    page.press("?")
    assert page.ask("return document.getElementById('help').open") is True
    assert "ring view" in page.text("#help")
    page.press("c")
    assert page.ask("return moneyloop.state.case") == "firm"
    page.press(Keys.ESCAPE)
    assert page.ask("return document.getElementById('help').open") is False


def test_n_walks_the_parties_of_the_map(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.press("n")
    assert page.ask("return moneyloop.state.selection") is None
    page.ask("document.querySelector('#stage .vis-network').focus()")
    page.press("n")
    first = page.ask("return moneyloop.state.selection.key")
    assert first in page.text("#caption")
    assert page.ask("return document.getElementById('caption').getAttribute('role')") == "status"
    page.press("n")
    assert page.ask("return moneyloop.state.selection.key") != first
    page.press("N")
    assert page.ask("return moneyloop.state.selection.key") == first


def test_tab_reaches_every_part_in_its_order(atlas: Payload, show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(atlas), "#party=Lab+One")
    page.ask("document.body.tabIndex = -1; document.body.focus()")
    parts = []
    where = (
        "const at = document.activeElement;"
        "const part = at.closest("
        "'.tools, #filters, .stage-wrap, .loops, #panel, #left-out, #deals');"
        "return part ? part.id || part.className.split(' ')[0] : null"
    )
    for _ in range(260):
        page.press(Keys.TAB)
        part = page.ask(where)
        if part and part not in parts:
            parts.append(part)
        if part == "deals":
            break
    order = ["tools", "filters", "stage-wrap", "loops", "panel", "left-out", "deals"]
    assert parts == order


# Narrow screens ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "#loop=1", "#party=Lab+One", "#deal=one-c"])
def test_a_phone_needs_no_sideways_scroll(atlas: Payload, show: Show, address: str) -> None:
    page = show(render_network(atlas), address, 390, 844)
    assert page.ask("return document.documentElement.scrollWidth") <= 390
    top, bottom = page.ask(
        "const box = document.getElementById('stage').getBoundingClientRect();"
        "return [box.top, box.bottom]"
    )
    assert top < 844 / 2 < bottom


def test_on_a_phone_one_part_is_open_at_a_time(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "", 390, 844)
    seen = (
        "return ['#filters', '.loops', '#panel']"
        ".filter((css) => document.querySelector(css).getClientRects().length)"
    )
    assert page.ask(seen) == [".loops"]
    page.click("#loop-list button[data-rank='2']")
    assert page.ask(seen) == ["#panel"]
    page.click(".part-tabs button:nth-child(3)")
    assert page.ask(seen) == ["#filters"]
    page.click(".part-tabs button:nth-child(3)")
    assert page.ask(seen) == []
    small = page.ask(
        "return [...document.querySelectorAll('.tools button, .part-tabs button, .zoom button')]"
        ".filter((node) => node.getClientRects().length)"
        ".map((node) => node.getBoundingClientRect())"
        ".filter(({ width, height }) => width < 32 || height < 32).length"
    )
    assert small == 0


@pytest.mark.parametrize("width", [768, 1100, 1280])
def test_between_nothing_scrolls_sideways(atlas: Payload, show: Show, width: int) -> None:
    page = show(render_network(atlas), "#party=Cloud+A&year=2025", width)
    assert page.ask("return document.documentElement.scrollWidth") <= width
    assert page.ask("return document.getElementById('stage').clientWidth") > 400
