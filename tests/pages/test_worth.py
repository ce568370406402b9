"""What a large amount is worth: shown where it is pointed at or has the focus, and in panels."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from moneyloop.input.bases import bases
from moneyloop.pages.network import render_network
from moneyloop.pages.report import render_report
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


# --- The report -----------------------------------------------------------------------------


def test_each_key_number_says_what_it_is_worth(
    payload: Payload, atlas: Payload, article: Payload, show: Show
) -> None:
    page = show(render_report(payload, atlas, article))
    lines = page.ask(
        "return [...document.querySelectorAll('.key-number .worth-line')].map((n) => n.innerText)"
    )
    assert lines == [
        worth(66.2, "2025"),
        f"high end: {worth(13.5, '2025')}",
        f"high end: {worth(16.0, '2025')}",
        worth(70.0, "2027"),
    ]


def test_the_tables_of_the_report_tell_large_amounts_and_no_others(
    payload: Payload, atlas: Payload, article: Payload
) -> None:
    html = render_report(payload, atlas, article)
    row = next(row for row in payload["rows"] if row["period"] == payload["years"][0])
    assert f'data-worth="{worth(row["revenue"], row["period"])}"' in html
    assert f'data-worth="{worth(13.0)}">$13.0bn</span></span></h3>' in html
    told = re.findall(r'<span data-worth="[^"]+">\$?([\d.,]+)', html)
    assert told
    assert all(float(text.replace(",", "")) >= 1 for text in told)


def test_an_amount_that_is_pointed_at_or_tapped_shows_the_note_and_escape_hides_it(
    payload: Payload, atlas: Payload, article: Payload, show: Show
) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page = show(render_report(payload, atlas, article))
    assert page.ask("return document.getElementById('worth').hidden")
    cell = page.browser.find_element(By.CSS_SELECTOR, ".whose [data-worth]")
    page.ask("arguments[0].scrollIntoView({block: 'center'})", cell)
    ActionChains(page.browser).move_to_element(cell).perform()
    assert page.text("#worth") == cell.get_attribute("data-worth")
    assert cell.get_attribute("aria-describedby") == "worth"
    inside = page.ask(
        "const {left, right, top, bottom} = document.getElementById('worth')"
        ".getBoundingClientRect();"
        "return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight"
    )
    assert inside
    # The news of a scroll that was over before comes late, and hides nothing.
    page.ask("document.dispatchEvent(new Event('scroll'))")
    assert cell.get_attribute("aria-describedby") == "worth"
    page.press(Keys.ESCAPE)
    assert page.ask("return document.getElementById('worth').hidden")
    assert cell.get_attribute("aria-describedby") is None
    assert page.console() == []


def test_a_scroll_that_moves_the_amount_hides_its_note(
    payload: Payload, atlas: Payload, article: Payload, show: Show
) -> None:
    page = show(render_report(payload, atlas, article))
    hidden = page.browser.execute_async_script(
        """
        const done = arguments[0];
        const amount = document.querySelector(".whose [data-worth]");
        const note = document.getElementById("worth");
        amount.scrollIntoView({ block: "center", behavior: "instant" });
        requestAnimationFrame(() => requestAnimationFrame(() => {
          amount.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
          const before = note.hidden;
          document.addEventListener("scroll", () => done([before, note.hidden]), { once: true });
          scrollBy({ top: 40, behavior: "instant" });
        }));
        """
    )
    assert hidden == [False, True]


# --- The network ----------------------------------------------------------------------------


def test_a_loop_of_the_list_tells_its_size_when_it_has_the_focus(
    atlas: Payload, show: Show
) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(atlas))
    # The keyboard's focus: with it the pointer, wherever a test before left it, hides no note.
    page.press(Keys.TAB)
    page.ask("document.querySelector('button[data-worth]').focus()")
    size = page.text("button[data-worth] .size")
    assert size == "$13.0bn"
    assert page.text("#worth") == worth(13.0)
    page.ask("document.activeElement.blur()")
    assert page.ask("return document.getElementById('worth').hidden")


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


def test_a_loop_panel_has_the_line_and_its_legs_tell_theirs(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas))
    page.ask("moneyloop.select('loop', moneyloop.ranked()[0].key)")
    assert page.text("#panel .worth-line") == worth(13.0)
    legs = page.ask(
        "return [...document.querySelectorAll('#panel .leg .amount[data-worth]')].length"
    )
    assert legs == 2


def test_a_year_says_its_worth_in_its_title_and_the_slider_when_it_moves(
    atlas: Payload, show: Show
) -> None:
    from selenium.webdriver.common.keys import Keys

    page = show(render_network(atlas))
    titles = page.ask(
        "return [...document.querySelectorAll('[title*=moves]')].map((node) => node.title)"
    )
    money = {title[:4]: title for title in titles}
    # two-f, which is signed, has no public amount.
    moves = r"\$[\d.,]+bn moves, and amounts that are not public"
    found = re.fullmatch(rf"2025[^:]*: {moves} \((.+)\)", money["2025"])
    assert found
    slider = "input[aria-valuetext]"
    page.ask(f"document.querySelector('{slider}').focus()")
    assert page.ask("return document.getElementById('worth').hidden")  # the whole term
    page.ask("moneyloop.setYear('2025')")
    assert page.text("#worth") == found[1]
    page.press(Keys.HOME)
    assert page.ask("return moneyloop.state.year") is None
    assert page.ask("return document.getElementById('worth').hidden")


def test_the_page_names_its_bases_and_where_they_are_from(atlas: Payload) -> None:
    html = render_network(atlas)
    for base in ("population", "note-weight"):
        assert f'href="{bases()[base].url}"' in html
    assert "8,161,972,572 people" in html
    assert "1 gram (" in html


def test_small_amounts_say_nothing(atlas: Payload, show: Show) -> None:
    page = show(render_network(atlas), "#deal=one-a-share")
    assert page.ask("return document.querySelectorAll('#panel .worth-line').length") == 0
