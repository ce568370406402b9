"""Sources: what each counted row rests on, and the state that its record tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import moneyloop
from moneyloop.pages.content import sources as sources_
from moneyloop.pages.content.sources import sources
from moneyloop.questions import asking

DEALS = """
    id,payer,payee,kind,amount_usd_bn,start,status,source,outlet,url
    linked,Acme,Lab,equity,1,2025,paid,Release,The Gazette,https://example.org/a
    same,Lab,Acme,compute,1,2025,paid,Release,The Gazette,https://example.org/a
    quoted,Acme,Lab,equity,2,2025,paid,10-Q,SEC 10-Q (passage read as quoted),https://example.org/b
    copied,Acme,Lab,equity,2,2025,paid,10-K,SEC 10-K (read in a public copy),https://example.org/g
    named,Lab,Acme,compute,2,2025,paid,A book,,
    bare,Lab,Acme,compute,3,2025,paid,,,
    talks,Acme,Lab,equity,9,2025,talks,Rumour,The Post,https://example.org/c
"""
FIGURES = """
    party,metric,segment,start,end,amount,unit,preferred,source,outlet,url
    Acme,revenue,total,2025-01-01,2025-12-31,9,usd_bn,yes,10-K,SEC,https://example.org/d
    Acme,revenue,Racks,2025-01-01,2025-12-31,4,usd_bn,yes,10-K,SEC,https://example.org/f
    Acme,backlog,total,2025-12-31,2025-12-31,9,usd_bn,yes,Call,Wire,https://example.org/e
"""


def test_states_and_the_rows_behind_them(package: Callable[..., Path]) -> None:
    given = asking.study(moneyloop.load(str(package(DEALS, figures=FIGURES))))
    rows = sources(given)
    told = {tuple(row["deals"] or row["figures"]): row["state"] for row in rows}
    assert told == {
        ("linked", "same"): "linked",
        ("quoted",): "read as quoted elsewhere",
        ("copied",): "read in a public copy",
        ("named",): "named, no link",
        ("bare",): "none named",
        ("Acme, revenue, 2025-01-01 to 2025-12-31",): "linked",
        ("Acme, revenue of Racks, 2025-01-01 to 2025-12-31",): "linked",
    }
    assert rows[0]["deals"] == ["linked", "same"]


def test_every_counted_row_of_the_bundled_data_has_one_source() -> None:
    given = asking.study(moneyloop.load())
    rows = sources(given)
    listed = [deal for row in rows for deal in row["deals"]]
    counted = given.deals.loc[asking.windowed(given)["reason"] == "", "id"].tolist()
    assert sorted(listed) == sorted(counted)
    states = {sources_.LINKED, sources_.QUOTED, sources_.COPIED, sources_.NAMED, sources_.NONE}
    assert {row["state"] for row in rows} <= states
