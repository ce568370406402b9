"""Published estimates of circularity, from bundled published.csv: what to run of each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from moneyloop.input.bundled import bundled_folder
from moneyloop.model import split

FILE = "packages/published/published.csv"


@dataclass(frozen=True)
class Estimate:
    """A published number, and the question that we can put beside it.

    number   as it is published: 10 of 13, 29%
    data     the shipped package whose rows answer; blank where there is no question
    measure  own: own money back of the sellers `parties`, of all where there is none;
             not_covered: what they have to pay that no known money covers;
             needed: the revenue that pays `investment`, at a margin, within a life in years;
             blank where nothing can be run, and `why` says what is missing
    """

    name: str
    publisher: str
    date: str
    claim: str
    number: str
    data: str
    parties: tuple[str, ...]
    measure: str
    from_: str
    to: str
    case: str
    investment: float
    margin: float
    life: float
    outlet: str
    url: str
    why: str


@cache
def estimates() -> tuple[Estimate, ...]:
    """The rows of the bundled published.csv."""
    with (bundled_folder() / FILE).open(encoding="utf-8", newline="") as stream:
        return tuple(_estimate(row) for row in csv.DictReader(stream))


def _estimate(row: dict[str, str]) -> Estimate:
    texts = ("name", "publisher", "date", "claim", "number", "data", "measure", "to", "case")
    return Estimate(
        **{name: row[name] for name in (*texts, "outlet", "url", "why")},
        from_=row["from"],
        parties=tuple(split(row["party"])),
        investment=float(row["investment"] or 0),
        margin=float(row["margin"] or 0),
        life=float(row["life"] or 0),
    )
