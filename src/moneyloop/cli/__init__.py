"""The command line: parse, ask a question, write, exit code. Nothing is computed here.

Help lists the commands without loading them: only click is imported before a command runs, and
what a command needs is imported inside it.
"""

from __future__ import annotations

import click

from moneyloop.cli.group import Group

# Heading, then each command with its line of --help (the module is named like the command).
SECTIONS: dict[str, dict[str, str]] = {
    "The answer": {
        "report": "Whose dollar is it? Print the answer and write it as one page.",
        "attribute": "Whose money is booked revenue? Also by tracing rules, over draws.",
        "explain": "Why is a company's number what it is?",
        "loops": "Which deals lead round in a circle?",
    },
    "Your own deals": {
        "deals": "List the deals, and why a row is left out of sums.",
        "add": "Add a deal to deals.csv, and see the loops that it closes.",
        "import": "Read payments of any form, or figures that are filed.",
        "check": "Check a data package: every problem at once.",
        "init": "Make a data package of your own.",
    },
    "How sure": {
        "unknowns": "Which missing figure would narrow the intervals most?",
        "timeline": "How did the answer grow, quarter after quarter?",
        "diff": "What changed between two dates or two data packages?",
        "published": "What others have published, with our interval beside it.",
    },
    "The companies": {
        "figures": "The figures of a company, of two side by side, and what to watch.",
        "trace": "Follow one dollar: where does it go, or come from?",
        "gap": "What is committed, against the money that is known?",
        "stress": "What if a company failed: who loses how much?",
    },
    "The whole network, and arithmetic": {
        "view": "Write the network as one page that works offline.",
        "index": "How circular is it, what could cancel, and is that chance?",
        "calc": "Margins, vintages of models, large amounts in other words.",
    },
}


def _keep(ctx: click.Context, _: click.Parameter, verbose: bool) -> None:
    ctx.meta["moneyloop.verbose"] = verbose


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from moneyloop.cli.version import lines

        for line in lines(verbose=ctx.meta["moneyloop.verbose"]):
            click.echo(line)
        ctx.exit()


@click.group(cls=Group, sections=SECTIONS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-v", "verbose", is_flag=True, is_eager=True, expose_value=False, hidden=True, callback=_keep
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_version,
    help="Show the version, with -v of all that is used, and exit.",
)
def main() -> None:
    """\b
    How much of AI companies' revenue is investor money making a lap?
    Intervals, in USD billions. DATA: a folder, a CSV of deals, "-" or the name of
    a package that ships: bundled (default), telecom-1999-2001. Exit codes:
    0 done, 1 the data has errors, 2 wrong usage.
    """
