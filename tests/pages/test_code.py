"""The code of a page: what is left out of it on the way, and that nothing else is."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from moneyloop.pages import shell

OWN = sorted(
    path.name
    for path in files("moneyloop.pages").joinpath("assets").iterdir()
    if path.name.endswith(".js")
)


@pytest.mark.parametrize("name", OWN)
def test_no_line_ends_inside_a_text(name: str) -> None:
    # Its spaces would be lost, and a line of it could look like a comment.
    source = re.sub(r"/\*\*.*?\*/", "", shell.asset(name), flags=re.DOTALL)
    lines = [line for line in source.split("\n") if not line.strip().startswith("//")]
    assert [line for line in lines if line.count("`") % 2 or line.endswith("\\")] == []
    # A comment over several lines is one that `code` takes out as a whole.
    assert [line for line in lines if line.count("/*") != line.count("*/")] == []


def test_only_spaces_and_comments_go(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """// what it is
(() => {

  /** One. */
  const one = `a  // b`; // stays
  /**
   * Two: a
   * comment.
   */
  const two = 3
    * 4; /* stays */
})();
"""
    monkeypatch.setattr(shell, "asset", lambda name: source)
    left = "(() => {\nconst one = `a  // b`; // stays\nconst two = 3\n* 4; /* stays */\n})();\n"
    assert shell.code(["any.js"]) == left
    assert shell.code(["any.js", "any.js"]) == left + left


def test_it_saves_a_fifth() -> None:
    whole = sum(len(shell.asset(name)) for name in shell.SCRIPTS)
    assert len(shell.code(shell.SCRIPTS)) < 0.8 * whole
