"""Arrows: one for each payer, payee and class, as wide as its amount, and each can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browser import Page

Visit = Callable[..., Page]

# Nothing chosen, no panel beside the map, the middle of the arrow on the screen: where it is.
SHOW = """
const [id, zoom, done] = arguments;
moneyloop.select(null);
requestAnimationFrame(() => requestAnimationFrame(() => {
  const { middle } = moneyloop.drawnLines().get(id);
  if (zoom > 1) moneyloop.network.moveTo({ position: middle, scale: moneyloop.fitted().scale * zoom });
  moneyloop.network.redraw();
  const { x, y } = moneyloop.network.canvasToDOM(middle);
  const { left, top } = document.getElementById("stage").getBoundingClientRect();
  done({ x: left + x, y: top + y });
}));
"""
CHOSEN = "const { selection } = moneyloop.state; return selection && `${selection.type} ${selection.key}`"


def click(page: Page, x: float, y: float) -> None:
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
        page.browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)


def tap(page: Page, x: float, y: float) -> None:
    send = page.browser.execute_cdp_cmd
    send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def missed(page: Page, press: Callable[[Page, float, float], None], zoom: float) -> dict[str, Any]:
    """The arrows that a press on their middle does not choose, with what it chooses instead."""
    wrong = {}
    ids = page.ask("return moneyloop.edges.getIds()")
    assert len(ids) > 30
    for name in ids:
        at = page.browser.execute_async_script(SHOW, name, zoom)
        press(page, at["x"], at["y"])
        chosen = page.ask(CHOSEN)
        if chosen != f"arrow {name}":
            wrong[name] = chosen
    return wrong


@pytest.mark.parametrize("zoom", [1, 1.6, 2.7])
def test_a_click_on_the_middle_of_an_arrow_chooses_it(visit: Visit, zoom: float) -> None:
    assert missed(visit("network", width=1440), click, zoom) == {}


@pytest.mark.parametrize("zoom", [1, 1.6, 2.7])
def test_so_does_a_finger(visit: Visit, zoom: float) -> None:
    page = visit("network", width=1440)
    page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        assert missed(page, tap, zoom) == {}
    finally:
        page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_on_the_map_of_all_companies_too(visit: Visit) -> None:
    assert missed(visit("network", "#all=1", width=1440), click, 1) == {}
