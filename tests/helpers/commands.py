"""Every command of the command line by the words that call it: "loops", "calc margin"."""

from __future__ import annotations

import click

from moneyloop.cli import main

TOP = click.Context(main, **main.context_settings)
TOP_LEVEL = sorted(main.list_commands(TOP))


def named(command: str) -> click.Command:
    """The command of these words."""
    found: click.Command = main
    for word in command.split():
        assert isinstance(found, click.Group)
        inner = found.get_command(TOP, word)
        assert inner is not None
        found = inner
    return found


def leaves(command: str) -> list[str]:
    """The command itself, or those in it where it is a group."""
    found = named(command)
    if not isinstance(found, click.Group):
        return [command]
    return [leaf for name in found.list_commands(TOP) for leaf in leaves(f"{command} {name}")]


COMMANDS = {leaf: named(leaf) for command in TOP_LEVEL for leaf in leaves(command)}
