"""What a new row changes, and the report as plain values."""

from __future__ import annotations

import json
from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.model import Network
from moneyloop.pages.content import summary
from moneyloop.questions.diff import diff as changes


def package(*more: dict[str, Any], start: int = 2024) -> Network:
    rows = [make.deal("Acme", "Lab", "equity", 60, start), *more]
    figures = [make.revenue("Lab", 40, start), make.revenue("Acme", 90, start)]
    return make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"]))


def test_a_new_purchase_closes_a_loop_and_moves_an_interval() -> None:
    sale = make.deal("Lab", "Acme", "compute", 70, 2024, id="new")
    found = changes.between(package(), package(sale))
    assert [row["parties"] for row in found["loops_closed"]] == [["Acme", "Lab"]]
    moved = {(row["party"], row["period"], row["measure"]): row for row in found["moved"]}
    own = moved["Acme", "2024", "own"]
    assert [own[f"{end}_before"] for end in ("low", "estimate", "high")] == [0, 0, 0]
    assert [own[end] for end in ("low", "estimate", "high")] == pytest.approx([30, 42, 60])
    assert {party for party, _, _ in moved} == {"Acme"}


def test_nothing_new_changes_nothing() -> None:
    sale = make.deal("Lab", "Acme", "compute", 70, 2024)
    talks = make.deal("Acme", "Cloud", "equity", 9, 2024, status="talks")
    found = changes.between(package(sale), package(sale, talks))
    assert not any(found.values())


def test_an_amount_for_a_leg_without_one_sizes_its_loop() -> None:
    unknown = make.deal("Lab", "Acme", "compute", "", 2024, id="unknown")
    known = make.deal("Lab", "Acme", "compute", 70, 2024, id="known", replaces="unknown")
    found = changes.between(package(unknown), package(unknown, known))
    assert found["loops_closed"] == []
    assert [(row["parties"], row["size"]) for row in found["loops_sized"]] == [
        (["Acme", "Lab"], 60)
    ]


def test_a_row_that_replaces_another_can_only_move() -> None:
    sale = make.deal("Lab", "Acme", "compute", 70, 2024, id="old")
    less = make.deal("Lab", "Acme", "compute", 20, 2024, id="new", replaces="old")
    found = changes.between(package(sale), package(sale, less))
    assert found["loops_closed"] == []
    assert found["moved"][0]["party"] == "Acme"
    assert found["moved"][0]["high"] == pytest.approx(20)


def test_the_report_shows_the_latest_full_year_and_the_year_before() -> None:
    rows = [make.deal("Lab", "Acme", "compute", 10, year) for year in (2023, 2024, 2025)]
    network = package(*rows)
    assert summary.build(network)["years"] == ["2025", "2024"]
    assert summary.build(network, as_of="2025-12-30")["years"] == ["2024", "2023"]
    assert summary.build(network, as_of="2023-06-30")["years"] == ["2023"]


def test_the_headline_gives_the_interval_and_then_the_estimate() -> None:
    sale = make.deal("Lab", "Acme", "compute", 70, 2024)
    content = summary.build(package(sale))
    told = content["range"]
    places = [
        told.index(text)
        for text in ("2024", "$0 to $60.0bn of", "$30.0bn to $60.0bn", "estimate $42.0bn")
    ]
    assert places == sorted(places)


def test_what_limits_names_the_rows_behind_it() -> None:
    sale = make.deal("Lab", "Acme", "compute", 50, 2024, id="sale")
    (bound,) = summary.build(package(sale))["limits"]
    assert (bound["party"], bound["high"]) == ("Acme", 50)
    (flow,) = bound["flows"]
    assert (flow["payer"], flow["payee"], flow["deals"]) == ("Lab", "Acme", ["sale"])


def test_the_report_is_plain_values() -> None:
    sale = make.deal("Lab", "Acme", "compute", "", 2024)
    content = summary.build(package(sale))
    assert json.loads(json.dumps(content, allow_nan=False))["unit"] == "usd_bn"
    (deal,) = [row for row in content["deals"] if row["payer"] == "Lab"]
    assert (deal["amount_usd_bn"], deal["left_out"]) == (None, "unknown amount")


def test_rows_come_by_period_and_name_and_progress_is_told() -> None:
    rows = [make.deal("Lab", "Acme", "compute", 10, year) for year in (2025, 2024)]
    told: list[tuple[int, int]] = []
    result = moneyloop.attribute(package(*rows), progress=lambda *step: told.append(step))
    order = [(row["period"], row["party"]) for row in result.rows]
    assert order == sorted(order)
    assert told == [(done, len(order)) for done in range(1, len(order) + 1)]
    assert list(result.to_frame()["party"]) == [party for _, party in order]
