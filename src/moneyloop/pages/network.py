"""The network page: every deal drawn, every loop listed, in one offline file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneyloop.books.evidence import EVIDENCE
from moneyloop.pages.picture import is_drawn, picture
from moneyloop.pages.shell import render
from moneyloop.pages.text import harmless
from moneyloop.pages.words import (
    BUCKETS,
    GROUPS,
    HEADINGS,
    HIDDEN_REASONS,
    case_headings,
    kind_labels,
)
from moneyloop.words.amounts import USD_BN, in_unit

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = ("base.css", "network.css", "panels.css", "phone.css", "print.css")
STATUSES: tuple[str, ...] = ("paid", "signed", "contingent", "talks")


def render_network(atlas: dict[str, Any]) -> str:
    """The whole page of what `atlas.build` returned, as text; write it as UTF-8."""
    atlas = harmless(atlas)
    with in_unit(atlas["unit"]):
        sections = network_sections(atlas) | {"payload": atlas}
        return render("network.html.j2", picture(atlas), STYLES, sections)


def network_sections(atlas: Record) -> dict[str, Any]:
    """What the shared parts need: the picture's legend, the boxes and the table of deals."""
    deals: Sequence[Record] = atlas["deals"]
    drawn = [deal for deal in deals if is_drawn(deal)]
    hidden = [deal for deal in deals if not is_drawn(deal)]
    is_ledger = atlas["unit"] != USD_BN
    kinds = kind_labels(is_ledger)
    return {
        "atlas": atlas,
        "is_ledger": is_ledger,
        "deal_word": "payment" if is_ledger else "deal",
        "has_kinds": any(party["kind"] for party in atlas["parties"]),
        "groups": GROUPS,
        "buckets": BUCKETS,
        "hidden_reasons": HIDDEN_REASONS,
        "kind_labels": kinds,
        "labels": HEADINGS,
        "case_labels": case_headings(is_ledger),
        "deal_anchor": {deal["id"]: f"deal-{index}" for index, deal in enumerate(deals, 1)},
        "hidden": hidden,
        "kind_counts": _counts((deal["kind"] for deal in deals), kinds, drawn, "kind"),
        "status_counts": _counts((deal["status"] for deal in deals), STATUSES, drawn, "status"),
        "evidence_counts": _counts(
            (deal.get("evidence") or "unknown" for deal in deals), EVIDENCE, drawn, "evidence"
        ),
    }


def _counts(
    present: Iterable[str], order: Iterable[str], drawn: Iterable[Record], column: str
) -> list[tuple[str, int]]:
    """Each value that the data uses, in the legend's order, with the number of drawn deals."""
    used = set(present)
    count = Counter(deal.get(column) or "unknown" for deal in drawn)
    known = [value for value in order if value in used]
    return [(value, count[value]) for value in [*known, *sorted(used.difference(known))]]
