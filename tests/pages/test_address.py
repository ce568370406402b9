"""The address that restores a view, the keyboard, narrow screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import overlaps
from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

START = "#loop=none"
SEEN = (
    "const { selection, year } = moneyloop.state;"
    "return [selection?.key ?? null, year, moneyloop.state.case]"
)


def test_the_address_restores_what_was_lit(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.click("#loop-buttons button:nth-child(2)")
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
    page.ask("moneyloop.select('loop', moneyloop.loops[2].key)")
    page.ask("moneyloop.setYear('2025'); moneyloop.setCase('headline'); moneyloop.setTheme('dark')")
    seen, address = page.ask(SEEN), page.ask("return location.hash")
    again = page.open(address)
    assert again.ask(SEEN) == seen
    assert again.ask("return [moneyloop.isDark(), location.hash]") == [True, address]
    both = page.open("#party=Lab+One&year=2024")
    assert both.ask(SEEN) == ["Lab One", "2024", "firm"]


def test_what_the_address_does_not_know_is_cleaned_away(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#deal=no-such&year=1066&case=__proto__&view=ring&theme=red")
    assert page.ask(SEEN) == [None, None, "firm"]
    assert page.ask("return location.hash") == START
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
    assert page.ask(SEEN)[1:] == [None, "headline"]
    page.browser.execute_async_script(moved, "back")
    assert page.ask(SEEN) == ["Lab One", "2024", "firm"]


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
    assert again.ask("return location.hash") == address.split("&off=")[0]
    unknown = page.open("#off=kind:no-such&off=status&on=kind:equity&loops=2&min=-1")
    assert unknown.ask("return location.hash") == ""
    assert page.console() == []


def test_a_party_is_found_by_its_alias(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=lab+one+INC")
    assert page.ask("return moneyloop.state.selection") == {"type": "party", "key": "Lab One"}
    assert page.ask("return location.hash") == "#party=Lab+One"


def test_the_link_to_this_view_is_copied(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Lab+One")
    page.ask(
        "navigator.clipboard.writeText = async (text) => { window.copied = text; };"
        "moneyloop.setYear('2024')"
    )
    page.click(".take[data-take=map]")
    page.click("[role=menuitem]:nth-child(6)")
    assert page.ask("return window.copied") == "#party=Lab+One&year=2024"
    # A page at its start has an address too, and one whose panel was closed is not at its start.
    page.open("")
    assert page.ask("return moneyloop.address()") == "#"


# The keyboard ---------------------------------------------------------------------------------


def test_keys_step_open_and_clear(atlas: Payload, show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(atlas), START)
    page.press("]")
    page.press("]")
    assert page.ask("return moneyloop.selectedLoop().rank") == 2
    panel = "return document.getElementById('network').dataset.panel"
    assert page.ask(panel) == "details"
    page.press("[")
    assert page.ask("return moneyloop.selectedLoop().rank") == 1
    page.press(Keys.ESCAPE)  # first the panel closes, then the light goes out
    assert page.ask(panel) == ""
    assert page.ask("return moneyloop.selectedLoop().rank") == 1
    page.press(Keys.ESCAPE)
    assert page.ask("return moneyloop.state.selection") is None
    page.press("a")
    assert page.ask("return moneyloop.state.all") is True
    page.press("l")
    assert page.ask(panel) == "loops"
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
    page = show(render_network(atlas), START)
    page.press("f")
    for field in ("search", "deal-words"):
        page.ask("document.getElementById(arguments[0]).focus()", field)
        page.press("c.r?p")
        assert page.ask("return document.activeElement.value") == "c.r?p"
    assert page.ask(SEEN) == [None, None, "firm"]
    assert page.ask("return document.getElementById('help').open") is False


def test_a_question_mark_lists_the_keys(atlas: Payload, show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(atlas))
    page.press("?")
    assert page.ask("return document.getElementById('help').open") is True
    assert "the list of loops" in page.text("#help")
    page.press("c")
    assert page.ask("return moneyloop.state.case") == "firm"
    page.press(Keys.ESCAPE)
    assert page.ask("return document.getElementById('help').open") is False


def test_n_walks_the_parties_of_the_map(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), START)
    page.press("n")
    assert page.ask("return moneyloop.state.selection") is None
    page.ask("document.querySelector('#stage .vis-network').focus()")
    page.press("n")
    first = page.ask("return moneyloop.state.selection.key")
    assert first in page.text("#title")
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
        "'.tools, .stage-wrap, .choices, #panel, #left-out, #deals');"
        "return part ? part.id || part.className.split(' ')[0] : null"
    )
    for _ in range(260):
        page.press(Keys.TAB)
        part = page.ask(where)
        if part and part not in parts:
            parts.append(part)
        if part == "deals":
            break
    order = ["tools", "stage-wrap", "choices", "panel", "left-out", "deals"]
    assert parts == order


# Narrow screens ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "#loop=1", "#party=Lab+One", "#deal=one-c"])
def test_a_phone_needs_no_sideways_scroll(atlas: Payload, show: Show, address: str) -> None:
    page = show(render_network(atlas), address, 390, 844)
    assert page.ask("return document.documentElement.scrollWidth") <= 390


def test_on_a_phone_the_ring_of_the_first_loop_comes_first(visit: Show) -> None:
    page = visit("network", width=390, height=844)
    top, bottom = page.ask(
        "const box = document.querySelector('.loop-card .loop-ring').getBoundingClientRect();"
        "return [box.top, box.bottom]"
    )
    assert 0 < top < bottom < 844
    assert page.ask("return document.getElementById('stage').clientWidth") == 0
    # The next card comes under the thumb, and the title says what it is.
    page.browser.execute_async_script(
        "const done = arguments[0];"
        "const cards = document.getElementById('loop-cards');"
        "const before = document.getElementById('title').textContent;"
        "cards.scrollTo({ left: cards.children[1].offsetLeft, behavior: 'instant' });"
        "const look = () => document.getElementById('title').textContent !== before"
        " ? done() : requestAnimationFrame(look);"
        "look();"
    )
    second = "return moneyloop.selectedLoop() === moneyloop.sizedLoops()[1]"
    assert page.ask(second)
    page.click("#map-button")
    assert page.ask("return document.getElementById('stage').clientWidth") == 390
    page.ask("moneyloop.select('party', 'OpenAI')")
    sheet = page.ask("return document.getElementById('details').getBoundingClientRect().toJSON()")
    assert sheet["bottom"] == 844
    assert sheet["width"] == 390
    assert sheet["top"] > 200


def test_on_a_phone_every_target_has_room_for_a_finger(visit: Show) -> None:
    page = visit("network", width=390, height=844)
    small = """
        return [...document.querySelectorAll('button, a, input, select, summary')]
          .filter((node) => node.checkVisibility() && !node.matches('.ids a, p a, .from a, bdi a'))
          .map((node) => [node.closest('label') ?? node, node])
          .map(([box, node]) => [box.getBoundingClientRect(), node])
          .filter(([{ width, height }]) => width && (width < 24 || height < 24))
          .map(([{ width, height }, node]) => `${width}x${height} ${node.outerHTML.slice(0, 80)}`)
    """
    assert page.ask(small) == []
    page.click("#map-button")
    page.click("#years-button")
    page.click("#filters-button")
    assert page.ask(small) == []
    page.click("#filters-close")
    page.ask("moneyloop.select('party', 'OpenAI')")
    assert page.ask(small) == []


@pytest.mark.parametrize("width", [768, 1100, 1280])
def test_between_nothing_scrolls_sideways(atlas: Payload, show: Show, width: int) -> None:
    page = show(render_network(atlas), "#party=Cloud+A&year=2025", width)
    assert page.ask("return document.documentElement.scrollWidth") <= width
    assert page.ask("return document.getElementById('stage').clientWidth") > 400


# Text on text -----------------------------------------------------------------------------------

ON_CANVAS = """
const boxes = [...moneyloop.boxesOnScreen().map((box) => [box.id, box]),
  ...moneyloop.labels().map(({ text, box }) => [text, box])];
const { clientWidth, clientHeight } = document.getElementById('stage');
const wrong = [];
boxes.forEach(([name, a], at) => {
  const [right, bottom] = [a.x + a.w, a.y + a.h];
  if (a.x < -1 || a.y < -1 || right > clientWidth + 1 || bottom > clientHeight + 1) {
    wrong.push(name);
  }
  for (const [other, b] of boxes.slice(at + 1)) {
    const apart = right <= b.x + 0.5 || b.x + b.w <= a.x + 0.5
      || bottom <= b.y + 0.5 || b.y + b.h <= a.y + 0.5;
    if (!apart) wrong.push(`${name} on ${other}`);
  }
});
return clientWidth ? wrong : [];
"""


@pytest.mark.parametrize(
    ("address", "widths"),
    [
        ("", overlaps.WIDTHS),
        ("#all=1&year=2026", overlaps.WIDTHS),
        ("#party=OpenAI", overlaps.WIDTHS[:4]),  # on a phone it lies over the page
        ("#arrow=purchase%3AOpenAI%3EMicrosoft", overlaps.WIDTHS[:4]),
        ("#deal=outside-anth-2026h", overlaps.WIDTHS[:4]),
    ],
)
@pytest.mark.parametrize("theme", overlaps.THEMES)
def test_no_text_lies_on_text_or_leaves_its_box(
    visit: Show, address: str, widths: tuple[int, ...], theme: str
) -> None:
    page = visit("network", address, theme=theme)
    wrong = {}
    for width in widths:
        page.size(width, 900)
        page.browser.execute_async_script(
            "const done = arguments[0];"
            "requestAnimationFrame(() => requestAnimationFrame(() => done()))"
        )
        found = [*overlaps.overlaps(page), page.ask(ON_CANVAS)]
        if any(found):
            wrong[width] = found
    assert wrong == {}
