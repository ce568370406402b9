"""The report as a stranger meets it: the answer in ten seconds, then how it is known."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest

import payloads
from invented import Payload
from moneyloop.pages.report import amount_of, render_report
from overlaps import untidy

Show = Callable[..., Any]
Visit = Callable[..., Any]

WORDS = 2500
SIZE = 700_000
_BOXES = """
const box = (element) => {
  const { top, bottom, width } = element.getBoundingClientRect();
  return { top, bottom, width, seen: element.checkVisibility() };
};
return Object.fromEntries(Object.entries(arguments[0]).map(
  ([name, where]) => [name, [...document.querySelectorAll(where)].map(box)]));
"""


def _seen(page: Any, where: str) -> list[dict[str, Any]]:
    return [box for box in page.ask(_BOXES, {"found": where})["found"] if box["seen"]]


# Ten seconds ---------------------------------------------------------------------------------


def test_the_sentence_the_cents_and_three_sellers_are_above_the_fold(visit: Visit) -> None:
    page = visit("report", width=1440, height=900)
    assert _seen(page, "h1")[0]["bottom"] < 300
    assert _seen(page, "#drawing-cents svg")[0]["bottom"] < 560
    names = _seen(page, "#drawing-first svg text.strong:not(.small)")
    assert sum(box["bottom"] < 900 for box in names) >= 6  # three names, three shares


def test_the_sentence_and_the_cents_are_above_the_fold_of_a_phone(visit: Visit) -> None:
    page = visit("report", width=390, height=844)
    assert _seen(page, "h1")[0]["bottom"] < 400
    assert _seen(page, "#drawing-cents svg")[0]["bottom"] <= 844
    assert page.ask("return document.documentElement.scrollHeight") < 15 * 844


def test_it_is_small_and_short(visit: Visit, bundled: Any) -> None:
    assert bundled("report").stat().st_size < SIZE
    words = visit("report").ask("return document.body.innerText.split(/\\s+/).length")
    assert words < WORDS


def test_it_prints_on_eight_to_ten_sheets(visit: Visit, browser: Any) -> None:
    visit("report")
    paper = {"paperWidth": 8.27, "paperHeight": 11.69}
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", paper)["data"])
    assert 8 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 10


def test_no_text_lies_on_text_or_leaves_its_box(visit: Visit) -> None:
    assert untidy(visit("report")) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, axe: str, theme: str) -> None:
    page = visit("report")
    page.ask("document.documentElement.dataset.theme = arguments[0]", theme)
    page.ask(axe)
    found = page.browser.execute_async_script(
        "const done = arguments[0];"
        "axe.run().then(({ violations }) => done(violations.map(({ id }) => id)))"
    )
    assert found == []
    assert page.console() == []


# What it says --------------------------------------------------------------------------------


def test_one_sentence_with_one_ratio_answers() -> None:
    payload = payloads.real_report()
    page = render_report(payload)
    heading = re.search(r"<h1>.*?</h1>", page, re.DOTALL)
    assert heading is not None
    part = payload["answer"]["part"]
    assert f"<em>{part}</em>" in heading[0]
    assert re.sub("<[^>]+>", "", heading[0]) == payload["headline"].replace("'", "&#39;")


def test_each_drawing_has_title_basis_numbers_and_a_menu(visit: Visit) -> None:
    page = visit("report")
    figures = page.ask(
        "return [...document.querySelectorAll('figure.drawing')].map((figure) => ({"
        " key: figure.dataset.drawing, title: figure.dataset.title, basis: figure.dataset.basis,"
        " words: figure.dataset.words, svg: figure.querySelectorAll('svg title').length,"
        " rows: figure.querySelectorAll('.data-table tbody tr').length,"
        " take: figure.querySelectorAll('button.take').length }))"
    )
    keys = [figure["key"] for figure in figures]
    assert keys[:2] == ["cents", "first"]
    for figure in figures:
        assert all(figure[key] for key in ("title", "basis", "words", "svg", "rows")), figure
        assert figure["take"] == 1, figure
    assert {"sellers-1", "sellers-2", "growth", "ring-1", "pot-1"} <= set(keys)


def test_a_period_is_chosen_by_one_switch(visit: Visit) -> None:
    page = visit("report")
    assert len(_seen(page, ".period")) == 1
    page.click("[data-period='2']")
    shown = page.ask("return [...document.querySelectorAll('.period')].map((part) => !part.hidden)")
    assert shown[:2] == [False, True]
    pressed = page.ask(
        "return [...document.querySelectorAll('[data-period]')].map((b) => b.ariaPressed)"
    )
    assert pressed[:2] == ["false", "true"]


def test_all_deals_open_by_a_button(visit: Visit) -> None:
    page = visit("report")
    before = page.ask("return document.querySelectorAll('#behind tr').length")
    page.click("#all-deals")
    after = page.ask("return document.querySelectorAll('#behind tr').length")
    assert (
        0
        < before
        < after
        == page.ask("return Number(document.querySelector('#all-deals').dataset.count)")
    )


def test_the_deals_behind_are_those_that_set_the_limit(payload: Payload) -> None:
    page = render_report(payload)
    table = page.partition('<tbody id="behind">')[2].partition("</tbody>")[0]
    limits = {
        name for item in payload["limits"] for flow in item["flows"] for name in flow["deals"]
    }
    known = {deal["id"] for deal in payload["deals"]}
    for name in limits & known:
        assert f"<bdi>{name}</bdi>" in table


def test_the_answer_is_copied_with_its_basis_and_command(payload: Payload) -> None:
    page = render_report(payload)
    words = re.search(r'<p id="answer-words" hidden>(.*?)</p>', page, re.DOTALL)
    assert words is not None
    for part in (payload["range"], payload["command"], "USD billions"):
        assert part.replace("'", "&#39;") in words[1]


def test_a_later_loop_stands_apart_and_a_sum_is_warned_of(payload: Payload) -> None:
    page = render_report(payload)
    assert "Loops share deals: do not add them." in page
    assert "With what is signed for later years" in page


def test_nobody_who_sells_leaves_a_sentence(payload: Payload) -> None:
    page = render_report(payload | {"answer": None, "rows": [], "headline": "No company sells."})
    assert "<h1><bdi>No company sells.</bdi></h1>" in page
    assert 'id="drawing-' not in page


def test_nothing_is_fetched_and_no_style_attribute(payload: Payload) -> None:
    page = render_report(payload)
    assert not re.findall(r"\bsrc=[\"']?http", page)
    assert not re.findall(r"<[^>]+\sstyle=", page)
    assert "plotly" not in page
    assert "vis-network" not in page


def test_names_are_text(payload: Payload) -> None:
    evil = "<img src=x onerror=alert(1)>"
    answer = payload["answer"]
    pots = [pot | {"seller": evil, "buyer": evil, "text": evil} for pot in answer["pots"]]
    page = render_report(payload | {"answer": answer | {"pots": pots, "example": evil}})
    assert "<img" not in page.partition("<script")[0]


@pytest.mark.parametrize(
    ("firm", "high", "written"),
    [(1.0, None, "1.0"), (1.0, 2.0, "1.0, up to 2.0"), (None, 2.0, "up to 2.0"), (None, None, "?")],
)
def test_an_amount_is_never_a_zero_that_nobody_said(
    firm: float | None, high: float | None, written: str
) -> None:
    assert amount_of({"amount_usd_bn": firm, "amount_high_usd_bn": high}) == written
