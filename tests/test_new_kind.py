"""A new kind of deal: the places that must know of it, each asked whether it does.

Write the kind into any one of them, run this file, and it lists what is still lacking.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from moneyloop.input import schema
from moneyloop.model import CLASS_OF_KIND
from moneyloop.pages.words import KIND_LABELS

ROOT = Path(__file__).resolve().parents[1]
CLASSES = ("investment", "purchase", "return", "guarantee")


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def of_classes(line: str) -> dict[str, str]:
    """{kind: class} of a sentence such as "investment: equity, debt; purchase (compute, ...)"."""
    text = line.replace("*", "")
    starts = [
        (match.start(), name) for name in CLASSES for match in re.finditer(rf"\b{name}\b", text)
    ]
    starts.sort()
    found = {}
    for place, (start, name) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        # What follows a colon inside brackets explains the class; kinds are before it.
        listed = re.match(rf"{name}(?:: | \()([a-z_, ]+)", text[start:end])
        for kind in listed[1].split(", ") if listed else []:
            found[kind.strip()] = name
    return found


def declared() -> list[str]:
    return list(schema.column("deals", "kind").enum)


def of_line(path: str, start: str) -> dict[str, str]:
    (line,) = [line for line in read(path).splitlines() if line.startswith(start)]
    return of_classes(line)


def of_style(pattern: str) -> list[str]:
    style = read("src/moneyloop/pages/assets/base.css")
    names = re.findall(pattern, style, flags=re.MULTILINE)
    return [name.replace("-", "_") for name in names if name != "other"]


# What a kind needs, and the kinds that have it; with the class, where the place tells it.
PLACES: Mapping[str, list[str] | Mapping[str, str]] = {
    "a class (CLASS_OF_KIND in model.py)": CLASS_OF_KIND,
    "the enum of `kind` (data/datapackage.json)": declared(),
    "a label (KIND_LABELS in pages/words.py)": list(KIND_LABELS),
    "a colour in both themes (--kind-... in assets/base.css)": of_style(
        r"^  --kind-([\w-]+): light-dark\("
    ),
    "a style that uses it (.kind-... in assets/base.css)": of_style(
        r"^\.kind-([\w-]+) \{ --kind: var\(--kind-\1\); \}$"
    ),
    "its line in the columns (`kind` in data/README.md)": of_line(
        "data/README.md", "| `kind` | investment"
    ),
    "its class in docs/method.md (method, section 2)": of_line(
        "docs/method.md", "| class of a deal |"
    ),
}
KINDS = sorted({kind for place in PLACES.values() for kind in place})


def lacking(kind: str) -> list[str]:
    """What this kind of deal still lacks, in words; a class that differs is lacking too."""
    missing = []
    for place, known in PLACES.items():
        if kind not in known:
            missing.append(place)
        elif isinstance(known, Mapping) and known[kind] != CLASS_OF_KIND.get(kind, known[kind]):
            missing.append(f"{place}: {known[kind]}, and not {CLASS_OF_KIND[kind]}")
    return missing


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known_in_every_place(kind: str) -> None:
    assert lacking(kind) == []


def test_a_kind_that_nobody_knows_lacks_everything() -> None:
    assert lacking("barter") == list(PLACES)
    assert len(PLACES) == 7


def test_the_places_are_read() -> None:
    """An empty place would pass for one that knows nothing of any kind."""
    for place, known in PLACES.items():
        assert len(known) == len(CLASS_OF_KIND), place
    assert set(CLASS_OF_KIND.values()) == set(CLASSES)
