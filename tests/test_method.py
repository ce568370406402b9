"""docs/method.md is true: its examples give its numbers, and what the code cites is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import moneyloop
from moneyloop.words.labels import row_key

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
FILES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
PLACE = r"(?:[0-9]+|A(?:\.[0-9]+)+)"
CITED = re.compile(rf"\bmethod, (?:sections?|appendix) ({PLACE}(?:(?: to | and |, ){PLACE})*)")


def section(number: str) -> str:
    """The text below a heading, up to the next one of the same level."""
    found = re.search(rf"^(#+) {re.escape(number)}\.? .*?(?=^\1 |\Z)", PAGE, re.M | re.S)
    assert found, f"no section {number}"
    return found[0]


def table(text: str) -> dict[str, list[float]]:
    """The rows of numbers of a table, by their first cell."""
    rows = re.findall(r"^\| (\w[\w-]*) \|((?: [0-9.]+ \|)+)$", text, re.M)
    return {name: [float(cell) for cell in cells.split("|")[:-1]] for name, cells in rows}


def package(folder: Path, number: str, second: str) -> Path:
    """The CSV blocks of a section as a data package: deals.csv, and the table named."""
    blocks = re.findall(r"^```csv\n(.*?)^```", section(number), re.M | re.S)
    for name, block in zip(("deals", second), blocks, strict=True):
        (folder / f"{name}.csv").write_text(block, encoding="utf-8")
    return folder


def test_the_worked_example(tmp_path: Path) -> None:
    network = moneyloop.load(package(tmp_path, "17", "figures"))
    row = moneyloop.attribute(network, party=["Cloud"]).rows[0]
    shown = table(section("17"))
    assert set(shown) == {"own", "network_investors", "any_investor"}
    for measure, ends in shown.items():
        assert [row[f"{measure}_{end}"] for end in ("low", "estimate", "high")] == ends
    told = re.findall(r"^    ([a-z_]+) += [^=\n]*= ([0-9.]+)", section("17"), re.M)
    buckets = {name: float(amount) for name, amount in told}
    assert buckets.pop("all") == row["revenue"]
    assert len(buckets) == 5
    assert {name: row[row_key(name)] for name in buckets} == buckets
    assert row["other_network_investors"] == 8.4


def test_the_whole_network_of_the_example(tmp_path: Path) -> None:
    network = moneyloop.load(package(tmp_path, "17", "figures"))
    result = moneyloop.index(network)
    row = result.rows[0]
    cloud = next(one for one in result.extra["parties"] if one["party"] == "Cloud")
    assert (cloud["cycled"], cloud["invest_to_sale"], cloud["purchase_to_sale"]) == (30.4, 28, 2.4)
    assert row["fci"] == pytest.approx(36.902 / 720, abs=1e-6)
    assert (row["moved"], row["max_circulation"], row["net_internal_debt"]) == (148, 128, 18)
    hit = moneyloop.stress(network, "Lab")
    lost = {one["party"]: (one["investment_lost"], one["sales_lost"]) for one in hit.rows}
    assert lost == {"Cloud": (40, 70), "Chip": (12, 0), "Fund": (24, 0)}
    assert hit.extra["debtrank"] == pytest.approx(52 / 720, abs=1e-9)


def test_the_smallest_reversal(tmp_path: Path) -> None:
    network = moneyloop.load(package(tmp_path, "8", "parties"))
    rows = moneyloop.attribute(network, party=["Cloud"], from_="2025", to="2025", rule="all").rows
    assert {row["rule"]: [row["own_estimate"]] for row in rows} == table(section("8"))
    assert {(row["own_low"], row["own_high"]) for row in rows} == {(0, 100)}


def cited() -> Iterator[tuple[str, str]]:
    """Every place of the page that a file cites, with the file."""
    for file in FILES:
        for places in CITED.findall(file.read_text(encoding="utf-8")):
            for place in re.findall(PLACE, places):
                yield file.relative_to(ROOT).as_posix(), place


def test_what_is_cited_is_there() -> None:
    places = list(cited())
    assert places
    for file, place in places:
        assert re.search(rf"^#+ {re.escape(place)}\.? ", PAGE, re.M), f"{file} cites {place}"


def test_no_file_cites_a_section_of_anything_else() -> None:
    number = re.compile(r"(?<!method, )\b(?:[Ss]ections?|[Aa]ppendix) (?:[0-9]|A\.)")
    for file in FILES:
        if file != Path(__file__).resolve():
            text = re.sub(r"\n\s*#?\s*", " ", file.read_text(encoding="utf-8"))
            assert not number.search(text), f"{file}: {number.findall(text)}"


def test_links_within_the_page_lead_somewhere() -> None:
    anchors = {
        re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^#+ (.*)$", PAGE, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors
    for path in re.findall(r"\]\((\.\./[^)#]+)\)", PAGE):
        assert (ROOT / "docs" / path).exists(), path
