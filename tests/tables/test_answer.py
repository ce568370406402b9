"""The answer of `report` on one screen: what is there, in which order, and in whose words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.input.bundled import shipped
from moneyloop.pages.content import summary
from moneyloop.tables import answer, cents, terminal
from moneyloop.words import amounts
from moneyloop.words.amounts import in_unit, number, usd

pytestmark = pytest.mark.xdist_group("answer")  # the bundled answer is made once

SCREEN = 50  # lines: the answer, and where the page was written
BELOW = ["1,220 rows left out, 16 notes: --notes.", "All tables: --full."]
DOLLARS = re.compile(r"-?<?\$[0-9][0-9,.]*[0-9](?:bn)?|\$[0-9](?:bn)?")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
PARTS = st.floats(0, 1, allow_subnormal=False)
ORDER = (
    *("Of every dollar", "Own money back in ", "Own money back  ", "Any investor's money  "),
    *("Sellers, USD billions", "$0:", "Why a range:", "Loops of ", "Would change it:"),
    *("Not in it:", "Proved wrong by:", "Before:", "Moved:", "Meaning:", "Basis:"),
)


@cache
def content_of(name: str) -> dict[str, Any]:
    return summary.build(moneyloop.load(name))


def printed(content: dict[str, Any], width: int | None = None, *, color: bool = False) -> str:
    with in_unit(content["unit"]):
        parts = answer.view(content, width, BELOW)
        return terminal.text(parts, width=width, color=color)


def floats(value: Any) -> Iterator[float]:
    """Every number of a plain value."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from floats(each)


def texts(value: Any) -> Iterator[str]:
    """Every sentence of a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def assert_written_elsewhere(content: dict[str, Any], text: str) -> None:
    """Each amount in the text is one that a writer makes of the content, or in its sentences."""
    first = [row for row in content["rows"] if row["period"] == content["years"][0]]
    values = [*floats(first), *floats(content["answer"]), *floats(content["together"])]
    written = {usd(value) for value in values}
    written |= {word for told in texts(content) for word in DOLLARS.findall(told)}
    assert {*DOLLARS.findall(text)} <= written | {usd(0.0)}


@pytest.mark.parametrize("name", sorted(shipped()))
def test_it_is_one_screen_for_every_package_that_ships(name: str) -> None:
    content = content_of(name)
    lines = printed(content).splitlines()
    assert len(lines) < SCREEN
    assert max(map(len, lines)) <= answer.WIDTH
    for sentence in filter(None, (content["headline"], content["range"], content["moved"])):
        assert sentence in " ".join(printed(content).split())
    if content["answer"]:
        assert_written_elsewhere(content, printed(content))


def test_it_has_the_order_in_which_it_is_read() -> None:
    shown = printed(content_of("bundled"))
    places = [shown.index(f"\n{begin}") if at else 0 for at, begin in enumerate(ORDER)]
    assert shown.startswith(ORDER[0])
    assert places == sorted(places)


def test_the_bundled_answer_has_what_a_stranger_asks() -> None:
    content = content_of("bundled")
    shown = " ".join(printed(content).split())
    for line in (*content["answer"]["missing"], *content["answer"]["wrong"]):
        assert line in shown
    assert content["answer"]["pots"][content["answer"]["first_pot"]]["text"] in shown
    assert len(content["earlier"]) == 2
    assert all(item["text"] in shown for item in content["earlier"])
    assert sum(item["what"] in shown for item in content["answer"]["changes"]) >= 3
    assert sum("at most" in line and " > " in line for line in printed(content).splitlines()) >= 3
    assert "loops share deals: do not add them" in shown
    assert content["rests_on"] in shown
    assert content["edition"] in shown
    assert "sells assets with an agreement to buy them back" in shown
    # Who has sold something that is not public is told apart from who has sold for $0.
    zero = shown.partition("$0: ")[2].partition(". ")
    assert "Crusoe" not in zero[0]
    assert zero[2].startswith("Sales not public: Crusoe")


def test_a_row_has_the_range_with_the_words_of_every_table() -> None:
    content = content_of("bundled")
    line = next(line for line in printed(content).splitlines() if line.startswith("Microsoft"))
    (row,) = (
        row
        for row in content["rows"]
        if row["party"] == "Microsoft" and row["period"] == content["years"][0]
    )
    share = row["own_high"] / row["network_sales"]
    assert re.split(r"\s{2,}", line) == [
        "Microsoft",
        amounts.interval(row["own_low"], row["own_high"]),
        amounts.interval(row["own_known_low"], row["own_known_high"], row["own_estimate"]),
        amounts.percent_interval(0.0, share) + "\N{DAGGER}",
        amounts.percent_interval(0.0, row["own_high"] / row["revenue"]),
    ]


def test_colour_adds_nothing_but_colour() -> None:
    content = content_of("bundled")
    plain, coloured = printed(content, 100), printed(content, 100, color=True)
    assert "\x1b" not in plain
    assert "\x1b" in coloured
    stripped = "\n".join(line.rstrip() for line in ESCAPE.sub("", coloured).splitlines())
    assert stripped == plain.rstrip("\n")


@pytest.mark.parametrize("width", [60, 80, 99, 160])
def test_it_says_the_same_on_a_narrow_and_on_a_wide_terminal(width: int) -> None:
    lines = printed(content_of("bundled"), width).splitlines()
    assert max(map(len, lines)) <= min(width, answer.WIDTH)
    listed = [printed(content_of("bundled"), each) for each in (width, 100)]
    assert {line.split(" > ")[0].strip() for line in listed[0].splitlines() if " > " in line}
    sellers = [re.findall(r"^(\w+) +0 to", text, re.MULTILINE) for text in listed]
    assert sellers[0] == sellers[1]


@given(scale=st.floats(-3, 3).map(lambda power: 10.0**power), back=st.floats(0.01, 2))
@examples(8)
def test_every_amount_is_written_as_everywhere(scale: float, back: float) -> None:
    network = make.network(
        [
            make.deal("Cloud", "Lab", "equity", scale),
            make.deal("Fund", "Lab", "equity", 2 * scale),
            make.deal("Lab", "Cloud", "compute", back * scale),
            make.deal("Lab", "Chips", "hardware", scale / 3),
            make.deal("Lab", "Site", "lease", ""),
        ],
        parties=make.parties(["Cloud", "Lab", "Chips", "Site"], ["Fund"]),
    )
    content = summary.build(network)
    shown = printed(content)
    assert_written_elsewhere(content, shown)
    (row,) = (row for row in content["rows"] if row["party"] == "Cloud")
    line = next(line for line in shown.splitlines() if line.startswith("Cloud "))
    assert number(row["own_high"]) in line.split()


@given(ends=st.lists(PARTS, min_size=3, max_size=3).map(sorted), width=st.integers(40, 130))
@examples(100)
def test_the_bar_shows_each_part_and_never_all_for_less(ends: list[float], width: int) -> None:
    estimate, public, high = ends
    part = {"low": 0.0, "estimate": estimate, "high": high}
    part |= {"known_low": 0.0, "known_high": public}
    own, any_, key = (
        line.plain for line in cents.lines({"own": part, "any_investor": part}, width)
    )
    signs = re.sub(rf"[^{cents.SOLID}{cents.STRIPED}{cents.DOTTED}{cents.RULED_OUT}]", "", own)
    counts = {sign: signs.count(sign) for sign in cents._MEANING}
    assert signs in any_
    assert signs == "".join(sign * count for sign, count in counts.items())
    assert (counts[cents.SOLID] > 0) == (estimate > 0)
    assert (counts[cents.RULED_OUT] > 0) == (high < 1)
    assert (counts[cents.RULED_OUT] == len(signs)) == (high == 0)
    for sign, end in ((cents.SOLID, estimate), (cents.RULED_OUT, 1 - high)):
        assert abs(counts[sign] - end * len(signs)) <= 1
    assert {*key} & {*counts} == {sign for sign, count in counts.items() if count}


def test_without_a_public_amount_nothing_is_possible_on_public_amounts() -> None:
    none = {"low": 0.0, "estimate": None, "high": 0.5, "known_low": None, "known_high": None}
    own, _, key = (line.plain for line in cents.lines({"own": none, "any_investor": none}, 100))
    assert f"{cents.DOTTED * 25}{cents.RULED_OUT * 25}" in own
    assert cents.SOLID not in own + key
    assert "public amounts" not in key


def test_long_names_leave_less_of_the_lists_and_none_of_the_sentences() -> None:
    sellers = [f"The {number}th company of a very long name, incorporated" for number in range(9)]
    labs = [f"The {number}th laboratory of a name that is as long" for number in range(9)]
    rows = [make.deal("Fund", lab, "equity", 5) for lab in labs]
    for at, (seller, lab) in enumerate(zip(sellers, labs, strict=True)):
        rows += [make.deal(seller, lab, "equity", 1 + at), make.deal(lab, seller, "compute", 2)]
        rows += [make.deal(lab, sellers[at - 1], "compute", 1)]
    network = make.network(rows, parties=make.parties([*sellers, *labs], ["Fund"]))
    content = summary.build(network)
    shown = printed(content)
    assert len(shown.splitlines()) < SCREEN
    assert all(line in " ".join(shown.split()) for line in content["answer"]["wrong"])
    assert re.search(r"Also: .* and \d more", " ".join(shown.split()))
