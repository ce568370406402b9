"""Names that look alike: one party under two names loses every loop between them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

_MISSPELT = 0.6  # how much of two names is the same where one may be the other misspelt
_SHORTEST = 5  # letters: of shorter names one letter is a large part
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


def near(name: str, names: Iterable[str]) -> list[str]:
    """The names that another one may mean, the likeliest first: alike, one in the other, misspelt.

    >>> near("Meta Platforms", ["Oracle", "Meta", "Met", "Beta Platform"])
    ['Meta', 'Beta Platform']
    """
    folded = name.casefold()
    keys = {key for _, key in _keys(name)}
    words = set(folded.split())
    likely: list[tuple[float, str]] = []
    for other in dict.fromkeys(names):
        theirs = set(other.casefold().split())
        match = difflib.SequenceMatcher(None, other.casefold(), folded)
        if not keys.isdisjoint(key for _, key in _keys(other)):
            likely.append((2.0, other))
        elif words and theirs and (words <= theirs or theirs <= words):
            likely.append((1.0, other))
        elif match.real_quick_ratio() >= _MISSPELT and match.ratio() >= _MISSPELT:
            likely.append((match.ratio(), other))
    return [other for _, other in sorted(likely, key=lambda pair: -pair[0])]


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


def misspelt(names: Iterable[str]) -> list[tuple[str, str]]:
    """The names that differ by a letter, or two that changed places, from an earlier one.

    Names that are `alike` are left to it, as are names with a number or letter of their own at the
    end, which are counted.

    >>> misspelt(["Nvidia", "Nvdia", "Series A", "Series B", "CoreWeave", "coreweave"])
    [('Nvdia', 'Nvidia')]
    """
    found: list[tuple[str, str]] = []
    earlier: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        letters = "".join(re.findall(r"[^\W\d_]+", name.casefold()))
        if len(letters) < _SHORTEST:
            continue
        # Two words one letter apart have one word in common, once a letter is taken out of each.
        less = {letters, *(letters[:at] + letters[at + 1 :] for at in range(len(letters)))}
        others = dict.fromkeys(other for word in less for other in earlier.get(word, ()))
        found += [(name, other) for other in others if not _told_apart(name, other)]
        for word in less:
            earlier.setdefault(word, []).append(name)
    return found


def _told_apart(name: str, other: str) -> bool:
    """Whether two names are `alike` anyway, or differ in a short last word: Site A and Site B."""
    (first, second), (ours, theirs) = (
        [each.casefold().split() for each in (name, other)],
        [{key for _, key in _keys(each)} for each in (name, other)],
    )
    counted = first[:-1] == second[:-1] != [] and max(len(first[-1]), len(second[-1])) <= 3
    return counted or bool(ours & theirs) or re.sub(r"\D", "", name) != re.sub(r"\D", "", other)
