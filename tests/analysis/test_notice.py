"""Contracts that either side may leave with notice: what is firm, and what is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.model import Network
from moneyloop.questions import asking

PARTIES = make.parties(["Lab", "Cloud"], ["World"])
WHOLE, FIRST, LAST = 36.5, date(2026, 1, 1), date(2030, 12, 31)
DAYS = (LAST - FIRST).days + 1


def network(**cells: Any) -> Network:
    row = make.deal("Lab", "Cloud", "compute", WHOLE, "2026-01-01", end="2030-12-31")
    row |= {"id": "term", "status": "signed", "announced": "2025-06-01", **cells}
    return make.network([row], [], PARTIES)


def firm(net: Network, as_of: str, case: str = "firm") -> float:
    """All that the contract pays, to the end of its term."""
    study = asking.study(net, as_of=as_of, case=case, from_="2025", to="2031", by="total")
    return float(study.flows["amount"].sum())


def until(day: date) -> float:
    return WHOLE * max(0, (day - FIRST).days + 1) / DAYS


@pytest.mark.parametrize(
    ("as_of", "leave", "notice", "last"),
    [
        ("2026-10-09", "", 90, date(2027, 1, 7)),  # from the as-of date
        ("2026-10-09", "2026-12-31", 90, date(2027, 3, 31)),  # from the first day that allows it
        ("2026-10-09", "2026-12-31", 0, date(2026, 12, 31)),
        ("2027-10-09", "2026-12-31", 90, date(2028, 1, 7)),
        ("2030-12-01", "", 90, LAST),  # never beyond the end
        ("2025-07-01", "", 90, date(2025, 9, 29)),  # both may leave before it starts
    ],
)
def test_firm_is_what_falls_due_until_the_notice_runs_out(
    as_of: str, leave: str, notice: int, last: date
) -> None:
    net = network(notice_days=notice, cancellable_from=leave)
    assert firm(net, as_of) == pytest.approx(until(last))
    assert firm(net, as_of, case="headline") == pytest.approx(WHOLE)


def test_the_daily_rate_stays() -> None:
    options = {"as_of": "2026-10-09", "from_": "2026", "to": "2026"}
    bound, free = (
        moneyloop.attribute(net, **options).rows[0]["network_sales"]
        for net in (network(notice_days=90), network())
    )
    assert bound == pytest.approx(free)


def test_what_is_not_firm_is_in_no_later_year_and_the_notes_say_so() -> None:
    net = network(notice_days=90)
    answer = moneyloop.attribute(net, as_of="2026-10-09", from_="2026", to="2029")
    sales = {row["period"]: row["network_sales"] for row in answer.rows if row["party"] == "Cloud"}
    assert sales.get("2028", 0) == sales.get("2029", 0) == 0
    assert any(
        "may leave" in note
        and note.endswith("2026-10-09 or on the first day that allows it: term.")
        for note in answer.notes
    )
    headline = moneyloop.attribute(net, as_of="2026-10-09", case="headline", from_="2026")
    assert not any("may leave" in note for note in headline.notes)


@pytest.mark.parametrize("amounts", ["open", "known", "ranges"])
def test_no_range_of_amounts_takes_the_notice_for_a_range(amounts: str) -> None:
    net = network(notice_days=90, amount_high_usd_bn=80)
    rows = moneyloop.attribute(
        net, as_of="2026-10-09", amounts=amounts, from_="2026", to="2028"
    ).rows
    plain = moneyloop.attribute(
        network(notice_days=90), as_of="2026-10-09", from_="2026", to="2028"
    ).rows
    assert [row["network_sales"] for row in rows] == [row["network_sales"] for row in plain]
    if amounts == "ranges":
        assert [row["network_sales_high"] for row in rows] == [row["network_sales"] for row in rows]


@examples(20)
@given(notice=st.integers(0, 2000), more=st.integers(0, 500), day=st.dates(FIRST, LAST))
def test_more_notice_is_never_less_money(notice: int, more: int, day: date) -> None:
    some, longer = (
        firm(network(notice_days=days), day.isoformat()) for days in (notice, notice + more)
    )
    assert 0 <= some <= longer + 1e-9 <= WHOLE + 2e-9


def test_paid_and_open_rows_have_no_notice() -> None:
    paid = network(notice_days=90, status="paid")
    assert firm(paid, "2026-10-09") == pytest.approx(WHOLE)
    assert [problem.rule for problem in paid.warnings] == ["notice-without-use"]
    no_amount = network(notice_days=90, amount_usd_bn="")
    assert [problem.rule for problem in no_amount.warnings] == ["notice-without-use"]
    assert not network(notice_days=90).warnings


def test_a_day_without_a_notice_is_refused() -> None:
    with pytest.raises(moneyloop.DataError, match="no notice is stated"):
        network(cancellable_from="2026-12-31")
