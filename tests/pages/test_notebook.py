"""In a notebook: answers show as tables, the network in a frame of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import invented
import moneyloop
from moneyloop.pages import Page
from moneyloop.pages.network import render_network
from moneyloop.words import notebook
from moneyloop.words.amounts import number

Payload = dict[str, Any]


@pytest.fixture(scope="module")
def network() -> moneyloop.Network:
    return moneyloop.load()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_an_answer_shows_its_rows_basis_and_what_it_leaves_out(network: moneyloop.Network) -> None:
    answer = moneyloop.attribute(network, from_="2025", to="2025", party=["Microsoft"])
    html = answer._repr_html_()
    said = "paid and signed amounts, low and high over all that is not public, as of 9 October 2026"
    assert f"USD billions, {said}" in words(html)
    row = answer.rows[0]
    assert f"<td>{number(row['own_high'])}</td>" in html
    assert html.count("<th>") == len(row)
    for left in answer.left_out:
        assert f"{left.reason} {len(left.ids)}" in words(html)
    assert all(note[:100] in words(html) for note in answer.notes)


def test_long_answers_say_how_much_is_not_shown(network: moneyloop.Network) -> None:
    answer = moneyloop.loops(network)
    html = answer._repr_html_()
    assert html.count("<tr>") == 1 + notebook.ROWS_SHOWN
    assert f"{len(answer.rows) - notebook.ROWS_SHOWN} more rows of {len(answer.rows)}" in html


def test_unknown_is_no_number_and_text_stays_text() -> None:
    rows = [{"a": None, "b": "<script>alert(1)</script>", "c": 0.0004, "d": ["x", "<y>"]}]
    html = notebook.table("USD", rows, [("<b>", 2)], ["<i>"])
    assert "<td><i>?</i></td>" in html
    assert "<script" not in html
    assert "<td>&lt;0.01</td>" in html
    assert "x, &lt;y&gt;" in html
    assert "No rows." in notebook.table("USD", [], [], [])


def test_the_page_is_text_that_shows_itself() -> None:
    page = moneyloop.view(invented.network(), around="Lab One")
    assert isinstance(page, str)
    frame = page._repr_html_()
    assert frame.count("<") == 2  # the frame and its end: the page is inside an attribute
    assert unescape(frame.split('srcdoc="')[1].split('" title=')[0]) == page


def test_a_notebook_shows_the_frame_and_no_page_of_text(atlas: Payload) -> None:
    formatters = pytest.importorskip("IPython.core.formatters")  # pyvis brings it
    page = Page(render_network(atlas))
    shown, _ = formatters.DisplayFormatter().format(page)
    assert shown["text/html"] == page._repr_html_()
    assert shown["text/plain"] == f"<page of {len(page):,} characters>"


def test_it_works_inside_its_frame(atlas: Payload, browser: Any, tmp_path: Path) -> None:
    """As a notebook does it: a frame by `srcdoc`, shut off from the document around it."""
    frame = Page(render_network(atlas))._repr_html_()
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><title>n</title>{frame}", "utf-8")
    browser.get("about:blank")
    browser.get_log("browser"), browser.get_log("performance")
    browser.get(file.as_uri())
    browser.switch_to.frame(0)
    _wait(lambda: browser.execute_script("return document.documentElement.dataset.ready"))
    browser.execute_script("document.querySelector('.loop').click()")
    browser.execute_script("moneyloop.setYear('2025'); moneyloop.setCase('headline')")
    chosen = browser.execute_script("return moneyloop.selectedLoop() !== null")
    browser.execute_script("document.getElementById('theme-button').click()")
    browser.switch_to.default_content()
    assert chosen
    assert browser.get_log("browser") == []


def _wait(ready: Callable[[], Any]) -> None:
    import time

    deadline = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.02)
