"""What `check` asks about contracts that either side may leave with notice (method, section 4)."""

from __future__ import annotations

from collections.abc import Iterator

from moneyloop.input.table import Row, Table
from moneyloop.model import Problem


def notices(deals: Table) -> Iterator[Problem]:
    """A day to leave from without a notice is an error; a notice that does nothing, a warning."""
    for row in deals.rows:
        notice, leave = (row.text.get(name, "") for name in ("notice_days", "cancellable_from"))
        if leave and not notice:
            message = "from this day on a side may leave, and no notice is stated"
            hint = "write the days of notice in notice_days, 0 for none"
            yield deals.problem(row, "cancellable_from", "notice-missing", message, hint)
        elif notice and (why := _does_nothing(row)):
            message = f"the notice changes nothing: {why}"
            hint = "a signed row with the amount of the whole contract, a start and an end"
            yield deals.warning(row, "notice_days", "notice-without-use", message, hint)


def _does_nothing(row: Row) -> str:
    status = row.text.get("status", "")
    if status not in ("", "signed"):
        return f"the row is {status}"
    blank = [name for name in ("amount_usd_bn", "start", "end") if not row.text.get(name, "")]
    return f"no {' and no '.join(blank)} is stated" if blank else ""
