"""`attribute --rule`: one rule, rules side by side, ties, refusals, the table."""

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

from moneyloop.analysis.dated.tracing import RULES
from moneyloop.model import Result
from moneyloop.questions.attribute.columns import BY_RULE
from moneyloop.tables import rules as rules_table
from moneyloop.tables import terminal as terminal_tables

Run = Callable[..., click.testing.Result]

ALL = ("--rule", "all")

DEALS = """
    id,payer,payee,kind,amount_usd_bn,start,end,status
    fund,Fund,Lab,equity,10,2024-03-01,,paid
    invest,Cloud,Lab,equity,4,2024-06-01,,paid
    buy-2024,Lab,Cloud,compute,6,2024-07-01,,paid
    buy-2025,Lab,Cloud,compute,5,2025-02-01,,paid
    talk,Cloud,Lab,equity,9,2025-01-01,,talks
    """
VAGUE = """
    month,Fund,Lab,equity,2,2025-03,,paid
    year,Lab,Cloud,compute,1,2025,,paid
    term,Lab,Cloud,compute,1,2025-01-01,2025,signed
    """


@pytest.fixture
def dated(package: Callable[..., Path]) -> Path:
    """A package whose rows all have a payment day."""
    return package(DEALS, folder="dated")


def answer(run: Run, *words: str) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_every_rule_has_a_row_and_all_have_the_same_bounds(run: Run, dated: Path) -> None:
    found = answer(
        run, "attribute", *ALL, "dated", "--from", "2024", "--to", "2025", "--party", "Cloud"
    )
    assert found["rules"] == list(RULES)
    assert [(row["rule"], row["period"]) for row in found["rows"]] == [
        (rule, period) for rule in RULES for period in ("2024", "2025")
    ]
    for period in ("2024", "2025"):
        mine = [row for row in found["rows"] if row["period"] == period]
        for key in ("revenue", "own_low", "own_high", "any_investor_low", "any_investor_high"):
            assert len({row[key] for row in mine}) == 1, key
        assert all(row["own_low"] <= row["own_estimate"] <= row["own_high"] for row in mine)


def test_numbers_that_can_be_worked_out_by_hand(run: Run, dated: Path) -> None:
    """Lab has 10 of the Fund and then 4 of Cloud; it pays 6, then 5."""
    rows = answer(
        run, "attribute", *ALL, "dated", "--from", "2024", "--to", "2025", "--party", "Cloud"
    )
    own = {(row["rule"], row["period"]): row["own_estimate"] for row in rows["rows"]}
    assert (own["fifo", "2024"], own["fifo", "2025"]) == (0, 1)
    assert (own["lifo", "2024"], own["lifo", "2025"]) == (4, 0)
    assert (own["own-first", "2024"], own["own-first", "2025"]) == (4, 0)
    assert (own["own-last", "2024"], own["own-last", "2025"]) == (0, 1)
    assert own["pro-rata", "2024"] == pytest.approx(6 * 4 / 14)
    assert own["pro-rata", "2025"] == pytest.approx(5 * 4 / 14)
    first = rows["rows"][0]
    assert (first["own_low"], first["own_high"]) == (0, 4)


def test_without_a_window_the_latest_full_year(run: Run, dated: Path) -> None:
    for words in ([], ["--by", "month"]):
        rows = answer(run, "attribute", *ALL, "dated", "--as-of", "2025-03-01", *words)["rows"]
        assert {row["period"][:4] for row in rows} == {"2024"}
    rows = answer(run, "attribute", *ALL, "dated", "--as-of", "2025-03-01", "--from", "2025")[
        "rows"
    ]
    assert {row["period"] for row in rows} == {"2025"}


@pytest.mark.parametrize("rule", RULES)
def test_one_rule_has_its_rows_of_all_rules(run: Run, dated: Path, rule: str) -> None:
    words = ["dated", "--from", "2024", "--to", "2025"]
    (one,) = [
        [row for row in found["rows"] if row["rule"] == rule]
        for found in [answer(run, "attribute", *ALL, *words)]
    ]
    assert answer(run, "attribute", *words, "--rule", rule)["rows"] == one
    title = f"dated payments of public amounts, estimate by {rule}"
    assert title in run("attribute", *words, "--rule", rule).stdout


@pytest.mark.parametrize("command", [["attribute", *ALL], ["attribute", "--rule", "fifo"]])
def test_rows_without_a_day_are_refused_by_name(
    run: Run, package: Callable[..., Path], command: list[str]
) -> None:
    package(DEALS + VAGUE, folder="vague")
    result = run(command[0], "vague", *command[1:], "--from", "2025")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "a tracing rule needs payment days, and 3 of the rows" in result.stderr
    for told in (
        "line 8, month: start 2025-03",
        "line 9, year: start 2025\n",
        "line 10, term: start 2025-01-01, end 2025",
    ):
        assert told in result.stderr
    # Pools need no days.
    assert run("attribute", "vague", "--from", "2025").exit_code == 0


def test_a_ledger_without_days_is_refused_with_the_text_of_the_file(
    run: Run, ledger: list[str]
) -> None:
    file = Path("payments.csv")
    file.write_text(file.read_text("utf-8").replace("2025-02-01", "2025-02"), encoding="utf-8")
    result = run("attribute", *ALL, *ledger)
    assert result.exit_code == 2
    assert "line 8, t7: start 2025-02\n" in result.stderr


def test_a_refusal_lists_ten_rows(run: Run) -> None:
    rows = "".join(f"A,B,1,2025-{month:02d},services\n" for month in range(1, 13))
    Path("p.csv").write_text(
        "payer,payee,amount,start,kind\nB,A,1,2025-01-01,equity\n" + rows, encoding="utf-8"
    )
    result = run("attribute", *ALL, "p.csv", "--columns", "kind=kind")
    assert result.exit_code == 2
    assert result.stderr.count("  line ") == 10
    assert "and 2 more" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["attribute", "dated", "--rule", "fif"], "did you mean 'fifo'?"),
        (["attribute", "dated", "--rule", "FIFO"], "did you mean 'fifo'?"),
        (["attribute", "dated", "--rule", "best"], "'best' is not a tracing rule"),
        (["attribute", "dated", "--shuffle-ties", "3"], "ties are shuffled for a tracing rule"),
        (["attribute", *ALL, "dated", "--shuffle-ties", "-1"], "--shuffle-ties"),
        (["attribute", *ALL, "dated", "--party", "Clod"], "did you mean 'Cloud'?"),
        (["attribute", *ALL, "dated", "--from", "2025", "--to", "2024"], "ends before it starts"),
        (
            ["attribute", "dated", "--rule", "fifo", "--amounts", "ranges"],
            "choose a rule, or ranges",
        ),
    ],
)
def test_wrong_use_ends_with_2(run: Run, dated: Path, words: list[str], told: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_package_without_deals(run: Run, package: Callable[..., Path]) -> None:
    package("payer,payee,kind\n", folder="nothing")
    assert answer(run, "attribute", *ALL, "nothing")["rows"] == []
    assert run("attribute", *ALL, "nothing").exit_code == 0


TIED = """
    payer,payee,amount,start,kind
    ,A,10,2025-01-01,services
    A,B,6,2025-01-02,equity
    ,B,6,2025-01-02,services
    B,A,6,2025-01-03,services
    """


def test_shuffled_ties_show_how_far_own_lap_moves(run: Run) -> None:
    Path("p.csv").write_text("\n".join(line.strip() for line in TIED.split()), encoding="utf-8")
    words = ["p.csv", "--columns", "kind=kind", "--party", "A"]
    plain = {row["rule"]: row for row in answer(run, "attribute", *ALL, *words)["rows"]}
    assert "own_ties_low" not in plain["fifo"]
    found = answer(run, "attribute", *ALL, *words, "--shuffle-ties", "20")
    assert found["shuffle_ties"] == 20
    rows = {row["rule"]: row for row in found["rows"]}
    # B holds 6 of A and 6 of customers, in either order, when it pays 6.
    for rule in ("fifo", "lifo"):
        assert rows[rule]["own_estimate"] == plain[rule]["own_estimate"]
        assert (rows[rule]["own_ties_low"], rows[rule]["own_ties_high"]) == (0, 6)
    assert (rows["pro-rata"]["own_ties_low"], rows["pro-rata"]["own_ties_high"]) == (3, 3)
    table = run("attribute", *ALL, *words, "--shuffle-ties", "20").stdout
    assert "Own money back over 20 other orders of rows that share a day" in table
    assert re.search(r"A +2025 +fifo +0 +0 +6.0", table)
    header = csv.reader(io.StringIO(run("attribute", *ALL, *words, "--format", "csv").stdout))
    assert "own_ties_low" not in next(header)


def test_shuffled_ties_are_the_same_each_time(run: Run, ledger: list[str]) -> None:
    words = ["attribute", *ledger, "--rule", "lifo", "--shuffle-ties", "4", "--format", "json"]
    assert run(*words).stdout_bytes == run(*words).stdout_bytes


def test_the_table_shows_sellers_unless_a_party_is_asked_for(run: Run, dated: Path) -> None:
    table = run("attribute", *ALL, "dated", "--from", "2024", "--to", "2024").stdout
    assert re.search(r"Cloud +2024 +bounds", table)
    assert "Lab" not in table
    assert "not shown here: 1." in table
    assert re.search(r"Lab +2024 +bounds", run("attribute", *ALL, "dated", "--party", "Lab").stdout)


def test_scheduled_years_are_marked(run: Run, dated: Path) -> None:
    table = run("attribute", *ALL, "dated", "--as-of", "2025-06-01", "--from", "2025").stdout
    assert "2025 *" in table
    assert "* planned" in table


def test_the_narrow_table_fits_80_columns_and_cuts_no_number() -> None:
    names = ("own", "network_investors", "any_investor")
    measures = {f"{name}_estimate": 12_345.67 for name in names}
    ends = {f"{name}_{end}": 123_456.78 for name in names for end in ("low", "high")}
    rows = [
        {"party": "Microsoft", "period": "2025-Q1", "rule": rule, "turns": None}
        | {"reciprocal": 5.0, "customers": 6.0, "network_sales": 1.0, "revenue_coverage": 1.0}
        | {"planned": True, **measures, **ends}
        for rule in RULES
    ]

    def shown(rows: list[dict[str, Any]], width: int) -> str:
        extra = {"rules": list(RULES), "shuffle_ties": 0}
        result = Result("mine", None, "firm", rows, extra=extra, columns=BY_RULE)
        return terminal_tables.text(rules_table.view(result), width=width, color=False)

    text = shown(rows, 80)
    assert text.count("12,300") == 2 * len(RULES)
    assert text.count(" 123,000") == 2
    assert not re.search(r"\bNetwork\b", text)
    small = [row | dict.fromkeys(ends, 123.45) for row in rows]
    assert max(len(line) for line in shown(small, 80).splitlines()) <= 80
    assert {"Network", "investors", "Reciprocal", "Customers"} <= set(shown(small, 120).split())


@pytest.mark.parametrize("columns", ["80", "120"])
def test_on_a_terminal(terminal: Callable[..., str], dated: Path, columns: str) -> None:
    shown = terminal("attribute", *ALL, "dated", "--from", "2024", env={"COLUMNS": columns})
    assert "\x1b[1m" in shown
    assert bool(re.search(r"\bNetwork\b", shown)) == (columns == "120")
    assert ("columns hidden" in shown) == (columns == "80")
    plain = terminal(
        "attribute", *ALL, "dated", "--from", "2024", env={"COLUMNS": columns, "NO_COLOR": "1"}
    )
    assert not re.search(r"\x1b\[[\d;]*m", plain)
    assert re.search(r"fifo +0 ", plain)
