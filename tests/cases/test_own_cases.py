"""Small networks worked by hand, through the command line.

Each case says what every party pays, and what its rows must be on public amounts and balances.
`T` is the size of a pool.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import economies as make
from moneyloop.analysis.graph import MEASURES

Answer = Callable[..., dict[tuple[str, str], Any]]

# name: (deals as payer, payee, kind, amount), customers, earlier cash, expected rows
CASES: dict[str, tuple[Any, Any, Any, Any]] = {
    # Lab T = 100, 60 of it Acme's, and 70 goes back: 70 * 60 / 100 = 42. Only 30 can be kept
    # away from Acme, so at least 60 - 30 come back, and at most all 60.
    "single hop, both bounds inside": (
        [("Acme", "Lab", "equity", 60), ("Lab", "Acme", "compute", 70)],
        {"Lab": 40},
        {"Acme": 60},
        {
            "Acme": {
                "revenue": 70,
                "own_estimate": 42,
                "own_low": 30,
                "own_high": 60,
                "network_investors_estimate": 42,
                "network_investors_low": 30,
                "network_investors_high": 60,
                "customers": 28,
            },
            "Lab": {"revenue": 40, "customers": 40, "own_estimate": 0, "network_sales": 0},
        },
    ),
    "full round trip": (
        [("Acme", "Lab", "equity", 25), ("Lab", "Acme", "compute", 25)],
        {},
        {"Acme": 25},
        {
            "Acme": {
                "revenue": 25,
                "own_estimate": 25,
                "own_low": 25,
                "own_high": 25,
                "customers": 0,
            }
        },
    ),
    # Lab T = 20, all to Acme. The vehicle passes on what is Acme's: still 12, and no more.
    "a vehicle between": (
        [
            ("Acme", "Vehicle", "equity", 12),
            ("Vehicle", "Lab", "debt", 12),
            ("Lab", "Acme", "compute", 20),
        ],
        {"Lab": 8},
        {"Acme": 12},
        {
            "Acme": {
                "own_estimate": 12,
                "own_low": 12,
                "own_high": 12,
                "network_investors_estimate": 12,
                "network_investors_low": 12,
                "network_investors_high": 12,
                "customers": 8,
            },
            "Vehicle": {"revenue": 0, "own_estimate": 0, "own_high": 0},
        },
    ),
    # Lab is 40% Acme's: 20 of its 50 to Cloud. Cloud T = 100, a fifth of it Acme's: 12 of 60.
    # For Cloud the same 20 are somebody else's investment.
    "ring of three": (
        [
            ("Acme", "Lab", "equity", 40),
            ("Lab", "Cloud", "compute", 50),
            ("Cloud", "Acme", "hardware", 60),
        ],
        {"Lab": 60, "Cloud": 50},
        {"Acme": 40},
        {
            "Acme": {
                "own_estimate": 12,
                "own_low": 0,
                "own_high": 40,
                "customers": 48,
                "revenue": 60,
            },
            "Cloud": {
                "revenue": 100,
                "own_estimate": 0,
                "own_high": 0,
                "network_investors_estimate": 20,
                "network_investors_low": 0,
                "network_investors_high": 40,
                "other_network_investors": 20,
                "customers": 80,
            },
        },
    ),
    # Shop T = 40: 30 of Acme's money, so 15 of the 20 that come back. Acme T = 70: 3/7 of what
    # it pays Shop is what Shop paid it (20), the rest customers (50).
    "reciprocal trade": (
        [("Acme", "Shop", "services", 30), ("Shop", "Acme", "compute", 20)],
        {"Acme": 50, "Shop": 10},
        {},
        {
            "Acme": {"revenue": 70, "reciprocal": 15, "customers": 55, "network_investors_high": 0},
            "Shop": {
                "revenue": 40,
                "reciprocal": 60 / 7,
                "customers": 220 / 7,
                "any_investor_high": 0,
            },
        },
    ),
    # All of Lab goes to Shop (T = 100). Shop pays a tenth to Bob, who puts it into Lab again, so
    # 30 / (1 - 0.1) of Ada's passes Shop, and a fifth of that comes home; for Bob, a tenth of
    # 10 / (1 - 0.2), since Ada puts back her fifth. Whoever invested: 40 of Shop's 100.
    "two investors behind one purchase": (
        [
            ("Ada", "Lab", "equity", 30),
            ("Bob", "Lab", "equity", 10),
            ("Lab", "Shop", "compute", 40),
            ("Shop", "Ada", "hardware", 20),
            ("Shop", "Bob", "hardware", 10),
        ],
        {"Shop": 60, "Ada": 10},
        {},
        {
            "Ada": {
                "revenue": 30,
                "own_estimate": 20 / 3,
                "own_low": 0,
                "own_high": 20,
                "other_network_investors": 4 / 3,
                "network_investors_estimate": 8,
                "network_investors_high": 20,
                "customers": 22,
                "own_investment": 30,
            },
            "Bob": {
                "revenue": 10,
                "own_estimate": 1.25,
                "own_high": 10,
                "other_network_investors": 2.75,
                "customers": 6,
            },
            "Shop": {
                "network_investors_estimate": 40,
                "network_investors_low": 40,
                "network_investors_high": 40,
                "own_estimate": 0,
            },
        },
    ),
    # An outside fund and an insider fill Lab half and half; a loan repaid is no revenue.
    "outside investors and a repayment": (
        [
            ("Fund", "Lab", "equity", 50),
            ("Acme", "Lab", "equity", 50),
            ("Lab", "Acme", "compute", 40),
            ("Lab", "Acme", "repayment", 20),
        ],
        {},
        {"Acme": 50},
        {
            "Acme": {
                "revenue": 40,
                "own_estimate": 20,
                "own_low": 0,
                "own_high": 40,
                "any_investor_estimate": 40,
                "any_investor_low": 40,
                "any_investor_high": 40,
                "outside_investors": 20,
                "customers": 0,
                "related_party": 40,
            },
        },
    ),
    # Lab pays 10 more than anybody is known to have given it: T = 30, a third unexplained.
    "a gap": (
        [("Acme", "Lab", "equity", 20), ("Lab", "Acme", "compute", 30)],
        {},
        {"Acme": 20},
        {
            "Acme": {
                "own_estimate": 20,
                "own_low": 20,
                "own_high": 20,
                "no_known_source": 10,
                "customers": 0,
            }
        },
    ),
    # All cash: Lab T = 270, 90 * 70 / 270 and [max(0, 70 + 90 - 270), min(70, 90)].
    "70 in cash": (
        [("Acme", "Lab", "equity", 70), ("Lab", "Acme", "compute", 90)],
        {"Lab": 200},
        {"Acme": 70},
        {"Acme": {"own_estimate": 70 / 3, "own_low": 0, "own_high": 70}},
    ),
    # 30 of the 70 as credits: they can only come back. The other 60 are paid in cash out of
    # T = 240, of which 40 is Acme's: 30 + 60 * 40 / 240.
    "30 of the 70 in credits": (
        [
            ("Acme", "Lab", "equity", 40),
            ("Acme", "Lab", "credit", 30),
            ("Lab", "Acme", "compute", 90),
        ],
        {"Lab": 200},
        {"Acme": 70},
        {
            "Acme": {
                "own_estimate": 40,
                "own_low": 30,
                "own_high": 70,
                "customers": 50,
                "own_investment": 70,
            }
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_year(name: str, attributed: Answer) -> None:
    deals, customers, earlier_cash, expected = CASES[name]
    inside = dict.fromkeys(n for row in deals for n in row[:2] if n != "Fund")
    bought = ("compute", "hardware", "services")
    sold = {
        party: sum(row[3] for row in deals if row[1] == party and row[2] in bought)
        for party in inside
    }
    rows = attributed(
        [make.deal(*row) for row in deals],
        [make.revenue(party, sold[party] + customers.get(party, 0)) for party in inside]
        + [make.cash(party, amount, "2024-12-31") for party, amount in earlier_cash.items()],
        make.parties(inside, ["Fund"]),
    )
    for party, values in expected.items():
        row = rows[party, "2025"]
        public = {key: row[re.sub("_(low|high)$", r"_known_\1", key)] for key in values}
        assert public == pytest.approx(values, abs=1e-6)
        for measure in MEASURES:
            ends = [row[f"{measure}_{end}"] for end in ("low", "known_low", "known_high", "high")]
            assert ends == sorted(ends)


def years(closing: float) -> tuple[Any, Any, Any]:
    """Acme puts 60 into Lab in 2024; Lab buys 20 then and 40 the year after."""
    deals = [
        make.deal("Acme", "Lab", "equity", 60, 2024),
        make.deal("Lab", "Acme", "compute", 20, 2024),
        make.deal("Lab", "Acme", "compute", 40, 2025),
    ]
    figures = [
        make.revenue("Lab", 40, 2024),
        make.revenue("Lab", 50, 2025),
        make.revenue("Acme", 20, 2024),
        make.revenue("Acme", 40, 2025),
        make.cash("Acme", 60, "2023-12-31"),
        make.cash("Lab", closing, "2024-12-31"),
    ]
    return deals, figures, make.parties(["Acme", "Lab"])


def test_cash_carries_its_mix_into_the_next_year(attributed: Answer) -> None:
    """2024: T = 100, 60% Acme's; 20 is paid back and 50 of the other 80 is still there.

    2025: 50 carried (30 of it Acme's) and 50 from customers; 40 * 30 / 100 = 12.
    """
    rows = attributed(*years(closing=50))
    first, second = rows["Acme", "2024"], rows["Acme", "2025"]
    assert (first["own_estimate"], first["own_low"], first["own_high"]) == pytest.approx(
        (12, 0, 20)
    )
    assert (second["own_estimate"], second["own_low"], second["own_high"]) == pytest.approx(
        (12, 0, 40)
    )
    assert second["customers"] == pytest.approx(28)
    assert second["earlier_cash"] == 0
    assert (first["own_investment"], second["own_investment"]) == (60, 0)
    assert second["growth"] == 20


def test_no_balance_is_any_balance(attributed: Answer) -> None:
    """Without a closing figure the estimate has the 80 that are left gone: 2025 is all customers.

    But Lab may have kept 40 or more of Acme's 60, and bought with these.
    """
    deals, figures, parties = years(closing=50)
    second = attributed(deals, figures[:-1], parties)["Acme", "2025"]
    assert (second["own_estimate"], second["own_known_high"], second["customers"]) == (0, 0, 40)
    assert (second["own_low"], second["own_high"]) == (0, 40)


def test_a_larger_balance_is_earlier_cash_of_unknown_origin(attributed: Answer) -> None:
    """Closing 100 where 80 is left: 80 are carried (48 Acme's), 20 are opening; T = 150."""
    second = attributed(*years(closing=100))["Acme", "2025"]
    assert second["own_estimate"] == pytest.approx(40 * 48 / 150)
    assert second["earlier_cash"] == pytest.approx(40 * 20 / 150)
    assert second["customers"] == pytest.approx(40 * (32 + 50) / 150)


def test_credits_that_were_not_used_wait_for_the_next_year(attributed: Answer) -> None:
    """50 of credits: 20 bought with them, then 60, of which 30 with what is left of them."""
    deals = [
        make.deal("Acme", "Lab", "credit", 50, 2024),
        make.deal("Lab", "Acme", "compute", 20, 2024),
        make.deal("Lab", "Acme", "compute", 60, 2025),
    ]
    figures = [make.revenue("Lab", 100, 2024), make.revenue("Lab", 100, 2025)]
    rows = attributed(deals, figures, make.parties(["Acme", "Lab"]))
    for period, own, customers in (("2024", 20, 0), ("2025", 30, 30)):
        row = rows["Acme", period]
        assert [row[key] for key in ("own_low", "own_estimate", "own_high")] == pytest.approx(
            [own] * 3
        )
        assert row["customers"] == pytest.approx(customers)


def test_credits_pay_for_nothing_but_their_giver(attributed: Answer) -> None:
    """Lab holds Acme's credits and buys from Rival only: no lap, no cash from the credits."""
    deals = [make.deal("Acme", "Lab", "credit", 50), make.deal("Lab", "Rival", "compute", 30)]
    figures = [make.revenue("Lab", 30), make.revenue("Rival", 30), make.revenue("Acme", 0)]
    row = attributed(deals, figures, make.parties(["Acme", "Lab", "Rival"]))["Rival", "2025"]
    assert (row["customers"], row["network_investors_estimate"], row["network_investors_high"]) == (
        30,
        0,
        0,
    )


def test_stock_counts_only_when_asked_for(attributed: Answer) -> None:
    """A warrant worth 15 for a customer is earmarked for its purchases, as credits are."""
    deals = [make.deal("Chip", "Cloud", "warrant", 15), make.deal("Cloud", "Chip", "hardware", 90)]
    figures = [make.revenue("Cloud", 90), make.revenue("Chip", 90)]
    tables = deals, figures, make.parties(["Chip", "Cloud"])
    assert attributed(*tables)["Chip", "2025"]["own_high"] == 0
    row = attributed(*tables, options=("--in-kind",))["Chip", "2025"]
    assert [row[key] for key in ("own_low", "own_estimate", "own_high")] == [15, 15, 15]
    assert row["customers"] == 75


def test_an_alias_names_the_same_party(attributed: Answer) -> None:
    deals = [make.deal("Acme", "Lab", "equity", 25), make.deal("Lab", "Acme Web", "compute", 25)]
    parties = [
        {"name": "Acme", "boundary": "inside", "aliases": "Acme Web; Acme Chips"},
        {"name": "Lab", "boundary": "inside"},
    ]
    tables = deals, [make.revenue("Lab", 0)], parties
    rows = attributed(*tables, options=("--party", "acme chips"))
    assert list(rows) == [("Acme", "2025")]
    assert rows["Acme", "2025"]["own_estimate"] == 25
