"""Both intervals on the pages, for sellers of which something is not public.

Three small packages: of `partly` a sale has an amount and another has none, of `only` no sale has
one, and of `endless` no total limits what is not public.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Any

import pytest

import economies as make
from moneyloop.analysis import together
from moneyloop.model import Network
from moneyloop.pages import bars
from moneyloop.pages.charts import history, whose
from moneyloop.pages.content import article as articles
from moneyloop.pages.content import atlas as atlases
from moneyloop.pages.content import summary
from moneyloop.pages.ends import Ends
from moneyloop.pages.network import render_network
from moneyloop.pages.report import render_report, report_sections

Payload = dict[str, Any]
Show = Callable[..., Any]

KINDS = {"Cloud": "hyperscaler", "Lab": "lab", "Chip": "chipmaker", "Neo": "neocloud"}
NO_CASH = [make.cash("Lab", 0.0, day) for day in ("2024-12-31", "2025-12-31")]


def network(deals: make.Rows, figures: make.Rows) -> Network:
    names = {str(deal[end]) for deal in deals for end in ("payer", "payee")}
    parties = [{"name": name, "kind": KINDS[name], "boundary": "inside"} for name in sorted(names)]
    return make.network(deals, figures, parties)


@cache
def partly() -> Network:
    """Cloud puts 5 into Lab and sells it 4, and more: all 5 may come back, 4 on public amounts."""
    deals = [
        make.deal("Cloud", "Lab", "equity", 5.0, id="stake"),
        make.deal("Lab", "Cloud", "compute", 4.0, id="bill"),
        make.deal("Lab", "Cloud", "compute", id="more"),
    ]
    figures = [make.revenue("Cloud", 100.0), make.revenue("Lab", 20.0), *NO_CASH]
    return network(deals, figures)


@cache
def only() -> Network:
    """Chip puts 2 into Lab, and what it sells it has no public amount: up to 2 come back."""
    deals = [
        make.deal("Chip", "Lab", "equity", 2.0, id="stake"),
        make.deal("Lab", "Chip", "hardware", id="chips"),
    ]
    return network(deals, [make.revenue("Chip", 30.0), make.revenue("Lab", 20.0), *NO_CASH])


@cache
def endless() -> Network:
    """What Neo puts into Lab and what it sells it has no limit; 2 of it have a public amount."""
    deals = [
        make.deal("Neo", "Lab", "equity", 3.0, id="stake"),
        make.deal("Neo", "Lab", "equity", id="more"),
        make.deal("Lab", "Neo", "compute", 2.0, id="bill"),
        make.deal("Lab", "Neo", "compute", id="rest"),
    ]
    return network(deals, [make.revenue("Lab", 20.0)])


NETWORKS = {"partly": partly, "only": only, "endless": endless}


@cache
def _contents(name: str) -> tuple[Payload, Payload, Payload]:
    of = NETWORKS[name]()
    content = summary.build(of)
    return content, atlases.build(of), articles.build(of, content)


def contents(name: str) -> tuple[Payload, Payload, Payload]:
    """What the report and the network page hold: fresh copies."""
    return copy.deepcopy(_contents(name))


def report(name: str) -> str:
    return render_report(*contents(name))


def words(html: str) -> str:
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def seller(name: str) -> Payload:
    rows = contents(name)[0]["rows"]
    row: Payload = next(row for row in rows if row["open_sales"])
    return row


# The report ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NETWORKS)
def test_no_code_word_for_unknown_is_read(name: str) -> None:
    text = words(report(name))
    assert not re.search(r"\b(None|null|NaN|nan|undefined|inf|Infinity)\b", text)


def cells(name: str) -> list[str]:
    """The row of the seller in the table of sellers."""
    body = re.findall(r'<table class="whose">.*?<tbody>(.*?)</tbody>', report(name), re.DOTALL)
    row = re.findall(r"<t[hd].*?</t[hd]>", body[0], re.DOTALL)
    return [re.sub(r"\( (\S+) \)", r"(\1)", words(cell)).strip() for cell in row]


def test_a_partly_open_seller_has_both_intervals() -> None:
    party, revenue, sold, own, any_investor, customers, unexplained, shares = cells("partly")
    assert (party, revenue, sold) == ("Cloud", "100", "4.0 + not public")
    assert own == any_investor == "0 to 5.0 public 0 to 4.0 (0.80)"
    assert (customers, unexplained) == ("99.2", "0")
    assert "revenue 0% to 5% public 0% to 4% (0.8%)" in shares
    assert "network sales 0% to 100% (20%)" in shares


def test_a_seller_without_a_public_amount_has_no_estimate_and_no_parts() -> None:
    party, revenue, sold, own, any_investor, customers, unexplained, shares = cells("only")
    assert (party, revenue, sold) == ("Chip", "30.0", "not public")
    assert own == any_investor == "0 to 2.0 no public amount"
    assert customers == unexplained == "?"
    assert "revenue 0% to 6.7%" in shares
    assert "network sales not public" in shares


def test_a_high_end_that_is_not_public_is_said_to_be() -> None:
    _, _, sold, own, any_investor, *_, shares = cells("endless")
    assert sold == "2.0 + not public"
    assert own == any_investor == "0 to ? high end not public public 0 to 2.0 (0.26)"
    assert "network sales 0% to ? public 0% to 100% (13%)" in shares


def test_the_key_numbers_hold_both_intervals() -> None:
    text = {name: words(report(name)) for name in NETWORKS}
    assert "Network sales, 2025 $4.0bn + not public" in text["partly"]
    assert (
        "$0 to $5.0bn sellers’ own investments coming back as sales: 0% to 100% of network sales; "
        "on public amounts and balances $0 to $4.0bn, estimate $0.80bn" in text["partly"]
    )
    assert "Network sales, 2025 not public" in text["only"]
    assert "$0 to $2.0bn sellers’ own investments coming back as sales high end" in text["only"]
    assert (
        "$0 or more sellers’ own investments coming back as sales; the most is not public; "
        "on public amounts and balances $0 to $2.0bn, estimate $0.26bn" in text["endless"]
    )


def test_together_nothing_is_public_where_no_seller_has_an_amount() -> None:
    content, _, article = contents("only")
    sums = [content["together"][key] for key in together.ends("own")]
    assert sums == [0.0, None, 2.0, None, None]
    assert "exactly" not in content["headline"]
    number = next(item for item in article["key_numbers"] if item["key"] == "own")
    assert (number["amount"], number["known_low"], number["known_high"]) == (None, None, None)


def test_a_part_without_a_scale_stands_behind_the_bar() -> None:
    low, high = Ends(0.0, 0.8, 5.0, 0.0, 4.0), Ends(0.0, 0.26, None, 0.0, 2.0)
    full = 100 + bars.BEHIND
    partly_open = bars.bar(low, 4.0, unsized=True)
    assert partly_open is not None
    assert partly_open.length == f"{100 / full * 100:.3f}%"
    assert partly_open.public == bars.Band("0.000%", partly_open.length)
    assert partly_open.possible == bars.Band("0.000%", f"{(100 + bars.BEHIND / 5) / full:.3%}")
    assert partly_open.estimate == f"{20 / full:.3%}"
    assert not partly_open.open_end
    no_end = bars.bar(high, 2.0, unsized=True)
    assert no_end is not None
    assert no_end.open_end
    assert no_end.possible == bars.Band("0.000%", "100.000%")
    nothing = bars.bar(Ends(0.0, None, 2.0, None, None), None, unsized=True)
    assert nothing is not None
    assert (nothing.length, nothing.public, nothing.estimate) == ("0.000%", None, None)
    assert nothing.unknown == nothing.possible == bars.Band("0.000%", "100.000%")
    assert bars.bar(Ends(0.0, None, 0.0, None, None), None, unsized=True) == nothing._replace(
        possible=bars.Band("0.000%", "0.000%")
    )
    assert bars.bar(Ends(0.0, 0.0, 0.0, 0.0, 0.0), None) is None


def test_amounts_keep_their_order_on_a_bar() -> None:
    amounts: list[float | None] = [0.0, 1e-6, 1.0, 4.0, 4.0 + 1e-12, 4.1, 5.0, 80.0, 1e12, None]
    places = [bars.place(amount, 4.0) for amount in amounts]
    assert places == sorted(places)
    assert places[3] == places[4] == 100
    assert places[-1] == 100 + bars.BEHIND > places[-2]


def test_the_chart_draws_what_is_not_public_dotted() -> None:
    for name in NETWORKS:
        chart = whose.chart("whose-1", "2025", [seller(name)])
        assert len(chart.variants) == 2
        first = chart.variants[0].figure
        (box,) = first["layout"]["shapes"]
        assert box["line"]["dash"] == "dot"
        assert box["x0"] == (0 if name == "only" else 100)
        assert box["x1"] == 100 + bars.BEHIND
        assert [note["text"] for note in first["layout"]["annotations"]] == ["not public"]
        diamond = next(trace for trace in first["data"] if trace.get("mode") == "markers")
        assert len(diamond["x"]) == (0 if name == "only" else 1)
    parts = [
        trace
        for variant in whose.chart("whose-1", "2025", [seller("only")]).variants
        for trace in variant.figure["data"]
        if "name" in trace
    ]
    assert len(parts) == 14
    assert all(trace["x"] == [0.0] for trace in parts)


def test_the_table_behind_the_chart_has_question_marks() -> None:
    rows = {
        name: whose.chart("w", "2025", [seller(name)]).variants[0].table.rows[0]
        for name in NETWORKS
    }
    assert rows["partly"][:8] == ["Cloud", "100", "4.0 + ?", "0", "5.0", "0", "0.80", "4.0"]
    assert rows["only"][:8] == ["Chip", "30.0", "?", "0", "2.0", "?", "?", "?"]
    assert rows["endless"][:8] == ["Neo", "2.0", "2.0 + ?", "0", "?", "0", "0.26", "2.0"]


def test_the_history_has_a_band_on_public_amounts_and_a_mark_at_an_open_end() -> None:
    rows = contents("endless")[2]["history"]
    last = history.chart(rows[-1:])
    figure = last.variants[0].figure
    possible, public, mark, point = figure["data"]
    assert possible["y"] == [0.0, 100.0]
    assert public["y"] == [0.0, 100.0]
    assert mark["text"] == ["not public"]
    assert point["y"] == [pytest.approx(13.0435, abs=1e-4)]
    assert last.variants[0].table.rows[0][2:] == [
        *("2.0 + ?", "0 to ?", "0 to 2.0 (0.26)", "0% to ?", "0% to 100% (13%)"),
    ]
    nothing = history.chart(contents("only")[2]["history"])
    assert nothing.variants == []


def test_sections_are_made_of_each() -> None:
    for name in NETWORKS:
        content, _, article = contents(name)
        (year,) = report_sections(content, article)["years"]
        assert [line.row["party"] for line in year.lines] == [seller(name)["party"]]
        assert year.without_sales == ["Lab"]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_report_opens_and_draws(name: str, width: int, show: Show) -> None:
    page = show(report(name))
    page.size(width, 900)
    page.draw_charts()
    assert page.console() == []
    assert page.ask("return document.documentElement.scrollWidth") <= width
    dotted = page.ask(
        "return [...document.querySelectorAll('.interval .not-public')]"
        ".map((box) => [getComputedStyle(box).strokeDasharray, box.getBBox().width > 5])"
    )
    assert dotted == [["1.5px, 2.5px", True]] * 2


# The network page ----------------------------------------------------------------------------


def panel(name: str, show: Show, party: str, width: int = 1440) -> Any:
    page = show(render_network(contents(name)[1]))
    page.size(width, 900)
    page.open(f"#party={party}")
    assert page.console() == []
    assert not re.search(r"\b(null|NaN|undefined|Infinity)\b", page.text("body"))
    return page


def bars_of(page: Any) -> list[list[list[Any]]]:
    """The parts of each bar of the panel: class, left end and width in percent of the bar."""
    found: list[list[list[Any]]] = page.ask(
        "return [...document.querySelectorAll('#panel .ibar')].map((bar) => [...bar.children]"
        ".map((part) => [part.className, ...['left', 'width'].map((key) => "
        "parseFloat(part.style[key]))]))"
    )
    return found


def test_the_panel_of_a_partly_open_seller(show: Show) -> None:
    page = panel("partly", show, "Cloud")
    text = page.text("#panel")
    assert "the network sales, $4.0bn + not public: more." in text
    assert "$0 to $5.0bn" in text
    assert "0% to 100% of network sales; 0% to 5% of revenue" in text
    assert "On public amounts and balances $0 to $4.0bn, estimate $0.80bn" in text
    assert "Network sales\n$4.0bn + not public" in text
    assert page.text("#title-more") == (
        "Own money back (invested, and returned as a sale) in 2025: $0 to $5.0bn of $4.0bn + not "
        "public network sales; on public amounts and balances $0 to $4.0bn, estimate $0.80bn."
    )
    own = {part[0]: part[1:] for part in bars_of(page)[0]}
    length = 10_000 / (100 + bars.BEHIND)
    assert own["track"] == own["band"] == pytest.approx([0, length], abs=1e-3)
    assert own["possible"][1] == pytest.approx(length * (1 + bars.BEHIND / 500), abs=1e-3)
    assert own["behind"] == pytest.approx([length, 100 - length], abs=1e-3)
    assert own["tick"][0] == pytest.approx(length / 5, abs=1e-3)


def test_the_panel_of_a_seller_without_a_public_amount(show: Show) -> None:
    page = panel("only", show, "Chip")
    text = page.text("#panel")
    assert "no amount of these sales is public, so there is no estimate" in text
    assert "$0 to $2.0bn" in text
    assert "0% to 6.7% of revenue" in text
    assert "Whose money it was is not public" in text
    assert "100%" not in page.text("#panel .part + .part")
    assert page.ask("return document.querySelectorAll('#panel .parts-list').length") == 0
    assert "Customers and sales not public" in text
    facts = page.ask(
        "return Object.fromEntries([...document.querySelectorAll('#panel .part dt')]"
        ".map((name) => [name.innerText, name.nextElementSibling.innerText]))"
    )
    assert facts["Network sales"] == facts["Related-party revenue"] == "not public"
    assert facts["Own investment"] == "$2.0bn"
    assert "Times round" not in facts
    assert page.text("#title-more") == (
        "It sold to the network in 2025, and no amount of these sales is public. Own money back "
        "(invested, and returned as a sale): $0 to $2.0bn."
    )
    assert bars_of(page)[0] == [["track", 0, 0], ["possible", 0, 100], ["behind", 0, 100]]


def test_the_panel_of_a_high_end_that_is_not_public(show: Show) -> None:
    page = panel("endless", show, "Neo")
    text = page.text("#panel")
    assert "$0 or more (the most is not public)" in text
    assert "0% or more of network sales" in text
    assert "On public amounts and balances $0 to $2.0bn, estimate $0.26bn" in text
    assert "at least $3.0bn" in text  # own investment
    own = {part[0]: part[1:] for part in bars_of(page)[0]}
    assert own["possible"] == [0, 100]
    assert own["behind open-end"][0] == pytest.approx(10_000 / (100 + bars.BEHIND), abs=1e-3)
    year = page.ask("return document.getElementById('year').getAttribute('aria-valuetext')")
    assert year == "whole term of each deal"
    page.ask("moneyloop.setYear('2025')")
    year = page.ask("return document.getElementById('year').getAttribute('aria-valuetext')")
    assert year == "2025: $5.0bn moves, and amounts that are not public"


@pytest.mark.parametrize("name", NETWORKS)
def test_the_script_places_ends_as_python_does(name: str, show: Show) -> None:
    row = seller(name)
    page = panel(name, show, row["party"], width=390)
    for measure, parts in zip(
        ("own", "network_investors", "any_investor"), bars_of(page), strict=True
    ):
        both = Ends(*(row[key] for key in together.ends(measure)))
        drawn = bars.bar(both, row["network_sales"], unsized=True)
        assert drawn is not None
        assert drawn.unknown is not None
        at = {part[0].split()[0]: part[1:] for part in parts}
        expected = {"possible": drawn.possible, "band": drawn.public, "behind": drawn.unknown}
        for part, band in expected.items():
            numbers = None if band is None else [float(text.rstrip("%")) for text in band]
            assert at.get(part) == (numbers and pytest.approx(numbers, abs=1e-3)), part


def test_the_tip_of_a_party_names_both_intervals(show: Show) -> None:
    page = panel("partly", show, "Cloud")
    tip = page.ask(
        "moneyloop.network.body.emitter.emit('hoverNode', "
        "{node: 'Cloud', pointer: {DOM: {x: 9, y: 9}}});"
        "return document.getElementById('tip').innerText"
    )
    assert (
        "own money back $0 to $5.0bn of $4.0bn + not public network sales in 2025; on public "
        "amounts and balances $0 to $4.0bn, estimate $0.80bn" in tip
    )
