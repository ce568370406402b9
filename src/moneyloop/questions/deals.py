"""The rows themselves, each with the reason why it is left out, if it is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import rounded
from moneyloop.input import schema
from moneyloop.input.tiers import TIERS
from moneyloop.model import FIRM, ChoiceError, Network, Result, plain, split
from moneyloop.questions import asking
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, described, in_order
from moneyloop.words.labels import TIER_LABELS

if TYPE_CHECKING:
    import pandas as pd


def known_amount(row: Row) -> str:
    """The paid or signed amount, and the "up to" where there is one."""
    sure, high = (row[f"amount{end}_usd_bn"] for end in ("", "_high"))
    low, up_to = amounts.number(sure), amounts.number(high)
    return low if high is None or low == up_to else f"{low}, up to {up_to}"


_ON_SCREEN = (
    Column("id", "Id", whole=True),
    Column("payer", "Payer"),
    Column("payee", "Payee"),
    Column("kind", "Kind", whole=True),
    amount("amount_usd_bn", "Amount", cell=known_amount),
    Column("start", "Start", spare=3),
    Column("end", "End", spare=4),
    Column("status", "Status", whole=True),
    Column("evidence", "Evidence", spare=2),
    Column("tier", "Source", spare=2),
    Column("assumed", "Assumed", spare=1),
    Column("disputed_by", "Disputed by"),
    Column("left_out", "Left out"),
)
_SHOWN = {column.key: column for column in (*_ON_SCREEN, amount("amount_high_usd_bn"))}
COLUMNS = tuple(
    _SHOWN.get(name, Column(name))
    for name in (
        *(column.name for column in schema.columns("deals")),
        "class",
        "tier",
        "line",
        "left_out",
    )
)
# A list of payments has one amount, in the unit of its file.
_NO_PAYMENTS = ("amount_high_usd_bn", "paid_usd_bn")
_OF_PAYMENTS = {
    "amount_usd_bn": (amount("amount", "Amount"), Column("unit")),
    "left_out": (_SHOWN["left_out"], Column("time")),
}
PAYMENT_COLUMNS = tuple(
    column
    for deal in COLUMNS
    if deal.key not in _NO_PAYMENTS
    for column in _OF_PAYMENTS.get(deal.key, (deal,))
)


@asking.on_network
@described(COLUMNS)
def deals(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    party: asking.Names = (),
    kind: asking.Names = (),
    status: asking.Names = (),
    assumed: bool = False,
) -> Result:
    """The rows themselves, in file order, each with the reason why it is left out, if it is.

    `party` keeps deals that any of these pays or is paid by; `assumed` keeps those in which a
    column is our assumption. Of a list of payments `amount` stands in the place of the three keys
    that end in usd_bn, and `unit` beside it. Raises ChoiceError for an unknown party.
    """
    names = asking.resolve_all(network, party)
    chosen_rows = _chosen(network, as_of, case, party, kind, status, assumed)
    columns = PAYMENT_COLUMNS if network.is_ledger else (*COLUMNS, *_own(network))
    rows = _plain(chosen_rows)
    if network.is_ledger:
        rows = [row | {"amount": row["amount_usd_bn"], "unit": network.unit} for row in rows]
    return Result(
        data=network.data,
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=in_order(columns, rows),
        left_out=selection.left_out(chosen_rows),
        unit=network.unit,
        columns=columns,
        asked=names,
    )


def for_pages(
    network: Network, *, as_of: asking.When = None, case: str = FIRM
) -> list[dict[str, Any]]:
    """The rows of all deals as a page holds them: a payment has the keys of a deal too."""
    columns = (*COLUMNS, Column("time")) if network.is_ledger else (*COLUMNS, *_own(network))
    return in_order(columns, _plain(_chosen(network, as_of, case, (), (), (), False)))


def _plain(chosen_rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): plain(value) for key, value in row.items()} | {"left_out": row["reason"] or None}
        for row in chosen_rows.to_dict("records")
    ]


def _own(network: Network) -> tuple[Column, ...]:
    """The columns that a file has beside ours, shown where there is room."""
    ours = {column.key for column in COLUMNS}
    names = [str(name) for name in network.deals]
    own = [name for name in names if name not in ours and not name.endswith("_day")]
    return tuple(Column(name, name, spare=4) for name in own)


SOURCE_COLUMNS = (
    Column("tier", "Source", TIER_LABELS.__getitem__, whole=True),
    Column("deals", "Deals", amounts.count, number=True),
    Column("counted", "That count", amounts.count, number=True),
    amount("amount", "Amount"),
    Column("share", "Share", amounts.percent, number=True),
)


@asking.on_network
@described(SOURCE_COLUMNS)
def sources(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    party: asking.Names = (),
    kind: asking.Names = (),
    status: asking.Names = (),
    assumed: bool = False,
) -> Result:
    """What the deals rest on: how many and how many dollars by the tier of their source.

    Tiers are filing, company, press, digest, other: how near a source is to the money, by its
    address and outlet (bundled tiers.csv). `deals` are those that `deals` lists for the same
    choices, `counted` those of them that count at an amount that is public, whose whole terms are
    the `amount`, USD billions; `share` is its part of all tiers. Raises ChoiceError, for a list of
    payments too: it names no source.
    """
    if network.is_ledger:
        raise ChoiceError("a list of payments names no source: --sources is of a data package")
    chosen_rows = _chosen(network, as_of, case, party, kind, status, assumed)
    counts = chosen_rows["reason"] == ""
    total = float(chosen_rows["value"][counts].sum())
    rows = []
    for name in TIERS:
        mine = chosen_rows["tier"] == name
        value = float(chosen_rows["value"][mine & counts].sum())
        rows.append(
            {
                "tier": name,
                "deals": int(mine.sum()),
                "counted": int((mine & counts).sum()),
                "amount": rounded(value),
                "share": rounded(value / total) if total > 0 else None,
            }
        )
    return Result(
        data=network.data,
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=rows,
        left_out=selection.left_out(chosen_rows),
        unit=network.unit,
        columns=SOURCE_COLUMNS,
        asked=asking.resolve_all(network, party),
    )


PARTY_COLUMNS = (
    Column("name", "Party", whole=True),
    Column("kind", "Kind", whole=True),
    Column("boundary", "Boundary", whole=True),
    Column("aliases", "Aliases", cell=lambda row: "; ".join(row["aliases"]), spare=1),
    Column("deals", "Deals", amounts.count, number=True),
)


@asking.on_network
@described(PARTY_COLUMNS)
def parties(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    party: asking.Names = (),
    kind: asking.Names = (),
    status: asking.Names = (),
    assumed: bool = False,
) -> Result:
    """Who the parties are: name, kind, boundary (inside or outside the network), aliases, deals.

    `deals` is how many of the deals that `deals` lists for the same choices the party pays or is
    paid by; a party with none is listed too. With `party` only these. Raises ChoiceError.
    """
    chosen_rows = _chosen(network, as_of, case, party, kind, status, assumed)
    # One with both ends in one party is one deal of it.
    ends = zip(chosen_rows["payer"], chosen_rows["payee"], strict=True)
    counts = Counter(name for pair in ends for name in set(pair))
    wanted = asking.resolve_all(network, party) or network.parties["name"].tolist()
    rows = [
        {
            "name": row["name"],
            "kind": row["kind"] or None,
            "boundary": row["boundary"],
            "aliases": split(row["aliases"]),
            "deals": counts[row["name"]],
        }
        for row in network.parties.to_dict("records")
        if row["name"] in wanted
    ]
    return Result(
        data=network.data,
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=sorted(rows, key=lambda row: row["name"].casefold()),
        unit=network.unit,
        columns=PARTY_COLUMNS,
    )


def _chosen(
    network: Network,
    as_of: asking.When,
    case: str,
    party: asking.Names,
    kind: asking.Names,
    status: asking.Names,
    assumed: bool,
) -> pd.DataFrame:
    """The deals of some parties, kinds and statuses, in file order."""
    selected = selection.select(network, as_of=asking.day(as_of), case=case)
    keep = selected["id"].notna()
    if party:
        names = asking.resolve_all(network, party)
        keep &= selected["payer"].isin(names) | selected["payee"].isin(names)
    for column, chosen in (("kind", kind), ("status", status)):
        if chosen:
            keep &= selected[column].isin(asking.several(chosen))
    if assumed:
        keep &= selected["assumed"] != ""
    return selected.loc[keep]
