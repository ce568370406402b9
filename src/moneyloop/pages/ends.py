"""The two intervals of a measure: over all that is not public, and on what is public."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from moneyloop.analysis import together
from moneyloop.words.amounts import number


class Ends(NamedTuple):
    """Low and high over all that is not public; of what is public low, high and the estimate.

    USD billions. A high of None is not public; where no amount at all is public, the last three
    are None.
    """

    low: float | None
    estimate: float | None
    high: float | None
    known_low: float | None
    known_high: float | None

    def over(self, whole: float) -> Ends:
        """The ends as shares of a whole above zero."""
        return Ends(*(None if value is None else value / whole for value in self))


def ends(row: Mapping[str, Any], measure: str) -> Ends:
    """The ends of a measure in a row of `attribute`."""
    return Ends(*(row[key] for key in together.ends(measure)))


def network_sales(row: Mapping[str, Any], write: Callable[[float | None], str] = number) -> str:
    """The sales of a row as `write` writes an amount, and what it writes for more of them.

    "4.0 + ?" where some have no public amount, "?" where none has one.
    """
    sold = row["network_sales"]
    if not row["open_sales"]:
        return write(sold)
    return f"{write(sold)} + {write(None)}" if sold else write(None)
