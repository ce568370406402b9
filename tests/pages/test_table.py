"""The table of all deals on the network page."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

IDS = "return [...document.querySelectorAll('#deal-rows tr')].map((row) => row.dataset.id)"
COLUMN = (
    "return [...document.querySelectorAll(`#deal-rows td[data-label='${arguments[0]}']`)]"
    ".map((cell) => cell.dataset.value ?? cell.textContent)"
)
SORT = (
    "[...document.querySelectorAll('#deal-table th button')]"
    ".find((button) => button.textContent === arguments[0]).click()"
)


def many(atlas: Payload, count: int) -> Payload:
    """The same atlas with many more deals of one pair."""
    figures = atlas["cases"]["firm"]["deals"]["a-one-2"]
    for number in range(count):
        deal = copy.deepcopy(atlas["deals"][1]) | {"id": f"more-{number:03}"}
        atlas["deals"].append(deal)
        for case in atlas["cases"].values():
            case["deals"][deal["id"]] = copy.deepcopy(figures)
    return atlas


def test_sorts_by_any_column_with_the_unknown_last(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert len(page.ask(IDS)) == len(atlas["deals"])
    first = page.ask(COLUMN, "Amount")
    known = [float(value) for value in first if value]
    assert known == sorted(known, reverse=True)
    assert first[-1] == ""
    page.ask(SORT, "Amount")
    second = page.ask(COLUMN, "Amount")
    known = [float(value) for value in second if value]
    assert known == sorted(known)
    assert second[-1] == ""
    page.ask(SORT, "Payer")
    payers = page.ask(COLUMN, "Payer")
    assert payers == sorted(payers)
    sorted_by = "return document.querySelector('#deal-table th[aria-sort]').textContent"
    assert page.ask(sorted_by) == "Payer"
    # The focus stays on the head, so that the keyboard can turn it round.
    assert page.ask("return document.activeElement.textContent") == "Payer"


def test_follows_the_case_and_the_year(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    amount = (
        "return document.querySelector(`tr[data-id='a-one-1'] td[data-label='${arguments[0]}']`)"
        ".dataset.value"
    )
    assert page.ask(amount, "Amount") == "10"
    assert page.ask(COLUMN, "In 2024") == []
    page.ask("moneyloop.setCase('headline'); moneyloop.setYear('2025')")
    assert page.ask(amount, "Amount") == "13"
    assert page.ask(amount, "In 2025") == "9"


def test_filters_by_words_and_by_what_is_drawn(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.ask("document.getElementById('deal-words').focus()")
    page.press("chip hardware")
    found = page.ask(IDS)
    assert sorted(found) == ["a-e", "b-e", "c-e-1", "c-e-2", "two-f"]
    assert page.text("#deal-count") == f"5 of {len(atlas['deals'])}"
    page.ask(
        "const box = document.getElementById('deal-words'); box.value = '';"
        "box.dispatchEvent(new Event('input'))"
    )
    page.click("#deal-drawn")
    assert sorted(page.ask(IDS)) == page.drawn()
    page.click("input[data-filter=kind][value=equity]")
    assert sorted(page.ask(IDS)) == page.drawn()


def test_only_the_first_rows_are_made_until_all_are_asked_for(atlas: Payload, show: Show) -> None:
    page = show(render_network(many(atlas, 150)))
    assert len(page.ask(IDS)) == 100
    assert page.text("#deal-more") == f"Show all {len(atlas['deals'])}"
    page.ask("window.dispatchEvent(new Event('beforeprint'))")
    assert len(page.ask(IDS)) == len(atlas["deals"])
    page.ask("window.dispatchEvent(new Event('afterprint'))")
    assert len(page.ask(IDS)) == 100
    page.click("#deal-more")
    assert len(page.ask(IDS)) == len(atlas["deals"])


def test_a_link_to_a_row_that_is_not_made_yet(atlas: Payload, show: Show) -> None:
    page = show(render_network(many(atlas, 150)))
    last = len(atlas["deals"])
    assert page.ask(f"return document.getElementById('deal-{last}')") is None
    page.open(f"#deal-{last}")
    row = (
        f"const row = document.getElementById('deal-{last}');"
        "const { top, bottom } = row.getBoundingClientRect();"
        "return [row.dataset.id, row.classList.contains('wanted'),"
        " top >= 0 && bottom <= innerHeight, location.hash]"
    )
    assert page.ask(row) == ["more-149", True, True, f"#deal-{last}"]


def test_a_row_opens_its_deal_and_its_source(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.click("tr[data-id='b-e'] button")
    assert page.ask("return moneyloop.state.selection") == {"type": "deal", "key": "b-e"}
    assert page.ask("return document.querySelector('tr.lit').dataset.id") == "b-e"
    link = page.ask("return document.querySelector(\"tr[data-id='b-e'] a\").href")
    assert link == "https://example.org/b-e"


def test_on_a_phone_rows_are_cards(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "", 390, 844)
    assert page.ask("return getComputedStyle(document.querySelector('#deal-rows tr')).display") == (
        "block"
    )
    assert page.ask("return document.documentElement.scrollWidth") <= 390
    page.ask(
        "const sort = document.getElementById('deal-sort'); sort.value = 'Payee';"
        "sort.dispatchEvent(new Event('change'))"
    )
    payees = page.ask(COLUMN, "Payee")
    assert payees == sorted(payees)
