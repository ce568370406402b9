"""The bar of long work: on a terminal only, with a word on what is compiled."""

from __future__ import annotations

import logging
import sys

import pytest

from moneyloop.cli import progress


def test_what_is_compiled_is_told_beside_the_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger("moneyloop.kernels")
    monkeypatch.setattr(progress, "is_terminal", lambda stream: stream is sys.stderr)
    with progress.bar("loops") as told:
        assert told is not None
        told(1, 2)
        log.info("compiling advance, once")
    log.info("later")
    captured = capsys.readouterr()
    assert "compiling advance, once" in captured.err
    assert "later" not in captured.err
    assert captured.out == ""


def test_a_pipe_has_no_bar() -> None:
    with progress.bar("loops") as told:
        assert told is None
