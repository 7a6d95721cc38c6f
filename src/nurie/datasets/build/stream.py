"""Shards read as they are needed: nothing is decoded in advance, and memory does not grow with the pictures.

In each epoch the shards follow each other in another order; their examples fill a buffer, which is emptied in random
order and filled again. That order is a function of the seed and the sample's number, computed without reading: so it
is the same for any number of processes and loaders, and any of them reads its own examples alone. (The splitting of
shards among readers that webdataset does would make the order depend on their number, and leave a rest at the end of
each epoch that some readers lack.)
"""

from __future__ import annotations

import hashlib
import json
import mmap
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nurie.core.files import replacing
from nurie.datasets.build.example import Example
from nurie.datasets.build.pictures import Choice, read_example, row_of, shards_of
from nurie.datasets.build.shard import examples_in
from nurie.datasets.cache import Picture
from nurie.datasets.manifest import Row
from nurie.datasets.parallel import map_in_order
from nurie.errors import ManifestError

_FORMAT = 1  # of what is known of a shard; another number looks at each anew
_ENTRY = np.dtype([("start", "<i8"), ("size", "<i4"), ("crc", "<u4")])  # where an example lies, and its checksum
_FEW = 32  # shards that are looked at before other processes would have started


@dataclass(frozen=True, slots=True)
class _Shard:
    """path of the tar, sha256 that the index states, entries: the file that says where its chosen examples lie."""

    path: Path
    sha256: str
    entries: Path


class ShardStream:
    """The examples of shards by number, read from the tar each time; `turn` says which one a sample shows.

    Holds a few numbers for each shard, and the order of the buffer that is being emptied.
    """

    def __init__(self, shards: Sequence[_Shard], counts: NDArray[np.int64], *, short_px: int, shuffle: int) -> None:
        self._shards, self._short_px, self._shuffle = shards, short_px, shuffle
        self._counts = counts
        self._starts = np.concatenate([[0], np.cumsum(counts)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    @property
    def digest(self) -> str:
        said = [[shard.sha256, shard.entries.name, int(count)]
                for shard, count in zip(self._shards, self._counts, strict=True)]  # fmt: skip
        return hashlib.sha256(json.dumps([self._short_px, self._shuffle, said]).encode()).hexdigest()

    @property
    def rows(self) -> Sequence[Row]:
        """Read from the shards one by one, as they are asked for."""
        return _Rows(self)

    def __getitem__(self, number: int) -> Picture:
        """Raises ManifestError where the shard is missing or is no longer what it was."""
        example, shard = self._read(number)
        return read_example(example, row_of(example, shard.path.stem), self._short_px)

    def turn(self, sample: int, seed: int) -> int:
        """The number of the example that sample number `sample` shows; every one comes once in `len(self)` samples."""
        epoch, place = divmod(sample, len(self))
        buffer, offset = divmod(place, self._shuffle)
        first = buffer * self._shuffle
        size = min(self._shuffle, len(self) - first)
        place = first + int(_mixed(seed, epoch, buffer, size)[offset])
        order = _mixed(seed, epoch, -1, len(self._shards))
        ends = self._ends(seed, epoch)
        at = int(np.searchsorted(ends, place, side="right"))
        shard = int(order[at])
        return int(self._starts[shard]) + place - int(ends[at] - self._counts[shard])

    def _ends(self, seed: int, epoch: int) -> NDArray[np.int64]:
        return np.cumsum(self._counts[_mixed(seed, epoch, -1, len(self._shards))])

    def _read(self, number: int) -> tuple[Example, _Shard]:
        at = int(np.searchsorted(self._starts, number, side="right")) - 1
        shard = self._shards[at]
        start, size, crc = _entries(str(shard.entries))[number - int(self._starts[at])]
        try:
            with shard.path.open("rb") as stream:
                stream.seek(int(start))
                content = stream.read(int(size))
        except OSError as error:
            raise _damaged(shard.path, str(error)) from None
        if len(content) != size or zlib.crc32(content) != crc:
            raise _damaged(shard.path, "it has changed since it was first read")
        with tarfile.open(fileobj=BytesIO(content), mode="r:") as archive:
            return next(example for example, _ in examples_in(archive)), shard


class _Rows(Sequence[Row]):
    def __init__(self, stream: ShardStream) -> None:
        self._stream = stream

    def __len__(self) -> int:
        return len(self._stream)

    def __getitem__(self, number: Any) -> Any:
        example, shard = self._stream._read(range(len(self))[number])
        return row_of(example, shard.path.stem)


@lru_cache(maxsize=8)
def _mixed(seed: int, epoch: int, part: int, count: int) -> NDArray[np.intp]:
    """0 to count - 1 in random order: of the examples in buffer `part`, or with -1 of all shards."""
    return np.random.default_rng([seed, epoch, part + 1]).permutation(count)


@lru_cache(maxsize=256)
def _entries(path: str) -> NDArray[Any]:
    return np.load(path, allow_pickle=False)


def open_stream(paths: Sequence[Path], cache: str | Path, choice: Choice, *, shuffle: int) -> ShardStream:
    """Open folders of shards, each given by its index.json, to be streamed.

    A shard that was never seen before is read once from end to end: compared with its checksum, and where its chosen
    examples lie is written into the folder `cache`, 16 bytes each. After that each is read when it is its turn.

    Args:
        paths: the indexes.
        cache: folder for what is known of the shards.
        choice: which examples.
        shuffle: examples in the buffer in which they are mixed.

    Raises:
        ManifestError: no index, a shard that is missing or is not what the index says, or nothing to choose.
    """
    home = Path(cache) / "streams"
    home.mkdir(parents=True, exist_ok=True)
    chosen = hashlib.sha256(json.dumps([_FORMAT, asdict(choice)]).encode()).hexdigest()[:8]
    shards = [
        _Shard(path.parent / f"{said['name']}.tar", said["sha256"], home / f"{said['sha256']}-{chosen}.npy")
        for path in paths for said in shards_of(path, choice.split)
    ]  # fmt: skip
    fresh = [shard for shard in shards if not shard.entries.is_file()]
    for _ in map_in_order(partial(_look, choice=choice), fresh, few=_FEW, chunk=1):
        pass
    counts = np.array([_count(shard) for shard in shards], np.int64)
    if not counts.sum():
        raise ManifestError(
            f"{', '.join(map(str, paths))}: no example of split {choice.split} and tiers {', '.join(choice.tiers)} "
            "that is wanted; see tiers and sources there"
        )
    return ShardStream(shards, counts, short_px=choice.short_px, shuffle=shuffle)


def _look(shard: _Shard, *, choice: Choice) -> None:
    """Compare a shard with its checksum, and write down where its chosen examples lie."""
    try:
        with shard.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if hashlib.sha256(content).hexdigest() != shard.sha256:
                raise _damaged(shard.path, "its checksum is not the index's")
            entries = [
                (span.start, len(span), zlib.crc32(content[span.start : span.stop]))
                for example, span in _spans(content) if choice.wants(row_of(example, shard.path.stem))
            ]  # fmt: skip
    except (OSError, ValueError, tarfile.TarError) as error:
        raise _damaged(shard.path, str(error)) from None
    with replacing(shard.entries) as unfinished, unfinished.open("wb") as out:
        np.save(out, np.array(entries, _ENTRY))


def _spans(content: mmap.mmap) -> Iterator[tuple[Example, range]]:
    with tarfile.open(fileobj=content, mode="r:") as archive:  # type: ignore[call-overload]
        yield from examples_in(archive, only=("json",))


def _count(shard: _Shard) -> int:
    return len(np.load(shard.entries, mmap_mode="r"))


def _damaged(path: Path, why: str) -> ManifestError:
    return ManifestError(f"{path} is damaged or missing ({why}); delete it and run `nurie data build` again")
