"""The dollar as 100 cents on a terminal: a line of signs that reads without colour too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.words.amounts import cents_interval
from moneyloop.words.labels import heading

if TYPE_CHECKING:
    from rich.text import Text

SOLID, STRIPED, DOTTED, RULED_OUT = "█", "▒", "░", "·"
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
    result = []
    for (label, part), colour in zip(parts.items(), _COLOURS.values(), strict=True):
        line = Text(label.ljust(label_width + _GAP), no_wrap=True)
        line.append_text(_bar(part, count, colour))
        result.append(line.append(f"{'':{_GAP}}{texts[label]}"))
    return [*result, Text(_key([*parts.values()]))]


def _range(part: Mapping[str, Any]) -> str:
    text = cents_interval(part["low"], part["high"])
    estimate = part["estimate"]
    return text if estimate is None else f"{text} ({cents_interval(estimate, estimate)})"


def _narrower(part: Mapping[str, Any]) -> bool:
    """Whether public amounts alone say another range."""
    known = (part["known_low"], part["known_high"])
    return part["estimate"] is not None and known != (part["low"], part["high"])


def _bar(part: Mapping[str, Any], count: int, colour: str) -> Text:
    from rich.text import Text

    estimate = part["estimate"] or 0.0
    public = part["known_high"] if part["estimate"] is not None else 0.0
    ends = [_signs(end, count) for end in (estimate, public, part["high"], 1.0)]
    bar, done = Text(), 0
    for sign, end in zip((SOLID, STRIPED, DOTTED, RULED_OUT), ends, strict=True):
        bar.append(sign * max(end - done, 0), style=_GREY if sign == RULED_OUT else colour)
        done = max(end, done)
    return bar


def _signs(part: float, count: int) -> int:
    """How many of `count` signs a part takes: none only for nothing, all only for all."""
    if part <= 0 or part >= 1:
        return count if part >= 1 else 0
    return min(max(round(part * count), 1), count - 1)


def _key(parts: Sequence[Mapping[str, Any]]) -> str:
    """What the signs mean, of those that there can be."""
    signs = {
        SOLID: "estimate",
        STRIPED: "possible on public amounts",
        DOTTED: "possible through what is not public",
        RULED_OUT: "ruled out",
    }
    if not any(_narrower(part) for part in parts):
        signs = {SOLID: "estimate", STRIPED: "possible", RULED_OUT: "ruled out"}
    return "  ".join(f"{sign} {word}" for sign, word in signs.items())
