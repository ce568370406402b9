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
from moneyloop.pages.content import atlas as atlases
from moneyloop.pages.content import summary
from moneyloop.pages.network import render_network
from moneyloop.pages.report import render_report

Payload = dict[str, Any]
Show = Callable[..., Any]

KINDS = {"Cloud": "hyperscaler", "Lab": "lab", "Chip": "chipmaker", "Neo": "neocloud"}
BEHIND = 16.0  # the part of a panel's bar that is not public, in percent of it
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
def _contents(name: str) -> tuple[Payload, Payload]:
    of = NETWORKS[name]()
    return summary.build(of), atlases.build(of)


def contents(name: str) -> tuple[Payload, Payload]:
    """What the report and the network page hold: fresh copies."""
    return copy.deepcopy(_contents(name))


def report(name: str) -> str:
    return render_report(contents(name)[0])


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


def cells(name: str) -> dict[str, str]:
    """The row of the seller in the table behind its bar, by head; the first of two alike."""
    body = report(name).partition('data-drawing="sellers-1"')[2].partition("</figure>")[0]
    heads = [words(head).strip() for head in re.findall(r"<th scope.*?</th>", body)]
    row = [words(cell).strip() for cell in re.findall(r"<td.*?</td>", body)]
    return dict(zip(heads[::-1], row[: len(heads)][::-1], strict=True))


def shapes(name: str) -> list[str]:
    """The classes of what is drawn of the seller's bar."""
    body = report(name).partition('data-drawing="sellers-1"')[2].partition("</svg>")[0]
    return re.findall(r'<rect [^>]*class="([^"]+)"', body)


def test_a_partly_open_seller_has_both_intervals() -> None:
    assert cells("partly") == {
        "Party": "Cloud",
        "Revenue": "100",
        "Network sales": "4.0 + ?",
        "Own money back": "0 to 5.0",
        "On public amounts": "0 to 4.0 (0.80)",
        "Any investor's money": "0 to 5.0",
        "Customers": "99.2",
        "No known source": "0",
        "At most, of sales": "100%",
        "Of revenue": "5%",
    }
    assert shapes("partly") == ["dotted own", "striped own", "own"]


def test_a_seller_without_a_public_amount_has_no_estimate_and_no_parts() -> None:
    row = cells("only")
    assert (row["Party"], row["Revenue"], row["Network sales"]) == ("Chip", "30.0", "?")
    assert (row["Own money back"], row["On public amounts"]) == ("0 to 2.0", "?")
    assert (row["Customers"], row["No known source"]) == ("?", "?")
    assert (row["At most, of sales"], row["Of revenue"]) == ("?", "6.7%")
    assert shapes("only") == ["dotted own"]


def test_a_high_end_that_is_not_public_is_said_to_be() -> None:
    row = cells("endless")
    assert (row["Network sales"], row["Own money back"]) == ("2.0 + ?", "0 to ?")
    assert row["On public amounts"] == "0 to 2.0 (0.26)"
    assert row["At most, of sales"] == row["Of revenue"] == "?"
    assert shapes("endless") == ["dotted own", "striped own", "own", "dotted own"]
    assert "0 or more</text>" in report("endless")


def test_the_range_in_dollars_holds_both_intervals() -> None:
    told = {name: contents(name)[0]["range"] for name in NETWORKS}
    assert told["partly"] == (
        "Own money back in 2025: $0 to $5.0bn of $4.0bn (and sales whose amount is not public); on "
        "public amounts and balances $0 to $4.0bn, estimate $0.80bn."
    )
    assert told["only"] == (
        "Own money back in 2025: $0 to $2.0bn of sales whose amount is not public."
    )
    assert told["endless"].startswith("Own money back in 2025: $0 or more (the most is not public)")
    for name, text in told.items():
        assert text in words(report(name))


def test_together_nothing_is_public_where_no_seller_has_an_amount() -> None:
    content, _ = contents("only")
    sums = [content["together"][key] for key in together.ends("own")]
    assert sums == [0.0, None, 2.0, None, None]
    assert "exactly" not in content["headline"] + content["range"]
    own = content["answer"]["cents"]["own"]
    assert (own["estimate"], own["known_low"], own["known_high"]) == (None, None, None)
    assert content["answer"]["cents"]["known_neither"] is None


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_report_opens_and_draws(name: str, width: int, show: Show) -> None:
    page = show(report(name))
    page.size(width, 900)
    assert page.console() == []
    assert page.ask("return document.documentElement.scrollWidth") <= width
    dotted = page.ask(
        "return getComputedStyle(document.querySelector('#drawing-sellers-1 .dotted.own'))"
        ".strokeDasharray"
    )
    assert dotted == "1.5px, 2.5px"


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
    length = 10_000 / (100 + BEHIND)
    assert own["track"] == own["band"] == pytest.approx([0, length], abs=1e-3)
    assert own["possible"][1] == pytest.approx(length * (1 + BEHIND / 500), abs=1e-3)
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
    assert own["behind open-end"][0] == pytest.approx(10_000 / (100 + BEHIND), abs=1e-3)
    year = page.ask("return document.getElementById('year').getAttribute('aria-valuetext')")
    assert year == "2025: $5.0bn moves, and amounts that are not public"


def test_the_tip_of_a_party_names_both_intervals(show: Show) -> None:
    page = panel("partly", show, "Cloud")
    x, y = page.ask(
        "const {x, y} = moneyloop.network.canvasToDOM(moneyloop.network.getPosition('Cloud'));"
        "const box = document.getElementById('stage').getBoundingClientRect();"
        "return [box.left + x, box.top + y]"
    )
    move = {"type": "mouseMoved", "x": x, "y": y}
    page.browser.execute_cdp_cmd("Input.dispatchMouseEvent", move)
    tip = page.text("#tip")
    assert (
        "own money back $0 to $5.0bn of $4.0bn + not public network sales in 2025; on public "
        "amounts and balances $0 to $4.0bn, estimate $0.80bn" in tip
    )
