"""`moneyloop stress` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from moneyloop.questions.stress.columns import COLUMNS
from moneyloop.words.columns import keys

Run = Callable[..., click.testing.Result]

DEALS = """
    id,payer,payee,kind,amount_usd_bn,announced,start,end,status,condition
    stake,Cloud,Lab,equity,4,,2024,,paid,
    lease,Lab,Cloud,compute,10,,2025,2025,paid,
    later,Lab,Cloud,compute,30,2025,2026,2028,signed,
    chips,Cloud,Chips,hardware,12,,2025,2025,paid,
    cover,Fund,Cloud,backstop,25,,2025,2030,contingent,called if the Lab cannot pay
    open,Lab,Shed,lease,,,2025,2025,paid,
    """
PARTIES = """
    name,kind,boundary,aliases
    Lab,lab,inside,Laboratory Inc
    Cloud,hyperscaler,inside,
    Chips,chipmaker,inside,
    Shed,datacenter,inside,
    Fund,investor,outside,
    """
FIGURES = """
    party,metric,item,segment,start,end,amount,unit,evidence
    Cloud,revenue,,total,2025,2025,11,usd_bn,reported
    Cloud,valuation,stake,Lab,2025-06-30,2025-06-30,20,usd_bn,reported
    """


@pytest.fixture
def chain(package: Callable[..., Path]) -> Path:
    return package(DEALS, PARTIES, FIGURES, folder="chain")


def test_the_table_has_the_three_lines_the_cascade_and_the_guarantees(
    run: Run, chain: Path
) -> None:
    result = run("stress", "laboratory inc", "chain", "--notes")
    assert result.exit_code == 0, result.output
    shown = " ".join(result.stdout.split())
    assert shown.startswith(
        "USD billions, paid and signed amounts, as of 31 December 2025. Data: chain."
    )
    assert "Lab fails, loss 100%: at stake and lost, three lines apart" in shown
    assert "Cloud 4.0 4.0 10.0 10.0 91% 30.0 30.0 36%" in shown
    assert "Chips 0 0 0 10.0 ? 0 0 0%" in shown
    assert "Shed 0 0 ? ? ? 0 0 ?" in shown
    assert "Hit on all three lines at once: Cloud." in shown
    assert "Stated values of stakes, another basis: Cloud 20.0 (30 June 2025)." in shown
    assert "Beyond the first round Party Line First round In all" in shown
    assert "Chips sales 0 10.0" in shown
    assert "Cannot pay 2025 in full either: Cloud 2.0 of 12.0." in shown
    assert "Fund Cloud 25.0 25.0 called if the Lab cannot pay cover" in shown
    assert "No amount is known for open: what they add is not known." in shown


def test_json_csv_and_frame_have_the_same_keys(run: Run, chain: Path) -> None:
    told = json.loads(run("stress", "Lab", "chain", "--format", "json").stdout)
    assert [list(row) for row in told["rows"]] == [keys(COLUMNS)] * len(told["rows"])
    assert (told["party"], told["year"], told["loss"], told["unique"]) == ("Lab", "2025", 1, True)
    assert told["on_all_lines"] == ["Cloud"]
    assert told["backstops"][0]["called"] == 25
    text = run("stress", "Lab", "chain", "--format", "csv").stdout
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["party"] for row in table] == [row["party"] for row in told["rows"]]
    assert table[0]["sales_deals"] == "lease"
    # Unknown is empty, never 0.
    shed = next(row for row in table if row["party"] == "Shed")
    assert (shed["revenue"], shed["sales_lost"], shed["unknown_deals"]) == ("", "", "open")


def test_markdown_has_the_guarantees_and_a_file_is_written(run: Run, chain: Path) -> None:
    shown = run("stress", "Lab", "chain", "--format", "markdown", "-o", "stress.md")
    assert shown.exit_code == 0
    text = (chain.parent / "stress.md").read_text(encoding="utf-8")
    assert "## Guarantees that might be called" in text
    assert "| Fund | Cloud | 25 | 25 | called if the Lab cannot pay | cover |" in text
    assert "## Cannot pay in full" in text


def test_half_a_failure_and_another_year(run: Run, chain: Path) -> None:
    half = json.loads(run("stress", "Lab", "chain", "--loss", ".5", "--format", "json").stdout)
    assert half["rows"][0]["sales_lost"] == 5
    ahead = run("stress", "Lab", "chain", "--year", "2026").stdout
    assert "Sold 2026 *" in ahead
    assert "* planned: committed or forecast money." in ahead


def test_a_share_of_a_year_that_is_known_in_part_has_that_part_beside_it(
    run: Run, package: Callable[..., Path]
) -> None:
    half = FIGURES.replace("revenue,,total,2025,2025,11", "revenue,,total,2025-01,2025-06,11")
    package(DEALS, PARTIES, half, folder="half")
    shown = " ".join(run("stress", "Lab", "half").stdout.split())
    # 11 to 30 June and half of the 10 after it: 10 of 16, which is not the share of the year.
    assert "Cloud 4.0 4.0 10.0 10.0 62% (50%) 30.0" in shown
    assert "In brackets: the part of the year that revenue figures cover." in shown
    package(DEALS, PARTIES, FIGURES, folder="whole")
    assert "In brackets" not in run("stress", "Lab", "whole").stdout


def test_a_loss_by_others_of_a_line_that_is_not_known_is_not_all_of_it(
    run: Run, package: Callable[..., Path]
) -> None:
    """What the Lab pays Chips is not known; the Cloud pays it 10 less."""
    package(DEALS + "more,Lab,Chips,hardware,,,2025,2025,paid,\n", PARTIES, FIGURES, folder="more")
    shown = " ".join(run("stress", "Lab", "more").stdout.split())
    assert "Chips 0 0 ? 10.0 + ? ? 0 0" in shown


def test_rows_without_an_amount_add_to_known_ones_and_sellers_report_a_backlog(
    run: Run, package: Callable[..., Path]
) -> None:
    deals = DEALS + "share,Lab,Cloud,revenue_share,,2025,2026,2028,signed,\n"
    stated = FIGURES + "Cloud,backlog,,total,2025-09-30,2025-09-30,60,usd_bn,reported\n"
    package(deals, PARTIES, stated, folder="more")
    shown = " ".join(run("stress", "Lab", "more").stdout.split())
    assert "Backlog * of reported lost Buffer hit" in shown
    assert "Cloud 4.0 4.0 10.0 10.0 91% 30.0 + ? 50% + ? 30.0 + ? 36%" in shown
    assert "+ ?: rows without an amount add to it: share." in shown
    assert "another basis: Cloud 60.0 (total, 30 September 2025). Ours is what rows commit" in shown
    told = json.loads(run("stress", "Lab", "more", "--format", "json").stdout)["rows"]
    table = csv.DictReader(io.StringIO(run("stress", "Lab", "more", "--format", "csv").stdout))
    ids = [";".join(row["backlog_unknown_deals"]) for row in told]
    assert [row["backlog_unknown_deals"] for row in table] == ids
    assert "share" in ids
    # Of nobody's loss there is nothing to add to.
    none = " ".join(run("stress", "Lab", "more", "--loss", "0").stdout.split())
    assert "30.0 + ? 50% + ? 0 0%" in none


def test_nothing_at_stake_is_said(run: Run, chain: Path) -> None:
    result = run("stress", "Fund", "chain")
    assert result.exit_code == 0
    assert "Nobody has anything at stake in Fund" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Lab", "--loss", "1.2"], "loss 1.2: it is a part of what the party owes, from 0 to 1"),
        (["Lab", "--loss", "nan"], "from 0 to 1"),
        (["Lab", "--loss", "half"], "'half' is no share: write 0.5 or 50%"),
        (["Clout"], "no party is called 'Clout': did you mean 'Cloud'?"),
        (["Lab", "--year", "2025-07"], "'2025-07' is not a calendar year: write 2025"),
        ([], "Missing argument 'PARTY'"),
    ],
)
def test_wrong_usage(run: Run, chain: Path, words: list[str], told: str) -> None:
    result = run("stress", *words[:1], *(["chain"] if words else []), *words[1:])
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("width", "wide"), [(80, False), (120, True)])
def test_no_line_is_wider_than_the_terminal(
    terminal: Callable[..., str], chain: Path, width: int, wide: bool
) -> None:
    env = {"COLUMNS": str(width), "NO_COLOR": "1"}
    shown = terminal("stress", "Lab", "chain", env=env).replace("\r", "")
    assert max(map(len, shown.split("\n"))) <= width
    assert ("Buffer hit" in shown) == wide
    assert ("1 column hidden (buffer hit): widen to 89" in shown) != wide


def test_what_is_due_back_is_a_line_where_there_is_some(
    package: Callable[..., Path], run: Run
) -> None:
    """A owes C and the depositors, in a ring: B has 4.1 for the 4.5 that it owes."""
    package(
        """
        id,payer,payee,kind,amount_usd_bn,start,end,status
        ac,A,C,repayment,0.5,2025-01-01,2025-12-31,signed
        cb,C,B,repayment,0.5,2025-01-01,2025-12-31,signed
        ba,B,A,repayment,0.5,2025-01-01,2025-12-31,signed
        ad,A,Depositors,repayment,9,2025-01-01,2025-12-31,signed
        bd,B,Depositors,repayment,4,2025-01-01,2025-12-31,signed
        cd,C,Depositors,repayment,2,2025-01-01,2025-12-31,signed
        """,
        "name,boundary\nA,inside\nB,inside\nC,inside\nDepositors,outside\n",
        """
        party,metric,segment,start,end,amount,unit
        A,cash,total,2024-12-31,2024-12-31,10,usd_bn
        B,cash,total,2024-12-31,2024-12-31,4.1,usd_bn
        C,cash,total,2024-12-31,2024-12-31,2.1,usd_bn
        """,
    )
    words = ("stress", "A", "data", "--year", "2025")
    shown = run(*words).stdout
    found = {
        row["party"]: row for row in json.loads(run(*words, "--format", "json").stdout)["rows"]
    }
    lost = {name: (row["returns_lost_first"], row["returns_lost"]) for name, row in found.items()}
    assert lost["C"] == (0.5, 0.5)
    assert lost["B"][0] == 0 < lost["B"][1]
    assert "four lines apart" in shown
    assert "Due back 2025 *" in shown
    assert "nobody loses more" not in shown
    further = shown.partition("Beyond the first round")[2]
    told = {line.split()[0] for line in further.splitlines() if " returns " in line}
    assert told == {name for name, (first, all_) in lost.items() if all_ > first}
    without = run("stress", "OpenAI", "--year", "2025").stdout
    assert "three lines apart" in without
    assert "Due back" not in without
