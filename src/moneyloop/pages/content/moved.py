"""How the answer moved since the edition of the data before this one."""

from __future__ import annotations

from moneyloop.model import Answer, Edition
from moneyloop.pages.content.windows import in_words
from moneyloop.words import amounts
from moneyloop.words.amounts import usd_interval


def moved(edition: Edition) -> str:
    """What the edition before and this one answer, by period, and where the changes are listed.

    Both by the present method, as answers.csv has them. Blank for a package that lists no answers
    of an edition before.
    """
    by_edition: dict[str, dict[str, Answer]] = {}
    for line in edition.answers:
        by_edition.setdefault(line.edition, {})[line.period] = line
    now = by_edition.pop(edition.version, {})
    name, before = [*by_edition.items()][-1] if by_edition else ("", {})
    parts = [
        f"{_range(before[period])} in {in_words(period)} (now {_range(line)})"
        for period, line in now.items()
        if period in before
    ]
    if not parts:
        return ""
    text = f"Own money back {_named(name)}: {', '.join(parts)}."
    if edition.changes:
        text += f" {amounts.count(len(edition.changes))} rows changed: see changes.csv."
    return text


def _range(line: Answer) -> str:
    return usd_interval(line.own_low, line.own_high)


def _named(version: str) -> str:
    """What a sentence calls an edition by its version: 2026.10 is that of October 2026."""
    try:
        return f"in the edition of {amounts.day(version.replace('.', '-'))}"
    except ValueError:
        return f"in edition {version}"
