"""The report page: an article first, then the same network, then the rows."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

import told
from moneyloop.pages import bars, shell
from moneyloop.pages.charts import dollar, gap, history, mark, money_way, rings, whose
from moneyloop.pages.ends import Ends
from moneyloop.pages.network import render_network
from moneyloop.pages.report import render_report, report_sections

Payload = dict[str, Any]
Show = Callable[..., Any]
Render = Callable[[], str]


@pytest.fixture
def report(payload: Payload, atlas: Payload, article: Payload) -> Render:
    """The report page of the payloads as they are when it is called."""
    return lambda: render_report(payload, atlas, article)


def words(html: str) -> str:
    """The page's text, without tags, code and data."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_reads_from_the_answer_to_the_sources(payload: Payload, report: Render) -> None:
    html = report()
    assert words(html).index(payload["headline"]) < words(html).index("Paid and signed amounts")
    headings = [words(found).strip() for found in re.findall(r"<h2\b[^>]*>.*?</h2>", html, re.S)]
    order = [
        "Whose dollar? 2025",
        "Whose dollar? 2024",
        "How the share moved",
        "The largest money loops",
        "Loops with an amount that is not public",
        "Why not more? These payments set the limit",
        "The gap",
        "Numbers and their bases",
        "The money’s way",
        "Follow one dollar",
        "If one of them fails",
        "What is not in this picture",
        "How to read this",
        "The network",
        "All deals",
        "Method and limits",
        "Sources 3",
    ]
    places = [
        next(n for n, heading in enumerate(headings) if heading.startswith(part)) for part in order
    ]
    assert places == sorted(places)


def test_what_came_back_stands_below_the_answer_where_it_is_more(
    payload: Payload, report: Render
) -> None:
    said = "Of the $7.0bn that AI companies paid one another in 2025, exactly $7.0bn was <theirs>."
    payload["came_back"] = said
    assert words(report()).index(payload["headline"]) < words(report()).index(said)
    payload["came_back"] = None
    assert "came-back" not in re.sub(r"<style\b.*?</style>", "", report(), flags=re.DOTALL)


def test_a_selling_party_has_its_intervals_and_shares(
    payload: Payload, report: Render, article: Payload
) -> None:
    year = report_sections(payload, article)["years"][0]
    assert [line.row["party"] for line in year.lines] == ["Cloud A", "Chip E"]
    assert year.without_sales == ["Lab Two"]
    shares = {share.label: share for share in year.lines[0].shares}
    assert shares["revenue"].ends.estimate == pytest.approx(8 / 298.7)
    assert shares["network sales"].ends.low == pytest.approx(4 / 17.2)
    assert shares["growth"].ends.high == pytest.approx(12 / (298.7 / 5))
    text = words(report())
    assert "4.0 to 12.0 ( 8.0 )" in text
    assert "23% to 70% (47%)" in text
    assert "No row tells of a sale to the network in 2025 by: Lab Two" in text


def test_what_is_unknown_is_said_and_never_zero(
    payload: Payload, report: Render, article: Payload
) -> None:
    row = payload["rows"][0]
    told.not_public(row)
    row.update(revenue=None, growth=None, revenue_coverage=0.5)
    text = words(report())
    assert "revenue known for 50% of the period" in text
    line = next(
        line
        for line in report_sections(payload, article)["years"][0].lines
        if line.row["party"] == "Cloud A"
    )
    assert (line.own.ends.estimate, line.own.bar.public, line.own.bar.estimate) == (None,) * 3
    assert [share.reason for share in line.shares] == ["unknown", "not public", "unknown"]
    assert all(share.ends is None for share in line.shares)


def test_no_share_of_a_growth_that_was_none(payload: Payload, report: Render) -> None:
    payload["rows"][0]["growth"] = -3.0
    assert "no growth" in words(report())


def test_buckets_fill_the_bar(payload: Payload) -> None:
    row = payload["rows"][0]
    for whole in ("revenue", "network_sales"):
        assert sum(amount for _, _, amount in whose.parts(row, whole)) == pytest.approx(row[whole])
    figure = whose.chart("whose", "2025", [row]).variants[0].figure
    bars_ = [trace for trace in figure["data"] if trace["type"] == "bar" and "name" in trace]
    assert bars_[0]["name"] == "Own money back"
    assert bars_[0]["x"] == [pytest.approx(100 * 8 / 17.2, abs=1e-3)]
    ends = [trace["base"][0] + trace["x"][0] for trace in bars_]
    assert [trace["base"][0] for trace in bars_] == pytest.approx([0.0, *ends[:-1]], abs=1e-3)
    assert ends[-1] == pytest.approx(100, abs=1e-3)
    public = bars.bar(Ends(4.0, 8.0, 12.0, 4.0, 12.0), 16.0)
    assert public is not None
    assert public.public == public.possible == bars.Band("25.000%", "50.000%")
    assert (public.length, public.unknown, public.estimate) == ("100.000%", None, "50.000%")


def test_loops_name_their_deals_and_what_would_size_them(payload: Payload, report: Render) -> None:
    text = words(report())
    money = text[text.index("The largest money loops") : text.index("Loops with an amount")]
    assert "Cloud A → Lab One → Cloud A $13.0bn" in money
    assert "a-one-1" in money
    unsized = text[
        text.index("Loops with an amount") : text.index(
            "Why not more? These payments set the limit"
        )
    ]
    assert "Chip F → Lab Two , investment: f-two" in unsized


def test_loops_that_no_dollar_can_follow_are_marked(payload: Payload, report: Render) -> None:
    said = "dollar can follow it in time"
    deals = {deal["id"]: deal for deal in payload["deals"]}
    for marked in (False, True):
        for loop in payload["loops"]:
            loop["in_order"] = not marked
        html = report()
        text = words(html[html.index('id="loops"') : html.index('id="limits"')])
        # Three money loops with a size, and one without.
        assert text.count(f"No {said}: from wherever") == (3 if marked else 0)
        assert text.count(f"two-f no {said}") == marked
        assert html.count("<tspan") == (6 if marked else 0)
        fact = rings.ring("ring-1", payload["loops"][0], deals).fact
        assert fact.endswith(f"No {said}.") == marked


def test_a_report_of_too_many_loops_says_at_least(payload: Payload, report: Render) -> None:
    payload.update(loops_complete=False, loops_count=1_367, money_loops_count=1_000)
    text = words(report())
    assert "3 of at least 1,000 sized money loops are shown" in text
    assert "the network below lists 4 of at least 1,367 loops." in text
    assert "At least 1 loop has a leg without a known amount" in text


def test_every_deal_link_has_a_row(report: Render, atlas: Payload) -> None:
    targets = set(re.findall(r'href="#(deal-\d+)"', report()))
    assert targets
    assert targets <= {f"deal-{number}" for number in range(1, len(atlas["deals"]) + 1)}


def test_nothing_is_fetched_and_no_style_attribute(payload: Payload, report: Render) -> None:
    html = report()
    markup = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    assert not re.search(r"<(?:img|iframe|link|script)\b[^>]*(?:src|href)=", markup)
    assert not re.search(r"\sstyle=", markup)
    assert "@import" not in html
    assert not any(word in words(html).lower() for word in ("fraud", "scheme", "scam"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_opens_in_both_themes(
    payload: Payload, report: Render, show: Show, theme: str, browser: Any
) -> None:
    feature = {"name": "prefers-color-scheme", "value": theme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    page = show(report())
    assert page.console() == []
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in page.requests())
    assert page.ask("return moneyloop.isDark()") is (theme == "dark")
    red, green, blue = map(
        int,
        re.findall(r"\d+", page.ask("return getComputedStyle(document.body).backgroundColor"))[:3],
    )
    assert (red + green + blue > 600) is (theme == "light")


def test_the_network_is_the_same_one(
    payload: Payload, report: Render, drawn_ids: list[str], show: Show
) -> None:
    page = show(report())
    assert page.drawn() == drawn_ids
    page.click("#loop-list button[data-rank='1']")
    assert page.lit() == sorted(id for leg in payload["loops"][0]["legs"] for id in leg["deals"])


def test_an_anchor_of_the_article_lights_nothing(
    payload: Payload, report: Render, show: Show
) -> None:
    page = show(report(), "#deal-3")
    assert page.ask("return [location.hash, moneyloop.state.selection]") == ["#deal-3", None]


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_no_sideways_scroll(payload: Payload, report: Render, show: Show, width: int) -> None:
    page = show(report(), "", width, 844)
    page.draw_charts()
    assert page.ask("return document.documentElement.scrollWidth") <= width


def test_prints_in_light_colours(
    payload: Payload, report: Render, show: Show, browser: Any
) -> None:
    page = show(report(), "#theme=dark")
    page.ask("window.dispatchEvent(new Event('beforeprint'))")
    assert page.ask("return moneyloop.isDark()") is False
    page.ask("window.dispatchEvent(new Event('afterprint'))")
    assert page.ask("return moneyloop.isDark()") is True
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.ask("return getComputedStyle(document.querySelector('.tools')).display") == "none"
    assert (
        page.ask("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )


def test_what_binds_names_flows_and_carried_cash(payload: Payload, report: Render) -> None:
    html = report()
    limits = html[html.index('id="limits"') :]
    assert '<bdi>Cloud A</bdi> <span class="arrow">&rarr;</span> <bdi>Lab One</bdi>' in limits
    assert "<bdi>Lab One</bdi> carries cash in" in limits


# Charts -----------------------------------------------------------------------------------------

CHARTS = [
    *("whose-1", "whose-2", "history", "gap", "labs", "money-way", "dollar-way", "stress-1"),
]
PNG = "data:image/png;base64,"


def test_each_chart_is_drawn_when_it_comes_near(report: Render, show: Show) -> None:
    page = show(report())
    keys = "return [...document.querySelectorAll('figure[data-chart]')].map((f) => f.dataset.chart)"
    assert page.ask(keys) == CHARTS
    assert page.draw_charts() == len(CHARTS)
    assert page.console() == []
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in page.requests())
    counts = page.ask(
        "const count = (key, css) => document.querySelectorAll(`#chart-${key} ${css}`).length;"
        "return [count('whose-1', '.barlayer path'), count('history', '.scatterlayer .point'),"
        " count('gap', '.barlayer .point'), count('money-way', '.sankey-link'),"
        " count('money-way', '.sankey-node'), count('dollar-way', '.sankey-link'),"
        " count('dollar-way', '.sankey-node')]"
    )
    # Seven parts and the stripes for two sellers; three days; covered and two parties by year.
    assert counts[0] >= 10
    assert counts[1:] == [3, 9, 7, 6, 5, 6]


def test_charts_follow_the_theme(report: Render, show: Show) -> None:
    page = show(report(), "#theme=light")
    page.draw_charts()
    fill = "return getComputedStyle(document.querySelector('#chart-gap .barlayer path')).fill"
    label = "return getComputedStyle(document.querySelector('#chart-gap .xtick text')).fill"
    light = page.ask(fill), page.ask(label)
    page.ask("moneyloop.setTheme('dark')")
    dark = page.ask(fill), page.ask(label)
    colour = "const probe = document.createElement('i'); document.body.append(probe);"
    colour += "probe.style.color = 'var(--bucket-customers)'; return getComputedStyle(probe).color"
    assert dark[0] == page.ask(colour)
    assert light[0] != dark[0]
    assert light[1] != dark[1]
    assert page.console() == []


def test_another_year_is_chosen_with_its_table(report: Render, show: Show) -> None:
    page = show(report())
    page.draw_charts()
    chosen = "return document.querySelector('#chart-money-way select').selectedOptions[0].text"
    assert page.ask(chosen) == "2025"
    page.ask(
        "const select = document.querySelector('#chart-money-way select'); select.value = '3';"
        "select.dispatchEvent(new Event('change'))"
    )
    assert page.ask("return document.querySelector('#chart-money-way').dataset.drawn") == "3"
    assert "2026" in page.ask(
        "return document.querySelector('#chart-money-way .plot').getAttribute('aria-label')"
    )
    hidden = "return [...document.querySelectorAll('#chart-money-way .data-of')].map(t => t.hidden)"
    assert page.ask(hidden) == [True, True, True, False]
    page.click("#chart-whose-1 [data-variant='1']")
    assert page.ask("return document.querySelector('#chart-whose-1').dataset.drawn") == "1"
    assert page.console() == []


def cells(html: str, key: str) -> list[list[str]]:
    """The rows of the first table behind a chart."""
    part = html[html.index(f'id="chart-{key}"') :]
    body = re.findall(r"<tbody>(.*?)</tbody>", part[: part.index("</figure>")], flags=re.DOTALL)
    shown = [rows for rows in body if rows.strip()]
    return [
        [words(cell).strip() for cell in re.findall(r"<td.*?</td>", row, flags=re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", shown[0], flags=re.DOTALL)
    ]


def test_the_tables_hold_the_numbers_behind_the_charts(report: Render) -> None:
    html = report()
    assert cells(html, "history") == [
        [day, year, "50.0", f"0 to {high}", f"0 to {high} ({middle})", f"0% to {most}", share]
        for day, year, high, middle, most, share in (
            ("2025-09-30", "2025, planned", "10.0", "5.0", "20%", "0% to 20% (10%)"),
            ("2025-12-31", "2025", "18.0", "9.0", "36%", "0% to 36% (18%)"),
            ("2026-01-31", "2026, planned", "15.0", "7.5", "30%", "0% to 30% (15%)"),
        )
    ]
    assert [row[:3] + row[-5:] for row in cells(html, "gap")] == [
        ["2025", "all parties", "60.0", "60.0", "0", "50.0", "0x", "100%"],
        ["2025", "Lab One", "60.0", "60.0", "0", "50.0", "0x", "100%"],
        ["2027, planned", "all parties", "80.0", "10.0", "70.0", "?", "?", "0%"],
        ["2027, planned", "Lab One", "50.0", "2.0", "48.0", "?", "?", "0%"],
        ["2027, planned", "Lab Two", "30.0", "8.0", "22.0", "?", "?", "0%"],
    ]
    own = next(row for row in cells(html, "money-way") if row[2].startswith("own money back"))
    assert own == [
        *(
            "Lab One",
            "Cloud A",
            "own money back, coming back as a sale",
            "8.0",
            "4.0 to 12.0",
            "one-a-1",
        ),
    ]
    assert cells(html, "dollar-way")[1:4] == [
        ["1", "Lab One", "Cloud A", "purchase", "20 cents", "20 cents", "one-a-1"],
        ["1", "Cloud A", "Spent elsewhere", "spent elsewhere", "15 cents", "0 cents", ""],
        ["1", "Cloud A", "Kept", "kept", "under 0.1 cents", "0 cents", ""],
    ]
    first = cells(html, "whose-1")[0]
    assert first[:6] == ["Cloud A", "299", "17.2", "4.0", "12.0", "4.0"]


def test_charts_and_rings_as_pictures(report: Render, show: Show, browser: Any) -> None:
    page = show(report())
    page.draw_charts()
    ask = browser.execute_async_script
    for key in CHARTS:
        script = "const [key, done] = arguments; moneyloop.chartPng(key).then(done, String)"
        assert ask(script, key).startswith(PNG)
    drawing = "document.querySelector('.round-picture')"
    assert ask(f"moneyloop.drawingPng({drawing}).then(arguments[0], String)").startswith(PNG)
    assert page.console() == []
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in page.requests())


def test_a_ring_for_each_of_the_largest_loops(payload: Payload, report: Render) -> None:
    html = report()
    assert html.count('class="round-picture"') == 3
    deals = {deal["id"]: deal for deal in payload["deals"]}
    ring = rings.ring("ring-1", payload["loops"][1], deals)
    assert [place.name for place in ring.places] == ["Chip E", "Lab One", "Neo C"]
    assert [leg.amount for leg in ring.legs] == ["$30.0bn", "$22.4bn", "$12.7bn"]
    assert [leg.smallest for leg in ring.legs] == [False, False, True]
    assert [leg.kind for leg in ring.legs] == ["equity", "compute", "hardware"]
    assert ring.size == "$12.7bn"
    assert "Chip E to Lab One, investment, $30.0bn" in ring.fact


def test_key_numbers_have_unit_year_and_basis(report: Render) -> None:
    text = words(report())
    assert "Network sales, 2025 $66.2bn" in text
    assert "Own money back, 2025 $4.5bn to $13.5bn" in text
    assert "Not covered, 2027 planned $70.0bn of $80.0bn" in text


def test_sources_by_tier(report: Render) -> None:
    html = report()
    part = html[html.index('id="sources"') : html.index('id="moneyloop-charts"')]
    assert words(part).startswith(' id="sources"> Sources 3') or "Sources 3" in words(part)
    assert "filing 1" in words(part)
    assert "digest 1" in words(part)
    assert "(read as quoted elsewhere)" in words(part)
    assert "other 1" in words(part)
    assert "javascript:" not in part
    assert part.index(">filing<") < part.index(">digest<") < part.index(">other<")


def test_a_chart_with_nothing_to_show_says_why(
    payload: Payload, atlas: Payload, article: Payload, show: Show
) -> None:
    assert "too many parties" in history.chart(None).empty
    article.update(history=[], gap=[], ways=[], way=None, sources=[], key_numbers=[], dollar=None)
    article.update(sector_question=[], sector_notes=[], labs=[], stress=[])
    payload.update(years=[], rows=[], loops=[], loops_count=0)
    text = words(html := render_report(payload, atlas, article))
    assert "there is no share to follow" in text
    assert "there is no gap to draw" in text
    assert "there is no way to draw" in text
    assert "there is none to follow" in text
    assert "No row that counts names a source." in text
    assert "<figure" not in html
    assert show(html).console() == []


def test_names_are_text_to_the_charts(payload: Payload) -> None:
    assert mark("<a href='https://example.org'>x & y</a>") == "&lt;a href='https://example.…"
    assert mark("one\ntwo\u202e three") == "one two three"
    assert mark("--ink") == "\u200b--ink"
    row = {**payload["rows"][0], "party": "<b>bold</b>"}
    figure = whose.chart("whose", "2025", [row]).variants[0].figure
    assert "&lt;b&gt;bold" in figure["layout"]["yaxis"]["ticktext"][0]
    assert "<b>bold" not in str(figure["data"])


def test_places_of_the_money_way_stay_inside_and_apart(article: Payload) -> None:
    way = article["ways"][2]
    x, y, pad = money_way.positions(way["nodes"], way["links"])
    assert x == sorted(x)
    assert all(0 < place < 1 for place in (*x, *y))
    assert pad > 0
    assert len({(a, b) for a, b in zip(x, y, strict=True)}) == len(way["nodes"])


def test_one_dollar_by_hop_is_told_and_drawn(report: Render, article: Payload) -> None:
    html = report()
    part = html[html.index('id="dollar"') : html.index("What is not in this picture")]
    text = words(part)
    assert (
        "Of each dollar that customers paid in 2025, 20 cents was passed on to another company in "
        "the network; 80 cents was kept, spent elsewhere or paid outside. On its whole way "
        "it is booked as revenue 1.25 times." in text
    )
    table = part[part.index("by-hop") :]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, flags=re.DOTALL)
    assert [words(row).split() for row in rows] == [
        ["0", "100", "100", "30", "40", "10", "20"],
        ["1", "20", "20", "under", "0.1", "15", "0", "5"],
        ["2", "5", "0", "0", "0", "0", "5"],
    ]
    assert 'data-unit="cents of one US dollar"' in part
    assert "Where 20 cents of a dollar that customers pay go next" in text
    assert "Returns" not in part
    drawn = [part for part, _ in dollar.legend(article["dollar"])]
    assert drawn == ["customers", "purchase", "investment", "kept"]


def test_dust_of_a_dollar_is_in_the_table_and_not_drawn(article: Payload) -> None:
    chart = dollar.chart(article["dollar"])
    (drawn,) = chart.variants[0].figure["data"]
    assert len(drawn["link"]["value"]) == len(chart.variants[0].table.rows) - 1
    assert "Kept" not in drawn["node"]["label"]
    columns = [node["column"] for node in article["dollar"]["nodes"] if node["label"] != "Kept"]
    assert drawn["node"]["x"] == sorted(drawn["node"]["x"])
    assert len(set(drawn["node"]["x"])) == len(set(columns))
    assert all(0 < place < 1 for place in drawn["node"]["y"])
    article["dollar"]["times_booked"] = None
    assert "booked as revenue without end" in dollar.fact(article["dollar"])


def test_the_same_rows_give_the_same_figures(article: Payload) -> None:
    for make, rows in ((history.chart, article["history"]), (gap.chart, article["gap"])):
        assert make(rows) == make(list(rows))


def test_printed_pages_hold_every_chart(report: Render, show: Show, browser: Any) -> None:
    page = show(report(), "#theme=dark")
    page.ask(
        "window.printed = [];"
        "window.addEventListener('beforeprint', () => {"
        "  window.printed = [...document.querySelectorAll('figure[data-chart]')].map((figure) =>"
        "    [figure.dataset.drawn, figure.querySelector('.main-svg').clientWidth]);"
        "  window.opened = document.querySelectorAll('details.prints:not([open])').length })"
    )
    pdf = browser.execute_cdp_cmd(
        "Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": False}
    )
    found = base64.b64decode(pdf["data"])
    assert found.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", found)) > 3
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-", "-"], input=found, capture_output=True, check=True
        ).stdout.decode()
        assert "came back as a lap." in " ".join(text.split())
    printed = page.ask("return window.printed")
    assert [variant for variant, _ in printed] == ["0", "0", "0", "0", "0", "2", "0", "0"]
    assert {width for _, width in printed} == {680}
    assert page.ask("return window.opened") == 0
    assert page.ask("return document.querySelectorAll('details.prints[open]').length") == 0
    assert page.console() == []


def test_what_flows_is_whole_on_paper_at_once(report: Render, show: Show) -> None:
    page = show(report())
    page.draw_charts()
    page.ask("window.dispatchEvent(new Event('beforeprint'))")
    seen = page.ask(
        "return [...document.querySelectorAll('.sankey-link')].map("
        "(link) => [getComputedStyle(link).opacity, link.getBBox().x + link.getBBox().width])"
    )
    assert len(seen) == 12
    assert {opacity for opacity, _ in seen} == {"1"}
    assert max(right for _, right in seen) <= 680
    assert page.console() == []


def test_only_the_report_carries_plotly_with_its_licences(report: Render, atlas: Payload) -> None:
    notice = f"plotly.js {shell.PLOTLY_VERSION}, traces"
    assert report().count(notice) == 1
    assert notice not in render_network(atlas)
    licences = shell.asset(f"vendor/plotly-{shell.PLOTLY_VERSION}.LICENSES.txt")
    assert f"plotly.js {shell.PLOTLY_VERSION}: MIT" in licences
    bundle = shell.asset(shell.PLOTLY_ASSET)
    # Nothing that the policy of the page would have to allow, and nothing that ends the script.
    assert not re.search(r"\beval\(|new Function\(|</script", bundle)
