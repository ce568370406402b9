"""What is unknown about a list of payments: the payments without an amount, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.study.selection import BETWEEN_OUTSIDERS, UNKNOWN
from moneyloop.analysis.study.study import Study
from moneyloop.model import plain
from moneyloop.words import amounts

NO_TOTAL = "no figure limits it"
_NOT_TRIED = ("width_now", "width_left", "narrows", "narrows_most")


def rows(
    study: Study,
    window: str | None,
    parties: Sequence[str],
    loops: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """The payments of the window without an amount, with the keys of `unknowns`.

    Those that would size most loops come first, then in order of the file. No total says how
    much they can be, so no width is told.
    """
    deals = study.deals
    # Without an amount it does not make its payee a company of the network.
    chosen = deals["value"].isna() & deals["reason"].isin((UNKNOWN, BETWEEN_OUTSIDERS))
    if not study.network.undated:
        chosen &= deals["start_day"].between(*study.window)
    if parties:
        chosen &= deals["payer"].isin(parties) | deals["payee"].isin(parties)
    missing = [_row(deal, window, loops) for deal in deals.loc[chosen].to_dict("records")]
    missing.sort(key=lambda row: -row["sizes"])
    return [row | {"rank": rank} for rank, row in enumerate(missing, start=1)]


def _row(
    deal: dict[Any, Any], window: str | None, loops: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "rank": 0,
        "kind": "amount",
        **{key: deal[key] for key in ("id", "payer", "payee", "class")},
        "period": window,
        "lowest": 0.0,
        "highest": None,
        "cap": NO_TOTAL,
        **dict.fromkeys(_NOT_TRIED),
        **dict.fromkeys(f"any_investor_{key}" for key in _NOT_TRIED),
        "sizes": sum(all(deal["id"] in leg for leg in loop["rows"]) for loop in loops),
        **{key: plain(deal[key]) for key in ("source", "url")},
    }


def notes(missing: Sequence[dict[str, Any]]) -> list[str]:
    """What a list of payments is taken to be."""
    complete = (
        "A list of payments is taken to be complete: nobody reports revenue or cash beside it, so "
        "nothing is unknown about it but the amounts that it leaves out."
    )
    if not missing:
        return [complete]
    if len(missing) == 1:
        return [f"{complete} 1 payment has no amount and is in no number."]
    return [f"{complete} {amounts.count(len(missing))} payments have none and are in no number."]
