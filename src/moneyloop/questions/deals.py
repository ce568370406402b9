"""The rows themselves, each with the reason why it is left out, if it is."""

from __future__ import annotations

from moneyloop.analysis.study import selection
from moneyloop.model import FIRM, Network, Result, plain
from moneyloop.questions import asking


@asking.on_network
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
    column is our assumption. Raises ChoiceError for an unknown party.
    """
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
        notes=[],
    )
