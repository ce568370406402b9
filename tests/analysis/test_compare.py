"""Two profiles: the same measures of two parties, on their own bases, and never a winner."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import moneyloop
from moneyloop.model import ChoiceError, Network
from moneyloop.questions.figures.compare import SIDE_KEYS, compare
from moneyloop.questions.margin.margin import margin

Package = Callable[..., Path]

DEALS = """
    id,payer,payee,kind,amount_usd_bn,announced,start,end,status,evidence
    a-cloud,A,Cloud,compute,10,,2025-01-01,2026-12-31,signed,reported
    a-land,A,Land,lease,6,,2025-06,,signed,reported
    b-cloud,B,Cloud,compute,,,2025-01-01,2026-12-31,signed,reported
    cloud-a,Cloud,A,equity,4,,2025-01-15,,paid,reported
    shop-a,Shop,A,services,1,,2025-01-01,2025-12-31,paid,reported
    shop-b,Shop,B,services,1,,2025-01-01,2025-12-31,paid,reported
    """
FIGURES = """
    party,metric,item,segment,start,end,amount,unit,basis,evidence,preferred
    A,revenue,,total,2024,2024,1,usd_bn,net,reported,
    A,revenue,,total,2025,2025,4,usd_bn,net,reported,
    A,revenue,,total,2025,2025,5,usd_bn,net,reported,no
    A,revenue,enterprise_share,,2025,2025,80,pct,,reported,
    A,run_rate,,total,2025-10,2025-10,5,usd_bn,net,reported,
    A,run_rate,,total,2025-11,2025-11,7,usd_bn,net,reported,
    A,gross_margin,,total,2025,2025,40,pct,,reported,
    A,operating_loss,,EBITDA loss,2025,2025,2,usd_bn,,leaked,
    A,operating_loss,,operating loss,2026,2026,9,usd_bn,,projected,
    A,valuation,stake,B,2025-06-30,2025-06-30,70,usd_bn,,reported,
    A,spend,cash_burn,,2025,2025,3,usd_bn,,reported,
    A,cash,,,2025-12-31,2025-12-31,5,usd_bn,,reported,
    B,revenue,,cloud,2025,2025,6,usd_bn,gross,reported,
    B,revenue,,total,2025,2025,9,usd_bn,gross,reported,
    B,run_rate,,total,2025-10,2025-10,11,usd_bn,net,reported,
    B,gross_margin,,total,2024,2024,30,pct,,reported,
    B,gross_margin,,total,2025,2025,46,pct,,reported,
    B,users,,weekly,2025-12,2025-12,900,count_m,,reported,
    B,spend,cash_burn,,2025-10,2025-12,2,usd_bn,,reported,
    B,valuation,post_money,,2025-06-30,2025-06-30,100,usd_bn,,reported,
    """
RATE, CAPEX = "run rate", "capital expenditure"
WORDS_OF_A_VERDICT = r"\b(wins?|winner|winning|loses|loser|better|worse|beats?|leads?|stronger)\b"


@pytest.fixture
def network(package: Package) -> Network:
    return moneyloop.load(str(package(DEALS, figures=FIGURES)))


def rows(network: Network, **asked: Any) -> dict[str, dict[str, Any]]:
    return {row["measure"]: row for row in compare(network, "A", "B", **asked).rows}


def test_both_sides_of_a_measure_with_their_bases(network: Network) -> None:
    row = rows(network)["recognised revenue of a year"]
    assert (row["a"], row["a_amount"], row["a_basis"]) == ("A", 4, "recognised, net")
    assert (row["b"], row["b_amount"], row["b_basis"]) == ("B", 9, "recognised, gross")
    assert (row["a_figures"], row["b_figures"]) == (["figures.csv:3"], ["figures.csv:15"])
    assert row["comparable"] is False
    assert row["differs"] == ["net against gross"]


def test_the_latest_period_that_both_have_stands_before_a_later_one(network: Network) -> None:
    row = rows(network)["run rate"]
    assert (row["a_period"], row["a_amount"], row["b_amount"]) == ("2025-10", 5, 11)
    assert row["comparable"] is True
    assert row["differs"] == []
    margin = rows(network)["gross margin"]
    assert (margin["a_amount"], margin["b_amount"], margin["unit"]) == (40, 46, "pct")


def test_without_a_period_in_common_each_has_its_latest(network: Network) -> None:
    burn = rows(network)["cash burn"]
    assert (burn["a_period"], burn["b_period"]) == ("2025", "2025-Q4")
    assert burn["differs"] == ["year 2025 against quarter 2025-Q4"]


def test_what_has_been_stands_before_a_forecast(network: Network) -> None:
    row = rows(network)["operating loss"]
    assert (row["a_segment"], row["a_amount"], row["a_planned"]) == ("EBITDA loss", 2, False)


def test_a_side_that_is_not_known_is_none_and_not_compared(network: Network) -> None:
    row = rows(network)["enterprise share of revenue"]
    assert row["a_amount"] == 80
    assert [row[f"b_{key}"] for key in SIDE_KEYS] == [None] * len(SIDE_KEYS)
    assert (row["comparable"], row["differs"]) == (None, None)


def test_a_stake_is_not_the_valuation_of_its_owner(network: Network) -> None:
    row = rows(network)["valuation"]
    assert (row["a_amount"], row["b_amount"]) == (None, 100)


def test_growth_and_revenue_per_user(network: Network) -> None:
    found = rows(network)
    growth = found["revenue over the year before"]
    assert (growth["a_amount"], growth["b_amount"]) == (4, None)
    assert (growth["a_period"], growth["unit"]) == ("2025 over 2024", "ratio")
    each = found["revenue per user"]
    assert each["b_amount"] == pytest.approx(1000 * 11 / 900)
    assert (each["b_segment"], each["unit"], each["a_amount"]) == ("weekly", "usd", None)


def test_commitments_to_come_and_what_they_leave_out(network: Network) -> None:
    result = compare(network, "A", "B", as_of="2025-12-31")
    row = next(row for row in result.rows if row["measure"] == "purchases committed, to come")
    assert (row["a_amount"], row["a_deals"]) == (pytest.approx(5), ["a-cloud"])
    assert row["a_planned"] is True
    # Nobody knows what B owes: that is unknown, not zero.
    assert row["b_amount"] is None
    left = {item.reason: item.ids for item in result.left_out}
    assert left == {"unknown amount": ("b-cloud",), "no dates": ("a-land",)}


def test_whose_dollar_agrees_with_attribute(network: Network) -> None:
    found = rows(network, year="2025")
    one = {row["party"]: row for row in moneyloop.attribute(network, from_="2025", to="2025").rows}
    for measure, key in (("any investor's money", "any_investor"), ("own money back", "own")):
        row = found[f"{measure}, of booked revenue"]
        for side, party in (("a", "A"), ("b", "B")):
            for end in ("amount", "low", "high"):
                name = f"{key}_estimate" if end == "amount" else f"{key}_{end}"
                share = one[party][name] / one[party]["revenue"]
                assert row[f"{side}_{end}"] == pytest.approx(share, abs=1e-9)


def test_the_sides_stand_in_the_order_asked(network: Network) -> None:
    there, back = compare(network, "A", "B").rows, compare(network, "B", "A").rows
    assert [row["measure"] for row in there] == [row["measure"] for row in back]
    for one, other in zip(there, back, strict=True):
        assert one["comparable"] == other["comparable"]
        for key in SIDE_KEYS:
            assert one[f"a_{key}"] == other[f"b_{key}"]
            assert one[f"b_{key}"] == other[f"a_{key}"]


@pytest.mark.parametrize(
    ("one", "other", "measure", "comparable", "differs"),
    [
        # The amount and the party are no basis.
        (
            "run_rate,total,2025-10,4,net,leaked",
            "run_rate,total,2025-10,9,net,leaked",
            RATE,
            True,
            [],
        ),
        (
            "run_rate,total,2025-10,4,gross,leaked",
            "run_rate,total,2025-10,4,net,leaked",
            *(RATE, False, ["gross against net"]),
        ),
        (
            "run_rate,total,2025-10,4,,leaked",
            "run_rate,total,2025-10,4,net,leaked",
            *(RATE, False, ["gross or net: not stated against net"]),
        ),
        # Neither says which, and the two may differ.
        (
            "run_rate,total,2025-10,4,,leaked",
            "run_rate,total,2025-10,4,,leaked",
            *(RATE, False, ["gross or net not stated on either side"]),
        ),
        (
            "run_rate,total,2025-10,4,net,leaked",
            "run_rate,total,2025-11,4,net,leaked",
            *(RATE, False, ["month 2025-10 against month 2025-11"]),
        ),
        (
            "run_rate,total,2025-10,4,net,leaked",
            "run_rate,total,2025-10,4,net,reported",
            *(RATE, False, ["evidence leaked against reported"]),
        ),
        (
            "run_rate,cloud,2025-10,4,net,leaked",
            "run_rate,total,2025-11,4,gross,leaked",
            RATE,
            False,
            [
                "net against gross",
                "segment cloud against total",
                "month 2025-10 against month 2025-11",
            ],
        ),
        # What a company spends is neither gross nor net.
        ("capex,total,2025,4,,reported", "capex,total,2025,7,,reported", CAPEX, True, []),
        ("capex,total,2025,4,,reported", "cash,total,2025-12-31,7,,reported", CAPEX, None, None),
    ],
)
def test_two_sides_are_comparable_on_one_basis_alone(
    package: Package,
    one: str,
    other: str,
    measure: str,
    comparable: bool | None,
    differs: list[str] | None,
) -> None:
    head = "party,metric,segment,start,end,amount,unit,basis,evidence\n"
    sides = [(party, *text.split(",")) for party, text in (("A", one), ("B", other))]
    figures = "".join(
        f"{party},{metric},{segment},{when},{when},{amount},usd_bn,{basis},{evidence}\n"
        for party, metric, segment, when, amount, basis, evidence in sides
    )
    row = rows(moneyloop.load(str(package(DEALS, figures=head + figures))))[measure]
    assert (row["comparable"], row["differs"]) == (comparable, differs)


def test_there_is_no_winner() -> None:
    result = compare(moneyloop.load(), "Anthropic", "OpenAI")
    text = json.dumps(result.to_dict())
    assert not re.search(WORDS_OF_A_VERDICT, text, flags=re.IGNORECASE)
    assert result.notes[0].startswith("Two profiles, and no ranking")
    # No key holds a relation of the two sides but that they differ.
    keys = {key for row in result.rows for key in row}
    assert {key for key in keys if not key.startswith(("a_", "b_"))} == {
        *("measure", "unit", "a", "b", "comparable", "differs")
    }


def test_run_rates_of_april_2026_are_gross_against_net() -> None:
    found = compare(moneyloop.load(), "Anthropic", "OpenAI").rows
    row = next(row for row in found if row["measure"] == "run rate")
    assert (row["a_amount"], row["b_amount"], row["a_period"]) == (30, 24, "2026-04")
    assert row["differs"] == ["gross against net"]


def test_a_year_keeps_other_years_out(network: Network) -> None:
    found = rows(network, year=2024)
    assert found["recognised revenue of a year"]["a_amount"] == 1
    assert found["recognised revenue of a year"]["b_amount"] is None
    assert "run rate" not in found


def test_a_fiscal_year_is_of_the_year_that_margin_takes_it_for(package: Package) -> None:
    figures = """
        party,metric,segment,start,end,amount,unit,basis,evidence
        A,revenue,total,2024-01-29,2025-01-26,130,usd_bn,gross,reported
        A,revenue,total,2025-01-27,2026-01-25,216,usd_bn,gross,reported
        A,gross_margin,total,2024-01-29,2025-01-26,75,pct,,reported
        A,gross_margin,total,2025-01-27,2026-01-25,71,pct,,reported
        B,revenue,total,2024-07-01,2025-06-30,282,usd_bn,gross,reported
        """
    network = moneyloop.load(str(package(DEALS, figures=figures)))
    revenue = rows(network, year=2025)["recognised revenue of a year"]
    assert (revenue["a_amount"], revenue["b_amount"]) == (216, 282)
    assert revenue["a_period"] == "2025-01-27..2026-01-25"
    assert rows(network, year=2024)["recognised revenue of a year"]["a_amount"] == 130
    assert margin(network, party="A", year=2025).rows[0]["revenue"] == 216
    assert margin(network, party="A", year=2024).rows[0]["revenue"] == 130
    (note,) = [note for note in compare(network, "A", "B", year=2025).notes if "fiscal" in note]
    assert note.startswith("Only figures of 2025. ")


def test_what_is_to_come_is_of_no_year_and_says_so(network: Network) -> None:
    def told(**asked: Any) -> str:
        (note,) = [
            note
            for note in compare(network, "A", "B", as_of="2025-12-31", **asked).notes
            if note.startswith("Committed, to come")
        ]
        return note

    ahead = "purchases committed, to come"
    found = rows(network, year=2024, as_of="2025-12-31")[ahead]
    assert (found["a_amount"], found["a_period"]) == (pytest.approx(5), "after 2025-12-31")
    assert "after the as-of date, whatever the year: it is not of 2024." in told(year=2024)
    assert "after the as-of date. Rows" in told()


def test_one_party_twice_and_unknown_names(network: Network) -> None:
    with pytest.raises(ChoiceError, match="two parties"):
        compare(network, "A", "a")
    with pytest.raises(ChoiceError, match="no party is called"):
        compare(network, "A", "Nobody")
