"""How long work takes, how much memory, and how the benchmarks write both."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

Row = tuple[str, str, str, str]  # what, on what, its time, its work


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[float, Any]:
    """The least seconds of a few runs, and what the work returned."""
    best, value = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        value = work()
        best = min(best, time.perf_counter() - start)
    return best, value


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.1f} ms"


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most so far"


def timed_beside(*works: Callable[[], Any], runs: int = 15) -> list[tuple[float, float]]:
    """The median seconds of each work, and of its processor time, of all threads.

    They take turns, so that what else the machine does slows all of them.
    """
    took: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(runs):
        for work, times in zip(works, took, strict=True):
            start, cpu = time.perf_counter(), time.process_time()
            value = work()
            times.append((time.perf_counter() - start, time.process_time() - cpu))
            del value
    return [
        (median(wall), median(cpu)) for wall, cpu in (zip(*times, strict=True) for times in took)
    ]


def command_told(*words: str) -> tuple[str, str]:
    """How long a command of ours takes, and its processor time and memory, start included."""
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "moneyloop", *words]
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    assert status == 0, words
    cpu = used.ru_utime + used.ru_stime
    return seconds(took), f"CPU {seconds(cpu)}; {used.ru_maxrss / 1024:,.0f} MB at most"
