"""What widens an interval: open amounts, balances and origins settled alone, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
from examples import examples
from moneyloop.analysis.graph import ANY_INVESTOR, OWN
from moneyloop.analysis.ranged.bounds import bounds
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.what_if.widens import widens
from moneyloop.model import Network
from moneyloop.questions import asking
from moneyloop.questions.explanation import explain
from moneyloop.tables import explain as table

PARTIES = make.parties(["Acme", "Lab", "Cloud"], ["Fund"])


def explained(network: Network, party: str = "Acme", year: str = "2025") -> dict[str, Any]:
    found: dict[str, Any] = explain(network, party, year=year).extra
    return found


def told(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    keys = ("kind", "id", "party", "low", "high", "narrows")
    return [tuple(row[key] for key in keys) for row in found["widens"]]


def package(*more: dict[str, Any], lab: float | None = 10, acme: float = 90) -> Network:
    """Acme puts 90 into Lab, which pays it 70; Lab had no cash before."""
    rows = [
        make.deal("Acme", "Lab", "equity", 90, id="stake"),
        make.deal("Lab", "Acme", "compute", 70, id="sale"),
        *more,
    ]
    figures = [make.revenue("Acme", acme), make.cash("Lab", 0, "2024-12-31")]
    figures += [] if lab is None else [make.revenue("Lab", lab)]
    return make.network(rows, figures, PARTIES)


GAP = make.deal("Lab", "Acme", "services", "", id="gap")


def test_an_open_amount_is_settled_at_nothing() -> None:
    """T = 100, V = 90, R from 70 to the 90 that Acme booked: [60, 90], without the gap [60, 70]."""
    found = explained(package(GAP))
    assert (found["row"]["own_low"], found["row"]["own_high"]) == (60, 90)
    assert told(found) == [("amount", "gap", None, 60, 70, 20)]
    assert found["unlimited"] == []


def test_money_of_unknown_origin_is_settled_at_what_is_missing() -> None:
    """Without Lab's revenue any of the 70 may be other money; if there is none it is [70, 70]."""
    found = explained(package(lab=None))
    assert (found["row"]["own_low"], found["row"]["own_high"]) == (0, 70)
    # Its 90 are all its money, and all Acme's.
    assert told(found) == [("origin", None, "Lab", 70, 70, 70)]
    # Its cash is known, or is of the end of the year that is asked for.
    assert found["widens_nothing"] == 0


def carried(*figures: dict[str, Any]) -> Network:
    """Of 60 that Lab has in 2024, 50 Acme's, it pays 40 to Acme in 2025, where 10 come in."""
    rows = [
        make.deal("Acme", "Lab", "equity", 50, 2024, id="stake"),
        make.deal("Lab", "Acme", "compute", 40, id="sale"),
    ]
    known = [make.revenue("Lab", 10, year) for year in (2024, 2025)]
    known += [make.revenue("Acme", 60), make.cash("Lab", 0, "2023-12-31"), *figures]
    return make.network(rows, known, PARTIES)


def test_a_balance_that_no_figure_gives_is_settled_at_what_the_estimate_keeps() -> None:
    """Nothing kept: nothing of 2024 is there in 2025. Anything up to 60: all 40 may be Acme's."""
    found = explained(carried())
    assert (found["row"]["own_low"], found["row"]["own_high"]) == (0, 40)
    assert told(found) == [("balance", None, "Lab", 0, 0, 40)]
    # Whatever was missing, cash of any size may have come from 2024: its origin narrows nothing.
    assert found["widens_nothing"] == 1


def test_what_a_figure_gives_widens_nothing() -> None:
    """30 kept and 10 earned pay the 40: all 30 were of the pool in which 50 of 60 are Acme's."""
    found = explained(carried(make.cash("Lab", 30, "2024-12-31")))
    assert (found["row"]["own_low"], found["row"]["own_high"]) == (20, 30)
    assert (told(found), found["widens_nothing"]) == ([], 0)


def test_only_what_can_reach_the_number_is_tried() -> None:
    elsewhere = make.deal("Fund", "Cloud", "equity", "", id="elsewhere")
    found = explained(package(GAP, elsewhere))
    assert told(found) == [("amount", "gap", None, 60, 70, 20)]
    assert found["widens_nothing"] == 0


def test_a_high_that_is_not_public_names_the_rows_that_no_total_limits() -> None:
    """Neither Lab nor Acme reports revenue: the gap may be any amount, and all of it Acme's."""
    rows = [
        make.deal("Acme", "Lab", "equity", "", id="stake"),
        make.deal("Lab", "Acme", "compute", "", id="gap"),
        make.deal("Lab", "Acme", "services", 5, id="sale"),
        make.deal("Fund", "Acme", "equity", "", id="round", amount_high_usd_bn=7, status="signed"),
    ]
    found = explained(make.network(rows, [], PARTIES))
    assert (found["row"]["own_low"], found["row"]["own_high"]) == (0, None)
    assert found["unlimited"] == ["gap", "stake"]
    # Without the stake nothing is Acme's; without the gap no more than the sale is.
    assert told(found)[:2] == [
        ("amount", "gap", None, 0, 5, None),
        ("amount", "stake", None, 0, 0, None),
    ]
    text = "".join(str(part) for part in table.widens(found, "own money back"))
    assert "The high is not public: no total limits the amount of gap, stake." in text


def test_a_seller_whose_only_sales_are_open_is_no_table_of_question_marks() -> None:
    rows = [
        make.deal("Fund", "Lab", "equity", 60),
        make.deal("Lab", "Acme", "compute", "", id="gap"),
    ]
    figures = [make.revenue("Lab", 40), make.revenue("Acme", 90)]
    result = explain(make.network(rows, figures, PARTIES), "Acme", year="2025")
    found = result.extra
    assert "how much of it other companies in the network paid is not public" in found["answer"]
    assert "$0 to $60.0bn" in found["answer"]
    assert told(found) == [("amount", "gap", None, 0, 0, 60)]
    (pool,) = found["pools"]
    assert (pool["party"], pool["total"], pool["passes"], pool["own"]) == ("Lab", 100, None, None)
    assert [flow["amount"] for flow in pool["inflows"]] == [60, 40]
    titles = [part.title for part in table.view(result) if not isinstance(part, str)]
    assert titles == [
        "What widens it: any investor's money",
        "The pools of its buyers, on public amounts, 1 of 1",
    ]


def test_parts_of_the_public_interval_say_so() -> None:
    result = explain(package(GAP), "Acme", year="2025")
    parts = table.view(result)
    titles = [part.title for part in parts if not isinstance(part, str)]
    assert "What limits own money back on public amounts and balances" in titles
    assert (
        "Without one deal: how own money back on public amounts and balances moves, 2 of 2 deals"
        in titles
    )
    (listing,) = (part for part in parts if not isinstance(part, str) and "Without" in part.title)
    assert (listing.rows[0]["low"], listing.rows[0]["high"]) == (60, 70)


@examples(8)
@given(data=st.data())
def test_what_is_settled_moves_no_end_outwards(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_size=3, max_years=2))
    rows = [
        row | ({"amount_usd_bn": ""} if data.draw(st.booleans()) else {}) for row in economy.deals()
    ]
    figures = [row for row in economy.figures() if data.draw(st.booleans())]
    study = asking.study(make.network(rows, figures, economy.parties()))
    period = len(study.periods) - 1
    for target in range(economy.size):
        for measure in (OWN, ANY_INVESTOR):
            base = bounds(RangedPools(study), period, target, measure)
            found = widens(study, period, target, measure)
            for row in found.rows:
                assert row.low >= base.low - 1e-6
                if base.high is not None:
                    assert row.high is not None
                    assert row.high <= base.high + 1e-6
                    narrower = base.high - base.low - (row.high - row.low)
                    assert row.narrows == pytest.approx(narrower, abs=1e-6)
            order = [row.narrows for row in found.rows if row.narrows is not None]
            assert order == sorted(order, reverse=True)
            assert not found.unlimited or base.high is None
