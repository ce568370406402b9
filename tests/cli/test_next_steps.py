"""What is written wrongly leads to what to write instead."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.cli.types import Share
from moneyloop.input import schema
from moneyloop.input.package import load
from moneyloop.model import CLASS_OF_KIND
from moneyloop.words.kinds import MEANING, nearest_kinds

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["attribute", "Oracle"], "did you mean --party Oracle?"),
        (["attribute", "aws"], "did you mean --party Amazon?"),
        (["deals", "coreweave"], "did you mean --party CoreWeave?"),
        (["gap", "google"], "did you mean --party Google?"),
        (["diff", "OpenAI"], "did you mean --party OpenAI?"),
        (["timeline", "Outside investors"], 'did you mean --party "Outside investors"?'),
        (["view", "Oracle"], "did you mean --around Oracle?"),
        (["explain", "OpenAI", "Oracle"], "Oracle is a party, not a folder"),
        (["check", "Oracle"], "Oracle is a party, not a folder"),
    ],
)
def test_a_party_in_the_place_of_the_data(run: Run, words: list[str], hint: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert hint in result.stderr
    assert "does not exist" in result.stderr


def test_a_shipped_package_is_found_by_its_name_or_nearly(run: Run, tmp_path: Path) -> None:
    name = "telecom-1999-2001"
    shown = run("check", name)
    assert (shown.exit_code, shown.stdout[:11]) == (0, "No problems")
    assert "Data: telecom-1999-2001." in run("deals", name, "--party", "Lucent").stdout
    for words in (["figures", "Lucent"], ["index"]):
        assert run(*words, name).exit_code == 0
    assert run("deals", "bundled", "--parties").stdout == run("deals", "--parties").stdout
    for words in (["check", "telecom"], ["report", "telcom-1999-2001"]):
        wrong = run(*words)
        assert wrong.exit_code == 2
        assert f"does not exist; did you mean '{name}'?" in wrong.stderr
    for shipped in (name, "bundled"):
        refused = run("add", shipped, "--payer", "A", "--payee", "B", "--kind", "equity")
        assert refused.exit_code == 2
        assert "a package that came with moneyloop is not changed" in refused.stderr
    (tmp_path / name).mkdir()
    (tmp_path / name / "deals.csv").write_text("payer,payee,kind\nA,B,equity\n")
    assert "(deals 1, " in run("check", name).stdout


def test_a_path_that_is_no_party_is_only_missing(run: Run) -> None:
    result = run("attribute", "nowhere")
    assert result.exit_code == 2
    assert result.stderr.endswith("Path 'nowhere' does not exist.\n")


def test_a_file_called_like_a_party_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Oracle").write_text("payer,payee,kind\nA,B,equity\n")
    result = run("deals", "Oracle", "--format", "csv")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize("command", ["stress", "explain", "figures"])
def test_a_party_that_nobody_is(run: Run, command: str) -> None:
    result = run(command, "Foo")
    assert result.exit_code == 2
    assert "no party is called 'Foo'" in result.stderr
    assert "moneyloop deals --parties" in result.stderr
    assert "did you mean 'CoreWeave'?" in run(command, "coreweeve").stderr


@pytest.mark.parametrize("command", ["stress", "explain", "figures"])
def test_a_party_may_be_an_alias_in_any_case(run: Run, small: Path, command: str) -> None:
    name, alias = "Cloud", "cloud INC"
    expected = run(command, name, small, "--format", "json")
    assert expected.exit_code == 0
    assert run(command, alias, small, "--format", "json").stdout == expected.stdout


@pytest.mark.parametrize(
    ("words", "shares"),
    [
        (["stress", "Lab", "small", "--loss"], ("0.5", "50%")),
        (["gap", "small", "--margin"], ("0.25", "25 %")),
        (["calc", "vintage", "--margin"], ("0.07", "7%")),
        *(
            (["calc", "margin", "--revenue", "12", "--cost", "13", option], ("0.125", "12.5%"))
            for option in ("--target", "--open-margin", "--cost-fall", "--price-rise", "--shift")
        ),
    ],
)
def test_a_share_may_be_a_percentage(
    run: Run, small: Path, words: list[str], shares: tuple[str, str]
) -> None:
    plain, percent = (run(*words, share, "--format", "json") for share in shares)
    assert plain.exit_code == 0, plain.stderr
    assert percent.stdout == plain.stdout
    assert run(*words, "half").stderr.endswith("'half' is no share: write 0.5 or 50%\n")


@given(st.integers(-1000, 100_000))
def test_a_percentage_is_the_nearest_number_to_its_share(basis_points: int) -> None:
    text = f"{basis_points / 100:.2f}%"
    assert Share().convert(text, None, None) == basis_points / 10_000


@pytest.mark.parametrize("text", ["", "%", "5%%", "1e", "fifty", "5 0%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"write 0\.5 or 50%"):
        Share().convert(text, None, None)


def test_every_kind_has_a_meaning() -> None:
    assert list(MEANING) == list(CLASS_OF_KIND) == list(schema.column("deals", "kind").enum)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("prepayment", ["compute", "hardware", "lease", "services"]),
        ("Loan", ["debt"]),
        ("license", ["licence", "services"]),
        ("guarantees", ["backstop"]),
        ("investment", ["equity", "debt", "credit", "warrant"]),
    ],
)
def test_another_word_leads_to_kinds_and_what_they_are(text: str, kinds: list[str]) -> None:
    told = nearest_kinds(text)
    places = [told.index(f"{kind} ({MEANING[kind]})") for kind in kinds]
    assert places == sorted(places)
    assert told.count(" (") == len(kinds)


@pytest.mark.parametrize("text", ["Revenue-Share", "revenue shar", "REVENUE_SHARE"])
def test_a_misspelt_kind_leads_to_the_kind(text: str) -> None:
    assert nearest_kinds(text) == "did you mean 'revenue_share'?"


def test_a_word_that_is_near_nothing_leads_to_all_kinds() -> None:
    assert nearest_kinds("zzz") == "write one of " + ", ".join(CLASS_OF_KIND)


def test_add_and_check_explain_a_wrong_kind(run: Run, package: Callable[..., Path]) -> None:
    row = ("--payer", "OpenAI", "--payee", "Oracle", "--kind", "prepayment")
    result = run("add", "--dry-run", *row)
    assert result.exit_code == 2
    assert "compute (cloud and computing time)" in result.stderr
    assert "start is the day on which it is paid" in result.stderr
    folder = package("payer,payee,kind\nA,B,prepayment\n")
    assert "compute (cloud and computing time)" in run("check", folder).output


def test_the_parties_are_listed_in_every_format(run: Run, small: Path) -> None:
    words = ("deals", small, "--parties")
    net = load(small)
    rows = json.loads(run(*words, "--format", "json").stdout)["rows"]
    assert [row["name"] for row in rows] == sorted(net.parties["name"], key=str.casefold)
    for row in rows:
        ends = (net.deals["payer"] == row["name"]) | (net.deals["payee"] == row["name"])
        assert row["deals"] == ends.sum()
        assert (row["boundary"] == "inside") == (row["name"] in net.inside)
    cloud = next(row for row in rows if row["name"] == "Cloud")
    assert (cloud["kind"], cloud["aliases"]) == ("hyperscaler", ["CloudCo", "Cloud Inc"])
    found = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert [row["name"] for row in found] == [row["name"] for row in rows]
    assert found[1]["aliases"] == "CloudCo;Cloud Inc"
    for form in ("table", "markdown"):
        text = run(*words, "--format", form).stdout
        assert all(row["name"] in text for row in rows)


def test_the_list_of_parties_takes_the_choices_of_the_list_of_deals(run: Run, small: Path) -> None:
    words = ("deals", small, "--parties", "--format", "json")
    rows = json.loads(run(*words, "--kind", "compute", "--party", "cloudco").stdout)["rows"]
    assert [(row["name"], row["deals"]) for row in rows] == [("Cloud", 2)]
