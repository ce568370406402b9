"""How the answer grew: the measures of each year as they were known, quarter after quarter.

    timeline(net, from_="2024-Q1").to_frame()

Each row is one of `attribute` as of that day; amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.analysis import notes as notes_
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.ranged.changes import open_sales
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.periods import Period, calendar
from moneyloop.analysis.study.study import Study, in_digits
from moneyloop.model import FIRM, PURCHASE, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.words import amounts
from moneyloop.words.columns import (
    Column,
    Row,
    amount,
    described,
    interval,
    on_public,
    period,
    sold,
)
from moneyloop.words.labels import heading

EVERYONE = "all parties"
_SUMS = (
    "revenue",
    "network_sales",
    *(key for measure in MEASURES for key in together.ends(measure)),
    "no_known_source",
    "open_sales",
)


def _own_share(row: Row) -> str:
    ends = (row[f"own_of_network_sales{end}"] for end in ("_low", "_high", "_estimate"))
    return amounts.percent_interval(*ends)


COLUMNS = (
    Column("sector"),
    Column("as_of", "As of", whole=True),
    Column("party"),
    Column("period", "Year", cell=period, whole=True),
    Column("revenue"),  # not on the screen, so that --translate passes it over
    amount("network_sales", "Network sales", cell=sold),
    *interval("own", heading("own")),
    *on_public("own", "On public amounts", spare=2),
    *interval("network_investors"),
    *on_public("network_investors"),
    *interval("any_investor", heading("any_investor"), spare=1),
    *on_public("any_investor", "On public amounts", spare=1),
    amount("no_known_source"),
    Column("open_sales"),
    Column("own_of_network_sales_low"),
    Column(
        "own_of_network_sales_estimate", "of network sales", cell=_own_share, number=True, spare=3
    ),
    Column("own_of_network_sales_high"),
    Column("revenue_coverage"),
    Column("planned"),
)


@asking.on_network
@described(COLUMNS)
def timeline(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    party: asking.Names = (),
    progress: asking.Progress | None = None,
) -> Result:
    """The measures of the year that holds each quarter's last day, as known on that day.

    One row per day and party that sells in the network in that year, before them one for all
    of these parties together (`party` "all parties", `sector` true; not with `party`). The last
    quarter ends on the as-of date (default: the last day of which the data speaks). A year that is
    not over is planned: scheduled and forecast money is in it.

    A row has the keys of `attribute` (USD billions) and own_of_network_sales, own money back as a
    share of what the network bought, with its low and high. Each end of a `sector` row is
    attained by one matching of dollars for all parties at once. `from_` and `to` are quarters (any
    period is read), `year` is both; without `from_` the rows begin with the first quarter in which
    a party sells inside. Raises ChoiceError.
    """
    if network.undated:
        raise ChoiceError("the payments have no dates, so there are no quarters: ask for attribute")
    from_, to = asking.window(year, from_, to)
    wanted = asking.resolve_all(network, party)
    latest = asking.study(network, as_of=as_of, case=case)
    last = min(asking.period(to).last, latest.as_of) if to else latest.as_of
    first = asking.period(from_).first if from_ else _first_sale(latest)
    if from_ and 0 < last < first:
        raise ChoiceError(
            f"the timeline ends on {amounts.day(last)}, before {asking.period(from_).name} starts"
        )
    quarters = calendar(first, last, "quarter") if first and first <= last else []
    rows: list[dict[str, Any]] = []
    sharp = together.Together()
    for done, quarter in enumerate(quarters):
        study = _known_on(network, min(quarter.last, last), case)
        pools = RangedPools(study)
        sellers = _sellers(study, wanted, pools)
        # Before the first sale there is nothing to tell, unless it is asked for.
        if sellers or rows or from_:
            if not wanted:
                found = together.together(study, sellers, pools=pools)
                rows.append(_sector(study, sellers, found.sums))
                sharp = sharp.or_wider(found)
            rows += sellers
        if progress is not None:
            progress(done + 1, len(quarters))
    return Result(
        data=network.data,
        as_of=selection.iso(last),
        case=case,
        rows=rows,
        left_out=selection.left_out(selection.select(network, as_of=last or None, case=case)),
        notes=_notes(rows, sharp, latest.as_of, asking.period(to) if to else None),
        unit=network.unit,
        columns=COLUMNS,
        asked=wanted,
    )


def together_in(study: Study) -> dict[str, Any] | None:
    """The row for all parties together in the one period that a study shows, as known in it.

    It has the keys of a `sector` row. None where nobody sells in the network.
    """
    pools = RangedPools(study)
    sellers = _sellers(study, (), pools)
    return (
        _sector(study, sellers, together.together(study, sellers, pools=pools).sums)
        if sellers
        else None
    )


def _first_sale(study: Study) -> int:
    """The first day of the first year in which an inside party pays another; 0 without one.

    A year, not a day: a sale that is scheduled for autumn is in the year as known in spring.
    """
    inside, flows = study.network.inside, study.flows
    sold = (flows["class"] == PURCHASE) & (flows["amount"] > 0)
    sold &= flows["payer"].isin(inside) & flows["payee"].isin(inside)
    return study.periods[int(flows.loc[sold, "period"].min())].first if sold.any() else 0


def _known_on(network: Network, day: int, case: str) -> Study:
    """The year that holds the day, as known then."""
    year = str(date.fromordinal(day).year)
    return asking.study(network, as_of=selection.iso(day), case=case, from_=year, to=year)


def _sellers(study: Study, wanted: Sequence[str], pools: RangedPools) -> list[dict[str, Any]]:
    """The rows of `attribute` of those that sell inside, as known on the day of the study."""
    layer = study.pools[study.shown[0]]
    unsized = open_sales(study)
    sellers = [
        name
        for name, sold in zip(layer.parties, layer.network_sales, strict=False)
        if sold > 0 or (study.shown[0], name) in unsized
    ]
    chosen = [name for name in sellers if name in wanted] if wanted else sellers
    if not chosen:
        return []
    rows = attribution.rows(study, chosen, pools=pools, measures=MEASURES, turns=False)
    return [_row(study, row) for row in rows]


def _row(study: Study, row: dict[str, Any]) -> dict[str, Any]:
    keys = ("party", "period", *_SUMS)
    named = {"sector": False, "as_of": selection.iso(study.as_of)} | {key: row[key] for key in keys}
    rest = {key: row[key] for key in ("revenue_coverage", "planned", "outer") if key in row}
    return named | _shares(row) | rest


def _sector(
    study: Study, rows: Sequence[dict[str, Any]], together_: Mapping[str, float | None]
) -> dict[str, Any]:
    year, day = study.periods[study.shown[0]], selection.iso(study.as_of)
    write = in_digits(study, sum(row["revenue"] or 0.0 for row in rows))
    sums = {key: write(sum(row[key] or 0 for row in rows)) for key in _SUMS}
    sums |= together_
    # Of sellers none of which has a sale at a public amount nobody knows what they sold.
    hidden = [key for key in sums if rows and all(row[key] is None for row in rows)]
    sums |= {key: None for key in hidden if key.endswith("_known_high") or "_high" not in key}
    named = {"sector": True, "as_of": day, "party": EVERYONE, "period": year.name}
    rest = {"revenue_coverage": None, "planned": study.planned(year)}
    return named | sums | _shares(sums) | rest


def _shares(row: dict[str, Any]) -> dict[str, Any]:
    words = ("low", "estimate", "high")
    shares = zip(words, together.shares_of_sales(row), strict=True)
    return {f"own_of_network_sales_{end}": share for end, share in shares}


def _notes(
    rows: Sequence[dict[str, Any]], sharp: together.Together, today: int, to: Period | None
) -> list[str]:
    notes = []
    if any(row["sector"] for row in rows):
        notes.append(sharp.note)
    notes += notes_.outer(rows)
    if any(row["planned"] for row in rows):
        notes.append("Planned where the year is not over: scheduled and forecast money is in it.")
    if to is not None and to.last > today:
        notes.append(f"The timeline ends on {amounts.day(today)}: nothing later is known.")
    return notes
