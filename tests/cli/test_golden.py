"""What the commands print for the small package, kept in golden/.

After a change that is meant, `MONEYLOOP_UPDATE_GOLDEN=1 python -m pytest tests/cli/test_golden.py`
writes the files again; read their diff before it is committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

Run = Callable[..., click.testing.Result]

GOLDEN = Path(__file__).parent / "golden"
SUFFIX = {"table": "txt", "csv": "csv", "json": "json", "markdown": "md"}
MAP = "payer=from,payee=to,amount=value,start=time,kind=type,id=hash"
QUESTIONS = {
    "attribute": ["attribute", "small"],
    "attribute-quarters": [
        "attribute",
        "small",
        *("--by", "quarter", "--from", "2025", "--case", "headline"),
    ],
    "attribute-known": ["attribute", "small", "--amounts", "known"],
    "attribute-ranges": ["attribute", "small", "--amounts", "ranges", "--to", "2026"],
    "loops": ["loops", "small"],
    "loops-talks": ["loops", "small", "--include", "talks", "--party", "Chips"],
    "deals": ["deals", "small"],
    "timeline": ["timeline", "small"],
    "diff": ["diff", "small", "--since", "2024-06-30", "--until", "2025-12-31"],
    "explain": ["explain", "Cloud", "small"],
    "explain-sector": ["explain", "--sector", "small"],
    "unknowns": ["unknowns", "small"],
    "check": ["check", "small"],
    "check-wrong": ["check", "wrong"],
    "report": ["report", "small"],
    "attribute-rules": [
        *("attribute", "payments.csv", "--columns", MAP),
        *("--rule", "all", "--shuffle-ties", "3"),
    ],
    "attribute-ledger": [
        *("attribute", "payments.csv", "--columns", MAP),
        *("--by", "month", "--party", "Cloud"),
    ],
    "stress": ["stress", "Lab", "small"],
    "calc-translate": ["calc", "translate", "$300bn", "over", "5", "years"],
    "calc-translate-loss": ["calc", "translate", "-5.6M"],
    "index": ["index", "small", "--to", "2026"],
    "index-chance": ["index", "small", "--chance", "--year", "2024", "--draws", "100"],
    "calc-margin": [
        *("calc", "margin", "small", "--party", "Cloud", "--cost", "66"),
        *("--cost-fall", "0.05"),
    ],
    "calc-vintage": ["calc", "vintage", "--cost", "0.1,1,10", "--life", "1.5"],
    "figures": ["figures", "Cloud", "small"],
    "figures-two": ["figures", "Lab", "Cloud", "small"],
    "figures-all": ["figures", "small"],
    "attribute-draws": ["attribute", "small", "--draws", "200"],
    "gap": ["gap", "small"],
    "gap-sector": ["gap", "small", "--investment", "30", "--life", "3", "--to", "2026"],
    "trace": ["trace", "small", "--hops", "2"],
    "trace-into": ["trace", "small", "--into", "Cloud", "--dollar", "100", "--hops", "3"],
}
FORMATS = {name: list(SUFFIX) for name in QUESTIONS} | {"report": ["table", "json"]}
CASES = [(name, form) for name in QUESTIONS for form in FORMATS[name]]
WRONG = """
    payer,payee,kind,amount_usd_bn,end,start
    Cloud,Lab,equty,"25,000",2024,2025
    Lab,Lab,compute,$5bn,,2025-13
    """


@pytest.mark.parametrize(("name", "form"), CASES)
def test_output_is_as_it_was(
    small: Path,
    ledger: list[str],
    package: Callable[..., Path],
    run: Run,
    name: str,
    form: str,
) -> None:
    package(WRONG, folder="wrong")
    result = run(*QUESTIONS[name], "--format", form)
    assert result.exit_code == (1 if name == "check-wrong" else 0), result.stderr
    file = GOLDEN / f"{name}.{SUFFIX[form]}"
    if os.environ.get("MONEYLOOP_UPDATE_GOLDEN"):
        file.write_bytes(result.stdout_bytes)
    assert result.stdout_bytes.decode() == file.read_bytes().decode()


def test_there_is_no_golden_file_without_a_test() -> None:
    expected = {f"{name}.{SUFFIX[form]}" for name, form in CASES}
    assert {file.name for file in GOLDEN.iterdir()} == expected


@pytest.mark.parametrize("file", sorted(GOLDEN.iterdir()), ids=lambda file: file.name)
def test_golden_files_hold_no_value_that_is_not_one(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text
    assert not re.search(r"\b(nan|inf|infinity|none)\b", text, flags=re.IGNORECASE)
