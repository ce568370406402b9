"""Where parties stand: apart from each other, in tiers, and always in the same place."""

from __future__ import annotations

import random
from typing import Any

from moneyloop.pages.layout import positions

Payload = dict[str, Any]


def many(parties: int, deals: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    kinds = ["investor", "software", "lab", "hyperscaler", "neocloud", "datacenter", "chipmaker"]
    rng = random.Random(7)
    names = [{"name": f"Party {i:03}", "kind": rng.choice(kinds)} for i in range(parties)]
    rows = []
    for _ in range(deals):
        payer, payee = rng.sample(names, 2)
        amount = rng.choice([None, 1.0, 30.0])
        rows.append({"payer": payer["name"], "payee": payee["name"], "amount_usd_bn": amount})
    return names, rows


def test_every_party_with_a_deal_has_a_place_of_its_own(payload: Payload) -> None:
    placed = positions(payload["parties"], payload["deals"])
    assert set(placed) == {party["name"] for party in payload["parties"]} - {"Quiet Co"}
    assert len(set(placed.values())) == len(placed)
    assert all(type(number) is int for point in placed.values() for number in point)


def test_money_reads_from_left_to_right(payload: Payload) -> None:
    placed = positions(payload["parties"], payload["deals"])
    order = ["Alder Fund", "Apps Co", "Lab One", "Cloud A", "Site D", "Chip E"]
    columns = [placed[name][0] for name in order]
    assert columns == sorted(columns)
    assert len(set(columns)) == len(columns)


def test_order_of_rows_does_not_move_anybody(payload: Payload) -> None:
    before = positions(payload["parties"], payload["deals"])
    random.Random(1).shuffle(payload["parties"])
    assert positions(payload["parties"], payload["deals"]) == before


def test_marks_and_names_have_room_on_a_large_map() -> None:
    placed = positions(*many(80, 300))
    points = sorted(placed.values())
    for i, (x, y) in enumerate(points):
        for other_x, other_y in points[i + 1 :]:
            assert abs(x - other_x) >= 100 or abs(y - other_y) >= 60


def test_the_largest_hub_stands_nearer_to_the_middle_than_a_bystander() -> None:
    parties = [{"name": f"Lab {letter}", "kind": "lab"} for letter in "ABCDEFG"]
    parties += [{"name": "Chip", "kind": "chipmaker"}]
    deals = [
        {"payer": party["name"], "payee": "Chip", "amount_usd_bn": 1.0} for party in parties[:-1]
    ]
    deals.append({"payer": "Chip", "payee": "Lab A", "amount_usd_bn": 100.0})
    placed = positions(parties, deals)
    heights = [placed[party["name"]][1] for party in parties[:-1]]
    middle = (min(heights) + max(heights)) / 2
    assert min(abs(height - middle) for height in heights) == abs(placed["Lab A"][1] - middle)


def test_unknown_kinds_and_empty_data_are_fine() -> None:
    assert positions([], []) == {}
    parties = [{"name": "X", "kind": "something new"}, {"name": "Y", "kind": None}]
    deals = [{"payer": "X", "payee": "Y"}, {"payer": "X", "payee": "X"}]
    assert set(positions(parties, deals)) == {"X", "Y"}
