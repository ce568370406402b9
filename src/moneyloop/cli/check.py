"""`moneyloop check`."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

from moneyloop.cli import options

COLUMNS = ("file", "line", "column", "value", "rule", "message", "hint", "severity")


@click.command()
@options.data_argument
@options.output_options
@click.pass_context
def check(ctx: click.Context, data: str | None, form: str, output: str | None) -> None:
    """Check a data package: every problem at once.

    Each with file, line, column, value, rule and what to write instead.

    Exit code 0 when it is clean or has warnings only, else 1.

    \b
    Examples:
      moneyloop check
      moneyloop check --format json

    \b
    $ moneyloop check
    No problems (deals 289, parties 68, figures 270).
    """
    from moneyloop.input.package import read_package
    from moneyloop.tables import formats

    tables, problems = read_package(data, {})
    errors = sum(problem.severity == "error" for problem in problems)
    rows: list[dict[str, Any]] = [dataclasses.asdict(problem) for problem in problems]
    if form == "json":
        options.write(formats.json_text({"ok": not errors, "problems": rows}), output)
    elif form == "csv":
        options.write(formats.csv_text(rows, COLUMNS), output)
    elif form == "markdown":
        options.write(formats.markdown(rows, COLUMNS), output)
    elif problems:
        options.write("".join(f"{problem}\n" for problem in problems), output)
    else:
        counts = ", ".join(f"{name} {len(table.rows)}" for name, table in tables.items())
        comments = sum(table.comments for table in tables.values())
        passed = f"; {comments} comment line{'' if comments == 1 else 's'} passed over"
        options.write(f"No problems ({counts}{passed if comments else ''}).\n", output)
    if errors:
        ctx.exit(1)
