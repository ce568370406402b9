"""The answer of `report` on one screen, in the order in which it is read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from moneyloop.analysis.attribution import sells
from moneyloop.analysis.study.periods import UNDATED_PERIOD
from moneyloop.books.periods import in_words
from moneyloop.model import USD_BN, basis
from moneyloop.questions.loops import at_least
from moneyloop.tables import cents, terminal
from moneyloop.tables.listing import Listing
from moneyloop.words import amounts
from moneyloop.words.circular import NO_ROUND_TRIP
from moneyloop.words.columns import Column, Row, interval, on_public, telling
from moneyloop.words.labels import DISPUTED_MARK, heading, listed

if TYPE_CHECKING:
    from rich.text import Text

    from moneyloop.tables.listing import Part

WIDTH = 100  # of a line that is easy to read
LINES = 48  # of it: a screen of 50 has where the page was written too
_NAMES = 12  # that stand for themselves in a sentence
_INDENT = "  "


class _Most(NamedTuple):
    """How many rows of a kind there may be."""

    sellers: int
    loops: int
    changes: int


# From what is wanted to what fits where names are long.
_MOST = (
    _Most(5, 4, 5),
    _Most(5, 3, 4),
    _Most(5, 3, 3),
    _Most(4, 2, 3),
    _Most(3, 2, 2),
    _Most(2, 1, 1),
)


def view(content: Mapping[str, Any], width: int | None, more: Sequence[str] = ()) -> list[Part]:
    """The answer, for a terminal of `width` columns (None: it goes elsewhere).

    At `WIDTH` columns it has at most `LINES` lines: where that is too little the lists of sellers,
    loops and changes become shorter. `more` are sentences that stand behind the basis.
    """
    for most in _MOST:
        parts = _parts(content, WIDTH, most, more)
        if terminal.text(parts, width=WIDTH, color=False).count("\n") <= LINES:
            break
    return parts if width is None or width >= WIDTH else _parts(content, width, most, more)


def _parts(content: Mapping[str, Any], width: int, most: _Most, more: Sequence[str]) -> list[Part]:
    answer = content["answer"]
    parts: list[Part] = [*_sentences(content)]
    if answer is not None:
        parts += ["", *cents.lines(answer["cents"], width)]
        parts += ["", *_sellers(content, most.sellers, width)]
    parts.append("")
    for label, lines in _sections(content, most, more):
        parts += _section(label, lines, width)
    return [_held(part, width) for part in parts]


def _sentences(content: Mapping[str, Any]) -> list[Part]:
    from rich.text import Text

    texts = [text for text in (content["range"], content["only"]) if text]
    return [Text(content["headline"], style="bold"), *texts]


def _sections(
    content: Mapping[str, Any], most: _Most, more: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    """What stands below the sellers: a label, and its lines."""
    answer = content["answer"]
    if answer is not None:
        pots = answer["pots"]
        yield "Why a range", [pots[answer["first_pot"]]["text"]] if pots else []
        period = content["years"][0]
        yield (
            "Loops" if period == UNDATED_PERIOD else f"Loops of {in_words(period)}",
            _loops(answer["loops"], most.loops),
        )
        yield "Would change it", [_change(item) for item in answer["changes"][: most.changes]]
        yield "Not in it", answer["missing"]
        yield "Proved wrong by", answer["wrong"]
    yield "Before", [item["text"] for item in content["earlier"]]
    yield "Moved", [content["moved"]] if content["moved"] else []
    if content["unit"] == USD_BN:
        yield "Meaning", [NO_ROUND_TRIP]
    yield "Basis", [_basis(content, more)]


def _basis(content: Mapping[str, Any], more: Sequence[str]) -> str:
    """Unit, case, date and edition, what the answer rests on, and where more is."""
    text = basis(content["case"], content["as_of"], content["data"], content["unit"])
    if content["edition"]:
        text = f"{text.removesuffix('.')}, {content['edition']}."
    return " ".join(filter(None, (text, content["rests_on"], *more)))


# Sellers ------------------------------------------------------------------------------------------


def _sellers(content: Mapping[str, Any], most: int, width: int) -> list[Part]:
    """Those of the first period that have a range, and in a line those that can have none."""
    rows = [row for row in content["rows"] if sells(row) and row["period"] == content["years"][0]]
    ranged = [row for row in rows if row["own_high"] != 0]
    ranged.sort(key=lambda row: (-amounts.most(row["own_high"]), row["party"]))
    parts: list[Part] = []
    if ranged:
        parts.append(Listing("", telling(_columns(), ranged), ranged[:most], tight=True))
    parts += _also(ranged[most:], rows, width)
    shown = {name for row in ranged[:most] for name in row["disputed"]}
    return parts + [
        f"{DISPUTED_MARK} {item['text']}" for item in content["disputed"] if item["id"] in shown
    ]


def _columns() -> tuple[Column, ...]:
    # Nobody reports the revenue of those in a list of payments.
    of_revenue = Column("revenue", "Of all revenue", cell=_of_revenue, number=True, spare=3)
    return (
        Column("party", f"Sellers, {amounts.in_words()}", whole=True),
        interval("own", heading("own"))[1],
        on_public("own", "On public amounts", spare=1)[0],
        Column("network_sales", "Of network sales", cell=_of_sales, number=True, spare=2),
        *([of_revenue] if amounts.in_usd() else []),
    )


def _of_sales(row: Row) -> str:
    mark = DISPUTED_MARK if row["disputed"] else ""
    high = amounts.most(row["own_high"])
    if not row["network_sales"]:
        return amounts.UNKNOWN + mark
    most = min(high / row["network_sales"], 1.0)
    # Any number of dollars more may have been sold.
    least = 0.0 if row["open_sales"] else row["own_low"] / row["network_sales"]
    return amounts.percent_interval(least, most) + mark


def _of_revenue(row: Row) -> str:
    if not row["revenue"] or row["own_high"] is None:
        return amounts.UNKNOWN
    low, high = (row[key] / row["revenue"] for key in ("own_low", "own_high"))
    least, most = amounts.percent(low), amounts.percent(high)
    if least == most:
        return most
    # Where revenue is reported for a part of the period, the share of all of it is smaller.
    return f"{least} to {amounts.at_most(most, high, row['revenue_coverage'])}"


def _also(ranged: Sequence[Row], rows: Sequence[Row], width: int) -> list[str]:
    """The sellers for whose range there was no room, and those that can have had nothing back."""
    more = [
        f"{row['party']} {amounts.usd_interval(row['own_low'], row['own_high'])}" for row in ranged
    ]
    none = sorted(
        (row for row in rows if row["own_high"] == 0),
        key=lambda row: (-(row["network_sales"] or 0.0), row["party"]),
    )
    kinds = {
        "Also": more,
        amounts.usd(0.0): [row["party"] for row in none if row["network_sales"] is not None],
        "Sales not public": [row["party"] for row in none if row["network_sales"] is None],
    }
    named = [(word, names) for word, names in kinds.items() if names]
    texts = [
        " ".join(f"{word}: {_few(names, most)}." for word, names in named)
        for most in range(_NAMES, 0, -1)
    ]
    return [next((text for text in texts if len(text) <= width), texts[-1])] if named else []


def _few(names: Sequence[str], most: int) -> str:
    more = len(names) - most
    return listed([*names[:most], f"{amounts.count(more)} more"] if more > 0 else names)


# Lists in words -----------------------------------------------------------------------------------


def _loops(loops: Mapping[str, Any], most: int) -> list[str]:
    """The largest loops of the period, what could complete each, and how many more there are."""
    shown = loops["rows"][:most]
    lines = [
        f"{' > '.join([*row['parties'], row['parties'][0]])}, at most "
        f"{amounts.size_of(row['size'], row['open_size'])}"
        for row in shown
    ]
    more = loops["count"] - len(shown)
    rest = [f"{at_least(more, loops['complete'])} more"] if more else []
    if loops["unsized"]:
        rest.append(f"{amounts.count(loops['unsized'])} without a public amount")
    if len(shown) > 1:
        rest.append(f"loops share {'deals' if amounts.in_usd() else 'payments'}: do not add them")
    text = "; ".join(rest)
    return lines + ([f"{text[:1].upper()}{text[1:]}."] if text else [])


def _change(item: Mapping[str, Any]) -> str:
    """What would change the answer in one line."""
    if item["kind"] == "limit":
        return f"{item['what']} (limits {listed(item['sellers'])})"
    return f"{listed(item['sellers'])}: {item['effect'][:1].lower()}{item['effect'][1:]}"


# Setting ------------------------------------------------------------------------------------------


def _section(label: str, lines: Sequence[str], width: int) -> Iterator[Text]:
    """Lines as wide as this behind their label, those after the first one indented."""
    from rich.text import Text

    for index, line in enumerate(lines):
        begin = _INDENT if index else f"{label}: "
        wrapped = textwrap.wrap(
            begin + line,
            width,
            subsequent_indent=_INDENT * (2 if len(lines) > 1 else 1),
            break_on_hyphens=False,
        )
        text = Text("\n".join(wrapped))
        if not index:
            text.stylize("bold", 0, len(label))
        yield text


def _held(part: Part, width: int) -> Part:
    from rich.constrain import Constrain

    return part if isinstance(part, Listing) else Constrain(part, width)
