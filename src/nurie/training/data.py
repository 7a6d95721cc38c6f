"""Batches for the loop: samples made in a worker process, in the order of their numbers."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from nurie.datasets.plain_samples import PlainSample, PlainSource
from nurie.datasets.samples import Sample, SampleSource
from nurie.errors import InputError
from nurie.runtime.encodings import encode
from nurie.training.batch import Batch, PlainBatch
from nurie.training.config import Config, EncodingConfig, StageConfig
from nurie.training.group import ALONE, Group
from nurie.training.tensor_data import make_batch
from nurie.training.tensor_planes import to_planes, to_signed


@dataclass(frozen=True, slots=True)
class CropBatch:
    """Crops as the loader ships them, from which `to` makes the rest where the network is.

    Attributes:
        colors: (B, S, S, 3) uint8.
        lineart: (B, S, S) uint8, 255 paper.
        own_lines: (B,) bool, crops that have lines in `lineart`.
        line_free: (B,) bool, crops without lines in their colours.
        hinted: (B,) bool, crops that get hints.
        seed: of the chance in lines, hints and colour play.
    """

    colors: Tensor
    lineart: Tensor
    own_lines: Tensor
    line_free: Tensor
    hinted: Tensor
    seed: int

    @torch.no_grad()
    def to(self, device: torch.device) -> Batch:
        moved = {name: getattr(self, name).to(device, non_blocking=True) for name in self.__slots__ if name != "seed"}
        generator = torch.Generator(device).manual_seed(self.seed)
        return make_batch(moved.pop("colors"), generator, **moved).to(device)


def collate_crops(source: SampleSource, numbers: range, size_px: int, *, no_hint_share: float, seed: int) -> CropBatch:
    crops = [source.crop(number, size_px, no_hint_share=no_hint_share) for number in numbers]
    paper = np.full((size_px, size_px), 255, np.uint8)
    lineart = np.stack([paper if crop.lineart is None else crop.lineart for crop in crops])
    flags = [[crop.lineart is not None, crop.line_free, crop.hinted] for crop in crops]
    colors = torch.from_numpy(np.stack([crop.colors for crop in crops]))
    return CropBatch(colors, torch.from_numpy(lineart), *torch.tensor(flags).T, seed=seed * 1_000_000_007 + numbers[0])


@dataclass(frozen=True, slots=True)
class SampleBatch:
    """Samples as the loader ships them, in bytes; `to` turns them into numbers where the network is.

    Attributes:
        lineart: (B, S, S) uint8, 255 paper.
        hint_map, flooded: (B, S, S, 4) uint8.
        diffused, colors, flats: (B, S, S, 3) uint8.
        has_flats: (B,) bool, where `flats` holds.
        things: (B, S / 16, S / 16) uint8.
    """

    lineart: Tensor
    hint_map: Tensor
    flooded: Tensor
    diffused: Tensor
    colors: Tensor
    flats: Tensor
    has_flats: Tensor
    things: Tensor

    @torch.no_grad()
    def to(self, device: torch.device) -> Batch:
        moved = {name: getattr(self, name).to(device, non_blocking=True) for name in self.__slots__}
        planes = to_planes(*(moved[name] for name in ("lineart", "hint_map", "flooded", "diffused")))
        colors, flats = to_signed(moved["colors"]), to_signed(moved["flats"])
        return Batch(planes, colors, flats, moved["has_flats"], moved["things"].long()).to(device)


def collate(source: SampleSource, numbers: range, size_px: int, *, no_hint_share: float = 0.25) -> SampleBatch:
    return to_batch([source.sample(number, size_px, no_hint_share=no_hint_share) for number in numbers])


def to_batch(samples: Sequence[Sample]) -> SampleBatch:
    """Samples of one size, stacked."""

    def stack(name: str) -> Tensor:
        return torch.from_numpy(np.stack([getattr(sample, name) for sample in samples]))

    flats = np.stack([sample.colors if sample.flats is None else sample.flats for sample in samples])
    return SampleBatch(
        *map(stack, ("lineart", "hint_map", "flooded", "diffused", "colors")),
        flats=torch.from_numpy(flats),
        has_flats=torch.tensor([sample.flats is not None for sample in samples]),
        things=stack("things"),
    )


def to_plain_batch(samples: Sequence[PlainSample], encoding: EncodingConfig, *, seed: int = 0) -> PlainBatch:
    """Samples of one size, stacked, by the encoding that the runtime uses, too."""
    settings = dict(encoding.settings)
    planes = [
        encode(encoding.name, sample.lineart, sample.hint_map, settings=settings, seed=seed + number)
        for number, sample in enumerate(samples)
    ]
    pictures = np.stack([sample.picture for sample in samples]).transpose(0, 3, 1, 2).astype(np.float32) / 255
    return PlainBatch(torch.from_numpy(np.stack(planes)), torch.from_numpy(pictures))


AnyBatch = SampleBatch | CropBatch | PlainBatch


class _Batches(IterableDataset):  # type: ignore[type-arg]
    """Batches from `images_seen` to the end of the recipe; with several workers each makes every n-th.

    What is wrong with a picture comes in a batch's place, for the loader would wrap it in a traceback.
    """

    def __init__(self, config: Config, source: SampleSource | PlainSource, images_seen: int, group: Group) -> None:
        self._config, self._source, self._images_seen = config, source, images_seen
        self._group = replace(group, quiet=None)  # which a loader's process cannot use

    def __iter__(self) -> Iterator[AnyBatch | InputError]:
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
                try:
                    yield self._make(self._group.share(number, stage.batch), stage)
                except InputError as error:
                    yield error
                    return
            number, count = number + stage.batch, count + 1

    def _make(self, numbers: range, stage: StageConfig) -> AnyBatch:
        share = stage.no_hint_share
        if isinstance(self._source, PlainSource):
            samples = [self._source.sample(number, stage.px, no_hint_share=share) for number in numbers]
            return to_plain_batch(samples, self._config.encoding, seed=numbers[0])
        if self._config.data.tensor_ops:
            return collate_crops(self._source, numbers, stage.px, no_hint_share=share, seed=self._config.seed)
        return collate(self._source, numbers, stage.px, no_hint_share=share)


def batches(
    config: Config, source: SampleSource | PlainSource, *, images_seen: int, workers: int, group: Group = ALONE
) -> Generator[AnyBatch, None, None]:
    """The same batches in the same order for any number of workers; 0 makes them in this process.

    Of each batch a process of several gets its share. To be closed, since loaders outlive an error otherwise.

    Raises:
        ManifestError: as the iterator goes on, a picture that cannot be read.
    """
    dataset = _Batches(config, source, images_seen, group)
    loader = iter(DataLoader(dataset, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None))
    try:
        for batch in loader:
            if isinstance(batch, InputError):
                raise batch
            yield batch
    finally:
        del loader  # ends its processes: a traceback may hold this frame, and they know no signals
