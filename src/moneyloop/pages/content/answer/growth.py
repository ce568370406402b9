"""Where the change of network sales came from: seller by seller, against a year earlier."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from moneyloop.analysis.study.study import Study, in_digits
from moneyloop.model import PURCHASE

_LEAST = 0.005  # of the larger sum: a change below it stands with the others


def growth(study: Study, period: int) -> dict[str, Any] | None:
    """Network sales of a period and of the same days a year earlier, on public amounts.

    USD billions: `now` and `before` of all, and `rows` (party, now, before, change), the largest
    change first; the small ones are one row. None where nothing was sold a year earlier, of a
    package that begins later and of payments without dates.
    """
    days = study.periods[period]
    if study.network.undated:
        return None
    now = _sales(study, days.first, days.last)
    before = _sales(study, _year_before(days.first), _year_before(days.last))
    if not sum(before.values()) > 0:
        return None
    write = in_digits(study, max(sum(now.values()), sum(before.values())))
    rows: list[dict[str, Any]] = [
        {"party": name, "now": now.get(name, 0.0), "before": before.get(name, 0.0)}
        for name in {*now, *before}
    ]
    for row in rows:
        row["change"] = row["now"] - row["before"]
    total = {key: sum(row[key] for row in rows) for key in ("now", "before", "change")}
    least = _LEAST * max(total["now"], total["before"])
    large = [row for row in rows if abs(row["change"]) >= least]
    small = [row for row in rows if abs(row["change"]) < least and (row["now"] or row["before"])]
    large.sort(key=lambda row: (-abs(row["change"]), row["party"]))
    if len(small) == 1:
        large += small
    elif small:
        sums = {key: sum(row[key] for row in small) for key in ("now", "before", "change")}
        large.append({"party": f"{len(small)} others", **sums})
    return {
        "days_before": [_iso(_year_before(days.first)), _iso(_year_before(days.last))],
        **{key: write(value) for key, value in total.items()},
        "rows": [
            {key: value if key == "party" else write(value) for key, value in row.items()}
            for row in large
        ],
    }


def _sales(study: Study, first: int, last: int) -> dict[str, float]:
    """What each company sold to the others on these days."""
    deals, spans, inside = study.deals, study.spans, study.network.inside
    sold = (deals["class"] == PURCHASE) & deals["payee"].isin(inside) & deals["payer"].isin(inside)
    chosen = np.flatnonzero(sold.to_numpy()[spans.deal])
    paid = spans.between(first, last, chosen)
    sums: dict[str, float] = {}
    for name, amount in zip(deals["payee"].to_numpy()[spans.deal[chosen]], paid, strict=True):
        if amount > 0:
            sums[str(name)] = sums.get(str(name), 0.0) + float(amount)
    return sums


def _year_before(day: int) -> int:
    when = date.fromordinal(day)
    leap = when.month == 2 and when.day == 29
    return when.replace(year=when.year - 1, day=28 if leap else when.day).toordinal()


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
