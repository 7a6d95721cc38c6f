"""Streamed shards: every example once an epoch, mixed, read where it lies, and nothing of a damaged shard."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nurie.datasets.build.pictures import Choice, read_example
from nurie.datasets.build.shard import read_tar
from nurie.datasets.build.stream import ShardStream, open_stream
from nurie.datasets.plain_samples import PlainConfig, PlainSource
from nurie.datasets.samples import SampleSource
from nurie.errors import ManifestError

CHOICE = Choice("train", ("permissive",), ("value",), 400)
Write = Callable[..., Path]
COUNTS = (5, 1, 0, 7, 4, 3)  # examples of each shard: no number of readers divides them


def opened(index: Path, cache: Path, *, shuffle: int = 8) -> ShardStream:
    return open_stream([index], cache, CHOICE, shuffle=shuffle)


def ids(stream: ShardStream, samples: range, seed: int = 1) -> list[str]:
    return [stream[stream.turn(sample, seed)].row.id for sample in samples]


@pytest.mark.parametrize("shuffle", [1, 3, 8, 20, 10_000])
def test_each_example_comes_once_an_epoch(tmp_path: Path, write_shards: Write, shuffle: int) -> None:
    """A buffer that forgets its rest, or an epoch that begins inside another, shows some twice and some never."""
    stream = opened(write_shards(tmp_path / "shards", COUNTS), tmp_path, shuffle=shuffle)
    everything = sorted(f"p{number}" for number in range(20))
    epochs = [ids(stream, range(20 * epoch, 20 * epoch + 20)) for epoch in range(3)]
    assert [sorted(epoch) for epoch in epochs] == [everything] * 3
    assert epochs[0] != epochs[1] != epochs[2]


def test_the_order_is_the_seeds(tmp_path: Path, write_shards: Write) -> None:
    """The same shards and seed must give the same order in every process; another seed another one."""
    index = write_shards(tmp_path / "shards", COUNTS)
    one, two = opened(index, tmp_path / "one"), opened(index, tmp_path / "two")
    assert ids(one, range(40)) == ids(two, range(40)) != ids(one, range(40), seed=2)
    assert one.digest == two.digest != opened(index, tmp_path / "one", shuffle=9).digest


def test_the_buffer_mixes_shards(tmp_path: Path, write_shards: Write) -> None:
    """Neighbours of one shard are often sisters; a buffer of several shards must part them, one of 1 must not."""
    stream = opened(write_shards(tmp_path / "shards", (25,) * 8), tmp_path, shuffle=100)
    shard_of = np.array([stream.turn(sample, 1) // 25 for sample in range(200)])
    assert np.mean(shard_of[1:] == shard_of[:-1]) < 0.4  # 1 in 4 by chance
    plain = opened(tmp_path / "shards" / "index.json", tmp_path, shuffle=1)
    shard_of = np.array([plain.turn(sample, 1) // 25 for sample in range(200)])
    assert np.mean(shard_of[1:] == shard_of[:-1]) > 0.95


def test_samples_take_their_turn(tmp_path: Path, write_shards: Write) -> None:
    """Both kinds of samples must show the example whose turn it is, whatever their other chance is."""
    stream = opened(write_shards(tmp_path / "shards", COUNTS, px=64), tmp_path)
    own = SampleSource(stream, weights={}, seed=1)
    assert [own.row(number).id for number in range(40)] == ids(stream, range(40))
    plain = PlainSource(stream, weights={}, seed=1, config=PlainConfig())
    shown = [plain.sample(number, 64).picture for number in range(6)]
    assert all((picture == stream[stream.turn(number, 1)].colors).all() for number, picture in enumerate(shown))


def test_an_example_is_what_the_shard_holds(tmp_path: Path, write_shards: Write) -> None:
    """An offset that is wrong by a block would decode the neighbour, or nothing."""
    index = write_shards(tmp_path / "shards", COUNTS)
    stream, number = opened(index, tmp_path), 0
    for path in sorted((tmp_path / "shards").glob("*.tar")):
        for example in read_tar(path):
            assert (stream[number].colors == read_example(example, stream.rows[number], 400).colors).all()
            number += 1
    assert number == len(stream) == 20


def test_what_is_not_wanted_is_left_out(tmp_path: Path, write_shards: Write) -> None:
    """Kinds and tiers that a recipe leaves out must not come, nor leave holes in the epoch."""
    stream = opened(write_shards(tmp_path / "shards", COUNTS, kinds=("ink", "value")), tmp_path)
    assert sorted(ids(stream, range(10))) == sorted(f"p{number}" for number in range(0, 20, 2))
    with pytest.raises(ManifestError, match="no example of split train and tiers unknown"):
        open_stream(
            [tmp_path / "shards" / "index.json"], tmp_path, Choice("train", ("unknown",), (), 400), shuffle=8
        )  # fmt: skip


def test_memory_is_that_of_one_picture(tmp_path: Path, write_shards: Write) -> None:
    """Ten times as many shards must not take more memory: ten million pictures would not fit."""

    def peak(name: str, shards: int) -> int:
        index = write_shards(tmp_path / name, (4,) * shards, px=100)
        stream = opened(index, tmp_path / f"{name}-cache", shuffle=16)
        stream[stream.turn(0, 1)]
        tracemalloc.start()
        for sample in range(len(stream)):
            stream[stream.turn(sample, 1)]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak("few", 4), peak("many", 40)
    assert many < few + 36 * 3000  # a few kB a shard, of the last 256; the pictures of 36 shards are 4,300 kB


def test_a_damaged_shard_is_named(tmp_path: Path, write_shards: Write) -> None:
    """A changed byte must end the training with the shard's name: at the start, or where it comes later."""
    index = write_shards(tmp_path / "shards", COUNTS)
    stream = opened(index, tmp_path / "cache")
    path = tmp_path / "shards" / "train-000003.tar"
    whole = path.read_bytes()
    path.write_bytes(whole[:1600] + bytes([whole[1600] ^ 1]) + whole[1601:])
    with pytest.raises(ManifestError, match=r"train-000003\.tar is damaged.*changed since.*delete it and run"):
        ids(stream, range(20))
    with pytest.raises(ManifestError, match=r"train-000003\.tar is damaged.*its checksum is not the index's"):
        opened(index, tmp_path / "fresh")
    path.unlink()
    with pytest.raises(ManifestError, match=r"train-000003\.tar is damaged or missing"):
        ids(stream, range(20))
    with pytest.raises(ManifestError, match="no index at"):
        opened(tmp_path / "none" / "index.json", tmp_path / "cache")
