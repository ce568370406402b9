"""`moneyloop trace`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "hop",
    "payer",
    "payee",
    "class",
    "amount",
    "share",
    "share_of_spent",
    "booked",
    "evidence",
    "deals",
    "figures",
    "pro_forma",
)
PAYMENTS_SHOWN = 6


@click.command()
@options.data_argument
@click.option(
    "--from",
    "from_",
    metavar="PARTY",
    help="Where the dollar enters: a party, or customers, all of them together. "
    "[default: customers]",
)
@click.option("--to", metavar="PARTY", help="Go back instead, from a dollar that PARTY booked.")
@click.option(
    "--dollar",
    type=float,
    default=1.0,
    show_default=True,
    metavar="AMOUNT",
    help="US dollars to follow.",
)
@options.year_option
@click.option(
    "--hops", type=int, default=4, show_default=True, metavar="N", help="How many payments on."
)
@options.known_options
@options.output_options()
def trace(
    data: str | None,
    from_: str | None,
    to: str | None,
    dollar: float,
    year: str | None,
    hops: int,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """Follow one dollar: where does it go, and where did it come from?

    A dollar that enters at a party leaves it with the mix of all that the party held in the year:
    so much is paid on to each other party, so much leaves the network, the rest is kept or spent
    where no row shows it. At each hop: what arrived, what of it was booked as revenue, what came
    to rest, what is still moving. With --to the same backwards: who paid a dollar of the party's
    revenue, and what that money was before. Parties outside the network are where it ends.

    \b
    Examples:
      moneyloop trace
      moneyloop trace --from OpenAI --year 2025 --hops 3
      moneyloop trace --to Nvidia --dollar 100
      moneyloop trace --from customers --format json -o dollar.json

    \b
    $ moneyloop trace --from OpenAI --year 2025 --hops 2
    ...
     Hop  Arrived  Booked    Kept  Elsewhere  Outside  Still moving  Booked so far
    ...
       0   1.0000       ?  0.4922     0.2275        0        0.2803              0
       1   0.2803  0.2656       0     0.2447        0        0.0356         0.2656
    ...
    Over all hops: each dollar is booked as revenue 0.3009 times.
    ...
      1  OpenAI  Microsoft  purchase  0.2527  25%  50%  ...

    Of a dollar that OpenAI held in 2025, 28 cents went on to other parties, 25 of them to
    Microsoft; 49 were kept, so the 25 are half of what it spent. On its whole way the dollar is
    booked as revenue 0.30 times.
    """
    from moneyloop.input import package
    from moneyloop.questions.trace.trace import trace as asked
    from moneyloop.tables.trace import markdown

    result = asked(
        package.load(data),
        from_=from_,
        to=to,
        dollar=dollar,
        year=year,
        hops=hops,
        as_of=as_of,
        case=case,
    )
    options.write_result(result, form, output, COLUMNS, lambda _: _parts(result), markdown=markdown)


def _parts(result: Any) -> list[Any]:
    from moneyloop.tables import trace as tables
    from moneyloop.words import amounts

    extra, narrow = result.extra, options.narrow()
    if not result.rows:
        return []
    dollar, back = extra["dollar"], extra["direction"] == "to"
    sum_ = amounts.dollars(dollar)
    star = " *" if result.rows[0]["pro_forma"] else ""
    year, party = extra["year"] + star, extra["party"]
    # Cash that was there before the year was not received in it.
    verb = "held" if extra.get("opening") else "received"
    whose = "that customers paid" if party == "customers" else f"that {party} {verb}"
    title = f"{sum_} {f'that {party} booked as revenue' if back else whose} in {year}, US dollars"
    moved = [row for row in result.rows if row["class"] not in ("stays", "moving")]
    parts: list[Any] = [
        tables.hops(title, extra, narrow=narrow),
        _limit(extra, tables.amount, sum_),
        *_whose(party),
        "",
        tables.payments(
            f"The {PAYMENTS_SHOWN} largest payments of each hop",
            moved,
            dollar,
            PAYMENTS_SHOWN,
            narrow=narrow,
        ),
    ]
    if narrow:
        parts.append(options.NARROW)
    of = "the payee had then" if back else "the payer had then"
    told = "" if narrow else f"Share: of what {of}. "
    if not narrow and not back:
        told += (
            "Of spent: of what left the payer; what it kept is known from its closing cash only. "
        )
    return [*parts, f"{told}Every row is in the other formats."]


def _whose(party: str) -> list[str]:
    """Which customers: the dollar of a retailer's is among theirs."""
    if party != "customers":
        return []
    return [
        "Customers of the whole business of each party, not only of AI. --from follows a dollar "
        "that one party receives."
    ]


def _limit(extra: dict[str, Any], amount: Any, sum_: str) -> str:
    """What all hops together come to."""
    from moneyloop.questions.trace.dollar_rows import SOURCE_NAMES

    if extra["direction"] == "to":
        found = extra["sources"]
        told = ", ".join(
            f"{SOURCE_NAMES[key]} {amount(x, extra['dollar'])}" for key, x in found.items()
        )
        return f"Over all hops: {told}."
    from moneyloop.words import amounts

    times = extra["booked_times"]
    if times is None:
        return "Over all hops: booked as revenue without end."
    return f"Over all hops: each dollar is booked as revenue {amounts.fixed(times, 4)} times."
