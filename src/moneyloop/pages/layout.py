"""Where each party stands on the map: tiers from the money's sources to the chips it buys.

A place depends on the table of parties only, never on deals: the same party stands in the same
place when deals are added, and on two dates, so that two maps can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Record = Mapping[str, Any]


class Tier(NamedTuple):
    """Parties of these kinds stand side by side, `columns` wide, `step` below one another."""

    kinds: tuple[str, ...]
    columns: int
    step: int


# Left to right, as a dollar travels: who funds and who buys, what is sold to them, who runs the
# models, who rents out the machines, where they stand, who makes the chips.
TIERS: tuple[Tier, ...] = (
    Tier(("investor", "bank", "customers", "government"), 2, 64),
    Tier(("software", "other"), 2, 66),
    Tier(("lab",), 2, 100),
    Tier(("hyperscaler", "neocloud", "vehicle"), 3, 64),
    Tier(("datacenter", "power"), 1, 150),
    Tier(("chipmaker", "foundry"), 2, 100),
)
_UNKNOWN_KIND_TIER = 1
_COLUMN_GAP = 108
_TIER_GAP = 80
_CROWDED = 32  # parties; a tier with more gets twice the columns, one with 128 four times
_SPIRAL_GAP = 120
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(parties: Sequence[Record]) -> dict[str, tuple[int, int]]:
    """The place of every party, as integers.

    Inside a tier the first party of the table stands in the middle, the next ones above and below
    it in turn. A party that is added at the end of the table moves nobody, as long as its tier
    does not need more columns. Where no party has a kind they stand on a spiral, from its middle.
    """
    tier_of_kind = {kind: index for index, tier in enumerate(TIERS) for kind in tier.kinds}
    names = [str(party["name"]) for party in parties]
    tier_indexes = [tier_of_kind.get(str(party.get("kind") or "")) for party in parties]
    if all(tier_index is None for tier_index in tier_indexes):
        return {name: _on_spiral(index) for index, name in enumerate(names)}
    members: list[list[str]] = [[] for _ in TIERS]
    for name, tier_index in zip(names, tier_indexes, strict=True):
        members[_UNKNOWN_KIND_TIER if tier_index is None else tier_index].append(name)
    placed: dict[str, tuple[int, int]] = {}
    left = 0
    for tier, inside in zip(TIERS, members, strict=True):
        columns = _columns(tier, len(inside))
        for index, name in enumerate(inside):
            row = _row(index)
            # A sum of odd steps, so that neighbours in a column are `columns` rows apart.
            x = left + (row * (columns // 2 + 1) if columns > 2 else row) % columns * _COLUMN_GAP
            placed[name] = (x, round(row * tier.step * tier.columns / columns))
        left += columns * _COLUMN_GAP + _TIER_GAP
    return placed


def _row(index: int) -> int:
    """0, -1, 1, -2, 2, ...: from the middle outwards, up and down in turn."""
    return (index + 1) // 2 * (-1 if index % 2 else 1)


def _columns(tier: Tier, parties: int) -> int:
    columns = tier.columns
    while parties > _CROWDED * (columns // tier.columns) ** 2:  # it grows both ways
        columns *= 2
    return columns


def _on_spiral(index: int) -> tuple[int, int]:
    """Evenly spread places, each a golden angle on from the one before, ever further out."""
    radius, angle = _SPIRAL_GAP * math.sqrt(index + 0.5), index * _GOLDEN_ANGLE
    return round(radius * math.cos(angle)), round(radius * math.sin(angle))
