"""Figures to a package: none twice, none that counts a day again, and all of them or none."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import filings
from examples import examples
from filings import document, fact
from moneyloop.input import append
from moneyloop.input import package as package_
from moneyloop.input.append import KeepsChanging
from moneyloop.input.append_figures import append_figures
from moneyloop.input.filings.filed import figures_of
from moneyloop.input.package import check, load
from moneyloop.model import DataError

Package = Callable[..., Path]

DEALS = "payer,payee,kind\nLab,Chips,hardware\nChips,Lab,equity\n"
PARTIES = "name,aliases\nChips,Chips Inc\nLab,\n"
HEADER = (
    "party,metric,item,segment,start,end,amount,unit,basis,evidence,preferred,source,outlet,url,"
    "source_date,locator,as_stated,note\n"
)
REVENUES = "us-gaap:Revenues"


def rows(party: str = "Chips") -> pd.DataFrame:
    return figures_of(filings.chips(), party).rows


def records(folder: Path) -> list[dict[str, str]]:
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("figures", [None, HEADER, HEADER.rstrip(), "# begin\n" + HEADER])
def test_the_rows_come_to_the_end_and_the_package_is_clean(
    package: Package, figures: str | None
) -> None:
    folder = package(DEALS, PARTIES, figures)
    added = append_figures(folder, rows())
    assert (len(added.rows), added.known) == (13, 0)
    raw = (folder / "figures.csv").read_text(encoding="utf-8")
    assert raw == (figures or HEADER).rstrip() + "\n" + rows().to_csv(index=False, header=False)
    assert check(folder) == []
    assert len(load(folder).figures) == 13


def test_a_second_run_writes_nothing(package: Package) -> None:
    folder = package(DEALS, PARTIES)
    append_figures(folder, rows())
    before = files(folder)
    # The same party by another of its names.
    added = append_figures(folder / "deals.csv", rows("Chips Inc"))
    assert (added.rows, added.known) == ((), 13)
    assert files(folder) == before


def test_a_later_download_adds_what_is_new(package: Package) -> None:
    folder = package(DEALS, PARTIES)
    quarters = [fact(*each, 24, "10-Q") for each in filings.QUARTERS]
    append_figures(folder, figures_of(document((REVENUES, quarters)), "Chips").rows)
    later = document((REVENUES, [*quarters, fact(*filings.YEAR)]))
    added = append_figures(folder, figures_of(later, "Chips").rows)
    assert [(row["start"], row["end"], row["preferred"]) for row in added.rows] == [
        ("2024-10-28", "2025-01-26", "yes"),
        ("2024-01-29", "2025-01-26", "no"),
    ]
    assert added.known == 3
    assert check(folder) == []


def test_days_that_the_file_counts_are_not_counted_again(package: Package) -> None:
    there = "Chips Inc,revenue,,,2024-01-29,2025-01-26,130,usd_bn,,,,,,,,,,\n"
    there += "Chips,cash,,cash and securities,2025-01-26,2025-01-26,43,usd_bn,,,yes,,,,,,,\n"
    folder = package(DEALS, PARTIES, HEADER + there)
    added = append_figures(folder, rows())
    assert (folder / "figures.csv").read_text(encoding="utf-8").startswith(HEADER + there)
    standing = [
        (row["metric"], row.get("item", ""), row["preferred"])
        for row in added.rows
        if row["metric"] in ("revenue", "cash")
    ]
    assert standing == [
        *[("revenue", "part_of_year", "yes")] * 4,
        ("revenue", "", "no"),
        ("cash", "", "no"),
    ]
    assert added.rows[10]["note"].startswith("Alternative: the file has a figure of these days. ")
    assert check(folder) == []
    again = append_figures(folder, rows())
    assert (again.rows, again.known) == ((), 13)


def test_a_line_of_business_and_a_figure_that_is_not_used_leave_the_days_free(
    package: Package,
) -> None:
    there = "Chips,revenue,,games,2024-01-29,2025-01-26,9,usd_bn,,,,,,,,,,\n"
    there += "Chips,revenue,,total,2024-01-29,2025-01-26,131,usd_bn,,,no,,,,,,,\n"
    there += "Chips,revenue,guidance,total,2024-01-29,2025-01-26,99,usd_bn,,,yes,,,,,,,\n"
    folder = package(DEALS, PARTIES, HEADER + there)
    added = append_figures(folder, rows())
    assert [row["preferred"] for row in added.rows[:5]] == ["yes"] * 4 + ["no"]
    assert not any("item" in row for row in added.rows[:5])


@given(
    st.lists(
        st.tuples(st.integers(0, 700), st.sampled_from([1, 80, 91, 364]), st.booleans()), max_size=4
    )
)
@examples(15)
def test_whatever_the_file_counts_the_package_stays_clean(
    tmp_path_factory: pytest.TempPathFactory, there: list[tuple[int, int, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("package")
    begin = pd.Timestamp("2023-09-01")
    text, free = HEADER, begin
    for start, days, preferred in sorted(there):
        first = begin + pd.Timedelta(days=start)
        if first < free:
            continue
        last = first + pd.Timedelta(days=days - 1)
        free = last + pd.Timedelta(days=1)
        yes = "yes" if preferred else "no"
        text += f"Chips,revenue,,,{first:%Y-%m-%d},{last:%Y-%m-%d},5,usd_bn,,,{yes},,,,,,,\n"
    (folder / "deals.csv").write_text(DEALS, encoding="utf-8")
    (folder / "figures.csv").write_text(text, encoding="utf-8")
    assert check(folder) == []
    assert len(append_figures(folder, rows()).rows) == 13
    assert check(folder) == []
    assert append_figures(folder, rows()).known == 13


@pytest.mark.parametrize(
    ("deals", "parties", "figures", "rule"),
    [
        (DEALS, "name\nLab\nChip\n", HEADER, "unknown-party"),
        (DEALS, PARTIES, HEADER.replace("item,", ""), "missing-column"),
        (DEALS, PARTIES, HEADER + "Chips,revenue,,,2024,2024,x,usd_bn,,,,,,,,,,\n", "number"),
        (DEALS, "name\nLab\n", None, "unknown-party"),
        (None, PARTIES, None, "missing-file"),
        (None, PARTIES, HEADER, "missing-file"),
    ],
)
def test_a_package_that_would_be_wrong_is_left_alone(
    package: Package, deals: str | None, parties: str, figures: str | None, rule: str
) -> None:
    folder = package(deals, parties, figures)
    before = files(folder)
    with pytest.raises(DataError) as caught:
        append_figures(folder, rows())
    assert rule in {problem.rule for problem in caught.value.problems}
    assert files(folder) == before


def test_no_rows_need_no_file(package: Package) -> None:
    folder = package(DEALS, PARTIES)
    added = append_figures(folder, figures_of(document(), "Chips").rows)
    assert (added.rows, added.known) == ((), 0)
    assert not (folder / "figures.csv").exists()


def test_the_columns_and_line_ends_of_the_file_stay(package: Package) -> None:
    folder = package(DEALS, PARTIES)
    names = [*reversed(HEADER.strip().split(","))]
    (folder / "figures.csv").write_bytes((",".join(names) + "\r\n").encode())
    append_figures(folder, rows())
    raw = (folder / "figures.csv").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == 14
    assert list(records(folder)[0]) == names
    assert records(folder) == rows().to_dict("records")


def test_what_another_program_adds_meanwhile_stays(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package(DEALS, PARTIES, HEADER)
    monkeypatch.setattr(append, "_PAUSE", 0)
    theirs = "Chips,revenue,,,2024,2024,9,usd_bn,,,,,,,,,,\n"
    add, done = append.add_at_end, []

    def after_them(file: Path, before: bytes, more: bytes) -> bool:
        if not done:
            done.append(True)
            with file.open("a", encoding="utf-8") as stream:
                stream.write(theirs)
        return add(file, before, more)

    monkeypatch.setattr(append, "add_at_end", after_them)
    append_figures(folder, rows())
    # What they wrote is read before ours is: three quarters lie in their year, the last does not.
    standing = [(row["amount"], row["item"], row["preferred"]) for row in records(folder)[:5]]
    assert standing == [
        ("9", "", ""),
        *[(amount, "part_of_year", "yes") for amount in ("26.044", "30.04", "35.082")],
        ("39.331", "", "no"),
    ]
    assert check(folder) == []


def test_a_file_that_keeps_changing_is_given_up(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package(DEALS, PARTIES, HEADER)
    monkeypatch.setattr(append, "_PAUSE", 0)
    monkeypatch.setattr(append, "add_at_end", lambda *words: False)
    with pytest.raises(KeepsChanging, match=r"figures\.csv: another program keeps writing"):
        append_figures(folder, rows())
    assert records(folder) == []


def test_a_first_file_that_another_program_begins_meanwhile_stays(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package(DEALS, PARTIES)
    exists, asked = Path.exists, []
    theirs = HEADER + "Lab,revenue,,,2024,2024,9,usd_bn,,,,,,,,,,\n"

    def then_begun(path: Path) -> bool:
        there = exists(path)
        if path.name == "figures.csv" and not asked:
            asked.append(True)
            path.write_text(theirs, encoding="utf-8")
        return there

    monkeypatch.setattr(package_.Path, "exists", then_begun)
    assert len(append_figures(folder, rows()).rows) == 13
    assert [row["party"] for row in records(folder)] == ["Lab"] + ["Chips"] * 13


def test_a_read_only_file_is_refused(package: Package) -> None:
    folder = package(DEALS, PARTIES, HEADER)
    (folder / "figures.csv").chmod(0o444)
    with pytest.raises(PermissionError):
        append_figures(folder, rows())
    assert records(folder) == []
