"""The site's table of contents, out of the lists of links in docs/index.md, and a page that leads there."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from sphinx.application import Sphinx

SECTION = re.compile(r"^## (.+)\n((?:(?!## ).*\n?)*)", re.MULTILINE)
ENTRY = re.compile(r"^- \[([^\]]+)\]\(([^)#]+\.md)\)", re.MULTILINE)
LEAD = """<!doctype html>
<meta charset="utf-8">
<title>nurie</title>
<meta http-equiv="refresh" content="0; url={target}">
<a href="{target}">nurie</a>
"""


def add_contents(app: Sphinx, docname: str, source: list[str]) -> None:
    """Behind the text of docs/index.md, each of its sections again as a hidden toctree."""
    if docname != app.config.root_doc:
        return
    folder = posixpath.dirname(docname)
    for title, body in SECTION.findall(source[0]):
        entries = [f"{name} <{_document(folder, target)}>" for name, target in ENTRY.findall(body)]
        source[0] += f"\n\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n" + "\n".join(entries) + "\n```\n"


def _document(folder: str, target: str) -> str:
    return "/" + posixpath.normpath(posixpath.join(folder, target)).removesuffix(".md")


def write_lead(app: Sphinx, error: Exception | None) -> None:
    """index.html at the top leads to docs/index.html, so that a folder can be opened by its name."""
    if error is None and app.builder.name == "html":
        page = LEAD.format(target=f"{app.config.root_doc}.html")
        Path(app.outdir, "index.html").write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """For Sphinx."""
    app.connect("source-read", add_contents)
    app.connect("build-finished", write_lead)
    return {"parallel_read_safe": True}
