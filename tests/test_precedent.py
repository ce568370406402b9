"""docs/precedent.md is true: each of its numbers is worked out from the shipped package."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import moneyloop
from moneyloop.input.bundled import shipped
from moneyloop.model import Network

NAME = "telecom-1999-2001"
PAGE = Path(__file__).parents[1].joinpath("docs", "precedent.md").read_text(encoding="utf-8")
ENDS = ("low", "public_low", "estimate", "public_high", "high")


@cache
def telecom() -> Network:
    return moneyloop.load(NAME)


def rows(party: str, from_: str, to: str, by: str = "year", **choices: Any) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"party": party, "from_": from_, "to": to, "by": by} | choices
    return moneyloop.attribute(telecom(), **asked).rows


def total(answer: list[dict[str, Any]], key: str) -> float | None:
    values = [row[key] for row in answer]
    return None if None in values else sum(values)


def end(answer: list[dict[str, Any]], measure: str, name: str) -> str:
    value = total(answer, f"{measure}_{name.replace('public', 'known')}")
    return "" if value is None else f"{round(value, 9):.3g}"


def deal(name: str, column: str = "amount_usd_bn") -> float:
    deals = telecom().deals
    return float(deals.loc[deals["id"] == name, column].item())


def figure(party: str, segment: str, end: str = "") -> float:
    table = telecom().figures
    table = table.loc[(table["party"] == party) & (table["segment"] == segment)]
    return float(
        table.loc[table["end"].str.startswith(end) & (table["preferred"] == "yes"), "amount"].item()
    )


def known() -> list[dict[str, str]]:
    text = (shipped()[NAME] / "known_answers.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("row", known(), ids=lambda row: f"{row['party']} {row['from']}")
def test_the_method_says_what_known_answers_have(row: dict[str, str]) -> None:
    answer = rows(row["party"], row["from"], row["to"], row["by"])
    assert {name: end(answer, row["measure"], name) for name in ENDS} == {
        name: row[name] for name in ENDS
    }


def test_each_number_of_the_page_is_one_of_the_rows() -> None:
    lucent = rows("Lucent", "2000", "2000")
    fiscal = [
        rows("Lucent", "1999-Q4", "2000-Q3", "quarter"),
        rows("Lucent", "2000-Q4", "2001-Q3", "quarter"),
    ]
    then = rows("Lucent", "2000", "2000", as_of="2000-10-31")
    qwest, both = rows("Qwest", "2001", "2001"), rows("Qwest", "2000", "2001")
    crossing, cisco = rows("Global Crossing", "2001", "2001"), rows("Cisco", "2000", "2000")
    voucher = rows("Global Crossing", "2001", "2001", in_kind=True)
    cms = [rows("CMS Energy", str(year), str(year)) for year in (2000, 2001)]
    alcatel = rows("Alcatel", "2001", "2001")
    loans = "customer loans drawn"
    told = [f"{figure('Lucent', loans, year):g}" for year in ("2000-09", "2001")]
    drawn = figure("Lucent", loans, "2000-09") + figure(
        "Lucent", "customer guarantees drawn", "2000"
    )
    committed = figure("Lucent", "customer financing commitments", "2000")

    lent = deal("lucent-winstar-1999") + deal("lucent-winstar-2000")

    def own(answer: list[dict[str, Any]]) -> str:
        of, value = total(answer, "revenue") or 0.0, total(answer, "own_low") or 0.0
        assert value == total(answer, "own_high")
        return f"{value:.3g} of {of:.1f}, {value / of:.1%}"

    spent = "reciprocal"
    phrases = [
        own(lucent).replace("of ", "of revenue of "),
        f"{figure('Lucent', 'taken out in December 2000'):g} was taken out",
        own(fiscal[0]),
        f"{figure('Lucent', 'wrongly booked (SEC)'):g} wrongly booked",
        own(fiscal[1]),
        f"drawn loans rose from {told[0]} to {told[1]}",
        f"{end(then, 'own', 'low')}, and {total(then, 'no_known_source'):g} of no known source",
        f"the {deal('winstar-lucent-software'):g}, software",
        f"paid Lucent in 2000, {total(lucent, 'network_sales'):.3g}, the method finds "
        f"{(total(lucent, 'own_low') or 0) / (total(lucent, 'network_sales') or 1):.0%} to be",
        # What was owed is what was lent in all, less what was repaid.
        f"more than {lent - deal('winstar-lucent-repay'):g} when",
        f"{deal('winstar-lucent-repay'):g} that it had repaid",
        f"{figure('Lucent', 'charge for the Winstar judgment'):g} was charged",
        "0.452 of it goods that lay",
        f"{end(qwest, 'own', 'public_high')} on public amounts",
        "so it answers 0.",
        f"{end(qwest, spent, 'low')} at least, estimate {end(qwest, spent, 'estimate')}",
        "1.33 of the year was restated",
        f"{end(both, spent, 'low')} at least, estimate {end(both, spent, 'estimate')}",
        f"{figure('Qwest', 'swaps reversed'):g} of swaps was reversed",
        f"trade is {end(cms[0], spent, 'low')} in 2000 and {end(cms[1], spent, 'high')} in 2001",
        f"of 2001 is {end(qwest, 'own', 'low')} to {end(qwest, 'own', 'high')} over",
        f"Of the {committed:g} that Lucent had committed at the end of fiscal 2000, {drawn:g} was",
        f"sets {committed:g}\n",
        f"says {end(crossing, spent, 'low')} to\n  {end(crossing, spent, 'high')} for 2001",
        f"at most {figure('Global Crossing', 'swaps reversed'):g} was taken out",
        f"says {end(cisco, 'own', 'low')}\n  to {end(cisco, 'own', 'high')}, and "
        f"{figure('Cisco', 'reserve for bad customer loans'):g} was reserved",
        f"Alcatel's {deal('alcatel-360'):g} of October",
        f"is open: {end(alcatel, 'own', 'low')} to {end(alcatel, 'own', 'high')}.",
        f"2001 shows {end(voucher, 'own', 'low')}, because",
        f"More than {deal('telsim-uzan'):g} of what Telsim",
    ]
    rest = PAGE
    for phrase in phrases:
        assert phrase in PAGE
        rest = rest.replace(phrase, "")
    notes = " ".join(telecom().figures["note"])
    assert "0.452" in notes
    assert "1.33 taken off" in notes
    # Left are names and dates.
    rest = re.sub(rf"{NAME}|360networks|31 October|(December|October|April) 200[01]", "", rest)
    assert set(re.findall(r"[0-9][0-9.,%]*[0-9%]|[0-9]", rest)) <= {"1999", "2000", "2001"}
    assert round(drawn / committed, 1) == 0.2  # a quarter, in words


def test_its_readme_counts_its_rows() -> None:
    folder = shipped()[NAME]
    text = (folder / "README.md").read_text(encoding="utf-8")
    for name in ("deals", "parties", "figures", "known_answers"):
        lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert f"| `{name}.csv` | {len(list(csv.reader(lines))) - 1} |" in text
    deals = telecom().deals
    assert f"{(deals['evidence'] == 'estimated').sum()} of the deals are estimated" in text
    assert f"{(deals['assumed'] != '').sum()} have a column that is assumed" in text
    blank = [telecom().deals, telecom().figures]
    assert all((table[name] == "").all() for table in blank for name in ("locator", "as_stated"))
