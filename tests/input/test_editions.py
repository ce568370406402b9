"""Which edition a package is: its name, years, hash and changes, and where these are blank."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import moneyloop
from moneyloop.input.bundled import shipped
from moneyloop.input.create import create
from moneyloop.model import Edition
from moneyloop.pages.content import summary

DEALS = "id,payer,payee,kind,amount_usd_bn,announced,start,status\na,X,Y,equity,1,,2001,paid\n"


def written(folder: Path, declared: object) -> Path:
    (folder / "deals.csv").write_text(DEALS, encoding="utf-8")
    text = declared if isinstance(declared, str) else json.dumps(declared)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return folder


def test_the_bundled_data_know_their_edition_and_hash() -> None:
    network = moneyloop.load()
    folder = shipped()["bundled"]
    raw = b"".join(
        (folder / f"{name}.csv").read_bytes() for name in ("deals", "parties", "figures")
    )
    assert network.edition.sha256 == hashlib.sha256(raw).hexdigest()
    assert network.edition.version == "2026.11"
    assert str(network.edition) == "second edition, November 2026"
    assert f"second edition, November 2026, sha256 {network.edition.sha256[:12]}" in repr(network)
    newest = "second edition, November 2026, newest row 9 October 2026"
    assert summary.edition(network) == newest
    assert moneyloop.load("bundled").edition == network.edition


@pytest.mark.parametrize(
    "declared",
    ["{", "[]", {}, {"version": "2026.11"}, {"moneyloop": 3}, {"moneyloop": {"edition": 3}}],
    ids=str,
)
def test_a_package_that_does_not_say_is_no_edition(tmp_path: Path, declared: object) -> None:
    edition = moneyloop.load(written(tmp_path, declared)).edition
    assert edition.sha256
    assert edition == Edition(sha256=edition.sha256, version=edition.version)
    assert summary.edition(moneyloop.load(tmp_path)) == ""


@pytest.mark.parametrize(
    ("years", "read"),
    [
        ("1999-2001", ("1999", "2001")),
        ("2001-2001", ("2001", "2001")),
        ("2001-1999", None),
        ("99-01", None),
        ([1999, 2001], None),
    ],
)
def test_the_years_of_a_package(tmp_path: Path, years: object, read: object) -> None:
    package = written(tmp_path, {"version": "1", "moneyloop": {"years": years}})
    assert moneyloop.load(package).edition.years == read


def test_the_years_are_the_period_of_a_question_without_one(tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text(
        "party,metric,segment,start,end,amount,unit,source_date\n"
        "Y,revenue,total,1998-01-01,1998-12-31,4,usd_bn,2020-05-01\n",
        encoding="utf-8",
    )
    network = moneyloop.load(written(tmp_path, {"moneyloop": {"years": "1999-2001"}}))
    content = summary.build(network)
    assert content["as_of"] == "2001-12-31"
    assert content["years"] == ["2001", "2000", "1999"]
    assert content["rule"].startswith("1999 to 2001 are the years that this package is about")
    assert {row["period"] for row in moneyloop.attribute(network).rows} == {"2001"}
    # What is asked for comes first.
    assert summary.build(network, year=1998)["rule"] is None
    assert moneyloop.attribute(network, year=1998).rows[0]["revenue"] == 4
    assert moneyloop.attribute(network, as_of="1998-12-31").rows[0]["period"] == "1998"


def test_a_copy_is_no_edition(tmp_path: Path) -> None:
    create(tmp_path / "copy", bundled=True)
    copy, bundled = moneyloop.load(tmp_path / "copy").edition, moneyloop.load().edition
    assert str(copy) == ""
    assert copy.changes == ()
    assert copy.sha256 == bundled.sha256


def test_tables_in_memory_have_none() -> None:
    network = moneyloop.load()
    assert moneyloop.load(network.deals, parties=network.parties).edition == Edition()


def test_a_name_is_a_package_unless_something_here_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "telecom-1999-2001"
    monkeypatch.chdir(tmp_path)
    assert len(moneyloop.load(name).deals) == 126
    (tmp_path / name).mkdir()
    written(tmp_path / name, {})
    assert len(moneyloop.load(name).deals) == 1
    for wrong in ("telcom-1999-2001", "telecom"):
        (problem,) = moneyloop.check(wrong)
        assert problem.hint == f"did you mean {name!r}?"
    with pytest.raises(moneyloop.DataError, match="the file is missing"):
        moneyloop.load("no-such-folder")
