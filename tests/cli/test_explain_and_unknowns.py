"""`moneyloop explain` and `moneyloop unknowns` as a user runs them."""

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

EXPLAIN = (
    "id payer payee kind amount amount_before low estimate high moved_low moved_estimate "
    "moved_high counts_again"
)
EXPLAIN_EXTRA = (
    "party period measure answer disputed row widens widens_nothing unlimited buckets pools "
    "pools_more limits_low limits_high deals assumed moves_nothing"
)
WIDTHS = "width_now width_left narrows narrows_most"
UNKNOWNS = " ".join(
    [
        "rank kind id payer payee class period lowest highest cap",
        WIDTHS,
        *(f"any_investor_{name}" for name in WIDTHS.split()),
        "sizes source url",
    ]
)
COMMANDS = {"explain": ["explain", "Cloud", "small"], "unknowns": ["unknowns", "small"]}
KEYS = {"explain": EXPLAIN, "unknowns": UNKNOWNS}
EXTRA = {
    "explain": EXPLAIN_EXTRA,
    "unknowns": "window narrows_nothing unsized_loops unsized_loops_complete",
}


def answer(run: Run, *words: str) -> Row:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: Row = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_one_object_with_the_same_keys_in_every_format(small: Path, run: Run, command: str) -> None:
    words = COMMANDS[command]
    found = answer(run, *words)
    top = ["data", "as_of", "case", "unit", *EXTRA[command].split(), "rows", "left_out", "notes"]
    assert list(found) == top
    assert found["rows"]
    for row in found["rows"]:
        assert " ".join(row) == KEYS[command]
    table = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout, newline="")))
    assert " ".join(table[0]) == KEYS[command]
    assert [row["id"] for row in table] == [row["id"] for row in found["rows"]]
    assert run(*words, "--format", "json").stdout == run(*words, "--format", "json").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_unknown_is_an_empty_cell(small: Path, run: Run, command: str) -> None:
    words = COMMANDS[command]
    rows = answer(run, *words)["rows"]
    cells = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout, newline="")))
    for row, texts in zip(rows, cells, strict=True):
        for key, value in row.items():
            assert (texts[key] == "") == (value is None or value == []), key
            if isinstance(value, float):
                assert float(texts[key]) == value


def test_explain_as_markdown_is_complete(small: Path, run: Run) -> None:
    found = answer(run, *COMMANDS["explain"])
    text = run(*COMMANDS["explain"], "--format", "markdown").stdout
    assert text.startswith(found["answer"])
    for title in (
        "Buckets",
        "What widens it",
        "Pools",
        "What limits it on public amounts and balances",
        "Without one deal, on public amounts and balances",
        "Deals behind",
        "Assumed",
    ):
        assert f"\n## {title}" in text
    tables = text.split("\n## ")
    flows = next(part for part in tables if part.startswith("Flows of the pools"))
    expected = sum(len(pool["inflows"]) + len(pool["outflows"]) for pool in found["pools"])
    assert flows.count("\n| ") == expected + 1  # and its header
    for row in found["deals"]:
        assert f"| {row['id']} |" in text
    assert text.endswith("\n\n4 rows left out, 3 notes: --notes\n")


def test_unknowns_as_markdown_has_the_loops(small: Path, run: Run) -> None:
    found = answer(run, *COMMANDS["unknowns"])
    text = run(*COMMANDS["unknowns"], "--format", "markdown").stdout
    _, _, loops = text.partition("## Loops with an amount that is not public")
    assert loops.count("\n| ") == len(found["unsized_loops"]) + 1


def test_the_screen_leads_with_the_interval_and_names_the_rows(small: Path, run: Run) -> None:
    found = answer(run, *COMMANDS["explain"])
    text = run(*COMMANDS["explain"], "--notes").stdout
    flat = " ".join(text.split())
    assert flat.index(found["answer"]) < flat.index("Bucket")
    for row in found["rows"][:10]:
        assert row["id"] in text
    assert flat.index("What limits") < flat.index("Without one deal") < flat.index("Sources of")
    assert "Left out:" in text
    assert "Notes:" in text


def test_an_alias_and_any_period_are_understood(small: Path, run: Run) -> None:
    by_name = answer(run, "explain", "Cloud", "small", "--year", "2025-Q3")
    by_alias = answer(run, "explain", "cloudco", "small", "--year", "2025-Q3")
    assert by_name == by_alias
    assert by_name["period"] == by_name["row"]["period"] == "2025-Q3"


def test_the_row_is_the_row_of_attribute(small: Path, run: Run) -> None:
    found = answer(run, "explain", "Cloud", "small", "--year", "2025", "--case", "headline")
    words = ("--from", "2025", "--to", "2025", "--party", "Cloud", "--case", "headline")
    assert [found["row"]] == answer(run, "attribute", "small", *words)["rows"]
    assert found["case"] == "headline"


@pytest.mark.parametrize("measure", [None, "own", "any_investor"])
def test_the_sector_shows_the_payments_of_both_ends(
    small: Path, run: Run, measure: str | None
) -> None:
    words = ["explain", "--sector", "small", *(["--measure", measure] if measure else [])]
    found = answer(run, *words)
    assert found["measure"] == (measure or "own")
    for end in ("low", "high"):
        rows = [row for row in found["rows"] if row["end"] == end]
        back = sum(row["amount"] * len(row["back"]) for row in rows)
        assert back == pytest.approx(found[end], abs=1e-6)
    shown = run(*words).stdout
    assert found["answer"].split(". ")[0] in " ".join(shown.split())
    assert "Back at" in shown
    assert found["answer"] in run(*words, "--format", "markdown").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["explain"], "Missing argument 'PARTY'"),
        (["explain", "small", "--sector", "small"], "leave out PARTY"),
        (["explain", "--sector", "--year", "2001", "small"], "no company sells"),
        (["explain", "--sector", "nowhere"], "does not exist"),
        (["explain", "Cloud", "small", "--measure", "own"], "--sector"),
        (["explain", "Clout", "small"], "Cloud"),
        (["explain", "Fund", "small"], "outside the network"),
        (["explain", "Cloud", "small", "--year", "2001"], "2025"),
        (["explain", "Cloud", "small", "--year", "next"], "not a period"),
        (["explain", "Cloud", "nowhere"], "does not exist"),
        (["explain", "Cloud", "small", "--as-of", "soon"], "soon"),
        (["unknowns", "small", "--party", "Clout"], "Cloud"),
        (["unknowns", "small", "--from", "2026", "--to", "2024"], "ends before it starts"),
        (["unknowns", "small", "--from", "then"], "not a period"),
        (["unknowns", "small", "--case", "best"], "firm"),
    ],
)
def test_wrong_usage_says_what_to_choose(
    small: Path, run: Run, words: list[str], message: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_an_empty_package(package: Callable[..., Path], run: Run) -> None:
    package("payer,payee,kind\n", folder="small")
    assert run("explain", "Cloud", "small").exit_code == 2
    result = run("unknowns", "small")
    assert result.exit_code == 0
    assert "Nothing is unknown" in result.stdout
    assert answer(run, "unknowns", "small")["rows"] == []


def test_a_package_without_figures(package: Callable[..., Path], run: Run) -> None:
    package(
        """
        id,payer,payee,kind,amount_usd_bn,start,end,status
        stake,Cloud,Lab,equity,6,2025,2025,paid
        sale,Lab,Cloud,compute,4,2025,2025,paid
        gap,Lab,Cloud,services,,2025,2025,paid
        """,
        folder="small",
    )
    found = answer(run, "explain", "Cloud", "small")
    assert (found["row"]["own_known_low"], found["row"]["own_known_high"]) == (4, 4)
    # More of Lab's money may come to light, and the gap may be any amount.
    assert (found["row"]["own_low"], found["row"]["own_high"]) == (0, 6)
    assert [row["id"] for row in found["rows"]] == ["sale", "stake"]
    assert "no source given" in run("explain", "Cloud", "small").stdout
    rows = {row["id"]: row for row in answer(run, "unknowns", "small")["rows"]}
    assert (rows["gap"]["cap"], rows["gap"]["highest"]) == ("no total limits it", None)
    assert (rows["gap"]["width_now"], rows["gap"]["narrows_most"]) == (6, 2)
    assert (rows["Lab revenue"]["highest"], rows["Lab revenue"]["width_left"]) == (None, None)
    shown = run("unknowns", "small").stdout
    assert re.search(r"gap +no total limits it +0 to \? +6.0 +6.0 +0 to 2.0", shown)
    assert re.search(r"Lab revenue +no run rate.* +0 to \? +6.0 +\? +\?", shown)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_numbers_are_whole_on_any_terminal(
    small: Path, terminal: Callable[..., str], columns: str
) -> None:
    for command in COMMANDS.values():
        shown = terminal(*command, env={"COLUMNS": columns, "NO_COLOR": "1"})
        assert "…" not in shown
        shown = re.sub(r"\x1b\[\d*[A-Z]", "", shown)  # what clears the line of progress
        lines = [line for line in shown.splitlines() if not line.strip().startswith("http")]
        assert [line for line in lines if len(line) > int(columns)] == []
