"""Names that look alike are told, and no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import moneyloop
from moneyloop.input.alike import alike, near
from moneyloop.input.package import check

Package = Callable[..., Path]


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("Soci\u00e9t\u00e9", "Socie\u0301te\u0301", "how their letters are coded"),
        ("ACME", "\uff21\uff23\uff2d\uff25", "how their letters are coded"),
        ("Acme Ltd", "ACME LTD", "case"),
        ("Stra\u00dfe", "STRASSE", "case"),
        ("Acme Ltd", "Acme, Ltd.", "spaces or punctuation"),
        ("OpenAI", "Open AI", "spaces or punctuation"),
        ("O'Neil", "ONeil", "spaces or punctuation"),
        ("BNP S.A.", "BNP SA", "spaces or punctuation"),
        ("xAI", "X-AI", "spaces or punctuation"),
        ("Nvidia", "NVIDIA Corporation", "the legal form"),
        ("Acme GmbH & Co. KG", "Acme", "the legal form"),
    ],
)
def test_the_least_difference_is_told(one: str, other: str, difference: str) -> None:
    assert alike([one, other]) == [(other, one, difference)]
    assert alike([other, one]) == [(one, other, difference)]
    assert alike([one, one]) == []


def test_names_that_are_others_are_left_alone() -> None:
    others = ["Meta", "Meta Platforms", "Co", "Inc", "AB", "A B C", "C1", "C2", "", "-", "\u682a"]
    assert alike(others) == []
    assert alike(moneyloop.load().parties["name"]) == []


def test_check_warns_where_the_second_name_stands(package: Package) -> None:
    made = package(
        "payer,payee,kind\nAcme Ltd,Lab,equity\nLab,ACME LTD,compute\nLab,Acme,compute\n"
    )
    one, two = check(made)
    assert (one.line, one.column, one.value, one.severity) == (3, "payee", "ACME LTD", "warning")
    assert one.message == "'ACME LTD' and 'Acme Ltd' differ in case only"
    assert (two.line, two.value) == (4, "Acme")
    assert "the legal form" in two.message


def test_an_alias_settles_it(package: Package) -> None:
    made = package(
        "payer,payee,kind\nAcme Ltd,Lab,equity\nLab,ACME LTD,compute\n",
        "name,aliases\nAcme Ltd,ACME LTD\nLab,\n",
    )
    assert check(made) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("nvidia corp.", ["Nvidia"]),
        ("Open-AI", ["OpenAI"]),
        ("Orcale", ["Oracle"]),
        ("Meta Platforms", ["Meta", "Beta Platform"]),
        ("Web Services", ["Amazon Web Services"]),
        ("Zyx", []),
        ("...", []),
    ],
)
def test_near_names_come_with_the_likeliest_first(name: str, meant: list[str]) -> None:
    names = ["Amazon Web Services", "Beta Platform", "Meta", "Nvidia", "OpenAI", "Oracle"]
    assert near(name, names) == meant
    assert near(name, reversed(names)) == meant


def test_a_name_is_near_to_itself_before_all_others() -> None:
    names = moneyloop.load().parties["name"].tolist()
    assert all(near(name, reversed(names))[0] == name for name in names)
