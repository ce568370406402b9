"""The still of the network in the report: the sums of the deals, and arrows as wide as these."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given

import economies as make
import moneyloop
from examples import examples
from moneyloop.pages.charts import ways as still
from moneyloop.pages.content import atlas, scope, summary
from moneyloop.pages.picture import way_of


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return summary.build(moneyloop.load())


def test_arrows_are_the_sums_of_the_deals_on_the_network_page(content: dict[str, Any]) -> None:
    page = atlas.build(moneyloop.load())
    start, amounts = page["start"], page["cases"][page["case"]]["deals"]
    sums: dict[str, float] = defaultdict(float)
    for deal in page["deals"]:
        amount = amounts[deal["id"]]["years"].get(start)
        if amount and deal["payer"] != deal["payee"]:
            sums[way_of(deal)] += amount
    ways = content["answer"]["ways"]
    assert ways["parties"] == page["few"][page["case"]][start]
    arrows = {way_of(arrow): arrow["amount"] for arrow in ways["arrows"] if arrow["amount"]}
    few = {
        way_of(deal)
        for deal in page["deals"]
        if {deal["payer"], deal["payee"]} <= set(ways["parties"])
    }
    assert arrows == pytest.approx({way: amount for way, amount in sums.items() if way in few})
    assert ways["moved"] == pytest.approx(sum(sums.values()))
    assert ways["shown"] == pytest.approx(sum(arrows.values()))


@examples(40)
@given(make.economies())
def test_the_few_carry_most_of_the_money(economy: make.Economy) -> None:
    built = summary.build(economy.network())
    ways = built["answer"]["ways"] if built["answer"] else None
    if ways is None:
        return
    assert ways["shown"] >= scope.MOST * ways["moved"] - 1e-9
    for arrow in ways["arrows"]:
        assert {arrow["payer"], arrow["payee"]} <= set(ways["parties"])
        assert arrow["payer"] != arrow["payee"]


def drawn(ways: dict[str, Any], parties: list[dict[str, Any]], loop: Any = None) -> Any:
    return still.chart("ways", ways, parties, loop, "Who paid whom", "2025")


def widths(svg: str) -> dict[str, tuple[str, float, bool]]:
    """By what an arrow says: its colour, its width, and whether it is dotted."""
    found = re.findall(
        r'<path d="[^"]*" class="stroke (\w+)" stroke-width="([\d.]+)"( stroke-dasharray="[^"]*")?>'
        r"<title>([^<]*)</title>",
        svg,
    )
    return {title: (role, float(width), bool(dots)) for role, width, dots, title in found}


def test_an_arrow_is_as_wide_as_its_amount_and_the_loop_is_lit(content: dict[str, Any]) -> None:
    ways, loop = content["answer"]["ways"], content["answer"]["loops"]["rows"][0]
    chart = drawn(ways, content["parties"], loop)
    for picture in (chart.svg, chart.tall):
        arrows = widths(picture)
        assert len(arrows) == len(ways["arrows"])
        widest = max(width for _, width, _ in arrows.values())
        largest = ways["arrows"][0]["amount"]
        for arrow in ways["arrows"]:
            (title,) = [
                title
                for title in arrows
                if title.startswith(f"{arrow['payer']} ")
                and f" {arrow['payee']}: " in title
                and (arrow["class"] == "investment") == (" invests in " in title)
            ]
            role, width, dotted = arrows[title]
            wanted = widest * (arrow["amount"] or 0) / largest
            assert width == pytest.approx(max(wanted, still._THINNEST), abs=0.06)
            assert dotted == (arrow["amount"] is None)
            lit = {(leg["payer"], leg["payee"], leg["class"]) for leg in loop["legs"]}
            assert (role == "own") == ((arrow["payer"], arrow["payee"], arrow["class"]) in lit)
    assert [row[-1] for row in chart.table.rows][:2] == ["95.0", "78.0"]


def test_names_are_text_and_two_lone_parties_have_an_arrow() -> None:
    ways = {
        "parties": ["<b>A</b>", "B"],
        "arrows": [
            {"payer": "<b>A</b>", "payee": "B", "class": "return", "amount": None, "deals": ["x"]}
        ],
    }
    chart = drawn(ways, [{"name": "<b>A</b>", "kind": "lab"}, {"name": "B", "kind": "lab"}])
    assert widths(chart.svg) == {
        "&lt;b&gt;A&lt;/b&gt; repays B: not public": ("else", still._THINNEST, True)
    }
    assert "<b>" not in chart.svg
