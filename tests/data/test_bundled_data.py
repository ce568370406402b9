"""The bundled data: complete enough for the questions asked of it, and as its README says."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import moneyloop
from moneyloop.analysis.dated import events
from moneyloop.analysis.study.study import Study
from moneyloop.model import Network
from moneyloop.questions import asking
from moneyloop.words.amounts import most

ACCESSION = r"\d{10}-\d\d-\d{6}"  # the number of a filing at the SEC
DATA = Path(__file__).parents[2] / "data"
README = re.sub(r"\s+", " ", (DATA / "README.md").read_text(encoding="utf-8"))

MAIN = (
    "Microsoft",
    "Amazon",
    "Google",
    "Meta",
    "Oracle",
    "Nvidia",
    "OpenAI",
    "Anthropic",
    "CoreWeave",
)
PARTNERSHIPS = (
    ("Amazon", "Anthropic"),
    ("Google", "Anthropic"),
    ("Microsoft", "OpenAI"),
    ("Nvidia", "OpenAI"),
    ("Oracle", "OpenAI"),
)
# Rings known from the research behind the data: parties in any order.
SIZED_PAIRS = (
    "Amazon Anthropic",
    "Amazon OpenAI",
    "Google Anthropic",
    "Microsoft Anthropic",
    "Microsoft OpenAI",
    "Nvidia CoreWeave",
    "Nvidia Nebius",
    "CoreWeave OpenAI",
)
OTHER_PAIRS = (
    "AMD Meta",
    "AMD OpenAI",
    "Cerebras OpenAI",
    "Microsoft Figure_AI",
    "Nvidia Anthropic",
    "Nvidia Lambda",
    "Nvidia Mistral_AI",
    "Nvidia OpenAI",
    "Nvidia Valor_Compute_Infrastructure",
    "Nvidia xAI_(SpaceX)",
)
TRIANGLES = (
    "Nvidia OpenAI Oracle",
    "Microsoft OpenAI CoreWeave",
    "Anthropic xAI_(SpaceX) Nvidia",
)


@pytest.fixture(scope="module")
def network() -> Network:
    return moneyloop.load()


@pytest.fixture(scope="module")
def two_years(network: Network) -> Study:
    return asking.study(network, from_="2024", to="2025")


@pytest.fixture(scope="module")
def money_loops(network: Network) -> list[dict[str, Any]]:
    result = moneyloop.loops(network, type=["money"], length=4)
    assert result.extra["complete"]
    return result.rows


def said(pattern: str) -> tuple[float, ...]:
    """The numbers that the README of the data gives in a passage."""
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    found = re.search(pattern, README)
    assert found is not None, f"the README of the data no longer says {pattern!r}"
    return tuple(
        words.index(part.lower()) if part.lower() in words else float(part)
        for part in found.groups()
    )


def test_the_data_has_no_problem() -> None:
    assert moneyloop.check() == []


def test_there_are_enough_deals_and_each_has_a_source(network: Network) -> None:
    assert len(network.deals) >= 270
    assert (network.deals["source"] != "").all()
    assert (network.figures["source"] != "").all()


@pytest.mark.parametrize("pair", PARTNERSHIPS, ids="-".join)
def test_a_partnership_has_money_both_ways_with_links(
    network: Network, pair: tuple[str, str]
) -> None:
    deals = network.deals
    for payer, payee in (pair, pair[::-1]):
        rows = deals.loc[(deals["payer"] == payer) & (deals["payee"] == payee)]
        if pair[0] == "Oracle" and payer == "Oracle":
            continue  # Oracle sells to OpenAI and has no stake in it.
        assert len(rows)
        assert (rows["source"] != "").all()
        assert rows["url"].str.startswith("https://").any()


def found(rows: list[dict[str, Any]], ring: str) -> list[dict[str, Any]]:
    names = {name.replace("_", " ") for name in ring.split()}
    return [row for row in rows if row["length"] == len(names) and set(row["parties"]) == names]


@pytest.mark.parametrize("ring", [*SIZED_PAIRS, *OTHER_PAIRS, *TRIANGLES])
def test_a_known_ring_is_found(money_loops: list[dict[str, Any]], ring: str) -> None:
    assert found(money_loops, ring)


@pytest.mark.parametrize("ring", SIZED_PAIRS)
def test_a_ring_with_both_amounts_known_has_a_size(
    money_loops: list[dict[str, Any]], ring: str
) -> None:
    assert any(row["size"] and row["size"] > 0 for row in found(money_loops, ring))


def test_the_direction_of_a_ring_is_the_way_of_the_money(money_loops: list[dict[str, Any]]) -> None:
    for row in found(money_loops, "Nvidia OpenAI Oracle"):
        assert row["parties"] == ["Nvidia", "OpenAI", "Oracle"]
        assert [leg["class"] for leg in row["legs"]] == ["investment", "purchase", "purchase"]


@pytest.mark.parametrize(("length", "all_", "sized"), [(3, 19, 9), (4, 60, 15)])
def test_there_are_at_least_as_many_rings_as_were_counted_by_hand(
    money_loops: list[dict[str, Any]], length: int, all_: int, sized: int
) -> None:
    rows = [row for row in money_loops if row["length"] == length]
    assert len(rows) >= all_
    assert sum(not row["unsized"] for row in rows) >= sized


def test_openai_pays_microsoft_in_2025_once(two_years: Study) -> None:
    now = two_years.pools[two_years.shown[1]]
    payer, payee = (now.parties.index(name) for name in ("OpenAI", "Microsoft"))
    buyers = np.flatnonzero(now.owner == payer)
    assert now.period.name == "2025"
    assert sum(now.purchases[[node], :].toarray()[0, payee] for node in buyers) == pytest.approx(
        17.2
    )


@pytest.mark.parametrize("party", MAIN)
def test_a_main_party_is_covered_and_pays_out_nothing_no_known_source(
    two_years: Study, party: str
) -> None:
    for number in two_years.shown:
        now = two_years.pools[number]
        nodes = now.owner == now.parties.index(party)
        assert now.reported[now.parties.index(party)].share == 1
        assert now.no_known_source[nodes].sum() == 0
        assert now.excess_sales[now.parties.index(party)] == 0


def gaps(study: Study) -> dict[tuple[str, str], float]:
    """By year and party: payments in $bn that no known money covers, from half a cent on."""
    found: dict[tuple[str, str], float] = {}
    for number in study.shown:
        now = study.pools[number]
        for owner, amount in zip(now.owner, now.no_known_source, strict=True):
            key = now.period.name, now.parties[owner]
            found[key] = found.get(key, 0) + float(amount)
    return {key: amount for key, amount in found.items() if amount > 0.005}


def test_headline_amounts_leave_the_main_parties_the_gap_that_the_readme_names(
    network: Network,
) -> None:
    found = gaps(asking.study(network, case="headline", from_="2024", to="2025"))
    (amount,) = said(r"but for CoreWeave, which lacks ([\d.]+) in 2024")
    assert found == {("2024", "CoreWeave"): pytest.approx(amount, abs=0.005)}


@pytest.mark.parametrize(
    ("case", "pattern", "parties"),
    [
        (
            "firm",
            r"Cohere ([\d.]+) and Reflection AI ([\d.]+) have no known source",
            ("Cohere", "Reflection AI"),
        ),
        (
            "headline",
            r"Nebius ([\d.]+) and the Valor vehicle ([\d.]+), because",
            ("Nebius", "Valor Compute Infrastructure"),
        ),
    ],
)
def test_the_gaps_of_2026_are_those_of_the_readme(
    network: Network, case: str, pattern: str, parties: tuple[str, ...]
) -> None:
    """In the headline case the small ones of the firm case are there as well."""
    found = gaps(asking.study(network, case=case, from_="2026", to="2026"))
    named = dict(zip(parties, said(pattern), strict=True))
    known = {party: amount for (_, party), amount in found.items()}
    assert {party: known.get(party) for party in named} == pytest.approx(named, abs=0.01)
    assert set(known) <= {*named, "Cohere", "Reflection AI"}


def test_the_readme_names_the_sellers_with_more_sales_than_revenue(network: Network) -> None:
    study = asking.study(network, from_="2026", to="2026")
    now = study.pools[study.shown[0]]
    most_of_it = {
        party: float(amount)
        for party, amount in zip(now.parties, now.excess_sales, strict=True)
        if amount > 0.005
    }
    pattern = r"([\d.]+) more of sales for Cerebras, ([\d.]+) for IREN and ([\d.]+) for Nscale"
    told = dict(zip(("Cerebras", "IREN", "Nscale"), said(pattern), strict=True))
    assert most_of_it == pytest.approx(told, abs=0.006)


def test_the_latest_four_quarters_of_the_main_parties_are_covered(network: Network) -> None:
    """The year to June 2026, of the nine and of four more, as the README says."""
    study = asking.study(network, from_="2025-Q3", to="2026-Q2", by="total")
    now = study.pools[study.shown[-1]]
    assert "**The year to June 2026**: the nine, AMD, Broadcom, IREN and Nebius" in README
    for party in (*MAIN, "AMD", "Broadcom", "IREN", "Nebius"):
        assert now.reported[now.parties.index(party)].share == pytest.approx(1), party


def test_the_readme_names_the_newest_rows(network: Network) -> None:
    assert said(r"announced on (\d+) October 2026 and its newest figure") == (
        int(network.deals["announced"].max().removeprefix("2026-10-")),
    )
    assert said(r"newest figure is from a source of (\d+) October") == (
        int(network.figures["source_date"].max().removeprefix("2026-10-")),
    )


def test_revenue_is_what_the_readme_says(two_years: Study) -> None:
    for party in MAIN:
        amounts = said(rf"\| {party} \| ([\d.]+) \| ([\d.]+) \| all \| 0 \|")
        for number, amount in zip(two_years.shown, amounts, strict=True):
            now = two_years.pools[number]
            booked = now.reported[now.parties.index(party)].revenue
            assert booked == pytest.approx(amount, abs=0.06), (party, now.period.name)


def test_unknown_amounts_stay_unknown(network: Network) -> None:
    with (DATA / "deals.csv").open(encoding="utf-8", newline="") as file:
        blank = {row["id"] for row in csv.DictReader(file) if row["amount_usd_bn"] == ""}
    deals = network.deals
    assert set(deals.loc[deals["amount_usd_bn"].isna(), "id"]) == blank
    assert blank
    assert all(network.graph.edges[edge]["amount_usd_bn"] is None for edge in edges(network, blank))


def edges(network: Network, ids: set[str]) -> list[tuple[str, str, str]]:
    return [edge for edge in network.graph.edges(keys=True) if edge[2] in ids]


def test_the_graph_has_one_edge_per_deal_with_every_column(network: Network) -> None:
    graph, deals = network.graph, network.deals
    assert graph.is_multigraph()
    assert graph.is_directed()
    assert set(graph.nodes) == set(network.parties["name"])
    assert graph.number_of_edges() == len(deals)
    with (DATA / "deals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        edge = graph.edges[row["payer"], row["payee"], row["id"]]
        for column, cell in row.items():
            value = edge[column]
            if column.endswith("_usd_bn") or column == "notice_days":
                assert value == (float(cell) if cell else None)
            elif column not in ("status", "settlement"):
                assert (value or "") == cell, (row["id"], column)


@pytest.mark.parametrize("table", ["deals", "parties", "figures"])
def test_the_readme_counts_rows(network: Network, table: str) -> None:
    assert said(rf"`{table}\.csv` \| (\d+) \|") == (len(getattr(network, table)),)


def test_the_readme_counts_the_bases_and_no_id_stands_twice() -> None:
    with (DATA / "bases.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert said(r"`bases\.csv` \| (\d+) \|") == (len(ids),)
    assert len(set(ids)) == len(ids)


def test_the_readme_counts_links_and_rows_without_one(network: Network) -> None:
    deals, figures = network.deals["url"], network.figures["url"]
    blank = [int((urls == "").sum()) for urls in (deals, figures)]
    assert said(r"Another (\d+) rows \((\d+) deals, (\d+) figures\)") == (sum(blank), *blank)
    assert said(r"Many of the (\d+) links") == (len({*deals, *figures} - {""}),)


def test_the_readme_counts_what_is_unknown_assumed_and_not_added(network: Network) -> None:
    deals = network.deals
    unknown = deals["amount_usd_bn"].isna()
    nothing = unknown & deals["amount_high_usd_bn"].isna()
    told = said(r"(\d+) deals have no amount, (\d+) of them no upper value")
    assert told == (unknown.sum(), nothing.sum())
    assert said(r"(\d+) rows are shown but never added") == ((deals["part_of"] != "").sum(),)
    assert said(r"(\w+) rows supersede earlier ones") == ((deals["replaces"] != "").sum(),)
    assert said(r"(\d+) deals have at least one such column") == ((deals["assumed"] != "").sum(),)


def test_the_readme_counts_rows_without_a_payment_day(network: Network) -> None:
    given = asking.study(network, to="2060")
    vague = events.undated(given, set(network.parties["name"]))
    assert said(r"(\d+) rows with money are dated too coarsely") == (len(vague),)
    assert (vague["start"] >= "2026").all()


def test_the_readme_counts_what_was_read_in_a_copy(network: Network) -> None:
    outlets = [*network.deals["outlet"], *network.figures["outlet"]]
    copies = [sum(words in outlet for outlet in outlets) for words in ("as quoted", "public copy")]
    assert said(r"(\d+) rows cite a document .*?, and (\d+) a filing") == tuple(copies)


def test_the_readme_counts_places_amounts_as_printed_and_notices(network: Network) -> None:
    tables = network.deals, network.figures
    filings = [int(table["locator"].str.match(ACCESSION).sum()) for table in tables]
    printed = [int((table["as_stated"] != "").sum()) for table in tables]
    assert said(r"(\d+) deals and (\d+) figures have the accession number") == tuple(filings)
    assert said(r"(\d+) deals and (\d+) figures have the amount as printed") == tuple(printed)
    leave = network.deals.loc[network.deals["notice_days"].notna()]
    assert said(r"(\d+) contracts may be left with (\d+) days' notice") == (len(leave), 90)
    assert set(leave["notice_days"]) == {90}


def test_the_locator_of_a_filing_begins_with_the_accession_number_of_its_address() -> None:
    for table in ("deals", "figures"):
        with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if number := re.search(r"sec\.gov/.*/(\d{10})(\d\d)(\d{6})/", row["url"]):
                    assert row["locator"].startswith("-".join(number.groups())), row["url"]


def test_no_note_speaks_of_a_firm_status_or_of_bare_billions() -> None:
    """The status is called signed, and an amount in a sentence has its currency."""
    for table in ("deals", "figures"):
        with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words = f"{row.get('condition', '')} {row['note']}"
                assert not re.search(r"\bfirm\b", words), words
                assert not re.search(
                    r"(?<![$\d.,])\b(?<!EUR )(?<!C\$)(?<!GBP )\d[\d.,]* billion", words
                ), words


def test_the_data_has_a_licence_and_declares_it() -> None:
    declared = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["licenses"]
    assert [item["name"] for item in declared] == ["CC-BY-4.0"]
    notice = (DATA / "LICENSE").read_text(encoding="utf-8")
    assert "CC BY 4.0" in notice
    assert declared[0]["path"] in notice


def test_the_readme_counts_evidence(network: Network) -> None:
    counted = Counter(network.deals["evidence"])
    for name in ("reported", "leaked", "estimated", "projected"):
        pattern = rf"`{name}` \((\d+)(?: deals)?\)"
        assert said(pattern) == (counted[name],)


def test_what_is_left_out_of_two_years_is_every_row_that_does_not_count(network: Network) -> None:
    result = moneyloop.attribute(network, from_="2024", to="2025")
    dropped = [name for item in result.left_out for name in item.ids]
    given = asking.study(network, from_="2024", to="2025")
    shown = given.flows.loc[given.flows["period"].isin(given.shown), "deal"].unique()
    counted = given.deals["id"].iloc[shown].tolist()
    assert sorted(dropped + counted) == sorted(network.deals["id"])


def test_rows_of_the_main_years_hold_the_promises(network: Network) -> None:
    buckets = (
        "own_estimate",
        "other_network_investors",
        "outside_investors",
        "reciprocal",
        "earlier_cash",
        "no_known_source",
        "customers",
    )
    for case in ("firm", "headline"):
        for row in moneyloop.attribute(network, case=case, from_="2023", to="2026").rows:
            if row["network_sales"] is None:  # no sale of it has a public amount
                assert row["open_sales"] > 0
                assert all(row[name] is None for name in buckets)
                continue
            assert sum(row[name] for name in buckets) == pytest.approx(
                row["revenue"] or 0, abs=1e-6
            )
            for measure in ("own", "network_investors", "any_investor"):
                low, estimate, high = (
                    row[f"{measure}_{end}"] for end in ("known_low", "estimate", "known_high")
                )
                assert 0 <= low <= estimate <= high <= row["network_sales"] + 1e-6
                assert row[f"{measure}_low"] <= low
                assert high <= most(row[f"{measure}_high"])
                if not row["open_sales"]:
                    assert row[f"{measure}_high"] <= row["network_sales"] + 1e-6
