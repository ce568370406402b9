"""The largest loops without finding all: the first of the whole list, and "at least" where cut."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.loops import largest
from moneyloop.analysis.loops import rows as loop_rows
from moneyloop.analysis.loops.largest import Search
from moneyloop.analysis.loops.legs import Leg
from moneyloop.analysis.loops.search import TYPES
from moneyloop.pages.content import loops as of_page
from moneyloop.pages.content import summary
from moneyloop.tables import loops as table
from moneyloop.tables import report as report_table
from moneyloop.tables import unknowns as unknowns_table
from moneyloop.tables.listing import Listing

INVEST, BUY = "investment", "purchase"
CLASSES = (INVEST, BUY)

Loop = tuple[tuple[str, str], ...]  # payer and class of each leg


def leg(payer: str, payee: str, cls: str, amount: float | None) -> Leg:
    return Leg(payer, payee, cls, amount, deals=("d",), status="signed")


def listed(legs: Iterable[Leg], length: int) -> list[tuple[Any, ...]]:
    """All loops in the order of the method: cycles of parties, with each choice of classes."""
    amounts = {(leg.payer, leg.payee, leg.cls): leg.amount for leg in legs}
    graph = nx.DiGraph([key[:2] for key in amounts])
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    keys = []
    for parties in nx.simple_cycles(graph, length_bound=length):
        pairs = list(zip(parties, [*parties[1:], parties[0]], strict=True))
        for classes in itertools.product(CLASSES, repeat=len(parties)):
            chain = [(*pair, cls) for pair, cls in zip(pairs, classes, strict=True)]
            if not all(key in amounts for key in chain):
                continue
            legs_ = [amounts[key] for key in chain]
            known = [amount for amount in legs_ if amount is not None]
            size = min(known) if len(known) == len(legs_) else None
            kind = "money" if len({*classes}) == 2 else "trade" if BUY in classes else "capital"
            starts = [
                at
                for at in range(len(chain))
                if kind != "money" or (classes[at - 1], classes[at]) == (BUY, INVEST)
            ]
            start = min(starts, key=lambda at, parties=parties: parties[at])
            turned = [*chain[start:], *chain[:start]]
            names = tuple((payer, cls) for payer, _, cls in turned)
            keys.append((size is None, -(size or 0.0), len(chain), names, kind))
    return sorted(keys)


def told(rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows as `listed` has them."""
    return [
        (
            row["unsized"],
            -(row["size"] or 0.0),
            row["length"],
            tuple((leg["payer"], leg["class"]) for leg in row["legs"]),
            row["type"],
        )
        for row in rows
    ]


NAMES = ("Ada", "Bea", "Cid", "Dot", "Eve", "Fay")


@st.composite
def legs_of_few(draw: st.DrawFn) -> list[Leg]:
    """Legs among up to six parties, in any order; few sizes, so that many loops are equal."""
    names = NAMES[: draw(st.integers(2, 6))]
    keys = [(payer, payee, cls) for payer in names for payee in names for cls in CLASSES]
    chosen = draw(st.lists(st.sampled_from(keys), unique=True, max_size=26))
    sizes = draw(st.sampled_from([[1.0], [0.0, 1.0, None], [1.0, 2.5, 7.0, None]]))
    return [leg(*key, amount=draw(st.sampled_from(sizes))) for key in chosen]


@pytest.mark.parametrize("gathered", [largest._GATHERED, 2, 0])
@examples(60)
@given(
    legs=legs_of_few(),
    length=st.integers(2, 6),
    limit=st.integers(1, 40),
    types=st.lists(st.sampled_from(TYPES), unique=True, min_size=1),
    party=st.lists(st.sampled_from(NAMES), unique=True, max_size=2),
    unsized=st.booleans(),
)
def test_they_are_the_first_of_the_whole_list(
    legs: list[Leg],
    length: int,
    limit: int,
    types: list[str],
    party: list[str],
    unsized: bool,
    gathered: int,
) -> None:
    every = [
        key
        for key in listed(legs, length)
        if key[-1] in types
        and (not party or any(payer in party for payer, _ in key[3]))
        and (key[0] or not unsized)
    ]
    chosen: dict[str, Any] = {
        "length": length,
        "types": types,
        "party": party,
        "unsized": unsized,
        "limit": limit,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(largest, "_GATHERED", gathered)
        cut = loop_rows.find(legs, **chosen, steps_for_all=0)
    assert told(cut.rows) == every[:limit]
    assert cut.complete == (len(every) <= limit)
    assert len(cut.rows) < cut.count <= len(every) or cut.complete
    whole = loop_rows.find(legs, **chosen)
    assert whole.rows == cut.rows
    assert (whole.complete, whole.count) == (True, len(every))


@examples(60)
@given(legs=legs_of_few(), steps=st.integers(0, 400), gathered=st.sampled_from([5_000, 1]))
def test_a_search_that_takes_too_many_steps_still_has_the_first(
    legs: list[Leg], steps: int, gathered: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(largest, "_GATHERED", gathered)
        found = loop_rows.find(legs, steps_for_all=0, steps_for_largest=steps)
    every = listed(legs, 5)
    assert told(found.rows) == every[: len(found.rows)]
    assert found.stopped != found.complete
    assert found.count <= len(every)


def dealing(parties: int) -> list[Leg]:
    """Everybody deals with everybody, in seven sizes."""
    return [
        leg(f"p{a:03}", f"p{b:03}", BUY if (a + b) % 3 else INVEST, 1.0 + a * b % 7)
        for a in range(parties)
        for b in range(parties)
        if a != b
    ]


@pytest.mark.parametrize(("parties", "length"), [(60, 5), (60, 9), (100, 5)])
def test_the_largest_of_a_dense_network_take_few_steps(parties: int, length: int) -> None:
    legs = dealing(parties)
    names = sorted({leg.payer for leg in legs})
    amounts = {
        (names.index(leg.payer), names.index(leg.payee), 2 if leg.cls == BUY else 1): leg.amount
        for leg in legs
    }
    search = Search(max_steps=1 << 62)
    loops = largest.largest(amounts, parties, TYPES, length, search)
    found = list(itertools.islice(loops, 20))
    assert [len(loop) for loop in found] == [2] * 20
    assert search.steps < 50 * len(legs)


def test_of_equal_loops_without_number_the_first_by_name_are_found() -> None:
    """Each of 61 buys from the thirty after it: no two from each other, 37,820 rings of three."""
    count = 61
    names = [f"p{number:02}" for number in range(count)]
    ways = {(a, (a + more) % count) for a in range(count) for more in range(1, 31)}
    legs = [leg(names[a], names[b], BUY, 1.0) for a, b in sorted(ways)]
    found = loop_rows.find(legs, limit=40, steps_for_all=1_000, steps_for_largest=1_000_000)
    rings = (
        [names[a], names[b], names[c]]
        for a in range(count)
        for b in range(a + 1, count)
        for c in range(a + 1, count)
        if {(a, b), (b, c), (c, a)} <= ways
    )
    assert [row["parties"] for row in found.rows] == list(itertools.islice(rings, 40))
    assert not found.complete
    assert not found.stopped


def few_steps(patch: pytest.MonkeyPatch, listed: int) -> None:
    """As if all loops were too many to find, and so many were listed."""
    patch.setitem(loop_rows.find.__kwdefaults__, "steps_for_all", 0)
    patch.setattr(loop_rows, "LISTED", listed)


def pairs(amounts: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    """Hub invests these amounts in each, and each buys for 50 from it."""
    return [
        deal
        for name, amount in amounts.items()
        for deal in (
            make.deal("Hub", name, "equity", amount, 2025, id=f"in {name}", **changes),
            make.deal(name, "Hub", "compute", 50, 2025, id=f"of {name}"),
        )
    ]


def test_the_answer_says_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    network = make.network(pairs({"Ada": 5, "Bea": 9, "Cid": 7, "Dot": "", "Eve": ""}))
    few_steps(monkeypatch, listed=2)
    found = moneyloop.loops(network)
    assert [row["size"] for row in found.rows] == [9, 7]
    assert (found.extra["complete"], found.extra["count"]) == (False, 3)
    assert "The largest are listed; at least 1 more, not counted." in found.notes
    (listing, *_) = table.view(found)
    assert isinstance(listing, Listing)
    assert listing.title == "2 of at least 3 loops"
    more = moneyloop.loops(network, limit=9)
    assert (more.extra["complete"], len(more.rows)) == (True, 5)
    few_steps(monkeypatch, listed=1)
    open_ = moneyloop.unknowns(network)
    assert [loop["parties"] for loop in open_.extra["unsized_loops"]] == [["Hub", "Dot"]]
    assert any("at least 1 more, not counted" in note for note in open_.notes)
    titles = [getattr(part, "title", "") for part in unknowns_table.view(open_)]
    assert "Loops with an amount that is not public, 1 of at least 1" in titles


def test_loops_left_out_for_their_days_are_at_least_so_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring = ("Ada", "Bea", "Cid")
    back = [
        make.deal(payer, payee, "services", 9, f"2025-01-0{3 - at}")
        for at, (payer, payee) in enumerate(zip(ring, (*ring[1:], ring[0]), strict=True))
    ]
    network = make.network([*pairs({"Eve": 5, "Fay": 4, "Gil": 3}), *back])
    few_steps(monkeypatch, listed=2)
    found = moneyloop.loops(network, in_order=True)
    assert [row["size"] for row in found.rows] == [5, 4]
    note = "Left out, since no dollar can follow them in time: at least 1."
    assert note in found.notes


def test_between_two_dates_only_loops_with_a_new_leg_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A larger loop takes the place of others in the list: they do not open by that."""
    new = pairs({"Zoe": 20}, announced="2025-06-01")
    network = make.network([*pairs({"Ada": 5, "Bea": 9, "Cid": 7}), *new])
    few_steps(monkeypatch, listed=2)
    found = moneyloop.diff(network, since="2025-05-01", until="2025-07-01")
    assert [row["parties"] for row in found.extra["loops_closed"]] == [["Hub", "Zoe"]]
    assert (found.extra["loops_opened"], found.extra["loops_sized"]) == ([], [])
    assert any("of each side the largest were compared" in note for note in found.notes)


def test_the_report_counts_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    network = make.network(pairs({"Ada": 5, "Bea": 9, "Cid": 7}))
    few_steps(monkeypatch, listed=2)
    titles = [getattr(part, "title", "") for part in report_table.view(summary.build(network))]
    assert "The largest money loops, 3 of at least 3" in titles


def test_a_page_lists_money_and_open_loops_that_smaller_than_others_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More trade loops than a page lists, all larger: the money loops are searched apart."""
    trade = [
        make.deal(payer, payee, "services", 90)
        for name in "ABCDEF"
        for payer, payee in (("Hub", name), (name, "Hub"))
    ]
    network = make.network([*trade, *pairs({"Ada": 5, "Bea": 9, "Cid": ""})])
    few_steps(monkeypatch, listed=2)
    monkeypatch.setattr(of_page, "ON_PAGE", 4)
    answer, rows = of_page.found(network, as_of=None, case="firm")
    assert [row["type"] for row in answer.rows] == ["trade", "trade"]
    told_ = [(row["type"], row["size"], row["rank"]) for row in of_page.shown(rows)]
    assert told_ == [
        ("trade", 90, 1),
        ("trade", 90, 2),
        ("money", 9, None),
        ("money", None, None),
    ]
