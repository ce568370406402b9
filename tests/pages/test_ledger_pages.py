"""Both pages and the report of a list of payments: in the unit of its file, with what it has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

import moneyloop
from moneyloop.model import Network
from moneyloop.pages.content import atlas, summary
from moneyloop.words import amounts

Run = Callable[..., click.testing.Result]
Show = Callable[..., Any]

# In 2025 all of Cloud's loan comes back but what Lab's own customer and Fund paid.
PAYMENTS = """from,to,value,time,type
Shop,Lab,30,2024-11-02,purchase
Cloud,Lab,100,2025-01-02T08:30:00,investment
Fund,Lab,40,2025-02-01,investment
Shop,Lab,60,2025-02-03,purchase
Lab,Cloud,120,2025-03-01,purchase
Lab,Chips,50,2025-04-01,purchase
Chips,Lab,20,2025-05-01,investment
Lab,Fund,5,2025-06-01,return
"""
COLUMNS = {"payer": "from", "payee": "to", "amount": "value", "start": "time", "kind": "type"}
# What may be said of deals and figures in USD, and not of payments; the year of no date.
FALSE = re.compile(
    r"\$|\bUSD|\d ?bn\b|billion|dollar|\bsigned|public|reported|planned|\b0001\b|\byear 1\b"
    r"|undefined|\bNaN\b|\bnull\b|\bdeals?\b"
)


@pytest.fixture(params=[True, False], ids=["dated", "undated"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Network:
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS, "utf-8")
    return moneyloop.load_payments(file, COLUMNS | ({} if request.param else {"start": ""}))


def false_words(text: str) -> list[str]:
    return [text[max(m.start() - 30, 0) : m.end() + 30] for m in FALSE.finditer(text)]


def test_the_headline_is_of_payments(ledger: Network) -> None:
    content = summary.build(ledger)
    when = "" if ledger.undated else " in 2025"
    assert content["headline"].startswith(f"Of what the parties paid one another{when}, at most ")
    assert content["range"].startswith(f"Own money back{when}: 0 to 120 of 170 (estimate ")
    assert content["unit"] == "as given"
    assert content["years"] == (["undated"] if ledger.undated else ["2025", "2024"])
    assert content["as_of"] == (None if ledger.undated else "2025-06-01")
    assert [row["start"] for row in content["deals"]][:2] == (
        [None, None] if ledger.undated else ["2024-11-02", "2025-01-02T08:30:00"]
    )


def test_the_pages_hold_what_attribute_says(ledger: Network) -> None:
    content, rows = atlas.build(ledger), moneyloop.attribute(ledger).rows
    assert list(content["cases"]) == ["firm"]
    assert content["cases"]["firm"]["rows"] == rows
    assert content["planned_from"] is None
    assert content["year"] == ("undated" if ledger.undated else "2025")
    assert content["years"] == ([] if ledger.undated else ["2024", "2025"])


def test_nothing_is_spent_where_no_payment_says_so(ledger: Network) -> None:
    """Cloud had 120 and 100 of no known source, and paid 100: the rest is with it."""
    pools = {
        (row["party"], row["period"]): row for row in atlas.build(ledger)["cases"]["firm"]["pools"]
    }
    cloud = pools["Cloud", "undated" if ledger.undated else "2025"]
    assert cloud["kept"] == pytest.approx(cloud["total"] - 100)
    assert cloud["rest"] == 0
    assert pools["Lab", cloud["period"]]["rest"] == pytest.approx(5)


def test_parts_that_need_figures_are_left_out(ledger: Network) -> None:
    page = moneyloop.report_page(ledger)
    ids = set(re.findall(r'<section[^>]* id="([a-z-]+)"', page))
    assert ids == {"answer", "sellers", "pots", "loops", "network", "changes", "deals", "method"}
    links = set(re.findall(r'href="#([a-z-]+)"', page))
    assert links <= ids
    assert "of revenue" not in page.partition("<script")[0]
    assert "signed for later years" not in page


def test_what_the_pages_say_is_true_of_payments(ledger: Network, show: Show) -> None:
    page = show(moneyloop.report_page(ledger))
    assert false_words(page.ask("return document.querySelector('main').textContent")) == []
    assert page.console() == []
    page = show(moneyloop.view(ledger))
    texts = [page.ask("return document.body.innerText")]
    for choice in (
        "'party', 'Cloud'",
        "'loop', moneyloop.loops[0].key",
        "'deal', moneyloop.payload.deals[1].id",
    ):
        page.ask(f"moneyloop.select({choice}); return 1")
        texts.append(page.ask("return document.body.innerText"))
    titles = (
        "return [...document.querySelectorAll('[title]:not([hidden] *)')].map((one) => one.title)"
    )
    texts += [page.ask("return moneyloop.basis().join()"), *page.ask(titles)]
    texts += [*page.ask("return moneyloop.takes.map.rows()[0]")]
    texts += re.findall(r">([^<>]+)</", page.ask("return moneyloop.takes.map.picture()"))
    assert [word for text in texts for word in false_words(text)] == []
    assert page.console() == []
    assert page.ask("return moneyloop.worth(1234.5, '2025')") is None
    values = [0.0, 5e-11, -0.00314, 0.0001, 1.5e-5, 0.004, 0.996, 8.5, 139.04, 1234.5, 3e9]
    with amounts.in_unit("as given"):
        told = [[amounts.usd(one), amounts.usd_interval(0.0, one, one / 3)] for one in values]
        assert page.ask("return moneyloop.unitWords") == amounts.in_words()
    both = "[moneyloop.usd(one), moneyloop.usdInterval(0, one, one / 3)]"
    write = f"return arguments[0].map((one) => {both})"
    assert page.ask(write, values) == told


def test_the_command_writes_the_report_of_payments(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS, "utf-8")
    columns = ",".join(f"{ours}={theirs}" for ours, theirs in COLUMNS.items())
    page = str(tmp_path / "page.html")
    words = ["report", str(file), "--columns", columns, "-o", page]
    told = json.loads(run(*words, "--format", "json").stdout)
    assert told["unit"] == "as given"
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    assert "Amounts as given in the payments, to 1 June 2025." in result.stdout
    assert [word for word in false_words(result.stdout) if "status, deals" not in word] == []
    folder = str(tmp_path / "package")
    assert run("import", str(file), folder, "--columns", columns).exit_code == 0
    packaged = json.loads(run("report", folder, "-o", page, "--format", "json").stdout)
    here = {"data": "", "command": ""}
    assert packaged | here == told | here
