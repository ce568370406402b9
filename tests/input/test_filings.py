"""Company facts to figures: by quarter, exactly, no day twice, and what is none is listed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import filings
from examples import examples
from filings import CIK, accession, document, fact, filed_on
from moneyloop.input import schema
from moneyloop.input.filings import counted, spans
from moneyloop.input.filings.concepts import FIGURES
from moneyloop.input.filings.facts import parse
from moneyloop.input.filings.filed import Filed, figures_of
from moneyloop.model import DataError, Problem

REVENUES, CONTRACTS, SALES = (
    "us-gaap:Revenues",
    "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax",
    "us-gaap:SalesRevenueNet",
)
CAPEX, CASH = (
    "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
    "us-gaap:CashAndCashEquivalentsAtCarryingValue",
)
Q1, Q2, Q3, Q4 = (
    "2024-01-01/2024-03-31",
    "2024-04-01/2024-06-30",
    "2024-07-01/2024-09-30",
    "2024-10-01/2024-12-31",
)
HALF, NINE, YEAR = (f"2024-01-01/2024-{end}" for end in ("06-30", "09-30", "12-31"))
BILLION = 10**9


def filed(content: Any) -> Filed:
    """The figures of a document as it is read from a file."""
    read, problems = parse(json.dumps(content).encode(), "facts.json")
    assert not problems
    return figures_of(read, "Chips", "facts.json")


def shown(result: Filed, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in result.rows[list(columns)].itertuples(index=False)]


def amounts(result: Filed, preferred: str = "yes") -> dict[str, str]:
    """The amounts of the rows that are preferred, or are not, by period."""
    rows = result.rows[result.rows["preferred"] == preferred]
    return dict(zip(rows["start"] + "/" + rows["end"], rows["amount"], strict=True))


def unmapped(result: Filed) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in result.unmapped.itertuples(index=False)]


def refused(content: Any) -> list[Problem]:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    read, problems = parse(raw, "facts.json")
    if problems:
        return problems
    with pytest.raises(DataError) as caught:
        figures_of(read, "Chips", "facts.json")
    return list(caught.value.problems)


def test_a_fiscal_year_that_ends_in_january_comes_by_quarter() -> None:
    columns = ("metric", "item", "start", "end", "amount", "evidence", "preferred", "source_date")
    assert shown(filed(filings.chips()), *columns) == [
        ("revenue", "", "2024-01-29", "2024-04-28", "26.044", "reported", "yes", "2024-03-01"),
        ("revenue", "", "2024-04-29", "2024-07-28", "30.04", "reported", "yes", "2024-03-01"),
        ("revenue", "", "2024-07-29", "2024-10-27", "35.082", "reported", "yes", "2024-03-01"),
        ("revenue", "", "2024-10-28", "2025-01-26", "39.331", "estimated", "yes", "2025-03-01"),
        ("revenue", "", "2024-01-29", "2025-01-26", "130.497", "reported", "no", "2025-03-01"),
        ("capex", "", "2024-01-29", "2024-04-28", "0.369", "reported", "yes", "2024-03-01"),
        ("capex", "", "2024-04-29", "2024-07-28", "0.977", "estimated", "yes", "2024-03-01"),
        ("capex", "", "2024-07-29", "2024-10-27", "0.813", "estimated", "yes", "2024-03-01"),
        ("capex", "", "2024-10-28", "2025-01-26", "1.077", "estimated", "yes", "2025-03-01"),
        ("capex", "", "2024-01-29", "2025-01-26", "3.236", "reported", "no", "2025-03-01"),
        ("cash", "", "2025-01-26", "2025-01-26", "8.589", "reported", "yes", "2025-03-01"),
        ("backlog", "rpo", "2025-01-26", "2025-01-26", "1.7", "reported", "yes", "2025-03-01"),
        ("net_income", "", "2024-01-29", "2025-01-26", "72.88", "reported", "yes", "2025-03-01"),
    ]


def test_a_row_names_its_filing_and_its_concept() -> None:
    result = filed(filings.chips())
    assert list(result.rows.columns) == [column.name for column in schema.columns("figures")]
    first, last = result.rows.iloc[0], result.rows.iloc[3]
    assert first["source"] == "Chips Inc. 10-Q, accession 0001234567-24-000024"
    assert first["locator"] == f"0001234567-24-000024, {REVENUES}"
    assert first["url"] == "https://www.sec.gov/Archives/edgar/data/1234567/000123456724000024/"
    assert (first["party"], first["unit"], first["outlet"]) == ("Chips", "usd_bn", "SEC EDGAR")
    assert first["note"] == "us-gaap:Revenues."
    assert last["note"] == (
        "Computed: us-gaap:Revenues, 130.497 of 2024-01-29 to 2025-01-26 (0001234567-25-000025) "
        "less 26.044 of 2024-01-29 to 2024-04-28 (0001234567-24-000024), "
        "30.04 of 2024-04-29 to 2024-07-28 (0001234567-24-000024), "
        "35.082 of 2024-07-29 to 2024-10-27 (0001234567-24-000024)."
    )
    assert (result.company, result.cik) == ("Chips Inc.", CIK)


def test_what_is_no_figure_is_listed_with_its_reason() -> None:
    result = filed(filings.chips())
    assert (result.concepts, result.mapped) == (7, 5)
    assert unmapped(result) == [
        ("dei:EntityCommonStockSharesOutstanding", "shares", 1, "no metric for it"),
        ("us-gaap:Assets", "USD", 1, "no metric for it"),
    ]


def test_facts_that_fit_no_figure_are_listed_one_reason_each() -> None:
    content = document(
        (REVENUES, [fact(Q1, -5), fact("2024-01-31", 5), fact("2024-01-01/2024-01-31", 5)]),
        (CASH, [fact(Q1, 5), fact("2024-03-31", None), fact("2024-06-30", -1)]),
    )
    units = content["facts"]["us-gaap"]["Revenues"]["units"]
    units["EUR"] = [fact(Q1, 7), fact(Q2, 8)]
    result = filed(content)
    assert result.rows.empty
    assert unmapped(result) == [
        (CASH, "USD", 1, "less than zero"),
        (CASH, "USD", 1, "no value"),
        (CASH, "USD", 1, "of a period, not of a day"),
        (REVENUES, "EUR", 2, "not in US dollars"),
        (REVENUES, "USD", 1, "less than zero"),
        (REVENUES, "USD", 1, "of a day, not of a period"),
        (REVENUES, "USD", 1, "of neither a quarter nor a year"),
    ]


def test_days_that_a_company_got_wrong_are_listed_and_the_rest_is_read() -> None:
    wrong = ["2024-03-31/2024-01-01", "0024-01-01/2024-03-31", "2024-01-01/9999-12-31"]
    result = filed(document((REVENUES, [fact(Q1, 5), *(fact(each, 6) for each in wrong)])))
    assert {*amounts(result)} == {Q1}
    assert unmapped(result) == [
        (REVENUES, "USD", 1, "ends before it begins"),
        (REVENUES, "USD", 2, "of no year from 1900 to 2200"),
    ]


@pytest.mark.parametrize(
    ("told", "missing", "amount"),
    [
        ({Q1: 1, Q2: 2, Q3: 3, YEAR: 10}, Q4, "4"),
        ({Q1: 1, HALF: 3}, Q2, "2"),
        ({Q2: 2, HALF: 3}, Q1, "1"),
        ({HALF: 3, NINE: 6}, Q3, "3"),
        ({NINE: 6, YEAR: 10}, Q4, "4"),
        ({Q1: 1, Q3: 3, Q4: 4, YEAR: 10}, Q2, "2"),
        ({Q2: 2, Q3: 3, Q4: 4, YEAR: 10}, Q1, "1"),
    ],
)
def test_a_quarter_that_nobody_filed_is_a_difference(
    told: dict[str, int], missing: str, amount: str
) -> None:
    entries = [fact(period, value * BILLION) for period, value in told.items()]
    result = filed(document((CAPEX, entries)))
    assert amounts(result)[missing] == amount


@pytest.mark.parametrize(
    "told", [(Q1, Q2, YEAR), (Q1, YEAR), (HALF, YEAR), (Q1, NINE), (HALF,), (Q4, NINE)]
)
def test_nothing_follows_where_more_than_a_quarter_is_left(told: tuple[str, ...]) -> None:
    result = filed(document((REVENUES, [fact(period, BILLION) for period in told])))
    assert {*amounts(result)} == {*told} - {HALF, NINE}


def test_a_year_that_its_quarters_do_not_make_up_counts_and_they_are_parts_of_it() -> None:
    result = filed(document((REVENUES, [fact(Q1, 1), fact(Q2, 2), fact(YEAR, 9)])))
    assert shown(result, "start", "end", "item", "preferred") == [
        ("2024-01-01", "2024-03-31", "part_of_year", "yes"),
        ("2024-04-01", "2024-06-30", "part_of_year", "yes"),
        ("2024-01-01", "2024-12-31", "", "yes"),
    ]


def test_a_year_and_quarters_of_two_concepts_make_no_quarter() -> None:
    result = filed(
        document((REVENUES, [fact(YEAR, 10)]), (SALES, [fact(each, 2) for each in (Q1, Q2, Q3)]))
    )
    assert Q4 not in amounts(result)


def test_a_value_filed_again_is_one_row_of_the_first_filing() -> None:
    result = filed(document((REVENUES, [fact(Q1, 5, 26), fact(Q1, 5, 24), fact(Q1, 5.0, 25)])))
    assert shown(result, "amount", "source_date") == [("0.000000005", filed_on(24))]


def test_of_restated_values_the_latest_is_preferred_and_the_earlier_stay() -> None:
    entries = [fact(Q1, 5 * BILLION, 24), fact(Q1, 6 * BILLION, 25), fact(Q1, 7 * BILLION, 23)]
    result = filed(document((REVENUES, entries)))
    assert shown(result, "amount", "preferred", "source_date", "note") == [
        ("6", "yes", filed_on(25), "us-gaap:Revenues."),
        *(
            (
                *(amount, "no", filed_on(number)),
                f"Alternative: replaced by a later filing ({accession(25)}). us-gaap:Revenues.",
            )
            for amount, number in (("5", 24), ("7", 23))
        ),
    ]


def test_a_value_that_comes_back_is_preferred_from_its_first_filing() -> None:
    result = filed(document((REVENUES, [fact(Q1, 5, 23), fact(Q1, 6, 24), fact(Q1, 5, 25)])))
    assert shown(result, "amount", "preferred", "source_date") == [
        ("0.000000005", "yes", filed_on(23)),
        ("0.000000006", "no", filed_on(24)),
    ]


def test_the_first_concept_that_has_a_period_counts_and_another_value_stays() -> None:
    result = filed(
        document(
            (SALES, [fact(Q1, 1), fact(Q2, 2), fact(Q3, 3)]),
            (CONTRACTS, [fact(Q1, 1), fact(Q2, 4)]),
        )
    )
    assert shown(result, "start", "amount", "preferred", "note") == [
        ("2024-01-01", "0.000000001", "yes", f"{CONTRACTS}."),
        ("2024-04-01", "0.000000004", "yes", f"{CONTRACTS}."),
        ("2024-04-01", "0.000000002", "no", f"Alternative: {CONTRACTS} is used. {SALES}."),
        ("2024-07-01", "0.000000003", "yes", f"{SALES}."),
    ]


def test_a_loss_is_negative_and_so_is_what_it_leaves() -> None:
    entries = [fact(Q1, -BILLION), fact(Q2, 2 * BILLION), fact(Q3, 0), fact(YEAR, -3 * BILLION)]
    result = filed(document(("us-gaap:NetIncomeLoss", entries)))
    assert [*amounts(result).values()] == ["-1", "2", "0", "-4"]


def test_a_quarter_of_negative_revenue_is_listed_and_its_year_counts() -> None:
    entries = [fact(each, 5) for each in (Q1, Q2, Q3)] + [fact(YEAR, 14)]
    result = filed(document((REVENUES, entries)))
    assert set(amounts(result)) == {Q1, Q2, Q3, YEAR}
    assert unmapped(result) == [(REVENUES, "USD", 1, "less than zero")]


def test_years_to_each_quarter_do_not_count_the_days_of_an_annual_report() -> None:
    entries = [
        fact("2023-04-01/2024-03-31", 8, 24, "10-Q"),
        fact("2023-01-01/2023-12-31", 7, 24, "10-K"),
        fact(YEAR, 9, 25, "10-K"),
    ]
    result = filed(document((REVENUES, entries)))
    assert {*amounts(result)} == {"2023-01-01/2023-12-31", YEAR}
    assert {*amounts(result, "no")} == {"2023-04-01/2024-03-31"}


def test_leases_purchases_and_gains_have_metrics_of_their_own() -> None:
    content = document(
        ("us-gaap:OperatingLeaseLiability", [fact("2024-12-31", 3 * BILLION)]),
        ("us-gaap:LesseeOperatingLeaseLiabilityPaymentsDue", [fact("2024-12-31", 4 * BILLION)]),
        ("us-gaap:FinanceLeaseLiability", [fact("2024-12-31", BILLION)]),
        ("us-gaap:PurchaseObligation", [fact("2024-12-31", 9 * BILLION)]),
        ("us-gaap:EquitySecuritiesFvNiGainLoss", [fact(Q1, -BILLION)]),
        ("ifrs-full:CashAndCashEquivalents", [fact("2024-12-31", 2 * BILLION)]),
    )
    assert shown(filed(content), "metric", "item", "amount", "preferred") == [
        ("cash", "", "2", "yes"),
        ("investment_gain", "", "-1", "yes"),
        ("obligation", "operating_leases", "4", "yes"),
        ("obligation", "operating_leases", "3", "no"),
        ("obligation", "finance_leases", "1", "yes"),
        ("obligation", "purchases", "9", "yes"),
    ]


def test_the_concepts_name_metrics_and_items_of_the_schema_and_none_twice() -> None:
    metrics = schema.column("figures", "metric").enum
    known = ["", *schema.column("figures", "item").enum]
    assert all(figure.metric in metrics and figure.item in known for figure in FIGURES)
    concepts = [concept for figure in FIGURES for concept in figure.concepts]
    assert len(concepts) == len(set(concepts))


# --- any calendar, any choice of what is filed ---------------------------------------------


@st.composite
def fiscal_years(draw: st.DrawFn) -> tuple[list[tuple[date, date]], list[int], list[Any]]:
    """The quarters of two fiscal years, their dollars, and the facts that tell of all of them."""
    day = date(2019, 1, 1) + timedelta(draw(st.integers(0, 364)))
    quarters, values, entries = [], [], []
    for _ in range(2):
        parts = []
        for lengths in ([90, 91], [91], [92], [91, 92, 98]):
            last = day + timedelta(draw(st.sampled_from(lengths)) - 1)
            parts.append((day, last))
            day = last + timedelta(1)
        dollars = draw(st.lists(st.integers(0, 10**13), min_size=4, max_size=4))
        for count in (1, 2, 3, 4):
            to_date = f"{parts[0][0]}/{parts[count - 1][1]}"
            own = f"{parts[count - 1][0]}/{parts[count - 1][1]}"
            # Each quarter is filed by itself, to date, or both; the year is always filed whole.
            how = draw(st.sampled_from(["own", "to date", "both"])) if count < 4 else "to date"
            if how != "own":
                entries.append(fact(to_date, sum(dollars[:count])))
            if how != "to date":
                entries.append(fact(own, dollars[count - 1]))
        quarters += parts
        values += dollars
    return quarters, values, draw(st.permutations(entries))


@given(fiscal_years())
@examples(25)
def test_whatever_is_filed_quarters_that_follow_are_exact_and_no_day_counts_twice(
    years: tuple[list[tuple[date, date]], list[int], list[Any]],
) -> None:
    quarters, dollars, entries = years
    result = filed(document((CAPEX, entries)))
    truth = {
        f"{first}/{last}": Decimal(value) / 10**9
        for (first, last), value in zip(quarters, dollars, strict=True)
    }
    counted = result.rows[(result.rows["preferred"] == "yes") & (result.rows["item"] == "")]
    spans = sorted(zip(counted["start"], counted["end"], strict=True))
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))
    for period, amount in amounts(result).items():
        if period in truth:
            assert Decimal(amount) == truth[period]
    # All that was spent is counted once, as quarters or as years.
    assert sum(map(Decimal, counted["amount"])) == sum(truth.values())


DAYS = st.integers(738_000, 739_500)
PERIODS = st.builds(
    lambda first, days: (first, first + days - 1),
    DAYS,
    st.integers(80, 100) | st.integers(350, 380),
)


@given(st.sets(PERIODS, max_size=12), st.sets(PERIODS, max_size=2))
@examples(60)
def test_of_any_periods_those_that_count_share_no_day(
    periods: set[spans.Span], annual: set[spans.Span]
) -> None:
    standing = counted.standing(periods | annual, annual)
    assert standing.keys() == periods | annual
    counts = sorted(span for span, each in standing.items() if each == counted.COUNTS)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(counts))
    for span, each in standing.items():
        holders = [other for other in counts if other[0] <= span[1] and span[0] <= other[1]]
        assert holders, "what does not count is days of something that does"
        if each == counted.PART:
            assert holders[0][0] <= span[0]
            assert span[1] <= holders[0][1]


# --- files that are not what they should be ------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "rule", "message"),
    [
        (b"", "json", "this is no JSON: expecting value in column 1"),
        (b'{"cik": 1,', "json", "this is no JSON"),
        (b"payer,payee\n", "json", "this is no JSON"),
        (b"\xff\xfe", "encoding", "byte 0 is not UTF-8"),
        (b"[" * 200_000, "json", "lists in lists without end"),
        (b'{"cik": ' + b"9" * 5000 + b"}", "json", "a number has thousands of digits"),
        (b"[]", "form", "the file holds a list, not company facts"),
        (b"null", "form", "the file holds null, not company facts"),
        (b"NaN", "form", "the file holds a number, not company facts"),
    ],
)
def test_what_is_no_company_facts_is_one_problem(raw: bytes, rule: str, message: str) -> None:
    (problem,) = refused(raw)
    assert (problem.file, problem.rule) == ("facts.json", rule)
    assert problem.message.startswith(message)
    assert problem.hint


def edited(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    content = document((REVENUES, [fact(Q1, 5)]))
    change(content)
    return content


def first(content: dict[str, Any]) -> dict[str, Any]:
    entry = content["facts"]["us-gaap"]["Revenues"]["units"]["USD"][0]
    assert isinstance(entry, dict)
    return entry


PLACE = "facts.us-gaap.Revenues.units.USD[0]"


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (lambda content: content.pop("facts"), "facts", "is missing"),
        (lambda content: content.pop("cik"), "cik", "is missing"),
        (lambda content: content.update(cik="x"), "cik", "'x' is no number of a company"),
        (lambda content: content.update(entityName=5), "entityName", "'5' is no text"),
        (lambda content: content.update(facts=[]), "facts", "is a list, not an object"),
        (
            lambda content: content["facts"].update({"us-gaap": 5}),
            "facts.us-gaap",
            "'5' is a number, not an object",
        ),
        (
            lambda content: content["facts"]["us-gaap"].update(Assets={}),
            "facts.us-gaap.Assets.units",
            "is missing",
        ),
        (
            lambda content: content["facts"]["us-gaap"]["Revenues"]["units"].update(EUR={}),
            "facts.us-gaap.Revenues.units.EUR",
            "is no list of facts",
        ),
        *(
            (lambda content, key=key: first(content).pop(key), f"{PLACE}.{key}", "is missing")
            for key in ("end", "val", "accn", "filed")
        ),
        *(
            (
                lambda content, value=value: first(content).update(val=value),
                f"{PLACE}.val",
                message,
            )
            for value, message in (
                ("5", "'5' is text, not a number"),
                (True, "'True' is true or false, not a number"),
                ([5], "is a list, not a number"),
                (float("nan"), "'NaN' is not a finite number"),
                (float("-inf"), "'-Infinity' is not a finite number"),
                (10**40, "is out of range"),
                (1e-300, "'1E-300' is out of range"),
            )
        ),
        *(
            (lambda content, day=day: first(content).update(end=day), f"{PLACE}.end", message)
            for day, message in (
                ("2024-02-30", "'2024-02-30' is no date"),
                ("2024", "'2024' is no date"),
                (20240331, "'20240331' is no date"),
            )
        ),
        (lambda content: first(content).update(accn="24-1"), f"{PLACE}.accn", "'24-1' is no acc"),
    ],
)
def test_a_wrong_place_is_named(
    change: Callable[[dict[str, Any]], Any], place: str, message: str
) -> None:
    (problem,) = refused(edited(change))
    assert (problem.column, problem.rule, problem.severity) == (place, "form", "error")
    assert message in problem.message


def test_many_wrong_places_are_counted() -> None:
    problems = refused(document((REVENUES, [fact(Q1, "5")] * 1000)))
    assert len(problems) == 21
    assert problems[-1].message == "980 more values of this file are wrong"
    assert sum(problem.cells for problem in problems) == 1000


def test_what_nothing_reads_may_hold_anything() -> None:
    content = document(("us-gaap:Assets", ["?", None, 5]), (REVENUES, [fact(Q1, 5)]))
    assert len(filed(content).rows) == 1


def test_a_file_without_facts_has_no_figures() -> None:
    result = filed(document())
    assert (len(result.rows), len(result.unmapped), result.concepts) == (0, 0, 0)
    assert list(result.rows.columns) == [column.name for column in schema.columns("figures")]


def test_names_lose_what_a_terminal_obeys() -> None:
    content = document((REVENUES, [fact(Q1, 5, form="10-Q\n\x1b[31m")]), company="A\ud800\x00 B\tC")
    result = filed(content)
    assert result.company == "A B C"
    assert result.rows["source"].tolist() == [f"A B C 10-Q [31m, accession {accession(25)}"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = ["cik", "facts", "us-gaap", "Revenues", "units", "USD"]


@given(st.sampled_from(KEYS) | st.sampled_from(sorted(fact(Q1, 5))), JSON)
@examples(40)
def test_whatever_stands_in_a_place_there_are_figures_or_problems(key: str, value: Any) -> None:
    content = document((REVENUES, [fact(Q1, 5)]))
    place: Any = content
    for step in ([] if key == "cik" else KEYS[1:]) if key in KEYS else [*KEYS[1:], 0]:
        if step == key:
            break
        place = place[step]
    place[key] = value
    try:
        rows = len(filed(content).rows)
    except DataError as error:
        rows = -len(error.problems) or 99  # an error names what is wrong
    assert rows <= 1
