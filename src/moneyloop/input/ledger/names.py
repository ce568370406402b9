"""Lists of parties that a person gives beside a ledger: who is inside, and other names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from moneyloop.input.checks import nearest
from moneyloop.input.ledger.dialect import decoded
from moneyloop.input.ledger.small import read_small
from moneyloop.model import ChoiceError, DataError, Network, Problem


def read_names(given: str) -> list[str]:
    """Names with commas between them, or those of a file, one to a line; [] for "".

    Raises ChoiceError where there are none or the file is no text, OSError where it cannot be read.
    """
    if not given:
        return []
    file = Path(given)
    if _is_file(file):
        try:
            text, _ = decoded(file.read_bytes())
        except ChoiceError as error:
            raise ChoiceError(f"{given}: {error}") from None
        names = text.splitlines()
    else:
        names = given.split(",")
    names = [name.strip() for name in names if name.strip()]
    if not names:
        raise ChoiceError(f"{given!r} names nobody: write a party to a line, or names and commas")
    return names


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # longer than any file name
        return False


def read_aliases(path: str | Path) -> dict[str, str]:
    """The party of each other name, from a CSV file `alias,name`.

    Raises DataError with every problem, OSError where the file cannot be read.
    """
    rows, problems = read_small(path, ("alias", "name"))
    aliases: dict[str, str] = {}
    for row in rows:
        line, alias, name = row.line, row.text["alias"], row.text["name"]
        if not alias or not name:
            message, hint = "alias or name is blank", "fill in both, or take the line out"
            problems.append(Problem(str(path), line, None, None, "required", message, hint))
        elif aliases.get(alias, name) != name:
            message = f"{alias!r} already means {aliases[alias]!r}"
            hint = "an alias means one party"
            problems.append(Problem(str(path), line, "alias", alias, "clash", message, hint))
        else:
            aliases[alias] = name
    if problems:
        raise DataError(problems)
    return {alias: _last(aliases, name) for alias, name in aliases.items()}


def _last(aliases: dict[str, str], name: str) -> str:
    """The party at the end of a chain of aliases; a chain that closes ends where it does."""
    seen = {name}
    while name in aliases and aliases[name] not in seen:
        name = aliases[name]
        seen.add(name)
    return name


def with_aliases(network: Network, aliases: Mapping[str, str]) -> Network:
    """The network whose parties know their other names."""
    if not aliases:
        return network
    others: dict[str, list[str]] = {}
    for alias, name in aliases.items():
        others.setdefault(name, []).append(alias)
    names = network.parties["name"].tolist()
    known = [";".join(others.get(name, ())) for name in names]
    return replace(network, parties=network.parties.assign(aliases=known))


def with_boundary(
    network: Network, inside: Sequence[str], outside: Sequence[str], *, absent: bool = False
) -> Network:
    """The network with these parties inside and all others not, or with these outside.

    A party may be called by an alias. Raises ChoiceError for names that the payments do not have,
    unless they may be `absent`.
    """
    if not inside and not outside:
        return network
    for name in (*inside, *outside):
        if name not in network.names and not absent:
            hint = nearest(name, network.names)
            raise ChoiceError(f"no payment names {name!r}" + (f": {hint}" if hint else ""))
    within, beyond = (
        {network.names[name] for name in names if name in network.names}
        for names in (inside, outside)
    )
    both = sorted(within & beyond)
    if both:
        raise ChoiceError(f"{', '.join(both)} cannot be inside and outside")
    names = network.parties["name"]
    boundary = network.parties["boundary"].to_numpy(copy=True)
    if inside:
        boundary = np.where(names.isin(within), "inside", "outside").astype(object)
    boundary[names.isin(beyond).to_numpy()] = "outside"
    return replace(network, parties=network.parties.assign(boundary=boundary), bounded=True)
