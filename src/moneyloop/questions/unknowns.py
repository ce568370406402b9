"""What would settle it: the unknowns, by how much knowing each would narrow the intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.analysis.what_if import unknowns as unknowns_
from moneyloop.analysis.what_if.leave_out import focused
from moneyloop.analysis.what_if.unknowns import Settled
from moneyloop.model import FIRM, LeftOut, Network, Result, plain
from moneyloop.questions import asking
from moneyloop.questions import loops as loops_
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, described, from_to
from moneyloop.words.labels import heading

_WIDTHS = ("width_now", "width_lowest", "width_highest", "width_left", "narrows", "narrows_most")


def _id(row: Row) -> str:
    return f"{row['id']}{' (term)' if row['kind'] == unknowns_.DATE else ''}"


def _width(key: str, head: str = "", *, spare: int = 0) -> Column:
    """A width of intervals, which are no money that anybody paid."""
    return Column(key, head, amounts.number, number=True, spare=spare)


COLUMNS = (
    Column("rank", "#", number=True),
    Column("kind"),
    Column("id", "Unknown", cell=_id, whole=True),
    Column("payer"),
    Column("payee"),
    Column("class"),
    Column("period"),
    amount("lowest", "Range", cell=from_to("lowest", "highest")),
    amount("highest"),
    Column("cap", "Range capped by", spare=3),
    amount("width_now", "Width now"),
    _width("width_lowest"),
    _width("width_highest"),
    _width("width_left", "Left", spare=2),
    Column("narrows", "Narrows", cell=from_to("narrows", "narrows_most"), number=True),
    _width("narrows_most"),
    *(_width(f"any_investor_{name}") for name in _WIDTHS[:4]),
    Column(
        "any_investor_narrows",
        heading("any_investor"),
        cell=from_to("any_investor_narrows", "any_investor_narrows_most"),
        number=True,
        spare=1,
    ),
    _width("any_investor_narrows_most"),
    Column("party"),
    Column("sizes", "Loops", number=True),
    Column("source"),
    Column("url"),
)


@asking.on_network
@described(COLUMNS)
def unknowns(
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
    """Which missing figure would narrow the intervals most? Amounts in USD billions.

    The window is the latest full year unless `from_` or `to`, or `year` for both, is given; `party`
    keeps the intervals of these parties only. One row per unknown: an `amount` that nobody states,
    a `date` (the term of a known amount) or the `revenue` of a party on days without a figure. Each
    is tried at five values from the `lowest` to the `highest` that may fall in the window, given
    the totals (`cap` names the one that limits it). `width_now` is high less low of own money
    back while it is unknown, `width_left` the widest that it would be at any of the values;
    `narrows` is the difference, `narrows_most` that to the narrowest. The keys with
    `any_investor_` say the same of any investor's money. One at a time: they do not add up. `sizes`
    counts the loops without a size that the row alone would size; `extra` has all `unsized_loops`.
    Raises ChoiceError for a choice that does not exist.
    """
    parties = asking.resolve_all(network, party)
    from_, to = asking.window(year, from_, to)
    study, window = _window(network, as_of, case, from_, to)
    loops = _unsized(network, as_of, case)
    rows: list[dict[str, Any]] = []
    left_out: list[LeftOut] = []
    if study.shown:
        focus = focused(study, study.shown[0], study.shown[-1])
        figures = selection.figures_known_by(network.figures, study.known_by)
        gaps, left_out = unknowns_.unknowns(focus, figures)
        settled = unknowns_.settle(focus, figures, gaps, parties or None, progress)
        rows = [_row(focus, window, item, loops) for item in settled]
    rows.sort(key=_order)
    for rank, row in enumerate(rows, start=1):
        row["rank"] = rank
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=rows,
        left_out=left_out,
        notes=_notes(window, parties, rows),
        extra={"window": window, "unsized_loops": loops},
        columns=COLUMNS,
        asked=parties,
    )


def _window(
    network: Network,
    as_of: asking.When,
    case: str,
    from_: asking.When,
    to: asking.When,
) -> tuple[Study, str | None]:
    """The study of the window, cut as finely as its ends are written, and the window's name."""
    if from_ is None and to is None:
        years = report_years(asking.study(network, as_of=as_of, case=case))
        from_ = to = years[0].name if years else None
    by = "year"
    for text in (from_, to):
        name = str(text or "").strip()
        if len(name) == 7:
            by = "quarter" if "Q" in name and by != "month" else "month"
    study = asking.study(network, as_of=as_of, case=case, from_=from_, to=to, by=by)
    names = [study.periods[period].name for period in study.shown]
    if not names:
        return study, None
    return study, names[0] if len(names) == 1 else f"{names[0]}..{names[-1]}"


def _unsized(network: Network, as_of: asking.When, case: str) -> list[dict[str, Any]]:
    """The loops with an amount that is not public, money loops first.

    `rows` are lists of ids, one for each leg without an amount: any of a leg's rows would size it.
    """
    loops = [
        {
            "type": row["type"],
            "parties": row["parties"],
            "since": row["since"],
            "rows": [leg["unknown"] for leg in row["legs"] if leg["amount"] is None],
        }
        for row in loops_.loops(network, as_of=as_of, case=case).rows
        if row["unsized"]
    ]
    return sorted(loops, key=lambda loop: loop["type"] != "money")


def _row(
    study: Study, window: str | None, item: Settled, loops: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    unknown = item.unknown
    if unknown.deal is None:
        period = study.periods[unknown.period].name
        ends = {"id": f"{unknown.party} revenue", "payer": None, "payee": unknown.party}
        source: dict[str, Any] = {"class": None, "period": period, "source": None, "url": None}
    else:
        deal = study.deals.iloc[unknown.deal]
        ends = {key: deal[key] for key in ("id", "payer", "payee")}
        source = {"class": deal["class"], "period": window}
        source |= {key: plain(deal[key]) for key in ("source", "url")}
    return {
        "rank": 0,
        "kind": unknown.kind,
        **ends,
        "class": source["class"],
        "period": source["period"],
        "lowest": _round(unknown.lowest),
        "highest": _round(unknown.highest),
        "cap": unknown.cap,
        **_widths(item, "own", ""),
        **_widths(item, "any_investor", "any_investor_"),
        "party": _most_affected(item),
        "sizes": sum(all(ends["id"] in leg for leg in loop["rows"]) for loop in loops),
        "source": source["source"],
        "url": source["url"],
    }


def _widths(item: Settled, measure: str, prefix: str) -> dict[str, float | None]:
    if not item.unsettled:
        return dict.fromkeys((prefix + key for key in _WIDTHS), None)
    width, left, least = (table[measure] for table in (item.unsettled, item.left, item.least))
    ends = (item.lowest[measure], item.highest[measure])
    values = (width, *ends, left, width - left, width - least)
    return {prefix + key: _round(value) for key, value in zip(_WIDTHS, values, strict=True)}


def _most_affected(item: Settled) -> str | None:
    """The party whose interval may narrow most: own money back, else any investor's money."""
    for by_party in item.narrows.values():
        known = {party: round(less, 9) for party, less in by_party.items() if round(less, 9) > 0}
        if known:
            return min(known, key=lambda party: (-known[party], party))
    return None


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    """What narrows at every value tried first, then what may narrow most; the untried last."""
    keys = ("narrows", "narrows_most", "any_investor_narrows", "any_investor_narrows_most")
    gains = [-(row[key] or 0.0) for key in keys]
    return (row["narrows"] is None, *gains, -row["sizes"], row["id"], row["period"])


def _notes(window: str | None, parties: Sequence[str], rows: Sequence[dict[str, Any]]) -> list[str]:
    if window is None:
        return ["There is no money in the record: nothing is unknown about it."]
    whose = ", ".join(parties) if parties else "all companies that sell in the network"
    notes = [
        f"Ranges and widths are of {window}: what may fall in it, and high less low of {whose}, "
        "summed over them.",
        f"Each unknown is tried alone, at {unknowns_.TRIES} values from end to end of its range: "
        "what knowing two of them would do is not the sum. A range is what the known totals leave "
        "room for, not a forecast.",
    ]
    untried = [f"{row['id']} {row['period']}" for row in rows if row["highest"] is None]
    if untried:
        notes.append(f"Not tried, because no total says how much it can be: {', '.join(untried)}.")
    if any(row["kind"] == unknowns_.REVENUE for row in rows):
        notes.append(
            "Missing revenue is tried from the known sales of the party up to the largest of its "
            "run rate, its nearest known revenue, and its known sales and money of no known source."
        )
    return notes


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 9) + 0.0
