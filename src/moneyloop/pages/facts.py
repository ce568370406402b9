"""What everything that leaves a page says of it: product, edition, date, source, how to cite."""

from __future__ import annotations

from moneyloop import __version__
from moneyloop.words import amounts
from moneyloop.words.citing import AUTHORS, citation, cited_data, year

PRODUCT = "moneyloop"
SAFE = (
    "Own money back: invested in a customer, and returned as a sale (a lap). "
    "A loop is not proof of intent."
)
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {letter: f"\\{letter}" for letter in "&%$#_{}"}


def page_facts(
    *, as_of: str | None, case: str, edition: str, data: str, command: str, safe: str = SAFE
) -> dict[str, str]:
    """The facts of a page by name, each a text, for `_facts.html.j2`.

    `as_of` is an ISO date, `case` says which amounts count, `edition` is that of the data and blank
    where they are none; then `data` names them. `command` makes the page again, and `safe` is what
    has to stand beside each number that is printed alone. Raises ValueError for what is no date.
    """
    when = amounts.day(as_of, "")
    of_data = cited_data(edition, data, when)
    record = "filings, company statements and press" if edition else data
    return {
        "product": PRODUCT,
        "version": __version__,
        "edition": edition,
        "as_of": when,
        "case": case,
        "source": f"Source: {PRODUCT}, from {record}.",
        "safe": safe,
        "command": command,
        "cite": citation(__version__, when, of_data),
        "bibtex": _bibtex(when, of_data),
    }


def _bibtex(when: str, data: str) -> str:
    fields = {
        "author": f"{{{AUTHORS}}}",
        "title": f"{{{PRODUCT}}}",
        "year": year(when),
        "version": __version__,
        "note": "Data: " + "".join(_SPECIAL.get(letter, letter) for letter in data),
    }
    written = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{PRODUCT}{year(when)},\n" + ",\n".join(written) + "\n}"
