"""Rates of currencies: one for all times, or from each of several days on."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import moneyloop
from examples import examples
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.currencies import in_one_currency, read_rates
from moneyloop.input.ledger.payments import Choices, Ledger, read
from moneyloop.model import ChoiceError, DataError

HEADER = "payer,payee,amount,start,kind,currency\n"


def rates(tmp_path: Path, text: str) -> dict[str, dict[int, float]]:
    file = tmp_path / "rates.csv"
    file.write_text(text, encoding="utf-8")
    return read_rates(file)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def ledger(tmp_path: Path, text: str, **choices: Any) -> Ledger:
    file = tmp_path / "payments.csv"
    file.write_text(HEADER + text, encoding="utf-8")
    return read(file, Choices(currency="USD", **choices))


def refused(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        rates(tmp_path, text)
    return [f"{problem.line} {problem.column} {problem.rule}" for problem in caught.value.problems]


def test_a_file_of_rates(tmp_path: Path) -> None:
    assert rates(tmp_path, "currency,rate\njpy,0.0065\nEUR,1.1\n") == {
        "JPY": {0: 0.0065},
        "EUR": {0: 1.1},
    }
    text = "Date,Currency,Rate\n2025-03,EUR,1.1\n2025-01-05,EUR,1.0\n,JPY,0.0065\n"
    assert rates(tmp_path, text) == {
        "EUR": {day("2025-03-01"): 1.1, day("2025-01-05"): 1.0},
        "JPY": {0: 0.0065},
    }


def test_what_is_wrong_with_rates_is_listed(tmp_path: Path) -> None:
    wrong = "currency,rate\njpy,0\nEUR,x\n,2\nCHF,1\nchf,1\nCHF,1.1\n"
    assert refused(tmp_path, wrong) == [
        "2 rate number",
        "3 rate number",
        "4 currency required",
        "7 currency clash",
    ]
    wrong = "currency,date,rate\nJPY,soon,1\nEUR,2025,1\nEUR,2025-01-01,2\nEUR,,2\n"
    assert refused(tmp_path, wrong) == ["2 date date", "4 currency clash"]
    for text in ("a,b\n", "currency\n", "currency,rate,rate\n", "currency,rate,day\n", ""):
        assert len(refused(tmp_path, text)) == 1


def test_the_latest_rate_on_or_before_the_payment_counts(tmp_path: Path) -> None:
    given = rates(
        tmp_path, "currency,date,rate\nEUR,2025-03-01,3\nEUR,2025-01-01,1.5\nEUR,2025-02-01,2\n"
    )
    text = (
        "A,B,10,2025-01-01,purchase,EUR\nA,B,10,2025-01-31T23:59,purchase,eur\n"
        "A,B,10,2025-02-01,purchase,EUR\nA,B,10,2026-07,purchase,EUR\nA,B,10,2020-01-01,debt,USD\n"
    )
    found = ledger(tmp_path, text, rates=given)
    assert found.network.deals["amount_usd_bn"].tolist() == [15.0, 15.0, 20.0, 30.0, 10.0]


def test_a_payment_before_the_first_rate_is_a_problem(tmp_path: Path) -> None:
    given = rates(tmp_path, "currency,date,rate\nEUR,2025-03-01,3\n")
    text = (
        "A,B,10,2025-02-28,purchase,EUR\nA,B,10,2025-03-01,purchase,EUR\n"
        "A,B,10,,purchase,EUR\nA,B,10,2025-02-27,purchase,EUR\n"
    )
    with pytest.raises(DataError) as caught:
        ledger(tmp_path, text, rates=given)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.value) == (2, "start", "2025-02-28")
    assert (problem.rule, problem.cells) == ("rate", 2)
    assert "is before the first rate of EUR to USD, of 2025-03-01" in problem.message
    found = ledger(tmp_path, text, rates=given, go_on=True)
    left_out = {one.reason: list(one.ids) for one in moneyloop.attribute(found.network).left_out}
    assert left_out == {"cannot be read": ["row-2", "row-5"], "another currency": ["row-4"]}


def test_rates_that_contradict_the_choice_are_refused(tmp_path: Path) -> None:
    text = "A,B,10,2025,purchase,EUR\n"
    with pytest.raises(ChoiceError, match=r"the rate of USD is 0\.9, .* units of USD for one unit"):
        ledger(tmp_path, text, rates={"EUR": 1.1, "usd": 0.9})
    assert len(ledger(tmp_path, text, rates={"EUR": 1.1, "USD": 1.0}).network.deals) == 1
    dated = {"EUR": {day("2025-01-01"): 1.1}}
    with pytest.raises(ChoiceError, match="rates with dates need payments with dates"):
        ledger(tmp_path, text, rates=dated, columns={"start": ""})


@examples(40)
@given(
    st.dictionaries(st.integers(700_000, 700_040), st.floats(0.1, 9), min_size=1),
    st.lists(st.integers(699_995, 700_045), min_size=1, max_size=20),
)
def test_each_payment_has_the_rate_of_its_day(dated: dict[int, float], days: list[int]) -> None:
    import numpy as np

    def by_hand(payment: int) -> float:
        """Going back day by day until there is a rate."""
        while payment >= 699_990:
            if payment in dated:
                return dated[payment]
            payment -= 1
        return float("nan")

    count = len(days)
    column = Cells(np.zeros(count, dtype=np.int64), ["EUR"])
    texts = [(date(1, 1, 1) + timedelta(days=one - 1)).isoformat() for one in days]
    written = Cells(np.arange(count), texts)
    found, missing, early = in_one_currency(column, "USD", {"EUR": dated}, np.array(days), written)
    expected = [by_hand(payment) for payment in days]
    np.testing.assert_array_equal(found, expected)
    assert missing == []
    refused = sorted(row for bad in early for row in bad.rows.tolist())
    assert refused == [row for row, rate in enumerate(expected) if rate != rate]
