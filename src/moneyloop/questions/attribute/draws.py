"""The answer over draws: how much do vague amounts matter? (method, section 9)"""

from __future__ import annotations

from collections.abc import Sequence

from moneyloop.analysis import notes
from moneyloop.analysis.attribution import KNOWN
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress
from moneyloop.words.columns import Column, amount, from_to, interval, period, width
from moneyloop.words.labels import MEASURE_LABELS

SEED = 1

COLUMNS = (
    Column("party", "Party", whole=True),
    Column("period", "Period", cell=period, whole=True),
    Column("measure", "Measure", MEASURE_LABELS.__getitem__),
    *interval("estimate", "Paid and signed", ends=("low", "high"), spare=3),
    amount("low_median", "Identification", cell=from_to("low_median", "high_median")),
    amount("estimate_median"),
    amount("high_median", "Width", cell=width("low_median", "high_median"), spare=1),
    amount("low_q05", "Data", cell=from_to("low_q05", "high_q95")),
    amount("estimate_q05"),
    amount("estimate_q95"),
    amount("high_q95", "Width", cell=width("low_q05", "high_q95"), spare=2),
    Column("planned"),
)


def checked(
    network: Network, draws: int | None, seed: int | None, *, plain: bool, traced: bool
) -> tuple[int, int]:
    """The draws and the seed; ChoiceError where they are asked for beside what they exclude.

    `plain` is the firm case at points, without what counts differently; `traced` a tracing rule.
    """
    if draws is None:
        raise ChoiceError("a seed is of the random draws: ask for draws (--draws) too")
    if draws < 1:
        raise ChoiceError(f"{draws} draws: at least one is needed")
    if seed is not None and seed < 0:
        raise ChoiceError(f"seed {seed}: a seed is zero or more")
    if traced:
        raise ChoiceError(
            "draws mix the money of a period, and a tracing rule follows single payments at one "
            "amount: choose draws, or rules (and shuffled ties)"
        )
    if network.is_ledger:
        raise ChoiceError("a list of payments states no ranges of amounts: nothing can be drawn")
    if not plain:
        raise ChoiceError(
            'draws take every amount from the signed one to the "up to", of cash and revenue '
            "shares alike: leave out case, amounts, in-kind and without-revenue-share"
        )
    return draws, SEED if seed is None else seed


def drawn(
    study: Study,
    parties: Sequence[str] | None,
    draws: int,
    seed: int,
    progress: Progress | None,
) -> Result:
    """One row per party with network sales, period and measure, over the draws."""
    rows = simulation.rows(study, parties, draws=draws, seed=seed, progress=progress)
    seen = asking.windowed(study)
    return Result(
        data=study.network.data,
        as_of=selection.iso(study.as_of),
        case=study.case,
        rows=rows,
        left_out=selection.left_out(seen),
        notes=[*simulation.notes(study, seen), *notes.planned(study)],
        extra={"amounts": KNOWN, "draws": draws, "seed": seed, "ranged": simulation.varying(seen)},
        unit=study.network.unit,
        columns=COLUMNS,
        asked=parties or (),
    )
