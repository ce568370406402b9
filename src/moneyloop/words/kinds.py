"""The kinds of deals in words, and which kinds another word may stand for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

MEANING: Mapping[str, str] = {
    "equity": "money for a stake",
    "debt": "a loan, when it is drawn",
    "credit": "credits for the investor's own services",
    "warrant": "a right to shares",
    "compute": "cloud and computing time",
    "hardware": "chips, servers and other equipment",
    "lease": "rent of buildings, land or machines",
    "licence": "use of software, models or content",
    "services": "anything else that is sold",
    "customer": "what customers pay",
    "revenue_share": "a part of the payer's revenue",
    "repayment": "a loan paid back",
    "dividend": "profit paid to owners",
    "buyback": "own shares bought back",
    "backstop": "a guarantee, paid only when it is called",
}

_BOUGHT = ("compute", "hardware", "lease", "services")
_STAKES = ("equity", "debt", "credit", "warrant")
_OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("prepayment", "prepaid", "deposit", "advance", "purchase"), _BOUGHT),
    **dict.fromkeys(("commitment", "contract", "order", "capex", "sale", "payment"), _BOUGHT),
    **dict.fromkeys(("investment", "funding", "round", "stake", "convertible"), _STAKES),
    **dict.fromkeys(("shares", "stock", "acquisition", "merger"), ("equity", "warrant")),
    **dict.fromkeys(("loan", "bond", "notes", "facility", "revolver", "borrowing"), ("debt",)),
    **dict.fromkeys(("option", "options"), ("warrant",)),
    **dict.fromkeys(("cloud", "gpu", "gpus", "inference", "training", "hosting"), ("compute",)),
    **dict.fromkeys(("chips", "servers", "equipment", "systems"), ("hardware",)),
    **dict.fromkeys(("rent", "colocation", "datacenter"), ("lease", "compute")),
    **dict.fromkeys(("license", "royalty", "software", "subscription"), ("licence", "services")),
    **dict.fromkeys(("service", "power", "energy", "consulting"), ("services",)),
    **dict.fromkeys(("revenue", "customers", "revenues"), ("customer", "revenue_share")),
    **dict.fromkeys(("return", "refund", "redemption"), ("repayment", "dividend", "buyback")),
    **dict.fromkeys(("guarantee", "guaranty"), ("backstop",)),
}
_MORE: Mapping[tuple[str, ...], str] = {
    _BOUGHT: "Write what is bought; start is the day on which it is paid, and what is not paid yet "
    "needs an end too",
    _STAKES: "Write what the investor gets for the money",
}


def nearest_kinds(text: str) -> str:
    """The kinds that another word may mean, with what they are, and how to choose."""
    word = text.casefold().replace("-", "_").replace(" ", "_").strip("_")
    kinds = _OTHER_WORDS.get(word, ())
    # Another word first: a prepayment is no misspelt repayment.
    if not kinds:
        near = difflib.get_close_matches(word, MEANING, n=1)
        if near:
            return f"did you mean {near[0]!r}?"
        near = difflib.get_close_matches(word, _OTHER_WORDS, n=1)
        kinds = _OTHER_WORDS[near[0]] if near else ()
    if not kinds:
        return "write one of " + ", ".join(MEANING)
    *first, last = (f"{kind} ({MEANING[kind]})" for kind in kinds)
    question = f"did you mean {', '.join(first)} or {last}?" if first else f"did you mean {last}?"
    return f"{question} {_MORE[kinds]}" if kinds in _MORE else question
