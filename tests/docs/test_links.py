"""Links between the documents lead somewhere: to files that are there, to headings that stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import documents
from documents import PAGES, REFERENCE, ROOT

LINKED = (
    *PAGES,
    REFERENCE,
    *(ROOT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")),
    *sorted((ROOT / "data" / "packages").rglob("README.md")),
)


def broken(page: Path, root: Path = ROOT) -> list[str]:
    """The links of a page that lead nowhere below the root."""
    wrong = []
    for link in documents.links(page):
        file, _, heading = link.partition("#")
        if re.match(r"\w+:", link):
            continue
        target = (page.parent / file).resolve() if file else page
        there = target.exists() and target.is_relative_to(root)
        if not there or (heading and heading not in documents.anchors(target)):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("page", [documents.name(page) for page in LINKED])
def test_links_lead_to_files_and_headings(page: str) -> None:
    assert broken(ROOT / page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = ROOT / "docs" / "README.md"
    assert documents.links(page)
    assert (
        documents.anchor("Warnings of `check --proof`, answered")
        == "warnings-of-check---proof-answered"
    )
    wrong = tmp_path / "page.md"
    wrong.write_text("# Here\n[a](#there) [b](none.md) [c](https://example.org/x) [d](#here)\n")
    assert broken(wrong, tmp_path) == ["#there", "none.md"]


def test_every_guide_is_in_the_index_and_the_index_in_the_readme() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in documents.links(index)}
    pages = {page for page in (ROOT / "docs").glob("*.md") if page != index}
    assert pages <= linked
    assert any(link.startswith("docs/README.md") for link in documents.links(documents.README))


def test_headings_of_a_page_have_one_address_each() -> None:
    for page in LINKED:
        headings = re.findall(r"^#+ (.+)$", documents.prose(page), flags=re.MULTILINE)
        if page.name != "CHANGELOG.md":  # Added, Changed, Fixed in every version
            assert len({documents.anchor(heading) for heading in headings}) == len(headings), page
