"""Flow lists: kind,from,to,amount, read whole or refused with every problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneyloop.input.flow_list import is_flow_list, load_flows, read_flows
from moneyloop.model import DataError

HEADER = "kind,from,to,amount\n"


def problems(text: str) -> list[tuple[int | None, str | None, str | None, str]]:
    with pytest.raises(DataError) as caught:
        read_flows(text.encode(), "flows.csv")
    assert all(problem.hint and problem.file == "flows.csv" for problem in caught.value.problems)
    return [(one.line, one.column, one.value, one.rule) for one in caught.value.problems]


def test_flows_inputs_and_outputs() -> None:
    rows = ["a,input,5,", "b,flow,2,a", "b,flow,1.5,a", ",export,1,b", ",respiration,.5,b"]
    text = "\n".join(["to,kind,amount,from", *rows])
    found = read_flows(text.encode(), "flows.csv")
    assert (found.data, found.nodes) == ("flows.csv", ("a", "b"))
    assert list(zip(found.tail, found.head, found.amount, strict=True)) == [(0, 1, 2), (0, 1, 1.5)]
    assert (found.inputs.tolist(), found.outputs.tolist()) == ([5, 0], [0, 1.5])


def test_comments_quotes_and_other_encodings() -> None:
    text = '# Cone Spring\n"kind","from","to","amount"\nflow,"Shrimp (Pal, Crg)",Scup,1e2\n'
    found = read_flows(text.encode("utf-8-sig"), "flows.csv")
    assert found.nodes == ("Shrimp (Pal, Crg)", "Scup")
    assert found.amount.tolist() == [100]
    assert read_flows(HEADER.encode(), "flows.csv").nodes == ()


def test_every_problem_at_once_in_the_order_of_the_file() -> None:
    rows = [
        "flw,a,b,1",
        "flow,a,,1",
        "input,a,b,1",
        "export,,,-2",
        ",a,b,",
        'flow,a,b,"1,000"',
        "flow,a,b,nan",
        "flow,a,b",
    ]
    assert problems(HEADER + "\n".join(rows)) == [
        (2, "kind", "flw", "choice"),
        (3, "to", "", "required"),
        (4, "from", "a", "outside"),
        (5, "from", "", "required"),
        (5, "amount", "-2", "number"),
        (6, "kind", "", "required"),
        (6, "amount", "", "required"),
        (7, "amount", "1,000", "number"),
        (8, "amount", "nan", "number"),
        (9, None, "flow,a,b", "ragged-row"),
    ]


def test_another_header_and_no_file_at_all() -> None:
    assert problems("payer,payee,kind\na,b,compute\n") == [(1, None, None, "missing-column")]
    assert problems("") == [(1, None, None, "empty")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADER, True),
        ("amount,to,from,kind\nflow,a\n", True),
        ("kind,from,to,amount,time\n", False),
        ("kind;from;to;amount\n", False),
        ("payer,payee,kind,amount_usd_bn\n", False),
        ("kind,kind,from,to,amount\n", False),
        ("", False),
    ],
)
def test_a_flow_list_is_known_by_its_header(text: str, expected: bool) -> None:
    assert is_flow_list(text.encode()) is expected


def test_a_file_is_named_in_its_problems(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEADER + "flow,a,b,2\n", encoding="utf-8")
    bad.write_text(HEADER + "flow,a,b,two\n", encoding="utf-8")
    assert load_flows(good).nodes == ("a", "b")
    with pytest.raises(DataError, match=r"bad\.csv:2: amount"):
        load_flows(str(bad))
