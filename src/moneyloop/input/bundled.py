"""Where the bundled data package is."""

from __future__ import annotations

from pathlib import Path

BUNDLED = "bundled"


def bundled_folder() -> Path:
    """The folder of the bundled package: inside the wheel, or beside src/ in a checkout."""
    inside = Path(__file__).parent.parent / "data"
    if (inside / "deals.csv").exists():
        return inside
    return Path(__file__).parents[3] / "data"
