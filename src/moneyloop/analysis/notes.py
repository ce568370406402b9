"""What a reader must know beside the numbers (method, sections 4 to 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.study import disputed, selection
from moneyloop.analysis.study.notice import is_cancellable
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study
from moneyloop.model import FIRM, Note, split
from moneyloop.words import amounts
from moneyloop.words.labels import CASE_LABELS

_DUST = 5e-7
_LEAK = 1e-9  # of the money in some pools: what is below is rounding
# What the columns of deals.csv hold that may be assumed, one of each.
_VALUES = {
    "amount_usd_bn": "amount",
    "amount_high_usd_bn": "highest amount",
    "paid_usd_bn": "paid amount",
    "announced": "day of announcement",
    "start": "start date",
    "end": "end date",
    "kind": "kind",
    "status": "status",
}


def notes(study: Study, rows: list[dict[str, Any]]) -> list[str]:
    """Notes on an attribution: one sentence each, in a fixed order; USD billions."""
    return [*on_rows(study, rows), *(note.text for note in about_parties(study))]


def about_parties(study: Study) -> list[Note]:
    """Those that are about some parties only: what is found in their pools."""
    return [*_findings(study), *_sourceless(study)]


def on_rows(study: Study, rows: list[dict[str, Any]], *beside: Study) -> list[str]:
    """Those of the notes that hold for the rows in any model, pooled or dated.

    `beside` are studies of the same deals in other windows, whose rows are among `rows`.
    """
    counted = _counted(study, *beside)
    return [
        *planned(study, *beside),
        *([] if study.network.is_ledger else _coverage(rows)),
        *outer(rows),
        *disputed.sentences(counted).values(),
        *_assumed(counted),
        *_settlement(counted),
        *_revenue_share(counted),
        *_cancellable(study, counted),
        *_partly_covered(study, *beside),
    ]


def outer(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whose ends were not found, by the rows' key `outer`."""
    named = dict.fromkeys(f"{row['party']} {row['period']}" for row in rows if row.get("outer"))
    if not named:
        return []
    return [
        f"Low and high may be narrower than they are written for {', '.join(named)}: credits and "
        "exchanges of unknown amounts bend them too often to find where they end."
    ]


def ranges(study: Study, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What low and high mean when every amount may lie anywhere in its range."""
    outer = [
        f"{row['party']} {row['period']}" for row in rows if row["own_share_attained"] is False
    ]
    wide = (
        f"Own share may be narrower than it is written for {', '.join(outer)}: too many amounts "
        "bend it, so its ends are those of own money back over those of revenue."
    )
    counted = _counted(study)
    ranged = int(np.sum(counted["amount_high_usd_bn"] > counted["amount_usd_bn"]))
    return [
        f'Deals with an "up to" above their amount: {ranged or "none"} of the {len(counted)} '
        "counted. Low and high are also over every amount between the two, of all of them at once.",
        *([wide] if outer else []),
    ]


def not_public(study: Study) -> list[str]:
    """What low and high are over, and the rows that state no amount."""
    open_ = study.deals.loc[selection.is_open(study.deals), "id"]
    rows = f" Rows without a public amount, each from 0 to what the totals leave: {_ids(open_)}."
    undated = study.deals.loc[selection.is_open_in_time(study.deals), "id"]
    nowhere = f" Without an amount and without dates, so in no period: {_ids(undated)}."
    return [
        "Low and high hold whatever may still come out: amounts that no row states, cash at the "
        "end of a period that no figure states, and more money than is known for companies whose "
        "revenue or opening cash is not reported. For the others the funding rounds are taken to "
        "be rows. Deals among the companies of the network are taken to be rows too. The estimate "
        f"and its parts are on public amounts, at {CASE_LABELS[study.case]}."
        + (rows if len(open_) else "")
        + (nowhere if len(undated) else "")
    ]


def _counted(*studies: Study) -> Any:
    shown = [study.flows.loc[study.flows["period"].isin(study.shown), "deal"] for study in studies]
    return studies[0].deals.iloc[np.unique(np.concatenate(shown))]


def planned(*studies: Study) -> list[str]:
    names = [
        study.periods[period].name
        for study in studies
        for period in study.shown
        if study.planned(study.periods[period])
    ]
    if not names:
        return []
    return [f"Planned, with scheduled and forecast money: {', '.join(names)}."]


def _coverage(rows: list[dict[str, Any]]) -> list[str]:
    partial: dict[str, list[str]] = {}
    for row in rows:
        if row["network_sales"] != 0 and row["revenue_coverage"] < 1:
            known = f"{row['party']} {amounts.percent(row['revenue_coverage'])}"
            partial.setdefault(row["period"], []).append(known)
    return [
        f"Revenue is reported for a part of {period} only, shares are of what is known: "
        f"{', '.join(names)}."
        for period, names in partial.items()
    ]


def _assumed(counted: Any) -> list[str]:
    marked = counted.loc[counted["assumed"] != "", "assumed"]
    if marked.empty:
        return []
    columns = Counter(name for cell in marked for name in split(cell))
    ranked = sorted(columns.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{count} {_values(name, count)}" for name, count in ranked)
    return [
        f"{len(marked)} of the {len(counted)} deals use a value that we assumed ({shown}); "
        "`moneyloop deals --assumed` lists them."
    ]


def _values(column: str, count: int) -> str:
    """What a column of deals.csv holds, as a sentence counts it: "start dates", "amount"."""
    word = _VALUES.get(column, f"value of {column}")
    head, space, rest = word.partition(" of ")
    if count == 1:
        return word
    return f"{head}{'es' if head.endswith('s') else 's'}{space}{rest}"


def _settlement(counted: Any) -> list[str]:
    unknown = counted.loc[(counted["settlement"] == "unknown") & (counted["value"] > 0), "id"]
    return [f"Settlement unknown, counted as cash: {_ids(unknown)}."] if len(unknown) else []


def _revenue_share(counted: Any) -> list[str]:
    share = counted.loc[(counted["kind"] == "revenue_share") & (counted["value"] > 0), "id"]
    if share.empty:
        return []
    return [
        f"Revenue shares counted as purchases (`--without-revenue-share` leaves them out): "
        f"{_ids(share)}."
    ]


def _cancellable(study: Study, counted: Any) -> list[str]:
    names = counted.loc[is_cancellable(counted), "id"]
    if study.case != FIRM or names.empty:
        return []
    return [
        "Contracts that either side may leave count until their notice runs out, if it is given on "
        f"{selection.iso(study.as_of)} or on the first day that allows it: {_ids(names)}."
    ]


def _partly_covered(*studies: Study) -> list[str]:
    counted: set[int] = set()
    for study in studies:
        first, last = study.window
        inside = (study.spans.first <= last) & (study.spans.last >= first)
        counted.update(study.spans.deal[inside].tolist())
    partly = [position for position in studies[0].spans.covered if position in counted]
    if not partly:
        return []
    names = studies[0].deals["id"].iloc[sorted(partly)]
    return [f"Replaced by what was paid on a part of their days: {_ids(names)}."]


def _findings(study: Study) -> list[Note]:
    notes = []
    for period in study.shown:
        pools = study.pools[period]
        for target, party in enumerate(pools.parties):
            if pools.excess_sales[target] > _DUST:
                text = (
                    f"{party} {pools.period.name}: sales in the rows exceed reported revenue by "
                    f"{amounts.usd(pools.excess_sales[target])}."
                )
                notes.append(Note(text, (party,), "excess sales"))
        if study.network.is_ledger:
            notes += _no_known_source(pools)
            continue
        for target, party in enumerate(pools.parties):
            if pools.no_known_source[target] > _DUST:
                amount = amounts.usd(pools.no_known_source[target])
                text = f"{party} {pools.period.name}: {amount} of payments exceed its known income."
                notes.append(Note(text, (party,), "no_known_source"))
    return notes


def _no_known_source(pools: Pools) -> list[Note]:
    """One sentence for all parties of a ledger: it may have thousands."""
    short = np.flatnonzero(pools.no_known_source > _LEAK * pools.total)
    if not len(short):
        return []
    most = short[np.argmax(pools.no_known_source[short])]
    party, amount = pools.parties[pools.owner[most]], amounts.usd(pools.no_known_source[most])
    sentence = f"{party} pays out {amount}"
    if len(short) > 1:
        every = amounts.usd(pools.no_known_source[short].sum())
        sentence = f"{amounts.count(len(short))} parties pay out {every} ({party} {amount} of it)"
    text = f"{pools.period.name}: {sentence} beyond known income."
    return [
        Note(text, tuple(pools.parties[pools.owner[node]] for node in short), "no_known_source")
    ]


def _sourceless(study: Study) -> list[Note]:
    notes = []
    for period in study.shown:
        pools = study.pools[period]
        for group in closed_sets(pools):
            text = (
                f"{pools.period.name}: money that only goes round among {', '.join(group)} has no "
                "origin in the record (sourceless loop)."
            )
            notes.append(Note(text, tuple(group), "sourceless"))
    return notes


def closed_sets(pools: Pools) -> list[list[str]]:
    """Sets of parties whose money has no source and no leak: a loop without an origin."""
    tail, head = (np.concatenate([moves[end] for moves in pools.listed.values()]) for end in (0, 1))
    count, part = graph.knots(tail, head, len(pools.owner))
    supply = pools.customers + pools.outside_investors + pools.outside_returns
    supply = supply + pools.earlier_cash + pools.carried + pools.no_known_source
    ways = np.bincount(part, weights=supply + pools.leak + pools.kept, minlength=count)
    open_ = ways > _LEAK * np.bincount(part, weights=pools.total, minlength=count)
    across = part[tail] != part[head]
    open_[part[tail[across]]] = True
    open_[part[head[across]]] = True
    size = np.bincount(part, weights=(pools.total > 0).astype(float), minlength=count)
    return [
        sorted({pools.parties[pools.owner[node]] for node in np.flatnonzero(part == group)})
        for group in np.flatnonzero(~open_ & (size > 1))
    ]


def _ids(names: Any) -> str:
    return ", ".join(sorted(names))
