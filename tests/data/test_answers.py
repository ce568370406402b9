"""data/answers.csv: what each edition answered, and that the present one still answers so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import economies as make
import moneyloop
from moneyloop.analysis import attribution, together
from moneyloop.input import answers
from moneyloop.model import Answer, Edition
from moneyloop.pages.content import summary
from moneyloop.pages.content.moved import moved
from moneyloop.questions import asking

NETWORK = moneyloop.load()
EDITION = NETWORK.edition
NOW = [line for line in EDITION.answers if line.edition == EDITION.version]
README = Path(__file__).parents[2] / "data" / "README.md"


def test_each_edition_answers_for_the_same_periods_in_the_order_in_which_they_came() -> None:
    editions = [line.edition for line in EDITION.answers]
    assert editions == sorted(editions)
    assert editions[-1] == EDITION.version
    periods = {
        name: [line.period for line in EDITION.answers if line.edition == name] for name in editions
    }
    assert {*map(tuple, periods.values())} == {("2025-Q3..2026-Q2", "2025")}
    assert f"| `answers.csv` | {len(EDITION.answers)} |" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("line", NOW, ids=[line.period for line in NOW])
def test_the_present_edition_answers_what_its_rows_say(line: Answer) -> None:
    first, _, last = line.period.partition("..")
    with asking.one_answer():
        study = asking.study(NETWORK, from_=first, to=last or first, by="total")
        rows = [row for row in attribution.rows(study) if attribution.sells(row)]
        sums = together.together(study, rows, ("own",)).sums
    assert sum(row["network_sales"] or 0.0 for row in rows) == pytest.approx(line.network_sales)
    for end in together.ends("own"):
        assert sums[end] == pytest.approx(getattr(line, end)), end


def test_what_moved_is_told_by_period_with_the_edition_before() -> None:
    text = moved(EDITION)
    assert text == (
        "Own money back in the edition of October 2026: $0 to $74.0bn in the year to June 2026 "
        "(now $0 to $73.3bn), $0 to $18.4bn in 2025 (now $0 to $17.9bn). 409 rows changed: see "
        "changes.csv."
    )
    only = tuple(line for line in EDITION.answers if line.period == "2025")
    assert moved(replace(EDITION, answers=only, changes=())) == (
        "Own money back in the edition of October 2026: $0 to $18.4bn in 2025 (now $0 to $17.9bn)."
    )
    first = replace(only[0], edition="0.9")
    assert moved(replace(EDITION, answers=(first, only[1]), changes=())).startswith(
        "Own money back in edition 0.9: "
    )


@pytest.mark.parametrize("asked", [{"case": "headline"}, {"as_of": "2026-06-30"}, {"party": "AMD"}])
def test_another_question_than_that_of_the_editions_says_nothing_of_them(
    asked: dict[str, str],
) -> None:
    small = make.network([make.deal("Fund", "AMD", "equity", 1, announced="2025-01-01")])
    network = replace(small, edition=EDITION)
    assert summary.build(network)["moved"] == moved(EDITION)
    assert summary.build(network, **asked)["moved"] == ""


def test_nothing_moved_where_no_edition_came_before() -> None:
    assert moved(Edition()) == ""
    assert moved(replace(EDITION, answers=tuple(NOW))) == ""
    assert moved(replace(EDITION, version="2027.01", answers=tuple(NOW))) == ""
    other = replace(NOW[0], edition="2026.10", period="2024")
    assert moved(replace(EDITION, answers=(other, *NOW))) == ""


def test_a_blank_amount_is_unknown_and_other_columns_are_another_file(tmp_path: Path) -> None:
    file = tmp_path / answers.FILE
    assert answers.read(file) == ()
    file.write_text("edition,period\n2026.10,2025\n", encoding="utf-8")
    assert answers.read(file) == ()
    file.write_text(",".join(answers.COLUMNS) + "\n2026.10,2025,1.5,0,,,,\n", encoding="utf-8")
    assert answers.read(file) == (Answer("2026.10", "2025", 1.5, 0.0, None, None, None, None),)
    file.write_text(",".join(answers.COLUMNS) + "\na,2025,much,,,,,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="much"):
        answers.read(file)
