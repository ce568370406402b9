"""The year that an answer is of: the one that is asked for, else the latest full one."""

from __future__ import annotations

import re

from moneyloop.analysis import attribution
from moneyloop.analysis.study.periods import parse
from moneyloop.model import ChoiceError, Network
from moneyloop.questions import api


def one_year(text: str | int) -> str:
    """A calendar year as four digits; raises ChoiceError for anything else, quarters too."""
    year = str(text).strip()
    if not re.fullmatch(r"[0-9]{4}", year):
        raise ChoiceError(f"year {year!r} is not a calendar year: write 2025")
    return parse(year).name


def latest_year(network: Network, as_of: str | None, case: str) -> str | None:
    """The latest full year by the as-of date, or where none is over the latest with money.

    None where nothing is dated.
    """
    years = attribution.report_years(api.study(network, as_of=as_of, case=case))
    return years[0].name if years else None
