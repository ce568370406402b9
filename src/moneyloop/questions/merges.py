"""What two names that look alike hide: the loops that close when they are one party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moneyloop.input.alike import alike
from moneyloop.model import Network, Problem
from moneyloop.questions.loops import loops

_ALIKE = "names-alike"
_TRIED = 20  # pairs for which the loops are looked for


def with_loops(network: Network, problems: Sequence[Problem]) -> list[Problem]:
    """The problems; a warning of two names that look alike says how many loops a merge closes."""
    told = list(problems)
    places = [place for place, problem in enumerate(told) if problem.rule == _ALIKE]
    other_of = {name: other for name, other, _ in alike(network.parties["name"])} if places else {}
    for place in places[:_TRIED]:
        name = told[place].value or ""
        if name in other_of:
            message = told[place].message + _closed(network, name, other_of[name])
            told[place] = replace(told[place], message=message)
    return told


def _closed(network: Network, name: str, other: str) -> str:
    """The loops through `other` that are there only when `name` is the same party, in words."""
    ends = {end: network.deals[end].replace(name, other) for end in ("payer", "payee")}
    merged = replace(network, deals=network.deals.assign(**ends))
    before, after = (
        loops(one, party=who) for one, who in ((network, [name, other]), (merged, [other]))
    )
    more = after.extra["count"] - before.extra["count"]
    if more <= 0:
        return ""
    known = {tuple(row["parties"]) for row in before.rows}
    new = next(row["parties"] for row in after.rows if tuple(row["parties"]) not in known)
    close = "loop would close" if more == 1 else "loops would close"
    return f"; as one party, {more:,} {close}, such as {' > '.join([*new, new[0]])}"
