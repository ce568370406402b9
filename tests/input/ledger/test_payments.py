"""Lists of payments: the column map, cells of every form, problems all at once, Parquet."""

from __future__ import annotations

import builtins
import codecs
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import moneyloop
from moneyloop.input.ledger.payments import KINDS, load_payments
from moneyloop.model import CLASS_OF_KIND, ChoiceError, DataError, Network, Problem

HEADER = "from,to,value,time,type,hash\n"
MAP = {
    "payer": "from",
    "payee": "to",
    "amount": "value",
    "start": "time",
    "kind": "type",
    "id": "hash",
}
ROW = "A,B,5,2025-01-31,equity,one\n"
DAY = date(2025, 1, 31).toordinal()

Ledger = Callable[..., Network]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A function (text or bytes, columns, kind) that reads it as payments.csv."""
    monkeypatch.chdir(tmp_path)

    def read(
        raw: str | bytes, columns: Mapping[str, str] = MAP, kind: str | None = None
    ) -> Network:
        raw = raw.encode("utf-8") if isinstance(raw, str) else raw
        Path("payments.csv").write_bytes(raw)
        return load_payments("payments.csv", columns, kind)

    return read


def cells(network: Network, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(network.deals[name].tolist() for name in names), strict=True))


def problems(ledger: Ledger, rows: str, kind: str | None = None) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        ledger(HEADER + rows, kind=kind)
    return caught.value.problems


def test_a_payment_is_a_paid_deal_of_its_moment(ledger: Ledger) -> None:
    network = ledger(HEADER + ROW + "B,A,0.5,2025-02-01T06:30:00,SERVICES,\n")
    names = ("id", "payer", "payee", "kind", "class", "amount_usd_bn", "start_day", "time", "line")
    assert cells(network, *names) == [
        ("one", "A", "B", "equity", "investment", 5.0, DAY, 0.0, 2),
        ("row-3", "B", "A", "services", "purchase", 0.5, DAY + 1, 23_400.0, 3),
    ]
    assert set(network.deals["status"]) == {"paid"}
    assert (network.unit, network.is_ledger, network.data) == ("as given", True, "payments.csv")


def test_every_answer_is_in_the_unit_of_the_list(ledger: Ledger) -> None:
    network = ledger(HEADER + ROW + "B,A,0.5,2025-02-01T06:30:00,SERVICES,\n")
    asked = (moneyloop.attribute, moneyloop.loops, moneyloop.deals, moneyloop.gap, moneyloop.index)
    results = [ask(network) for ask in (*asked, moneyloop.timeline, moneyloop.unknowns)]
    results += [moneyloop.explain(network, "A"), moneyloop.explain_sector(network)]
    for result in results:
        assert result.unit == "as given"
        assert result.basis.startswith("Amounts as given in the payments")
        assert "USD" not in (text := repr(result))
        assert "$" not in text + str(result.extra.get("answer"))


def test_it_has_every_column_that_a_deal_has(ledger: Ledger, tmp_path: Path) -> None:
    from moneyloop.input.package import load

    (tmp_path / "deals.csv").write_text("payer,payee,kind\nA,B,equity\n", encoding="utf-8")
    package, network = load(tmp_path / "deals.csv"), ledger(HEADER + ROW)
    assert set(network.deals.columns) == {*package.deals.columns, "time"}
    assert list(network.parties.columns) == list(package.parties.columns)
    assert list(network.figures.columns) == list(package.figures.columns)
    assert network.deals["settlement"].tolist() == ["cash"]


@pytest.mark.parametrize(
    ("kind", "settlement"), [("warrant", "stock"), ("credit", "credits"), ("debt", "cash")]
)
def test_in_kind_payments_settle_as_in_a_package(
    ledger: Ledger, kind: str, settlement: str
) -> None:
    network = ledger(f"{HEADER}A,B,5,2025,{kind},one\n")
    assert network.deals["settlement"].tolist() == [settlement]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_and_class_in_any_case(ledger: Ledger, kind: str) -> None:
    for written in (kind, kind.upper(), kind.title()):
        network = ledger(f"{HEADER}A,B,5,2025,{written},one\n")
        cls = CLASS_OF_KIND.get(kind, kind)
        assert cells(network, "kind", "class") == [(kind, cls)]
        blank = ledger(f"{HEADER}A,B,5,2025,,one\n", kind=written)
        assert cells(blank, "kind", "class") == [(kind, cls)]


@pytest.mark.parametrize(
    ("written", "day", "last", "seconds"),
    [
        ("2025-01-31", DAY, DAY, 0.0),
        ("2025-01", DAY - 30, DAY, 0.0),
        ("2025", DAY - 30, DAY + 334, 0.0),
        ("2025-01-31T12:00:00", DAY, DAY, 43_200.0),
        ("2025-01-31 12:00", DAY, DAY, 43_200.0),
        ("2025-01-31T12:00:00Z", DAY, DAY, 43_200.0),
        ("2025-01-31 12:00:00 UTC", DAY, DAY, 43_200.0),
        ("2025-01-31T12:00:00.250+00:00", DAY, DAY, 43_200.25),
        ("2025-01-31T12:00:00+0200", DAY, DAY, 36_000.0),
        ("2025-02-01T01:00:00+02:00", DAY, DAY, 82_800.0),
        ("2025-01-30T23:00:00-05:00", DAY, DAY, 14_400.0),
        ("2025-01-31T12:00:00.123456789", DAY, DAY, 43_200.123456),
        ("1738324800", DAY, DAY, 43_200.0),
        ("1738324800.5", DAY, DAY, 43_200.5),
        ("1738324800250", DAY, DAY, 43_200.25),
        ("1738324800250.0", DAY, DAY, 43_200.25),
        ("999999999", date(2001, 9, 9).toordinal(), date(2001, 9, 9).toordinal(), 6399.0),
    ],
)
def test_times(ledger: Ledger, written: str, day: int, last: int, seconds: float) -> None:
    network = ledger(f"{HEADER}A,B,5,{written},equity,one\n")
    assert cells(network, "start_day", "start_last_day", "time") == [
        (day, last, pytest.approx(seconds, abs=1e-6))
    ]
    (start,) = network.deals["start"]
    assert start == written if day != last else date.fromisoformat(start[:10]).toordinal() == day


@given(
    # Milliseconds have 13 digits since 2001; from 2033 on seconds may be a compact date.
    moment=st.datetimes(datetime(2001, 9, 10), datetime(2032, 12, 31)),
    offset=st.integers(-14 * 60, 14 * 60),
)
def test_one_moment_in_every_form(
    moment: datetime, offset: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    since = (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)
    there = moment + timedelta(minutes=offset)
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
    forms = [
        moment.isoformat(),
        moment.replace(tzinfo=None).isoformat(" "),
        there.replace(tzinfo=None).isoformat() + zone,
        f"{since / 1000:.3f}",
        f"{since:.0f}",
    ]
    rows = "".join(f"A,B,5,{form},equity,{place}\n" for place, form in enumerate(forms))
    file = tmp_path_factory.getbasetemp() / "moment.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    network = load_payments(file, MAP)
    if there.year > 2200:
        return
    clock = (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    assert set(network.deals["start_day"]) == {moment.toordinal()}
    assert network.deals["time"].tolist() == pytest.approx([clock] * len(forms), abs=1e-4)


def test_blank_cells(ledger: Ledger) -> None:
    network = ledger(HEADER + ",B,5,2025-01-31,equity,\nA,,,2025-01-31,equity,\nA,B,1,,equity,\n")
    assert cells(network, "payer", "payee") == [("(outside)", "B"), ("A", "(outside)"), ("A", "B")]
    assert network.deals["amount_usd_bn"].isna().tolist() == [False, True, False]
    assert network.deals["start_day"].tolist() == [DAY, DAY, 0]
    assert network.deals["id"].tolist() == ["row-2", "row-3", "row-4"]
    boundary = dict(cells_of_parties(network))
    assert boundary == {"(outside)": "outside", "B": "inside", "A": "outside"}


def test_a_payment_to_oneself_puts_nobody_into_the_network(ledger: Ledger) -> None:
    rows = "A,A,5,2025-01-31,services,\nA,B,5,2025-01-31,services,\nC,A,0,2025-01-31,services,\n"
    boundary = dict(cells_of_parties(ledger(HEADER + rows)))
    assert boundary == {"A": "outside", "B": "inside", "C": "outside"}


def cells_of_parties(network: Network) -> list[tuple[str, str]]:
    return list(zip(network.parties["name"], network.parties["boundary"], strict=True))


def test_the_world_outside_stays_outside_when_it_is_paid(ledger: Ledger) -> None:
    network = ledger(f"{HEADER}A,,5,2025,services,\nA,B,5,2025,services,\n")
    assert network.inside == ["B"]


@pytest.mark.parametrize(
    "raw",
    [
        (HEADER + ROW).encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + (HEADER + ROW).encode("utf-16-le"),
        (HEADER + ROW).replace("\n", "\r\n").encode("utf-8"),
        b"# exported today\n" + (HEADER + ROW).encode("utf-8"),
        (HEADER + '"A","B","5","2025-01-31","equity","one"').encode("utf-8"),
        b"hash,from,note,type,to,time,value\none,A,x,equity,B,2025-01-31,5\n",
    ],
    ids=["bom", "utf16", "crlf", "comment", "quoted", "other-order"],
)
def test_the_same_payment_in_every_form_of_file(ledger: Ledger, raw: bytes) -> None:
    names = ("id", "payer", "payee", "kind", "amount_usd_bn", "start_day")
    assert cells(ledger(raw), *names) == [("one", "A", "B", "equity", 5.0, DAY)]


def test_below_the_header_a_line_may_begin_with_a_number_sign(ledger: Ledger) -> None:
    network = ledger("hash,from,to,value,time,type\n#1,A,B,5,2025,equity\n#2,A,B,5,2025,equity\n")
    assert network.deals["id"].tolist() == ["#1", "#2"]


def test_a_header_alone_is_a_network_without_payments(ledger: Ledger) -> None:
    network = ledger(HEADER)
    assert (len(network.deals), len(network.parties), network.inside) == (0, 0, [])


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (HEADER.encode() + b"A,B,5\n", "ragged-row"),
        (HEADER.encode() + b"A,B,5,000,2025,equity,one\n", "ragged-row"),
        (HEADER.encode() + b'"A,B,5,2025,equity,one\n', "quote"),
    ],
)
def test_a_file_that_is_no_table(ledger: Ledger, raw: bytes, rule: str) -> None:
    with pytest.raises(DataError) as caught:
        ledger(raw)
    (problem,) = caught.value.problems
    assert problem.rule == rule
    assert problem.hint


@pytest.mark.parametrize(
    ("row", "column", "value", "rule", "hint"),
    [
        (
            'A,B,"25,000",2025,equity,x',
            "value",
            "25,000",
            "ambiguous",
            "--decimal , or --decimal .",
        ),
        ("A,B,5 to 6,2025,equity,x", "value", "5 to 6", "number", "such as 1234.5"),
        ("A,B,inf,2025,equity,x", "value", "inf", "number", "blank when it is unknown"),
        ("A,B,1e999,2025,equity,x", "value", "1e999", "number", "blank when it is unknown"),
        ("A,B,-5,2025,equity,x", "value", "-5", "number", "swap payer and payee"),
        ("A,B,5,03/04/2025,equity,x", "time", "03/04/2025", "ambiguous", "--dates day-first"),
        ("A,B,5,31/02/2025,equity,x", "time", "31/02/2025", "date", "write 2025-01-31"),
        ("A,B,5,2025-02-29,equity,x", "time", "2025-02-29", "date", "2025-02 has 28 days"),
        ("A,B,5,soon,equity,x", "time", "soon", "date", "seconds or milliseconds since 1970"),
        ("A,B,5,12345,equity,x", "time", "12345", "date", "seconds or milliseconds since 1970"),
        ("A,B,5,1738324800123456,equity,x", "time", "1738324800123456", "date", "since 1970"),
        ("A,B,5,9999999999,equity,x", "time", "9999999999", "date", "1900 to 2200"),
        ("A,B,5,2025-01-31T25:00,equity,x", "time", "2025-01-31T25:00", "date", "T12:00:00"),
        ("A,B,5,2025-01-31T12:00 CET,equity,x", "time", "2025-01-31T12:00 CET", "date", "write"),
        (
            *("A,B,5,0001-01-01T00:00+14:00,equity,x", "time", "0001-01-01T00:00+14:00", "date"),
            "1900 to 2200",
        ),
        ("A,B,5,2025,equty,x", "type", "equty", "choice", "did you mean 'equity'?"),
        ("A,B,5,2025,zzz,x", "type", "zzz", "choice", "purchase, investment, return"),
        ("A,B,5,2025,,x", "type", "", "required", "default kind"),
        (",,5,2025,equity,x", "to", "", "required", "name at least one"),
    ],
)
def test_a_wrong_cell(
    ledger: Ledger, row: str, column: str, value: str, rule: str, hint: str
) -> None:
    (problem,) = problems(ledger, ROW + row + "\n")
    assert (problem.file, problem.line, problem.severity) == ("payments.csv", 3, "error")
    assert (problem.column, problem.value, problem.rule) == (column, value, rule)
    assert hint in problem.hint
    assert problem.message


def test_problems_come_all_at_once_in_order_of_line_and_column(ledger: Ledger) -> None:
    found = problems(ledger, ROW + ",,x,soon,equty,one\nA,B,-1,2025,zzz,two\nC,C,,,,three\n")
    assert [(problem.line, problem.column) for problem in found] == [
        (3, "to"),
        (3, "value"),
        (3, "time"),
        (3, "type"),
        (3, "hash"),
        (4, "value"),
        (4, "type"),
        (5, "type"),
    ]


def test_a_wrong_text_is_told_once_with_how_many_rows_have_it(ledger: Ledger) -> None:
    rows = "".join(f"A,B,5,2025,{kind},\n" for kind in ("equty", "zzz", "equty", "equty", "zzz"))
    one, two = problems(ledger, rows)
    assert (one.line, one.value) == (2, "equty")
    assert one.message.endswith("; 2 more rows have it")
    assert (two.line, two.value) == (3, "zzz")
    assert two.message.endswith("; 1 more row has it")


def test_blank_kinds_are_one_problem(ledger: Ledger) -> None:
    (problem,) = problems(ledger, "A,B,5,2025,,\n" * 1000)
    assert problem.message == "the kind is blank; 999 more rows have it"


def test_what_looks_alike_is_told_once_with_the_true_count(ledger: Ledger) -> None:
    rows = "".join(f"A,B,{n:02d} or more,day {n:02d},equity,\n" for n in range(50))
    amounts, days = problems(ledger, rows)
    assert (amounts.column, amounts.line, amounts.cells) == ("value", 2, 50)
    assert amounts.message.endswith("; 49 more values like it, 50 cells in all")
    assert (days.column, days.value, days.cells) == ("time", "day 00", 50)


def test_of_many_wrong_forms_of_a_column_twenty_are_told(ledger: Ledger) -> None:
    rows = "".join(f"A,B,5,{'1-' * n}x,equity,\n" for n in range(50))
    found = problems(ledger, rows)
    assert [problem.line for problem in found] == list(range(2, 22))
    assert found[-1].message.endswith("; 30 more values of this column are wrong")
    assert [problem.cells for problem in found] == [1] * 19 + [31]


def test_the_count_of_wrong_cells_is_the_true_one(ledger: Ledger) -> None:
    days = ["x", "x", "y1", *("-" * n + "!" for n in range(30)), "x"]
    found = problems(ledger, "".join(f"A,B,5,{day},equity,\n" for day in days))
    assert (len(found), sum(problem.cells for problem in found)) == (20, len(days))


def test_an_id_that_comes_again(ledger: Ledger) -> None:
    rows = "".join(f"A,B,5,2025,equity,{name}\n" for name in ("x", "", "y", "x", "", "x", "row-3"))
    one, two = problems(ledger, rows)
    assert (one.line, one.column, one.value, one.rule) == (5, "hash", "x", "duplicate-id")
    assert one.message == "'x' stands already on line 2; 1 more row has it"
    # A row without an id is called by its line, and no other row may be.
    assert (two.line, two.value) == (8, "row-3")


def test_without_the_column_of_ids_rows_are_called_by_their_line(ledger: Ledger) -> None:
    columns = {name: theirs for name, theirs in MAP.items() if name != "id"}
    network = ledger(HEADER + ROW + ROW, columns)
    assert network.deals["id"].tolist() == ["row-2", "row-3"]


def test_a_column_that_is_not_meant_is_mapped_to_none(ledger: Ledger) -> None:
    raw = "id,payer,payee,amount,start,kind\nclient7,A,B,5,2025,x\nclient7,B,A,4,2025,x\n"
    network = ledger(raw, {"id": "", "kind": ""}, "purchase")
    assert network.deals["id"].tolist() == ["row-2", "row-3"]
    assert network.deals["class"].tolist() == ["purchase"] * 2
    with pytest.raises(ChoiceError, match="say what the payments are for"):
        ledger(raw, {"id": "", "kind": ""})


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("(30.00)", "write 30.00 and swap payer and payee"),
        ("($1,250.50)", "write 1250.50 and swap payer and payee"),
        ("12.50-", "write 12.50 and swap payer and payee"),
        ("\u22125", "write 5 and swap payer and payee"),
        ("(a lot)", "write digits with a point"),
        ("5 to 6", "write digits with a point"),
    ],
)
def test_an_amount_as_others_write_it_says_what_to_write(
    ledger: Ledger, text: str, hint: str
) -> None:
    (problem,) = problems(ledger, f'A,B,"{text}",2025,equity,\n')
    assert problem.hint.startswith(hint)


def test_a_name_that_is_not_mapped_stands_for_itself(ledger: Ledger) -> None:
    network = ledger("payer,payee,amount,start,kind\nA,B,5,2025,equity\n", {})
    assert cells(network, "payer", "payee", "kind") == [("A", "B", "equity")]
    swapped = ledger(
        "payer,payee,amount,start,kind\nA,B,5,2025,equity\n", {"payer": "payee", "payee": "payer"}
    )
    assert cells(swapped, "payer", "payee") == [("B", "A")]


@pytest.mark.parametrize(
    ("columns", "kind", "told"),
    [
        ({**MAP, "payer": "form"}, None, "no column 'form' for payer: did you mean 'from'?"),
        ({**MAP, "id": "hsh"}, None, "no column 'hsh' for id: did you mean 'hash'?"),
        ({**MAP, "kind": "sort"}, "equity", "no column 'sort' for kind: choose one of from, hash"),
        ({**MAP, "payer": ""}, None, "payer= names no column"),
        ({**MAP, "amnt": "value"}, None, "'amnt' is not a column of payments: did you mean 'amou"),
        ({**MAP, "payee": "from"}, None, "payer and payee cannot both be the column 'from'"),
        ({}, "equity", "there is no column 'payer' for payer: choose one of from, hash"),
        (MAP, "equty", "the default kind 'equty' is not a kind of deal or a class: did you mean"),
        (MAP, "", "the default kind '' the kind is blank"),
    ],
)
def test_a_map_that_does_not_fit(
    ledger: Ledger, columns: dict[str, str], kind: str | None, told: str
) -> None:
    with pytest.raises(ChoiceError) as caught:
        ledger(HEADER + ROW, columns, kind)
    assert told in str(caught.value)


def test_everything_that_does_not_fit_is_told_at_once(ledger: Ledger) -> None:
    with pytest.raises(ChoiceError) as caught:
        ledger("a,b,c\n1,2,3\n", {"payer": "x", "amnt": "c", "start": ""})
    assert len(str(caught.value).splitlines()) == 6


def test_what_payments_are_for_must_be_said(ledger: Ledger) -> None:
    with pytest.raises(ChoiceError, match="a default kind"):
        ledger("payer,payee,amount,start\nA,B,5,2025\n", {})
    network = ledger("payer,payee,amount,start\nA,B,5,2025\n", {}, "purchase")
    assert cells(network, "kind", "class", "settlement") == [("purchase", "purchase", "cash")]


def test_a_column_that_stands_twice_cannot_be_meant(ledger: Ledger) -> None:
    raw = "from,to,value,value,time,type,hash,note,note\nA,B,1,2,2025,equity,x,,\n"
    with pytest.raises(ChoiceError, match="'value' stands twice in the header"):
        ledger(raw)
    network = ledger(raw.replace("value,value", "value,other"))
    assert network.deals["amount_usd_bn"].tolist() == [1.0]


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="is a folder"):
        load_payments(tmp_path, MAP)
    with pytest.raises(FileNotFoundError):
        load_payments(tmp_path / "nothing.csv", MAP)
    with pytest.raises(FileNotFoundError):
        load_payments(tmp_path / "nothing.parquet", MAP)


@pytest.mark.parametrize("written", ["2025013113", "202501311300"])
def test_a_compact_date_is_not_read_as_seconds(ledger: Ledger, written: str) -> None:
    with pytest.raises(DataError, match="write 2025-01-31"):
        ledger(f"{HEADER}A,B,5,{written},equity,one\n")


@pytest.mark.parametrize("amount", ["1e-300", "1e308", "1e31"])
def test_amounts_that_cannot_be_added_up_are_refused(ledger: Ledger, amount: str) -> None:
    with pytest.raises(DataError, match="is out of range"):
        ledger(f"{HEADER}A,B,{amount},2025-01-31,equity,one\n")


def test_standard_input(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    for raw in (HEADER + ROW, HEADER + "A,B,x,2025,equity,\n"):
        stream = io.TextIOWrapper(io.BytesIO(raw.encode("utf-8")))
        monkeypatch.setattr("sys.stdin", stream)
        if raw.endswith(ROW):
            assert load_payments("-", MAP).deals["id"].tolist() == ["one"]
        else:
            with pytest.raises(DataError, match="<stdin>:2: value"):
                load_payments("-", MAP)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "Ü", 'C, "Inc"', ""]),
            st.sampled_from(["A", "B", "Z"]),
            st.just(0.0) | st.floats(1e-30, 1e15),
            st.dates(date(1900, 1, 1), date(2200, 12, 31)),
            st.sampled_from(sorted(KINDS)),
        ),
        max_size=30,
    )
)
def test_what_is_written_is_what_is_read(
    rows: Sequence[tuple[str, str, float, date, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    import csv

    file = tmp_path_factory.getbasetemp() / "written.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["payer", "payee", "amount", "start", "kind"])
        writer.writerows(rows)
    network = load_payments(file, {})
    assert cells(network, "payer", "payee", "amount_usd_bn", "start_day", "kind") == [
        (payer or "(outside)", payee, amount, day.toordinal(), kind)
        for payer, payee, amount, day, kind in rows
    ]


# --- Parquet -----------------------------------------------------------------------------


@pytest.fixture
def pa() -> ModuleType:
    return pytest.importorskip("pyarrow", reason="reading Parquet needs pyarrow")


def written(tmp_path: Path, columns: Mapping[str, Any], name: str = "payments.parquet") -> Path:
    import pyarrow
    from pyarrow import parquet

    file = tmp_path / name
    parquet.write_table(pyarrow.table(dict(columns)), file)
    return file


def columns_of(pa: ModuleType) -> dict[str, Any]:
    return {
        "from": pa.array(["A", " B "], pa.string()),
        "to": pa.array(["B", None], pa.string()),
        "value": pa.array([5, None], pa.int64()),
        "time": pa.array([date(2025, 1, 31), None], pa.date32()),
        "type": pa.array(["Equity", "services"], pa.string()),
        "hash": pa.array(["one", None], pa.string()),
    }


@pytest.mark.parametrize("name", ["payments.parquet", "payments.PQ"])
def test_parquet(pa: ModuleType, tmp_path: Path, name: str) -> None:
    network = load_payments(written(tmp_path, columns_of(pa), name), MAP)
    names = ("id", "payer", "payee", "kind", "start_day", "line")
    assert cells(network, *names) == [
        ("one", "A", "B", "equity", DAY, 1),
        ("row-2", "B", "(outside)", "services", 0, 2),
    ]
    assert network.deals["amount_usd_bn"].isna().tolist() == [False, True]


def test_times_of_parquet(pa: ModuleType, tmp_path: Path) -> None:
    noon = datetime(2025, 1, 31, 12)
    forms = {
        "seconds": pa.array([noon], pa.timestamp("s")),
        "ns": pa.array([noon], pa.timestamp("ns")),
        "zone": pa.array([noon], pa.timestamp("us", tz="UTC")),
        "elsewhere": pa.array([noon], pa.timestamp("us", tz="+05:00")),
        "count": pa.array([1738324800], pa.int64()),
        "ms": pa.array([1738324800000], pa.uint64()),
        "float": pa.array([1738324800.0], pa.float64()),
        "text": pa.array(["2025-01-31T12:00:00Z"], pa.large_string()),
        "dictionary": pa.array(["2025-01-31 12:00"]).dictionary_encode(),
    }
    base = {name: column.slice(0, 1) for name, column in columns_of(pa).items()}
    for form, column in forms.items():
        network = load_payments(written(tmp_path, {**base, "time": column}), MAP)
        assert cells(network, "start_day", "time") == [(DAY, 43_200.0)], form


def test_amounts_of_parquet(pa: ModuleType, tmp_path: Path) -> None:
    forms = {
        "decimal": pa.array([Decimal("1234.50"), None], pa.decimal128(38, 2)),
        "float": pa.array([1234.5, float("nan")], pa.float64()),
        "float32": pa.array([1234.5, None], pa.float32()),
        "text": pa.array(["1234.50", ""], pa.string()),
        "dictionary": pa.array(["1234.50", None]).dictionary_encode(),
    }
    for form, column in forms.items():
        file = written(tmp_path, {**columns_of(pa), "value": column})
        amounts = load_payments(file, MAP).deals["amount_usd_bn"]
        assert (amounts[0], bool(amounts.isna()[1])) == (1234.5, True), form
    large = pa.array([10**18 + 1, None], pa.int64())
    found = load_payments(written(tmp_path, {**columns_of(pa), "hash": large}), MAP)
    assert found.deals["id"].tolist() == ["1000000000000000001", "row-2"]


def test_wrong_cells_of_parquet_name_the_row(pa: ModuleType, tmp_path: Path) -> None:
    wrong = {
        "value": pa.array([5.0, float("inf")]),
        "type": pa.array(["equity", "equty"]),
    }
    file = written(tmp_path, {**columns_of(pa), **wrong})
    with pytest.raises(DataError) as caught:
        load_payments(file, MAP)
    assert [(p.file, p.line, p.column, p.value) for p in caught.value.problems] == [
        (str(file), 2, "value", "inf"),
        (str(file), 2, "type", "equty"),
    ]


@pytest.mark.parametrize("kind", ["binary", "list"])
def test_a_column_of_parquet_that_is_no_text(pa: ModuleType, tmp_path: Path, kind: str) -> None:
    column = pa.array([b"\xff", b"x"]) if kind == "binary" else pa.array([[1], [2]])
    file = written(tmp_path, {**columns_of(pa), "from": column})
    with pytest.raises(ChoiceError, match=f"'from' holds {kind}.*, not text, numbers or times"):
        load_payments(file, MAP)


def test_parquet_without_payments(pa: ModuleType, tmp_path: Path) -> None:
    empty = {name: column.slice(0, 0) for name, column in columns_of(pa).items()}
    assert len(load_payments(written(tmp_path, empty), MAP).deals) == 0


def test_a_wrong_map_of_parquet(pa: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="no column 'form' for payer: did you mean 'from'"):
        load_payments(written(tmp_path, columns_of(pa)), {**MAP, "payer": "form"})


def test_a_file_that_is_not_parquet(pa: ModuleType, tmp_path: Path) -> None:
    whole = written(tmp_path, columns_of(pa)).read_bytes()
    for raw in (whole[:-20], whole[:40] + b"\0" * 40 + whole[80:]):
        file = tmp_path / "broken.parquet"
        file.write_bytes(raw)
        with pytest.raises(DataError) as caught:
            load_payments(file, MAP)
        (problem,) = caught.value.problems
        assert (problem.rule, problem.file) == ("broken-file", str(file))


def test_without_pyarrow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "pyarrow":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    (tmp_path / "payments.parquet").write_bytes(b"PAR1")
    with pytest.raises(ChoiceError, match=r"moneyloop\[parquet\].*pip install pyarrow"):
        load_payments(tmp_path / "payments.parquet", MAP)
