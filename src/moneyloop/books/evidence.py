"""What a number rests on: kinds of evidence, ids of deals and places of figures, in one order."""

from __future__ import annotations

from collections.abc import Iterable

EVIDENCE = ("reported", "estimated", "projected", "leaked")
PROJECTED = "projected"
NOT_STATED = "not stated"


def in_order(
    evidence: Iterable[str | None], deals: Iterable[str], figures: Iterable[str]
) -> dict[str, list[str]]:
    """What a number rests on: {"evidence", "deals", "figures"}, each sorted, nothing twice.

    Evidence is in the order of EVIDENCE, NOT_STATED last; figures are places, by their line.
    """
    kinds = set(evidence)
    known = [kind for kind in EVIDENCE if kind in kinds]
    return {
        "evidence": known + ([NOT_STATED] if kinds - set(EVIDENCE) else []),
        "deals": sorted(set(deals)),
        "figures": sorted(set(figures), key=line),
    }


def line(figure: str) -> int:
    """The line of figures.csv that a place names: 41 of "figures.csv:41"."""
    return int(figure.rpartition(":")[2])
