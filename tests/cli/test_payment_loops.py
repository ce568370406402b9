"""`moneyloop loops --in-order --window` and `--count`, as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

import moneyloop
from moneyloop.analysis.loops import search
from moneyloop.kernels import compiled

ROWS = """id,start,payer,payee,amount,kind
1,2024-01-01,A,B,100,purchase
2,2024-01-05,B,C,97,purchase
3,2024-02-05,C,A,95,purchase
4,2024-02-07,B,A,50,investment
5,2024-03-07,A,B,40,purchase
6,2024-03-07,B,A,40,purchase
"""
Run = Callable[..., click.testing.Result]
AS = ("--columns", "amount=amount,start=start")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "payments.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


@pytest.fixture
def answer(run: Run) -> Callable[..., Any]:
    def asked(*words: str) -> Any:
        result = run("loops", *words, *AS, "--format", "json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return asked


def test_each_payment_is_later_than_the_one_before(answer: Callable[..., Any], file: str) -> None:
    given = answer(file, "--in-order", "--window", "90d")
    told = [(row["parties"], [leg["deal"] for leg in row["legs"]]) for row in given["rows"]]
    assert told == [
        (["A", "B", "C"], ["1", "2", "3"]),
        (["A", "B"], ["1", "4"]),
        (["A", "B"], ["1", "6"]),
        (["B", "A"], ["4", "5"]),
        (["B", "C", "A"], ["2", "3", "5"]),
    ]
    assert (given["count"], given["complete"], given["window"]) == (5, True, 90)
    first = given["rows"][0]
    assert (first["type"], first["size"], first["length"]) == ("trade", 95, 3)
    assert (first["from"], first["to"]) == ("2024-01-01", "2024-02-05")
    assert first["legs"][1] == {
        "payer": "B",
        "payee": "C",
        "class": "purchase",
        "amount": 97,
        "day": "2024-01-05",
        "deal": "2",
    }


@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        (("--window", "28d"), []),
        (("--window", "34d"), [40]),
        (("--window", "35"), [95, 40]),
        (("--window", "90d", "--like", "5%"), [95]),
        (("--window", "90d", "--like", "0.04"), []),
        (("--window", "90d", "--length", "2"), [50, 40, 40]),
        (("--window", "90d", "--type", "money"), [50, 40]),
        (("--window", "90d", "--party", "C"), [95, 40]),
        (("--window", "90d", "--limit", "1"), [95]),
    ],
)
def test_choices(
    answer: Callable[..., Any], file: str, options: tuple[str, ...], sizes: list[float]
) -> None:
    given = answer(file, "--in-order", *options)
    if "35" in options:
        assert [(row["parties"]) for row in given["rows"]] == [["A", "B", "C"], ["B", "A"]]
    assert [row["size"] for row in given["rows"]] == sizes
    assert given["count"] == (5 if "--limit" in options else len(sizes))


def test_the_table_says_how_many_and_the_payments(run: Run, file: str) -> None:
    result = run("loops", file, *AS, "--in-order", "--window", "90d", "--limit", "1", "--notes")
    assert "1 of 5 loops within 90 days" in result.stdout
    assert "2024-01-05 B buys 97.0 (2)" in result.stdout
    assert "4 more loops are not listed" in result.stdout
    none = run("loops", file, *AS, "--in-order", "--window", "0d")
    assert "No loop of payments within 0 days." in none.stdout


def test_counts_agree_with_the_lists(run: Run, answer: Callable[..., Any], file: str) -> None:
    for options in (("--in-order", "--window", "90d"), ()):
        many = answer(file, *options, "--count")
        listed = answer(file, *options)
        assert many["count"] == listed["count"] == sum(row["loops"] for row in many["rows"])
        for row in many["rows"]:
            same = [
                one
                for one in listed["rows"]
                if (one["type"], one["length"]) == (row["type"], row["length"])
            ]
            assert len(same) == row["loops"]
    assert (
        moneyloop.loop_counts(moneyloop.load()).extra["count"]
        == moneyloop.loops(moneyloop.load()).extra["count"]
    )
    shown = run("loops", "--count")
    assert (
        f"{moneyloop.loops(moneyloop.load()).extra['count']} loops of 2 to 5 legs" in shown.stdout
    )


def test_deals_that_are_not_paid_on_one_known_day_are_named() -> None:
    found = moneyloop.payment_loops(moneyloop.load(), window=3650)
    reasons = {item.reason: set(item.ids) for item in found.left_out}
    assert {"talks", "not paid on one day", "unknown amount"} <= set(reasons)
    used = {leg["deal"] for row in found.rows for leg in row["legs"]}
    assert not used & set().union(*reasons.values())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--window", "90d"), "--window goes with --in-order"),
        (("--in-order", "--like", "10%"), "--like goes with --in-order --window"),
        (("--in-order", "--count"), "with --window only"),
        (("--count", "--limit", "3"), "no --limit"),
        (("--in-order", "--window", "soon"), "write 90d"),
        (("--in-order", "--window", "9d", "--like", "near"), "write 0.5 or 50%"),
    ],
)
def test_wrong_usage_is_told(run: Run, options: tuple[str, ...], told: str) -> None:
    result = run("loops", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_what_is_no_share_or_window_is_refused() -> None:
    for asked in ({"window": -1}, {"window": 9, "like": 1.0}, {"window": 9, "type": "x"}):
        with pytest.raises(moneyloop.ChoiceError):
            moneyloop.payment_loops(moneyloop.load(), **asked)
    with pytest.raises(moneyloop.ChoiceError):
        moneyloop.loop_counts(moneyloop.load(), like=0.1)


@pytest.mark.parametrize("options", [("--count",), ("--in-order", "--window", "90d")])
def test_an_interrupt_tells_what_is_known_so_far(
    run: Run, file: str, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    through = compiled.call

    def interrupted(*given: Any, **more: Any) -> int:
        nonlocal calls
        searching = given[0].__name__ == "advance"
        calls += searching
        if searching and calls > 3:
            raise KeyboardInterrupt
        return through(*given, **more)

    monkeypatch.setattr(search, "SMALL", 1 << 60)
    monkeypatch.setattr(search, "turn", lambda large: 4)
    monkeypatch.setattr(compiled, "call", interrupted)
    result = run("loops", file, *AS, *options, "--format", "json")
    assert result.exit_code == 130
    given = json.loads(result.stdout)
    assert not given["complete"]
    assert any("stopped" in note for note in given["notes"])
