"""What differs between two networks, or between two dates of one: deals, figures, loops, moves.

    diff(net, since="2025-06-30", until="2026-06-30")
    diff(load("old"), load("new"))

Told by id and by leaving one change out; amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.model import FIRM, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions import loops as loops_
from moneyloop.questions.diff import changed_rows, moves
from moneyloop.questions.diff.columns import COLUMNS
from moneyloop.questions.diff.moves import Sides, Undo
from moneyloop.words import amounts
from moneyloop.words.columns import described

Row = dict[str, Any]
Leg = tuple[str, str, str]  # payer, payee, class


@asking.on_network
@described(COLUMNS)
def diff(
    before: Network,
    after: Network | None = None,
    *,
    since: asking.When = None,
    until: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
    party: asking.Names = (),
    progress: asking.Progress | None = None,
) -> Result:
    """What changed, and what it moved: in one network between two dates, or between two networks.

    With one network `since` is the earlier date and `until` the later one (default: all that the
    data says). Two networks are each taken with all that they say, or both as of `as_of`.

    `rows` are the moves over all years up to that of the later date, the largest first: party,
    period, measure, (low, estimate, high) before and after, `moved`, and `deals`: what each
    changed deal added to the later interval, told by leaving that one change out (the largest
    moves; `more_deals` counts the rest). `figures_moved_*` is the same for all new, changed and
    gone figures together. `extra` holds the changed deals, figures and parties, and the loops
    closed (only the later side has them), opened (only the earlier) and sized. A row without an
    id is told by its content, a party by its name. Between two networks each changed row has
    `changed_on` and `reason`, where the changes.csv of the later one has it.

    `party` keeps the moves and loops of these parties, the deals that they pay or are paid by
    and those that move their intervals. Raises ChoiceError.
    """
    _check_choice(after, since, until, as_of)
    first, last = (since, until) if after is None else (as_of, as_of)
    sides = moves.sides(before, after or before, since=first, until=last, case=case)
    if after is None and sides.before.as_of > sides.after.as_of:
        early, late = (
            amounts.day(study.as_of or None, "the data, which has no date")
            for study in (sides.before, sides.after)
        )
        raise ChoiceError(f"{early} is after {late}: the earlier date comes first")
    wanted = [_resolve(sides, name) for name in asking.several(party)]
    deals, undos = changed_rows.deals(sides)
    rows = moves.moved(sides, wanted or None)
    untried = moves.explain(rows, sides, undos, progress)
    loops, about_loops = _loops(sides, wanted)
    if wanted:
        named = {part["id"] for row in rows for part in row["deals"]}
        deals = [
            row for row in deals if {row["payer"], row["payee"]} & {*wanted} or row["id"] in named
        ]
    figures, parties = changed_rows.figures(sides), changed_rows.parties(sides)
    if after is not None:
        for table, rows_ in (("deals", deals), ("figures", figures), ("parties", parties)):
            changed_rows.add_reasons(rows_, table, after)
    return Result(
        data=sides.after.network.data,
        as_of=selection.iso(sides.after.as_of),
        case=case,
        rows=rows,
        left_out=selection.left_out(asking.windowed(sides.after)),
        notes=[*_notes(sides, rows, parties, untried), *about_loops],
        extra={
            "data_before": before.data,
            "as_of_before": selection.iso(sides.before.as_of),
            "deals": deals,
            "figures": figures,
            "parties": parties,
            **loops,
        },
        unit=sides.after.network.unit,
        columns=COLUMNS,
        asked=wanted,
    )


def between(before: Network, after: Network) -> dict[str, Any]:
    """What a new row changes: the loops of `diff` and its moves, without what moved them."""
    sides = moves.sides(before, after, since=None, until=None, case=FIRM)
    return _loops(sides, [])[0] | {"moved": moves.moved(sides)}


def _check_choice(
    after: Network | None, since: asking.When, until: asking.When, as_of: asking.When
) -> None:
    if after is not None and (since is not None or until is not None):
        raise ChoiceError(
            "two data packages are compared as of one date, as-of: leave out since and until"
        )
    if after is None and as_of is not None:
        raise ChoiceError(
            "one data package is compared at two dates: write since (and until), not as-of"
        )
    if after is None and since is None:
        raise ChoiceError("one data package is compared with itself: give the earlier date, since")


def _resolve(sides: Sides, name: str) -> str:
    """The party in the later network, or else in the earlier one."""
    try:
        return asking.resolve(sides.after.network, name)
    except ChoiceError:
        try:
            return asking.resolve(sides.before.network, name)
        except ChoiceError:
            pass
        raise


def _loops(sides: Sides, party: Sequence[str]) -> tuple[dict[str, list[Row]], list[str]]:
    """Loops closed, opened and sized, and a note where not all loops were found."""
    listed: list[list[Row]] = []
    legs: list[dict[Leg, float | None]] = []
    complete = True
    for study in (sides.before, sides.after):
        known = [name for name in party if name in study.network.names]
        if party and not known:
            listed.append([])
            legs.append({})
            continue
        day = selection.iso(study.known_by or 0)
        answer = loops_.loops(study.network, as_of=day, case=study.case, party=known)
        listed.append(answer.rows)
        table, _ = loops_.legs_of(study.network, as_of=day, case=study.case)
        legs.append({(leg.payer, leg.payee, leg.cls): leg.amount for leg in table})
        complete = complete and answer.extra["complete"]
    # A side may list its largest loops only: that it has a loop is read from its legs.
    (old_rows, new_rows), (old, new) = listed, legs
    changed = {
        "loops_closed": [row for row in new_rows if not old.keys() >= _legs(row)],
        "loops_opened": [row for row in old_rows if not new.keys() >= _legs(row)],
        "loops_sized": [
            row
            for row in new_rows
            if not row["unsized"]
            and old.keys() >= _legs(row)
            and any(old[leg] is None for leg in _legs(row))
        ],
    }
    if complete:
        return changed, []
    largest = (
        "There are too many loops to find all: of each side the largest were compared, and smaller "
        "ones may have changed too."
    )
    return changed, [largest]


def _legs(row: Row) -> set[Leg]:
    return {(leg["payer"], leg["payee"], leg["class"]) for leg in row["legs"]}


def _notes(
    sides: Sides, rows: Sequence[Row], parties: Sequence[Row], untried: Sequence[Undo]
) -> list[str]:
    after = sides.after
    notes = []
    if rows:
        notes.append(
            "What a deal moved is the later interval less what it would be without that one "
            "change; deals act together, so the parts need not add up."
        )
    names = [period.name for period in after.periods if after.planned(period)]
    if names:
        notes.append(f"Planned, with scheduled and forecast money: {', '.join(names)}.")
    if untried and rows:
        notes.append(
            f"{len(untried)} changed deals, the smallest, were not tried: what they moved is not "
            f"told ({', '.join(sorted(undo.id for undo in untried))})."
        )
    changed = [
        f"{row['name']} is {row['boundary']}"
        for row in parties
        if any(cell["column"] == "boundary" for cell in row["columns"])
    ]
    if changed:
        notes.append(f"Parties that changed sides move intervals too: {', '.join(changed)}.")
    return notes
