"""`moneyloop calc`: arithmetic from what is stated, each a command of its own."""

from __future__ import annotations

import click

from moneyloop.cli.group import Group

SECTIONS: dict[str, dict[str, str]] = {
    "Commands": {
        "margin": "How far do costs, prices or the mix have to move?",
        "vintage": "How can each model earn more than it cost, and the year lose?",
        "translate": "Restate a large amount: a day of it, per person, in things.",
    },
}


@click.group(cls=Group, sections=SECTIONS)
def calc() -> None:
    """Arithmetic: margins, vintages of models, large amounts in other words."""
