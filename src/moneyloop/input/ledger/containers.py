"""Any file with a table: text, Excel, Parquet, JSON, packed by gzip or zip; or a DataFrame."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.input import frames
from moneyloop.input.ledger.dialect import header_of, read_text
from moneyloop.input.ledger.form import Form
from moneyloop.input.ledger.formulas import valueless
from moneyloop.input.ledger.objects import read_objects
from moneyloop.input.ledger.records import broken, cell_text, of_records
from moneyloop.input.ledger.table import Table, as_text
from moneyloop.input.text import STDIN
from moneyloop.model import ChoiceError

if TYPE_CHECKING:
    import pandas as pd

_GZIP, _OLD_EXCEL, _PARQUET = b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second is that of an empty one
_IN_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin")
_LARGEST = 4 << 30  # bytes that a packed file may unpack to


def open_table(
    source: str | Path | pd.DataFrame, stated: Form | None = None, wanted: Sequence[str] = ()
) -> Table:
    """The table in a file, in standard input ("-") or in a DataFrame.

    What a file is shows in its first bytes, not in its name. `stated` is what is known of its form,
    and `wanted` are headers that it should have. Raises ChoiceError for a file with no table or
    with several, DataError where it is broken, OSError where it cannot be read.
    """
    if not isinstance(source, str | Path):
        header = frames.header(source)
        lines = np.array(frames.lines(source), dtype=np.int64)
        return as_text(Table(frames.FRAMES, header, lines, lambda at: frames.cells(source, at)))
    if str(source) == STDIN:
        return _table(sys.stdin.buffer.read(), "<stdin>", stated or Form(), wanted)
    if Path(source).is_dir():
        raise ChoiceError(f"{source} is a folder: a list of payments is one file")
    return _table(Path(source).read_bytes(), str(source), stated or Form(), wanted)


def _table(raw: bytes, name: str, stated: Form, wanted: Sequence[str]) -> Table:
    if raw.startswith(_GZIP):
        return _packed(_table(_gunzipped(raw, name), name, stated, wanted), "gzip")
    if raw.startswith(_ZIP):
        with _archive(raw, name) as archive:
            if not set(_IN_WORKBOOKS) & set(archive.namelist()):
                return _packed(_table(_only_file(archive, name), name, stated, wanted), "zip")
    if raw.startswith((*_ZIP, _OLD_EXCEL)):
        return _workbook(raw, name, stated, wanted)
    if raw.startswith(_PARQUET):
        return as_text(_parquet(raw, name))
    if raw.lstrip()[:1] in (b"{", b"["):
        return as_text(read_objects(raw, name, stated))
    return read_text(raw, name, stated, wanted)


def _packed(table: Table, how: str) -> Table:
    inner = f", {table.form.container}" if table.form.container else ""
    return replace(table, form=replace(table.form, container=f"packed by {how}{inner}"))


def _gunzipped(raw: bytes, name: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(raw)) as stream:
            return _bounded(stream.read(_LARGEST + 1), name)
    except (OSError, EOFError, zlib.error) as error:
        raise broken(name, "gzip", error) from None


def _bounded(raw: bytes, name: str) -> bytes:
    if len(raw) > _LARGEST:
        raise ChoiceError(f"{name} unpacks to more than 4 GiB: unpack and split it first")
    return raw


def _archive(raw: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except zipfile.BadZipFile as error:
        raise broken(name, "zip", error) from None


def _only_file(archive: zipfile.ZipFile, name: str) -> bytes:
    files = [
        info
        for info in archive.infolist()
        if not info.is_dir()
        and not PurePath(info.filename).name.startswith((".", "__MACOSX"))
        and not info.filename.startswith("__MACOSX/")
    ]
    if len(files) != 1:
        listed = ", ".join(info.filename for info in files[:10]) or "no file"
        raise ChoiceError(f"{name} holds {listed}: pack one table alone, or unpack it first")
    try:
        with archive.open(files[0]) as stream:
            return _bounded(stream.read(_LARGEST + 1), name)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, zlib.error) as error:
        raise broken(name, "zip", error) from None


def _workbook(raw: bytes, name: str, stated: Form, wanted: Sequence[str]) -> Table:
    """The first sheet of an Excel workbook that has a table."""
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
        sheets = [(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
        tables = [(title, sheet.to_python(), sheet.start or (0, 0)) for title, sheet in sheets]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise broken(name, "an Excel workbook", error) from None

    for title, rows, (above, before) in tables:
        texts = [[cell_text(cell) for cell in row] for row in rows]
        for (row, column), text in valueless(raw, title).items():
            if 0 <= row - above < len(texts) and 0 <= column - before < len(texts[row - above]):
                texts[row - above][column - before] = text
        records = [(line, row) for line, row in enumerate(texts, 1 + above) if any(row)]
        if len(records) > 1:
            at = header_of(records, stated.header, wanted)
            line, header = records[at]
            while header and not header[-1]:
                header.pop()
            form = Form(f"sheet {title!r} of an Excel workbook", header=line)
            return of_records(name, tuple(header), records[at + 1 :], form)
    raise ChoiceError(f"{name} is an Excel workbook without a sheet that has a table")


def _parquet(raw: bytes, name: str) -> Table:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ChoiceError(
            "reading Parquet needs pyarrow (the extra moneyloop[parquet]): pip install pyarrow, or "
            "give a CSV file"
        ) from None
    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(raw))
        header = tuple(file.schema_arrow.names)
    except (pyarrow.ArrowException, OSError) as error:
        raise broken(name, "Parquet", error) from None

    def cells(at: int) -> list[str]:
        column = header[at]
        try:
            return _texts(file.read(columns=[column]).column(column))
        except (pyarrow.ArrowNotImplementedError, UnicodeDecodeError):
            kind = file.schema_arrow.field(column).type
            raise ChoiceError(
                f"{name}: the column {column!r} holds {kind}, not text, numbers or times"
            ) from None
        except (pyarrow.ArrowException, OSError) as error:
            raise broken(name, "Parquet", error) from None

    lines = np.arange(1, file.metadata.num_rows + 1)
    return Table(name, header, lines, cells, Form("Parquet"))


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
