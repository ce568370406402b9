"""How both pages look, asserted on positions and colours: the bundled data in a real browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest

Visit = Callable[..., Any]

WIDE = {"width": 1600, "height": 900}
NARROW = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SCREENS = {"wide": WIDE, "narrow": NARROW, "phone": PHONE}
MOST = {"wide": 150, "narrow": 175}  # pixels of the head


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    apart_x = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
    apart_y = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    return not (apart_x or apart_y)


def rectangle(page: Any, css: str) -> dict[str, float]:
    """Where an element is, in pixels from the top left of the window."""
    found: dict[str, float] = page.ask(
        "const box = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return {x: box.left, y: box.top, w: box.width, h: box.height}",
        css,
    )
    return found


# The picture --------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    "address",
    [
        "",
        "#loop=1",
        "#loop=2&view=ring",
        "#party=Nvidia",
        "#party=OpenAI",
        "#deal=openai-msft-2025",
    ],
)
def test_every_view_stands(visit: Visit, screen: str, address: str) -> None:
    # Each page is opened once, and looked at from all sides.
    page = visit("network", address, **SCREENS[screen])
    if not address:
        the_years_are_apart(page)
    if screen != "phone":
        nothing_covers_the_picture(page, screen)
        if not address:
            every_party_is_on_the_stage(page)
            assert rectangle(page, "header")["h"] <= MOST[screen]
    what_stands_on_the_picture_is_apart_and_whole(page)
    names_are_apart_and_on_the_stage(page, screen, address)
    if screen == "phone":
        a_finger_reaches_every_control(page)
        if not address:
            the_picture_is_seen_first(page)
            the_whole_sentence_is_seen(page)


def names_are_apart_and_on_the_stage(page: Any, screen: str, address: str) -> None:
    page.ask("moneyloop.network.redraw()")
    boxes = page.ask("return moneyloop.labels().boxes")
    stage = rectangle(page, "#stage")
    least = 2 if "loop" in address else 6 if screen == "phone" else 30
    assert len(page.ask("return moneyloop.labels().names")) >= least
    for at, box in enumerate(boxes):
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["w"] <= stage["w"]
        assert box["y"] + box["h"] <= stage["h"]
        assert not [other for other in boxes[at + 1 :] if overlap(box, other)]


def the_years_are_apart(page: Any) -> None:
    boxes = page.ask(
        """
        const words = [];
        const bar = document.getElementById("time");
        const walk = document.createTreeWalker(bar, NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          const { left: x, top, width: w, height } = range.getBoundingClientRect();
          // The letters, without the room over and under them.
          if (w) words.push({ x, y: top + 2, w, h: height - 4, text: node.data });
        }
        return words;
        """
    )
    assert len(boxes) > 8
    for at, box in enumerate(boxes):
        clash = [other["text"] for other in boxes[at + 1 :] if overlap(box, other)]
        assert not clash, (box["text"], clash)


def every_party_is_on_the_stage(page: Any) -> None:
    outside = page.ask(
        "const {clientWidth, clientHeight} = moneyloop.byId('stage');"
        "return moneyloop.nodes.get({filter: (n) => !n.hidden}).filter(({id}) => {"
        "  const {x, y} = moneyloop.network.canvasToDOM(moneyloop.network.getPosition(id));"
        "  return x < 10 || y < 10 || x > clientWidth - 10 || y > clientHeight - 10; })"
        ".map(({id}) => id)"
    )
    assert outside == []


def nothing_covers_the_picture(page: Any, screen: str) -> None:
    stage = rectangle(page, "#stage-wrap")
    size = SCREENS[screen]
    assert stage["w"] >= 0.5 * size["width"]
    assert stage["h"] >= 0.6 * size["height"]
    for css in (".side.left", ".side.right", "header", ".below"):
        assert not overlap(stage, rectangle(page, css)), css
    # What stands on the picture itself leaves its middle free.
    on_top = page.ask(
        "const {left, top, width, height} = document.getElementById('stage')"
        ".getBoundingClientRect();"
        "return [0.3, 0.5, 0.7].map((y) => [0.2, 0.5, 0.8].every((x) =>"
        "  document.elementFromPoint(left + x * width, top + y * height).tagName === 'CANVAS'))"
    )
    assert on_top == [True, True, True]


def what_stands_on_the_picture_is_apart_and_whole(page: Any) -> None:
    names = [".caption", ".scope-line", ".zoom", ".hints", ".stage-head", ".time"]
    seen = page.ask(
        "return arguments[0].filter((css) => document.querySelector(css)?.checkVisibility()"
        " && document.querySelector(css).getBoundingClientRect().width > 0)",
        names,
    )
    assert ".zoom" in seen
    places = {css: rectangle(page, css) for css in seen}
    for at, css in enumerate(seen):
        assert not [other for other in seen[at + 1 :] if overlap(places[css], places[other])], css
    cut = page.ask(
        "return arguments[0].map((css) => document.querySelector(css))"
        ".filter((n) => n.scrollHeight > n.clientHeight + 2).map((n) => n.className)",
        seen,
    )
    assert cut == []


@pytest.mark.parametrize("screen", SCREENS)
def test_every_lit_loop_is_whole_on_the_stage(visit: Visit, screen: str) -> None:
    page = visit("network", **SCREENS[screen])
    outside, hidden = page.ask(
        """
        const ml = window.moneyloop;
        const { clientWidth, clientHeight } = ml.byId("stage");
        const [outside, hidden] = [[], []];
        // What stands on the picture must hide no part of a ring.
        const lookAtRing = (loop) => {
          const stage = ml.byId("stage").getBoundingClientRect();
          const over = [".caption", ".zoom", ".hints", ".scope-line"]
            .map((css) => document.querySelector(css))
            .filter((node) => node?.checkVisibility())
            .map((node) => node.getBoundingClientRect());
          const points = loop.parties.map((name) => ml.network.getPosition(name));
          for (const id of loop.ids) {
            for (const t of [0.25, 0.5, 0.75]) points.push(ml.pointOn(id, t));
          }
          for (const point of points) {
            const at = ml.network.canvasToDOM(point);
            const [x, y] = [stage.left + at.x, stage.top + at.y];
            const isIn = ({ left, right, top, bottom }) => (
              x > left && x < right && y > top && y < bottom
            );
            if (over.some(isIn) || !isIn(stage)) hidden.push([loop.rank, at.x, at.y]);
          }
        };
        for (const [at, loop] of ml.loops.slice(0, 25).entries()) {
          ml.select("loop", loop.key);
          for (const ring of [false, true]) {
            if (ring) ml.toggleRing();
            for (const name of loop.parties) {
              const { x, y } = ml.network.canvasToDOM(ml.network.getPosition(name));
              const seen = x > 8 && y > 8 && x < clientWidth - 8 && y < clientHeight - 8;
              if (!seen) outside.push([loop.rank, ring, name]);
            }
          }
          if (at < 12) lookAtRing(loop);
        }
        return [outside, hidden];
        """
    )
    assert outside == []
    assert hidden == []


# A phone ------------------------------------------------------------------------------------


def test_the_report_stands_on_a_phone(visit: Visit) -> None:
    page = visit("report", **PHONE)
    a_finger_reaches_every_control(page)
    the_whole_sentence_is_seen(page)


def the_picture_is_seen_first(page: Any) -> None:
    stage = rectangle(page, "#stage")
    assert stage["w"] >= 380
    assert min(844, stage["y"] + stage["h"]) - max(0, stage["y"]) >= 300


def the_whole_sentence_is_seen(page: Any) -> None:
    cut = page.ask(
        "return [...document.querySelectorAll('h1 bdi, .headline bdi')]"
        ".filter((n) => n.scrollHeight > n.clientHeight + 1).map((n) => n.textContent)"
    )
    assert page.ask("return document.querySelectorAll('h1 bdi, .headline bdi').length")
    assert cut == []


def a_finger_reaches_every_control(page: Any) -> None:
    assert page.ask("return document.documentElement.scrollWidth") <= 390
    missed = page.ask(
        """
        const missed = [];
        const inside = (node) => {
          for (let at = node.parentElement; at; at = at.parentElement) {
            if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
          }
          return false;
        };
        const controls = "button, input, select, summary, [role=slider]";
        for (const node of document.querySelectorAll(controls)) {
          const target = node.closest("label") ?? node;
          const box = target.getBoundingClientRect();
          if (!node.checkVisibility() || !box.width) continue;
          const text = node.textContent.trim().slice(0, 20);
          const said = `${node.tagName} ${node.id || node.className} ${text}`;
          if ((box.left < -1 || box.right > 391) && !inside(node)) missed.push(`outside: ${said}`);
          if (box.height < 23.9 || box.width < 23.9) {
            missed.push(`small: ${said} ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`);
          }
        }
        return [...new Set(missed)].slice(0, 20);
        """
    )
    assert missed == []


# Colours ------------------------------------------------------------------------------------


def brightness(page: Any, script: str) -> int:
    return sum(map(int, re.findall(r"\d+", page.ask(script))[:3]))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["network", "report"])
def test_each_theme_has_its_ground(visit: Visit, name: str, theme: str) -> None:
    page = visit(name, theme=theme)
    parts = ("body", "#stage-wrap", "#panel") if name == "network" else ("body", "#behind td")
    for css in parts:
        ground = brightness(
            page,
            "let at = document.querySelector('" + css + "'); let colour;"
            "do { colour = getComputedStyle(at).backgroundColor; at = at.parentElement; }"
            "while (/, 0\\)$/.test(colour)); return colour",
        )
        assert (ground > 690) is (theme == "light"), css
        assert (ground < 150) is (theme == "dark"), css
    if name == "report":
        return
    # The canvas is painted for the theme as well: its names are in the ink of the theme.
    ink = page.ask("return moneyloop.colour('--ink')")
    assert (sum(map(int, re.findall(r"\d+", ink)[:3])) < 200) is (theme == "light")
    painted = page.ask(
        """
        moneyloop.network.redraw();
        const canvas = moneyloop.network.canvas.frame.canvas;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let marks = 0;
        for (let at = 3; at < data.length; at += 4) marks += data[at] > 0;
        return marks / (data.length / 4);
        """
    )
    assert 0.02 < painted < 0.9


# On paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["network", "report"])
def test_paper_is_white_and_has_no_controls(visit: Visit, name: str) -> None:
    page = visit(name, "#theme=dark" if name == "network" else "", theme="dark")
    page.ask("window.dispatchEvent(new Event('beforeprint'))")
    page.size(720, 1000)
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.ask("return getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    seen = page.ask(
        "return ['.tools', '.side.left', '.zoom', '.hints', '.tip', '.caption', '.time',"
        " '.case-switch', '.table-tools', '#deal-more']"
        ".filter((css) => document.querySelector(css)?.checkVisibility())"
    )
    assert seen == []
    wide = page.ask(
        "return [...document.querySelectorAll('body *')]"
        ".filter((n) => n.checkVisibility() && n.getBoundingClientRect().right > 721)"
        ".map((n) => `${n.tagName} ${n.id || n.getAttribute('class')}`).slice(0, 10)"
    )
    assert wide == []
    # Nothing is cut off in a box that scrolls: on paper nobody can.
    cut = page.ask(
        "return [...document.querySelectorAll('.loop-list, .panel, .side.right, .table-wrap')]"
        ".filter((n) => n.checkVisibility() && n.scrollHeight > n.clientHeight + 1"
        " && getComputedStyle(n).overflowY !== 'visible').map((n) => n.className)"
    )
    assert cut == []


@pytest.mark.parametrize("name", ["network", "report"])
def test_prints_to_pdf(visit: Visit, name: str) -> None:
    page = visit(name, "#loop=1" if name == "network" else "", theme="dark")
    options = {"printBackground": True, "preferCSSPageSize": True}
    answer = page.browser.execute_cdp_cmd("Page.printToPDF", options)
    pdf = base64.b64decode(answer["data"])
    assert pdf.startswith(b"%PDF")
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 3 < sheets < (11 if name == "report" else 90)  # the network has a table of all deals
    assert page.console() == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in page.requests())
    # Afterwards the screen is as it was.
    assert page.ask("return moneyloop.isDark()") is True
