"""Every rule of the data: each problem names file, line, column, value, rule and hint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import moneyloop
from moneyloop.input.checks import nearest
from moneyloop.input.package import check, load
from moneyloop.model import Problem

Package = Callable[..., Path]
Place = tuple[str, int | None, str | None, str | None, str]

DEALS = "payer,payee,kind\nA,B,equity\n"
PARTIES = "name,kind,boundary,segment,aliases,note\n"
FIGURES = "party,metric,segment,start,end,amount,unit,preferred\n"


def places(problems: list[Problem]) -> list[Place]:
    return [(Path(p.file).name, p.line, p.column, p.value, p.rule) for p in problems]


@pytest.mark.parametrize(
    ("deals", "expected", "hint"),
    [
        (
            "payer,payee,kind\nA,B,equty\n",
            (2, "kind", "equty", "choice"),
            "did you mean 'equity'?",
        ),
        (
            "payer,payee,kind\nA,B,Equity\n",
            (2, "kind", "Equity", "choice"),
            "did you mean 'equity'?",
        ),
        (
            "payer,payee,kind,status\nA,B,equity,xyz\n",
            (2, "status", "xyz", "choice"),
            "choose one of contingent, paid, signed, talks",
        ),
        (
            "payer,payee,kind\n,B,equity\n",
            (2, "payer", "", "required"),
            "every row needs it",
        ),
        (
            "payer,payee,kind\nA,B,\n",
            (2, "kind", "", "required"),
            "every row needs it",
        ),
        (
            'payer,payee,kind,amount_usd_bn\nA,B,equity,"25,000"\n',
            (2, "amount_usd_bn", "25,000", "number"),
            "write 25000; amounts are USD billions",
        ),
        (
            "payer,payee,kind,amount_high_usd_bn\nA,B,equity,$5bn\n",
            (2, "amount_high_usd_bn", "$5bn", "number"),
            "write 5",
        ),
        (
            "payer,payee,kind,paid_usd_bn\nA,B,equity,-1\n",
            (2, "paid_usd_bn", "-1", "number"),
            "money flows from payer to payee",
        ),
        (
            "payer,payee,kind,amount_usd_bn\nA,B,equity,inf\n",
            (2, "amount_usd_bn", "inf", "number"),
            "leave the cell blank when it is unknown",
        ),
        (
            "payer,payee,kind,announced\nA,B,equity,2025-02-30\n",
            (2, "announced", "2025-02-30", "date"),
            "2025-02 has 28 days",
        ),
        (
            "payer,payee,kind,source_date\nA,B,equity,31.12.2025\n",
            (2, "source_date", "31.12.2025", "date"),
            "write 2025-12-31",
        ),
        (
            "payer,payee,kind,start,end\nA,B,lease,2025-06,2025-05\n",
            (2, "end", "2025-05", "end-before-start"),
            "swap or mend the two",
        ),
        (
            "payer,payee,kind,amount_usd_bn,amount_high_usd_bn\nA,B,equity,5,3\n",
            (2, "amount_high_usd_bn", "3", "amount-above-high"),
            'amount_high_usd_bn is the "up to"; leave it blank when it is the same',
        ),
        (
            "id,payer,payee,kind,amount_usd_bn,part_of\n"
            "w,A,B,equity,5,\nx,A,B,equity,3,w\ny,A,B,equity,4,w\n",
            (4, "part_of", "w", "parts-above-whole"),
            "mend an amount, or take part_of off what the row does not contain",
        ),
        (
            "id,payer,payee,kind\nx,A,B,equity\ny,A,B,debt\nx,A,C,equity\n",
            (4, "id", "x", "duplicate-id"),
            "give each deal its own id",
        ),
        (
            "id,payer,payee,kind\nrow-3,A,B,equity\n,A,B,debt\n",
            (3, "id", "row-3", "duplicate-id"),
            "give each deal its own id",
        ),
        (
            "id,payer,payee,kind,part_of\nbig-deal,A,B,equity,\ny,A,B,debt,big-del\n",
            (3, "part_of", "big-del", "unknown-id"),
            "did you mean 'big-deal'?",
        ),
        (
            "id,payer,payee,kind,replaces\nx,A,B,equity,\ny,A,B,debt,x;z\n",
            (3, "replaces", "z", "unknown-id"),
            "choose one of x, y",
        ),
        (
            "id,payer,payee,kind,exchange_for\nx,A,B,lease,xx\n",
            (2, "exchange_for", "xx", "unknown-id"),
            "did you mean 'x'?",
        ),
        (
            "id,payer,payee,kind,exchange_for\nx,A,B,lease,x\n",
            (2, "exchange_for", "x", "exchange-itself"),
            "write the id of the other leg",
        ),
        (
            "id,payer,payee,kind,exchange_for\nx,A,B,lease,y\ny,B,A,lease,\n",
            (2, "exchange_for", "y", "exchange-one-way"),
            "write x in its exchange_for: each leg names the other",
        ),
        (
            "payer,payee,kind,settlement,exchange_for\nA,B,lease,barter,\n",
            (2, "exchange_for", "", "barter-without-exchange"),
            "write the id of what is given for it; money that moves is cash",
        ),
        (
            "id,payer,payee,kind,exchange_for\nx,A,B,equity,y\ny,B,A,lease,x\n",
            (2, "exchange_for", "y", "exchange-purchases"),
            "an exchange is of two sales; an investment and a sale need no exchange_for",
        ),
        (
            "id,payer,payee,kind,replaces\nx,A,B,equity,x\n",
            (2, "replaces", "x", "circle"),
            "one of these rows must not point on",
        ),
        (
            "id,payer,payee,kind,part_of\nx,A,B,debt,y\ny,A,B,debt,z\nz,A,B,debt,x\n",
            (2, "part_of", "y", "circle"),
            "one of these rows must not point on",
        ),
        (
            "payer,payee,kind,assumed\nA,B,equity,end;ammount_usd_bn\n",
            (2, "assumed", "ammount_usd_bn", "unknown-column"),
            "did you mean 'amount_usd_bn'?",
        ),
        (
            "payer,payee,kind,amont_usd_bn\nA,B,equity,3\n",
            (1, "amont_usd_bn", "amont_usd_bn", "unknown-column"),
            "did you mean 'amount_usd_bn'?",
        ),
        (
            "payer,payee,kind,\nA,B,equity,\n",
            (1, "", "", "unknown-column"),
            "",
        ),
        (
            "payer,payee,kind,note,note\nA,B,equity,x,y\n",
            (1, "note", "note", "duplicate-column"),
            "drop one",
        ),
        (
            "payer,payee\nA,B\n",
            (1, "kind", None, "missing-column"),
            "required: payer, payee, kind",
        ),
    ],
)
def test_a_wrong_deal(package: Package, deals: str, expected: Place, hint: str) -> None:
    (problem,) = check(package(deals))
    assert places([problem]) == [("deals.csv", *expected)]
    assert hint in problem.hint
    assert problem.severity == "error"
    assert problem.message


def test_a_payment_to_oneself_is_left_out_with_its_reason(package: Package) -> None:
    folder = package("id,payer,payee,kind,amount_usd_bn,start\nx,A,A,equity,5,2025\n")
    (problem,) = check(folder)
    assert places([problem]) == [("deals.csv", 2, "payee", "A", "same-party")]
    assert (problem.severity, "does not count" in problem.hint) == ("warning", True)
    (left_out,) = moneyloop.attribute(moneyloop.load(folder)).left_out
    assert (left_out.reason, left_out.ids) == ("payer is the payee", ("x",))


def test_rows_that_agree_in_every_column_are_named(package: Package) -> None:
    rows = "x,A,B,equity,5,2025\ny,A,B,equity,5,2025\nz,A,B,equity,5,2026\n"
    (problem,) = check(package("id,payer,payee,kind,amount_usd_bn,start\n" + rows))
    assert (problem.line, problem.rule, problem.severity) == (3, "same-rows", "warning")
    assert "agrees with line 2" in problem.message


def test_a_column_of_ones_own_is_kept_and_shown(package: Package) -> None:
    rows = "payer,payee,kind,colour,value\nA,B,equity,red,much\n"
    folder = package(rows)
    assert [(problem.rule, problem.severity) for problem in check(folder)] == [
        ("extra-column", "warning"),
        ("extra-column", "warning"),
    ]
    result = moneyloop.deals(moneyloop.load(folder))
    assert result.rows[0]["colour"] == "red"
    assert "colour" in result.to_frame()


@pytest.mark.parametrize(
    ("parties", "expected", "hint"),
    [
        ("A,lab,,,,\nB,lab,,,,\nA,bank,,,,\n", (4, "name", "A", "duplicate-party"), "merge them"),
        ("A,lab,,,B,\nB,lab,,,,\n", (2, "aliases", "B", "alias-clash"), "one party only"),
        ("A,lab,,,Z,\nB,lab,,,Y;Z,\n", (3, "aliases", "Z", "alias-clash"), "one party only"),
        ("A,lab,,,,\nB,lba,,,,\n", (3, "kind", "lba", "choice"), "did you mean 'lab'?"),
        ("A,lab,in,,,\nB,lab,,,,\n", (2, "boundary", "in", "choice"), "inside"),
        ("A,lab,,,,\nB,lab,,,,\n,lab,,,,\n", (4, "name", "", "required"), "every row needs it"),
    ],
)
def test_a_wrong_party(package: Package, parties: str, expected: Place, hint: str) -> None:
    (problem,) = check(package(DEALS, PARTIES + parties))
    assert places([problem]) == [("parties.csv", *expected)]
    assert hint in problem.hint


def test_legs_that_are_paid_the_same_way_are_no_exchange(package: Package) -> None:
    header = "id,payer,payee,kind,exchange_for\n"
    problems = check(package(header + "x,A,B,lease,y\ny,A,B,lease,x\n"))
    assert places(problems) == [
        ("deals.csv", 2, "exchange_for", "y", "exchange-parties"),
        ("deals.csv", 3, "exchange_for", "x", "exchange-parties"),
    ]
    assert check(package(header + "x,A,B,lease,y\ny,B,A,compute,x\n")) == []


def test_an_alias_may_stand_twice_and_may_be_the_name_itself(package: Package) -> None:
    assert check(package(DEALS, PARTIES + "A,lab,,,A;Z;Z,\nB,lab,,,,\n")) == []


@pytest.mark.parametrize(
    ("figures", "expected", "hint"),
    [
        (
            "B,revenue,,2025,2025,-1,usd_bn,\n",
            (2, "amount", "-1", "number"),
            "recognised revenue and a cash balance are zero or more",
        ),
        (
            "B,cash,,2025-01-01,2025-12-31,4,usd_bn,\n",
            (2, "end", "2025-12-31", "balance-date"),
            "write the same day in start and end",
        ),
        (
            "B,cash,,2025,2025,4,usd_bn,\n",
            (2, "end", "2025", "balance-date"),
            "write the same day in start and end",
        ),
        (
            "B,revenue,,2025,2025,5,usd_bn,\nB,revenue,total,2025-07,2026-06,6,usd_bn,\n",
            (3, "end", "2026-06", "figure-overlap"),
            "write preferred = no on the one that is not to be used",
        ),
        (
            "B,cash,,2025-12-31,2025-12-31,5,usd_bn,\nB,cash,x,2025-12-31,2025-12-31,6,usd_bn,\n",
            (3, "end", "2025-12-31", "figure-overlap"),
            "write preferred = no on the one that is not to be used",
        ),
        (
            "B,revenue,,2025,2024,5,usd_bn,\n",
            (2, "end", "2024", "end-before-start"),
            "swap or mend the two",
        ),
        ("B,revenu,,2025,2025,5,usd_bn,\n", (2, "metric", "revenu", "choice"), "'revenue'?"),
        ("B,revenue,,2025,2025,5,usd,\n", (2, "unit", "usd", "choice"), "usd_bn"),
        ("B,revenue,,2025,2025,5,usd_bn,maybe\n", (2, "preferred", "maybe", "choice"), "no, yes"),
        ("B,revenue,,2025,2025,,usd_bn,\n", (2, "amount", "", "required"), "every row needs it"),
    ],
)
def test_a_wrong_figure(package: Package, figures: str, expected: Place, hint: str) -> None:
    (problem,) = check(package(DEALS, figures=FIGURES + figures))
    assert places([problem]) == [("figures.csv", *expected)]
    assert hint in problem.hint


@pytest.mark.parametrize(
    "figures",
    [
        "B,revenue,,2025,2025,5,usd_bn,yes\nB,revenue,,2025,2025,6,usd_bn,no\n",
        "B,revenue,Cloud,2025,2025,5,usd_bn,\nB,revenue,,2025,2025,6,usd_bn,\n",
        "B,revenue,,2024,2024,5,usd_bn,\nB,revenue,,2025,2025,6,usd_bn,\n",
        "B,operating_loss,,2025,2025,-5,usd_bn,\nB,users,,2025,2025,900,count_m,\n",
        "B,valuation,,2025,2025,5,usd_bn,\nB,valuation,,2025,2025,6,usd_bn,\n",
    ],
)
def test_figures_that_go_together(package: Package, figures: str) -> None:
    assert check(package(DEALS, figures=FIGURES + figures)) == []


def test_unknown_parties_are_named_in_deals_and_figures(package: Package) -> None:
    found = check(
        package(
            "payer,payee,kind\nOpenAI,Micrsoft,compute\nAWS,Nobody Inc,lease\n",
            PARTIES + "OpenAI,lab,,,,\nMicrosoft,hyperscaler,,,Azure,\nAmazon,,,,AWS,\n",
            FIGURES + "Azur,revenue,,2025,2025,5,usd_bn,\n",
        )
    )
    assert places(found) == [
        ("deals.csv", 2, "payee", "Micrsoft", "unknown-party"),
        ("deals.csv", 3, "payee", "Nobody Inc", "unknown-party"),
        ("figures.csv", 2, "party", "Azur", "unknown-party"),
    ]
    line = "add a line to parties.csv: Micrsoft,,,,,"
    assert found[0].hint == f"did you mean 'Microsoft'? If not, {line}"
    assert found[2].hint.startswith("did you mean 'Azure'? If not, ")


def test_without_a_parties_file_every_name_is_a_party(package: Package) -> None:
    assert check(package(DEALS)) == []
    assert check(package(DEALS, PARTIES, folder="header-only")) == []


def test_an_alias_and_its_name_are_one_party(package: Package) -> None:
    (problem,) = check(
        package("payer,payee,kind\nAmazon,AWS,compute\n", PARTIES + "Amazon,,,,AWS,\n")
    )
    assert places([problem]) == [("deals.csv", 2, "payee", "AWS", "same-party")]


@pytest.mark.parametrize(
    ("header", "row", "column"),
    [
        ("payer,payee,kind,end,start", "A,B,lease,2025-05,2025-06", "start"),
        ("payee,payer,kind", "A,A,lease", "payer"),
        ("payer,payee,kind,amount_high_usd_bn,amount_usd_bn", "A,B,lease,3,5", "amount_usd_bn"),
    ],
)
def test_a_rule_between_columns_names_the_later_one_of_the_header(
    package: Package, header: str, row: str, column: str
) -> None:
    (problem,) = check(package(f"{header}\n{row}\n"))
    assert problem.column == column


def test_header_only_is_a_warning(package: Package) -> None:
    (problem,) = check(package("# A,B,equity\npayer,payee,kind\n"))
    assert (problem.rule, problem.severity, problem.line) == ("no-deals", "warning", 1)


def test_a_row_that_begins_as_a_comment_counts_and_is_warned_of(package: Package) -> None:
    made = package(
        "payer,payee,kind,amount_usd_bn\n#1 Cloud,Lab,equity,5\nLab,#1 Cloud,compute,4\n"
    )
    (problem,) = check(made)
    assert (problem.rule, problem.severity, problem.line) == ("comment", "warning", 2)
    (loop,) = moneyloop.loops(load(made)).rows
    assert (loop["size"], loop["parties"]) == (4, ["#1 Cloud", "Lab"])


def test_a_folder_without_deals_names_the_missing_file(package: Package) -> None:
    (problem,) = check(package())
    assert (problem.rule, Path(problem.file).name) == ("missing-file", "deals.csv")
    assert "moneyloop init" in problem.hint


def test_a_flow_list_is_one_problem_not_one_for_each_row(tmp_path: Path) -> None:
    lone = tmp_path / "flows.csv"
    lone.write_text("kind,from,to,amount\nflow,A,B,1\ninput,,A,2\n", encoding="utf-8")
    (problem,) = check(lone)
    assert (problem.rule, problem.file, problem.line) == ("flow-list", str(lone), 1)
    assert "moneyloop index" in problem.hint


def test_every_circle_is_named_once(package: Package) -> None:
    found = check(
        package(
            """
            id,payer,payee,kind,part_of
            a,A,B,debt,b
            b,A,B,debt,a
            c,A,B,debt,d
            d,A,B,debt,c
            e,A,B,debt,a
            """
        )
    )
    assert [(p.line, p.message) for p in found] == [
        (2, "part_of goes round in a circle: a > b > a"),
        (4, "part_of goes round in a circle: c > d > c"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "w,A,B,equity,5,,,,\nx,A,B,equity,3,,w,,\ny,A,B,equity,2,,w,,\n",
        "w,A,B,equity,5,8,,,\nx,A,B,equity,3,,w,,\ny,A,B,equity,5,,w,,\n",
        "w,A,B,equity,,,,,\nx,A,B,equity,3,,w,,\ny,A,B,equity,5,,w,,\n",
        "w,A,B,equity,5,,,,\nx,A,B,equity,5,,w,,\ny,A,B,equity,4,,w;x,,\n",
        "w,A,B,equity,5,,,,\nx,A,B,equity,5,,w,,\ny,A,B,equity,5,,w,x,\n",
        "w,A,B,equity,5,,,,\nx,A,B,equity,3,,w,,\ny,A,B,equity,4,,w,,talks\n",
        "w,A,B,equity,0.3,,,,\nx,A,B,equity,0.1,,w,,\ny,A,B,equity,0.2,,w,,\n",
    ],
    ids=["equal", "up to", "open", "part of a part", "replaced", "talks", "rounding"],
)
def test_parts_that_fit_into_their_whole(package: Package, rows: str) -> None:
    header = "id,payer,payee,kind,amount_usd_bn,amount_high_usd_bn,part_of,replaces,status\n"
    assert check(package(header + rows)) == []


def test_a_duplicate_does_not_hide_the_problems_of_its_row(package: Package) -> None:
    found = check(
        package("id,payer,payee,kind,part_of\nx,A,B,equity,nowhere\nx,A,B,debt,\ny,A,B,debt,\n")
    )
    assert places(found) == [
        ("deals.csv", 2, "part_of", "nowhere", "unknown-id"),
        ("deals.csv", 3, "id", "x", "duplicate-id"),
    ]


def test_problems_come_all_at_once_in_file_line_and_column_order(package: Package) -> None:
    found = check(
        package(
            """
            id,payer,payee,kind,amount_usd_bn,start,end,colour
            a,OpenAI,OpenAI,compute,5,2025,2024,
            a,OpenAI,Oracle,purchase,$5bn,2025-13,,
            b,OpenAI
            c,,Nvidia,hardware,nan,,soon,red
            """,
            """
            name,kind,aliases
            OpenAI,lab,
            Oracle,cloud,OpenAI
            """,
            """
            party,metric,start,end,amount
            Oracel,revenue,2025,2025,"1,5"
            """,
        )
    )
    assert places(found) == [
        ("deals.csv", 1, "colour", "colour", "extra-column"),
        ("deals.csv", 2, "payee", "OpenAI", "same-party"),
        ("deals.csv", 2, "end", "2024", "end-before-start"),
        ("deals.csv", 3, "id", "a", "duplicate-id"),
        ("deals.csv", 3, "kind", "purchase", "choice"),
        ("deals.csv", 3, "amount_usd_bn", "$5bn", "number"),
        ("deals.csv", 3, "start", "2025-13", "date"),
        ("deals.csv", 4, None, "b,OpenAI", "ragged-row"),
        ("deals.csv", 5, "payer", "", "required"),
        ("deals.csv", 5, "payee", "Nvidia", "unknown-party"),
        ("deals.csv", 5, "amount_usd_bn", "nan", "number"),
        ("deals.csv", 5, "end", "soon", "date"),
        ("parties.csv", 3, "kind", "cloud", "choice"),
        ("parties.csv", 3, "aliases", "OpenAI", "alias-clash"),
        ("figures.csv", 1, "unit", None, "missing-column"),
        ("figures.csv", 2, "party", "Oracel", "unknown-party"),
        ("figures.csv", 2, "amount", "1,5", "number"),
    ]


@pytest.mark.parametrize("name", ["deals.csv", "mine.csv", "figures.csv"])
def test_the_order_does_not_depend_on_the_name_of_the_file(
    package: Package, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = package("payee,payer,kind,amount_usd_bn\nA,A,lease,x\n") / "deals.csv"
    file.rename(file.with_name(name))
    monkeypatch.chdir(file.parent)
    found = check(name)
    assert [problem.column for problem in found] == ["payer", "amount_usd_bn"]


@pytest.mark.parametrize("missing", ["party", "metric", "start", "end", "amount", "unit"])
def test_a_missing_column_of_figures_is_a_problem_and_no_crash(
    package: Package, missing: str
) -> None:
    columns = {
        "party": "B",
        "metric": "revenue",
        "start": "2025",
        "end": "2025",
        "amount": "1",
        "unit": "usd_bn",
    }
    del columns[missing]
    text = ",".join(columns) + "\n" + (",".join(columns.values()) + "\n") * 2
    assert [p.column for p in check(package(DEALS, figures=text)) if p.line == 1] == [missing]


def test_a_problem_as_text_says_where_what_and_how(package: Package) -> None:
    folder = package("payer,payee,kind\nA,B,equty\n")
    (problem,) = check(folder)
    place = folder / "deals.csv"
    assert str(problem) == (
        f"{place}:2: kind: 'equty' is not a known choice (did you mean 'equity'?) [choice]"
    )


@pytest.mark.parametrize(
    ("value", "choices", "hint"),
    [
        ("openai", ["OpenAI", "Oracle"], "did you mean 'OpenAI'?"),
        ("zzz", ["b", "a"], "choose one of a, b"),
        ("zzz", [f"name {number}" for number in range(99)], ""),
        ("zzz", [], ""),
    ],
)
def test_the_nearest_name(value: str, choices: list[str], hint: str) -> None:
    assert nearest(value, choices) == hint
