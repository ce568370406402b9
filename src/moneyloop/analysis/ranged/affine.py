"""Amounts as variables: affine expressions, and the positive part of one, which is a choice."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_DUST = 1e-12  # coefficients below it are what cancelling left over
_ROUNDING = 1e-14  # of what is summed: a sum below it is what cancelling left over


@dataclass(frozen=True)
class Affine:
    """`const` plus the sum of coefficient times variable, USD billions.

    `summed` is what the numbers in `const` come to without their signs: the more of it has
    cancelled, the fewer digits of `const` hold.
    """

    const: float = 0.0
    terms: Mapping[int, float] = field(default_factory=dict)
    summed: float = 0.0

    def __add__(self, other: Affine) -> Affine:
        return plus((self, other))

    def __sub__(self, other: Affine) -> Affine:
        return plus((self, other.times(-1.0)))

    def times(self, factor: float) -> Affine:
        return Affine(
            factor * self.const,
            {name: factor * value for name, value in self.terms.items()},
            abs(factor) * max(self.summed, abs(self.const)),
        )


def plus(parts: Iterable[Affine]) -> Affine:
    """The sum of expressions; terms that cancel are gone."""
    const, summed, terms = 0.0, 0.0, dict[int, float]()
    for part in parts:
        const += part.const
        summed += max(part.summed, abs(part.const))
        for name, value in part.terms.items():
            terms[name] = terms.get(name, 0.0) + value
    kept = {name: value for name, value in terms.items() if abs(value) > _DUST}
    return Affine(const, kept, summed)


@dataclass(frozen=True)
class Part:
    """What makes a variable the positive part of `of`, whose range is [low, high], low < 0 < high.

    A linear program can say the least triangle around max(of, 0): p >= of, p >= 0 and
    p <= high (of - low) / (high - low), of which an infinite end leaves less. That p is `of` or
    zero is a choice between two programs.
    """

    of: Affine
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Variables:
    """The variables of a model: ranges by number, and the parts that some of them are."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    parts: dict[int, Part] = field(default_factory=dict)

    def add(self, low: float, high: float) -> Affine:
        """A new variable between low and high; a plain number where they are the same."""
        if high <= low:
            return Affine(low)
        self.low.append(low)
        self.high.append(high)
        return Affine(0.0, {len(self.low) - 1: 1.0})

    def range(self, of: Affine) -> tuple[float, float]:
        """Between what the expression must be; sharp where it has amounts of deals alone."""
        low = high = of.const
        for name, value in of.terms.items():
            ends = value * self.low[name], value * self.high[name]
            low, high = low + min(ends), high + max(ends)
        return low, high

    def dust(self, of: Affine) -> float:
        """What the expression may be off by rounding: it is no more than nothing below that."""
        summed = max(of.summed, abs(of.const))
        for name, value in of.terms.items():
            ends = abs(self.low[name]), abs(self.high[name])
            summed += abs(value) * max((end for end in ends if math.isfinite(end)), default=0.0)
        return _ROUNDING * summed

    def positive(self, of: Affine) -> Affine:
        """max(of, 0): `of` or zero where its range has one sign, else a variable that is a part.

        A part and not a free variable above `of` and zero: money that leaves a pool without having
        been in it would take other people's dollars out, and the low end would be too low.
        """
        low, high = self.range(of)
        dust = self.dust(of)
        if low >= -dust:
            return of if of.terms else Affine(max(of.const, 0.0))
        if high <= dust:
            return Affine()
        part = self.add(0.0, high)
        for name in part.terms:
            self.parts[name] = Part(of, low, high)
        return part

    def least(self, one: Affine, other: Affine) -> Affine:
        """The lesser of two expressions."""
        return one - self.positive(one - other)

    def resting_on(self, names: Iterable[int]) -> set[int]:
        """These variables and the parts that depend on them."""
        found = set(names)
        for name, part in self.parts.items():  # a part is made after what it rests on
            if not found.isdisjoint(part.of.terms):
                found.add(name)
        return found

    def without(self, of: Affine, names: Collection[int]) -> Affine:
        """The expression where these variables are zero; parts that rest on them follow."""
        resting = self.resting_on(names)
        if resting.isdisjoint(of.terms):
            return of
        kept = {name: value for name, value in of.terms.items() if name not in resting}
        parts = [
            self.positive(self.without(self.parts[name].of, names)).times(value)
            for name, value in of.terms.items()
            if name in resting and name not in names
        ]
        return plus([Affine(of.const, kept, of.summed), *parts])

    def behind(self, expressions: Iterable[Affine]) -> Iterator[int]:
        """The variables of expressions and those that these rest on, in order of number."""
        seen: set[int] = set()
        front = {name for of in expressions for name in of.terms}
        while front:
            seen |= front
            parts = [self.parts[name] for name in front if name in self.parts]
            front = {name for part in parts for name in part.of.terms} - seen
        return iter(sorted(seen))
