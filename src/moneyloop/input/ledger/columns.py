"""Which column of a table holds what: by header, by place, two as one, or one value for all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneyloop.input.checks import nearest
from moneyloop.input.ledger.table import Table
from moneyloop.model import ChoiceError

COLUMNS = ("payer", "payee", "amount", "start", "kind", "id", "currency")
REQUIRED = ("payer", "payee", "amount")
_PARTIES = ("payer", "payee")
_SPACES = " \t\n\v\f\r\x1c\x1d\x1e\x1f"  # those of ASCII
_SHOWN = 30  # columns of a file that are named where none fits
# How a header is often called where it is not called as ours.
_OFTEN = {
    "payer": ("from", "sender", "source", "payer name", "debtor", "buyer", "originator"),
    "payee": ("to", "receiver", "recipient", "target", "creditor", "seller", "beneficiary"),
    "amount": ("value", "sum", "total", "amt"),
    "start": ("date", "time", "datetime", "timestamp", "day", "booking date", "value date"),
    "kind": ("type", "category", "class"),
    "currency": ("ccy", "curr", "currency code", "währung", "devise"),
}


@dataclass(frozen=True)
class Where:
    """Where the cells of one of our columns are: in columns of the file, or `constant` in all."""

    places: tuple[int, ...] = ()
    constant: str = ""
    name: str = ""


@dataclass(frozen=True, eq=False)
class Cells:
    """A column by its distinct texts: that of a row is `texts[codes[row]]`, blank = "".

    They are in order of appearance.
    """

    codes: np.ndarray
    texts: list[str]
    name: str = ""

    def of(self, parsed: Sequence[object] | np.ndarray, dtype: type = object) -> np.ndarray:
        """The value of each row, from those of each distinct text."""
        cells: np.ndarray = np.array(parsed, dtype=dtype)[self.codes]
        return cells


def parse_map(texts: Sequence[str]) -> dict[str, str]:
    """OURS=THEIRS,... as people write it: a comma in a header needs no quotes, but may have them.

    Raises ChoiceError for what is of no such form.
    """
    # A header may have a comma: the next pair begins where a name and = follow one.
    return _pairs(
        [pair for text in texts for pair in re.split(r",(?=\s*\w+\s*=)", text)], "payer=from"
    )


def parse_kinds(texts: Sequence[str]) -> dict[str, str]:
    """THEIRS=OURS,...: what the words of a file mean. Raises ChoiceError as `parse_map`."""
    return _pairs([pair for text in texts for pair in text.split(",")], "invoice=purchase")


def _pairs(pairs: Sequence[str], form: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for pair in pairs:
        left, equals, right = (part.strip() for part in pair.partition("="))
        if not equals:
            raise ChoiceError(f"{pair!r} is not of the form {form}")
        if left in chosen:
            raise ChoiceError(f"{left} stands twice: {chosen[left]} and {right}")
        chosen[left] = right
    return chosen


def headers(columns: Mapping[str, str]) -> list[str]:
    """The headers that a map plainly names, for finding the header line of a file."""
    return [
        theirs.strip('"')
        for theirs in columns.values()
        if theirs and not theirs.startswith(":") and not theirs.isdigit() and "+" not in theirs
    ]


def guessed(header: Sequence[str]) -> dict[str, str]:
    """A map for a header whose names are often used for ours; only where one of them fits."""
    known = {name.strip().casefold(): name for name in header}
    found: dict[str, str] = {}
    for ours in COLUMNS:
        names = [known[name] for name in (ours, *_OFTEN.get(ours, ())) if name in known]
        if names:
            found[ours] = names[0]
    return found


def find(table: Table, columns: Mapping[str, str], *, has_kind: bool) -> dict[str, Where]:
    """Where each of our columns is in the table, for those that it has.

    Raises ChoiceError with everything that does not fit.
    """
    faults = [
        f"{name!r} is not a column of payments: {nearest(name, COLUMNS)}"
        for name in columns
        if name not in COLUMNS
    ]
    found: dict[str, Where] = {}
    usual = guessed(table.header).get("currency", "")
    if usual and usual not in columns.values():
        # Rows of two currencies are not to be added because a map does not name their column.
        columns = {"currency": usual, **columns}
    for ours in COLUMNS:
        theirs = columns.get(ours, ours)
        if not theirs and ours in REQUIRED:
            faults.append(f"{ours}= names no column")
            continue
        if not theirs:
            continue
        try:
            found[ours] = _where(table, ours, theirs)
        except ChoiceError as fault:
            if ours in columns or ours in REQUIRED or ours == "start":
                faults.append(str(fault))
    faults += _shared(table, found)
    if "kind" not in found and not has_kind and not columns.get("kind"):
        faults.append("say what the payments are for: a column (kind=...) or a default kind")
    if faults:
        raise ChoiceError(
            faults[0]
            if len(faults) == 1
            else f"the column map does not fit {table.name}:\n  " + "\n  ".join(faults)
        )
    return found


def _where(table: Table, ours: str, theirs: str) -> Where:
    header = table.header
    name = theirs[1:-1] if len(theirs) > 1 and theirs[0] == theirs[-1] == '"' else theirs
    if header.count(name) > 1:
        place = header.index(name) + 1
        raise ChoiceError(
            f"the column {name!r} stands twice in the header: name it by its place, {ours}={place}"
        )
    if name in header:
        return Where((header.index(name),), name=name)
    if theirs.startswith(":"):
        return Where(constant=theirs[1:], name=ours)
    if re.fullmatch("[0-9]{1,6}", theirs) and 1 <= int(theirs) <= len(header):
        return Where((int(theirs) - 1,), name=header[int(theirs) - 1])
    parts = [part.strip() for part in theirs.split("+")]
    if len(parts) > 1 and ours in _PARTIES and set(parts) <= set(header):
        return Where(tuple(header.index(part) for part in parts), name=theirs)
    more = f" and {len(header) - _SHOWN:,} more" if len(header) > _SHOWN else ""
    hint = nearest(theirs, header) or "it has " + ", ".join(header[:_SHOWN]) + more
    raise ChoiceError(f"there is no column {theirs!r} for {ours}: {hint}")


def _shared(table: Table, found: Mapping[str, Where]) -> list[str]:
    """Columns that two of ours would read."""
    faults = []
    users: dict[int, list[str]] = {}
    for ours, where in found.items():
        for place in where.places if len(where.places) == 1 else ():
            users.setdefault(place, []).append(ours)
    for place, names in users.items():
        header = table.header[place]
        if len(names) > 1:
            faults.append(f"{' and '.join(names)} cannot both be the column {header!r}")
    return faults


def place(where: Where | None) -> int | None:
    """The place in the file of what is in one column of it."""
    return where.places[0] if where and len(where.places) == 1 else None


def cells(table: Table, where: Where | None) -> Cells:
    """The cells of one of our columns; of several columns of the file they stand side by side."""
    import pandas as pd

    rows = len(table.lines)
    if where is None or not where.places:
        constant = where.constant if where else ""
        return Cells(np.zeros(rows, dtype=np.int64), [constant], where.name if where else "")
    parts = [coded(table.cells(place)) for place in where.places]
    first, *others = parts
    for other in others:
        joined = first.codes.astype(np.int64) * len(other.texts) + other.codes
        codes, pairs = pd.factorize(joined)
        halves = (divmod(pair, len(other.texts)) for pair in pairs.tolist())
        texts = [f"{first.texts[one]} {other.texts[two]}".strip() for one, two in halves]
        again, distinct = pd.factorize(np.array(texts, dtype=object))
        first = Cells(again[codes], distinct.tolist())
    return Cells(first.codes, first.texts, where.name)


def coded(column: Any, name: str = "") -> Cells:
    """A column of text by its distinct texts, without the spaces around them."""
    import pandas as pd

    # Text as pandas holds it is coded faster than as objects.
    held = isinstance(column, pd.Series)
    if held and isinstance(column.dtype, pd.CategoricalDtype):
        codes, texts = _by_appearance(column.cat.codes.to_numpy(), column.cat.categories)
    else:
        codes, texts = pd.factorize(column if held else np.asarray(column, dtype=object))
    listed = np.asarray(texts, dtype=object).tolist()
    together = "".join(listed)
    if together.isascii() and not any(space in together for space in _SPACES):
        return Cells(codes, listed, name)
    stripped = [text.strip() for text in listed]
    if stripped != listed:
        again, unique = pd.factorize(np.array(stripped, dtype=object))
        return Cells(again[codes], unique.tolist(), name)
    return Cells(codes, listed, name)


def _by_appearance(codes: np.ndarray, texts: Any) -> tuple[np.ndarray, Any]:
    """Codes of texts that all appear, made to count up in order of appearance; as pd.factorize."""
    first = np.zeros(len(texts), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    order = np.argsort(first)
    return np.argsort(order)[codes], texts[order]
