"""A small invented data package: five parties, eight deals, figures with cash."""

from __future__ import annotations

import codecs
import os
import socket
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import warm

DEALS = """
    id,payer,payee,kind,amount_usd_bn,amount_high_usd_bn,announced,start,end,status,evidence,assumed,source
    cloud-lab-seed,CloudCo,Lab,equity,4,,2024-01-10,2024-01-15,,paid,reported,,Cloud 10-K
    fund-lab,Fund,Lab,equity,6,,,2024-02,,paid,reported,,"Letter, page 2"
    lab-cloud-term,Lab,Cloud,compute,20,30,2024-03-01,2024-07-01,2026-06-30,signed,reported,end,Post
    lab-cloud-2025,Lab,Cloud,compute,5,,,2025-01-01,2025-12-31,paid,leaked,,A paper | a weekly
    cloud-chips,Cloud,Chips,hardware,3,,,2024,,paid,estimated,,
    chips-lab,Chips,Lab,equity,,10,2025-05,2025-05,,contingent,reported,,
    lab-chips,Lab,Chips,hardware,2,,2025-06,2025-06,2025-11,signed,reported,,
    chips-cloud-talks,Chips,Cloud,equity,2,,2025-09,2026,,talks,leaked,,
    """
PARTIES = """
    name,kind,boundary,segment,aliases,note
    Cloud,hyperscaler,,Racks,CloudCo;Cloud Inc,
    Lab,lab,,,,
    Chips,chipmaker,,,,
    Fund,investor,,,,
    People,customers,,,,
    """
FIGURES = """
    party,metric,segment,start,end,amount,unit,basis,evidence,preferred
    Cloud,revenue,total,2024,2024,50,usd_bn,gross,reported,
    Cloud,revenue,total,2025,2025,60,usd_bn,gross,reported,
    Cloud,revenue,Racks,2025,2025,12,usd_bn,gross,reported,
    Cloud,revenue,total,2025,2025,99,usd_bn,gross,estimated,no
    Chips,revenue,total,2025-01-01,2025-06-30,8,usd_bn,gross,reported,
    Lab,revenue,,2025,2025,1,usd_bn,net,leaked,
    Lab,cash,,2024-12-31,2024-12-31,3,usd_bn,,reported,
    Lab,users,,2025,2025,100,count_m,,reported,
    """

PAYMENTS = """
    hash,from,to,value,time,type
    t1,Fund,Lab,100,2025-01-05,equity
    t2,,Cloud,50,2025-01-05T09:00:00Z,services
    t3,Cloud,Lab,40,2025-01-06T09:00:00,investment
    t4,Lab,Cloud,60,2025-01-06T12:00:00+02:00,services
    t5,Lab,Chips,30,2025-01-07,hardware
    t6,Chips,Cloud,20,2025-01-07,services
    t7,Cloud,Lab,35,2025-02-01,Equity
    t8,Lab,Cloud,70,2025-02-03,services
    t9,Cloud,Cloud,5,2025-02-04,services
    t10,Lab,Cloud,,2025-02-05,services
    t11,Lab,Cloud,10,,services
    """
MAP = "payer=from,payee=to,amount=value,start=time,kind=type,id=hash"


@pytest.fixture
def ledger(tmp_path: Path) -> list[str]:
    """The words that read payments.csv, a list of payments in the folder in which `run` runs."""
    text = textwrap.dedent(PAYMENTS).lstrip("\n")
    (tmp_path / "payments.csv").write_text(text, encoding="utf-8")
    return ["payments.csv", "--columns", MAP]


@pytest.fixture
def small(package: Callable[..., Path]) -> Path:
    """The folder `small` in the folder in which `run` runs."""
    return package(DEALS, PARTIES, FIGURES, folder="small")


@pytest.fixture(scope="session")
def warm_program() -> Iterator[socket.socket]:
    """Where the program is asked for that has loaded its libraries already."""
    process, server = warm.start()
    yield server
    server.close()
    assert process.wait() == 0


@pytest.fixture
def terminal(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., str]:
    """A function (*words, typed, env, code) that runs the command line on a pseudo-terminal.

    `typed` is a list of (text to wait for, answer); what the terminal shows is returned, and the
    exit code must be `code`.
    """
    pty = pytest.importorskip("pty", reason="pseudo-terminals are those of POSIX")
    server: socket.socket = request.getfixturevalue("warm_program")

    def invoke(
        *words: str,
        typed: Sequence[tuple[str, str]] = (),
        env: Mapping[str, str] | None = None,
        code: int = 0,
    ) -> str:
        control, screen = pty.openpty()
        plain = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
        terminal = {"TERM": "xterm-256color", "COLUMNS": "160"}
        warm.ask(server, screen, words, tmp_path, plain | terminal | {**(env or {})})
        os.close(screen)
        shown, seen = "", 0
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")  # a read may cut a sign
        waiting = list(typed)
        while True:
            try:
                part = os.read(control, 1 << 16)
            except OSError:  # Linux: the other end is closed
                break
            if not part:
                break
            shown += decoder.decode(part)
            while waiting and waiting[0][0] in shown[seen:]:
                seen = shown.index(waiting[0][0], seen) + len(waiting[0][0])
                os.write(control, waiting.pop(0)[1].encode() + b"\n")
        os.close(control)
        assert warm.exit_code(server) == code, shown
        assert not waiting, shown
        return shown

    return invoke
