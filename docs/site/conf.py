"""How Sphinx makes the site: `python3 run.py docs`. Sources are the Markdown files of the repository where they lie.

Links between them work in the repository and on the site alike, anchors too: MyST makes those that GitHub makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import nurie

project = "nurie"
version = release = nurie.__version__
project_copyright = ""

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "contents", "reference"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "examples/ATTRIBUTION.md", "benchmarks/README.md"]
exclude_patterns = [".*", "node_modules", "web", "out", "run", "build", "dist", "src", "tests", "plugins"]
suppress_warnings = ["myst.header"]  # cards begin with a list of facts, books with a command

source_suffix = {".md": "markdown"}
smartquotes = False  # two hyphens begin an option
myst_heading_anchors = 6
myst_links_external_new_tab = False

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
default_role = "literal"  # docstrings quote code in single backticks
napoleon_use_ivar = True

html_theme = "furo"
html_title = "nurie"
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_static_path: list[str] = []
