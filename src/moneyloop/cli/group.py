"""The command group: commands under headings, and one way to end for every kind of error."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

from moneyloop.cli import streams

WORDS = "moneyloop.words"  # in a context: the command line, from the name of the command on


class Unusable(click.ClickException):
    """A file that cannot be read or written: nothing is wrong with the data, so not exit 1."""

    exit_code = 2


class Group(click.Group):
    """A click group that loads a command when it is used, and reports errors without traceback.

    `sections` lists the commands under the headings of --help, each with its line there.
    """

    def __init__(
        self, *args: Any, sections: Mapping[str, Mapping[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for commands in self.sections.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        from importlib import import_module
        from keyword import iskeyword

        name = cmd_name.replace("-", "_") + "_" * iskeyword(cmd_name)
        command = getattr(import_module(f"moneyloop.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta[WORDS] = [*args]
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(error.message + hint, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in self.sections.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()))

    def invoke(self, ctx: click.Context) -> Any:
        from moneyloop.model import ChoiceError, DataError

        streams.open_closed()
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except DataError as error:
            echo_problems(error.problems)
            ctx.exit(1)
        except ChoiceError as error:
            raise click.UsageError(str(error)) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Unusable(f"{error.filename or 'file'}: {error.strerror}") from None


def echo_problems(problems: Sequence[Any]) -> None:
    """All problems on standard error, and how many there are."""
    for problem in problems:
        click.echo(str(problem), err=True)
    errors = sum(problem.cells for problem in problems if problem.severity == "error")
    click.echo(f"{errors:,} error{'' if errors == 1 else 's'} in the data.", err=True)
