"""`published`: our interval beside published numbers is worked out from the shipped inputs."""

from __future__ import annotations

import csv
from functools import cache
from typing import Any

import pytest

import moneyloop
from moneyloop.input.bundled import bundled_folder, shipped
from moneyloop.input.published import FILE, estimates

Ends = tuple[float | None, float | None, float | None]
# What an earlier version of the method said of the same inputs: low, estimate, high.
BEFORE: dict[str, Ends] = {
    "goldman": (0, 3.61, 10),
    "newstreet": (10, 10, 10),
    "bofa-low": (0, 6.0, 10),
    "bofa-high": (0, 6.67, 10),
    "tunguz": (3.0, 3.0, 11.9),
    "nvidia-memo": (0, 0, 4.7),
    "morgan-stanley": (0, 0, 0),
    "sequoia": (600, 600, 600),
    "bain": (2000, 2000, 2000),
    "mckinsey-2001": (2.52, 2.52, 2.52),
    "lucent-ratio": (0.77, 0.77, 0.77),
}
UNKNOWN_FIRST = "a payer whose other money is not known may have paid with that: no low end but 0"
UPPER = "the estimate is of the upper amounts too, as the high end is"
MOVED = {
    "newstreet": ((0, 10, 10), UNKNOWN_FIRST),
    "tunguz": ((0, 10.2, 11.9), f"{UNKNOWN_FIRST}; {UPPER}"),
    "nvidia-memo": ((0, 4.7, 4.7), UPPER),
    "mckinsey-2001": (
        (2.44, 2.52, 4.39),
        "what Telsim and Winstar bought of Motorola, Nokia and Cisco is open up to its loans, and "
        "cash of 360networks that was not reported may have paid Alcatel or not",
    ),
}


@cache
def answers() -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in moneyloop.published().rows}


def ends(name: str) -> Ends:
    row = answers()[name]
    return row["our_low"], row["our_estimate"], row["our_high"]


@pytest.mark.parametrize("name", BEFORE)
def test_what_has_not_moved_is_as_before_and_what_has_for_a_reason(name: str) -> None:
    expected, reason = MOVED.get(name, (BEFORE[name], ""))
    assert ends(name) == pytest.approx(expected, abs=0.006, rel=0.004)
    assert bool(reason) == (name in MOVED)
    if reason:
        assert ends(name) != pytest.approx(BEFORE[name], abs=0.006, rel=0.004)


def test_what_rests_on_the_bundled_rows_is_worked_out_from_them() -> None:
    bundled = moneyloop.load()
    for name, party in (("zitron-microsoft", "Microsoft"), ("zitron-amazon", "Amazon")):
        asked: dict[str, Any] = {"party": party, "from_": "2026-Q1", "to": "2026-Q2"}
        (row,) = moneyloop.attribute(bundled, by="total", **asked).rows
        assert ends(name) == pytest.approx(
            [row[f"own_{end}"] for end in ("low", "estimate", "high")]
        )
    years: dict[str, Any] = {"party": "OpenAI", "from_": 2027, "to": 2030}
    due = [
        sum(row["no_known_source"] for row in moneyloop.gap(bundled, case=case, **years).rows)
        for case in ("firm", "headline")
    ]
    assert ends("hsbc") == (pytest.approx(due[0]), None, pytest.approx(due[1]))
    low, estimate, high = ends("bis-value")
    sold = answers()["bis-value"]["network_sales"]
    amounts = [value or 0.0 for value in (low, estimate, high, sold)]
    assert sorted(amounts) == amounts


def test_every_number_has_a_link_a_reason_and_an_answer_or_none() -> None:
    for row in answers().values():
        # Of one number only its relay is known, and no page of it.
        assert row["url"].startswith("https://") or row["name"] == "newstreet-share"
        assert row["why"].endswith(".")
        assert row["why"].count(".") <= 3
        assert row["why"].startswith("Not run") == (row["measure"] is None)
        assert (row["our_high"] is None) == (row["measure"] is None)
    assert len(answers()) == len(estimates())


def test_every_package_of_inputs_is_used_and_has_no_problem() -> None:
    packages = {name for name in shipped() if name.startswith("published/")}
    assert packages == {row.data for row in estimates() if row.data.startswith("published/")}
    assert len(packages) == 8
    for name in packages:
        assert moneyloop.check(name) == []


def test_the_list_has_no_answer_of_ours() -> None:
    """Neither as a column nor as a number in a reason."""
    text = (bundled_folder() / FILE).read_text(encoding="utf-8")
    assert not [name for name in next(csv.reader(text.splitlines())) if name.startswith("our")]
