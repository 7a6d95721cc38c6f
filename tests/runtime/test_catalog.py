"""Model names."""

from __future__ import annotations

from pathlib import Path

import pytest

from nurie.errors import BundleError
from nurie.runtime.catalog import find_bundle, list_bundles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("nurie.onnx", "a.onnx", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_names_paths_and_the_default(folder: Path):
    """Prevents that the default moves, or that a path is taken for a name."""
    assert list(list_bundles(folder)) == ["a", "nurie"]
    assert find_bundle(None, folder) == folder / "nurie.onnx"
    assert find_bundle("a", folder) == folder / "a.onnx"
    assert find_bundle(str(folder / "a.onnx"), folder) == folder / "a.onnx"


def test_unknown_names_list_the_known(folder: Path):
    """Prevents guessing: the message holds the names that would work."""
    with pytest.raises(BundleError, match="unknown model 'tiny'; installed are a, nurie"):
        find_bundle("tiny", folder)
    with pytest.raises(BundleError, match=r"no model file at .*b\.onnx"):
        find_bundle("b.onnx", folder)
