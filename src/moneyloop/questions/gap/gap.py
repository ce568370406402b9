"""The gap: what the rows commit each party to pay, against the money known (method, section 5).

    gap(net).to_frame()

Amounts are USD billions. What no known money covers is `no_known_source`; nothing is rescaled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from moneyloop.analysis.pooled import contents as books
from moneyloop.analysis.ranged.changes import open_deals
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.periods import parse
from moneyloop.analysis.study.study import Study, in_digits, rounded
from moneyloop.books.readings import Reading, behind, fills_pool, readings
from moneyloop.model import FIRM, FLOWING, USD_BN, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import one_year
from moneyloop.questions.gap import sector
from moneyloop.questions.gap.columns import COLUMNS
from moneyloop.questions.timeline import EVERYONE
from moneyloop.words.columns import described

KNOWN = ("earlier_cash", "customers", "outside_investors", "sales", "investments", "returns")
MARGIN, LIFE = 0.5, 1.0  # of the sector's question, as in Cahn's own sum
_SUMS = (
    "committed",
    *(f"committed_{cls}s" for cls in FLOWING),
    "open_due",
    "known",
    *KNOWN,
    "covered",
    "no_known_source",
)


@asking.on_network
@described(COLUMNS)
def gap(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    party: asking.Names = (),
    investment: float | None = None,
    margin: float = MARGIN,
    life: float = LIFE,
    progress: asking.Progress | None = None,
) -> Result:
    """Commitments against known money, by year.

    One row per year and inside party that has something to pay, before them one for all of them
    together (`party` "all parties", `sector` true; not with `party`). `committed` is what the
    rows schedule out of the party's pools: purchases, investments and returns, to inside and
    outside parties; `open_due` counts those of no public amount, which are not in it. `known` is
    the money that is known to come in: earlier cash, customers, outside investors, and sales,
    investments and returns (method, section 5); `earlier_cash` and `customers` are None where no
    figure gives any. `covered` + `no_known_source` = `committed`. `multiple` is
    `no_known_source` over `revenue`, what the party booked as far as it is known (None where
    no figure reports any of it); `revenue_coverage` is the part of the year that revenue figures
    cover, of all parties the part of all their days (None of a list of payments: its sales are all
    the revenue, and `committed` is what it pays). `deals` are the rows that are due, `received`
    those that bring known money, `figures` those behind customers and earlier cash.

    `extra["sector_question"]` has the capex of each year against AI revenue, and the revenue that
    would earn it back (`questions.gap.sector`; not with `party`): `investment` in place of the
    capex figures, USD billions a year, `margin` (0 to 1) and `life` (years).

    Years run from the first payment to the last scheduled one, at most six past the year of the
    as-of date, or from `from_` to `to` (`year` is both); those that are not over are planned.
    Sales, investments and returns between inside parties are in the sums of both their ends.
    Raises ChoiceError.
    """
    from_, to = (
        None if when is None else one_year(when) for when in asking.window(year, from_, to)
    )
    study = asking.ahead(network, as_of=as_of, case=case, from_=from_, to=to)
    wanted = asking.resolve_all(network, party)
    if wanted and (investment, margin, life) != (None, MARGIN, LIFE):
        raise ChoiceError("investment, margin and life are the sector's: leave out the party")
    due, open_ = _due(study), _open_due(study)
    known = readings(network, as_of=study.known_by)
    rest = _Rest(study, known)
    window = (parse(from_).first if from_ else None, parse(to).last if to else None)
    # Payments without dates have no year of capex to ask of.
    asked = (
        []
        if wanted or network.undated
        else sector.question(
            study, known, investment=investment, margin=margin, life=life, window=window
        )
    )
    pools = books.rows(study, wanted or None)
    rows: list[dict[str, Any]] = []
    names = list(dict.fromkeys(row["period"] for row in pools))
    for done, year in enumerate(names):
        of_year = [_row(study, row, due, open_) for row in pools if row["period"] == year]
        of_year = [rest.added(row) for row in of_year if row["committed"] or row["open_due"]]
        if of_year:
            rows += of_year if wanted else [_sector(study, of_year, rest), *of_year]
        if progress is not None:
            progress(done + 1, len(names))
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=rows,
        left_out=selection.left_out(asking.windowed(study)),
        notes=_notes(study, rows, wanted or network.inside) + sector.notes(asked),
        extra={"sector_question": asked},
        unit=network.unit,
        columns=COLUMNS,
        asked=wanted,
    )


def _due(study: Study) -> dict[tuple[str, str, str], float]:
    """What each party has to pay in each period, by class."""
    flows, names = study.flows, [period.name for period in study.periods]
    due: dict[tuple[str, str, str], float] = {}
    columns = (flows[name].tolist() for name in ("period", "payer", "class", "amount"))
    for period, payer, cls, amount in zip(*columns, strict=True):
        key = (names[period], payer, cls)
        due[key] = due.get(key, 0.0) + amount
    return due


def _open_due(study: Study) -> Counter[tuple[str, str, str]]:
    """How many rows without a public amount each party has to pay in each period, by class."""
    return Counter(
        (study.periods[period].name, payer, cls)
        for period in study.shown
        for (payer, _, cls), ids in open_deals(study, period).items()
        for _ in ids
    )


def _row(
    study: Study,
    pool: dict[str, Any],
    due: dict[tuple[str, str, str], float],
    open_: Counter[tuple[str, str, str]],
) -> dict[str, Any]:
    """What a party has to pay; None where no row states an amount of it."""
    key = (pool["period"], pool["party"])
    parts = {
        f"committed_{cls}s": due.get((*key, cls)) or (None if open_[(*key, cls)] else 0.0)
        for cls in FLOWING
    }
    committed = _sum([part or None for part in parts.values()])
    open_due = sum(open_[(*key, cls)] for cls in FLOWING)
    if committed is None and not open_due:
        committed = 0.0
    lacking = pool["no_known_source"] if committed is not None else None
    row: dict[str, Any] = {
        "sector": False,
        "party": pool["party"],
        "period": pool["period"],
        "committed": committed,
        **parts,
        "open_due": open_due,
        "known": pool["total"] - pool["no_known_source"],
        **{source: pool[source] for source in KNOWN},
        # Earmarked credits cannot cover anything else, so cover is told by what is not covered.
        "covered": None if committed is None else committed - pool["no_known_source"],
        "no_known_source": lacking,
        "planned": pool["planned"],
    }
    write = in_digits(study, pool["total"])
    return {key: write(value) for key, value in row.items()}


def _sector(study: Study, rows: Sequence[dict[str, Any]], rest: _Rest) -> dict[str, Any]:
    write = in_digits(study, 0.0)
    sums: dict[str, Any] = {key: write(_sum([row[key] for row in rows])) for key in _SUMS}
    known = [row["revenue"] for row in rows if row["revenue"] is not None]
    coverage = sum(row["revenue_coverage"] or 0.0 for row in rows) / len(rows)
    revenue = write(_sum(known))
    deals = {key: {name for row in rows for name in row[key]} for key in ("deals", "received")}
    figures = {figure for row in rows for figure in row["figures"]}
    return {
        "sector": True,
        "party": EVERYONE,
        "period": rows[0]["period"],
        **sums,
        "revenue": revenue,
        "multiple": _multiple(sums["no_known_source"], revenue),
        "revenue_coverage": None if study.network.is_ledger else rounded(coverage),
        "planned": any(row["planned"] for row in rows),
        **_behind(
            study.network,
            deals["deals"],
            deals["received"],
            [reading for reading in rest.known if reading.figure in figures],
        ),
    }


class _Rest:
    """What stands beside the money of a row: revenue, and the rows and figures behind it."""

    def __init__(self, study: Study, known: Sequence[Reading]) -> None:
        self._study, self.known = study, known
        self._periods = {period.name: index for index, period in enumerate(study.periods)}
        self._parties = {name: index for index, name in enumerate(study.network.inside)}
        self._paid: dict[tuple[int, str], list[str]] = {}
        self._received: dict[tuple[int, str], list[str]] = {}
        flows = study.flows.loc[study.flows["amount"] > 0]
        ids = study.deals["id"].to_numpy()[flows["deal"].to_numpy()].tolist()
        columns = (flows[name].tolist() for name in ("period", "payer", "payee"))
        for period, payer, payee, name in zip(*columns, ids, strict=True):
            self._paid.setdefault((period, payer), []).append(name)
            self._received.setdefault((period, payee), []).append(name)
        self._figures: dict[str, list[Reading]] = {}
        for reading in known:
            if reading.metric in ("revenue", "cash") and reading.unit == USD_BN:
                self._figures.setdefault(reading.party, []).append(reading)

    def added(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with its revenue and what is behind it."""
        party, period = row["party"], self._periods[row["period"]]
        pools, party_index = self._study.pools[period], self._parties[party]
        coverage = pools.reported[party_index].share
        # Without a figure the sales that rows schedule are not the revenue: they are commitments,
        # and what is committed would then be a multiple of itself.
        write = in_digits(self._study, 0.0)
        known = coverage > 0 or self._study.network.is_ledger
        revenue = write(float(pools.revenue[party_index])) if known else None
        figures = [one for one in self._figures.get(party, ()) if fills_pool(one, pools.period)]
        planned = row.pop("planned")
        # No figure says what it had: the pool starts empty, which is not to say it had nothing.
        stated = self._study.network.is_ledger or any(one.metric == "cash" for one in figures)
        return {
            **row,
            "earlier_cash": row["earlier_cash"] if row["earlier_cash"] or stated else None,
            "customers": row["customers"] if row["customers"] or known else None,
            "revenue": revenue,
            "multiple": _multiple(row["no_known_source"], revenue),
            "revenue_coverage": None if self._study.network.is_ledger else rounded(coverage),
            "planned": planned,
            **_behind(
                self._study.network,
                self._paid.get((period, party), ()),
                self._received.get((period, party), ()),
                figures,
            ),
        }


def _sum(amounts: Sequence[float | None]) -> float | None:
    """What is known of a sum; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, 0.0) if known else None


def _multiple(no_known_source: float | None, revenue: float | None) -> float | None:
    return rounded(no_known_source / revenue) if revenue and no_known_source is not None else None


def _behind(
    network: Network,
    due: Iterable[str],
    received: Iterable[str],
    figures: Iterable[Reading],
) -> dict[str, list[str]]:
    incoming = sorted(set(received))
    support = behind(network, [*due, *incoming], figures)
    return support | {"deals": sorted(set(due)), "received": incoming}


def _notes(study: Study, rows: Sequence[dict[str, Any]], payers: Collection[str]) -> list[str]:
    if study.network.is_ledger:
        return _notes_of_payments(rows)
    sentences = []
    if any((row["no_known_source"] or 0) > 0 for row in rows):
        sentences.append(
            "No known source: payments that the rows schedule and no known money covers. It is not "
            "a forecast of a failure to pay: most revenue of years to come is not known yet."
        )
    if rows:
        sentences.append(
            "Known money counts as if all of it could pay what the rows schedule. Wages, taxes and "
            "other costs that no row names come out of it as well: covered is the most that can be."
        )
    if any(row["open_due"] for row in rows):
        sentences.append(
            "+ ?: rows that are due and have no public amount (open_due) add to what is committed, "
            "and may have no known source either."
        )
    if any(row["earlier_cash"] is None for row in rows):
        sentences.append(
            "Earlier cash is unknown where no figure gives the balance at the start of the year. "
            "It then pays nothing here, and what it could pay has no known source."
        )
    if any((row["no_known_source"] or 0) > 0 and 0 < row["revenue_coverage"] < 1 for row in rows):
        sentences.append(
            "Where revenue_coverage is below 1, revenue is that of the days with a figure, of the "
            "parties that have one, while commitments are of the whole year: with the rest known, "
            "less would have no known source, and the multiple would be smaller too "
            "(\N{LESS-THAN OR EQUAL TO} in the tables)."
        )
    if any(row["planned"] for row in rows):
        sentences.append(
            "Planned where the year is not over: scheduled and forecast money is in it."
        )
    return sentences + asking.beyond(study, payers)


def _notes_of_payments(rows: Sequence[dict[str, Any]]) -> list[str]:
    if not any((row["no_known_source"] or 0) > 0 for row in rows):
        return []
    return [
        "No known source: what a party paid beyond all that it had received by then. The money may "
        "have been there before the list begins, or have come in payments that are not in it."
    ]
