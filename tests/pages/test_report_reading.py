"""The report's reading of the books: the sector's question, the labs, and if one party fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from moneyloop.analysis.stress.exposures import LINES
from moneyloop.pages.charts import labs, stress
from moneyloop.pages.report import render_report, report_sections
from moneyloop.tables import stress as tables

Payload = dict[str, Any]
Render = Callable[[], str]
CHARTS = ("labs", "stress-1")


@pytest.fixture
def report(payload: Payload, atlas: Payload, article: Payload) -> Render:
    """The report page of the payloads as they are when it is called."""
    return lambda: render_report(payload, atlas, article)


def words(html: str) -> str:
    """The text of a part of the page."""
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
    return re.sub(r" ([,.:;])", r"\1", text)


def part(html: str, name: str) -> str:
    """A section of the article by its id."""
    found = html[html.index(f'id="{name}"') :]
    return found[: found.index("</section>")]


def rows(html: str) -> list[list[str]]:
    """The cells of the first table in a part of the page."""
    table = html[html.index("<tbody>") : html.index("</table>")]
    return [
        [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", table, flags=re.DOTALL)
    ]


# The sector's question ----------------------------------------------------------------------


def test_the_investment_stands_against_each_revenue_apart(report: Render) -> None:
    html = part(report(), "gap")
    text = words(html)
    assert "an investment is earned back in 1 year" in text
    assert "of each dollar of revenue 50% is left for that" in text
    assert "investment ÷ life ÷ margin" in text
    first, second, third = rows(html[html.index("sector-table") :])
    assert first == [
        "2025",
        "$100bn Clouds (aggregate), capex spent; estimated; figures.csv:7",
        "$200bn",
        "customers of the labs (Lab One) recognised, gross; reported; figures cover 50%; "
        "figures.csv:2",
        *("$20.0bn", "≤$180bn", "≤9.00x"),
    ]
    # The year and its investment stand once; the second revenue is beside the first, not in it.
    assert second[0].startswith("AI industry, total recognised, gross; reported;")
    assert second[1:] == ["$16.0bn", "≤$184bn", "≤11.5x"]
    assert third[0] == "2026 planned"
    assert third[2:] == ["$600bn", "no revenue is known"]


def test_the_gap_names_its_multiple_or_that_there_is_none(report: Render, article: Payload) -> None:
    text = words(part(report(), "gap"))
    assert "$70.0bn of $80.0bn is not covered by known money." in text
    assert (
        "As a multiple of known revenue it is largest in 2025: 0x for all parties together; after "
        "2025 no revenue is known, so there is no multiple." in text
    )
    article["gap"][3].update(revenue=32.0, multiple=1.5)
    assert "and for one party ≤1.50x (Lab One, 2027)" in words(part(report(), "gap"))
    for row in article["gap"]:
        row.update(revenue=None, multiple=None)
    assert "No revenue is known in these years" in words(part(report(), "gap"))
    article["gap"] = [row | {"no_known_source": 0.0} for row in article["gap"][:2]]
    text = words(part(report(), "gap"))
    assert "Commitments in 2025: known money covers all of them." in text


# Labs ---------------------------------------------------------------------------------------


def test_each_bar_is_a_measure_with_its_basis(article: Payload) -> None:
    read = article["labs"]
    chart = labs.chart(read)
    (variant,) = chart.variants
    yearly, whole = variant.figure["data"]
    measures = {measure["key"]: measure["amount"] for measure in read[0]["measures"]}
    assert yearly["x"] == [measures[key] for key in ("run_rate", "revenue", "due", "average")]
    assert whole["x"] == [measures["committed"]]
    # Whole terms have an axis of their own.
    assert (yearly["xaxis"], whole["xaxis"]) == ("x", "x2")
    assert variant.figure["layout"]["xaxis"]["title"]["text"] == "USD bn a year"
    assert variant.figure["layout"]["xaxis2"]["title"]["text"] == "USD bn, whole terms"
    names = ["run rate 2025-12, gross", "recognised 2025, net", "purchases due in 2025"]
    assert variant.figure["layout"]["yaxis"]["ticktext"] == [*names, "promised, a year"]
    # What is not counted in the year is hatched.
    assert yearly["marker"]["pattern"]["shape"] == ["/", "", "", "/"]
    assert whole["text"] == ["$272bn + ?"]
    assert [row[:4] for row in variant.table.rows] == [
        ["Lab One", names[0], "$26.2bn a year", "run rate: one month times twelve, gross"],
        ["Lab One", names[1], "$13.1bn a year", "recognised, net"],
        ["Lab One", names[2], "$17.7bn a year", "falls in 2025"],
        ["Lab One", "promised, a year, planned", "$4.5bn a year", "a year on average"],
        [
            *("Lab One", "promised, whole terms, planned", "$272bn over whole terms"),
            "whole term",
        ],
    ]
    assert variant.table.rows[4][-2:] == ["Chip F", "one-a-2, one-c"]


def test_a_narrow_figure_has_the_same_bars_below_each_other(article: Payload) -> None:
    entry = article["stress"][0]
    for chart in (labs.chart(article["labs"]), stress.chart("stress-1", entry)):
        figure = chart.variants[0].figure
        wide, narrow = figure["layout"], figure["narrow"]
        assert narrow["height"] > wide["height"]
        assert wide["xaxis"]["domain"][1] < wide["xaxis2"]["domain"][0]
        assert narrow["xaxis"]["domain"] == narrow["xaxis2"]["domain"] == [0.0, 1.0]
        assert narrow["yaxis"]["domain"][0] > narrow["yaxis2"]["domain"][1]
        assert all(0 <= end <= 1 for axis in ("yaxis", "yaxis2") for end in narrow[axis]["domain"])


def test_ratios_name_both_numbers_and_how_they_differ(report: Render) -> None:
    html = part(report(), "labs")
    tables = html.split('class="reading-table ratio-table"')[1:]
    assert len(tables) == 2
    assert rows(tables[0]) == [
        [
            *("recognised / run rate", "0.50x"),
            "$13.1bn revenue, total, 2025; basis: recognised, net",
            "$26.2bn run rate, total, 2025-12; basis: run rate: one month times twelve, gross",
            "recognised, net against run rate: one month times twelve, gross",
            "reported figures.csv:2, figures.csv:3",
        ],
        [
            *("gross less net", "$13.1bn"),
            "$26.2bn run rate, total, 2025-12; basis: run rate: one month times twelve, gross",
            "$13.1bn revenue, total, 2025; basis: recognised, net",
            "run rate: one month times twelve, gross against recognised, net",
            "reported figures.csv:2, figures.csv:3",
        ],
    ]
    (folded,) = rows(tables[1])
    assert folded[:2] == ["whole term / a year planned", "5.00x"]
    assert folded[-1] == "reported one-c"
    assert "2 figures of revenue, total, 2025: 13.1, 13." in words(html)


# If one fails -------------------------------------------------------------------------------


def test_three_lines_have_an_axis_and_a_unit_each(article: Payload) -> None:
    (entry,) = article["stress"]
    (variant,) = stress.chart("stress-1", entry).variants
    solid = [trace for trace in variant.figure["data"] if "pattern" not in trace.get("marker", {})]
    bars = [trace for trace in solid if trace["type"] == "bar"]
    assert [(bar["xaxis"], bar["x"]) for bar in bars] == [
        ("x", [13.0, 30.0, 0.0]),
        ("x2", [17.2, 0.0, 0.0]),
        ("x3", [250.0, 0.0, 22.4]),
    ]
    cascade = [trace for trace in variant.figure["data"] if "pattern" in trace.get("marker", {})]
    assert [(bar["xaxis"], bar["x"]) for bar in cascade] == [
        ("x", [None, 30.1, None]),
        ("x2", [None, 2.5, None]),
    ]
    texts = [trace["text"] for trace in solid if trace["type"] == "scatter"]
    assert texts[1] == [" 17.2 (17%)", " 2.5 (2.5%)", " ?"]
    # Rows without an amount add to what is known of Cloud A's backlog: it is not all of it.
    assert texts[2] == [" 250 + ?", " 0", " 22.4"]
    assert "lost: $250bn + ?, first round $250bn + ?<br>" in bars[2]["customdata"][0]
    assert bars[2]["customdata"][0].endswith("+ ?: no amount is known for one-a-&lt;open&gt;")
    assert "?" not in bars[0]["customdata"][0]
    assert "+ ?: rows without an amount add to it." in stress.chart("stress-1", entry).basis
    notes = [note["text"] for note in variant.figure["layout"]["annotations"]]
    assert notes == [
        "<b>Investment</b>, USD bn<br>at cost to 31 January 2026",
        "<b>Yearly revenue</b>, USD bn<br>of 2025; (share of revenue)",
        "<b>Backlog</b>, USD bn<br>all to come, planned",
    ]
    assert variant.figure["layout"]["yaxis"]["ticktext"] == ["Cloud A", "Chip E", "Neo C"]
    assert stress.unknown(entry) == ["Chip F"]
    assert [row[:7] for row in variant.table.rows] == [
        ["Cloud A", "13.0", "13.0", "17.2", "17.2", "250 + ?", "250 + ?"],
        ["Chip E", "30.0", "30.1", "0", "2.5", "0", "0"],
        ["Neo C", "0", "0", "?", "?", "22.4", "22.4"],
        ["Chip F", "0", "0", "0", "0", "?", "?"],
    ]


def test_the_finding_is_told_and_is_no_forecast(report: Render) -> None:
    text = words(part(report(), "failing"))
    assert "A what-if, not a forecast" in text
    assert (
        "If Lab One paid nothing of what it owes, 3 counterparties lose a known amount. Hit on all "
        "three lines at once: Cloud A ($13.0bn invested, $17.2bn of yearly revenue, $250bn + ? "
        "of backlog). The cascade takes more than the first round from 1 of them." in text
    )
    assert "three bases, never added up: investment: paid in to 2026-01-31, at cost;" in text
    assert "No amount is known, so there is no bar: Chip F." in text
    calls = text[text.index("Guarantees that might be called") :]
    assert "Cloud A for Site D: up to $1.4bn, if the rent is not paid reported; a-backs-d" in calls
    assert (
        "Chip E for Site D: unknown how much of $6.3bn, since no party is named, called if "
        "capacity stays unsold leaked; e-d" in calls
    )
    assert "Chip E for Neo C: amount unknown evidence not stated; e-c" in calls


def test_other_findings(article: Payload) -> None:
    (entry,) = article["stress"]
    for row in entry["rows"]:
        for line in ("investment", "sales", "backlog"):
            row[f"{line}_lost"] = row[f"{line}_lost_first"]
            if line != "investment":
                row[f"{line}_lost_least"] = row[f"{line}_lost_first"]
    entry["on_all_lines"] = []
    assert stress.fact(entry).endswith(
        "Nobody is hit on all three lines at once. Beyond the first round nobody loses more."
    )
    figure = stress.chart("stress-1", entry).variants[0].figure
    assert not [trace for trace in figure["data"] if "pattern" in trace.get("marker", {})]
    sold = entry["rows"][0]
    sold["sales_unknown_deals"] = ["open"]
    variant = stress.chart("stress-1", entry).variants[0]
    assert variant.table.rows[0][3:8] == ["17.2 + ?", "17.2 + ?", "250 + ?", "250 + ?", "17% + ?"]
    assert " 17.2 (17%) + ?" in [
        text for one in variant.figure["data"] for text in one.get("text", [])
    ]
    sold.update(sales_unknown_deals=[], backlog_unknown_deals=[])
    assert "+ ?" not in str(stress.chart("stress-1", entry))
    entry["rows"] = [row for row in entry["rows"] if row["party"] == "Chip F"]
    chart = stress.chart("stress-1", entry)
    assert chart.variants == []
    assert chart.empty == "No counterparty of Lab One has a known amount at stake."
    lost = {"backlog_lost": 9.0, "backlog_lost_least": 9.0}
    entry["rows"] = [entry["rows"][0] | {"party": f"P{n}"} | lost for n in range(20)]
    chart = stress.chart("stress-1", entry)
    assert chart.basis.endswith("The 12 hit the most of 20.")
    assert len(chart.variants[0].figure["layout"]["yaxis"]["ticktext"]) == 12
    assert len(chart.variants[0].table.rows) == 20


def test_the_terminal_and_the_page_say_the_same_of_the_cascade(article: Payload) -> None:
    (entry,) = article["stress"]
    for row, lost in zip(entry["rows"], (1.0, 1.000000007, 1.0, 3.0), strict=True):
        row |= {f"{line}{of}": 1.0 for line in LINES for of in ("_lost_first", "_lost")}
        row |= {"sales_lost": lost, "sales_lost_least": lost, "backlog_lost_least": 1.0}
    entry["rows"][2]["sales_lost_least"] = 4.0
    entry["rows"][3]["sales_lost_first"] = None
    entry["unique"] = False
    listed = tables.cascade("", entry["rows"], unique=False)
    assert listed is not None
    assert [row["party"] for row in listed.rows] == ["Chip E", "Neo C", "Chip F"]
    assert stress.fact(entry).endswith(
        "The cascade can take more than the first round from 3 of them."
    )


def test_names_and_words_of_the_data_are_text(report: Render, article: Payload) -> None:
    bad = "<b>bold</b>" + "L" * 300
    article["labs"][0]["party"] = article["stress"][0]["party"] = bad
    article["stress"][0]["rows"][0]["party"] = article["stress"][0]["on_all_lines"][0] = bad
    article["labs"][0]["ratios"][0]["differs"] = [bad]
    article["labs"][0]["measures"][4]["unknown"] = [bad]
    article["sector_question"][0]["investment_of"] = bad
    article["sector_question"][0]["against"][0]["revenue_of"] = bad
    html = report()
    assert "<b>bold" not in html
    assert "&lt;b&gt;bold&lt;/b&gt;LLL" in html
    drawn = [labs.chart(article["labs"]), stress.chart("stress-1", article["stress"][0])]
    for chart in drawn:
        assert "<b>bold" not in str(chart.variants[0].figure).replace("<b><b>", "")
        assert len(chart.title) < 120


# Without them -------------------------------------------------------------------------------


def test_without_figures_or_sales_there_is_no_section(
    payload: Payload, atlas: Payload, article: Payload
) -> None:
    article.update(labs=[], stress=[], sector_question=[], sector_notes=[])
    html = render_report(payload, atlas, article)
    assert 'id="labs"' not in html
    assert 'id="failing"' not in html
    assert "sector-question" not in html.replace("h3#sector-question", "")
    nav = html[html.index('class="contents"') : html.index("</nav>")]
    assert "#labs" not in nav
    assert "#failing" not in nav
    assert '"labs"' not in html[html.index('id="moneyloop-charts"') :][:200]


def test_every_link_of_the_contents_has_its_place(report: Render) -> None:
    html = report()
    nav = html[html.index('class="contents"') : html.index("</nav>")]
    targets = re.findall(r'href="#([\w-]+)"', nav)
    assert {"labs", "failing", "gap"} <= set(targets)
    assert [name for name in targets if html.count(f'id="{name}"') != 1] == []


def test_sections_come_from_the_payload_alone(payload: Payload, article: Payload) -> None:
    assert report_sections(payload, article) == report_sections(payload, article)


# In a browser: one page for all -------------------------------------------------------------


@pytest.fixture(scope="module")
def page(browser: Any, bundled: Callable[[str], Path]) -> Iterator[Any]:
    """The bundled report, opened once, with its two new sections drawn."""
    browser.get("about:blank")
    browser.get_log("browser")  # what was said on the pages before
    browser.get(bundled("report").as_uri() + "#theme=light")
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def draw(page: Any, width: int) -> None:
    """Both charts at a width of the window."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    drawn = page.execute_async_script(
        """
        const [keys, done] = arguments;
        const figures = keys.map((key) => document.getElementById(`chart-${key}`));
        const until = performance.now() + 60_000;
        const fits = (figure) => figure.dataset.drawn
          && figure.querySelector(".main-svg").clientWidth
            === figure.querySelector(".plot-frame").clientWidth;
        const next = () => {
          const left = figures.find((figure) => !fits(figure));
          if (!left || performance.now() > until) return done(left?.id ?? "");
          left.scrollIntoView({ behavior: "instant" });
          return requestAnimationFrame(next);
        };
        next();
        """,
        list(CHARTS),
    )
    assert drawn == ""


def boxes(page: Any, css: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map((node) => {"
        " const {left, right, top, bottom} = node.getBoundingClientRect();"
        " return {left, right, top, bottom, text: node.textContent}; })",
        css,
    )
    return found


def test_panels_lie_side_by_side_and_on_a_phone_below_each_other(page: Any) -> None:
    draw(page, 1400)
    one, two, three = boxes(page, "#chart-stress-1 .annotation")
    assert one["top"] == two["top"] == three["top"]
    assert one["right"] < two["left"]
    assert two["right"] < three["left"]
    draw(page, 390)
    one, two, three = boxes(page, "#chart-stress-1 .annotation")
    assert one["bottom"] < two["top"]
    assert two["bottom"] < three["top"]
    assert page.execute_script("return document.documentElement.scrollWidth") <= 390
    for key in CHARTS:
        outside = [
            box["text"]
            for box in boxes(page, f"#chart-{key} svg text")
            if box["left"] < 0 or box["right"] > 390
        ]
        assert outside == []


@pytest.mark.parametrize("width", [390, 680, 1400])
def test_words_of_the_charts_stay_apart(page: Any, width: int) -> None:
    draw(page, width)
    for key in CHARTS:
        told = [box for box in boxes(page, f"#chart-{key} svg text") if box["text"].strip()]
        assert len(told) > 15
        for at, one in enumerate(told):
            for other in told[at + 1 :]:
                apart = (
                    one["right"] <= other["left"] + 1
                    or other["right"] <= one["left"] + 1
                    or one["bottom"] <= other["top"] + 3
                    or other["bottom"] <= one["top"] + 3
                )
                assert apart, (key, one["text"], other["text"])


def test_they_follow_the_theme(page: Any) -> None:
    draw(page, 1400)
    fill = (
        "return ['labs', 'stress-1'].map((key) => getComputedStyle(document.querySelector("
        "`#chart-${key} .ytick text`)).fill)"
    )
    light = page.execute_script(fill)
    page.execute_script("moneyloop.setTheme('dark')")
    dark = page.execute_script(fill)
    page.execute_script("moneyloop.setTheme('light')")
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert page.execute_script(fill) == light


def test_they_are_taken_away_as_pictures_and_print(page: Any) -> None:
    draw(page, 1400)
    for key in CHARTS:
        address = page.execute_async_script(
            "const [key, done] = arguments; moneyloop.chartPng(key).then(done, String)", key
        )
        assert address.startswith("data:image/png;base64,")
    widths = page.execute_script(
        "window.dispatchEvent(new Event('beforeprint'));"
        "return ['labs', 'stress-1', 'stress-2'].map((key) => document.querySelector("
        " `#chart-${key} .main-svg`).clientWidth)"
    )
    folded = "return document.querySelectorAll('#labs details.prints:not([open])').length"
    assert widths == [680, 680, 680]
    assert page.execute_script(folded) == 0
    page.execute_script("window.dispatchEvent(new Event('afterprint'))")
    assert page.execute_script(folded) > 0
    messages = [entry["message"] for entry in page.get_log("browser")]
    assert messages == []
