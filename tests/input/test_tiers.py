"""How near a source is to the money, by its address and by what it is called."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

import economies as make
import moneyloop
from moneyloop.input.bundled import bundled_folder
from moneyloop.input.tiers import FILE, TIERS, tier
from moneyloop.model import ChoiceError
from moneyloop.questions import deals as deals_
from moneyloop.words.labels import TIER_LABELS


@pytest.mark.parametrize(
    ("outlet", "url", "expected"),
    [
        ("SEC 10-Q", "https://www.sec.gov/Archives/edgar/data/1/000000000026000001/", "filing"),
        ("SEC S-1 (passage read as quoted)", "https://www.sec.gov/x", "filing"),
        ("SEC 10-K", "", "filing"),  # the outlet is all that is stated
        ("SEC 10-K", "https://example.org/a-copy", "digest"),
        ("Nvidia", "https://nvidianews.nvidia.com/news/x", "company"),
        ("PR Newswire", "https://www.prnewswire.com/x", "company"),
        ("StockTitan (company release)", "https://www.stocktitan.net/x", "digest"),
        ("Reuters", "https://www.reuters.com/x", "press"),
        ("Reuters (copy at 933thedrive.com)", "https://www.933thedrive.com/x", "digest"),
        (
            "The New York Times, reposted at premiumalpha.news",
            "https://premiumalpha.news",
            "digest",
        ),
        ("TechCrunch", "https://techcrunch.com/x", "other"),
        ("Not really", "https://notreuters.com/x", "other"),  # an address is no part of a word
        ("", "", "other"),
        ("A weekly", "http://[broken", "other"),
        ("Bloomberg", "HTTPS://WWW.BLOOMBERG.COM/x", "press"),
    ],
)
def test_the_tier_of_a_source(outlet: str, url: str, expected: str) -> None:
    assert tier(outlet, url) == expected


def test_the_table_names_each_address_once_and_known_tiers_only() -> None:
    with (bundled_folder() / FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    addresses = [row["address"] for row in rows if row["address"]]
    assert len(addresses) == len(set(addresses))
    assert {row["tier"] for row in rows} <= set(TIERS) == set(TIER_LABELS)
    for row in rows:
        assert bool(row["address"]) != bool(row["outlet"])


def test_dollars_by_tier_are_those_of_the_rows_that_count() -> None:
    source = {"outlet": "Reuters", "url": "https://www.reuters.com/x"}
    rows = [
        make.deal("Lab", "Cloud", "compute", 6, "2025") | source,
        make.deal("Lab", "Cloud", "services", "", "2025") | source,
        make.deal("Cloud", "Lab", "equity", 2, "2025") | {"outlet": "SEC 10-K"},
        make.deal("Cloud", "Lab", "equity", 9, "2025") | {"status": "talks", "outlet": "A weekly"},
    ]
    net = make.network(rows, [], make.parties(["Lab", "Cloud"]))
    found = {row["tier"]: row for row in deals_.sources(net).rows}
    assert list(found) == list(TIERS)
    assert [found["press"][key] for key in ("deals", "counted", "amount")] == [2, 1, 6]
    assert [found["filing"][key] for key in ("deals", "counted", "amount")] == [1, 1, 2]
    assert [found["other"][key] for key in ("deals", "counted", "amount")] == [1, 0, 0]
    assert sum(row["share"] for row in found.values()) == pytest.approx(1)
    assert net.deals["tier"].tolist() == ["press", "press", "filing", "other"]


def test_the_report_says_how_much_rests_on_filings_and_companies() -> None:
    from moneyloop.books import sources
    from moneyloop.pages.content import summary

    content = summary.build(moneyloop.load(), year="2025")
    rows = content["dollars_by_source"]
    row = next(row for row in deals_.deals(moneyloop.load()).rows if row["tier"] == "filing")
    assert row["url"].startswith("https://www.sec.gov/")
    sold = sum(row["network_sales"] or 0 for row in content["rows"] if row["period"] == "2025")
    assert sum(row["sales"] for row in rows) == pytest.approx(sold, abs=1e-6)
    own = sum(row["sales"] for row in rows if row["tier"] in ("filing", "company"))
    assert f"{own / sold:.0%} of the sales" in content["rests_on"]
    assert sources.sentence([], "2025") == ""


def test_a_list_of_payments_has_no_sources_to_sum() -> None:
    payments = pd.DataFrame({"payer": ["Lab"], "payee": ["Cloud"], "amount": [9.0]})
    net = moneyloop.load_payments(payments, {"start": ""}, kind="purchase")
    with pytest.raises(ChoiceError, match="names no source"):
        deals_.sources(net)
