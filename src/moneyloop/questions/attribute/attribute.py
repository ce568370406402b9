"""Whose money is a company's booked revenue: by mixed pools, by tracing rules, over draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moneyloop.analysis import attribution, notes
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study
from moneyloop.input.checks import nearest
from moneyloop.model import FIRM, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress
from moneyloop.questions.attribute import draws as draws_
from moneyloop.questions.attribute import rules
from moneyloop.questions.attribute.columns import COLUMNS, RANGES, of
from moneyloop.words.columns import described

DRAWS = "draws"
_EVERY = (
    *COLUMNS,
    *(replace(column, when=DRAWS) for column in draws_.COLUMNS),
)


@asking.on_network
@described(_EVERY)
def attribute(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    by: str = "year",
    party: asking.Names = (),
    in_kind: bool = False,
    revenue_share: bool = True,
    rule: asking.Names = (),
    shuffle_ties: int = 0,
    draws: int | None = None,
    seed: int | None = None,
    amounts: str = attribution.OPEN,
    progress: Progress | None = None,
) -> Result:
    """Of the revenue that each party booked, whose money was it? (method, sections 4 to 9)

    One row per party and period with booked revenue, the seven parts of it in the estimate, and the
    interval of each nested measure (own <= network_investors <= any_investor). Came back is own
    money back and, beside it, what the party had spent itself (`reciprocal_low` to
    `reciprocal_high`; `reciprocal` alone is the part of it that nobody else invested on the way).
    `year` is both `from_` and `to`. With `by` "total" these days are one period,
    `2025-Q3..2026-Q2`, into which earlier cash is carried. `in_kind` counts stock legs, earmarked
    for the seller; `revenue_share=False` leaves shares of revenue out of purchases.

    With a `rule` (pro-rata, fifo, lifo, own-first, own-last, customer-first, investor-first)
    estimate and interval are of the dated payments. With several or "all" the rows stand once for
    each rule, beside the bounds of the same payments, for the latest full year unless another
    window is asked for; rules that need the days of all rows are left out where these are missing.
    `shuffle_ties` traces that many other orders of rows that share a day: `own_ties_low` and
    `own_ties_high` are the ends of `own` over all of them.

    With `draws` every deal with an "up to" is drawn that many times between its signed amount and
    that, uniform and independent; the same `seed` (1) draws the same. One row per party with sales
    in the network, period and measure: the interval at the signed amounts, the medians of its
    ends (identification), the 5th percentile of the low and the 95th of the high (data). `extra`
    has `ranged`, the ids of the deals that vary.

    Low and high hold whatever may still come out; those on public amounts and balances stand
    beside them (`own_known_low`, `own_known_high`), and with `amounts` "known" they are all. With
    "ranges" amounts may also be anywhere up to their "up to", and rows have the interval of
    booked revenue, of network sales and of own money back as a share of revenue. A high of None is
    not public: nothing limits it. `open_sales` counts the sales of a row that state no amount;
    where there are no others, network sales and the estimates are None.

    Raises ChoiceError for an unknown party, case, period or rule, for choices that exclude each
    other, and for rows without the days that a rule needs.
    """
    if amounts not in attribution.AMOUNTS:
        raise ChoiceError(f"{amounts!r}: {nearest(amounts, attribution.AMOUNTS)}")
    by_rules = rules.named(rule)
    from_, to = asking.window(year, from_, to)
    wanted = asking.resolve_all(network, party) or None
    if draws is not None or seed is not None:
        stated = amounts != attribution.RANGES
        plain = case == FIRM and not in_kind and revenue_share and stated
        draws, seed = draws_.checked(
            network, draws, seed, plain=plain, traced=bool(by_rules or shuffle_ties)
        )
        drawn = asking.study(network, as_of=as_of, from_=from_, to=to, by=by)
        return draws_.drawn(drawn, wanted, draws, seed, progress)
    if shuffle_ties and not by_rules:
        raise ChoiceError("ties are shuffled for a tracing rule: choose one with it")
    if network.is_ledger and amounts == attribution.RANGES:
        raise ChoiceError("a list of payments states no ranges of amounts: leave them out")
    if by_rules and amounts == attribution.RANGES:
        raise ChoiceError("a tracing rule takes the amounts as they are: choose a rule, or ranges")
    if len(by_rules) > 1 and from_ is None and to is None:
        from_ = to = asking.latest_year(network, as_of, case)
    study = asking.study(
        network,
        as_of=as_of,
        case=case,
        from_=from_,
        to=to,
        by=by,
        in_kind=in_kind,
        revenue_share=revenue_share,
    )
    if by_rules:
        return rules.traced(study, by_rules, wanted, shuffle_ties, progress)
    return attributed(study, wanted, progress, amounts)


def attributed(
    study: Study,
    parties: Sequence[str] | None = None,
    progress: Progress | None = None,
    amounts: str = attribution.OPEN,
) -> Result:
    """The answer of `attribute` from a study that is there already."""
    rows = attribution.rows(study, parties, progress, amounts)
    ranges = amounts == attribution.RANGES
    known = amounts == attribution.KNOWN or study.network.is_ledger
    about = notes.about_parties(study)
    return Result(
        data=study.network.data,
        as_of=selection.iso(study.as_of),
        case=study.case,
        rows=rows,
        left_out=selection.left_out(asking.windowed(study)),
        notes=[
            *([] if known else notes.not_public(study)),
            *(notes.ranges(study, rows) if ranges else []),
            *notes.on_rows(study, rows),
            *(note.text for note in about),
        ],
        extra={"amounts": attribution.KNOWN if known else amounts},
        unit=study.network.unit,
        columns=of(study, COLUMNS, *([RANGES] if ranges else [])),
        asked=parties or (),
        about=about,
    )
