"""What a large amount is worth: shown where it is pointed at or has the focus, and in panels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from moneyloop.input.bases import bases
from moneyloop.pages.network import render_network
from moneyloop.pages.text import worth

Payload = dict[str, Any]
Show = Callable[..., Any]

AMOUNTS = [
    *(0.0, 0.999999999, 1.0, -1.0, 3.649999, 3.65, 9.9996, 17.2, 36.5, 59.9),
    *(60.0, 74.0, 86.7, 139.0, 300.0, 364.98, 365.0, 700.0, 816.197, 1163.25, 2242.2),
    *(364_981.0, 999_999.999999999, 8.1615645, 81.61972572, 8161.972572, 0.775625e3, -74.0),
    *(round(1.37**power + power / 7, 9) for power in range(40)),
]


def test_python_and_javascript_write_the_same_line(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    asked = [(amount, year) for amount in AMOUNTS for year in ("2025", None)]
    told = page.ask("return arguments[0].map((given) => moneyloop.worth(...given))", asked)
    assert told == [worth(amount, year) for amount, year in asked]
    assert page.ask("return moneyloop.worth(null, null)") is None


def test_the_line_says_a_day_or_over_a_whole_term_notes() -> None:
    assert worth(17.2, "2025") == "$47.1M a day \N{MIDDLE DOT} $2.11 for every person alive"
    assert worth(17.2) == "$2.11 for every person alive \N{MIDDLE DOT} 172 tonnes of $100 notes"
    assert worth(-74.0, "2025") == ("-$203M a day \N{MIDDLE DOT} -$9.07 for every person alive")
    assert worth(0.5, "2025") is None
    assert worth(None) is None


# --- The network ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("#deal=one-a-1", worth(17.2)),
        ("#deal=one-a-1&year=2025", None),
        ("#party=Cloud%20A", f"Revenue: {worth(298.7, '2025')}"),
    ],
)
def test_panels_have_the_line_in_their_text(
    atlas: Payload, show: Show, address: str, expected: str | None
) -> None:
    page = show(render_network(atlas), address)
    if expected is None:
        amount = page.ask("return moneyloop.amountOf('one-a-1')")
        expected = worth(amount, "2025")
    assert page.text("#panel .worth-line") == expected


def test_a_loop_panel_has_the_line(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#year=whole")
    page.ask("moneyloop.select('loop', moneyloop.ranked()[0].key)")
    assert page.text("#panel .worth-line") == worth(13.0)


def test_the_page_names_its_bases_and_where_they_are_from(atlas: Payload) -> None:
    html = render_network(atlas)
    for base in ("population", "note-weight"):
        assert f'href="{bases()[base].url}"' in html
    assert "8,161,972,572 people" in html
    assert "1 gram (" in html


def test_small_amounts_say_nothing(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#deal=one-a-share")
    assert page.ask("return document.querySelectorAll('#panel .worth-line').length") == 0
