"""The whole network: how much of its money has been round before, and what could cancel.

    index(net).to_frame()
    index(net, chance=True, year=2025).to_frame()
    index(load_flows("flows.csv"))

Amounts are USD billions, or the unit of the file that they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from moneyloop.analysis import attribution, notes, together
from moneyloop.analysis.circularity import cycling
from moneyloop.analysis.circularity.circulation import Circulation, circulation
from moneyloop.analysis.circularity.cycling import PARTS, Cycling
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study, in_digits, rounded, significant
from moneyloop.books import readings
from moneyloop.books.readings import Reading
from moneyloop.input.flow_list import FlowList
from moneyloop.input.ledger.payments import UNIT
from moneyloop.model import FIRM, FLOW_LIST, USD_BN, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.index.null_model import COLUMNS as CHANCE_COLUMNS
from moneyloop.questions.index.null_model import DRAWS, SEED, null_model
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, described, in_order, reported, sold
from moneyloop.words.columns import period as period_cell

CHANCE = "chance"
_ENDS = ("_low", "_estimate", "_high")
_SUMS = (
    *("revenue", "network_sales", "open_sales"),
    *(key for measure in MEASURES for key in together.ends(measure)),
)

_NAMED = 5
_PART = 1e-3  # of all money: a part so small still has all its digits
_UNBALANCED = 1e-6  # of what comes into a node: published flows differ by less from rounding
_SHARES = tuple(f"{measure}_share{end}" for measure in MEASURES for end in _ENDS)


def _fci(value: float | None) -> str:
    """A share of one, five decimals: the index of a large network is small."""
    return amounts.fixed(value, 5)


def _revenue(row: Row) -> str:
    return reported(amounts.number(row["revenue"]), row["revenue_coverage"])


def _number(key: str, head: str = "", spare: int = 0) -> Column:
    """An amount that --translate passes over, because a larger one beside it says the same."""
    return Column(key, head, amounts.number, number=True, spare=spare)


OF_PARTS = (
    _number("invest_to_sale", "Invest\nto sale"),
    _number("invest_to_capital", "Invest to\ncapital"),
    _number("purchase_to_sale", "Purchase\nto sale"),
    _number("purchase_to_capital", "Purchase\nto capital"),
)
COLUMNS = (
    Column("period", "Period", cell=period_cell, whole=True),
    Column("fci", "FCI", _fci, number=True),
    amount("throughflow", "Throughflow"),
    _number("cycled", "Cycled", spare=1),
    *OF_PARTS,
    _number("inputs"),
    _number("outputs"),
    _number("throughput"),
    amount("moved", "Moved"),
    amount("max_circulation", "Could\ncancel"),
    _number("max_circulation_purchases", "Purchases\nalone"),
    amount("net_internal_debt", "Net internal\ndebt"),
    _number("sourceless"),
    amount("revenue", "Revenue", cell=_revenue),
    Column("revenue_coverage"),
    Column("network_sales", "Network sales", cell=sold, number=True, spare=1),
    *(_number(key) for key in _SUMS[3:]),
    Column("open_sales"),
    *(Column(key) for key in _SHARES),
    Column("planned"),
    Column("evidence"),
    Column("deals", "Deals", lambda ids: amounts.count(len(ids)), number=True, spare=2),
    Column("figures"),
)
PARTY_COLUMNS = (
    Column("party", "Party", whole=True),
    Column("period"),
    _number("throughflow", "Throughflow", spare=1),
    _number("cycled", "Cycled"),
    *OF_PARTS,
    Column("planned"),
)


@asking.on_network
@described((*COLUMNS, *(replace(column, when=CHANCE) for column in CHANCE_COLUMNS)))
def index(
    network: Network | FlowList,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    by: str = "year",
    chance: bool = False,
    draws: int | None = None,
    seed: int | None = None,
    progress: asking.Progress | None = None,
) -> Result:
    """Whole-network measures, one row per period (method, section 10).

    `fci` is Finn's cycling index, `cycled` over `throughflow` (the sum of all pools); the four
    parts of `cycled` say how the money left a pool and how it came back to it. Of `moved`, all
    that goes between inside parties, `max_circulation` could cancel around loops and
    `net_internal_debt` could not; `max_circulation_purchases` is the same of purchases alone.
    `sourceless` is throughflow of pools whose money has no origin: all of it is cycled. Sums of
    own, network_investors and any_investor over all parties, low, estimate and high, stand beside
    `revenue` and as shares of it (`own_share_low` and so on), each end attained for all parties
    at once. `revenue_coverage` is
    the part of all days of these parties that revenue figures cover. `extra` has `parties`:
    throughflow, cycled and its parts of each party and period, all its pools together.

    Each period stands alone: cash from the one before is an input. A `FlowList` is one period
    without a name, in its own unit: what needs deals is None.

    With `chance` the rows are of the null model instead: the network of one `year` (the latest
    full one by default) among `draws` (500) random rewirings of its deals, the same with the same
    `seed` (1); see `questions.index.null_model`. Raises ChoiceError.
    """
    if chance:
        if isinstance(network, FlowList):
            raise ChoiceError("a flow list has no deals to rewire: chance needs a data package")
        if from_ or to or by != "year":
            raise ChoiceError("chance is of one year: leave out from, to and by, and name the year")
        return null_model(
            network,
            year=year,
            draws=DRAWS if draws is None else draws,
            seed=SEED if seed is None else seed,
            as_of=as_of,
            case=case,
            progress=progress,
        )
    if (draws, seed) != (None, None):
        raise ChoiceError(
            "draws and seed are of the random rewirings: ask for chance (--chance) too"
        )
    from_, to = asking.window(year, from_, to)
    if isinstance(network, FlowList):
        if as_of or from_ or to or by != "year" or case != FIRM:
            raise ChoiceError(
                "a flow list has no dates and one amount a flow: leave out as-of, case, from, "
                "to and by"
            )
        return _of_flows(network)
    study = asking.study(network, as_of=as_of, case=case, from_=from_, to=to, by=by)
    pools_ = RangedPools(study)
    attributed = attribution.rows(
        study, progress=progress, pools=pools_, measures=MEASURES, turns=False, parts=False
    )
    figures = readings.readings(network, as_of=study.known_by)
    rows: list[dict[str, Any]] = []
    parties: list[dict[str, Any]] = []
    sharp = together.Together()
    for period in study.shown:
        pools = study.pools[period]
        cycle = cycling.of_pools(pools)
        name = pools.period.name
        of_period = [row for row in attributed if row["period"] == name]
        found = together.together(study, of_period, pools=pools_)
        sharp = sharp.or_wider(found)
        net, inputs, outputs = _net(pools), _inputs(pools), _outputs(pools)
        write = in_digits(study, (net.total + inputs + outputs) * _PART)
        rows.append(
            {
                "period": name,
                **_measured(cycle, inputs, outputs, net, write),
                "max_circulation_purchases": write(_net(pools, purchases_only=True).cleared),
                **_sums(study, of_period, found.sums),
                "revenue_coverage": None if network.is_ledger else _coverage(of_period),
                "planned": study.planned(pools.period),
                **_behind(study, period, figures),
            }
        )
        parties += _by_party(study, pools, cycle, rows[-1]["planned"])
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=in_order(COLUMNS, rows),
        left_out=selection.left_out(asking.windowed(study)),
        notes=[*_notes(study, rows, sharp), *notes.notes(study, attributed)],
        extra={"parties": parties},
        unit=network.unit,
        columns=COLUMNS,
    )


def _inputs(pools: Pools) -> float:
    new_money = pools.customers + pools.outside_investors + pools.outside_returns
    return float((new_money + pools.earlier_cash + pools.carried + pools.no_known_source).sum())


def _outputs(pools: Pools) -> float:
    return float((pools.leak + pools.kept).sum())


def _net(pools: Pools, purchases_only: bool = False) -> Circulation:
    """What could cancel between companies: credits and cash that they pay each other together."""
    moves = (
        pools.purchases if purchases_only else pools.purchases + pools.investments + pools.returns
    )
    table = moves.tocoo()
    return _between(pools.owner[table.row], pools.owner[table.col], table.data, len(pools.parties))


def _between(tail: np.ndarray, head: np.ndarray, amount: np.ndarray, size: int) -> Circulation:
    """The circulation of flows, those of the same two ends together."""
    pair, group = np.unique(tail * size + head, return_inverse=True)
    sums = np.bincount(group, weights=amount, minlength=len(pair))
    return circulation(pair // max(size, 1), pair % max(size, 1), sums, size)


def _measured(
    cycle: Cycling,
    inputs: float,
    outputs: float,
    net: Circulation,
    rounded: Callable[[float], float],
) -> dict[str, float | None]:
    """The keys of a row that come from its flows; the parts are None where they have no class."""
    parts = cycle.parts.sum(axis=2).ravel().tolist() or [None] * len(PARTS)
    amounts = {
        "throughflow": float(cycle.throughflow.sum()),
        "cycled": float(cycle.cycled.sum()),
        **dict(zip(PARTS, parts, strict=True)),
        "inputs": inputs,
        "outputs": outputs,
        "throughput": net.total + inputs + outputs,
        "moved": net.total,
        "max_circulation": net.cleared,
        "net_internal_debt": net.net_internal_debt,
        "sourceless": cycle.closed,
    }
    named = {key: None if value is None else rounded(value) for key, value in amounts.items()}
    return {"fci": significant(cycle.index), **named}


def _sums(
    study: Study, rows: Sequence[dict[str, Any]], together_: Mapping[str, float | None]
) -> dict[str, float | None]:
    """Sums over all parties, and the measures as shares of what they booked together."""
    write = in_digits(study, sum(row["revenue"] or 0.0 for row in rows))
    sums = {key: write(sum(row[key] or 0 for row in rows)) for key in _SUMS}
    sums |= together_
    sums |= attribution.not_public(sums)
    booked = sums["revenue"]
    shares = {key: _share(sums[key.replace("_share", "")], booked) for key in _SHARES}
    if rows and all(row["revenue"] is None for row in rows):
        return sums | shares | {"revenue": None}
    return sums | shares


def _share(value: float | None, booked: float) -> float | None:
    return float(significant(value / booked)) if value is not None and booked > 0 else None


def _coverage(rows: Sequence[dict[str, Any]]) -> float | None:
    """The part of all their days that revenue figures cover; None without a party."""
    return rounded(sum(row["revenue_coverage"] for row in rows) / len(rows)) if rows else None


def _by_party(study: Study, pools: Pools, cycle: Cycling, planned: bool) -> list[dict[str, Any]]:
    """Throughflow, cycled and its parts of each party with money, by name."""
    columns = {"throughflow": cycle.throughflow, "cycled": cycle.cycled}
    columns |= dict(zip(PARTS, cycle.parts.reshape(len(PARTS), -1), strict=True))
    sums = {
        name: np.bincount(pools.owner, weights=amounts, minlength=len(pools.parties))
        for name, amounts in columns.items()
    }
    alive = np.flatnonzero(sums["throughflow"] > 0).tolist()
    return [
        {
            "party": pools.parties[target],
            "period": pools.period.name,
            **_parts(study, {name: float(of_party[target]) for name, of_party in sums.items()}),
            "planned": planned,
        }
        for target in sorted(alive, key=lambda target: pools.parties[target])
    ]


def _parts(study: Study, amounts: dict[str, float]) -> dict[str, float]:
    write = in_digits(study, amounts["throughflow"] * _PART)
    return {name: write(value) for name, value in amounts.items()}


def _behind(study: Study, index: int, figures: Sequence[Reading]) -> dict[str, list[str]]:
    """The deals that pay in the period, and the revenue and balances that its pools rest on."""
    if study.network.is_ledger:
        return {"evidence": [], "deals": [], "figures": []}
    period, flows = study.periods[index], study.flows
    paying = flows.loc[(flows["period"] == index) & (flows["amount"] > 0), "deal"]
    inside = set(study.network.inside)
    closing = [reading for reading in figures if (reading.metric, reading.unit) == ("cash", USD_BN)]
    closing = [reading for reading in closing if period.last <= reading.last <= period.last + 1]
    used = [reading for reading in figures if readings.fills_pool(reading, period)] + closing
    used = [reading for reading in used if reading.party in inside]
    ids = study.deals["id"].iloc[paying.to_numpy()].tolist()
    return readings.behind(study.network, ids, used)


def _notes(study: Study, rows: Sequence[dict[str, Any]], sharp: together.Together) -> list[str]:
    sentences = [
        "fci is the part of all throughflow that has been at its party before, dollars mixed "
        "evenly. It is an upper envelope of circular money: only invest_to_sale are laps, the "
        "rest is capital that returns as capital, and trade.",
        "Returns (repayments, dividends, buybacks) count as purchases when they leave, no "
        "investment, and as capital when they arrive, no sale.",
        "Each period stands alone: cash from the one before comes in as an input, so a lap over "
        "two periods is not in fci. It is in own.",
        sharp.note,
    ]
    if any(
        len(study.pools[period].owner) > len(study.pools[period].parties) for period in study.shown
    ):
        sentences.append(
            "Credits and stock that only one seller takes are a pool of their own, shown with the "
            "party that holds them: money that comes back into another pool of the party is not "
            "back yet."
        )
    sentences += _unknown_revenue(study)
    if any(row["sourceless"] > 0 for row in rows):
        sentences.append(
            "sourceless: money without an origin in the record. All of it has been there before, "
            "as nearly all has where a little comes in."
        )
    if study.network.is_ledger:
        sentences.append("Behind each row are all payments of its period.")
    return sentences


def _unknown_revenue(study: Study) -> list[str]:
    """That money is missing from throughflow, and in which periods."""
    partial = []
    for period in study.shown if not study.network.is_ledger else ():
        pools = study.pools[period]
        alive = pools.total[: len(pools.parties)] > 0
        known = np.array([covered.share >= 1 for covered in pools.reported], dtype=bool)
        if (alive & ~known).any():
            partial.append(
                f"{pools.period.name} {int((alive & ~known).sum())} of {int(alive.sum())}"
            )
    if not partial:
        return []
    return [
        "Throughflow and revenue hold what is known. Where some is missing, fci and the shares of "
        "revenue are likely too high. Parties without revenue for the whole period: "
        f"{', '.join(partial)}."
    ]


def _of_flows(flows: FlowList) -> Result:
    """The row of a flow list; no deals, so no parts, shares or evidence."""
    from scipy.sparse import csr_array

    size = len(flows.nodes)
    moves = csr_array((flows.amount, (flows.tail, flows.head)), shape=(size, size))
    inflow = np.asarray(moves.sum(axis=0)).ravel() + flows.inputs
    # As in pools: what a node sends without having received it has no known source.
    short = np.asarray(moves.sum(axis=1)).ravel() - inflow
    missing = np.where(short > _UNBALANCED * inflow, short, 0.0)
    cycle = cycling.cycling(inflow + missing, moves)
    net = _between(flows.tail, flows.head, flows.amount, size)
    outside = float(flows.inputs.sum() + missing.sum()), float(flows.outputs.sum())
    row: dict[str, Any] = {
        "period": None,
        **_measured(cycle, *outside, net, significant),
        "max_circulation_purchases": None,
        **dict.fromkeys((*_SUMS, "revenue_coverage", *_SHARES)),
        "planned": False,
        "evidence": [],
        "deals": [],
        "figures": [],
    }
    order = sorted(range(size), key=lambda node: flows.nodes[node])
    parties = [
        {
            "party": flows.nodes[node],
            "period": None,
            "throughflow": significant(float(cycle.throughflow[node])),
            "cycled": significant(float(cycle.cycled[node])),
            **dict.fromkeys(PARTS),
            "planned": False,
        }
        for node in order
        if cycle.throughflow[node] > 0
    ]
    return Result(
        data=flows.data,
        as_of=None,
        case=FLOW_LIST,
        rows=in_order(COLUMNS, [row]),
        notes=[
            "throughflow is what comes into all nodes (TST), throughput all flows with inputs and "
            "outputs (TSTp). Where a node does not balance, what comes in is its throughflow.",
            *_missing(flows.nodes, missing),
            "A flow list has no classes of payment: cycled has no parts, and nothing is booked.",
            *_sourceless(flows.nodes, cycle),
        ],
        extra={"parties": parties},
        unit=UNIT,
        columns=COLUMNS,
    )


def _missing(nodes: Sequence[str], missing: np.ndarray) -> list[str]:
    """What nodes send on without having received it: it is added to what comes in."""
    short = sorted(np.flatnonzero(missing > 0).tolist(), key=lambda node: (-missing[node], node))
    named = [f"{nodes[node]} {amounts.number(float(missing[node]))}" for node in short[:_NAMED]]
    if len(short) > _NAMED:
        named.append(f"and {len(short) - _NAMED} more")
    return (
        [
            "Some nodes send on more than comes into them; the rest is added as inputs of no known "
            f"source: {', '.join(named)}."
        ]
        if short
        else []
    )


def _sourceless(nodes: Sequence[str], cycle: Cycling) -> list[str]:
    return [
        f"What goes round among {', '.join(sorted(nodes[node] for node in group))} comes from "
        "nowhere (sourceless loop): all of it has been there before."
        for group in cycle.sourceless
    ]
