"""A new data package: headers and one commented example, or a copy of the bundled data."""

from __future__ import annotations

import json
from pathlib import Path

from moneyloop.input import schema
from moneyloop.input.bundled import bundled_folder
from moneyloop.input.files import replace_atomically
from moneyloop.model import USD_BN, ChoiceError

_EXAMPLES = {
    "deals": {
        "id": "# acme-lab-2025",
        "payer": "Acme Cloud",
        "payee": "Example Lab",
        "kind": "equity",
        "amount_usd_bn": "2",
        "announced": "2025-03-01",
        "start": "2025-03-01",
        "status": "paid",
        "evidence": "reported",
        "note": "Take away the # and change the row: it is an example",
    },
    "parties": {"name": "# Example Lab", "kind": "lab", "boundary": "inside"},
    "figures": {
        "party": "# Example Lab",
        "metric": "revenue",
        "segment": "total",
        "start": "2025",
        "end": "2025",
        "amount": "0.5",
        "unit": USD_BN,
    },
}


def create(folder: Path, *, bundled: bool = False) -> list[Path]:
    """Write the files of a new package and return their paths; never overwrites one.

    Raises ChoiceError when one of the files is there already.
    """
    names = [*(f"{table}.csv" for table in _EXAMPLES), "datapackage.json"]
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise ChoiceError(f"{folder} has {', '.join(taken)} already: choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name == "datapackage.json":
            raw = _declaration().encode("utf-8")
        elif bundled:
            raw = (bundled_folder() / name).read_bytes()
        else:
            raw = _example(name.removesuffix(".csv")).encode("utf-8")
        replace_atomically(folder / name, raw)
    return [folder / name for name in names]


def _declaration() -> str:
    """The bundled datapackage.json without the tables that a package does not have of its own."""
    package = json.loads((bundled_folder() / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [item for item in package["resources"] if item["name"] in _EXAMPLES]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _example(table: str) -> str:
    columns = [column.name for column in schema.columns(table)]
    example = _EXAMPLES[table]
    row = ",".join(example.get(name, "") for name in columns)
    return f"{','.join(columns)}\n{row}\n"
