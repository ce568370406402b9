"""Pictures as SVG, made of elements whose text is always escaped.

Colours and fonts are those of classes in the page's style (by role: own, any, invests, buys, else);
the script that saves a picture writes them into it. `striped` is what is possible, solid the
estimate, `dotted` what rests on an amount that is not public.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup, escape

from moneyloop.pages.charts import Table
from moneyloop.pages.text import shorten

_NARROW, _WIDE = frozenset("iIjlt.,:;'|!()[]fr "), frozenset("mwMW@%—")


class Drawing(NamedTuple):
    """A chart of a page: its picture, what the picture says in words, and the table behind it.

    `title` stays true when it is cut out; `basis` has unit, period and case. `svg` is the picture,
    `tall` the same for a narrow screen where it is another. `words` is the sentence to take away,
    by default the title.
    """

    key: str
    title: str
    basis: str
    svg: Markup
    table: Table
    tall: Markup | None = None
    words: str = ""


def element(tag: str, *inside: str, **attributes: str | float | None) -> Markup:
    """An element: text inside is escaped, an attribute that is None is left out.

    A trailing underscore of a name goes, and others become hyphens: `class_`, `stroke_width`.
    """
    # Plain text is joined and marked as safe once: the methods of Markup escape anew at each step.
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    body = "".join(map(escape, inside))
    return Markup(f"<{tag}{written}>{body}</{tag}>" if body else f"<{tag}{written}/>")


def picture(width: float, height: float, title: str, *inside: str, class_: str = "") -> Markup:
    """A whole picture of this size in its own units; a screen reader says its `title`."""
    return element(
        "svg",
        element("title", title),
        *inside,
        class_=f"drawn {class_}".strip(),
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=title,
    )


def label(
    x: float, y: float, text: str, class_: str = "", *, anchor: str | None = None, most: int = 0
) -> Markup:
    """Text at its baseline; with `most` it is shortened to so many letters, whole in its title."""
    short = shorten(text, most) if most else text
    inside = [short] if short == text else [element("title", text), short]
    return element("text", *inside, x=x, y=y, class_=class_ or None, text_anchor=anchor)


def bar(x: float, y: float, width: float, height: float, class_: str, title: str = "") -> Markup:
    """A rectangle, with what it says when it is pointed at."""
    inside = [element("title", title)] if title else []
    return element(
        "rect", *inside, x=x, y=y, width=max(0.0, width), height=height, class_=class_, rx=2
    )


def width_of(text: str, size: float) -> float:
    """About how wide a text of this size is, in a wide sans serif: so that it does not overlap."""
    parts = sum(0.36 if c in _NARROW else 0.95 if c in _WIDE else 0.62 for c in text)
    return size * parts


def _value(value: str | float | None) -> str:
    # Adding zero turns a negative zero into a plain one.
    return value if isinstance(value, str) else f"{round(float(value or 0), 2) + 0.0:g}"
