"""A bundle in eight bits: convolutions in whole numbers, twice as fast and a quarter of the size."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from nurie.core.files import replacing
from nurie.datasets.cache import Picture
from nurie.datasets.corpus import decode
from nurie.datasets.manifest import RELEASED_TIERS, Row, read_manifest, select
from nurie.datasets.samples import SampleSource
from nurie.errors import BundleError, OptionError
from nurie.runtime.backend import INPUT
from nurie.runtime.bundle import read_card
from nurie.runtime.card import CARD_KEY, Card, card_to_json
from nurie.runtime.inputs import make_planes
from nurie.runtime.silent import load_onnxruntime

_PICTURES, _SAMPLES, _PX = 48, 64, 256  # that ranges are measured on
_SHORT_PX, _NO_HINTS = 400, 0.2


@dataclass(frozen=True, slots=True, eq=False)
class _Pictures:
    """Some rows of the corpus, decoded."""

    rows: Sequence[Row]
    pictures: Sequence[Picture]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Picture:
        return self.pictures[number]


def quantize(bundle: Path, output: Path, manifest: Path, *, force: bool = False) -> Card:
    """Write a float32 bundle again with its convolutions in int8.

    Ranges are measured on training samples with and without hints. Weights have seven bits, since processors without
    VNNI instructions overflow at eight.

    Args:
        bundle: the float32 bundle.
        output: the .onnx file to write.
        manifest: the corpus; its training split is looked at.
        force: write over an existing file.

    Raises:
        OptionError: the file exists.
        BundleError: no bundle, or one that is int8 already.
        ManifestError: a picture that cannot be read.

    Source: Jacob et al. 2018, arXiv:1712.05877, as onnxruntime.quantization does it, format QDQ.
    """
    load_onnxruntime()
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    if output.exists() and not force:
        raise OptionError(f"{output} exists; add --force to replace it, or choose another -o")
    card = read_card(bundle)
    if card.precision != "float32":
        raise BundleError(f"{bundle} holds {card.precision} weights already; give the float32 bundle")
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        quant_pre_process(str(bundle), str(whole), skip_symbolic_shape=True)
        quantize_static(
            whole, small, _Reader(_inputs(card, manifest)), quant_format=QuantFormat.QDQ, per_channel=True,
            reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
        )  # fmt: skip
        model = onnx.load(str(small))
    card = replace(card, precision="int8")
    del model.metadata_props[:]
    entry = model.metadata_props.add()
    entry.key, entry.value = CARD_KEY, card_to_json(card)
    with replacing(output) as partial:
        partial.write_bytes(model.SerializeToString())
    return card


class _Reader:
    """What onnxruntime asks for its inputs, one after the other."""

    def __init__(self, inputs: Iterator[NDArray[np.float32]]) -> None:
        self._inputs = inputs

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        planes = next(self._inputs, None)
        return None if planes is None else {INPUT: planes}


def _inputs(card: Card, manifest: Path) -> Iterator[NDArray[np.float32]]:
    rows = [row for row in select(read_manifest(manifest), split="train", tiers=RELEASED_TIERS) if row.image]
    rows = rows[:: max(1, len(rows) // _PICTURES)]
    pictures = _Pictures(rows, [decode(row, manifest.parent, _SHORT_PX) for row in rows])
    source = SampleSource(pictures, weights={}, seed=0)
    for number in range(_SAMPLES):
        sample = source.sample(number, _PX, no_hint_share=_NO_HINTS)
        yield make_planes(card, sample.lineart, sample.hint_map)
