"""The rows that differ between two sides: deals, figures and parties, cell by cell."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.selection import LATER, REPLACED
from moneyloop.input import editions, schema
from moneyloop.model import Network, plain, split
from moneyloop.questions.diff.moves import Sides, Undo

if TYPE_CHECKING:
    import pandas as pd

ADDED, REMOVED, CHANGED, RESTORED = "added", "removed", "changed", "restored"
_SHOWN_DEAL = ("id", "payer", "payee", "kind", "amount_usd_bn", "amount_high_usd_bn", "status")
_SAME_FIGURE = ("party", "metric", "item", "segment", "start", "end")
_SHOWN_FIGURE = (*_SAME_FIGURE, "amount", "unit")

Row = dict[str, Any]
Pair = tuple[int | None, int | None]  # positions of a row in the earlier and in the later table


def deals(sides: Sides) -> tuple[list[Row], list[Undo]]:
    """The changed deals, in file order of the later table, and how to take each change back.

    added and removed: known on one side only; replaced: superseded since, `by` which rows;
    restored: no longer superseded; changed: other cells, listed in `columns`. A row that is
    replaced or restored by another is no change of its own to take back.
    """
    names = [column.name for column in schema.columns("deals")]
    old, new = (_cells(study.deals, names) for study in (sides.before, sides.after))
    reasons = [study.deals["reason"].tolist() for study in (sides.before, sides.after)]
    rows, undos = [], []
    for before, after in _pairs(old, new, [_identity]):
        before_known = None if before is None or reasons[0][before] == LATER else before
        after_known = None if after is None or reasons[1][after] == LATER else after
        columns: list[Row] = []
        by: list[str] = []
        if after_known is not None:
            row = new[after_known]
            replaced = reasons[1][after_known] == REPLACED
            by = _replaced_by(sides.after.deals, row["id"]) if replaced else []
        if before_known is not None and after_known is not None:
            columns = _columns(old[before_known], new[after_known], [n for n in names if n != "id"])
            if replaced != (reasons[0][before_known] == REPLACED):
                change = REPLACED if replaced else RESTORED
            elif columns:
                change = CHANGED
            else:
                continue
        elif after_known is not None:
            change = ADDED
        elif before_known is not None:
            change, row = REMOVED, old[before_known]
        else:
            continue
        shown = {key: row[key] for key in _SHOWN_DEAL}
        rows.append({"change": change} | shown | {"by": by, "columns": columns})
        if change in (ADDED, REMOVED) or columns:
            undos.append(Undo(row["id"], change, after, before_known))
    return rows, undos


def _identity(row: Row) -> Hashable:
    """What tells a deal from others: its id, or all of its cells where it has none."""
    if row["id"] != f"row-{row['line']}":
        return str(row["id"])
    return tuple((key, value) for key, value in row.items() if key not in ("id", "line"))


def _replaced_by(deals: pd.DataFrame, name: str) -> list[str]:
    """The known rows that replace a row, straight or by way of a row that is not known."""
    newer: list[str] = []
    queue = [name]
    while queue:
        target = queue.pop()
        for other, targets, reason in zip(
            deals["id"], deals["replaces"], deals["reason"], strict=True
        ):
            if target in split(targets):
                (queue if reason == LATER else newer).append(other)
    return sorted(set(newer))


def _pairs(
    old: Sequence[Row], new: Sequence[Row], keys: Sequence[Callable[[Row], Hashable]]
) -> list[Pair]:
    """The rows that are the same in both, by the first key that tells so, in the later order.

    Rows that only the earlier table has come last.
    """
    match: dict[int, int] = {}
    left = dict(enumerate(old))
    for key in keys:
        positions: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for before, row in left.items():
            positions[key(row)].append(before)
        for after, row in enumerate(new):
            if after not in match and positions[key(row)]:
                match[after] = positions[key(row)].popleft()
                del left[match[after]]
    return [
        *((match.get(after), after) for after in range(len(new))),
        *((before, None) for before in left),
    ]


def _cells(table: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    rows = table[[*columns, "line"]].to_dict("records")
    return [{str(key): plain(value) for key, value in row.items()} for row in rows]


def _columns(before: Row, after: Row, columns: Sequence[str]) -> list[Row]:
    """The columns that differ, with both values; unknown is None."""
    pairs = ((name, plain(before[name]), plain(after[name])) for name in columns)
    return [{"column": name, "before": old, "after": new} for name, old, new in pairs if old != new]


def figures(sides: Sides) -> list[Row]:
    """The figures that count on one side only, or with other cells (method, section 3)."""
    names = [column.name for column in schema.columns("figures")]
    old, new = (
        _cells(selection.figures_known_by(study.network.figures, study.known_by), names)
        for study in (sides.before, sides.after)
    )
    keys: list[Callable[[Row], Hashable]] = [
        lambda row: tuple(row[name] for name in names),
        lambda row: tuple(row[name] for name in _SAME_FIGURE),
    ]
    return list(_changed(old, new, keys, names, _SHOWN_FIGURE))


def parties(sides: Sides) -> list[Row]:
    """The parties that changed; boundaries as they are in force, also where the cell is blank."""
    names = [column.name for column in schema.columns("parties")]
    old, new = (_cells(s.network.parties, names) for s in (sides.before, sides.after))
    return list(_changed(old, new, [lambda row: row["name"]], names, ("name", "boundary")))


def add_reasons(rows: Sequence[Row], table: str, after: Network) -> None:
    """Put when and why beside rows that changed, as changes.csv of the later package has it.

    None where it says nothing. Of two lines on one figure the one of the same change is taken.
    """
    lines = {
        key: line
        for line in after.edition.changes
        if line.table == table
        for key in (line.row, (line.row, line.change))
    }
    for row in rows:
        name = editions.row_key(table, row)
        line = lines.get((name, row["change"]), lines.get(name))
        row["changed_on"], row["reason"] = (line.date, line.reason) if line else (None, None)


def _changed(
    old: Sequence[Row],
    new: Sequence[Row],
    keys: Sequence[Callable[[Row], Hashable]],
    names: Sequence[str],
    shown: Sequence[str],
) -> Iterator[Row]:
    for before, after in _pairs(old, new, keys):
        columns: list[Row] = []
        if before is not None and after is not None:
            change, row = CHANGED, new[after]
            columns = _columns(old[before], row, names)
            if not columns:
                continue
        elif after is not None:
            change, row = ADDED, new[after]
        elif before is not None:
            change, row = REMOVED, old[before]
        yield {"change": change} | {key: row[key] for key in shown} | {"columns": columns}
