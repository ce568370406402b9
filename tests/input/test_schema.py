"""datapackage.json is the one declaration of columns, types and choices."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moneyloop.input import schema
from moneyloop.input.bundled import bundled_folder
from moneyloop.input.checks import read_table
from moneyloop.input.package import TABLES, check
from moneyloop.input.text import Sheet
from moneyloop.model import CLASS_OF_KIND

Package = Callable[..., Path]

DECLARED: dict[str, Any] = json.loads((bundled_folder() / "datapackage.json").read_bytes())
RESOURCES = {resource["name"]: resource for resource in DECLARED["resources"]}
FIELDS = [
    pytest.param(name, field, id=f"{name}.{field['name']}")
    for name, resource in RESOURCES.items()
    for field in resource["schema"]["fields"]
]
ENUMS = [
    pytest.param(name, field, id=f"{name}.{field['name']}")
    for name, resource in RESOURCES.items()
    for field in resource["schema"]["fields"]
    if "enum" in field.get("constraints", {})
]


def test_the_tables_are_those_that_are_read_and_the_bases() -> None:
    assert tuple(RESOURCES) == (*TABLES, "bases")


def test_every_kind_has_a_class_and_every_class_a_kind() -> None:
    assert schema.column("deals", "kind").enum == tuple(CLASS_OF_KIND)
    assert set(CLASS_OF_KIND.values()) == {"investment", "purchase", "return", "guarantee"}


@pytest.mark.parametrize("name", RESOURCES)
def test_the_bundled_files_have_exactly_the_declared_columns(name: str) -> None:
    with (bundled_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    assert header == [field["name"] for field in RESOURCES[name]["schema"]["fields"]]
    assert header == [column.name for column in schema.columns(name)]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "deals",
            "id payer payee kind amount_usd_bn amount_high_usd_bn paid_usd_bn announced start end "
            "status settlement evidence part_of replaces exchange_for condition "
            "notice_days cancellable_from assumed source outlet url source_date locator as_stated "
            "disputed_by note",
        ),
        ("parties", "name kind boundary segment aliases note"),
        (
            "figures",
            "party metric item segment start end amount unit basis evidence preferred source "
            "outlet url source_date locator as_stated note",
        ),
        ("bases", "id name amount unit as_of source outlet url source_date note"),
    ],
)
def test_the_columns_are_the_promised_ones(table: str, columns: str) -> None:
    assert [column.name for column in schema.columns(table)] == columns.split()


@pytest.mark.parametrize(
    ("column", "choices"),
    [
        ("deals.status", "paid signed contingent talks"),
        ("deals.settlement", "cash credits stock barter unknown"),
        ("deals.evidence", "reported estimated projected leaked"),
        (
            "parties.kind",
            "lab hyperscaler neocloud chipmaker foundry datacenter software power vehicle "
            "investor bank customers government other",
        ),
        ("parties.boundary", "inside outside"),
        (
            "figures.metric",
            "revenue run_rate cash spend capex backlog valuation inference_cost training_cost "
            "operating_loss gross_margin users net_income investment_gain obligation",
        ),
        (
            "figures.item",
            "cash_burn cash_burn_forecast total_costs cost_of_revenue spent_to_serve subsidy "
            "investment guidance guidance_low guidance_high part_of_year other_count aggregate "
            "aggregate_after_resale ai_business enterprise_share post_money pre_money stake rpo "
            "revenue_backlog operating_leases finance_leases purchases",
        ),
        ("figures.unit", "usd_bn pct count_m"),
        ("figures.basis", "gross net unknown"),
        ("figures.evidence", "reported estimated projected leaked"),
        ("figures.preferred", "yes no"),
    ],
)
def test_the_choices_are_the_promised_ones(column: str, choices: str) -> None:
    table, name = column.split(".")
    assert list(schema.column(table, name).enum) == choices.split()


def read_cell(table: str, column: str, text: str) -> list[str]:
    """The rules that a cell of one column breaks."""
    sheet = Sheet("file.csv", (column,), [2], [text])
    return [problem.rule for problem in read_table(sheet, table)[1] if problem.line == 2]


@pytest.mark.parametrize(("table", "field"), ENUMS)
def test_every_declared_choice_is_accepted_and_no_other(table: str, field: dict[str, Any]) -> None:
    for choice in field["constraints"]["enum"]:
        assert read_cell(table, field["name"], choice) == []
        assert read_cell(table, field["name"], choice + "x") == ["choice"]


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_what_a_field_declares_is_what_the_checks_do(table: str, field: dict[str, Any]) -> None:
    constraints = field.get("constraints", {})
    blank = read_cell(table, field["name"], "")
    assert blank == (["required"] if constraints.get("required") else [])
    if field["type"] == "number":
        assert read_cell(table, field["name"], "many") == ["number"]
        low = read_cell(table, field["name"], "-0.5")
        assert low == (["number"] if constraints.get("minimum") == 0 else [])
    if "pattern" in constraints:
        for text in ("2025", "2025-02", "2025-02-28"):
            assert re.fullmatch(constraints["pattern"], text)
            assert read_cell(table, field["name"], text) == []
        for text in ("25", "2025-13", "2025-01-32", "soon", "2025-1-1"):
            assert not re.fullmatch(constraints["pattern"], text)
            assert read_cell(table, field["name"], text) == ["date"]


def test_unique_columns_are_those_that_the_checks_keep_unique(package: Package) -> None:
    unique = [
        (name, field["name"])
        for name, resource in RESOURCES.items()
        for field in resource["schema"]["fields"]
        if field.get("constraints", {}).get("unique")
    ]
    # The bases are bundled: a test of the data keeps their ids apart.
    assert unique == [("deals", "id"), ("parties", "name"), ("bases", "id")]
    folder = package("id,payer,payee,kind\nx,A,B,debt\nx,A,B,debt\n", "name\nA\nB\nB\n")
    assert [problem.rule for problem in check(folder)] == ["duplicate-id", "duplicate-party"]


def test_it_is_a_data_package() -> None:
    assert re.fullmatch(r"https://datapackage\.org/profiles/2\.0/.*\.json", DECLARED["$schema"])
    assert re.fullmatch(r"[a-z0-9._-]+", DECLARED["name"])
    assert DECLARED["title"]
    assert DECLARED["description"]


@pytest.mark.parametrize("name", RESOURCES)
def test_each_resource_is_a_csv_table_that_is_there(name: str) -> None:
    resource = RESOURCES[name]
    assert (resource["path"], resource["type"]) == (f"{name}.csv", "table")
    assert (resource["format"], resource["encoding"]) == ("csv", "utf-8")
    assert resource["dialect"] == {"delimiter": ",", "header": True, "commentChar": "#"}
    assert (bundled_folder() / resource["path"]).is_file()
    declared = resource["schema"]
    names = [field["name"] for field in declared["fields"]]
    assert len(set(names)) == len(names)
    assert declared["missingValues"] == [""]
    if "primaryKey" in declared:
        assert {declared["primaryKey"]} <= set(names)


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_each_field_is_a_field_of_table_schema(table: str, field: dict[str, Any]) -> None:
    assert set(field) <= {"name", "type", "title", "description", "constraints", "example"}
    assert field["type"] in ("string", "number")
    assert field["description"].endswith(".")
    constraints = field.get("constraints", {})
    assert set(constraints) <= {"required", "unique", "minimum", "enum", "pattern"}
    if "pattern" in constraints:
        re.compile(constraints["pattern"])
        assert field["type"] == "string"
    if "enum" in constraints:
        assert len(set(constraints["enum"])) == len(constraints["enum"]) > 1
    if "minimum" in constraints:
        assert field["type"] == "number"


def test_required_columns_are_as_few_as_promised() -> None:
    required = [column.name for column in schema.columns("deals") if column.required]
    assert required == ["payer", "payee", "kind"]
