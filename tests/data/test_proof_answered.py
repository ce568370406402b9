"""What `check --proof` asks of the bundled data stands in data/README.md with its answer."""

from __future__ import annotations

import re
from pathlib import Path

import moneyloop
from moneyloop.input.proof.proof import RULES

HEAD = "## Warnings of `check --proof`, answered"
README = Path(__file__).parents[2] / "data" / "README.md"


def test_every_question_has_an_answer_and_no_answer_is_left_over() -> None:
    asked = [one for one in moneyloop.check(proof=True) if one.rule in RULES]
    section = README.read_text(encoding="utf-8").partition(HEAD)[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    answered = [(rule, row) for rule, cell, _ in rows for row in re.findall(r"`(.+?)`", cell)]
    assert sorted(answered) == sorted((one.rule, one.message.partition(": ")[0]) for one in asked)
    assert all(len(answer.split()) >= 5 for _, _, answer in rows)
    assert f"asks {len(asked)} questions" in section
