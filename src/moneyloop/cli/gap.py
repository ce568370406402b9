"""`moneyloop gap`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "sector",
    "party",
    "period",
    "committed",
    "committed_purchases",
    "committed_investments",
    "committed_returns",
    "known",
    "opening",
    "customers",
    "outside_investors",
    "sales",
    "investments",
    "returns",
    "covered",
    "unexplained",
    "revenue",
    "multiple",
    "revenue_coverage",
    "pro_forma",
    "evidence",
    "deals",
    "figures",
    "received",
)
PARTIES_SHOWN = 15
YEARS_SHOWN = {True: 5, False: 8}  # on a narrow terminal, and on others

MONEY = (
    *("committed", "committed_purchases", "committed_investments", "committed_returns", "known"),
    *("opening", "customers", "outside_investors", "sales", "investments", "returns", "covered"),
    *("unexplained", "revenue"),
)


@click.command()
@options.data_argument
@options.known_options
@click.option("--from", "from_", metavar="YEAR", help="First year.")
@click.option("--to", metavar="YEAR", help="Last year. Default: the last scheduled one.")
@options.party_option
@click.option(
    "--investment",
    type=float,
    metavar="USD_BN",
    help="The sector's investment a year, in place of the capex figures.",
)
@click.option(
    "--margin",
    type=float,
    default=0.5,
    show_default=True,
    help="Gross margin of those who buy the compute, 0.001 to 1.",
)
@click.option(
    "--life",
    type=float,
    default=1.0,
    show_default=True,
    metavar="YEARS",
    help="Years in which the investment of one year is earned back.",
)
@options.output_options(money=MONEY)
def gap(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    party: tuple[str, ...],
    investment: float | None,
    margin: float,
    life: float,
    form: str,
    output: str | None,
) -> None:
    """What is committed, against the money that is known, and what is not covered?

    By year and party: the payments that the rows schedule, the money that is known to come in
    (customers, outside investors, opening cash, and sales, investments and returns from inside the
    network), and what none of it covers, in dollars and as a multiple of booked revenue.

    For the sector: capex against AI revenue. Required revenue a year = investment / life / margin,
    as in David Cahn's "AI's $600B question": Nvidia at 150 a year, doubled for the rest of the data
    center, is an investment of 300, and at a margin of 0.5 needs 600. Each revenue stands on
    its own line with its ruler; they are never added. CSV has the rows by party and year
    only; the sector's question is in the other formats. It is not asked with --party.

    \b
    Examples:
      moneyloop gap
      moneyloop gap --party OpenAI --from 2025
      moneyloop gap --investment 300 --margin 0.5 --life 1
      moneyloop gap --format csv -o gap.csv

    \b
    $ moneyloop gap
    ...
     Year     Investment                                ...   Amount   Needed a year
    ...
         2025     Hyperscalers (aggregate), Mag 7 AI capex  ...    250             500
    ...
     Year     Known revenue ...                Amount   Coverage   Invested/$1    Gap   Gap/revenue
    ...
    AI industry (aggregate), total ...  15.6  100%  16.0  484  31.1x
    ...
                                                  Opening ...
     Year     Committed   Customers   Investors      cash  Inside   Unexplained   Revenue ...
    ...
         2027 *         217        0.25        0.06        ?     83.1           209         ? ...
    ...

    The 250 invested in 2025 would need a revenue of 500 a year to come back in one go; customers
    spent 15.6 on AI by one estimate, a dollar for every 16 invested. Of the 216.9 that the rows
    schedule for 2027, no money that is known yet covers 208.7.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions.gap.gap import gap as asked
    from moneyloop.tables.gap import markdown

    network = package.load(data)
    with bar("years") as progress:
        result = asked(
            network,
            as_of=as_of,
            case=case,
            from_=from_,
            to=to,
            party=party,
            investment=investment,
            margin=margin,
            life=life,
            progress=progress,
        )
    options.write_result(result, form, output, COLUMNS, lambda _: _parts(result), markdown=markdown)


def _parts(result: Any) -> list[Any]:
    from moneyloop.tables import gap as tables
    from moneyloop.words.amounts import stated

    narrow = options.narrow()
    question = result.extra["sector_question"]
    together = [row for row in result.rows if row["sector"]]
    alone = [row for row in result.rows if not row["sector"]]
    parts: list[Any] = []
    if question:
        assumed = f"life {stated(question[0]['life'])}, margin {stated(question[0]['margin'])}"
        title = f"The sector's investment, and the revenue that it needs ({assumed})"
        parts.append(tables.investment(title, question, narrow=narrow))
        title = "Known revenue per year, each on its own ruler; they are not added"
        parts.append(tables.against(title, question, narrow=narrow))
    if together:
        title = "All parties with something to pay: due and known money, per year"
        parts.append(tables.parties(title, together, named=False, narrow=narrow))
        parts += _with_a_gap(result, alone, narrow)
    elif alone:
        title = "Due and known money, per year"
        parts.append(tables.parties(title, alone, named=True, narrow=narrow))
    else:
        parts.append("No payment of these parties with an amount and a term is in these years.")
    if narrow:
        parts.append(
            "In brackets: how much of their days revenue figures cover, where it is not all."
        )
        parts.append(options.NARROW)
    if any(row["pro_forma"] for row in [*result.rows, *question]):
        parts.append("* pro forma: scheduled and forecast money is in it.")
    return parts


def _with_a_gap(result: Any, alone: list[dict[str, Any]], narrow: bool) -> list[Any]:
    """The parties with something unexplained: around the as-of date in full, then year by year."""
    from moneyloop.tables import gap as tables
    from moneyloop.tables.terminal import few

    open_ = [row for row in alone if row["unexplained"] > 0]
    if not open_:
        return ["Known money covers every payment that is due."]
    now = (result.as_of or "")[:4]
    near = [row for row in open_ if int(now or 0) - 1 <= int(row["period"]) <= int(now or 0)]
    parts: list[Any] = []
    if near:
        years = " and ".join(sorted({row["period"] for row in near}))
        title = f"Parties with something unexplained, {years}"
        parts.append(tables.parties(title, near, named=True, narrow=narrow))
    every = sorted({row["period"] for row in open_})
    ahead = [year for year in every if int(year) >= int(now or 0) - 1]
    shown = (ahead or every)[: YEARS_SHOWN[narrow]]
    sums: dict[str, float] = {}
    for row in open_:
        if row["period"] in shown:
            sums[row["party"]] = sums.get(row["party"], 0.0) + row["unexplained"]
    ranked = sorted(sums, key=lambda name: (-round(sums[name], 9), name))[:PARTIES_SHOWN]
    rows = [row for name in ranked for row in alone if row["party"] == name]
    parts.append(tables.unexplained("Unexplained, by year", rows, shown))
    hidden = [
        f"{row['party']} {row['period']}"
        for row in open_
        if row["period"] not in shown or row["party"] not in ranked
    ]
    if hidden:
        parts.append(f"Not shown here, {len(hidden)} with something unexplained: {few(hidden)}.")
    covered = sorted({row["party"] for row in alone} - {row["party"] for row in open_})
    if covered:
        parts.append(f"Nothing unexplained in any year: {few(covered)}.")
    return parts
