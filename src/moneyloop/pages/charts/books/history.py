"""How the share of own money back moved: each year as it was known then, and as it is today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from moneyloop.books.periods import in_words
from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books.rows import Head, Line, Part, Row, both, rows
from moneyloop.pages.charts.svg import Drawing
from moneyloop.pages.ends import Ends, ends, network_sales
from moneyloop.words.amounts import day, in_usd, interval, percent, percent_interval

Record = Mapping[str, Any]

YEARS = 4
_PLANNED = "; planned: the period was not over"
_SHARE = "own_of_network_sales_estimate"
_SUBJECT = "Own money back as a share of network sales"


def drawing(then: Sequence[Record], today: Sequence[Record], known: str) -> Drawing | None:
    """The rows of `timeline` for all sellers together, and those of the same periods as known now.

    The last of `today` may be of a period that no row of `then` is of. None without a share.
    """
    lines = _lines(then, today)
    if not any(isinstance(line, Row) for line in lines):
        return None
    shares = [_shares(row) for row in (*then, *today) if row[_SHARE] is not None]
    most = max(max(1.0 if one.high is None else one.high, one.known_high or 0.0) for one in shares)
    title = _SUBJECT + (
        ", as known then and as known today" if in_usd() else ", to the end of each quarter"
    )
    svg, tall = both(
        lambda width: rows(
            lines,
            width,
            title,
            most=max(most, 0.01),
            write=percent,
            unit="share of network sales, low to high (estimate)",
            marks=_marks(shares),
        )
    )
    basis = (
        f"Percent of network sales, all sellers at once, {known}; a row is the whole period, as "
        f"the record of that day had it{_PLANNED if in_usd() else ''}"
    )
    return Drawing("history", title, basis, svg, _table(then, today), tall, answer(then, today))


def answer(then: Sequence[Record], today: Sequence[Record]) -> str:
    """The latest full year, as known at its end and as known today, in a sentence."""
    over = [row for row in today if not row["planned"] and row[_SHARE] is not None]
    for now in reversed(over):
        before = [row for row in then if row["period"] == now["period"] and not row["planned"]]
        before = [row for row in before if row[_SHARE] is not None]
        if before and before[-1]["as_of"] != now["as_of"]:
            return (
                f"For {now['period']}, own money back was {_said(before[-1])} as known on "
                f"{day(before[-1]['as_of'])}; as known today, {day(now['as_of'])}, it is "
                f"{_said(now)}."
            )
    row = next(row for row in reversed([*then, *today]) if row[_SHARE] is not None)
    known = "as known on" if in_usd() else "by the payments to"
    return (
        f"For {in_words(row['period'])}, own money back is {_said(row)}, {known} "
        f"{day(row['as_of'])}."
    )


def _said(row: Record) -> str:
    shares = _shares(row)
    if shares.high is None:
        return f"{percent(shares.low)} or more of network sales (the most is not public)"
    ends_ = percent_interval(shares.low, shares.high)
    estimate = percent(shares.estimate)
    middle = f" (estimate {estimate})" if estimate != ends_ else ""
    return f"{ends_} of network sales{middle}"


def _lines(then: Sequence[Record], today: Sequence[Record]) -> list[Line]:
    now = {str(row["period"]): row for row in today}
    years = [(year, list(of)) for year, of in groupby(then, key=lambda row: str(row["period"]))]
    lines: list[Line] = []
    for year, of in years[-YEARS:]:
        last = now.pop(year, None)
        before = [row for row in of if last is None or row["as_of"] != last["as_of"]]
        drawn = [_row(row) for row in before if row[_SHARE] is not None]
        if last is not None and last[_SHARE] is not None:
            drawn.append(_row(last, today=True))
        if drawn:
            lines += [Head(year), *drawn]
    for year in [year for year, _ in years]:
        now.pop(year, None)
    for period, row in now.items():
        if row[_SHARE] is not None:
            words = in_words(period)
            lines += [Head(words[0].upper() + words[1:]), _row(row, today=True)]
    return lines


def _row(row: Record, *, today: bool = False) -> Row:
    shares, when = _shares(row), day(row["as_of"])
    planned = ", planned" if row["planned"] and in_usd() else ""
    number = percent_interval(shares.low, shares.high, shares.estimate)
    if shares.high is None:
        number = f"{percent(shares.low)} or more ({percent(shares.estimate)})"
    name = f"{'today' if in_usd() else 'all payments'}, {when}" if today else when
    return Row(f"{name}{planned}", number, _parts(shares, row), strong=today)


def _parts(shares: Ends, row: Record) -> list[Part]:
    """Solid to the estimate, striped to what public amounts allow, dotted to what else is open."""
    known = "as known on" if in_usd() else "to"
    title = f"{row['period']} {known} {day(row['as_of'])}: {_said(row)}"
    estimate, public = shares.estimate or 0.0, shares.known_high or 0.0
    high = 1.0 if shares.high is None else shares.high
    parts = [Part(0.0, estimate, "own", title)] if estimate > 0 else []
    if public > estimate:
        parts.append(Part(estimate, public, "own striped", title))
    if high > public:
        parts.append(Part(max(public, estimate), high, "dotted own", f"{title}; not public"))
    return parts


def _marks(shares: Sequence[Ends]) -> list[tuple[str, str]]:
    marks = [("own", "solid: estimate"), ("own striped", "striped: possible")]
    if any(one.high is None or one.high > (one.known_high or 0.0) for one in shares):
        marks.append(("dotted own", "dotted: possible, if large amounts are not public"))
    return marks


def _shares(row: Record) -> Ends:
    """Both intervals as shares of network sales; on public amounts of the sales that are public."""
    known = ends(row, "own").over(row["network_sales"])
    low, high = (row[f"own_of_network_sales_{end}"] for end in ("low", "high"))
    return known._replace(low=low, high=high)


def _table(then: Sequence[Record], today: Sequence[Record]) -> Table:
    """A row per day; of a list of payments the columns on public amounts have all."""
    heads = [
        ("As known on" if in_usd() else "Payments to", False),
        ("Period", False),
        ("Network sales", True),
    ]
    every = [_cells(row) for row in (*then, *today)]
    if not in_usd():
        heads += [("Own money back (estimate)", True), ("Share (estimate)", True)]
        return Table(heads, [[*cells[:3], cells[4], cells[6]] for cells in every])
    heads += [
        ("Own money back, low to high", True),
        ("On public amounts (estimate)", True),
        ("Share, low to high", True),
        ("Share on public amounts (estimate)", True),
    ]
    return Table(heads, every)


def _cells(row: Record) -> list[str]:
    own = ends(row, "own")
    planned = ", planned" if row["planned"] and in_usd() else ""
    sold, period = row["network_sales"], f"{row['period']}{planned}"
    if row["open_sales"] and not sold:
        own = own._replace(known_low=None, known_high=None, estimate=None)
    shares = _shares(row) if sold else Ends(None, None, None, None, None)
    return [
        str(row["as_of"]),
        period,
        network_sales(row),
        interval(own.low, own.high),
        interval(own.known_low, own.known_high, own.estimate),
        percent_interval(shares.low, shares.high),
        percent_interval(shares.known_low, shares.known_high, shares.estimate),
    ]
