"""The network page, read as text and in a real browser."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from moneyloop.pages.layout import positions
from moneyloop.pages.network import render_network
from moneyloop.pages.shell import VIS_ASSET
from moneyloop.pages.text import number, percent, safe_url, usd

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


def hostile(payload: Payload) -> Payload:
    """The same payload, with hostile text in every place where a reader could put one."""
    names = {
        party["name"]: f"{bad} {index}"
        for index, (party, bad) in enumerate(zip(payload["parties"], HOSTILE * 2, strict=False))
    }
    ids = {deal["id"]: deal["id"] for deal in payload["deals"]}
    ids["a-one-1"] = "</script><b>id"

    def swap(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: swap(item) for key, item in value.items()}
        if isinstance(value, list):
            return [swap(item) for item in value]
        return names.get(value, ids.get(value, value)) if isinstance(value, str) else value

    changed: Payload = swap(payload)
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


def test_the_head_of_the_page(payload: Payload) -> None:
    html = render_network(payload)
    assert html.startswith("<!doctype html>")
    assert '<html lang="en">' in html
    assert b'<meta charset="utf-8">' in html.encode("utf-8")[:1024]
    assert "<title>Whose dollar is it?</title>" in html
    assert "default-src &#39;none&#39;" in html
    assert " style=" not in html.split("<script", 1)[0]
    assert "sourceMappingURL" not in html


def test_same_bytes_whatever_the_hash_seed(payload: Payload) -> None:
    program = (
        "import hashlib, json, sys;"
        "from moneyloop.pages.network import render_network;"
        "from moneyloop.pages.report import render_report;"
        "payload = json.load(sys.stdin);"
        "pages = render_network(payload) + render_report(payload);"
        "print(hashlib.sha256(pages.encode()).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(payload),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(answers) == 1


def test_every_script_and_style_is_named_by_the_policy(payload: Payload) -> None:
    html = render_network(payload)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    for tag in ("script", "style"):
        for source in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
            assert f"sha256-{digest}" in policy[1].replace("&#43;", "+").replace("&#61;", "=")


def test_amounts_shares_and_links_as_text() -> None:
    assert [usd(x) for x in (17.2, 1163.0, 0.351, 0.0, None)] == [
        "$17.2bn",
        "$1,163bn",
        "$0.35bn",
        "$0bn",
        "unknown",
    ]
    assert usd(0.00001) == "<$0.01bn"
    assert usd(-2.5) == "\N{MINUS SIGN}$2.5bn"
    assert number(10.25) == "10.3"
    assert [percent(x) for x in (0.058, 0.426, 1.16, 0.0, 0.00001, None)] == [
        "5.8%",
        "43%",
        "116%",
        "0%",
        "<0.1%",
        "unknown",
    ]
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


def test_no_judging_word(payload: Payload) -> None:
    html = render_network(payload).lower().replace("color-scheme", "")
    assert not any(word in html for word in ("fraud", "scheme", "scam"))


# In the browser -----------------------------------------------------------------------------


def test_opens_without_a_request_or_a_message(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    assert page.console() == []
    assert [
        url for url in page.requests() if not url.startswith(("file:", "data:", "blob:", "about:"))
    ] == []
    assert page.ask("return document.compatMode") == "CSS1Compat"


def test_draws_every_deal_once(payload: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(payload))
    assert page.drawn() == drawn_ids
    assert page.text("#count-deals") == str(len(drawn_ids))
    assert page.text("#count-parties") == "12"
    assert page.text("#count-undrawn") == "1"


def test_parallel_and_opposite_deals_are_apart(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    points = page.ask(
        "return moneyloop.edges.getIds().map((id) => moneyloop.pointOn(id, 0.5))"
        ".map(({x, y}) => `${x.toFixed(0)} ${y.toFixed(0)}`)"
    )
    assert len(set(points)) == len(payload["deals"])


def test_parties_stand_where_python_put_them(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    expected = positions(payload["parties"], payload["deals"])
    on_page = page.ask("return moneyloop.network.getPositions()")
    assert {name: (p["x"], p["y"]) for name, p in on_page.items()} == expected


def test_names_do_not_overlap(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    labels = page.ask("moneyloop.network.redraw(); return moneyloop.labels()")
    assert len(labels["names"]) == 12
    boxes = labels["boxes"]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            apart_x = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
            assert apart_x or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]


def test_line_styles_tell_status_and_unknown_amounts(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    dashes = page.ask(
        "return Object.fromEntries(moneyloop.edges.get().map((e) => [e.id, e.dashes]))"
    )
    assert dashes["a-one-1"] is False
    assert dashes["b-two-up"] == [7, 5]
    assert dashes["two-f"] == [1.5, 4]
    assert dashes["f-two"] == [7, 4, 1.5, 4]


def test_a_loop_lights_exactly_its_deals(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    for loop in payload["loops"]:
        page.click(f"#loop-list button[data-rank='{loop['rank']}']")
        assert page.lit() == sorted(id for leg in loop["legs"] for id in leg["deals"])
    page.click("#loop-list button[data-rank='2']")
    assert "Chip E → Lab One → Neo C → Chip E" in page.text("#caption")
    assert page.text("#panel .leg.smallest").startswith("3. Neo C → Chip E")
    page.click("#loop-list button[data-rank='2']")
    assert page.ask("return moneyloop.state.selection") is None


def test_money_loops_come_first_and_unsized_ones_last(payload: Payload, show: Show) -> None:
    payload["loops"].insert(0, {**payload["loops"][1], "rank": 9, "kind": "trade", "size": 99.0})
    payload["loops"][0]["legs"] = [
        {**leg, "class": "purchase"} for leg in payload["loops"][0]["legs"]
    ]
    page = show(render_network(payload))
    ranks = page.ask("return [...document.querySelectorAll('.loop')].map((n) => n.dataset.rank)")
    assert ranks == ["1", "2", "3", "9", "4"]


def test_the_legend_filters(payload: Payload, drawn_ids: list[str], show: Show) -> None:
    page = show(render_network(payload))
    kinds = Counter(d["kind"] for d in payload["deals"] if d["id"] in drawn_ids)
    shown = dict(
        page.ask(
            "return [...document.querySelectorAll('input[data-filter=kind]')]"
            ".map((box) => [box.value, box.closest('label').querySelector('.count').innerText])"
            ".map(([kind, count]) => [kind, Number(count)])"
        )
    )
    assert shown == kinds
    page.click("input[data-filter=kind][value=equity]")
    assert not any(d["kind"] == "equity" for d in payload["deals"] if d["id"] in set(page.drawn()))
    assert page.text("#count-deals") == str(len(drawn_ids) - kinds["equity"])
    page.click("#filter-reset")
    assert page.drawn() == drawn_ids
    page.click("input[data-filter=reason][value=talks]")
    assert page.drawn() == sorted([*drawn_ids, "e-one-talks"])
    page.click("#filter-reset")
    page.click("#loops-only")
    assert page.drawn() == sorted(
        {id for x in payload["loops"] for g in x["legs"] for id in g["deals"]}
    )


def test_keys_step_ring_and_clear(payload: Payload, show: Show) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(payload))
    page.press("]")
    page.press("]")
    assert page.ask("return moneyloop.selectedLoop().rank") == 2
    page.press("r")
    visible = "return moneyloop.nodes.get({filter: (n) => !n.hidden}).map((n) => n.id).sort()"
    assert page.ask(visible) == ["Chip E", "Lab One", "Neo C"]
    assert page.drawn() == ["c-e-1", "c-e-2", "e-one", "one-c"]
    page.press("[")
    assert page.ask("return moneyloop.selectedLoop().rank") == 1
    page.press(Keys.ESCAPE)
    assert page.ask("return [moneyloop.state.selection, moneyloop.state.ring]") == [None, False]
    assert len(page.ask(visible)) == 12
    page.press("/")
    assert page.ask("return document.activeElement.id") == "search"
    page.press("lab tw", Keys.ENTER)
    assert page.ask("return moneyloop.state.selection.key") == "Lab Two"


def test_the_address_restores_what_was_lit(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    page.click("#loop-list button[data-rank='2']")
    loop = page.ask("return location.hash")
    assert page.open(loop).ask("return moneyloop.selectedLoop().rank") == 2
    assert page.open("#loop=3").ask("return moneyloop.selectedLoop().rank") == 3
    assert "Lab One" in page.open("#party=Lab+One").text("#panel h2")
    deal = page.open("#deal=b-two-up")
    assert deal.lit() == ["b-two-up"]
    assert deal.ask("return location.hash") == "#deal=b-two-up"
    assert page.open("#deal=no-such").ask("return moneyloop.state.selection") is None
    assert page.console() == []


def test_a_party_shows_its_intervals_deals_and_sources(payload: Payload, show: Show) -> None:
    page = show(render_network(payload), "#party=Cloud%20A")
    panel = page.text("#panel")
    for expected in ("$298.7bn", "$4 – 8 – 12bn", "100% of the period", "The Gazette"):
        assert expected in panel
    links = page.ask(
        "return [...document.querySelectorAll('#panel a')].map((a) => [a.href, a.target, a.rel])"
    )
    assert ["https://example.org/a-one-1", "_blank", "noopener noreferrer"] in links


def test_a_deal_shows_every_column(payload: Payload, show: Show) -> None:
    page = show(render_network(payload), "#deal=b-two-up")
    panel = page.text("#panel")
    for expected in ("up to $25bn", "milestones", "contingent", "Report on b-two-up", "line 9"):
        assert expected in panel


def test_the_table_sorts_with_the_unknown_last(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    amounts = (
        "return [...document.querySelectorAll('#deal-rows tr')]"
        ".map((row) => row.cells[3].dataset.value).filter((x) => x !== '').map(Number)"
    )
    last = "return [...document.querySelectorAll('#deal-rows tr')].at(-1).cells[3].dataset.value"
    head = "#deal-table th[data-type=number] button"
    page.click(head)
    assert page.ask(amounts) == sorted(page.ask(amounts), reverse=True)
    page.click(head)
    assert page.ask(amounts) == sorted(page.ask(amounts))
    assert page.ask(last) == ""


def test_csv_holds_every_deal_and_no_formula(payload: Payload, show: Show) -> None:
    payload["deals"][0]["note"] = '=cmd|"x"'
    payload["deals"][1]["note"] = "two\nlines, a comma"
    page = show(render_network(payload))
    rows = list(csv.DictReader(io.StringIO(page.ask("return moneyloop.csv()"), newline="")))
    assert [row["id"] for row in rows] == [deal["id"] for deal in payload["deals"]]
    assert rows[0]["note"] == '\'=cmd|"x"'
    assert rows[1]["note"] == "two\nlines, a comma"
    assert {row["drawn"] for row in rows if row["status"] == "talks"} == {"no"}
    width = page.ask("return moneyloop.png().width")
    assert width > 500


@pytest.mark.parametrize("address", ["", "#loop=1", "#party=Lab+One", "#deal=one-c"])
def test_a_phone_needs_no_sideways_scroll(payload: Payload, show: Show, address: str) -> None:
    page = show(render_network(payload))
    page.size(390, 844)
    page.open(address)
    assert page.ask("return document.documentElement.scrollWidth") <= 390
    top, bottom = page.ask(
        "const box = document.getElementById('stage').getBoundingClientRect();"
        "return [box.top, box.bottom]"
    )
    assert top < 844 / 2 < bottom


def test_hostile_text_is_only_text(payload: Payload, show: Show) -> None:
    bad = hostile(payload)
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
    payload: Payload, drawn_ids: list[str], show: Show
) -> None:
    for deal, name in zip(payload["deals"], ("__proto__", "constructor", "toString"), strict=False):
        payload = json.loads(json.dumps(payload).replace(f'"{deal["id"]}"', f'"{name}"'))
    payload = json.loads(json.dumps(payload).replace('"Lab One"', '"valueOf"'))
    page = show(render_network(payload), "#loop=1")
    assert page.console() == []
    assert len(page.lit()) == len(payload["loops"][0]["legs"]) + 4
    page.ask("moneyloop.select(null)")
    assert len(page.drawn()) == len(drawn_ids)


def test_an_empty_payload_still_opens(payload: Payload, show: Show) -> None:
    payload.update(parties=[], deals=[], loops=[], loops_count=0, rows=[], binding=[], left_out=[])
    page = show(render_network(payload))
    assert page.drawn() == []
    assert page.console() == []


def test_both_themes_colour_the_canvas(payload: Payload, show: Show) -> None:
    page = show(render_network(payload))
    light = page.ask("return moneyloop.edges.get('a-one-1').color.color")
    page.click("#theme-button")
    assert page.ask("return moneyloop.isDark()") is True
    assert page.ask("return moneyloop.edges.get('a-one-1').color.color") != light
    assert page.open("#theme=dark").ask("return moneyloop.isDark()") is True
