"""The two worlds behind the interval of all sellers together: payments with labels on them.

    explain_sector(net, year="2025").to_frame()

Amounts are USD billions.
"""

from __future__ import annotations

from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.analysis.graph import EVERY
from moneyloop.analysis.pooled.label_sets import DUST
from moneyloop.analysis.pooled.worlds import Labelled
from moneyloop.analysis.ranged.changes import open_deals
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.periods import within
from moneyloop.analysis.study.study import Study, deals_between, dust, in_digits, report_years
from moneyloop.model import FIRM, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.words import amounts
from moneyloop.words.amounts import usd_interval
from moneyloop.words.columns import Column, amount, described
from moneyloop.words.labels import WHOSE

COLUMNS = (
    Column("end", "End", whole=True),
    Column("payer", "Payment"),
    Column("payee"),
    Column("class"),
    Column("period", "Period", whole=True, spare=2),
    amount("amount", "Amount"),
    Column("labels", "Labels"),
    Column("back", "Back at"),
    Column("deals", "Deals", spare=1),
    amount("no_row"),
)

_ATTAINED = "The payments below attain the high and the low, each for all sellers at once."
_NOT_FOUND = "An end without payments below was not found: it is a limit, further than need be."


@asking.on_network
@described(COLUMNS)
def explain_sector(
    network: Network,
    *,
    measure: str = EVERY[0],
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
    progress: asking.Progress | None = None,
) -> Result:
    """What attains the ends of a measure of all sellers together? Amounts in USD billions.

    `measure` is own, network_investors, any_investor, reciprocal (own spending back) or came_back;
    `year` any period ("2025", "2025-Q3"), `from_` and `to` are a window taken as one; by default
    it is the latest full year. A row is dollars of one
    payment with the same labels, in the world that attains the low or the high (`end`). `labels`
    are the sellers whose label they bear: for own, reciprocal and came_back those who paid them
    out, else those where they have not been since an investor paid them in; only where they can
    still get. `back` are those to whom they come back as a sale of the period; these rows come
    first and add up to the end. Class "elsewhere" is all else that a payer pays, spends outside or
    keeps. `deals` are the rows that make the payment, also those whose amount is not public;
    `no_row` is how much of it no row states: where a party's revenue is not reported, outside
    investors may have paid in more than is known. `extra` has the `answer`, the interval with its
    estimate, `sellers`, whose numbers are all of one world, and `outer`, whose own ends are added
    where there are too many. Raises ChoiceError.
    """
    if measure not in EVERY:
        raise ChoiceError(f"no measure is called {measure!r}: choose one of {', '.join(EVERY)}")
    study = asking.one_period(
        network,
        lambda: _latest(network, as_of, case),
        year=year,
        from_=from_,
        to=to,
        as_of=as_of,
        case=case,
    )
    when = study.periods[study.shown[0]].name
    pools = None if network.is_ledger else RangedPools(study)
    every = attribution.rows(study, progress=progress, pools=pools, measures=[measure])
    rows = [row for row in every if attribution.sells(row)]
    if not rows:
        raise ChoiceError(f"no company sells in the network {within(when)}: name another period")
    interval, estimate = together.measured(study, rows, measure, pools)
    known, _ = together.measured(study, rows, measure, None)
    parties = study.pools[study.shown[0]].parties
    sold = sum(row["network_sales"] or 0.0 for row in rows)
    write = in_digits(study, sold)
    ends = (write(interval.low), write(estimate), write(interval.high))
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=[
            row
            for end, world in (("high", interval.most), ("low", interval.least))
            for row in _rows(study, end, world)
        ],
        left_out=selection.left_out(asking.windowed(study)),
        notes=[together.note(len(interval.outer), attained=interval.attained)],
        extra={
            "period": when,
            "measure": measure,
            "answer": _answer(
                rows, measure, sold, ends, (known.low, known.high), attained=interval.attained
            ),
            "network_sales": write(sold),
            **dict(zip(("low", "estimate", "high"), ends, strict=True)),
            "known_low": write(known.low),
            "known_high": write(known.high),
            "sellers": [parties[party] for party in interval.sharp],
            "outer": [parties[party] for party in interval.outer],
        },
        unit=network.unit,
        columns=COLUMNS,
    )


def _latest(network: Network, as_of: asking.When, case: str) -> str:
    years = report_years(asking.study(network, as_of=as_of, case=case))
    if not years:
        raise ChoiceError("there is no money in any year: name the period")
    return years[0].name


def _answer(
    rows: list[dict[str, Any]],
    measure: str,
    sold: float,
    ends: tuple[float, float, float | None],
    known: tuple[float, float | None],
    *,
    attained: bool,
) -> str:
    low, estimate, high = ends
    planned = " (planned)" if any(row["planned"] for row in rows) else ""
    count = "1 company" if len(rows) == 1 else f"{len(rows):,} companies"
    whole = amounts.sold(sold, any(row["open_sales"] for row in rows))
    part = usd_interval(low, high)
    return (
        f"Of {whole} that {count} sold in the network {within(rows[0]['period'])}{planned}, "
        f"{part} was {WHOSE[measure]}"
        f"{amounts.beside_public((low, high), known, estimate)}. "
        + (_ATTAINED if attained else _NOT_FOUND)
    )


def _deals(study: Study, period: int) -> dict[tuple[str, str, str], list[str]]:
    """The ids of the rows that pay in a period, at an amount that is public or not."""
    deals = deals_between(study, period)
    for way, ids in open_deals(study, period).items():
        deals[way] = deals.get(way, []) + [name for name in ids if name not in deals.get(way, [])]
    return deals


def _rows(study: Study, end: str, world: tuple[Labelled, ...]) -> list[dict[str, Any]]:
    """What comes back first, then what is on the way, then what goes elsewhere."""
    index_of = {period.name: index for index, period in enumerate(study.periods)}
    deals = {name: _deals(study, index_of[name]) for name in {item.period for item in world}}
    open_ = {name: open_deals(study, index_of[name]) for name in deals}
    inside = set(study.network.inside)

    def behind(item: Labelled) -> list[str]:
        pairs = deals[item.period]
        if item.payer:
            return pairs.get((item.payer, item.payee, item.cls), [])
        return [
            name
            for (payer, payee, cls), names in pairs.items()
            if (payee, cls) == (item.payee, item.cls) and payer not in inside
            for name in names
        ]

    def no_row(item: Labelled) -> float:
        """What outside investors paid in beyond the rows, where no row of theirs is open."""
        if item.payer or any(
            (payee, cls) == (item.payee, item.cls) and payer not in inside
            for payer, payee, cls in open_[item.period]
        ):
            return 0.0
        pools = study.pools[index_of[item.period]]
        held = pools.owner == pools.parties.index(item.payee)
        more = item.amount - float(pools.outside_investors[held].sum())
        return write(more) if more > dust(study, DUST, item.amount) else 0.0

    write = in_digits(study, sum(item.amount for item in world if item.back))
    ordered = sorted(world, key=lambda item: (not item.back, not item.payee, -write(item.amount)))
    return [
        {
            "end": end,
            "payer": item.payer or None,
            "payee": item.payee or None,
            "class": item.cls,
            "period": item.period,
            "amount": write(item.amount),
            "labels": list(item.whose),
            "back": list(item.back),
            "deals": behind(item),
            "no_row": no_row(item),
        }
        for item in ordered
    ]
