"""The same data gives the same bytes, and a party keeps its place, so that two dates compare."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from moneyloop.pages.layout import TIERS, positions

SEEDS = ("0", "1")

PROGRAM = """
from moneyloop.cli import main
for command in ("view", "report"):
    main([command, "-o", f"{command}.html"], standalone_mode=False)
"""


def written(home: Path) -> dict[str, Path]:
    """The files of two runs at once, by the hash seed of each."""
    runs = {}
    for seed in SEEDS:
        (home / seed).mkdir()
        with (home / seed / "printed").open("wb") as out:
            runs[seed] = subprocess.Popen(
                [sys.executable, "-c", PROGRAM],
                cwd=home / seed,
                env={**os.environ, "PYTHONHASHSEED": seed},
                stdout=out,
                stderr=subprocess.PIPE,
            )
    said = [run.communicate()[1].decode() for run in runs.values()]
    assert [run.returncode for run in runs.values()] == [0, 0], said
    return {str(file.relative_to(home)): file for file in sorted(home.rglob("*")) if file.is_file()}


def test_same_bytes_whatever_the_hash_seed_and_again_no_time_of_making_and_no_path(
    tmp_path: Path, bundled: dict[str, Path]
) -> None:
    # One test, so that the files are made once and not by each process of the tests. `bundled` is
    # the third time: by Python, in a process that has made other pages before, with its own seed.
    files = written(tmp_path)
    for page, third in (("view.html", "network"), ("report.html", "report")):
        made = {name: file.read_bytes() for name, file in files.items() if name.endswith(page)}
        assert sorted(made) == [f"{seed}/{page}" for seed in SEEDS]
        assert min(map(len, made.values())) > 500_000
        made["again"] = bundled[third].read_bytes()
        digests = {name: hashlib.sha256(text).hexdigest() for name, text in made.items()}
        assert len(set(digests.values())) == 1, digests
        text = made[f"0/{page}"].decode("utf-8")
        assert str(tmp_path) not in text
        assert str(bundled[third].parent) not in text
        assert str(Path(__file__).resolve().parents[2]) not in text
    printed = {seed: files[f"{seed}/printed"].read_text(encoding="utf-8") for seed in SEEDS}
    assert "own investment" in printed["1"]
    assert printed["0"] == printed["1"]


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


def test_two_dates_have_the_same_places(bundled: dict[str, Path]) -> None:
    import moneyloop

    network = moneyloop.load()
    early = places(moneyloop.view(network, as_of="2025-06-30"))
    late = places(bundled["network"].read_text(encoding="utf-8"))
    assert len(early) > 20
    assert set(early) < set(late)
    assert {name: late[name] for name in early} == early
