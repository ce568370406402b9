"""A new data package: clean as it is, a working example in it, and never over old files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moneyloop.input import schema
from moneyloop.input.append import append
from moneyloop.input.bundled import bundled_folder
from moneyloop.input.create import EXAMPLE, create
from moneyloop.input.package import TABLES, check, load
from moneyloop.model import ChoiceError

NAMES = ["deals.csv", "parties.csv", "figures.csv", "datapackage.json"]


def test_a_new_package_has_every_file_and_no_error(tmp_path: Path) -> None:
    made = create(tmp_path / "new" / "deep")
    assert [path.name for path in made] == NAMES
    assert sorted(path.name for path in made[0].parent.iterdir()) == sorted(NAMES)
    assert [problem.rule for problem in check(made[0].parent)] == ["no-deals"]
    append(tmp_path / "new" / "deep", {"payer": "A", "payee": "B", "kind": "equity"})
    assert check(tmp_path / "new" / "deep") == []


@pytest.mark.parametrize("table", TABLES)
def test_the_example_is_one_comment_above_the_header(tmp_path: Path, table: str) -> None:
    create(tmp_path)
    example, header = (tmp_path / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    assert header.split(",") == [column.name for column in schema.columns(table)]
    assert example.startswith(EXAMPLE)


def test_the_examples_are_true_rows_below_the_header(tmp_path: Path) -> None:
    create(tmp_path)
    for table in TABLES:
        file = tmp_path / f"{table}.csv"
        example, header = file.read_text(encoding="utf-8").splitlines()
        file.write_text(f"{header}\n{example.removeprefix(EXAMPLE)}\n", encoding="utf-8")
    problems = [problem for problem in check(tmp_path) if problem.rule != "unknown-party"]
    assert problems == []
    (tmp_path / "parties.csv").unlink()
    deals = load(tmp_path).deals
    assert deals["id"].tolist() == ["acme-lab-2025"]


def test_a_copy_of_the_bundled_data_is_the_bundled_data(tmp_path: Path) -> None:
    create(tmp_path / "copy", bundled=True)
    for name in NAMES[:-1]:
        assert (tmp_path / "copy" / name).read_bytes() == (bundled_folder() / name).read_bytes()


@pytest.mark.parametrize("bundled", [False, True])
def test_it_declares_the_tables_that_it_has_as_the_bundled_data_does(
    tmp_path: Path, bundled: bool
) -> None:
    create(tmp_path, bundled=bundled)
    declared, ours = (
        json.loads((folder / "datapackage.json").read_bytes())
        for folder in (tmp_path, bundled_folder())
    )
    assert [item["path"] for item in declared["resources"]] == NAMES[:-1]
    ours["resources"] = [item for item in ours["resources"] if item["name"] in TABLES]
    if not bundled:  # the licence is that of our rows: whoever has other rows chooses one
        assert [item["name"] for item in ours.pop("licenses")] == ["CC-BY-4.0"]
    assert str(ours.pop("moneyloop")["edition"])  # a copy that can be changed is none
    assert declared == ours


@pytest.mark.parametrize("taken", NAMES)
@pytest.mark.parametrize("bundled", [False, True])
def test_nothing_is_written_where_one_file_is_already(
    tmp_path: Path, taken: str, bundled: bool
) -> None:
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    with pytest.raises(ChoiceError, match=taken):
        create(tmp_path, bundled=bundled)
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text(encoding="utf-8") == "mine"


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    create(tmp_path)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    """It is what an unset variable leaves; the folder one is in has a name, which is a dot."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ChoiceError, match="blank"):
        create(blank)
    assert list(tmp_path.iterdir()) == []
    assert [str(path) for path in create(".")] == NAMES


def test_a_file_that_comes_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("os.path.lexists", lambda path: False)
    (tmp_path / "figures.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        create(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.csv", "notes.txt"]
    assert (tmp_path / "figures.csv").read_text(encoding="utf-8") == "mine"
