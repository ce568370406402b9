"""A progress bar on standard error for long work: on a terminal only, never in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from moneyloop.cli.streams import is_terminal


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function (done, all) to call as the work goes on; None where there is no terminal."""
    if not is_terminal(sys.stderr):
        yield None
        return
    import logging

    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        # What is compiled, once, takes seconds: it is told above the bar.
        log, handler = logging.getLogger("moneyloop.kernels"), logging.StreamHandler(sys.stderr)
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        try:
            yield lambda done, total: progress.update(task, completed=done, total=total)
        finally:
            log.removeHandler(handler)
