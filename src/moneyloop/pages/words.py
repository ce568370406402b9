"""The words of the pages: how kinds and groups of parties are called."""

from __future__ import annotations

from typing import NamedTuple

from moneyloop.analysis.study.selection import REPLACED, TALKS
from moneyloop.questions import explanation
from moneyloop.words.labels import CASE_LABELS, LABELS, heading


class Group(NamedTuple):
    """A group of party kinds that share one box of the filter."""

    key: str
    label: str
    kinds: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "source",
        "Investors, banks, customers, governments",
        ("investor", "bank", "customers", "government"),
    ),
    Group("software", "Software and others", ("software", "other")),
    Group("lab", "Labs", ("lab",)),
    Group("hyperscaler", "Hyperscalers", ("hyperscaler",)),
    Group("neocloud", "Neoclouds and vehicles", ("neocloud", "vehicle")),
    Group("site", "Data centers and power", ("datacenter", "power")),
    Group("chip", "Chipmakers and foundries", ("chipmaker", "foundry")),
)
OTHER_GROUP = GROUPS[1]
GROUP_OF_KIND: dict[str, Group] = {kind: group for group in GROUPS for kind in group.kinds}

KIND_LABELS: dict[str, str] = {
    "equity": "Equity",
    "debt": "Debt",
    "credit": "Credit",
    "receivable": "Receivable",
    "warrant": "Warrant",
    "compute": "Compute",
    "hardware": "Hardware",
    "lease": "Lease",
    "licence": "Licence",
    "services": "Services",
    "customer": "Customer",
    "revenue_share": "Revenue share",
    "repayment": "Repayment",
    "dividend": "Dividend",
    "buyback": "Buyback",
    "backstop": "Backstop",
}

# A list of payments may say no more of a kind than its class.
CLASS_LABELS: dict[str, str] = {
    "purchase": "Purchase",
    "investment": "Investment",
    "return": "Return",
}

# Drawn only when asked for: nobody has promised this money, or a later row stands for it.
HIDDEN_REASONS: tuple[str, ...] = (TALKS, REPLACED)

# As a line begins, for the scripts of the pages.
HEADINGS: dict[str, str] = {key: heading(key) for key in LABELS}

BUCKETS: tuple[tuple[str, str], ...] = tuple((key, heading(key)) for key in explanation.BUCKETS)


def kind_label(kind: str) -> str:
    """How a kind of deal is written; an unknown kind is written as it stands."""
    return kind_labels(is_ledger=True).get(kind, kind.replace("_", " "))


def known_kind(kind: str) -> str:
    """The kind as a style name: one of ours, never text from the data."""
    return kind.replace("_", "-") if kind in kind_labels(is_ledger=True) else "other"


def kind_labels(is_ledger: bool) -> dict[str, str]:
    """How the kinds that a page may have are written, in the legend's order."""
    return {**KIND_LABELS, **CLASS_LABELS} if is_ledger else KIND_LABELS


def case_headings(is_ledger: bool) -> dict[str, str]:
    """What each case counts, as a line begins: of a list of payments there is one thing."""
    if is_ledger:
        return dict.fromkeys(CASE_LABELS, "Payments")
    return {case: label.capitalize() for case, label in CASE_LABELS.items()}
