"""The page of the other questions: what it answers, on every screen, on paper and offline."""

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
from axe import violations
from moneyloop.analysis import together
from moneyloop.model import Network
from moneyloop.pages.books import render_books
from moneyloop.pages.charts.books import dollar, gap, history, labs, stress
from moneyloop.pages.content import books
from moneyloop.questions import asking
from moneyloop.tables import stress as tables
from moneyloop.words import amounts
from overlaps import untidy

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


# The page -------------------------------------------------------------------------------------


def test_it_opens_offline_and_says_nothing(visit: Visit) -> None:
    page = visit("books")
    assert page.console() == []
    assert [url for url in page.requests() if not url.startswith("file:")] == []
    assert page.file.stat().st_size < 700_000
    assert (
        page.ask("return [...document.querySelectorAll('section')].map((s) => s.id)") == QUESTIONS
    )
    assert page.ask("return document.querySelectorAll('h2').length") == len(QUESTIONS)
    headings = page.ask("return [...document.querySelectorAll('h2')].map((h) => h.innerText)")
    assert all(heading.endswith("?") for heading in headings)
    assert page.ask("return document.documentElement.outerHTML.includes(' style=')") is False


def test_each_drawing_has_title_table_and_take_away(visit: Visit) -> None:
    figures = visit("books").ask(
        """
        return [...document.querySelectorAll("figure.drawing")].map((figure) => ({
          key: figure.dataset.drawing,
          titles: [...figure.querySelectorAll(".drawn > title")].map((one) => one.textContent),
          heading: figure.dataset.title,
          basis: figure.dataset.basis,
          rows: figure.querySelectorAll(".drawing-data tbody tr").length,
          take: figure.querySelectorAll("button.take").length,
        }));
        """
    )
    assert len(figures) >= len(QUESTIONS)
    assert len({figure["key"] for figure in figures}) == len(figures)
    for figure in figures:
        assert figure["titles"] == [figure["heading"]] * 2
        assert re.match(r"(USD billions|Percent|Cents)", figure["basis"])
        assert figure["rows"] >= 1
        assert figure["take"] == 1


def test_no_text_lies_on_text_or_leaves_its_box(visit: Visit) -> None:
    assert untidy(visit("books")) == {}


def test_each_choice_is_as_tidy(visit: Visit) -> None:
    page = visit("books")
    choices = page.ask("return [...document.querySelectorAll('.choices input')].map((i) => i.id)")
    assert len(choices) > 3
    for choice in choices:
        page.click(f"#{choice}")
    last = page.ask("return [...document.querySelectorAll('.choices input:checked')].length")
    assert last == 2
    assert untidy(page) == {}


def test_text_of_drawings_can_be_read_at_every_width(visit: Visit) -> None:
    page = visit("books")
    for width in (1440, 1024, 961, 960, 768, 390):
        page.size(width, 900)
        least = page.ask(
            """
            const sizes = [...document.querySelectorAll(".drawn text")]
              .filter((text) => text.checkVisibility())
              .map((text) => {
                const { a } = text.getScreenCTM();
                return a * parseFloat(getComputedStyle(text).fontSize);
              });
            return Math.min(...sizes);
            """
        )
        assert least >= 11, width
        assert page.ask("return document.documentElement.scrollWidth") <= width


def test_one_choice_is_seen_and_paper_has_the_first(visit: Visit) -> None:
    page = visit("books")
    seen = (
        "return [...document.querySelectorAll('#way .choice')].map((one) => one.checkVisibility())"
    )
    first = page.ask(
        "return [...document.querySelectorAll('#way .choice')]"
        ".findIndex((one) => one.classList.contains('first'))"
    )
    shown = page.ask(seen)
    assert shown.count(True) == 1
    assert shown[first]
    page.click("#way-1")
    assert page.ask(seen)[0] is True
    assert page.ask(seen).count(True) == 1
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    printed = page.ask(seen)
    assert printed.count(True) == 1
    assert printed[first]
    assert page.ask("return document.querySelector('nav').checkVisibility()") is False


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visit, axe: str, theme: str) -> None:
    page = visit("books", theme=theme)
    # One of each kind: a table of numbers, one below a drawing, notes.
    page.ask("document.querySelectorAll('#dollar details').forEach((one) => { one.open = true; })")
    page.size(*((1440, 900) if theme == "light" else (390, 844)))
    assert violations(page, axe) == []


def test_the_theme_can_be_chosen(visit: Visit) -> None:
    page = visit("books")
    ask = "return getComputedStyle(document.querySelector('rect.buys')).fill"
    light = page.ask(ask)
    page.click("#theme-button")
    assert page.ask("return document.documentElement.dataset.theme") == "dark"
    assert page.ask(ask) != light


@pytest.mark.parametrize(
    "name", ["</script><script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>"]
)
def test_names_are_text(package: Package, show: Show, name: str) -> None:
    rows = (
        "payer,payee,kind,amount_usd_bn,start,end,status\n"
        f"Fund,{name},equity,9,2025,2025,paid\n"
        f"{name},Cloud,compute,5,2025,2025,paid\n"
        f"Cloud,{name},equity,2,2025,2025,paid\n"
    )
    page = show(moneyloop.books_page(moneyloop.load(package(rows))))
    assert page.ask("return window.hacked") is None
    assert page.console() == []
    assert name in page.ask("return document.body.textContent")


def test_the_same_data_give_the_same_page() -> None:
    content = bundled()
    assert render_books(content) == render_books(content)
    assert amounts.in_usd()


# The command ----------------------------------------------------------------------------------


def test_the_command_writes_it_to_a_file_of_its_own(run_once: Callable[[str], Any]) -> None:
    made = run_once("moneyloop report --books")
    assert made.exit_code == 0
    assert made.output == "wrote moneyloop-books.html\n"
    assert set(made.files) == {"moneyloop-books.html"}
    wrong = run_once("moneyloop report --books --format json")
    assert wrong.exit_code == 2
    assert "--books writes a page: leave out --format and --full" in wrong.output
