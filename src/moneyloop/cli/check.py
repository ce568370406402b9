"""`moneyloop check`."""

from __future__ import annotations

import click

from moneyloop.cli import options


@click.command()
@options.data_argument
@options.file_options
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
    from moneyloop.tables import check as table
    from moneyloop.tables import formats

    tables, problems = read_package(data, {})
    errors = sum(problem.severity == "error" for problem in problems)
    if form == "json":
        text = formats.json_text({"ok": not errors, "problems": table.rows(problems)})
    elif form == "csv":
        text = formats.csv_text(table.rows(problems), table.KEYS)
    elif form == "markdown":
        text = formats.markdown(table.rows(problems), table.KEYS)
    else:
        text = table.view(tables, problems)
    options.write(text, output)
    if errors:
        ctx.exit(1)
