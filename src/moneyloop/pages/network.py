"""The network page: every deal drawn, every loop listed, in one offline file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneyloop.pages.picture import is_drawn, picture
from moneyloop.pages.shell import render
from moneyloop.pages.text import harmless
from moneyloop.pages.words import GROUPS, HIDDEN_REASONS, KIND_LABELS

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = ("base.css", "network.css")
STATUSES: tuple[str, ...] = ("paid", "firm", "contingent", "talks")
EVIDENCE: tuple[str, ...] = ("reported", "estimated", "projected", "leaked")


def render_network(payload: dict[str, Any]) -> str:
    """The whole page as text; write it as UTF-8 and it opens anywhere, without a network."""
    payload = harmless(payload)
    return render("network.html.j2", picture(payload), STYLES, network_sections(payload))


def network_sections(payload: Record) -> dict[str, Any]:
    """What the shared parts need: the picture's legend, the boxes and the table of deals."""
    deals: Sequence[Record] = payload["deals"]
    drawn = [deal for deal in deals if is_drawn(deal)]
    hidden = [deal for deal in deals if not is_drawn(deal)]
    return {
        "payload": payload,
        "groups": GROUPS,
        "hidden_reasons": HIDDEN_REASONS,
        "kind_labels": KIND_LABELS,
        "deal_anchor": {deal["id"]: f"deal-{index}" for index, deal in enumerate(deals, 1)},
        "drawn": drawn,
        "hidden": hidden,
        "undrawn_parties": undrawn_parties(payload["parties"], drawn),
        "kind_counts": _counts((deal["kind"] for deal in deals), KIND_LABELS, drawn, "kind"),
        "status_counts": _counts((deal["status"] for deal in deals), STATUSES, drawn, "status"),
        "evidence_counts": _counts(
            (deal.get("evidence") or "unknown" for deal in deals), EVIDENCE, drawn, "evidence"
        ),
        "deal_rows": sorted(deals, key=_largest_first),
    }


def undrawn_parties(parties: Iterable[Record], drawn: Iterable[Record]) -> list[str]:
    """The parties that the picture does not show, because no drawn deal touches them."""
    touched = {name for deal in drawn for name in (deal["payer"], deal["payee"])}
    return sorted(str(party["name"]) for party in parties if party["name"] not in touched)


def _counts(
    present: Iterable[str], order: Iterable[str], drawn: Iterable[Record], column: str
) -> list[tuple[str, int]]:
    """Each value that the data uses, in the legend's order, with the number of drawn deals."""
    used = set(present)
    count = Counter(deal.get(column) or "unknown" for deal in drawn)
    known = [value for value in order if value in used]
    return [(value, count[value]) for value in [*known, *sorted(used.difference(known))]]


def _largest_first(deal: Record) -> tuple[bool, float, str]:
    amount = deal.get("amount_usd_bn")
    return amount is None, -(amount or 0.0), str(deal["id"])
