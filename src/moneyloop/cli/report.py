"""`moneyloop report`: the main job."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from moneyloop import __version__
from moneyloop.cli import ledger, options
from moneyloop.cli.group import WORDS
from moneyloop.cli.output import OutputFile

if TYPE_CHECKING:
    from moneyloop.model import Note

DEFAULT = "moneyloop-report.html"
BOOKS = "moneyloop-books.html"
_ROWS = (".csv", ".xlsx")  # files that get the rows of the answer


@click.command()
@options.data_argument
@options.known_options
@options.window_options("First year.", "Last year.")
@options.party_option
@options.translate_option
@ledger.payment_options
@click.option("--full", is_flag=True, help="Print all tables below the answer.")
@options.notes_option
@options.format_option(
    ["table", "json", "csv", "xlsx"],
    "How to print the result; an xlsx goes to the FILE of -o.",
)
@click.option(
    "-o",
    "--output",
    "file",
    type=OutputFile(),
    show_default=DEFAULT,
    metavar="FILE",
    help="Where to write the page, or the rows of the answer where it ends in .csv or .xlsx.",
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
    full: bool,
    form: str,
    file: str | None,
    books: bool,
) -> None:
    """Whose dollar is it? Print the answer and write it as one HTML page.

    For the latest four quarters whose revenue is reported, or the years asked for, on one screen:
    how much of what companies paid one another was the seller's own investment coming back, as a
    sentence and as 100 cents; the sellers; why it is a range; the loops; what would change it,
    what is not in it, what would prove it wrong. The page has the same in pictures, with the deals
    behind it and their sources; it works offline. With --full all tables follow; csv and xlsx have
    a row for each seller and period, and one for all sellers.

    With --books it writes the page of the other questions instead: what is due and what
    known money covers, capital spending, figures on several bases, the way of the money and of
    one dollar, what a failure would hit, and how the answer changed.

    \b
    Examples:
      moneyloop report
      moneyloop report --books
      moneyloop report -o answer.xlsx

    \b
    $ moneyloop report
    Of every dollar that AI companies paid one another in the year to June 2026, at most 37 ...
    ...
    Sellers, USD billions    Own money back   On public amounts   Of network sales ...
    Nvidia                        0 to 31.6   2.0 to 29.9 (3.3)          0% to 22% ...
    ...
    wrote moneyloop-report.html
    """
    rows_only = _checked(form, file, full=full)
    window = {"year": year, "from_": from_, "to": to}
    if books:
        if form != "table" or full or rows_only:
            raise click.UsageError(
                "--books writes a page: leave out --format and --full, and name an .html file"
            )
        _write_books(data, file, as_of=as_of, case=case, **window, party=party)
        return

    from moneyloop import pages
    from moneyloop.cli.progress import bar
    from moneyloop.pages.content import summary
    from moneyloop.questions import asking

    network = ledger.network(data)
    page = ""
    with asking.one_answer():
        with bar("bounds") as progress:
            content = summary.build(
                network, as_of=as_of, case=case, **window, party=party, progress=progress
            )
        if not rows_only:
            with bar("page") as progress:
                page = pages.report_page(
                    network, as_of=as_of, case=case, content=content, progress=progress
                )
        about = summary.about_parties(network, as_of=as_of, case=case, **window)
    if form == "json":
        from moneyloop.tables.formats import json_text

        options.write(json_text(content), None)
    elif form == "table":
        _print(content, about, full=full)
    if rows_only:
        _write_rows(content, file)
    else:
        options.write(page, file or DEFAULT)


def _write_books(data: str | None, file: str | None, **choices: Any) -> None:
    """The page of the other questions, to a name of its own where none is given."""
    from moneyloop import pages
    from moneyloop.cli.progress import bar

    with bar("page") as progress:
        page = pages.books_page(ledger.network(data), **choices, progress=progress)
    options.write(page, file or BOOKS)


def _checked(form: str, file: str | None, *, full: bool) -> bool:
    """Whether rows of the answer are written instead of the page; raises click.UsageError."""
    ending = Path(file or "").suffix.lower()
    if full and form != "table":
        raise click.UsageError(f"--full prints tables, and {form} has none: leave one of both out")
    if form == "xlsx" and ending != ".xlsx":
        raise click.UsageError("a workbook is a file: name it, as in -o answer.xlsx")
    if form == "csv":
        if file not in (None, "-") and ending != ".csv":
            raise click.UsageError(f"csv does not go into {file}: name it as in -o answer.csv")
        return True
    if file == "-":
        raise click.UsageError("standard output has the tables: give the page a file")
    if form == "json" and ending in _ROWS:
        raise click.UsageError(
            f"json is printed, and {file} has the rows: leave out --format, or name an .html file"
        )
    return ending in _ROWS


def _print(content: dict[str, Any], about: list[Note], *, full: bool) -> None:
    """The answer on one screen; with `full` all tables below it."""
    from moneyloop.tables import answer, tail
    from moneyloop.tables import report as table
    from moneyloop.words.amounts import in_unit

    words = options.in_other_words(table.shown(content), table.restated(), content["unit"])
    asked = content["party"]
    left_out, notes = table.left_out(content), tail.notes(content["notes"], about, asked)
    below = options.last(left_out, notes, tail.of_others(about, asked))
    more = [] if full else ["All tables: --full."]
    if not full and below == [tail.line(left_out, notes)]:
        more, below = [below[0].removesuffix(".") + ".", *more], []
    with in_unit(content["unit"]):
        parts = answer.view(content, options.width(None), more)
        if full:
            parts += ["", *table.view(content)]
        options.write_tables([*parts, *words], None, below)


def _write_rows(content: dict[str, Any], file: str | None) -> None:
    """The rows of the answer, printed or into a file of their form."""
    from moneyloop.tables import answer_rows

    if file is None or file == "-" or Path(file).suffix.lower() == ".csv":
        options.write(answer_rows.as_csv(content), file)
        return
    command = shlex.join(["moneyloop", *click.get_current_context().meta[WORDS]])
    options.save(answer_rows.as_workbook(content, command, __version__), file)
