"""A checked package becomes a Network: ids, aliases, boundaries, defaults, days, the graph."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from moneyloop.input import package as package_
from moneyloop.input.package import load
from moneyloop.model import DataError

Package = Callable[..., Path]


def test_a_deal_without_an_id_is_named_after_its_line(package: Package) -> None:
    network = load(
        package(
            """
            id,payer,payee,kind,note
            first,A,B,equity,
            ,A,B,debt,"two
            lines"
            #1,A,C,equity,
            """
        )
    )
    assert network.deals["id"].tolist() == ["first", "row-3", "#1"]
    assert network.deals["line"].tolist() == [2, 3, 5]


def test_without_an_id_column_every_row_has_one(package: Package) -> None:
    network = load(package("payer,payee,kind\nA,B,equity\nA,B,equity\n"))
    assert network.deals["id"].tolist() == ["row-2", "row-3"]


def test_aliases_become_names(package: Package) -> None:
    network = load(
        package(
            "payer,payee,kind\nAWS,Claude Inc,equity\nAnthropic,Amazon Web Services,compute\n",
            'name,aliases\nAmazon,"AWS; Amazon Web Services"\nAnthropic,Claude Inc\n',
            "party,metric,start,end,amount,unit\nAWS,revenue,2025,2025,1,usd_bn\n",
        )
    )
    assert network.deals["payer"].tolist() == ["Amazon", "Anthropic"]
    assert network.deals["payee"].tolist() == ["Anthropic", "Amazon"]
    assert network.figures["party"].tolist() == ["Amazon"]
    assert network.parties["name"].tolist() == ["Amazon", "Anthropic"]


@pytest.mark.parametrize(
    ("deals", "parties", "inside"),
    [
        # Who is paid by an investment or a purchase is inside; who only pays is outside.
        ("Fund,Lab,equity\nLab,Cloud,compute", None, ["Lab", "Cloud"]),
        # To be repaid, or to be guaranteed, is not to be paid for something.
        ("Lab,Bank,repayment\nBank,Lab,debt\nLab,State,backstop", None, ["Lab"]),
        # What parties.csv says goes before.
        ("Fund,Lab,equity\nLab,Cloud,compute", "Fund,inside\nLab,\nCloud,outside", ["Fund", "Lab"]),
        # A row of zero pays nothing; one of an unknown amount does, and so may an "up to".
        ("Fund,Lab,equity,0\nLab,Cloud,compute,\nLab,Chips,hardware,0,5", None, ["Cloud", "Chips"]),
        # A party without deals is never paid.
        ("Fund,Lab,equity", "Fund,\nLab,\nQuiet,", ["Lab"]),
    ],
)
def test_boundary(package: Package, deals: str, parties: str | None, inside: list[str]) -> None:
    table = None if parties is None else f"name,boundary\n{parties}\n"
    columns = ["payer", "payee", "kind", "amount_usd_bn", "amount_high_usd_bn"]
    rows = [row + "," * (len(columns) - 1 - row.count(",")) for row in deals.split("\n")]
    network = load(package("\n".join([",".join(columns), *rows, ""]), table))
    assert network.inside == inside
    assert set(network.parties["boundary"]) <= {"inside", "outside"}


def test_parties_of_deals_are_added_when_there_is_no_file_for_them(package: Package) -> None:
    network = load(package("payer,payee,kind\nFund,Lab,equity\nLab,Cloud,compute\n"))
    assert network.parties["name"].tolist() == ["Fund", "Lab", "Cloud"]
    assert network.parties["kind"].tolist() == ["", "", ""]


def test_blank_status_and_settlement_have_defaults(package: Package) -> None:
    network = load(
        package(
            """
            payer,payee,kind,status,settlement
            A,B,equity,,
            A,B,credit,paid,
            A,B,warrant,talks,
            A,B,warrant,contingent,cash
            A,B,compute,signed,unknown
            """
        )
    )
    assert network.deals["status"].tolist() == ["signed", "paid", "talks", "contingent", "signed"]
    assert network.deals["settlement"].tolist() == ["cash", "credits", "stock", "cash", "unknown"]


def test_a_blank_preference_is_yes(package: Package) -> None:
    figures = """
        party,metric,start,end,amount,unit,preferred
        B,users,2025,2025,9,count_m,
        B,users,2025,2025,8,count_m,no
        """
    network = load(package("payer,payee,kind\nA,B,equity\n", figures=figures))
    assert network.figures["preferred"].tolist() == ["yes", "no"]


def test_unknown_amounts_stay_unknown(package: Package) -> None:
    network = load(package("payer,payee,kind,amount_usd_bn\nA,B,equity,\nA,B,debt,0\n"))
    assert network.deals["amount_usd_bn"].isna().tolist() == [True, False]
    edges = network.graph.edges(data="amount_usd_bn")
    assert [amount for _, _, amount in edges] == [None, 0.0]


def test_days_of_partial_dates(package: Package) -> None:
    network = load(
        package(
            """
            payer,payee,kind,announced,start,end
            A,B,lease,2024-11,2025,2026-02
            A,B,lease,,2025-03-05,
            """
        )
    )
    columns = ["announced_day", "start_day", "start_last_day", "end_day"]
    rows = [
        [date.fromordinal(day).isoformat() if day else "" for day in row]
        for row in network.deals[columns].to_numpy().tolist()
    ]
    assert rows == [
        ["2024-11-01", "2025-01-01", "2025-12-31", "2026-02-28"],
        ["", "2025-03-05", "2025-03-05", ""],
    ]


def test_the_graph_has_one_edge_per_deal_with_every_column(package: Package) -> None:
    network = load(
        package(
            """
            id,payer,payee,kind,amount_usd_bn,note
            one,Cloud,Lab,equity,2,seed
            two,Cloud,Lab,equity,3,
            back,Lab,Cloud,compute,,
            """,
            "name,kind\nCloud,hyperscaler\nLab,lab\n",
        )
    )
    graph = network.graph
    assert sorted(graph.edges(keys=True)) == [
        ("Cloud", "Lab", "one"),
        ("Cloud", "Lab", "two"),
        ("Lab", "Cloud", "back"),
    ]
    edge = graph.edges["Cloud", "Lab", "one"]
    assert (edge["kind"], edge["class"], edge["amount_usd_bn"]) == ("equity", "investment", 2.0)
    assert (edge["note"], edge["line"]) == ("seed", 2)
    assert graph.edges["Lab", "Cloud", "back"]["amount_usd_bn"] is None
    assert graph.nodes["Lab"]["kind"] == "lab"


def test_errors_are_raised_all_at_once_and_warnings_are_kept(package: Package) -> None:
    with pytest.raises(DataError) as caught:
        load(package("payer,payee,kind\nA,A,equty\n"))
    assert [problem.rule for problem in caught.value.problems] == ["same-party", "choice"]
    network = load(package("payer,payee,kind\n", folder="empty"))
    assert [problem.rule for problem in network.warnings] == ["no-deals"]
    assert len(network.deals) == 0


def test_a_file_called_deals_csv_brings_the_files_beside_it(package: Package) -> None:
    folder = package("payer,payee,kind\nAWS,Lab,equity\n", "name,aliases\nAmazon,AWS\nLab,\n")
    assert load(folder / "deals.csv").deals["payer"].tolist() == ["Amazon"]


def test_a_file_of_another_name_stands_alone(package: Package) -> None:
    folder = package("payer,payee,kind\nA,B,equity\n", "name,colour\nbroken,red\n")
    alone = (folder / "deals.csv").rename(folder / "mine.csv")
    assert load(alone).parties["name"].tolist() == ["A", "B"]


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO(b"payer,payee,kind\nA,B,equity\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
    assert load("-").parties["name"].tolist() == ["A", "B"]


def test_the_bundled_package_has_no_problem_and_a_source_for_every_deal() -> None:
    network = load()
    assert network.warnings == ()
    assert network.data == "bundled"
    assert len(network.deals) >= 270
    assert (network.deals[["source", "outlet", "url"]] != "").any(axis=1).all()


JUNK = ["", "A", "-1", "2024-13", "x;y"]
CELLS = {
    "id": ["x", "y", "row-3"],
    "kind": ["equity", "lab", "compute"],
    "start": ["2025", "2025-06"],
    "end": ["2025", "2024-01-31"],
    "amount_usd_bn": ["1", "$5bn"],
    "part_of": ["x", "y;x"],
    "replaces": ["x", "y;row-2"],
    "payer": ["A", "B"],
    "payee": ["B", "C"],
    "name": ["A", "B"],
    "aliases": ["B", "C;A"],
    "boundary": ["inside"],
    "party": ["A", "B"],
    "metric": ["revenue", "cash"],
    "amount": ["1", "-2"],
    "unit": ["usd_bn"],
    "preferred": ["no"],
    "odd": ["x"],
    "": ["x"],
}


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table with any of the columns of any file, and cells that mostly suit them."""
    header = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=12))
    cells = st.tuples(*(st.sampled_from(CELLS[name] * 3 + JUNK) for name in header))
    rows = draw(st.lists(cells, max_size=4))
    return "\n".join(",".join(row) for row in [header, *rows]).encode()


RAW = st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode()) | tables()


@examples(300)
@given(deals=RAW, parties=RAW, figures=RAW)
def test_any_bytes_give_problems_or_a_network(deals: bytes, parties: bytes, figures: bytes) -> None:
    given_bytes = {"deals": deals, "parties": parties, "figures": figures}
    found, problems = package_.read_package("data", given_bytes)
    if any(problem.severity == "error" for problem in problems):
        with pytest.raises(DataError) as caught:
            load("data", override=given_bytes)
        assert list(caught.value.problems) == problems
    else:
        network = load("data", override=given_bytes)
        assert len(network.deals) == len(found["deals"].rows)
        assert list(network.warnings) == problems
    for problem in problems:
        assert problem.rule
        assert problem.message
        assert problem.line is None or problem.line >= 1
