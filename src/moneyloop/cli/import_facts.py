"""`moneyloop import` on the SEC's company facts: figures of a company to figures.csv."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moneyloop.cli import options
from moneyloop.cli.arguments import STDIN

if TYPE_CHECKING:
    from moneyloop.input.filings.filed import Filed


def import_facts(path: str, party: str, package: str | None, *, notes: bool = False) -> None:
    """Write the figures in the file `path` to figures.csv of `package`, as those of `party`.

    Without a package the rows go to standard output, as CSV. With `notes` what is not mapped is
    listed. Raises DataError, ChoiceError for a party that the package does not have, OSError and
    click exceptions.
    """
    from moneyloop.input.filings.facts import parse
    from moneyloop.input.filings.filed import figures_of
    from moneyloop.model import DataError

    file = "<stdin>" if path == STDIN else path
    raw = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    document, problems = parse(raw, file)
    if problems:
        raise DataError(problems)
    name = party.strip() if package is None else _known(package, party.strip())
    filed = figures_of(document, name, file)
    if package is None:
        options.write(filed.rows.to_csv(index=False, lineterminator="\n"), None)
    else:
        _append(package, filed)
    _echo_unmapped(filed, notes)


def _known(package: str, party: str) -> str:
    """The party as the package calls it; of one that lists no parties, as it is written."""
    from moneyloop.input import package as package_
    from moneyloop.model import ChoiceError
    from moneyloop.questions.asking import resolve

    network = package_.load(package)
    try:
        return resolve(network, party)
    except ChoiceError:
        if not network.parties["line"].any():
            return party
        raise


def _append(package: str, filed: Filed) -> None:
    from moneyloop.input.append import KeepsChanging
    from moneyloop.input.append_figures import append_figures
    from moneyloop.input.package import table_file
    from moneyloop.tables.filed import view

    try:
        added = append_figures(package, filed.rows)
    except KeepsChanging as error:
        raise click.ClickException(str(error)) from None
    whose = f"{filed.party} ({filed.company})" if filed.company else filed.party
    file = table_file(package, "figures")
    if added.rows:
        options.write_tables([view(added.rows)], None)
        click.echo(f"wrote {_figures(len(added.rows))} of {whose} to {file}", err=True)
    else:
        click.echo(f"nothing new of {whose} for {file}", err=True)
    if added.known:
        were = "was" if added.known == 1 else "were"
        click.echo(f"{_figures(added.known)} {were} there already", err=True)


def _figures(count: int) -> str:
    return f"{count:,} figure{'' if count == 1 else 's'}"


def _echo_unmapped(filed: Filed, notes: bool) -> None:
    """How many concepts of the file have no place among the figures; with `notes` all of it."""
    from moneyloop.tables.filed import unmapped

    lines = unmapped(filed.unmapped)
    if notes:
        for line in lines:
            click.echo(line, err=True)
    missing = filed.concepts - filed.mapped
    told = f"{missing:,} of {filed.concepts:,} concepts are no figures of moneyloop"
    click.echo(told if notes or not lines else f"{told}: --notes lists what is left out", err=True)
