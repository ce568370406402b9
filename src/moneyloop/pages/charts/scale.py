"""Round values for an axis."""

from __future__ import annotations

import math

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_DIGITS = 12  # behind the point


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round values from `low` to `high`, about `count` of them; zero is among them, if inside.

    >>> ticks(0.0, 217.0), ticks(-0.25, 0.62, 4), ticks(0.0, 0.0)
    ([0.0, 50.0, 100.0, 150.0, 200.0], [-0.25, 0.0, 0.25, 0.5], [0.0])
    """
    if high - low < 10.0**-_DIGITS:  # values that are written alike
        return [low]
    rough = (high - low) / count
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * part for part in _STEPS if size * part >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(place * step, _DIGITS) for place in range(first, last + 1)]
