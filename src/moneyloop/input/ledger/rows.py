"""Cells of a list of payments to rows of deals: all paid, and those that do not count say why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.input import networks, schema
from moneyloop.input.ledger import amounts, faults
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.many_moments import Moments
from moneyloop.input.ledger.texts import as_text
from moneyloop.input.networks import SETTLEMENT_OF_KIND, WORLD
from moneyloop.model import CANNOT_READ, CLASS_OF_KIND, OTHER_CURRENCY, RETURN

if TYPE_CHECKING:
    import pandas as pd

# A ledger may name the class of a payment only.
KINDS = {**CLASS_OF_KIND, **{name: name for name in dict.fromkeys(CLASS_OF_KIND.values())}}


@dataclass(frozen=True, eq=False)
class Paid:
    """Payments in columns, from which the table of their deals is made.

    A value that could not be read is missing: NaN, 0, "" or None. `ids` makes the id of each row,
    `kinds` are those of the distinct cells.
    """

    lines: np.ndarray
    cells: Mapping[str, Cells]
    ids: Callable[[], np.ndarray]
    amount: np.ndarray
    when: Moments
    kinds: Sequence[str | None]
    aliases: Mapping[str, str]

    def deals(self) -> pd.DataFrame:
        """The deals table of paid rows; columns that a ledger does not have are blank."""
        import pandas as pd

        blank = self._same(np.array("", dtype=object))
        unknown, zero = self._same(np.nan), self._same(0)
        filled: dict[str, np.ndarray] = {
            item.name: unknown if item.number else blank for item in schema.columns("deals")
        }
        filled |= {
            "id": as_text(self.ids()),
            "payer": self._party("payer"),
            "payee": self._party("payee"),
            "kind": self._of_kind({}),
            "amount_usd_bn": self.amount,
            "start": as_text(self.when.written()),
            "status": self._same(np.array("paid", dtype=object)),
            "settlement": self._of_kind(SETTLEMENT_OF_KIND, "cash"),
            "announced_day": zero,
            "start_day": self.when.first,
            "start_last_day": self.when.last,
            "end_day": zero,
            "cancellable_day": zero,
            "line": self.lines,
            "class": self._of_kind(KINDS, ""),
            "tier": blank,
            "time": self.when.clock,
        }
        # Of object, as in a data package: text of pandas' own type is slow to read one by one.
        # Blank columns are one array, which no one writes to.
        index = pd.RangeIndex(len(self.lines))
        return pd.DataFrame(
            {
                name: pd.Series(column, index=index, dtype=column.dtype, copy=False)
                for name, column in filled.items()
            },
            index=index,
            copy=False,
        )

    def is_plain(self, rates: np.ndarray, wrong: faults.Unread) -> bool:
        """Whether each row counts as it stands, and its parties are called as there."""
        unread = len(wrong.known) or len(wrong.rows) or wrong.torn
        as_stated = bool((rates == 1).all()) and not (self.amount < 0).any()
        return as_stated and not unread and not self.aliases

    def counted(self) -> pd.DataFrame:
        """The columns of deals that say whether anything is paid, and what for."""
        import pandas as pd

        unknown = self._same(np.nan)
        names, places = np.unique(
            [KINDS.get(kind or "", "") for kind in self.kinds], return_inverse=True
        )
        classes = pd.Categorical.from_codes(places[self.cells["kind"].codes], names.tolist())
        columns = {"amount_usd_bn": self.amount, "amount_high_usd_bn": unknown, "time": unknown}
        return pd.DataFrame({**columns, "class": classes}, copy=False)

    def ends(self) -> networks.Ends:
        """Who pays whom, where no name is another one of a party."""
        payer, payee = self.cells["payer"], self.cells["payee"]
        payers, payees = (
            [text or networks.WORLD for text in column.texts] for column in (payer, payee)
        )
        return networks.ends(payers, payer.codes, payees, payee.codes)

    def _same(self, value: Any) -> np.ndarray:
        return np.full(len(self.lines), value)

    def _party(self, end: str) -> np.ndarray:
        column = self.cells[end]
        return column.of([self.aliases.get(text, text) or WORLD for text in column.texts])

    def _of_kind(self, found: Mapping[str, str], other: str | None = None) -> np.ndarray:
        """What is found for the kind of each row, else `other`, or where there is none the kind."""
        names = [name or "" for name in self.kinds]
        return self.cells["kind"].of(
            [found.get(name, name if other is None else other) for name in names]
        )


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
