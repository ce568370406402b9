"""What `check` asks about goods delivered and not yet paid: sale, receivable and payment as rows.

A receivable is the part of a sale that its buyer owes: the seller lends it, and it can pay for
nothing but that sale. So a sale belongs to it, on the same days, and its payment is a repayment
(method, section 12). Half of that gives an answer too, and a wrong one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from moneyloop.input.table import Row, Table
from moneyloop.model import (
    CLASS_OF_KIND,
    INVESTMENT,
    PURCHASE,
    RECEIVABLE,
    RETURN,
    Problem,
    split,
)

REPAYMENT = "repayment"
_UNREAD = ""  # of a kind that is not known, which has its own problem
# A list of payments may name the class of a payment only.
_CLASSES = {**CLASS_OF_KIND, **{name: name for name in (INVESTMENT, PURCHASE, RETURN)}}
_ROUNDING = 1e-9  # of a sum of amounts
_SETTLED = ("", "credits")  # how a receivable is handed over: as goods, never as money

# The rows of a class or kind between two parties: (who pays, who is paid) -> rows.
Between = Mapping[tuple[str, str], Sequence[Row]]


def owed(deals: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """A receivable in money is an error; one without its sale, or paid too early, a warning.

    `deals` are those of a package or of a list of payments.
    """
    between: dict[str, dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    replaced = {name for row in deals.rows for name in split(row.text.get("replaces", ""))}
    for row in deals.rows:
        kind, payer, payee = (row.text.get(column, "") for column in ("kind", "payer", "payee"))
        if row.text.get("status") != "talks" and row.text.get("id") not in replaced:
            ends = names.get(payer, payer), names.get(payee, payee)
            cls = _CLASSES.get(kind, _UNREAD)
            for word in {kind, cls}:
                between[word][ends].append(row)
    yield from _in_money(deals)
    yield from _without_sale(deals, between[RECEIVABLE], between[PURCHASE])
    yield from _without_loan(deals, between)
    for ends, lent in between[RECEIVABLE].items():
        # Where something else was lent too, a repayment may be of that.
        if len(between[INVESTMENT][ends]) == len(lent):
            yield from _paid_within_a_year(deals, lent, between[REPAYMENT].get(ends[::-1], ()))


def _in_money(deals: Table) -> Iterator[Problem]:
    for row in deals.rows:
        settlement = row.text.get("settlement", "")
        if row.text.get("kind") == RECEIVABLE and settlement not in _SETTLED:
            column = deals.later("kind", "settlement")
            message = f"settlement is {settlement}, and a receivable lends goods"
            hint = "leave settlement blank; money that is lent is debt"
            yield deals.problem(row, column, "receivable-settlement", message, hint)


def _without_sale(deals: Table, lent_to: Between, bought: Between) -> Iterator[Problem]:
    rule = "receivable-without-sale"
    status = ", status paid" if deals.name == "deals" else ""  # payments have none
    for (seller, buyer), lent in lent_to.items():
        sales = bought.get((buyer, seller), ())
        alone = [row for row in lent if not any(_share_a_day(row, sale) for sale in sales)]
        for row in alone:
            message = f"{seller} delivers on account, and no row says what {buyer} buys on its days"
            hint = (
                f"write the sale too: payer {buyer}, payee {seller}, what was delivered as its "
                f"kind{status}, on the same days"
            )
            yield deals.warning(row, "kind", rule, message, hint)
        owes, buys = _sum(lent), _sum(sales)
        if not alone and owes is not None and buys is not None and owes > buys * (1 + _ROUNDING):
            message = f"{buyer} owes {seller} {owes:g} for sales of {buys:g}"
            hint = "write the whole sale; a receivable is the part of it that is unpaid"
            yield deals.warning(lent[-1], "kind", rule, message, hint)


def _without_loan(deals: Table, between: Mapping[str, Between]) -> Iterator[Problem]:
    """Where a buyer pays its seller back, and nothing was lent: the sale was taken for paid.

    Who sells to the other as well may give money back for what it did not deliver.
    """
    for (buyer, seller), repaid in between[REPAYMENT].items():
        other = any((seller, buyer) in between[cls] for cls in (INVESTMENT, PURCHASE, _UNREAD))
        if (buyer, seller) in between[PURCHASE] and not other:
            message = f"{buyer} pays back what no row says that {seller} lent"
            hint = (
                f"if it pays for goods delivered before, write them as lent: payer {seller}, payee "
                f"{buyer}, kind {RECEIVABLE}, on the days of the sale"
            )
            yield deals.warning(repaid[0], "kind", "repayment-without-loan", message, hint)


def _paid_within_a_year(
    deals: Table, lent: Sequence[Row], repaid: Sequence[Row]
) -> Iterator[Problem]:
    """What is paid in the year of its delivery was no credit at the end of the year.

    The oldest is paid first. Rows without an amount or a day leave this open.
    """
    rows = [*lent, *repaid]
    if _sum(rows) is None or not all(row.days.get("start") for row in rows):
        return
    owes = 0.0
    for year in sorted({_year(row) for row in rows}):
        new = sum(_amount(row) for row in lent if _year(row) == year)
        paying = [row for row in repaid if _year(row) == year]
        paid = sum(map(_amount, paying))
        soon = min(paid - owes, new)
        if soon > new * _ROUNDING:
            message = f"{soon:g} of what was delivered on account in {year} is paid in {year}"
            hint = (
                "a receivable is what is unpaid at the end of the period that is asked for: by "
                "year, take that much off the receivable and off the repayment"
            )
            yield deals.warning(paying[-1], "kind", "paid-within-the-year", message, hint)
        owes = max(0.0, owes + new - paid)


def _amount(row: Row) -> float:
    return row.numbers.get("amount_usd_bn", 0.0)


def _sum(rows: Sequence[Row]) -> float | None:
    """The sum of the amounts, without those of a part of another row; None if one is not public."""
    whole = [row for row in rows if not row.text.get("part_of")]
    known = all("amount_usd_bn" in row.numbers for row in whole)
    return sum(map(_amount, whole)) if known else None


def _days(row: Row) -> tuple[int, int] | None:
    start = row.days.get("start")
    return (start[0], row.days.get("end", start)[1]) if start else None


def _share_a_day(row: Row, other: Row) -> bool:
    """Whether they have a day in common; rows without days may have."""
    own, others = _days(row), _days(other)
    return not own or not others or (own[0] <= others[1] and others[0] <= own[1])


def _year(row: Row) -> int:
    """The calendar year of the last day of a row with days."""
    days = _days(row)
    return date.fromordinal(days[1]).year if days else 0
