"""The rows themselves, each with the reason why it is left out, if it is."""

from __future__ import annotations

from collections.abc import Sequence

from moneyloop.analysis.study import selection
from moneyloop.input import schema
from moneyloop.model import FIRM, Network, Result, plain
from moneyloop.questions import asking
from moneyloop.questions.asking import resolve
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, described


def known_amount(row: Row) -> str:
    """The firm amount, and the "up to" where there is one."""
    firm, high = (row[f"amount{end}_usd_bn"] for end in ("", "_high"))
    low, up_to = amounts.number(firm), amounts.number(high)
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
    Column("assumed", "Assumed", spare=1),
    Column("left_out", "Left out"),
)
_SHOWN = {column.key: column for column in (*_ON_SCREEN, amount("amount_high_usd_bn"))}
COLUMNS = tuple(
    _SHOWN.get(name, Column(name))
    for name in (*(column.name for column in schema.columns("deals")), "class", "line", "left_out")
)


@described(COLUMNS)
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
    selected = selection.select(network, as_of=asking.day(as_of), case=case)
    keep = selected["id"].notna()
    names = [resolve(network, name) for name in party]
    if names:
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
        as_of=selection.iso(asking.day(as_of) or selection.data_date(network)),
        case=case,
        rows=rows,
        left_out=selection.left_out(chosen_rows),
        columns=(*COLUMNS, Column("time")) if network.is_ledger else COLUMNS,
        asked=names,
    )
