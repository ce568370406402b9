"""On what basis a number stands, and the words for it: the one place where they are written.

    Basis("recognised", gross_or_net="net", forecast=True).text -> "recognised, forecast, net"

Code compares the fields; the text is for people, and nothing reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RECOGNISED, RUN_RATE, BALANCE = "recognised", "run rate", "balance"
SPENT, LOSS, VALUATION = "spent", "loss", "valuation"
PROFIT, GAIN = "profit", "gain"
COMMITTED, DUE, PAID = "committed", "falls due", "paid"
SHARE, COUNT = "share", "count"
BOOKED, ESTIMATE, ESTIMATE_IN_INTERVAL = (
    "booked in the year",
    "estimate",
    "estimate in its interval",
)
FLOWS = (RECOGNISED, SPENT, LOSS, PROFIT, GAIN)
UNKNOWN = "unknown"

# What an amount is per, where that is not its own period.
YEAR, MONTH, TERM, TERM_TO_COME = "year", "month", "whole term", "whole term to come"
USER, YEAR_BEFORE = "user", "year before"

# What a figure of each metric measures: over a period, at a moment, or as a rate of one month.
MEASURE_OF: Mapping[str, str] = {
    "revenue": RECOGNISED,
    "run_rate": RUN_RATE,
    "cash": BALANCE,
    "spend": SPENT,
    "capex": SPENT,
    "backlog": COMMITTED,
    "valuation": VALUATION,
    "inference_cost": SPENT,
    "training_cost": SPENT,
    "operating_loss": LOSS,
    "gross_margin": SHARE,
    "users": COUNT,
    "net_income": PROFIT,
    "investment_gain": GAIN,
    "obligation": COMMITTED,
}
_EXPLAINED = {RUN_RATE: "one month times twelve"}
# Where a measure and what it is per have a name of their own.
_NAMES = {
    (COMMITTED, TERM): "whole term",
    (COMMITTED, YEAR): "a year on average",
    (COMMITTED, TERM_TO_COME): "committed, whole term to come",
}
_OVER = {YEAR_BEFORE: ", over the year before"}
_TAILS = {MONTH: ": a month of its period", USER: ", per user"}


@dataclass(frozen=True)
class Basis:
    """What is measured, gross or net, and per what ("" for its own period).

    `forecast` says that it is still to come, `year` which year it is due or paid in ("" for all).
    """

    measure: str
    gross_or_net: str = UNKNOWN
    per: str = ""
    forecast: bool = False
    year: str = ""

    @property
    def name(self) -> str:
        """What it is called beside another one: without gross or net, and not explained."""
        if self.measure == DUE:
            return f"falls in {self.year}"
        if self.measure == PAID:
            return f"paid in {self.year}" if self.year else "paid so far"
        ahead = ", forecast" if self.forecast and self.measure in FLOWS else ""
        named = _NAMES.get((self.measure, self.per), self.measure)
        return f"{named}{ahead}{_OVER.get(self.per, '')}"

    @property
    def text(self) -> str:
        """The basis in full, for people."""
        explained = _EXPLAINED.get(self.measure)
        words = f"{self.name}: {explained}" if explained else self.name
        if self.gross_or_net != UNKNOWN:
            words += f", {self.gross_or_net}"
        return words + _TAILS.get(self.per, "")

    def keys(self) -> dict[str, str | None]:
        """The keys of a row: `basis` (in words), `gross_or_net` and `per`."""
        return {"basis": self.text, "gross_or_net": self.gross_or_net, "per": self.per or None}
