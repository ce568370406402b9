"""The rules of the data: small functions, each one rule, that return all problems they find.

Rules of one cell come from datapackage.json (`schema.columns`); rules between cells, rows and
files are below. A rule between two columns names the later one in header order.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from moneyloop.input import figure_checks, schema, values
from moneyloop.input.alike import alike
from moneyloop.input.notices import notices
from moneyloop.input.owed import owed
from moneyloop.input.table import Row as Row
from moneyloop.input.table import Table as Table
from moneyloop.input.text import Sheet
from moneyloop.model import CLASS_OF_KIND, PURCHASE, Problem, split
from moneyloop.words.kinds import nearest_kinds

_SHOWN_CHOICES = 12
_TALKS = "talks"
_MEANT = 0.8  # how alike a header is to one of ours that is meant
_ROUNDING = 1e-9  # of a sum of amounts
BARTER = "barter"  # goods for goods: no cash moves


def nearest(value: str, choices: Iterable[str]) -> str:
    """A hint: the choice nearest to `value`, or the choices where there are few."""
    names = sorted(set(choices))
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(value.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folded[near[0]]!r}?"
    return "choose one of " + ", ".join(names) if 0 < len(names) <= _SHOWN_CHOICES else ""


def read_table(sheet: Sheet, name: str) -> tuple[Table, list[Problem]]:
    """The rows of a sheet with their cells read, and every problem of header and cells."""
    problems = list(sheet.problems)
    if not sheet.header:
        return Table(sheet.file, name, (), ()), problems
    problems += _header_problems(sheet, name)
    columns = [item for item in schema.columns(name) if item.name in sheet.header]
    position_of = {column: sheet.header.index(column) for column in sheet.header}
    table = Table(sheet.file, name, sheet.header, ())
    rows = []
    for line, cells in sheet.records:
        text = {name: cells[place] for name, place in position_of.items()}
        numbers: dict[str, float] = {}
        spans: dict[str, tuple[int, int]] = {}
        row = Row(line, text, numbers, spans)
        for column in columns:
            try:
                value = read_cell(column, text[column.name])
            except values.Fault as fault:
                rule = "required" if not text[column.name] else _rule_of(column)
                message = f"{text[column.name]!r} {fault.message}"
                if not text[column.name]:
                    message = fault.message
                problems.append(table.problem(row, column.name, rule, message, fault.hint))
                continue
            if isinstance(value, float):
                numbers[column.name] = value
            elif value is not None:
                spans[column.name] = value
        rows.append(row)
    return Table(sheet.file, name, sheet.header, tuple(rows), sheet.comments), problems


def read_cell(column: schema.Column, text: str) -> float | tuple[int, int] | None:
    """A cell as its column declares it: a number, the days of a date, or None for other text.

    Raises values.Fault with the rule and what to write instead.
    """
    if not text:
        if column.required:
            raise values.Fault(f"{column.name} is blank", "every row needs it")
        return None
    if column.number:
        value = values.number(text)
        if column.minimum is not None and value < column.minimum:
            raise values.Fault(f"is below {column.minimum:g}", "money flows from payer to payee")
        return value
    if column.date:
        return values.days(text)
    if column.enum and text not in column.enum:
        kinds = "equity" in column.enum  # those of deals; parties have kinds too
        hint = nearest_kinds(text) if kinds else nearest(text, column.enum)
        raise values.Fault("is not a known choice", hint)
    if column.pattern and not column.pattern.fullmatch(text):
        raise values.Fault("is not of the form that this column has", column.description)
    return None


def _rule_of(column: schema.Column) -> str:
    if column.number:
        return "number"
    if column.date:
        return "date"
    return "choice" if column.enum else "pattern"


def _header_problems(sheet: Sheet, name: str) -> Iterator[Problem]:
    declared = [item.name for item in schema.columns(name)]
    missing = [item.name for item in schema.columns(name) if item.required]
    missing = [column for column in missing if column not in sheet.header]
    absent = [item for item in declared if item not in sheet.header]
    seen: set[str] = set()
    for column in sheet.header:
        if column in seen:
            message = f"the column {column!r} stands twice in the header"
            yield Problem(sheet.file, 1, column, column, "duplicate-column", message, "drop one")
        elif column not in declared:
            # A column that is meant for one of ours would be lost; any other is the reader's own.
            meant = difflib.get_close_matches(column.casefold(), absent, n=1, cutoff=_MEANT)
            if missing or meant or not column:
                hint = nearest(column, declared) or "see the column table in the README"
                message = f"the column {column!r} is not known"
                yield Problem(sheet.file, 1, column, column, "unknown-column", message, hint)
            else:
                message = f"the column {column!r} is none of ours: kept, and not counted"
                told = (sheet.file, 1, column, column, "extra-column", message, "", "warning")
                yield Problem(*told)
        seen.add(column)
    for column in missing:
        message = f"the column {column!r} is missing"
        hint = f"required: {', '.join(c.name for c in schema.columns(name) if c.required)}"
        yield Problem(sheet.file, 1, column, None, "missing-column", message, hint)


# --- deals.csv ---------------------------------------------------------------------------


def deal_id(row: Row) -> str:
    """The id of a deal; a row without one gets `row-<line>`."""
    return row.text.get("id") or f"row-{row.line}"


def duplicate_ids(deals: Table) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in deals.rows:
        name = deal_id(row)
        if name in first:
            message = f"the id {name!r} stands already on line {first[name]}"
            hint = "give each deal its own id"
            yield deals.problem(row, "id", "duplicate-id", message, hint, value=name)
        else:
            first[name] = row.line


def same_rows(deals: Table) -> Iterator[Problem]:
    """Warnings: rows with an amount that agree with an earlier one in every column but the id."""
    first: dict[tuple[str, ...], Row] = {}
    for row in (row for row in deals.rows if "amount_usd_bn" in row.numbers):
        key = tuple(text for column, text in row.text.items() if column != "id")
        before = first.setdefault(key, row)
        if before is not row and deal_id(row) != deal_id(before):
            message = f"the row agrees with line {before.line} in every column: each counts"
            hint = "take one out if it is the same deal, or tell them apart by a note"
            yield deals.warning(row, "payer", "same-rows", message, hint)


def end_before_start(table: Table) -> Iterator[Problem]:
    for row in table.rows:
        if "start" in row.days and "end" in row.days and row.days["end"][1] < row.days["start"][0]:
            column = table.later("start", "end")
            message = f"end {row.text['end']} is before start {row.text['start']}"
            yield table.problem(row, column, "end-before-start", message, "swap or mend the two")


def amount_above_high(deals: Table) -> Iterator[Problem]:
    for row in deals.rows:
        amount, high = (row.numbers.get(name) for name in ("amount_usd_bn", "amount_high_usd_bn"))
        if amount is not None and high is not None and amount > high:
            column = deals.later("amount_usd_bn", "amount_high_usd_bn")
            message = f"amount_usd_bn {amount:g} is above amount_high_usd_bn {high:g}"
            hint = 'amount_high_usd_bn is the "up to"; leave it blank when it is the same'
            yield deals.problem(row, column, "amount-above-high", message, hint)


def references(deals: Table) -> Iterator[Problem]:
    """part_of and replaces must name other rows, and must not go round in a circle."""
    rows = {deal_id(row): row for row in deals.rows}
    for column in ("part_of", "replaces"):
        links: dict[str, list[str]] = {}
        for row in deals.rows:
            links[deal_id(row)] = split(row.text.get(column, ""))
            for target in links[deal_id(row)]:
                if target not in rows:
                    message = f"no deal has the id {target!r}"
                    hint = nearest(target, rows)
                    yield deals.problem(row, column, "unknown-id", message, hint, value=target)
        for circle in _circles(links):
            message = f"{column} goes round in a circle: {' > '.join([*circle, circle[0]])}"
            hint = "one of these rows must not point on"
            yield deals.problem(rows[circle[0]], column, "circle", message, hint)


def parts_above_whole(deals: Table) -> Iterator[Problem]:
    """A row cannot contain more money than it has: its parts may not sum to more than its upper."""
    rows = {deal_id(row): row for row in deals.rows}
    wholes_of = {name: split(row.text.get("part_of", "")) for name, row in rows.items()}
    replaced = {name for row in deals.rows for name in split(row.text.get("replaces", ""))}
    parts: dict[str, list[str]] = {}
    for name, wholes in wholes_of.items():
        if name not in replaced and rows[name].text.get("status") != _TALKS:
            for whole in wholes:
                parts.setdefault(whole, []).append(name)
    for whole, inside in parts.items():
        # A part of a part is in the sum already.
        direct = [name for name in inside if not set(wholes_of[name]) & set(inside)]
        known = [name for name in direct if "amount_usd_bn" in rows[name].numbers]
        total = sum(rows[name].numbers["amount_usd_bn"] for name in known)
        stated = rows[whole].numbers if whole in rows else {}
        most = stated.get("amount_high_usd_bn", stated.get("amount_usd_bn"))
        if most is not None and total > most * (1 + _ROUNDING):
            row = rows[known[-1]]
            lines = ", ".join(str(rows[name].line) for name in known)
            message = (
                f"the parts of {whole!r} (lines {lines}) sum to {total:g}, and the row itself "
                f"(line {rows[whole].line}) has {most:g} at most"
            )
            hint = "mend an amount, or take part_of off what the row does not contain"
            yield deals.problem(row, "part_of", "parts-above-whole", message, hint)


def exchanges(deals: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """An exchange is two purchases between the same two parties, and each leg names the other."""
    rows = {deal_id(row): row for row in deals.rows}

    def ends(row: Row) -> tuple[str, str]:
        payer, payee = row.text.get("payer", ""), row.text.get("payee", "")
        return names.get(payer, payer), names.get(payee, payee)

    for row in deals.rows:
        own, target = deal_id(row), row.text.get("exchange_for", "")
        other = rows.get(target)
        rule, message, hint, column = "", "", "", "exchange_for"
        if not target:
            if row.text.get("settlement") == BARTER:
                rule, column = "barter-without-exchange", deals.later("settlement", column)
                message = "settlement is barter, and exchange_for names no other leg"
                hint = "write the id of what is given for it; money that moves is cash"
        elif other is None:
            rule, message, hint = (
                "unknown-id",
                f"no deal has the id {target!r}",
                nearest(target, rows),
            )
        elif other is row:
            rule, message = "exchange-itself", "a deal is not given for itself"
            hint = "write the id of the other leg"
        elif other.text.get("exchange_for", "") != own:
            rule = "exchange-one-way"
            message = f"{target!r} on line {other.line} is not given for {own!r}"
            hint = f"write {own} in its exchange_for: each leg names the other"
        elif ends(row) != ends(other)[::-1]:
            rule = "exchange-parties"
            message = f"{target!r} on line {other.line} is not paid the other way"
            hint = "in an exchange each of two parties is the payer of one leg"
        elif CLASS_OF_KIND.get(row.text.get("kind", "")) != PURCHASE:
            rule, column = "exchange-purchases", deals.later("kind", column)
            message = f"kind {row.text.get('kind', '')} is no purchase, and is given in exchange"
            hint = "an exchange is of two sales; an investment and a sale need no exchange_for"
        if rule:
            value = target if column == "exchange_for" else ""
            yield deals.problem(row, column, rule, message, hint, value=value)


def _circles(links: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    done: set[str] = set()
    for root in links:
        path: list[str] = []
        trail = [iter([root])]
        while trail:
            target = next(trail[-1], None)
            if target is None:
                trail.pop()
                if path:
                    done.add(path.pop())
            elif target in path:
                yield path[path.index(target) :]
            elif target in links and target not in done:
                path.append(target)
                trail.append(iter(links[target]))


def same_party(deals: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """Warnings: rows that pay the payer, which do not count, as in a list of payments."""
    for row in deals.rows:
        payer, payee = row.text.get("payer", ""), row.text.get("payee", "")
        if payer and names.get(payer, payer) == names.get(payee, payee):
            column = deals.later("payer", "payee")
            same = f"{payer!r}" if payer == payee else f"{payer!r} and {payee!r}, one party"
            message = f"payer and payee are the same: {same}"
            hint = "the row does not count: money inside one consolidated group is not a deal"
            yield deals.warning(row, column, "same-party", message, hint)


def unknown_party(
    table: Table, columns: Sequence[str], names: Mapping[str, str], header: Sequence[str]
) -> list[Problem]:
    """Every name must be in parties.csv (which has these columns), as a name or an alias."""
    problems = []
    for row in table.rows:
        for column in columns:
            name = row.text.get(column, "")
            if name and name not in names:
                message = f"{name!r} is not in parties.csv"
                hint = _meant_or_new(name, names, header)
                problems.append(table.problem(row, column, "unknown-party", message, hint))
    return problems


def _meant_or_new(name: str, names: Iterable[str], header: Sequence[str]) -> str:
    """The party that may be meant, and the line that parties.csv needs if it is another one."""
    stream = io.StringIO()
    cells = [name if column == "name" else "" for column in header]
    csv.writer(stream, lineterminator="").writerow(cells)
    line = f"add a line to parties.csv: {stream.getvalue()}"
    meant = nearest(name, names)
    if not meant:
        return f"for a new party {line}"
    return f"{meant} If not, {line}" if meant.endswith("?") else f"{meant}, or {line}"


def names_alike(
    parties: Table, deals: Table, figures: Table, names: Mapping[str, str]
) -> Iterator[Problem]:
    """Warnings: two parties whose names look alike, where the second of them first stands."""
    place: dict[str, tuple[Table, Row, str]] = {}
    for table, columns in (
        (parties, ("name",)),
        (deals, ("payer", "payee")),
        (figures, ("party",)),
    ):
        for row in table.rows:
            for column in columns:
                name = row.text.get(column, "")
                if name and names.get(name, name) == name:
                    place.setdefault(name, (table, row, column))
    for name, other, difference in alike(place):
        table, row, column = place[name]
        message = f"{name!r} and {other!r} differ in {difference} only"
        hint = "if they are one party, write one name, or make one an alias of the other"
        yield table.warning(row, column, "names-alike", message, hint)


def assumed_columns(deals: Table) -> Iterator[Problem]:
    declared = [item.name for item in schema.columns("deals")]
    for row in deals.rows:
        for name in split(row.text.get("assumed", "")):
            if name not in declared:
                message = f"{name!r} is not a column of deals.csv"
                hint = nearest(name, declared)
                yield deals.problem(row, "assumed", "unknown-column", message, hint, value=name)


# --- parties.csv -------------------------------------------------------------------------


def party_names(parties: Table) -> tuple[dict[str, str], list[Problem]]:
    """Every name and alias with the party it means, and the clashes between them."""
    names: dict[str, str] = {}
    problems = []
    for row in parties.rows:
        name = row.text.get("name", "")
        if name in names:
            message = f"the party {name!r} stands already in the file"
            problems.append(parties.problem(row, "name", "duplicate-party", message, "merge them"))
        elif name:
            names[name] = name
    for row in parties.rows:
        owner = row.text.get("name", "")
        for alias in split(row.text.get("aliases", "")):
            if names.setdefault(alias, owner) != owner:
                message = f"the alias {alias!r} already means {names[alias]!r}"
                hint = "a name can mean one party only"
                problem = parties.problem(row, "aliases", "alias-clash", message, hint, alias)
                problems.append(problem)
    return names, problems


DEAL_RULES: tuple[Callable[[Table], Iterable[Problem]], ...] = (
    duplicate_ids,
    same_rows,
    end_before_start,
    amount_above_high,
    references,
    parts_above_whole,
    assumed_columns,
)


def marked_rows(table: Table) -> Iterator[Problem]:
    """Warnings: rows that begin with the mark of a comment, which they are not."""
    for row in table.rows:
        for column in table.header[:1]:
            if row.text.get(column, "").startswith("#"):
                message = f"{row.text[column]!r} begins with #, and the row counts"
                hint = "comments stand above the header; take the row out if it is not meant"
                yield table.warning(row, column, "comment", message, hint)


def package_problems(deals: Table, parties: Table, figures: Table) -> list[Problem]:
    """Every problem between cells, rows and files of a package."""
    names, problems = party_names(parties)
    for table in (deals, parties, figures):
        problems += marked_rows(table)
    for rule in DEAL_RULES:
        problems += rule(deals)
    problems += same_party(deals, names)
    problems += exchanges(deals, names)
    problems += owed(deals, names)
    problems += notices(deals)
    problems += end_before_start(figures)
    problems += figure_checks.overlaps(figures, names)
    problems += figure_checks.negative(figures)
    problems += figure_checks.wrong_items(figures)
    problems += names_alike(parties, deals, figures, names)
    if parties.rows:
        problems += unknown_party(deals, ("payer", "payee"), names, parties.header)
        problems += unknown_party(figures, ("party",), names, parties.header)
    if deals.header and not deals.rows:
        problems.append(
            Problem(
                deals.file,
                1,
                None,
                None,
                "no-deals",
                "the file has a header and no deals",
                "add one with `moneyloop add`",
                "warning",
            )
        )
    return problems
