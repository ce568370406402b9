"""`moneyloop published`."""

from __future__ import annotations

import click

from moneyloop.cli import options


@click.command()
@options.output_options
def published(form: str, output: str | None) -> None:
    """What have others published, and what does the method say of the same inputs?

    Each published number of circular money with our interval beside it and why the two differ. The
    inputs are small packages that ship with moneyloop, such as published/goldman, or the bundled
    rows; where a publisher gives none, nothing is run, and the table says what is missing.

    \b
    Examples:
      moneyloop published
      moneyloop published --format csv -o published.csv
      moneyloop published --notes

    \b
    $ moneyloop published
    ...
     Publisher       What is claimed                 Number     Ours              Ours is ...
    ...
     Goldman Sachs   Of what Nvidia sells to OpenAI  10 of 13   0 to 10.0 (3.6)   Own ...
    ...

    Goldman's 10 are the most that the same inputs allow, and none of it is possible too.
    """
    from moneyloop.questions.published import published as asked
    from moneyloop.tables import published as table

    options.write_result(asked(), form, output, table.view)
