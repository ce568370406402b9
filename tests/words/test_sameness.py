"""One number has one form: in the terminal's report, on the report's page and in a notebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import click.testing
import pytest

import moneyloop

Run = Callable[..., click.testing.Result]
Row = dict[str, str]

DEALS = """
    id,payer,payee,kind,amount_usd_bn,start,end,status
    seed,Cloud,Lab,equity,{a},2025-01-15,,paid
    fund,Fund,Lab,equity,{b},2025-02-01,,paid
    term,Lab,Cloud,compute,{c},2025-03-01,2025-12-31,signed
    chips,Cloud,Chips,hardware,{d},2025-06-01,,paid
    share,Chips,Cloud,equity,{e},2025-04-01,,paid
    """
PARTIES = """
    name,kind,boundary
    Cloud,hyperscaler,inside
    Lab,lab,inside
    Chips,chipmaker,inside
    Fund,investor,outside
    """
FIGURES = """
    party,metric,segment,start,end,amount,unit,basis,evidence
    Cloud,revenue,total,2025,2025,{f},usd_bn,gross,reported
    Chips,revenue,total,2025-01-01,2025-06-30,{g},usd_bn,gross,reported
    """
AMOUNTS = {"a": 1.9952, "b": 0.007, "c": 8.46, "d": 0.9952, "e": 0.5, "f": 99.96, "g": 3.0}
# The second is past what two decimals can say, the third what the first pages could not write.
SIZES = (1.0, 0.004, 1e27)

LABELS = {
    "revenue": "Revenue",
    "network_sales": "Network sales",
    "own": "Own money back",
    "any_investor": "Any investor's money",
    "customers": "Customers",
    "no_known_source": "No known source",
}
INTERVALS = ("own", "any_investor")  # over all that is not public, and on public amounts beside it
PUBLIC = "On public amounts"


@pytest.fixture(params=SIZES)
def folder(request: pytest.FixtureRequest, package: Callable[..., Path]) -> Path:
    cells = {name: repr(amount * request.param) for name, amount in AMOUNTS.items()}
    return package(DEALS.format(**cells), PARTIES, FIGURES.format(**cells), folder="one")


def in_terminal(text: str) -> dict[str, Row]:
    """The rows of the first table of the report, by party."""
    lines = iter(text.splitlines())
    heads = next(re.split(r"\s{2,}", line.strip()) for line in lines if line.startswith(" Party"))
    # Beside what they narrow, where they say anything else in any row.
    heads = [
        f"{heads[at - 1]}, public" if head == PUBLIC else head for at, head in enumerate(heads)
    ]
    next(lines)
    rows = {}
    for line in lines:
        cells = re.split(r"\s{2,}", line.strip())
        if len(cells) < len(heads):
            break
        named = dict(zip(heads, cells, strict=True))
        row = {key: named[head] for key, head in LABELS.items()}
        for key in INTERVALS:
            row[f"{key}_public"] = named.get(f"{LABELS[key]}, public", row[key])
        row["revenue"], _, partly = row["revenue"].partition(" (")
        rows[cells[0]] = row | {"revenue_coverage": partly.removesuffix(")") or "100%"}
    return rows


def words(html: str) -> str:
    plain = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html))).strip()
    return plain


def on_the_page(html: str) -> dict[str, Row]:
    """The rows of the first table of sellers, by party; coverage only where it is not all."""
    table = html[html.index('<table class="whose">') :].partition("</table>")[0]
    rows = {}
    for row in re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", table, flags=re.DOTALL):
        party = words(re.findall(r"<bdi>(.*?)</bdi>", row)[0])
        cells = {
            key: words(re.findall(rf'data-label="{label}">(.*?)</td>', row, flags=re.DOTALL)[0])
            for key, label in LABELS.items()
        }
        for key in INTERVALS:
            cells[key], _, public = cells[key].partition(" public ")
            cells[f"{key}_public"] = public or cells[key]
        partly = re.findall(r"revenue known for (\S+) of the period", row)
        rows.setdefault(party, cells | {"revenue_coverage": partly[0] if partly else "100%"})
    return rows


def in_a_notebook(html: str) -> dict[str, Row]:
    """The rows of an answer, the ends of an interval and its estimate put together."""
    heads = [words(head) for head in re.findall(r"<th>(.*?)</th>", html)]
    rows = {}
    for row in re.findall(r"<tr><td>.*?</tr>", html):
        cells = [words(cell) for cell in re.findall(r"<td>(.*?)</td>", row)]
        named = dict(zip(heads, cells, strict=True))
        for key in INTERVALS:
            span, public = span_of(named, key), span_of(named, f"{key}_known")
            estimate = named[f"{key}_estimate"]
            named[f"{key}_public"] = public if public == estimate else f"{public} ({estimate})"
            named[key] = named[f"{key}_public"] if span == public else span
        keys = (*LABELS, *(f"{key}_public" for key in INTERVALS), "revenue_coverage")
        rows[named["party"]] = {key: named[key] for key in keys}
    return rows


def span_of(row: Row, key: str) -> str:
    low, high = row[f"{key}_low"], row[f"{key}_high"]
    return low if low == high else f"{low} to {high}"


def pairs(rows: dict[str, Row]) -> Iterator[tuple[str, str]]:
    return ((party, key) for party, row in rows.items() for key in row)


def test_terminal_page_and_notebook_write_the_same_numbers(folder: Path, run: Run) -> None:
    told = run("report", "one", "--as-of", "2026-01-31", "--full")
    assert told.exit_code == 0, told.stderr
    terminal = in_terminal(told.stdout)
    assert set(terminal) == {"Cloud", "Chips"}
    assert len(set(pairs(terminal))) == 18
    network = moneyloop.load(folder)
    answer = moneyloop.attribute(network, from_="2025", to="2025", as_of="2026-01-31")
    notebook = in_a_notebook(answer._repr_html_())
    assert {party: notebook[party] for party in terminal} == terminal
    page = on_the_page((folder.parent / "moneyloop-report.html").read_text(encoding="utf-8"))
    assert page == terminal
