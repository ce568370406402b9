"""Write docs/commands.md from what the commands say with --help.

Run it after a help text changed; with --check it writes nothing, and says whether the file is what
the commands say.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from moneyloop.cli import main

FILE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
WIDTH = 80  # columns, as on the narrowest terminal that the help texts are made for
HEAD = """\
# The commands

What each command says with `--help`. `python3 scripts/command_reference.py` makes this page from
the program: mend the help text, not the page. Which command answers what is in
[the guides](README.md).
"""


def anchor(heading: str) -> str:
    """The address that a heading has on a page."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def shown(command: click.Command, words: str, parent: click.Context) -> str:
    """What `words --help` prints."""
    context = click.Context(
        command,
        info_name=words,
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        **main.context_settings,
    )
    lines = command.get_help(context).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def leaves(
    group: click.Group, name: str, context: click.Context
) -> Iterator[tuple[str, click.Command]]:
    """The command of this name with the words that call it, or those in it where it is a group."""
    command = group.get_command(context, name)
    assert command is not None
    if not isinstance(command, click.Group):
        yield name, command
        return
    for inner in command.list_commands(context):
        for words, leaf in leaves(command, inner, context):
            yield f"{name} {words}", leaf


def page() -> str:
    """The text of docs/commands.md."""
    top = click.Context(main, info_name="moneyloop", **main.context_settings)
    contents, chapters = [HEAD], []
    for heading, commands in main.sections.items():
        contents.append(f"\n**{heading}**\n\n")
        chapters.append(f"\n## {heading}\n")
        for name, line in commands.items():
            calls = dict(leaves(main, name, top))
            links = ", ".join(f"[`{words}`](#{anchor(words)})" for words in calls)
            contents.append(f"- {links}: {line}\n")
            for words, leaf in calls.items():
                text = shown(leaf, words, top)
                chapters.append(f"\n### {words}\n\n```text\n{text}\n```\n")
    return "".join(contents + chapters)


def run(words: list[str]) -> int:
    if words not in ([], ["--check"]):
        sys.stderr.write("usage: command_reference.py [--check]\n")
        return 2
    text = page()
    if not words:
        FILE.write_text(text, encoding="utf-8")
        return 0
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{FILE.name} is not what the commands say: run {Path(__file__).name}\n")
    return 1


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
