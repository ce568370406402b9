"""What stands below an answer: one line, or what was left out and the notes in full."""

from __future__ import annotations

from moneyloop.model import LeftOut, Note
from moneyloop.tables import tail

ABOUT = [
    Note("Lab 2024: 1 has no known source.", ("Lab",), "no_known_source"),
    Note("Cloud 2024: 2 has no known source.", ("Cloud",), "no_known_source"),
    Note("Lab 2025: 3 has no known source.", ("Lab",), "no_known_source"),
    Note("Money goes round among Cloud, Lab.", ("Cloud", "Lab"), "sourceless"),
]
TEXTS = ["General.", *(note.text for note in ABOUT), "Last."]


def test_one_line_counts_both() -> None:
    items = [LeftOut("talks", tuple("ab")), LeftOut("no dates", tuple("c" * 1))]
    assert tail.line(items, ["One."]) == "3 rows left out, 1 note: --notes"
    assert tail.line([LeftOut("talks", ("a",))], []) == "1 row left out: --notes"
    assert tail.line([], ["One.", "Two."]) == "2 notes: --notes"
    assert tail.line([], []) == "Nothing left out, no notes."


def test_in_full_rows_are_counted_by_reason_and_notes_listed() -> None:
    ids = tuple(f"deal-{number}" for number in range(9))
    assert tail.full([LeftOut("talks", ids)], ["One.", "Two."]) == [
        "Left out:\n  talks: 9 (deal-0, deal-1, deal-2, deal-3, deal-4, deal-5 and 3 more)",
        "Notes:\n  One.\n  Two.",
    ]
    assert tail.full([], []) == ["Left out: nothing."]


def test_a_kind_of_note_is_shown_once_with_a_count() -> None:
    assert tail.notes(TEXTS, ABOUT, []) == [
        "General.",
        "Last.",
        "Lab 2024: 1 has no known source. And 2 more like this.",
        "Money goes round among Cloud, Lab.",
    ]


def test_the_notes_about_whom_was_asked_for_come_first_and_in_full() -> None:
    assert tail.notes(TEXTS, ABOUT, ["Lab"]) == [
        "Lab 2024: 1 has no known source.",
        "Lab 2025: 3 has no known source.",
        "Money goes round among Cloud, Lab.",
        "General.",
        "Last.",
    ]
    assert tail.of_others(ABOUT, ["Lab"]) == [
        "1 more note is about other parties: --format json has it."
    ]
    assert tail.of_others(ABOUT, []) == tail.of_others(ABOUT, ["Lab", "Cloud"]) == []


def test_the_notes_of_thousands_of_others_are_one_line() -> None:
    about = [Note(f"Party {n} pays.", (f"Party {n}",), "pays") for n in range(20_000)]
    told = tail.notes([note.text for note in about], about, ["Party 7"])
    assert told == ["Party 7 pays."]
    assert tail.of_others(about, ["Party 7"]) == [
        "19,999 more notes are about other parties: --format json has them."
    ]
    assert tail.notes([note.text for note in about], about, []) == [
        "Party 0 pays. And 19,999 more like this."
    ]
