"""A dollar of network sales as 100 cents: how many can be own money back, or any investor's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.svg import Drawing, bar, element, label, picture, width_of
from moneyloop.words.amounts import cent_range, in_usd, percent_interval, usd

Record = Mapping[str, Any]
_ROWS = (
    ("own", "own", "The seller\N{RIGHT SINGLE QUOTATION MARK}s own money back"),
    ("any_investor", "any", "Any investor\N{RIGHT SINGLE QUOTATION MARK}s money, own included"),
)
WIDE, _TALL, _HIGH = 1160.0, 360.0, 178.0
_KEY = (
    ("solid", "estimate"),
    ("striped", "possible on public amounts"),
    ("dotted", "possible through what is not public"),
    ("else", "ruled out"),
)
_POSSIBLE = {"striped": "possible"}  # where all is public


def chart(cents: Record, title: str, basis: str, words: str) -> Drawing:
    """Both measures, a strip of 100 cells each: solid, striped, dotted, grey."""
    return Drawing(
        key="cents",
        title=title,
        basis=basis,
        svg=_wide(cents),
        tall=_tall(cents),
        table=_table(cents),
        words=words,
    )


def _wide(cents: Record) -> Markup:
    """The picture for a wide screen."""
    return picture(WIDE, _HIGH, _fact(cents), *strips(cents), class_="cents")


def strips(cents: Record) -> list[Markup]:
    """What is in the wide picture, for a larger one."""
    drawn: list[Markup] = []
    y = 0.0
    for (measure, role, name), height in zip(_ROWS, (34.0, 20.0), strict=True):
        drawn.append(_heading(cents[measure], role, name, 0, y + 20))
        drawn += _strip(cents[measure], role, 0, y + 32, WIDE, height, 100)
        y += height + 46
    drawn.append(label(WIDE, 100, _neither(cents), "soft", anchor="end"))
    return [*drawn, *_scale(cents, y), *_key(cents, 0, y + 24, WIDE)]


def _tall(cents: Record) -> Markup:
    """The same for a narrow screen: four rows of 25 cents for each measure."""
    parts: list[Markup] = []
    y = 0.0
    for (measure, role, name), height in zip(_ROWS, (15.0, 11.0), strict=True):
        parts.append(label(0, y + 14, name, f"{role} strong"))
        parts.append(_heading(cents[measure], role, "", 0, y + 37))
        if public := _public(cents[measure]):
            parts.append(label(0, y + 54, public, "soft"))
        parts += _strip(cents[measure], role, 0, y + 61, _TALL, height, 25)
        y += 4 * (height + 2) + 72
    parts.append(label(0, y + 3, _neither(cents), "soft small"))
    parts.append(label(0, y + 19, _whole(cents), "soft small"))
    y += 14
    parts += _key(cents, 0, y + 24, _TALL)
    rows = len(_looks(cents))
    return picture(_TALL, y + 14 + 17 * rows, _fact(cents), *parts, class_="cents")


def _heading(ends: Record, role: str, name: str, x: float, y: float) -> Markup:
    """The name, the range in large letters, and what stands beside it."""
    range_ = cent_range(ends["low"], ends["high"])
    beside = _beside(ends, both=bool(name))
    parts = [element("tspan", f"{name}  ", class_=f"{role} strong")] if name else []
    parts.append(element("tspan", range_, class_=f"{role} big"))
    if beside:
        parts.append(element("tspan", f"  {beside}", class_="soft"))
    return element("text", *parts, x=x, y=y)


def _beside(ends: Record, both: bool) -> str:
    """The estimate, and with `both` the range on public amounts."""
    if ends["estimate"] is None:
        return ""
    text = f"estimate {cent_range(ends['estimate'], ends['estimate'])}"
    public = _public(ends) if both else ""
    return f"{text}; {public}" if public else text


def _public(ends: Record) -> str:
    """The range on public amounts; nothing where it is the same."""
    if ends["estimate"] is None:
        return ""
    public = cent_range(ends["known_low"], ends["known_high"])
    same = public == cent_range(ends["low"], ends["high"])
    return "" if same else f"on public amounts {public}"


def _strip(
    ends: Record, role: str, x: float, y: float, width: float, height: float, in_row: int
) -> list[Markup]:
    """The 100 cells in rows: each filled as far as what it stands for reaches."""
    gap = 2.0
    cell = (width + gap) / in_row - gap
    solid = 100 * (ends["estimate"] or 0.0)
    striped = max(solid, 100 * (ends["known_high"] or 0.0))
    dotted = max(striped, 100 * ends["high"])
    parts = []
    for index in range(100):
        left = x + (index % in_row) * (cell + gap)
        top = y + (index // in_row) * (height + gap)
        if index >= dotted:
            parts.append(bar(left, top, cell, height, "else"))
        elif index >= striped:
            parts.append(bar(left, top, cell, height, f"dotted {role}"))
        elif index + 1 > striped:  # the rest of a cell that is striped in part
            look = f"dotted {role}" if index + 1 <= dotted else "else"
            parts.append(bar(left, top, cell, height, look))
        for end, look in ((striped, f"striped {role}"), (solid, role)):
            part = min(1.0, max(0.0, end - index))
            if part > 0.02:
                parts.append(bar(left, top, cell * part, height, look))
    return parts


def _scale(cents: Record, y: float) -> list[Markup]:
    ticks = (0, 25, 50)  # the right end says what all of it is
    unit = "\N{CENT SIGN}" if in_usd() else "%"
    parts = [
        label(WIDE * tick / 100, y, f"{tick}{unit}", "soft small", anchor=None) for tick in ticks
    ]
    return [*parts, label(WIDE, y, _whole(cents), "soft small", anchor="end")]


def _whole(cents: Record) -> str:
    unit = "100\N{CENT SIGN}" if in_usd() else "100%"
    more = " and sales that are not public" if cents["open_sales"] else " of network sales"
    return f"{unit} = {usd(cents['whole'])}{more}"


def _key(cents: Record, x: float, y: float, width: float) -> list[Markup]:
    """What solid, striped, dotted and grey are: in a line, or one below the other."""
    parts = []
    stacked = width < WIDE
    for look, text in _looks(cents):
        roles = ("own", "any") if look != "else" else ("else",)
        for place, role in enumerate(roles):
            shape = {"solid": role, "else": "else"}.get(look, f"{look} {role}")
            parts.append(bar(x + 16 * place, y - 10, 14, 11, shape))
        start = x + 16 * len(roles) + 5
        parts.append(label(start, y, f"{'grey' if look == 'else' else look}: {text}", "soft small"))
        if stacked:
            y += 17
        else:
            x = start + width_of(f"grey: {text}.....", 12) + 14
    return parts


def _neither(cents: Record) -> str:
    """The least that was no investor's money; on public amounts too, where that is more."""
    least, known = cents["at_least_neither"], cents["known_neither"]
    text = f"neither: at least {cent_range(least, least)}"
    if known is None or cent_range(known, known) == cent_range(least, least):
        return text
    return f"{text}; on public amounts at least {cent_range(known, known)}"


def _looks(cents: Record) -> list[tuple[str, str]]:
    """What there is in the strips; without amounts that are not public nothing is dotted."""
    ends = [cents[measure] for measure, _, _ in _ROWS]
    if any(each["high"] > (each["known_high"] or 0.0) for each in ends):
        return list(_KEY)
    return [(look, _POSSIBLE.get(look, text)) for look, text in _KEY if look != "dotted"]


def _fact(cents: Record) -> str:
    own, every = (cents[measure] for measure, _, _ in _ROWS)
    return (
        f"Of what was paid in the network, own money back: {cent_range(own['low'], own['high'])}; "
        f"any investor's money: {cent_range(every['low'], every['high'])}."
    )


def _table(cents: Record) -> Table:
    is_usd = in_usd()
    head = [("Of every dollar" if is_usd else "Of what was paid", False), ("Range", True)]
    head += [("Estimate", True), *([("On public amounts", True)] if is_usd else [])]
    rows = []
    for measure, _, name in _ROWS:
        ends = cents[measure]
        estimate = ends["estimate"]
        rows.append(
            [
                name,
                percent_interval(ends["low"], ends["high"]),
                percent_interval(estimate, estimate),
                *([percent_interval(ends["known_low"], ends["known_high"])] if is_usd else []),
            ]
        )
    return Table(head, rows)
