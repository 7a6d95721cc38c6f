"""What the plug-ins' sources may hold."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = {"krita", "PyQt5", "PyQt6", "gi", "numpy", "torch", "PIL", "comfy"}  # what programs bring
BESIDE = {"nurie_shared", "coloring"}  # of the plug-in for GIMP 3, which is a script


def test_python_of_krita_5():
    """Prevents syntax that the Python inside Krita 5 (3.8) does not know."""
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        ast.parse(path.read_text(encoding="utf-8"), filename=str(path), feature_version=(3, 8))


def test_imports_of_plugins():
    """Prevents a plug-in that needs nurie's own code, or a package that its program does not bring."""
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                found = [str(node.module)]
            assert {name.split(".")[0] for name in found} <= HOSTS | BESIDE | set(sys.stdlib_module_names), path
