"""Arrows: one for each payer, payee and class, as wide as its amount, and each can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browser import Page
from moneyloop.words.amounts import usd

Visit = Callable[..., Page]

# A press is read and taken back in its own task, so that each finds the same map: a panel that
# opens makes the map smaller, and drawing both takes long.
BEGIN = """
const done = arguments[0];
window.addEventListener("click", () => {
  const { selection: it } = moneyloop.state;
  window.chosen = it && `${it.type} ${it.key}`;
  moneyloop.select(null);
});
moneyloop.select(null);
requestAnimationFrame(() => requestAnimationFrame(() => done(moneyloop.edges.getIds())));
"""
# The middle of an arrow on the whole map, or on one zoomed in to it: where on the screen it is.
SHOW = """
const [id, zoom] = arguments;
window.chosen = "nothing was pressed";
const { middle } = moneyloop.drawnLines().get(id);
const scale = moneyloop.fitted().scale * zoom;
moneyloop.fit(false);
if (zoom > 1) moneyloop.network.moveTo({ position: middle, scale });
moneyloop.network.redraw();
const { x, y } = moneyloop.network.canvasToDOM(middle);
const { left, top } = document.getElementById("stage").getBoundingClientRect();
return { x: left + x, y: top + y };
"""


def missed(page: Page, press: Callable[[float, float], None], zoom: float) -> dict[str, Any]:
    """The arrows that a press on their middle does not choose, with what it chooses instead."""
    wrong = {}
    ids = page.browser.execute_async_script(BEGIN)
    assert len(ids) > 30
    for name in ids:
        at = page.ask(SHOW, name, zoom)
        press(at["x"], at["y"])
        chosen = page.ask("return window.chosen")
        if chosen != f"arrow {name}":
            wrong[name] = chosen
    return wrong


# A small window, so that each of some 170 clicks takes a moment; a test for each zoom, so that both
# cores have some.
SIZE = {"width": 900, "height": 660}
ZOOMS = (1, 1.6, 2.7)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_click_on_the_middle_of_an_arrow_chooses_it(visit: Visit, zoom: float) -> None:
    page = visit("network", **SIZE)
    assert missed(page, page.click_at, zoom) == {}


@pytest.mark.parametrize("zoom", ZOOMS)
def test_so_does_a_finger(visit: Visit, zoom: float) -> None:
    page = visit("network", **SIZE)
    page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        assert missed(page, page.tap_at, zoom) == {}
    finally:
        page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


@pytest.mark.parametrize("address", ["#all=1", "#year=whole", "#all=1&year=whole", "#year=2025"])
@pytest.mark.parametrize("width", [1440, 1024])
def test_each_middle_on_other_maps_is_its_own(visit: Visit, address: str, width: int) -> None:
    page = visit("network", f"{address}&loop=none", width=width)
    wrong = page.ask(
        """
        const wrong = {};
        for (const [id, { middle }] of moneyloop.drawnLines()) {
          const found = moneyloop.hit(moneyloop.network.canvasToDOM(middle));
          if (found?.key !== id) wrong[id] = found?.key ?? null;
        }
        return wrong;
        """
    )
    assert wrong == {}


def test_deep_inside_an_arrow_it_wins_over_a_thread_beside_it(visit: Visit) -> None:
    page = visit("network", "#loop=none", **SIZE)
    found = page.ask(
        """
        const [widest] = moneyloop.widestFirst();
        const { line } = moneyloop.drawnLines().get(widest.id);
        const at = moneyloop.network.canvasToDOM(line[Math.floor(line.length * 0.4)]);
        return [widest.id, moneyloop.hit(at).key, moneyloop.hit({ x: 3, y: 3 })];
        """
    )
    assert found[0] == found[1]
    assert found[2] is None


def test_an_arrow_opens_into_its_deals_with_their_sources(visit: Visit) -> None:
    page = visit("network", "#arrow=purchase%3AMicrosoft%3ENvidia")
    deals = page.ask(
        "return [...document.querySelectorAll('#panel .deal-open bdi')].map((n) => n.textContent)"
    )
    every = page.ask("return moneyloop.arrows.get('purchase:Microsoft>Nvidia').deals")
    assert sorted(deals) == sorted(every)
    assert page.ask("return document.querySelectorAll('#panel a.source').length") == len(every)
    amount = page.ask("return moneyloop.drawnArrows().get('purchase:Microsoft>Nvidia').amount")
    assert usd(amount) in page.text("#title")


# Moving the map -----------------------------------------------------------------------------------


def wheel(page: Page, pixels: float) -> None:
    event = {"type": "mouseWheel", "x": 500, "y": 400, "deltaX": 0, "deltaY": pixels}
    page.browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)


def settled(page: Page) -> Any:
    return page.browser.execute_async_script(
        "const done = arguments[0];"
        "requestAnimationFrame(() => requestAnimationFrame(() =>"
        " done([moneyloop.network.getScale(), moneyloop.fitted().scale])))"
    )


def test_a_wheel_zooms_by_its_distance_and_never_out_of_the_map(visit: Visit) -> None:
    page = visit("network", **SIZE)
    for _ in range(20):
        wheel(page, -10)
    many, _ = settled(page)
    for _ in range(40):
        wheel(page, 20)
    scale, least = settled(page)
    assert scale == pytest.approx(least)
    page.ask("scrollTo(0, 0)")  # where the map is whole the page scrolls on
    settled(page)
    wheel(page, -200)
    one, _ = settled(page)
    assert one == pytest.approx(many, rel=0.02)  # twenty small ticks are one large one


def test_a_drag_moves_the_map_as_far_as_there_is_map(visit: Visit) -> None:
    page = visit("network", **SIZE)
    page.ask("moneyloop.select(null); moneyloop.zoom(3)")
    settled(page)
    send = page.browser.execute_cdp_cmd
    base = {"button": "left", "clickCount": 1}
    send("Input.dispatchMouseEvent", base | {"type": "mousePressed", "x": 300, "y": 300})
    for step in range(1, 6):
        moved = {"type": "mouseMoved", "x": 300 + 150 * step, "y": 300}
        send("Input.dispatchMouseEvent", base | moved)
    send("Input.dispatchMouseEvent", base | {"type": "mouseReleased", "x": 1050, "y": 300})
    settled(page)
    left = page.ask("return moneyloop.network.canvasToDOM({ x: moneyloop.fitted().left, y: 0 }).x")
    assert 0 <= left <= 100  # the edge of the map is at the edge of the stage, not in its middle
    assert page.ask("return moneyloop.state.selection") is None


def test_one_finger_scrolls_the_page_and_two_move_the_map(visit: Visit) -> None:
    page = visit("network", width=390, height=844)
    page.click("#map-button")
    settled(page)
    assert page.ask(
        "return getComputedStyle(document.querySelector('#stage canvas')).touchAction"
    ) == "pan-x pan-y"  # fmt: skip
    before, _ = settled(page)
    send = page.browser.execute_cdp_cmd
    send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    try:
        for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 90)):
            points = [{"x": 190 - apart, "y": 400, "id": 0}, {"x": 190 + apart, "y": 400, "id": 1}]
            send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        after, _ = settled(page)
        assert after > 1.5 * before
    finally:
        send("Emulation.setTouchEmulationEnabled", {"enabled": False})
