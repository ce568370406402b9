"""How much do amounts that are stated as a range matter? (method, section 9)"""

from __future__ import annotations

from moneyloop.analysis import notes
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.study import selection
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress, study, windowed
from moneyloop.words.columns import Column, amount, described, from_to, interval, period, width
from moneyloop.words.labels import MEASURE_LABELS

_FIRM, _LOW, _HIGH = interval("marker", "Firm amounts", ends=("low", "high"), spare=3)
COLUMNS = (
    Column("party", "Party", whole=True),
    Column("period", "Period", cell=period, whole=True),
    Column("measure", "Measure", MEASURE_LABELS.__getitem__),
    *(_LOW, _FIRM, _HIGH),
    amount("low_median", "Identification", cell=from_to("low_median", "high_median")),
    amount("marker_median"),
    amount("high_median", "Width", cell=width("low_median", "high_median"), spare=1),
    amount("low_q05", "Data", cell=from_to("low_q05", "high_q95")),
    amount("marker_q05"),
    amount("marker_q95"),
    amount("high_q95", "Width", cell=width("low_q05", "high_q95"), spare=2),
    Column("pro_forma"),
)


@asking.on_network
@described(COLUMNS)
def simulate(
    network: Network,
    *,
    draws: int = 10_000,
    seed: int = 1,
    as_of: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    by: str = "year",
    party: asking.Names = (),
    progress: Progress | None = None,
) -> Result:
    """How much do amounts that are stated as a range matter? (method, section 9)

    Each draw takes every deal with an "up to" somewhere between its firm amount and that,
    uniform and independent. One row per party with sales inside the network, period and measure:
    the interval at the firm amounts, the medians of its ends over the draws (identification) and
    the 5th percentile of the low to the 95th of the high (data). `extra` has `draws`, `seed` and
    `ranged`, the ids of the deals that vary. Raises ChoiceError.
    """
    if draws < 1:
        raise ChoiceError(f"{draws} draws: at least one is needed")
    if seed < 0:
        raise ChoiceError(f"seed {seed}: a seed is zero or more")
    given = study(network, as_of=as_of, from_=from_, to=to, by=by)
    wanted = asking.resolve_all(network, party) or None
    rows = simulation.rows(given, wanted, draws=draws, seed=seed, progress=progress)
    seen = windowed(given)
    return Result(
        data=network.data,
        as_of=selection.iso(given.as_of),
        case=given.case,
        rows=rows,
        left_out=selection.left_out(seen),
        notes=[*simulation.notes(given, seen), *notes.pro_forma(given)],
        extra={"draws": draws, "seed": seed, "ranged": simulation.varying(seen)},
        unit=network.unit,
        columns=COLUMNS,
        asked=wanted or (),
    )
