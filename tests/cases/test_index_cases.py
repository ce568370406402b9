"""Published cycling indices and nettings, and small ones of our own, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import economies as make
from moneyloop.cli import main

ENAR = Path(__file__).parents[3] / "shared" / "cases" / "enar"
POOLED = 17
MODELS = (
    "001_marine_coprophagy_oyster",
    "003_mirror_lake",
    "005_marion_lake",
    "006_cone_springs",
    "007_silver_springs",
    "009_oyster_reef",
    "013_ythan_estuary",
    "018_swartkops_estuary_15",
    "023_charca_de_maspalomas_lagoon",
    "036_narragansett_bay",
    "058_florida_bay_wet",
    "064_puerto_rican_rain_forest_ca",
    "073_neuse_river_estuary_n_avg",
    "103_beijing_urban_metabolism_c",
)
DEBTS: dict[str, tuple[list[list[Any]], float, float]] = {
    # Two rings share a -> b: whichever is cleared first, 10 go round three legs.
    "a shared leg": (
        [["a", "b", 10], ["b", "c", 6], ["c", "a", 6], ["b", "d", 8], ["d", "a", 8]],
        30,
        4,
    ),
    "two rings and a tail": (
        [["a", "b", 5], ["b", "a", 7], ["c", "d", 2], ["d", "c", 2], ["c", "a", 1]],
        14,
        3,
    ),
}


def measured(file: Path) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["index", str(file), "--format", "json"])
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)["rows"]
    return dict(row)


def netted(folder: Path, debts: Sequence[Sequence[Any]]) -> dict[str, Any]:
    file = folder / "debts.csv"
    lines = [f"flow,{payer},{payee},{amount}" for payer, payee, amount in debts]
    file.write_text("\n".join(["kind,from,to,amount", *lines]), encoding="utf-8")
    return measured(file)


@pytest.mark.parametrize("name", MODELS)
def test_ecosystem(name: str, shared_case: Callable[[str], Any]) -> None:
    expected = shared_case("enar/expected.json")["models"][name]["expected"]
    row = measured(ENAR / f"{name}.csv")
    assert row["fci"] == pytest.approx(expected["FCI"], rel=1e-9)
    assert row["throughflow"] == pytest.approx(expected["TST"], rel=1e-9)
    assert row["throughput"] == pytest.approx(expected["TSTp"], rel=1e-9)
    assert row["inputs"] == pytest.approx(expected["Boundary"], rel=1e-9)


def test_every_ecosystem_is_tested(shared_case: Callable[[str], Any]) -> None:
    assert tuple(sorted(shared_case("enar/expected.json")["models"])) == MODELS
    assert tuple(sorted(file.stem for file in ENAR.glob("*.csv"))) == MODELS


def test_netting(tmp_path: Path, reference_case: Callable[[str], Any]) -> None:
    cases = reference_case("netting.json")["cases"]
    assert len(cases) == 3
    for case in cases:
        row = netted(tmp_path, case["obligations"])
        assert row["max_circulation"] == case["cleared"], case["id"]
        assert row["moved"] == case["total"]
        if "nid" in case:
            assert row["net_internal_debt"] == case["nid"]


@pytest.mark.parametrize("name", DEBTS)
def test_netting_by_hand(name: str, tmp_path: Path) -> None:
    debts, cleared, net = DEBTS[name]
    row = netted(tmp_path, debts)
    assert (row["max_circulation"], row["net_internal_debt"]) == (cleared, net)
    assert row["moved"] == sum(debt[2] for debt in debts)


def test_a_pond_by_hand(tmp_path: Path) -> None:
    # T: plants 8 (5 of sun, 3 of mud), mud 6. To mud go 6 of 8, back 3 of 6: 3/8 comes round.
    file = tmp_path / "pond.csv"
    rows = ["input,,plants,5", "flow,plants,mud,6", "flow,mud,plants,3", "export,mud,,3"]
    lines = ["kind,from,to,amount", *rows, "respiration,plants,,2"]
    file.write_text("\n".join(lines), encoding="utf-8")
    row = measured(file)
    assert row["fci"] == 0.375
    assert row["cycled"] == 14 * 0.375
    assert (row["throughflow"], row["throughput"], row["outputs"]) == (14, 19, 5)
    assert (row["max_circulation"], row["net_internal_debt"]) == (6, 3)


@pytest.mark.parametrize("number", range(POOLED))
def test_pooled_case(
    number: int,
    pooled: Callable[[dict[str, Any]], Any],
    tmp_path: Path,
    reference_case: Callable[[str], Any],
) -> None:
    case = reference_case("moneyloop/pooled.json")["cases"][number]
    economy = pooled(case)
    folder = make.write(tmp_path / "package", economy.deals(), economy.figures(), economy.parties())
    command = ["index", str(folder), "--format", "json", "--from", "2024", "--to", "2024"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    (row,) = answer["rows"]
    assert row["fci"] == pytest.approx(case["finn"]["FCI"], abs=1e-9)
    assert row["throughflow"] == pytest.approx(case["finn"]["TST"], abs=1e-6)
    laps = {one["party"]: one["invest_to_sale"] for one in answer["parties"]}
    for place, expected in enumerate(case["companies"]):
        own = laps.get(economy.labels[place], 0.0)
        assert own == pytest.approx(expected["buckets"]["own"], abs=1e-6)
