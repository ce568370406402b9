"""`moneyloop check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from moneyloop.cli import choices, ledger, options

if TYPE_CHECKING:
    from moneyloop.model import Problem


@click.command()
@options.data_argument
@ledger.payment_options
@options.file_options
@click.option(
    "--fix",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write the package again into DIR: dates, amounts and choices as a spreadsheet saves "
    "them become what the schema has.",
)
@click.option(
    "--proof",
    is_flag=True,
    help="Ask also, as warnings, what does not look right.",
)
@click.pass_context
def check(
    ctx: click.Context,
    data: str | None,
    fix: str | None,
    proof: bool,
    form: str,
    output: str | None,
) -> None:
    """Check a data package or a list of payments: every problem at once.

    Each with file, line, column, value, rule and what to write instead.

    Exit code 0 when it is clean or has warnings only, else 1. --fix never touches what it reads:
    it says what it changed, and asks (--dates, --decimal) for what may mean two things.

    --proof (of data without errors) holds amounts beside what sources print, days beside source and
    announcement, parts beside totals, purchases beside revenue, and rows beside one another.

    \b
    Examples:
      moneyloop check
      moneyloop check my-data --proof
      moneyloop check my-data --fix my-data-fixed

    \b
    $ moneyloop check
    No problems (deals 379, parties 85, figures 389).
    """
    from moneyloop.tables import check as table
    from moneyloop.tables import formats

    if proof and fix is not None:
        raise click.UsageError("--proof and --fix do not go together: mend first, then ask")
    asked: list[Problem] = []
    if fix is None:
        counted, problems, comments, asked = _checked(data, proof)
    else:
        counted, problems, comments = {}, _fixed(data, fix), 0
    errors = sum(problem.severity == "error" for problem in problems)
    rows = table.rows([*problems, *asked])
    if form == "json":
        text = formats.json_text({"ok": not errors, "problems": rows})
    elif form == "csv":
        text = formats.csv_text(rows, table.KEYS)
    elif form == "markdown":
        text = formats.markdown(rows, table.KEYS)
    else:
        text = table.view(counted, problems, comments)
        text += table.proof_view(asked) if proof and not errors else ""
    options.write(text, output)
    if errors:
        ctx.exit(1)


def _fixed(data: str | None, folder: str) -> list[Problem]:
    """The problems that are left when the package is written again into a new folder."""
    from moneyloop.input.repair import repaired

    done = repaired(data, folder, choices.stated_form())
    for line in (*done.changes, *(f"wrote {file}" for file in done.files)):
        click.echo(line, err=True)
    return done.problems


def _checked(
    data: str | None, proof: bool
) -> tuple[dict[str, int], list[Problem], int, list[Problem]]:
    """How many rows each table has, every problem, the comment lines, what the proof asks."""
    from moneyloop.input.ledger import store
    from moneyloop.input.ledger.doubts import doubts
    from moneyloop.input.package import NO_PROOF, holds_ledger, proofs, read_package
    from moneyloop.model import DataError
    from moneyloop.questions.merges import with_loops

    problems: list[Problem]
    stored = data is not None and holds_ledger(Path(data))
    if proof and (stored or ledger.is_asked()):
        raise click.UsageError(NO_PROOF)
    if ledger.is_asked():
        try:
            read = ledger.ledger(data)
        except DataError as error:
            return {}, list(error.problems), 0, []
    elif data is not None and stored:
        found, problems = store.checked(Path(data))
        if found is None:
            return {}, problems, 0, []
        read = found
    else:
        tables, problems = read_package(data, {})
        comments = sum(table.comments for table in tables.values())
        if any(problem.rule == "names-alike" for problem in problems) and data != ledger.STDIN:
            problems = _with_loops(data, problems)
        asked = proofs(tables, problems) if proof else []
        counts = {name: len(table.rows) for name, table in tables.items()}
        return counts, problems, comments, asked
    counted = {"payments": len(read.network.deals), "parties": len(read.network.parties)}
    return counted, with_loops(read.network, doubts(read, read.table.name)), 0, []


def _with_loops(data: str | None, problems: list[Problem]) -> list[Problem]:
    from moneyloop.input.package import load
    from moneyloop.model import DataError
    from moneyloop.questions.merges import with_loops

    try:
        return with_loops(load(data), problems)
    except DataError:
        return problems
