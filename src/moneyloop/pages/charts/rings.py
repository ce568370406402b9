"""A loop drawn as a ring: its parties on a circle, an arrow for each leg, its size inside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from moneyloop.pages.text import shorten
from moneyloop.pages.words import known_kind
from moneyloop.words.amounts import size_of, usd

Record = Mapping[str, Any]

_RADIUS = 92.0
_OUT = 17.0
_CLEAR = 17.0  # the arrow ends this far from the middle of a party's mark
_WIDEST, _THINNEST = 9.0, 1.6


class Leg(NamedTuple):
    """An arrow along the circle, its head, and the amount beside it."""

    path: str
    head: str
    kind: str
    width: str
    dashed: bool
    smallest: bool
    x: str
    y: str
    anchor: str
    amount: str


class Place(NamedTuple):
    """A party on the circle, with its name outside of it."""

    x: str
    y: str
    name: str
    name_x: str
    name_y: str
    anchor: str


class Ring(NamedTuple):
    """One loop as a small picture in the middle of a box of 460 by 300."""

    key: str
    fact: str
    size: str
    in_order: bool
    legs: list[Leg]
    places: list[Place]


def ring(key: str, loop: Record, deals: Mapping[str, Record]) -> Ring:
    """The ring of a loop with a known size; `deals` by id tell the kinds of the legs."""
    count = len(loop["legs"])
    largest = max(float(leg["amount"]) for leg in loop["legs"]) or 1.0
    angles = [-math.pi / 2 + 2 * math.pi * index / count for index in range(count)]
    legs = [
        _leg(leg, angles[index], 2 * math.pi / count, largest, loop, deals)
        for index, leg in enumerate(loop["legs"])
    ]
    places = [
        _place(str(leg["payer"]), angle) for leg, angle in zip(loop["legs"], angles, strict=True)
    ]
    return Ring(key, _fact(loop), usd(loop["size"]), loop["in_order"], legs, places)


def _fact(loop: Record) -> str:
    legs = "; ".join(
        f"{leg['payer']} to {leg['payee']}, {leg['class']}, {usd(leg['amount'])}"
        for leg in loop["legs"]
    )
    return (
        f"Loop of {len(loop['legs'])} legs, at most "
        f"{size_of(loop['size'], loop['open_size'])} could complete it: {legs}."
        + ("" if loop["in_order"] else " No dollar can follow it in time.")
    )


def _leg(
    leg: Record,
    start: float,
    turn: float,
    largest: float,
    loop: Record,
    deals: Mapping[str, Record],
) -> Leg:
    amount = float(leg["amount"])
    width = max(_THINNEST, _WIDEST * math.sqrt(amount / largest))
    head = 5.0 + 0.9 * width
    gap, tip = _CLEAR / _RADIUS, head / _RADIUS
    first, last = start + gap, start + turn - gap
    middle = start + turn / 2
    left, top = _point(middle, _RADIUS + _OUT)
    return Leg(
        path=_arc(first, last - tip),
        head=_triangle(last - tip, last, width / 2 + 3.2),
        kind=known_kind(kind_of(leg["deals"], deals)),
        width=f"{width:.2f}",
        dashed=str(leg.get("status")) == "contingent",
        smallest=leg["amount"] == loop["size"],
        x=_text(left),
        y=_text(_baseline(middle, top)),
        anchor=_anchor(middle),
        amount=usd(amount),
    )


def _place(name: str, angle: float) -> Place:
    (x, y), (left, top) = _point(angle, _RADIUS), _point(angle, _RADIUS + _OUT)
    return Place(
        _text(x),
        _text(y),
        shorten(name, 18),
        _text(left),
        _text(_baseline(angle, top)),
        _anchor(angle),
    )


def kind_of(ids: Sequence[str], deals: Mapping[str, Record]) -> str:
    """The kind of the largest deal of a leg."""
    known = [deals[name] for name in ids if name in deals]
    if not known:
        return "other"
    largest = max(known, key=lambda deal: (deal.get("amount_usd_bn") or 0.0, str(deal["id"])))
    return str(largest["kind"])


def _point(angle: float, radius: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


def _arc(first: float, last: float) -> str:
    (x0, y0), (x1, y1) = _point(first, _RADIUS), _point(last, _RADIUS)
    large = 1 if last - first > math.pi else 0
    size = f"{_RADIUS:g}"
    return f"M{_text(x0)} {_text(y0)}A{size} {size} 0 {large} 1 {_text(x1)} {_text(y1)}"


def _triangle(base: float, tip: float, half: float) -> str:
    corners = (_point(base, _RADIUS - half), _point(base, _RADIUS + half), _point(tip, _RADIUS))
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in corners)


def _baseline(angle: float, top: float) -> float:
    """Text stands above the circle at its top, below it at its bottom, else beside it."""
    if _anchor(angle) != "middle":
        return top + 5
    return top if math.sin(angle) < 0 else top + 12


def _anchor(angle: float) -> str:
    side = math.cos(angle)
    return "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"


def _text(value: float) -> str:
    # Adding zero turns a negative zero into a plain one.
    return f"{round(value, 2) + 0.0:g}"
