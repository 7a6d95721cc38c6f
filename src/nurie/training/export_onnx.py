"""A run's averaged weights to a bundle: ONNX with its card inside, numbers checked on odd sizes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

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
from nurie.runtime.card import CARD_KEY, PICTURE, TINT, Card, card_to_json
from nurie.runtime.encodings import ENCODINGS
from nurie.runtime.tensors import PAINTS, tensor_to_color
from nurie.training.color_classes import CELL_PX
from nurie.training.config import Config, DataConfig
from nurie.training.networks.palette import PaletteThenPainter
from nurie.training.outputs import OUTPUTS as ANSWERS
from nurie.training.outputs import Painter
from nurie.training.run import to_toml
from nurie.training.state import TrainingState
from nurie.training.thing_colors import thing_colors

HALF_TOLERANCE = 2e-2  # of other systems with float16 weights, whose sums are longer than ours
TOLERANCE = 2e-3  # largest difference of a value in [-1, 1]: a quarter of a grey level
MULTIPLE = 32
_CHECK_SIZES = ((96, 64), (32, 160), (224, 352))
_OPSET = 17
_LARGE = 256  # numbers in a weight that is worth halving
_CLOSED = "none: learned from pictures without an open licence; not to be given to others"
_ATTRIBUTION = "The authors named in DATA_CARD.md of the nurie repository."


def export(
    state: TrainingState, path: Path, *, version: str, half: bool = False, force: bool = False,
    painter: TrainingState | None = None,
) -> Card:
    """Write the snapshot as a bundle.

    Args:
        state: a trained state; its snapshot is exported.
        path: the .onnx file to write.
        version: of the weights, for example "0.1".
        half: store weights as float16, which halves the file; sums stay float32.
        force: write over an existing file.
        painter: a run of deepcolor, if `state` is one of its palettes: the bundle then paints by the palette's colours.

    Raises:
        OptionError: the file exists, or a painter that this run has no palette for.
        ExportError: ONNX Runtime's output differs from torch's by more than TOLERANCE.
    """
    if path.exists() and not force:
        raise OptionError(f"{path} exists; add --force to replace it, or choose another -o")
    network = released(state, painter)
    card = make_card(state, version) if state.config.objective.name == "layer" else _plain_card(state, network, version)
    data = to_onnx(network, card)
    check_parity(network, data)
    if half:
        data = with_half_weights(data)
        check_parity(network, data, most=TOLERANCE if state.config.objective.name == "layer" else HALF_TOLERANCE)
    with replacing(path) as partial:
        partial.write_bytes(data)
    return card


def released(state: TrainingState, painter: TrainingState | None = None) -> torch.nn.Module:
    """The network as a bundle holds it. Raises OptionError as `export` does."""
    config = state.config
    if painter is None:
        return state.snapshot if config.objective.name == "layer" else Painter(state.snapshot, config.objective.output)
    if config.objective.name != "palette" or painter.config.encoding.name != "blurred":
        raise OptionError(
            f"{config.name} cannot be exported together with {painter.config.name}; expected a run of "
            "recipes/deepcolor-palette.toml and one of recipes/deepcolor.toml"
        )
    return Painter(PaletteThenPainter(state.snapshot, painter.snapshot), painter.config.objective.output)


def _plain_card(state: TrainingState, network: torch.nn.Module, version: str) -> Card:
    """Of a seed system: its picture as it paints it."""
    config = state.config
    encoding = config.encoding
    numbers = ((name, float(value)) for name, value in encoding.use_settings.items())
    return Card(
        planes=ENCODINGS[encoding.name].planes,
        paints=TINT if ANSWERS[config.objective.output].tint else PICTURE,
        multiple=network.multiple,  # type: ignore[arg-type]
        hint_encoding=encoding.name,
        hint_settings=tuple(numbers),
        **_of_every_card(config, state.images_seen, version),
    )


def make_card(state: TrainingState, version: str) -> Card:
    config = state.config
    with torch.no_grad():
        paints, logits = state.snapshot(torch.zeros(1, len(state.snapshot.planes), MULTIPLE, MULTIPLE))
    things = logits.shape[1] - state.config.classes
    bins = tensor_to_color(state.classes.bins.cpu().numpy().T[None, :, :, None])[0, :, 0]
    by_thing = thing_colors(bins) if things else np.zeros((0, len(bins)))
    return Card(
        planes=state.snapshot.planes,
        paints=PAINTS[: paints.shape[1] // 3],
        things=THINGS[:things],
        thing_colors=tuple(tuple(row) for row in by_thing.round(5).tolist()),
        multiple=MULTIPLE,
        cell_px=CELL_PX,
        color_bins=tuple((int(r), int(g), int(b)) for r, g, b in bins),
        color_shares=tuple(round(float(share), 5) for share in state.classes.shares),
        **_of_every_card(config, state.images_seen, version),
    )


def _of_every_card(config: Config, images_seen: int, version: str) -> dict[str, Any]:
    closed = closed_among(config.data.tiers)
    return {
        "name": config.name,
        "version": version,
        "working_size_px": config.working_size_px,
        "images_seen": images_seen,
        "recipe": to_toml(config),
        "data": _describe_data(config.data),
        "license": _CLOSED if closed else "CC-BY-SA-4.0",
        "attribution": "" if closed else _ATTRIBUTION,
        "created": date.today().isoformat(),
    }


def _describe_data(data: DataConfig) -> str:
    if closed := closed_among(data.tiers):
        return f"Drawings of the licence tiers {', '.join(data.tiers)}; those of {', '.join(closed)} are not open."
    drawn = f", and {data.drawn.count} pictures drawn by program" if data.drawn.count else ""
    return f"Openly licensed drawings of the licence tiers {', '.join(data.tiers)}{drawn}; see DATA_CARD.md."


def to_onnx(network: torch.nn.Module, card: Card) -> bytes:
    """The network as ONNX, any height and width that are multiples of the card's, batch norm folded."""
    from io import BytesIO

    network = network.eval().cpu()
    buffer, outputs = BytesIO(), list(OUTPUTS[:1] if card.as_painted else OUTPUTS)
    axes = {name: {0: "batch", 2: f"{name}_height", 3: f"{name}_width"} for name in (INPUT, *outputs)}
    height, width = (64, 96) if card.multiple <= MULTIPLE else (card.multiple, 2 * card.multiple)
    torch.onnx.export(
        network, (torch.zeros(1, len(card.planes), height, width),), buffer, input_names=[INPUT], output_names=outputs,
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
    network: torch.nn.Module, data: bytes, sizes: Sequence[tuple[int, int]] | None = None, *, most: float = TOLERANCE
) -> float:
    """The largest difference between torch and ONNX Runtime over several sizes.

    Raises:
        ExportError: it is above `most`, or a shape differs.
    """
    backend = OnnxBackend(data)
    network, worst = network.eval(), 0.0
    for number, (height, width) in enumerate(sizes or _check_sizes(backend.card)):
        planes = _random_planes(len(backend.card.planes), height, width, number)
        with torch.no_grad():
            answer = network(torch.from_numpy(planes))
        expected = [part.numpy() for part in ((answer,) if backend.card.as_painted else answer)]
        for name, wanted, got in zip(OUTPUTS, expected, backend.run(planes), strict=False):
            if wanted.shape != got.shape:
                raise ExportError(f"{name} at {height}x{width}: found shape {got.shape}, expected {wanted.shape}")
            scale = max(1.0, float(np.abs(wanted).max()))
            worst = max(worst, float(np.abs(wanted - got).max()) / scale)
    if not worst <= most:
        raise ExportError(
            f"ONNX Runtime differs from torch by {worst:.2g}, expected at most {most:g}; nothing was written"
        )
    return worst


def _check_sizes(card: Card) -> tuple[tuple[int, int], ...]:
    """Odd sizes; of networks that need large multiples few."""
    m = card.multiple
    return _CHECK_SIZES if m <= MULTIPLE else ((m, 2 * m), (2 * m, m))


def _random_planes(count: int, height: int, width: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (1, count, height, width)).astype(np.float32)
