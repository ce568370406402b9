"""The network page, read as text and in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from moneyloop.pages.layout import columns
from moneyloop.pages.network import render_network
from moneyloop.pages.shell import VIS_ASSET
from moneyloop.pages.text import safe_url

Payload = dict[str, Any]
Show = Callable[..., Any]

HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "{{7*7}}{% raw %}",
    "line\u2028separator\u2029and\u0000null",
    "\u202eright to left\u202c \u200f mark",
    "L" * 10_000,
    '=HYPERLINK("https://example.org")',
    "'\"><svg onload='window.hacked = 1'>",
]


def hostile(atlas: Payload) -> Payload:
    """The same atlas, with hostile text in every place where a reader could put one."""
    names = {
        party["name"]: f"{bad} {index}"
        for index, (party, bad) in enumerate(zip(atlas["parties"], HOSTILE * 2, strict=False))
    }
    ids = {deal["id"]: deal["id"] for deal in atlas["deals"]}
    ids["a-one-1"] = "</script><b>id"

    def swap(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: swap(item) for key, item in value.items()}
        if isinstance(value, list):
            return [swap(item) for item in value]
        return names.get(value, ids.get(value, value)) if isinstance(value, str) else value

    changed: Payload = swap(atlas)
    for index, deal in enumerate(changed["deals"]):
        bad = HOSTILE[index % len(HOSTILE)]
        deal.update(source=bad, outlet=bad, note=bad, condition=bad, url="javascript:alert(1)")
    changed.update(title=HOSTILE[0], headline=HOSTILE[1], data=HOSTILE[7], notes=list(HOSTILE))
    return changed


# As text ------------------------------------------------------------------------------------


def test_the_drawing_library_is_where_it_is_read() -> None:
    source = files("pyvis").joinpath(VIS_ASSET).read_text(encoding="utf-8")
    assert "@version 9.1.2" in source[:600]
    assert "</script" not in source


def test_the_head_of_the_page(atlas: Payload) -> None:
    html = render_network(atlas)
    assert html.startswith("<!doctype html>")
    assert '<html lang="en">' in html
    assert b'<meta charset="utf-8">' in html.encode("utf-8")[:1024]
    assert "<title>Whose dollar is it?</title>" in html
    assert "default-src &#39;none&#39;" in html
    assert " style=" not in html.split("<script", 1)[0]
    assert "sourceMappingURL" not in html


def test_every_script_and_style_is_named_by_the_policy(atlas: Payload) -> None:
    html = render_network(atlas)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    for tag in ("script", "style"):
        for source in re.findall(rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>", html, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
            assert f"sha256-{digest}" in policy[1].replace("&#43;", "+").replace("&#61;", "=")


def test_only_plain_web_links_become_links() -> None:
    assert safe_url("https://example.org/a?b=c") == "https://example.org/a?b=c"
    for bad in (
        None,
        "",
        "javascript:alert(1)",
        " https://x.org",
        "//x.org",
        "http://[",
        "data:,x",
    ):
        assert safe_url(bad) is None


def test_no_judging_word(atlas: Payload) -> None:
    html = render_network(atlas).lower().replace("color-scheme", "")
    assert not any(word in html for word in ("fraud", "scheme", "scam"))


# In the browser -----------------------------------------------------------------------------


def test_opens_without_a_request_or_a_message(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    assert page.console() == []
    assert [
        url for url in page.requests() if not url.startswith(("file:", "data:", "blob:", "about:"))
    ] == []
    assert page.ask("return document.compatMode") == "CSS1Compat"


def test_an_arrow_for_each_payer_payee_and_class(
    atlas: Payload, drawn_ids: list[str], show: Show
) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    assert page.drawn() == drawn_ids
    ways = {
        f"{deal['class']}:{deal['payer']}>{deal['payee']}"
        for deal in atlas["deals"]
        if deal["id"] in drawn_ids
    }
    assert set(page.ask("return moneyloop.edges.getIds()")) == ways
    assert page.text("#shown-line").startswith("12 companies and ")


def test_only_what_carries_money_or_may_is_drawn_at_first(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=none")
    assert "a-backs-d" not in page.drawn()  # a guarantee
    assert "two-f" in page.drawn()  # signed, and its amount is not public
    page.click("#all-button")
    assert "a-backs-d" in page.drawn()


def test_there_and_back_lie_apart(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#all=1")
    points = page.ask("return [...moneyloop.drawnLines().values()].map(({middle}) => middle)")
    for at, one in enumerate(points):
        for other in points[at + 1 :]:
            assert abs(one["x"] - other["x"]) + abs(one["y"] - other["y"]) > 4


def test_boxes_stand_in_the_columns_that_python_chose(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#loop=none")
    expected = columns([party for party in atlas["parties"] if party["name"] != "Quiet Co"])
    on_page = page.ask("return moneyloop.network.getPositions()")
    assert set(on_page) == set(expected)
    for one in on_page:
        for other in on_page:
            if expected[one][0] < expected[other][0]:
                assert on_page[one]["x"] < on_page[other]["x"]


def test_dots_and_dashes_say_what_is_not_public_and_what_moves_no_money(
    atlas: Payload, show: Show
) -> None:
    page = show(render_network(atlas), "#all=1")
    dashes = page.ask(
        "return Object.fromEntries(moneyloop.edges.get().map((e) => [e.id, e.dashes]))"
    )
    assert dashes["investment:Cloud A>Lab One"] is False
    assert dashes["purchase:Lab Two>Chip F"] == [1.5, 4]
    assert dashes["guarantee:Cloud A>Site D"] == [7, 5]
    assert dashes["investment:Chip F>Lab Two"] == [7, 5]  # contingent, of no known amount


def test_a_loop_lights_exactly_its_deals(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    for rank, loop in enumerate(atlas["loops"], 1):
        page.ask("moneyloop.select('loop', moneyloop.loops[arguments[0]].key)", rank - 1)
        assert page.lit() == sorted(id for leg in loop["legs"] for id in leg["deals"])
    page.click("#loop-buttons button:nth-child(2)")
    assert page.text("#panel .route-line") == "Chip E → Lab One → Neo C → Chip E"
    assert page.text("#panel .leg.smallest").startswith("③ Neo C → Chip E")
    page.click("#loop-buttons button:nth-child(2)")
    assert page.ask("return moneyloop.state.selection") is None


def test_money_loops_come_first_and_unsized_ones_last(atlas: Payload, show: Show) -> None:
    atlas["loops"].insert(0, {**atlas["loops"][1], "rank": 9, "type": "trade", "size": 99.0})
    atlas["loops"][0]["legs"] = [{**leg, "class": "purchase"} for leg in atlas["loops"][0]["legs"]]
    atlas["loops"][0]["legs"][0]["deals"] = ["e-one"]
    page = show(render_network(atlas))
    assert page.ask("return moneyloop.ranked().map((loop) => loop.rank)") == [1, 2, 3, 9, 4]


def test_the_boxes_filter(atlas: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(atlas), "#all=1&loop=none")
    kinds = Counter(d["kind"] for d in atlas["deals"] if d["id"] in drawn_ids)
    shown = dict(
        page.ask(
            "return [...document.querySelectorAll('input[data-filter=kind]')]"
            ".map((box) => [box.value, box.closest('label').querySelector('.count').textContent])"
            ".map(([kind, count]) => [kind, Number(count)])"
        )
    )
    assert shown == kinds
    page.click("input[data-filter=kind][value=equity]")
    assert not any(d["kind"] == "equity" for d in atlas["deals"] if d["id"] in set(page.drawn()))
    assert page.text("#filters-button") == "Filters (1)"
    page.click("#filter-reset")
    assert page.drawn() == drawn_ids
    page.click("input[data-filter=reason][value=talks]")
    assert page.drawn() == sorted([*drawn_ids, "e-one-talks"])
    page.click("#filter-reset")
    page.click("#loops-only")
    assert page.drawn() == sorted(
        {id for x in atlas["loops"] for g in x["legs"] for id in g["deals"]}
    )


def test_the_search_finds_parties_and_deals(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.click("#filters-button")
    page.press("lab one inc")
    assert page.text("#search-results").split("\n") == ["Lab One", "lab"]
    page.ask("document.getElementById('search').value = ''")
    page.press("e-one")
    assert "Chip E → Lab One" in page.text("#search-results")
    page.ask("document.querySelector('#search-results button').click()")
    assert page.ask("return moneyloop.state.selection") == {"type": "deal", "key": "e-one"}


def test_hostile_text_is_only_text(atlas: Payload, show: Show) -> None:
    bad = hostile(atlas)
    page = show(render_network(bad))
    for address in ("#loop=1", "#loop=2", "#loop=4"):
        page.open(address)
        assert page.ask("return window.hacked") is None
    for party in bad["parties"][:8]:
        page.ask("moneyloop.select('party', arguments[0])", party["name"])
    for deal in bad["deals"]:
        page.ask("moneyloop.select('deal', arguments[0])", deal["id"])
    assert page.ask("return window.hacked") is None
    assert page.console() == []
    assert (
        page.ask(
            "return document.querySelectorAll('#panel img, a[href^=javascript], body b b').length"
        )
        == 0
    )
    assert page.ask("return document.title") == HOSTILE[0]
    assert "{{7*7}}" in page.ask("return document.body.textContent")
    assert page.ask("return document.documentElement.scrollWidth") <= 1600
    page.size(390, 844)
    page.open("#loop=1")
    assert page.ask("return document.documentElement.scrollWidth") <= 390


def test_names_that_scripts_use_themselves(
    atlas: Payload, drawn_ids: list[str], show: Show
) -> None:
    for deal, name in zip(atlas["deals"], ("__proto__", "constructor", "toString"), strict=False):
        atlas = json.loads(json.dumps(atlas).replace(f'"{deal["id"]}"', f'"{name}"'))
    atlas = json.loads(json.dumps(atlas).replace('"Lab One"', '"valueOf"'))
    page = show(render_network(atlas), "#loop=1&all=1")
    assert page.console() == []
    assert len(page.lit()) == len(atlas["loops"][0]["legs"]) + 4
    page.ask("moneyloop.select(null)")
    assert len(page.drawn()) == len(drawn_ids)


def test_an_empty_atlas_still_opens(atlas: Payload, show: Show) -> None:
    atlas.update(parties=[], deals=[], loops=[], loops_count=0, rows=[], limits=[], left_out=[])
    atlas["few"] = {case: {} for case in atlas["few"]}
    page = show(render_network(atlas))
    assert page.drawn() == []
    assert page.console() == []


def test_both_themes_colour_the_canvas(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    light = page.ask("return moneyloop.edges.get('purchase:Cloud A>Chip E').color.color")
    page.click("#theme-button")
    assert page.ask("return moneyloop.isDark()") is True
    assert page.ask("return moneyloop.edges.get('purchase:Cloud A>Chip E').color.color") != light
    assert page.open("#theme=dark").ask("return moneyloop.isDark()") is True


# What the page says when something is missing -----------------------------------------------------


def test_a_network_without_dates_names_no_day(atlas: Payload, show: Show) -> None:
    atlas["as_of"] = None
    html = render_network(atlas)
    assert "as of <bdi>" not in html
    page = show(html)
    said = page.ask("return moneyloop.basis().join('; ')")
    assert "no dates" in said
    assert "null" not in said
    assert "no dates" in page.text(".basis")
    told = f"drawn now, of {len(atlas['deals'])} in the data."
    assert told in page.text("#left-out-body")


def test_what_is_drawn_is_counted_against_what_was_known(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    told = f"drawn now, of {len(atlas['deals'])} known by 31 January 2026."
    assert told in page.text("#left-out-body")


def test_loops_are_counted_of_those_that_are_listed(atlas: Payload, show: Show) -> None:
    atlas["loops_count"] = 1_367
    count = "return document.getElementById('loop-count').textContent"
    page = show(render_network(atlas), "#year=2024")
    assert page.ask(count) == "0 whole of 4 listed, 1,367 in all"
    atlas["loops_complete"] = False
    page = show(render_network(atlas))
    assert page.ask(count) == "4 whole of 4 listed, at least 1,367 in all"
    told = "4 of at least 1,367 loops are listed: they were not all counted."
    assert told in page.text("#left-out-body")
    atlas.update(loops=[], loops_count=0)
    page = show(render_network(atlas))
    assert page.ask(count) == "none found"
