"""A new data package: headers below one commented example, or a copy of the bundled data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from moneyloop.input import editions, schema
from moneyloop.input.bundled import bundled_folder
from moneyloop.input.files import part_folder
from moneyloop.model import USD_BN, ChoiceError

Contents = bytes | Iterable[bytes | bytearray]  # what a file holds, whole or in parts
PAYMENTS_OR_DEALS = ("payments.csv", "deals.csv")  # a folder with both would be read as deals
EXAMPLE = "# Example row: "
_EXAMPLES = {
    "deals": {
        "id": "acme-lab-2025",
        "payer": "Acme Cloud",
        "payee": "Example Lab",
        "kind": "equity",
        "amount_usd_bn": "2",
        "announced": "2025-03-01",
        "start": "2025-03-01",
        "status": "paid",
        "evidence": "reported",
        "note": "Write rows like this below the header",
    },
    "parties": {"name": "Example Lab", "kind": "lab", "boundary": "inside"},
    "figures": {
        "party": "Example Lab",
        "metric": "revenue",
        "segment": "total",
        "start": "2025",
        "end": "2025",
        "amount": "0.5",
        "unit": USD_BN,
    },
}


def create(folder: str | Path, *, bundled: bool = False) -> list[Path]:
    """Write the files of a new package, all or none, and return their paths; never overwrites one.

    Raises ChoiceError when the folder has no name or one of the files is there already, and
    OSError when it cannot be written to.
    """
    names = [*(f"{table}.csv" for table in _EXAMPLES), "datapackage.json"]
    return write_new(folder, {name: _content(name, bundled=bundled) for name in names})


def write_new(folder: str | Path, contents: Mapping[str, Contents]) -> list[Path]:
    """Write these files into a folder, all or none, and return their paths; never over another.

    Raises as `create`.
    """
    if not str(folder).strip():
        raise ChoiceError('the new package needs a folder: its name is blank ("." is this folder)')
    folder = Path(folder)
    taken = [name for name in contents if os.path.lexists(folder / name)]
    for name, other in (PAYMENTS_OR_DEALS, PAYMENTS_OR_DEALS[::-1]):
        if name in contents and os.path.lexists(folder / other):
            raise ChoiceError(
                f"{folder} has a {other}, and a package has payments or deals: choose "
                "another folder"
            )
    if taken:
        raise ChoiceError(f"{folder} has {', '.join(taken)} already: choose another folder")
    home = folder.resolve()
    try:
        if home.exists():
            _fill(home, contents)
        else:
            with _parents(home), part_folder(home) as part:
                _fill(part, contents)
                part.rename(home)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(folder)) from None
    return [folder / name for name in contents]


def _fill(folder: Path, contents: Mapping[str, Contents]) -> None:
    files: list[Path] = []
    try:
        for name, held in contents.items():
            with (folder / name).open("xb") as stream:  # one that is there by now stays as it is
                files.append(folder / name)
                _write(stream, [held] if isinstance(held, bytes) else held)
                stream.flush()
                os.fsync(stream.fileno())
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        raise


def _write(stream: BinaryIO, parts: Iterable[bytes | bytearray]) -> None:
    """Write the parts, each while the next one is made."""
    with ThreadPoolExecutor(1) as thread:
        writing: Future[int] | None = None
        for part in parts:
            if writing:
                writing.result()
            writing = thread.submit(stream.write, part)
        if writing:
            writing.result()


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """The folders above `folder`; those that are made for it go again when it does not come."""
    new = [parent for parent in folder.parents if not parent.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for parent in new:
            with suppress(OSError):  # another program has put something there
                parent.rmdir()
        raise


def _content(name: str, *, bundled: bool) -> bytes:
    if name == "datapackage.json":
        return declaration(bundled=bundled).encode("utf-8")
    if bundled:
        return (bundled_folder() / name).read_bytes()
    return _example(name.removesuffix(".csv")).encode("utf-8")


def declaration(*, bundled: bool = False) -> str:
    """The bundled datapackage.json without the tables that a package does not have of its own.

    Its licence is that of the bundled rows, so only a copy of them has it; a copy that can be
    changed is no edition any more.
    """
    package = json.loads((bundled_folder() / "datapackage.json").read_text(encoding="utf-8"))
    if not bundled:
        package.pop("licenses", None)
    package.pop(editions.OURS, None)
    package["resources"] = [item for item in package["resources"] if item["name"] in _EXAMPLES]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _example(table: str) -> str:
    columns = [column.name for column in schema.columns(table)]
    example = _EXAMPLES[table]
    row = ",".join(example.get(name, "") for name in columns)
    return f"{EXAMPLE}{row}\n{','.join(columns)}\n"
