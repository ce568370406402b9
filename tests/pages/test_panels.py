"""The panels of a party, a deal and a loop, and the box of what is not in the picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import told
from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]


def numbers(page: Any, css: str) -> list[float]:
    """The amounts that a list of the panel writes, in USD billions."""
    texts = page.ask(
        "return [...document.querySelectorAll(arguments[0])].map((node) => node.textContent)", css
    )
    return [float(re.sub(r"[^\d.]", "", text)) for text in texts]


def test_a_party_shows_its_latest_full_year_and_names_each_whole(
    atlas: Payload, show: Show
) -> None:
    page = show(render_network(atlas), "#party=Cloud%20A")
    panel = page.text("#panel")
    for expected in (
        "2025, the latest full year",
        "$299bn",
        "$4.0bn to $12.0bn, estimate $8.0bn",
        "23% to 70% (47%) of network sales",
        "1.3% to 4% (2.7%) of revenue",
        "100% of the period",
        "The Gazette",
    ):
        assert expected in panel
    assert page.ask(
        "return [...document.querySelectorAll('.years-table tbody th')].map((n) => n.innerText)"
    ) == ["2024", "2025"]
    links = page.ask(
        "return [...document.querySelectorAll('#panel a')].map((a) => [a.href, a.target, a.rel])"
    )
    assert ["https://example.org/a-one-1", "_blank", "noopener noreferrer"] in links


def test_a_party_follows_the_case_and_the_year(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Cloud%20A&case=headline")
    assert "$6.0bn to $18.0bn, estimate $12.0bn" in page.text("#panel")
    page.ask("moneyloop.setCase('firm'); moneyloop.setYear('2024')")
    assert "$1.0bn to $3.0bn, estimate $2.0bn" in page.text("#panel")
    assert page.text("#panel .which b") == "2024"
    amounts = page.ask(
        "return [...document.querySelectorAll('#panel .part > .deals .deal-open')]"
        ".map((n) => n.innerText)"
    )
    assert [text.split() for text in amounts] == [["Lab", "One", "$4.0bn"]]
    page.ask("moneyloop.setYear('2026')")
    assert "No money of this party is known in 2026" in page.text("#panel")


def test_a_year_without_money_says_so_under_the_map(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Cloud%20A&year=2026")
    assert "No money of this party is known in 2026." in page.text("#panel")
    assert page.text("#title-more") == ""
    page.open("#party=Alder%20Fund&year=2026")
    assert page.text("#title") == "Alder Fund"


def test_a_sale_of_an_unknown_amount_is_not_told_as_none(atlas: Payload, show: Show) -> None:
    cells = (
        "return [...document.querySelectorAll('.years-table tbody tr.now td')]"
        ".map((n) => n.innerText).slice(1, 4)"
    )
    page = show(render_network(atlas), "#party=Lab%20Two")
    assert "No sale in the network is known in 2025" in page.text("#panel")
    assert page.ask(cells) == ["0", "0", "0"]
    for deal in atlas["deals"]:
        if deal["id"] in ("apps-two", "a-e"):
            deal["amount_usd_bn"] = None
    for case in atlas["cases"].values():
        case["deals"]["apps-two"].update(reason="unknown amount", whole=None, years={"2025": None})
        case["deals"]["a-e"].update(reason="unknown amount", whole=None, years={"2025": None})
        rows = {row["party"]: row for row in case["rows"] if row["period"] == "2025"}
        told.not_public(rows["Lab Two"])
        rows["Lab Two"].update(any_investor_high=None)
        rows["Chip E"].update(own_high=60.0, open_sales=1)
    page = show(render_network(atlas), "#party=Lab%20Two")
    panel = page.text("#panel")
    assert "no amount of these sales is public, so there is no estimate" in panel
    assert page.text("#panel .part .quiet .party-link") == "apps-two"
    assert "No sale in the network" not in panel
    assert "customers" not in page.text("#panel .stack-bar").lower()
    assert "Whose money it was is not public" in panel
    assert page.ask(cells) == ["not public", "0", "0 to ?"]
    page.open("#party=Chip%20E")
    panel = page.text("#panel")
    assert "the network sales, $49.0bn + not public: a-e." in panel
    assert "$0.50bn to $60.0bn" in panel
    assert "0% to 100% of network sales; 0.4% to 46% of revenue" in panel
    public = "On public amounts and balances $0.50bn to $1.5bn, estimate $1.0bn: 1% to 3.1% (2%)"
    assert public in panel
    assert "at least $49.0bn" in panel
    assert page.ask(cells)[:2] == ["49.0 + ?", "0.50 to 60.0\npublic 0.50 to 1.5 (1.0)"]


def test_booked_revenue_is_at_least_what_is_known_of_it(atlas: Payload, show: Show) -> None:
    rows = atlas["cases"]["firm"]["rows"]
    rows[0]["revenue_coverage"] = 0.25
    rows[1]["revenue_coverage"] = 0.0
    page = show(render_network(atlas), "#party=Cloud%20A")
    panel = page.text("#panel")
    assert "at least $299bn, revenue known for 25% of the period" in panel
    assert "4% (2.7%) of the revenue that is known" in panel
    assert page.text(".years-table tr.now td") == "at least 299"
    assert "$299bn of the revenue is known, with a revenue figure for 25%" in panel
    assert "% of revenue" not in panel
    page.open("#party=Chip%20E")
    panel = page.text("#panel")
    assert "at least $130bn, revenue known for 0% of the period" in panel
    assert not re.search(r"% of (the )?booked revenue", panel)


def test_a_party_without_a_kind_says_that_it_is_unknown(atlas: Payload, show: Show) -> None:
    for party in atlas["parties"]:
        party["kind"] = None
    page = show(render_network(atlas), "#party=Cloud%20A")
    assert page.text("#panel .marks .chip") == "kind unknown"
    page.ask(
        "const search = document.getElementById('search'); search.value = 'cloud';"
        "search.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert page.text("#search-results .quiet") == "kind unknown"


def test_the_buckets_add_up_to_booked_revenue(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Chip%20E")
    amounts = numbers(page, "#panel .parts-list b")
    assert len(amounts) == 7
    assert sum(amounts) == pytest.approx(130.0, abs=0.6)
    shares = [float(x) for x in re.findall(r"([\d.]+)%", page.text("#panel .parts-list"))]
    assert sum(shares) == pytest.approx(100, abs=1)


def test_what_went_into_the_pools_went_out_again(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Cloud%20A")
    came, went = (numbers(page, f"#panel .pool-list.{side} b") for side in ("in", "out"))
    total = atlas["cases"]["firm"]["pools"][0]["total"]
    assert sum(came) == pytest.approx(total, abs=0.6)
    assert sum(went) == pytest.approx(total, abs=0.6)
    heights = page.ask(
        "return [...document.querySelectorAll('.pool-bar')].map((bar) => [...bar.children]"
        ".reduce((sum, piece) => sum + piece.getBoundingClientRect().height, 0))"
    )
    assert heights[0] == pytest.approx(heights[1], abs=3)


def test_a_party_without_figures_says_why(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#party=Alder%20Fund")
    assert "An outside party: its money is a source" in page.text("#panel")
    atlas["scope"]["all"] = False
    page = show(render_network(atlas), "#party=Site%20D")
    assert 'moneyloop attribute --party "Site D"' in page.text("#panel")
    assert 'moneyloop explain "Site D"' in page.text("#panel")


def test_a_deal_shows_every_column_or_says_that_it_is_not_stated(
    atlas: Payload, show: Show
) -> None:
    deal = next(deal for deal in atlas["deals"] if deal["id"] == "b-two-up")
    deal["assumed"] = "start;end"
    page = show(render_network(atlas), "#deal=b-two-up")
    panel = page.text("#panel")
    for expected in ("up to $25.0bn", "milestones", "contingent", "Report on b-two-up", "line 9"):
        assert expected in panel
    unstated = panel.partition("Not stated: ")[2].partition(".")[0]
    assert unstated == (
        "paid so far, days of notice, notice from, part of, replaces, in exchange for, "
        "where in it, as stated there, note"
    )
    marked = page.ask(
        "return [...document.querySelectorAll('#panel dd')]"
        ".filter((n) => n.innerText.includes('our assumption'))"
        ".map((n) => n.previousElementSibling.innerText)"
    )
    assert marked == ["Start", "End"]
    tag = deal["evidence"]
    assert re.search(rf"{tag}: \w+", panel)


def test_a_deal_shows_both_cases_and_each_year(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#deal=a-one-1")
    rows = page.ask(
        "return [...document.querySelectorAll('.amounts-table tr')]"
        ".map((row) => [...row.cells].map((cell) => cell.innerText))"
    )
    assert rows == [
        ["", "paid and signed amounts", 'amounts with every "up to"'],
        ["Whole term", "$10.0bn", "$13.0bn"],
        ["2024", "$4.0bn", "$4.0bn"],
        ["2025", "$6.0bn", "$9.0bn"],
    ]
    assert "is counted" not in page.text("#panel")
    page.click(".amounts-table tbody tr:nth-child(2) button")
    assert page.ask("return moneyloop.state.year") == "2024"
    assert page.text("#panel .big") == "$4.0bn"


def test_a_promise_that_paid_rows_cover_says_what_is_counted(atlas: Payload, show: Show) -> None:
    atlas["cases"]["firm"]["deals"]["one-c"]["whole"] = 20.0
    page = show(render_network(atlas), "#deal=one-c")
    assert "$22.4bn is stated." in page.text("#panel")
    assert "so $20.0bn of it is counted" in page.text("#panel")


def test_a_row_that_is_in_no_sum_says_why_and_leads_on(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#deal=fund-one-part")
    assert "Not in the sums: part of" in page.text("#panel .warn")
    page.click("#panel .warn button")
    assert page.ask("return moneyloop.state.selection.key") == "fund-one"
    page.open("#deal=a-one-old")
    assert page.text("#panel .warn button") == "a-one-1"


def test_a_loop_shows_its_legs_as_they_stand_now(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=1")
    assert page.text("#panel .big") == "$13.0bn"
    # Its deals are of one year.
    assert "at most $13.0bn could complete this loop, 2025. The marked leg" in page.text("#panel")
    assert page.text("#title-more") == "At most $13.0bn could complete this loop, 2025."
    page.ask("moneyloop.setYear('2025')")
    assert "At most $9.0bn could complete this loop." in page.text("#title-more")
    page.ask("moneyloop.setYear(null)")
    page.ask("moneyloop.setCase('headline')")
    assert page.text("#panel .big") == "$16.0bn"
    assert page.text("#panel .leg.smallest").startswith("① Cloud A → Lab One")
    page.ask("moneyloop.setYear('2024')")
    assert "Not a whole loop now" in page.text("#panel")
    assert "not whole in 2024" in page.text("#title-more")
    page.open("#loop=4")
    assert "What could complete this loop is not public" in page.text("#panel")
    assert "Not public, the amount of: f-two" in page.text("#panel")
    assert "say nothing of anyone’s intent" in page.text("#panel")


def test_what_is_not_in_the_picture_follows_the_case_and_the_filters(
    atlas: Payload, show: Show
) -> None:
    atlas["cases"]["headline"]["left_out"] = [
        {"reason": "only here", "count": 1, "ids": ["a-one-1"]}
    ]
    page = show(render_network(atlas))
    box = page.text("#left-out")
    assert "unknown amount" in box
    assert "only here" not in box
    assert page.text("#shown-line") in box
    page.ask("moneyloop.setCase('headline')")
    assert "only here" in page.text("#left-out")
    assert "unknown amount" not in page.text("#left-out")
    page.click("input[data-filter=kind][value=equity]")
    shown = page.ask("return moneyloop.drawnDeals().size")
    assert f"{shown} deals are drawn now" in page.text("#left-out")
    page.click("#left-out summary")
    page.click("#left-out details button")
    assert page.ask("return moneyloop.state.selection") == {"type": "deal", "key": "a-one-1"}
    assert page.console() == []


def test_a_row_that_replaces_two_leads_to_both_and_back(atlas: Payload, show: Show) -> None:
    deals = {deal["id"]: deal for deal in atlas["deals"]}
    deals["a-one-1"]["replaces"] = "a-one-old; e-one-talks"
    page = show(render_network(atlas), "#deal=a-one-1")
    texts = "return [...document.querySelectorAll('#panel .party-link')].map((b) => b.innerText)"
    assert {"a-one-old", "e-one-talks"} <= set(page.ask(texts))
    for replaced in ("a-one-old", "e-one-talks"):
        page.ask("moneyloop.select('deal', arguments[0])", replaced)
        assert "The later row is a-one-1." in page.text("#panel")


def test_a_leg_names_no_status_that_adds_nothing(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=3")
    assert "contingent $0" not in page.text("#panel")
    page.ask("moneyloop.setCase('headline')")
    assert "contingent $25.0bn" in page.text("#panel")
