"""The dated model once more, the slow way: lots with badges, and a linear program of the events.

Written from the definitions (method, section 8): a lot has a root and, for each company, three
badges. K: that company invested it. N: somebody invested it since it was last there. P: that
company spent it. Nothing here uses the package's analysis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

import economies as make
from economies import Rows

RULES = (
    "pro-rata",
    "fifo",
    "lifo",
    "own-first",
    "own-last",
    "customer-first",
    "investor-first",
)
BUCKETS = ("own", "other", "recip", "C", "O", "B", "spent")  # the last is beside the others
PAID_OUT = {"own": ("inv",), "reciprocal": ("sale",), "came_back": ("inv", "sale")}
ROOT = {"cust": "C", "open": "B", "oinv": "O"}

Event = tuple[str, int | None, int | None, float]


@dataclass
class Lot:
    amount: float
    root: str
    invested_by: frozenset[int] = frozenset()
    passed: frozenset[int] = frozenset()
    spent_by: frozenset[int] = frozenset()

    def part(self, amount: float) -> Lot:
        return Lot(amount, self.root, self.invested_by, self.passed, self.spent_by)


def events(random: np.random.Generator, size: int, count: int) -> list[Event]:
    """Payments that the pools can always make, in whole amounts."""
    held = [0] * size
    found: list[Event] = []
    for party in range(size):
        held[party] = int(random.integers(0, 15))
        if held[party]:
            found.append(("open", None, party, held[party]))
    while len(found) < count:
        kind = random.choice(["cust", "oinv", "inv", "inv", "sale", "sale", "sale", "out"])
        payer, payee = random.choice(size, 2, replace=False).tolist()
        if kind in ROOT:
            amount = int(random.integers(1, 20))
            held[payee] += amount
            found.append((str(kind), None, payee, amount))
        elif held[payer]:
            amount = int(random.integers(1, held[payer] + 1))
            held[payer] -= amount
            if kind == "out":
                found.append(("out", payer, None, amount))
            else:
                held[payee] += amount
                found.append((str(kind), payer, payee, amount))
    return found


def traced(given: list[Event], size: int, rule: str, target: int) -> dict[str, float]:
    """What `target` booked, by bucket, when payments take lots by `rule`."""
    everyone = frozenset(range(size))
    pools: list[list[Lot]] = [[] for _ in range(size)]
    booked = dict.fromkeys(BUCKETS, 0.0)
    for kind, payer, payee, amount in given:
        if payer is None:
            assert payee is not None
            pools[payee].append(Lot(amount, ROOT[kind]))
            if kind == "cust" and payee == target:
                booked["C"] += amount
            continue
        pieces = _taken(pools[payer], amount, rule, target)
        for lot in pieces if payee is not None else []:
            if kind == "inv":
                lot.invested_by, lot.passed = lot.invested_by | {payer}, everyone
            else:
                lot.spent_by = lot.spent_by | {payer}
            if kind == "sale" and payee == target:
                booked[_bucket(lot, target)] += lot.amount
                if target in lot.spent_by - lot.invested_by:
                    booked["spent"] += lot.amount
            assert payee is not None
            here = {payee}
            lot.invested_by, lot.passed = lot.invested_by - here, lot.passed - here
            lot.spent_by = lot.spent_by - here
            pools[payee].append(lot)
    return booked


def _bucket(lot: Lot, target: int) -> str:
    if target in lot.invested_by:
        return "own"
    if target in lot.passed:
        return "other"
    return "recip" if target in lot.spent_by else lot.root


def _taken(pool: list[Lot], amount: float, rule: str, target: int) -> list[Lot]:
    if rule == "pro-rata":
        _join(pool)
        total = sum(lot.amount for lot in pool)
        pieces = [lot.part(lot.amount * amount / total) for lot in pool]
        for lot in pool:
            lot.amount -= lot.amount * amount / total
        return pieces
    order = list(pool)
    if rule == "lifo":
        order.reverse()
    elif rule in ("own-first", "own-last"):
        order.sort(key=lambda lot: (target in lot.invested_by) != (rule == "own-first"))
    elif rule in ("customer-first", "investor-first"):
        order.sort(
            key=lambda lot: (not lot.passed and lot.root != "O") != (rule == "customer-first")
        )
    pieces = []
    for lot in order:
        piece = min(lot.amount, amount)
        if piece > 0:
            pieces.append(lot.part(piece))
            lot.amount -= piece
            amount -= piece
    pool[:] = [lot for lot in pool if lot.amount > 0]
    return pieces


def _join(pool: list[Lot]) -> None:
    """Make lots with the same badges one: where all are taken alike, nothing tells them apart."""
    joined: dict[tuple[object, ...], Lot] = {}
    for lot in pool:
        badges = (lot.root, lot.invested_by, lot.passed, lot.spent_by)
        if badges in joined:
            joined[badges].amount += lot.amount
        else:
            joined[badges] = lot
    pool[:] = joined.values()


def bounds(given: list[Event], size: int, target: int, measure: str) -> tuple[float, float]:
    """Least and most of the labelled money sold to the target, by linear programming.

    One variable per event (how much of it is labelled) and one stock of labelled money per pool;
    a stock never exceeds the pool and what is not labelled never exceeds the rest of it.
    """
    count = len(given)
    held = np.zeros(size)
    stock = [np.zeros(count) for _ in range(size)]
    constant = np.zeros(size)
    rows, limits = [], []
    ranges = []
    gain = np.zeros(count)
    for number, (kind, payer, payee, amount) in enumerate(given):
        label = np.zeros(count)
        label[number] = 1.0
        seeded = kind == "oinv" if payer is None else kind == "inv"
        if measure in PAID_OUT:
            seeded = kind in PAID_OUT[measure] and payer == target
        elif measure == "network_investors":
            seeded = kind == "inv"
        free = payer is not None and payer != target
        ranges.append((0.0, float(amount)) if free else (0.0, 0.0))
        if free:
            assert payer is not None
            stock[payer] = stock[payer] - label
            held[payer] -= amount
            # The labelled part left is neither negative nor more than what is left.
            rows += [-stock[payer], stock[payer].copy()]
            limits += [constant[payer], held[payer] - constant[payer]]
        if payee is None or payee == target:
            if kind == "sale" and payee == target and free:
                gain += label
            continue
        held[payee] += amount
        if seeded:
            constant[payee] += amount
        elif free and (kind == "sale" or measure in PAID_OUT):
            stock[payee] = stock[payee] + label
    ends = []
    for sign in (1.0, -1.0):
        done = linprog(
            sign * gain,
            A_ub=np.array(rows) if rows else None,
            b_ub=np.array(limits) if rows else None,
            bounds=ranges,
        )
        assert done.status == 0, done.message
        assert done.x is not None
        ends.append(float(gain @ done.x))
    return ends[0], ends[1]


def deals(given: list[Event], names: list[str]) -> tuple[Rows, Rows, Rows]:
    """The same as the tables of a data package: one event a day from 2 January 2025."""
    rows, cash = [], []
    kinds = {"cust": "customer", "oinv": "equity", "inv": "equity", "sale": "compute"}
    outside = {"cust": "Street", "oinv": "Fund"}
    for number, (kind, payer, payee, amount) in enumerate(given):
        day = str(np.datetime64("2025-01-02") + number)
        if kind == "open":
            cash.append(make.cash(names[payee or 0], amount, "2024-12-31"))
            continue
        tail = outside[kind] if payer is None else names[payer]
        head = "World" if payee is None else names[payee]
        kind = kinds.get(kind, "services")
        rows.append(make.deal(tail, head, kind, amount, day, end=""))
    return rows, cash, make.parties(names, ("Street", "Fund", "World"))
