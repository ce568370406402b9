"""The row that `moneyloop add` asks for, as far as it is known, tried by the rules of the file.

What is not asked yet is filled with what no rule minds, so that each answer is checked at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click

from moneyloop.input import append, values
from moneyloop.model import DataError, Network, Problem

_PAYER, _PAYEE = "(who pays)", "(who is paid)"  # until they are known
_FIRST, _LAST = str(values.YEARS[0]), str(values.YEARS[-1])


@dataclass
class Talk:
    """What is known of the new row while it is asked for.

    target     the package that it is for
    before     the network without it
    columns    that deals.csv has
    cells      of the row; those that options gave are there from the beginning
    parties    rows of parties.csv for companies that it does not have
    answered   columns that are asked and checked
    unknown    whether an amount that is not public was agreed to
    counts     False once a row that does not count was agreed to
    writes     whether the files will be written to
    yes        whether a row that does not count is agreed to beforehand
    """

    target: str | Path
    before: Network
    columns: tuple[str, ...]
    cells: dict[str, str]
    writes: bool
    yes: bool
    parties: dict[str, dict[str, str]] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    unknown: bool = False
    counts: bool = True

    @property
    def new_parties(self) -> list[dict[str, str]]:
        """The rows for parties.csv of who pays or is paid."""
        ends = (self.cells["payer"], self.cells["payee"])
        return [self.parties[name] for name in ends if name in self.parties]

    @property
    def lists_parties(self) -> bool:
        """Whether the package has a list of parties, in which every party must be."""
        return bool((self.before.parties["line"] > 0).any())


def tried(talk: Talk) -> tuple[tuple[Problem, ...], Network | None]:
    """The errors of the row as far as it is known, or else the network with it."""
    cells = {name: text for name, text in talk.cells.items() if name in talk.answered}
    parties = list(talk.parties.values())
    for name, text in (("payer", _PAYER), ("payee", _PAYEE)):
        if name not in talk.answered:
            cells[name] = text
            if talk.lists_parties:
                parties.append({"name": text})
    if "amount_usd_bn" not in talk.answered or (talk.unknown and not cells["amount_usd_bn"]):
        cells["amount_usd_bn"] = talk.cells["amount_high_usd_bn"] or "1e-9"
    fillers = {"kind": "equity", "status": "paid", "start": _FIRST, "end": _LAST}
    cells |= {name: text for name, text in fillers.items() if name not in talk.answered}
    cells = {n: text for n, text in cells.items() if n in talk.columns or talk.cells[n]}
    try:
        return (), append.draft(talk.target, cells, parties).network
    except DataError as error:
        return error.problems, None


def tell_problems(problems: tuple[Problem, ...]) -> None:
    """What is wrong with an answer, by the rules of the file."""
    for problem in problems:
        if problem.severity == "error":
            tell(problem.message + (f" ({problem.hint})" if problem.hint else ""))


def tell(problem: str) -> None:
    click.echo(f"Error: {problem}", err=True)


def tell_fault(answer: str, fault: values.Fault) -> None:
    """What is wrong with an answer, by its column."""
    tell(f"{answer!r} {fault.message}" + (f" ({fault.hint})" if fault.hint else ""))
