"""`moneyloop report`: the main job."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from moneyloop.cli import ledger, options
from moneyloop.cli.output import OutputFile

DEFAULT = "moneyloop-report.html"
BOOKS = "moneyloop-books.html"


@click.command()
@options.data_argument
@options.known_options
@options.window_options("First year.", "Last year.")
@options.party_option
@options.translate_option
@ledger.payment_options
@options.notes_option
@options.format_option(["table", "json"], "How to print the result.")
@click.option(
    "-o",
    "--output",
    "file",  # of the page: the tables go to the screen whatever it is
    type=OutputFile(),
    default=DEFAULT,
    show_default=True,
    metavar="FILE",
    help="Where to write the page.",
)
@click.option("--books", is_flag=True, help=f"Write the page of the other questions ({BOOKS}).")
def report(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    year: str | None,
    party: tuple[str, ...],
    form: str,
    file: str,
    books: bool,
) -> None:
    """Whose dollar is it? Print the answer and write it as one HTML page.

    For the latest four quarters whose revenue is reported and the two latest full years, or the
    years asked for: the revenue of the companies that sell in the network, how much of it was
    their own investment coming back and how much any investor's money, as low to high (estimate);
    the largest money loops; the loops with an amount that is not public; what was left out. The
    page has the same with charts, sources and the network; it works offline.

    With --books it writes the page of the other questions instead: what is due and what
    known money covers, capital spending, figures on several bases, the way of the money and of
    one dollar, what a failure would hit, and how the answer changed.

    \b
    Examples:
      moneyloop report
      moneyloop report --from 2023 --party Microsoft --party Nvidia
      moneyloop report --books

    \b
    $ moneyloop report
    Of every dollar that AI companies paid one another in the year to June 2026, at
    most 37 cents was the seller's own investment coming back: $0 to $73.3bn of $197bn (and sales
    whose amount is not public); on public amounts and balances $2.0bn to $43.7bn, ...
    ...
    2025
     Party      Revenue   Network sales   Own money back   On public amounts ...
    ...
     Microsoft      299           17.2†        0 to 11.7      0 to 5.7 (1.2) ...
    ...
    Why not more, on public amounts? These payments set the limit
    ...
    wrote moneyloop-report.html
    """
    window = {"year": year, "from_": from_, "to": to}
    if books:
        if form != "table":
            raise click.UsageError("--books writes a page: it goes without --format")
        _write_books(data, file, as_of=as_of, case=case, **window, party=party)
        return
    if file == "-":
        raise click.UsageError("standard output has the tables: give the page a file")

    from moneyloop import pages
    from moneyloop.cli.progress import bar
    from moneyloop.pages.content import summary
    from moneyloop.questions import asking

    network = ledger.network(data)
    with asking.one_answer():
        with bar("bounds") as progress:
            content = summary.build(
                network, as_of=as_of, case=case, **window, party=party, progress=progress
            )
        with bar("page") as progress:
            page = pages.report_page(
                network, as_of=as_of, case=case, content=content, progress=progress
            )
        about = summary.about_parties(network, as_of=as_of, case=case, **window)
    if form == "json":
        from moneyloop.tables.formats import json_text

        options.write(json_text(content), None)
    else:
        from moneyloop.tables import report as table
        from moneyloop.tables import tail
        from moneyloop.words.amounts import in_unit

        words = options.in_other_words(table.shown(content), table.restated(), content["unit"])
        asked = content["party"]
        noted = tail.notes(content["notes"], about, asked), tail.of_others(about, asked)
        last = options.last(table.left_out(content), *noted)
        with in_unit(content["unit"]):
            options.write_tables([*table.view(content), *words], None, last)
    options.write(page, file)


def _write_books(data: str | None, file: str, **choices: Any) -> None:
    """The page of the other questions, to a name of its own where none is given."""
    from moneyloop import pages
    from moneyloop.cli.progress import bar

    source = click.get_current_context().get_parameter_source("file")
    with bar("page") as progress:
        page = pages.books_page(ledger.network(data), **choices, progress=progress)
    options.write(page, BOOKS if source is ParameterSource.DEFAULT else file)
