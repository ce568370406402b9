"""What can be taken away: the picture as PNG and SVG, the shown deals as CSV."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

SVG = "{http://www.w3.org/2000/svg}"


def rows(page: Any) -> list[dict[str, str]]:
    text = page.ask("return moneyloop.csv()")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def words(page: Any) -> list[str]:
    root = ET.fromstring(page.ask("return moneyloop.svg()"))
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def test_csv_holds_what_is_shown_with_its_basis(
    atlas: Payload, drawn_ids: list[str], show: Show
) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    assert sorted(row["id"] for row in rows(page)) == drawn_ids
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


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "\u00a0=1", "\uff1d1")


def test_csv_holds_no_formula(atlas: Payload, show: Show) -> None:
    plain = 'two\nlines, a comma, a "quote"'
    page = show(render_network(atlas))
    for text in (*FORMULAS, plain):
        page.ask("moneyloop.payload.deals[0].note = arguments[0]", text)
        assert rows(page)[0]["note"] == (text if text == plain else f"'{text}")


def test_svg_is_a_picture_of_what_is_shown(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    root = ET.fromstring(page.ask("return moneyloop.svg()"))
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "clipPath", "path", "text"}
    written = words(page)
    assert any(text.startswith("Cloud A puts $13.0bn into Lab One") for text in written)
    assert any(
        text.startswith("Paid and signed amounts · whole term of each deal") for text in written
    )
    joined = " ".join(written)
    for party in ("Lab One", "Cloud A", "Chip E"):
        assert all(word in joined for word in party.split())
    curves = [
        node
        for node in root.iter(f"{SVG}path")
        if node.get("fill") == "none" and "Q" in (node.get("d") or "")
    ]
    assert len(curves) == len(page.drawn())


def test_svg_stands_where_the_map_stands(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    root = ET.fromstring(page.ask("return moneyloop.svg()"))
    inner = next(node for node in root if node.tag == f"{SVG}svg")
    top, width = float(inner.get("y") or 0), float(inner.get("width") or 0)
    stage = page.ask(
        "const { clientWidth, clientHeight } = document.getElementById('stage');"
        "return [clientWidth, clientHeight]"
    )
    assert [width, float(inner.get("height") or 0)] == stage
    assert top > 40
    size = page.ask("const { width, height } = moneyloop.png(); return [width, height]")
    assert size == [2 * float(root.get("width") or 0), 2 * float(root.get("height") or 0)]


def test_pictures_say_what_is_lit_and_with_which_basis(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=2&case=headline&year=2025&theme=dark")
    written = words(page)
    assert any("Chip E put $30.0bn into Lab One in 2025" in text for text in written)
    assert any("could complete this loop" in text for text in written)
    basis = next(text for text in written if text.startswith('Amounts with every "up to"'))
    assert "in 2025" in basis
    assert "as of 31 January 2026" in basis
    assert f"moneyloop · {page.text('#shown-line')}" in written
    assert {"Chip E", "Lab One", "Neo C"} <= set(written)
    stage = page.ask("return moneyloop.colour('--stage')").replace(" ", "")
    assert stage.startswith("rgba(11,17,23")
    assert "rgb(11,17,23)" in page.ask("return moneyloop.svg()")


def test_drawing_a_picture_leaves_the_map_as_it_was(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    pixels = "moneyloop.network.redraw(); return moneyloop.network.canvas.frame.canvas.toDataURL()"
    before = page.ask(pixels)
    page.ask("moneyloop.png(); moneyloop.svg()")
    assert page.ask(pixels) == before
    assert page.console() == []


def test_hostile_names_are_text_in_the_picture(atlas: Payload, show: Show) -> None:
    bad = '</text><script>window.hacked = 1</script>&"\u0000\u2028'
    atlas["title"] = bad
    page = show(render_network(atlas))
    root = ET.fromstring(page.ask("return moneyloop.svg()"))
    assert not list(root.iter(f"{SVG}script"))
    assert page.ask("return window.hacked") is None


def test_files_say_what_they_hold(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=none&year=2025")
    names = (
        "const names = []; const click = HTMLAnchorElement.prototype.click;"
        "HTMLAnchorElement.prototype.click = function () { names.push(this.download); };"
        "for (const id of ['svg', 'csv']) document.getElementById(`${id}-button`).click();"
        "HTMLAnchorElement.prototype.click = click; return names"
    )
    assert page.ask(names) == ["moneyloop-2025-firm.svg", "moneyloop-deals-2025-firm.csv"]
