"""What the pages hold, each page made once, and a browser to read them in."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import payloads
from browser import Page, leave, start
from invented import Payload


@pytest.fixture
def article() -> Payload:
    """What the charts of the report hold: a fresh copy, free to be changed by a test."""
    return copy.deepcopy(payloads.article())


@pytest.fixture
def payload() -> Payload:
    """What the report holds: a fresh copy, free to be changed by a test."""
    return copy.deepcopy(payloads.report())


@pytest.fixture
def atlas() -> Payload:
    """What the network page holds: a fresh copy, free to be changed by a test."""
    return copy.deepcopy(payloads.atlas())


@pytest.fixture
def drawn_ids(payload: Payload) -> list[str]:
    return sorted(d["id"] for d in payload["deals"] if d["left_out"] not in ("talks", "replaced"))


# The browser --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium that resolves no host; without one the test is skipped."""
    chrome = start(tmp_path_factory.mktemp("profile"))
    if chrome is None:
        reason = "needs selenium, chromium and chromedriver"
        if os.environ.get("MONEYLOOP_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    yield chrome
    chrome.quit()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Write a page to a file and open it, in a window of a size."""

    def opened(html: str, address: str = "", width: int = 1600, height: int = 900) -> Page:
        file = tmp_path / "page.html"
        file.write_bytes(html.encode("utf-8"))
        page = Page(browser, file)
        page.size(width, height)
        return page.open(address)

    yield opened
    leave(browser)


# The rules of axe-core -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, a package of npm that only CI installs."""
    file = os.environ.get("MONEYLOOP_AXE")
    if not file:
        reason = "needs MONEYLOOP_AXE, the path of axe.min.js (CI installs it)"
        if os.environ.get("MONEYLOOP_REQUIRE_AXE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(file).read_text(encoding="utf-8")


# The bundled data -----------------------------------------------------------------------------

Visit = Callable[..., Page]
Bundled = Callable[[str], Path]


@pytest.fixture(scope="session")
def bundled(run_once: Callable[[str], Any]) -> Bundled:
    """A function (name) for the page "network", "report" or "books" of the bundled data.

    Each is made once for all the tests that read it, by its command.
    """
    lines = {"network": "moneyloop view", "report": "moneyloop report"}
    lines["books"] = "moneyloop report --books"

    def page(name: str) -> Path:
        made = run_once(lines[name])
        assert made.exit_code == 0, made.output
        file: Path = made.files[f"moneyloop-{name}.html"]
        return file

    return page


@pytest.fixture
def visit(browser: Any, bundled: Bundled) -> Iterator[Visit]:
    """Open a page of the bundled data at an address, in a theme and a window of a size."""

    def opened(
        name: str,
        address: str = "",
        *,
        theme: str = "light",
        width: int = 1600,
        height: int = 900,
        motion: str = "reduce",
    ) -> Page:
        features = {"prefers-color-scheme": theme, "prefers-reduced-motion": motion}
        listed = [{"name": feature, "value": value} for feature, value in features.items()]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": listed})
        page = Page(browser, bundled(name))
        page.size(width, height)
        return page.open(address)

    yield opened
    leave(browser)
