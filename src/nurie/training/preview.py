"""Picture grids of a run: what the network saw, what it gave, what was right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from nurie.core.files import replacing
from nurie.datasets.plain_samples import PlainSample, PlainSource
from nurie.datasets.samples import SampleSource
from nurie.runtime.tensors import tensor_to_color
from nurie.training.data import to_batch, to_plain_batch
from nurie.training.losses import under_lines
from nurie.training.outputs import Painter
from nurie.training.state import TrainingState

_FIRST = 10_000_000  # numbers of samples that no run reaches
_PX, _COUNT, _COLUMNS = 256, 12, 2


@torch.no_grad()
def write_grid(state: TrainingState, source: SampleSource, path: Path) -> None:
    """Lines with hints | flooded hints | the snapshot's picture | the truth, both under lines | its flats."""
    device = next(state.snapshot.parameters()).device
    samples = [source.sample(number, _PX) for number in range(_FIRST, _FIRST + _COUNT)]
    batch = to_batch(samples).to(device)
    paints, _ = state.snapshot(batch.planes[:, : len(state.snapshot.planes)])
    layer, flats = paints[:, :3], paints[:, -3:]
    parts = torch.cat([under_lines(layer, batch.planes), under_lines(batch.layer, batch.planes), flats], 3)
    answers = tensor_to_color(parts.float().cpu().numpy())  # (N, S, 3 S, 3)
    pictures = [
        np.hstack([sample.seen_hints(), sample.seen_flood(), answer])
        for sample, answer in zip(samples, answers, strict=True)
    ]
    sheet = np.vstack([np.hstack(pictures[i : i + _COLUMNS]) for i in range(0, _COUNT, _COLUMNS)])
    _save(sheet, path)


@torch.no_grad()
def write_plain_grid(state: TrainingState, source: PlainSource, path: Path) -> None:
    """Lines with hints | the snapshot's picture | the truth."""
    device = next(state.snapshot.parameters()).device
    stage, _ = state.config.stage_at(max(0, state.images_seen - 1))
    numbers = range(_FIRST, _FIRST + _PLAIN_COUNT)
    samples = [source.sample(number, stage.px, no_hint_share=stage.no_hint_share) for number in numbers]
    planes = to_plain_batch(samples, state.config.encoding).planes.to(device)
    painter = Painter(state.snapshot, state.config.objective.output, stage.part)
    answers = tensor_to_color(torch.cat([painter(one[None]) for one in planes]).float().cpu().numpy())
    pictures = [
        np.hstack([_given(sample), answer, sample.picture]) for sample, answer in zip(samples, answers, strict=True)
    ]
    sheet = np.vstack([np.hstack(pictures[i : i + _COLUMNS]) for i in range(0, _PLAIN_COUNT, _COLUMNS)])
    _save(sheet, path)


_PLAIN_COUNT = 8


def _save(sheet: NDArray[np.uint8], path: Path) -> None:
    with replacing(path) as temporary:
        Image.fromarray(sheet).save(temporary, "JPEG", quality=85)


def _given(sample: PlainSample) -> NDArray[np.uint8]:
    """(S, S, 3): hints on white under the lines."""
    lineart = sample.lineart if sample.lineart.ndim == 3 else sample.lineart[..., None]
    hints = np.where(sample.hint_map[..., 3:] > 0, sample.hint_map[..., :3], 255)
    return (hints * (lineart / 255) + 0.5).astype(np.uint8)
