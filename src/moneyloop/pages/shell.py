"""One offline HTML file: templates, styles and code in one, closed by a content policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from moneyloop.pages import text, words
from moneyloop.words import amounts

if TYPE_CHECKING:
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

VIS_ASSET = "templates/lib/vis-9.1.2/vis-network.min.js"

# The menu "Take away" of drawings and panels, on any page; with take.css and _facts.html.j2.
TAKE: tuple[str, ...] = ("picture.js", "numbers.js", "xlsx.js", "menu.js", "take.js")
# In this order: each file builds on the ones before it.
SCRIPTS: tuple[str, ...] = (
    "core.js",
    "amounts.js",
    "ends.js",
    "worth.js",
    "theme.js",
    "basis.js",
    "filters.js",
    "arrows.js",
    "curves.js",
    "graph.js",
    "fan.js",
    "hit.js",
    "move.js",
    "overlay.js",
    "dollar.js",
    "answer.js",
    "ring.js",
    "loops.js",
    "time.js",
    "counts.js",
    "panels.js",
    "party.js",
    "deal.js",
    "arrow.js",
    "loop.js",
    "tip.js",
    "table.js",
    "left_out.js",
    "phone.js",
    "svg.js",
    *TAKE,
    "downloads.js",
    "address.js",
    "keys.js",
    "start.js",
)
# A comment that begins and ends a line.
_REMARK = re.compile(r"^ */\*\*.*?\*/$", re.MULTILINE | re.DOTALL)


def asset(name: str) -> str:
    """The text of one of our own files."""
    return files("moneyloop.pages").joinpath("assets", name).read_text(encoding="utf-8")


def code(names: Iterable[str]) -> str:
    """Scripts of ours as one, without what only their reader needs: a quarter of the bytes.

    Indentation, blank lines and comments on lines of their own go. No line of ours ends inside a
    template literal, which would lose its spaces with them; a test sees to that.
    """
    source = "\n".join(asset(name) for name in names)
    lines = (line.strip() for line in _REMARK.sub("", source).split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def vis_network() -> str:
    """The drawing library as pyvis ships it, without the pointer to a map that is not there."""
    source = files("pyvis").joinpath(VIS_ASSET).read_text(encoding="utf-8")
    # Not splitlines(): the code holds other line separators inside its strings.
    return "\n".join(line for line in source.split("\n") if "sourceMappingURL" not in line)


def content_policy(scripts: tuple[str, ...], style: str) -> str:
    """Nothing is fetched and nothing runs except these very scripts and this style."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        "default-src 'none'; img-src data: blob:; "
        f"script-src {allowed}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def render(template: str, net: Any, styles: tuple[str, ...], context: Mapping[str, Any]) -> str:
    """Fill a template through pyvis's own rendering, which hands it the nodes and edges."""
    scripts = (vis_network(), code(SCRIPTS))
    net.templateEnv, net.path = _environment(styles, scripts, context), template
    html: str = net.generate_html()
    return html


def render_page(
    template: str, styles: tuple[str, ...], scripts: tuple[str, ...], context: Mapping[str, Any]
) -> str:
    """Fill the template of a page whose pictures are SVG, with these scripts of ours as one."""
    environment = _environment(styles, (code(scripts),), context)
    html: str = environment.get_template(template).render()
    return html


def _environment(
    styles: tuple[str, ...], scripts: tuple[str, ...], context: Mapping[str, Any]
) -> Any:
    """The templates, with the code and the style that the page's policy allows."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    style = "".join(asset(name) for name in styles)
    env = Environment(
        loader=PackageLoader("moneyloop.pages", "assets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        bytecode_cache=_compiled(),
    )
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "allow_nan": False}
    env.filters.update(
        cents=amounts.cents,
        day=amounts.day,
        number=amounts.number,
        stated=amounts.stated,
        usd=amounts.usd,
        worth=text.worth,
        worth_a_year=text.worth_a_year,
        safe_url=text.safe_url,
        kind_label=words.kind_label,
    )
    env.globals.update(context)
    # Our own files only: nothing from the data is ever marked as safe.
    env.globals.update(
        bases=text.worth_bases(),
        base_amounts={base.id: base.amount for base in text.worth_bases()},
        unit_words=amounts.in_words(),
        style=Markup(style),
        scripts=[Markup(script) for script in scripts],
        policy=content_policy(scripts, style),
    )
    return env


@cache
def _compiled() -> BytecodeCache:
    """The code of the templates, kept for the next page: it costs more to make than to run."""
    from jinja2 import BytecodeCache

    class Compiled(BytecodeCache):
        def __init__(self) -> None:
            self._code: dict[str, bytes] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            if bucket.key in self._code:
                bucket.bytecode_from_string(self._code[bucket.key])

        def dump_bytecode(self, bucket: Bucket) -> None:
            self._code[bucket.key] = bucket.bytecode_to_string()

    return Compiled()
