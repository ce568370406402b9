"""Where each party stands on the map: tiers from the money's sources to the chips it buys."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]

# Left to right, as a dollar travels: who funds and who buys, what is sold to them, who runs the
# models, who rents out the machines, where they stand, who makes the chips.
TIERS: tuple[tuple[str, ...], ...] = (
    ("investor", "bank", "customers", "government"),
    ("software", "other"),
    ("lab",),
    ("hyperscaler", "neocloud", "vehicle"),
    ("datacenter", "power"),
    ("chipmaker", "foundry"),
)
_UNKNOWN_KIND_TIER = 1
_SWEEPS = 12
_ROWS_PER_COLUMN = 7
_COLUMN_GAP = 104
_TIER_GAP = 34
_ROW_GAP = 104
_HEIGHT = 960


def positions(parties: Sequence[Record], deals: Sequence[Record]) -> dict[str, tuple[int, int]]:
    """Place every party that some deal touches; the same input gives the same integers.

    Parties stand in tiers by kind. Inside a tier they are ordered by the barycentre of those they
    deal with (ties by name), and the parties that much money passes through take the middle.
    A party without a deal is left out of the answer.
    """
    kinds = {str(party["name"]): str(party.get("kind")) for party in parties}
    ties = _ties(kinds, deals)
    tiers = _tiers(kinds, ties)
    _sweep(tiers, ties)
    hubs = _hubs(tiers, deals)
    ordered = [_hubs_in_the_middle(tier, hubs) for tier in tiers]
    return _coordinates([tier for tier in ordered if tier])


def _ties(kinds: Mapping[str, str], deals: Iterable[Record]) -> dict[str, dict[str, float]]:
    """How strongly each party is tied to each other one: square root of the money, plus one."""
    ties: dict[str, dict[str, float]] = {}
    for deal in deals:
        payer, payee = str(deal["payer"]), str(deal["payee"])
        if payer not in kinds or payee not in kinds:
            continue
        weight = 1.0 + math.sqrt(_amount(deal))
        for one, other in ((payer, payee), (payee, payer)):
            mine = ties.setdefault(one, {})
            mine[other] = mine.get(other, 0.0) + weight
    return ties


def _amount(deal: Record) -> float:
    """The deal's size for drawing only; unknown weighs as nothing."""
    return max(0.0, float(deal.get("amount_usd_bn") or deal.get("amount_high_usd_bn") or 0.0))


def _tiers(kinds: Mapping[str, str], ties: Mapping[str, Any]) -> list[list[str]]:
    tier_of_kind = {kind: index for index, tier in enumerate(TIERS) for kind in tier}
    tiers: list[list[str]] = [[] for _ in TIERS]
    for name in sorted(ties):
        tiers[tier_of_kind.get(kinds[name], _UNKNOWN_KIND_TIER)].append(name)
    return tiers


def _sweep(tiers: list[list[str]], ties: Mapping[str, Mapping[str, float]]) -> None:
    """Order each tier, in place, by where its partners stand; there and back, a dozen times."""
    height = _heights(tiers)
    for sweep in range(_SWEEPS):
        for tier in tiers if sweep % 2 == 0 else reversed(tiers):
            pull = {name: _barycentre(name, ties[name], height) for name in tier}
            tier.sort(key=lambda name: (pull[name], name))
            height.update(_heights([tier]))


def _heights(tiers: Iterable[list[str]]) -> dict[str, float]:
    """Relative height of each party, 0 at the top of its tier and 1 at the bottom."""
    return {name: (index + 0.5) / len(tier) for tier in tiers for index, name in enumerate(tier)}


def _barycentre(name: str, ties: Mapping[str, float], height: Mapping[str, float]) -> float:
    # A party's own height counts a little, so that the order settles instead of flipping.
    # Rounding keeps equal pulls equal, whatever the order of summation.
    total, weighted = 1.0, height[name]
    for other in sorted(ties):
        total += ties[other]
        weighted += ties[other] * height[other]
    return round(weighted / total, 9)


def _hubs(tiers: Iterable[Sequence[str]], deals: Iterable[Record]) -> dict[str, float]:
    """How much money passes through each party: the lesser of what it receives and pays."""
    received: dict[str, float] = {}
    paid: dict[str, float] = {}
    for deal in deals:
        weight = 0.1 + _amount(deal)
        payer, payee = str(deal["payer"]), str(deal["payee"])
        paid[payer] = paid.get(payer, 0.0) + weight
        received[payee] = received.get(payee, 0.0) + weight
    return {
        name: min(received.get(name, 0.0), paid.get(name, 0.0)) for tier in tiers for name in tier
    }


def _hubs_in_the_middle(tier: Sequence[str], hubs: Mapping[str, float]) -> list[str]:
    """The strongest third of a tier in its middle, the others above and below, order kept."""
    strongest = sorted(tier, key=lambda name: (-hubs[name], name))[: math.ceil(len(tier) / 3)]
    middle = [name for name in tier if name in strongest and hubs[name] > 0.0]
    rest = [name for name in tier if name not in middle]
    half = len(rest) // 2
    return [*rest[:half], *middle, *rest[half:]]


def _coordinates(tiers: Sequence[Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Tiers side by side; a long tier zigzags over two or more columns, so that labels fit."""
    placed: dict[str, tuple[int, int]] = {}
    columns = [_columns(len(tier)) for tier in tiers]
    height = max(
        [_HEIGHT, *(len(tier) * _ROW_GAP // n for tier, n in zip(tiers, columns, strict=True))]
    )
    left = 0
    for tier, n in zip(tiers, columns, strict=True):
        step = min(height / len(tier), 1.4 * _ROW_GAP)
        top = (height - step * len(tier)) / 2
        for index, name in enumerate(tier):
            placed[name] = (
                left + (index % n) * _COLUMN_GAP,
                round(top + step * (index + 0.5)),
            )
        left += (n - 1) * _COLUMN_GAP + _COLUMN_GAP + _TIER_GAP
    return placed


def _columns(parties: int) -> int:
    """How many columns a tier needs: as it grows, it grows both ways."""
    return max(1, math.ceil(parties / max(_ROWS_PER_COLUMN, round(1.6 * math.sqrt(parties)))))
