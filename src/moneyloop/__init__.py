"""moneyloop: of the revenue that AI companies book, how much is investor money making a lap?

    import moneyloop
    net = moneyloop.load()
    moneyloop.attribute(net, from_="2024", to="2025").to_frame()

The names below are loaded when they are first used, so that importing the package stays cheap.
Docstrings cite docs/method.md as "method, section N" and "method, appendix A.N".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for type checkers and editors: the names of _HOME, as a test holds them to
    from moneyloop.input.flow_list import load_flows as load_flows
    from moneyloop.input.ledger.payments import load_payments as load_payments
    from moneyloop.input.package import check as check
    from moneyloop.input.package import load as load
    from moneyloop.model import ChoiceError as ChoiceError
    from moneyloop.model import DataError as DataError
    from moneyloop.model import Network as Network
    from moneyloop.model import Problem as Problem
    from moneyloop.model import Result as Result
    from moneyloop.pages import books_page as books_page
    from moneyloop.pages import report_page as report_page
    from moneyloop.pages import view as view
    from moneyloop.questions.attribute.attribute import attribute as attribute
    from moneyloop.questions.deals import deals as deals
    from moneyloop.questions.diff.diff import diff as diff
    from moneyloop.questions.explanation import explain as explain
    from moneyloop.questions.figures.figures import figures as figures
    from moneyloop.questions.gap.gap import gap as gap
    from moneyloop.questions.index.index import index as index
    from moneyloop.questions.loop_counts import loop_counts as loop_counts
    from moneyloop.questions.loops import loops as loops
    from moneyloop.questions.margin.margin import margin as margin
    from moneyloop.questions.payment_loops import payment_loops as payment_loops
    from moneyloop.questions.published import published as published
    from moneyloop.questions.stress.stress import stress as stress
    from moneyloop.questions.timeline import timeline as timeline
    from moneyloop.questions.trace.trace import trace as trace
    from moneyloop.questions.translation import translate as translate
    from moneyloop.questions.unknowns import unknowns as unknowns
    from moneyloop.questions.vintage import vintage as vintage
    from moneyloop.questions.worlds import explain_sector as explain_sector

__version__ = "0.1.0"

_HOME = {
    "attribute": "questions.attribute.attribute",
    "books_page": "pages",
    "check": "input.package",
    "ChoiceError": "model",
    "DataError": "model",
    "deals": "questions.deals",
    "diff": "questions.diff.diff",
    "explain": "questions.explanation",
    "explain_sector": "questions.worlds",
    "gap": "questions.gap.gap",
    "index": "questions.index.index",
    "load": "input.package",
    "load_flows": "input.flow_list",
    "load_payments": "input.ledger.payments",
    "loop_counts": "questions.loop_counts",
    "loops": "questions.loops",
    "margin": "questions.margin.margin",
    "Network": "model",
    "payment_loops": "questions.payment_loops",
    "Problem": "model",
    "published": "questions.published",
    "report_page": "pages",
    "Result": "model",
    "figures": "questions.figures.figures",
    "stress": "questions.stress.stress",
    "timeline": "questions.timeline",
    "trace": "questions.trace.trace",
    "translate": "questions.translation",
    "unknowns": "questions.unknowns",
    "vintage": "questions.vintage",
    "view": "pages",
}

__all__ = list(_HOME)


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'moneyloop' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"moneyloop.{_HOME[name]}"), name)
