"""Lists of parties that a person gives beside a ledger: who is inside, and other names."""

from __future__ import annotations

from pathlib import Path

from moneyloop.input.text import read_sheet
from moneyloop.model import DataError, Problem


def read_names(given: str) -> list[str]:
    """Names with commas between them, or those of a file, one to a line; [] for ""."""
    if not given:
        return []
    file = Path(given)
    if not _is_file(file):
        return [name.strip() for name in given.split(",") if name.strip()]
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return [line.strip() for line in lines if line.strip()]


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # longer than any file name
        return False


def read_aliases(path: str | Path) -> dict[str, str]:
    """The party of each other name, from a CSV file `alias,name`.

    Raises DataError with every problem, OSError where the file cannot be read.
    """
    sheet = read_sheet(Path(path).read_bytes(), str(path))
    problems = list(sheet.problems)
    if not problems and sheet.header != ("alias", "name"):
        message, hint = "the header is not alias,name", "write alias,name"
        problems.append(Problem(str(path), 1, None, None, "header", message, hint))
    aliases: dict[str, str] = {}
    for line, (alias, name) in sheet.records if not problems else ():
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
