"""Files that run code where they are unpickled: checkpoints, bundles, arrays in shards, weights."""

from __future__ import annotations

import io
import pickle
from pathlib import Path

import numpy as np
import pytest

from nurie.errors import BundleError, RecipeError
from nurie.runtime.bundle import read_card


class Evil:
    """Makes a file where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "it-ran"


def test_the_pickle_runs_where_one_is_careless(mark: Path):
    """Prevents tests below that cannot fail."""
    pickle.loads(pickle.dumps(Evil(mark)))
    assert mark.exists()


def test_a_bundle(tmp_path: Path, mark: Path):
    """Prevents a bundle that runs code."""
    path = tmp_path / "evil.onnx"
    for protocol in (0, 2, 5):
        path.write_bytes(pickle.dumps(Evil(mark), protocol))
        with pytest.raises(BundleError):
            read_card(path)
    assert not mark.exists()


def test_a_checkpoint(tmp_path: Path, mark: Path):
    """Prevents a checkpoint that runs code: as torch writes it, in its old form, and as a bare pickle."""
    torch = pytest.importorskip("torch")
    from nurie.training.state import CHECKPOINT, load_state

    path = tmp_path / CHECKPOINT
    values = {"format": 2, "config": Evil(mark)}
    for form in (True, False):
        torch.save(values, path, _use_new_zipfile_serialization=form)
        with pytest.raises(RecipeError, match="cannot be read"):
            load_state(tmp_path)
    path.write_bytes(pickle.dumps(values))
    with pytest.raises(RecipeError, match="cannot be read"):
        load_state(tmp_path)
    assert not mark.exists()


def test_an_array_of_a_shard(tmp_path: Path, mark: Path):
    """Prevents a shard of training pictures that runs code."""
    from nurie.datasets.build.pictures import _npy

    buffer = io.BytesIO()
    np.save(buffer, np.array([Evil(mark)], object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        _npy(buffer.getvalue())
    assert not mark.exists()
