"""Networks and lists of payments to measure on, random with a fixed seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from moneyloop.input.package import load
from moneyloop.model import CLASS_OF_KIND, Network

INVEST, BUY = 1, 2


FIRST, LAST = (pd.Timestamp(day).toordinal() for day in ("2025-01-01", "2025-12-31"))


def hubs(parties: int, arcs: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Payers, payees and class bits of distinct arcs; a few parties have many of them."""
    random = np.random.default_rng(seed)
    weight = (np.arange(parties) + 10.0) ** -0.7
    weight /= weight.sum()
    keys = np.array([], dtype=np.int64)
    while len(keys) < arcs:
        payer, payee = (random.choice(parties, arcs, p=weight) for _ in range(2))
        new = (payer * parties + payee)[payer != payee]
        keys = pd.unique(np.concatenate([keys, new]))[:arcs]
    kind = np.where(random.random(arcs) < 0.25, INVEST, BUY)
    place = random.permutation(parties)
    return place[keys // parties], place[keys % parties], kind


def network(parties: int, arcs: int, leak: float = 0.1, seed: int = 1) -> Network:
    """A checked network of one year in memory, in which every pool leaks about `leak`."""
    payer, payee, kind = hubs(parties, arcs, seed)
    amount = np.random.default_rng(seed + 1).integers(1, 1_000, arcs) / 1_000
    names = np.array([f"P{number}" for number in range(parties)], dtype=object)
    blank = load("memory", override=EMPTY)
    deals = pd.DataFrame(blanks(blank.deals), index=range(arcs))
    kinds = np.where(kind == INVEST, "equity", "compute")
    deals = deals.assign(
        id=[f"d{number}" for number in range(arcs)],
        payer=names[payer],
        payee=names[payee],
        kind=kinds,
        amount_usd_bn=amount,
        amount_high_usd_bn=np.nan,
        paid_usd_bn=np.nan,
        status="paid",
        settlement="cash",
        start="2025",
        end="2025",
        announced_day=0,
        start_day=FIRST,
        start_last_day=LAST,
        end_day=LAST,
        line=np.arange(arcs) + 2,
    )
    deals["class"] = deals["kind"].map(CLASS_OF_KIND)
    table = pd.DataFrame(blanks(blank.parties), index=range(parties))
    table = table.assign(name=names, boundary="inside", line=np.arange(parties) + 2)
    # Customers make up for what a party pays more than it gets, and for what leaks.
    paid, got, sold = (
        np.bincount(end, weights=money, minlength=parties)
        for end, money in ((payer, amount), (payee, amount), (payee, amount * (kind == BUY)))
    )
    need = np.maximum(paid / (1 - leak) - got, leak * got) + 0.001
    figures = pd.DataFrame(blanks(blank.figures), index=range(parties))
    figures = figures.assign(
        party=names,
        metric="revenue",
        segment="total",
        amount=sold + need,
        unit="usd_bn",
        preferred="yes",
        start_day=FIRST,
        end_day=LAST,
        source_day=0,
        line=np.arange(parties) + 2,
    )
    tables = ((deals, blank.deals), (table, blank.parties), (figures, blank.figures))
    return Network("benchmark", *(made.astype(like.dtypes) for made, like in tables))


def blanks(table: pd.DataFrame) -> dict[str, object]:
    """What stands in each column of a row that says nothing."""
    by_kind = {"f": np.nan, "i": 0}
    return {column: by_kind.get(kind.kind, "") for column, kind in table.dtypes.items()}


EMPTY = {
    "deals": b"payer,payee,kind\nA,B,equity\n",
    "parties": b"name\nA\nB\n",
    "figures": b"party,metric,start,end,amount,unit\nA,revenue,2025,2025,1,usd_bn\n",
}


def ranged(parties: int, deals: int, years: int) -> Network:
    """The same with every deal over some years, and "up to" half as much again."""
    net = network(parties, deals)
    first = pd.Timestamp(year=2026 - years, month=1, day=1).toordinal()
    high = net.deals["amount_usd_bn"] * 1.5
    table = net.deals.assign(start_day=first, amount_high_usd_bn=high)
    return Network("benchmark", table, net.parties, net.figures.assign(start_day=first))


def payments(count: int, parties: int, seed: int = 1) -> bytes:
    """A CSV of random payments of one year, to the second; a few parties have many of them."""
    random = np.random.default_rng(seed)
    payer, payee = (parties * random.random((2, count)) ** 3).astype(np.int64)
    time = np.sort(random.integers(0, 365 * 86_400, count)) + 1_735_689_600  # since 2025 began
    cents = random.integers(1, 10_000_000, count)
    kind = np.where(random.random(count) < 0.25, "equity", "services")
    columns = (column.tolist() for column in (payer, payee, cents, time, kind))
    rows = (f"W{a},W{b},{c / 100},{t},{k}" for a, b, c, t, k in zip(*columns, strict=True))
    return ("payer,payee,amount,start,kind\n" + "\n".join(rows) + "\n").encode()


def knot(count: int, parties: int, kinds: tuple[str, ...], seed: int = 1) -> pd.DataFrame:
    """Payments of one year, a ring of all parties first: one knot."""
    random = np.random.default_rng(seed)
    payer = np.append(np.arange(parties), random.integers(0, parties, count - parties))
    hop = np.append(np.ones(parties, dtype=int), random.integers(1, parties, count - parties))
    day = np.datetime64("2025-01-01") + random.integers(0, 365, count)
    columns = {
        "payer": [f"P{node}" for node in payer],
        "payee": [f"P{node}" for node in (payer + hop) % parties],
        "amount": random.integers(1, 1_000_000, count) / 100,
        "start": day.astype(str),
        "kind": random.choice(kinds, count),
    }
    return pd.DataFrame(columns)
