"""A table of payments to a checked Network: any ledger, no AI data.

A column map says which column of the file holds what. Amounts stay in the file's own unit; days
and times are read as UTC. A party that is never paid for anything is outside, as in a data
package; a blank payer or payee is the world outside.

Columns stay columns: a cell is looked at once per distinct text, and the rest is arrays, so that
millions of rows can be read. All of it is O(rows).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.input import frames, values
from moneyloop.input.checks import nearest
from moneyloop.input.ledger import amounts, columns, faults, names, readings, rows, texts
from moneyloop.input.ledger.columns import COLUMNS as COLUMNS
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.containers import open_table
from moneyloop.input.ledger.currencies import Rates, in_one_currency, is_dated
from moneyloop.input.ledger.faults import Wrong
from moneyloop.input.ledger.form import Form, check_form
from moneyloop.input.ledger.rows import KINDS as KINDS
from moneyloop.input.ledger.table import Table
from moneyloop.input.networks import WORLD, bare_network
from moneyloop.model import (
    CLASS_OF_KIND,
    PURCHASE,
    UNDATED,
    ChoiceError,
    DataError,
    Network,
    Problem,
    with_deals,
)
from moneyloop.words.kinds import other_kinds

if TYPE_CHECKING:
    import pandas as pd

UNIT = "as given"
_READ = ("amount", "start")  # columns that are not used as text


@dataclass(frozen=True)
class Choices:
    """What a person says of a table of payments; what is not said is found, or asked for.

    columns    our names (COLUMNS) to the file's: a header, its place (3), two headers (first+last),
               one value for all rows (:Fund), or "" for none
    kind       of rows without one; one of KINDS
    kinds      words of the file to ours
    form       how the file is written
    negative   what amounts below 0 are: amounts.TURN, the payee pays the payer; amounts.REFUND,
               the payee returns money; "" refuses them
    currency   of the rows that count, or with `rates` that into which amounts are converted
    rates      units of that currency for one unit of each other one, at all times or from each
               of several days on (ordinals)
    inside     the parties in the network, or () for those that are paid for something
    outside    parties that are not in it
    absent     whether `inside` and `outside` may name parties that no payment has
    aliases    other names of parties
    go_on      leave out what cannot be read, instead of refusing the file
    reasons    the header of a column that says why a row does not count; "" for none
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    form: Form = field(default_factory=Form)
    negative: str = ""
    currency: str = ""
    rates: Rates = field(default_factory=dict)
    inside: Sequence[str] = ()
    outside: Sequence[str] = ()
    absent: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    go_on: bool = False
    reasons: str = ""


@dataclass(frozen=True, eq=False)
class Ledger:
    """A table of payments as read: the network, how the file is written, what could not be read.

    `plain` are the payments in columns, where all of them count as they stand.
    """

    network: Network
    table: Table
    form: Form
    wrong: faults.Unread
    plain: rows.Paid | None
    dated: bool

    @property
    def count(self) -> int:
        """How many payments there are, those that cannot be read included."""
        return len(self.table.lines) + len(self.wrong.torn)


def load_payments(
    payments: str | Path | pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    kind: str | None = None,
    *,
    kinds: Mapping[str, str] | None = None,
    dates: str = "",
    decimal: str = "",
    negative: str = "",
    currency: str = "",
    rates: Mapping[str, float] | None = None,
    inside: Sequence[str] = (),
    outside: Sequence[str] = (),
    aliases: Mapping[str, str] | None = None,
) -> Network:
    """The network of a list of payments; `columns` maps our names (COLUMNS) to the file's.

    A name that is not mapped stands for itself; kind, id, start or currency mapped to "" is in no
    column. A column may be named by its place ("3"), a party may be made of two ("first+last"), and
    ":Fund" is one value for all rows. Rows without a kind have `kind`, one of KINDS (a kind of
    deal, or just its class); `kinds` maps words of the file to these. Times are ISO dates and
    date-times, dates in numbers or words, or seconds or milliseconds since 1970; `dates`
    ("day-first", "month-first") and `decimal` ("," or ".") say what the file does not show.
    Amounts below 0 are refused unless `negative` says that they "turn" payer and payee or are a
    "refund". Rows of several currencies need a `currency`, with `rates` to convert the others.
    A payment without a time or an amount is left out. Amounts are in the unit of the file. Ids are
    optional; two payments must not share one. `inside` and `outside` say who is in the network,
    `aliases` which names are another name of a party.

    `payments` is a file (CSV of any dialect, Excel, Parquet, JSON lines, also packed by gzip or
    zip), "-" for standard input, or a DataFrame, in which None and NaN are blank and times may be
    dates or Timestamps.

    Raises ChoiceError for choices that do not fit, DataError with every problem for rows that
    cannot be read, and OSError for a file that cannot.
    """
    choices = Choices(
        columns=columns or {},
        kind=kind,
        kinds=kinds or {},
        form=Form(decimal=decimal, dates=dates),
        negative=negative,
        currency=currency,
        rates=rates or {},
        inside=inside,
        outside=outside,
        aliases=aliases or {},
    )
    return read(payments, choices).network


def read(
    payments: str | Path | pd.DataFrame, choices: Choices, table: Table | None = None
) -> Ledger:
    """The payments of a table; raises as `load_payments`. `table` is that of the file, if open."""
    _check(choices)
    default = "" if choices.kind is None else _default(choices.kind)
    kinds = _words(choices.kinds)
    table = table or open_table(payments, choices.form, columns.headers(choices.columns))
    if not table.header and not table.problems:
        told = (table.name, None, None, None, "empty", "the table has no columns", "add some")
        raise DataError([Problem(*told)])
    if table.problems and not choices.go_on:
        raise DataError(table.problems)
    where = columns.find(table, choices.columns, has_kind=bool(default))
    paid = readings.amounts_of(table, where, choices.form.decimal, choices.negative)
    when = readings.times_of(table, where, choices.form.dates)
    form = replace(table.form, decimal=paid.decimal, dates=when.order)
    cells = {ours: columns.cells(table, where.get(ours)) for ours in COLUMNS if ours not in _READ}
    ids, wrong_ids = _ids(table, cells["id"])
    what, wrong_kinds = faults.parsed(
        cells["kind"], "choice", lambda cell: _kind(kinds.get(cell.casefold(), cell) or default)
    )
    errors = {end: faults.no_names(cells[end], form.container) for end in ("payer", "payee")}
    reasons = table.cells(table.header.index(choices.reasons)) if choices.reasons else []
    reasons = np.array(reasons, dtype=object)  # why each row does not count, "" for those that do
    known = np.flatnonzero(reasons != "")
    dated = is_dated(choices.rates)
    if "start" not in where and dated:
        raise ChoiceError("rates with dates need payments with dates: give one rate of a currency")
    written = columns.cells(table, where.get("start")) if dated else None
    rate, wrong_currencies, too_early = in_one_currency(
        cells["currency"], choices.currency, choices.rates, when.of_rows.first, written
    )
    wrong = faults.Unread(
        table,
        {
            "amount": [*paid.unclear, *paid.wrong],
            "start": [*when.unclear, *when.wrong, *too_early],
            "kind": wrong_kinds,
            "payer": errors["payer"],
            "payee": [*_nobody(cells["payer"], cells["payee"]), *errors["payee"]],
            "id": wrong_ids,
            "currency": wrong_currencies,
        },
        {ours: place.name for ours, place in where.items()},
        known=known,
    )
    if wrong.problems and (not choices.go_on or paid.unclear or when.unclear):
        raise DataError(wrong.problems)
    given = rows.Paid(table.lines, cells, ids, paid.of_rows, when.of_rows, what, choices.aliases)
    data = str(payments) if isinstance(payments, str | Path) else frames.FRAMES
    bare = partial(bare_network, data, unit=UNIT, outside=(WORLD,))
    dated = not (when.of_rows.first == UNDATED).any()
    is_plain = given.is_plain(rate, wrong)
    if is_plain:
        network = with_deals(bare(given.counted(), among=given.ends()), given.deals)
    else:
        deals = rows.converted(given.deals(), rate)
        deals = rows.turned(deals, choices.negative)
        if len(known):
            deals = deals.assign(unread=reasons)
        network = bare(rows.left_out(deals, wrong))
    network = names.with_aliases(network, choices.aliases)
    network = names.with_boundary(network, choices.inside, choices.outside, absent=choices.absent)
    return Ledger(network, table, form, wrong, given if is_plain else None, dated)


def _check(choices: Choices) -> None:
    """Raises ChoiceError for a choice that is none of those that there are."""
    check_form(choices.form)
    if choices.negative and choices.negative not in amounts.NEGATIVE:
        allowed = " or ".join(amounts.NEGATIVE)
        raise ChoiceError(f"negative {choices.negative!r}: choose {allowed}")
    if choices.rates and not choices.currency:
        raise ChoiceError("rates need a currency: the one into which amounts are converted")


def _default(kind: str) -> str:
    try:
        return _kind(kind)
    except values.Fault as fault:
        raise ChoiceError(f"the default kind {kind!r} {fault.message}: {fault.hint}") from None


def _words(kinds: Mapping[str, str]) -> dict[str, str]:
    """The words of a file to kinds, in any case of letters; raises ChoiceError."""
    for word, kind in kinds.items():
        if kind.casefold() not in KINDS:
            hint = nearest(kind.casefold(), KINDS) or "write purchase, investment or return"
            raise ChoiceError(f"{word}={kind}: {kind!r} is not a kind of deal or a class ({hint})")
    return {word.casefold(): kind.casefold() for word, kind in kinds.items()}


def _kind(text: str) -> str:
    kind = text.casefold()
    if not text:
        raise values.Fault("the kind is blank", "fill it in, or give a default kind")
    if kind not in KINDS:
        hint = (
            _meant(text)
            or nearest(kind, KINDS)
            or (
                "write purchase, investment, return or a kind of deal, or say what the word means: "
                f"--kinds {text}=purchase"
            )
        )
        raise values.Fault("is not a kind of deal or a class", hint)
    return kind


def _meant(text: str) -> str:
    """How to say what another word for kinds of deals means; blank where it is no such word.

    Of many purchases the class is enough.
    """
    bought = (PURCHASE if CLASS_OF_KIND[kind] == PURCHASE else kind for kind in other_kinds(text))
    pairs = [f"{text}={kind}" for kind in dict.fromkeys(bought)]
    ways = [f'--kinds "{pair}"' if " " in pair else f"--kinds {pair}" for pair in pairs]
    return f"say what the word means: {' or '.join(ways)}" if ways else ""


def _nobody(payer: Cells, payee: Cells) -> list[Wrong]:
    """Payments between the world outside and itself, as one fault."""
    if "" not in payer.texts or "" not in payee.texts:
        return []
    blank = (payer.codes == payer.texts.index("")) & (payee.codes == payee.texts.index(""))
    rows = np.flatnonzero(blank)
    fault = values.Fault("payer and payee are both blank", "name at least one of them")
    return [Wrong(rows, "", "required", fault)] if len(rows) else []


def _ids(table: Table, column: Cells) -> tuple[Callable[[], np.ndarray], list[Wrong]]:
    """What makes the id of each row, `row-<line>` for one without, and those that come again."""
    if column.texts == [""]:
        return partial(texts.names_of_lines, table.lines), []
    if len(column.texts) == len(table.lines) and "" not in column.texts:
        return partial(column.of, column.texts), []
    ids = column.of(column.texts)
    blank = ids == ""
    ids[blank] = texts.as_text(texts.names_of_lines(table.lines[blank]))
    return partial(np.asarray, ids), _repeated(ids, table.lines)


def _repeated(ids: np.ndarray, lines: np.ndarray) -> list[Wrong]:
    """The ids that come again, each where it does so."""
    import pandas as pd

    codes, names = pd.factorize(ids)
    if len(names) == len(ids):
        return []
    _, first = np.unique(codes, return_index=True)
    repeats = np.setdiff1d(np.arange(len(codes)), first)
    hint = "give each payment its own id, or map id to another column, or to none"
    order = np.argsort(codes[repeats], kind="stable")
    starts = np.flatnonzero(np.diff(codes[repeats][order], prepend=-1))
    wrong = []
    for places in np.split(repeats[order], starts[1:]):
        code = codes[places[0]]
        fault = values.Fault(f"stands already on line {lines[first[code]]}", hint)
        wrong.append(Wrong(places, str(names[code]), "duplicate-id", fault))
    return sorted(wrong, key=lambda one: int(one.rows[0]))
