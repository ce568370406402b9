"""The rules of axe-core, run on an open page."""

from __future__ import annotations

from typing import Any


def violations(page: Any, axe: str, part: str | None = None) -> list[str]:
    """What axe-core calls serious or critical on the page, or in a part of it."""
    page.draw_charts()
    page.ask(axe)
    found = page.browser.execute_async_script(
        """
        const [part, done] = arguments;
        axe.run(part || document, { resultTypes: ["violations"] }).then(
          ({ violations }) => done(violations.map(({ id, impact, nodes }) => ({
            id,
            impact,
            nodes: nodes.slice(0, 5).map((node) => `${node.target} ${node.failureSummary}`),
          }))),
          (error) => done([{ id: String(error), impact: "critical", nodes: [] }]),
        );
        """,
        part,
    )
    return [
        f"{rule['id']}: {node}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"] or [""]
    ]
