"""Names that look alike: one party under two names loses every loop between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# How companies are incorporated, as it is written behind their names.
_FORM = re.compile(
    "ab|ag|as|asa|bv|co|company|corp|corporation|gmbh|inc|incorporated|kg|kk|limited|llc|llp|lp|ltd"
    "|nv|oy|oyj|plc|pte|pty|sa|sarl|sas|se|spa|srl"
)


def alike(names: Iterable[str]) -> list[tuple[str, str, str]]:
    """The names that look like an earlier one: both, and the least in which they differ."""
    found = []
    first: dict[tuple[str, str], str] = {}
    for name in dict.fromkeys(names):
        keys = _keys(name)
        match = next((key for key in keys if key in first), None)
        if match is not None:
            found.append((name, first[match], match[0]))
        for key in keys:
            first.setdefault(key, name)
    return found


def _keys(name: str) -> list[tuple[str, str]]:
    """What a name comes to when more and more differences are taken away, each with its words."""
    composed = unicodedata.normalize("NFKC", name)
    folded = composed.casefold()
    # A dot inside an abbreviation is no gap: S.A. is SA.
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)|['\u2019]", "", folded)
    words = re.findall(r"[^\W_]+", plain)
    without = list(words)
    while len(without) > 1 and _FORM.fullmatch(without[-1]):
        without.pop()
    keys = [
        ("how their letters are coded", composed),
        ("case", folded),
        ("spaces or punctuation", "".join(words)),
        ("the legal form", "".join(without)),
    ]
    return [key for key in keys if key[1]]
