"""Names that may be one name spelt in two ways: of parties, and of a party's lines of business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from moneyloop.input.alike import alike, misspelt
from moneyloop.input.proof.about import about
from moneyloop.input.table import Row, Table
from moneyloop.model import Problem

NEAR, SEGMENT = "names-near", "segments-alike"


def names(
    parties: Table, deals: Table, figures: Table, party_of: Mapping[str, str]
) -> Iterator[Problem]:
    """Two parties whose names differ in a letter; `check` warns of other likenesses anyway."""
    place: dict[str, tuple[Table, Row, str]] = {}
    columns = ((parties, ("name",)), (deals, ("payer", "payee")), (figures, ("party",)))
    for table, ends in columns:
        for row in table.rows:
            for column in ends:
                name = row.text.get(column, "")
                if name and party_of.get(name, name) == name:
                    place.setdefault(name, (table, row, column))
    for name, other in misspelt(place):
        table, row, column = place[name]
        message = f"{about(table, row)}: {name!r} and {other!r} differ in one letter"
        hint = "if they are one party, write one name: two names lose every loop between them"
        yield table.warning(row, column, NEAR, message, hint)


def segments(figures: Table, party_of: Mapping[str, str]) -> Iterator[Problem]:
    """Two spellings of one line of business: a segment is only ever compared for equality."""
    lines: dict[str, dict[str, Row]] = {}
    for row in figures.rows:
        party = row.text.get("party", "")
        if segment := row.text.get("segment", ""):
            lines.setdefault(party_of.get(party, party), {}).setdefault(segment, row)
    for party, first in lines.items():
        pairs = [(name, other, f"{words} only") for name, other, words in alike(first)]
        pairs += [(name, other, "one letter") for name, other in misspelt(first)]
        for name, other, difference in pairs:
            row = first[name]
            message = f"{about(figures, row)}: {name!r} and {other!r} of {party} differ in "
            hint = "write one name if they are one line of business"
            yield figures.warning(row, "segment", SEGMENT, message + difference, hint)
