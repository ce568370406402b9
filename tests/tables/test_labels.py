"""One word for one thing: labels of money, bases of commitments, and words of the data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import moneyloop
from moneyloop.books.evidence import EVIDENCE, NOT_STATED
from moneyloop.input.items import COST_OF_REVENUE
from moneyloop.model import USD_BN
from moneyloop.pages.words import HEADINGS
from moneyloop.questions.explanation import BUCKETS
from moneyloop.questions.figures.commitments import A_YEAR, PAID, WHOLE_TERM, falls_in
from moneyloop.tables import company
from moneyloop.tables.terminal import text
from moneyloop.words.labels import LABELS, MEASURE_LABELS, heading

SOURCE = Path(moneyloop.__file__).parent
BASES = tuple(basis.text for basis in (WHOLE_TERM, A_YEAR, PAID))
ONCE = (*BASES, EVIDENCE[-1], NOT_STATED, COST_OF_REVENUE, USD_BN)


@cache
def modules() -> list[tuple[str, str]]:
    return [(path.stem, path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))]


def written_in(word: str) -> list[str]:
    """The modules in which a word stands in quotes."""
    return [name for name, source in modules() if f'"{word}"' in source]


def test_every_bucket_and_every_measure_has_a_label_of_its_own() -> None:
    assert {*BUCKETS, *MEASURE_LABELS} <= set(LABELS)
    assert len(set(LABELS.values())) == len(LABELS)
    assert heading("earlier_cash") == "Earlier cash"


@pytest.mark.parametrize("key", [key for key in LABELS if " " in LABELS[key] and key != "revenue"])
def test_a_label_is_written_in_one_module(key: str) -> None:
    assert (written_in(LABELS[key]), written_in(heading(key))) == (["labels"], [])


@pytest.mark.parametrize("word", ONCE)
def test_a_word_that_rows_are_joined_or_sorted_by_is_written_in_one_module(word: str) -> None:
    assert len(written_in(word)) == 1


def test_the_columns_of_commitments_are_joined_by_the_bases_of_the_rows() -> None:
    row = {"metric": "sales", "counterparty": "Lab", "period": "2025", "evidence": [], "deals": []}
    row |= {"high": None, "note": None, "planned": False}
    names = (WHOLE_TERM, A_YEAR, falls_in("2025"), PAID)
    rows = [row | {"basis": one.text, "amount": 10.0 + at} for at, one in enumerate(names)]
    table = text([company.commitments("", rows, "2025")], width=None, color=False)
    assert "10.0     11.0      12.0          13.0" in table


def test_the_scripts_of_the_pages_take_their_words_from_the_payload() -> None:
    assert {key: heading(key) for key in LABELS} == HEADINGS
    script = (SOURCE / "pages" / "assets" / "party.js").read_text("utf-8")
    assert "labels[key]" in script
    several = [key for key in LABELS if " " in LABELS[key]]
    assert not [key for key in several if f'"{heading(key)}"' in script]
