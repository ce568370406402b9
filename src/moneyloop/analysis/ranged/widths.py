"""How wide the interval of several sellers together is, and once an amount in it is known.

The low and the high of every period are a program each: a block. All blocks have the same
variables, and each may give them other values, since nobody knows them. Once an amount is known
it is the same in all of them. So the widest interval that can be left is one program: the blocks
beside each other, with that one variable in common, and high less low at its most. That is exact;
nothing is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneyloop.analysis import linear
from moneyloop.analysis.linear import Cells
from moneyloop.analysis.pooled import label_sets, sector
from moneyloop.analysis.ranged import bounds as bounds_
from moneyloop.analysis.ranged import programs
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.ranged.program import Assembled, assembled
from moneyloop.analysis.ranged.programs import Program


@dataclass(frozen=True, eq=False)
class Block:
    """One end of one period: the least (sign 1) or the most (-1) of the dollars that come back.

    `end` is that number, USD billions; None where nothing limits it. Where it is not `attained`, it
    does not lie beyond `end`. `cost` @ point is the number, in the unit of the program.
    """

    sign: float
    program: Assembled
    cost: np.ndarray
    end: float | None
    attained: bool = True


@dataclass(frozen=True, eq=False)
class Widths:
    """The blocks of a measure over the shown periods.

    `sellers` are those to whom a labelled dollar may come back; for `outer` there was no room.
    Where not every end is `attained`, the interval may be narrower.
    """

    blocks: tuple[Block, ...]
    sellers: tuple[str, ...]
    outer: int

    @property
    def ends(self) -> tuple[float, float | None]:
        """The sums of the lows and of the highs, USD billions."""
        low, high = (
            [block.end for block in self.blocks if block.sign == sign] for sign in (1.0, -1.0)
        )
        return _sum(low) or 0.0, _sum(high)

    @property
    def width(self) -> float | None:
        low, high = self.ends
        return None if high is None else high - low

    @property
    def attained(self) -> bool:
        return all(block.attained for block in self.blocks)

    @property
    def names(self) -> set[int]:
        """The variables that can move an end."""
        return {name for block in self.blocks for name in block.program.column}


def widths(pools: RangedPools, measure: str, parties: Sequence[str] | None = None) -> Widths:
    """The blocks of a measure of all sellers, or of some, together.

    Sellers are those with sales in the network, at an amount that is public or not. Where they are
    too many for one program, the largest are in it. Raises ArithmeticError where HiGHS comes to no
    end, here and below.
    """
    blocks: list[Block] = []
    outer = 0
    names: set[str] = set()
    for period in pools.study.shown:
        sold_by = sellers(pools, period, parties)
        marks = bounds_.marks(pools, period, sold_by[: sector.SELLERS], measure)
        count, flows = label_sets.largest(marks, sector.FLOWS)
        outer = max(outer, len(sold_by) - count)
        if flows is None or not flows.back.any():
            continue
        every = int(np.bitwise_or.reduce(marks.counts, initial=0))
        names |= {pools.parties[party] for bit, party in enumerate(sold_by) if every >> bit & 1}
        whole = assembled(pools, flows)
        for sign in (1.0, -1.0):
            program = replace(whole, made=whole.side(sign))
            blocks.append(_block(sign, program, program.cost(flows.back)))
    return Widths(tuple(blocks), tuple(sorted(names)), outer)


def width_at(widths: Widths, name: int, value: float) -> float | None:
    """The width once a variable is known to be `value`, USD billions."""
    blocks = [
        _at(block, name, value) if name in block.program.column else block
        for block in widths.blocks
    ]
    return replace(widths, blocks=tuple(blocks)).width


def widest(widths: Widths, name: int) -> float | None:
    """The widest that is left once a variable is known, whatever it is; None: not public."""
    shared = [block for block in widths.blocks if name in block.program.column]
    if len(shared) < 2:
        return widths.width
    rest = replace(widths, blocks=tuple(one for one in widths.blocks if one not in shared)).width
    unit = max(block.program.unit for block in shared)
    scales = [block.program.unit / unit for block in shared]
    joined = _joined(shared, name, scales)
    cost = np.concatenate(
        [scale * block.sign * block.cost for scale, block in zip(scales, shared, strict=True)]
    )
    least = programs.least(joined, cost).value
    if rest is None or least == -np.inf:
        return widths.width
    left = rest - least * unit
    return left if widths.width is None else min(left, widths.width)


def sellers(pools: RangedPools, period: int, parties: Sequence[str] | None) -> list[int]:
    """Who sells in the network in a period, the largest first."""
    most = {}
    for party, name in enumerate(pools.parties):
        if parties is None or name in parties:
            sold = pools.variables.range(pools.network_sales(period, party))[1]
            if sold > 0:
                most[party] = sold
    return sorted(most, key=lambda party: (-most[party], party))


def _block(sign: float, program: Assembled, cost: np.ndarray) -> Block:
    end = program.end(sign, cost)
    value = None if end.value is None else max(end.value, 0.0)
    return Block(sign, program, cost, value, end.attained)


def _at(block: Block, name: int, value: float) -> Block:
    made, column = block.program.made, block.program.column[name]
    low, high = made.low.copy(), made.high.copy()
    low[column] = high[column] = value / block.program.unit
    program = replace(block.program, made=replace(made, low=low, high=high))
    return _block(block.sign, program, block.cost)


def _joined(blocks: Sequence[Block], name: int, scales: Sequence[float]) -> Program:
    """The programs of blocks beside each other, a variable being the same in all of them."""
    made = [block.program.made for block in blocks]
    heights = np.cumsum([0, *(one.matrix.height for one in made)])
    widths_ = np.cumsum([0, *(one.matrix.width for one in made)])
    places = [
        int(start) + block.program.column[name]
        for start, block in zip(widths_[:-1], blocks, strict=True)
    ]
    others = len(blocks) - 1
    same = Cells(
        np.tile(np.arange(others), 2),
        np.array([*[places[0]] * others, *places[1:]]),
        np.array([*[scales[0]] * others, *(-scale for scale in scales[1:])]),
        others,
        int(widths_[-1]),
    )
    none = np.zeros(others)
    return Program(
        matrix=linear.stacked([linear.stacked([one.matrix for one in made], right=True), same]),
        row_low=np.concatenate([*(one.row_low for one in made), none]),
        row_high=np.concatenate([*(one.row_high for one in made), none]),
        low=np.concatenate([one.low for one in made]),
        high=np.concatenate([one.high for one in made]),
        bends=tuple(
            (int(height) + row, int(width) + column)
            for one, height, width in zip(made, heights, widths_, strict=False)
            for row, column in one.bends
        ),
    )


def _sum(ends: Sequence[float | None]) -> float | None:
    total = 0.0
    for end in ends:
        if end is None:
            return None
        total += end
    return total
