"""Follow one dollar: where it goes from a party or its customers, or where it came from, by hop.

    trace(net, "OpenAI").to_frame()
    trace(net, into="Nvidia").to_frame()

Amounts are US dollars of the dollar that is followed, pro-rata (method, section 6); of a list of
payments they are parts of one unit of its money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from moneyloop.analysis.study import flows, selection
from moneyloop.analysis.study.periods import within
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.input.checks import nearest
from moneyloop.model import FIRM, PURCHASE, USD, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import latest_year, one_year
from moneyloop.questions.trace import dollar_rows, dollar_way
from moneyloop.questions.trace.dollar_book import Book
from moneyloop.words import amounts
from moneyloop.words.amounts import percent
from moneyloop.words.columns import Column, described

CUSTOMERS = dollar_rows.CUSTOMERS
HOPS, MOST_HOPS = 4, 50
LEAST_DOLLAR, MOST_DOLLAR = 0.01, 1e15
COLUMNS = (
    Column("hop", "Hop", number=True),
    Column("payer", "From"),
    Column("payee", "To"),
    Column("class", "What", whole=True),
    Column("amount", "US dollars", amounts.number, number=True),
    Column("share", "Share", amounts.percent, number=True, spare=1),
    Column("share_of_spent", "Of spent", amounts.percent, number=True, spare=2),
    Column("revenue"),
    Column("evidence"),
    Column("deals", "Deals", spare=3),
    Column("figures"),
    Column("planned"),
)
_OF_PAYMENTS = tuple(
    replace(column, head="Amount") if column.key == "amount" else column for column in COLUMNS
)


@asking.on_network
@described(COLUMNS)
def trace(
    network: Network,
    party: str | None = None,
    *,
    into: str | None = None,
    dollar: float = 1.0,
    year: asking.When = None,
    hops: int = HOPS,
    as_of: asking.When = None,
    case: str = FIRM,
) -> Result:
    """Where a dollar goes, hop by hop, or (`into`) where a dollar of revenue came from.

    `party` is "customers" (the default: all customers together, each party in proportion to what
    they paid it) or an inside party; `into` is an inside party that booked the dollar as revenue.
    `year` is the latest full year unless given; `dollar` is the amount followed, in US dollars
    or, of a list of payments, in its unit.
    Every dollar that leaves a pool has the mix of the pool in that year. Nothing is cut: a dollar
    may pass a party at several hops.

    One row per hop, payer, payee and class: `class` is purchase, investment or return (the payee
    of money that leaves the network is "outside: NAME"), source (money that enters), stays (kept
    as cash, or spent elsewhere: no row shows where) or moving (what goes on after the last hop).
    A payment has the hop at which it arrives, what stays or leaves the hop of who has it.
    Backwards hop 1 is who paid the party. `share` is the part of what the payer has at that hop
    (backwards, of what the payee has), `share_of_spent` forwards the part of what leaves the payer
    then (None for what it keeps and for sources), `booked` what inside parties book as revenue by
    it, and `figures` are those that size the pool.

    `extra` has `hops`, one summary per hop until all is at rest; forwards `times_booked`, how
    often the dollar is booked as revenue in the limit of all hops (None where some of it goes
    round for good), and `earlier_cash`, what of it the party had as cash before the year; backwards
    `sources`, the same limit of all hops; and `nodes` and `links`, a picture without a circle:
    each hop has its own column. Raises ChoiceError.
    """
    back = into is not None
    name = _asked(network, party, into, dollar, hops)
    study, period = _period(network, as_of, case, year)
    pools = study.pools[period]
    book = Book.of(study, period, float(dollar))
    node = None if name is None else pools.parties.index(name)
    if not back:
        rows, totals = dollar_rows.forwards(book, node, hops)
    else:
        assert node is not None
        rows, totals = dollar_rows.backwards(book, node, hops)
    extra = {
        "year": pools.period.name,
        "direction": "to" if back else "from",
        "party": name or CUSTOMERS,
        "dollar": float(dollar),
        **totals,
        **dollar_way.picture(rows, back=back),
    }
    window = flows.window_reasons(study.deals, study.spans, pools.period.first, pools.period.last)
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=rows,
        left_out=selection.left_out(window),
        notes=_notes(extra, rows, book.planned, _unsized(study, period, rows, back)),
        extra=extra,
        unit=network.unit if network.is_ledger else USD,
        columns=_OF_PAYMENTS if network.is_ledger else COLUMNS,
        asked=() if name is None else (name,),
    )


def _asked(
    network: Network, party: str | None, into: str | None, dollar: float, hops: int
) -> str | None:
    """The party that is asked for, None for customers; raises ChoiceError."""
    if party is not None and into is not None:
        raise ChoiceError(
            f"a dollar goes on from {party} or is followed back from {into}: choose one of the two"
        )
    if not LEAST_DOLLAR <= dollar <= MOST_DOLLAR:
        unit = "" if network.is_ledger else " US dollars"
        raise ChoiceError(
            f"dollar {dollar:g}: it must be {LEAST_DOLLAR}{unit} or more, at most "
            f"{MOST_DOLLAR:,.0f}"
        )
    if not 1 <= hops <= MOST_HOPS:
        raise ChoiceError(f"hops {hops}: choose 1 to {MOST_HOPS}")
    name = party if into is None else into
    if name is None or (into is None and name.casefold() == CUSTOMERS):
        return None
    if into is not None and name.casefold() == CUSTOMERS and name not in network.names:
        raise ChoiceError("a dollar comes from customers: choose a party to follow it back from")
    known = asking.resolve(network, name)
    if known not in network.inside:
        hint = nearest(known, network.inside)
        more = f": {hint}" if hint else ""
        raise ChoiceError(f"{known} is outside the network and has no pool here{more}")
    return known


def _period(
    network: Network, as_of: asking.When, case: str, year: asking.When
) -> tuple[Study, int]:
    """A study with the year and the one after it, which finds the cash kept, and its index.

    Payments without dates are one period.
    """
    if network.undated:
        return asking.study(network, as_of=as_of, case=case, from_=year), 0
    study = asking.ahead(network, as_of=as_of, case=case)
    names = [period.name for period in study.periods]
    if not names:
        raise ChoiceError("the data has no money with a date: there is no year to follow it in")
    if year is None:
        # Not of this study, which has years to come: where no year is over it would begin there.
        chosen = latest_year(network, as_of, case) or report_years(study)[0].name
    else:
        chosen = one_year(year)
    if chosen not in names:
        raise ChoiceError(f"year {chosen}: choose {names[0]} to {names[-1]}")
    index = names.index(chosen)
    if index + 1 == len(names):
        study = asking.study(network, as_of=as_of, case=case, to=str(int(chosen) + 1))
    return study, index


def _unsized(study: Study, index: int, rows: Sequence[Mapping[str, Any]], back: bool) -> list[str]:
    """The rows of the year without an amount, of those who pay (`back`: are paid) on the way."""
    period, deals = study.pools[index].period, study.deals
    end = "payee" if back else "payer"
    on_the_way = {row[end] for row in rows}
    own_rows = deals.loc[(deals["reason"] == selection.UNKNOWN) & deals[end].isin(on_the_way)]
    # A commitment that nobody says when it ends goes on.
    close = own_rows["end_day"].where(own_rows["end_day"] > 0, own_rows["start_last_day"])
    goes_on = (
        (own_rows["end_day"] == 0)
        & (own_rows["class"] == PURCHASE)
        & (own_rows["status"] != "paid")
    )
    touches = (own_rows["start_day"] <= period.last) & ((close >= period.first) | goes_on)
    return sorted(own_rows.loc[touches & (own_rows["start_day"] > 0), "id"])


def _notes(
    extra: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    planned: bool,
    unsized: Sequence[str],
) -> list[str]:
    when, party, back = within(extra["year"]), extra["party"], extra["direction"] == "to"
    dollar = "dollar" if amounts.in_usd() else "unit"
    if not rows:
        what = f"{party} booked no revenue" if back else f"{party} paid nothing"
        if not back and party != CUSTOMERS:
            what = f"{party} has no money"
        return [f"As far as is known {what} {when}: there is no {dollar} to follow."]
    notes = [
        f"Pro rata: every {dollar} that leaves a pool has the mix of all that the pool held "
        f"{when}. It is the estimate of one {dollar}'s way, not a record of it."
    ]
    if back:
        notes.append(
            f"These are the ways of one {dollar} of {party}'s revenue. Unlike the buckets of "
            f"attribute they are not cut at {party}: a {dollar} may have passed it before."
        )
        if sum(extra["sources"].values()) < extra["dollar"] * (1 - 1e-9):
            notes.append(f"Some of the {dollar} only goes round in a circle that no source feeds.")
    else:
        if extra["earlier_cash"]:
            part = extra["earlier_cash"] / extra["dollar"]
            notes.append(
                f"Of what {party} held {when} {percent(part)} was earlier cash. Shares are of "
                "all that it held, what it kept included; shares of what it spent stand apart."
            )
        notes.append(
            "Booked as revenue: by companies of the network. "
            + (
                f"The party that the customers pay books the {dollar} first."
                if party == CUSTOMERS
                else f"How {party} got the {dollar} is left open, so its entry is not counted."
            )
        )
        if party == CUSTOMERS and amounts.in_usd():
            sellers = sum(row["class"] == dollar_rows.SOURCE for row in rows)
            parties = "party" if sellers == 1 else "parties"
            notes.append(
                f"Customers' money is known of {sellers} inside {parties} {when}. It is that "
                "of the whole business of each, not only of AI."
            )
        if extra["times_booked"] is None:
            notes.append(f"Some of the {dollar} goes round in sales for good: no number of times.")
    if unsized:
        notes.append(
            f"Rows of {extra['year']} without an amount, on this way: {', '.join(unsized)}. "
            + (
                "A sale among them is in customers' money where the seller's revenue is known."
                if back
                else "What they paid cannot be told from what is kept or spent elsewhere."
            )
        )
    if planned:
        notes.append("* planned: the year is not over, scheduled and forecast money is in it.")
    return notes
