"""Stress: three lines kept apart and the cascade, worked by hand on a chain, and invariants."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from failures import DAY, LOST, chain, rows
from moneyloop.analysis.stress.exposures import LINES
from moneyloop.input.ledger.payments import load_payments
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.stress.counterparties import beyond, unknown_rows
from moneyloop.questions.stress.stress import stress


def test_the_three_lines_first_round_and_cascade() -> None:
    result = stress(chain(), "Lab", as_of=DAY)
    found = rows(result)
    assert list(found) == ["Cloud", "Chips", "Foundry", make.FUND]
    cloud, chips, foundry, fund = found.values()
    # Investment: at cost. Chips loses 3 of what is in the Cloud, which loses 4 of its 11.
    assert (cloud["investment"], cloud["investment_lost_first"]) == (4, 4)
    assert cloud["investment_lost"] == pytest.approx(4)
    assert (chips["investment"], chips["investment_lost_first"]) == (0, 0)
    assert chips["investment_lost"] == pytest.approx(3 * 4 / 11)
    assert (fund["investment_lost"], fund["buffer"], fund["debtrank"]) == (6, None, None)
    assert (cloud["buffer"], chips["buffer"]) == (11, 12)
    assert cloud["debtrank"] == pytest.approx(4 / 11)
    assert chips["debtrank"] == pytest.approx(1 / 11)
    assert result.extra["debtrank"] == pytest.approx((4 + 12 / 11) / (8 + 11 + 12))
    # Revenue: the Cloud has 2 left for the 12 that it owes, and Chips those 2 for its 8.
    assert (cloud["sales"], cloud["sales_lost_first"], cloud["sales_lost"]) == (10, 10, 10)
    assert (chips["sales"], chips["sales_lost_first"], chips["sales_lost"]) == (0, 0, 10)
    assert (foundry["sales"], foundry["sales_lost"], foundry["boundary"]) == (0, 6, "outside")
    assert (cloud["revenue"], cloud["share"]) == (11, pytest.approx(10 / 11))
    assert (foundry["revenue"], foundry["share"]) == (None, None)
    assert result.extra["defaults"] == [
        {"party": "Cloud", "owed": 12, "paid": 2},
        {"party": "Lab", "owed": 10, "paid": 0},
        {"party": "Chips", "owed": 8, "paid": 2},
    ]
    # Backlog: whole terms, and what the Cloud is to pay later is lost as far as it falls short now.
    assert (cloud["backlog"], cloud["backlog_lost"]) == (30, 30)
    assert (chips["backlog"], chips["backlog_no_dates"], chips["backlog_lost_first"]) == (5, 5, 5)
    assert chips["backlog_lost"] == pytest.approx(5 + 6 * 10 / 12)
    assert result.extra["unique"]
    assert result.extra["on_all_lines"] == ["Cloud", "Chips"]
    assert result.extra["unaffected"] == 3  # Nook, Shed and the street


def test_half_a_failure() -> None:
    """The Lab pays 5: the Cloud has 7 of 12, Chips 7 of 8."""
    found = rows(stress(chain(), "Lab", loss=0.5, as_of=DAY))
    assert found["Cloud"]["sales_lost"] == pytest.approx(5)
    assert found["Chips"]["sales_lost"] == pytest.approx(5)
    assert found["Foundry"]["sales_lost"] == pytest.approx(1)
    assert found["Cloud"]["investment_lost"] == pytest.approx(2)
    assert found["Chips"]["investment_lost"] == pytest.approx(3 * 2 / 11)
    assert found["Cloud"]["backlog_lost"] == pytest.approx(15)
    assert found["Chips"]["backlog_lost"] == pytest.approx(2.5 + 6 * 5 / 12)


def test_all_that_comes_in_is_a_cushion_and_investments_that_go_out_are_no_debt() -> None:
    """Chips puts 5 into the Cloud: that is 6 of the 12 owed, and Chips has 1 and those for its 8.

    Chips pays out 13 with 12 of sales: the 1 that no known money covers is there all the same.
    """
    stake = make.deal("Chips", "Cloud", "equity", 5, 2025)
    result = stress(chain(stake), "Lab", as_of=DAY)
    found = rows(result)
    assert found["Chips"]["sales_lost"] == pytest.approx(6)
    assert found["Foundry"]["sales_lost"] == pytest.approx(1)
    # The buffer is known money only: 12 of sales.
    assert found["Chips"]["buffer"] == pytest.approx(12)


def test_the_rows_behind_each_number() -> None:
    found = rows(stress(chain(), "Lab", as_of=DAY))
    assert found["Cloud"]["investment_deals"] == ["cloud-lab"]
    assert found["Cloud"]["sales_deals"] == ["lab-cloud"]
    assert found["Cloud"]["figures"] == ["figures.csv:3"]
    # What comes by the cascade rests on the rows of those that fall short.
    assert found["Chips"]["sales_deals"] == ["cloud-chips"]
    assert found["Chips"]["investment_deals"] == ["chips-cloud"]
    assert "no-term" in found["Chips"]["backlog_deals"]
    assert found["Foundry"]["sales_deals"] == ["chips-foundry"]
    assert found["Foundry"]["evidence"] == ["not stated"]


def test_what_is_paid_back_is_no_longer_at_stake_and_a_due_return_is_no_revenue() -> None:
    repaid = make.deal("Lab", "Cloud", "repayment", 1, 2025)
    found = rows(stress(chain(repaid), "Lab", as_of=DAY))["Cloud"]
    assert found["investment"] == 3
    assert (found["sales_lost"], found["returns"], found["returns_lost"]) == (10, 1, 1)
    more = make.deal("Lab", "Cloud", "dividend", 9, 2025)
    assert rows(stress(chain(more), "Lab", as_of=DAY))["Cloud"]["investment"] == 0


def test_money_promised_for_later_and_talks_and_stock_are_no_loss() -> None:
    more = (
        make.deal(make.STREET, "Lab", "equity", 50, 2027, status="signed", announced="2025"),
        make.deal(make.STREET, "Lab", "equity", 50, 2025, status="talks"),
        make.deal(make.STREET, "Lab", "warrant", 50, 2025, settlement="stock"),
    )
    result = stress(chain(*more), "Lab", as_of=DAY)
    assert make.STREET not in rows(result)
    left = {item.reason: item.ids for item in result.left_out}
    assert left["outside the window"] == ("row-11",)
    assert (left["talks"], left["not cash"]) == (("row-12",), ("row-13",))
    # In 2027 the money is there, and lost.
    later = rows(stress(chain(*more), "Lab", as_of="2027-12-31"))
    assert later[make.STREET]["investment_lost"] == 50


def test_credits_are_invested_money() -> None:
    credit = make.deal("Chips", "Lab", "credit", 2, 2025, settlement="credits")
    found = rows(stress(chain(credit), "Lab", as_of=DAY))
    assert found["Chips"]["investment_lost_first"] == 2


def test_unknown_amounts_are_unknown_and_never_zero() -> None:
    more = (
        make.deal("Lab", "Nook", "compute", "", 2025, id="paid-unknown"),
        make.deal("Nook", "Lab", "equity", "", 2025, id="stake-unknown"),
        make.deal("Lab", "Shed", "lease", "", 2026, end="", status="signed", announced="2025"),
    )
    result = stress(chain(*more), "Lab", as_of=DAY)
    nook, shed = rows(result)["Nook"], rows(result)["Shed"]
    for key in ("investment", "investment_lost", "sales", "sales_lost", "sales_lost_least"):
        assert nook[key] is None
    assert (nook["backlog"], nook["backlog_lost"], nook["share"]) == (0, 0, None)
    assert nook["unknown_deals"] == ["paid-unknown", "stake-unknown"]
    assert (shed["sales"], shed["backlog"], shed["backlog_lost"]) == (0, None, None)
    # Whatever it is, nothing is lost where nobody fails.
    assert rows(stress(chain(*more), "Lab", loss=0, as_of=DAY))["Nook"]["sales_lost"] == 0


def test_a_line_with_a_known_amount_names_the_rows_without_one() -> None:
    more = (
        make.deal(
            "Lab", "Cloud", "lease", "", 2026, announced=2025, status="signed", id="later-open"
        ),
        make.deal("Lab", "Cloud", "lease", "", 2025, id="year-open"),
        make.deal("Cloud", "Lab", "equity", "", 2025, id="stake-open"),
    )
    cloud = rows(stress(chain(*more), "Lab", as_of=DAY))["Cloud"]
    # What is known is as without them; it is not all of it.
    assert (cloud["investment"], cloud["sales"], cloud["backlog"]) == (4, 10, 30)
    assert cloud["investment_unknown_deals"] == ["stake-open"]
    assert cloud["sales_unknown_deals"] == ["year-open"]
    assert cloud["backlog_unknown_deals"] == ["later-open"]
    assert cloud["unknown_deals"] == ["later-open", "stake-open", "year-open"]
    for row in stress(chain(), "Lab", as_of=DAY).rows:
        assert [row[f"{line}_unknown_deals"] for line in LINES] == [[], [], []]


def test_what_the_failed_party_invests_in_the_year_still_arrives() -> None:
    """The Lab puts 3 into the Cloud, which has 1 more and owes 12; it leaves no gap as without."""
    stake = make.deal("Lab", "Cloud", "equity", 3, 2025)
    found = rows(stress(chain(stake), "Lab", as_of=DAY))
    assert found["Chips"]["sales_lost"] == pytest.approx(8)


def test_paid_money_without_a_date_is_at_stake() -> None:
    more = (
        make.deal("Nook", "Lab", "equity", 7, "", announced="2024", id="undated"),
        make.deal("Lab", "Nook", "repayment", 2, "", announced="2024", id="undated-back"),
        make.deal("Shed", "Lab", "equity", "", "", announced="2024", id="undated-unknown"),
        make.deal("Shed", "Lab", "equity", 9, "", status="signed", announced="2024", id="promised"),
        make.deal("Lab", "Foundry", "compute", "", "", announced="2024", id="bought-unknown"),
        make.deal("Foundry", "Lab", "equity", 5, "", announced="2026", id="later"),
    )
    result = stress(chain(*more), "Lab", as_of=DAY)
    found = rows(result)
    nook, shed, foundry = found["Nook"], found["Shed"], found["Foundry"]
    assert (nook["investment"], nook["investment_lost"]) == (5, 5)
    assert nook["investment_deals"] == ["undated", "undated-back"]
    assert (shed["investment"], shed["unknown_deals"]) == (None, ["undated-unknown"])
    assert (foundry["sales"], foundry["unknown_deals"]) == (None, ["bought-unknown"])
    assert foundry["investment"] == 0
    left = {item.reason: item.ids for item in result.left_out}
    assert left["no dates"] == ("promised",)


def test_an_investment_that_is_due_and_not_stated_to_be_paid_is_named() -> None:
    more = (
        make.deal("Nook", "Lab", "equity", 7, "2025-05-01", status="signed", id="due"),
        make.deal("Nook", "Lab", "debt", 0, "2025-06", status="contingent", id="line")
        | {"amount_usd_bn": 0, "amount_high_usd_bn": 9},
        make.deal("Nook", "Lab", "equity", 5, 2027, status="signed", announced="2025", id="later"),
    )
    told = "In the investments, due by 31 December 2025 but not stated to be paid: "
    result = stress(chain(*more), "Lab", as_of=DAY)
    assert rows(result)["Nook"]["investment"] == 7
    assert [note for note in result.notes if note.startswith(told)] == [f"{told}due."]
    headline = stress(chain(*more), "Lab", as_of=DAY, case="headline")
    assert rows(headline)["Nook"]["investment"] == 16
    assert f"{told}due, line." in headline.notes
    assert "paid in or due by 31 December 2025" in result.extra["bases"]["investment"]
    assert not any(told in note for note in stress(chain(), "Lab", as_of=DAY).notes)


def test_days_to_come_of_a_year_that_is_not_over_are_on_two_lines_and_said_to_be() -> None:
    result = stress(chain(), "Lab", year="2026", as_of="2026-06-30")
    cloud = rows(result)["Cloud"]
    days = (365 + 366 + 365) / 30  # of 2026 to 2028, per dollar
    assert cloud["sales"] == pytest.approx(365 / days)
    assert cloud["backlog"] == pytest.approx(30 - 181 / days)
    told = "Purchases on the days of 2026 after 30 June 2026 are in the revenue of the year"
    assert any(note.startswith(told) for note in result.notes)
    over = stress(chain(), "Lab", year="2025", as_of=DAY)
    assert not any(note.startswith("Purchases on the days") for note in over.notes)


def test_a_cycle_without_cash_clears_in_two_ways() -> None:
    """Two parties pay each other 10 and have nothing else; the third is not reached at all."""
    deals = [
        make.deal("A", "B", "compute", 10, 2025),
        make.deal("B", "A", "compute", 10, 2025),
        make.deal("C", "D", "compute", 10, 2025),
        make.deal("D", "C", "compute", 10, 2025),
    ]
    network = make.network(deals, [], make.parties(["A", "B", "C", "D"]))
    result = stress(network, "A", loss=0.4, as_of=DAY)
    assert not result.extra["unique"]
    (row,) = result.rows
    assert (row["party"], row["sales_lost"], row["sales_lost_least"]) == ("B", 4, 10)
    assert any("more than one way" in note for note in result.notes)
    whole = stress(network, "A", as_of=DAY)
    assert whole.extra["unique"]
    assert whole.rows[0]["sales_lost"] == 10
    # At the least payments the cascade takes more, and nothing where B can lose no more.
    assert [beyond(one, "sales") for one in (row, whole.rows[0])] == [True, False]


def test_what_is_beyond_the_first_round_and_which_rows_add_to_a_number() -> None:
    def row(first: float | None, lost: float | None, **more: Any) -> dict[str, Any]:
        keys = ("sales", "sales_lost_first", "sales_lost", "sales_unknown_deals")
        return dict(zip(keys, (first, first, lost, ["open"]), strict=True)) | more

    # Rounding is no loss, one hundred-millionth is; of an unknown first round nothing is known.
    ends = [(1.0, 1.000000004), (1.0, 1.000000008), (None, 2.0), (None, None), (0.0, 0.0)]
    assert [beyond(row(*one), "sales") for one in ends] == [False, True, True, False, False]
    assert beyond(row(4.0, 4.0, sales_lost_least=10.0), "sales")
    assert [unknown_rows(row(*one), "sales") for one in ends[2:]] == [["open"], [], []]
    # Known and at stake, but not lost.
    assert unknown_rows(row(0.0, 0.0, sales=3.0), "sales") == ["open"]


def test_a_party_outside_can_fail() -> None:
    """The street pays 1 of the Cloud's 11: 11 are left for the 12 that the Cloud owes."""
    sale = make.deal(make.STREET, "Cloud", "services", 1, 2025)
    result = stress(chain(sale), make.STREET, as_of=DAY)
    found = rows(result)
    assert found["Cloud"]["sales_lost"] == 1
    assert found["Chips"]["sales_lost"] == 1
    assert "Foundry" not in found
    assert [one["party"] for one in result.extra["defaults"]] == ["Cloud", make.STREET]


def test_choices_that_do_not_exist() -> None:
    network = chain()
    for loss in (-0.1, 1.1, float("nan"), float("inf")):
        with pytest.raises(ChoiceError, match=r"loss .* from 0 to 1"):
            stress(network, "Lab", loss=loss)
    with pytest.raises(ChoiceError, match="did you mean 'Lab'"):
        stress(network, "Labb")
    for year in ("2025-Q1", "25", "all"):
        with pytest.raises(ChoiceError, match="is not a calendar year: write 2025"):
            stress(network, "Lab", year=year)
    with pytest.raises(ChoiceError, match="not a case"):
        stress(network, "Lab", case="best")
    with pytest.raises(ChoiceError, match="name a year"):
        stress(make.network([], [], make.parties(["Lab"])), "Lab")
    assert stress(make.network([], [], make.parties(["Lab"])), "Lab", year=2025).rows == []


PAYMENTS = """payer,payee,amount,start,kind
Shop,Lab,20,2025-01-01,purchase
Cloud,Lab,8,2025-02-01,investment
Lab,Cloud,10,2025-03-01,purchase
Cloud,Chips,9,2025-04-01,purchase
Lab,Fund,3,2025-05-01,return
"""


@pytest.mark.parametrize("dated", [True, False])
def test_payments_are_lost_as_paid_rows_are(tmp_path: Any, dated: bool) -> None:
    """Without the 10 of the Lab the Cloud has 7, of no known source, for the 9 due to Chips."""
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS, encoding="utf-8")
    columns = {"start": "start" if dated else ""}
    result = stress(load_payments(str(file), columns), "Lab")
    found = rows(result)
    assert (found["Cloud"]["sales_lost_first"], found["Cloud"]["sales_lost"]) == (10, 10)
    assert (found["Cloud"]["investment"], found["Cloud"]["investment_lost"]) == (8, 8)
    assert (found["Chips"]["sales_lost_first"], found["Chips"]["sales_lost"]) == (0, 2)
    assert (found["Chips"]["revenue"], found["Chips"]["share"]) == (9, pytest.approx(2 / 9))
    assert found["Fund"]["returns_lost"] == 3
    assert (result.unit, result.extra["on_all_lines"]) == ("as given", ["Cloud"])
    assert result.as_of == ("2025-05-01" if dated else None)
    said = " ".join([*result.notes, *result.extra["bases"].values()])
    assert not any(word in said for word in ("$", "planned", "backlog", "year 1", "January 1"))
    with pytest.raises(ChoiceError, match="no dates"):
        stress(load_payments(str(file), {"start": ""}), "Lab", year=2025)


def test_a_payer_with_money_of_its_own_pays_on(tmp_path: Any) -> None:
    """Customers of the Cloud cover the 9 that it pays Chips, whatever the Lab does."""
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS + "Shop,Cloud,9,2025-03-02,purchase\n", encoding="utf-8")
    found = rows(stress(load_payments(str(file), {}), "Lab"))
    assert "Chips" not in found or found["Chips"]["sales_lost"] == 0
    assert found["Cloud"]["share"] == pytest.approx(10 / 19)


def test_a_lab_hits_its_hyperscalers_on_all_three_lines_at_once() -> None:
    """One failure hits all three lines of an investor; the numbers are the rows', by hand."""
    network = moneyloop.load()
    openai = rows(stress(network, "OpenAI", year=2025, as_of="2026-10-06"))["Microsoft"]
    assert openai["investment"] == pytest.approx(1 + 2 + 8.6 + 0.2 + 0.1)
    assert openai["sales_lost"] == pytest.approx(17.2)
    # 250 from 2025-10-28 to 2032-12-31, 2,622 days of which 2,278 are left.
    assert openai["backlog_lost"] == pytest.approx(250 * 2278 / 2622)
    assert openai["stake_value"] == 135
    # The revenue share has no amount: what is known of the backlog is not all of it.
    assert openai["backlog_unknown_deals"] == ["openai-msft-share-cap"]
    assert (openai["reported_backlog"], openai["reported_backlog_period"]) == (678, "2026-06-30")
    sellers = rows(stress(network, "OpenAI", year=2025, as_of="2026-10-06"))
    oracle = sellers["Oracle"]
    assert (oracle["backlog"], oracle["reported_backlog"]) == (300, 664)
    assert oracle["backlog_of_reported"] == pytest.approx(300 / 664)
    assert oracle["reported_backlog_period"] == "2026-08-31"
    segments = {name: sellers[name]["reported_backlog_segment"] for name in ("Amazon", "Google")}
    assert segments == {"Amazon": "AWS", "Google": "revenue backlog"}
    # What Nvidia is to pay cloud companies is no backlog of what it sells.
    assert sellers["Nvidia"]["reported_backlog"] is None
    anthropic = stress(network, "Anthropic", year=2025, as_of="2026-10-06")
    assert {"Amazon", "Google"} <= set(anthropic.extra["on_all_lines"])
    amazon = rows(anthropic)["Amazon"]
    assert amazon["investment"] == pytest.approx(1.25 + 2.75 + 1.3 + 1.3 + 1.4 + 5 + 5)
    assert amazon["sales_lost"] == pytest.approx(1.6)


# --- invariants ---------------------------------------------------------------------------


def outcome(result: Result) -> dict[str, dict[str, float]]:
    return {row["party"]: {key: row[key] for key in LOST} for row in result.rows}


@examples(10)
@given(data=st.data())
def test_losses_rise_with_the_loss_and_are_the_shortfalls_of_the_debtors(
    data: st.DataObject,
) -> None:
    economy = data.draw(make.economies(with_credits=True))
    network = economy.network()
    party = data.draw(st.sampled_from(economy.labels))
    results = [stress(network, party, loss=loss, year=2024) for loss in (0, 0.4, 1)]
    before: dict[str, dict[str, float]] = {}
    for result in results:
        now = outcome(result)
        for name, lost in now.items():
            for key in LOST:
                assert lost[key] >= before.get(name, {}).get(key, 0) - 1e-8
        before = now
        for row in result.rows:
            for line in ("investment", "sales", "returns", "backlog"):
                assert row[f"{line}_lost"] >= row[f"{line}_lost_first"] - 1e-8
            assert row["sales_lost"] <= row["sales_lost_least"] + 1e-8
        short = sum(one["owed"] - one["paid"] for one in result.extra["defaults"])
        lost = sum(row["sales_lost"] + row["returns_lost"] for row in result.rows)
        own = _own_loss(network, party, result)
        assert lost + own == pytest.approx(short, abs=1e-6)
    # Unless somebody fails everybody can pay in full: what is lost goes to nothing with the loss.
    dust = stress(network, party, loss=1e-9, year=2024)
    assert all(row["sales_lost"] + row["returns_lost"] < 1e-6 for row in dust.rows)
    nothing = outcome(results[0])
    assert all(value == 0 for lost in nothing.values() for value in lost.values())
    assert results[0].extra["defaults"] == []
    assert results[0].extra["debtrank"] == 0


def _own_loss(network: Network, party: str, result: Result) -> float:
    """What the failed party itself is no longer paid: it is a creditor too, without a row."""
    short = {one["party"]: 1 - one["paid"] / one["owed"] for one in result.extra["defaults"]}
    given = asking.study(network, from_=result.extra["year"], to=result.extra["year"])
    flows = given.flows.loc[given.flows["period"] == given.shown[0]]
    owed = flows.loc[flows["class"].isin(["purchase", "return"]) & (flows["payee"] == party)]
    pairs = zip(owed["payer"], owed["amount"], strict=True)
    return sum(short.get(payer, 0.0) * amount for payer, amount in pairs)


@examples(5)
@given(data=st.data())
def test_scaling_renaming_and_the_order_of_rows_change_nothing(data: st.DataObject) -> None:
    economy = data.draw(make.economies(with_credits=True))
    place = data.draw(st.integers(0, economy.size - 1))
    loss = data.draw(st.sampled_from([0.25, 1.0]))
    party = economy.labels[place]
    base = stress(economy.network(), party, loss=loss, year=2024)

    scaled = stress(economy.scaled(8.0).network(), party, loss=loss, year=2024)
    for name, lost in outcome(base).items():
        assert outcome(scaled)[name] == pytest.approx({k: 8 * v for k, v in lost.items()}, abs=1e-6)
    assert scaled.extra["debtrank"] == pytest.approx(base.extra["debtrank"], abs=1e-8)

    names = tuple(f"Z{number}" for number in reversed(range(economy.size)))
    renamed = stress(economy.with_more(names=names).network(), names[place], loss=loss, year=2024)
    new = dict(zip(economy.labels, names, strict=True))
    for name, lost in outcome(base).items():
        assert outcome(renamed)[new.get(name, name)] == pytest.approx(lost, abs=1e-8)

    tables = economy.deals(), economy.figures(), economy.parties()
    for table in tables:
        random.Random(7).shuffle(table)
    shuffled = stress(make.network(*tables), party, loss=loss, year=2024)
    assert [row["party"] for row in shuffled.rows] == [row["party"] for row in base.rows]
    for name, lost in outcome(base).items():
        assert outcome(shuffled)[name] == pytest.approx(lost, abs=1e-8)
