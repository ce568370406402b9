"""The answer as one picture of 1200 x 675 to send on: it says by itself what it is and is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from moneyloop.pages.charts import cents
from moneyloop.pages.charts.svg import element, label, width_of

Record = Mapping[str, Any]
WIDTH, HEIGHT = 1200, 675
_SIDE = 40.0
_TITLE, _BOLD = 42.0, 1.12  # the size of the headline, and how wide its letters are
_LINES = 4  # of it and of the range at most
_LOOKS = "Solid: estimate. Striped and dotted: possible. Grey: ruled out."


def card(payload: Record, basis: str, facts: Mapping[str, str]) -> Markup:
    """The whole picture; the script that saves it writes the colours of the page into it."""
    headline, part = payload["headline"], payload["answer"]["part"]
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, class_="paper"),
        label(_SIDE, 46, "moneyloop", "strong"),
        label(_SIDE + 88, 46, basis, "soft"),
        element("line", class_="axis", x1=_SIDE, x2=WIDTH - _SIDE, y1=62, y2=62),
    ]
    y = 112.0
    marked = _marked(headline, part)
    for line in wrapped(headline, _TITLE, WIDTH - 2 * _SIDE, _BOLD)[:_LINES]:
        words = [next(marked) for _ in line.split()]
        parts.append(element("text", *words, x=_SIDE, y=y, class_="card-title"))
        y += 52
    for line in wrapped(payload["range"], 19.0, WIDTH - 2 * _SIDE)[:_LINES]:
        parts.append(label(_SIDE, y - 10, line, "card-range"))
        y += 27
    strips = cents.strips(payload["answer"]["cents"])
    parts.append(
        element(
            "g",
            *strips,
            class_="cents",
            transform=f"translate({_SIDE:g} {y:g}) scale({(WIDTH - 2 * _SIDE) / cents.WIDE:.4f})",
        )
    )
    y = HEIGHT - 58.0
    foot = wrapped(f"{facts['safe']} {_LOOKS}", 13.0, WIDTH - 2 * _SIDE, 0.95)
    foot.append(f"{facts['source']} Data: {payload['edition'] or payload['data']}.")
    for line in foot:
        parts.append(label(_SIDE, y, line, "soft"))
        y += 18
    return element(
        "svg",
        element("title", headline),
        *parts,
        class_="drawn card",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
    )


def wrapped(text: str, size: float, width: float, narrow: float = 1.0) -> list[str]:
    """The text in lines of this width; `narrow` is how wide the font is against a wide one."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) * narrow > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _marked(headline: str, part: str) -> Iterator[Markup]:
    """The words of the headline, those of its ratio in the colour of own money back."""
    before = len(headline.partition(part)[0].split())
    ratio = range(before, before + len(part.split()))
    for place, word in enumerate(headline.split()):
        yield element("tspan", f"{word} ", class_="own" if place in ratio else None)
