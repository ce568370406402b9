"""What the pages of the invented network hold: every key of the real answers, in round figures.

`real_...` are the answers of the package's own functions about invented.py. Most tests look for
figures that a person can remember (told.py): these are laid over the real ones, key by key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import invented
import told
from invented import Payload
from moneyloop.pages.content import atlas as atlases
from moneyloop.pages.content import summary

AS_OF = "2026-01-31"
# What says which record this is; the first that is there decides.
NAMES = (("party", "period"), ("party", "year"), ("party",), ("id",), ("key",), ("name",))
# Their keys are data (years, ids, statuses), so none is missing.
MAPS = ("years", "by_status", "deals")


@cache
def real_report() -> Payload:
    """What `summary.build` says of the invented network."""
    return summary.build(invented.network(), as_of=AS_OF)


@cache
def real_atlas() -> Payload:
    """What `atlas.build` says of it."""
    return atlases.build(invented.network(), as_of=AS_OF)


@cache
def report() -> Payload:
    """What the report holds."""
    return dict(laid_over(real_report(), told.report()))


@cache
def atlas() -> Payload:
    """What the network page holds."""
    return dict(laid_over(real_atlas(), told.atlas(told.report())))


def laid_over(real: Any, ours: Any, key: str = "") -> Any:
    """Our value; a record of ours gets the keys that only the real one has."""
    if isinstance(ours, Mapping) and isinstance(real, Mapping):
        if key in MAPS:
            return {name: laid_over(real.get(name), value) for name, value in ours.items()}
        both = {name: laid_over(real.get(name), value, name) for name, value in ours.items()}
        return {**real, **both}
    if isinstance(ours, list) and isinstance(real, list):
        return [laid_over(_same(real, record), record, key) for record in ours]
    return ours


def _same(records: Sequence[Any], ours: Any) -> Any:
    """The real record about the same thing, or one in which nothing is known."""
    if not isinstance(ours, Mapping) or not records or not isinstance(records[0], Mapping):
        return None
    names = next((names for names in NAMES if all(name in ours for name in names)), ())
    for record in records:
        if names and all(record.get(name) == ours[name] for name in names):
            return record
    always = set.intersection(*(set(record) for record in records))
    return _blank({key: cell for key, cell in records[0].items() if key in always})


def _blank(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _blank(cell) for key, cell in value.items()}
    return type(value)() if isinstance(value, list | tuple | bool) else None
