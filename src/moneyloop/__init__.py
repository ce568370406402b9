"""moneyloop: of the revenue that AI companies book, how much is investor money making a lap?

    import moneyloop
    net = moneyloop.load()
    moneyloop.attribute(net, from_="2024", to="2025").to_frame()

The names below are loaded when they are first used, so that importing the package stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moneyloop.api import attribute, check, deals, load, loops
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
    "load",
    "loops",
    "report_page",
    "view",
]

_HOME = {
    "DataError": "moneyloop.model",
    "Network": "moneyloop.model",
    "Problem": "moneyloop.model",
    "Result": "moneyloop.model",
    "report_page": "moneyloop.pages",
    "view": "moneyloop.pages",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'moneyloop' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "moneyloop.api")), name)
