"""The same data gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The other pages are made in a process of the tests, whose seed is random, or this.
SEED = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"

PROGRAM = """
import pathlib
import moneyloop
from moneyloop.cli import main
main(["report", "-o", "report.html"], standalone_mode=False)
page = moneyloop.view(moneyloop.load())
pathlib.Path("network.html").write_bytes(page.encode("utf-8"))
"""


def test_same_bytes_whatever_the_hash_seed_and_again_no_time_of_making_and_no_path(
    tmp_path: Path, bundled: Callable[[str], Path], run_once: Callable[[str], Any]
) -> None:
    # The second time by Python too, after another page, with another seed and in another folder.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": SEED},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    for name in ("network", "report"):
        made = bundled(name), tmp_path / f"{name}.html"
        pages = [file.read_bytes() for file in made]
        assert min(map(len, pages)) > 400_000
        assert len({hashlib.sha256(page).hexdigest() for page in pages}) == 1, name
        text = pages[0].decode("utf-8")
        for folder in (*(file.parent for file in made), Path(__file__).resolve().parents[2]):
            assert str(folder) not in text
    assert "own investment" in done.stdout
    assert run_once("moneyloop report").stdout == done.stdout


def test_python_and_the_commands_make_the_same_pages(package: Any, run: Any) -> None:
    import moneyloop

    package("""
        payer,payee,kind,amount_usd_bn,start
        Cloud,Lab,equity,2,2025
        Lab,Cloud,compute,1,2025
        """)
    network = moneyloop.load("data")
    pages = {
        "view": moneyloop.view,
        "report": moneyloop.report_page,
        "report --books": moneyloop.books_page,
    }
    for command, make in pages.items():
        assert run(*command.split(), "data", "-o", "page.html").exit_code == 0
        assert Path("page.html").read_bytes() == make(network).encode("utf-8")
