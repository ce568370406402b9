"""Loops: equal to trying everything, never lost in a maze, and told in a promised form."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
import oracles
from examples import examples
from moneyloop.analysis.loops import rows as loop_rows
from moneyloop.analysis.loops import search as loops
from moneyloop.analysis.loops.legs import Leg
from moneyloop.analysis.loops.search import TYPES, Search
from moneyloop.tables import loops as table

INVEST, BUY = 1, 2
NEED = {"money": 3, "trade": 2, "capital": 1}
PATIENCES = (loops._PATIENCE, 0)

Arc = tuple[int, int, int]


def searched(arcs: Iterable[Arc], size: int, kind: str, length: int) -> list[Any]:
    """The cycles that the search finds, each turned to start at its least node."""
    found = []
    for loop in loops.cycles(arcs, size, kind, length):
        start = min(range(len(loop)), key=lambda place, loop=loop: loop[place][0])
        found.append((*loop[start:], *loop[:start]))
    return found


def steps(arcs: Iterable[Arc], size: int, kind: str, length: int, most: int) -> tuple[int, int]:
    """Loops found and steps taken, of which `most` are allowed."""
    search = Search(max_steps=most)
    count = sum(1 for _ in loops.cycles(list(arcs), size, kind, length, search))
    assert search.complete, f"more than {most} steps"
    return count, search.steps


@pytest.mark.parametrize("patience", PATIENCES)
@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_search_finds_what_trying_everything_finds(
    size: int, patience: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of small graphs with parallel arcs of both classes and arcs to oneself."""
    monkeypatch.setattr(loops, "_PATIENCE", patience)
    dice = random.Random(f"{size}")
    for _ in range({2: 500, 3: 2_000, 4: 1_500, 5: 500}[size]):
        dense = dice.random()
        arcs = {
            (tail, head, bit)
            for tail in range(size)
            for head in range(size)
            for bit in (INVEST, BUY)
            if dice.random() < dense
        }
        order = sorted(arcs, key=lambda arc: dice.random())
        kind, length = dice.choice(TYPES), dice.randint(2, size + 1)
        found = searched(order, size, kind, length)
        assert len(found) == len(set(found))
        assert set(found) == oracles.cycles(arcs, size, NEED[kind], length)
        every = oracles.cycles(arcs, size, NEED[kind], size)
        most = loops.longest(arcs, size, [kind])
        assert max(map(len, every), default=0) <= most
        # One class: so many parties reach each other again, so there is some loop.
        assert kind == "money" or bool(every) == (most > 0)
        node = dice.randrange(size)
        mine = [len(loop) for loop in every if any(step[0] == node for step in loop)]
        assert max(mine, default=0) <= loops.longest(arcs, size, [kind], {node})


@pytest.mark.parametrize("patience", PATIENCES)
@examples(60)
@given(
    size=st.integers(2, 9),
    length=st.integers(2, 9),
    seed=st.integers(0, 10_000),
    kind=st.sampled_from(["trade", "capital"]),
)
def test_search_finds_what_networkx_finds(
    size: int, length: int, seed: int, kind: str, patience: int
) -> None:
    graph = nx.gnp_random_graph(size, 0.35, seed=seed, directed=True)
    arcs = [(tail, head, NEED[kind]) for tail, head in graph.edges]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loops, "_PATIENCE", patience)
        found = searched(arcs, size, kind, length)
    expected = set()
    for nodes in nx.simple_cycles(graph, length_bound=length):
        start = nodes.index(min(nodes))
        expected.add(tuple((node, NEED[kind]) for node in nodes[start:] + nodes[:start]))
    assert len(found) == len(expected)
    assert set(found) == expected


@examples(40)
@given(data=st.data())
def test_deals_make_the_loops_that_trying_everything_finds(
    data: st.DataObject,
) -> None:
    """From rows: parallel deals of several kinds are one leg, returns and talks are none."""
    names = ["Ada", "Bea", "Cid", "Dot"]
    pair = st.permutations(names).map(lambda order: order[:2])
    kind = st.sampled_from(["equity", "debt", "compute", "hardware", "repayment"])
    status = st.sampled_from(["paid", "signed", "contingent", "talks"])
    drawn = data.draw(st.lists(st.tuples(pair, kind, status), min_size=1, max_size=14))
    rows = [make.deal(*pair, kind, 3, status=status) for pair, kind, status in drawn]
    bits = {"equity": INVEST, "debt": INVEST, "compute": BUY, "hardware": BUY}
    arcs = {
        (names.index(payer), names.index(payee), bits[kind])
        for (payer, payee), kind, status in drawn
        if kind in bits and status != "talks"
    }
    result = moneyloop.loops(make.network(rows), length=4)
    for kind_, need in NEED.items():
        expected = oracles.cycles(arcs, 4, need, 4)
        found = set()
        for row in result.rows:
            if row["type"] == kind_:
                chain = tuple(
                    (names.index(leg["payer"]), BUY if leg["class"] == "purchase" else INVEST)
                    for leg in row["legs"]
                )
                start = min(range(len(chain)), key=lambda place, chain=chain: chain[place][0])
                found.add((*chain[start:], *chain[:start]))
        assert found == expected
    assert result.extra["complete"]
    assert result.extra["count"] == len(result.rows)
    used = {name for row in result.rows for leg in row["legs"] for name in leg["deals"]}
    dropped = {name for item in result.left_out for name in item.ids}
    assert used.isdisjoint(dropped)


# --- graphs on which a plain search is lost ---------------------------------------------------


def diamonds(count: int, closed: bool, bit: int = BUY, close: int = BUY) -> tuple[list[Arc], int]:
    """A chain in which every step can be taken above or below: 2^count ways through."""
    arcs = []
    for number in range(count):
        start, end = 3 * number, 3 * number + 3
        for middle in (start + 1, start + 2):
            arcs += [(start, middle, bit), (middle, end, bit)]
    if closed:
        arcs.append((3 * count, 0, close))
    return arcs, 3 * count + 1


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("length", [2, 5, 10, 40, 60])
@pytest.mark.parametrize(
    ("closed", "bit", "close"), [(False, BUY, BUY), (False, INVEST, BUY), (True, BUY, INVEST)]
)
def test_thirty_diamonds_are_answered_at_once(
    kind: str, length: int, closed: bool, bit: int, close: int
) -> None:
    """The closed chain has 2^30 loops of 61 legs, and none shorter."""
    arcs, size = diamonds(30, closed, bit, close)
    assert steps(arcs, size, kind, length, most=20 * len(arcs))[0] == 0


def test_a_closed_chain_of_few_diamonds_has_all_its_loops() -> None:
    arcs, size = diamonds(8, closed=True, close=INVEST)
    count, taken = steps(arcs, size, "money", 17, most=10_000)
    assert count == 2**8
    assert taken <= 10 * 2**8


def test_a_search_that_is_cut_says_so() -> None:
    arcs, size = diamonds(30, closed=True)
    legs = [
        Leg(
            payer=f"{tail:02d}",
            payee=f"{head:02d}",
            cls="purchase",
            amount=1.0,
            deals=("d",),
            status="signed",
        )
        for tail, head, _ in arcs
    ]
    found = loop_rows.find(legs, length=size, limit=3, steps_for_all=5_000)
    assert not found.complete
    assert found.count >= len(found.rows) == 3
    assert loop_rows.find(legs, length=20, limit=3, steps_for_all=5_000).complete


def maze(depth: int) -> tuple[list[Arc], int]:
    """Layers of two behind node 1, with a way out only through node 1 again.

    Distances to the root, 0, promise a way home from every layer, but each path to a layer has
    passed node 1. Stakes that are held both ways make the root the busiest node.
    """
    arcs = [(0, 1, INVEST), (1, 0, BUY)]
    for other in range(2, 12):
        arcs += [(0, other, INVEST), (other, 0, INVEST)]
    layer, size = [1], 12
    for _ in range(depth):
        new = [size, size + 1]
        arcs += [(tail, head, BUY) for tail in layer for head in new]
        layer, size = new, size + 2
    return [*arcs, *((tail, 1, BUY) for tail in layer)], size


@pytest.mark.parametrize(("patience", "most"), [(loops._PATIENCE, 10_000), (0, 400)])
@pytest.mark.parametrize("depth", [12, 20, 30])
def test_a_maze_with_its_exit_behind_the_path_is_left_soon(
    depth: int, patience: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "_PATIENCE", patience)
    arcs, size = maze(depth)
    assert steps(arcs, size, "money", depth + 3, most)[0] == 1


def test_stakes_that_hang_on_one_node_do_not_send_the_search_through_all_ways() -> None:
    """Trade goes round in 3^10 ways; a stake hangs on a node of them, in no loop with a sale."""
    arcs: list[Arc] = []
    node, middles = 0, range(0)
    for _ in range(10):
        middles = range(node + 1, node + 4)
        for middle in middles:
            arcs += [(node, middle, BUY), (middle, node + 4, BUY)]
        node += 4
    arcs += [(node, 0, BUY), (middles[0], node + 1, INVEST), (node + 1, middles[0], INVEST)]
    assert steps(arcs, node + 2, "money", 23, most=5_000)[0] == 0


# --- what a row says --------------------------------------------------------------------------


def ring(*more: dict[str, Any], **changes: Any) -> Any:
    rows = [
        make.deal("Chip", "Lab", "equity", 30, 2024, id="stake"),
        make.deal("Lab", "Cloud", "compute", 300, 2025, id="lease") | changes,
        make.deal("Cloud", "Chip", "hardware", 40, "2025-06", end="2026", id="chips"),
    ]
    return make.network([*rows, *more])


def test_a_row_tells_its_legs_and_its_smallest() -> None:
    (row,) = moneyloop.loops(ring()).rows
    assert (row["type"], row["parties"], row["length"]) == ("money", ["Chip", "Lab", "Cloud"], 3)
    assert (row["size"], row["unsized"], row["since"], row["rank"]) == (30, False, 2025, 1)
    assert [leg["deals"] for leg in row["legs"]] == [["stake"], ["lease"], ["chips"]]
    assert [leg["amount"] for leg in row["legs"]] == [30, 300, 40]
    assert [leg["class"] for leg in row["legs"]] == ["investment", "purchase", "purchase"]


def test_parallel_deals_are_one_leg_with_their_sum() -> None:
    more = make.deal("Chip", "Lab", "debt", 12, 2025, id="loan")
    (row,) = moneyloop.loops(ring(more)).rows
    assert row["legs"][0]["deals"] == ["stake", "loan"]
    assert row["legs"][0]["amount"] == 42
    assert row["size"] == 40


def test_a_leg_of_unknown_amount_names_the_row_that_would_size_it() -> None:
    (row,) = moneyloop.loops(ring(amount_usd_bn="")).rows
    assert row["unsized"]
    assert row["size"] is None
    assert [leg["unknown"] for leg in row["legs"]] == [[], ["lease"], []]
    assert row["legs"][1]["amount"] is None


@pytest.mark.parametrize(
    ("payer", "payee", "open_size"), [("Chip", "Lab", True), ("Lab", "Cloud", False)]
)
def test_an_open_amount_on_the_smallest_leg_is_told_beside_its_size(
    payer: str, payee: str, open_size: bool
) -> None:
    kind = "equity" if payer == "Chip" else "compute"
    more = make.deal(payer, payee, kind, "", 2025, id="more")
    result = moneyloop.loops(ring(more))
    (row,) = result.rows
    assert (row["size"], row["unsized"], row["open_size"]) == (30, False, open_size)
    (size,) = (column for column in result.columns if column.key == "size")
    assert size.written(row) == ("30.0 + ?" if open_size else "30.0")
    assert any(note.startswith("+ ?") for note in result.notes) == open_size


def test_of_two_smallest_legs_one_that_is_public_is_the_limit() -> None:
    more = [
        make.deal("Chip", "Lab", "equity", "", 2025, id="stake2"),
        make.deal("Lab", "Cloud", "compute", "", 2025, id="lease2"),
    ]
    (row,) = moneyloop.loops(ring(more[0], amount_usd_bn=30)).rows
    assert (row["size"], row["open_size"]) == (30, False)
    (row,) = moneyloop.loops(ring(*more, amount_usd_bn=30)).rows
    assert (row["size"], row["open_size"]) == (30, True)


def test_unsized_loops_come_last_and_sized_ones_by_size() -> None:
    pairs = {"Ada": 5, "Bea": 9, "Cid": "", "Dot": 9}
    rows = []
    for name, amount in pairs.items():
        rows += [make.deal("Hub", name, "equity", amount), make.deal(name, "Hub", "compute", 50)]
    shuffled = rows[::-1]
    found = [moneyloop.loops(make.network(order), length=2).rows for order in (rows, shuffled)]
    for ranked in found:
        assert [row["parties"][1] for row in ranked] == ["Bea", "Dot", "Ada", "Cid"]
        assert [row["rank"] for row in ranked] == [1, 2, 3, 4]


def test_a_limit_keeps_the_largest_and_the_count() -> None:
    rows = []
    for number in range(6):
        rows += [
            make.deal("Hub", f"P{number}", "equity", number + 1),
            make.deal(f"P{number}", "Hub", "compute", 50),
        ]
    network = make.network(rows)
    everything, some = moneyloop.loops(network), moneyloop.loops(network, limit=2)
    assert some.rows == everything.rows[:2]
    assert some.extra == everything.extra
    assert some.extra == {"complete": True, "count": 6, "length": 5, "longest": 7}
    assert any("4 more" in note for note in some.notes)


def test_the_length_bound_counts_legs() -> None:
    network = ring()
    assert moneyloop.loops(network, length=2).extra["count"] == 0
    assert moneyloop.loops(network, length=3).extra["count"] == 1


def test_part_of_keeps_a_leg_and_adds_no_amount() -> None:
    whole = make.deal("Fund", "Lab", "equity", 90, id="round")
    part = make.deal("Cloud", "Lab", "equity", 7, part_of="round", id="share")
    row = moneyloop.loops(ring(whole, part), length=2).rows[0]
    assert row["parties"] == ["Cloud", "Lab"]
    assert row["legs"][0]["deals"] == ["share"]
    assert row["unsized"]
    assert row["legs"][0]["unknown"] == ["share"]
    beside = make.deal("Cloud", "Lab", "debt", 2, id="loan")
    row = moneyloop.loops(ring(whole, part, beside), length=2).rows[0]
    assert (row["size"], row["legs"][0]["deals"]) == (2, ["share", "loan"])


@pytest.mark.parametrize(
    ("change", "include", "reason"),
    [
        ({"status": "talks"}, "talks", "talks"),
        ({"kind": "backstop"}, "guarantees", "guarantee"),
        ({"replaces": ""}, "replaced", "replaced"),
    ],
)
def test_what_is_left_out_unless_asked_for(
    change: dict[str, str], include: str, reason: str
) -> None:
    stake = make.deal("Cloud", "Lab", "equity", 7, id="stake 2") | change
    more = [stake]
    if include == "replaced":
        more.append(make.deal("Fund", "Lab", "equity", 1, id="newer", replaces="stake 2"))
    network = ring(*more)
    bare = moneyloop.loops(network, length=2)
    assert bare.rows == []
    assert [(item.reason, item.ids) for item in bare.left_out] == [(reason, ("stake 2",))]
    asked = moneyloop.loops(network, length=2, include=[include])
    assert [row["size"] for row in asked.rows] == [7]
    assert asked.left_out == []


def test_rows_left_out_come_in_order_of_id_within_a_reason() -> None:
    talks = [make.deal("Cloud", "Lab", "equity", 1, id=name, status="talks") for name in "cab"]
    guarantee = make.deal("Cloud", "Lab", "backstop", 1, id="a guarantee")
    repaid = [make.deal("Cloud", "Lab", "repayment", 1, id=name) for name in ("y", "x")]
    found = moneyloop.loops(make.network([*talks, *repaid, guarantee])).left_out
    assert [(item.reason, item.ids) for item in found] == [
        ("guarantee", ("a guarantee",)),
        ("talks", ("a", "b", "c")),
        ("return", ("x", "y")),
    ]


@pytest.mark.parametrize("change", [{"status": "talks"}, {"kind": "backstop"}], ids=str)
def test_a_part_of_another_row_is_still_talks_or_a_guarantee(change: dict[str, str]) -> None:
    whole = make.deal("Fund", "Lab", "equity", 90, id="round")
    part = make.deal("Cloud", "Lab", "equity", 7, part_of="round", id="share") | change
    assert moneyloop.loops(ring(whole, part), length=2).rows == []


def test_stock_makes_a_leg() -> None:
    warrant = make.deal("Cloud", "Lab", "warrant", 3, id="warrant")
    (row,) = moneyloop.loops(ring(warrant), length=2).rows
    assert (row["type"], row["size"]) == ("money", 3)


def test_a_schedule_counts_without_the_days_of_its_actual() -> None:
    plan = {"status": "signed", "start": "2025", "end": "2026", "amount_usd_bn": 730}
    actual = make.deal("Lab", "Cloud", "compute", 10, 2025, id="paid")
    (row,) = moneyloop.loops(ring(actual, **plan)).rows
    assert row["legs"][1]["amount"] == pytest.approx(375)


def test_a_commitment_without_a_term_counts_in_full() -> None:
    (row,) = moneyloop.loops(ring(status="signed", start="", end="", amount_usd_bn=20)).rows
    assert (row["size"], row["since"]) == (20, None)


@examples(100)
@given(
    legs=st.lists(
        st.lists(st.tuples(st.integers(1, 5), st.integers(0, 2)), min_size=1, max_size=2),
        min_size=2,
        max_size=4,
    )
)
def test_a_dollar_can_follow_it_where_days_can_be_found(
    legs: list[list[tuple[int, int]]],
) -> None:
    """Each deal pays on some day of its term: every choice of days is tried, from every leg."""
    names = [f"P{number}" for number in range(len(legs))]
    rows = [
        make.deal(
            names[at],
            names[(at + 1) % len(legs)],
            "services",
            1,
            f"2025-01-{first:02}",
            end=f"2025-01-{first + more:02}",
            status="signed",
        )
        for at, deals in enumerate(legs)
        for first, more in deals
    ]
    days = [
        sorted({day for first, more in deals for day in range(first, first + more + 1)})
        for deals in legs
    ]
    expected = any(
        list(when[start:] + when[:start]) == sorted(when)
        for when in itertools.product(*days)
        for start in range(len(legs))
    )
    (row,) = moneyloop.loops(make.network(rows)).rows
    assert row["in_order"] == expected
    left = moneyloop.loops(make.network(rows), in_order=True)
    assert left.rows == ([row] if expected else [])
    assert any(note.startswith("Left out, since") for note in left.notes) != expected


def test_without_dates_nothing_stands_against_time() -> None:
    dated = {"start": "2025-06-01", "end": "", "status": "signed"}
    for changes in ({"start": "", "end": ""}, dated):
        (row,) = moneyloop.loops(ring(**changes)).rows
        assert row["in_order"]
    late = ring(start="2027", end="2028")  # the chips are paid to the end of 2026
    (row,) = moneyloop.loops(late).rows
    assert not row["in_order"]
    early = [
        make.deal("Chip", "Lab", "equity", 30, "2025-06-01", id="stake"),
        make.deal("Lab", "Cloud", "compute", 300, "2024-06-01", id="lease"),
        make.deal("Cloud", "Chip", "hardware", 40, "2023-06-01", id="chips"),
    ]
    (row,) = moneyloop.loops(make.network(early)).rows
    assert not row["in_order"]
    shown = table.listing("", [row]).columns[-1].written(row)
    assert shown.endswith("\nno dollar can follow it in time")


def test_kinds_and_parties_can_be_chosen() -> None:
    back = make.deal("Chip", "Cloud", "services", 1, id="services")
    network = ring(back)
    assert [row["type"] for row in moneyloop.loops(network).rows] == ["money", "trade"]
    assert [row["type"] for row in moneyloop.loops(network, type=["trade"]).rows] == ["trade"]
    assert [row["length"] for row in moneyloop.loops(network, party=["lab"]).rows] == [3]
    found = moneyloop.loops(network, type=["capital"]).extra
    assert (found["complete"], found["count"], found["longest"]) == (True, 0, 0)


def test_longer_loops_than_were_asked_for_are_mentioned() -> None:
    names = [f"P{number}" for number in range(7)]
    rows = [make.deal(names[at - 1], names[at], "services", 5) for at in range(7)]
    network = make.network([*rows, make.deal("Out", "P0", "services", 5)])
    none = moneyloop.loops(network)
    assert (none.rows, none.extra["longest"]) == ([], 7)
    assert any("7 parties reach each other again" in note for note in none.notes)
    assert "7 parties reach each other again" in table.view(none)[-1]
    found = moneyloop.loops(network, length=7)
    assert [row["length"] for row in found.rows] == [7]
    assert not any("reach each other" in note for note in found.notes)
    assert moneyloop.loops(network, party="Out").extra["longest"] == 0


def test_only_rows_known_on_the_date_make_loops() -> None:
    network = ring(announced="2026-01-05")
    assert moneyloop.loops(network, as_of="2026-01-04").extra["count"] == 0
    assert moneyloop.loops(network, as_of="2026-01-05").extra["count"] == 1


def test_the_headline_case_counts_the_up_to() -> None:
    network = ring(amount_usd_bn=0, amount_high_usd_bn=500)
    assert [row["size"] for row in moneyloop.loops(network).rows] == [0]
    assert [row["size"] for row in moneyloop.loops(network, case="headline").rows] == [30]
