"""An arrow that is chosen opens into its deals: parallel curves, each of which can be chosen."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from browser import Page
from moneyloop.pages.network import render_network

Payload = dict[str, Any]
Visit = Callable[..., Page]
Show = Callable[..., Page]

MICROSOFT = "purchase:OpenAI>Microsoft"  # with paid deals and parts of them, in the first period
GOOGLE = "purchase:Anthropic>Google"  # with two amounts that are not public
ZOOMS = (1, 1.6, 2.7)
CHOSEN = "const { selection: it } = moneyloop.state; return it && `${it.type} ${it.key}`"
# The curves of the arrow that is open: {type, key, ids, amount, open, role, width, strength}.
CURVES = """
return moneyloop.fan()?.curves.map(({ type, key, ids, amount, open, role, width, strength }) =>
  ({ type, key, ids, amount, open, role, width, strength })) ?? [];
"""
# Each arrow with several deals, with the names of its curves.
ALL_OPEN = """
return Object.fromEntries(moneyloop.edges.getIds().map((id) => {
  moneyloop.select("arrow", id);
  return [id, moneyloop.fan()?.curves.map(({ type, key }) => [type, key]) ?? []];
}).filter(([, curves]) => curves.length));
"""
# A press is read and taken back in its own task: drawing the panel of each deal takes long.
BEGIN = """
const done = arguments[0];
window.addEventListener("click", () => {
  const { selection: it } = moneyloop.state;
  window.chosen = it && `${it.type} ${it.key}`;
  moneyloop.select("arrow", window.opened);
});
requestAnimationFrame(() => requestAnimationFrame(() => done()));
"""
# The arrow is open, the middle of one of its curves on the screen: where it is.
SHOW = """
const [id, name, zoom] = arguments;
window.chosen = "nothing was pressed";
window.opened = id;
if (moneyloop.opened()?.id !== id) moneyloop.select("arrow", id);
moneyloop.fit(false);
const { middle } = moneyloop.drawnLines().get(name);
const scale = moneyloop.fitted().scale * zoom;
if (zoom > 1) moneyloop.network.moveTo({ position: middle, scale });
moneyloop.network.redraw();
const { x, y } = moneyloop.network.canvasToDOM(middle);
const { left, top } = document.getElementById("stage").getBoundingClientRect();
return { x: left + x, y: top + y };
"""
SIZE = {"width": 965, "height": 640}  # small, with room for a wide map beside the panel


def settle(page: Page) -> None:
    """Until a panel that opened has made the map smaller."""
    page.browser.execute_async_script(
        "requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))"
    )


def missed(page: Page, press: Callable[[float, float], None], zoom: float) -> dict[str, Any]:
    """The curves that a press on their middle does not open, with what it opens instead."""
    arrows, wrong = page.ask(ALL_OPEN), {}
    assert len(arrows) > 20
    page.browser.execute_async_script(BEGIN)
    for name, curves in arrows.items():
        for kind, key in curves:
            at = page.ask(SHOW, name, f"{kind}:{key}", zoom)
            press(at["x"], at["y"])
            chosen = page.ask("return window.chosen")
            if chosen != f"deal {key}":
                wrong[f"{name} {key}"] = chosen
    return wrong


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_click_on_the_middle_of_a_curve_opens_its_deal(visit: Visit, zoom: float) -> None:
    page = visit("network", **SIZE)
    assert missed(page, page.click_at, zoom) == {}
    assert page.console() == []


@pytest.mark.parametrize("zoom", ZOOMS)
def test_so_does_a_finger(visit: Visit, zoom: float) -> None:
    page = visit("network", **SIZE)
    page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        assert missed(page, page.tap_at, zoom) == {}
    finally:
        page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


PLACES = ["#loop=none", "#year=whole", "#all=1&year=whole", "#year=2025&case=headline"]


@pytest.mark.parametrize("address", PLACES)
@pytest.mark.parametrize("width", [1440, 390])
def test_each_middle_on_other_maps_is_its_own(visit: Visit, address: str, width: int) -> None:
    page = visit("network", address, width=width, height=844)
    if width == 390:
        page.click("#map-button")
    opened, wrong = page.ask(
        """
        const wrong = {};
        let opened = 0;
        for (const id of moneyloop.edges.getIds()) {
          moneyloop.select("arrow", id);
          for (const { name, type, key } of moneyloop.fan()?.curves ?? []) {
            opened += 1;
            const { middle } = moneyloop.drawnLines().get(name);
            const found = moneyloop.hit(moneyloop.network.canvasToDOM(middle));
            if (found?.type !== type || found.key !== key) wrong[`${id} ${name}`] = found;
          }
        }
        return [opened, wrong];
        """
    )
    assert opened > 25
    assert wrong == {}


@pytest.mark.parametrize("address", PLACES)
def test_curves_do_not_lie_over_one_another(visit: Visit, address: str) -> None:
    """Over the middle half of their way; towards the boxes they come together."""
    page = visit("network", address, width=1440)
    closest = page.ask(
        """
        let closest = Infinity;
        for (const id of moneyloop.edges.getIds()) {
          moneyloop.select("arrow", id);
          const curves = moneyloop.fan()?.curves ?? [];
          for (let at = 1; at < curves.length; at += 1) {
            const [a, b] = [curves[at - 1], curves[at]];
            const quarter = Math.floor(a.line.length / 4);
            for (const p of a.line.slice(quarter, -quarter)) {
              const apart = Math.min(...b.line.map((q) => Math.hypot(p.x - q.x, p.y - q.y)));
              const free = apart - (a.width + b.width) / 2;
              closest = Math.min(closest, free * moneyloop.fitted().scale);
            }
          }
        }
        return closest;
        """
    )
    assert 2 < closest < 100  # pixels of the map between them


def test_a_curve_is_as_wide_as_its_own_dollars(visit: Visit) -> None:
    page = visit("network", "#year=whole", width=1440)
    for name in page.ask(ALL_OPEN):
        page.ask("moneyloop.select('arrow', arguments[0])", name)
        curves = page.ask(CURVES)
        ids, amount = page.ask(
            "const { ids, amount } = moneyloop.drawnArrows().get(arguments[0]);"
            "return [ids, amount]",
            name,
        )
        assert sorted(i for curve in curves for i in curve["ids"]) == sorted(ids)
        assert sum(curve["amount"] or 0 for curve in curves) == pytest.approx(amount or 0)
        least = page.ask("return 1.5 / moneyloop.fitted().scale")
        widest = page.ask("return moneyloop.widestFirst()[0].amount")
        for curve in curves:
            width = 22 * (curve["amount"] or 0) / widest
            assert curve["width"] == pytest.approx(max(least, 1, width)), curve


def test_the_one_arrow_is_back_when_the_choice_ends(visit: Visit) -> None:
    page = visit("network", f"#arrow={MICROSOFT}")
    hidden = "return moneyloop.edges.get({ filter: (e) => e.hidden }).map(({ id }) => id)"
    assert page.ask(hidden) == [MICROSOFT]
    assert len(page.ask(CURVES)) == 5
    assert MICROSOFT not in page.ask("return [...moneyloop.drawnLines().keys()]")
    page.ask("moneyloop.select('arrow', 'purchase:Oracle>Nvidia')")  # of one deal
    assert page.ask(hidden) == page.ask(CURVES) == []
    page.ask("moneyloop.select('arrow', arguments[0])", MICROSOFT)
    page.ask("moneyloop.select(null)")
    assert page.ask(hidden) == page.ask(CURVES) == []
    assert MICROSOFT in page.ask("return [...moneyloop.drawnLines().keys()]")


def test_what_is_not_public_is_dotted(visit: Visit) -> None:
    page = visit("network", f"#arrow={GOOGLE}", width=1440)
    curves = page.ask(CURVES)
    assert [curve["open"] for curve in curves] == [False, False, True, True]
    assert [curve["role"] for curve in curves] == ["buys"] * 4
    texts = page.ask("return moneyloop.notes().map(({ text }) => text)")
    assert texts == ["3.8", "0.73", "not public", "not public"]
    # In the picture that is saved, of all that is as strong as what is chosen.
    root = ET.fromstring(page.ask("return moneyloop.takes.map.picture()"))
    full = page.ask("return moneyloop.faded('--buys', 1)").replace(" ", "")
    strong = [node for node in root.iter() if node.get("stroke", "").replace(" ", "") == full]
    dashes = [node.get("stroke-dasharray") for node in strong if node.get("fill") == "none"]
    # The last is the line of "buys" in the key below the map.
    assert [bool(dash) for dash in dashes] == [False, False, True, True, False]
    assert dashes[2] == dashes[3]
    first, second = map(float, str(dashes[2]).replace(",", " ").split())
    assert second / first == pytest.approx(4 / 1.5, rel=0.01)


def test_what_is_in_no_sum_is_grey(visit: Visit) -> None:
    page = visit("network", f"#arrow={MICROSOFT}", width=1440)
    curves = page.ask(CURVES)
    assert [curve["key"] for curve in curves[2:]] == [
        "openai-msft-share-cap",  # not public, and depends on a condition
        "openai-msft-2025-inference",  # parts of another deal
        "openai-msft-share-2025",
    ]
    colours = page.ask("return moneyloop.fan().curves.map(({ colour }) => colour)")
    assert colours == ["--buys", "--buys", *["--returns"] * 3]
    dashes = page.ask("return moneyloop.fan().curves.map(moneyloop.dashes)")
    assert dashes == [False, False, [1.5, 4], [7, 5], [7, 5]]
    assert "dashed: not in the sum" in page.text("#panel")


def test_the_address_restores_an_open_deal(visit: Visit) -> None:
    page = visit("network", "#deal=openai-msft-2025")
    chosen = {curve["key"]: curve["strength"] for curve in page.ask(CURVES)}
    assert len(chosen) == 5
    assert chosen.pop("openai-msft-2025") == 1
    assert set(chosen.values()) == {0.45}
    assert "openai-msft-2025" in page.text("#panel")
    back = "[...document.querySelectorAll('#panel .party-link')].find((n) => n.textContent === "
    page.ask(f"{back}'One of 5 deals of this arrow').click()")
    assert page.ask(CHOSEN) == f"arrow {MICROSOFT}"
    assert page.ask("return decodeURIComponent(location.hash)") == f"#arrow={MICROSOFT}"


def test_keys_walk_the_deals_of_an_arrow(visit: Visit) -> None:
    page = visit("network", f"#arrow={MICROSOFT}")
    order = [f"deal {curve['key']}" for curve in page.ask(CURVES)]
    walked = []
    for _ in range(6):
        page.press("d")
        walked.append(page.ask(CHOSEN))
    assert walked == [*order, order[0]]
    page.press("D")
    assert page.ask(CHOSEN) == order[-1]
    page.ask("moneyloop.select(null)")
    page.press("d")
    assert page.ask(CHOSEN) is None


def test_a_pointer_over_a_curve_shows_its_deal(visit: Visit) -> None:
    page = visit("network", **SIZE)
    name = "deal:openai-msft-2025"
    page.ask("moneyloop.select('arrow', arguments[0])", MICROSOFT)
    settle(page)
    at = page.ask(SHOW, MICROSOFT, name, 2.7)
    page.browser.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", **at})
    tip = page.text("#tip")
    assert "$8.7bn" in tip
    assert "Compute, paid, openai-msft-2025, in the year to June 2026" in tip


def test_on_a_phone_it_opens_above_the_sheet(visit: Visit) -> None:
    page = visit("network", width=390, height=844)
    page.click("#map-button")
    for name in page.ask(ALL_OPEN):
        page.ask("moneyloop.select(null)")
        at, sheet = page.browser.execute_async_script(
            """
            const [id, done] = arguments;
            moneyloop.select("arrow", id);
            setTimeout(() => {
              const { line } = moneyloop.fan().curves[0];
              const { y } = moneyloop.network.canvasToDOM(line[Math.floor(line.length / 2)]);
              const { top } = document.getElementById("stage").getBoundingClientRect();
              done([top + y, document.getElementById("details").getBoundingClientRect().top]);
            }, 60);
            """,
            name,
        )
        assert 0 < at < sheet, name


# Very many deals ----------------------------------------------------------------------------------


@pytest.fixture
def thirty(atlas: Payload) -> Payload:
    """The hand-made network with 30 deals from Neo C to Site D, of 1 to 30, two not public."""
    first = next(deal for deal in atlas["deals"] if deal["id"] == "c-d")
    for at in range(1, 31):
        name = f"many-{at:02d}"
        open_ = at in (7, 8)
        atlas["deals"].append(copy.deepcopy(first) | {"id": name, "amount_usd_bn": float(at)})
        for case in atlas["cases"].values():
            sums = {"reason": None, "whole": float(at), "years": {"2025": float(at)}, "open": ""}
            if open_:
                sums = {"reason": "unknown amount", "whole": None, "years": {}, "open": "undated"}
            case["deals"][name] = sums
    atlas["deals"] = [deal for deal in atlas["deals"] if deal["id"] != "c-d"]
    return atlas


def test_the_rest_of_many_deals_is_one_curve_that_says_so(thirty: Payload, show: Show) -> None:
    page = show(render_network(thirty), "#arrow=purchase:Neo C>Site D")
    curves = page.ask(CURVES)
    assert [curve["key"] for curve in curves[:-1]] == [f"many-{at}" for at in range(30, 22, -1)]
    rest = curves[-1]
    assert (rest["type"], len(rest["ids"])) == ("rest", 22)
    assert rest["amount"] == sum(range(1, 23)) - 7 - 8
    assert rest["open"] is True
    assert "The 22 smallest of the 30 are one curve." in page.text("#panel")
    assert "22 deals that are one curve" in page.text("#panel")
    listed = "return document.querySelectorAll('#panel .deal-open').length"
    assert page.ask(listed) == 30
    label = "return moneyloop.notes().map(({ text }) => text).at(-1)"
    assert page.ask(label) == "238 (22)"


def test_a_click_on_the_rest_shows_its_list(thirty: Payload, show: Show) -> None:
    name = "purchase:Neo C>Site D"
    page = show(render_network(thirty), f"#arrow={name}")
    settle(page)
    at = page.ask(SHOW, name, f"rest:{name}", 1.6)
    page.browser.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", **at})
    assert "22 more deals, together" in page.text("#tip")
    page.click_at(at["x"], at["y"])
    assert page.ask(CHOSEN) == f"arrow {name}"
    assert page.ask("return document.activeElement.textContent") == "22 deals that are one curve"


def test_the_chosen_deal_always_has_a_curve_of_its_own(thirty: Payload, show: Show) -> None:
    page = show(render_network(thirty), "#deal=many-01")
    curves = page.ask(CURVES)
    keys = [curve["key"] for curve in curves]
    assert keys == [*(f"many-{at}" for at in range(30, 23, -1)), "many-01", "purchase:Neo C>Site D"]
    assert "many-23" in curves[-1]["ids"]
    assert len(curves[-1]["ids"]) == 22
    seen = [page.ask(CHOSEN)]
    for _ in range(29):
        page.press("d")
        seen.append(page.ask(CHOSEN))
    assert len(set(seen)) == 30


def test_a_chosen_deal_that_a_filter_hides_is_drawn_beside_the_others(
    atlas: Payload, show: Show
) -> None:
    page = show(render_network(atlas), "#deal=a-one-old")  # replaced by a later deal
    curves = page.ask(CURVES)
    assert [curve["key"] for curve in curves] == ["a-one-1", "a-one-2", "a-one-3", "a-one-old"]
    assert (curves[-1]["role"], curves[-1]["amount"]) == ("aside", None)
