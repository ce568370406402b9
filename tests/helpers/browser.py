"""A headless browser to read the pages in."""

from __future__ import annotations

import base64
import json
import re
import shutil
import time
import zlib
from pathlib import Path
from typing import Any

# How long a slow machine may take: to get a page ready, and to run one script on it.
PATIENCE = 60
SCRIPT_PATIENCE = 110  # seconds; less than the 120 that Selenium waits for any answer

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--window-size=1600,900",
)


def _find(*names: str) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def start(profile: Path) -> Any | None:
    """A headless Chromium that resolves no host; None where it or selenium is not installed."""
    chromium = _find("chromium", "chromium-browser", "google-chrome")
    driver = _find("chromedriver", "chromium.chromedriver")
    try:
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service
    except ImportError:
        return None
    if chromium is None or driver is None:
        return None
    options = Options()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(service=Service(driver), options=options)
    chrome.set_script_timeout(SCRIPT_PATIENCE)
    return chrome


def leave(browser: Any) -> None:
    """Close what is open and forget the theme, motion and medium that a test chose.

    A page that stayed would draw itself anew for each of them, and for the window of the next test.
    """
    browser.get("about:blank")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def embedded(html: str) -> dict[str, Any]:
    """What the scripts of a network page read: its payload, its picture."""
    packed = re.search(r'id="moneyloop-data">(.*?)</script>', html, re.DOTALL)
    assert packed is not None
    data: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed[1])))
    return data


class Page:
    """One page that is open: ask it in JavaScript, press keys, read what it logged."""

    def __init__(self, browser: Any, file: Path) -> None:
        self.browser = browser
        self.file = file

    def open(self, address: str = "") -> Page:
        """Load afresh at an address hash; logs of earlier pages are thrown away first."""
        if self.browser.current_url != "about:blank":
            self.browser.get("about:blank")
        self.console(), self.requests()
        self.browser.get(self.file.as_uri() + address)
        self.wait()
        return self

    def wait(self) -> None:
        """Until the page, or the frame that is chosen, has drawn itself."""
        deadline = time.monotonic() + PATIENCE
        while not self.ask("return document.documentElement.dataset.ready"):
            assert time.monotonic() < deadline, f"the page did not get ready: {self.console()}"
            time.sleep(0.02)

    def ask(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.browser).send_keys(*keys).perform()

    def click(self, css: str) -> None:
        self.ask("document.querySelector(arguments[0]).click()", css)

    def click_at(self, x: float, y: float) -> None:
        """A click of a mouse at a point of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
            self.browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)

    def tap_at(self, x: float, y: float) -> None:
        """A tap of a finger; the window takes one after "Emulation.setTouchEmulationEnabled"."""
        send = self.browser.execute_cdp_cmd
        send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def text(self, css: str) -> str:
        found = self.ask("return document.querySelector(arguments[0]).innerText", css)
        return str(found)

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def draw_charts(self) -> int:
        """Scroll to each chart of the report until all are drawn; how many there are."""
        count = self.browser.execute_async_script(
            """
            const done = arguments[0];
            const figures = [...document.querySelectorAll("figure[data-chart]")]
              .filter((figure) => figure.querySelector(".plot").checkVisibility());
            const until = performance.now() + 60_000;
            const next = () => {
              const left = figures.find((figure) => !figure.dataset.drawn);
              if (left && performance.now() > until) return done(left.dataset.chart);
              if (!left) {
                window.scrollTo(0, 0);
                return done(figures.length);
              }
              left.scrollIntoView({ behavior: "instant" });
              return requestAnimationFrame(next);
            };
            next();
            """
        )
        assert isinstance(count, int), f"the chart {count} was not drawn: {self.console()}"
        return count

    def console(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def requests(self) -> list[str]:
        """Every address that was asked for since the last question."""
        messages = [
            json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")
        ]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def lit(self) -> list[str]:
        """The ids of the chosen deals whose arrow the picture lights, as it draws it."""
        ids = self.ask(
            "const own = (variable) => moneyloop.faded(variable, 1);"
            "const full = ['--own', '--invests', '--buys', '--returns'].map(own);"
            "const lit = moneyloop.edges.get({filter: (e) => full.includes(e.color.color)});"
            "return lit.flatMap(({id}) => moneyloop.arrows.get(id).deals)"
            ".filter((id) => moneyloop.lit()?.has(id))"
        )
        return sorted(ids)

    def drawn(self) -> list[str]:
        """The ids of the deals whose sums the arrows on the picture are."""
        ids = self.ask(
            "return moneyloop.edges.getIds()"
            ".flatMap((id) => moneyloop.drawnArrows().get(id)?.ids ?? [])"
        )
        return sorted(ids)
