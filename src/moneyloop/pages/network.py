"""The network page: who pays whom in a period, and every loop, in one offline file."""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneyloop.books.evidence import EVIDENCE
from moneyloop.pages.facts import page_facts
from moneyloop.pages.picture import OPTIONS, is_drawn, maps, picture
from moneyloop.pages.shell import render
from moneyloop.pages.text import harmless, worth_bases
from moneyloop.pages.words import (
    BUCKETS,
    GROUP_OF_KIND,
    GROUPS,
    HEADINGS,
    HIDDEN_REASONS,
    OTHER_GROUP,
    case_headings,
    kind_labels,
)
from moneyloop.words.amounts import USD_BN, in_unit

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = (
    *("base.css", "network.css", "panels.css", "take.css"),
    *("phone.css", "print.css"),
)
STATUSES: tuple[str, ...] = ("paid", "signed", "contingent", "talks")


def render_network(atlas: dict[str, Any]) -> str:
    """The whole page of what `atlas.build` returned, as text; write it as UTF-8."""
    atlas = harmless(atlas)
    with in_unit(atlas["unit"]):
        net = picture(atlas)
        sections = network_sections(atlas) | {"payload": atlas, "packed": packed(atlas, net)}
        return render("network.html.j2", net, STYLES, sections)


def packed(atlas: Record, net: Any) -> str:
    """What the scripts of the page read: JSON, deflated, in base64.

    Plain it would be ten times as long. core.js unpacks it.
    """
    is_ledger = atlas["unit"] != USD_BN
    data = {
        "payload": atlas,
        "bases": {base.id: base.amount for base in worth_bases()},
        "picture": {
            "nodes": net.nodes,
            "edges": net.edges,
            "options": OPTIONS,
            "maps": maps(atlas),
            "kind_labels": kind_labels(is_ledger),
            "labels": HEADINGS,
            "case_labels": case_headings(is_ledger),
            "buckets": BUCKETS,
            "hidden_reasons": HIDDEN_REASONS,
            "groups": {
                party["name"]: GROUP_OF_KIND.get(str(party.get("kind")), OTHER_GROUP).key
                for party in atlas["parties"]
            },
        },
    }
    text = json.dumps(data, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")


def network_sections(atlas: Record) -> dict[str, Any]:
    """What the template needs: the boxes of the filters with their counts, and its words."""
    deals: Sequence[Record] = atlas["deals"]
    drawn = [deal for deal in deals if is_drawn(deal)]
    hidden = [deal for deal in deals if not is_drawn(deal)]
    is_ledger = atlas["unit"] != USD_BN
    kinds = kind_labels(is_ledger)
    return {
        "atlas": atlas,
        "is_ledger": is_ledger,
        "deal_word": "payment" if is_ledger else "deal",
        "company_word": "parties" if is_ledger else "companies",
        "has_kinds": any(party["kind"] for party in atlas["parties"]),
        "groups": GROUPS,
        "buckets": BUCKETS,
        "hidden_reasons": HIDDEN_REASONS,
        "kind_labels": kinds,
        "labels": HEADINGS,
        "case_labels": case_headings(is_ledger),
        # The case can be switched: the basis says which it is, in all that is taken.
        "facts": page_facts(
            as_of=atlas["as_of"],
            case="",
            edition=atlas["edition"],
            data=atlas["data"],
            command=atlas["command"],
        ),
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
    """Each value that the data uses, in the filter's order, with the number of drawn deals."""
    used = set(present)
    count = Counter(deal.get(column) or "unknown" for deal in drawn)
    known = [value for value in order if value in used]
    return [(value, count[value]) for value in [*known, *sorted(used.difference(known))]]
