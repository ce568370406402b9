"""The HTML pages: report, other questions, network and margins, each one offline file.

The pages write what the answers hold and compute no figure of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moneyloop.model import FIRM, Network, Result
from moneyloop.questions import asking

Progress = Callable[[int, int], None]

_FRAME = (
    '<iframe srcdoc="{}" title="moneyloop" width="100%" height="820" loading="lazy" '
    'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"></iframe>'
)


class Page(str):
    """A page as text, to be written to a file as UTF-8; in a notebook it shows itself."""

    def __repr__(self) -> str:
        return f"<page of {len(self):,} characters>"

    def _repr_html_(self) -> str:
        from html import escape

        # The frame has no access to the notebook around it.
        return _FRAME.format(escape(self))


@asking.on_network
def view(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    around: str | None = None,
    hops: int | None = None,
    loop: int | None = None,
    top: int | None = None,
    progress: Progress | None = None,
) -> Page:
    """The network as one self-contained HTML page: who pays whom in a period, loops to light up.

    `case` is the one that it starts with. At first it draws the few companies that carry most of
    the money of a period; `around` a party (with those at most `hops` deals away, default 1), a
    `loop` by its rank or the `top` parties by money choose another part. The result is text (`str`)
    that a notebook shows inline. Raises ChoiceError.
    """
    from moneyloop.pages.content import atlas

    content = atlas.build(
        network,
        as_of=as_of,
        case=case,
        around=around,
        hops=hops,
        loop=loop,
        top=top,
        progress=progress,
    )
    return Page(render_network(content))


def render_network(content: dict[str, Any]) -> str:
    """The page of what `atlas.build` returned."""
    from moneyloop.pages.network import render_network as render

    return render(content)


@asking.on_network
def report_page(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    party: asking.Names = (),
    content: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Page:
    """The report as one self-contained HTML page, from the answer to the deals behind it.

    Its years are those from `from_` to `to` (`year` is both), by default the latest four quarters
    whose revenue is reported, the latest full year and the year before; of the sellers it keeps
    those in `party`. `content` is what `summary.build` returned for the same choices, where that is
    there already. Raises ChoiceError.
    """
    from moneyloop.pages.content import summary

    if content is None:
        content = summary.build(
            network,
            as_of=as_of,
            case=case,
            year=year,
            from_=from_,
            to=to,
            party=party,
            progress=progress,
        )
    return Page(render_report(content))


def render_report(content: dict[str, Any]) -> str:
    """The page of what `summary.build` returned."""
    from moneyloop.pages.report import render_report as render

    return render(content)


@asking.on_network
def books_page(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    party: asking.Names = (),
    progress: Progress | None = None,
) -> Page:
    """The questions beside the report's, as one self-contained HTML page of drawings and tables.

    Is known money enough for what is due, what would capital spending have to earn, why do figures
    about one lab differ, which way does the money go, who would lose what if one failed, and how
    the answer changed. The year is the latest full one of those from `from_` to `to` (`year` is
    both), by default of the report's; `party` names whose figures are compared and whose failure
    is asked. Raises ChoiceError.
    """
    from moneyloop.pages.books import render_books
    from moneyloop.pages.content import books as books_content

    content = books_content.build(
        network,
        as_of=as_of,
        case=case,
        year=year,
        from_=from_,
        to=to,
        party=party,
        progress=progress,
    )
    return Page(render_books(content))


def render_margin(result: Result) -> Page:
    """The charts of an answer of `margin` as one self-contained HTML page."""
    from moneyloop.pages.margin import render_margin as render

    return Page(render(result))
