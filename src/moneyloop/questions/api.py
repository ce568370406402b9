"""The questions one can ask of a network: the same functions serve the CLI and a notebook.

    net = load()                      # or load("my-data")
    attribute(net, from_="2024", to="2025").to_frame()

Every answer is a `Result`: rows, what was left out and why, and notes. Amounts are USD
billions. Dates and periods are text: "2025-06-30", "2025", "2025-Q3", "2025-07".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from moneyloop.analysis import attribution, notes
from moneyloop.analysis.attribution import Study
from moneyloop.analysis.dated import rows as dated
from moneyloop.analysis.dated import tracing
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.loops import search as loops_
from moneyloop.analysis.study import flows, selection
from moneyloop.analysis.study.periods import parse
from moneyloop.input import values
from moneyloop.input.checks import nearest
from moneyloop.input.package import check, load
from moneyloop.input.payments import load_payments
from moneyloop.model import CASES, FIRM, ChoiceError, Network, Result, plain

__all__ = [
    "attribute",
    "check",
    "deals",
    "load",
    "load_payments",
    "loops",
    "resolve",
    "rules",
    "simulate",
    "study",
]

Progress = Callable[[int, int], None]


def study(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    from_: int | str | None = None,
    to: int | str | None = None,
    by: str = "year",
    in_kind: bool = False,
    revenue_share: bool = True,
) -> Study:
    """The network on a date, in a case, cut into periods; raises ChoiceError for bad choices."""
    if case not in CASES:
        raise ChoiceError(f"{case!r} is not a case: choose firm or headline")
    return attribution.study(
        network,
        as_of=_day(as_of),
        case=case,
        by=by,
        window=(parse(from_).first if from_ else None, parse(to).last if to else None),
        in_kind=in_kind,
        revenue_share=revenue_share,
    )


def attribute(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    from_: int | str | None = None,
    to: int | str | None = None,
    by: str = "year",
    party: Sequence[str] = (),
    in_kind: bool = False,
    revenue_share: bool = True,
    rule: str | None = None,
    shuffle_ties: int = 0,
    amounts: str = attribution.POINT,
    progress: Progress | None = None,
) -> Result:
    """Of the revenue that each party booked, whose money was it? (method, sections 4 to 8)

    One row per party and period with booked revenue, the seven buckets of the pro-rata marker
    and the interval of each nested measure (own <= in_network <= invested). `in_kind` counts
    stock legs, earmarked for the seller; `revenue_share=False` leaves shares of revenue out of
    purchases. With a `rule` (pro-rata, fifo, lifo, own-first, own-last, customer-first,
    investor-first) marker and interval are of the dated payments; see `rules`. With `amounts`
    "interval" (not with a rule) every low and high is over all amounts between each row's own and
    its "up to" at once, and rows have those of booked revenue and of the own share of it. Raises
    ChoiceError for an unknown party, case, period or rule, and for rows without the days that a
    rule needs.
    """
    if amounts not in attribution.AMOUNTS:
        raise ChoiceError(f"{amounts!r}: {nearest(amounts, attribution.AMOUNTS)}")
    if rule is None and shuffle_ties:
        raise ChoiceError("ties are shuffled for a tracing rule: choose one with it")
    if rule is not None and rule not in tracing.RULES:
        raise ChoiceError(f"{rule!r} is not a tracing rule: {nearest(rule, tracing.RULES)}")
    if network.is_ledger and amounts == attribution.INTERVAL:
        raise ChoiceError("a list of payments states no ranges of amounts: leave them at points")
    if rule is not None and amounts == attribution.INTERVAL:
        raise ChoiceError(
            "a tracing rule takes the amounts as they are: choose a rule, or an interval of amounts"
        )
    given = study(
        network,
        as_of=as_of,
        case=case,
        from_=from_,
        to=to,
        by=by,
        in_kind=in_kind,
        revenue_share=revenue_share,
    )
    wanted = [resolve(network, name) for name in party] or None
    if rule is None:
        return attributed(given, wanted, progress, amounts)
    return _traced(given, [rule], wanted, shuffle_ties, progress)


def rules(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    from_: int | str | None = None,
    to: int | str | None = None,
    by: str = "year",
    party: Sequence[str] = (),
    in_kind: bool = False,
    revenue_share: bool = True,
    shuffle_ties: int = 0,
    progress: Progress | None = None,
) -> Result:
    """How much does the answer hang on the tracing rule? (method, section 8)

    The rows of `attribute` once per rule, each rule beside the bounds of the same dated
    payments; the latest full year unless `from_` or `to` says otherwise. `shuffle_ties` traces
    that many other orders of rows that share a day: `own_ties_low` and `own_ties_high` are the
    ends of `own` over all of them. Raises ChoiceError where rows that matter have no payment day,
    and names them; rules that need the days of all rows are left out where these are missing.
    """
    if from_ is None and to is None:
        years = attribution.report_years(study(network, as_of=as_of, case=case))
        from_ = to = years[0].name if years else None
    given = study(
        network,
        as_of=as_of,
        case=case,
        from_=from_,
        to=to,
        by=by,
        in_kind=in_kind,
        revenue_share=revenue_share,
    )
    wanted = [resolve(network, name) for name in party] or None
    return _traced(given, tracing.RULES, wanted, shuffle_ties, progress)


def _traced(
    given: Study,
    rules: Sequence[str],
    parties: Sequence[str] | None,
    shuffle_ties: int,
    progress: Progress | None,
) -> Result:
    rows, told = dated.rows(given, rules, parties, shuffles=shuffle_ties, progress=progress)
    # Rules that the days do not allow have no row, and a note.
    traced = list(dict.fromkeys(row["rule"] for row in rows))
    return Result(
        data=given.network.data,
        as_of=selection.iso(given.as_of),
        case=given.case,
        rows=rows,
        left_out=selection.left_out(windowed(given)),
        notes=[*told, *notes.on_rows(given, [row for row in rows if row["rule"] in traced[:1]])],
        extra={"rules": traced, "shuffle_ties": shuffle_ties},
        unit=given.network.unit,
    )


def attributed(
    given: Study,
    parties: Sequence[str] | None = None,
    progress: Progress | None = None,
    amounts: str = attribution.POINT,
) -> Result:
    """The answer of `attribute` from a study that is there already."""
    rows = attribution.rows(given, parties, progress, amounts)
    interval = amounts == attribution.INTERVAL
    return Result(
        data=given.network.data,
        as_of=selection.iso(given.as_of),
        case=given.case,
        rows=rows,
        left_out=selection.left_out(windowed(given)),
        notes=[*(notes.ranges(given) if interval else []), *notes.notes(given, rows)],
        extra={"amounts": amounts} if interval else {},
        unit=given.network.unit,
    )


def windowed(given: Study) -> Any:
    """The deals of a study with the reason of each that the shown periods do not count."""
    return flows.window_reasons(given.deals, given.spans, *given.window)


def simulate(
    network: Network,
    *,
    draws: int = 10_000,
    seed: int = 1,
    as_of: str | None = None,
    from_: int | str | None = None,
    to: int | str | None = None,
    by: str = "year",
    party: Sequence[str] = (),
    progress: Progress | None = None,
) -> Result:
    """How much do amounts that are stated as a range matter? (method, section 9)

    Each draw takes every deal with an "up to" somewhere between its firm amount and that,
    uniform and independent. One row per party with sales inside the network, period and measure:
    the interval at the firm amounts, the medians of its ends over the draws (identification) and
    the 5th percentile of the low to the 95th of the high (data). `extra` has `draws`, `seed` and
    `ranged`, the ids of the deals that vary. Raises ChoiceError.
    """
    if draws < 1:
        raise ChoiceError(f"{draws} draws: at least one is needed")
    if seed < 0:
        raise ChoiceError(f"seed {seed}: a seed is zero or more")
    given = study(network, as_of=as_of, from_=from_, to=to, by=by)
    wanted = [resolve(network, name) for name in party] or None
    rows = simulation.rows(given, wanted, draws=draws, seed=seed, progress=progress)
    seen = windowed(given)
    return Result(
        data=network.data,
        as_of=selection.iso(given.as_of),
        case=given.case,
        rows=rows,
        left_out=selection.left_out(seen),
        notes=[*simulation.notes(given, seen), *notes.pro_forma(given)],
        extra={"draws": draws, "seed": seed, "ranged": simulation.varying(seen)},
        unit=network.unit,
    )


def loops(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    party: Sequence[str] = (),
    kind: Sequence[str] = (),
    length: int = 5,
    limit: int | None = None,
    include: Sequence[str] = (),
    progress: Progress | None = None,
) -> Result:
    """Which deals lead round in a circle? (method, section 11)

    One row per loop, largest smallest leg first; loops with a leg of unknown amount come last
    (`unsized`). `kind`: money, trade, capital (default all three); `include`: talks,
    guarantees, replaced. `extra` has `complete` and `count`. Raises ChoiceError.
    """
    for chosen, choices in ((kind, loops_.KINDS), (include, tuple(loops_.INCLUDE))):
        for name in chosen:
            if name not in choices:
                raise ChoiceError(f"{name!r}: {nearest(name, choices)}")
    if length < 2:
        raise ChoiceError("a loop has at least 2 legs")
    selected = selection.select(network, as_of=_day(as_of), case=case)
    spans = flows.spread(selected)
    table, left_out = loops_.legs(selected, spans, include)
    found = loops_.find(
        table,
        length=length,
        kinds=[name for name in loops_.KINDS if name in kind] or loops_.KINDS,
        party=[resolve(network, name) for name in party],
        limit=limit,
        progress=progress,
    )
    return Result(
        data=network.data,
        as_of=selection.iso(_day(as_of) or selection.data_date(network)),
        case=case,
        rows=found.rows,
        left_out=left_out,
        notes=_loop_notes(found, length),
        extra={"complete": found.complete, "count": found.count},
    )


def _loop_notes(found: loops_.Found, length: int) -> list[str]:
    told = [
        f"Loops of 2 to {length} legs. The size of a loop is its smallest leg, over the whole "
        "term of the deals: what can go round once, not what went round in a year."
    ]
    if not found.complete:
        told.append(
            f"The search was stopped after {found.steps:,} steps with {found.count:,} loops "
            "found; how many more there are is not known."
        )
    elif len(found.rows) < found.count:
        told.append(f"{found.count - len(found.rows):,} more loops are not listed.")
    return told


def deals(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    party: Sequence[str] = (),
    kind: Sequence[str] = (),
    status: Sequence[str] = (),
    assumed: bool = False,
) -> Result:
    """The rows themselves, in file order, each with the reason why it is left out, if it is.

    `party` keeps deals that any of these pays or is paid by; `assumed` keeps those in which a
    column is our assumption. Raises ChoiceError for an unknown party.
    """
    selected = selection.select(network, as_of=_day(as_of), case=case)
    keep = selected["id"].notna()
    if party:
        names = [resolve(network, name) for name in party]
        keep &= selected["payer"].isin(names) | selected["payee"].isin(names)
    for column, chosen in (("kind", kind), ("status", status)):
        if chosen:
            keep &= selected[column].isin(list(chosen))
    if assumed:
        keep &= selected["assumed"] != ""
    chosen_rows = selected.loc[keep]
    hidden = ("announced_day", "start_day", "start_last_day", "end_day", "value", "reason")
    rows = [
        {str(key): plain(value) for key, value in row.items() if key not in hidden}
        | {"left_out": row["reason"] or None}
        for row in chosen_rows.to_dict("records")
    ]
    return Result(
        data=network.data,
        as_of=selection.iso(_day(as_of) or selection.data_date(network)),
        case=case,
        rows=rows,
        left_out=selection.left_out(chosen_rows),
        notes=[],
    )


def resolve(network: Network, name: str) -> str:
    """The party that a name or an alias means; raises ChoiceError with the nearest name."""
    if name in network.names:
        return network.names[name]
    for known, party in network.names.items():
        if known.casefold() == name.casefold():
            return party
    hint = nearest(name, network.names)
    raise ChoiceError(f"no party is called {name!r}" + (f": {hint}" if hint else ""))


def _day(text: str | None) -> int | None:
    """The last day of a date, partial or not; raises ChoiceError."""
    if text is None:
        return None
    try:
        return values.days(text)[1]
    except values.Fault as fault:
        raise ChoiceError(f"{text!r} {fault.message}: {fault.hint}") from None
