"""The page of `moneyloop margin`: offline, in both themes, its charts with a table behind each."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

import moneyloop
from moneyloop.model import Network
from moneyloop.pages import render_margin, shell
from moneyloop.pages.text import worth, worth_a_year
from moneyloop.questions.margin.margin import margin

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
    own = page.replace(shell.asset(shell.PLOTLY_ASSET), "")
    assert len(own) < 135_000
    assert not re.search(r"<(link|img|iframe|object|embed)\b", own)
    assert not re.search(r"\sstyle=", re.sub(r"<script\b.*?</script>", "", own, flags=re.DOTALL))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in unescape(policy[1])
    assert unescape(policy[1]).count("'sha256-") == 3
    assert "unsafe" not in policy[1]


def test_opens_and_draws_with_the_network_off(page: str, show: Show) -> None:
    opened = show(page)
    assert opened.draw_charts() == 2
    assert opened.console() == []
    assert [
        url for url in opened.requests() if not url.startswith(("file:", "data:", "blob:"))
    ] == []
    lines = opened.ask(
        "return [...document.querySelectorAll('figure[data-chart]')].map((figure) =>"
        " figure.querySelectorAll('.plot .scatterlayer .js-line').length)"
    )
    assert lines == [3, 2]


def test_each_theme_has_its_colours(page: str, show: Show) -> None:
    opened = show(page)
    opened.draw_charts()
    ask = (
        "return [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('.plot .js-line')).stroke]"
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


@pytest.mark.parametrize("width", [390, 1280])
def test_no_sideways_scroll_and_charts_as_wide_as_the_page(
    page: str, show: Show, width: int
) -> None:
    opened = show(page)
    opened.size(width, 844)
    opened.draw_charts()
    assert opened.ask("return document.documentElement.scrollWidth") <= width
    for plot in opened.ask(
        "return [...document.querySelectorAll('.plot .main-svg')].map((svg) =>"
        " svg.getBoundingClientRect().right)"
    ):
        assert plot <= width


def test_tables_behind_the_charts(page: str, show: Show) -> None:
    opened = show(page)
    opened.click("#chart-levers summary")
    rows = opened.text("#chart-levers .data-table").splitlines()
    assert rows[0].split("\t") == ["Lever", "Moved by", "Gross margin"]
    assert rows[1].split("\t") == ["Costs fall", "0%", "-8.3%"]
    opened.click("#chart-frontier summary")
    rows = opened.text("#chart-frontier .data-table").splitlines()
    assert rows[0].split("\t") == ["Target", "Costs fall by", "Prices rise by"]
    assert {row.split("\t")[0] for row in rows[1:]} == {"break-even", "30% margin"}


def test_a_chart_as_a_picture(page: str, show: Show) -> None:
    opened = show(page)
    opened.draw_charts()
    address = opened.browser.execute_async_script(
        "moneyloop.chartPng('levers').then(arguments[0], (error) => arguments[0](String(error)))"
    )
    raw = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    assert raw.startswith(b"\x89PNG")
    assert len(raw) > 20_000


def test_prints_with_its_charts_and_comes_back(page: str, show: Show) -> None:
    opened = show(page)
    opened.draw_charts()
    ask = "return document.querySelector('.plot .main-svg').getBoundingClientRect().width"
    before = opened.ask(ask)
    opened.ask("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.ask(ask) == 680
    opened.ask("window.dispatchEvent(new Event('afterprint'))")
    assert opened.ask(ask) == before
    assert opened.console() == []


@pytest.mark.parametrize(
    "name", ["</script><script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>"]
)
def test_names_are_text(package: Callable[..., Any], show: Show, name: str) -> None:
    folder = package(DEALS.format(name=name), None, FIGURES.format(name=name))
    html = render_margin(margin(moneyloop.load(folder), party=name))
    opened = show(html)
    opened.draw_charts()
    assert opened.ask("return window.hacked") is None
    assert name in opened.text("h1")
    assert not opened.ask("return document.querySelector('a[href^=\"javascript\"]')")
