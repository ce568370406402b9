"""The page of the other questions: what it answers, on every screen, on paper and offline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import moneyloop
from axe import violations
from overlaps import untidy

Payload = dict[str, Any]
Package = Callable[..., Path]
Show = Callable[..., Any]
Visit = Callable[..., Any]

LINES = ("investment", "sales", "backlog")
QUESTIONS = ["gap", "capex", "labs", "way", "dollar", "failing", "history"]


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


# The command ----------------------------------------------------------------------------------


def test_the_command_writes_it_to_a_file_of_its_own(run_once: Callable[[str], Any]) -> None:
    made = run_once("moneyloop report --books")
    assert made.exit_code == 0
    assert made.output == "wrote moneyloop-books.html\n"
    assert set(made.files) == {"moneyloop-books.html"}
    wrong = run_once("moneyloop report --books --format json")
    assert wrong.exit_code == 2
    assert "--books writes a page: leave out --format and --full" in wrong.output
