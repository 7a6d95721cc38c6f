"""Every link and anchor between the Markdown files of the repository leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
OTHERS = {"node_modules", "out", "run", "build", "dist"}
EXTERNAL = re.compile(
    r"https?://([\w-]+\.)+[a-z]{2,}(:\d+)?(/[^\s<>\"]*)?|mailto:[^@\s]+@[\w.-]+|https?://(localhost|127\.0\.0\.1)\S*"
)
HTML_ANCHOR = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")


def documents() -> Iterator[Path]:
    """The repository's Markdown; what is installed or made is not its own."""
    for path in sorted(ROOT.rglob("*.md")):
        parts = path.relative_to(ROOT).parts
        if not OTHERS & set(parts) and not any(part.startswith(".") for part in parts):
            yield path


@cache
def tokens(path: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))


def targets(path: Path) -> Iterator[str]:
    """Of links and pictures, code left out."""
    for token in tokens(path):
        for inner in token.children or ():
            if inner.type in ("link_open", "image"):
                yield str(inner.attrs["href" if inner.type == "link_open" else "src"])


@cache
def anchors(path: Path) -> set[str]:
    """As GitHub makes them of headings."""
    found: list[str] = []
    whole = tokens(path)
    for token, following in pairwise(whole):
        if token.type == "heading_open":
            found.append(slug(shown(following)))
    numbered = {
        name if found[:n].count(name) == 0 else f"{name}-{found[:n].count(name)}" for n, name in enumerate(found)
    }
    return numbered | set(HTML_ANCHOR.findall(path.read_text(encoding="utf-8")))


def shown(inline: Token) -> str:
    return "".join(part.content for part in inline.children or () if part.type in ("text", "code_inline"))


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def problems(path: Path) -> list[str]:
    """Links of a file that lead nowhere."""
    found = []
    for target in targets(path):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            if not EXTERNAL.fullmatch(target):
                found.append(f"{target}: no address")
            continue
        place = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not place.is_relative_to(ROOT):
            found.append(f"{target}: outside the repository")
        elif not place.exists():
            found.append(f"{target}: no such file")
        elif parts.fragment and (place.suffix != ".md" or unquote(parts.fragment) not in anchors(place)):
            found.append(f"{target}: no such heading")
    return found


def test_all_documents_are_looked_at():
    """Prevents a pattern that finds no file, or no link in them."""
    names = {str(path.relative_to(ROOT)) for path in documents()}
    assert {"README.md", "docs/tutorial.md", "docs/lab/LOG.md", "docs/plugins/krita.md"} <= names
    assert sum(1 for path in documents() for _ in targets(path)) > 100


@pytest.mark.parametrize("path", [*documents()], ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path):
    """Prevents a picture or a page that a reader cannot open, and a heading that was renamed."""
    assert problems(path) == []


def test_dead_links_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents a check that lets everything through."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "b.md").write_text("# One, two: `three`\n\n# Same\n\n# Same\n")
    good = "[a](b.md) [a](#here) [a](b.md#one-two-three) [a](b.md#same-1) [a](https://example.org/x_(y))\n\n# Here\n"
    bad = "[a](c.md) ![a](c.png) [a](b.md#two) [a](#there) [a](../x.md) [a](https://) [a](htps://example.org)\n"
    (tmp_path / "a.md").write_text(good + bad + "`[a](d.md)`\n\n```\n[a](e.md)\n```\n")
    assert [problem.split(":")[0] for problem in problems(tmp_path / "a.md")] == [
        "c.md", "c.png", "b.md#two", "#there", "../x.md", "https", "htps",
    ]  # fmt: skip
