"""Who is on the map: the few of a period, a part asked for, all parties; and the filters."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

ON_MAP = "return moneyloop.nodes.getIds().sort()"

# The boxes of the filters ---------------------------------------------------------------------


def counts(page: Any, column: str) -> dict[str, int]:
    found = page.ask(
        f"return [...document.querySelectorAll('input[data-filter={column}]')].map((box) =>"
        " [box.value, Number(box.closest('label').querySelector('.count').textContent)])"
    )
    return dict(found)


def test_a_group_of_parties_hides_with_its_deals(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    assert counts(page, "group") == {
        "source": 3, "software": 1, "lab": 2, "hyperscaler": 2, "neocloud": 1, "site": 1, "chip": 2,
    }  # fmt: skip
    page.click("input[data-filter=group][value=lab]")
    assert page.drawn() == ["a-backs-d", "a-e", "b-e", "bank-c", "c-d", "c-e-1", "c-e-2", "e-c"]
    assert "Lab One" not in page.ask(ON_MAP)
    # What would come back with the box, and what is left without the labs.
    assert counts(page, "group")["lab"] == 2
    assert counts(page, "group")["software"] == 0
    assert counts(page, "kind")["customer"] == 0


def test_counts_say_what_a_tick_would_draw(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    kinds = Counter(d["kind"] for d in atlas["deals"] if d["left_out"] not in ("talks", "replaced"))
    page.click("input[data-filter=kind][value=equity]")
    assert counts(page, "kind") == dict(kinds)  # its own filter does not hide a kind's count
    paid = [d for d in atlas["deals"] if d["status"] == "paid" and d["kind"] != "equity"]
    assert counts(page, "status")["paid"] == len(paid)
    page.ask("moneyloop.setYear('2024')")
    assert sum(counts(page, "kind").values()) == counts(page, "kind")["equity"] == 1


def least(page: Any, amount: str) -> None:
    page.ask(
        "const field = document.getElementById('least'); field.value = arguments[0];"
        "field.dispatchEvent(new Event('input', { bubbles: true }))",
        amount,
    )


def test_only_deals_of_some_size(atlas: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    whole = {id: deal["whole"] for id, deal in atlas["cases"]["firm"]["deals"].items()}
    large = [id for id in drawn_ids if whole[id] is not None and whole[id] >= 10]
    assert 0 < len(large) < len(drawn_ids)
    least(page, "10")
    assert page.drawn() == large
    assert sum(counts(page, "kind").values()) == len(large)
    for none in ("0", "-4", ""):
        least(page, none)
        assert page.drawn() == drawn_ids, none
    least(page, "10")
    page.click("#filter-reset")
    assert page.drawn() == drawn_ids
    assert page.ask("return document.getElementById('least').value") == ""


# The few, and all -----------------------------------------------------------------------------

FIRST = ["Chip E", "Cloud A", "Lab One", "Neo C"]


@pytest.fixture
def some(atlas: Payload) -> Payload:
    """The hand-made network whose first map has the parties of loops 1 and 2 alone."""
    for periods in atlas["few"].values():
        for period in periods:
            periods[period] = FIRST
    return atlas


def test_the_few_are_drawn_and_counted_against_all(some: Payload, show: Show) -> None:
    page = show(render_network(some), "#loop=none")
    assert page.ask(ON_MAP) == FIRST
    moved, shown = page.ask(
        "return [moneyloop.moved(), moneyloop.sum([...moneyloop.drawnArrows().values()]"
        ".map(({amount}) => amount ?? 0))]"
    )
    drawn = [d for d in some["deals"] if {d["payer"], d["payee"]} <= set(FIRST)]
    sums = some["cases"]["firm"]["deals"]
    assert shown == pytest.approx(sum(sums[d["id"]]["whole"] or 0 for d in drawn))
    assert shown < moved
    assert page.text("#shown-line").startswith("4 companies and ")


def test_all_parties_and_back(some: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(some), "#loop=none")
    few = page.ask("return moneyloop.network.getPositions()")
    page.click("#all-button")
    assert page.drawn() == drawn_ids
    assert len(page.ask(ON_MAP)) == 12
    assert page.ask("return location.hash") == "#loop=none&all=1"
    page.click("#all-button")
    assert page.ask("return moneyloop.network.getPositions()") == few
    assert page.console() == []


def test_each_period_has_its_few(some: Payload, show: Show) -> None:
    some["few"]["firm"]["2024"] = ["Cloud A", "Lab One"]
    page = show(render_network(some), "#loop=none&year=2024")
    assert page.ask(ON_MAP) == ["Cloud A", "Lab One"]
    page.ask("moneyloop.setYear('2025')")
    assert page.ask(ON_MAP) == FIRST


def test_what_is_off_the_map_comes_on_it_when_it_is_chosen(some: Payload, show: Show) -> None:
    page = show(render_network(some), "#loop=none")
    assert page.ask("return moneyloop.ranked().filter(moneyloop.isWhole).length") == 4
    page.ask("moneyloop.select('loop', moneyloop.loops[2].key)")
    assert page.lit() == ["b-two-1", "b-two-up", "two-b-1"]
    assert {"Cloud B", "Lab Two"} < set(page.ask(ON_MAP))
    page.ask("moneyloop.select('party', 'Site D')")
    assert page.lit() == ["a-backs-d", "c-d"]
    assert "On the map for now: Site D." in page.text("#left-out-body")
    page.ask("moneyloop.select(null)")
    assert page.ask(ON_MAP) == FIRST


def test_a_part_that_was_asked_for_is_named(atlas: Payload, show: Show) -> None:
    atlas["scope"].update(parties=FIRST, why="the loop of rank 2")
    page = show(render_network(atlas), "#loop=none")
    assert page.ask(ON_MAP) == FIRST
    assert page.text("#scope-text") == "Drawn, as asked for: the loop of rank 2."
    page.click("#all-button")
    assert page.text("#scope-text") == ""
    assert len(page.ask(ON_MAP)) == 12


# Many parties -------------------------------------------------------------------------------


@pytest.fixture
def crowd(atlas: Payload) -> Payload:
    """The hand-made network many times over: 480 parties, 1,000 deals."""
    parties, deals, loops = atlas["parties"][:12], atlas["deals"][:25], atlas["loops"][:2]
    told = json.dumps([parties, deals, loops])
    atlas.update(parties=[], deals=[], loops=[])
    sums = {name: case["deals"] for name, case in atlas["cases"].items()}
    for case in atlas["cases"].values():
        case.update(deals={}, rows=[], pools=[])
    for copy in range(40):
        text = told
        for party in parties:
            text = text.replace(f'"{party["name"]}"', f'"{party["name"]} {copy}"')
        for deal in deals:
            text = text.replace(f'"{deal["id"]}"', f'"{deal["id"]}:{copy}"')
        more = json.loads(text)
        atlas["parties"] += more[0]
        atlas["deals"] += more[1]
        atlas["loops"] += [{**loop, "rank": len(atlas["loops"]) + 1} for loop in more[2][:1]]
        for name, case in atlas["cases"].items():
            case["deals"] |= {f"{d['id']}:{copy}": sums[name][d["id"]] for d in deals}
    few = [f"{party['name']} 0" for party in parties]
    atlas["few"] = {case: {"whole": few} for case in atlas["few"]}
    atlas["loops_count"] = len(atlas["loops"])
    return atlas


def test_a_crowd_is_drawn_with_straight_lines(crowd: Payload, show: Show) -> None:
    page = show(render_network(crowd), "#all=1&loop=none")
    assert page.text("#shown-line").startswith("480 companies")
    assert len(page.drawn()) == len(crowd["deals"]) == 1_000
    assert page.ask("return moneyloop.edges.get().every((e) => !e.smooth.enabled)")
    assert page.console() == []


def test_only_what_looks_different_is_painted_again(crowd: Payload, show: Show) -> None:
    page = show(render_network(crowd), "#all=1&loop=none")
    touched = """
        const { nodes } = moneyloop;
        const done = [];
        const update = nodes.update;
        nodes.update = (styles) => {
          done.push(...styles.map(({id}) => id));
          update.call(nodes, styles);
        };
        moneyloop.select("party", "Site D 3");
        nodes.update = update;
        return done;
    """
    changed = page.ask(touched)
    assert "Site D 3" in changed
    page.ask("moneyloop.select('party', 'Site D 3')")
    assert page.ask(touched) == []  # nothing looks different the second time
