"""What commands use whose questions do not declare their columns yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from moneyloop.cli import options

if TYPE_CHECKING:
    from moneyloop.model import Result


def output_options(money: Sequence[str] = ()) -> Callable[[Any], Any]:
    """The options of a result, whose columns of money are `money`."""

    def decorate(command: Any) -> Any:
        command.money = tuple(money)
        with_translate = options.translate_option(command) if money else command
        return options.output_options(with_translate)

    return decorate


def write_result(
    result: Result,
    form: str,
    output: str | None,
    columns: Sequence[str],
    tables: Callable[[Any], Sequence[Any]],
    *,
    shown: Sequence[dict[str, Any]] | None = None,
    named: Sequence[dict[str, Any]] | None = None,
    markdown: Callable[[Result, Sequence[str]], str] | None = None,
) -> None:
    """As `options.write_result`, with the columns named here."""
    from moneyloop.tables import terminal
    from moneyloop.tables.formats import tail
    from moneyloop.words.columns import Column

    def body(result: Result) -> str:
        assert markdown is not None
        return markdown(result, columns).removesuffix(tail(result))

    options.write_result(
        replace(result, columns=[Column(key) for key in columns]),
        form,
        output,
        lambda _: tables(terminal),
        shown=shown if named is None else named,
        money=click.get_current_context().command.callback.money,  # type: ignore[union-attr]
        markdown=body if markdown else None,
    )
