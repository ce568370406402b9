"""What `check --proof` asks: each rule of a row that looks wrong, and of none that was mended."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click.testing
import pandas as pd
import pytest

import moneyloop
from moneyloop.input.proof.proof import RULES

Row = Mapping[str, object]
Run = Callable[..., click.testing.Result]

DEAL = {"id": "one", "payer": "Lab", "payee": "Cloud", "kind": "compute"}
FIGURE = {"party": "Cloud", "metric": "revenue", "unit": "usd_bn"}
SEC = {"outlet": "SEC 10-K", "url": "https://www.sec.gov/x/000123456726000123/a.htm"}
YEAR = {"start": "2025-01-01", "end": "2025-12-31"}
Q = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")]
QUARTERS = [{"start": f"2025-{start}", "end": f"2025-{end}"} for start, end in Q]


def asked(deals: list[Row], figures: list[Row] | None = None) -> list[tuple[str, str]]:
    """The rule and the row (what the message begins with) of every question."""
    named = [{**DEAL, "id": f"d{place}", **deal} for place, deal in enumerate(deals or [{}])]
    rows = pd.DataFrame(named)
    told = pd.DataFrame([{**FIGURE, **figure} for figure in figures]) if figures else None
    problems = moneyloop.check(rows, figures=told, proof=True)
    questions = [one for one in problems if one.rule in RULES]
    assert all(one.severity == "warning" and one.hint for one in questions)
    assert not [one for one in problems if one.severity == "error"], problems
    found = [(one.rule, one.message.partition(": ")[0]) for one in questions]
    assert [rule for rule, _ in found] == sorted((rule for rule, _ in found), key=list(RULES).index)
    return found


def rules(deals: list[Row], figures: list[Row] | None = None) -> list[str]:
    return [rule for rule, _ in asked(deals, figures)]


@pytest.mark.parametrize(
    ("amount", "high", "text"),
    [
        *((38, "", "$38 billion"), (38.4, "", "$38 billion"), (0.926, "", "$926 million")),
        *((0, 100, "$100 billion"), (6.2, 43.8, "$43.8 billion"), (6.2, 43.8, "$6.2bn")),
        *((20, 30, "$20bn to $30bn"), (0, 30, "$20bn to $30bn"), (0, 100, "up to $100bn")),
        *((40, 100, "up to $100bn"), (5.3, "", "more than $5bn"), (4.7, "", "about $5bn")),
        *((5, "", "5 billion"), (0.0015, "", "$1,500,000")),
    ],
)
def test_a_row_has_what_its_source_prints(amount: float, high: float, text: str) -> None:
    assert rules([{"amount_usd_bn": amount, "amount_high_usd_bn": high, "as_stated": text}]) == []


@pytest.mark.parametrize(
    ("amount", "high", "text", "rule", "hint"),
    [
        (38.6, "", "$38 billion", "as-stated", "write 38,"),
        (1.4, "", "$1.38 billion", "as-stated", "write 1.38"),
        (38, "", "$38 million", "as-stated", "million or billion? Write 0.038"),
        (0.038, "", "$38bn", "as-stated", "million or billion? Write 38"),
        (100, "", "up to $100bn", "as-stated", "write 100 in amount_high_usd_bn"),
        (100, 100, "up to $100bn", "as-stated", "write 100 in amount_high_usd_bn"),
        (20, "", "$20bn to $30bn", "as-stated", "write 20 and, as the upper value, 30"),
        (25, 30, "$20bn to $30bn", "as-stated", "write 20 and"),
        (4.7, "", "more than $5bn", "as-stated", "write 5,"),
        (20, "", "20%", "as-stated", "two things"),
        ("", "", "$5bn", "as-stated", "blank is unknown"),
        (38, "", "38", "as-stated-unread", "number and unit only"),
        (38, "", "thirty-eight", "as-stated-unread", "number and unit only"),
        (1.5, "", "EUR 1.3bn", "as-stated-currency", "at which rate"),
        (1.3, "", "A$1.3bn", "as-stated-currency", "was it converted?"),
        (1.25, "", "$1.25bn a month", "as-stated-fee", "give the term"),
    ],
)
def test_a_row_has_not_what_its_source_prints(
    amount: float, high: float, text: str, rule: str, hint: str
) -> None:
    row = {**DEAL, "amount_usd_bn": amount, "amount_high_usd_bn": high, "as_stated": text}
    (problem,) = moneyloop.check(pd.DataFrame([row]), proof=True)
    place = problem.rule, problem.column, problem.value, problem.line
    assert place == (rule, "as_stated", text, 2)
    assert problem.message.startswith(f"one: the source prints {text}, ")
    assert hint in problem.hint


@pytest.mark.parametrize("note", ["Converted at 1.15.", "At the rate of the day."])
def test_a_converted_amount_is_told_in_the_note(note: str) -> None:
    row = {"amount_usd_bn": 1.5, "as_stated": "EUR 1.3 billion", "note": note}
    assert rules([row]) == []
    assert rules([{**row, "amount_usd_bn": 1.3e-3}]) == ["as-stated-currency"]


@pytest.mark.parametrize(
    ("amount", "text", "start", "end", "fits"),
    [
        (45, "$1.25 billion a month", "2026-05-20", "2029-05-31", True),
        (6.3, "$150 million a month", "2026-07-01", "2029-12-31", True),
        (10, "$2bn a year", "2026-01-01", "2030-12-31", True),
        (2, "$2bn a year", "2026-01-01", "2026-12-31", True),
        (1.25, "$1.25 billion a month", "2026-05-20", "2029-05-31", False),
        (15, "$1.25 billion a month", "2026-05-20", "2029-05-31", False),
        (2, "$2bn a year", "2026-01-01", "2030-12-31", False),
        (8, "$1bn a quarter", "2026-01-01", "2026-12-31", False),
    ],
)
def test_a_fee_comes_to_the_amount_over_the_term(
    amount: float, text: str, start: str, end: str, fits: bool
) -> None:
    row = {"amount_usd_bn": amount, "as_stated": text, "start": start, "end": end}
    assert rules([row]) == ([] if fits else ["as-stated-fee"])


def test_figures_are_held_beside_their_print_in_their_own_unit() -> None:
    run_rate = {"metric": "run_rate", "start": "2026-05-01", "end": "2026-05-31"}
    right = [
        {**run_rate, "amount": 47, "as_stated": "$47 billion"},
        {**run_rate, "amount": 48, "as_stated": "$4bn a month", "preferred": "no"},
        {**YEAR, "metric": "users", "unit": "count_m", "amount": 900, "as_stated": "900 million"},
        {**YEAR, "metric": "gross_margin", "unit": "pct", "amount": 40, "as_stated": "40%"},
        {**YEAR, "metric": "capex", "amount": 27, "as_stated": "$25bn to $30bn"},
    ]
    wrong = {2: 0.9, 3: 0.4, 4: 31}
    assert rules([], right) == []
    found = asked([], [{**row, "amount": wrong.get(at, 3)} for at, row in enumerate(right)])
    assert [rule for rule, _ in found] == ["as-stated"] * 4 + ["as-stated-fee"]
    assert found[0] == ("as-stated", "Cloud run_rate 2026-05-01/2026-05-31")


def test_large_amounts_of_filings_have_a_place() -> None:
    large = {**SEC, "amount_usd_bn": 0, "amount_high_usd_bn": 4}
    assert rules([large], [{**YEAR, **SEC, "amount": 9}]) == ["locator", "locator"]
    place = {"locator": "0001234567-26-000123, note 4"}
    assert rules([{**large, **place}], [{**YEAR, **SEC, **place, "amount": 9}]) == []
    assert rules([{**large, "amount_high_usd_bn": 0.9}]) == []
    assert rules([{**large, "url": "https://example.org/x", "outlet": "The Gazette"}]) == []
    assert rules([{**large, "locator": "0001234567-25-000999"}]) == ["accession-number"]


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        *(("https://example.org/a?b=1", True), ("http://example.org", True), ("", True)),
        *(("example.org/a", False), ("ftp://example.org/a", False), ("https://", False)),
        *(("javascript:alert(1)", False), ("https://exa mple.org", False), ("see note", False)),
        *(("http://[", False), ("https://localhost/x", False)),
    ],
)
def test_links_open(url: str, opens: bool) -> None:
    assert rules([{"url": url}]) == ([] if opens else ["link"])


def test_names_and_segments_one_letter_apart() -> None:
    assert asked([{"payee": "Nvidia"}, {"payee": "Nvdia"}]) == [("names-near", "d1")]
    lines = [{**YEAR, "amount": 1, "segment": name} for name in ("data center", "data centre")]
    found = asked([], [{**line, "metric": "backlog"} for line in lines])
    assert [rule for rule, _ in found] == ["segments-alike"]
    assert rules([{"payee": "Site A"}, {"payee": "Site B"}, {"payee": "Alpha"}]) == []


@pytest.mark.parametrize(
    ("wrong", "rule", "mended"),
    [
        (
            {"announced": "2026-03-02", "source_date": "2026-03-01"},
            "source-before-announcement",
            {"source_date": "2026-03"},
        ),
        (
            {"announced": "2026-03-02", "start": "2025-01-01"},
            "start-before-announcement",
            {"status": "paid"},
        ),
        (
            {"status": "paid", "start": "2026-06-01", "source_date": "2026-03-01"},
            "paid-after-source",
            {"status": "signed"},
        ),
        ({"start": "2026-01-01", "end": "2106-12-31"}, "long-term", {"end": "2046-12-31"}),
        (
            {**YEAR, "amount_usd_bn": 1, "notice_days": 90, "cancellable_from": "2024-02-01"},
            "notice-outside-term",
            {"cancellable_from": "2025-02-01"},
        ),
    ],
)
def test_days_of_deals(wrong: Row, rule: str, mended: Row) -> None:
    assert rules([wrong]) == [rule]
    assert rules([{**wrong, **mended}]) == []


def test_the_later_row_replaces_the_earlier_one() -> None:
    old, new = {"announced": "2026-02"}, {"announced": "2025-05-01", "replaces": "d0"}
    assert asked([old, new]) == [("replaces-later", "d1")]
    assert asked([old, {**new, "announced": "2026-02-20"}]) == []


def test_what_was_measured_is_told_after_its_days() -> None:
    early = {**YEAR, "amount": 4, "source_date": "2025-11", "evidence": "reported"}
    assert rules([], [early]) == ["figure-after-source"]
    for mended in ({"evidence": "projected"}, {"source_date": "2025-12"}, {"metric": "backlog"}):
        assert rules([], [{**early, **mended}]) == []


def quarters(*parts: float, year: float, **cells: str) -> list[Row]:
    item = {"item": "part_of_year", **cells}
    rows = [{**days, **item, "amount": part} for days, part in zip(QUARTERS, parts, strict=False)]
    return [*rows, {**YEAR, "amount": year, **cells, "item": ""}]


def test_the_last_quarter_is_the_year_less_three() -> None:
    assert rules([], quarters(1.1, 1.2, 1.3, 1.5, year=5.1)) == []
    # 5.3 differs from the sum of four rounded quarters by less than they are rounded by.
    assert rules([], quarters(1.1, 1.2, 1.3, 1.5, year=5.3)) == []
    assert rules([], quarters(1.1, 1.2, 1.3, 1.5, year=5.9)) == ["parts-and-year"]
    assert rules([], quarters(2.1, 2.1, 2.1, year=5.1)) == ["parts-and-year"]
    assert rules([], quarters(2.1, 2.1, year=5.1)) == []
    assert rules([], quarters(1.1, 1.2, 1.3, 1.5, year=5.9, segment="Racks")) == ["parts-and-year"]


def test_the_hint_has_what_the_last_quarter_should_be() -> None:
    figures = pd.DataFrame([{**FIGURE, **row} for row in quarters(1, 1, 1, 9, year=5.5)])
    (problem,) = moneyloop.check(pd.DataFrame([DEAL]), figures=figures, proof=True)
    assert "(lines 2, 3, 4, 5) come to 12" in problem.message
    assert problem.hint == "the whole less the other parts is 2.5, and line 5 has 9"


def test_a_line_of_business_is_within_the_total() -> None:
    total, part = {**YEAR, "amount": 5}, {**YEAR, "amount": 7, "segment": "Racks"}
    assert rules([], [total, part]) == ["segment-above-total"]
    assert rules([], [total, {**part, "amount": 5}]) == []
    assert rules([], [total, {**part, **QUARTERS[0]}]) == []


def test_purchases_beside_the_sellers_revenue() -> None:
    revenue: list[Row] = [{**YEAR, "amount": 10}, {**YEAR, "amount": 3, "segment": "Racks"}]
    paid = {**YEAR, "status": "paid", "amount_usd_bn": 11}
    assert rules([paid], revenue) == ["purchase-above-revenue"]
    assert rules([{**paid, "amount_usd_bn": 2}], revenue) == ["large-customer"]
    assert rules([{**paid, **SEC, "locator": "page 3", "amount_usd_bn": 2}], revenue) == []
    assert rules([{**paid, "amount_usd_bn": 0.9}], revenue) == []
    assert rules([{**paid, "status": "signed"}], revenue) == []
    # A sale may be booked on one day, so that only the whole of a reported period limits it.
    day = {"start": "2025-05-05", "end": ""}
    assert rules([{**paid, **day, "amount_usd_bn": 9}], revenue) == []
    assert rules([{**paid, **day}], revenue) == ["purchase-above-revenue"]
    by_quarter: list[Row] = [{**days, "amount": 2.5} for days in QUARTERS]
    assert rules([{**paid, **day, "amount_usd_bn": 9}], by_quarter) == ["purchase-above-revenue"]
    assert rules([{**paid, "start": "2024-12-31"}], revenue) == []


def test_one_contract_twice() -> None:
    one = {"amount_usd_bn": 10, "start": "2025-01-01", "end": "2027-12-31", "source": "A"}
    near = {**one, "amount_usd_bn": 9.8, "start": "2025-06-01", "source": "B"}
    assert asked([one, near]) == [("entered-twice", "d1")]
    for told in (
        {"part_of": "d0"},
        {"replaces": "d0"},
        {"status": "talks"},
        {"status": "paid"},
        {"amount_usd_bn": 12},
        {"kind": "equity"},
        {"payee": "Other"},
        {"start": "2028-01-01", "end": "2028-12-31"},
    ):
        assert asked([one, {**near, **told}]) == []


def test_two_sources_of_one_payment() -> None:
    one = {**YEAR, "amount_usd_bn": 10, "source": "A", "status": "paid"}
    other = {**one, "amount_usd_bn": 14, "source": "B"}
    assert asked([one, other]) == [("sources-differ", "d1")]
    assert asked([one, {**other, "source": "A"}]) == []
    assert asked([one, {**other, "end": "2025-11-30"}]) == []
    figure = {**YEAR, "metric": "spend", "amount": 9.7}
    others = [{**figure, "amount": 12.65, "preferred": "no"}, {**figure, "amount": 9.9}]
    assert rules([], [figure, others[0]]) == ["sources-differ"]
    assert rules([], [figure, others[1]]) == []
    assert rules([], [figure, {**others[0], "item": "guidance"}]) == []


def test_a_package_with_errors_is_not_asked_about() -> None:
    row = {**DEAL, "amount_usd_bn": "five", "as_stated": "$6bn"}
    assert [one.rule for one in moneyloop.check(pd.DataFrame([row]), proof=True)] == ["number"]


def test_each_row_is_asked_about_once_by_a_rule() -> None:
    one = {**YEAR, "amount_usd_bn": 10, "source": "A"}
    assert asked([one, {**one, "source": "B"}, {**one, "source": "C"}]) == [
        ("entered-twice", "d1"),
        ("entered-twice", "d2"),
    ]


def test_payments_have_no_sources(made_ledger: Path, run: Run) -> None:
    with pytest.raises(moneyloop.ChoiceError, match="payments have none"):
        moneyloop.check(made_ledger, proof=True)
    result = run("check", made_ledger, "--proof")
    assert (result.exit_code, "payments have none" in result.stderr) == (2, True)


def test_the_proof_is_of_a_package_that_is_mended(run: Run) -> None:
    result = run("check", "--proof", "--fix", "mended")
    assert (result.exit_code, "mend first" in result.stderr) == (2, True)


def test_the_questions_stand_in_every_format(run: Run) -> None:
    Path("deals.csv").write_text(
        "id,payer,payee,kind,amount_usd_bn,as_stated\none,Lab,Cloud,compute,38,$38 million\n"
    )
    told = json.loads(run("check", "deals.csv", "--proof", "--format", "json").stdout)
    assert told["ok"]
    (question,) = told["problems"]
    for form in ("csv", "markdown", "table"):
        result = run("check", "deals.csv", "--proof", "--format", form)
        assert result.exit_code == 0
        assert question["message"] in result.stdout


@pytest.fixture
def made_ledger(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("p.csv").write_text("payer,payee,amount,kind,start\nA,B,1,purchase,2025-01-01\n")
    run("import", "p.csv", "books")
    return tmp_path / "books"


def test_the_command_groups_by_rule_and_folds(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = io.StringIO()
    rows = [{**DEAL, "id": f"d{at}", "amount_usd_bn": at, "as_stated": "$50bn"} for at in range(13)]
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    Path("deals.csv").write_text(text.getvalue())
    result = run("check", "deals.csv", "--proof")
    out = result.stdout.splitlines()
    assert out[1] == "as-stated: the amount is not what the source prints (13)"
    assert sum(line.endswith("[as-stated]") for line in out) == 10
    assert "... and 3 more; --format csv has all" in out
    assert out[-1] == "13 questions of 1 rule; each is a row to look at, none stops the work."
