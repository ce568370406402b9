"""What the network page hands to the menu "Take away": the map as it stands, and each panel."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import axe as rules
from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

SVG = "{http://www.w3.org/2000/svg}"
# What is saved and copied is kept, and what the page then says is waited for.
KEEP = """
window.copied = window.saved = window.savedName = null;
navigator.clipboard.writeText = async (text) => { window.copied = text; };
URL.createObjectURL = (blob) => { window.saved = blob; return "blob:kept"; };
HTMLAnchorElement.prototype.click = function () { window.savedName = this.download; };
"""
CHOOSE = """
const [key, item, done] = arguments;
document.querySelector(`.take[data-take=${key}]`).click();
const items = [...document.querySelectorAll("[role=menuitem]")];
items.find((node) => node.textContent.trim() === item).click();
const look = () => {
  const said = document.querySelector(".take-status").textContent;
  if (!said) return setTimeout(look, 10);
  if (!window.saved) return done([said, window.copied]);
  return window.saved.arrayBuffer()
    .then((data) => done([window.savedName, [...new Uint8Array(data)]]));
};
setTimeout(look, 5);
"""


def choose(page: Any, key: str, item: str) -> tuple[str, Any]:
    """The name and the bytes of what an item saves; what it says and the text that it copies."""
    page.ask(KEEP)
    name, found = page.browser.execute_async_script(CHOOSE, key, item)
    return name, bytes(found) if isinstance(found, list) else found


def saved_rows(page: Any, key: str) -> list[dict[str, str]]:
    _, data = choose(page, key, "Save numbers CSV")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def items(page: Any, key: str) -> list[str]:
    page.click(f".take[data-take={key}]")
    found: list[str] = page.ask(
        "return [...document.querySelectorAll('[role=menuitem]')].map((n) => n.textContent.trim())"
    )
    page.click(f".take[data-take={key}]")
    return found


def rows(page: Any) -> list[dict[str, str]]:
    text = page.ask("return moneyloop.files.csv(moneyloop.takes.map.rows())")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def drawing(page: Any) -> ET.Element:
    return ET.fromstring(page.ask("return moneyloop.takes.map.picture()"))


def words(root: ET.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


# The map ------------------------------------------------------------------------------------


def test_csv_holds_what_is_shown_with_its_basis(
    atlas: Payload, drawn_ids: list[str], show: Show
) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    assert sorted(row["id"] for row in saved_rows(page, "map")) == drawn_ids
    basis = {(row["case"], row["year"], row["as_of"]) for row in rows(page)}
    assert basis == {("firm", "whole term", "2026-01-31")}
    page.ask("moneyloop.setCase('headline'); moneyloop.setYear('2024')")
    only = rows(page)
    assert [(row["id"], row["amount_shown_usd_bn"]) for row in only] == [("a-one-1", "4")]
    assert (only[0]["case"], only[0]["year"]) == ("headline", "2024")
    page.ask("moneyloop.setYear(null)")
    page.click("input[data-filter=kind][value=hardware]")
    hardware = {deal["id"] for deal in atlas["deals"] if deal["kind"] == "hardware"}
    assert sorted(row["id"] for row in rows(page)) == sorted(set(drawn_ids) - hardware)


FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "\u00a0=1", "\uff1d1")


def test_csv_holds_no_formula(atlas: Payload, show: Show) -> None:
    plain = 'two\nlines, a comma, a "quote"'
    page = show(render_network(atlas))
    for text in (*FORMULAS, plain):
        page.ask("moneyloop.payload.deals[0].note = arguments[0]", text)
        assert rows(page)[0]["note"] == (text if text == plain else f"'{text}")


def test_the_drawing_is_what_is_shown_with_its_key(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    root = drawing(page)
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "clipPath", "path", "text"}
    written = words(root)
    assert {"invests", "the loop"} <= set(written)
    assert written[-1] == "width and numbers: USD billions, whole term of each deal"
    for party in ("Lab One", "Cloud A", "Chip E"):
        assert all(word in " ".join(written) for word in party.split())
    curves = [
        node
        for node in root.iter(f"{SVG}path")
        if node.get("fill") == "none" and "Q" in (node.get("d") or "")
    ]
    assert len(curves) == page.ask("return moneyloop.edges.length")


def test_nothing_that_is_drawn_is_cut_off(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    part = next(node for node in drawing(page) if node.tag == f"{SVG}svg")
    x, y, width, height = map(float, (part.get("viewBox") or "").split())
    boxes = page.ask(
        "return [...moneyloop.boxesOnScreen(), ...moneyloop.labels().map(({ box }) => box)]"
    )
    for box in boxes:
        assert x <= box["x"]
        assert y <= box["y"]
        assert box["x"] + box["w"] <= x + width
        assert box["y"] + box["h"] <= y + height
    assert 0 < width <= page.ask("return document.getElementById('stage').clientWidth")


def test_a_picture_says_what_is_lit_and_with_which_basis(atlas: Payload, show: Show) -> None:
    address = "#loop=2&case=headline&year=2025&theme=dark"
    page = show(render_network(atlas), address)
    pixels = "moneyloop.network.redraw(); return moneyloop.network.canvas.frame.canvas.toDataURL()"
    before = page.ask(pixels)
    name, png = choose(page, "map", "Save picture PNG")
    assert name == "moneyloop-map-31-january-2026.png"
    assert struct.unpack(">II", png[16:24]) == (1200, 675)
    _, svg = choose(page, "map", "Save picture SVG")
    root = ET.fromstring(svg)
    seen = " ".join(words(root))
    assert "Chip E put $30.0bn into Lab One in 2025" in seen
    assert 'Amounts with every "up to" · in 2025' in seen
    assert "as of 31 January 2026" in seen
    assert "A loop is not proof of intent" in seen
    # Light whatever theme is on, and the page stays as it was.
    assert b"rgb(11,17,23)" not in svg.replace(b", ", b",")
    assert b"rgb(184,69,12)" in svg.replace(b", ", b",")
    assert page.ask(pixels) == before
    assert page.ask("return [document.documentElement.dataset.theme, location.hash]") == [
        "dark",
        page.ask("return moneyloop.address()"),
    ]
    assert page.console() == []


def test_hostile_names_are_text_in_the_picture(atlas: Payload, show: Show) -> None:
    bad = '</text><script>window.hacked = 1</script>&"\u0000\u2028'
    atlas["title"] = bad
    page = show(render_network(atlas))
    assert not list(drawing(page).iter(f"{SVG}script"))
    assert page.ask("return window.hacked") is None


def test_the_words_of_the_map_are_title_and_answer(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=1&year=2025")
    _, text = choose(page, "map", "Copy words")
    assert text.startswith(f"{page.text('#title')}. {page.text('#title-more')} Basis: Paid and")
    assert "Command: moneyloop view" in text
    assert text.count("31 January 2026") - text[text.index("Cite:") :].count("31 January") == 1
    # The command has what was asked for.
    atlas["command"] = "moneyloop view mine --around 'Lab One'"
    page = show(render_network(atlas), "#loop=none")
    assert (
        "Command: moneyloop view mine --around 'Lab One'." in choose(page, "map", "Copy words")[1]
    )


# The panels ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words_of", "has_picture"),
    [
        ("#loop=1&year=2025", "Cloud A put ", True),
        ("#party=Cloud+A&year=2025", "Cloud A: own money back (invested, and returned ", False),
        ("#party=Alder+Fund&year=2025", "Alder Fund pays ", False),
        ("#deal=a-one-1&year=2024", "Cloud A \u2192 Lab One (", False),
        ("#arrow=investment:Cloud+A>Lab+One", "Cloud A invests in Lab One: ", False),
    ],
)
def test_each_panel_can_be_taken_away(
    atlas: Payload, show: Show, address: str, words_of: str, has_picture: bool
) -> None:
    page = show(render_network(atlas), address)
    offered = items(page, "panel")
    assert offered[-6:] == [
        *("Save numbers CSV", "Save numbers xlsx", "Copy words", "Copy link"),
        *("Copy citation text", "Copy citation BibTeX"),
    ]
    assert ("Save picture PNG" in offered) == has_picture
    said, text = choose(page, "panel", "Copy words")
    assert said == "Copied the words"
    assert text.startswith(words_of)
    assert page.ask("return moneyloop.period()") in text
    _, link = choose(page, "panel", "Copy link")
    assert link == page.ask("return location.hash")
    table = page.ask("return document.querySelector('#panel table')?.rows.length ?? null")
    found = saved_rows(page, "panel")
    if table is not None:
        assert len(found) == table - 1
    else:
        listed = page.ask(
            "const { key } = moneyloop.state.selection;"
            "return (moneyloop.loopOf.get(key)?.ids ?? moneyloop.arrows.get(key)?.deals"
            " ?? moneyloop.dealsOf.get(key))"
        )
        assert sorted(row["id"] for row in found) == sorted(set(listed))
    assert page.console() == []


# On a phone, and for everyone ---------------------------------------------------------------


def test_on_a_phone_the_ring_is_the_picture_and_fingers_have_room(
    atlas: Payload, show: Show
) -> None:
    page = show(render_network(atlas), "#loop=1", 390, 844)
    small = """
        return [...document.querySelectorAll('.take, .take-menu button')]
          .filter((node) => node.checkVisibility())
          .map((node) => node.getBoundingClientRect())
          .filter(({ width, height, left, right }) =>
            width < 24 || height < 24 || left < 0 || right > 390)
          .length
    """
    for key in ("map", "panel"):
        page.click(f".take[data-take={key}]")
        assert page.ask(small) == 0
        assert page.ask("return document.querySelectorAll('.take-menu button').length") == 8
        page.click(f".take[data-take={key}]")
    assert page.ask("return moneyloop.takes.map.picture().classList.value") == "loop-ring"
    page.ask("moneyloop.select('party', 'Lab One')")
    assert page.ask("return moneyloop.takes.map.picture") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_the_menu_open(
    atlas: Payload, show: Show, axe: str, theme: str
) -> None:
    page = show(render_network(atlas), f"#loop=1&theme={theme}")
    for key in ("map", "panel"):
        page.click(f".take[data-take={key}]")
        assert rules.violations(page, axe) == []


# The size -----------------------------------------------------------------------------------


def test_the_page_of_the_bundled_data_is_under_900_kb(bundled: Callable[[str], Path]) -> None:
    assert bundled("network").stat().st_size < 900_000
