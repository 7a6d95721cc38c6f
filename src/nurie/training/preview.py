"""Picture grids of a run: what the network saw, what it gave, what was right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from nurie.datasets.samples import SampleSource
from nurie.runtime.tensors import tensor_to_color
from nurie.training.data import collate
from nurie.training.losses import under_lines
from nurie.training.state import TrainingState

_FIRST = 10_000_000  # numbers of samples that no run reaches
_PX, _COUNT, _COLUMNS = 256, 12, 2


@torch.no_grad()
def write_grid(state: TrainingState, source: SampleSource, path: Path) -> None:
    """Lines with hints | flooded hints | the snapshot's picture | the truth under the same lines."""
    device = next(state.snapshot.parameters()).device
    batch = collate(source, range(_FIRST, _FIRST + _COUNT), _PX).to(device)
    layer, _ = state.snapshot(batch.planes)
    planes = batch.planes
    marked = planes[:, 4:5]
    hints = under_lines(planes[:, 1:4] + (1 - marked), planes)
    flooded = planes[:, 5:8] * planes[:, 8:9] + (1 - planes[:, 8:9])
    parts = [hints, flooded, under_lines(layer, planes), under_lines(batch.layer, planes)]
    rows = torch.cat(parts, 3).float().cpu().numpy()  # (N, 3, S, 4 S)
    pictures = tensor_to_color(rows)
    sheet = np.vstack([np.hstack(list(pictures[i : i + _COLUMNS])) for i in range(0, _COUNT, _COLUMNS)])
    Image.fromarray(sheet).save(path, quality=85)
