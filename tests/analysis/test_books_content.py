"""What the page of the other questions says, each number by the question that it is of."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import invented
import moneyloop
from moneyloop.analysis import together
from moneyloop.model import Network
from moneyloop.pages.books import render_books
from moneyloop.pages.charts.books import dollar, gap, history, labs, stress
from moneyloop.pages.content import books
from moneyloop.questions import asking
from moneyloop.tables import stress as tables
from moneyloop.words import amounts

Payload = dict[str, Any]
Package = Callable[..., Path]
Show = Callable[..., Any]
Visit = Callable[..., Any]

LINES = ("investment", "sales", "backlog")
QUESTIONS = ["gap", "capex", "labs", "way", "dollar", "failing", "history"]


@cache
def bundled() -> Payload:
    return books.build(moneyloop.load())


def text_of(html: str) -> str:
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# What it says -------------------------------------------------------------------------------


def test_today_is_what_attribute_says_now() -> None:
    content = bundled()
    network = moneyloop.load()
    for row in content["today"][-3:]:
        first, _, last = row["period"].partition("..")
        by = "total" if last else "year"
        study = asking.study(network, from_=first, to=last or first, by=by)
        answer = moneyloop.attribute(network, from_=first, to=last or first, by=by)
        sellers = [one for one in answer.rows if one["network_sales"] or one["open_sales"]]
        sums = together.together(study, sellers).sums
        for key in together.ends("own"):
            assert row[key] == pytest.approx(sums[key], abs=1e-6), (row["period"], key)


def test_history_ends_in_the_headline_of_the_report_as_known_today() -> None:
    content = bundled()
    drawing = history.drawing(content["then"], content["today"], "all")
    assert drawing is not None
    assert "as known then" in drawing.title
    words = re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg)
    assert words[-2].startswith("today, 9 October 2026")
    assert words.index("The year to June 2026") > words.index("2026")
    # Each year has its points of then, and last the one of today.
    for year in ("2023", "2024", "2025"):
        group = words[words.index(year) :]
        named = [word for word in group if re.match(r"(today, )?\d+ \w+ 20", word)][:5]
        assert [word.startswith("today") for word in named] == [False] * 4 + [True]
    assert "known on 31 December 2025; as known today, 9 October 2026" in drawing.words


def test_years_without_revenue_figures_are_hatched_and_not_called_uncovered() -> None:
    content = bundled()
    drawing = gap.drawing(content["gap"], "all")
    assert drawing is not None
    sector = [row for row in content["gap"] if row["sector"]]
    blank = [row["period"] for row in sector if row["revenue"] is None and row["planned"]]
    hatched = re.findall(
        r"<title>(\d{4}), planned: [^<]*no revenue figures yet</title>", drawing.svg
    )
    assert blank
    assert hatched == blank
    not_covered = re.findall(r"<title>(\d{4})[^<]*not covered by known money</title>", drawing.svg)
    assert not set(not_covered) & set(blank)
    assert "no revenue figures yet to set against it" in drawing.words
    assert "Not covered" not in text_of(render_books(content))


def test_a_guarantee_says_its_cap() -> None:
    openai = next(entry for entry in bundled()["stress"] if entry["party"] == "OpenAI")
    said = stress.guarantees(openai)
    capped = next(line for line in said if "nvda-sbe-backstop" in line)
    assert capped.startswith("Nvidia for SB Energy: up to $105bn (no firm amount)")
    assert not any(
        "up to $0" in line for entry in bundled()["stress"] for line in stress.guarantees(entry)
    )


@pytest.mark.parametrize(
    ("amount", "called", "cap", "expected"),
    [
        (0.0, 0.0, 105.0, "up to $105bn (no firm amount)"),
        (2.0, 2.0, 9.0, "up to $9.0bn ($2.0bn of it firm)"),
        (2.0, 1.5, 2.0, "up to $1.5bn"),
        (2.0, None, 2.0, "not known how much of $2.0bn"),
        (None, None, None, "amount not public"),
    ],
)
def test_guarantees_in_words(
    amount: float | None, called: float | None, cap: float | None, expected: str
) -> None:
    call = {"guarantor": "A", "beneficiary": "B", "amount": amount, "called": called, "cap": cap}
    rest = {"condition": None, "says_whose": True, "deal": "d-1", "evidence": "reported"}
    (line,) = stress.guarantees({"backstops": [call | rest]})
    assert line == f"A for B: {expected} (reported; d-1)"


def test_two_figures_of_a_lab_stand_on_their_bases() -> None:
    drawing = labs.drawing(bundled()["labs"], "today")
    assert drawing is not None
    assert drawing.words.startswith("In December 2025 OpenAI ran at $20.0bn a year")
    words = unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg)))
    assert "Run rate 2025-12, net $20.0bn" in words
    assert re.search(r"Promised, whole terms \$[\d.,]+bn( \+ \?)?, not money of a year", words)


def test_answers_are_sentences_that_stand_alone() -> None:
    html = render_books(bundled())
    answers = [text_of(found) for found in re.findall(r'<p class="answer">(.*?)</p>', html)]
    assert len(answers) >= len(QUESTIONS)
    for answer in answers:
        assert answer.strip().endswith(".")
        assert re.search(r"\d", answer)
        assert "None" not in answer
        assert "nan" not in answer
    assert "Guarantees that might be called (shown separately):" in text_of(html)


def test_years_of_the_way_are_those_with_revenue() -> None:
    content = bundled()
    known = {row["period"] for row in content["gap"] if row["sector"] and row["revenue"]}
    years = [way["period"] for way in content["ways"]]
    assert len(years) == books.WAYS
    assert set(years) <= known
    assert content["way"] == content["year"]


def test_a_party_is_the_one_that_is_asked_about() -> None:
    network = invented.network()
    content = books.build(network, as_of="2026-01-31", party="Cloud A", year="2025")
    assert content["party"] == ["Cloud A"]
    assert {one["party"] for one in [*content["labs"], *content["stress"]]} <= {"Cloud A"}
    with pytest.raises(moneyloop.ChoiceError):
        moneyloop.books_page(network, party="Nobody Ltd")


def test_what_does_not_exist_is_said_in_a_sentence(package: Package) -> None:
    folder = package("payer,payee,kind,amount_usd_bn,start\nAnna,Bert,equity,1,2025\n")
    page = text_of(moneyloop.books_page(moneyloop.load(folder)))
    assert "No figure says how much capital was spent in a year." in page
    assert "No lab has both a run rate and recognised revenue." in page
    assert "there is no share to follow" in page


def test_other_findings_of_a_failure() -> None:
    entry = copy.deepcopy(bundled()["stress"][0])
    assert stress.cascade(entry) == "Beyond this first round nobody loses more."
    rows = entry["rows"][:4]
    for row, lost in zip(rows, (1.0, 1.000000007, 1.0, 3.0), strict=True):
        row |= {f"{line}{of}": 1.0 for line in LINES for of in ("_lost_first", "_lost")}
        row |= {"sales_lost": lost, "sales_lost_least": lost, "backlog_lost_least": 1.0}
    rows[2]["sales_lost_least"] = 4.0
    rows[3]["sales_lost_first"] = None
    entry |= {"rows": rows, "unique": False, "on_all_lines": []}
    # The terminal and the page say the same.
    listed = tables.cascade("", rows, unique=False)
    assert listed is not None
    assert len(listed.rows) == 3
    assert (
        stress.cascade(entry) == "The cascade can take more than this first round from 3 of them."
    )
    assert stress.answer(entry).endswith("Nobody is hit on all three lines at once.")
    drawing = stress.drawing("stress-1", entry, "all")
    assert drawing is not None
    assert 'class="buys striped"' in drawing.svg
    entry["rows"] = [row | dict.fromkeys(f"{line}_lost" for line in LINES) for row in rows]
    assert stress.drawing("stress-1", entry, "all") is None
    assert stress.unknown(entry) == [row["party"] for row in rows]


def test_a_high_end_that_is_not_public_reaches_the_end_dotted() -> None:
    row = copy.deepcopy(bundled()["today"][-1])
    row["own_high"] = row["own_of_network_sales_high"] = None
    drawing = history.drawing([], [row], "all")
    assert drawing is not None
    assert "0% or more of network sales (the most is not public)" in drawing.words
    x, width = next(
        (float(left), float(wide))
        for left, wide in re.findall(
            r'x="([\d.]+)"[^>]* width="([\d.]+)" height="13" class="dotted own"', drawing.svg
        )
    )
    ticks = re.findall(r'<text x="([\d.]+)"[^>]*>(\d+)%</text>', drawing.svg)
    full = next(float(left) for left, share in ticks if share == "100")
    assert x + width == pytest.approx(full, abs=0.1)
    assert drawing.table.rows[0][5] == "0% to ?"


def test_dust_of_a_dollar_is_in_the_table_and_not_drawn() -> None:
    one = copy.deepcopy(bundled()["dollar"])
    drawing = dollar.drawing(one, "all")
    assert drawing is not None
    seen = sum(link["amount"] >= 0.0001 for link in one["links"])
    assert 0 < seen < len(one["links"]) == len(drawing.table.rows)
    assert drawing.svg.count('class="band ') == seen
    assert dollar.hops(one).rows[0][:3] == ["0", "100\N{CENT SIGN}", "100\N{CENT SIGN}"]
    one["times_booked"] = None
    assert "booked as revenue without end" in dollar.answer(one)


# Lists of payments ----------------------------------------------------------------------------

PAYMENTS = """payer,payee,amount,start,kind
Cloud,Lab,100,2024-01-05,investment
Shop,Lab,60,2024-02-03,purchase
Lab,Cloud,50,2024-02-05,purchase
Lab,Cloud,70,2025-07-05,purchase
"""


@pytest.mark.parametrize("dated", [True, False])
def test_a_list_of_payments_has_one_of_the_questions(tmp_path: Path, dated: bool) -> None:
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS, "utf-8")
    ledger: Network = moneyloop.load_payments(file, {} if dated else {"start": ""})
    html = moneyloop.books_page(ledger)
    page = text_of(html)
    assert "which a list of payments does not have" in page
    assert re.search(r"\$|USD|\d ?bn\b|planned|public|\bdeals?\b", page) is None
    assert ("all payments, 5 July 2025" in page) is dated
    assert ("have no dates" in page) is not dated
    assert html.count("<section") == 1


def test_the_same_data_give_the_same_page() -> None:
    content = bundled()
    assert render_books(content) == render_books(content)
    assert amounts.in_usd()
