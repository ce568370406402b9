"""How many random inputs a test makes: its own number, or fewer where a run needs fewer."""

from __future__ import annotations

import os

import hypothesis


def examples(count: int) -> hypothesis.settings:
    """`count` inputs, at most those that MONEYLOOP_EXAMPLES allows (a run on other versions)."""
    most = int(os.environ.get("MONEYLOOP_EXAMPLES", count))
    return hypothesis.settings(max_examples=min(count, most), deadline=None)
