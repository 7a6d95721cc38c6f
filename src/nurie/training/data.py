"""Batches for the loop: samples made in a worker process, in the order of their numbers."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from nurie.datasets.cache import JoinedPictures, Pictures, open_cache
from nurie.datasets.drawn import open_drawn
from nurie.datasets.manifest import read_manifest, select
from nurie.datasets.recolored import open_recolored
from nurie.datasets.samples import SampleSource
from nurie.runtime.tensors import color_to_tensor, to_planes
from nurie.training.config import Config, DataConfig

DEFAULT_CACHE = ".cache/pictures"


@dataclass(frozen=True, slots=True)
class Batch:
    """planes (B, 9, S, S) of `runtime.tensors`; layer and picture (B, 3, S, S) in [-1, 1]."""

    planes: Tensor
    layer: Tensor
    picture: Tensor

    def to(self, device: torch.device) -> Batch:
        layout = torch.channels_last
        return Batch(*(part.to(device, memory_format=layout) for part in (self.planes, self.layer, self.picture)))


def open_pictures(config: DataConfig, manifest: str | Path, cache: str | Path = DEFAULT_CACHE) -> Pictures:
    """All that a recipe shows: the manifest's training split and what is made of it, kept in the folder `cache`."""
    rows = select(read_manifest(manifest), split="train", tiers=config.tiers)
    rows = [row for row in rows if row.lineart_kind not in config.skip_kinds]
    root, short_px = Path(manifest).parent, config.short_px
    parts: list[Pictures] = [open_cache(rows, root, cache, short_px=short_px)]
    if config.recolored:
        parts.append(open_recolored(rows, root, cache, short_px=short_px, variants=config.recolored))
    if config.drawn.count:
        parts.append(open_drawn(config.drawn, cache))
    return JoinedPictures(parts)


def make_source(config: Config, pictures: Pictures) -> SampleSource:
    return SampleSource(pictures, weights=config.data.weights, seed=config.seed)


def collate(source: SampleSource, numbers: range, size_px: int, *, no_hint_share: float = 0.25) -> Batch:
    samples = [source.sample(number, size_px, no_hint_share=no_hint_share) for number in numbers]

    def stack(name: str) -> NDArray[np.uint8]:
        return np.stack([getattr(sample, name) for sample in samples])

    planes = to_planes(stack("lineart"), stack("hint_map"), stack("flooded"))
    layer, picture = color_to_tensor(stack("colors")), color_to_tensor(stack("picture"))
    return Batch(torch.from_numpy(planes), torch.from_numpy(layer), torch.from_numpy(picture))


class _Batches(IterableDataset):  # type: ignore[type-arg]
    """Batches from `images_seen` to the end of the recipe; with several workers each makes every n-th."""

    def __init__(self, config: Config, source: SampleSource, images_seen: int) -> None:
        self._config, self._source, self._images_seen = config, source, images_seen

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        worker = torch.utils.data.get_worker_info()
        if worker:  # a signal to the whole group is the trainer's to answer: it still has to save
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
        share, turn = (worker.num_workers, worker.id) if worker else (1, 0)
        number, count = self._images_seen, 0
        while number < self._config.total_images:
            stage, _ = self._config.stage_at(number)
            if count % share == turn:
                numbers = range(number, number + stage.batch)
                yield collate(self._source, numbers, stage.px, no_hint_share=stage.no_hint_share)
            number, count = number + stage.batch, count + 1


def batches(config: Config, source: SampleSource, *, images_seen: int, workers: int) -> Iterator[Batch]:
    """The same batches in the same order for any number of workers; 0 makes them in this process."""
    dataset = _Batches(config, source, images_seen)
    return iter(DataLoader(dataset, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None))
