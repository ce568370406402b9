"""One result, four formats: the same keys and the same values."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

Run = Callable[..., click.testing.Result]
Row = dict[str, Any]

# In the promised order (method, section 15); deals have the columns of deals.csv first.
ATTRIBUTE = (
    "party period revenue network_sales customers "
    "own_low own_estimate own_high own_known_low own_known_high "
    "network_investors_low network_investors_estimate network_investors_high "
    "network_investors_known_low network_investors_known_high "
    "any_investor_low any_investor_estimate any_investor_high "
    "any_investor_known_low any_investor_known_high "
    "reciprocal_low reciprocal_estimate reciprocal_high "
    "reciprocal_known_low reciprocal_known_high "
    "came_back_low came_back_estimate came_back_high "
    "came_back_known_low came_back_known_high other_network_investors "
    "outside_investors reciprocal earlier_cash no_known_source related_party own_investment "
    "revenue_coverage segment_revenue growth planned turns open_sales disputed"
)
LOOPS = "rank type parties length size unsized open_size in_order since legs"
DEALS = (
    "id payer payee kind amount_usd_bn amount_high_usd_bn paid_usd_bn announced start end status "
    "settlement evidence part_of replaces exchange_for condition notice_days cancellable_from "
    "assumed source outlet url source_date locator as_stated disputed_by note class tier line "
    "left_out"
)
CHECK = "file line column value rule message hint severity cells"
PARTS = (
    "own_estimate other_network_investors outside_investors reciprocal earlier_cash "
    "no_known_source customers"
)

WRONG = 'payer,payee,kind,amount_usd_bn\nA,A|B,equty,"25,000"\nA,B\nA,A,debt,\n'


def answer(run: Run, command: str, folder: str = "small") -> Row:
    result: Row = json.loads(run(command, folder, "--format", "json").stdout)
    return result


def from_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def from_markdown(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines
    ]
    assert set(rows[1]) == {"---"}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def as_cell(value: Any) -> str:
    """The text of a JSON value in CSV and Markdown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        nested = value and isinstance(value[0], dict)
        return json.dumps(value, ensure_ascii=False) if nested else ";".join(value)
    return f"{value:.12g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize(
    ("command", "keys"), [("attribute", ATTRIBUTE), ("loops", LOOPS), ("deals", DEALS)]
)
def test_the_keys_are_the_promised_ones_in_order(
    small: Path, run: Run, command: str, keys: str
) -> None:
    rows = answer(run, command)["rows"]
    assert rows
    for row in rows:
        assert sorted(row) == sorted(keys.split())
    if command == "attribute":
        assert " ".join(rows[0]) == keys
    text = run(command, "small", "--format", "csv").stdout
    assert text.splitlines()[0] == keys.replace(" ", ",")


@pytest.mark.parametrize("command", ["attribute", "loops", "deals"])
def test_the_object_around_the_rows(small: Path, run: Run, command: str) -> None:
    found = answer(run, command)
    extra = {"loops": ["complete", "count", "length", "longest"], "attribute": ["amounts"]}
    top = ["data", "as_of", "case", "unit", *extra.get(command, []), "rows", "left_out", "notes"]
    assert list(found) == top
    assert (found["data"], found["as_of"]) == ("small", "2025-12-31")
    assert (found["case"], found["unit"]) == ("firm", "usd_bn")
    for item in found["left_out"]:
        assert list(item) == ["reason", "count", "ids"]
        assert item["count"] == len(item["ids"]) > 0


@pytest.mark.parametrize("command", ["attribute", "loops", "deals"])
def test_every_format_has_the_same_values(small: Path, run: Run, command: str) -> None:
    expected = [
        {key: as_cell(value) for key, value in row.items()} for row in answer(run, command)["rows"]
    ]
    assert from_csv(run(command, "small", "--format", "csv").stdout) == expected
    assert from_markdown(run(command, "small", "--format", "markdown").stdout) == expected


def test_check_in_every_format(package: Callable[..., Path], run: Run) -> None:
    package(WRONG, folder="wrong")
    found = answer(run, "check", "wrong")
    assert list(found) == ["ok", "problems"]
    assert found["ok"] is False
    problems = found["problems"]
    assert len(problems) == 4
    assert all(" ".join(problem) == CHECK for problem in problems)
    expected = [{key: as_cell(value) for key, value in row.items()} for row in problems]
    assert from_csv(run("check", "wrong", "--format", "csv").stdout) == expected
    assert from_markdown(run("check", "wrong", "--format", "markdown").stdout) == expected
    lines = run("check", "wrong").stdout.splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == [f"[{p['rule']}]" for p in problems]


def test_the_legs_of_a_loop(small: Path, run: Run) -> None:
    loop = answer(run, "loops")["rows"][0]
    assert (loop["parties"], loop["length"], loop["size"]) == (["Cloud", "Lab"], 2, 4.0)
    for leg in loop["legs"]:
        assert list(leg)[:5] == ["payer", "payee", "class", "amount", "deals"]
    assert [(leg["payer"], leg["class"], leg["amount"]) for leg in loop["legs"]] == [
        ("Cloud", "investment", 4.0),
        ("Lab", "purchase", 15.0),
    ]


def test_unknown_is_null_and_an_empty_cell_and_never_zero(small: Path, run: Run) -> None:
    (deal,) = (row for row in answer(run, "deals")["rows"] if row["id"] == "chips-lab")
    assert deal["amount_usd_bn"] is None
    assert deal["amount_high_usd_bn"] == 10.0
    rows = from_csv(run("deals", "small", "--format", "csv").stdout)
    assert [row["amount_usd_bn"] for row in rows if row["id"] == "chips-lab"] == [""]
    first = answer(run, "attribute")["rows"][0]
    assert (first["growth"], first["segment_revenue"]) == (None, None)
    assert {loop["size"] for loop in answer(run, "loops")["rows"] if loop["unsized"]} == {None}


def test_the_parts_sum_to_revenue(small: Path, run: Run) -> None:
    for row in answer(run, "attribute")["rows"]:
        assert sum(row[key] for key in PARTS.split()) == pytest.approx(
            row["revenue"] or 0, abs=1e-7
        )


def test_dataframe_and_json_have_the_same_keys(small: Path) -> None:
    import moneyloop

    frame = moneyloop.attribute(moneyloop.load(small)).to_frame()
    assert " ".join(frame.columns) == ATTRIBUTE


def test_report_as_json_holds_what_attribute_says(small: Path, run: Run) -> None:
    report = answer(run, "report")
    assert report["unit"] == "usd_bn"
    assert report["years"] == ["2025", "2024"]
    assert report["rows"] == answer(run, "attribute")["rows"]
    assert report["headline"].startswith(
        "Of every dollar that AI companies paid one another in 2025, "
    )
    assert [deal["id"] for deal in report["deals"]] == [
        deal["id"] for deal in answer(run, "deals")["rows"]
    ]


def test_other_letters_come_out_as_they_went_in(package: Callable[..., Path], run: Run) -> None:
    package("payer,payee,kind,note\nÉtat,東京 Lab,equity,« ça | là »\n", folder="small")
    for form, note in (
        ("json", "« ça | là »"),
        ("csv", "« ça | là »"),
        ("markdown", "« ça \\| là »"),
    ):
        result = run("deals", "small", "--format", form)
        assert "東京 Lab" in result.stdout_bytes.decode("utf-8")
        assert note in result.stdout_bytes.decode("utf-8")
