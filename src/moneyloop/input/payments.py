"""A list of payments (CSV, Parquet, DataFrame) to a checked Network: any ledger, no AI data.

A column map says which column of the file holds what. Amounts stay in the file's own unit; days
and times are read as UTC. A party that is never paid for anything is outside, as in a data
package; a blank payer or payee is the world outside.

Columns stay columns: a cell is looked at once per distinct text, and the rest is arrays, so that
millions of rows can be read. All of it is O(rows).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from moneyloop.input import frames, schema, values
from moneyloop.input.checks import nearest
from moneyloop.input.package import SETTLEMENT_OF_KIND, STDIN, bare_network
from moneyloop.input.text import read_sheet
from moneyloop.model import CLASS_OF_KIND, ChoiceError, DataError, Network, Problem

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("payer", "payee", "amount", "start", "kind", "id")
REQUIRED = ("payer", "payee", "amount", "start")
WORLD = "(outside)"
UNIT = "as given"
# A ledger may name the class of a payment only.
KINDS = {**CLASS_OF_KIND, **{name: name for name in dict.fromkeys(CLASS_OF_KIND.values())}}
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAY = date(2200, 12, 31).toordinal()
_DAY = 86_400
_SINCE_EPOCH = re.compile(r"(\d{9,10}|\d{13})(\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d", re.ASCII)
# YYYYMMDDHH, which as seconds would be a moment after 2033
_COMPACT = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([01][0-9]|2[0-3])")
_NO_DASHES = re.compile(r"((?:19|20|21)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_NUMBERS_LAST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_MILLISECONDS = 10**11
_THOUSANDS = re.compile(r"[$€£]?\s*(\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?)")
# In brackets, with a minus sign behind, or with one that is no hyphen.
_NEGATIVE = re.compile(r"\((.+)\)|(.+)[-\u2212]|[\u2212\u2013](.+)")
_BLANK = {"null", "none", "nil", "na", "n/a", "nan", "unknown", "tbd", "-", "--", "\u2013"}
_PLAIN = "write digits with a point, such as 1234.5; leave the cell blank when it is unknown"
_YEARS = "years 1900 to 2200 are read"
_TIME_FORM = "write 2025-01-31, 2025-01-31T12:00:00, or seconds or milliseconds since 1970"
_LISTED = 20  # wrong values of one column that are listed one by one

# First day, last day (proleptic ordinals) and seconds into the day; 0 for a blank cell.
_Moment = tuple[int, int, float]
_Value = TypeVar("_Value")


@dataclass(frozen=True, eq=False)
class _File:
    """What is in a file: its header, the line (in Parquet the row) of each record, its cells.

    `cells(name)` is a column as text, blank = "", stripped.
    """

    name: str
    header: tuple[str, ...]
    lines: np.ndarray
    cells: Callable[[str], list[str]]


@dataclass(frozen=True, eq=False)
class _Column:
    """A column of a file: the text of a row is `texts[codes[row]]`, blank = ""."""

    codes: np.ndarray
    texts: list[str]

    def of(self, parsed: Any, dtype: Any = object) -> np.ndarray:
        """The value of each row, from those of each distinct text."""
        cells: np.ndarray = np.array(parsed, dtype=dtype)[self.codes]
        return cells


@dataclass(frozen=True)
class _Wrong:
    """A text that stands in `rows` rows, first (or again) in row `row`, and why it is refused."""

    row: int
    rows: int
    text: str
    rule: str
    fault: values.Fault


def load_payments(
    payments: str | Path | pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    kind: str | None = None,
) -> Network:
    """The network of a list of payments; `columns` maps our names (COLUMNS) to the file's.

    A name that is not mapped stands for itself; kind or id mapped to "" is in no column. Rows
    without a kind have `kind`, one of KINDS (a kind of deal, or just its class). Times are ISO
    dates and date-times, or seconds or milliseconds since 1970; a date is the first moment of its
    day. A payment without a time or an amount is left out. Amounts are in the unit of the file. Ids
    are optional; two payments must not share one. `payments` is a CSV or Parquet file, "-" for CSV
    on standard input, or a DataFrame, in which None and NaN are blank and times may be dates or
    Timestamps.

    Raises ChoiceError for a map that does not fit, DataError with every problem for rows that
    cannot be read, and OSError for a file that cannot.
    """
    default = "" if kind is None else _default(kind)
    file = _open(payments)
    wanted = _wanted(file, columns or {}, default)
    column_of = {name: _column(file, theirs) for name, theirs in wanted.items()}
    ids = _ids(file, column_of["id"])
    amounts, wrong_amounts = _parsed(column_of["amount"], "number", _amount)
    moments, wrong_moments = _parsed(column_of["start"], "date", _moment)
    kinds, wrong_kinds = _parsed(column_of["kind"], "choice", lambda cell: _kind(cell or default))
    wrong = {
        "amount": wrong_amounts,
        "start": _of_one_form(wrong_moments),
        "kind": wrong_kinds,
        "payee": _nobody(column_of["payer"], column_of["payee"]),
        "id": _repeated(ids, file.lines),
    }
    problems = [
        problem
        for name, faults in wrong.items()
        for problem in _problems(file, wanted[name] or name, faults)
    ]
    if problems:
        order = {name: position for position, name in enumerate(file.header)}
        raise DataError(
            sorted(problems, key=lambda p: (p.line or 0, order.get(p.column or "", -1)))
        )
    deals = _deals(file.lines, column_of, ids, amounts, moments, kinds)
    data = str(payments) if isinstance(payments, str | Path) else frames.FRAMES
    return bare_network(data, deals, unit=UNIT, outside=(WORLD,))


def _default(kind: str) -> str:
    try:
        return _kind(kind)
    except values.Fault as fault:
        raise ChoiceError(f"the default kind {kind!r} {fault.message}: {fault.hint}") from None


def _wanted(file: _File, columns: Mapping[str, str], default: str) -> dict[str, str]:
    """Our name -> the file's column, "" for a column that the file does not have.

    Raises ChoiceError with everything that does not fit.
    """
    faults = []
    for name, theirs in columns.items():
        if name not in COLUMNS:
            faults.append(f"{name!r} is not a column of payments: {nearest(name, COLUMNS)}")
        elif not theirs and name in REQUIRED:
            faults.append(f"{name}= names no column")
    wanted = {name: columns.get(name, name) for name in COLUMNS}
    for name, theirs in wanted.items():
        needed = name in REQUIRED or columns.get(name)
        if theirs and theirs not in file.header and needed:
            hint = nearest(theirs, file.header) or "it has " + ", ".join(file.header)
            faults.append(f"there is no column {theirs!r} for {name}: {hint}")
    headers = {name: theirs if theirs in file.header else "" for name, theirs in wanted.items()}
    used = [theirs for theirs in headers.values() if theirs]
    for theirs in dict.fromkeys(used):
        names = [name for name, column in headers.items() if column == theirs]
        if len(names) > 1:
            faults.append(f"{' and '.join(names)} cannot both be the column {theirs!r}")
        if file.header.count(theirs) > 1:
            faults.append(f"the column {theirs!r} stands twice in the header")
    if not headers["kind"] and not default and not columns.get("kind"):
        faults.append("say what the payments are for: a column (kind=...) or a default kind")
    if faults:
        raise ChoiceError(
            faults[0]
            if len(faults) == 1
            else f"the column map does not fit {file.name}:\n  " + "\n  ".join(faults)
        )
    return headers


def _open(path: str | Path | pd.DataFrame) -> _File:
    if not isinstance(path, str | Path):
        return _frame(path)
    if str(path) == STDIN:
        return _csv(sys.stdin.buffer.read(), "<stdin>")
    if Path(path).is_dir():
        raise ChoiceError(f"{path} is a folder: a list of payments is one file, CSV or Parquet")
    if Path(path).suffix.casefold() in (".parquet", ".pq"):
        return _parquet(Path(path))
    return _csv(Path(path).read_bytes(), str(path))


def _csv(raw: bytes, name: str) -> _File:
    sheet = read_sheet(raw, name)
    if sheet.problems:
        raise DataError(sheet.problems)
    return _File(name, sheet.header, np.array(sheet.lines, dtype=np.int64), sheet.column)


def _frame(frame: pd.DataFrame) -> _File:
    header = frames.header(frame)
    lines = np.array(frames.lines(frame), dtype=np.int64)
    name = frames.FRAMES
    return _File(name, header, lines, lambda column: frames.cells(frame, header.index(column)))


def _parquet(path: Path) -> _File:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ChoiceError(
            "reading Parquet needs pyarrow (the extra moneyloop[parquet]): pip install pyarrow, or "
            "give a CSV file"
        ) from None
    raw = path.read_bytes()
    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(raw))
        header = tuple(file.schema_arrow.names)
    except (pyarrow.ArrowException, OSError) as error:
        raise DataError([_unreadable(path, error)]) from None

    def cells(column: str) -> list[str]:
        try:
            return _texts(file.read(columns=[column]).column(column))
        except (pyarrow.ArrowNotImplementedError, UnicodeDecodeError):
            kind = file.schema_arrow.field(column).type
            raise ChoiceError(
                f"{path}: the column {column!r} holds {kind}, not text, numbers or times"
            ) from None
        except (pyarrow.ArrowException, OSError) as error:
            raise DataError([_unreadable(path, error)]) from None

    lines = np.arange(1, file.metadata.num_rows + 1)
    return _File(str(path), header, lines, cells)


def _unreadable(path: Path, error: Exception) -> Problem:
    message = "the file cannot be read as Parquet: " + str(error).splitlines()[0].rstrip(".")
    return Problem(str(path), None, None, None, "parquet", message, "write it again, or as CSV")


def _texts(column: Any) -> list[str]:
    """A column of Parquet as it would stand in a CSV file; null and NaN are blank."""
    import pyarrow
    from pyarrow import types

    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if types.is_floating(column.type):
        return ["" if x is None or x != x else repr(x) for x in column.to_pylist()]
    if types.is_timestamp(column.type):
        column = column.cast(pyarrow.timestamp(column.type.unit))  # in UTC
    if types.is_binary(column.type) or types.is_large_binary(column.type):
        raise pyarrow.ArrowNotImplementedError("bytes")
    return [(x or "").strip() for x in column.cast(pyarrow.string()).to_pylist()]


def _column(file: _File, name: str) -> _Column:
    """A column of the file; `name` "" stands for one of blank cells."""
    import pandas as pd

    if not name:
        return _Column(np.zeros(len(file.lines), dtype=np.int64), [""])
    codes, texts = pd.factorize(np.array(file.cells(name), dtype=object))
    return _Column(codes, texts.tolist())


def _parsed(
    column: _Column, rule: str, parse: Callable[[str], _Value]
) -> tuple[list[_Value], list[_Wrong]]:
    """The value of each distinct text, and the texts that cannot be read."""
    parsed: list[_Value] = []
    faults: list[tuple[int, values.Fault]] = []
    for code, text in enumerate(column.texts):
        try:
            parsed.append(parse(text))
        except values.Fault as fault:
            faults.append((code, fault))
    if not faults:
        return parsed, []
    rows = np.bincount(column.codes, minlength=len(column.texts)).tolist()
    _, first = np.unique(column.codes, return_index=True)
    return [], [
        _Wrong(int(first[code]), rows[code], text, rule if text else "required", fault)
        for code, fault in faults
        for text in [column.texts[code]]
        if rows[code]
    ]


def _nobody(payer: _Column, payee: _Column) -> list[_Wrong]:
    """Payments between the world outside and itself, as one fault."""
    blank = (payer.of(payer.texts) == "") & (payee.of(payee.texts) == "")
    rows = np.flatnonzero(blank)
    fault = values.Fault("payer and payee are both blank", "name at least one of them")
    return [_Wrong(int(rows[0]), len(rows), "", "required", fault)] if len(rows) else []


def _ids(file: _File, column: _Column) -> np.ndarray:
    """The id of each row; one without gets `row-<line>`."""
    ids = column.of(column.texts)
    blank = ids == ""
    ids[blank] = [f"row-{line}" for line in file.lines[blank].tolist()]
    return ids


def _repeated(ids: np.ndarray, lines: np.ndarray) -> list[_Wrong]:
    """The ids that come again, each where it does so for the first time."""
    import pandas as pd

    codes, names = pd.factorize(ids)
    if len(names) == len(ids):
        return []
    rows = np.bincount(codes)
    _, first = np.unique(codes, return_index=True)
    repeats = np.setdiff1d(np.arange(len(codes)), first)
    _, first_repeats = np.unique(codes[repeats], return_index=True)
    wrong = []
    for row in np.sort(repeats[first_repeats]).tolist():
        code = codes[row]
        message = f"stands already on line {lines[first[code]]}"
        hint = "give each payment its own id, or map id to another column, or to none"
        fault = values.Fault(message, hint)
        wrong.append(_Wrong(row, int(rows[code]) - 1, names[code], "duplicate-id", fault))
    return wrong


def _problems(file: _File, column: str, wrong: Sequence[_Wrong]) -> list[Problem]:
    """A problem for each text, so many of them, and how many more there are."""
    problems = []
    for index, bad in enumerate(wrong[:_LISTED]):
        message = f"{bad.text!r} {bad.fault.message}" if bad.text else bad.fault.message
        more, cells = bad.rows - 1, bad.rows
        message += f"; {more:,} more row{'s have' if more > 1 else ' has'} it" if more else ""
        if index == _LISTED - 1 and len(wrong) > _LISTED:
            message += f"; {len(wrong) - _LISTED:,} more values of this column are wrong"
            cells += sum(unlisted.rows for unlisted in wrong[_LISTED:])
        line = int(file.lines[bad.row])
        problem = Problem(
            file.name, line, column, bad.text, bad.rule, message, bad.fault.hint, cells=cells
        )
        problems.append(problem)
    return problems


def _amount(text: str) -> float:
    if not text:
        return float("nan")
    try:
        amount = values.number(text)
    except values.Fault as fault:
        # The hints of `values` speak of billions.
        raise values.Fault(fault.message, _plain(text)) from None
    if amount < 0:
        raise values.Fault("is below 0", "swap payer and payee instead")
    return amount


def _plain(text: str) -> str:
    """What to write instead of an amount as accountants, bankers and programs write it."""
    if text.strip("()[]<>").casefold() in _BLANK:
        return "leave the cell blank when it is unknown"
    negative = _NEGATIVE.fullmatch(text)
    digits = next((part for part in negative.groups() if part), "") if negative else text
    written = _THOUSANDS.fullmatch(digits)
    if written is None:
        return _PLAIN
    amount = written[1].replace(",", "")
    if negative:
        return f"write {amount} and swap payer and payee: it is a negative amount"
    return f"write {amount}"


def _kind(text: str) -> str:
    kind = text.casefold()
    if not text:
        raise values.Fault("the kind is blank", "fill it in, or give a default kind")
    if kind not in KINDS:
        hint = nearest(kind, KINDS) or "write purchase, investment, return or a kind of deal"
        raise values.Fault("is not a kind of deal or a class", hint)
    return kind


def _moment(text: str) -> _Moment:
    """The moment of a date, a date-time (UTC where it names no zone) or a count since 1970."""
    if not text:
        return 0, 0, 0.0
    if _CLOCK.match(text):
        return _clock(text.removesuffix(" UTC"))
    if _COMPACT.fullmatch(text):
        raise values.Fault("may be a date without dashes, or seconds since 1970", _TIME_FORM)
    if match := _NO_DASHES.fullmatch(text):
        raise values.Fault("is a date without dashes", f"write {'-'.join(match.groups())}")
    if _SINCE_EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if float(text) >= _MILLISECONDS else 1)
        day = _EPOCH + int(seconds // _DAY)
        if day > _LAST_DAY:
            raise values.Fault("is a year out of range", _YEARS)
        return day, day, seconds % _DAY
    if len(text) > len("2025-01-31"):
        raise values.Fault("is not a time", _TIME_FORM)
    try:
        return (*values.days(text), 0.0)
    except values.Fault as fault:
        hint = _TIME_FORM if "YYYY" in fault.hint else fault.hint
        raise values.Fault(fault.message, hint) from None


def _of_one_form(wrong: list[_Wrong]) -> list[_Wrong]:
    """Wrong dates with the day to write, where the column shows whether days or months are first.

    03/04/2025 may be either of two days, but not in a column that has 21/04/2025 too.
    """
    parts = {bad.text: match for bad in wrong if (match := _NUMBERS_LAST.fullmatch(bad.text))}
    day_first = any(int(match[1]) > 12 for match in parts.values())
    month_first = any(int(match[2]) > 12 for match in parts.values())
    if day_first == month_first:
        return wrong
    order = (3, 2, 1) if day_first else (3, 1, 2)
    form = "day first" if day_first else "month first"
    told = []
    for bad in wrong:
        fault = bad.fault
        if match := parts.get(bad.text):
            try:
                day = date(*(int(match[part]) for part in order)).isoformat()
                fault = values.Fault(fault.message, f"write {day}: the column is {form}")
            except ValueError:
                pass
        told.append(replace(bad, fault=fault))
    return told


def _clock(text: str) -> _Moment:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise values.Fault("is not a time", _TIME_FORM) from None
    if not 1900 <= moment.year <= 2200:
        raise values.Fault("is a year out of range", _YEARS)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    day = moment.toordinal()
    clock = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return day, day, clock


def _deals(
    lines: np.ndarray,
    column_of: Mapping[str, _Column],
    ids: np.ndarray,
    amounts: list[float],
    moments: list[_Moment],
    kinds: list[str],
) -> pd.DataFrame:
    """The deals table of paid rows; columns that a ledger does not have are blank."""
    import pandas as pd

    def party(column: _Column) -> np.ndarray:
        return column.of([text or WORLD for text in column.texts])

    def same(value: Any) -> np.ndarray:
        return np.full(len(lines), value)

    first, last, clock = np.array(moments, dtype=float).reshape(-1, 3).T
    when, kind = column_of["start"], column_of["kind"]
    columns: dict[str, np.ndarray] = {
        item.name: same(np.nan if item.number else np.array("", dtype=object))
        for item in schema.columns("deals")
    }
    columns |= {
        "id": ids,
        "payer": party(column_of["payer"]),
        "payee": party(column_of["payee"]),
        "kind": kind.of(kinds),
        "amount_usd_bn": column_of["amount"].of(amounts, float),
        "start": when.of(when.texts),
        "status": same(np.array("paid", dtype=object)),
        "settlement": kind.of([SETTLEMENT_OF_KIND.get(name, "cash") for name in kinds]),
        "announced_day": same(0),
        "start_day": when.of(first, np.int64),
        "start_last_day": when.of(last, np.int64),
        "end_day": same(0),
        "line": lines,
        "class": kind.of([KINDS[name] for name in kinds]),
        "time": when.of(clock, float),
    }
    # Of object, as in a data package: text of pandas' own type is slow to read one by one.
    return pd.DataFrame(
        {name: pd.Series(cells, dtype=cells.dtype) for name, cells in columns.items()}
    )
