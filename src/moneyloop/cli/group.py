"""The command group: commands under headings, and one way to end for every kind of error."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from moneyloop.cli import streams


class Unusable(click.ClickException):
    """A file that cannot be read or written: nothing is wrong with the data, so not exit 1."""

    exit_code = 2


class Group(click.Group):
    """A click group that lists its commands in sections and reports errors without traceback."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections: list[tuple[str, Sequence[click.Command]]] = []

    def add_section(self, title: str, commands: Sequence[click.Command]) -> None:
        """Add commands under one heading of --help."""
        self.sections.append((title, commands))
        for command in commands:
            self.add_command(command)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [command.name or "" for _, commands in self.sections for command in commands]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in self.sections:
            with formatter.section(title):
                formatter.write_dl(
                    [(command.name or "", command.get_short_help_str(80)) for command in commands]
                )

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
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{errors} error{'' if errors == 1 else 's'} in the data.", err=True)
