"""What a notebook has: the names of the package, and what may be written where."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import moneyloop
from moneyloop.questions.figures.watch import watch

TYPES = {"ChoiceError", "DataError", "Network", "Problem", "Result"}
WITHOUT_NETWORK = {
    "check",
    "load",
    "load_flows",
    "load_payments",
    "published",
    "translate",
    "vintage",
}
QUESTIONS = sorted({*dir(moneyloop)} - TYPES - WITHOUT_NETWORK)


@pytest.fixture(scope="module")
def bundled() -> moneyloop.Network:
    return moneyloop.load()


def test_tab_offers_the_functions_and_the_types_and_nothing_else() -> None:
    names = {name: getattr(moneyloop, name) for name in dir(moneyloop)}
    assert {name for name, value in names.items() if inspect.isclass(value)} == TYPES
    functions = {name: value for name, value in names.items() if name not in TYPES}
    assert all(inspect.isfunction(value) for value in functions.values())
    assert all(inspect.getdoc(value) for value in functions.values())
    assert all(value.__name__ == name for name, value in functions.items())


def test_type_checkers_read_the_same_names_and_homes() -> None:
    tree = ast.parse(Path(moneyloop.__file__).read_text(encoding="utf-8"))
    branch = next(node for node in tree.body if isinstance(node, ast.If))
    assert ast.unparse(branch.test) == "TYPE_CHECKING"
    imports = [node for node in branch.body if isinstance(node, ast.ImportFrom)]
    told = {name.asname: node.module for node in imports for name in node.names}
    assert [name.name for node in imports for name in node.names] == list(told)
    assert told == {name: f"moneyloop.{home}" for name, home in moneyloop._HOME.items()}
    assert sorted(moneyloop.__all__) == sorted(told) == dir(moneyloop)


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'attributes'"):
        _ = moneyloop.attributes


def test_a_party_is_one_text_or_several(bundled: moneyloop.Network) -> None:
    def rows(party: Any) -> list[dict[str, Any]]:
        return moneyloop.attribute(bundled, party=party, from_=2025, to=2025).rows

    expected = rows(["Oracle"])
    assert [row["party"] for row in expected] == ["Oracle"]
    for party in ("Oracle", "oracle", ("Oracle",), {"Oracle"}, pd.Series(["Oracle"])):
        assert rows(party) == expected
    assert len(rows(["Oracle", "Microsoft"])) == 2


@pytest.mark.parametrize(
    "ask", [moneyloop.deals, moneyloop.gap, moneyloop.loops, moneyloop.timeline, watch]
)
def test_every_list_of_parties_may_be_one_name(
    bundled: moneyloop.Network, ask: Callable[..., moneyloop.Result]
) -> None:
    assert ask(bundled, party="AWS").rows == ask(bundled, party=["Amazon"]).rows


def test_types_and_statuses_may_be_one_word(bundled: moneyloop.Network) -> None:
    for words in ({"kind": "equity"}, {"status": "talks"}):
        one = moneyloop.deals(bundled, **words).rows
        assert one
        assert one == moneyloop.deals(bundled, **{key: [word] for key, word in words.items()}).rows
    one = moneyloop.loops(bundled, type="trade", include="talks", length=3).rows
    assert one == moneyloop.loops(bundled, type=["trade"], include=["talks"], length=3).rows


@pytest.mark.parametrize(
    "day", [date(2025, 6, 30), datetime(2025, 6, 30, 23, 59), pd.Timestamp("2025-06-30 12:00")]
)
def test_a_day_may_be_a_date(bundled: moneyloop.Network, day: date) -> None:
    words = {"as_of": "2025-06-30"}
    for function in (moneyloop.deals, moneyloop.figures, moneyloop.loops):
        told, asked = function(bundled, as_of=day), function(bundled, **words)
        assert told.to_dict() == asked.to_dict()
        assert told.as_of == "2025-06-30"


def test_a_date_is_the_period_in_which_it_lies(bundled: moneyloop.Network) -> None:
    def periods(**window: Any) -> list[dict[str, Any]]:
        known = {"amounts": "known"}  # the quickest; of the same periods as all others
        return moneyloop.attribute(bundled, party="Microsoft", **known, **window).rows

    expected = periods(from_="2024", to="2025")
    assert [row["period"] for row in expected] == ["2024", "2025"]
    assert periods(from_=date(2024, 3, 1), to=date(2025, 9, 30)) == expected
    assert periods(from_=2024, to=pd.Timestamp("2025-01-01")) == expected
    months = periods(from_=date(2025, 3, 9), to=date(2025, 4, 1), by="month")
    assert {row["period"] for row in months} <= {"2025-03", "2025-04"}
    stressed = moneyloop.stress(bundled, "OpenAI", year=date(2025, 7, 1))
    assert stressed.extra["year"] == "2025"
    explained = moneyloop.explain(bundled, "Microsoft", year=date(2025, 7, 1))
    assert explained.to_dict() == moneyloop.explain(bundled, "Microsoft", year=2025).to_dict()


def test_two_dates_of_one_network_may_be_dates(bundled: moneyloop.Network) -> None:
    told = moneyloop.diff(bundled, since=date(2026, 3, 1), until=date(2026, 3, 31), party="Oracle")
    assert told.to_dict() == (
        moneyloop.diff(bundled, since="2026-03-01", until="2026-03-31", party=["Oracle"]).to_dict()
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_path_or_a_table_is_no_network(name: str) -> None:
    ask: Callable[..., Any] = getattr(moneyloop, name)
    first, *_ = inspect.signature(ask).parameters
    hint = rf"this is a path: write moneyloop\.{name}\(moneyloop\.load\('data'\)\)"
    for path in ("data", Path("data")):
        with pytest.raises(TypeError, match=hint):
            ask(path)
        with pytest.raises(TypeError, match=hint):
            ask(**{first: path})
    with pytest.raises(TypeError, match="this is a table"):
        ask(pd.DataFrame({"payer": ["Oracle"]}))
    with pytest.raises(TypeError, match="this is int, no network"):
        ask(7)


def test_each_network_of_two_is_looked_at(bundled: moneyloop.Network) -> None:
    with pytest.raises(TypeError, match=r"moneyloop\.diff\(moneyloop\.load\('new'\)\)"):
        moneyloop.diff(bundled, "new")  # type: ignore[arg-type]


def test_a_party_that_nobody_is_leads_to_the_list(bundled: moneyloop.Network) -> None:
    with pytest.raises(moneyloop.ChoiceError, match=r"'Foo' \(`moneyloop deals --parties`"):
        moneyloop.stress(bundled, "Foo")
    with pytest.raises(moneyloop.ChoiceError, match="did you mean 'CoreWeave'"):
        moneyloop.attribute(bundled, party="CoreWaeve")


def test_a_network_and_an_answer_are_three_lines(bundled: moneyloop.Network) -> None:
    network = repr(bundled).splitlines()
    assert len(network) == 3
    assert "bundled, USD billions" in network[0]
    assert f"{len(bundled.deals)} deals" in network[1]
    assert f"{len(bundled.parties)} parties" in network[1]
    answer = moneyloop.attribute(bundled, party="Oracle")
    shown = repr(answer).splitlines()
    assert len(shown) == 3
    assert answer.basis in shown[0]
    assert f"{len(answer.rows)} rows of party, period" in shown[1]
    assert f"{len(answer.notes)} notes" in shown[1]


def test_what_holds_nothing_has_three_lines_too() -> None:
    columns = ["payer", "payee", "kind"]
    empty = moneyloop.load(pd.DataFrame(columns=columns))
    assert len(repr(empty).splitlines()) == 3
    assert len(repr(moneyloop.deals(empty)).splitlines()) == 3
