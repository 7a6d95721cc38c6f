"""Colour classes: the corpus's colours clustered in CIELAB, with weights that favour rare ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nurie.datasets.cache import InTurn, Pictures
from nurie.datasets.samples import CELL_PX, picture_shares

_UNIFORM = 0.5  # share of the uniform distribution mixed in before weights are taken
_PICTURES, _PER_PICTURE = 4096, 48  # how many are looked at, and pixels of each


@dataclass(frozen=True, slots=True)
class ColorClasses:
    """What the class head tells apart.

    Attributes:
        bins: (K, 3) float32 sRGB in [-1, 1].
        lab: (K, 3) the same in CIELAB.
        weights: (K,) of the classes in the loss, with mean 1 over the corpus.
        shares: (K,) of the corpus that each class has.
    """

    bins: Tensor
    lab: Tensor
    weights: Tensor
    shares: Tensor

    def classify_cells(self, layer: Tensor) -> Tensor:
        """(B, 3, H, W) in [-1, 1] to (B, H/16, W/16) int64, by each cell's centre pixel."""
        centers = layer[..., CELL_PX // 2 :: CELL_PX, CELL_PX // 2 :: CELL_PX]
        rgb = ((centers + 1) / 2).permute(0, 2, 3, 1).clamp(0, 1).float()  # (B, h, w, 3)
        lab = torch.from_numpy(cv2.cvtColor(rgb.reshape(1, -1, 3).cpu().numpy(), cv2.COLOR_RGB2LAB))
        distance = torch.cdist(lab.reshape(-1, 3), self.lab)
        return distance.argmin(1).reshape(rgb.shape[:3]).to(layer.device)


def make_classes(
    pictures: Pictures, count: int, *, weights: Mapping[str, float], seed: int, balance: float = 1.0
) -> ColorClasses:
    """Cluster the training colours by k-means; vivid pixels are drawn more often than grey ones.

    Args:
        pictures: the corpus.
        count: of classes.
        weights: share of the samples per source, as `SampleSource` takes it.
        seed: of all chance.
        balance: see `balanced_weights`.
    """
    rng = np.random.default_rng([seed, 7])
    lab = _some_lab(pictures, weights, rng)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    vivid = rng.choice(len(lab), len(lab) // 2, p=(chroma + 8) / (chroma + 8).sum())
    cv2.setRNGSeed(seed)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.5)
    _, _, centers = cv2.kmeans(lab[vivid], count, None, stop, 1, cv2.KMEANS_PP_CENTERS)
    return from_lab(centers, _shares(lab[::4], centers), balance)


def from_bins(
    bins: Sequence[tuple[int, int, int]], pictures: Pictures, *, weights: Mapping[str, float], seed: int,
    balance: float = 1.0,
) -> ColorClasses:
    """The classes of a bundle's card, sRGB bytes, weighted by how often the samples have them."""
    centers = _to_lab(np.array(bins, np.uint8))
    lab = _some_lab(pictures, weights, np.random.default_rng([seed, 7]))
    return from_lab(centers, _shares(lab[::4], centers), balance)


def from_chromas(
    chromas: NDArray[np.float32], pictures: Pictures, *, weights: Mapping[str, float], seed: int
) -> ColorClasses:
    """(K, 2) a* and b* as classes of mid grey lightness, rare ones weighted up.

    Source: Zhang, Isola and Efros 2016, arXiv:1603.08511, equation 4, without the smoothing of the shares.
    """
    lab = np.concatenate([np.full((len(chromas), 1), 50, np.float32), chromas], 1)
    found = _some_lab(pictures, weights, np.random.default_rng([seed, 7]))[::4]
    return from_lab(lab, _shares(np.concatenate([np.full_like(found[:, :1], 50), found[:, 1:]], 1), lab))


def balanced_weights(share: NDArray[np.float64], balance: float) -> NDArray[np.float64]:
    """Weights of classes that have these shares of the corpus; their mean over the corpus is 1.

    Args:
        share: (K,) with sum 1.
        balance: 0 weights all alike, 1 the rare ones up as Zhang et al. do.

    Source: Zhang, Isola and Efros 2016, arXiv:1603.08511, equation 4.
    """
    weights = (1 / ((1 - _UNIFORM) * share + _UNIFORM / len(share))) ** balance
    return weights / (weights * share).sum()


def from_lab(lab: NDArray[np.float32], shares: NDArray[np.float64], balance: float = 1.0) -> ColorClasses:
    rgb = cv2.cvtColor(lab[None].astype(np.float32), cv2.COLOR_LAB2RGB)[0].clip(0, 1)
    return ColorClasses(
        torch.from_numpy(rgb.astype(np.float32) * 2 - 1),
        torch.from_numpy(lab.astype(np.float32)),
        torch.from_numpy(balanced_weights(shares, balance).astype(np.float32)),
        torch.from_numpy(shares.astype(np.float32)),
    )


def _shares(lab: NDArray[np.float32], centers: NDArray[np.float32]) -> NDArray[np.float64]:
    nearest = ((lab[:, None] - centers[None]) ** 2).sum(2).argmin(1)
    return np.bincount(nearest, minlength=len(centers)) / len(nearest)


def _to_lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    return cv2.cvtColor(rgb[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]


def _some_lab(pictures: Pictures, weights: Mapping[str, float], rng: np.random.Generator) -> NDArray[np.float32]:
    """Pixels of pictures that come as often as in the samples."""
    shares = None if isinstance(pictures, InTurn) else picture_shares(pictures, weights)
    chosen = rng.choice(len(pictures), _PICTURES, p=shares)
    return _to_lab(np.concatenate([_some_pixels(pictures[int(number)].colors, rng) for number in chosen]))


def _some_pixels(colors: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    flat = colors.reshape(-1, 3)
    return flat[rng.integers(0, len(flat), _PER_PICTURE)]
