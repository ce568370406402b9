"""Draw the pictures of README and guides from the bundled data, with a headless Chromium.

Run it in the project's folder after the pages changed; it needs Chromium, chromedriver and
`python3 -m pip install -e ".[pictures]"`.
"""

from __future__ import annotations

import io
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
COLOURS = 256  # few enough to keep the files small, enough for the colours of the kinds
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


IS_DRAWN = "return Boolean(document.documentElement.dataset.ready);"


class Picture(NamedTuple):
    """One file: a page at an address, in a window of a size, light or dark."""

    file: str
    page: str
    address: str
    width: int
    height: int
    theme: str


PICTURES: tuple[Picture, ...] = (
    Picture("report.png", "report", "", 1440, 900, "light"),
    Picture("network.png", "network", "", 1440, 860, "light"),
)


def write_pages(folder: Path) -> dict[str, Path]:
    """Both pages of the bundled data, as files."""
    import moneyloop
    from moneyloop import pages

    network = moneyloop.load()
    made = {"network": pages.view(network), "report": pages.report_page(network)}
    files = {name: folder / f"{name}.html" for name in made}
    for name, html in made.items():
        files[name].write_bytes(html.encode("utf-8"))
    return files


def open_browser(profile: Path) -> Any:
    import shutil

    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


def shoot(browser: Any, picture: Picture, file: Path) -> bytes:
    """The window as a PNG, once the page says that it is drawn."""
    size = {"width": picture.width, "height": picture.height, "deviceScaleFactor": 1}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**size, "mobile": False})
    features = {"prefers-color-scheme": picture.theme, "prefers-reduced-motion": "reduce"}
    listed = [{"name": name, "value": value} for name, value in features.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": listed})
    browser.get("about:blank")
    browser.get(file.as_uri() + picture.address)
    deadline = time.monotonic() + 30
    while not browser.execute_script(IS_DRAWN):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{picture.file}: the page did not get ready")
        time.sleep(0.05)
    browser.execute_async_script(
        "const done = arguments[0]; window.scrollTo(0, 0);"
        "requestAnimationFrame(() => requestAnimationFrame(() => done()))"
    )
    shot: bytes = browser.get_screenshot_as_png()
    return shot


def smaller(png: bytes) -> bytes:
    """The same picture with a palette of few colours."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    # By place in the colour space, not by count of pixels: thin lines keep their colour.
    image = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files = write_pages(Path(folder))
        browser = open_browser(Path(folder) / "profile")
        try:
            for picture in PICTURES:
                png = smaller(shoot(browser, picture, files[picture.page]))
                (FOLDER / picture.file).write_bytes(png)
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
