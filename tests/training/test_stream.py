"""Training on streamed shards: once an epoch over all processes and loaders, and on at the same place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from nurie.cli.train import train
from nurie.errors import InputError, ManifestError, OptionError, RecipeError
from nurie.training.config import Config
from nurie.training.data import batches
from nurie.training.group import Group
from nurie.training.loop import RunLimits
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe
from nurie.training.run import run_recipe
from nurie.training.state import load_state

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
COUNTS = (5, 1, 7, 4, 3)  # examples of each shard: no number of readers divides them
EPOCH = sum(COUNTS)


@pytest.fixture
def shards(tmp_path: Path, write_shards: Callable[..., Path]) -> Path:
    return write_shards(tmp_path / "shards", COUNTS, px=64).parent


def _plain(images: int, batch: int = 4) -> Config:
    """A recipe whose samples are the pictures themselves, 64 px large."""
    config = read_recipe(RECIPES / "deepcolor-gan.toml", ("data.stream=true", "data.shuffle=8"))
    return replace(config, stages=(replace(config.stages[0], px=64, batch=batch, images=images),))


def _shown(config: Config, shards: Path, *, size: int = 1, workers: int = 0, images_seen: int = 0) -> list[bytes]:
    """The pictures of all batches, those of several processes put together again."""
    source = make_source(config, open_pictures(config.data, shards))
    ranks = [
        batches(config, source, images_seen=images_seen, workers=workers, group=Group(rank, size))
        for rank in range(size)
    ]  # fmt: skip
    wholes = [torch.cat([part.picture for part in parts]) for parts in zip(*ranks, strict=True)]  # type: ignore[union-attr]
    return [picture.numpy().tobytes() for whole in wholes for picture in whole]


@pytest.mark.parametrize(("size", "workers"), [(1, 2), (2, 0), (2, 2), (4, 1)])
def test_once_an_epoch_over_processes_and_loaders(shards: Path, size: int, workers: int) -> None:
    """Readers that split shards among them show some pictures twice where the numbers do not divide."""
    config = _plain(2 * EPOCH)
    alone = _shown(config, shards)
    assert len(set(alone[:EPOCH])) == len(set(alone[EPOCH:])) == len(set(alone)) == EPOCH
    assert _shown(config, shards, size=size, workers=workers) == alone


def test_it_goes_on_at_the_same_place(shards: Path) -> None:
    """Beginning the epoch anew after each stop shows the first shards for ever."""
    config = _plain(3 * EPOCH)
    assert _shown(config, shards, size=2, images_seen=28) == _shown(config, shards)[28:]


def test_a_damaged_shard_ends_it_with_its_name(shards: Path) -> None:
    """From a loader's process the error came wrapped in a traceback, or the loop waited for ever."""
    config = _plain(2 * EPOCH)
    source = make_source(config, open_pictures(config.data, shards))
    (shards / "train-000001.tar").write_bytes(b"")
    with pytest.raises(ManifestError, match=r"^\S*train-000001\.tar is damaged") as caught:
        list(batches(config, source, images_seen=0, workers=2))
    assert isinstance(caught.value, InputError)


def test_a_streamed_run_goes_on_exactly(recipe: Path, shards: Path, tmp_path: Path) -> None:
    """Resumed it must equal uninterrupted, bit for bit, and refuse shards that have become others."""

    def run(name: str, images: int, *, resume: bool = False, shuffle: int = 8) -> None:
        run_recipe(
            recipe, shards, run=tmp_path / name, limits=RunLimits(workers=0, images=images), resume=resume,
            changes=("data.stream=true", f"data.shuffle={shuffle}"), say=lambda line: None,
        )  # fmt: skip

    run("whole", 24)
    run("parts", 8)
    run("parts", 24, resume=True)
    one, two = (load_state(tmp_path / name).generator.state_dict() for name in ("whole", "parts"))
    assert all(torch.equal(value, two[name]) for name, value in one.items())
    with pytest.raises(OptionError, match=r"streams other shards, or in another order \(data.shuffle\)"):
        run("parts", 28, resume=True, shuffle=9)


def test_what_streaming_cannot_do_is_refused(recipe: Path, shards: Path, manifest: Path) -> None:
    """Weights would be ignored in silence, and a corpus that is no shards read in another way than was asked."""
    weighted = ("data.stream=true", "data.weights={made=2}", "data.drawn.count=4")
    with pytest.raises(RecipeError, match=r"add --set data.weights=\{\} --set data.drawn.count=0, or leave --stream"):
        open_pictures(read_recipe(recipe, weighted).data, shards)
    with pytest.raises(ManifestError, match="is no folder of shards"):
        open_pictures(read_recipe(recipe, ("data.stream=true",)).data, manifest)
    with pytest.raises(RecipeError, match=r"data\.shuffle is 0; expected 1 or more"):
        open_pictures(read_recipe(recipe, ("data.stream=true", "data.shuffle=0")).data, shards)


def test_the_command_streams(recipe: Path, shards: Path, tmp_path: Path) -> None:
    """`--stream` must reach the recipe, which the run folder keeps."""
    arguments = [str(recipe), "--data", str(shards), "--stream", "--run", str(tmp_path / "run"), "--images", "4"]
    train(arguments, standalone_mode=False)
    written = (tmp_path / "run" / "config.toml").read_text()
    assert "stream = true" in written and load_state(tmp_path / "run").shown
    assert not list(Path(".cache/pictures").glob("*/pictures.u8"))  # nothing was decoded in advance
