"""`moneyloop report`: the main job."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options
from moneyloop.cli.attribute import MONEY

DEFAULT = "moneyloop-report.html"
LOOPS_SHOWN = 10


@click.command()
@options.data_argument
@options.known_options
@options.translate_option([*MONEY, "size"])
@options.format_option(["table", "json"], "How to print the result.")
@click.option(
    "-o",
    "--output",
    "file",  # of the page: the tables go to the screen whatever it is
    type=click.Path(dir_okay=False),
    default=DEFAULT,
    show_default=True,
    metavar="FILE",
    help="Where to write the page.",
)
def report(data: str | None, as_of: str | None, case: str, form: str, file: str) -> None:
    """Whose dollar is it? Print the answer and write it as one HTML page.

    For the latest full year and the year before: what the parties that sell inside the network
    booked, how much of it was their own investment coming back and how much any investor's
    money, as low to high (estimate); the largest money loops; the loops that cannot be sized; what
    was left out. The page has the same, with charts (whose dollar, the share over time, the gap
    of commitments, the rulers of the labs' figures, the money's way, one dollar by hop, what a
    failure would hit), the sector's investment against its revenue, sources and the network; it
    works offline.

    \b
    Examples:
      moneyloop report
      moneyloop report --case headline -o headline.html

    \b
    $ moneyloop report
    In 2025, 8 companies booked $139bn of sales inside the network. The record allows
    $0 to $8.5bn of that to be their own investment coming back as sales
    ...
    2025
     Party       Booked   From inside        Own lap       Any investor   Customers ...
         Microsoft      299          17.2  0 to 5.7 (1.2)   0 to 17.2 (12.3) ...
    ...
    What binds the high end of the own lap: these flows are full
    ...
    wrote moneyloop-report.html
    """
    if file == "-":
        raise click.UsageError("standard output has the tables: give the page a file")

    from moneyloop import pages
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.pages.content import summary

    network = package.load(data)
    with bar("bounds") as progress:
        content = summary.build(network, as_of=as_of, case=case, progress=progress)
    with bar("page") as progress:
        page = pages.report_page(
            network, as_of=as_of, case=case, content=content, progress=progress
        )
    if form == "json":
        from moneyloop.tables.formats import json_text

        options.write(json_text(content), None)
    else:
        options.write_tables(_parts(content), None)
    options.write(page, file)


def _parts(content: dict[str, Any]) -> list[Any]:
    from moneyloop.model import USD_BN, ruler
    from moneyloop.tables import terminal

    narrow = options.narrow()
    sellers = [row for row in content["rows"] if row["inside_sales"] > 0]
    money = [row for row in content["loops"] if row["kind"] == "money"]
    sized = [row for row in money if not row["unsized"]]
    unsized = [row for row in content["loops"] if row["unsized"]]
    unsized.sort(key=lambda row: row["kind"] != "money")
    parts: list[Any] = [
        content["headline"],
        "",
        ruler(content["case"], content["as_of"], content["data"]),
        "Intervals are low to high (estimate): each end is attained, one party at a time.",
        "",
    ]
    for year in content["years"]:
        rows = [row for row in sellers if row["period"] == year]
        note = ", pro forma" if any(row["pro_forma"] for row in rows) else ""
        parts.append(terminal.attribution(f"{year}{note}", rows, period=False, narrow=narrow))
    if content["years"]:
        year = content["years"][0]
        rows = [row for row in sellers if row["period"] == year]
        parts.append(terminal.attribution_shares(f"{year}, as shares", rows, narrow=narrow))
    if narrow:
        parts.append(options.NARROW + " The page has all of it.")
    if content["binding"]:
        title = "What binds the high end of the own lap: these flows are full"
        parts.append(terminal.binding(title, content["binding"]))
    if sized:
        title = f"The largest money loops, {min(len(sized), LOOPS_SHOWN)} of {len(sized)}"
        parts.append(terminal.loops(title, sized[:LOOPS_SHOWN]))
    if unsized:
        count = f"{min(len(unsized), LOOPS_SHOWN)} of {len(unsized)}"
        title = f"Loops that cannot be sized, {count}"
        parts.append(terminal.unsized(title, unsized[:LOOPS_SHOWN]))
    if not money:
        parts.append("No money loop: nobody who is paid by a sale pays out an investment.")
    years = [row for row in sellers if row["period"] in content["years"]]
    parts += options.in_other_words([*years, *sized[:LOOPS_SHOWN]], USD_BN)
    parts.append(terminal.left_out([(item["reason"], item["ids"]) for item in content["left_out"]]))
    if content["notes"]:
        parts.append(terminal.notes(content["notes"]))
    return parts
