"""A flow list: a table of kind,from,to,amount, any network of flows with inputs and outputs.

The form in which ecosystem networks are published: what goes from node to node (`flow`), what
comes from outside (`input`, `from` blank) and what leaves (`export`, `respiration`, `to` blank).
Amounts are in the unit of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.input import frames, values
from moneyloop.input.checks import nearest
from moneyloop.input.text import Sheet, read_sheet
from moneyloop.model import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("kind", "from", "to", "amount")
# Which ends a row of each kind names; the other end is the world outside.
KINDS: Mapping[str, tuple[str, ...]] = {
    "flow": ("from", "to"),
    "input": ("to",),
    "export": ("from",),
    "respiration": ("from",),
}
_ENDS = ("from", "to")
_PLAIN = "write digits with a point, such as 1234.5"


@dataclass(frozen=True, eq=False)
class FlowList:
    """A network of flows: `amount[e]` goes from node `tail[e]` to node `head[e]`.

    `inputs` and `outputs` of each node are what comes from outside and what leaves.
    """

    data: str
    nodes: tuple[str, ...]
    tail: np.ndarray
    head: np.ndarray
    amount: np.ndarray
    inputs: np.ndarray
    outputs: np.ndarray


def is_flow_list(raw: bytes) -> bool:
    """True for a CSV whose header has the four columns of a flow list and no other."""
    return _has_columns(read_sheet(raw, ""))


def _has_columns(sheet: Sheet) -> bool:
    return sorted(sheet.header) == sorted(COLUMNS)


def load_flows(flows: str | Path | pd.DataFrame) -> FlowList:
    """The network of a flow list in a file or a DataFrame; raises as `read_flows`, and OSError."""
    if isinstance(flows, str | Path):
        return read_flows(Path(flows).read_bytes(), str(flows))
    return _network(frames.sheet(flows, frames.FRAMES))


def read_flows(raw: bytes, file: str) -> FlowList:
    """The network of a flow list; `file` is its name. Flows of the same ends add up.

    Raises DataError with every problem: file, line, column, value, rule and what to write.
    """
    return _network(read_sheet(raw, file))


def _network(sheet: Sheet) -> FlowList:
    file = sheet.file
    if not _has_columns(sheet) and not sheet.problems:
        message = f"the header is {','.join(sheet.header)}"
        hint = "a flow list has the columns " + ",".join(COLUMNS)
        raise DataError([Problem(file, 1, None, None, "missing-column", message, hint)])
    problems = list(sheet.problems)
    node_of: dict[str, int] = {}
    rows = []
    for line, cells in sheet.records:
        cell = dict(zip(sheet.header, cells, strict=True))
        faults = _faults(cell)
        problems += [
            Problem(file, line, name, cell[name], *faults[name])
            for name in sheet.header
            if name in faults
        ]
        if not faults:
            ends = [
                node_of.setdefault(cell[end], len(node_of)) if cell[end] else -1 for end in _ENDS
            ]
            rows.append((*ends, values.number(cell["amount"])))
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    table = np.array(rows, dtype=float).reshape(-1, 3)
    tail, head = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    amount, size = table[:, 2], len(node_of)
    inner = (tail >= 0) & (head >= 0)
    return FlowList(
        data=file,
        nodes=tuple(node_of),
        tail=tail[inner],
        head=head[inner],
        amount=amount[inner],
        inputs=np.bincount(head[tail < 0], weights=amount[tail < 0], minlength=size),
        outputs=np.bincount(tail[head < 0], weights=amount[head < 0], minlength=size),
    )


def _faults(cell: Mapping[str, str]) -> dict[str, tuple[str, str, str]]:
    """What is wrong with a row, by column: rule, message and hint."""
    faults = {}
    kind = cell["kind"]
    if kind not in KINDS:
        rule = "choice" if kind else "required"
        message = f"{kind!r} is not a kind of flow" if kind else "the kind is blank"
        hint = nearest(kind, KINDS) if kind else "write " + ", ".join(KINDS)
        faults["kind"] = (rule, message, hint)
    for end in _ENDS if kind in KINDS else ():
        if end in KINDS[kind] and not cell[end]:
            hint = "name the node, or write input or export for what comes from or goes outside"
            faults[end] = ("required", f"`{end}` of this {kind} is blank", hint)
        elif end not in KINDS[kind] and cell[end]:
            where = "comes from outside" if end == "from" else "leaves the network"
            message = f"{cell[end]!r} is given, but this {kind} {where}"
            faults[end] = ("outside", message, "leave the cell blank, or write flow as its kind")
    wrong = _amount_fault(cell["amount"])
    if wrong:
        faults["amount"] = wrong
    return faults


def _amount_fault(text: str) -> tuple[str, str, str] | None:
    if not text:
        return "required", "the amount is blank", "fill it in, or leave the row out"
    try:
        amount = values.number(text)
    except values.Fault as fault:
        return "number", f"{text!r} {fault.message}", _PLAIN
    return ("number", f"{text!r} is below 0", "swap from and to instead") if amount < 0 else None
