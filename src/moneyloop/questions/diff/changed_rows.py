"""The rows that differ between two sides: deals, figures and parties, cell by cell."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.selection import LATER, REPLACED
from moneyloop.input import schema
from moneyloop.model import plain, split
from moneyloop.questions.diff.moves import Sides, Undo

if TYPE_CHECKING:
    import pandas as pd

ADDED, REMOVED, CHANGED, RESTORED = "added", "removed", "changed", "restored"
_SHOWN_DEAL = ("id", "payer", "payee", "kind", "amount_usd_bn", "amount_high_usd_bn", "status")
_SAME_FIGURE = ("party", "metric", "item", "segment", "start", "end")
_SHOWN_FIGURE = (*_SAME_FIGURE, "amount", "unit")

Row = dict[str, Any]
Pair = tuple[int | None, int | None]  # places of a row in the earlier and in the later table


def deals(given: Sides) -> tuple[list[Row], list[Undo]]:
    """The changed deals, in file order of the later table, and how to take each change back.

    added and removed: known on one side only; replaced: superseded since, `by` which rows;
    restored: no longer superseded; changed: other cells, listed in `columns`. A row that is
    replaced or restored by another is no change of its own to take back.
    """
    names = [column.name for column in schema.columns("deals")]
    old, new = (_cells(study.deals, names) for study in (given.before, given.after))
    reasons = [study.deals["reason"].tolist() for study in (given.before, given.after)]
    found, undos = [], []
    for was, now in _pairs(old, new, [_identity]):
        was_known = None if was is None or reasons[0][was] == LATER else was
        now_known = None if now is None or reasons[1][now] == LATER else now
        columns: list[Row] = []
        by: list[str] = []
        if now_known is not None:
            row = new[now_known]
            replaced = reasons[1][now_known] == REPLACED
            by = _replaced_by(given.after.deals, row["id"]) if replaced else []
        if was_known is not None and now_known is not None:
            columns = _columns(old[was_known], new[now_known], [n for n in names if n != "id"])
            if replaced != (reasons[0][was_known] == REPLACED):
                change = REPLACED if replaced else RESTORED
            elif columns:
                change = CHANGED
            else:
                continue
        elif now_known is not None:
            change = ADDED
        elif was_known is not None:
            change, row = REMOVED, old[was_known]
        else:
            continue
        shown = {key: row[key] for key in _SHOWN_DEAL}
        found.append({"change": change} | shown | {"by": by, "columns": columns})
        if change in (ADDED, REMOVED) or columns:
            undos.append(Undo(row["id"], change, now, was_known))
    return found, undos


def _identity(row: Row) -> Hashable:
    """What tells a deal from others: its id, or all of its cells where it has none."""
    if row["id"] != f"row-{row['line']}":
        return str(row["id"])
    return tuple((key, value) for key, value in row.items() if key not in ("id", "line"))


def _replaced_by(deals: pd.DataFrame, name: str) -> list[str]:
    """The known rows that replace a row, straight or by way of a row that is not known."""
    found: list[str] = []
    queue = [name]
    while queue:
        target = queue.pop()
        for other, targets, reason in zip(
            deals["id"], deals["replaces"], deals["reason"], strict=True
        ):
            if target in split(targets):
                (queue if reason == LATER else found).append(other)
    return sorted(set(found))


def _pairs(
    old: Sequence[Row], new: Sequence[Row], keys: Sequence[Callable[[Row], Hashable]]
) -> list[Pair]:
    """The rows that are the same in both, by the first key that tells so, in the later order.

    Rows that only the earlier table has come last.
    """
    match: dict[int, int] = {}
    left = dict(enumerate(old))
    for key in keys:
        places: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for was, row in left.items():
            places[key(row)].append(was)
        for now, row in enumerate(new):
            if now not in match and places[key(row)]:
                match[now] = places[key(row)].popleft()
                del left[match[now]]
    return [*((match.get(now), now) for now in range(len(new))), *((was, None) for was in left)]


def _cells(table: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    rows = table[[*columns, "line"]].to_dict("records")
    return [{str(key): plain(value) for key, value in row.items()} for row in rows]


def _columns(before: Row, after: Row, columns: Sequence[str]) -> list[Row]:
    """The columns that differ, with both values; unknown is None."""
    pairs = ((name, plain(before[name]), plain(after[name])) for name in columns)
    return [{"column": name, "before": old, "after": new} for name, old, new in pairs if old != new]


def figures(given: Sides) -> list[Row]:
    """The figures that count on one side only, or with other cells (method, section 3)."""
    names = [column.name for column in schema.columns("figures")]
    old, new = (
        _cells(selection.figures_known_by(study.network.figures, study.known_by), names)
        for study in (given.before, given.after)
    )
    keys: list[Callable[[Row], Hashable]] = [
        lambda row: tuple(row[name] for name in names),
        lambda row: tuple(row[name] for name in _SAME_FIGURE),
    ]
    return list(_changed(old, new, keys, names, _SHOWN_FIGURE))


def parties(given: Sides) -> list[Row]:
    """The parties that changed; boundaries as they are in force, also where the cell is blank."""
    names = [column.name for column in schema.columns("parties")]
    old, new = (_cells(s.network.parties, names) for s in (given.before, given.after))
    return list(_changed(old, new, [lambda row: row["name"]], names, ("name", "boundary")))


def _changed(
    old: Sequence[Row],
    new: Sequence[Row],
    keys: Sequence[Callable[[Row], Hashable]],
    names: Sequence[str],
    shown: Sequence[str],
) -> Iterator[Row]:
    for was, now in _pairs(old, new, keys):
        columns: list[Row] = []
        if was is not None and now is not None:
            change, row = CHANGED, new[now]
            columns = _columns(old[was], row, names)
            if not columns:
                continue
        elif now is not None:
            change, row = ADDED, new[now]
        elif was is not None:
            change, row = REMOVED, old[was]
        yield {"change": change} | {key: row[key] for key in shown} | {"columns": columns}
