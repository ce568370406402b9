"""What `moneyloop add` asks on a terminal: one question a column, each answer checked at once.

An answer is tried as part of the row, by the rules that read the file. What is not asked yet is
filled with what no rule minds. So a mistake costs one answer, never those before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click

from moneyloop.input import append, checks, schema, values
from moneyloop.input.alike import near
from moneyloop.input.files import refuse_read_only
from moneyloop.input.package import table_file
from moneyloop.model import DataError, Network, Problem
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
_NEAR_SHOWN = 5
_PAYER, _PAYEE = "(who pays)", "(who is paid)"  # until they are known
_FIRST, _LAST = str(values.YEARS[0]), str(values.YEARS[-1])


@dataclass
class Talk:
    """What is known of the new row while it is asked for.

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


def ask(
    target: str | Path, before: Network, cells: dict[str, str], *, writes: bool, yes: bool
) -> Talk:
    """Ask for what the cells of a new row leave open, and fill them in; `writes`, `yes`: see Talk.

    Raises DataError where those that are there can stand in no row.
    """
    talk = Talk(target, before, append.header(target), cells, writes, yes)
    talk.answered = {name for name in talk.cells if name not in _QUESTIONS}
    wrong, _ = _tried(talk)
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
        _tell(f"{answer!r} is none of them ({checks.nearest(answer, ['yes', 'no', *short])})")


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
        party = _party(talk, answer)
        if not party:
            return False
        answer = party
    try:
        checks.read_cell(schema.column("deals", name), answer)
    except values.Fault as fault:
        _tell(f"{answer!r} {fault.message}" + (f" ({fault.hint})" if fault.hint else ""))
        return False
    talk.cells[name] = answer
    talk.answered.add(name)
    wrong, network = _tried(talk)
    if network is None:
        _tell_problems(wrong)
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


def _tried(talk: Talk) -> tuple[tuple[Problem, ...], Network | None]:
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


def _party(talk: Talk, name: str) -> str:
    """The party that is meant, asked for where the name is not known; "" to be asked again."""
    names = {**talk.before.names, **{new: new for new in talk.parties}}
    if name in names:
        return name
    likely = list({names[other]: other for other in reversed(near(name, names))}.values())
    likely = likely[::-1][:_NEAR_SHOWN]
    if not likely and not talk.lists_parties:
        return name
    where = "the list of parties" if talk.lists_parties else "the data yet"
    click.echo(f"{name!r} is not in {where}.", err=True)
    for number, other in enumerate(likely, start=1):
        means = "" if names[other] == other else f" ({names[other]})"
        click.echo(f"  {number}  {other}{means}", err=True)
    meant = "the number of who is meant, " if likely else ""
    question = f'Write {meant}"new" to add {name!r}, or another name'
    answer = click.prompt(question, err=True).strip()
    if answer in names:
        return answer
    if likely and answer.isdecimal():
        if 1 <= int(answer) <= len(likely):
            return likely[int(answer) - 1]
        _tell(f"{answer} is not the number of one of them")
        return _party(talk, name)
    if answer.casefold() != "new":
        return _party(talk, answer)
    return _new_party(talk, name) if talk.lists_parties else name


def _new_party(talk: Talk, name: str) -> str:
    """A name for which parties.csv gets a row, with the kind that is asked for; "" if it cannot."""
    try:
        if talk.writes:
            refuse_read_only(table_file(talk.target, "parties"))
    except PermissionError as error:
        _tell(f"{error.filename}: {error.strerror}")
        return ""
    column = schema.column("parties", "kind")
    while True:
        question = f"What is {name}? Empty if nothing fits [{', '.join(column.enum)}]"
        kind = click.prompt(question, default="", show_default=False, err=True).strip()
        try:
            checks.read_cell(column, kind)
        except values.Fault as fault:
            _tell(f"{kind!r} {fault.message} ({fault.hint})")
            continue
        talk.parties[name] = {"name": name, "kind": kind}
        wrong, network = _tried(talk)
        if network is not None:
            return name
        del talk.parties[name]
        _tell_problems(wrong)
        if any(problem.column != "kind" for problem in wrong):
            return ""


def _tell_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        if problem.severity == "error":
            _tell(problem.message + (f" ({problem.hint})" if problem.hint else ""))


def _tell(problem: str) -> None:
    click.echo(f"Error: {problem}", err=True)
