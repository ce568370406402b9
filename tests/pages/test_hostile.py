"""Hostile files, read from disk by the command line: text is text everywhere, and nothing runs."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import Page

Read = Callable[..., Any]

COMMANDS = {"network": "view", "report": "report"}
PAGES = tuple(COMMANDS)
HOME = "<img src=x onerror='window.hacked=1'>{{7*7}}"

# Each is a party, and stands in every column of text in turn.
BAD = (
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "{{7*7}}${7*7}#{7*7}",
    "{% raw %}{# %} {{ self }}",
    "line\u2028separator\u2029end",
    "\u202eright to left\u2066 mark",
    "L" * 10_000,
    '=HYPERLINK("https://example.org","pay")',
    "'\"><svg onload='window.hacked = 1'>",
    "<a href='javascript:window.hacked=1'>link</a>",
    "<a href='https://example.org/plain'>plain</a>",
    "<b>bold</b> &amp; <i>it</i> <br>",
    "bell\x07 escape\x1b[31m delete\x7f one\x01",
    "+1+1",
    "-2+3|cmd",
    "@SUM(1)",
    "\ufeff=1+1",
    "%{customdata}<extra>x</extra>%{x}",
    "<!-- <script>",
    "]]></style>",
    "two\nlines\tand\rreturns",
    "__proto__",
    "constructor",
    "toString",
    "$&$1$`",
)

ADDRESSES = (
    "javascript:window.hacked=1",
    "JaVaScRiPt:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    "https://example.org/?q='\"><img src=x onerror='window.hacked=1'>",
    "vbscript:x",
    "//example.org/no-scheme",
    "http://[",
    "https://example.org/\u202ereversed",
    "file:///etc/passwd",
    "https://example.org/fine",
)

DEALS = [
    *("id", "payer", "payee", "kind", "amount_usd_bn", "start", "end", "status", "evidence"),
    *("part_of", "replaces", "condition", "assumed", "source", "outlet", "url", "note"),
]


def bad(place: int) -> str:
    return BAD[place % len(BAD)]


def deals() -> Iterator[dict[str, str]]:
    """Neighbours invest in each other and buy from each other, so that many loops close."""
    for at, name in enumerate(BAD):
        follower = bad(at + 1)
        texts = {
            "condition": bad(at + 2),
            "source": bad(at + 3),
            "outlet": bad(at + 4) if at % 3 else "",
            "url": ADDRESSES[at % len(ADDRESSES)],
            "note": bad(at + 5),
            "evidence": "leaked",
            "status": "paid",
            "start": "2025-01-01",
            "end": "2025-12-31",
        }
        yield texts | {
            "id": f"{name} {at}" if at % 2 else name,
            "payer": name,
            "payee": follower,
            "kind": "equity",
            "amount_usd_bn": str(1 + at),
        }
        yield texts | {
            "id": f"back {at} {bad(at + 7)[:40]}",
            "payer": follower,
            "payee": name,
            "kind": "compute",
            "amount_usd_bn": str(2 + at) if at % 5 else "",
            "status": "contingent" if at % 5 == 0 else "paid",
            "part_of": "",
        }
    yield {
        "id": "talks",
        "payer": bad(0),
        "payee": bad(4),
        "kind": "debt",
        "status": "talks",
        "condition": bad(1),
        "note": bad(2),
    }


def table(header: list[str], rows: list[dict[str, str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, header, restval="", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@pytest.fixture(scope="module")
def folder(made_once: Callable[..., Path]) -> Path:
    """The data package; the folder's own name is hostile too, and stands on the pages."""
    return made_once("hostile", write) / HOME


def write(into: Path) -> None:
    home = into / HOME
    home.mkdir()
    kinds = ("lab", "hyperscaler", "neocloud", "chipmaker", "datacenter", "investor")
    parties = [
        {
            "name": name,
            "kind": kinds[at % len(kinds)],
            "boundary": "inside",
            "segment": bad(at + 2),
            "aliases": f"alias {at} {bad(at + 3)[:60].replace(';', ',')}",
            "note": bad(at + 4),
        }
        for at, name in enumerate(BAD)
    ]
    figures = [
        {
            "party": name,
            "metric": "revenue",
            "segment": segment,
            "start": "2025-01-01",
            "end": "2025-12-31",
            "amount": str(100 + at),
            "unit": "usd_bn",
            "source": bad(at + 1),
            "outlet": bad(at + 2),
            "url": ADDRESSES[at % len(ADDRESSES)],
            "note": bad(at + 3),
        }
        for at, name in enumerate(BAD)
        for segment in ("total", bad(at + 2))
    ]
    # What the sections on the labs and on the sector's question read, of the same parties.
    figures += [
        row | {"metric": metric, "start": f"2025-{month}-01", "amount": "50"}
        for row in figures[::2]
        for metric, month in (("run_rate", "12"), ("capex", "01"))
    ]
    columns = ["party", "metric", "segment", "start", "end", "amount", "unit", "source"]
    texts = {
        "deals": table(DEALS, list(deals())),
        "parties": table(["name", "kind", "boundary", "segment", "aliases", "note"], parties),
        "figures": table([*columns, "outlet", "url", "note"], figures),
    }
    for name, text in texts.items():
        (home / f"{name}.csv").write_bytes(text.encode("utf-8"))


@pytest.fixture(scope="module")
def files(folder: Path, made_once: Callable[..., Path]) -> dict[str, Path]:
    """Both pages of the hostile package, as the command line writes them."""

    def make(out: Path) -> None:
        from click.testing import CliRunner

        from moneyloop.cli import main

        for name, command in COMMANDS.items():
            file = out / f"{name}.html"
            arguments = [command, str(folder), "--as-of", "2026-01-31", "-o", str(file)]
            result = CliRunner().invoke(main, arguments)
            assert result.exit_code == 0, result.output

    out = made_once("hostile-pages", make)
    return {name: out / f"{name}.html" for name in COMMANDS}


@pytest.fixture
def read(files: dict[str, Path], show: Callable[..., Any]) -> Read:
    """Open one of the two pages."""

    def opened(name: str, address: str = "", *size: int) -> Any:
        return show(files[name].read_text(encoding="utf-8"), address, *size)

    return opened


def marked(name: str) -> str:
    """A text as the pages hold it: what scripts would take for theirs has an invisible mark."""
    name = name.replace("\r", "\u240d")
    return f"\u200b{name}" if name in ("__proto__", "constructor", "toString") else name


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def assert_harmless(page: Any) -> None:
    """Nothing ran, nothing was asked for, nothing was said, and only plain links stand there."""
    assert page.ask("return window.hacked") is None
    assert page.console() == []
    fetched = [
        u for u in page.requests() if not u.startswith(("file:", "data:", "blob:", "about:"))
    ]
    assert fetched == []
    assert (
        page.ask(
            "return [...document.querySelectorAll('img, iframe, object, embed, base, form, link')]"
            ".map((node) => node.outerHTML.slice(0, 200))"
        )
        == []
    )
    links = page.ask(
        "return [...document.querySelectorAll('a, area')].map((a) => "
        "[a.getAttribute('href') ?? a.getAttribute('xlink:href') ?? '', a.rel ?? ''])"
    )
    for address, rel in links:
        if not address.startswith("#"):
            assert re.match(r"https?://", address), address
            assert "noopener" in rel, address
    # No attribute that would run: an element of ours never has one.
    assert (
        page.ask(
            "return [...document.querySelectorAll('*')].flatMap((node) => node.getAttributeNames())"
            ".filter((name) => name.startsWith('on'))"
        )
        == []
    )


# The pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_opens_and_shows_everything_as_text(read: Read, folder: Path, name: str) -> None:
    page = read(name)
    assert_harmless(page)
    if name == "report":
        page.click("#all-deals")
        assert_harmless(page)
    said = squeezed(page.ask("return document.body.textContent"))
    for text in [*map(marked, BAD), str(folder)]:
        assert squeezed(text) in said, text[:80]
    cells = {
        "report": "'#behind tr')].map((row) => [...row.querySelectorAll('th bdi')]"
        ".map((cell) => cell.textContent)).map(([payer, payee, id]) => [id, payer, payee])",
        "network": "'#deal-rows tr')]"
        ".map((row) => [row.dataset.id, row.cells[0].textContent, row.cells[1].textContent])",
    }
    rows = page.ask(f"return [...document.querySelectorAll({cells[name]}")
    expected = {deal["id"]: (deal["payer"], deal["payee"]) for deal in deals()}
    plain = {
        marked(key): [squeezed(marked(cell)) for cell in cells] for key, cells in expected.items()
    }
    assert {id: [squeezed(payer), squeezed(payee)] for id, payer, payee in rows} == plain


def test_every_panel_is_text(read: Read) -> None:
    page = read("network")
    told = page.ask(
        """
        const ml = window.moneyloop;
        const told = [];
        const panel = ml.byId("panel");
        const say = (key) => told.push([key, panel.textContent, ml.byId("title").textContent]);
        for (const name of ml.parties.keys()) { ml.select("party", name); say(name); }
        for (const loop of ml.loops.slice(0, 60)) {
          ml.select("loop", loop.key); say(loop.parties[0]);
        }
        for (const id of ml.deals.keys()) { ml.select("deal", id); say(ml.deals.get(id).payer); }
        return told;
        """
    )
    assert len(told) > 2 * len(BAD)
    for key, panel, _ in told:
        assert squeezed(key) in squeezed(panel), key[:80]
    assert {marked(name) for name in BAD} <= {key for key, _, _ in told}
    assert_harmless(page)


def test_drawings_write_names_as_text(read: Read) -> None:
    page = read("report")
    drawn = page.ask(
        """
        return [...document.querySelectorAll("figure.drawing")].map((figure) => {
          const parts = [...figure.querySelectorAll("svg *")];
          return {
            texts: [...figure.querySelectorAll("svg text, td")].map((n) => n.textContent),
            tags: [...new Set(parts.map((part) => part.tagName))],
            values: parts.flatMap((part) => [...part.attributes]).filter(
              ({ name, value }) => /href$/.test(name) || /^\\s*(javascript|data):/i.test(value),
            ).map(({ name, value }) => `${name}=${value}`),
          };
        });
        """
    )
    assert len(drawn) >= 3
    texts = [text for figure in drawn for text in figure["texts"]]
    # Tags of names stay tags: a library that reads a little markup would swallow them.
    assert any("<b>bold</b>" in text for text in texts)
    assert not any("bold" in text and "<b>bold" not in text for text in texts)
    for figure in drawn:
        assert not {"a", "script", "foreignObject", "image", "iframe"} & set(figure["tags"])
        assert figure["values"] == []
    assert_harmless(page)


def test_a_search_finds_names_and_writes_them_as_text(read: Read) -> None:
    page = read("network")
    for text in ("<img", "{{7", "javascript", "proto"):
        found = page.ask(
            "const box = document.getElementById('search'); box.value = arguments[0];"
            "box.dispatchEvent(new Event('input', {bubbles: true}));"
            "return document.getElementById('search-results').textContent",
            text,
        )
        assert text in found
    assert_harmless(page)


POINTED_AT = (0, 1, 2, 9, 10, 11, 17, 20)


@pytest.fixture(scope="module")
def notes(browser: Any, files: dict[str, Path]) -> dict[int, str]:
    """The note of each of these parties when the pointer is on it, all in one visit."""
    page = Page(browser, files["network"])
    page.size(1600, 900)
    page.open("#year=whole&all=1")
    told, text = {}, ""
    for at in POINTED_AT:
        x, y = page.ask(
            "const {x, y} ="
            " moneyloop.network.canvasToDOM(moneyloop.network.getPosition(arguments[0]));"
            "const box = document.getElementById('stage').getBoundingClientRect();"
            "return [box.left + x, box.top + y]",
            marked(BAD[at]),
        )
        for near in (3, 0):
            move = {"type": "mouseMoved", "x": x + near, "y": y}
            page.browser.execute_cdp_cmd("Input.dispatchMouseEvent", move)
        text = page.browser.execute_async_script(
            "const [before, done] = arguments; const tip = document.getElementById('tip');"
            "const isNew = () => !tip.hidden && tip.textContent !== before;"
            "const look = (left) => (isNew() || !left ? done(tip.textContent)"
            " : requestAnimationFrame(() => look(left - 1))); look(120)",
            text,
        )
        told[at] = text
        assert_harmless(page)
    return told


@pytest.mark.xdist_group("notes of the hostile map")  # one visit in one process
@pytest.mark.parametrize("at", POINTED_AT)
def test_the_note_at_the_pointer_is_text(notes: dict[int, str], at: int) -> None:
    assert squeezed(marked(BAD[at])) in squeezed(notes[at])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1600, 390])
def test_the_page_does_not_scroll_sideways(read: Read, name: str, width: int) -> None:
    for address in ("", "#loop=1", f"#party={'L' * 10_000}"):
        page = read(name, address, width, 844)
        assert page.ask("return document.documentElement.scrollWidth") <= width


# What is taken away -------------------------------------------------------------------------

KEEP_FILES = """
window.kept = [];
URL.createObjectURL = (blob) => { window.kept.push(blob); return "blob:kept"; };
HTMLAnchorElement.prototype.click = function click() { window.keptName = this.download; };
"""


def save(page: Any, item: str) -> None:
    """Choose an item of the map's menu, and keep what it would save."""
    page.ask(KEEP_FILES)
    page.click(".take[data-take=map]")
    page.ask(
        "[...document.querySelectorAll('[role=menuitem]')]"
        ".find((node) => node.textContent.includes(arguments[0])).click()",
        item,
    )


def taken(page: Any, item: str) -> str:
    """The text of the file that an item would save."""
    save(page, item)
    text: str = page.browser.execute_async_script(
        "const done = arguments[0]; const look = () => (window.kept.length"
        " ? window.kept.at(-1).text().then(done) : requestAnimationFrame(look)); look()"
    )
    return text


def meant(cell: str) -> str:
    """A cell without the apostrophe that tells a spreadsheet: this is text."""
    return cell[1:] if re.match(r"'[\s\ufeff\u200b]*[=+@%|-]", cell) else cell


def test_the_csv_runs_no_formula(read: Read) -> None:
    page = read("network", "#year=whole&all=1")
    text = taken(page, "CSV").removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header, *records = rows
    assert [meant(record[0]) for record in records] == [
        id for id in page.ask("return [...moneyloop.deals.keys()]") if id in set(page.drawn())
    ]
    assert len(records) == len(list(deals())) - 1
    assert {len(record) for record in records} == {len(header)}
    for record in records:
        for cell in record:
            # A plain number may begin with a minus; a text that a spreadsheet would run may not.
            if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
                assert not re.match(r"[\s\ufeff\u200b]*[=+\-@\t\r]", cell), cell[:80]
    assert {meant(record[header.index("payer")]) for record in records} == set(map(marked, BAD))
    assert_harmless(page)


@pytest.mark.parametrize("address", ["", "#loop=1"])
def test_the_svg_is_well_formed_and_runs_nothing(read: Read, address: str) -> None:
    page = read("network", address)
    root = ElementTree.fromstring(taken(page, "SVG"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    tags = set()
    for node in root.iter():
        tags.add(node.tag.rpartition("}")[2])
        for key, value in node.attrib.items():
            assert not key.rpartition("}")[2].lower().startswith("on")
            assert not re.match(r"\s*(javascript|data):", value)
            assert "href" not in key.lower()
    assert "text" in tags
    assert not tags & {"script", "foreignObject", "a", "image", "use", "iframe", "style", "set"}
    words = "".join(root.itertext())
    assert "{{7*7}}" in words or address
    assert_harmless(page)


def test_the_png_is_a_picture(read: Read) -> None:
    page = read("network", "#loop=1")
    save(page, "PNG")
    kind, size = page.browser.execute_async_script(
        "const done = arguments[0]; const look = () => (window.kept.length"
        " ? done([window.kept.at(-1).type, window.kept.at(-1).size])"
        " : requestAnimationFrame(look)); look()"
    )
    assert kind == "image/png"
    assert size > 5_000


# The policy ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_names_every_script_and_style(files: dict[str, Path], name: str) -> None:
    from html import unescape

    html = files[name].read_bytes().decode("utf-8")
    said = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert said
    assert said.start() < html.index("<script")
    rules = dict(part.strip().split(" ", 1) for part in unescape(said[1]).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert not re.search(r"unsafe|\*|https?:", unescape(said[1]))
    named = {tag: set(rules[f"{tag}-src"].split()) for tag in ("script", "style")}
    for tag, hashes in named.items():
        found = set()
        tags = rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>"
        for source in re.findall(tags, html, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
            found.add(f"'sha256-{digest}'")
        # Exactly these: a hash that is left over would allow code that is not there.
        assert found == hashes
        assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", hash) for hash in hashes)
    others = set(re.findall(r"<script\b([^>]*)>", html)) - {""}
    data = ('type="application/json"', 'type="text/plain"', 'type="module"')
    assert all(any(kind in attributes for kind in data) for attributes in others)


@pytest.mark.parametrize("name", PAGES)
def test_a_script_that_gets_in_does_not_run(read: Read, name: str) -> None:
    page = read(name)
    page.ask(
        "const script = document.createElement('script');"
        "script.textContent = 'window.hacked = 1'; document.body.append(script);"
        "const box = document.createElement('div');"
        'box.innerHTML = \'<img src="x:y" onerror="window.hacked = 1">\';'
        "document.body.append(box);"
        "const link = document.createElement('a'); link.setAttribute('onclick', 'window.hacked=1');"
        "document.body.append(link); link.click()"
    )
    assert page.ask("return window.hacked") is None
    assert any("Content Security Policy" in message for message in page.console())
