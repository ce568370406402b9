"""Which concepts of filings are which figures: the one table of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moneyloop.input import items


@dataclass(frozen=True)
class Figure:
    """A metric, and the concepts that mean it: of those with one period the first counts.

    A `balance` is of a day, all else of a period. `gross` says that it counts what is passed on,
    and `signed` that it may be negative.
    """

    metric: str
    concepts: tuple[str, ...]
    item: str = ""
    balance: bool = False
    gross: bool = False
    signed: bool = False


FIGURES = (
    Figure(
        "revenue",
        (
            "us-gaap:Revenues",
            "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax",
            "us-gaap:RevenueFromContractWithCustomerIncludingAssessedTax",
            "us-gaap:SalesRevenueNet",
            "ifrs-full:Revenue",
            "ifrs-full:RevenueFromContractsWithCustomers",
        ),
        gross=True,
    ),
    Figure(
        "capex",
        (
            "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
            "us-gaap:PaymentsToAcquireProductiveAssets",
            "us-gaap:PaymentsToAcquireOtherPropertyPlantAndEquipment",
            "ifrs-full:PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities",
        ),
    ),
    Figure(
        "cash",
        (
            "us-gaap:CashAndCashEquivalentsAtCarryingValue",
            "us-gaap:CashCashEquivalentsAndShortTermInvestments",
            "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
            "ifrs-full:CashAndCashEquivalents",
        ),
        balance=True,
    ),
    Figure(
        "backlog",
        ("us-gaap:RevenueRemainingPerformanceObligation",),
        items.RPO,
        balance=True,
        gross=True,
    ),
    Figure(
        "net_income",
        (
            "us-gaap:NetIncomeLoss",
            "us-gaap:ProfitLoss",
            "us-gaap:NetIncomeLossAvailableToCommonStockholdersBasic",
            "ifrs-full:ProfitLossAttributableToOwnersOfParent",
            "ifrs-full:ProfitLoss",
        ),
        signed=True,
    ),
    # The total before its parts: what is realised and what is not.
    Figure(
        "investment_gain",
        (
            "us-gaap:EquitySecuritiesFvNiGainLoss",
            "us-gaap:GainLossOnInvestments",
            "us-gaap:GainLossOnInvestmentsExcludingOtherThanTemporaryImpairments",
            "us-gaap:EquitySecuritiesFvNiUnrealizedGainLoss",
        ),
        signed=True,
    ),
    # What is still to be paid before its present value.
    Figure(
        "obligation",
        (
            "us-gaap:LesseeOperatingLeaseLiabilityPaymentsDue",
            "us-gaap:OperatingLeaseLiability",
        ),
        items.OPERATING_LEASES,
        balance=True,
    ),
    Figure(
        "obligation",
        ("us-gaap:FinanceLeaseLiabilityPaymentsDue", "us-gaap:FinanceLeaseLiability"),
        items.FINANCE_LEASES,
        balance=True,
    ),
    Figure(
        "obligation",
        (
            "us-gaap:PurchaseObligation",
            "us-gaap:UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount",
            "us-gaap:PurchaseCommitmentRemainingMinimumAmountCommitted",
        ),
        items.PURCHASES,
        balance=True,
    ),
)
FIGURE_OF: Mapping[str, Figure] = {
    concept: figure for figure in FIGURES for concept in figure.concepts
}
