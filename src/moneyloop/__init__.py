"""moneyloop: of the revenue that AI companies book, how much is investor money making a lap?

    import moneyloop
    net = moneyloop.load()
    moneyloop.attribute(net, from_="2024", to="2025").to_frame()

The names below are loaded when they are first used, so that importing the package stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moneyloop.answers.changes import diff
    from moneyloop.answers.explanation import explain
    from moneyloop.answers.timeline import timeline
    from moneyloop.answers.unknowns import unknowns
    from moneyloop.api import attribute, check, deals, load, load_payments, loops, rules, simulate
    from moneyloop.model import DataError, Network, Problem, Result
    from moneyloop.pages import report_page, view

__version__ = "0.1.0"

__all__ = [
    "DataError",
    "Network",
    "Problem",
    "Result",
    "attribute",
    "check",
    "deals",
    "diff",
    "explain",
    "load",
    "load_payments",
    "loops",
    "report_page",
    "rules",
    "simulate",
    "timeline",
    "unknowns",
    "view",
]

_HOME = {
    "DataError": "moneyloop.model",
    "Network": "moneyloop.model",
    "Problem": "moneyloop.model",
    "Result": "moneyloop.model",
    "diff": "moneyloop.answers.changes",
    "explain": "moneyloop.answers.explanation",
    "report_page": "moneyloop.pages",
    "timeline": "moneyloop.answers.timeline",
    "unknowns": "moneyloop.answers.unknowns",
    "view": "moneyloop.pages",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'moneyloop' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "moneyloop.api")), name)
