"""The answer by tracing rules, which follow dated payments one by one (method, section 8)."""

from __future__ import annotations

from collections.abc import Sequence

from moneyloop.analysis import notes
from moneyloop.analysis.attribution import KNOWN
from moneyloop.analysis.dated import rows as dated
from moneyloop.analysis.dated import tracing
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study
from moneyloop.input.checks import nearest
from moneyloop.model import ChoiceError, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress
from moneyloop.questions.attribute import columns
from moneyloop.words.columns import in_order

ALL = "all"


def named(rule: asking.Names) -> tuple[str, ...]:
    """The rules that are meant, each once and in the order of all; raises ChoiceError."""
    wanted = asking.several(rule)
    for name in wanted:
        if name not in tracing.RULES and name != ALL:
            hint = nearest(name, (*tracing.RULES, ALL))
            raise ChoiceError(f"{name!r} is not a tracing rule: {hint}")
    return tuple(name for name in tracing.RULES if name in wanted or ALL in wanted)


def traced(
    study: Study,
    rules: Sequence[str],
    parties: Sequence[str] | None,
    shuffle_ties: int,
    progress: Progress | None,
) -> Result:
    """The rows of `attribute` once for each rule, beside the bounds of the same payments.

    Rows of several rules begin with their rule. Raises ChoiceError where rows that matter have
    no payment day, and names them; of several rules those that need the days of all rows are left
    out where these are missing.
    """
    rows, sentences, about = dated.rows(
        study, rules, parties, shuffles=shuffle_ties, progress=progress
    )
    # Rules that the days do not allow have no row, and a note.
    used = list(dict.fromkeys(row["rule"] for row in rows))
    layout = columns.COLUMNS if len(rules) == 1 else columns.BY_RULE
    shown = columns.of(study, layout, columns.RULE, *([columns.TIES] if shuffle_ties else []))
    return Result(
        data=study.network.data,
        as_of=selection.iso(study.as_of),
        case=study.case,
        rows=in_order(shown, rows),
        left_out=selection.left_out(asking.windowed(study)),
        notes=[*sentences, *notes.on_rows(study, [row for row in rows if row["rule"] in used[:1]])],
        extra={"amounts": KNOWN, "rules": used, "shuffle_ties": shuffle_ties},
        unit=study.network.unit,
        columns=shown,
        asked=parties or (),
        about=about,
    )
