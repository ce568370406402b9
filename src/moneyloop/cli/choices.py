"""What the options of a list of payments say; with --read-as a package says what they do not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from moneyloop.input.ledger.form import Form
    from moneyloop.input.ledger.payments import Choices

CHOSEN = "moneyloop.ledger"


def made() -> dict[str, Any]:
    """What the options say; with --read-as what they do not say is as in the package that it names.

    Raises ChoiceError for a folder that remembers no choices, OSError.
    """
    from moneyloop.input.ledger import read_as
    from moneyloop.model import ChoiceError

    stated: dict[str, Any] = dict(click.get_current_context().meta.get(CHOSEN, {}))
    _maps(stated)
    _form(stated)
    if "read_as" not in stated:
        return stated
    before = read_as.remembered(stated["read_as"])
    missing = read_as.missing_file(before, stated)
    if missing:
        raise ChoiceError(
            f"{stated['read_as']} was read with --{missing} {before[missing]}, which is not here: "
            f"say where it is, --{missing} FILE"
        )
    return read_as.together(before, stated)


def origin(chosen: dict[str, Any]) -> list[str]:
    """Where choices come from that the line does not state, told where the file does not fit."""
    if "read_as" not in chosen:
        return []
    return [
        f"What is not stated is as {chosen['read_as']} was read, with the columns "
        f"{','.join(chosen.get('columns', ()))}: state what is different in this file."
    ]


def of_payments(chosen: dict[str, Any]) -> Choices:
    """These choices as the reader of payments takes them; raises as its parts do."""
    from moneyloop.input.ledger import currencies, names
    from moneyloop.input.ledger.payments import Choices

    maps = _maps(chosen)
    stated = click.get_current_context().meta.get(CHOSEN, {})
    inside, outside = (
        names.read_names(given) if isinstance(given, str) else given
        for given in (chosen.get("inside", ""), chosen.get("outside", ""))
    )
    return Choices(
        columns=maps["columns"],
        kind=chosen.get("default_kind"),
        kinds=maps["kinds"],
        form=_form(chosen, sure=False),
        negative=chosen.get("negative", ""),
        currency=chosen.get("currency", ""),
        rates=currencies.read_rates(chosen["rates"]) if "rates" in chosen else {},
        inside=inside,
        outside=outside,
        absent="inside" not in stated and "outside" not in stated,
        aliases=names.read_aliases(chosen["aliases"]) if "aliases" in chosen else {},
        go_on="bad_rows" in chosen,
    )


def _maps(chosen: dict[str, Any]) -> dict[str, dict[str, str]]:
    from moneyloop.input.ledger import columns
    from moneyloop.model import ChoiceError

    maps = {}
    for option, parse in (("columns", columns.parse_map), ("kinds", columns.parse_kinds)):
        try:
            maps[option] = parse(chosen.get(option, ()))
        except ChoiceError as error:
            raise click.UsageError(f"--{option}: {error}") from None
    return maps


def stated_form() -> Form:
    """What the options of this command say of how a file is written."""
    return _form(made(), sure=False)


def _form(chosen: dict[str, Any], *, sure: bool = True) -> Form:
    """The form that these choices state; `sure` where all of them are of one line."""
    from moneyloop.input.ledger.form import Form, check_form, check_stated
    from moneyloop.model import ChoiceError

    header = chosen.get("header", "")
    if header and not re.fullmatch("[1-9][0-9]{0,8}", header):
        raise click.UsageError(f"--header: {header!r} is not the number of a line")
    delimiter = chosen.get("delimiter", "")
    form = Form(
        encoding=chosen.get("encoding", ""),
        delimiter={"tab": "\t", "\\t": "\t", "space": " "}.get(delimiter, delimiter),
        quote=chosen.get("quote", ""),
        header=int(header or 0),
        decimal=chosen.get("decimal", ""),
        dates=chosen.get("dates", ""),
    )
    try:
        (check_stated if sure else check_form)(form)
    except ChoiceError as error:
        raise click.UsageError(f"--{error}") from None
    return form
