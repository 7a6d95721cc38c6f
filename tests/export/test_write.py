"""The door to layered files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from psd_tools import PSDImage

from nurie.core.image_io import LAYERED, WRITABLE
from nurie.core.result import ColorizeResult
from nurie.errors import OptionError, PageError
from nurie.export import write as module
from nurie.export.write import WRITERS, write_layers


def test_the_table_is_what_core_promises():
    """Prevents a suffix that is accepted on the command line and then has no writer."""
    assert set(WRITERS) == set(LAYERED)
    assert not set(LAYERED) & set(WRITABLE)


@pytest.mark.parametrize("suffix", LAYERED)
def test_nothing_is_overwritten_without_force(tmp_path: Path, painted: Callable, suffix: str):
    """Prevents the loss of a file in which the artist has gone on painting."""
    page, path = painted(4, 4), tmp_path / f"page{suffix}"
    path.write_bytes(b"mine")
    with pytest.raises(PageError, match="--force"):
        write_layers(path, page.layers, page.image)
    assert path.read_bytes() == b"mine"
    write_layers(path, page.layers, page.image, force=True)
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize("suffix", LAYERED)
def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, painted: Callable, monkeypatch, suffix: str):
    """Prevents half a file under the final name when the disk is full."""

    def fail(stream, document):
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    page, path = painted(4, 4), tmp_path / f"page{suffix}"
    path.write_bytes(b"mine")
    monkeypatch.setitem(module.WRITERS, suffix, fail)
    with pytest.raises(PageError, match="No space left"):
        write_layers(path, page.layers, page.image, force=True)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"mine"]


@pytest.mark.parametrize(
    ("name", "options", "error", "text"),
    [
        ("page.png", {}, PageError, "written as .psd, .psb, .ora"),
        ("page", {}, PageError, "no suffix"),
        ("page.psd", {"per_color": True, "per_region": True}, OptionError, "exclude each other"),
        ("page.psd", {"names": "fr"}, OptionError, "known are en, ja"),
        ("page.psd", {"hints": np.zeros((4, 5, 4), np.uint8)}, PageError, "hints has 5x4 px, the picture 4x4"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path: Path, painted: Callable, name, options, error, text):
    """Prevents a format or an arrangement chosen by guess, and layers of two sizes in one file."""
    page = painted(4, 4)
    with pytest.raises(error, match=text):
        write_layers(tmp_path / name, page.layers, page.image, **options)
    assert not list(tmp_path.iterdir())


def test_layers_of_another_size(tmp_path: Path, painted: Callable):
    """Prevents a file whose layers lie beside the picture."""
    page = painted(4, 4)
    with pytest.raises(PageError, match="shading has 4x3 px"):
        write_layers(tmp_path / "a.psd", replace(page.layers, shading=page.layers.shading[:3]), page.image)


def test_a_result_saves_itself(tmp_path: Path, painted: Callable):
    """Prevents that Python code must know which suffix is whose, and layers asked of a format that has none."""
    page = painted(6, 5)
    result = ColorizeResult(page.image, lambda: page.layers, model="fake", seed=0, dpi=(300, 300))
    result.save(tmp_path / "page.PSD", per_color=True, names="ja", hints=page.hints)
    names = [layer.name for layer in PSDImage.open(tmp_path / "page.PSD").descendants()]
    assert "下塗り" in names
    assert "#c81e14" in names
    result.save(tmp_path / "page.ora")
    result.save(tmp_path / "page.png")
    with pytest.raises(OptionError, match="cannot hold layers"):
        result.save(tmp_path / "other.png", per_region=True)
