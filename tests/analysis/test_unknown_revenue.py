"""Revenue that nobody reports is blank, never 0: in rows, CSV and frames, for every model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import moneyloop

PARTS = (
    *("own_estimate", "other_network_investors", "outside_investors", "reciprocal"),
    *("earlier_cash", "no_known_source", "customers"),
)
DEALS = """\
    id,payer,payee,kind,amount_usd_bn,amount_high_usd_bn,start,status
    seed,Cloud,Lab,equity,4,,2025-01-15,paid
    round,Fund,Startup,equity,2,,2025-02-01,paid
    rent,Lab,Cloud,compute,3,,2025-03-01,paid
    power,Lab,Grid,lease,1,,2025-04-01,paid
    """
FIGURES = """\
    party,metric,segment,start,end,amount,unit
    Cloud,revenue,total,2025,2025,10,usd_bn
    """


def rows(path: Path, **words: Any) -> dict[str, dict[str, Any]]:
    answer = moneyloop.attribute(moneyloop.load(path), from_=2025, to=2025, **words)
    return {row["party"]: row for row in answer.rows}


@pytest.mark.parametrize("figures", [FIGURES, None])
@pytest.mark.parametrize("words", [{}, {"rule": "fifo"}, {"amounts": "ranges"}])
def test_only_what_nobody_tells_is_blank(
    package: Callable[..., Path], figures: str | None, words: dict[str, str]
) -> None:
    found = rows(package(DEALS, figures=figures), **words)
    # Neither a figure nor a sale: nothing is known.
    for party in ("Lab", "Startup"):
        assert found[party]["revenue"] is None
        assert found[party]["revenue_coverage"] == 0
        assert found[party]["growth"] is None
    # A sale without a figure is the known part; a figure is the whole.
    assert (found["Grid"]["revenue"], found["Grid"]["revenue_coverage"]) == (1, 0)
    assert found["Cloud"]["revenue"] == (3 if figures is None else 10)
    for row in found.values():
        if row["revenue"] is not None:
            assert sum(row[part] for part in PARTS) == pytest.approx(row["revenue"])


def test_a_reported_revenue_of_nothing_is_nothing(package: Callable[..., Path]) -> None:
    none = FIGURES + "    Startup,revenue,total,2025,2025-06,0,usd_bn\n"
    row = rows(package(DEALS, figures=none))["Startup"]
    assert row["revenue"] == 0
    assert 0 < row["revenue_coverage"] < 1


def test_ends_are_blank_with_it_unless_a_range_has_a_sale(package: Callable[..., Path]) -> None:
    more = DEALS + "    maybe,Lab,Startup,services,0,5,2025-02-15,paid\n"
    found = rows(package(more, figures=FIGURES), amounts="ranges")
    assert (found["Lab"]["revenue_low"], found["Lab"]["revenue_high"]) == (None, None)
    startup = [found["Startup"][key] for key in ("revenue_low", "revenue", "revenue_high")]
    assert startup == [0, 0, 5]


def test_a_list_of_payments_has_all_there_is() -> None:
    payments = pd.DataFrame(
        {"payer": ["A"], "payee": ["B"], "amount": [5], "start": ["2025-01-05"]}
    )
    (row,) = moneyloop.attribute(moneyloop.load_payments(payments, kind="equity"), party="B").rows
    assert (row["revenue"], row["revenue_coverage"]) == (0, 0)


def test_csv_and_frames_are_blank(package: Callable[..., Path], run: Callable[..., Any]) -> None:
    folder = package(DEALS, figures=FIGURES)
    result = run("attribute", folder, "--format", "csv", "-o", "rows.csv")
    assert result.exit_code == 0
    csv = pd.read_csv("rows.csv", dtype=str, keep_default_na=False).set_index("party")
    assert csv.loc["Startup", "revenue"] == ""
    frame = moneyloop.attribute(moneyloop.load(folder)).to_frame().set_index("party")
    assert frame["revenue"].isna().to_dict() == {
        "Cloud": False,
        "Grid": False,
        "Lab": True,
        "Startup": True,
    }


def test_the_argument_and_the_sums_say_so(package: Callable[..., Path]) -> None:
    net = moneyloop.load(package(DEALS, figures=FIGURES))
    told = moneyloop.explain(net, "Startup", year=2025).extra
    assert told["answer"].startswith("What Startup booked in 2025 is not public")
    assert {bucket["share"] for bucket in told["buckets"]} == {None}
    assert moneyloop.index(net).rows[0]["revenue"] == 11
    alone = moneyloop.load(net.deals.loc[net.deals["class"] == "investment"])
    row = moneyloop.index(alone).rows[0]
    assert (row["revenue"], row["own_share_estimate"]) == (None, None)


def test_bundled_rows_without_a_figure_or_a_sale_are_blank() -> None:
    frame = moneyloop.attribute(moneyloop.load()).to_frame()
    unknown = (frame["revenue_coverage"] == 0) & (frame["network_sales"].fillna(0) == 0)
    assert unknown.any()
    assert frame.loc[unknown, "revenue"].isna().all()
    assert (frame.loc[~unknown, "revenue"] > 0).all()
    known = frame.loc[~unknown & frame["customers"].notna()]
    assert known[list(PARTS)].sum(axis=1).to_numpy() == pytest.approx(known["revenue"].to_numpy())
