"""What would settle it: the unknowns, by how much knowing each would narrow the interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from moneyloop.analysis.loops import rows as loop_rows
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.analysis.what_if import unknowns as unknowns_
from moneyloop.analysis.what_if.gaps import AMOUNT, BALANCE, DATE, ORIGIN, REVENUE
from moneyloop.analysis.what_if.unknowns import Answer, Settled
from moneyloop.analysis.what_if.widens import DUST
from moneyloop.model import FIRM, Network, Result, plain
from moneyloop.questions import asking, missing_payments
from moneyloop.questions import loops as loops_
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, described, from_to
from moneyloop.words.labels import heading

_WIDTHS = ("width_now", "width_left", "narrows", "narrows_most")


def _id(row: Row) -> str:
    """What is not public; cash is that at the end of the period."""
    ends = {DATE: " (term)", BALANCE: f", end of {row['period']}"}
    return f"{row['id']}{ends.get(row['kind'], '')}"


def _narrower(prefix: str) -> Callable[[Row], str]:
    """By how much an interval narrows, from the least to the most."""

    def cell(row: Row) -> str:
        if _becomes_public(row, prefix):
            return "to a public high"
        return amounts.interval(row[f"{prefix}narrows"], row[f"{prefix}narrows_most"])

    return cell


def _becomes_public(row: Row, prefix: str) -> bool:
    """Whether a high that is not public is, whatever the unknown turns out to be."""
    return row[f"{prefix}width_now"] is None and row[f"{prefix}width_left"] is not None


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
    _width("width_left", "Left", spare=2),
    Column("narrows", "Narrows", cell=_narrower(""), number=True),
    _width("narrows_most"),
    *(_width(f"any_investor_{name}") for name in _WIDTHS[:2]),
    Column(
        "any_investor_narrows",
        heading("any_investor"),
        cell=_narrower("any_investor_"),
        number=True,
        spare=1,
    ),
    _width("any_investor_narrows_most"),
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
    """Which missing figure would narrow the interval most? Amounts in USD billions.

    The window is the latest full year unless `from_` or `to`, or `year` for both, is given; `party`
    keeps the interval of these parties only. One row per unknown: the `amount` of an open row, a
    `date` (the term of a row that has none), the `revenue` of a party on days without a figure, its
    closing cash at the end of a period (`balance`), or where its money of no known source came from
    (`origin`: revenue, rounds and opening cash). `lowest` to `highest` is what the totals leave for
    it in the window (`cap` names the one that limits it, and `highest` is None where none does).
    `width_now` is high less low of own money back of all sellers together, over all that is not
    public; `width_left` the widest that can be left once the unknown is known, whatever it is:
    exact for amounts and terms, of some values for the rest (method, section 7). `narrows` is the
    difference, `narrows_most` that to the narrowest that was tried. Widths are None where the high
    is not public, and so is what is narrowed to or from there. The keys with `any_investor_` say
    the same of any investor's money. One at a time: they do not add up. `sizes` counts the loops
    without a size that the row alone would size; `extra` has the `unsized_loops` (all of them if
    `unsized_loops_complete`, else the first 1,000), and `narrows_nothing`: how many balances and
    origins could reach the number and do not move it. Of a list of payments only the payments
    without an amount are unknown, and no width is told. Raises ChoiceError for a choice that does
    not exist.
    """
    parties = asking.resolve_all(network, party)
    from_, to = asking.window(year, from_, to)
    study, window = _window(network, as_of, case, from_, to)
    legs, _ = loops_.legs_of(network, as_of=as_of, case=case)
    listing = loop_rows.find(legs, unsized=True)
    loops = _unsized(listing.rows)
    rows: list[dict[str, Any]] = []
    answer = unknowns_.Answer([], [], 0, 0)
    if network.is_ledger:
        rows = missing_payments.rows(study, window, parties, loops)
        answer = unknowns_.Answer([], selection.left_out(asking.windowed(study)), 0, 0)
    elif study.shown:
        figures = selection.figures_known_by(network.figures, study.known_by)
        answer = unknowns_.settle(study, figures, parties or None, progress)
        rows = [_row(study, window, item, loops) for item in answer.settled]
        rows.sort(key=_order)
        for rank, row in enumerate(rows, start=1):
            row["rank"] = rank
    notes = (
        missing_payments.notes(rows) if network.is_ledger else _notes(window, parties, rows, answer)
    )
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=rows,
        left_out=answer.left_out,
        notes=[*notes, *_more_loops(listing)],
        extra={
            "window": window,
            "narrows_nothing": answer.still,
            "unsized_loops": loops,
            "unsized_loops_complete": listing.complete,
        },
        unit=network.unit,
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
    if from_ is None and to is None and not network.undated:
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


def _unsized(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
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
        for row in rows
    ]
    return sorted(loops, key=lambda loop: loop["type"] != "money")


def _more_loops(listing: loop_rows.Listing) -> list[str]:
    if listing.complete:
        return []
    more = amounts.count(listing.count - len(listing.rows))
    return [
        "Of the loops with an amount that is not public the first are listed and counted in each "
        f"row; at least {more} more, not counted."
    ]


def _row(
    study: Study, window: str | None, item: Settled, loops: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    unknown = item.unknown
    if unknown.deal is None:
        period = window if unknown.period < 0 else study.periods[unknown.period].name
        named = {REVENUE: "revenue", BALANCE: "cash", ORIGIN: "origin"}[unknown.kind]
        ends = {"id": f"{unknown.party} {named}", "payer": None, "payee": unknown.party}
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
        "sizes": sum(all(ends["id"] in leg for leg in loop["rows"]) for loop in loops),
        "source": source["source"],
        "url": source["url"],
    }


def _widths(item: Settled, measure: str, prefix: str) -> dict[str, float | None]:
    now, left, least = (book.get(measure) for book in (item.now, item.left, item.least))
    values = (now, left, _less(now, left), _less(now, least))
    return {prefix + key: _round(value) for key, value in zip(_WIDTHS, values, strict=True)}


def _less(now: float | None, then: float | None) -> float | None:
    """How much narrower; nothing where it is no more than rounding."""
    if now is None or then is None:
        return None
    return now - then if now - then > DUST else 0.0


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    """What makes a high public first, then what narrows whatever it is, then what may most.

    Where the high stays not public, the rows that no total limits are the cause. What was not
    tried comes last.
    """
    prefixes = ("", "any_investor_")
    public = [not _becomes_public(row, prefix) for prefix in prefixes]
    cause = (
        row["kind"] not in (AMOUNT, DATE)
        or row["highest"] is not None
        or row["width_now"] is not None
    )
    gains = [-(row[prefix + key] or 0.0) for prefix in prefixes for key in _WIDTHS[2:]]
    untried = row["kind"] == REVENUE and row["highest"] is None
    return (*public, cause, untried, *gains, -row["sizes"], row["id"], row["period"])


def _notes(
    window: str | None, parties: Sequence[str], rows: Sequence[dict[str, Any]], answer: Answer
) -> list[str]:
    if window is None:
        return ["There is no money in the record: nothing is unknown about it."]
    whose = ", ".join(parties) if parties else "all companies that sell in the network"
    notes = [
        f"Ranges are of {window}: what may fall in it. A range is what the known totals leave room "
        f"for, not a forecast. Widths are high less low of {whose}, together, over all that is not "
        "public.",
        "What an amount leaves is the widest over all values that it may have. Revenue and "
        f"cash are tried at {unknowns_.TRIES} values from end to end of their range; where other "
        "money came from leaves the interval as it is if there is enough of it, and is tried at "
        "exactly what is missing. Each alone: what knowing two would do is not the sum.",
    ]
    if answer.still:
        notes.append(
            f"{answer.still:,} balances and origins of money more could reach the number; with "
            "them as the estimate has them it is no narrower."
        )
    untried = [
        f"{row['id']} {row['period']}"
        for row in rows
        if row["highest"] is None and row["kind"] == REVENUE
    ]
    if untried:
        notes.append(f"Not tried, because no total says how much it can be: {', '.join(untried)}.")
    if any(row["kind"] == REVENUE for row in rows):
        notes.append(
            "Missing revenue is tried from the known sales of the party up to the largest of its "
            "run rate, its nearest known revenue, and its known sales and money of no known source."
        )
    if answer.outer:
        notes.append(
            f"The widths are of the largest sellers: {answer.outer:,} more would make the program "
            "too large."
        )
    if not answer.attained:
        notes.append(
            "Widths may be less than they are written: credits and exchanges of unknown amounts "
            "bend the ends too often to find them."
        )
    return notes


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 9) + 0.0
