"""The HTML pages: the interactive network and the report, each one offline file.

The pages write what the report holds and compute no figure of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moneyloop.answers import summary
from moneyloop.model import FIRM, Network

Progress = Callable[[int, int], None]


def view(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    progress: Progress | None = None,
) -> str:
    """The network as one self-contained HTML page: every deal a curve, loops to light up."""
    from moneyloop.pages.network import render_network

    return render_network(summary.build(network, as_of=as_of, case=case, progress=progress))


def report_page(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    progress: Progress | None = None,
) -> str:
    """The report as one self-contained HTML page."""
    return render_report(summary.build(network, as_of=as_of, case=case, progress=progress))


def render_report(content: dict[str, Any]) -> str:
    """The page of what `summary.build` returned."""
    from moneyloop.pages.report import render_report as render

    return render(content)
