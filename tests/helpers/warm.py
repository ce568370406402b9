"""`python -m moneyloop` on a terminal, forked from a process that has loaded the libraries already.

Loading them is most of what a start costs, and tests of what a terminal shows start it often. How
the program itself starts, and what it does with closed or broken streams, is not tested with this.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import runpy
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# What the package imports late.
LIBRARIES = (
    *("highspy", "ortools.graph.python.max_flow", "rich.progress", "rich.table", "scipy.sparse"),
)
_LONGEST = 1 << 20  # bytes of a request


def start() -> tuple[subprocess.Popen[bytes], socket.socket]:
    """The process, and where it takes requests; it ends when that is closed."""
    ours, its = socket.socketpair()
    with its:
        process = subprocess.Popen(
            [sys.executable, __file__, str(its.fileno())],
            pass_fds=[its.fileno()],
            # A process with threads is not forked safely.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    return process, ours


def ask(
    server: socket.socket, screen: int, words: Sequence[str], cwd: Path, env: Mapping[str, str]
) -> None:
    """Run the program with all its streams on the terminal `screen`; see `exit_code`."""
    request = {"words": list(words), "cwd": str(cwd), "env": dict(env)}
    socket.send_fds(server, [json.dumps(request).encode() + b"\n"], [screen])


def exit_code(server: socket.socket) -> int:
    """Wait for the end of the program that was asked for last."""
    return int(server.recv(_LONGEST))


def _serve(server: socket.socket) -> None:
    import moneyloop

    for module in pkgutil.walk_packages(moneyloop.__path__, "moneyloop."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in LIBRARIES:
        importlib.import_module(name)
    while True:
        message, files, _, _ = socket.recv_fds(server, _LONGEST, 1)
        if not message:
            return
        while not message.endswith(b"\n"):
            message += server.recv(_LONGEST)
        child = os.fork()
        if child == 0:
            server.close()
            _become(json.loads(message), files[0])
            return
        os.close(files[0])
        _, status = os.waitpid(child, 0)
        server.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(request: dict[str, object], screen: int) -> None:
    """What Python does at a start: the streams, the environment and the words; then the program."""
    for stream in range(3):
        os.dup2(screen, stream)
    os.close(screen)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(stream, mode, 1, encoding="utf-8", errors=errors, closefd=False)
        for stream, mode, errors in ((0, "r", None), (1, "w", None), (2, "w", "backslashreplace"))
    )
    os.chdir(str(request["cwd"]))
    env, words = request["env"], request["words"]
    assert isinstance(env, dict)
    assert isinstance(words, list)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["moneyloop", *words]
    runpy.run_module("moneyloop", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
