"""How much do amounts that are stated as a range matter? (method, section 9)"""

from __future__ import annotations

from moneyloop.analysis import notes
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.study import selection
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import Progress, study, windowed


@asking.on_network
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
    )
