"""Where each party stands on the map: boxes in columns, from who funds to who makes the chips.

Places are units of the map, which is drawn one to one where there is room. The page may stretch a
map to its stage, never shrink one direction of it, so boxes that are apart here stay apart.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Record = Mapping[str, Any]
Ways = Mapping[tuple[str, str], float]
Place = tuple[int, int]

# Left to right, as a dollar travels: who funds and who buys, what is sold to them, who runs the
# models, who rents out the machines, where they stand, who makes the chips.
TIERS: tuple[tuple[str, ...], ...] = (
    ("investor", "bank", "customers", "government"),
    ("software", "other"),
    ("lab",),
    ("hyperscaler", "neocloud", "vehicle"),
    ("datacenter", "power"),
    ("chipmaker",),
    ("foundry",),
)
_UNKNOWN_KIND = 1
LETTER, LINE = 9.0, 20.0  # of a label: most that a letter of usual width takes, and a line
MARGIN = 22.0  # of a box: what it is wider and higher than its label
LINES, LETTERS = 2, 17  # of a label at most
_APART = 14.0  # least between boxes
_BETWEEN_TIERS = 96.0  # arrows need room
_ACROSS = 3  # boxes side by side on a narrow screen
_WIDE = 1.7  # a map is about so much wider than high
_SWEEPS = 8
_ROUND = 12  # parties of a single tier at most that stand in a round


class Box(NamedTuple):
    """A party with the room that its name takes."""

    name: str
    width: float
    height: float


def label(name: str) -> str:
    """A name as it stands in its box: at most two lines, without characters that control text."""
    clean = "".join(letter for letter in name if unicodedata.category(letter) not in _CONTROL)
    lines, words = [""], clean.split()
    while words:
        word = words.pop(0)
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LETTERS:
            lines[-1] = longer
        elif lines[-1] and len(lines) < LINES:
            lines.append("")
            words.insert(0, word)
        else:
            lines[-1] = longer[: LETTERS - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
            break
    return "\n".join(lines) if lines[0] else "?"


_CONTROL = ("Cc", "Cf", "Zl", "Zp")


def box(name: str) -> Box:
    """The party with the most room that its label can take."""
    lines = label(name).split("\n")
    return Box(name, LETTER * max(map(_letters, lines)) + MARGIN, LINE * len(lines) + MARGIN / 2)


def _letters(line: str) -> float:
    """The length of a line in letters; wide ones count twice."""
    return sum(1.9 if unicodedata.east_asian_width(letter) in "WF" else 1.0 for letter in line)


def in_order(parties: Sequence[Record], ways: Ways) -> list[str]:
    """All parties, so that those between which much money moves stand side by side.

    In each tier a party stands at the height of those that it pays and is paid by, weighted with
    the money of `ways` (payer, payee); one without any stands last. The table decides the rest.
    """
    names = [str(party["name"]) for party in parties]
    tiers = _tiers(parties)
    partners: dict[str, list[tuple[str, float]]] = {name: [] for name in names}
    for (payer, payee), amount in sorted(ways.items()):
        if payer != payee:
            partners[payer].append((payee, amount))
            partners[payee].append((payer, amount))
    # The busiest in the middle at first, so that no height is that of chance.
    weight = {name: math.fsum(amount for _, amount in partners[name]) for name in names}
    tiers = [_from_the_middle(sorted(tier, key=lambda name: -weight[name])) for tier in tiers]
    for _ in range(_SWEEPS):
        height = {name: (row + 0.5) / len(tier) for tier in tiers for row, name in enumerate(tier)}
        wanted = {
            name: math.fsum(height[other] * amount for other, amount in partners[name])
            / weight[name]
            if weight[name] > 0
            else 2.0
            for name in names
        }
        # Half of the old height: all at once would swing to and fro.
        tiers = [
            sorted(tier, key=lambda name: round(wanted[name] + height[name], 9)) for tier in tiers
        ]
    return [name for tier in tiers for name in tier]


def _from_the_middle(names: Sequence[str]) -> list[str]:
    return [*names[1::2][::-1], *names[::2]]


def _tiers(parties: Iterable[Record]) -> list[list[str]]:
    """The names of the parties of each tier, in the order of the table."""
    tier_of_kind = {kind: tier for tier, kinds in enumerate(TIERS) for kind in kinds}
    tiers: list[list[str]] = [[] for _ in TIERS]
    for party in parties:
        tiers[tier_of_kind.get(str(party.get("kind") or ""), _UNKNOWN_KIND)].append(
            str(party["name"])
        )
    return tiers


def columns(parties: Sequence[Record]) -> dict[str, Place]:
    """The middle of each party's box on a map with a column for each tier, from left to right.

    The parties are in the order in which they stand from top to bottom. A tier that is higher
    than the map should be takes several columns. A few parties of one tier stand in a round, so
    that none stands between two others.
    """
    tiers = [[box(name) for name in tier] for tier in _tiers(parties) if tier]
    if len(tiers) == 1 and 1 < len(tiers[0]) <= _ROUND:
        return _round(tiers[0])
    rows = _rows(tiers)
    placed: dict[str, Place] = {}
    parts = [
        [tier[at :: _columns(tier, rows)] for at in range(_columns(tier, rows))] for tier in tiers
    ]
    height = max((_height(column) for tier in parts for column in tier), default=0.0)
    left = 0.0
    for tier in parts:
        for column in tier:
            width = max(one.width for one in column)
            free = (height - _height(column)) / len(column)
            top = 0.0
            for one in column:
                middle = top + (free + one.height + _APART) / 2
                placed[one.name] = round(left + width / 2), round(middle)
                top += free + one.height + _APART
            left += width + _APART
        left += _BETWEEN_TIERS
    return placed


def _round(boxes: Sequence[Box]) -> dict[str, Place]:
    """Places on an oval, clockwise from its left; it grows until all boxes are apart."""
    high = _BETWEEN_TIERS
    while True:
        places = [
            (round(_WIDE * high * (1 - math.cos(angle))), round(high * (1 - math.sin(angle))))
            for angle in (2 * math.pi * at / len(boxes) for at in range(len(boxes)))
        ]
        both = list(zip(boxes, places, strict=True))
        if all(
            abs(x - a) >= (one.width + other.width) / 2 + _APART
            or abs(y - b) >= (one.height + other.height) / 2 + _APART
            for (one, (x, y)), (other, (a, b)) in itertools.combinations(both, 2)
        ):
            return {one.name: place for one, place in both}
        high *= 1.1


def bands(parties: Sequence[Record]) -> dict[str, Place]:
    """The same for a narrow screen: tiers from top to bottom, few boxes side by side."""
    placed: dict[str, Place] = {}
    width = _ACROSS * (LETTERS * LETTER + MARGIN + _APART)
    top = 0.0
    for tier in _tiers(parties):
        boxes = [box(name) for name in tier]
        while boxes:
            row = boxes[:_ACROSS]
            while max(one.width for one in row) + _APART > width / len(row):
                row.pop()
            del boxes[: len(row)]
            high = max(one.height for one in row)
            step = width / len(row)
            for at, one in enumerate(row):
                placed[one.name] = round(step * (at + 0.5)), round(top + high / 2)
            top += high + 2 * _APART
        top += 2 * _APART if tier else 0
    return placed


def _height(column: Sequence[Box]) -> float:
    return math.fsum(one.height + _APART for one in column)


def _columns(tier: Sequence[Box], rows: int) -> int:
    return math.ceil(len(tier) / rows)


def _rows(tiers: Sequence[Sequence[Box]]) -> int:
    """How many boxes stand above one another at most: the map is about as wide as wanted."""
    rows = 8
    while True:
        count = [_columns(tier, rows) for tier in tiers]
        width = sum(
            number * max(one.width for one in tier) + _BETWEEN_TIERS
            for tier, number in zip(tiers, count, strict=True)
        )
        if width <= _WIDE * rows * (LINE + MARGIN / 2 + _APART) or max(count, default=0) <= 1:
            return rows
        rows += 1 + rows // 8
