"""`moneyloop calc translate`."""

from __future__ import annotations

import click

from moneyloop.cli import options


# A loss begins with a minus sign, which is no option.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, metavar="AMOUNT")
@options.output_options
def translate(words: tuple[str, ...], form: str, output: str | None) -> None:
    """Restate a large amount: a year of it, a day, per person, in things.

    AMOUNT is US dollars with a scale (k, M, bn, tn, or the word), with or without a time: a term
    ("over 5 years", "over 18 months"), a rate ("a year", "/y", "per month", "a day") or "run
    rate". Quotes are only needed where the shell reads a $. Another currency is refused: no
    exchange rate is assumed. What it is restated by (people alive, days in a year, the weight of
    a banknote) is in one table with its sources, data/bases.csv.

    \b
    Examples:
      moneyloop calc translate 300bn over 5y
      moneyloop calc translate "$700bn a year"
      moneyloop calc translate -74bn a year --format json

    \b
    $ moneyloop calc translate 300bn over 5y
    ...
    $60.0bn a year                                                     one year
    ...
    about $164M a day                                                  one day   365 days ...
    about $36.76 for every person alive                                whole amount ...
    3,000 tonnes of $100 notes                                         whole amount ...
    ...

    A headline of 300bn is 60bn a year if every year is used in full, or 36.76 for each person
    alive over the five years.
    """
    from moneyloop.questions.translation import translate as asked
    from moneyloop.tables import translation as table

    options.write_result(asked(" ".join(words)), form, output, table.view)
