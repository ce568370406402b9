"""Margins and break-even: how far costs, prices or the mix have to move.

    margin(net, party="OpenAI", year="2025").to_frame()
    margin(revenue=12, cost=13, open_margin=0.35).to_frame()

Amounts are USD billions a year; margins and sizes of levers are shares (0.3 is 30%).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.books import margins
from moneyloop.books.margins import COST_FALL, LEVERS, PRICE_RISE, SHIFT, Account, Moves
from moneyloop.model import FIRM, STATED, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.margin.inputs import Sheet, Stated, read, stated_only
from moneyloop.words import amounts
from moneyloop.words.columns import Column, amount, described, in_order

START, SPENDING, LEVER, GIVEN, MISSING = "start", "all spending", "lever", "given", "missing"
BREAK_EVEN, TARGET, OPEN_MARGIN = 0.0, 0.30, 0.25
NAMES = {COST_FALL: "cost fall", PRICE_RISE: "price rise", SHIFT: "mix shift"}
_DOLLAR, _LARGEST, _MOST = 1e-9, 1e6, 1000.0
COLUMNS = (
    Column("kind", "Account", whole=True),
    Column("party"),
    Column("period"),
    Column("target"),
    Column("levers", "Levers", whole=True),
    Column("cost_fall", "Cost falls", amounts.percent, number=True),
    Column("price_rise", "Prices rise", amounts.percent, number=True),
    Column("shift", "Work moved", amounts.percent, number=True),
    Column("part", "Of each need", amounts.percent, number=True, spare=1),
    Column("missing", "Still missing", amounts.percent, number=True),
    amount("revenue", "Revenue", spare=3),
    amount("cost", "Cost", spare=3),
    Column("gross_margin", "Gross margin", amounts.number, number=True, spare=2),
    Column("margin", "Margin", amounts.percent, number=True),
    amount("subsidy", "Subsidy"),
    Column("reachable"),
    Column("why"),
    Column("planned"),
    Column("basis"),
    Column("evidence"),
    Column("figures"),
)


@asking.on_network
@described(COLUMNS)
def margin(
    network: Network | None = None,
    *,
    party: str | None = None,
    year: asking.When = None,
    as_of: asking.When = None,
    revenue: float | None = None,
    cost: float | None = None,
    target: float = TARGET,
    open_margin: float = OPEN_MARGIN,
    cost_fall: float = 0.0,
    price_rise: float = 0.0,
    shift: float = 0.0,
) -> Result:
    """How far must costs fall, prices rise or work move to break even, and to reach a target?

    Revenue and serving cost of a `party` in a `year` are read from the figures: of the AI industry
    where no party is named, of the latest year that has both where no year is. A fiscal year is
    of the calendar year that holds its middle (`Reading.year`). `revenue` or `cost` states one
    in place of its figure; with both, no network is read. The closed forms are those of
    books/margins.py.

    Rows by `kind`: `start`, as it is; `all spending`, all revenue against all that is spent to
    serve, where the figures have it; `lever`, for break-even and for the target, each lever alone,
    in pairs and all three (`part`: the same part of what each would need alone; where a mix
    shift cannot reach the target alone, it is held at the size that breaks even, `part` is None
    and `why` says so). With a `cost_fall`, `price_rise` or `shift` also `given`, what these
    reach together, and `missing`: the size that one lever needs with the others as given, and
    what is still missing of it. Sizes are shares of the cost, the price and the work; where
    none reaches the target, `reachable` is false and `why` says so. `subsidy` is cost -
    revenue. `extra` has the inputs. Raises ChoiceError.
    """
    _check_share("target", target, least=0.0)
    _check_share("open margin", open_margin, least=-_MOST)
    moves = _moves(cost_fall, price_rise, shift)
    _check_amount("revenue", revenue, _DOLLAR)
    _check_amount("cost", cost, 0.0)
    if revenue is not None and cost is not None:
        if (network, party, year, as_of) != (None, None, None, None):
            raise ChoiceError(
                "revenue and cost are both stated, so nothing is read: leave out data, party, year "
                "and date, or one of the two amounts"
            )
        inputs = stated_only(float(revenue), float(cost))
    elif network is None:
        raise ChoiceError("state both revenue and cost, or give data to read them from")
    else:
        inputs = read(network, party, year, as_of, Stated(revenue, cost))
    sheet, targets = inputs.sheet, list(dict.fromkeys((BREAK_EVEN, float(target))))
    rows = [_row(START, sheet, sheet.account)]
    if inputs.wider:
        rows.append(_row(SPENDING, inputs.wider, inputs.wider.account))
    for goal in targets:
        rows += _alone_and_together(sheet, goal, open_margin)
    if moves != Moves():
        rows.append(_given(sheet, moves, open_margin))
        for goal in targets:
            rows += _missing(sheet, goal, moves, open_margin)
    return Result(
        data=network.data if network else "stated inputs",
        as_of=inputs.as_of,
        case=FIRM if network else STATED,
        rows=in_order(COLUMNS, rows),
        left_out=inputs.left_out,
        notes=[*inputs.differences, *_notes(open_margin, rows)],
        extra={
            "targets": targets,
            "open_margin": open_margin,
            "given": _sizes(moves),
            "inputs": inputs.rows,
        },
        columns=COLUMNS,
    )


def standing(result: Result) -> list[dict[str, Any]]:
    """The rows of an answer that say how it stands, and how it would with the levers as given."""
    return [row for row in result.rows if row["kind"] in (START, SPENDING, GIVEN)]


def _check_share(name: str, value: float, *, least: float) -> None:
    if not least <= value < 1:
        rule = "0 or more and below 1" if least == 0 else "below 1"
        raise ChoiceError(f"{name} {value:g}: a margin is a share {rule} (30% is 0.30)")


def _check_amount(name: str, value: float | None, least: float) -> None:
    if value is not None and not least <= value <= _LARGEST:
        rule = "0 or more" if least == 0 else "above 0"
        raise ChoiceError(
            f"{name} {value:g}: USD billions a year, {rule} and at most {_LARGEST:,.0f}"
        )


def _moves(cost_fall: float, price_rise: float, shift: float) -> Moves:
    if not -_MOST <= cost_fall <= 1:
        raise ChoiceError(
            f"cost fall {cost_fall:g}: a share of the cost, -1,000 to 1 (35% is 0.35)"
        )
    if not -1 < price_rise <= _MOST:
        raise ChoiceError(
            f"price rise {price_rise:g}: a share of the price, above -1 to 1,000 (55% is 0.55)"
        )
    if not 0 <= shift <= 1:
        raise ChoiceError(f"shift {shift:g}: a share of the work, 0 to 1 (20% is 0.20)")
    return Moves(float(cost_fall), float(price_rise), float(shift))


def _row(kind: str, sheet: Sheet, account: Account | None, **more: Any) -> dict[str, Any]:
    """A row of `kind`; without an account its amounts are unknown."""
    sizes = ("target", "levers", "cost_fall", "price_rise", "shift", "part", "missing")
    row = {"kind": kind} | sheet.whose | {key: more.get(key) for key in sizes}
    row |= {
        "revenue": account.revenue if account else None,
        "cost": account.cost if account else None,
        "gross_margin": account.gross_margin if account else None,
        "margin": account.margin if account else None,
        "subsidy": account.subsidy if account else None,
    }
    row |= {key: more.get(key) for key in ("reachable", "why")} | sheet.behind
    return {key: rounded(value) for key, value in row.items()}


def _alone_and_together(sheet: Sheet, target: float, open_margin: float) -> list[dict[str, Any]]:
    """Each lever alone, in pairs, and all three."""
    account, rows = sheet.account, []
    needs = {lever: margins.needed(account, target, lever, open_margin) for lever in LEVERS}
    for used in (some for count in (1, 2, 3) for some in combinations(LEVERS, count)):
        named = {"target": target, "levers": " + ".join(NAMES[lever] for lever in used)}
        sizes = {lever: size for lever in used if (size := needs[lever]) is not None}
        if len(sizes) < len(used):
            rows.append(_with_thin_shift(sheet, target, open_margin, used, named))
            continue
        part, moves = 1.0, Moves(**sizes)
        if len(used) > 1:
            part, moves = margins.together(account, target, moves, open_margin)
        reached = margins.moved(account, moves, open_margin)
        why = _why(account, target, open_margin, used)
        cells = {**named, **_sizes(moves), "part": part, "reachable": True, "why": why}
        rows.append(_row(LEVER, sheet, reached, **cells))
    return rows


def _with_thin_shift(
    sheet: Sheet, target: float, open_margin: float, used: Sequence[str], named: dict[str, Any]
) -> dict[str, Any]:
    """A row with a mix shift that does not reach the target alone: open models earn less.

    Together with others it is held at what breaks even, where that is possible, else at none.
    """
    others = [lever for lever in used if lever != SHIFT]
    if not others:
        cells = {"reachable": False, "why": _too_thin(open_margin)}
        return _row(LEVER, sheet, None, **named, **cells)
    held = margins.needed(sheet.account, BREAK_EVEN, SHIFT, open_margin) or 0.0
    moves = margins.beside_shift(sheet.account, target, held, open_margin, others)
    if moves is None:
        held = 0.0
        moves = margins.beside_shift(sheet.account, target, held, open_margin, others)
    assert moves is not None
    why = "a mix shift only adds to what the other levers need, so none is in it"
    if held > 0:
        why = (
            f"in pairs and all three, the mix shift is the {amounts.percent(held)} of the work "
            "that breaks even; with it the other levers need more than without"
        )
    reached = margins.moved(sheet.account, moves, open_margin)
    cells = {**named, **_sizes(moves), "reachable": True, "why": why}
    return _row(LEVER, sheet, reached, **cells)


def _sizes(moves: Moves) -> dict[str, float]:
    return {lever: getattr(moves, lever) for lever in LEVERS}


def _too_thin(open_margin: float) -> str:
    earned = f"{amounts.stated(100 * open_margin)}%"
    return f"no mix shift reaches it: open models earn {earned}, less than the target"


def _why(account: Account, target: float, open_margin: float, used: Sequence[str]) -> str | None:
    if account.margin >= target:
        return f"reached already: the margin is {amounts.percent(account.margin)}"
    if SHIFT in used and open_margin == target:
        return "a mix shift reaches it only with all of the work: open models earn just the target"
    return None


def _given(sheet: Sheet, moves: Moves, open_margin: float) -> dict[str, Any]:
    reached = margins.moved(sheet.account, moves, open_margin)
    return _row(GIVEN, sheet, reached, levers="as given", **_sizes(moves))


def _missing(
    sheet: Sheet, target: float, moves: Moves, open_margin: float
) -> Iterator[dict[str, Any]]:
    """For each lever the size that reaches the target, the other two as they are given."""
    reached = margins.moved(sheet.account, moves, open_margin)
    for lever in LEVERS:
        named = {"target": target, "levers": NAMES[lever]}
        size = margins.needed(sheet.account, target, lever, open_margin, moves)
        if size is None:
            reason = "the work that is left would have to earn more than its revenue"
            reason = _too_thin(open_margin) if lever == SHIFT else reason
            yield _row(MISSING, sheet, None, **named, reachable=False, why=reason)
            continue
        sizes = _sizes(moves) | {lever: size}
        then = margins.moved(sheet.account, Moves(**sizes), open_margin)
        cells = {**named, **sizes, "missing": size - getattr(moves, lever), "reachable": True}
        why = _why(reached, target, open_margin, [lever])
        yield _row(MISSING, sheet, then, **cells, why=why)


def _notes(open_margin: float, rows: Sequence[dict[str, Any]]) -> list[str]:
    notes = []
    if any(row[lever] for row in rows for lever in LEVERS):
        notes = _of_levers(open_margin)
    if any(row["planned"] for row in rows):
        notes.append("Planned: the year is not over, or a figure of it is a forecast.")
    return notes


def _of_levers(open_margin: float) -> list[str]:
    return [
        "Each size is at the same volume. After a price rise demand may fall, which is not in it.",
        f"Mix shift: the share of the work, measured by its revenue, that moves to open models "
        f"with a margin of {amounts.stated(100 * open_margin)}%, whatever the other two levers "
        "are. A cost fall and a price rise move the margin of the rest.",
        "In pairs and all three: the smallest same part of what each lever would need alone, where "
        "each can reach it alone.",
    ]
