"""A run's averaged weights to a bundle: ONNX with its card inside, numbers checked on odd sizes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import torch
from numpy.typing import NDArray

from nurie.core.files import replacing
from nurie.core.things import THINGS
from nurie.datasets.manifest import closed_among
from nurie.errors import ExportError, OptionError
from nurie.runtime.backend import INPUT, OUTPUTS, OnnxBackend
from nurie.runtime.bundle import CARD_KEY, Card, card_to_json
from nurie.runtime.tensors import PAINTS, tensor_to_color
from nurie.training.color_classes import CELL_PX
from nurie.training.config import DataConfig
from nurie.training.run import to_toml
from nurie.training.state import TrainingState
from nurie.training.thing_colors import thing_colors

TOLERANCE = 2e-3  # largest difference of a value in [-1, 1]: a quarter of a grey level
MULTIPLE = 32
_CHECK_SIZES = ((96, 64), (32, 160), (224, 352))
_OPSET = 17
_LARGE = 256  # numbers in a weight that is worth halving
_CLOSED = "none: learned from pictures without an open licence; not to be given to others"
_ATTRIBUTION = "The authors named in DATA_CARD.md of the nurie repository."


def export(state: TrainingState, path: Path, *, version: str, half: bool = False, force: bool = False) -> Card:
    """Write the snapshot as a bundle.

    Args:
        state: a trained state; its snapshot is exported.
        path: the .onnx file to write.
        version: of the weights, for example "0.1".
        half: store weights as float16, which halves the file; sums stay float32.
        force: write over an existing file.

    Raises:
        OptionError: the file exists.
        ExportError: ONNX Runtime's output differs from torch's by more than TOLERANCE.
    """
    if path.exists() and not force:
        raise OptionError(f"{path} exists; add --force to replace it, or choose another -o")
    card = make_card(state, version)
    data = to_onnx(state.snapshot, card)
    if half:
        data = with_half_weights(data)
    check_parity(state.snapshot, data)
    with replacing(path) as partial:
        partial.write_bytes(data)
    return card


def make_card(state: TrainingState, version: str) -> Card:
    config = state.config
    with torch.no_grad():
        paints, logits = state.snapshot(torch.zeros(1, len(state.snapshot.planes), MULTIPLE, MULTIPLE))
    things = logits.shape[1] - state.config.classes
    bins = tensor_to_color(state.classes.bins.cpu().numpy().T[None, :, :, None])[0, :, 0]
    by_thing = thing_colors(bins) if things else np.zeros((0, len(bins)))
    return Card(
        name=config.name,
        version=version,
        planes=state.snapshot.planes,
        paints=PAINTS[: paints.shape[1] // 3],
        things=THINGS[:things],
        thing_colors=tuple(tuple(row) for row in by_thing.round(5).tolist()),
        multiple=MULTIPLE,
        working_size_px=config.working_size_px,
        cell_px=CELL_PX,
        color_bins=tuple((int(r), int(g), int(b)) for r, g, b in bins),
        color_shares=tuple(round(float(share), 5) for share in state.classes.shares),
        images_seen=state.images_seen,
        recipe=to_toml(config),
        data=_describe_data(config.data),
        license=_CLOSED if closed_among(config.data.tiers) else "CC-BY-SA-4.0",
        attribution="" if closed_among(config.data.tiers) else _ATTRIBUTION,
        created=date.today().isoformat(),
    )


def _describe_data(data: DataConfig) -> str:
    if closed := closed_among(data.tiers):
        return f"Drawings of the licence tiers {', '.join(data.tiers)}; those of {', '.join(closed)} are not open."
    drawn = f", and {data.drawn.count} pictures drawn by program" if data.drawn.count else ""
    return f"Openly licensed drawings of the licence tiers {', '.join(data.tiers)}{drawn}; see DATA_CARD.md."


def to_onnx(network: torch.nn.Module, card: Card) -> bytes:
    """The network as ONNX, any height and width that are multiples of 32, batch norm folded by constant folding."""
    from io import BytesIO

    network = network.eval().cpu()
    buffer = BytesIO()
    axes = {name: {0: "batch", 2: f"{name}_height", 3: f"{name}_width"} for name in (INPUT, *OUTPUTS)}
    torch.onnx.export(
        network, (torch.zeros(1, len(card.planes), 64, 96),), buffer, input_names=[INPUT], output_names=list(OUTPUTS),
        dynamic_axes=axes, opset_version=_OPSET, dynamo=False,
    )
    model = onnx.load_from_string(buffer.getvalue())
    entry = model.metadata_props.add()
    entry.key, entry.value = CARD_KEY, card_to_json(card)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def with_half_weights(data: bytes) -> bytes:
    """The same model with large weights as float16, cast to float32 when it is loaded."""
    model = onnx.load_from_string(data)
    graph, casts = model.graph, []
    for weight in graph.initializer:
        if weight.data_type == onnx.TensorProto.FLOAT and np.prod(weight.dims) >= _LARGE:
            name, values = weight.name, onnx.numpy_helper.to_array(weight).astype(np.float16)
            weight.CopyFrom(onnx.numpy_helper.from_array(values, f"{name}.half"))
            casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def check_parity(
    network: torch.nn.Module, data: bytes, sizes: Sequence[tuple[int, int]] = _CHECK_SIZES
) -> float:
    """The largest difference between torch and ONNX Runtime over several sizes.

    Raises:
        ExportError: it is above TOLERANCE, or a shape differs.
    """
    backend = OnnxBackend(data)
    worst = 0.0
    for number, (height, width) in enumerate(sizes):
        planes = _random_planes(len(backend.card.planes), height, width, number)
        with torch.no_grad():
            expected = [part.numpy() for part in network(torch.from_numpy(planes))]
        for name, wanted, got in zip(OUTPUTS, expected, backend.run(planes), strict=True):
            if wanted.shape != got.shape:
                raise ExportError(f"{name} at {height}x{width}: found shape {got.shape}, expected {wanted.shape}")
            scale = max(1.0, float(np.abs(wanted).max()))
            worst = max(worst, float(np.abs(wanted - got).max()) / scale)
    if not worst <= TOLERANCE:
        raise ExportError(
            f"ONNX Runtime differs from torch by {worst:.2g}, expected at most {TOLERANCE:g}; nothing was written"
        )
    return worst


def _random_planes(count: int, height: int, width: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (1, count, height, width)).astype(np.float32)
