"""The rings round the parties, the legend's other filters, and the parts of a large network."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Show = Callable[..., Any]

RING = "return moneyloop.ringOf(arguments[0])"
SIZES = "return moneyloop.nodes.get({filter: (n) => !n.hidden}).map((n) => n.id).sort()"
# The ring of a party of which no revenue is known.
OUTLINE = {"parts": [], "open": False, "hidden": False, "band": None}

# Rings --------------------------------------------------------------------------------------


def test_a_ring_is_the_buckets_of_booked_revenue(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    ring = page.ask(RING, "Cloud A")
    shares = {part["key"]: part["share"] for part in ring["parts"]}
    own = 8.0 / 298.7
    parts = ["own", "other-network-investors", "reciprocal", "no-known-source", "customers"]
    assert list(shares) == parts
    assert shares["own"] == pytest.approx(own)
    assert shares["other-network-investors"] == pytest.approx(own / 4 + own / 8)
    assert shares["reciprocal"] == pytest.approx(own / 16)
    assert shares["no-known-source"] == pytest.approx(own / 16)
    assert sum(shares.values()) == pytest.approx(1)
    band = {"low": own / 2, "estimate": own, "high": own * 1.5, "isOpen": False}
    assert ring["band"] == pytest.approx(band)
    assert not ring["open"]


def test_a_ring_follows_the_case_and_the_year(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert page.ask(f"moneyloop.setCase('headline'); {RING}", "Cloud A")["band"]["estimate"] == (
        pytest.approx(12.0 / 298.7)
    )
    page.ask("moneyloop.setCase('firm'); moneyloop.setYear('2024')")
    assert page.ask(RING, "Cloud A")["band"]["estimate"] == pytest.approx(2.0 / 263.9)
    assert page.text("#ring-year") == "2024"
    # The planned year has no row: a thin outline, no parts.
    page.ask("moneyloop.setYear('2026')")
    assert page.ask(RING, "Cloud A") == OUTLINE


def test_parties_without_booked_revenue_have_an_outline_and_outside_ones_none(
    atlas: Payload, show: Show
) -> None:
    page = show(render_network(atlas))
    assert page.ask(RING, "Neo C") == OUTLINE
    assert page.ask(RING, "Alder Fund") is None
    assert page.ask(RING, "Lab Two")["band"] is None  # no own money back


@pytest.mark.parametrize(("coverage", "is_open"), [(1.0, False), (0.5, True), (0.0, True)])
def test_a_ring_stays_open_where_revenue_is_known_for_a_part(
    atlas: Payload, show: Show, coverage: float, is_open: bool
) -> None:
    for row in atlas["cases"]["firm"]["rows"]:
        row["revenue_coverage"] = coverage
    page = show(render_network(atlas))
    assert page.ask(RING, "Cloud A")["open"] is is_open


# What the canvas shows at a share of a circle round a party, in pixels beyond its mark.
PIXEL = """
const [id, share, beyond] = arguments;
const ml = moneyloop;
ml.fit([id], 3, false);
ml.network.redraw();
const body = ml.network.body.nodes[id];
const {x, y} = ml.network.canvasToDOM({x: body.x, y: body.y});
const angle = -Math.PI / 2 + 2 * Math.PI * share;
const far = body.options.size * ml.network.getScale() + beyond;
const canvas = ml.network.canvas.frame.canvas;
const ratio = canvas.width / canvas.clientWidth;
const at = [x + far * Math.cos(angle), y + far * Math.sin(angle)].map((v) => Math.round(v * ratio));
return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
"""
COLOUR = "return moneyloop.colour(arguments[0]).match(/[\\d.]+/g).slice(0, 3).map(Number)"


def test_a_ring_is_drawn_in_the_colours_of_the_buckets(atlas: Payload, show: Show) -> None:
    row = next(r for r in atlas["cases"]["firm"]["rows"] if r["party"] == "Cloud A")
    row.update(revenue=100.0, own_low=10.0, own_estimate=30.0, own_high=45.0)
    row.update(other_network_investors=10.0)
    row.update(outside_investors=10.0, reciprocal=10.0, earlier_cash=5.0, no_known_source=15.0)
    row.update(customers=20.0)
    page = show(render_network(atlas))
    page.ask("for (const name of ['kind', 'status']) document.querySelector"
             "(`button[data-all=${name}]`).click()")  # fmt: skip
    page.click("input[data-filter=kind][value=hardware]")
    page.click("input[data-filter=status][value=paid]")
    middles = {
        "own": 0.12, "other-network-investors": 0.4, "reciprocal": 0.58, "no-known-source": 0.7,
        "customers": 0.95,
    }  # fmt: skip
    for bucket, share in middles.items():
        expected = page.ask(COLOUR, f"--bucket-{bucket}")
        drawn = page.ask(PIXEL, "Cloud A", share, 5.5)
        assert drawn[:3] == pytest.approx(expected, abs=6), bucket
    # Outside the ring there is nothing but the interval, from 10 to 45 percent.
    assert page.ask(PIXEL, "Cloud A", 0.05, 14)[3] == 0
    assert page.ask(PIXEL, "Cloud A", 0.2, 14)[3] > 20
    assert page.ask(PIXEL, "Cloud A", 0.6, 14)[3] == 0


# The legend ---------------------------------------------------------------------------------


def counts(page: Any, column: str) -> dict[str, int]:
    found = page.ask(
        f"return [...document.querySelectorAll('input[data-filter={column}]')].map((box) =>"
        " [box.value, Number(box.closest('label').querySelector('.count').textContent)])"
    )
    return dict(found)


def test_a_group_of_parties_hides_with_its_deals(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert counts(page, "group") == {
        "source": 3, "software": 1, "lab": 2, "hyperscaler": 2, "neocloud": 1, "site": 1, "chip": 2,
    }  # fmt: skip
    page.click("input[data-filter=group][value=lab]")
    assert page.drawn() == ["a-backs-d", "a-e", "b-e", "bank-c", "c-d", "c-e-1", "c-e-2", "e-c"]
    assert "Lab One" not in page.ask(SIZES)
    # What would come back with the box, and what is left without the labs.
    assert counts(page, "group")["lab"] == 2
    assert counts(page, "group")["software"] == 0
    assert counts(page, "kind")["customer"] == 0


def test_counts_say_what_a_tick_would_draw(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
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
    page = show(render_network(atlas))
    whole = {id: deal["whole"] for id, deal in atlas["cases"]["firm"]["deals"].items()}
    assert any(whole[id] is None for id in drawn_ids)
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


# A part of a large network ------------------------------------------------------------------


@pytest.fixture
def large(atlas: Payload) -> Payload:
    """The hand-made network of which only the parties of loops 1 and 2 are drawn at first."""
    first = ["Lab One", "Cloud A", "Neo C", "Chip E"]
    atlas["scope"].update(
        parties=first, why="the loop core", parties_not_drawn=8, deals_not_drawn=13,
        amount_not_drawn=91.704,
    )  # fmt: skip
    return atlas


def test_a_part_is_drawn_and_the_rest_is_counted(large: Payload, show: Show) -> None:
    page = show(render_network(large))
    assert page.ask(SIZES) == ["Chip E", "Cloud A", "Lab One", "Neo C"]
    assert page.text("#count-parties") == "4"
    line = page.text("#scope-text")
    assert line == (
        "Drawn: the loop core. Not drawn: 8 parties and 13 deals ($91.7bn, whole term, paid and "
        "signed amounts)."
    )
    assert page.text("#scope-button") == "Draw all 12 parties with a deal"
    # The rest is not made before it is asked for.
    assert page.ask("return moneyloop.nodes.length") == 4


def test_all_parties_and_back(large: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(large))
    part = page.ask("return moneyloop.network.getPositions()")
    page.click("#scope-button")
    assert page.drawn() == drawn_ids
    assert len(page.ask(SIZES)) == 12
    assert page.text("#scope-text") == "All 12 parties with a deal are on the map."
    page.click("#scope-button")
    assert page.ask(SIZES) == sorted(part)
    back = page.ask("return moneyloop.network.getPositions(arguments[0])", sorted(part))
    assert back == part
    assert page.console() == []


def test_loops_off_the_map_rank_and_come_on_it_when_chosen(large: Payload, show: Show) -> None:
    page = show(render_network(large))
    ranks = "return moneyloop.ranked().filter(moneyloop.isWhole).map((loop) => loop.rank)"
    assert page.ask(ranks) == [1, 2, 3, 4]
    page.click("#loop-list [data-rank='3']")
    assert page.lit() == ["b-two-1", "b-two-up", "two-b-1"]
    assert {"Cloud B", "Lab Two"} < set(page.ask(SIZES))
    page.press("r")
    assert page.ask(SIZES) == ["Cloud B", "Lab Two"]
    page.ask("moneyloop.select(null)")
    assert page.ask(SIZES) == ["Chip E", "Cloud A", "Lab One", "Neo C"]


def test_a_party_off_the_map_is_found(large: Payload, show: Show) -> None:
    page = show(render_network(large), "#party=Site+D")
    assert "Site D" in page.ask(SIZES)
    assert page.lit() == ["a-backs-d", "c-d"]


def test_what_is_left_out_follows_the_guests(large: Payload, show: Show) -> None:
    page = show(render_network(large))
    left_out = "return document.getElementById('left-out-body').textContent"
    before = page.ask(left_out)
    assert "8 parties and 13 deals" in before
    page.ask("moneyloop.select('party', 'Site D')")
    after = page.ask(left_out)
    assert f"{page.ask('return moneyloop.shown().size')} deals are drawn now" in after
    assert "on the map for now: Site D." in after
    assert page.text("#scope-text").startswith(
        "Drawn: the loop core; for now also Site D. Not drawn at first: 8 parties"
    )
    page.click("#scope-button")
    assert "what is drawn" not in page.ask(left_out)


def test_a_part_without_the_rest_has_no_switch(large: Payload, show: Show) -> None:
    first = set(large["scope"]["parties"])
    large["scope"]["all"] = False
    large["deals"] = [d for d in large["deals"] if {d["payer"], d["payee"]} <= first]
    large["parties"] = [p for p in large["parties"] if p["name"] in first]
    large["loops"] = [loop for loop in large["loops"] if first.issuperset(loop["parties"])]
    page = show(render_network(large))
    assert page.text("#scope-text").endswith(
        "13 deals ($91.7bn, whole term, paid and signed amounts)."
    )
    assert page.ask("return document.getElementById('scope-button').hidden")


def test_a_whole_network_says_nothing_of_parts(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert page.ask("return document.getElementById('scope-line').hidden")


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
    atlas["scope"]["parties"] = [party["name"] for party in atlas["parties"]]
    atlas["loops_count"] = len(atlas["loops"])
    return atlas


def test_a_crowd_is_drawn_with_straight_lines(crowd: Payload, show: Show) -> None:
    page = show(render_network(crowd))
    assert page.text("#count-parties") == "480"
    assert len(page.drawn()) == len(crowd["deals"]) == 1_000
    assert page.ask("return moneyloop.edges.get().every((e) => !e.smooth.enabled)")
    assert page.ask("return moneyloop.network.renderer.options.hideEdgesOnDrag") is True
    labels = page.ask("return moneyloop.labels()")
    assert 10 < len(labels["names"]) <= 160
    assert page.console() == []
    # A lit loop bows, so that its ways there and back lie apart.
    page.click("#loop-list [data-rank='1']")
    bent = "return moneyloop.edges.get({filter: (e) => e.smooth.enabled}).map((e) => e.id).sort()"
    assert page.ask(bent) == page.lit() != []
    page.ask("moneyloop.select(null)")
    assert page.ask(bent) == []


def test_only_what_looks_different_is_painted_again(crowd: Payload, show: Show) -> None:
    page = show(render_network(crowd))
    touched = """
        const [edges, done] = [moneyloop.edges, []];
        const update = edges.update;
        edges.update = (styles) => { done.push(...styles.map(({id}) => id)); update.call(edges, styles); };
        document.querySelector('input[data-filter=kind][value=lease]').click();
        edges.update = update;
        return done;
    """  # noqa: E501
    leases = sorted(deal["id"] for deal in crowd["deals"] if deal["kind"] == "lease")
    assert sorted(page.ask(touched)) == leases
