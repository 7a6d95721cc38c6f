"""Files are whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from nurie.core.files import replacing


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path):
    """Prevents results under a temporary name."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    """Prevents half a file, or rubbish beside it, when writing fails."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(path) as temporary:
        temporary.write_text("ne")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name(tmp_path: Path):
    """Prevents that a name which the system takes is refused for the temporary one beside it."""
    path = tmp_path / ("塗" * 85)
    with replacing(path) as temporary:
        temporary.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]
