"""What `moneyloop add` asks on a terminal: one question a column, each answer checked at once.

An answer is tried as part of the row, so a mistake costs one answer, never those before it.
"""

from __future__ import annotations

from pathlib import Path

import click

from moneyloop.cli.add_parties import party
from moneyloop.cli.add_row import Talk, tell, tell_fault, tell_problems, tried
from moneyloop.input import append, checks, schema, values
from moneyloop.model import DataError, Network
from moneyloop.questions.left_out import why_last_is_left_out

# In this order.
_QUESTIONS = {
    "part_of": "Id of the row that has this money already, empty if there is none",
    "payer": "Follow the money: who pays?",
    "payee": "Who is paid?",
    "settlement": "What is handed over? Empty for cash",
    "kind": "What is the money for?",
    "amount_usd_bn": "Amount in billions of dollars, empty if not public",
    "status": "How sure is it? Empty for signed",
    "start": "First day of the money (2026, 2026-11 or 2026-11-30), empty if not known",
    "end": "Last day of the money, empty if all of it is paid at the start",
    "source": "Title of the source, empty if there is none",
    "url": "Where it can be read, empty if nowhere",
}
_ONLY_AGAIN = ("part_of", "settlement")  # asked only where what an option says will not do
_ONLY_TOLD = ("source", "url")  # whether the row counts does not hang on these


def ask(
    target: str | Path, before: Network, cells: dict[str, str], *, writes: bool, yes: bool
) -> Talk:
    """Ask for what the cells of a new row leave open, and fill them in; `writes`, `yes`: see Talk.

    Raises DataError where those that are there can stand in no row.
    """
    talk = Talk(target, before, append.header(target), cells, writes, yes)
    talk.answered = {name for name in talk.cells if name not in _QUESTIONS}
    wrong, _ = tried(talk)
    if wrong:
        raise DataError(wrong)
    for name in _QUESTIONS:
        if talk.cells[name]:
            _take(talk, name, talk.cells[name])
        elif name not in _ONLY_AGAIN and name in talk.columns:
            _ask_one(talk, name)
        else:
            talk.answered.add(name)
    return talk


def is_confirmed(talk: Talk) -> bool:
    """Whether the row is to be written; False after another answer was given to one question.

    Raises click.Abort where it is not to be written.
    """
    short = {name.removesuffix("_usd_bn"): name for name in _QUESTIONS if name not in _ONLY_AGAIN}
    question = f"Write this row? yes, no, or what to change ({', '.join(short)})"
    while True:
        answer = click.prompt(question, default="yes", err=True).strip().casefold()
        if answer in ("y", "yes"):
            return True
        if answer in ("n", "no"):
            raise click.Abort
        changed = short.get(answer, answer)
        if changed in short.values():
            talk.counts = True
            talk.unknown = talk.unknown and changed != "amount_usd_bn"
            _ask_one(talk, changed)
            return False
        tell(f"{answer!r} is none of them ({checks.nearest(answer, ['yes', 'no', *short])})")


def _ask_one(talk: Talk, name: str) -> None:
    """Ask for one column until its answer can stand in the row."""
    column = schema.column("deals", name)
    question = _QUESTIONS[name] + (f" [{', '.join(column.enum)}]" if column.enum else "")
    while True:
        answer = click.prompt(
            question,
            default=None if column.required else "",
            show_default=False,
            prompt_suffix=" " if question.endswith("?") else ": ",
            err=True,
        )
        if _is_taken(talk, name, answer.strip()):
            return


def _take(talk: Talk, name: str, answer: str) -> None:
    """Take what an option says; ask where it cannot stand in the row."""
    if not _is_taken(talk, name, answer):
        _ask_one(talk, name)


def _is_taken(talk: Talk, name: str, answer: str) -> bool:
    """Whether an answer can stand in the row, and the row counts or need not."""
    before, asked = talk.cells[name], frozenset(talk.answered)
    if name in ("payer", "payee") and answer:
        answer = party(talk, answer)
        if not answer:
            return False
    try:
        checks.read_cell(schema.column("deals", name), answer)
    except values.Fault as fault:
        tell_fault(answer, fault)
        return False
    talk.cells[name] = answer
    talk.answered.add(name)
    wrong, network = tried(talk)
    if network is None:
        tell_problems(wrong)
    elif name in _ONLY_TOLD or not talk.counts or _goes_on(talk, name, network):
        return True
    talk.cells[name], talk.answered = before, set(asked)
    return False


def _goes_on(talk: Talk, name: str, network: Network) -> bool:
    """Whether the row counts, or is wanted although it does not."""
    why = why_last_is_left_out(network)
    if not why:
        return True
    click.echo(f"The row would not count in sums: {why}.", err=True)
    if not talk.yes and not click.confirm("Go on all the same?", default=False, err=True):
        return False
    if name == "amount_usd_bn":
        talk.unknown = True  # with its days it is still in the interval, so the rest is asked for
    else:
        talk.counts = False
    return True
