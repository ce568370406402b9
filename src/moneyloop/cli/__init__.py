"""The command line: parse, ask the api, write, exit code. Nothing is computed here.

Only click is imported before a command runs; what a command needs is imported inside it.
"""

from __future__ import annotations

import click

from moneyloop import __version__
from moneyloop.cli.add import add
from moneyloop.cli.attribute import attribute
from moneyloop.cli.check import check
from moneyloop.cli.compare import compare
from moneyloop.cli.deals import deals
from moneyloop.cli.diff import diff
from moneyloop.cli.explain import explain
from moneyloop.cli.gap import gap
from moneyloop.cli.group import Group
from moneyloop.cli.index import index
from moneyloop.cli.init import init
from moneyloop.cli.loops import loops
from moneyloop.cli.margin import margin
from moneyloop.cli.null_model import null_model
from moneyloop.cli.report import report
from moneyloop.cli.rulers import rulers
from moneyloop.cli.rules import rules
from moneyloop.cli.simulate import simulate
from moneyloop.cli.stress import stress
from moneyloop.cli.timeline import timeline
from moneyloop.cli.trace import trace
from moneyloop.cli.translate import translate
from moneyloop.cli.unknowns import unknowns
from moneyloop.cli.view import view
from moneyloop.cli.vintage import vintage
from moneyloop.cli.watch import watch


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="moneyloop")
def main() -> None:
    """Whose dollar is it? Of the revenue that AI companies book, how much is the open market
    paying, and how much is investor money making a lap?

    Every number is an interval that the public record allows (low to high, with an estimate), in
    USD billions, with the rows behind it. DATA is a folder with deals.csv, a CSV of deals, or "-"
    for deals on standard input; without it the bundled data is read.

    \b
    Exit codes: 0 done, 1 the data has errors, 2 wrong usage.
    """


main.add_section("The main job", [report])
main.add_section("Questions", [attribute, loops, deals, explain])
main.add_section("How sure", [rules, simulate, unknowns])
main.add_section("Over time", [timeline, diff])
main.add_section("Reading the books", [rulers, gap, translate])
main.add_section("Follow one dollar", [trace])
main.add_section("Margins and vintages", [margin, vintage])
main.add_section("A tale of two labs", [compare, watch])
main.add_section("The money goes in a circle", [index, null_model, stress])
main.add_section("Your own data", [init, add, check])
main.add_section("Pages", [view])
