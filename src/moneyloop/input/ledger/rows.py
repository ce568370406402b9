"""Cells of a list of payments to rows of deals: all paid, and those that do not count say why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.input import networks, schema
from moneyloop.input.ledger import amounts, faults
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.many_moments import Moments
from moneyloop.input.networks import SETTLEMENT_OF_KIND, WORLD
from moneyloop.model import CANNOT_READ, CLASS_OF_KIND, OTHER_CURRENCY, RETURN

if TYPE_CHECKING:
    import pandas as pd

# A ledger may name the class of a payment only.
KINDS = {**CLASS_OF_KIND, **{name: name for name in dict.fromkeys(CLASS_OF_KIND.values())}}


def deals(
    lines: np.ndarray,
    cells: Mapping[str, Cells],
    ids: Callable[[], np.ndarray],
    paid: np.ndarray,
    when: Moments,
    what: Sequence[str | None],
    aliases: Mapping[str, str],
) -> pd.DataFrame:
    """The deals table of paid rows; columns that a ledger does not have are blank.

    A value that could not be read is missing: NaN, 0 or "".
    """
    import pandas as pd

    def party(column: Cells) -> np.ndarray:
        return column.of([aliases.get(text, text) or WORLD for text in column.texts])

    def same(value: Any) -> np.ndarray:
        return np.full(len(lines), value)

    kind = cells["kind"]
    kinds = [name or "" for name in what]
    blank, unknown, zero = same(np.array("", dtype=object)), same(np.nan), same(0)
    filled: dict[str, np.ndarray] = {
        item.name: unknown if item.number else blank for item in schema.columns("deals")
    }
    filled |= {
        "id": ids(),
        "payer": party(cells["payer"]),
        "payee": party(cells["payee"]),
        "kind": kind.of(kinds),
        "amount_usd_bn": paid,
        "start": when.written(),
        "status": same(np.array("paid", dtype=object)),
        "settlement": kind.of([SETTLEMENT_OF_KIND.get(name, "cash") for name in kinds]),
        "announced_day": zero,
        "start_day": when.first,
        "start_last_day": when.last,
        "end_day": zero,
        "cancellable_day": zero,
        "line": lines,
        "class": kind.of(_classes(what)),
        "tier": blank,
        "time": when.clock,
    }
    # Of object, as in a data package: text of pandas' own type is slow to read one by one. Blank
    # columns are one array, which no one writes to.
    index = pd.RangeIndex(len(lines))
    return pd.DataFrame(
        {
            name: pd.Series(column, index=index, dtype=column.dtype, copy=False)
            for name, column in filled.items()
        },
        index=index,
        copy=False,
    )


def _classes(what: Sequence[str | None]) -> list[str]:
    return [KINDS.get(name or "", "") for name in what]


def is_plain(paid: np.ndarray, rates: np.ndarray, wrong: faults.Unread) -> bool:
    """Whether each row is a payment as it stands, and counts."""
    unread = len(wrong.known) or len(wrong.rows) or wrong.torn
    return not unread and not (paid < 0).any() and bool((rates == 1).all())


def counted(cells: Mapping[str, Cells], paid: np.ndarray, what: Sequence[str | None]) -> Any:
    """The columns of deals that say whether anything is paid, and what for."""
    import pandas as pd

    unknown = np.full(len(paid), np.nan)
    columns = {"amount_usd_bn": paid, "amount_high_usd_bn": unknown, "time": unknown}
    kinds = cells["kind"].of(_classes(what))
    return pd.DataFrame({**columns, "class": pd.Series(kinds, dtype=object)}, copy=False)


def ends(cells: Mapping[str, Cells]) -> networks.Ends:
    """Who pays whom, where no name is another one of a party."""
    payer, payee = cells["payer"], cells["payee"]
    names = ([text or networks.WORLD for text in column.texts] for column in (payer, payee))
    return networks.ends(next(names), payer.codes, next(names), payee.codes)


def converted(deals: pd.DataFrame, rates: np.ndarray) -> pd.DataFrame:
    """Amounts in one currency; a rate of NaN is that of a row of another one, which is left out."""
    other = np.isnan(rates)
    if not other.any() and (rates == 1).all():
        return deals
    reason = np.where(other, OTHER_CURRENCY, "").astype(object)
    return deals.assign(amount_usd_bn=deals["amount_usd_bn"].to_numpy() * rates, unread=reason)


def turned(deals: pd.DataFrame, negative: str) -> pd.DataFrame:
    """Amounts below 0 as payments the other way; with amounts.REFUND they return money."""
    amount = deals["amount_usd_bn"].to_numpy()
    below = amount < 0
    if not below.any():
        return deals
    payer, payee = deals["payer"].to_numpy(), deals["payee"].to_numpy()
    turned = {
        "payer": np.where(below, payee, payer),
        "payee": np.where(below, payer, payee),
        "amount_usd_bn": np.abs(amount),
    }
    if negative == amounts.REFUND:
        for name in ("kind", "class"):
            turned[name] = np.where(below, RETURN, deals[name].to_numpy())
    return deals.assign(**turned)


def left_out(deals: pd.DataFrame, wrong: faults.Unread) -> pd.DataFrame:
    """The deals with what could not be read: as rows that do not count, and say why."""
    import pandas as pd

    rows, torn = wrong.rows, wrong.torn
    if not len(rows) and not torn:
        return deals
    reason = deals["unread"].to_numpy(copy=True) if "unread" in deals else np.full(len(deals), "")
    reason = reason.astype(object)
    reason[rows] = CANNOT_READ
    deals = deals.assign(unread=reason)
    if torn:
        extra = deals.iloc[:0].reindex(range(len(torn)))
        text = [name for name in extra.columns if deals[name].dtype == object]
        extra[text] = ""
        extra["id"] = [f"row-{line}" for line in torn]
        extra["line"] = torn
        extra["payer"] = extra["payee"] = WORLD
        extra["status"], extra["unread"] = "paid", CANNOT_READ
        extra = extra.fillna({name: 0 for name in extra.columns if name.endswith("_day")})
        extra["time"] = 0.0
        deals = pd.concat([deals, extra.astype(deals.dtypes)], ignore_index=True)
    # An id that stands twice is no name: what could not be read is known by its line.
    ids = deals["id"].to_numpy(copy=True)
    bad = deals["unread"].to_numpy() == CANNOT_READ
    ids[bad] = [f"row-{line}" for line in deals["line"].to_numpy()[bad].tolist()]
    return deals.assign(id=ids)
