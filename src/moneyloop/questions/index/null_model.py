"""Is this more circular than chance? The network against its own deals, rewired at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moneyloop.analysis.circularity import null_model as wired
from moneyloop.analysis.circularity.null_model import MEASURES, Measured, Wiring
from moneyloop.analysis.pooled.laps import DENSE_LIMIT
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.periods import UNDATED_PERIOD
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study, in_digits, rounded
from moneyloop.books.readings import behind, fills_pool, readings
from moneyloop.model import FIRM, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import latest_year, one_year
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount
from moneyloop.words.labels import heading

DRAWS, SEED = 500, 1
ENOUGH = 100  # draws, for the places of 5 and 95% in them

NAMES = {
    "own": heading("own"),
    "network_investors": heading("network_investors"),
    "max_circulation": "Could cancel",
}
OF = {
    "own": "revenue",
    "network_investors": "revenue",
    "max_circulation": "money that moves inside",
}
PRESERVED = (
    "payer, amount, class and settlement of every deal",
    "what each party pays, and by how many deals of each class",
    "by how many deals of each class each party is paid, from inside and from outside",
    "customers and earlier cash of each party, so that booked revenue is the same in sum",
    "credits, and the purchases that they may pay",
)
# A list of payments has no credits, no settlement and no reported cash.
PRESERVED_OF_PAYMENTS = (
    "payer, amount and kind of every payment",
    "what each party pays, and by how many payments of each kind",
    "by how many payments of each kind each party is paid, from inside and from outside",
    "what each party's customers pay, so that revenue is the same in sum",
)
NOT_PRESERVED = (
    "who is paid by whom",
    "what each party receives from inside, and from outside investors, in dollars",
    "the size of each pool, and what no known money covers",
)


def _whole(row: Row) -> str:
    return f"{row['of']}, {amounts.number(row['whole'])}"


def _spread(row: Row) -> str:
    return amounts.interval(row["q05"], row["q95"], row["median"])


def _higher(row: Row) -> str:
    """In how many of the draws the measure is lower, and in how many it is the same, if in any."""
    equal = row["at_most"] + row["at_least"] - row["draws"]
    lower = amounts.percent_of(row["draws"] - row["at_least"], row["draws"])
    return lower + (f", equal in {amounts.percent_of(equal, row['draws'])}" if equal else "")


COLUMNS = (
    Column("measure", "Measure", NAMES.__getitem__, whole=True),
    Column("unit"),
    Column("of", "of", cell=_whole, spare=4),
    amount("whole"),
    amount("observed", "Observed"),
    Column("mean", "Mean", amounts.number, number=True, spare=1),
    Column("sd", "SD", amounts.number, number=True, spare=2),
    Column("q05"),
    Column("median", "5% to 95% of draws\n(median)", cell=_spread, number=True),
    Column("q95"),
    Column("at_most"),
    Column("at_least"),
    Column("percentile", "Higher\nthan in", cell=_higher, number=True),
    Column("draws"),
    Column("planned"),
    Column("evidence"),
    Column("deals"),
    Column("figures"),
)


def null_model(
    network: Network,
    *,
    year: asking.When = None,
    draws: int = DRAWS,
    seed: int = SEED,
    as_of: asking.When = None,
    case: str = FIRM,
    progress: asking.Progress | None = None,
) -> Result:
    """The answer of `index` with chance: the network among the random rewirings of its deals.

    One row per measure of one year (the latest full one by default), worked out afresh: no cash
    is carried into it. `own` and `network_investors` are pro-rata estimates (method, section 6),
    summed over all parties; `max_circulation` is what could cancel around loops. `observed`,
    `mean`, `sd`, `q05`, `median` and `q95` are USD billions; `whole` is what they are part `of`,
    the same in every draw, so that shares of it have the same places. `at_most` and `at_least`
    count the draws that are not above and not below the observed one, `percentile` is the part of
    draws below it, with half of the equal ones (0 to 100).

    `extra` has year, seed, draws, swaps (of each deal in a draw, expected), rewired (deals), kept
    (those that stay, by reason), changed (rewired deals with another payee, mean of the draws),
    preserved, not_preserved and histogram (by measure: edges and counts). Raises ChoiceError.
    """
    _check(network, draws, seed)
    study, name = _study(network, year, as_of, case)
    rows: list[dict[str, Any]] = []
    extra: dict[str, Any] = {"year": name, "seed": seed, "draws": draws}
    notes: list[str] = []
    if name is not None and (study.flows["amount"] > 0).any():
        wires, pools = wired.wiring(study, study.shown[0]), study.pools[study.shown[0]]
        rows, more = _drawn(study, wires, draws, seed, progress)
        record = _behind(study, pools)
        planned = study.planned(pools.period)
        rows = [row | {"planned": planned} | record for row in rows]
        extra |= more
        notes = _notes(extra, pools, planned, network.is_ledger)
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=rows,
        left_out=selection.left_out(asking.windowed(study)),
        notes=notes,
        extra=extra,
        unit=network.unit,
        columns=COLUMNS,
    )


def _check(network: Network, draws: int, seed: int) -> None:
    if draws < 1:
        raise ChoiceError(f"draws {draws}: at least one is needed")
    if seed < 0:
        raise ChoiceError(f"seed {seed}: a seed is zero or more")
    if len(network.inside) > DENSE_LIMIT:
        raise ChoiceError(
            f"the null model takes at most {DENSE_LIMIT:,} companies of the network: "
            f"{len(network.inside):,}"
        )


def _study(
    network: Network, year: asking.When, as_of: asking.When, case: str
) -> tuple[Study, str | None]:
    """The study of one year that starts afresh, and the year; None where nothing is dated."""
    name = latest_year(network, as_of, case) if year is None else one_year(year)
    if name is None:
        return asking.study(network, as_of=as_of, case=case), None
    if name == UNDATED_PERIOD:
        return asking.study(network, as_of=as_of, case=case), name
    days: dict[str, Any] = {"from_": name, "to": name, "by": "total", "afresh": True}
    return asking.study(network, as_of=as_of, case=case, **days), name


def _drawn(
    study: Study, wires: Wiring, draws: int, seed: int, progress: asking.Progress | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows, and what `extra` tells of the draws."""
    pools = study.pools[study.shown[0]]
    measured = Measured(wires, pools)
    write = in_digits(study, float(pools.revenue.sum()) + measured.moved)
    observed = [write(value) for value in measured.of(wires.payee)]
    values = np.empty((draws, len(MEASURES)))
    changed = 0
    for done, payees in enumerate(wired.rewired(wires, draws, seed)):
        values[done] = [write(value) for value in measured.of(payees)]
        changed += int((payees != wires.payee).sum())
        if progress is not None:
            progress(done + 1, draws)
    bases = {"own": float(pools.revenue.sum()), "max_circulation": measured.moved}
    bases["network_investors"] = bases["own"]
    rows, bins = [], {}
    for column, measure in enumerate(MEASURES):
        value, drawn = observed[column], values[:, column]
        row = {
            "measure": measure,
            "unit": study.network.unit,
            "of": OF[measure],
            "whole": bases[measure],
            "observed": value,
            **wired.places(drawn, value),
            "draws": draws,
        }
        rows.append(
            {key: (rounded if key == "percentile" else write)(cell) for key, cell in row.items()}
        )
        bins[measure] = {
            key: [write(cell) for cell in cells]
            for key, cells in wired.histogram(drawn, value).items()
        }
    extra = {
        "swaps": wired.SWAPS,
        "rewired": len(wires.ids),
        "kept": {reason: list(ids) for reason, ids in wires.fixed.items()},
        "changed": rounded(changed / draws),
        "preserved": list(PRESERVED_OF_PAYMENTS if study.network.is_ledger else PRESERVED),
        "not_preserved": list(NOT_PRESERVED),
        "histogram": bins,
    }
    return rows, extra


def _behind(study: Study, pools: Pools) -> dict[str, list[str]]:
    """The deals of the year, and the figures of revenue and earlier cash that it rests on."""
    inside = set(pools.parties)
    figures = [
        reading
        for reading in readings(study.network, as_of=study.known_by)
        if reading.party in inside and fills_pool(reading, pools.period)
    ]
    flows = study.flows.loc[study.flows["amount"] > 0]
    ids = study.deals["id"].to_numpy()[flows["deal"].to_numpy()].tolist()
    return behind(study.network, ids, figures)


def _notes(extra: dict[str, Any], pools: Pools, planned: bool, is_ledger: bool) -> list[str]:
    deal, when = "deal", f"The year {pools.period.name}"
    opening = "reported cash opens it, without the mix of the year before"
    if is_ledger:
        deal, opening = "payment", "what was kept from the year before is not in it"
    start = f"{when} starts afresh: {opening}. "
    if pools.period.name == UNDATED_PERIOD:
        start = "The payments have no dates: all of them are one period. "
    kept: Sequence[str] = [f"{reason} ({len(ids)})" for reason, ids in extra["kept"].items()]
    notes = [
        f"Rewired: {extra['rewired']} {deal}s; in the mean draw "
        f"{amounts.number(extra['changed'])} of them "
        "have another payee. Payees are swapped between "
        f"{deal}s of one class (investment, purchase, "
        "return) with ends on the same sides of the boundary; nobody pays itself.",
        f"Kept as they are: {'; '.join(kept) if kept else f'no {deal}'}.",
        f"Preserved: {'; '.join(extra['preserved'])}.",
        f"Not preserved: {'; '.join(extra['not_preserved'])}.",
        f"{start}A {deal} is a row: one {deal} written in two rows is swapped as two.",
        "What is of network investors is summed over the parties: a dollar counts at each where "
        "it is booked.",
        f"Chance here is the chance of these draws, not of how the {deal}s came about.",
    ]
    if extra["draws"] < ENOUGH:
        notes.append(f"{extra['draws']} draws are few: shares of them and the 5 to 95% are coarse.")
    return notes + (["Planned, with scheduled and forecast money."] if planned else [])
