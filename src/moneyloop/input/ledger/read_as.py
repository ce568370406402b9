"""A list of payments read as an earlier one was: what the package of that one remembers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moneyloop.input.ledger import columns, names
from moneyloop.input.ledger.form import Form
from moneyloop.model import ChoiceError

PACKAGE = "datapackage.json"
_MAPS = {"columns": columns.parse_map, "kinds": columns.parse_kinds}
_BOUNDARY = ("inside", "outside")  # one choice: whoever states one of them has stated both
_LISTS = (*_MAPS, *_BOUNDARY)
_TEXTS = ("default_kind", "negative", "currency", "rates", "aliases")
_FILES = ("rates", "aliases")
# How a file is written. Encoding and header line are looked for again unless they were stated: a
# wrong encoding would not be noticed, and the header is found by the names of the map.
_FOUND = ("delimiter", "quote", "decimal", "dates")
_STATED = ("encoding", "header")


def remember(chosen: Mapping[str, Any], file: str, form: Form) -> dict[str, Any]:
    """What a package keeps of how `file` was read: what was chosen, and the form that was found.

    Names of parties are kept themselves, not the file that lists them; where rows that cannot be
    read are written to is no way of reading.
    """
    kept = {name: chosen[name] for name in (*_LISTS, *_TEXTS, *_STATED) if name in chosen}
    kept |= {
        name: names.read_names(kept[name]) for name in _BOUNDARY if isinstance(kept.get(name), str)
    }
    return {
        "file": file,
        **{name: list(kept[name]) if name in _LISTS else kept[name] for name in kept},
        **{name: getattr(form, name) for name in _FOUND if getattr(form, name)},
    }


def remembered(folder: str | Path) -> dict[str, Any]:
    """How the file of an imported package was read, as `remember` keeps it, without its name.

    Raises ChoiceError where the folder remembers nothing of the kind, OSError where it cannot be
    read.
    """
    file = Path(folder) / PACKAGE
    refused = ChoiceError(
        f"{folder} does not say how a list of payments was read: name a folder that `moneyloop "
        "import` made of one"
    )
    if not file.is_file():
        raise refused
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))["moneyloop"]["chosen"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise refused from None
    if not isinstance(kept, dict):
        raise refused
    found = {name: kept[name] for name in kept if name != "file"}
    for name, value in found.items():
        listed = name in _LISTS and isinstance(value, list) and all(map(_is_text, value))
        plain = name in (*_TEXTS, *_FOUND, *_STATED) and _is_text(value)
        if not (listed or plain):
            raise ChoiceError(f"{file}: {name!r} is no choice that moneyloop import remembers")
    return found


def together(before: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """What an earlier file was read by, and what is stated now, which wins.

    Of columns and kinds each pair by itself. Raises ChoiceError.
    """
    if set(_BOUNDARY) & set(stated):
        before = {name: value for name, value in before.items() if name not in _BOUNDARY}
    both = {**before, **stated}
    for name, parse in _MAPS.items():
        if name in before and name in stated:
            pairs = parse(before[name]) | parse(stated[name])
            both[name] = [f"{left}={right}" for left, right in pairs.items()]
    return both


def missing_file(before: Mapping[str, Any], stated: Mapping[str, Any]) -> str:
    """The option of a file that was read with the earlier one and is not there now; else ""."""
    asked = [name for name in _FILES if name in before and name not in stated]
    return next((name for name in asked if not Path(before[name]).is_file()), "")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
