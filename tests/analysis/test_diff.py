"""What changed between two dates or two networks, and what it moved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.model import ChoiceError, Network, Result

ENDS = ("low", "estimate", "high")
PARTIES = ("Acme", "Lab", "Cloud")
Rows = list[dict[str, Any]]


def network(*rows: dict[str, Any], figures: Rows | None = None) -> Network:
    figures = [make.revenue("Acme", 90, 2024)] if figures is None else figures
    return make.network(rows, figures, make.parties(PARTIES, ["Street"]))


def stake(amount: float = 60, **more: Any) -> dict[str, Any]:
    return make.deal("Acme", "Lab", "equity", amount, 2024, **{"id": "stake"} | more)


def sale(amount: float = 70, **more: Any) -> dict[str, Any]:
    return make.deal("Lab", "Acme", "compute", amount, 2024, **{"id": "sale"} | more)


def money(amount: float = 40, **more: Any) -> dict[str, Any]:
    return make.deal("Street", "Lab", "customer", amount, 2024, **{"id": "money"} | more)


def moves(result: Result) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(row["party"], row["period"], row["measure"]): row for row in result.rows}


def changed(result: Result) -> dict[str, str]:
    return {row["id"]: row["change"] for row in result.extra["deals"]}


def before(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[f"{end}_before"] for end in ENDS)


def after(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[end] for end in ENDS)


def loops(result: Result, key: str) -> list[list[str]]:
    return [row["parties"] for row in result.extra[key]]


def test_a_deal_announced_between_the_dates_is_added_and_moves_what_it_moves() -> None:
    rows = [
        stake(announced="2024-01-05"),
        money(announced="2024-01-05"),
        sale(announced="2024-06-01"),
    ]
    found = moneyloop.diff(network(*rows), since="2024-05-31", until="2024-06-01")
    assert (found.extra["as_of_before"], found.as_of) == ("2024-05-31", "2024-06-01")
    assert changed(found) == {"sale": "added"}
    assert loops(found, "loops_closed") == [["Acme", "Lab"]]
    assert found.extra["loops_opened"] == []
    own = moves(found)["Acme", "2024", "own"]
    assert before(own) == (0, 0, 0)
    # 60 of the 100 in the pool are Acme's, 70 are paid to Acme.
    assert after(own) == pytest.approx((30, 42, 60))
    assert own["moved"] == pytest.approx(60)
    (part,) = own["deals"]
    assert (part["id"], part["change"], own["more_deals"]) == ("sale", "added", 0)
    assert [part[f"moved_{end}"] for end in ENDS] == pytest.approx([30, 42, 60])
    assert own["figures_moved_low"] is None


def test_a_row_that_replaces_another_is_one_change_to_take_back() -> None:
    rows = [
        stake(),
        money(),
        sale(announced="2024-01-05", id="plan"),
        sale(20, announced="2024-06-01", id="deal", replaces="plan"),
    ]
    found = moneyloop.diff(network(*rows), since="2024-05-31")
    assert changed(found) == {"plan": "replaced", "deal": "added"}
    by = {row["id"]: row["by"] for row in found.extra["deals"]}
    assert by == {"plan": ["deal"], "deal": []}
    own = moves(found)["Acme", "2024", "own"]
    assert before(own) == pytest.approx((30, 42, 60))
    assert after(own) == pytest.approx((0, 12, 20))
    # Without the new row the plan counts again, not both and not neither.
    assert [part["id"] for part in own["deals"]] == ["deal"]
    assert [own["deals"][0][f"moved_{end}"] for end in ENDS] == pytest.approx([-30, -30, -40])


def test_a_row_added_and_replaced_between_the_dates_says_both() -> None:
    rows = [
        stake(announced="2024-01-01"),
        sale(announced="2024-02-01", id="plan"),
        sale(20, announced="2024-06-01", id="deal", replaces="plan"),
    ]
    found = moneyloop.diff(network(*rows), since="2024-01-31")
    assert changed(found) == {"plan": "added", "deal": "added"}
    assert found.extra["deals"][0]["by"] == ["deal"]


def test_two_packages_differ_by_id_and_by_column() -> None:
    talks = make.deal("Acme", "Cloud", "equity", 9, 2024, status="talks", id="talks")
    old = network(stake(), money(), talks, sale())
    new = network(sale(50), stake(), money(), money(1, id="more"))
    found = moneyloop.diff(old, new)
    assert changed(found) == {"sale": "changed", "more": "added", "talks": "removed"}
    (row,) = [row for row in found.extra["deals"] if row["id"] == "sale"]
    assert row["columns"] == [{"column": "amount_usd_bn", "before": 70.0, "after": 50.0}]
    # Loops stay as they are: the order of rows and the size of a leg open none.
    assert not any(found.extra[f"loops_{word}"] for word in ("closed", "opened", "sized"))
    own = moves(found)["Acme", "2024", "own"]
    parts = {part["id"]: part["moved_high"] for part in own["deals"]}
    # Talks move nothing; a higher sale had a higher end.
    assert set(parts) == {"sale", "more"}
    assert parts["sale"] == pytest.approx(-10)


def test_a_row_without_an_id_is_told_by_its_content_not_by_its_line() -> None:
    rows = [stake(id=""), money(id=""), sale(id="")]
    new = [money(1, id=""), *rows[:2]]
    found = moneyloop.diff(network(*rows), network(*new))
    assert changed(found) == {"row-2": "added", "row-4": "removed"}
    own = moves(found)["Acme", "2024", "own"]
    assert after(own) == (0, 0, 0)
    assert {part["id"]: part["change"] for part in own["deals"]} == {"row-4": "removed"}


def test_a_replacement_that_is_gone_restores_what_it_replaced() -> None:
    plan = sale(id="plan")
    deal = sale(20, id="deal", replaces="plan")
    with_deal = network(stake(), money(), plan, deal)
    without = network(stake(), money(), plan)
    found = moneyloop.diff(with_deal, without)
    assert changed(found) == {"plan": "restored", "deal": "removed"}
    own = moves(found)["Acme", "2024", "own"]
    assert [(part["id"], part["change"]) for part in own["deals"]] == [("deal", "removed")]
    assert own["deals"][0]["moved_estimate"] == pytest.approx(30)


def test_loops_open_where_a_leg_is_gone_and_are_sized_where_it_has_an_amount() -> None:
    unknown = network(stake(), sale(""))
    known = network(stake(), sale())
    assert loops(moneyloop.diff(unknown, known), "loops_sized") == [["Acme", "Lab"]]
    assert loops(moneyloop.diff(known, network(stake())), "loops_opened") == [["Acme", "Lab"]]


def test_what_new_figures_moved_stands_apart() -> None:
    rows = [row | {"announced": "2023-12-01"} for row in (stake(), sale())]
    figures = [make.revenue("Lab", 40, 2024)]
    found = moneyloop.diff(network(*rows, figures=figures), since="2024-12-30", until="2024")
    assert found.extra["deals"] == []
    (figure,) = found.extra["figures"]
    assert (figure["change"], figure["party"], figure["amount"]) == ("added", "Lab", 40)
    own = moves(found)["Acme", "2024", "own"]
    assert (own["deals"], own["more_deals"]) == ([], 0)
    assert own["figures_moved_low"] == pytest.approx(30 - 60)


def test_a_figure_that_was_corrected_is_one_change() -> None:
    old, new = (
        network(stake(), sale(), figures=[make.revenue("Lab", amount, 2024)]) for amount in (40, 50)
    )
    (figure,) = moneyloop.diff(old, new).extra["figures"]
    assert figure["change"] == "changed"
    assert figure["columns"] == [{"column": "amount", "before": 40.0, "after": 50.0}]


def test_a_party_that_is_not_inside_before_has_no_measure_there() -> None:
    rows = [stake(), sale(), money()]
    old = make.network(rows[:1], (), make.parties(["Lab"], ["Acme", "Street"]))
    new = make.network(rows, (), make.parties(["Lab", "Acme"], ["Street"]))
    found = moneyloop.diff(old, new)
    row = moves(found)["Acme", "2024", "own"]
    assert before(row) == (None, None, None)
    assert row["moved"] == pytest.approx(row["high"])
    (party,) = found.extra["parties"]
    assert (party["name"], party["change"], party["boundary"]) == ("Acme", "changed", "inside")
    assert any("Acme is inside" in note for note in found.notes)
    back = moves(moneyloop.diff(new, old))["Acme", "2024", "own"]
    assert (after(back), back["deals"]) == ((None, None, None), [])


def test_a_removed_deal_of_a_removed_party_comes_back_as_it_was() -> None:
    rows = [stake(), sale(), make.deal("Cloud", "Lab", "equity", 40, 2024, id="gone")]
    old = make.network(rows, (), make.parties(PARTIES))
    new = make.network(rows[:2], (), make.parties(["Acme", "Lab"]))
    found = moves(moneyloop.diff(old, new))
    inside = found["Acme", "2024", "network_investors"]
    (part,) = inside["deals"]
    for end in ENDS:
        assert part[f"moved_{end}"] == pytest.approx(inside[end] - inside[f"{end}_before"])


def test_a_deal_that_cannot_reach_a_party_is_not_named_for_it() -> None:
    # Acme's money goes to the Lab and back; Cloud is paid by Acme and cannot reach it.
    far = make.deal("Acme", "Cloud", "compute", 30, 2024, id="far")
    old = network(stake(), money())
    new = network(stake(), money(), sale(), far)
    found = moves(moneyloop.diff(old, new))
    assert [part["id"] for part in found["Acme", "2024", "own"]["deals"]] == ["sale"]


def test_money_carried_from_an_earlier_year_is_traced_to_its_deal() -> None:
    early = make.deal("Acme", "Lab", "equity", 30, 2023, id="early")
    figures = [make.cash("Lab", 30, "2023-12-31")]
    rows = [early, make.deal("Lab", "Acme", "compute", 30, 2024, id="sale")]
    old = network(rows[1], figures=figures)
    found = moves(moneyloop.diff(old, network(*rows, figures=figures)))
    own = found["Acme", "2024", "own"]
    assert after(own) == pytest.approx((30, 30, 30))
    assert [part["id"] for part in own["deals"]] == ["early"]


def test_only_the_wanted_party_and_what_moves_it() -> None:
    rows = [stake(), sale(), money()]
    other = make.deal("Cloud", "Lab", "compute", 5, 2024, id="other")
    aside = make.deal("Street", "Cloud", "equity", 5, 2024, id="aside", status="talks")
    found = moneyloop.diff(network(), network(*rows, other, aside), party=["Acme"])
    assert {row["party"] for row in found.rows} == {"Acme"}
    assert "aside" not in changed(found)
    assert {"stake", "sale", "money", "other"} == set(changed(found))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "earlier date"),
        ({"as_of": "2025"}, "write since"),
        ({"since": "2025", "until": "2024"}, "31 December 2025 is after 31 December 2024"),
        ({"since": "2030"}, "is after"),
        ({"since": "soon"}, "not a date"),
        ({"since": "2024", "case": "best"}, "not a case"),
        ({"since": "2024", "party": ["Acm"]}, "Acme"),
    ],
)
def test_wrong_choices_are_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ChoiceError, match=told):
        moneyloop.diff(network(stake()), **options)


def test_two_networks_have_one_date() -> None:
    net = network(stake())
    with pytest.raises(ChoiceError, match="one date"):
        moneyloop.diff(net, net, since="2024", until="2025")


def test_two_networks_as_of_a_date_compare_what_was_known() -> None:
    old = network(stake(announced="2024-01-01"), money())
    late = sale(announced="2024-06-01")
    new = network(stake(announced="2024-01-01"), money(), late)
    assert moneyloop.diff(old, new, as_of="2024-05").extra["deals"] == []
    assert changed(moneyloop.diff(old, new, as_of="2024-06")) == {"sale": "added"}
    moved = stake(announced="2024-07-01")
    found = moneyloop.diff(old, network(moved, money()), as_of="2024-06")
    assert changed(found) == {"stake": "removed"}


def test_nothing_at_all_is_no_difference() -> None:
    empty = make.network([])
    found = moneyloop.diff(empty, empty)
    assert (found.rows, found.as_of, found.left_out) == ([], None, [])
    assert moneyloop.diff(empty, since="2024", until="2025").rows == []


def test_progress_is_told_and_the_answer_is_plain_values() -> None:
    told: list[tuple[int, int]] = []
    rows = [stake(), sale(), money()]
    found = moneyloop.diff(network(), network(*rows), progress=lambda *step: told.append(step))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["unit"] == "usd_bn"


def test_changes_beyond_the_limit_are_named_in_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moneyloop.questions.diff.moves.TRIALS", 2)
    found = moneyloop.diff(network(), network(stake(), sale(), money()))
    assert any("1 changed deals" in note and "(money)" in note for note in found.notes)


# --- the same by another route ---------------------------------------------------------------


@st.composite
def row_sets(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Two packages of rows that share some rows, with cash that carries over a year."""
    names = (*PARTIES, "Street")

    def rows(first: int) -> Rows:
        found = []
        for number in range(draw(st.integers(0, 4))):
            payer, payee = draw(st.permutations(names))[:2]
            kind = draw(st.sampled_from(["equity", "compute", "credit", "repayment"]))
            year = draw(st.sampled_from([2023, 2024]))
            found.append(
                {
                    "id": f"d{first + number}",
                    "payer": payer,
                    "payee": payee,
                    "kind": kind,
                    "amount_usd_bn": draw(st.integers(1, 20)),
                    "start": year,
                    "end": year,
                    "status": "paid",
                }
            )
        return found

    shared, old, new = rows(0), rows(10), rows(20)
    edited = [row | {"amount_usd_bn": draw(st.integers(1, 20))} for row in shared]
    return shared + old, (edited if draw(st.booleans()) else shared) + new


def loaded(rows: Rows) -> Network:
    figures = [make.cash("Lab", 10, "2023-12-31"), make.revenue("Acme", 15, 2024)]
    return make.network(rows, figures, make.parties(PARTIES, ["Street"]))


def measures(net: Network, window: dict[str, str]) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    return {
        (row["party"], row["period"], name): tuple(
            row[f"{name}_{end}"] for end in ("low", "estimate", "high")
        )
        for row in moneyloop.attribute(net, amounts="known", **window).rows
        for name in ("own", "network_investors", "any_investor")
    }


@examples(12)
@given(pair=row_sets())
def test_moves_and_parts_are_those_of_fresh_packages(pair: tuple[Rows, Rows]) -> None:
    old, new = (loaded(rows) for rows in pair)
    found = moneyloop.diff(old, new)
    window = {"from_": "2023", "to": "2024"}
    sides = measures(old, window), measures(new, window)
    moved = moves(found)
    for key in {*sides[0], *sides[1]}:
        was, now = (side.get(key, (0.0, 0.0, 0.0)) for side in sides)
        if max(abs(a - b) for a, b in zip(was, now, strict=True)) > 1e-5:
            assert before(moved[key]) == pytest.approx(was, abs=1e-7)
            assert after(moved[key]) == pytest.approx(now, abs=1e-7)
    # Each change taken back, in a package that is written anew without it.
    tables = [{row["id"]: row for row in rows} for rows in pair]
    parts: dict[str, dict[tuple[str, str, str], tuple[float, ...]]] = {}
    for name in changed(found):
        rest = {key: row for key, row in tables[1].items() if key != name}
        rest |= {name: tables[0][name]} if name in tables[0] else {}
        without = measures(loaded(list(rest.values())), window)
        parts[name] = {
            key: tuple(
                a - b
                for a, b in zip(
                    sides[1].get(key, (0, 0, 0)), without.get(key, (0, 0, 0)), strict=True
                )
            )
            for key in moved
        }
    for key, row in moved.items():
        expected = {
            name: part[key]
            for name, part in parts.items()
            if max(abs(end) for end in part[key]) > 2e-6
        }
        told = {part["id"]: tuple(part[f"moved_{end}"] for end in ENDS) for part in row["deals"]}
        assert len(told) + row["more_deals"] >= len(expected)
        for name, part in told.items():
            assert part == pytest.approx(parts[name][key], abs=1e-6)
        if not row["more_deals"]:
            assert set(expected) <= set(told)
        sizes = [max(map(abs, part)) for part in told.values()]
        assert sizes == sorted(sizes, reverse=True)


@examples(8)
@given(pair=row_sets())
def test_a_difference_read_backwards_is_its_reverse(pair: tuple[Rows, Rows]) -> None:
    old, new = (loaded(rows) for rows in pair)
    there, back = moneyloop.diff(old, new), moneyloop.diff(new, old)
    turned = {key: (after(row), before(row)) for key, row in moves(back).items()}
    assert {key: (before(row), after(row)) for key, row in moves(there).items()} == turned
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {name: opposite[change] for name, change in changed(back).items()} == changed(there)
    assert loops(there, "loops_closed") == loops(back, "loops_opened")


@examples(8)
@given(pair=row_sets())
def test_a_network_does_not_differ_from_itself_in_another_order(pair: tuple[Rows, Rows]) -> None:
    rows = pair[0]
    found = moneyloop.diff(loaded(rows), loaded(rows[::-1]))
    assert found.rows == []
    assert not any(found.extra[key] for key in ("deals", "figures", "parties"))
    assert not any(found.extra[f"loops_{word}"] for word in ("closed", "opened", "sized"))


def test_a_package_without_a_date_has_no_later_one() -> None:
    with pytest.raises(ChoiceError, match="the data, which has no date"):
        moneyloop.diff(make.network([]), since="2025")
