"""Which rows count: as-of date, case, and why a row is left out (method, section 4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.study import notice
from moneyloop.model import (
    CANNOT_READ,
    FIRM,
    GUARANTEE,
    OTHER_CURRENCY,
    PURCHASE,
    UNDATED,
    LeftOut,
    Network,
    split,
)

if TYPE_CHECKING:
    import pandas as pd

# In the order in which they are looked for: a row has the first reason that applies.
PART_OF = "part_of"
BETWEEN_OUTSIDERS = "between outside parties"
TO_ITSELF = "payer is the payee"
LATER = "announced after as-of"
REPLACED = "replaced"
TALKS = "talks"
GUARANTEED = "guarantee"
NOT_CASH = "not cash"
REVENUE_SHARE = "revenue share"
UNKNOWN = "unknown amount"
NO_TERM = "no dates"
COVERED = "replaced by what was paid"
OUTSIDE_WINDOW = "outside the window"
REASONS = (
    CANNOT_READ,
    OTHER_CURRENCY,
    LATER,
    REPLACED,
    TALKS,
    GUARANTEED,
    PART_OF,
    TO_ITSELF,
    BETWEEN_OUTSIDERS,
    NOT_CASH,
    REVENUE_SHARE,
    UNKNOWN,
    NO_TERM,
    COVERED,
    OUTSIDE_WINDOW,
)


_READ = (
    *("payer", "payee", "kind", "class", "status", "settlement", "start_day", "end_day"),
    *("amount_usd_bn", "amount_high_usd_bn"),
)


def data_date(network: Network) -> int:
    """The last day that the data itself speaks of as known (an ordinal; 0 for an empty package).

    The latest of: announcements, dates of sources, ends of paid rows (of one without an end the
    last day of its start), and ends of recognised revenue and cash figures that are not
    forecasts. A partial date of a statement counts with its first day. In a package that says which
    years it is about it is no later than the last of these.
    """
    days_of_deals = ("announced_day", "start_day", "start_last_day", "end_day")
    announced, start, start_last, end = (network.deals[name].to_numpy() for name in days_of_deals)
    status = network.deals["status"].to_numpy()
    paid = status == "paid"
    read = ("metric", "evidence", "source_day", "end_day")
    metric, evidence, source, over = (network.figures[name].to_numpy() for name in read)
    past = ((metric == "revenue") | (metric == "cash")) & (evidence != "projected")
    days = [
        announced,
        start[announced == 0],
        end[paid],
        start_last[paid & (end == 0)],
        source,
        over[past],
    ]
    latest = max((int(column.max()) for column in days if len(column)), default=0)
    years = network.edition.years
    return min(latest, date(int(years[1]), 12, 31).toordinal()) if years else latest


def newest_row(network: Network) -> int:
    """The latest day on which a deal was announced or a source of a figure came out; 0 without."""
    days = (network.deals["announced_day"], network.figures["source_day"])
    return max((int(column.max()) for column in days if len(column)), default=0)


def known_by(deals: pd.DataFrame, as_of: int) -> np.ndarray:
    """True for the deals that were known on the day `as_of`.

    A deal is known from its announcement, else from its start, else always. A partial date
    counts with its first day.
    """
    announced, start = deals["announced_day"].to_numpy(), deals["start_day"].to_numpy()
    return np.asarray(np.where(announced > 0, announced, start) <= as_of)


def select(
    network: Network,
    *,
    as_of: int | None = None,
    case: str = FIRM,
    in_kind: bool = False,
    revenue_share: bool = True,
) -> pd.DataFrame:
    """The deals with `value` (USD billions in this case, NaN unknown) and `reason` ("" = counts).

    Of contracts that a side may leave with notice, `value` and `end_day` are of the firm part.
    `reason` is one of REASONS up to "no dates"; what the window and the actuals leave out is
    known only once the money is spread (`flows.spread`). `in_kind` counts stock legs too;
    without `revenue_share` shares of revenue do not count as purchases.
    """
    import pandas as pd

    deals = network.deals.copy(deep=False)  # columns are added, none is changed
    column = {name: deals[name].to_numpy() for name in _READ}
    amount, high = column["amount_usd_bn"], column["amount_high_usd_bn"]
    value = amount if case == FIRM else np.where(np.isnan(high), amount, high)
    known = known_by(deals, as_of) if as_of is not None else np.ones(len(deals), dtype=bool)
    replaced = _superseded(deals, known)
    outsiders = ~(deals["payer"].isin(network.inside) | deals["payee"].isin(network.inside))
    applies = {
        LATER: ~known,
        REPLACED: replaced,
        TALKS: column["status"] == "talks",
        GUARANTEED: column["class"] == GUARANTEE,
        PART_OF: _contained(deals, known & ~replaced),
        TO_ITSELF: column["payer"] == column["payee"],
        BETWEEN_OUTSIDERS: outsiders.to_numpy(),
        NOT_CASH: (column["settlement"] == "stock") & (not in_kind),
        REVENUE_SHARE: (column["kind"] == "revenue_share") & (not revenue_share),
        UNKNOWN: np.isnan(value),
        NO_TERM: _without_term(deals),
    }
    reason = np.full(len(deals), "", dtype=object)
    # The first reason that applies stands: it is written last.
    for name, mask in reversed(applies.items()):
        reason[mask.astype(bool)] = name
    if "unread" in deals:
        unread = deals["unread"].to_numpy()
        reason = np.where(unread == "", reason, unread)
    if case == FIRM and notice.is_cancellable(deals).any():
        deals["end_day"], part = notice.firm_part(deals, as_of or data_date(network))
        value = value * part
    deals["value"] = value
    deals["reason"] = pd.Series(reason, index=deals.index, dtype=object)
    return deals


def _without_term(deals: pd.DataFrame) -> np.ndarray:
    """True for the deals whose money no day can be given: no start, or a commitment without end."""
    # Arrays, here and below: on the few rows of most packages pandas takes longer to begin.
    cls, status, start, end = (
        deals[name].to_numpy() for name in ("class", "status", "start_day", "end_day")
    )
    commitment = (cls == PURCHASE) & (status != "paid")
    return np.asarray((start == 0) | (commitment & (end == 0)))


def _agreed(deals: pd.DataFrame) -> np.ndarray:
    """True for the deals that are paid or signed."""
    status = deals["status"].to_numpy()
    return np.asarray((status == "paid") | (status == "signed"))


def is_open(deals: pd.DataFrame) -> np.ndarray:
    """True for the open rows of `select`: paid or signed, dated, with no amount but an "up to".

    Such a row counts in every way, but nobody knows how much it is (method, section 7).
    """
    blank = np.isnan(deals["amount_usd_bn"].to_numpy(dtype=float))
    reason = deals["reason"].to_numpy()
    unknown = (reason == UNKNOWN) & ~_without_term(deals)
    return np.asarray(blank & _agreed(deals) & ((reason == "") | unknown))


def is_open_in_time(deals: pd.DataFrame) -> np.ndarray:
    """True for rows like those of `is_open` that no day can be given."""
    unknown = deals["reason"].to_numpy() == UNKNOWN
    return np.asarray(_agreed(deals) & unknown & _without_term(deals))


def _superseded(deals: pd.DataFrame, known: np.ndarray) -> np.ndarray:
    """True for the rows that a known row replaces, or that a row replaces which it replaces.

    The link between may itself be announced later: what is superseded twice is superseded.
    """
    older = _links(deals, "replaces")
    if not older:
        return np.zeros(len(deals), dtype=bool)
    queue = [name for name in deals["id"].to_numpy()[known] if name in older]
    old: set[str] = set()
    while queue:
        fresh = [name for name in older.get(queue.pop(), ()) if name not in old]
        old.update(fresh)
        queue += fresh
    return np.asarray(deals["id"].isin(old))


def _contained(deals: pd.DataFrame, standing: np.ndarray) -> np.ndarray:
    """True for the rows whose money another row holds that is known and not replaced.

    While the row that holds it is not there (it was announced later, say), the part counts.
    What replaces the row that holds it, holds it too.
    """
    holders = _links(deals, "part_of")
    newer: dict[str, list[str]] = {}
    for name, targets in _links(deals, "replaces").items():
        for target in targets:
            newer.setdefault(target, []).append(name)
    if not holders:
        return np.zeros(len(deals), dtype=bool)
    stands = set(deals.loc[standing, "id"])

    def contained(name: str) -> bool:
        queue, seen = list(holders.get(name, ())), {name}
        while queue:
            holder = queue.pop()
            if holder not in seen:
                if holder in stands:
                    return True
                seen.add(holder)
                queue += [*holders.get(holder, ()), *newer.get(holder, ())]
        return False

    return np.array([contained(name) for name in deals["id"]], dtype=bool)


def _links(deals: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """The ids that each row names in a `;`-separated column of ids; rows that name none are out."""
    ids, cells = deals["id"].to_numpy(), deals[column].to_numpy()
    filled = np.flatnonzero(cells != "")
    return {ids[row]: split(cells[row]) for row in filled}


def left_out(deals: pd.DataFrame) -> list[LeftOut]:
    """The rows of `select` with a reason, grouped, in the order of REASONS."""
    ids: dict[str, list[str]] = {}
    for reason, name in zip(deals["reason"].tolist(), deals["id"].tolist(), strict=True):
        ids.setdefault(reason, []).append(name)
    return [LeftOut(reason, tuple(sorted(ids[reason]))) for reason in REASONS if reason in ids]


def figures_known_by(figures: pd.DataFrame, as_of: int | None) -> pd.DataFrame:
    """The preferred figures that were known on `as_of`.

    A figure is known from the date of its source, or once its period is over: sources are
    often read again years after the number was first out.
    """
    used = figures.loc[figures["preferred"] == "yes"]
    if as_of is None:
        return used
    # Nobody says since when a forecast without a date was known: always, as a deal without one.
    always = (used["source_day"] == 0) & (used["evidence"] == "projected")
    published = always | ((used["source_day"] > 0) & (used["source_day"] <= as_of))
    return used.loc[published | (used["end_day"] <= as_of)]


def iso(ordinal: int) -> str | None:
    """A day as YYYY-MM-DD; None for 0 and for payments without days."""
    return date.fromordinal(ordinal).isoformat() if ordinal > UNDATED else None
