"""Where text of an open page lies on other text, or leaves the box that it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WIDTHS = (1920, 1440, 1024, 768, 390)
THEMES = ("light", "dark")

_FIND = (Path(__file__).parent / "overlaps.js").read_text(encoding="utf-8")


def overlaps(page: Any) -> tuple[list[str], list[str]]:
    """The pairs of visible texts that lie on one another, and the texts that leave their box.

    The box of a text in a drawing is the drawing; of another it is the width of the page, or the
    part that scrolls. What is folded away, or scrolled out of its box, is not looked at.
    """
    over, outside = page.ask(_FIND)
    return over, outside


def choose_theme(page: Any, theme: str) -> None:
    """As if the reader's system were light or dark."""
    features = [{"name": "prefers-color-scheme", "value": theme}]
    media = {"media": "", "features": features}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def untidy(page: Any) -> dict[str, tuple[list[str], list[str]]]:
    """What `overlaps` finds at five widths in both themes, by width and theme; empty if nothing."""
    found = {}
    for theme in THEMES:
        choose_theme(page, theme)
        for width in WIDTHS:
            page.size(width, 900)
            over, outside = overlaps(page)
            if over or outside:
                found[f"{width} {theme}"] = (over[:8], outside[:8])
    return found
