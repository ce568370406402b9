"""moneyloop: of the revenue that AI companies book, how much is investor money making a lap?

    import moneyloop
    net = moneyloop.load()
    moneyloop.attribute(net, from_="2024", to="2025").to_frame()

The names below are loaded when they are first used, so that importing the package stays cheap.
Docstrings cite docs/method.md as "method, section N" and "method, appendix A.N".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moneyloop.input.flow_list import load_flows
    from moneyloop.input.package import check, load
    from moneyloop.input.payments import load_payments
    from moneyloop.model import DataError, Network, Problem, Result
    from moneyloop.pages import report_page, view
    from moneyloop.questions.attribute import attribute, rules
    from moneyloop.questions.deals import deals
    from moneyloop.questions.diff.diff import diff
    from moneyloop.questions.explanation import explain
    from moneyloop.questions.figures.figures import figures
    from moneyloop.questions.gap.gap import gap
    from moneyloop.questions.index.index import index
    from moneyloop.questions.loops import loops
    from moneyloop.questions.margin.margin import margin
    from moneyloop.questions.simulate import simulate
    from moneyloop.questions.stress.stress import stress
    from moneyloop.questions.timeline import timeline
    from moneyloop.questions.trace.trace import trace
    from moneyloop.questions.translation import translate
    from moneyloop.questions.unknowns import unknowns
    from moneyloop.questions.vintage import vintage

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
    "figures",
    "gap",
    "index",
    "load",
    "load_flows",
    "load_payments",
    "loops",
    "margin",
    "report_page",
    "rules",
    "simulate",
    "stress",
    "timeline",
    "trace",
    "translate",
    "unknowns",
    "view",
    "vintage",
]

_HOME = {
    "attribute": "moneyloop.questions.attribute",
    "rules": "moneyloop.questions.attribute",
    "deals": "moneyloop.questions.deals",
    "loops": "moneyloop.questions.loops",
    "simulate": "moneyloop.questions.simulate",
    "load": "moneyloop.input.package",
    "check": "moneyloop.input.package",
    "load_payments": "moneyloop.input.payments",
    "DataError": "moneyloop.model",
    "Network": "moneyloop.model",
    "Problem": "moneyloop.model",
    "Result": "moneyloop.model",
    "diff": "moneyloop.questions.diff.diff",
    "explain": "moneyloop.questions.explanation",
    "figures": "moneyloop.questions.figures.figures",
    "gap": "moneyloop.questions.gap.gap",
    "index": "moneyloop.questions.index.index",
    "load_flows": "moneyloop.input.flow_list",
    "margin": "moneyloop.questions.margin.margin",
    "report_page": "moneyloop.pages",
    "stress": "moneyloop.questions.stress.stress",
    "timeline": "moneyloop.questions.timeline",
    "trace": "moneyloop.questions.trace.trace",
    "translate": "moneyloop.questions.translation",
    "unknowns": "moneyloop.questions.unknowns",
    "view": "moneyloop.pages",
    "vintage": "moneyloop.questions.vintage",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'moneyloop' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
