"""`--read-as DIR`: the next file is read as the one of an imported package was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

Run = Callable[..., click.testing.Result]

HEADER = "von;an;Betrag;Tag;Art;Geld\n"
MAY = "Kunde;Labor;1.234,50;21.05.2024;Rechnung;EUR\nWolke;Labor;99,90;3.6.2024;Anteil;EUR\n"
# No amount and no day of it shows how it is written.
JUNE = "Labor;Wolke;1.500;04.06.2024;Rechnung;EUR\n"
STATED = [
    *("--columns", "payer=von,payee=an,amount=Betrag,start=Tag,kind=Art,currency=Geld"),
    *("--kinds", "Rechnung=purchase,Anteil=equity"),
]


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    """A folder with the package `may` and the file of the next month."""
    (tmp_path / "may.csv").write_text(HEADER + MAY, encoding="utf-8")
    (tmp_path / "june.csv").write_text(HEADER + JUNE, encoding="utf-8")
    assert run("import", "may.csv", "may", *STATED).exit_code == 0
    return tmp_path


def payments(folder: Path) -> list[str]:
    return (folder / "payments.csv").read_text("utf-8").splitlines()[1:]


def test_map_form_and_words_serve_the_next_file(folder: Path, run: Run) -> None:
    assert run("import", "june.csv", "asked", *STATED).exit_code == 1
    result = run("import", "june.csv", "june", "--read-as", "may")
    assert result.exit_code == 0, result.stderr
    told = "semicolons, decimal commas, dates day first, UTF-8, header in line 1, as may"
    assert result.stderr.splitlines()[0] == f"read as: {told}"
    assert payments(folder / "june") == ["row-2,Labor,Wolke,purchase,1500.0,2024-06-04,"]
    again = run("import", "june.csv", "again", "--read-as", "june")
    assert again.exit_code == 0, again.stderr
    assert payments(folder / "again") == payments(folder / "june")
    rows = json.loads(run("deals", "june.csv", "--read-as", "may", "--format", "json").stdout)[
        "rows"
    ]
    assert [(row["payer"], row["start"]) for row in rows] == [("Labor", "2024-06-04")]


def test_what_the_line_states_wins_each_pair_by_itself(folder: Path, run: Run) -> None:
    text = HEADER.replace("Betrag", "Summe") + JUNE.replace("Rechnung", "Darlehen")
    (folder / "june.csv").write_text(text, encoding="utf-8")
    options = ["--columns", "amount=Summe", "--kinds", "Darlehen=debt", "--dates", "month-first"]
    result = run("import", "june.csv", "june", "--read-as", "may", *options, "--decimal", ".")
    assert result.exit_code == 0, result.stderr
    assert payments(folder / "june") == ["row-2,Labor,Wolke,debt,1.5,2024-04-06,"]
    chosen = json.loads((folder / "june" / "datapackage.json").read_text("utf-8"))["moneyloop"]
    assert chosen["chosen"]["columns"][:3] == ["payer=von", "payee=an", "amount=Summe"]
    assert chosen["chosen"]["kinds"] == ["Rechnung=purchase", "Anteil=equity", "Darlehen=debt"]
    assert "read_as" not in chosen["chosen"]


def test_a_file_that_does_not_fit_is_told_where_the_map_comes_from(folder: Path, run: Run) -> None:
    (folder / "june.csv").write_text(HEADER.replace("Betrag", "Summe") + JUNE, encoding="utf-8")
    result = run("import", "june.csv", "june", "--read-as", "may")
    assert result.exit_code == 2
    assert "there is no column 'Betrag' for amount" in result.stderr
    assert "What is not stated is as may was read, with the columns payer=von," in result.stderr
    (folder / "june.csv").write_text(HEADER + JUNE.replace("04.06", "06.24"), encoding="utf-8")
    result = run("import", "june.csv", "june", "--read-as", "may")
    assert (result.exit_code, "as may was read" in result.stderr) == (1, True)
    assert not (folder / "june").exists()


def test_who_is_inside_needs_no_payment_in_every_month(folder: Path, run: Run) -> None:
    (folder / "inside.txt").write_text("Labor\nKunde\n", encoding="utf-8")
    assert run("import", "may.csv", "in", *STATED, "--inside", "inside.txt").exit_code == 0
    (folder / "inside.txt").unlink()
    assert run("import", "june.csv", "june", "--read-as", "in").exit_code == 0
    parties = (folder / "june" / "parties.csv").read_text("utf-8").splitlines()[1:]
    assert parties == ["Labor,,inside,,,", "Wolke,,outside,,,"]
    # None of them pays or is paid: still nobody else is inside.
    (folder / "june.csv").write_text(HEADER + JUNE.replace("Labor", "Bank"), encoding="utf-8")
    result = run("import", "june.csv", "other", "--read-as", "in")
    assert "among 2 parties, 0 of them inside" in result.stderr
    result = run("import", "june.csv", "stated", "--read-as", "in", "--outside", "Bank")
    assert "among 2 parties, 1 of them inside" in result.stderr
    result = run("import", "june.csv", "wrong", "--read-as", "in", "--inside", "Labor")
    assert (result.exit_code, "no payment names 'Labor'" in result.stderr) == (2, True)


def test_rates_are_read_again_and_asked_for_where_they_are_gone(folder: Path, run: Run) -> None:
    rates = folder / "rates.csv"
    rates.write_text("currency,rate\nEUR,1.1\n", encoding="utf-8")
    money = ["--currency", "USD", "--rates", "rates.csv"]
    assert run("import", "may.csv", "usd", *STATED, *money).exit_code == 0
    rates.write_text("currency,rate\nEUR,2\n", encoding="utf-8")
    assert run("import", "june.csv", "june", "--read-as", "usd").exit_code == 0
    assert payments(folder / "june") == ["row-2,Labor,Wolke,purchase,3000.0,2024-06-04,"]
    rates.unlink()
    result = run("import", "june.csv", "more", "--read-as", "usd")
    assert result.exit_code == 2
    assert "usd was read with --rates rates.csv, which is not here" in result.stderr


@pytest.mark.parametrize(
    "declaration",
    [
        None,
        "",
        "[]",
        "{}",
        '{"moneyloop": 1}',
        '{"moneyloop": {"chosen": []}}',
        "\ud800",
        "[" * 9999,
    ],
)
def test_a_folder_that_remembers_nothing_is_refused(
    folder: Path, run: Run, declaration: str | None
) -> None:
    (folder / "other").mkdir()
    if declaration is not None:
        raw = declaration.encode("utf-8", errors="surrogatepass")
        (folder / "other" / "datapackage.json").write_bytes(raw)
    result = run("import", "june.csv", "june", "--read-as", "other")
    assert result.exit_code == 2
    assert "other does not say how a list of payments was read" in result.stderr


@pytest.mark.parametrize("chosen", [{"columns": "payer=von"}, {"currency": 3}, {"bad_rows": "x"}])
def test_a_choice_that_is_none_is_refused(
    folder: Path, run: Run, chosen: dict[str, object]
) -> None:
    text = json.dumps({"moneyloop": {"chosen": chosen}})
    (folder / "may" / "datapackage.json").write_text(text, encoding="utf-8")
    result = run("import", "june.csv", "june", "--read-as", "may")
    assert result.exit_code == 2
    assert f"{next(iter(chosen))!r} is no choice that moneyloop import remembers" in result.stderr
