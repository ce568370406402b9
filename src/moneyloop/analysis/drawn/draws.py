"""Amounts drawn inside their stated ranges, and nowhere else (method, section 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.study.notice import is_cancellable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Ranged:
    """The deals whose amount is stated as a range, in order of id.

    deal  positions in the deals table
    low   paid or signed amount, USD billions
    high  the "up to", above it
    """

    deal: np.ndarray
    low: np.ndarray
    high: np.ndarray


def ranged(deals: pd.DataFrame) -> Ranged:
    """The deals of `selection.select` that count, know their amount and state more as "up to"."""
    low, high = (deals[name].to_numpy() for name in ("amount_usd_bn", "amount_high_usd_bn"))
    # An unknown amount is NaN, and NaN is not below anything.
    counts = (deals["reason"] == "").to_numpy() & ~is_cancellable(deals)
    positions = np.flatnonzero(counts & (low < high))
    positions = positions[np.argsort(deals["id"].to_numpy()[positions], kind="stable")]
    return Ranged(positions, low[positions], high[positions])


def drawn(ranges: Ranged, draws: int, seed: int, chunk: int) -> Iterator[np.ndarray]:
    """The drawn amounts, at most `chunk` draws at once: arrays (ranged deals, draws).

    Uniform and independent. The numbers depend on the seed and on which deals are ranged, not
    on the chunk.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    low, high = ranges.low[:, None], ranges.high[:, None]
    for first in range(0, draws, chunk):
        # One draw after the other, so that the stream does not know of chunks.
        part = random.random((min(chunk, draws - first), len(ranges.deal)))
        # low + (high - low) may end a rounding error above high.
        yield np.minimum(low + (high - low) * np.ascontiguousarray(part.T), high)
