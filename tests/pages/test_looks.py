"""How both pages look, asserted on positions and colours: the bundled data in a real browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest

Visit = Callable[..., Any]

PHONE = {"width": 390, "height": 844}


# A phone ------------------------------------------------------------------------------------


def test_the_report_stands_on_a_phone(visit: Visit) -> None:
    page = visit("report", **PHONE)
    a_finger_reaches_every_control(page)
    the_whole_sentence_is_seen(page)


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
        "return ['.tools', '.drawer', '.zoom', '.tip', '.time', '.choices',"
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
        "return [...document.querySelectorAll('.loop-list, .panel, .side, .table-wrap')]"
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
