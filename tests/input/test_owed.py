"""What `check` asks about goods on account: which rows it warns of, and which it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import economies as make
import moneyloop

SALE = make.deal("Carrier", "Maker", "hardware", 8, "2025-11-10", end="", id="sale")
UNPAID = make.deal("Maker", "Carrier", "receivable", 5, "2025-11-10", end="", id="unpaid")
PAID = make.deal("Carrier", "Maker", "repayment", 5, "2026-02-15", end="", id="paid")
Rules = Callable[..., list[tuple[str, int | None]]]


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    """(deals) -> the rules that are broken and their lines."""

    def read(*deals: dict[str, object]) -> list[tuple[str, int | None]]:
        problems = moneyloop.check(make.write(tmp_path / "package", deals))
        return [(problem.rule, problem.line) for problem in problems]

    return read


def test_three_rows_are_whole(rules: Rules) -> None:
    assert rules(SALE, UNPAID, PAID) == []
    assert rules(PAID, UNPAID, SALE) == []


@pytest.mark.parametrize(
    ("deals", "found"),
    [
        ([UNPAID], [("receivable-without-sale", 2)]),
        # A sale of another day is another sale, and one the other way is none of it.
        ([SALE | {"start": "2025-06"}, UNPAID], [("receivable-without-sale", 3)]),
        ([make.deal("Maker", "Carrier", "hardware", 8), UNPAID], [("receivable-without-sale", 3)]),
        ([SALE | {"status": "talks"}, UNPAID], [("receivable-without-sale", 3)]),
        ([UNPAID | {"status": "talks"}], []),
        # Days that overlap, or are not known.
        ([SALE | {"start": "2025-11-01", "end": "2025-11-30"}, UNPAID], []),
        ([SALE | {"start": "", "end": ""}, UNPAID], []),
        # More is owed than was sold; a part of another row adds nothing.
        ([SALE | {"amount_usd_bn": 4.9}, UNPAID], [("receivable-without-sale", 3)]),
        ([SALE | {"amount_usd_bn": ""}, UNPAID], []),
        ([SALE | {"amount_usd_bn": 5}, UNPAID, UNPAID | {"id": "p", "part_of": "unpaid"}], []),
        ([SALE | {"amount_usd_bn": 5}, UNPAID, UNPAID | {"id": "n", "replaces": "unpaid"}], []),
    ],
)
def test_a_receivable_needs_its_sale(
    rules: Rules, deals: list[dict[str, object]], found: list[tuple[str, int]]
) -> None:
    assert rules(*deals) == found


@pytest.mark.parametrize(
    ("deals", "found"),
    [
        ([SALE, PAID], [("repayment-without-loan", 3)]),
        ([SALE, PAID, make.deal("Maker", "Carrier", "debt", 5)], []),
        ([SALE, PAID, make.deal("Maker", "Carrier", "services", 5)], []),
        ([PAID], []),
        ([SALE, PAID, UNPAID | {"kind": "trade credit"}], [("choice", 4)]),
    ],
)
def test_a_buyer_that_pays_back_was_lent_something(
    rules: Rules, deals: list[dict[str, object]], found: list[tuple[str, int]]
) -> None:
    assert rules(*deals) == found


@pytest.mark.parametrize("settlement", ["cash", "stock", "barter", "unknown"])
def test_a_receivable_in_money_is_an_error(rules: Rules, settlement: str) -> None:
    found = rules(SALE, UNPAID | {"settlement": settlement})
    assert ("receivable-settlement", 3) in found
    assert rules(SALE, UNPAID | {"settlement": "credits"}) == []


def test_what_is_paid_within_the_year_was_no_credit(rules: Rules) -> None:
    soon = PAID | {"start": "2025-12-20", "amount_usd_bn": 2}
    rest = PAID | {"id": "rest", "amount_usd_bn": 3}
    assert rules(SALE, UNPAID, soon, rest) == [("paid-within-the-year", 4)]
    # Another loan may be what is repaid, and of an unknown amount nothing can be said.
    assert rules(SALE, UNPAID, soon, make.deal("Maker", "Carrier", "debt", 5, 2024)) == []
    assert rules(SALE, UNPAID, soon | {"amount_usd_bn": ""}) == []


def test_the_oldest_is_paid_first(rules: Rules) -> None:
    """5 of 2025 are paid in 2026, when 4 more are delivered; 2 of these are paid then as well."""
    more = [
        SALE | {"id": "sale-2", "start": "2026-05-01"},
        UNPAID | {"id": "unpaid-2", "start": "2026-05-01", "amount_usd_bn": 4},
    ]
    assert rules(SALE, UNPAID, PAID, *more) == []
    assert rules(SALE, UNPAID, PAID | {"amount_usd_bn": 7}, *more) == [("paid-within-the-year", 4)]
