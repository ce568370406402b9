"""A ledger as a package: payments.csv, parties.csv, and in datapackage.json how it was read.

Amounts stay in the unit of the file, so it is no table of deals, which are USD billions. A folder
with a payments.csv is read as one; who is inside can be written into its parties.csv.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.input import checks, schema
from moneyloop.input.create import Contents, write_new
from moneyloop.input.ledger import payments
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.doubts import doubts
from moneyloop.input.ledger.writing import csv_parts
from moneyloop.input.networks import WORLD
from moneyloop.input.text import read_sheet
from moneyloop.model import DataError, Network, Problem, split

if TYPE_CHECKING:
    import pandas as pd

TABLE = "payments.csv"
_PARTIES, _PACKAGE = "parties.csv", "datapackage.json"
_COLUMNS = ("id", "payer", "payee", "kind", "amount", "start", "left_out")
_TYPES = {"amount": "number"}


def save(folder: str | Path, read: payments.Ledger, remembered: Mapping[str, Any]) -> list[Path]:
    """Write a ledger as a package, the whole folder or nothing, and return its files.

    `remembered` is what was chosen to read the file, kept in datapackage.json. Raises ChoiceError
    where the folder has files of these names, OSError where it cannot be written to.
    """
    network = read.network
    contents: dict[str, Contents] = {
        TABLE: csv_parts(_payments(read)),
        _PARTIES: _parties(network).to_csv(index=False, lineterminator="\n").encode("utf-8"),
        _PACKAGE: _declaration(Path(folder).name, read, remembered).encode("utf-8"),
    }
    return write_new(folder, contents)


def load(folder: Path) -> Network:
    """The network of a folder that `package.holds_ledger`.

    Raises DataError with every problem of its tables, OSError where one cannot be read.
    """
    read, problems = checked(folder)
    if read is None:
        raise DataError(problems)
    return read.network


def checked(folder: Path) -> tuple[payments.Ledger | None, list[Problem]]:
    """The ledger of such a folder, None where it cannot be read, and every problem of it."""
    parties, wrong = _listed(folder / _PARTIES)
    aliases = {alias: row["name"] for row in parties for alias in split(row.get("aliases", ""))}
    columns = {"start": "" if _is_undated(folder) else "start"}
    choices = payments.Choices(columns=columns, aliases=aliases, reasons="left_out")
    try:
        read = payments.read(folder / TABLE, choices)
    except DataError as error:
        return None, [*error.problems, *wrong]
    if wrong:
        return None, wrong
    return replace(read, network=_with_parties(read.network, parties, str(folder))), []


def problems(folder: Path) -> list[Problem]:
    """Every problem of a folder that `package.holds_ledger`, errors and warnings."""
    read, found = checked(folder)
    return found if read is None else doubts(read, str(folder / TABLE))


def _is_undated(folder: Path) -> bool:
    try:
        package = json.loads((folder / _PACKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    kept = package.get("moneyloop", {}) if isinstance(package, dict) else {}
    return isinstance(kept, dict) and kept.get("dated") is False


def _listed(file: Path) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of parties.csv, as text."""
    if not file.is_file():
        return [], []
    table, problems = checks.read_table(read_sheet(file.read_bytes(), str(file)), "parties")
    _, clashes = checks.party_names(table)
    errors = [problem for problem in (*problems, *clashes) if problem.severity == "error"]
    return [dict(row.text) for row in table.rows], errors


def _with_parties(network: Network, listed: list[dict[str, str]], data: str) -> Network:
    """The network with what parties.csv says of its parties; a blank boundary follows the rule."""
    said = {row["name"]: row for row in listed}
    parties = network.parties.copy()
    for column in ("kind", "segment", "note"):
        parties[column] = [said.get(name, {}).get(column, "") for name in parties["name"].tolist()]
    parties["boundary"] = [
        said.get(name, {}).get("boundary") or ruled
        for name, ruled in zip(parties["name"], parties["boundary"], strict=True)
    ]
    bounded = any(row.get("boundary") for row in listed)
    return replace(network, data=data, parties=parties, bounded=bounded)


def _payments(read: payments.Ledger) -> dict[str, Cells | np.ndarray]:
    """The payments as columns of payments.csv."""
    if read.plain is None:
        return _of_deals(read.network.deals)
    cells, amount, when = read.plain.cells, read.plain.amount, read.plain.when
    kind = Cells(cells["kind"].codes, [name or "" for name in read.plain.kinds])
    none = Cells(np.zeros(len(amount), dtype=np.int64), [""])
    columns = (read.plain.ids(), cells["payer"], cells["payee"], kind, amount, when.written(), none)
    return dict(zip(_COLUMNS, columns, strict=True))


def _of_deals(deals: pd.DataFrame) -> dict[str, Cells | np.ndarray]:
    def party(column: str) -> np.ndarray:
        names = deals[column].to_numpy()
        return np.where(names == WORLD, "", names)

    return {
        "id": deals["id"].to_numpy(),
        "payer": party("payer"),
        "payee": party("payee"),
        "kind": deals["kind"].to_numpy(),
        "amount": deals["amount_usd_bn"].to_numpy(),
        "start": deals["start"].to_numpy(),
        "left_out": deals["unread"].to_numpy()
        if "unread" in deals
        else np.full(len(deals), "", dtype=object),
    }


def _parties(network: Network) -> pd.DataFrame:
    """The parties of a ledger as rows of parties.csv; a boundary only where it was stated."""
    parties = network.parties.loc[network.parties["name"] != WORLD]
    if not network.bounded:
        parties = parties.assign(boundary="")
    return parties[[column.name for column in schema.columns("parties")]]


def _declaration(name: str, read: payments.Ledger, remembered: Mapping[str, Any]) -> str:
    """The description of the package, with the map by which the file was read."""
    fields = [{"name": column, "type": _TYPES.get(column, "string")} for column in _COLUMNS]
    resource = {
        "name": "payments",
        "type": "table",
        "path": TABLE,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }
    parties = {
        **resource,
        "name": "parties",
        "path": _PARTIES,
        "schema": {
            "fields": [
                {"name": column.name, "type": "string"} for column in schema.columns("parties")
            ]
        },
    }
    kept = {
        "dated": read.dated,
        "unit": read.network.unit,
        "read_as": read.form.told,
        "chosen": dict(remembered),
    }
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "".join(c if c.isalnum() or c in "-_." else "-" for c in name.lower())
        or "payments",
        "resources": [resource, parties],
        "moneyloop": kept,
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"
