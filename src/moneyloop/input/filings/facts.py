"""The JSON of company facts to facts, with every problem of its form.

    {"cik": 1, "entityName": "A", "facts": {"us-gaap": {"Revenues": {"units": {"USD": [
        {"start": "2024-01-01", "end": "2024-03-31", "val": 5, "accn": "0000000001-24-000001",
         "form": "10-Q", "filed": "2024-05-01"}]}}}}}

`fy`, `fp` and `frame` are of the filing, not of the fact: a fact is of its own days. Of what
nothing reads only the number of facts is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from moneyloop.input import values
from moneyloop.input.filings.concepts import FIGURE_OF
from moneyloop.model import Problem

USD = "USD"
NO_VALUE, NO_ORDER = "no value", "ends before it begins"
NO_DAY = f"of no year from {values.YEARS[0]} to {values.YEARS[-1]}"
_DAYS = ("start", "end", "filed")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}", re.ASCII)
_SHOWN = 20  # problems that are named one by one
_DIGITS = 30  # of a number, before and behind the point
_FORM = "it is the file that the SEC's company facts API gives, as it was downloaded"


@dataclass(frozen=True)
class Fact:
    """A value that a filing gives for a period (ordinals; of a balance first = last), in dollars.

    `dated` says that the fact has a start: it is of a period, not of a day.
    """

    concept: str
    first: int
    last: int
    dated: bool
    amount: Decimal
    accession: str
    form: str
    filed: str


@dataclass
class Facts:
    """What a file holds: the company, the facts that mean a figure, and how many others.

    `counts` has the number of facts of each concept and unit, `unread` of those that mean a figure
    and have no value, or days that a company got wrong: concept and reason.
    """

    company: str
    cik: int
    read: dict[str, list[Fact]] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    unread: dict[tuple[str, str], int] = field(default_factory=dict)


def parse(raw: bytes, file: str) -> tuple[Any, list[Problem]]:
    """The document in the bytes of a file, numbers as they are written; or why there is none."""
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal), []
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8"
        return None, [Problem(file, None, None, None, "encoding", message, _FORM)]
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        message += f" in column {error.colno}"
        return None, [Problem(file, error.lineno, None, None, "json", message, _FORM)]
    except RecursionError:
        message = "lists in lists without end"
    except ValueError:
        message = "a number has thousands of digits"
    return None, [Problem(file, None, None, None, "json", message, _FORM)]


def facts_of(document: Any, file: str) -> tuple[Facts, list[Problem]]:
    """The facts of a document, and every problem: the first ones by place, the rest counted."""
    problems: list[Problem] = []
    if not isinstance(document, Mapping):
        message = f"the file holds {_kind(document)}, not company facts"
        return Facts("", 0), [Problem(file, None, None, None, "form", message, _FORM)]
    for key in ("cik", "entityName", "facts"):
        if key not in document:
            problems.append(_problem(file, key, "", "is missing", _FORM))
    cik, company = document.get("cik", 0), document.get("entityName", "")
    if not re.fullmatch(r"\d{1,10}", str(cik), re.ASCII):
        problems.append(_problem(file, "cik", cik, "is no number of a company"))
        cik = 0
    if not isinstance(company, str):
        problems.append(_problem(file, "entityName", company, "is no text"))
        company = ""
    facts = Facts(_plain(company), int(cik))
    for place, concept, unit, entries in _units(document.get("facts", {}), file, problems):
        facts.counts[concept, unit] = len(entries)
        if concept in FIGURE_OF and unit == USD:
            facts.read[concept] = []
            for position, entry in enumerate(entries):
                _read(facts, concept, entry, f"{place}[{position}]", file, problems)
    return facts, _folded(problems)


def _units(
    taxonomies: Any, file: str, problems: list[Problem]
) -> Iterator[tuple[str, str, str, list[Any]]]:
    """Each list of facts: its place in the file, its concept and its unit."""
    for taxonomy, concepts in _items(taxonomies, "facts", file, problems):
        for name, concept in _items(concepts, f"facts.{taxonomy}", file, problems):
            place = f"facts.{taxonomy}.{name}"
            if isinstance(concept, Mapping) and "units" not in concept:
                problems.append(_problem(file, f"{place}.units", "", "is missing"))
                continue
            units = concept["units"] if isinstance(concept, Mapping) else concept
            for unit, entries in _items(units, f"{place}.units", file, problems):
                at = f"{place}.units.{unit}"
                if isinstance(entries, list):
                    yield at, f"{taxonomy}:{name}", unit, entries
                else:
                    problems.append(_problem(file, at, entries, "is no list of facts"))


def _items(value: Any, place: str, file: str, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((_plain(name), inner) for name, inner in value.items())
    else:
        problems.append(_problem(file, place, value, f"is {_kind(value)}, not an object"))


def _read(
    facts: Facts, concept: str, entry: Any, place: str, file: str, problems: list[Problem]
) -> None:
    if not isinstance(entry, Mapping):
        problems.append(_problem(file, place, entry, f"is {_kind(entry)}, not an object"))
        return
    wrong = list(_wrong(entry, place, file))
    problems += wrong
    if wrong:
        return
    days = {key: _day(entry[key]) for key in _DAYS if key in entry}
    first, last = days.get("start", days["end"]), days["end"]
    reason = NO_VALUE if entry["val"] is None else ""
    if any(date.fromordinal(day).year not in values.YEARS for day in days.values()):
        reason = NO_DAY
    elif first > last:
        reason = NO_ORDER
    if reason:
        facts.unread[concept, reason] = facts.unread.get((concept, reason), 0) + 1
        return
    facts.read[concept].append(
        Fact(
            concept,
            first,
            last,
            dated="start" in entry,
            amount=Decimal(entry["val"]),
            accession=entry["accn"],
            form=_plain(str(entry.get("form") or "filing")),
            filed=date.fromordinal(days["filed"]).isoformat(),
        )
    )


def _wrong(entry: Mapping[str, Any], place: str, file: str) -> Iterator[Problem]:
    """What of a fact has not the form that the file should have."""
    for key in ("end", "val", "accn", "filed"):
        if key not in entry:
            yield _problem(file, f"{place}.{key}", "", "is missing")
    for key in _DAYS:
        if key in entry and not _day(entry[key]):
            yield _problem(file, f"{place}.{key}", entry[key], "is no date YYYY-MM-DD")
    if "accn" in entry and not _ACCESSION.fullmatch(str(entry["accn"])):
        yield _problem(file, f"{place}.accn", entry["accn"], "is no accession number")
    amount = entry.get("val")
    if amount is not None and (fault := _fault(amount)):
        yield _problem(file, f"{place}.val", amount, fault)


def _fault(amount: Any) -> str:
    """Why a value is no number of dollars; blank where it is one."""
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal | float):
        return f"is {_kind(amount)}, not a number"
    number = Decimal(amount)
    if not number.is_finite():
        return "is not a finite number"
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    # A filing has whole dollars or cents; what is longer is no amount of money.
    return "is out of range" if number.adjusted() > _DIGITS or exponent < -_DIGITS else ""


def _day(text: Any) -> int:
    """The ordinal of a day; 0 for what is none."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return 0
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return 0


def _plain(text: str) -> str:
    """A name on one line, without signs that a terminal obeys or a file cannot hold."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _kind(value: Any) -> str:
    kinds: dict[type, str] = {str: "text", list: "a list", dict: "an object", bool: "true or false"}
    if value is None:
        return "null"
    return kinds.get(type(value), "a number")


def _problem(file: str, place: str, value: Any, message: str, hint: str = "") -> Problem:
    shown = "" if value == "" or isinstance(value, dict | list) else f"{str(value)[:40]!r} "
    return Problem(file, None, place, str(value)[:80], "form", f"{shown}{message}", hint)


def _folded(problems: list[Problem]) -> list[Problem]:
    """The problems, of many the first ones and how many more there are."""
    more = len(problems) - _SHOWN
    if more <= 1:
        return problems
    message = f"{more:,} more values of this file are wrong"
    last = replace(problems[_SHOWN], column=None, value=None, message=message, hint="", cells=more)
    return [*problems[:_SHOWN], last]
