"""The examples of data/README.md: whoever enters a deal like them gets what the page says."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import moneyloop
from moneyloop.input.bundled import bundled_folder
from moneyloop.questions import asking

Package = Callable[..., Path]

PAGE = (Path(__file__).parents[2] / "data" / "README.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## Ten worked examples\n")[1].split("\n## ")[0]
TEMPLATE = re.findall(r"^A template, .*?^```csv\n(.*?)^```", PAGE, re.M | re.S)


class Example(NamedTuple):
    name: str
    deals: str
    counts: float
    year: str


EXAMPLES = {
    name: Example(name, deals, float(counts), year)
    for name, deals, counts, year in re.findall(
        r"^\*\*(.+?)\.\*\* .*?^```csv\n(.*?)^```\n\nCounts: ([\d.]+) in (\d{4})\.$",
        SECTION,
        re.M | re.S,
    )
}
# The kinds of deals that the page promises to show, each by the column that says what it is.
KINDS = {
    "A commitment": ("compute",),
    "A drawdown": ("debt", "debt"),
    "Credits": ("credit", "compute"),
    "A warrant": ("warrant", "equity"),
    "A cancellable contract": ("compute",),
    "A guarantee": ("backstop", "lease"),
    "A revenue share": ("revenue_share",),
    "A lease through a vehicle": ("debt", "hardware", "lease"),
    "Vendor credit": ("hardware", "receivable"),
    "A round with insiders": ("equity", "equity", "equity"),
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_each_kind_of_deal_has_its_example() -> None:
    assert SECTION.count("```csv") == len(EXAMPLES)
    shown = {name: tuple(row["kind"] for row in rows(one.deals)) for name, one in EXAMPLES.items()}
    assert shown == KINDS


@pytest.mark.parametrize("name", KINDS)
def test_an_example_passes_check_and_counts_what_is_said(name: str, package: Package) -> None:
    example = EXAMPLES[name]
    folder = package(example.deals)
    assert moneyloop.check(folder) == []
    study = asking.study(moneyloop.load(folder), from_=example.year, to=example.year)
    counted = study.flows.loc[study.flows["period"].isin(study.shown), "amount"].sum()
    assert counted == pytest.approx(example.counts)


@pytest.mark.parametrize(
    ("name", "seller", "own"), [("Credits", "Cloud", 2), ("Vendor credit", "Maker", 5)]
)
def test_what_only_the_seller_can_get_back_is_exactly_its_own_money(
    name: str, seller: str, own: float, package: Package
) -> None:
    example = EXAMPLES[name]
    network = moneyloop.load(package(example.deals))
    answer = moneyloop.attribute(network, from_=example.year, to=example.year).rows
    (row,) = (row for row in answer if row["party"] == seller)
    assert [row[key] for key in ("own_low", "own_estimate", "own_high")] == [own] * 3


def test_the_fee_and_the_term_of_a_cancellable_contract_give_its_amount() -> None:
    """Here and in the bundled rows: so much a month, from the first month to the last."""
    deals = [*rows(EXAMPLES["A cancellable contract"].deals)]
    deals += rows((bundled_folder() / "deals.csv").read_text(encoding="utf-8"))
    leave = [row for row in deals if row["notice_days"]]
    assert len(leave) == 4
    for row in leave:
        fee, months = re.findall(r"\$([\d.]+) (?:b|m)illion a month for (\d+) months", row["note"])[
            0
        ]
        monthly = float(fee) / (1000 if "million a month" in row["note"] else 1)
        assert monthly * int(months) == pytest.approx(float(row["amount_usd_bn"])), row["id"]
        assert row["status"] == "signed"
        assert row["cancellable_from"] > row["start"]


def test_the_template_has_every_column_and_passes_check(package: Package) -> None:
    (template,) = TEMPLATE
    bundled = (bundled_folder() / "deals.csv").read_text(encoding="utf-8")
    assert template.splitlines()[0] == bundled.splitlines()[0]
    assert moneyloop.check(package(template)) == []
