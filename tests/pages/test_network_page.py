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

from moneyloop.pages.layout import positions
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
        for source in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL):
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


def test_draws_every_deal_once(atlas: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(atlas))
    assert page.drawn() == drawn_ids
    assert page.text("#count-deals") == str(len(drawn_ids))
    assert page.text("#count-parties") == "12"


def test_parallel_and_opposite_deals_are_apart(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    for reason in ("talks", "replaced"):
        page.click(f"input[data-filter=reason][value={reason}]")
    points = page.ask(
        "return moneyloop.edges.getIds().map((id) => moneyloop.pointOn(id, 0.5))"
        ".map(({x, y}) => `${x.toFixed(0)} ${y.toFixed(0)}`)"
    )
    assert len(set(points)) == len(atlas["deals"])


def test_parties_stand_where_python_put_them(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    expected = positions(atlas["parties"])
    del expected["Quiet Co"]  # no deal touches it
    on_page = page.ask("return moneyloop.network.getPositions()")
    assert {name: (p["x"], p["y"]) for name, p in on_page.items()} == expected


def test_names_do_not_overlap(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    labels = page.ask("moneyloop.network.redraw(); return moneyloop.labels()")
    assert len(labels["names"]) == 12
    boxes = labels["boxes"]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            apart_x = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
            assert apart_x or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]


def test_line_styles_tell_status_and_unknown_amounts(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    dashes = page.ask(
        "return Object.fromEntries(moneyloop.edges.get().map((e) => [e.id, e.dashes]))"
    )
    assert dashes["a-one-1"] is False
    assert dashes["b-two-up"] == [7, 5]
    assert dashes["two-f"] == [1.5, 4]
    assert dashes["f-two"] == [7, 4, 1.5, 4]


def test_a_loop_lights_exactly_its_deals(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    for loop in atlas["loops"]:
        page.click(f"#loop-list button[data-rank='{loop['rank']}']")
        assert page.lit() == sorted(id for leg in loop["legs"] for id in leg["deals"])
    page.click("#loop-list button[data-rank='2']")
    assert "Chip E → Lab One → Neo C → Chip E" in page.text("#caption")
    assert page.text("#panel .leg.smallest").startswith("3. Neo C → Chip E")
    page.click("#loop-list button[data-rank='2']")
    assert page.ask("return moneyloop.state.selection") is None


def test_money_loops_come_first_and_unsized_ones_last(atlas: Payload, show: Show) -> None:
    atlas["loops"].insert(0, {**atlas["loops"][1], "rank": 9, "type": "trade", "size": 99.0})
    atlas["loops"][0]["legs"] = [{**leg, "class": "purchase"} for leg in atlas["loops"][0]["legs"]]
    page = show(render_network(atlas))
    ranks = page.ask("return [...document.querySelectorAll('.loop')].map((n) => n.dataset.rank)")
    assert ranks == ["1", "2", "3", "9", "4"]


def test_the_legend_filters(atlas: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(atlas))
    kinds = Counter(d["kind"] for d in atlas["deals"] if d["id"] in drawn_ids)
    shown = dict(
        page.ask(
            "return [...document.querySelectorAll('input[data-filter=kind]')]"
            ".map((box) => [box.value, box.closest('label').querySelector('.count').innerText])"
            ".map(([kind, count]) => [kind, Number(count)])"
        )
    )
    assert shown == kinds
    page.click("input[data-filter=kind][value=equity]")
    assert not any(d["kind"] == "equity" for d in atlas["deals"] if d["id"] in set(page.drawn()))
    assert page.text("#count-deals") == str(len(drawn_ids) - kinds["equity"])
    page.click("#filter-reset")
    assert page.drawn() == drawn_ids
    page.click("input[data-filter=reason][value=talks]")
    assert page.drawn() == sorted([*drawn_ids, "e-one-talks"])
    page.click("#filter-reset")
    page.click("#loops-only")
    assert page.drawn() == sorted(
        {id for x in atlas["loops"] for g in x["legs"] for id in g["deals"]}
    )


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
    page = show(render_network(atlas), "#loop=1")
    assert page.console() == []
    assert len(page.lit()) == len(atlas["loops"][0]["legs"]) + 4
    page.ask("moneyloop.select(null)")
    assert len(page.drawn()) == len(drawn_ids)


def test_an_empty_atlas_still_opens(atlas: Payload, show: Show) -> None:
    atlas.update(parties=[], deals=[], loops=[], loops_count=0, rows=[], limits=[], left_out=[])
    page = show(render_network(atlas))
    assert page.drawn() == []
    assert page.console() == []


def test_both_themes_colour_the_canvas(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    light = page.ask("return moneyloop.edges.get('a-one-1').color.color")
    page.click("#theme-button")
    assert page.ask("return moneyloop.isDark()") is True
    assert page.ask("return moneyloop.edges.get('a-one-1').color.color") != light
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
    page = show(render_network(atlas), "#year=2024")
    assert page.text("#loop-count") == "0 of the 4 largest of 1,367 loops"
    atlas["loops_complete"] = False
    page = show(render_network(atlas))
    assert page.text("#loop-count") == "4 of at least 1,367 loops"
    told = "4 of at least 1,367 loops are listed: they were not all counted."
    assert told in page.text("#left-out-body")
    atlas.update(loops=[], loops_count=0)
    page = show(render_network(atlas))
    assert page.text("#loop-count") == "none found"
