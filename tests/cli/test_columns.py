"""A question declares its columns once: its rows, every format and its docstring have them."""

from __future__ import annotations

import csv
import inspect
import io
import re
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

import moneyloop
from moneyloop.model import Network, Result
from moneyloop.tables.formats import result_text
from moneyloop.words import columns

Ask = Callable[[Network], Result]
Run = Callable[..., click.testing.Result]

# By the name of the public function, and what sets one question apart from another.
QUESTIONS: dict[str, Ask] = {
    "attribute": lambda net: moneyloop.attribute(net),
    "attribute over payments": lambda net: moneyloop.attribute(net, by="month"),
    "attribute by a rule": lambda net: moneyloop.attribute(net, rule="fifo", shuffle_ties=2),
    "attribute over amounts": lambda net: moneyloop.attribute(net, amounts="ranges"),
    "attribute on known amounts": lambda net: moneyloop.attribute(net, amounts="known"),
    "attribute by all rules": lambda net: moneyloop.attribute(net, rule="all"),
    "attribute by two": lambda net: moneyloop.attribute(net, rule=["fifo", "lifo"], shuffle_ties=2),
    "attribute over draws": lambda net: moneyloop.attribute(net, draws=20),
    "loops": lambda net: moneyloop.loops(net),
    "deals": lambda net: moneyloop.deals(net),
    "explain": lambda net: moneyloop.explain(net, "Cloud"),
    "explain_sector": lambda net: moneyloop.explain_sector(net),
    "unknowns": lambda net: moneyloop.unknowns(net),
    "timeline": lambda net: moneyloop.timeline(net),
    "timeline of a party": lambda net: moneyloop.timeline(net, party=["Cloud"]),
    "diff": lambda net: moneyloop.diff(net, since="2024-06-30"),
    "figures of one": lambda net: moneyloop.figures(net, "Cloud"),
    "figures of two": lambda net: moneyloop.figures(net, "Lab", "Cloud"),
    "figures of all": lambda net: moneyloop.figures(net),
    "trace": lambda net: moneyloop.trace(net),
    "trace back": lambda net: moneyloop.trace(net, into="Cloud"),
    "index": lambda net: moneyloop.index(net),
    "index by chance": lambda net: moneyloop.index(net, chance=True, year=2024, draws=5),
    "gap": lambda net: moneyloop.gap(net),
    "stress": lambda net: moneyloop.stress(net, "Lab"),
    "margin": lambda net: moneyloop.margin(net, party="Cloud", cost=66.0, shift=0.1),
    "published": lambda _: moneyloop.published(),
    "vintage": lambda _: moneyloop.vintage([0.1, 1, 10]),
    "translate": lambda _: moneyloop.translate("300bn over 5y"),
}
OF_PAYMENTS = (
    *("attribute over payments", "attribute by a rule"),
    *("attribute by all rules", "attribute by two"),
)
# Ratios, parts of one dollar, and other things than dollars.
WITHOUT_MONEY = ("figures of two", "trace", "trace back", "translate")


@pytest.fixture
def network(small: Path) -> Network:
    return moneyloop.load(small)


@pytest.fixture
def answer(name: str, network: Network, ledger: list[str], tmp_path: Path) -> Result:
    """The answer to the question of this name, about deals or about payments."""
    if name not in OF_PAYMENTS:
        return QUESTIONS[name](network)
    pairs = (pair.split("=") for pair in ledger[-1].split(","))
    return QUESTIONS[name](moneyloop.load_payments(tmp_path / ledger[0], dict(pairs)))


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_have_exactly_the_declared_keys_in_that_order(answer: Result) -> None:
    declared = columns.keys(answer.columns)
    assert answer.rows
    assert len(set(declared)) == len(declared)
    assert {tuple(row) for row in answer.rows} == {tuple(declared)}
    header = next(csv.reader(io.StringIO(result_text(answer, "csv"))))
    assert header == declared == list(answer.to_frame().columns)
    # Every row can be read: no cell takes a key that the rows do not have.
    shown = columns.on_screen(answer.columns)
    assert all(isinstance(column.written(row), str) for column in shown for row in answer.rows)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_docstring_lists_them(name: str, answer: Result) -> None:
    told = inspect.getdoc(getattr(moneyloop, name.partition(" ")[0])) or ""
    listed = {
        key.strip(" .\n")
        for line in told[told.index("\nColumns") :].split("\nColumns")
        for key in line.partition(":")[2].replace("\n", " ").split(",")
    }
    assert set(columns.keys(answer.columns)) <= listed


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_share_count_or_rank_is_money(name: str, answer: Result) -> None:
    money = columns.money(answer.columns)
    assert bool(money) == (name not in WITHOUT_MONEY)
    parts = {part for key in money for part in key.split("_")}
    assert parts.isdisjoint({"share", "coverage", "count", "rank", "growth", "turns", "length"})


def test_an_answer_without_rows_has_its_columns(network: Network) -> None:
    result = moneyloop.loops(network, type=["capital"])
    assert result.rows == []
    assert list(result.to_frame().columns) == columns.keys(result.columns)


def test_json_has_neither_columns_nor_who_was_asked_for(network: Network) -> None:
    answer = moneyloop.attribute(network, party=["Lab"])
    told = answer.to_dict()
    assert {"columns", "asked", "about"}.isdisjoint(told)
    assert all(isinstance(note, str) for note in told["notes"])
    assert answer.asked == ["Lab"]


def test_who_was_asked_for_is_known_to_the_answer(small: Path) -> None:
    net = moneyloop.load(small)
    assert list(moneyloop.figures(net, "CloudCo").asked) == ["Cloud"]
    assert list(moneyloop.figures(net, "CloudCo", "Lab").asked) == ["Cloud", "Lab"]
    assert list(moneyloop.trace(net, into="CloudCo").asked) == ["Cloud"]
    assert list(moneyloop.stress(net, "lab").asked) == ["Lab"]
    assert list(moneyloop.gap(net, party=["CloudCo"]).asked) == ["Cloud"]


def test_notes_stand_in_one_line_until_they_are_asked_for(small: Path, run: Run) -> None:
    short, long = run("attribute", "small").stdout, run("attribute", "small", "--notes").stdout
    assert short.endswith("\n2 rows left out, 6 notes: --notes\n")
    assert "Left out:" not in short
    head, _, tail = long.partition("Left out:\n  talks: 1 (chips-cloud-talks)\n")
    assert short.startswith(head)
    assert "Notes:\n" in tail
    assert "Lab 2025: $3.0bn of payments exceed its known income." in tail
    both = ["attribute", "small", "--format", "markdown"]
    assert run(*both).stdout.endswith("\n\n2 rows left out, 6 notes: --notes\n")
    assert "- Left out, talks: 1 (chips-cloud-talks)\n" in run(*both, "--notes").stdout


def test_notes_of_others_are_counted_only(small: Path, run: Run) -> None:
    shown = run("attribute", "small", "--party", "Chips", "--notes").stdout
    assert "Lab 2025" not in shown
    assert "1 more note is about other parties: --format json has it." in shown
    shown = run("attribute", "small", "--party", "Lab", "--notes").stdout
    first = shown.partition("Notes:\n  ")[2]
    assert first.startswith("Lab 2025: $3.0bn of payments exceed")


def test_notes_are_no_rows(small: Path, run: Run) -> None:
    result = run("attribute", "small", "--notes", "--format", "csv")
    assert result.exit_code == 2
    assert "csv has rows only" in result.stderr
    asked, plain = (
        run("attribute", "small", "--format", "json", *more).stdout_bytes
        for more in (["--notes"], [])
    )
    assert asked == plain


def test_a_rule_for_one_party_of_thousands_prints_no_notes_of_others(
    tmp_path: Path, run: Run
) -> None:
    lines = ["payer,payee,amount,start,kind"]
    lines += [
        f"Party {n},Party {n + 1},{n + 1},2025-01-{1 + n % 28:02},purchase" for n in range(500)
    ]
    (tmp_path / "payments.csv").write_text("\n".join(lines) + "\n")
    words = ["attribute", "payments.csv", "--default-kind", "purchase", "--party", "Party 7"]
    shown = run(*words, "--rule", "fifo", "--notes").stdout
    notes = shown.partition("Notes:\n")[2]
    assert 0 < notes.count("come before any known income") <= 2
    assert "more notes are about other parties" in notes


def test_a_narrow_terminal_names_what_it_hides(small: Path, terminal: Callable[..., str]) -> None:
    words = ["attribute", "small", "--from", "2024", "--to", "2025"]
    shown = _plain(terminal(*words, env={"COLUMNS": "80"}))
    hidden = (
        "4 columns hidden (no known source, customers, on public amounts, any investor's money): "
        "widen to "
    )
    last = " ".join(shown.split()).partition(hidden)[2]
    width = int(last.split()[0])
    assert max(map(len, shown.splitlines())) <= 80
    # What weakens a number stays beside it.
    assert "9.7 (50%)" in shown
    wide = _plain(terminal(*words, env={"COLUMNS": str(width)}))
    assert "hidden" not in wide
    assert "No known source" in wide
    assert max(map(len, wide.splitlines())) <= width
    assert "hidden" in terminal(*words, env={"COLUMNS": str(width - 1)})


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (80, "gap --party OpenAI"),
        (126, "gap --from 2025"),
        (80, "index --chance --draws 5"),
        (120, "index --chance --draws 5"),
    ],
)
def test_on_a_terminal_no_line_is_wider_and_no_number_cut(
    terminal: Callable[..., str], columns: int, words: str
) -> None:
    plain = _plain(terminal(*words.split(), env={"COLUMNS": str(columns)}))
    assert max(map(len, plain.splitlines())) <= columns
    assert "…" not in plain
    assert ("hidden (" in plain) == (columns == 80)


def _plain(shown: str) -> str:
    """What stays on a terminal once the bar of the work is gone, without its signs."""
    after = shown.replace("\r", "")
    return re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", after[after.index("USD billions") :])
