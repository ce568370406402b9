"""Exchanges: two purchases that rows state as one, each given for the other (method, section 5).

Their legs pay for each other before anything else does. Each side holds a sub-pool for it that
one leg fills and the other empties, so that nothing is mixed with other money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Amount = TypeVar("Amount")


def other_legs(deals: pd.DataFrame) -> np.ndarray:
    """The position of the other leg of each deal's exchange; -1 where not both of them count."""
    other = np.full(len(deals), -1, dtype=np.int64)
    named = deals["exchange_for"].to_numpy()
    counted = deals["reason"].to_numpy() == ""
    legs = np.flatnonzero(counted & (named != ""))
    if len(legs):
        ids = deals["id"].to_numpy()
        position = {ids[leg]: leg for leg in legs}
        other[legs] = [position.get(name, -1) for name in named[legs]]
    return other


def swap_pools(
    flows: pd.DataFrame, node_of: Mapping[str, int], credits: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """The sub-pools of exchanges: (holder, other side) -> node, after those of parties and credits.

    What a leg brings its payee is set apart for the leg that the payee pays.
    """
    legs = flows["exchange"].to_numpy() >= 0
    payee, payer = (flows[name].to_numpy()[legs].tolist() for name in ("payee", "payer"))
    pairs = sorted(set(zip(payee, payer, strict=True)))
    inside = [pair for pair in pairs if pair[0] in node_of and pair[1] in node_of]
    first = len(node_of) + len(credits)
    return {pair: first + number for number, pair in enumerate(inside)}


def exchanged(
    legs: Mapping[int, Amount], other: Mapping[int, int], least: Callable[[Amount, Amount], Amount]
) -> dict[int, Amount]:
    """What each leg pays for the other one, by deal: the lesser of the two in the period.

    `legs` are the amounts of the legs by deal, and `other` the other leg of each. The rest of a leg
    is paid in cash.
    """
    paid: dict[int, Amount] = {}
    for deal, amount in legs.items():
        partner = other[deal]
        if partner in paid:
            paid[deal] = paid[partner]
        elif partner in legs:
            paid[deal] = least(amount, legs[partner])
    return paid
