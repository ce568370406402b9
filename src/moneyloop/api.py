"""The questions one can ask of a network: the same functions serve the CLI and a notebook.

    net = load()                      # or load("my-data")
    attribute(net, from_="2024", to="2025").to_frame()

Every answer is a `Result`: rows, what was left out and why, and notes. Amounts are USD
billions. Dates and periods are text: "2025-06-30", "2025", "2025-Q3", "2025-07".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from moneyloop.analysis import attribution, flows, notes, selection
from moneyloop.analysis import loops as loops_
from moneyloop.analysis.attribution import Study
from moneyloop.analysis.periods import parse
from moneyloop.model import CASES, FIRM, ChoiceError, Network, Result, plain
from moneyloop.rows import values
from moneyloop.rows.checks import nearest
from moneyloop.rows.package import check, load

__all__ = ["attribute", "check", "deals", "load", "loops", "resolve", "study"]

Progress = Callable[[int, int], None]


def study(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    from_: str | None = None,
    to: str | None = None,
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
    from_: str | None = None,
    to: str | None = None,
    by: str = "year",
    party: Sequence[str] = (),
    in_kind: bool = False,
    revenue_share: bool = True,
    progress: Progress | None = None,
) -> Result:
    """Of the revenue that each party booked, whose money was it? (Sections 4 to 7.)

    One row per party and period with booked revenue, the seven buckets of the pro-rata marker
    and the interval of each nested measure (own <= in_network <= invested). `in_kind` counts
    stock legs, earmarked for the seller; `revenue_share=False` leaves shares of revenue out of
    purchases. Raises ChoiceError
    for an unknown party, case or period.
    """
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
    return attributed(given, wanted, progress)


def attributed(
    given: Study, parties: Sequence[str] | None = None, progress: Progress | None = None
) -> Result:
    """The answer of `attribute` from a study that is there already."""
    rows = attribution.rows(given, parties, progress)
    return Result(
        data=given.network.data,
        as_of=selection.iso(given.as_of),
        case=given.case,
        rows=rows,
        left_out=selection.left_out(windowed(given)),
        notes=notes.notes(given, rows),
    )


def windowed(given: Study) -> Any:
    """The deals of a study with the reason of each that the shown periods do not count."""
    return flows.window_reasons(given.deals, given.spans, *given.window)


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
    """Which deals lead round in a circle? (Section 11.)

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
