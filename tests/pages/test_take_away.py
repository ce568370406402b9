"""Take away: pictures, numbers, words, link and citation of a drawing, a panel, a map and a card.

The page is small and hostile, rendered by the templates that every page has. Files are read as the
browser saved them.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from browser import Page
from moneyloop import __version__
from moneyloop.pages import shell
from moneyloop.pages.charts import Table, svg
from moneyloop.pages.facts import page_facts

SVG = "{http://www.w3.org/2000/svg}"
LATIN, HEBREW = 'Lab <b>&"One"\u202e', "\u05de\u05e2\u05d1\u05d3\u05d4 \u05d0\u05d7\u05ea"
FORMULA = "=HYPERLINK(\"https://example.org\",'x')"
TITLE = f"At most $8.5bn of the sales of {LATIN} was its own money & {HEBREW}"
BASIS = "$bn, calendar 2025"
LIGHT, DARK = "rgb(184, 69, 12)", "rgb(255, 155, 82)"  # --own of base.css

ROWS = [
    [LATIN, "1,234.5", "-0.5", "6%", "plain"],
    [HEBREW, "0", "2025", "?", "two  words"],
    [FORMULA, "\u22122.5", "-$3.2bn", "007", "_x0041_"],
]
HEAD = [("Seller", False), ("Sales", True), ("Change", True), ("Share", True), ("Note", False)]

TEMPLATE = """{% extends "base.html.j2" %}
{% from "_drawing.html.j2" import drawing %}
{% block body %}
<body>
<main>
<h1>Take away</h1>
{% include "_stripes.html.j2" %}
<button type="button" class="save-card" data-take="card">Save picture</button>
{% for drawn in drawings %}{{ drawing(drawn, "h2") }}{% endfor %}
<section data-take-panel id="panel-lab">
  <h2><bdi>{{ name }}</bdi></h2>
  <p>{{ name }} sold $2bn in 2025.</p>
  <button type="button" class="take" aria-haspopup="menu" data-take="panel">Take away</button>
</section>
<button type="button" class="take" aria-haspopup="menu" data-take="map">Take away</button>
</main>
<template id="share-card">{{ card }}</template>
{% include "_facts.html.j2" %}
{% for script in scripts %}<script>{{ script }}</script>{% endfor %}
</body>
{% endblock %}
"""
READY = "document.documentElement.dataset.ready = 'yes';"


def drawn(key: str, count: int, *, tall: bool = False) -> svg.Drawing:
    """Bars by seller: solid, striped and dotted, with what a picture may not take along."""
    names = [LATIN, HEBREW, FORMULA, *(f"Seller {n}" for n in range(4, count + 1))][:count]
    lines = [
        Markup("").join(
            [
                svg.label(0, 30 * at + 24, name, "strong", most=24),
                svg.bar(240, 30 * at + 10, 60, 18, "own", name),
                svg.bar(300, 30 * at + 10, 200, 18, "own striped"),
                svg.bar(500, 30 * at + 10, 90, 18, "dotted any"),
                svg.label(700, 30 * at + 24, "0 to 8.5", "soft small", anchor="end"),
            ]
        )
        for at, name in enumerate(names)
    ]
    picture = svg.picture(720, 30 * count + 20, TITLE, *lines)
    narrow = svg.picture(360, 200, TITLE, svg.label(0, 20, "narrow")) if tall else None
    return svg.Drawing(key, TITLE, BASIS, picture, Table(HEAD, ROWS), narrow)


def facts() -> dict[str, str]:
    return page_facts(
        as_of="2026-10-09",
        case="paid and signed amounts",
        edition="second edition, November 2026, newest row 9 October 2026",
        data="bundled data",
        command="moneyloop report --year 2025",
    )


@cache
def html() -> str:
    own = svg.bar(0, 0, 600, 675, "own")
    striped = svg.bar(600, 0, 600, 675, "own striped")
    card = svg.picture(1200, 675, "At most 6 cents", own, striped)
    context = {
        "payload": {"title": "Take away"},
        "drawings": [drawn("sellers", 3, tall=True), drawn("many", 60)],
        "name": HEBREW,
        "card": card,
        "facts": facts(),
    }
    script = "".join(shell.asset(name) for name in shell.TAKE) + READY
    styles = ("base.css", "drawn.css", "take.css")
    page = shell._environment(styles, (script,), context).from_string(TEMPLATE)
    return str(page.render())


@pytest.fixture(scope="module")
def folder(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the browser saves what is taken."""
    made = tmp_path_factory.mktemp("taken")
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(made)}
    )
    return made


@pytest.fixture
def page(show: Callable[..., Page], folder: Path) -> Iterator[Page]:
    """The page in the light theme; it asks for nothing and has nothing to say."""
    for file in folder.iterdir():
        file.unlink()
    opened = show(html(), width=1100, height=800)
    opened.browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": "", "features": [{"name": "prefers-color-scheme", "value": "light"}]},
    )
    # What is copied is kept for the test, whatever the machine's clipboard is.
    opened.ask(
        "window.copied = null;"
        "navigator.clipboard.writeText = async (text) => { window.copied = text; };"
    )
    yield opened
    assert opened.ask("return window.hacked") is None
    assert opened.console() == []
    asked = opened.requests()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def choose(page: Page, key: str, item: str) -> str:
    """Open the menu of a button and choose what begins so; what the page then says."""
    page.click(f".take[data-take={key}]")
    page.ask(
        "[...document.querySelectorAll('[role=menuitem]')]"
        ".find((node) => node.textContent.startsWith(arguments[0])).click()",
        item,
    )
    return status(page)


def status(page: Page) -> str:
    """What the page says once it is done."""
    said = page.browser.execute_async_script(
        """
        const done = arguments[0];
        const until = performance.now() + 10_000;
        const look = () => {
          const { textContent } = document.querySelector(".take-status");
          if (textContent || performance.now() > until) return done(textContent);
          return setTimeout(look, 10);
        };
        setTimeout(look, 5);
        """
    )
    return str(said)


def saved(page: Page, folder: Path, key: str, item: str) -> bytes:
    """The file that an item of a menu saves, under the name that the page says."""
    said = choose(page, key, item)
    assert said.startswith("Saved moneyloop-"), said
    return arrived(page, folder / said.removeprefix("Saved "))


def arrived(page: Page, file: Path) -> bytes:
    for _ in range(500):
        if file.exists() and not list(file.parent.glob("*.crdownload")):
            return file.read_bytes()
        page.browser.execute_async_script("setTimeout(arguments[0], 10)")
    raise AssertionError(f"{file.name} did not arrive: {list(file.parent.iterdir())}")


def png_size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert png[12:16] == b"IHDR"
    return struct.unpack(">II", png[16:24])


def pixel(page: Page, png: bytes, x: int, y: int) -> list[int]:
    """The colour of a point of a picture, as the browser reads it."""
    found: list[int] = page.browser.execute_async_script(
        """
        const [data, x, y, done] = arguments;
        const image = new Image();
        image.onload = () => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.width, image.height];
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          done([...context.getImageData(x, y, 1, 1).data.slice(0, 3)]);
        };
        image.src = `data:image/png;base64,${data}`;
        """,
        base64.b64encode(png).decode(),
        x,
        y,
    )
    return found


def words(root: ET.Element) -> str:
    return " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))


# The menu -----------------------------------------------------------------------------------


def focused(page: Page) -> str:
    return str(page.ask("return document.activeElement.textContent.trim()"))


def is_open(page: Page) -> bool:
    return bool(page.ask("return document.querySelectorAll('[role=menu]').length"))


ALL = [
    *("Save picture PNG", "Save picture SVG", "Save numbers CSV", "Save numbers xlsx"),
    *("Copy words", "Copy link", "Copy citation text", "Copy citation BibTeX"),
]


def items(page: Page, key: str) -> list[str]:
    page.click(f".take[data-take={key}]")
    found = page.ask(
        "return [...document.querySelectorAll('[role=menuitem]')].map((n) => n.textContent.trim())"
    )
    page.click(f".take[data-take={key}]")
    return list(found)


def test_a_menu_offers_what_there_is(page: Page) -> None:
    assert items(page, "sellers") == ALL
    assert items(page, "panel") == ALL[4:]
    assert not is_open(page)


def test_the_menu_by_keyboard(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    page.ask("document.querySelector('[data-take=sellers]').focus()")
    for key in (Keys.ENTER, Keys.SPACE, Keys.ARROW_DOWN):
        page.press(key)
        assert focused(page) == ALL[0], key
        assert page.ask("return document.querySelector('[data-take=sellers]').ariaExpanded")
        page.press(Keys.ESCAPE)
        assert focused(page) == "Take away"
        assert not is_open(page)
    page.press(Keys.ARROW_UP)
    assert focused(page) == ALL[-1]
    page.press(Keys.ARROW_DOWN)
    assert focused(page) == ALL[0]
    page.press(Keys.ARROW_UP, Keys.ARROW_UP)
    assert focused(page) == ALL[-2]
    page.press(Keys.HOME)
    assert focused(page) == ALL[0]
    page.press(Keys.END)
    assert focused(page) == ALL[-1]
    page.press(Keys.TAB)
    assert not is_open(page)
    assert page.ask("return document.activeElement.closest('[id]').id") == "drawing-many"


def test_the_menu_by_mouse(page: Page) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    button = page.browser.find_element("css selector", "[data-take=sellers]")
    page.ask("arguments[0].scrollIntoView({block: 'center'})", button)
    ActionChains(page.browser).click(button).perform()
    assert is_open(page)
    heights, inside = page.ask(
        "const all = [...document.querySelectorAll('[role=menuitem]')]"
        "  .map((node) => node.getBoundingClientRect());"
        "return [all.map((box) => box.height), all.every((box) => box.left >= 0 && box.top >= 0"
        "  && box.right <= innerWidth && box.bottom <= innerHeight)]"
    )
    assert min(heights) >= 36
    assert inside
    ActionChains(page.browser).move_by_offset(-400, 0).click().perform()
    assert not is_open(page)
    ActionChains(page.browser).click(button).click(button).perform()
    assert not is_open(page)


def test_the_menu_is_a_sheet_on_a_phone(page: Page) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    page.size(390, 844)
    # The news of the new size, which closes a menu, comes a frame later.
    page.browser.execute_async_script(
        "const done = arguments[0];requestAnimationFrame(() => requestAnimationFrame(() => done()))"
    )
    page.click(".take[data-take=sellers]")
    box = page.ask(
        "const box = document.querySelector('[role=menu]').getBoundingClientRect();"
        "return [box.left, box.width, box.bottom]"
    )
    assert box == [0, 390, 844]
    # A finger beside it closes it, and touches nothing below.
    button = page.browser.find_element("css selector", ".save-card")
    ActionChains(page.browser).click(button).perform()
    assert not is_open(page)
    assert page.text(".take-status") == ""
    ActionChains(page.browser).click(button).perform()
    assert status(page).startswith("Saved moneyloop-card")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, theme: str, axe: str) -> None:
    page.ask("document.documentElement.dataset.theme = arguments[0]", theme)
    page.ask(axe)
    page.click(".take[data-take=sellers]")
    found = page.browser.execute_async_script(
        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) =>"
        " arguments[0](violations.filter((rule) => ['serious', 'critical'].includes(rule.impact))"
        "   .map((rule) => `${rule.id} ${rule.nodes.map((node) => node.target)}`)))"
    )
    assert found == []


# Pictures -----------------------------------------------------------------------------------


def test_the_png_is_1200_by_675_in_every_theme(page: Page, folder: Path) -> None:
    light = saved(page, folder, "sellers", "Save picture PNG")
    assert [file.name for file in folder.iterdir()] == ["moneyloop-sellers-9-october-2026.png"]
    assert png_size(light) == (1200, 675)
    (folder / "moneyloop-sellers-9-october-2026.png").unlink()
    page.ask("document.documentElement.dataset.theme = 'dark'")
    assert saved(page, folder, "sellers", "Save picture PNG") == light
    # On a phone, where the page shows the narrow picture, the file has the wide one.
    (folder / "moneyloop-sellers-9-october-2026.png").unlink()
    page.size(390, 844)
    assert saved(page, folder, "sellers", "Save picture PNG") == light
    assert pixel(page, light, 2, 2) == [250, 249, 246]


def test_the_svg_stands_alone(page: Page, folder: Path) -> None:
    page.ask("document.documentElement.dataset.theme = 'dark'")
    text = saved(page, folder, "sellers", "Save picture SVG").decode("utf-8")
    root = ET.fromstring(text)
    assert (root.get("width"), root.get("height")) == ("1200", "675")
    assert root.get("viewBox") == "0 0 1200 675"
    seen = words(root)
    for part in ("At most $8.5bn", "<b>", HEBREW.split()[0], "$bn, calendar 2025, paid and signed"):
        assert part in seen
    assert "Solid: estimate. Striped: possible. Dotted: amount not public." in seen
    for part in ("A loop is not proof of intent", "Source: moneyloop, from filings", __version__):
        assert part in seen
    assert "newest row 9 October 2026" in seen
    assert "as of 9 October 2026" in seen
    assert (root.findtext(f"{SVG}title") or "").startswith("At most $8.5bn")
    about = root.findtext(f"{SVG}desc") or ""
    assert "calendar 2025" in about
    assert "Source: moneyloop" in about
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "pattern", "rect", "line", "g", "text"}
    # Looks are attributes, nothing leads out, and marks that turn the direction are gone.
    names = {name for node in root.iter() for name in node.attrib}
    assert not names & {"class", "style", "onclick", "href"}
    assert "example.org/\x22" not in text
    assert "var(" not in text
    assert "color(" not in text
    assert "\u202e" not in (root.findtext(f"{SVG}title") or "")
    fills = [node.get("fill") for node in root.iter(f"{SVG}rect")]
    assert LIGHT in fills
    assert DARK not in text
    assert fills.count("url(#stripes-own)") == 3
    (pattern,) = root.iter(f"{SVG}pattern")
    assert pattern.get("id") == "stripes-own"
    assert {node.get("stroke") for node in pattern.iter(f"{SVG}line")} == {LIGHT}
    assert {node.get("stroke-dasharray") for node in root.iter(f"{SVG}rect")} >= {"1.5, 2.5"}
    anchors = [n.get("text-anchor") for n in root.iter(f"{SVG}text") if n.text == "0 to 8.5"]
    assert anchors == ["end"] * 3
    # The page is as it was.
    assert page.ask("return document.querySelectorAll('.take-stage').length") == 0


def test_a_very_tall_drawing_gets_a_taller_picture_that_can_be_read(
    page: Page, folder: Path
) -> None:
    width, height = png_size(saved(page, folder, "many", "Save picture PNG"))
    assert width == 1200
    assert height > 1800
    root = ET.fromstring(saved(page, folder, "many", "Save picture SVG"))
    scale = min(
        float(match[1])
        for node in root.iter(f"{SVG}g")
        if (match := re.search(r"scale\(([\d.]+)\)", node.get("transform") or ""))
    )
    sizes = [float(node.get("font-size") or 13) for node in root.iter(f"{SVG}text")]
    assert min(sizes) * scale >= 9
    assert "Seller 60" in words(root)


def test_the_card_is_saved_as_it_stands(page: Page, folder: Path) -> None:
    page.ask("document.documentElement.dataset.theme = 'dark'")
    page.click(".save-card")
    assert status(page) == "Saved moneyloop-card-9-october-2026.png"
    png = arrived(page, folder / "moneyloop-card-9-october-2026.png")
    assert png_size(png) == (1200, 675)
    assert pixel(page, png, 300, 300) == [184, 69, 12]
    striped = {tuple(pixel(page, png, x, 300)) for x in range(700, 712)}
    assert len(striped) > 2


# Numbers ------------------------------------------------------------------------------------


def test_the_csv_is_a_clean_table_without_formulas(page: Page, folder: Path) -> None:
    data = saved(page, folder, "sellers", "Save numbers CSV")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 4
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == [label for label, _ in HEAD]
    assert rows[1] == [LATIN, "1234.5", "-0.5", "6%", "plain"]
    assert rows[2] == [HEBREW, "0", "2025", "?", "two words"]
    assert rows[3] == [f"'{FORMULA}", "-2.5", "-$3.2bn", "007", "_x0041_"]


def test_the_workbook_has_numbers_and_what_they_are(page: Page, folder: Path) -> None:
    data = saved(page, folder, "sellers", "Save numbers xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        parts = {name: ET.fromstring(book.read(name)) for name in book.namelist()}
    assert next(iter(parts)) == "[Content_Types].xml"
    sheet = parts["xl/worksheets/sheet1.xml"]
    tags = {node.tag.rpartition("}")[2] for node in sheet.iter()}
    assert "f" not in tags
    assert [n.get("state") for n in sheet.iter() if n.tag.endswith("}pane")] == ["frozen"]

    book_of = pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="calamine")
    assert list(book_of) == ["Numbers", "About"]
    numbers = book_of["Numbers"].to_numpy().tolist()
    assert numbers[0] == [label for label, _ in HEAD]
    assert numbers[1] == [LATIN, 1234.5, -0.5, "6%", "plain"]
    assert numbers[2][:4] == [HEBREW, 0, 2025, "?"]
    assert numbers[3][:4] == [FORMULA, -2.5, "-$3.2bn", "007"]
    about = dict(book_of["About"].to_numpy().tolist())
    expected = facts()
    assert about["Edition"] == expected["edition"]
    assert about["Citation"] == expected["cite"]
    assert about["Command"] == "moneyloop report --year 2025"
    assert about["Source"] == expected["source"]
    assert about["As of"] == "9 October 2026"
    assert about["Basis"] == "$bn, calendar 2025, paid and signed amounts"


# Words, link, citation ----------------------------------------------------------------------


def test_the_words_stay_true_alone(page: Page) -> None:
    assert choose(page, "sellers", "Copy words") == "Copied the words"
    text = page.ask("return window.copied")
    plain = TITLE.replace("\u202e", "")
    assert text == (
        f"{plain}. Basis: $bn, calendar 2025, paid and signed amounts. As of 9 October 2026. "
        "Own money back: invested in a customer, and returned as a sale (a lap). "
        "A loop is not proof of intent. Command: moneyloop report --year 2025. "
        f"Cite: {facts()['cite']}"
    )
    choose(page, "panel", "Copy words")
    assert page.ask("return window.copied").startswith(f"{HEBREW} sold $2bn in 2025. Basis: paid")


def test_the_link_of_a_file_is_its_last_part(page: Page) -> None:
    said = choose(page, "sellers", "Copy link")
    assert said.startswith("Copied #drawing-sellers: ")
    assert page.ask("return window.copied") == "#drawing-sellers"
    choose(page, "panel", "Copy link")
    assert page.ask("return window.copied") == "#panel-lab"
    # What a panel shows may hang on the address of the page.
    page.ask("location.hash = '#deal=a-1'")
    choose(page, "panel", "Copy link")
    assert page.ask("return window.copied") == "#deal=a-1"


def test_the_citation_as_text_and_as_bibtex(page: Page) -> None:
    choose(page, "sellers", "Copy citation text")
    assert page.ask("return window.copied") == facts()["cite"]
    choose(page, "sellers", "Copy citation BibTeX")
    assert page.ask("return window.copied") == facts()["bibtex"]


def test_a_page_without_a_clipboard_copies_the_old_way(page: Page) -> None:
    page.ask(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
        "document.execCommand = (name) => {"
        "  const { value, selectionStart, selectionEnd } = document.activeElement;"
        "  window.copied = [name, value.slice(selectionStart, selectionEnd)]; return true; };"
    )
    assert choose(page, "sellers", "Copy citation text") == "Copied the citation"
    assert page.ask("return window.copied") == ["copy", facts()["cite"]]
    assert page.ask("return document.activeElement.dataset.take") == "sellers"
    page.ask("document.execCommand = () => false")
    said = choose(page, "sellers", "Copy citation text")
    assert said == "That did not work: the browser does not let this page copy"


# What a page hands over ---------------------------------------------------------------------

MAP = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" viewBox="0 0 400 300">'
    '<title>map</title><rect width="40" height="30" fill="#123456"/>'
    '<script>window.hacked = 1</script><image href="https://example.org/x.png"/>'
    '<a href="https://example.org/"><text x="9" y="40" fill="#123456">Lab</text></a></svg>'
)


def test_a_map_hands_over_its_drawing_and_rows(page: Page, folder: Path) -> None:
    page.ask(
        "moneyloop.takes = {map: {title: () => 'The loop', basis: () => '2025',"
        " words: () => 'At most $2bn went round', picture: async () => arguments[0],"
        " rows: () => [['id', 'amount'], ['=1', 2.5], ['b', null]], link: () => '#loop=1'}}",
        MAP,
    )
    assert items(page, "map") == ALL
    root = ET.fromstring(saved(page, folder, "map", "Save picture SVG"))
    assert "The loop" in words(root)
    assert "Lab" in words(root)
    assert "example.org" not in ET.tostring(root, "unicode")
    assert not [node for node in root.iter() if node.tag in (f"{SVG}script", f"{SVG}image")]
    # Nothing is seen outside the map.
    assert [node.get("clip-path") for node in root.iter(f"{SVG}g")].count("url(#take-frame)") == 1
    assert png_size(saved(page, folder, "map", "Save picture PNG")) == (1200, 675)
    rows = saved(page, folder, "map", "Save numbers CSV").decode("utf-8-sig")
    assert rows == "id,amount\r\n'=1,2.5\r\nb,\r\n"
    choose(page, "map", "Copy link")
    assert page.ask("return window.copied") == "#loop=1"
    page.ask("moneyloop.takes.map.picture = () => '<p/>'")
    assert choose(page, "map", "Save picture SVG") == (
        "That did not work: the picture cannot be read"
    )


# The facts of a page ------------------------------------------------------------------------


def test_the_facts_of_the_data_of_an_edition() -> None:
    found = facts()
    assert (found["product"], found["version"]) == ("moneyloop", __version__)
    assert found["as_of"] == "9 October 2026"
    assert found["source"] == "Source: moneyloop, from filings, company statements and press."
    assert found["cite"] == (
        f"The moneyloop authors (2026): moneyloop, version {__version__}. "
        "Data: second edition, November 2026, newest row 9 October 2026."
    )
    assert found["bibtex"].startswith("@misc{moneyloop2026,\n  author = {{The moneyloop authors}},")
    assert "  year = {2026},\n" in found["bibtex"]


def test_the_facts_of_a_reader_s_own_data() -> None:
    found = page_facts(
        as_of=None, case="payments", edition="", data="R&D_50%.csv", command="moneyloop report x"
    )
    assert found["source"] == "Source: moneyloop, from R&D_50%.csv."
    assert found["cite"] == (
        f"The moneyloop authors: moneyloop, version {__version__}. Data: R&D_50%.csv."
    )
    assert r"note = {Data: R\&D\_50\%.csv}" in found["bibtex"]
    assert "year" not in found["bibtex"]
    assert found["edition"] == found["as_of"] == ""


def test_the_facts_agree_with_the_citation_file() -> None:
    text = (Path(__file__).parents[2] / "CITATION.cff").read_text("utf-8")
    assert f"- name: {facts()['cite'].partition(' (')[0]}\n" in text
    assert f"\ntitle: {facts()['product']}\n" in text
    assert f"\nversion: {facts()['version']}\n" in text


def test_the_facts_are_data_and_never_markup() -> None:
    bad = "</script><script>window.hacked = 1</script>"
    made = {**facts(), "edition": bad}
    page = shell._environment((), (), {"facts": made}).from_string("{% include '_facts.html.j2' %}")
    text = page.render()
    assert text.count("</script>") == 1
    assert json.loads(text.partition(">")[2].partition("</script>")[0])["edition"] == bad
