"""The report page: an article first, then the same network, then the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from moneyloop.pages import bars
from moneyloop.pages.report import render_report, report_sections

Payload = dict[str, Any]
Show = Callable[..., Any]


def words(html: str) -> str:
    """The page's text, without tags, code and data."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_reads_from_the_answer_to_the_sources(payload: Payload) -> None:
    text = words(render_report(payload))
    order = [
        payload["headline"],
        "Firm amounts",
        "Whose dollar? 2025",
        "Whose dollar? 2024",
        "The largest money loops",
        "Loops that cannot be sized",
        "What binds the high end",
        "What is not in this picture",
        "How to read this",
        "The network",
        "All deals",
        "Method and limits",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_a_selling_party_has_its_intervals_and_shares(payload: Payload) -> None:
    year = report_sections(payload)["years"][0]
    assert [line.row["party"] for line in year.lines] == ["Cloud A", "Chip E"]
    assert year.without_sales == ["Lab Two"]
    shares = {share.label: share for share in year.lines[0].shares}
    assert shares["booked revenue"].marker == pytest.approx(8 / 298.7)
    assert shares["inside sales"].low == pytest.approx(4 / 17.2)
    assert shares["growth"].high == pytest.approx(12 / (298.7 / 5))
    text = words(render_report(payload))
    assert "4 – 8 – 12" in text
    assert "23% – 47% – 70%" in text


def test_what_is_unknown_is_said_and_never_zero(payload: Payload) -> None:
    row = payload["rows"][0]
    row.update(
        own=None, own_low=None, own_high=None, booked=None, growth=None, revenue_coverage=0.5
    )
    text = words(render_report(payload))
    assert "revenue known for 50% of the period" in text
    line = next(
        line
        for line in report_sections(payload)["years"][0].lines
        if line.row["party"] == "Cloud A"
    )
    assert line.own is None
    assert line.of_booked is None
    assert all(share.marker is None for share in line.shares)


def test_no_share_of_a_growth_that_was_none(payload: Payload) -> None:
    payload["rows"][0]["growth"] = -3.0
    assert "no growth" in words(render_report(payload))


def test_buckets_fill_the_bar(payload: Payload) -> None:
    row = payload["rows"][0]
    whole = bars.stack(row, whole=row["booked"], up_to_customers=False)
    assert whole is not None
    assert sum(float(part.width[:-1]) for part in whole.segments) == pytest.approx(100, abs=0.01)
    inside = bars.stack(row, whole=row["inside_sales"], up_to_customers=True)
    assert inside is not None
    assert "customers" not in {part.key for part in inside.segments}
    assert inside.own == bars.band(4.0, 8.0, 12.0, whole=17.2)


def test_loops_name_their_deals_and_what_would_size_them(payload: Payload) -> None:
    text = words(render_report(payload))
    money = text[text.index("The largest money loops") : text.index("Loops that cannot")]
    assert "Cloud A → Lab One → Cloud A $13bn" in money
    assert "a-one-1" in money
    unsized = text[text.index("Loops that cannot") : text.index("What binds the high end")]
    assert "Chip F → Lab Two , investment: f-two" in unsized


def test_every_deal_link_has_a_row(payload: Payload) -> None:
    html = render_report(payload)
    targets = set(re.findall(r'href="#(deal-\d+)"', html))
    assert targets
    assert targets <= set(re.findall(r'id="(deal-\d+)"', html))


def test_nothing_is_fetched_and_no_style_attribute(payload: Payload) -> None:
    html = render_report(payload)
    markup = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    assert not re.search(r"<(?:img|iframe|link|script)\b[^>]*(?:src|href)=", markup)
    assert not re.search(r"\sstyle=", markup)
    assert "@import" not in html
    assert not any(word in words(html).lower() for word in ("fraud", "scheme", "scam"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_opens_in_both_themes(payload: Payload, show: Show, theme: str, browser: Any) -> None:
    feature = {"name": "prefers-color-scheme", "value": theme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    page = show(render_report(payload))
    assert page.console() == []
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in page.requests())
    assert page.ask("return moneyloop.isDark()") is (theme == "dark")
    red, green, blue = map(
        int,
        re.findall(r"\d+", page.ask("return getComputedStyle(document.body).backgroundColor"))[:3],
    )
    assert (red + green + blue > 600) is (theme == "light")


def test_the_network_is_the_same_one(payload: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_report(payload))
    assert page.drawn() == drawn_ids
    page.click("#loop-list button[data-rank='1']")
    assert page.lit() == sorted(id for leg in payload["loops"][0]["legs"] for id in leg["deals"])


def test_an_anchor_of_the_article_lights_nothing(payload: Payload, show: Show) -> None:
    page = show(render_report(payload), "#deal-3")
    assert page.ask("return [location.hash, moneyloop.state.selection]") == ["#deal-3", None]


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_no_sideways_scroll(payload: Payload, show: Show, width: int) -> None:
    page = show(render_report(payload))
    page.size(width, 844)
    page.open()
    assert page.ask("return document.documentElement.scrollWidth") <= width


def test_prints_in_light_colours(payload: Payload, show: Show, browser: Any) -> None:
    page = show(render_report(payload), "#theme=dark")
    page.ask("window.dispatchEvent(new Event('beforeprint'))")
    assert page.ask("return moneyloop.isDark()") is False
    page.ask("window.dispatchEvent(new Event('afterprint'))")
    assert page.ask("return moneyloop.isDark()") is True
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.ask("return getComputedStyle(document.querySelector('.tools')).display") == "none"
    assert (
        page.ask("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )


def test_what_binds_names_flows_and_carried_cash(payload: Payload) -> None:
    html = render_report(payload)
    binds = html[html.index('id="binding"') :]
    assert '<bdi>Cloud A</bdi> <span class="arrow">&rarr;</span> <bdi>Lab One</bdi>' in binds
    assert "<bdi>Lab One</bdi> carries cash in" in binds
