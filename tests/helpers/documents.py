"""The README and the pages in docs/: their runs with the output shown, their links and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "commands.md"  # made from the help texts, whose runs are tested there
PAGES = (README, *(page for page in sorted((ROOT / "docs").glob("*.md")) if page != REFERENCE))

# A run that makes files of the reader's, or reads them, comes after those above it on the page.
_OWN_FILES = re.compile(r"[|>]|\bmy-")


@dataclass(frozen=True)
class Step:
    """One command line of a page, and the output that is shown below it."""

    line: str
    shown: str

    @property
    def alone(self) -> bool:
        """Whether it needs no file of the steps above it, and no shell."""
        return not _OWN_FILES.search(self.line)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a language on a page."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def steps(page: Path) -> list[Step]:
    """The runs of the console blocks on a page, from top to bottom."""
    parts = [
        part
        for block in blocks(page, "console")
        for part in re.split(r"^\$ ", re.sub(r"\\\n\s*", "", block), flags=re.MULTILINE)[1:]
    ]
    return [Step(*part.partition("\n")[::2]) for part in parts]


def prose(page: Path) -> str:
    """The text of a page without its code blocks."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    """Where a page points to: files and headings, pictures, and what is on the network."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(page))


def anchor(heading: str) -> str:
    """The address of a heading on its page, as the sites that show Markdown make it."""
    plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return plain.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {anchor(heading) for heading in headings}


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def assert_shown(shown: str, printed: str) -> None:
    """Each passage between `...` is in what was printed, in order; line breaks do not matter."""
    rest = squeezed(printed)
    for passage in shown.split("..."):
        found = rest.find(squeezed(passage))
        assert found >= 0, f"not in the output: {squeezed(passage)}\nwhich goes on:\n{rest[:2000]}"
        rest = rest[found + len(squeezed(passage)) :]
