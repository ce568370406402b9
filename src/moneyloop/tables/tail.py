"""What stands below an answer: how much was left out and noted, in one line or in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from moneyloop.model import LeftOut, Note

# What the star beside a period means, wherever there is one.
PLANNED = "* planned: scheduled and forecast money is in it."
IDS_SHOWN = 6


def line(items: Sequence[LeftOut], texts: Sequence[str]) -> str:
    """The one line: "235 rows left out, 11 notes: --notes"."""
    rows = sum(len(item.ids) for item in items)
    if not rows and not texts:
        return "Nothing left out, no notes."
    left = [f"{rows:,} row{'' if rows == 1 else 's'} left out"] if rows else []
    noted = [f"{len(texts):,} note{'' if len(texts) == 1 else 's'}"] if texts else []
    return f"{', '.join(left + noted)}: --notes"


def full(items: Sequence[LeftOut], texts: Sequence[str], more: Sequence[str] = ()) -> list[str]:
    """The same in full; `more` says what is still not here."""
    return [left_out(items), *([listed([*texts, *more])] if texts or more else [])]


def left_out(items: Sequence[LeftOut]) -> str:
    """What is not counted: reason, how many rows, and which."""
    if not items:
        return "Left out: nothing."
    lines = [f"  {item.reason}: {len(item.ids):,} ({few(item.ids)})" for item in items]
    return "Left out:\n" + "\n".join(lines)


def listed(texts: Sequence[str]) -> str:
    """The notes, one a line."""
    return "Notes:\n" + "\n".join(f"  {note}" for note in texts)


def notes(texts: Sequence[str], about: Sequence[Note], asked: Sequence[str]) -> list[str]:
    """The notes that a reader wants: each kind of note about parties once, with a count.

    Where parties were asked for those about them come first, in full, and those about others
    are not here: see `of_others`.
    """
    particular = {note.text: note for note in about}
    own = {note.text for note in about if not set(note.parties).isdisjoint(asked)}
    first = [text for text in texts if text in own]
    general = [text for text in texts if text not in particular]
    others = [particular[text] for text in texts if text in particular and text not in own]
    if asked:
        return [*first, *general]
    counts = Counter(note.kind for note in others)
    shown = {note.kind: note.text for note in reversed(others)}
    folded = [
        shown[kind] + (f" And {count - 1:,} more like this." if count > 1 else "")
        for kind, count in counts.items()
    ]
    return [*general, *folded]


def of_others(about: Sequence[Note], asked: Sequence[str]) -> list[str]:
    """How many notes are about others than those asked for."""
    count = sum(set(note.parties).isdisjoint(asked) for note in about) if asked else 0
    if not count:
        return []
    if count == 1:
        return ["1 more note is about other parties: --format json has it."]
    return [f"{count:,} more notes are about other parties: --format json has them."]


def few(ids: Sequence[str]) -> str:
    """The first ids, and how many more there are."""
    more = len(ids) - IDS_SHOWN
    return ", ".join(ids[:IDS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
