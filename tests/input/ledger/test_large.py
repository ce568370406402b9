"""Large plain files: columns read as a whole say what records read one by one say."""

from __future__ import annotations

import gzip
import math
import pickle
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from examples import examples
from moneyloop.input.ledger import large, many_moments, writing
from moneyloop.input.ledger.containers import open_table
from moneyloop.input.ledger.doubts import doubts
from moneyloop.input.ledger.form import Form
from moneyloop.input.ledger.payments import Choices, read
from moneyloop.input.ledger.store import save
from moneyloop.input.ledger.texts import as_text, digits, iso, names_of_lines
from moneyloop.model import ChoiceError, DataError

NAMES = st.sampled_from(["A", "B", "Acme Ltd", "ACME LTD", "Zürich", " C ", "007", "7", "True", ""])
PLAIN = st.one_of(
    st.integers(0, 10**7).map(str),
    st.floats(0, 1e9).map(lambda value: f"{value:.2f}"),
    st.floats(1e-30, 1e30).map(repr),
    st.sampled_from(["0.1", "17060.100000000001", "5.", ".5", "9007199254740993", "0", "1" * 25]),
)
ODD = st.sampled_from(
    [
        *("", "-5", "-0", "+5", "007", "1_0", "nan", "inf", "1e400", "1e-40", "1e0005", " 5 "),
        *(
            "1.234",
            "1,5",
            "1.234,5",
            "$5",
            "(5)",
            "5 EUR",
            "n/a",
            "True",
            "\t6",
            "--",
            "0x1",
            "1e3",
        ),
    ]
)
SINCE = st.integers(10**8, 2 * 10**9).map(str)
DAYS = st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp("2100-01-01").date()).map(str)
CLOCKS = st.datetimes(pd.Timestamp("1950-01-01"), pd.Timestamp("2100-01-01")).map(
    lambda moment: moment.isoformat(timespec="seconds")
)
ODD_TIMES = st.sampled_from(
    [
        *("", "2025", "2025-13", "soon", "0001735689619", "1735689619123", "2025010203"),
        *("20250102", "03/04/2025", "21/04/2025", "+1735689619", " 1735689619", "2025-02-30"),
        *("1735689619.5", "01.02.2025", "2025-01-01T12:00Z"),
    ]
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A small file: one form of amounts and times, here and there a cell of another one."""
    amounts = draw(st.sampled_from([PLAIN, st.integers(0, 99).map(str)]))
    times = draw(st.sampled_from([SINCE, DAYS, CLOCKS, SINCE.map(lambda text: text + "250")]))
    if draw(st.booleans()):
        amounts, times = st.one_of(amounts, ODD), st.one_of(times, ODD_TIMES)
    kinds = st.sampled_from(["purchase", "equity", "Debt"] + ["loan"] * draw(st.booleans()))
    row = st.tuples(NAMES, NAMES, amounts, times, kinds)
    rows = [list(cells) for cells in draw(st.lists(row, min_size=1, max_size=12))]
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    if delimiter != "," and draw(st.booleans()):
        rows = [[a, b, amount.replace(".", ","), *more] for a, b, amount, *more in rows]
    header = ["payer", "payee", "amount", "start", "kind"]
    columns = draw(st.permutations(range(5)))
    lines = [delimiter.join(cells[place] for place in columns) for cells in [header, *rows]]
    if draw(st.integers(0, 9)) == 0:
        other = draw(st.sampled_from(["", "A", "A,B,,,,", delimiter * 4, f" {delimiter * 4}"]))
        lines.insert(draw(st.integers(1, len(lines))), other)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return (end.join(lines) + end * draw(st.integers(0, 1))).encode()


def answer(file: Path, choices: Choices) -> Any:
    """All that is said of a file: network, form, what is left out and why, and doubts."""
    try:
        found = read(file, choices)
    except DataError as error:
        return error.problems
    except ChoiceError as error:
        return str(error)
    network = found.network
    tables = [network.deals, network.parties, network.figures]
    told = [found.form, found.wrong.problems, found.wrong.as_csv(), doubts(found, str(file))]
    return [*tables, *told, network.undated, network.inside]


def same(one: Any, other: Any) -> bool:
    if isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other, check_exact=True)
        signs = [np.signbit(frame.select_dtypes(float)).to_numpy() for frame in (one, other)]
        return bool((signs[0] == signs[1]).all())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("large") / "payments.csv"


@given(
    raw=files(),
    decimal=st.sampled_from(["", "", ".", ","]),
    negative=st.sampled_from(["", "turn", "refund"]),
    go_on=st.booleans(),
    piece=st.sampled_from([1, 30, 1 << 20]),
)
@example(b"payer,payee,amount,start,kind\n ,,,,\nA,B,0,1735689619,debt", "", "", False, 1)
@example(
    b"payer,payee,amount,start,kind\n" + b"A,B,5,9,debt\n" * 3 + b"C,D,6.5,x,debt", "", "", True, 1
)
@example(
    b"payer,payee,amount,start,kind\n"
    + b"A,B,5,1735689619,debt\n" * 3
    + b"C,D,6.5,18446744073709551615,debt",
    "",
    "",
    True,
    1,
)
@example(b"payer,payee,amount,start,kind\n", "", "", True, 1)
@example(
    b"payer,payee,amount,start,kind\n" + b"A,Acme Ltd,0,2000-01-01,debt\n" * 2, "", "", False, 28
)
@example(b"payer,payee,amount,start,kind\nA,B,5,9,debt\n" + b"\n" * 90, "", "", True, 30)
@example(
    b"payer,payee,amount,start,kind\n" + b"A,B,5,9,debt\n" * 9 + b"A,007,5,9,debt\n" * 9,
    *("", ""),
    True,
    1,
)
@example(b"payer\nA\n" + b"\n" * 90, "", "", True, 30)
@examples(30)
def test_both_ways_say_the_same(
    file: Path, raw: bytes, decimal: str, negative: str, go_on: bool, piece: int
) -> None:
    file.write_bytes(raw)
    choices = Choices(form=Form(decimal=decimal), negative=negative, go_on=go_on)
    careful = answer(file, choices)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "LARGE", 0)
        patch.setattr(large, "_THREADS", 3)
        patch.setattr(large, "_PIECE", piece)  # bytes that are read by a thread of its own
        patch.setattr(large, "_SAMPLE", 3)
        patch.setattr(large, "_MORE", 1)
        patch.setattr(many_moments, "MANY", 1)
        assert same(answer(file, choices), careful)


@pytest.mark.parametrize(
    ("amount", "time", "known"),
    [
        ("5", "1735689619", [True, True]),
        ("5.25", "2025-01-01", [True, False]),
        ("007", "1735689619", [False, True]),
        ("5", "+1735689619", [True, False]),
        ("-0", " 0735689619", [False, False]),
        ("True", "", [False, False]),
    ],
)
def test_plain_numbers_are_not_read_as_text(
    amount: str, time: str, known: list[bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 0)
    rows = f"payer,payee,amount,start\nA,B,5,1735689619\nB,A,{amount},{time}\n".encode()
    file, packed = tmp_path / "payments.csv", tmp_path / "payments.csv.gz"
    file.write_bytes(rows)
    packed.write_bytes(gzip.compress(rows))
    for table in (open_table(file), open_table(packed)):
        assert [table.numbers(place) is not None for place in (2, 3)] == known
        assert list(table.cells(2)) == ["5", amount]
        assert list(table.cells(3)) == ["1735689619", time.strip()]


@pytest.mark.parametrize("piece", [1, 1 << 20])
def test_texts_longer_than_those_first_seen_are_whole(
    piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 0)
    monkeypatch.setattr(large, "_SAMPLE", 3)
    monkeypatch.setattr(large, "_THREADS", 3)
    monkeypatch.setattr(large, "_PIECE", piece)
    file = tmp_path / "payments.csv"
    for longest in (8, 9, 10, 500):
        ids = ["a", "b", "c", "d" * longest, ""]
        rows = "".join(f"A,B,{name},5\n" for name in ids)
        file.write_text(f"payer,payee,id,amount\n{rows}", encoding="utf-8")
        assert list(open_table(file).cells(2)) == ids


def test_parties_stand_in_order_of_appearance(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    rows = "C,D,Z,5\nA,B,C D,5\nA B,,Z,5\nQ,,A B,5\n"
    file.write_text(f"first,last,payee,amount\n{rows}", encoding="utf-8")
    columns = {"payer": "first+last", "start": ""}
    found = read(file, Choices(columns=columns, kind="purchase"))
    assert found.network.parties["name"].tolist() == ["C D", "Z", "A B", "Q"]
    assert found.network.inside == ["C D", "Z", "A B"]


def test_a_record_too_short_and_one_too_long_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 0)
    file = tmp_path / "payments.csv"
    plain = "A,B,5,2025-01-02,\n" * 60
    file.write_text(f"payer,payee,amount,start,note\n{plain}A,B,5,2025\nA,B,5,2025,,x\n", "utf-8")
    assert [problem.line for problem in open_table(file).problems] == [62, 63]


def test_many_texts_are_written_like_one() -> None:
    lines = [2, 9, 10, 99, 100, 9999, 10_000, 123_456, 10**7, 10**8 - 1, 10**8, 12 * 10**11]
    assert as_text(names_of_lines(np.array(lines))).tolist() == [f"row-{line}" for line in lines]
    assert as_text(names_of_lines(np.zeros(0, dtype=np.int64))).tolist() == []
    random = np.random.default_rng(5)
    days, seconds = random.integers(693_596, 803_533, 200), random.integers(0, 86_400, 200)
    seconds[:5] = 0
    moments = [
        datetime.fromordinal(day) + timedelta(seconds=second)
        for day, second in zip(days.tolist(), seconds.tolist(), strict=True)
    ]
    assert as_text(iso(days, seconds)).tolist() == [
        moment.isoformat().removesuffix("T00:00:00") for moment in moments
    ]


AMOUNTS = st.one_of(
    st.integers(0, 10**17).map(float),
    st.integers(0, 10**15).map(lambda units: units / 10_000),
    st.floats(0, 1e30),
    st.sampled_from([math.nan, -0.0, 0.0, 1e-4, 1e-5, 0.3, 0.1 + 0.2, 123456789012.3456]),
)
WORDS = st.sampled_from(["A", "B, C", 'say "D"', "two\nlines", "", "Zürich", "A" * 300])


@given(
    rows=st.lists(st.tuples(WORDS, AMOUNTS), min_size=1, max_size=20),
    step=st.sampled_from([1, 99, 9999]),
)
@examples(60)
def test_tables_are_written_as_pandas_does(rows: list[tuple[str, float]], step: int) -> None:
    names, amounts = (list(column) for column in zip(*rows, strict=True))
    held = {"name": np.array(names, dtype=object), "amount": np.array(amounts)}
    more = {"line": np.arange(len(rows)), "note": ""}
    plain = pd.DataFrame({**held, **more}).to_csv(index=False, lineterminator="\n")
    letters = {"line": digits(np.arange(len(rows))), "note": np.full(len(rows), b"")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_STEP", step)
        assert b"".join(writing.csv_parts({**held, **letters})).decode() == plain


def test_a_package_is_the_same_from_columns_and_from_deals(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    rows = [
        f"{'A' if row % 3 else ''},B{row % 7},{row / 4},{1735689600 + 3600 * row},equity"
        for row in range(50)
    ]
    file.write_text("\n".join(["payer,payee,amount,start,kind", *rows, ""]), encoding="utf-8")
    found = read(file, Choices())
    assert found.plain is not None
    save(tmp_path / "one", found, {})
    save(tmp_path / "two", replace(found, plain=None), {})
    one, two = ((tmp_path / name / "payments.csv").read_text("utf-8") for name in ("one", "two"))
    assert one == two
    assert one.splitlines()[:3] == [
        "id,payer,payee,kind,amount,start,left_out",
        "row-2,,B0,equity,0.0,2025-01-01,",
        "row-3,A,B1,equity,0.25,2025-01-01T01:00:00,",
    ]


def test_the_table_of_deals_is_made_when_it_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "payments.csv"
    file.write_text("payer,payee,amount,start\nA,B,5,2025-01-02\nB,A,6,1735689619250\n", "utf-8")
    network = read(file, Choices(kind="purchase")).network
    assert callable(vars(network)["deals"])
    again = pickle.loads(pickle.dumps(network))
    assert network.deals["start"].tolist() == ["2025-01-02", "2025-01-01T00:00:19.250000"]
    assert network.deals is network.deals
    pd.testing.assert_frame_equal(again.deals, network.deals)
    assert replace(network, data="other").deals is network.deals
