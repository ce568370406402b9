"""What a person may say of a ledger: columns, kinds, currencies, who is inside, bad rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import moneyloop
from moneyloop.input.ledger import columns
from moneyloop.input.ledger.form import Form
from moneyloop.input.ledger.names import read_aliases, read_names
from moneyloop.input.ledger.payments import Choices, Ledger, read
from moneyloop.model import ChoiceError, DataError, Network

Read = Callable[..., Ledger]
HEADER = "payer,payee,amount,start,kind\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Read:
    """A function (text, choices) that reads a list of payments."""

    def load(text: str, **choices: Any) -> Ledger:
        file = tmp_path / "payments.csv"
        file.write_text(text, encoding="utf-8")
        return read(file, Choices(**choices))

    return load


def rows(network: Network) -> list[tuple[Any, ...]]:
    names = ["payer", "payee", "amount_usd_bn", "kind"]
    return [tuple(row) for row in network.deals[names].itertuples(index=False)]


def left_out(network: Network) -> dict[str, int]:
    found = moneyloop.attribute(network).left_out
    return {item.reason: len(item.ids) for item in found}


# --- where the columns are ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "where"),
    [
        ("from,to,paid,when,what", "payer=from,payee=to,amount=paid,start=when,kind=what"),
        ("a,a,a,a,a", "payer=1,payee=2,amount=3,start=4,kind=5"),
        ('from,to,"Paid, USD",when,what', "payer=from,payee=to,amount=Paid, USD,start=when,kind=5"),
        ('from,to,"Paid, USD",when,3', 'payer=1,payee=to,amount="Paid, USD",start=when,kind="3"'),
    ],
)
def test_a_column_is_named_by_header_or_place(ledger: Read, header: str, where: str) -> None:
    found = ledger(f"{header}\nA,B,5,2025-01-02,purchase\n", columns=columns.parse_map([where]))
    assert rows(found.network) == [("A", "B", 5.0, "purchase")]


def test_a_party_may_be_made_of_two_columns(ledger: Read) -> None:
    text = (
        "first,last,payee,amount,start,kind\nAda,King,B,5,2025,purchase\nAda,,B,6,2025,purchase\n"
    )
    found = ledger(text, columns={"payer": "first+last"})
    assert [row[0] for row in rows(found.network)] == ["Ada King", "Ada"]


def test_one_value_for_all_rows(ledger: Read) -> None:
    text = "to,amount\nB,5\nC,6\n"
    where = {"payer": ":Fund", "payee": "to", "kind": ":equity", "start": ":2025-03-01"}
    found = ledger(text, columns=where).network
    assert rows(found) == [("Fund", "B", 5.0, "equity"), ("Fund", "C", 6.0, "equity")]
    assert set(found.deals["start_day"]) == {739311}


def test_payments_without_dates_are_one_period(ledger: Read) -> None:
    text = "payer,payee,amount,kind\nA,B,5,investment\nB,A,3,purchase\n"
    with pytest.raises(ChoiceError, match="no column 'start' for start"):
        ledger(text)
    network = ledger(text, columns={"start": ""}).network
    for by in ("total", "year"):
        result = moneyloop.attribute(network, by=by)
        (row,) = [row for row in result.rows if row["party"] == "A"]
        assert (row["period"], row["own_high"]) == ("undated", 3.0)
        assert (
            result.basis == f"Amounts as given in the payments, without dates. Data: {result.data}."
        )
    assert moneyloop.index(network).rows[0]["period"] == "undated"
    with pytest.raises(ChoiceError, match="have no dates: leave out year, from and to"):
        moneyloop.attribute(network, year=2025)


# --- words, negative amounts, currencies ----------------------------------------------------------


def test_words_of_the_file_are_mapped_to_kinds(ledger: Read) -> None:
    text = HEADER + "A,B,5,2025,Invoice\nB,A,3,2025,bank loan\n"
    with pytest.raises(DataError, match="--kinds Invoice=purchase"):
        ledger(text)
    kinds = columns.parse_kinds(["invoice=purchase,bank loan=debt"])
    assert [row[3] for row in rows(ledger(text, kinds=kinds).network)] == ["purchase", "debt"]
    with pytest.raises(ChoiceError, match="bank loan=dept: 'dept' is not a kind"):
        ledger(text, kinds={"invoice": "purchase", "bank loan": "dept"})


@pytest.mark.parametrize("written", ["-5", "(5)", "5-", "\u22125", "($5.00)"])
def test_negative_amounts_turn_round_or_return_money(ledger: Read, written: str) -> None:
    text = HEADER + f"A,B,{written},2025,purchase\nA,B,7,2025,purchase\n"
    with pytest.raises(DataError, match="--negative turn or --negative refund"):
        ledger(text)
    last = ("A", "B", 7.0, "purchase")
    turned = ledger(text, negative="turn").network
    assert rows(turned) == [("B", "A", 5.0, "purchase"), last]
    refund = ledger(text, negative="refund").network
    assert rows(refund) == [("B", "A", 5.0, "return"), last]
    assert refund.deals["class"].tolist() == ["return", "purchase"]


MONEY = "payer,payee,amount,start,kind,currency\nA,B,5,2025,purchase,USD\nB,A,1000,2025,debt,jpy\n"


def test_rows_of_two_currencies_are_never_added(ledger: Read) -> None:
    with pytest.raises(DataError, match="rows of two are not added"):
        ledger(MONEY)
    chosen = ledger(MONEY, currency="usd").network
    assert left_out(chosen) == {"another currency": 1}
    assert chosen.inside == ["B"]
    converted = ledger(MONEY, currency="USD", rates={"JPY": 0.0065}).network
    assert [row[2] for row in rows(converted)] == [5.0, 6.5]
    assert left_out(converted) == {}
    with pytest.raises(DataError, match="'jpy' has no rate to USD"):
        ledger(MONEY, currency="USD", rates={"EUR": 1.1})
    with pytest.raises(ChoiceError, match=r"no amount is in CHF: .* are JPY, USD"):
        ledger(MONEY, currency="CHF")
    with pytest.raises(ChoiceError, match="rates need a currency"):
        ledger(MONEY, rates={"JPY": 0.0065})
    assert len(ledger(MONEY.replace("jpy", "USD")).network.deals) == 2
    # Said not to be meant, the column is not looked at.
    assert len(ledger(MONEY, columns={"currency": ""}).network.deals) == 2


@pytest.mark.parametrize("header", ["Currency", "CCY", "Währung", "currency,currency"])
def test_a_column_of_currencies_is_seen_though_no_map_names_it(ledger: Read, header: str) -> None:
    more = header.count(",") * ",x"
    text = (
        MONEY.replace("currency", header).replace("USD", "USD" + more).replace("jpy", "jpy" + more)
    )
    with pytest.raises((DataError, ChoiceError), match=r"of two are not added|stands twice"):
        ledger(text)
    assert len(ledger(text, columns={"currency": ""}).network.deals) == 2


# --- who is inside, and under what name -----------------------------------------------------------

RING = (
    HEADER + "Cust,Cloud,9,2025,purchase\nCloud,Lab,5,2025,investment\nLab,Cloud,5,2025,purchase\n"
)


def test_it_may_be_said_who_is_inside(ledger: Read, tmp_path: Path) -> None:
    assert ledger(RING).network.inside == ["Cloud", "Lab"]
    assert ledger(RING, inside=["Cust", "Lab"]).network.inside == ["Cust", "Lab"]
    assert ledger(RING, outside=["Lab"]).network.inside == ["Cloud"]
    with pytest.raises(ChoiceError, match="no payment names 'Labb': did you mean 'Lab'"):
        ledger(RING, inside=["Labb"])
    with pytest.raises(ChoiceError, match="Lab cannot be inside and outside"):
        ledger(RING, inside=["Lab"], outside=["Lab"])
    listed = tmp_path / "inside.txt"
    listed.write_text("Cloud\n\n Lab \n", encoding="utf-8")
    assert read_names(str(listed)) == read_names("Cloud, Lab") == ["Cloud", "Lab"]
    assert read_names("") == []
    listed.write_bytes("Zürich Rück\nCafé\n".encode("cp1252"))
    assert read_names(str(listed)) == ["Zürich Rück", "Café"]


def test_rows_that_do_not_count_do_not_move_the_boundary(ledger: Read) -> None:
    """A row of the world's customer to itself, of nothing, unknown or unread: no one comes in."""
    more = "Cust,Cust,9,2025,purchase\nLab,Cust,0,2025,purchase\nLab,Cust,,2025,purchase\n"
    plain, found = ledger(RING).network, ledger(RING + more).network
    assert found.inside == plain.inside
    bad = ledger(RING + more + "Lab,Cust,5,soon,purchase\n", go_on=True).network
    assert bad.inside == plain.inside
    for network in (found, bad):
        assert [own(row) for row in moneyloop.attribute(network).rows] == [
            own(row) for row in moneyloop.attribute(plain).rows
        ]


@pytest.mark.parametrize("when", ["2024-12-31", "2026-01-01"])
def test_rows_outside_the_window_do_not_move_the_boundary(ledger: Read, when: str) -> None:
    """Cust is paid in another year only: in 2025 it stays a customer."""
    plain, found = ledger(RING).network, ledger(RING + f"Lab,Cust,1,{when},purchase\n").network
    assert found.inside == ["Cust", "Cloud", "Lab"]
    for question in (moneyloop.attribute, moneyloop.index):
        assert [row.get("customers") for row in question(found, year=2025).rows] == [
            row.get("customers") for row in question(plain, year=2025).rows
        ]
    (row,) = [row for row in moneyloop.attribute(found, year=2025).rows if row["party"] == "Cloud"]
    assert (row["customers"], row["no_known_source"]) == (9.0, 0.0)
    with pytest.raises(ChoiceError, match="Cust has no money in 2025"):
        moneyloop.explain(found, "Cust", year=2025)


def own(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["party"], row["revenue"], row["customers"], row["own_low"], row["own_high"]


def test_aliases_close_a_ring(ledger: Read, tmp_path: Path) -> None:
    text = RING.replace("Lab,Cloud", "LAB Inc,Cloud")
    file = tmp_path / "aliases.csv"
    file.write_text("alias,name\nLAB Inc,L\nL,Lab\n", encoding="utf-8")
    aliases = read_aliases(file)
    assert aliases == {"LAB Inc": "Lab", "L": "Lab"}
    assert len(moneyloop.loops(ledger(text).network).rows) == 0
    assert ledger(text, aliases=aliases, inside=["LAB Inc"]).network.inside == ["Lab"]
    joined = ledger(text, aliases=aliases).network
    assert len(moneyloop.loops(joined).rows) == 1
    assert joined.names["LAB Inc"] == "Lab"
    file.write_text("alias,name\nx,A\nx,B\n,A\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_aliases(file)
    assert [(problem.line, problem.rule) for problem in caught.value.problems] == [
        (3, "clash"),
        (4, "required"),
    ]


# --- what cannot be read --------------------------------------------------------------------------

BAD = RING + "A,B,much,2025,purchase\nA,B,5,soon,purchase\nA,B\nA,B,5,2025,gift\n,,5,2025,debt\n"


def test_what_cannot_be_read_is_left_out_counted_and_named(ledger: Read) -> None:
    with pytest.raises(DataError):
        ledger(BAD)
    found = ledger(BAD, go_on=True)
    for question in (moneyloop.attribute, moneyloop.index, moneyloop.deals):
        (item,) = [
            item for item in question(found.network).left_out if item.reason == "cannot be read"
        ]
        assert item.ids == ("row-5", "row-6", "row-7", "row-8", "row-9")
    assert set(found.network.parties["name"]) == {"Cust", "Cloud", "Lab"}
    told = found.wrong.as_csv().splitlines()
    assert told[0] == "line,problem,payer,payee,amount,start,kind"
    assert [line.partition(",")[0] for line in told[1:]] == ["5", "6", "7", "8", "9"]
    assert "'much' is not a plain number" in told[1]
    assert told[1].endswith(",A,B,much,2025,purchase")
    assert own(moneyloop.attribute(found.network).rows[0]) == own(
        moneyloop.attribute(ledger(RING).network).rows[0]
    )


def test_what_is_ambiguous_is_asked_for_even_then(ledger: Read) -> None:
    with pytest.raises(DataError, match="--dates"):
        ledger(RING + "A,B,5,03/04/2025,purchase\n", go_on=True)
    found = ledger(RING + "A,B,5,03/04/2025,debt\n", go_on=True, form=Form(dates="day-first"))
    assert not len(found.wrong.rows)
