"""What a command reads and what it writes: never the same file, and never a file of a package."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from moneyloop.cli.types import party_hint

_READ, _WRITTEN = "moneyloop.read", "moneyloop.written"  # in a context: the paths of a command


class DataPath(click.Path):
    """A data package, a file of payments or flows, or the name of a shipped package.

    "-" is standard input. A file or folder that is here wins over a package of that name.
    """

    def __init__(self) -> None:
        super().__init__(exists=True, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from moneyloop.input.bundled import is_shipped, nearest_shipped

        if is_shipped(value):
            _keep(ctx, _READ, str(value))
            return str(value)
        try:
            path = str(super().convert(value, param, ctx))
        except click.BadParameter as error:
            hint = party_hint(str(value), ctx) or nearest_shipped(str(value))
            if hint:
                self.fail(f"{error.message.rstrip('.')}; {hint}", param, ctx)
            raise
        if path == "-" and sys.stdin is None:
            self.fail("standard input is closed: name a file or a folder", param, ctx)
        _keep(ctx, _READ, path)
        return path


class OutputFile(click.Path):
    """A file that a command writes; it is refused where it is data: read, or of any package."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from moneyloop.input.files import refuse_read_only

        path = str(super().convert(value, param, ctx))
        if not path:
            self.fail("the name of the file is blank", param, ctx)
        if path != "-":
            refuse_read_only(Path(path))
            _keep(ctx, _WRITTEN, path)
            _refuse_data(ctx, path)
        return path


def _keep(ctx: click.Context | None, kind: str, path: str) -> None:
    """Remember a path; whichever of the two kinds comes last finds the other one there."""
    if ctx is None:
        return
    ctx.meta.setdefault(kind, []).append(path)
    for written in ctx.meta.get(_WRITTEN, ()):
        for data in (None, *ctx.meta.get(_READ, ())):
            same = _same(Path(written), data)
            if same is not None:
                raise _refused(ctx, written, f"data that this command reads ({same})")


def _refuse_data(ctx: click.Context | None, written: str) -> None:
    """Refuse a file of a data package, though the command reads another one."""
    for file in dict.fromkeys((Path(written), Path(written).resolve())):
        package = file.with_name("datapackage.json")
        if file in _tables(package):
            raise _refused(ctx, written, f"data of the package that {package} describes")


def _tables(package: Path) -> list[Path]:
    """A datapackage.json and the files that it names; none where it is no data package."""
    try:
        tables = json.loads(package.read_bytes())["resources"]
        paths = [table["path"] for table in tables if "path" in table]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    # The path of a table may be a list: its parts.
    several = [path if isinstance(path, list) else [path] for path in paths]
    return [package, *(package.parent / str(part) for parts in several for part in parts)]


def _refused(ctx: click.Context | None, written: str, what: str) -> click.UsageError:
    return click.UsageError(
        f"{written} is {what}: the answer would take its place. Write it to another file, such as "
        f"answer{Path(written).suffix}",
        ctx,
    )


def _same(file: Path, data: str | None) -> Path | str | None:
    """The file of what is read that `file` is by another name, or would become; None if none is."""
    if data == "-":
        return "standard input" if _is_standard_input(file) else None
    for source in _files(data):
        if file.exists() and source.exists():
            if file.samefile(source):
                return source
        elif source.parent.exists() and file.resolve() == source.resolve():
            return source
    return None


def _files(data: str | None) -> Iterator[Path]:
    """Every file that is read with a path, or would be if it were there; None: the bundled data."""
    from moneyloop.input.package import TABLES, is_lone, table_file

    deals = table_file(data, "deals")
    yield deals
    if not is_lone(data):
        yield from (deals.with_name(f"{name}.csv") for name in (*TABLES[1:], "bases"))
        yield deals.with_name("datapackage.json")


def _is_standard_input(file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(sys.stdin.fileno()), file.stat())
    except (AttributeError, OSError, ValueError):  # it is closed, or no file of the system
        return False
