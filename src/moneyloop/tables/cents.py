"""The dollar as 100 cents on a terminal: a line of signs that reads without colour too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneyloop.words.amounts import cent_range
from moneyloop.words.labels import heading

if TYPE_CHECKING:
    from rich.text import Text

SOLID, STRIPED, DOTTED, RULED_OUT = "█", "▒", "░", "·"
_MEANING = {
    SOLID: "estimate",
    STRIPED: "possible on public amounts",
    DOTTED: "possible through what is not public",
    RULED_OUT: "ruled out",
}
_COLOURS = {"own": "color(166)", "any_investor": "color(98)"}  # brick, violet: legible on both
_GREY = "bright_black"
_SIGNS, _LEAST = 50, 20  # in a line where there is room, and where there is none
_GAP = 2


def lines(cents: Mapping[str, Any], width: int) -> list[Text]:
    """For each measure the dollar as signs with its range in cents, then what the signs mean.

    `cents` are those of the answer: parts of what was paid. `width` is the room for a line.
    """
    from rich.text import Text

    parts = {heading(measure): cents[measure] for measure in _COLOURS}
    texts = {label: _range(part) for label, part in parts.items()}
    label_width, text_width = (max(map(len, words)) for words in (texts, texts.values()))
    room = width - label_width - text_width - 2 * _GAP
    count = _SIGNS if room >= _SIGNS else max(room, _LEAST)
    bars = [
        _bar(part, count, colour)
        for part, colour in zip(parts.values(), _COLOURS.values(), strict=True)
    ]
    result = []
    for label, bar in zip(parts, bars, strict=True):
        line = Text(label.ljust(label_width + _GAP), no_wrap=True)
        result.append(line.append_text(bar).append(f"{'':{_GAP}}{texts[label]}"))
    return [*result, Text(_key("".join(bar.plain for bar in bars)))]


def _range(part: Mapping[str, Any]) -> str:
    """The range in cents, the estimate in brackets as in the tables."""
    range_, estimate = cent_range(part["low"], part["high"]), part["estimate"]
    middle = cent_range(estimate, estimate)
    return range_ if estimate is None or middle == range_ else f"{range_} ({middle})"


def _bar(part: Mapping[str, Any], count: int, colour: str) -> Text:
    from rich.text import Text

    # Without a public amount there is no estimate, and nothing is possible on public amounts.
    public = part["known_high"] if part["estimate"] is not None else None
    parts = (part["estimate"], public, part["high"], 1.0)
    ends = [_signs(end or 0.0, count) for end in parts]
    bar, done = Text(), 0
    for sign, end in zip(_MEANING, ends, strict=True):
        bar.append(sign * max(end - done, 0), style=_GREY if sign == RULED_OUT else colour)
        done = max(end, done)
    return bar


def _signs(part: float, count: int) -> int:
    """How many of `count` signs a part takes: none only for nothing, all only for all."""
    if part <= 0 or part >= 1:
        return count if part >= 1 else 0
    return min(max(round(part * count), 1), count - 1)


def _key(signs: str) -> str:
    """What the signs mean, of those that there are."""
    meaning = _MEANING if DOTTED in signs else _MEANING | {STRIPED: "possible"}
    return "  ".join(f"{sign} {word}" for sign, word in meaning.items() if sign in signs)
