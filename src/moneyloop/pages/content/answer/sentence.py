"""The sentence that answers the question, and the ones that stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis.graph import CAME_BACK
from moneyloop.analysis.study.periods import UNDATED_PERIOD
from moneyloop.books.periods import in_words
from moneyloop.model import Edition
from moneyloop.words import amounts
from moneyloop.words.amounts import cents, in_usd, percent, usd_interval
from moneyloop.words.labels import listed

Row = Mapping[str, Any]
_ANYTHING = "anything from nothing to all of it"


def headline(
    sellers: Sequence[Row],
    sums: Mapping[str, float | None],
    asked: Sequence[str] = (),
    payers: str = Edition.sellers,
) -> str:
    """The sentence that answers the question for one period, with one ratio.

    Dollars and cents where amounts are USD, else parts of what was paid.
    `sums` are the measures of these sellers together, as `together.together` has them. `asked`
    are the parties whose sales it is of, where it is not of all sellers; `payers` is what the
    companies are called.
    """
    if not sellers:
        nobody = f"None of {listed(asked)}" if len(asked) > 1 else "".join(asked)
        none = "No company" if in_usd() else "No party"
        opening = f"{nobody} sells nothing" if len(asked) == 1 else f"{nobody or none} sells"
        return f"{opening} in the network in the period: there is nothing to attribute."
    return (
        f"Of {f'every dollar that {payers}' if in_usd() else 'what the parties'} paid "
        f"{_paid(sellers, asked)}{when(sellers)}, {part(sellers, sums)} was the "
        "seller's own investment coming back."
    )


def in_dollars(sellers: Sequence[Row], sums: Mapping[str, float | None]) -> str:
    """The same as an interval, with what it is of, what is public and the estimate; "" of nobody.

    It stays true when it is cut out.
    """
    if not sellers:
        return ""
    return f"Own money back{when(sellers)}: {_of_sales(sellers, sums)}."


def came_back(
    sellers: Sequence[Row],
    sums: Mapping[str, float | None],
    asked: Sequence[str] = (),
    payers: str = Edition.sellers,
) -> str | None:
    """What came back to its seller, invested or spent, in a sentence; None where it is the former.

    The arguments are those of `headline`.
    """
    ends = ("low", "estimate", "high", "known_low", "known_high")
    if all(sums[f"came_back_{end}"] == sums[f"own_{end}"] for end in ends):
        return None
    payers = payers if in_usd() else "the parties"
    return (
        f"Of what {payers} paid {_paid(sellers, asked)}{when(sellers)}, money that the "
        f"seller had itself invested or spent was {_of_sales(sellers, sums, CAME_BACK)}."
    )


def when(sellers: Sequence[Row]) -> str:
    """The period as a sentence goes on with it; nothing of payments without dates."""
    period = sellers[0]["period"]
    if period == UNDATED_PERIOD:
        return ""
    planned = " (planned)" if any(row["planned"] for row in sellers) else ""
    return f" in {in_words(period)}{planned}"


def part(sellers: Sequence[Row], sums: Mapping[str, Any]) -> str:
    """The least and the most of what was paid that was own money back.

    Sales whose amount is not public may be any number of dollars more: no least part is known then.
    """
    low, high = shares(sellers, sums, "own")
    part_ = _of_a_dollar(low, high)
    # Of how much is not known where some sales are not public, so no least part; nothing it is not.
    return "up to all of it" if part_ == _ANYTHING and sums["own_low"] else part_


def shares(
    sellers: Sequence[Row], sums: Mapping[str, Any], measure: str, known: str = ""
) -> tuple[float, float]:
    """Low and high of a measure as parts of the network sales; `known`: "_known", of public ones.

    More may have been sold than is public, so then no least part is known but for public sales.
    """
    inside, high = inside_of(sellers), amounts.most(sums[f"{measure}{known}_high"])
    unsized = any(row["open_sales"] for row in sellers) and not known
    if high > 0 and (inside <= 0 or high >= inside):
        most = 1.0
    else:
        most = high / inside if inside > 0 else 0.0
    low = sums[f"{measure}{known}_low"] or 0.0
    return 0.0 if unsized or inside <= 0 else low / inside, most


def inside_of(sellers: Sequence[Row]) -> float:
    """Network sales whose amounts are public."""
    return sum((row["network_sales"] or 0.0 for row in sellers), 0.0)


def _of_sales(sellers: Sequence[Row], sums: Mapping[str, Any], measure: str = "own") -> str:
    """The interval of a measure, the network sales that it is of, and the public part."""
    low, high, known_low, known_high, estimate = (
        sums[f"{measure}_{end}"] for end in ("low", "high", "known_low", "known_high", "estimate")
    )
    of = amounts.sold(inside_of(sellers), any(row["open_sales"] for row in sellers))
    public = amounts.beside_public((low, high), (known_low, known_high), estimate)
    return f"{usd_interval(low, high)} of {of}{public}"


def _paid(sellers: Sequence[Row], asked: Sequence[str]) -> str:
    """To whom the sentence says that they paid."""
    named = asked or len(sellers) == 1
    return listed([row["party"] for row in sellers]) if named else "one another"


def _of_a_dollar(low: float, high: float) -> str:
    """The least and the most of a dollar, or of any whole, as a sentence says it."""
    write = cents if in_usd() else percent
    least, most, all_ = write(low), write(high), write(1.0)
    if most == all_ and low == 0:
        return _ANYTHING
    if least == most:
        return "nothing" if high <= 0 else "all of it" if most == all_ else most
    return f"at most {most}" if low == 0 else f"at least {least} and at most {most}"
