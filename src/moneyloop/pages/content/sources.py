"""Who says so: every source on which a row that counts rests, and how it can be read again."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from moneyloop.analysis.study.selection import figures_known_by
from moneyloop.analysis.study.study import Study
from moneyloop.input import items
from moneyloop.model import USD_BN, plain
from moneyloop.questions import asking
from moneyloop.words.labels import TIER_LABELS

LINKED = "linked"
QUOTED = "read as quoted elsewhere"
COPIED = "read in a public copy"
NAMED = "named, no link"
NONE = "none named"

# What an outlet says of how the document at the address was read, and the state that it means.
_READ = (
    (re.compile(r"\bas quoted\b", re.IGNORECASE), QUOTED),
    (re.compile(r"\bread in a (public )?copy\b", re.IGNORECASE), COPIED),
)
_USED = ("revenue", "cash")  # the figures that pools are built from


def sources(
    study: Study, *, deals: Collection[str] = (), figures: Collection[str] = ()
) -> list[dict[str, Any]]:
    """One row per source: outlet, source, url, source_date, tier in words, state, deals, figures.

    `deals` are the ids of the counted rows that rest on it, `figures` the reported revenues and
    balances; further `deals` (ids) and `figures` ("figures.csv:41") that a reader was told of are
    in as well. The state is what the record tells: an address ("linked"), one whose passage was
    read as quoted elsewhere or whose document was read in a public copy, a name alone, or nothing.
    Most rows first.
    """
    by_source: dict[tuple[str, ...], dict[str, Any]] = {}
    seen = asking.windowed(study)
    counted = (seen["reason"] == "") | seen["id"].isin(deals)
    for row in seen.loc[counted].to_dict("records"):
        _source(by_source, row)["deals"].append(str(row["id"]))
    every = study.network.figures
    known = figures_known_by(every, study.known_by)
    used = known.index[known["metric"].isin(_USED) & (known["unit"] == USD_BN)]
    listed = ("figures.csv:" + every["line"].astype(str)).isin(figures)
    for row in every.loc[every.index.isin(used) | listed].to_dict("records"):
        days = row["start"] if row["start"] == row["end"] else f"{row['start']} to {row['end']}"
        line = items.named(row["segment"], row["item"])
        part = "" if line == items.TOTAL else f" of {line}"
        _source(by_source, row)["figures"].append(f"{row['party']}, {row['metric']}{part}, {days}")
    return sorted(by_source.values(), key=_most_first)


def _source(
    by_source: dict[tuple[str, ...], dict[str, Any]], row: Mapping[Any, Any]
) -> dict[str, Any]:
    columns = ("outlet", "source", "url", "source_date")
    cells = {name: plain(row[name]) for name in columns}
    tier = TIER_LABELS[row["tier"]]
    key = tuple(str(cells[name] or "") for name in columns)
    state = _state(cells["outlet"], cells)
    return by_source.setdefault(
        key, {**cells, "tier": tier, "state": state, "deals": [], "figures": []}
    )


def _state(outlet: str | None, cells: dict[str, Any]) -> str:
    if str(cells["url"] or "").startswith(("http://", "https://")):
        return next((state for words, state in _READ if words.search(outlet or "")), LINKED)
    unstated = not outlet or outlet.casefold() == "outlet not stated"
    return NONE if unstated and not cells["source"] else NAMED


def _most_first(row: dict[str, Any]) -> tuple[int, str, str, str]:
    rows = len(row["deals"]) + len(row["figures"])
    outlet, source, url = (str(row[name] or "") for name in ("outlet", "source", "url"))
    return -rows, outlet, source, url
