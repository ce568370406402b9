"""Tables of a notebook in place of files: the same checks, the same answers."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import moneyloop
from moneyloop.input.bundled import bundled_folder
from moneyloop.input.create import create
from moneyloop.input.frames import FRAMES, cells

TABLES = ("deals", "parties", "figures")
COLUMNS = ("payer", "payee", "kind", "amount_usd_bn", "announced", "start", "end", "status")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the bundled data: a folder whose name the answers show."""
    home = tmp_path_factory.mktemp("copy")
    create(home, bundled=True)
    return home


def read(folder: Path, **words: Any) -> dict[str, pd.DataFrame]:
    return {name: pd.read_csv(folder / f"{name}.csv", **words) for name in TABLES}


# As pandas reads them: numbers and NaN; all text; text with blanks as None; nullable types.
READINGS: dict[str, Callable[[Path], dict[str, pd.DataFrame]]] = {
    "typed": read,
    "text": lambda folder: read(folder, dtype=str, keep_default_na=False),
    "none": lambda folder: {
        name: frame.astype(object).where(frame.notna(), None)
        for name, frame in read(folder).items()
    },
    "nullable": lambda folder: {n: f.convert_dtypes() for n, f in read(folder).items()},
    "category": lambda folder: {
        n: f.astype(dict.fromkeys(f.columns.intersection(["kind", "status", "metric"]), "category"))
        for n, f in read(folder).items()
    },
}


@pytest.fixture(scope="module", params=READINGS)
def both(request: pytest.FixtureRequest, folder: Path) -> tuple[moneyloop.Network, ...]:
    frames = READINGS[request.param](folder)
    return moneyloop.load(folder), moneyloop.load(**frames)


def test_frames_are_the_network_of_the_files(both: tuple[moneyloop.Network, ...]) -> None:
    files, frames = both
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(frames, name), getattr(files, name))
    assert frames.data == FRAMES
    # The same problems on the same lines; only the place has another name.
    mine = [problem.__dict__ | {"file": ""} for problem in frames.warnings]
    assert mine == [problem.__dict__ | {"file": ""} for problem in files.warnings]


ANSWERS: dict[str, Callable[[moneyloop.Network], moneyloop.Result]] = {
    "attribute": moneyloop.attribute,
    "attribute by all rules": lambda net: moneyloop.attribute(net, rule="all"),
    "attribute over draws": lambda net: moneyloop.attribute(net, draws=20, year=2026),
    "figures of two": lambda net: moneyloop.figures(net, "OpenAI", "Anthropic"),
    "deals": moneyloop.deals,
    "diff": lambda net: moneyloop.diff(net, since="2026-03", party="AMD"),
    "explain": lambda net: moneyloop.explain(net, "Microsoft", year=2025),
    "figures": moneyloop.figures,
    "figures of one": lambda net: moneyloop.figures(net, "OpenAI"),
    "gap": moneyloop.gap,
    "index": moneyloop.index,
    "index and chance": lambda net: moneyloop.index(net, chance=True, draws=20),
    "loops": lambda net: moneyloop.loops(net, length=4),
    "margin": moneyloop.margin,
    "chance": lambda net: moneyloop.index(net, chance=True, draws=20),
    "stress": lambda net: moneyloop.stress(net, "OpenAI"),
    "timeline": lambda net: moneyloop.timeline(net, party="Microsoft", from_=2025),
    "trace": moneyloop.trace,
}


@pytest.mark.parametrize("question", ANSWERS)
def test_every_answer_is_that_of_the_folder(question: str, folder: Path) -> None:
    ask = ANSWERS[question]
    files = ask(moneyloop.load(folder)).to_dict()
    frames = ask(moneyloop.load(**read(folder))).to_dict()
    assert files.pop("data") != frames.pop("data")
    files.pop("data_before", None), frames.pop("data_before", None)
    assert repr(frames).replace(FRAMES, str(folder)) == repr(files)
    assert files["rows"] or files["deals"]


def test_the_tables_of_a_network_can_be_given_again() -> None:
    net = moneyloop.load()
    again = moneyloop.load(net.deals, parties=net.parties, figures=net.figures)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(net, name))
    # A what-if: the network without one deal, which no other row refers to.
    last = net.deals["id"].iloc[-1]
    without = moneyloop.load(net.deals[net.deals["id"] != last], parties=net.parties)
    assert without.deals["id"].tolist() == net.deals["id"].tolist()[:-1]


def test_a_list_of_deals_can_be_given_again() -> None:
    net = moneyloop.load()
    listed = moneyloop.load(moneyloop.deals(net).to_frame(), parties=net.parties)
    pd.testing.assert_frame_equal(listed.deals, net.deals)


def test_deals_alone_are_enough_and_read_no_file() -> None:
    net = moneyloop.load(pd.DataFrame({"payer": ["A"], "payee": ["B"], "kind": ["equity"]}))
    assert net.parties["name"].tolist() == ["A", "B"]
    assert len(net.figures) == 0
    assert net.deals["id"].tolist() == ["row-2"]


def test_the_index_of_a_frame_is_not_read() -> None:
    deals = pd.DataFrame({"payer": ["A", "C"], "payee": ["B", "B"], "kind": ["equity", "debt"]})
    net = moneyloop.load(deals.set_index(pd.Index([7, 7])).iloc[::-1])
    assert list(zip(net.deals["payer"], net.deals["line"], strict=True)) == [("C", 2), ("A", 3)]


DEALS = """\
    id,payer,payee,kind,amount_usd_bn,announced,start,end,status,part_of
    a,Lab,Cloud,compute,5,2025-01,2025-02-30,2026,signed,
    a,Lab,Cloud,compute,-1,2025,2025,2024,paid,nowhere
    ,,Cloud,prepayment,,,,,maybe,
    d,Lab,Cluod,compute,"1,000",,,,,d
    """
PARTIES = """\
    name,kind,boundary,aliases,colour
    Lab,lab,,Cloud,red
    Cloud,cloud,within,,blue
    """
FIGURES = """\
    party,metric,segment,start,end,amount,unit
    Lab,revenue,total,2025,2025,5,usd_bn
    Lab,revenue,total,2025-07,2025-07,-1,usd_bn
    Nobody,cash,,2025,2025,5,usd_bn
    """


@pytest.mark.parametrize("words", [{}, {"dtype": str}, {"dtype": str, "keep_default_na": False}])
def test_frames_have_the_problems_of_files(package: Any, words: dict[str, Any]) -> None:
    home = package(DEALS, PARTIES, FIGURES)
    problems = moneyloop.check(home)
    assert len(problems) > 15
    found = moneyloop.check(**read(home, **words))
    assert [one.file for one in found] == [Path(one.file).stem for one in problems]
    assert [one.line for one in found] == [one.line for one in problems]
    without = {"file", "value", "message", "hint"} if not words else {"file"}
    for mine, theirs in zip(found, problems, strict=True):
        # As numbers, 5 is "5" and -1.0 is "-1"; the words of a message may quote them.
        assert {k: v for k, v in mine.__dict__.items() if k not in without} == {
            k: v for k, v in theirs.__dict__.items() if k not in without
        }
    with pytest.raises(moneyloop.DataError) as refused:
        moneyloop.load(**read(home, **words))
    assert list(refused.value.problems) == found


def test_a_frame_without_what_is_required_is_refused() -> None:
    for frame, rule in (
        (pd.DataFrame(), "empty"),
        (pd.DataFrame({"payer": ["A"]}), "missing-column"),
        (pd.DataFrame([[1, 2]]), "unknown-column"),
        (pd.DataFrame([["A", "B", "C"]], columns=["payer", "payer", "kind"]), "duplicate-column"),
        (pd.DataFrame(columns=["kind", "from", "to", "amount"]), "flow-list"),
    ):
        assert rule in {problem.rule for problem in moneyloop.check(frame)}


def test_a_table_beside_a_path_is_refused() -> None:
    parties = pd.DataFrame({"name": ["A"]})
    for path in (None, "data", bundled_folder()):
        with pytest.raises(moneyloop.ChoiceError, match="go with a table of deals"):
            moneyloop.load(path, parties=parties)
    with pytest.raises(moneyloop.ChoiceError, match="go with a table of deals"):
        moneyloop.check(figures=parties)


def column(values: Any, **words: Any) -> list[str]:
    return cells(pd.DataFrame({"x": pd.Series(values, **words)}), 0)


def test_a_cell_is_what_a_file_would_have() -> None:
    assert column([2025, None]) == ["2025", ""]
    assert column([0.1, 5.0, np.nan, 1e300]) == ["0.1", "5", "", "1e+300"]
    assert column([" x ", None, "", np.nan, pd.NA], dtype=object) == ["x", "", "", "", ""]
    assert column([date(2025, 1, 31), None], dtype=object) == ["2025-01-31", ""]
    assert column([pd.Timestamp("2025-01-31"), pd.NaT]) == ["2025-01-31", ""]
    assert column([datetime(2025, 1, 31, 12, 30)]) == ["2025-01-31T12:30:00"]
    zone = timezone(timedelta(hours=2))
    assert column([datetime(2025, 1, 31, tzinfo=zone)]) == ["2025-01-31T00:00:00+02:00"]
    assert column(pd.period_range("2025-01", periods=1, freq="M")) == ["2025-01"]
    assert column([Decimal("1.50")], dtype=object) == ["1.50"]
    assert column([np.float64(2.5), np.int64(3)], dtype=object) == ["2.5", "3"]
    assert column([1, None], dtype="Int64") == ["1", ""]
    assert column(["a", None], dtype="category") == ["a", ""]


def test_dates_of_a_package_may_be_typed() -> None:
    deals = {"payer": ["Lab", "Lab"], "payee": ["Cloud", "Cloud"], "kind": ["compute", "lease"]}
    text = {"start": ["2025-03-01", ""], "end": ["2026-02-28", ""], "announced": ["2025-01-31", ""]}
    typed = {name: pd.to_datetime(pd.Series(days), format="ISO8601") for name, days in text.items()}
    days = {
        name: [date.fromisoformat(day) if day else None for day in days]
        for name, days in text.items()
    }
    expected = moneyloop.load(pd.DataFrame(deals | text)).deals
    for dates in (typed, days):
        pd.testing.assert_frame_equal(moneyloop.load(pd.DataFrame(deals | dates)).deals, expected)
    clock = pd.DataFrame(deals | {"start": pd.to_datetime(["2025-03-01 12:00"] * 2)})
    assert {problem.rule for problem in moneyloop.check(clock)} == {"date"}


names = st.sampled_from(["Lab", "Cloud", "Fund", " Lab ", "", "A, B", 'C "D"'])
row = st.tuples(
    names,
    names,
    st.sampled_from(["equity", "compute", "Equity", ""]),
    st.one_of(st.none(), st.floats(-1, 1e6), st.integers(0, 10**6)),
    *[st.sampled_from(["", "2024", "2025-02", "2025-02-30", "2025-06-15", "soon"])] * 3,
    st.sampled_from(["", "paid", "signed", "Paid"]),
)


@given(rows=st.lists(row, max_size=8))
def test_any_frame_is_checked_as_its_file(rows: list[tuple[Any, ...]]) -> None:
    from moneyloop.input.package import _read
    from moneyloop.input.text import Sheet, read_sheet

    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    file = io.StringIO()
    frame.to_csv(file, index=False)
    sheets = {name: Sheet(name) for name in TABLES}
    sheets["deals"] = read_sheet(file.getvalue().encode(), "deals")
    theirs = _read(sheets)[1]
    mine = moneyloop.check(frame)
    # pandas writes 5.0 where the frame, as a person would, has 5; both are one number.
    assert [(p.line, p.column, p.rule) for p in mine] == [
        (p.line, p.column, p.rule) for p in theirs
    ]


PAYMENTS = {
    "from": ["Fund", None, "Lab", "Lab"],
    "to": ["Lab", "Cloud", "Cloud", "Cloud"],
    "value": [100, 50.5, None, 60],
    "when": ["2025-01-05", "2025-01-05T09:00:00", "2025-01-06T12:00:00+02:00", ""],
    "what": ["equity", "services", "services", "purchase"],
}
MAP = {"payer": "from", "payee": "to", "amount": "value", "start": "when", "kind": "what"}


def test_payments_of_a_frame_are_those_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    pd.DataFrame(PAYMENTS).to_csv(file, index=False)
    expected = moneyloop.load_payments(file, MAP).deals
    found = moneyloop.load_payments(pd.DataFrame(PAYMENTS), MAP)
    pd.testing.assert_frame_equal(found.deals.drop(columns="start"), expected.drop(columns="start"))
    assert found.data == FRAMES
    times = pd.to_datetime(pd.Series(PAYMENTS["when"]), utc=True, format="ISO8601")
    typed = moneyloop.load_payments(pd.DataFrame(PAYMENTS | {"when": times}), MAP).deals
    for name in ("start_day", "start_last_day", "time"):
        assert typed[name].tolist()[1:] == expected[name].tolist()[1:]
    assert typed["start_day"].tolist() == expected["start_day"].tolist()


def test_payments_need_no_map_where_the_names_are_ours() -> None:
    frame = pd.DataFrame(PAYMENTS).rename(columns={theirs: ours for ours, theirs in MAP.items()})
    mapped = moneyloop.load_payments(pd.DataFrame(PAYMENTS), MAP)
    pd.testing.assert_frame_equal(moneyloop.load_payments(frame).deals, mapped.deals)


def test_wrong_payments_of_a_frame_are_problems_with_lines() -> None:
    frame = pd.DataFrame(PAYMENTS | {"value": [1, -5, 2, "six"]})
    with pytest.raises(moneyloop.DataError) as refused:
        moneyloop.load_payments(frame, MAP)
    assert [(p.line, p.column, p.rule) for p in refused.value.problems] == [
        (3, "value", "number"),
        (5, "value", "number"),
    ]
    with pytest.raises(moneyloop.ChoiceError, match="there is no column 'amount'"):
        moneyloop.load_payments(frame)


def test_a_flow_list_may_be_a_frame(tmp_path: Path) -> None:
    rows = [("input", None, "a", 10), ("flow", "a", "b", 2.5), ("export", "b", None, 2.5)]
    frame = pd.DataFrame(rows, columns=["kind", "from", "to", "amount"])
    file = tmp_path / "flows.csv"
    frame.to_csv(file, index=False)
    mine = moneyloop.index(moneyloop.load_flows(frame))
    theirs = moneyloop.index(moneyloop.load_flows(file))
    assert mine.rows == theirs.rows
    wrong = frame.assign(kind=["input", "flwo", "export"])
    with pytest.raises(moneyloop.DataError) as refused:
        moneyloop.load_flows(wrong)
    assert [(p.line, p.column) for p in refused.value.problems] == [(3, "kind")]
    with pytest.raises(moneyloop.DataError, match="a flow list has the columns"):
        moneyloop.load_flows(pd.DataFrame({"kind": ["flow"]}))
