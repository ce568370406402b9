"""One company: figures on their bases, commitments, whose dollar, and ratios."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.model import ChoiceError, Network
from moneyloop.questions.figures.company import books_of, company, study_of
from moneyloop.words.labels import row_key

Package = Callable[..., Path]

DEALS = """
    id,payer,payee,kind,amount_usd_bn,amount_high_usd_bn,paid_usd_bn,announced,start,end,status,evidence
    lab-cloud,Lab,Cloud,compute,300,,,2025-09,2027,2031,signed,leaked
    lab-cloud-2025,Lab,Cloud,compute,4,,,,2025-01-01,2025-12-31,paid,reported
    lab-chips,Lab,Chips,hardware,10,12,1,2025-02,2025-07-01,2027-06-30,signed,reported
    lab-power,Lab,Power,services,,,,2025-03,2025-06,,signed,reported
    lab-land,Lab,Land,lease,7,,,2025-03,2025-06,,signed,reported
    cloud-lab,Cloud,Lab,equity,3,,,,2025-03-01,,paid,reported
    shop-lab,Shop,Lab,services,2,,,,2025-01-01,2025-12-31,paid,reported
    lab-cloud-talks,Lab,Cloud,compute,9,,,,2026,2027,talks,leaked
    """
FIGURES = """
    party,metric,item,segment,start,end,amount,unit,basis,evidence,preferred
    Lab,revenue,,total,2024,2024,4,usd_bn,net,reported,
    Lab,revenue,,total,2025,2025,13,usd_bn,net,reported,
    Lab,revenue,other_count,total,2025,2025,13.5,usd_bn,,leaked,
    Lab,revenue,,total,2025,2025,12,usd_bn,net,leaked,no
    Lab,run_rate,,total,2025-12,2025-12,20,usd_bn,net,reported,
    Lab,run_rate,,total,2026-04,2026-04,30,usd_bn,gross,reported,
    Lab,run_rate,other_count,,2026-04,2026-04,22,usd_bn,net,estimated,
    Lab,users,,weekly,2026-02,2026-02,900,count_m,,reported,
    Lab,revenue,,total,2026,2026,40,usd_bn,net,projected,
    Cloud,revenue,,total,2025,2025,50,usd_bn,gross,reported,
    """


@pytest.fixture
def lab(package: Package) -> Network:
    return moneyloop.load(str(package(DEALS, figures=FIGURES)))


def named(items: list[dict[str, Any]], name: str, text: str = "") -> dict[str, Any]:
    (found,) = [item for item in items if item["name"] == name and text in item["text"]]
    return found


def of(rows: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found


# The numbers of the essays, from stated inputs.


def test_13_recognised_of_a_run_rate_of_20(lab: Network) -> None:
    result = company(lab, "Lab")
    made = named(result.extra["ratios"], "recognised / run rate")
    assert made["value"] == pytest.approx(0.65)
    assert made["differs"] == ["recognised against run rate", "year 2025 against month 2025-12"]
    assert (made["numerator"]["amount"], made["denominator"]["amount"]) == (13, 20)
    assert made["numerator"]["basis"] == "recognised, net"
    assert made["denominator"]["basis"] == "run rate: one month times twelve, net"
    assert made["figures"] == ["figures.csv:3", "figures.csv:6"]
    assert made["text"].startswith("13 recognised in 2025, of a run rate of 20 in 2025-12")


def test_30_gross_less_22_net_is_8(lab: Network) -> None:
    ratios = company(lab, "Lab").extra["ratios"]
    gap = named(ratios, "gross less net")
    assert (gap["value"], gap["unit"]) == (pytest.approx(8), "usd_bn")
    assert gap["differs"] == [
        "gross against net",
        "segment total against total, other count",
        "evidence reported against estimated",
    ]
    share = named(ratios, "gross less net, of gross")
    assert (share["value"], share["unit"]) == (pytest.approx(8 / 30), "ratio")
    assert share["figures"] == ["figures.csv:7", "figures.csv:8"]


def test_300_over_five_years_is_60_a_year(lab: Network) -> None:
    result = company(lab, "Lab")
    cloud = {"metric": "purchases", "counterparty": "Cloud"}
    assert of(result.rows, basis="whole term", **cloud)["amount"] == 300
    average = of(result.rows, basis="a year on average", **cloud)
    assert (average["amount"], average["period"]) == (pytest.approx(60), "2027..2031")
    assert average["deals"] == ["lab-cloud"]
    assert average["planned"]
    made = named(result.extra["ratios"], "whole term / a year", "Cloud")
    assert made["value"] == pytest.approx(5)
    assert made["differs"] == ["whole term against a year on average"]
    # The 4 were paid before that term began: they stand beside it, and are not set against it.
    assert of(result.rows, basis="paid so far", **cloud)["amount"] == 4
    assert not [one for one in result.extra["ratios"] if "4 paid" in one["text"]]


def test_a_year_is_set_against_what_was_paid_in_a_year_of_its_term(package: Package) -> None:
    rows = """
        id,payer,payee,kind,amount_usd_bn,amount_high_usd_bn,paid_usd_bn,announced,start,end,status,evidence
        term,Lab,Cloud,compute,40,50,,,2024-01-01,2027-12-31,signed,reported
        early,Lab,Cloud,compute,9,,,,2023,,paid,reported
        half,Lab,Cloud,compute,3,6,,,2025-01-01,2025-06-30,paid,leaked
        rest,Lab,Cloud,compute,2,,,,2025-07-01,2025-12-31,paid,leaked
        fee,Lab,Cloud,services,1,,,,2025-01-01,2025-12-31,paid,reported
        """
    network = moneyloop.load(str(package(rows, figures=FIGURES)))

    def made(**asked: Any) -> list[dict[str, Any]]:
        ratios = company(network, "Lab", **asked).extra["ratios"]
        return [one for one in ratios if one["name"] == "a year / paid in a year"]

    (one,) = made(year=2025, as_of="2026-01-31")
    # Of 40 over four years, and 3 + 2 paid; neither the fee nor 2023 is compute of that year.
    assert one["value"] == pytest.approx(10 / 5)
    assert one["deals"] == ["half", "rest", "term"]
    assert one["denominator"]["basis"] == "paid in 2025"
    assert "a year on average against paid in 2025" in one["differs"]
    assert (
        one["text"]
        == "purchases, Cloud, compute: $10.0bn a year on average, and $5.0bn paid in 2025."
    )
    # What is paid is no "up to".
    assert made(year=2025, case="headline")[0]["value"] == pytest.approx(12.5 / 5)
    # Before the term, in a year without payments, and in one that is not over.
    assert made(year=2023) == made(year=2024) == made(year=2025, as_of="2025-10-31") == []


@pytest.mark.parametrize(
    "paid",
    [
        "half,Lab,Cloud,compute,3,,,,2025-01-01,2025-06-30,paid,leaked",
        "all,Lab,Cloud,compute,,5,,,2025-01-01,2025-12-31,paid,leaked",
        "fee,Lab,Cloud,services,3,,,,2025-01-01,2025-12-31,paid,leaked",
        "back,Cloud,Lab,compute,3,,,,2025-01-01,2025-12-31,paid,leaked",
    ],
)
def test_a_year_is_not_set_against_part_of_one_or_other_money(package: Package, paid: str) -> None:
    head = DEALS.strip().splitlines()[0]
    term = "term,Lab,Cloud,compute,40,,,,2024-01-01,2027-12-31,signed,reported"
    network = moneyloop.load(str(package("\n".join([head, term, paid]) + "\n", figures=FIGURES)))
    ratios = company(network, "Lab", year=2025).extra["ratios"]
    assert named(ratios, "whole term / a year")["value"] == pytest.approx(4)
    assert not [one for one in ratios if "paid" in one["name"]]


def test_what_a_row_says_is_paid_is_set_against_its_own_term(lab: Network) -> None:
    result = company(lab, "Lab", year=2025)
    one = named(result.extra["ratios"], "paid so far / whole term")
    assert (one["value"], one["deals"]) == (pytest.approx(1 / 10), ["lab-chips"])
    assert one["differs"] == ["paid so far against whole term"]
    told = [note for note in result.notes if note.startswith("A year on average is set against")]
    assert "in 2025 only within one kind of deal" in told[0]


def test_what_openai_owes_microsoft_is_not_set_against_what_it_paid_before() -> None:
    result = company(moneyloop.load(), "OpenAI")
    microsoft = {"metric": "purchases", "counterparty": "Microsoft"}
    assert of(result.rows, basis="a year on average", **microsoft)["amount"] == pytest.approx(
        34.83, abs=0.01
    )
    # In 2024 3.8 and a share of revenue of 0.49, in 2025 17.2, in the first half of 2026 12.
    paid = of(result.rows, basis="paid so far", **microsoft)["amount"]
    assert paid == pytest.approx(3.8 + 0.4938 + 17.2 + 12.0)
    assert not [one for one in result.extra["ratios"] if "paid" in one["name"]]
    of_year = named(
        company(moneyloop.load(), "CoreWeave").extra["ratios"], "a year / paid in a year"
    )
    assert of_year["deals"] == ["msft-crwv-10", "msft-crwv-2025"]


def test_a_name_with_braces_is_a_name(package: Package) -> None:
    figures = FIGURES.replace("Lab,revenue,,total,202", "Lab,revenue,,{a},202")
    network = moneyloop.load(str(package(DEALS.replace(",Cloud,", ",{Cloud},"), figures=figures)))
    ratios = company(network, "Lab").extra["ratios"]
    assert "purchases, {Cloud}" in named(ratios, "whole term / a year", "300")["text"]
    assert "revenue, {a}: 13 in 2025 after 4 in 2024, 3.25x." in {one["text"] for one in ratios}


def test_notes_stand_by_what_they_are_of(lab: Network) -> None:
    books = books_of(study_of(lab, 2025, None, "firm"), "Lab")
    assert list(books.notes) == ["figures", "commitments", "whose dollar", "unsized sales"]
    assert books.notes["whose dollar"] == [
        "Whose dollar: figures cover 100% of the days of the year's revenue. Own money back is "
        "part of network investors' money, which is part of any investor's money; own money back "
        "and the rows below any investor's sum to revenue."
    ]
    notes = [note for part in books.notes.values() for note in part]
    assert notes == company(lab, "Lab", year=2025).notes


def test_the_bundled_data_have_13_of_20_for_openai_in_2025() -> None:
    result = company(moneyloop.load(), "OpenAI", year=2025)
    made = named(result.extra["ratios"], "recognised / run rate")
    assert made["value"] == pytest.approx(0.65, abs=0.005)
    assert made["denominator"]["amount"] == 20
    assert "evidence leaked against reported" in made["differs"]
    oracle = of(result.rows, counterparty="Oracle", metric="purchases", basis="a year on average")
    assert oracle["amount"] == pytest.approx(60)
    gap = named(company(moneyloop.load(), "Anthropic").extra["ratios"], "gross less net")
    assert gap["value"] == pytest.approx(8)


def test_growth_is_on_one_basis_and_never_from_gross_to_net(lab: Network) -> None:
    made = [one for one in company(lab, "Lab").extra["ratios"] if one["name"] == "year on year"]
    assert [(one["numerator"]["period"], one["value"]) for one in made] == [
        ("2025", pytest.approx(13 / 4)),
        ("2026", pytest.approx(40 / 13)),
    ]
    assert [one["planned"] for one in made] == [False, True]
    assert made[0]["differs"] == ["year 2025 against year 2024"]


def test_figures_that_conflict_stand_side_by_side(lab: Network) -> None:
    result = company(lab, "Lab")
    mine = [
        row
        for row in result.rows
        if (row["group"], row["metric"], row["period"]) == ("figures", "revenue", "2025")
    ]
    assert [(row["amount"], row["preferred"]) for row in mine] == [
        (13, True),
        (13.5, True),
        (12, False),
    ]
    assert mine[0]["same_measure"] == ["figures.csv:4", "figures.csv:5"]
    assert not any(row["amount"] == pytest.approx((13 + 13.5 + 12) / 3) for row in result.rows)
    assert any("13, 13.5, 12" in note and "not averaged" in note for note in result.notes)


def test_a_run_rate_has_the_month_behind_it(lab: Network) -> None:
    rows = company(lab, "Lab").rows
    rate = of(rows, metric="run_rate", period="2025-12")
    assert (rate["per_month"], rate["month"]) == (pytest.approx(20 / 12), "2025-12")
    booked = of(rows, metric="revenue", period="2024", group="figures")
    assert (booked["per_month"], booked["month"]) == (None, None)


def test_commitments_on_four_bases(lab: Network) -> None:
    rows = company(lab, "Lab", year="2025").rows
    chips = {"counterparty": "Chips", "metric": "purchases"}
    whole = of(rows, basis="whole term", **chips)
    assert (whole["amount"], whole["low"], whole["high"]) == (10, 10, 12)
    assert of(rows, basis="a year on average", **chips)["amount"] == pytest.approx(5)
    # 184 of the 730 days of its term are in 2025.
    assert of(rows, basis="falls in 2025", **chips)["amount"] == pytest.approx(10 * 184 / 730)
    assert of(rows, basis="paid so far", **chips)["amount"] == 1
    cloud = {"counterparty": "Cloud", "metric": "investments received"}
    assert of(rows, basis="paid so far", **cloud)["amount"] == 3
    assert of(rows, basis="falls in 2025", **cloud)["deals"] == ["cloud-lab"]
    assert of(rows, metric="sales", counterparty="Shop", basis="paid so far")["amount"] == 2


def test_the_other_side_of_a_commitment_is_the_same(lab: Network) -> None:
    whole = {"basis": "whole term"}
    bought = of(company(lab, "Lab").rows, metric="purchases", counterparty="Cloud", **whole)
    sold = of(company(lab, "Cloud").rows, metric="sales", counterparty="Lab", **whole)
    assert (bought["amount"], bought["deals"]) == (sold["amount"], sold["deals"])


def test_the_headline_counts_the_up_to_but_not_as_paid(package: Package) -> None:
    paid = "lab-gpus,Lab,Chips,compute,,5,,,2025-01-01,2025-12-31,paid,reported\n"
    rows = "".join(line.strip() + "\n" for line in DEALS.strip().splitlines()) + paid
    result = company(moneyloop.load(str(package(rows, figures=FIGURES))), "Lab", case="headline")
    chips = {"counterparty": "Chips", "metric": "purchases"}
    assert of(result.rows, basis="whole term", **chips)["amount"] == 12
    to_date = of(result.rows, basis="paid so far", **chips)
    assert (to_date["amount"], to_date["note"]) == (1, "without what nobody states: lab-gpus")


def test_unknown_amounts_and_terms_are_unknown_and_not_zero(lab: Network) -> None:
    result = company(lab, "Lab", year="2025")
    power = [row for row in result.rows if row["counterparty"] == "Power"]
    assert {row["basis"]: row["amount"] for row in power} == {
        "whole term": None,
        "falls in 2025": None,
    }
    assert power[0]["note"] == "without what nobody states: lab-power"
    assert power[0]["period"] == "from 2025-06-01"
    land = [row for row in result.rows if row["counterparty"] == "Land"]
    assert {row["basis"]: row["amount"] for row in land} == {
        "whole term": 7,
        "falls in 2025": None,
    }
    left = {item.reason: item.ids for item in result.left_out}
    assert left == {"talks": ("lab-cloud-talks",), "unknown amount": ("lab-power",)}


def test_paid_is_what_is_past_on_the_day(lab: Network) -> None:
    result = company(lab, "Lab", year="2025", as_of="2025-06-30")
    paid = of(result.rows, basis="paid so far", metric="purchases", counterparty="Cloud")
    assert paid["amount"] == pytest.approx(4 * 181 / 365)
    assert not [row for row in result.rows if row["deals"] == ["lab-cloud"]]


def test_whose_dollar_sums_to_revenue_and_agrees_with_attribute(lab: Network) -> None:
    rows = [row for row in company(lab, "Cloud", year=2025).rows if row["group"] == "whose dollar"]
    amounts = {row["metric"]: row["amount"] for row in rows}
    (attributed,) = moneyloop.attribute(lab, from_="2025", to="2025", party=["Cloud"]).rows
    assert amounts == {name: attributed[row_key(name)] for name in amounts}
    parts = [
        name for name in amounts if name not in ("revenue", "network_investors", "any_investor")
    ]
    assert sum(amounts[name] for name in parts) == pytest.approx(amounts["revenue"])
    own = of(rows, metric="own")
    assert (own["low"], own["high"]) == (attributed["own_low"], attributed["own_high"])
    booked = of(rows, metric="revenue")
    assert (booked["deals"], booked["figures"]) == (["lab-cloud-2025"], ["figures.csv:11"])
    assert own["share"] == pytest.approx(own["amount"] / 50, abs=1e-9)


def test_rows_have_the_same_keys_and_every_ratio_its_differences() -> None:
    network = moneyloop.load()
    for party in ("OpenAI", "Microsoft", "Nvidia"):
        result = company(network, party)
        assert len({tuple(row) for row in result.rows}) == 1
        assert result.extra["ratios"]
        for made in result.extra["ratios"]:
            assert made["differs"], made
            assert made["evidence"]
            assert made["figures"] or made["deals"]
            for side in ("numerator", "denominator"):
                assert made[side]["basis"]
        for row in result.rows:
            assert row["basis"]
            # The basis says the whole: gross or net too, where the figures do.
            assert row["gross_or_net"] in (None, "unknown") or row["gross_or_net"] in row["basis"]
            assert row["unit"]
            assert row["figures"] or row["deals"]
            assert row["evidence"]


def test_as_of_leaves_out_what_was_not_known(lab: Network) -> None:
    rows = company(lab, "Lab", as_of="2025-12-31", year=2025).rows
    assert not [row for row in rows if row["period"] == "2026-04"]


@pytest.mark.parametrize("year", ["2025-Q3", "abc", "25", 20255])
def test_a_year_is_a_calendar_year(lab: Network, year: str | int) -> None:
    with pytest.raises(ChoiceError, match="calendar year"):
        company(lab, "Lab", year=year)


def test_unknown_names_have_a_hint(lab: Network) -> None:
    with pytest.raises(ChoiceError, match="Cloud"):
        company(lab, "Cluod")


def test_a_party_without_figures_says_so(lab: Network) -> None:
    result = company(lab, "Shop")
    assert {row["group"] for row in result.rows} == {"commitments"}
    assert "No figure of Shop is known: only what the deals say." in result.notes
    assert "Whose dollar: Shop is outside the network, its revenue is not followed." in result.notes
    early = company(lab, "Cloud", year="2024").notes
    assert "Whose dollar: no revenue of Cloud above zero is known in the year." in early


def test_nothing_is_recognised_before_its_day(lab: Network) -> None:
    rows = company(lab, "Lab", year=2025).rows
    ahead = of(rows, group="figures", metric="revenue", period="2026")
    assert (ahead["basis"], ahead["planned"]) == ("recognised, forecast, net", True)
    done = of(rows, group="figures", figures=["figures.csv:3"])
    assert (done["basis"], done["planned"]) == ("recognised, net", False)
    growth = named(company(lab, "Lab").extra["ratios"], "year on year", "40 in 2026")
    assert growth["differs"][0] == "recognised, forecast against recognised"


def test_money_that_was_paid_is_not_planned_though_its_year_is_not_over() -> None:
    deals = [
        make.deal("Fund", "Lab", "equity", 5, "2026-02-01", end="2026-03-31"),
        make.deal("Fund", "Lab", "debt", 2, "2026-02-01", end="2026-12-31", status="signed"),
        make.deal("Lab", "Cloud", "compute", 3, "2026-01-01", end="2026-03-31", status="signed"),
    ]
    rows = make.parties(["Lab", "Cloud"], ["Fund"])
    result = company(
        make.network(deals[:1] + deals[2:], [], rows), "Lab", year=2026, as_of="2026-06-30"
    )
    falls = [row for row in result.rows if row["basis"] == "falls in 2026"]
    assert [(row["amount"], row["planned"]) for row in falls] == [(3, False), (5, False)]
    later = company(make.network(deals, [], rows), "Lab", year=2026, as_of="2026-06-30")
    told = of(later.rows, counterparty="Fund", basis="falls in 2026")
    assert (told["amount"], told["planned"]) == (7, True)
