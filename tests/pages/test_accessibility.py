"""Both pages for everybody: contrast, keyboard, calm motion, and every fact also as text.

The rules of axe-core run where MONEYLOOP_AXE names its file, as in CI.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from axe import violations
from moneyloop.pages.shell import asset

Visit = Callable[..., Any]

PAGES = ("network", "report")
THEMES = ("light", "dark")
SHEETS = (
    "base.css",
    "network.css",
    "answer.css",
    "drawn.css",
    "plain.css",
    "books.css",
    "take.css",
)
PHONE = {"width": 390, "height": 844}

# Colours ------------------------------------------------------------------------------------

GROUNDS = ("paper", "raised", "stage", "accent-soft", "loop-soft")


def colours(theme: str) -> dict[str, str]:
    """The style sheet's own colours in one theme."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", asset("base.css"))
    assert len(pairs) > 30
    return {name: dark if theme == "dark" else light for name, light, dark in pairs}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def used(prop: str) -> set[str]:
    """The colour variables that some rule gives to a property."""
    found = set()
    for sheet in SHEETS:
        found.update(re.findall(rf"(?<![\w-]){prop}: var\(--([\w-]+)\)", asset(sheet)))
    return found


def test_the_contrast_of_known_colours() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_on_every_ground(theme: str) -> None:
    palette = colours(theme)
    faint = {}
    for text in sorted(used("color")):
        # White or black on a strong ground: `on-ink` is for text on `ink`.
        grounds = (text.removeprefix("on-"),) if text.startswith("on-") else GROUNDS
        for ground in grounds:
            ratio = contrast(palette[text], palette[ground])
            if ratio < 4.5:
                faint[f"{text} on {ground}"] = round(ratio, 2)
    assert not faint
    assert {"ink", "ink-soft", "accent", "loop"} <= used("color")


@pytest.mark.parametrize("theme", THEMES)
def test_marks_of_kinds_and_roles_stand_out(theme: str) -> None:
    palette = colours(theme)
    marks = [name for name in palette if name.startswith("kind-")]
    assert len(marks) >= 15
    marks += ["own", "any", "invests", "buys"]
    faint = {
        f"{mark} on {ground}": round(contrast(palette[mark], palette[ground]), 2)
        for mark in [*marks, "node-line", "loop", "accent"]
        for ground in ("paper", "raised", "stage")
        if contrast(palette[mark], palette[ground]) < 3
    }
    assert not faint


# The rules of axe-core ----------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(visit: Visit, axe: str, name: str, theme: str) -> None:
    assert violations(visit(name, theme=theme), axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_on_a_phone(visit: Visit, axe: str, name: str) -> None:
    theme = THEMES[PAGES.index(name)]
    assert violations(visit(name, "#loop=1", theme=theme, **PHONE), axe) == []


STATES = {
    "a lit loop": "#loop=1",
    "an arrow": "#arrow=purchase%3AMicrosoft%3ENvidia",
    "all companies": "#all=1&loop=1&year=2025",
    "a party": "#party=OpenAI",
    "a deal": "#deal=openai-msft-2025",
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious_in_any_state(
    visit: Visit, axe: str, state: str, theme: str
) -> None:
    page = visit("network", STATES[state], theme=theme)
    assert page.ask("return moneyloop.state.selection") is not None
    assert violations(page, axe, "#network") == []


def test_axe_finds_what_is_wrong(visit: Visit, axe: str) -> None:
    page = visit("network", "#party=OpenAI")
    page.ask("const bad = document.createElement('button'); moneyloop.byId('panel').append(bad)")
    assert any("button-name" in text for text in violations(page, axe, "#panel"))


# Without a pointer, without a picture, without motion ---------------------------------------


def test_every_deal_on_the_canvas_has_a_row(visit: Visit) -> None:
    page = visit("network")
    drawn = page.drawn()
    assert len(drawn) > 80
    page.click("#deal-more")
    rows = page.ask(
        "return [...document.querySelectorAll('#deal-rows tr')].map((r) => r.dataset.id)"
    )
    assert set(drawn) <= set(rows)


def test_every_party_is_found_by_name_and_told_in_text(visit: Visit) -> None:
    page = visit("network")
    lost = page.ask(
        """
        const ml = window.moneyloop;
        const search = document.getElementById("search");
        const parties = ml.nodes.getIds();
        return parties.filter((name) => {
          search.value = name;
          search.dispatchEvent(new Event("input", { bubbles: true }));
          const found = [...document.querySelectorAll("#search-results button")];
          const mine = found.find((item) => item.querySelector("bdi").textContent === name);
          mine?.click();
          return !mine || !ml.byId("panel").querySelector("h2").textContent.includes(name);
        });
        """
    )
    assert lost == []


def test_the_amounts_on_a_lit_loop_are_in_its_panel(visit: Visit) -> None:
    page = visit("network")
    missing = page.ask(
        """
        const ml = window.moneyloop;
        const missing = [];
        for (const loop of ml.loops.slice(0, 40)) {
          ml.select("loop", loop.key);
          const said = ml.byId("panel").innerText;
          for (const leg of loop.legs) {
            const moves = ml.legDeals(leg).length > 0;
            const written = moves ? ml.usd(ml.legAmount(leg)) : ml.legMissing(leg);
            for (const text of [leg.payer, leg.payee, written, ...leg.deals]) {
              if (!said.includes(text)) missing.push(`${loop.rank}: ${text}`);
            }
          }
        }
        return missing;
        """
    )
    assert missing == []


def test_the_shares_of_a_ring_are_in_the_panel(visit: Visit) -> None:
    page = visit("network")
    missing = page.ask(
        r"""
        const ml = window.moneyloop;
        const keys = [
          "revenue", "own_low", "own_estimate", "own_high", "other_network_investors",
          "outside_investors", "reciprocal", "earlier_cash", "no_known_source", "customers",
        ];
        const missing = [];
        for (const name of ml.parties.keys()) {
          const row = ml.row(name);
          if (!row?.revenue) continue;
          ml.select("party", name);
          const said = ml.byId("panel").innerText.replaceAll(/[$\-]|bn/g, "");
          for (const key of keys) {
            const text = ml.usd(row[key]).replaceAll(/[$\-]|bn/g, "");
            if (!said.includes(text)) missing.push(`${name} ${key}: ${text}`);
          }
        }
        return missing;
        """
    )
    assert missing == []


WATCH_FOCUS = """
window.walk = [];
window.addEventListener("focusin", ({ target }) => {
  const style = getComputedStyle(target);
  const parts = [];
  for (let at = target; at instanceof Element; at = at.parentElement) {
    parts.push(...[at.id, ...at.classList].filter(Boolean));
  }
  window.walk.push({
    parts,
    tag: target.tagName + (target.type ? `.${target.type}` : ""),
    seen: target.matches(":focus-visible") && style.outlineStyle !== "none"
      && parseFloat(style.outlineWidth) >= 2,
  });
});
"""


def walk(page: Any, presses: int) -> list[dict[str, Any]]:
    """Where the focus goes as Tab is pressed from the top of the page."""
    from selenium.webdriver.common.keys import Keys

    page.ask("document.activeElement.blur?.();" + WATCH_FOCUS)
    for _ in range(0, presses, 50):
        page.press(*[Keys.TAB] * 50)
    found: list[dict[str, Any]] = page.ask("return window.walk")
    return found


def test_the_tab_key_reaches_every_part(visit: Visit) -> None:
    page = visit("network", "#loop=1")
    page.click("#years-button")
    page.click("#filters-button")
    steps = walk(page, 400)
    first: dict[str, int] = {}
    for at, step in enumerate(steps):
        for part in step["parts"]:
            first.setdefault(part, at)
    wanted = {
        *("search", "filters", "stage", "panel", "deal-table", "deal-rows"),
        *("theme-button", "help-button", "fit-button"),
        *("case-switch", "year", "play", "deal-words", "deal-drawn", "deal-more"),
    }
    assert wanted - first.keys() == set()
    assert first["stage"] < first["panel"] < first["deal-table"]
    assert [step for step in steps if not step["seen"]] == []


def frames(page: Any, count: int) -> dict[str, Any]:
    """How many different pictures `count` frames show, and what else moves by itself."""
    answer: dict[str, Any] = page.browser.execute_async_script(
        """
        const [count, done] = arguments;
        const ml = window.moneyloop;
        const seen = { stage: new Set(), dollar: new Set() };
        const year = ml.state.year;
        const step = (left) => {
          if (left % 5 === 0) {
            seen.stage.add(ml.network.canvas.frame.canvas.toDataURL());
            seen.dollar.add(document.getElementById("dollar-layer").toDataURL());
          }
          if (left) return requestAnimationFrame(() => step(left - 1));
          return done({
            stage: seen.stage.size,
            dollar: seen.dollar.size,
            animations: document.getAnimations().length,
            same: year === ml.state.year,
          });
        };
        // The drawings that were already asked for come first.
        requestAnimationFrame(() => requestAnimationFrame(() => step(count)));
        """,
        count,
    )
    return answer


def test_nothing_moves_by_itself_where_motion_is_unwelcome(visit: Visit) -> None:
    page = visit("network", "#loop=1")
    still = {"stage": 1, "dollar": 1, "animations": 0, "same": True}
    assert frames(page, 30) == still


def test_the_dollar_runs_where_motion_is_welcome(visit: Visit) -> None:
    page = visit("network", "#loop=1", motion="no-preference")
    moved = frames(page, 60)
    assert moved["dollar"] > 3
    assert moved["same"]
