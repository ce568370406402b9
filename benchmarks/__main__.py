"""Measure, and print a page of tables: `python -m benchmarks [NAME ...] > docs/benchmarks.md`.

What it compares with is the group `benchmarks` of pyproject.toml. Where other programs keep the
cores busy, set OPENBLAS_NUM_THREADS=1: GMRES waits for the slower of its two threads.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version

from benchmarks import of_attribution, of_draws, of_ledgers, of_loops, of_the_network

BENCHES = {
    "report": of_attribution.bench_report,
    "loops": of_loops.bench_loops,
    "largest": of_loops.bench_largest,
    "diamonds": of_loops.bench_diamonds,
    "attribution": of_attribution.bench_attribution,
    "bounds": of_attribution.bench_bounds,
    "everyone": of_attribution.bench_everyone,
    "ledger": of_ledgers.bench_ledger,
    "draws": of_draws.bench_draws,
    "whole-network": of_the_network.bench_whole_network,
    "stress": of_the_network.bench_stress,
}
LIBRARIES = ("moneyloop", "numpy", "scipy", "pandas", "ortools", "networkx", "igraph", "numba")


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}: there are {', '.join(BENCHES)}")
    told = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(
        "# Benchmarks\n\n"
        "Made by `python -m benchmarks`. Compare ratios and steps, not seconds: they are of one\n"
        "run, in which ours and what one would run instead took turns. Graphs are random with a\n"
        "fixed seed: a few hubs, many small parties, a quarter of the arcs investments.\n\n"
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}; {told}.",
        flush=True,
    )
    for name in names or BENCHES:
        print(f"\n## {name}\n\n| what | on | time | work |\n|---|---|---|---|", flush=True)
        for row in BENCHES[name]():
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
