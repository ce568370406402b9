"""Whose money is a company's booked revenue: by mixed pools, or by a tracing rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moneyloop.analysis import attribution, notes
from moneyloop.analysis.dated import rows as dated
from moneyloop.analysis.dated import tracing
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.input.checks import nearest
from moneyloop.model import FIRM, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress, study, windowed
from moneyloop.words import amounts as written
from moneyloop.words.columns import (
    Column,
    Row,
    amount,
    chosen,
    described,
    interval,
    period,
    reported,
)
from moneyloop.words.labels import heading

RULE, TIES, RANGES = "a rule", "shuffled ties", "an interval of amounts"


def _sum(row: Row, key: str) -> str:
    """An amount, or the ends of its range where amounts are an interval."""
    ends = (row.get(f"{key}_low"), row.get(f"{key}_high"))
    return written.number(row[key]) if None in ends else written.interval(*ends)


def _booked(row: Row) -> str:
    return reported(_sum(row, "booked"), row["revenue_coverage"])


def _own_share(row: Row) -> str:
    return written.percent_interval(row["own_share_low"], row["own_share_high"])


COLUMNS = (
    Column("party", "Party", whole=True),
    Column("period", "Period", cell=period, whole=True),
    amount("booked", "Booked", cell=_booked),
    amount("inside_sales", "From inside", cell=lambda row: _sum(row, "inside_sales")),
    amount("customers", heading("customers"), spare=3),
    *interval("own", heading("own")),
    *interval("in_network", "In-network", spare=4),
    *interval("invested", heading("invested"), spare=1),
    amount("other_in_network"),
    amount("outside_investors"),
    amount("reciprocal", "Reciprocal", spare=5),
    amount("opening"),
    amount("unexplained", heading("unexplained"), spare=4),
    amount("related_party"),
    amount("own_investment"),
    Column("revenue_coverage"),
    amount("segment_revenue"),
    Column("growth"),
    Column("pro_forma"),
    Column("turns", "Turns", written.times, number=True),
    Column("rule", "Rule", whole=True, when=RULE),
    Column("own_ties_low", when=TIES),
    Column("own_ties_high", when=TIES),
    amount("booked_low", when=RANGES),
    amount("booked_high", when=RANGES),
    amount("inside_sales_low", when=RANGES),
    amount("inside_sales_high", when=RANGES),
    Column("own_share_low", "Own share", cell=_own_share, number=True, spare=2, when=RANGES),
    Column("own_share_high", when=RANGES),
)
RULES_COLUMNS = (
    *(replace(column, when="") for column in COLUMNS if column.key == "rule"),
    *(column for column in COLUMNS if column.when in ("", TIES)),
)


@asking.on_network
@described(COLUMNS)
def attribute(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    from_: asking.When = None,
    to: asking.When = None,
    by: str = "year",
    party: asking.Names = (),
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
    wanted = asking.resolve_all(network, party) or None
    if rule is None:
        return attributed(given, wanted, progress, amounts)
    return _traced(given, [rule], COLUMNS, wanted, shuffle_ties, progress)


@asking.on_network
@described(RULES_COLUMNS)
def rules(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    from_: asking.When = None,
    to: asking.When = None,
    by: str = "year",
    party: asking.Names = (),
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
        years = report_years(study(network, as_of=as_of, case=case))
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
    wanted = asking.resolve_all(network, party) or None
    return _traced(given, tracing.RULES, RULES_COLUMNS, wanted, shuffle_ties, progress)


def _traced(
    given: Study,
    rules: Sequence[str],
    columns: Sequence[Column],
    parties: Sequence[str] | None,
    shuffle_ties: int,
    progress: Progress | None,
) -> Result:
    rows, told, about = dated.rows(given, rules, parties, shuffles=shuffle_ties, progress=progress)
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
        columns=_columns(given, columns, RULE, *([TIES] if shuffle_ties else [])),
        asked=parties or (),
        about=about,
    )


def attributed(
    given: Study,
    parties: Sequence[str] | None = None,
    progress: Progress | None = None,
    amounts: str = attribution.POINT,
) -> Result:
    """The answer of `attribute` from a study that is there already."""
    rows = attribution.rows(given, parties, progress, amounts)
    ranges = amounts == attribution.INTERVAL
    about = notes.about_parties(given)
    return Result(
        data=given.network.data,
        as_of=selection.iso(given.as_of),
        case=given.case,
        rows=rows,
        left_out=selection.left_out(windowed(given)),
        notes=[
            *(notes.ranges(given) if ranges else []),
            *notes.on_rows(given, rows),
            *(note.text for note in about),
        ],
        extra={"amounts": amounts} if ranges else {},
        unit=given.network.unit,
        columns=_columns(given, COLUMNS, *([RANGES] if ranges else [])),
        asked=parties or (),
        about=about,
    )


def _columns(given: Study, columns: Sequence[Column], *choices: str) -> tuple[Column, ...]:
    """The columns of these choices; nobody reports a revenue for a list of payments."""
    found = chosen(columns, *choices)
    if not given.network.is_ledger:
        return found
    return tuple(replace(one, cell=None) if one.key == "booked" else one for one in found)
