"""Builds the drawing page before it is packed into a wheel, as `python3 run.py page` does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface):
    """A page that cannot be built fails in CI; a user gets a wheel that colours all the same."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # the page is read from the tree, and built there when it is wanted
            return
        root = Path(self.root)
        if not (root / "web").is_dir() and (root / "src/nurie/server/static/index.html").is_file():
            return  # it was built elsewhere, see Dockerfile
        done = subprocess.run([sys.executable, str(root / "run.py"), "page"], stdout=sys.stderr)
        if done.returncode == 0:
            return
        if os.environ.get("CI"):
            raise RuntimeError("the drawing page could not be built, see above")
        self.app.display_warning("the drawing page could not be built, see above; nurie serve answers without it")
