"""Where the intervals of the report's bars lie.

The length of a bar is the sales whose amount is public. Where more was sold, or a high end is not
public, a part behind the bar stands for it, and nothing in that part is to scale.
"""

from __future__ import annotations

from typing import NamedTuple

from moneyloop.pages.ends import Ends

BEHIND = 16.0  # the part that is not public, in percent of the bar
_DUST = 1e-9


class Band(NamedTuple):
    """A part of a bar: left end and width, in percent of all that is drawn."""

    left: str
    width: str


class Bar(NamedTuple):
    """What is drawn of one measure, in percent of all of it; None is not drawn.

    `public` is the interval on public amounts, `possible` the one over all that is not public,
    `unknown` the part that has no scale. `open_end` says that the high end is not public.
    """

    length: str
    unknown: Band | None
    possible: Band
    public: Band | None
    estimate: str | None
    open_end: bool


def is_longer(ends: Ends, whole: float | None, unsized: bool) -> bool:
    """Whether a part that is not public stands behind the bar; `unsized`: more was sold."""
    return unsized or ends.high is None or ends.high > (whole or 0.0) * (1 + _DUST)


def place(value: float | None, whole: float | None) -> float:
    """Where an amount lies, in percent of the bar; what is beyond 100 has no scale.

    None, an amount that is not public, is at the end of all.
    """
    if value is None:
        return 100.0 + BEHIND
    if value <= 0:
        return 0.0
    if not whole or whole <= 0:
        return 100.0 + BEHIND
    share = value / whole
    return min(100.0, 100.0 * share) if share <= 1 + _DUST else 100.0 + BEHIND * (1 - 1 / share)


def bar(ends: Ends, whole: float | None, *, unsized: bool = False) -> Bar | None:
    """A bar as long as the sales with a public amount; None when there is nothing to draw.

    Without a public amount (`whole` None) nothing has a scale: what is possible fills it all.
    """
    if ends.low is None or (not unsized and not whole):
        return None
    longer = is_longer(ends, whole, unsized)
    if not whole:
        full = 0.0 if ends.high == 0 else 100.0
        every = _band(0.0, 100.0)
        return Bar(_text(0.0), every, _band(0.0, full), None, None, ends.high is None)
    scale = 100.0 / (100.0 + BEHIND) if longer else 1.0

    def at(value: float | None) -> float:
        return min(100.0, scale * place(value, whole))

    length = 100.0 * scale
    public = None if ends.known_low is None else _band(at(ends.known_low), at(ends.known_high))
    return Bar(
        length=_text(length),
        unknown=_band(length, 100.0) if longer else None,
        possible=_band(at(ends.low), at(ends.high)),
        public=public,
        estimate=None if ends.estimate is None else _text(at(ends.estimate)),
        open_end=ends.high is None,
    )


def _band(start: float, end: float) -> Band:
    return Band(_text(start), _text(max(0.0, end - start)))


def _text(percent: float) -> str:
    return f"{percent:.3f}%"
