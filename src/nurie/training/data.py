"""Batches for the loop: samples made in a worker process, in the order of their numbers."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from nurie.datasets.samples import Sample, SampleSource
from nurie.runtime.tensors import color_to_tensor, to_planes
from nurie.training.config import Config


@dataclass(frozen=True, slots=True)
class Batch:
    """planes (B, 9, S, S) of `runtime.tensors`; layer and picture (B, 3, S, S) in [-1, 1]."""

    planes: Tensor
    layer: Tensor
    picture: Tensor

    def to(self, device: torch.device) -> Batch:
        layout = torch.channels_last
        return Batch(*(part.to(device, memory_format=layout) for part in (self.planes, self.layer, self.picture)))


def collate(source: SampleSource, numbers: range, size_px: int, *, no_hint_share: float = 0.25) -> Batch:
    return to_batch([source.sample(number, size_px, no_hint_share=no_hint_share) for number in numbers])


def to_batch(samples: Sequence[Sample]) -> Batch:
    """Samples of one size as tensors."""

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
