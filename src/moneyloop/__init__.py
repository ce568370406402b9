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
    from moneyloop.answers.changes import diff
    from moneyloop.answers.compare import compare
    from moneyloop.answers.explanation import explain
    from moneyloop.answers.gap import gap
    from moneyloop.answers.index import index
    from moneyloop.answers.margin import margin
    from moneyloop.answers.null_model import null_model
    from moneyloop.answers.rulers import rulers
    from moneyloop.answers.stress import stress
    from moneyloop.answers.timeline import timeline
    from moneyloop.answers.trace import trace
    from moneyloop.answers.translation import translate
    from moneyloop.answers.unknowns import unknowns
    from moneyloop.answers.vintage import vintage
    from moneyloop.answers.watch import watch
    from moneyloop.api import attribute, check, deals, load, load_payments, loops, rules, simulate
    from moneyloop.model import DataError, Network, Problem, Result
    from moneyloop.pages import report_page, view
    from moneyloop.rows.flow_list import load_flows

__version__ = "0.1.0"

__all__ = [
    "DataError",
    "Network",
    "Problem",
    "Result",
    "attribute",
    "check",
    "compare",
    "deals",
    "diff",
    "explain",
    "gap",
    "index",
    "load",
    "load_flows",
    "load_payments",
    "loops",
    "margin",
    "null_model",
    "report_page",
    "rulers",
    "rules",
    "simulate",
    "stress",
    "timeline",
    "trace",
    "translate",
    "unknowns",
    "view",
    "vintage",
    "watch",
]

_HOME = {
    "DataError": "moneyloop.model",
    "Network": "moneyloop.model",
    "Problem": "moneyloop.model",
    "Result": "moneyloop.model",
    "compare": "moneyloop.answers.compare",
    "diff": "moneyloop.answers.changes",
    "explain": "moneyloop.answers.explanation",
    "gap": "moneyloop.answers.gap",
    "index": "moneyloop.answers.index",
    "load_flows": "moneyloop.rows.flow_list",
    "margin": "moneyloop.answers.margin",
    "null_model": "moneyloop.answers.null_model",
    "report_page": "moneyloop.pages",
    "rulers": "moneyloop.answers.rulers",
    "stress": "moneyloop.answers.stress",
    "timeline": "moneyloop.answers.timeline",
    "trace": "moneyloop.answers.trace",
    "translate": "moneyloop.answers.translation",
    "unknowns": "moneyloop.answers.unknowns",
    "view": "moneyloop.pages",
    "vintage": "moneyloop.answers.vintage",
    "watch": "moneyloop.answers.watch",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'moneyloop' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "moneyloop.api")), name)
