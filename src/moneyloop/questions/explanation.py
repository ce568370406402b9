"""The whole argument for one number: what fed it, what limits it, what it depends on.

One party and one period: its attribution, what that is not public widens the interval, the pools
that feed its sales with what came in and went out, and the rows behind with their sources. Of the
interval on public amounts and balances: the payments that limit both ends, and how far it moves
when one deal is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.analysis.graph import CAME_BACK
from moneyloop.analysis.pooled import feeds
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.pooled.bounds import Limit
from moneyloop.analysis.pooled.feeds import Feed, Flow
from moneyloop.analysis.pooled.intervals import deals_behind
from moneyloop.analysis.ranged.changes import open_buyers
from moneyloop.analysis.study import disputed, selection
from moneyloop.analysis.study.periods import within
from moneyloop.analysis.study.study import Study, in_digits, rounded
from moneyloop.analysis.what_if import leave_out
from moneyloop.analysis.what_if import widens as widens_
from moneyloop.analysis.what_if.gaps import AMOUNT
from moneyloop.model import FIRM, PURCHASE, ChoiceError, LeftOut, Network, Result, plain, split
from moneyloop.questions import asking
from moneyloop.questions.attribute import attribute as attribute_
from moneyloop.words import amounts
from moneyloop.words.amounts import usd, usd_interval
from moneyloop.words.columns import Column, Row, amount, described
from moneyloop.words.labels import row_key

POOLS_LISTED = 40
_MEASURES = ("own", "any_investor", CAME_BACK)  # the first that can be more than 0 is explained
BUCKETS = (
    "own",
    "other_network_investors",
    "outside_investors",
    "reciprocal",
    "earlier_cash",
    "no_known_source",
    "customers",
)


def _between(row: Row) -> str:
    """Who pays whom, or that a row counts in place of the one above."""
    if row.get("again"):
        return "counts instead"
    return f"{row['payer']} > {row['payee']}" if "payer" in row else ""


def _paid(row: Row) -> str:
    """What a deal pays in the period and, as cash that may be carried, before it."""
    return amounts.number(row["amount"] + row["amount_before"]) if "amount" in row else ""


def _end(key: str, head: str, *, spare: int) -> Column:
    """An end of the interval without a deal; a row that counts instead has none."""
    return amount(
        key, head, cell=lambda row: amounts.number(row[key]) if key in row else "", spare=spare
    )


def _move(key: str, head: str) -> Column:
    """By how much an end moves."""
    return Column(key, head, _signed, number=True)


def _signed(value: float | None) -> str:
    return "" if value is None else amounts.signed(value)


COLUMNS = (
    Column("id", "Without", whole=True),
    Column("payer", "Payer > payee", cell=_between, spare=4),
    Column("payee"),
    Column("kind"),
    amount("amount", "Amount", cell=_paid, spare=5),
    amount("amount_before"),
    _end("low", "Low", spare=3),
    _end("estimate", "Estimate", spare=2),
    _end("high", "High", spare=1),
    _move("moved_low", "Low by"),
    _move("moved_estimate", "Estimate by"),
    _move("moved_high", "High by"),
    Column("counts_again"),
)
Writer = Callable[[Any], Any]  # how amounts are rounded
_SOURCE = (
    *("status", "evidence", "tier", "source", "outlet", "url", "source_date", "assumed"),
    "disputed_by",
)


@asking.on_network
@described(COLUMNS)
def explain(
    network: Network,
    party: str,
    *,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
    progress: asking.Progress | None = None,
) -> Result:
    """Why is the interval of one party and period what it is? Amounts in USD billions.

    `year` is any period ("2025", "2025-Q3", "2025-07"), `from_` and `to` are a window taken as
    one; by default it is the latest full year in which the party has network sales. The rows
    are leave-one-deal-out: low, estimate and high of `measure` on public amounts and balances
    without each deal, those that move it most first; a deal that moves nothing has no row and
    is counted in `moves_nothing`. `measure` is own money back, or any investor's money where no
    own investment can come back, or what came back where no investor's money is there. `extra`
    has the rest of the argument: the row of `attribute`, `widens`, `buckets`, `pools`,
    `limits_low` and `limits_high`, the `deals` behind with their sources, what is `assumed` in
    them, and sentences on those that are `disputed`. `widens` is what that is not public widens
    the interval, each thing settled alone: low and high without it and how much it `narrows`
    them, for the `amount` of an open row (at nothing), the `balance`s of a party (kept is what
    the estimate keeps) and the `origin` of its money (exactly what is missing). `narrows` is
    None where the high is not public and would be; `widens_nothing` counts the others that were
    tried, and `unlimited` are the open rows that no total limits. Raises ChoiceError for a
    party that is unknown, outside the network or without money in the period.
    """
    name = asking.resolve(network, party)
    if name not in network.inside:
        raise ChoiceError(
            f"{name} is outside the network: its money is a source there. Choose a party inside"
        )
    study = asking.one_period(
        network,
        lambda: _latest(network, name, as_of, case),
        year=year,
        from_=from_,
        to=to,
        as_of=as_of,
        case=case,
    )
    (period,) = study.shown
    when = study.periods[period].name
    answer = attribute_.attributed(study, [name])
    if not answer.rows:
        raise ChoiceError(
            f"{name} has no money {within(when)}{_others(network, name, as_of, case)}"
        )
    (row,) = answer.rows
    measure = next((name for name in _MEASURES if row[f"{name}_high"] != 0), "any_investor")
    target = study.pools[period].parties.index(name)
    pools = feeds.feeds(study, period, target)
    fed = {(feed.party, feed.index) for feed in pools}
    buyers = [one for one in open_buyers(study, period, name) if (one, period) not in fed]
    pools += feeds.buyers(study, period, buyers)
    write = in_digits(study, row["revenue"] or 0.0)
    widening = _widening(study, period, target, row, measure)
    trials = leave_out.leave_one_out(study, period, target, measure, progress)
    behind = _behind(study, period, pools)
    limits = _limits(study, row, measure, write)
    paid = _sums(study, period, trials.first)
    return Result(
        data=answer.data,
        as_of=answer.as_of,
        case=case,
        rows=[_without(study, item, paid, write) for item in trials.moving],
        left_out=_left_out(study, period, name, {row["id"] for row in behind}),
        notes=_notes(row, measure, trials) + answer.notes,
        extra={
            "party": name,
            "period": when,
            "measure": measure,
            "answer": _answer(row, measure),
            "disputed": _disputed(study, row, limits),
            "row": row,
            **widening,
            "buckets": [
                {"bucket": key, "amount": amount, "share": _share(amount, row["revenue"])}
                for key in BUCKETS
                for amount in [row[row_key(key)]]
            ],
            "pools": [_pool(study, feed) for feed in pools[:POOLS_LISTED]],
            "pools_more": max(len(pools) - POOLS_LISTED, 0),
            **limits,
            "deals": behind,
            "assumed": _assumed(study, behind),
            "moves_nothing": trials.still,
        },
        columns=COLUMNS,
        # What is noted about those that feed the number is about the number.
        unit=network.unit,
        asked=list(dict.fromkeys([name, *(feed.party for feed in pools)])),
        about=answer.about,
    )


def _latest(network: Network, party: str, as_of: asking.When, case: str) -> str:
    """The latest full year with network sales of the party; else with any money of it."""
    study = asking.study(network, as_of=as_of, case=case)
    if party not in study.network.inside:
        raise ChoiceError(f"{party} is outside the network: nobody pays it by then")
    target = study.network.inside.index(party)
    alive = [
        pools.period.name
        for pools in study.pools
        if pools.total[target] > 0 or pools.revenue[target] > 0
    ]
    over = [pools for pools in study.pools if not study.planned(pools.period)]
    sold = [year.period.name for year in over if year.network_sales[target] > 0]
    full = [year.period.name for year in over if year.period.name in alive]
    for years in (sold, full, alive):
        if years:
            return years[-1]
    known = amounts.day(study.as_of)
    raise ChoiceError(f"{party} has no money in any year, as known on {known}: name the year")


def _others(network: Network, party: str, as_of: asking.When, case: str) -> str:
    study = asking.study(network, as_of=as_of, case=case)
    years = dict.fromkeys(row["period"] for row in attribution.rows(study, [party]))
    return f"; it has in {', '.join(years)}" if years else ""


def _answer(row: dict[str, Any], measure: str) -> str:
    """The sentence that answers: the interval first, then the estimate."""
    party, when = row["party"], within(row["period"]) + (" (planned)" if row["planned"] else "")
    if row["revenue"] is None:
        return (
            f"What {party} booked {when} is not public, and no sale of it to another company "
            "in the network is known: there is nothing to attribute."
        )
    booked = f"{party} booked {usd(row['revenue'])} {when}"
    if not attribution.sells(row):
        return f"{booked}, none of it from companies in the network: there is nothing to attribute."
    if row["network_sales"] is None:
        sold = "; how much of it other companies in the network paid is not public"
    else:
        inside = amounts.sold(row["network_sales"], row["open_sales"] > 0)
        sold = f", {inside} of it network sales"
    text = f"{booked}{sold}. The record allows {_allowed(row, measure)}."
    if measure != CAME_BACK and row["came_back_high"] != row["own_high"]:
        spent = "spent" if measure != "own" else "invested or spent"
        text += f" It allows {_allowed(row, CAME_BACK, spent)}."
    return text


def _allowed(row: dict[str, Any], measure: str, left: str = "spent") -> str:
    """The interval of a measure and its estimate, as the sentence that answers has it."""
    whose = {
        "own": "its own investment coming back as sales",
        "any_investor": "investors' money; none of its own investment can have come back",
        CAME_BACK: f"money that {row['party']} had itself {left}, coming back as sales",
    }
    low, estimate, high, *known = (row[key] for key in together.ends(measure))
    public = amounts.beside_public((low, high), (known[0], known[1]), estimate)
    return f"{usd_interval(low, high)} of that to be {whose[measure]}{public}"


def _widening(
    study: Study, period: int, target: int, row: dict[str, Any], measure: str
) -> dict[str, Any]:
    """What widens the interval; nothing where a list of payments has all that there was."""
    widening = widens_.Widening()
    if attribution.sells(row) and not study.network.is_ledger:
        widening = widens_.widens(study, period, target, measure)
    return {
        "widens": [
            {
                "kind": item.kind,
                "id": item.name if item.kind == AMOUNT else None,
                "party": None if item.kind == AMOUNT else item.name,
                **{key: rounded(getattr(item, key)) for key in ("low", "high", "narrows")},
            }
            for item in widening.rows
        ],
        "widens_nothing": widening.still,
        "unlimited": list(widening.unlimited),
    }


def _share(value: float | None, base: float | None) -> float | None:
    return rounded(value / base) if value is not None and base else None


def _pool(study: Study, feed: Feed) -> dict[str, Any]:
    write = in_digits(study, feed.total)
    return {
        "party": feed.party,
        "credits_of": feed.credits_of or None,
        "exchange_with": feed.exchange_with or None,
        "period": feed.period,
        "total": write(feed.total),
        "passes": write(feed.passes),
        "own": write(feed.own),
        "inflows": [_flow(flow, "payer", write) for flow in feed.inflows],
        "outflows": [_flow(flow, "payee", write) for flow in feed.outflows],
    }


def _flow(flow: Flow, end: str, write: Writer) -> dict[str, Any]:
    return {
        "class": flow.cls,
        end: flow.party or None,
        "amount": write(flow.amount),
        "deals": list(flow.deals),
    }


def _limits(study: Study, row: dict[str, Any], measure: str, write: Writer) -> dict[str, Any]:
    """The cuts: what adds up to the high end, and what of the seeds has no other way out."""
    bounds = intervals_.limits(study, row["party"], row["period"], measure)

    def as_rows(flows: Sequence[Limit]) -> list[dict[str, Any]]:
        return [
            {
                "payer": flow.payer or None,
                "payee": flow.payee or None,
                "class": flow.cls,
                "amount": write(flow.amount),
                "period": flow.period,
                "deals": deals_behind(study, flow),
            }
            for flow in flows
        ]

    seeds = {"measure": measure, "seeds": write(bounds.seeds)}
    low, high = (row[f"{measure}_known_{end}"] for end in ("low", "high"))
    return {
        "limits_low": {"value": low, **seeds, "held": as_rows(bounds.held)}
        | {"flows": as_rows(bounds.limits_low)},
        "limits_high": {"value": high, **seeds, "flows": as_rows(bounds.limits_high)},
    }


def _disputed(study: Study, row: dict[str, Any], limits: dict[str, Any]) -> list[str]:
    """Sentences on the disputed deals that are sales of the row or limit its interval."""
    flows = [flow for end in limits.values() for flow in (*end["flows"], *end.get("held", ()))]
    ids = [*row["disputed"], *(name for flow in flows for name in flow["deals"])]
    return list(disputed.sentences(study.deals, ids).values())


def _behind(study: Study, period: int, pools: Sequence[Feed]) -> list[dict[str, Any]]:
    """The deals that make the flows of the pools, the largest in the period first."""
    ids = {name for pool in pools for flow in pool.inflows + pool.outflows for name in flow.deals}
    rows = study.deals.loc[study.deals["id"].isin(ids)]
    sums = _sums(study, period, min((pool.index for pool in pools), default=period))
    deals = [
        {
            **{key: row[key] for key in ("id", "payer", "payee", "kind")},
            "amount": sums[row["id"]][0],
            "amount_before": sums[row["id"]][1],
            **{key: plain(row.get(key)) for key in _SOURCE},
        }
        for row in rows.to_dict("records")
    ]
    return sorted(deals, key=lambda row: (-row["amount"], -row["amount_before"], row["id"]))


def _sums(study: Study, period: int, first: int) -> dict[str, tuple[float, float]]:
    """What each deal pays in the period, and in the periods before it from `first` on."""
    flows = study.flows
    paid = flows.loc[flows["period"] == period].groupby("deal")["amount"].sum()
    before = flows.loc[flows["period"].between(first, period - 1)].groupby("deal")["amount"].sum()
    ids = study.deals["id"].to_numpy()
    write = in_digits(study, 0.0)
    return {
        ids[deal]: (write(float(paid.get(deal, 0.0))), write(float(before.get(deal, 0.0))))
        for deal in {*paid.index, *before.index}
    }


def _assumed(study: Study, behind: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The assumed columns of the rows behind, with the values that they have."""
    rows = study.deals.set_index("id")
    return [
        {"id": row["id"], "column": column, "value": plain(rows.at[row["id"], column])}
        for row in behind
        for column in split(row["assumed"] or "")
        if column in rows.columns
    ]


def _without(
    study: Study, item: leave_out.Without, sums: Mapping[str, tuple[float, float]], write: Writer
) -> dict[str, Any]:
    """What moves without a deal; `sums` are what each deal pays in the period, and before it."""
    row = study.deals.iloc[item.deal]
    paid, before = sums.get(row["id"], (0.0, 0.0))
    names = ("low", "estimate", "high")
    return {
        **{key: row[key] for key in ("id", "payer", "payee", "kind")},
        "amount": paid,
        "amount_before": before,
        **{name: write(float(value)) for name, value in zip(names, item.interval, strict=True)},
        **{f"moved_{name}": write(move) for name, move in zip(names, item.moved, strict=True)},
        "counts_again": list(item.counts_again),
    }


def _left_out(study: Study, period: int, party: str, behind: set[str]) -> list[LeftOut]:
    """The rows that do not count and that pay, or are paid by, the party or one of its buyers.

    Rows behind the number that were paid before the period are not left out: cash carries them.
    """
    flows = study.flows
    bought = (flows["period"] == period) & (flows["payee"] == party) & (flows["amount"] > 0)
    named = {party, *flows.loc[bought & (flows["class"] == PURCHASE), "payer"]}
    rows = asking.windowed(study)
    near = rows["payer"].isin(named) | rows["payee"].isin(named)
    carried = (rows["reason"] == selection.OUTSIDE_WINDOW) & rows["id"].isin(behind)
    return selection.left_out(rows.loc[near & ~carried])


def _notes(row: dict[str, Any], measure: str, trials: leave_out.LeaveOut) -> list[str]:
    notes = [
        "Without a deal: as if its row were not in the record, so rows that it replaced, contained "
        f"or covered count again. Of {trials.counted} deals that count in the "
        f"period or before it with cash that may be carried, {trials.still} move nothing."
    ]
    if measure == "any_investor" and attribution.sells(row):
        notes.append(
            "No own investment can have come back, so what limits and what moves it is of any "
            "investor's money."
        )
    return notes
