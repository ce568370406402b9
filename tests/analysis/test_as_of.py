"""As-of dates: what was announced by then, and nothing else (method, sections 3 and 4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.study import selection
from moneyloop.model import Network

LATE = "announced after as-of"
NAMES = ("Ada", "Bea", "Cid")


def reasons(network: Network, as_of: str | None = None) -> dict[str, str | None]:
    return {row["id"]: row["left_out"] for row in moneyloop.deals(network, as_of=as_of).rows}


def counted(network: Network, as_of: str | None = None) -> set[str]:
    return {name for name, reason in reasons(network, as_of).items() if reason is None}


@pytest.mark.parametrize(
    ("announced", "start", "before", "after"),
    [
        ("2025-09-22", "2024", "2025-09-21", "2025-09-22"),
        ("2025-09", "2024", "2025-08-31", "2025-09-01"),
        ("2025", "2024", "2024-12-31", "2025-01-01"),
        ("2025-09-22", "2026", "2025-09-21", "2025-09-22"),
        ("", "2025-09", "2025-08-31", "2025-09-01"),
        ("", "2025", "2024", "2025-01"),
    ],
)
def test_a_deal_counts_from_the_first_day_of_its_announcement_or_else_of_its_start(
    announced: str, start: str, before: str, after: str
) -> None:
    row = make.deal("Acme", "Lab", "equity", 5, start, announced=announced, id="deal")
    network = make.network([row])
    assert reasons(network, before) == {"deal": LATE}
    assert reasons(network, after) == {"deal": None}


@pytest.mark.parametrize("date", ["2025", "2025-12", "2025-12-31"])
def test_a_partial_as_of_date_is_its_last_day(date: str) -> None:
    row = make.deal("Acme", "Lab", "equity", 5, 2025, announced="2025-12-31", id="deal")
    answer = moneyloop.attribute(make.network([row]), as_of=date)
    assert answer.as_of == "2025-12-31"
    assert answer.left_out == []


def test_without_a_date_it_is_the_day_of_the_latest_row() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 5, 2024, announced="2024-03"),
        make.deal("Acme", "Lab", "equity", 5, 2028, announced="2025-06-30", status="signed"),
    ]
    assert moneyloop.deals(make.network(rows)).as_of == "2025-06-30"


def test_a_deal_announced_later_moves_no_money_before() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 60, 2025, announced="2025-01-10"),
        make.deal("Lab", "Acme", "compute", 70, 2025, announced="2025-07-01"),
    ]
    figures = [make.revenue("Lab", 40), make.revenue("Acme", 90)]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"]))

    def own(day: str) -> tuple[float, float, float]:
        (row,) = moneyloop.attribute(network, as_of=day, to="2025", party=["Acme"]).rows[-1:]
        return row["own_known_low"], row["own_estimate"], row["own_known_high"]

    assert own("2025-06-30") == (0, 0, 0)
    assert moneyloop.loops(network, as_of="2025-06-30").rows == []
    # The revenue of 2025 is known once 2025 is over; until then nobody is known to pay the Lab.
    assert own("2025-07-01") == pytest.approx((60, 60, 60))
    assert own("2025-12-31") == pytest.approx((30, 42, 60))


def test_an_actual_takes_the_place_of_a_schedule_only_once_it_is_known() -> None:
    plan = make.deal("Lab", "Acme", "compute", 30, "2024", end="2026", status="signed", id="plan")
    paid = make.deal("Lab", "Acme", "compute", 4, 2025, announced="2026-02-01", id="paid")
    rows = [plan | {"announced": "2023-12-01"}, paid]
    network = make.network(rows, parties=make.parties(["Acme", "Lab"]))

    def sold(day: str) -> float:
        (row,) = moneyloop.attribute(
            network, as_of=day, from_="2025", to="2025", party=["Acme"]
        ).rows
        return float(row["network_sales"])

    assert sold("2026-01-31") == pytest.approx(30 * 365 / 1096)
    assert sold("2026-02-01") == pytest.approx(4)


def chain(**days: str) -> Network:
    """Three rows, `c` in place of `b` in place of `a`, announced on these days."""
    rows = [
        make.deal("Acme", "Lab", "equity", 1, 2024, id="a"),
        make.deal("Acme", "Lab", "equity", 2, 2024, id="b", replaces="a"),
        make.deal("Acme", "Lab", "equity", 3, 2024, id="c", replaces="b"),
    ]
    return make.network([row | {"announced": days[row["id"]]} for row in rows])


def test_of_a_chain_of_replacements_the_last_known_counts() -> None:
    network = chain(a="2024-01-01", b="2024-06-01", c="2025-01-01")
    days = ["2023-12-31", "2024-01-01", "2024-05-31", "2024-06-01", "2024-12-31", "2025-01-01"]
    found = ["".join(sorted(counted(network, day))) for day in days]
    assert found == ["", "a", "a", "b", "b", "c"]


def test_what_is_replaced_by_way_of_a_row_not_yet_known_does_not_count() -> None:
    network = chain(a="2024-01-01", b="2025-01-01", c="2024-06-01")
    assert counted(network, "2024-05-31") == {"a"}
    assert reasons(network, "2024-06-01") == {"a": "replaced", "b": LATE, "c": None}
    assert counted(network, "2025-01-01") == {"c"}


def test_two_rows_may_replace_one_and_either_is_enough() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 9, 2024, id="old"),
        make.deal("Acme", "Lab", "equity", 4, 2024, id="x", announced="2024-06", replaces="old"),
        make.deal("Acme", "Lab", "equity", 3, 2024, id="y", announced="2024-09", replaces="old"),
    ]
    network = make.network(rows)
    assert counted(network, "2024-05") == {"old"}
    assert counted(network, "2024-06") == {"x"}
    assert counted(network, "2024-09") == {"x", "y"}


def parts(*more: dict[str, Any]) -> Network:
    rows = [
        make.deal("Acme", "Lab", "equity", 9, 2024, announced="2024-06", id="round"),
        make.deal("Acme", "Lab", "equity", 4, 2024, announced="2024-01", id="first"),
        *more,
    ]
    rows[1] |= {"part_of": "round"}
    return make.network(rows)


def test_a_part_counts_until_the_row_that_holds_it_is_announced() -> None:
    network = parts()
    assert counted(network, "2024-05") == {"first"}
    assert reasons(network, "2024-06") == {"first": "part_of", "round": None}


def test_what_replaces_a_row_holds_its_parts_as_well() -> None:
    new = make.deal("Acme", "Lab", "equity", 8, 2024, announced="2024-09", replaces="round")
    network = parts(new | {"id": "new"})
    assert counted(network, "2024-05") == {"first"}
    assert counted(network, "2024-08") == {"round"}
    assert reasons(network, "2024-09") == {"round": "replaced", "first": "part_of", "new": None}


def test_a_part_that_replaces_the_row_that_held_it_counts() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 9, 2024, id="plan"),
        make.deal("Acme", "Lab", "equity", 4, 2024, id="paid", part_of="plan", replaces="plan"),
    ]
    assert counted(make.network(rows)) == {"paid"}


def test_a_row_may_be_part_of_two() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 9, 2024, announced="2024-03", id="a"),
        make.deal("Acme", "Lab", "equity", 9, 2024, announced="2024-06", id="b"),
        make.deal("Acme", "Lab", "equity", 1, 2024, announced="2024-01", id="c", part_of="b;a"),
    ]
    network = make.network(rows)
    assert counted(network, "2024-01") == {"c"}
    assert counted(network, "2024-03") == {"a"}
    assert counted(network, "2024-06") == {"a", "b"}


def test_a_party_does_not_change_sides_with_the_date() -> None:
    """Inside is inside from the first day, also where only a later sale says so."""
    rows = [
        make.deal("Acme", "Lab", "equity", 5, 2024, announced="2024"),
        make.deal("Lab", "Acme", "compute", 5, 2025, announced="2025"),
    ]
    found = moneyloop.attribute(make.network(rows), as_of="2024").rows
    assert [row["party"] for row in found] == ["Acme", "Lab"]


FIRST = date(2024, 1, 1)


@st.composite
def announced_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows with days of announcement in any order, some replacing others or part of them."""
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(2, 6))):
        payer, payee = draw(st.permutations(NAMES))[:2]
        day = FIRST + timedelta(days=draw(st.integers(0, 700)))
        earlier = [row["id"] for row in rows]
        column = draw(st.sampled_from(["replaces", "part_of"]))
        links = {"replaces": "", "part_of": ""} | {column: draw(st.sampled_from(["", *earlier]))}
        rows.append(
            {
                "id": f"d{number}",
                "payer": payer,
                "payee": payee,
                "kind": draw(st.sampled_from(["equity", "compute", "repayment"])),
                "amount_usd_bn": draw(st.integers(0, 9)),
                "announced": draw(st.sampled_from([day.isoformat(), day.strftime("%Y-%m")])),
                "start": str(draw(st.integers(2024, 2025))),
                "end": str(draw(st.integers(2025, 2026))),
                "status": draw(st.sampled_from(["paid", "signed"])),
            }
            | links
        )
    return rows


def first_day(text: str) -> str:
    return (text + "-01-01")[:10] if len(text) < 10 else text


def known(rows: list[dict[str, Any]], day: str) -> list[dict[str, Any]]:
    """The rows of a package that was written on that day: links to later rows lead through them."""
    table = {row["id"]: row for row in rows}
    there = {row["id"] for row in rows if first_day(row["announced"]) <= day}

    def older(name: str) -> set[str]:
        target = table[name]["replaces"]
        return {target} if target in there else older(target) if target else set()

    def holders(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
        if name in there:
            return {name}
        newer = {row["id"] for row in rows if row["replaces"] == name}
        onward = {*newer, table[name]["part_of"]} - seen - {""}
        return set().union(*(holders(other, seen | {name}) for other in onward))

    def links(row: dict[str, Any]) -> dict[str, str]:
        held = holders(row["part_of"]) - {row["id"]} if row["part_of"] else ()
        return {"replaces": ";".join(older(row["id"])), "part_of": ";".join(held)}

    return [row | links(row) for row in rows if row["id"] in there]


@examples(40)
@given(rows=announced_rows(), ahead=st.integers(0, 700))
def test_as_of_a_day_it_is_the_package_of_that_day(rows: list[dict[str, Any]], ahead: int) -> None:
    day = (FIRST + timedelta(days=ahead)).isoformat()
    parties = make.parties(NAMES)
    figures = [make.revenue("Ada", 20, 2024), make.revenue("Bea", 10, 2025, source_date="2024-06")]
    then = known(rows, day)
    whole = make.network_of_drawn(rows, figures, parties)
    if not then:
        assert counted(whole, day) == set()
        return
    fresh = make.network_of_drawn(then, figures, parties)
    for question in (
        lambda network: moneyloop.attribute(network, as_of=day, to="2026").rows,
        lambda network: moneyloop.loops(network, as_of=day).rows,
    ):
        assert question(whole) == question(fresh)
    assert counted(whole, day) == counted(fresh, day)


def test_a_payment_of_a_year_is_known_when_the_year_is_over() -> None:
    stake = make.deal("Cloud", "Lab", "equity", 5, 2025, end="")
    order = make.deal("Lab", "Cloud", "compute", 9, 2026, end="", status="signed")
    network = make.network([stake, order])
    # A commitment that starts later says nothing of what is known.
    assert selection.iso(selection.data_date(make.network([stake]))) == "2025-12-31"
    assert selection.iso(selection.data_date(network)) == "2026-01-01"
