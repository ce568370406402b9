"""The page of `moneyloop calc margin`: offline, both themes, its drawings with their tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from typing import Any

import pytest

import moneyloop
from axe import violations
from moneyloop.model import Network
from moneyloop.pages import render_margin
from moneyloop.pages.charts import margin as charts
from moneyloop.pages.text import worth, worth_a_year
from moneyloop.questions.margin.curves import curves
from moneyloop.questions.margin.margin import margin
from overlaps import untidy

Show = Callable[..., Any]

FIGURES = """
    party,metric,segment,start,end,amount,unit,evidence,source,url
    {name},revenue,total,2025,2025,12,usd_bn,reported,{name},javascript:window.hacked=1
    {name},inference_cost,total,2025,2025,13,usd_bn,reported,,https://example.org/a
    """
DEALS = """
    payer,payee,kind,amount_usd_bn,start
    {name},Other,compute,1,2025
    """


def words(html: str) -> str:
    """The page's text, without tags, code and data."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def network() -> Network:
    return moneyloop.load()


@pytest.fixture(scope="module")
def page(network: Network) -> str:
    return render_margin(margin(network, open_margin=0.35, cost_fall=0.1, shift=0.05))


def test_it_says_the_answer_and_where_it_comes_from(page: str) -> None:
    text = words(page)
    assert "$12.0bn of revenue a year costs $13.0bn to serve, a gross margin of -8.3%." in text
    assert "With the levers as given" in text
    assert "total after SaaS margin" in text
    assert "figures.csv:" in text
    headings = [words(found).strip() for found in re.findall(r"<h2>.*?</h2>", page)]
    assert headings == [
        "Revenue against its cost",
        "The margin, as far as each lever moves alone",
        "Which fall of costs and rise of prices together reach a target",
        "What reaches break-even",
        "What reaches a 30% margin",
        "Notes",
    ]
    assert "price rise – 55% – 18.6 13.0 5.6" in text
    assert "At the same volume".casefold() in text.casefold()


def test_stated_inputs_have_no_date(network: Network) -> None:
    text = words(render_margin(margin(revenue=12, cost=13)))
    assert "worked out from stated inputs" in text
    assert "as of" not in text
    assert "No mix shift reaches it: open models earn 25%, less than the target." in text
    reached = words(render_margin(margin(revenue=10, cost=2)))
    assert "Every target is reached already." in reached
    assert "Reached already: the margin is 80%." in reached
    assert "None" not in text + reached


def test_the_same_answer_gives_the_same_page(network: Network, page: str) -> None:
    again = render_margin(margin(network, open_margin=0.35, cost_fall=0.1, shift=0.05))
    assert again == page
    assert repr(again).startswith("<page of ")


def test_nothing_is_fetched_and_no_style_attribute(page: str) -> None:
    assert len(page) < 140_000
    assert not re.search(r"<(link|img|iframe|object|embed)\b", page)
    assert not re.search(r"\sstyle=", re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in unescape(policy[1])
    assert unescape(policy[1]).count("'sha256-") == 2
    assert "unsafe" not in policy[1]


def test_opens_and_draws_with_the_network_off(page: str, show: Show) -> None:
    opened = show(page)
    assert opened.console() == []
    assert [
        url for url in opened.requests() if not url.startswith(("file:", "data:", "blob:"))
    ] == []
    curves = opened.ask(
        "return [...document.querySelectorAll('figure.drawing')].map((figure) =>"
        " figure.querySelectorAll('.drawn-frame > :first-child .curve title').length)"
    )
    assert curves == [3, 2]


def test_each_mark_stands_on_its_line(page: str, network: Network) -> None:
    answer = margin(network, open_margin=0.35, cost_fall=0.1, shift=0.05)
    drawn = curves(answer)
    alone = [row for row in answer.rows if row["kind"] == "lever" and row["part"] == 1]
    figure = charts.levers(drawn["levers"], alone, [0.0, 0.3], "today")
    circles = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', figure.svg)
    paths = re.findall(r'<path d="M([^"]*)" class="curve \w+"><title>', figure.svg)
    lines = [[tuple(map(float, at.split())) for at in path.split("L")] for path in paths]
    assert len(lines) == 3
    assert len(circles) >= 4
    for x, y in ((float(x), float(y)) for x, y in circles):
        near = min(
            abs(y - (y0 + (y1 - y0) * (x - x0) / (x1 - x0)))
            for line in lines
            for (x0, y0), (x1, y1) in pairwise(line)
            if x0 <= x <= x1
        )
        assert near < 0.5


def test_each_theme_has_its_colours(page: str, show: Show) -> None:
    opened = show(page)
    ask = (
        "return [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('.drawn .curve')).stroke]"
    )
    light = opened.ask(ask)
    opened.click("#theme-button")
    dark = opened.ask(ask)
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert opened.ask("return document.documentElement.dataset.theme") == "dark"


def test_a_large_amount_says_what_it_is_worth(page: str, show: Show) -> None:
    assert worth_a_year(12.0) == worth(12.0, "2025")
    assert "By: People alive, 8,161,972,572 people" in words(page)
    opened = show(page)
    opened.ask(
        "document.querySelector('.margin-table [data-worth]')"
        ".dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"
    )
    assert opened.text("#worth") == worth_a_year(12.0)
    assert opened.console() == []


def test_no_text_lies_on_text_or_leaves_its_box(page: str, show: Show) -> None:
    opened = show(page)
    assert untidy(opened) == {}
    assert opened.ask("return document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing_serious(page: str, show: Show, axe: str) -> None:
    opened = show(page)
    opened.ask("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(opened, axe) == []


def test_tables_behind_the_drawings(page: str, show: Show) -> None:
    opened = show(page)
    opened.click("#drawing-levers summary")
    rows = opened.text("#drawing-levers .data-table").splitlines()
    assert rows[0].split("\t") == ["Lever", "Moved by", "Gross margin"]
    assert rows[1].split("\t") == ["Costs fall", "0%", "-8.3%"]
    opened.click("#drawing-frontier summary")
    rows = opened.text("#drawing-frontier .data-table").splitlines()
    assert rows[0].split("\t") == ["Target", "Costs fall by", "Prices rise by"]
    assert {row.split("\t")[0] for row in rows[1:]} == {"break-even", "30% margin"}


@pytest.mark.parametrize(
    "name", ["</script><script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>"]
)
def test_names_are_text(package: Callable[..., Any], show: Show, name: str) -> None:
    folder = package(DEALS.format(name=name), None, FIGURES.format(name=name))
    html = render_margin(margin(moneyloop.load(folder), party=name))
    opened = show(html)
    assert opened.ask("return window.hacked") is None
    assert name in opened.text("h1")
    assert not opened.ask("return document.querySelector('a[href^=\"javascript\"]')")
