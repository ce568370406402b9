"""Payments without dates: every command answers of one period, or says what is lacking."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

Run = Callable[..., click.testing.Result]

PAYMENTS = """payer,payee,amount,kind
Shop,Lab,60,purchase
Cloud,Lab,50,investment
Lab,Cloud,70,purchase
Lab,Fund,5,return
"""
YEAR_ONE = re.compile(r"\b0001\b|\byear 1\b|\bJanuary 1\b|\bin 1\b|\$|USD")


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS, "utf-8")
    return [str(file), "--columns", "payer=payer,payee=payee,amount=amount,start=,kind=kind"]


@pytest.mark.parametrize(
    "command",
    [
        ["attribute"],
        ["explain", "Cloud"],
        ["explain", "--sector"],
        ["loops"],
        ["deals"],
        ["index"],
        ["gap"],
        ["unknowns"],
        ["check"],
        ["stress", "Lab"],
        ["trace", "Lab"],
        ["trace", "--into", "Cloud"],
    ],
    ids=" ".join,
)
def test_no_day_is_made_up(run: Run, words: list[str], command: list[str]) -> None:
    result = run(*command, *words)
    assert result.exit_code == 0, result.stderr
    assert not YEAR_ONE.search(result.stdout), result.stdout


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["timeline"], "the payments have no dates, so there are no quarters: ask for attribute"),
        (["report", "--year", "2025"], "the payments have no dates: leave out year, from and to"),
        (["stress", "Lab", "--year", "2025"], "the payments have no dates: leave out year"),
        (["trace", "Lab", "--year", "2025"], "the payments have no dates: leave out year"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_period_that_is_not_there_is_refused(
    run: Run, words: list[str], command: list[str], message: str
) -> None:
    result = run(*command, *words)
    assert result.exit_code == 2
    assert message in result.stderr
