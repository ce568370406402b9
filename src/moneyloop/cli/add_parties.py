"""Who is meant by a name that `moneyloop add` does not know, and the row of one that is new."""

from __future__ import annotations

import click

from moneyloop.cli.add_row import Talk, tell, tell_fault, tell_problems, tried
from moneyloop.input import checks, schema, values
from moneyloop.input.alike import near
from moneyloop.input.files import refuse_read_only
from moneyloop.input.package import table_file

_NEAR_SHOWN = 5


def party(talk: Talk, name: str) -> str:
    """The party that is meant, asked for where the name is not known; "" to be asked again."""
    names = {**talk.before.names, **{new: new for new in talk.parties}}
    if name in names:
        return name
    once: dict[str, str] = {}  # by the first of its names that is near
    for other in near(name, names):
        once.setdefault(names[other], other)
    likely = list(once.values())[:_NEAR_SHOWN]
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
        tell(f"{answer} is not the number of one of them")
        return party(talk, name)
    if answer.casefold() != "new":
        return party(talk, answer)
    return _new_party(talk, name) if talk.lists_parties else name


def _new_party(talk: Talk, name: str) -> str:
    """A name for which parties.csv gets a row, with the kind that is asked for; "" if it cannot."""
    try:
        if talk.writes:
            refuse_read_only(table_file(talk.target, "parties"))
    except PermissionError as error:
        tell(f"{error.filename}: {error.strerror}")
        return ""
    column = schema.column("parties", "kind")
    while True:
        question = f"What is {name}? Empty if nothing fits [{', '.join(column.enum)}]"
        kind = click.prompt(question, default="", show_default=False, err=True).strip()
        try:
            checks.read_cell(column, kind)
        except values.Fault as fault:
            tell_fault(kind, fault)
            continue
        talk.parties[name] = {"name": name, "kind": kind}
        wrong, network = tried(talk)
        if network is not None:
            return name
        del talk.parties[name]
        tell_problems(wrong)
        if any(problem.column != "kind" for problem in wrong):
            return ""
