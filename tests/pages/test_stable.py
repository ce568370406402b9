"""The same data gives the same bytes, and a party keeps its place, so that two dates compare."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from moneyloop.pages.layout import TIERS, positions

# The other pages are made in a process of the tests, whose seed is random, or this.
SEED = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"

PROGRAM = """
import pathlib
import moneyloop
from moneyloop.cli import main
main(["report", "-o", "report.html"], standalone_mode=False)
page = moneyloop.view(moneyloop.load())
pathlib.Path("network.html").write_bytes(page.encode("utf-8"))
"""


def test_same_bytes_whatever_the_hash_seed_and_again_no_time_of_making_and_no_path(
    tmp_path: Path, bundled: Callable[[str], Path], run_once: Callable[[str], Any]
) -> None:
    # The second time by Python too, after another page, with another seed and in another folder.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": SEED},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    for name in ("network", "report"):
        made = bundled(name), tmp_path / f"{name}.html"
        pages = [file.read_bytes() for file in made]
        assert min(map(len, pages)) > 400_000
        assert len({hashlib.sha256(page).hexdigest() for page in pages}) == 1, name
        text = pages[0].decode("utf-8")
        for folder in (*(file.parent for file in made), Path(__file__).resolve().parents[2]):
            assert str(folder) not in text
    assert "own investment" in done.stdout
    assert run_once("moneyloop report").stdout == done.stdout


def test_python_and_the_commands_make_the_same_pages(package: Any, run: Any) -> None:
    import moneyloop

    package("""
        payer,payee,kind,amount_usd_bn,start
        Cloud,Lab,equity,2,2025
        Lab,Cloud,compute,1,2025
        """)
    network = moneyloop.load("data")
    pages = {
        "view": moneyloop.view,
        "report": moneyloop.report_page,
        "report --books": moneyloop.books_page,
    }
    for command, make in pages.items():
        assert run(*command.split(), "data", "-o", "page.html").exit_code == 0
        assert Path("page.html").read_bytes() == make(network).encode("utf-8")


# Places -------------------------------------------------------------------------------------

KINDS = [kind for tier in TIERS for kind in tier.kinds]


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from([*KINDS, "", "something new"]), max_size=60))
    return [{"name": f"Party {at}", "kind": kind} for at, kind in enumerate(kinds)]


@given(tables())
def test_each_party_has_a_place_of_its_own(parties: list[dict[str, Any]]) -> None:
    placed = positions(parties)
    assert set(placed) == {party["name"] for party in parties}
    assert len(set(placed.values())) == len(placed)


@given(tables(), st.sampled_from(KINDS))
def test_a_new_party_moves_nobody(parties: list[dict[str, Any]], kind: str) -> None:
    # Room for one more in every tier, and a table that has kinds.
    parties = [{"name": "First", "kind": "lab"}, *parties[:30]]
    after = positions([*parties, {"name": "New", "kind": kind}])
    assert {name: after[name] for name in positions(parties)} == positions(parties)


@given(tables(), st.data())
def test_what_else_is_said_of_parties_moves_nobody(
    parties: list[dict[str, Any]], data: st.DataObject
) -> None:
    texts = st.sampled_from(["inside", "outside", "", "a note"])
    changed = [
        party | {"boundary": data.draw(texts), "note": data.draw(texts), "aliases": []}
        for party in parties
    ]
    assert positions(changed) == positions(parties)


def places(html: str) -> dict[str, tuple[int, int]]:
    """Where a network page puts its parties."""
    found = re.search(r'id="moneyloop-data">(.*?)</script>', html, re.DOTALL)
    assert found
    nodes = json.loads(found[1])["picture"]["nodes"]
    return {node["id"]: (node["x"], node["y"]) for node in nodes}


def test_deals_move_nobody(package: Any) -> None:
    import moneyloop

    parties = "name,kind\n" + "".join(
        f"{name},{kind}\n"
        for name, kind in (("Fund", "investor"), ("Lab", "lab"), ("Cloud", "hyperscaler"))
    )
    deals = (
        "payer,payee,kind,amount_usd_bn,start\nFund,Lab,equity,1,2025\nLab,Cloud,compute,1,2025\n"
    )
    few = places(moneyloop.view(moneyloop.load(package(deals, parties))))
    more = deals + "Cloud,Lab,equity,900,2025\nCloud,Fund,dividend,5,2025\n"
    assert places(moneyloop.view(moneyloop.load(package(more, parties)))) == few
    newcomer = places(
        moneyloop.view(
            moneyloop.load(package(more + "Chip,Lab,equity,2,2025\n", parties + "Chip,chipmaker\n"))
        )
    )
    assert {name: newcomer[name] for name in few} == few
    assert set(newcomer) == {*few, "Chip"}
