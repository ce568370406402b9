"""What people write for a share or for days, and what to tell of a party in place of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    _Floats = click.ParamType[float]
    _Ints = click.ParamType[int]
else:  # generic for type checkers only
    _Floats = _Ints = click.ParamType


class Days(_Ints):
    """A number of days: 90d, or 90."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        digits = str(value).strip().lower().removesuffix("d").strip()
        if not digits.isdecimal():
            self.fail(f"{str(value)!r} is no number of days: write 90d", param, ctx)
        return int(digits)


class Share(_Floats):
    """A share: 0.5, or 50%."""

    name = "share"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        text = str(value).strip()
        digits = text.removesuffix("%")
        try:
            # Of the digits, so that 7% is 0.07 to the last bit.
            return float(f"{digits.strip()}e-2") if digits != text else float(text)
        except ValueError:
            self.fail(f"{text!r} is no share: write 0.5 or 50%", param, ctx)


def party_hint(text: str, ctx: click.Context | None) -> str:
    """What to write where DATA names a party of the bundled data; blank where it does not."""
    from moneyloop.input import package
    from moneyloop.model import ChoiceError
    from moneyloop.questions.asking import resolve

    try:
        party = resolve(package.load(), text)
    except ChoiceError:
        return ""
    if ctx is None:
        return f"{party} is a party"
    for param in ctx.command.params:
        if param.name in ("party", "around") and isinstance(param, click.Option):
            quoted = f'"{party}"' if " " in party else party
            return f"did you mean {param.opts[0]} {quoted}?"
    return f"{party} is a party, not a folder or a file of data"
