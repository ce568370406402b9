"""Quarters from longer periods: a year less three quarters, nine months less a half."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set

Span = tuple[int, int]  # the first and the last day, as ordinals

_QUARTER, _YEAR = range(80, 101), range(350, 381)  # days; some fiscal years have 53 weeks
_MOST = 10  # quarters that begin in a year: of more, some overlap, and nothing follows from them


def days(span: Span) -> int:
    return span[1] - span[0] + 1


def is_quarter(span: Span) -> bool:
    return days(span) in _QUARTER


def is_year(span: Span) -> bool:
    return days(span) in _YEAR


def left_over(told: Set[Span]) -> Mapping[Span, tuple[Span, list[Span]]]:
    """The quarters that are not told and follow: of each the longer period, and what to take off.

    A quarter is what quarters leave of a longer period, or what a shorter one leaves that begins
    on the same day. The shortest periods come first: a half year gives the second quarter.
    """
    quarters = sorted(span for span in told if is_quarter(span))
    same_start: dict[int, list[int]] = {}
    for first, last in sorted(told):
        same_start.setdefault(first, []).append(last)
    result: dict[Span, tuple[Span, list[Span]]] = {}
    longer = [span for span in told if _QUARTER[-1] < days(span) <= _YEAR[-1]]
    for whole in sorted(longer, key=lambda span: (days(span), span)):
        inside = _inside(quarters, whole)
        gap = _only_gap(inside, whole)
        shorter = _shorter(same_start[whole[0]], whole)
        # One difference of two filings, rather than one of quarters that are differences.
        if shorter and (gap is None or any(part not in told for part in inside)):
            inside, gap = [shorter], (shorter[1] + 1, whole[1])
        if gap is None:
            continue
        if gap not in told and gap not in result:
            result[gap] = (whole, inside)
            quarters.insert(bisect_left(quarters, gap), gap)
    return result


def _shorter(ends: Sequence[int], whole: Span) -> Span | None:
    """The period with the same start (they end on `ends`) that a quarter is missing from."""
    fitting = [last for last in ends if is_quarter((last + 1, whole[1]))]
    return (whole[0], fitting[-1]) if fitting else None


def tiles(quarters: Mapping[int, Span], whole: Span) -> list[Span]:
    """The quarters (by first day) that make up a period without a gap; none where they do not."""
    parts: list[Span] = []
    first = whole[0]
    while first in quarters and quarters[first][1] <= whole[1]:
        parts.append(quarters[first])
        first = parts[-1][1] + 1
    return parts if first == whole[1] + 1 else []


def _inside(quarters: Sequence[Span], whole: Span) -> list[Span]:
    start = bisect_left(quarters, (whole[0], 0))
    end = min(bisect_left(quarters, (whole[1] + 1, 0)), start + _MOST)
    return [span for span in quarters[start:end] if span[1] <= whole[1]]


def _only_gap(parts: Sequence[Span], whole: Span) -> Span | None:
    """What the parts leave of a period, where they do not overlap and it is one quarter."""
    gaps, first = [], whole[0]
    for part in parts:
        if part[0] < first:
            return None
        if part[0] > first:
            gaps.append((first, part[0] - 1))
        first = part[1] + 1
    if first <= whole[1]:
        gaps.append((first, whole[1]))
    return gaps[0] if len(gaps) == 1 and is_quarter(gaps[0]) else None
