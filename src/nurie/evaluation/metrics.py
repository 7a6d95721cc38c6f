"""What is measured on one coloured picture: a table of metrics. Adding one is a function and a line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.evaluation.suites import Sample

U8 = NDArray[np.uint8]

MAX_PSNR_DB = 100.0
MIN_OWN_CHANGE = 1.0  # mean ΔE2000 in the hint's own region, which hardly anybody sees; less is taken for as much
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@dataclass(frozen=True, eq=False)
class Case:
    """One picture coloured by one method after one set of hints; every metric reads this alone.

    Attributes:
        sample: the original, its lines and its line-free colours.
        image: (H, W, 3) uint8 sRGB, the coloured page.
        color: (H, W, 3) uint8 sRGB, the method's line-free colour layer.
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        repainted: the page after one hint's colour was replaced by its complement, or None.
        own_region: number of the region in `sample.regions` that holds that hint.
    """

    sample: Sample
    image: U8
    color: U8
    hint_map: U8
    repainted: U8 | None = None
    own_region: int = 0

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        return rgb_to_lab(self.image)

    @cached_property
    def hint_errors(self) -> NDArray[np.float32]:
        """(n,) ΔE2000 between the hints' colours and the line-free layer, at hint pixels outside lines."""
        at = (self.hint_map[..., 3] > 0) & ~self.sample.is_line
        return delta_e2000(rgb_to_lab(self.color[at]), rgb_to_lab(self.hint_map[at, :3]))

    @cached_property
    def change(self) -> NDArray[np.float32]:
        """(H, W) ΔE2000 between `image` and `repainted`; computed only where they differ."""
        differs = (self.image != self.repainted).any(-1)
        change = np.zeros(differs.shape, np.float32)
        change[differs] = delta_e2000(self.lab[differs], rgb_to_lab(self.repainted[differs]))
        return change


@dataclass(frozen=True, slots=True)
class Metric:
    """One column of the table.

    Attributes:
        label: its heading.
        measure: the value for one case, nan where it is not defined.
        digits: after the decimal point.
        better: "higher", "lower" or "" where neither is.
    """

    label: str
    measure: Callable[[Case], float]
    digits: int
    better: str


def psnr_db(original: U8, result: U8) -> float:
    """Peak signal-to-noise ratio over all RGB bytes in dB, at most 100 (identical pictures)."""
    difference = cv2.absdiff(original, result).astype(np.float32)
    error = float(np.square(difference).mean(dtype=np.float64))
    return MAX_PSNR_DB if error == 0 else min(MAX_PSNR_DB, 10 * math.log10(255**2 / error))


def ssim(original: U8, result: U8) -> float:
    """Structural similarity of luma: mean over the windows that lie inside the picture; 1 for equal pictures.

    Args:
        original: (H, W, 3) uint8 sRGB, at least 11 px on each side.
        result: the same shape.

    Source: Wang, Bovik, Sheikh and Simoncelli 2004, Gaussian window 11x11, sigma 1.5, K = 0.01, 0.03.
    """
    x, y = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) for picture in (original, result))
    mean_x, mean_y = _window(x), _window(y)
    # Centred on mid grey: the same moments, with fewer digits lost to cancellation in float32.
    x, y = x - 128, y - 128
    off_x, off_y = mean_x - 128, mean_y - 128
    var_x = _window(x * x) - off_x * off_x
    var_y = _window(y * y) - off_y * off_y
    covariance = _window(x * y) - off_x * off_y
    light = (2 * mean_x * mean_y + _C1) / (mean_x**2 + mean_y**2 + _C1)
    structure = (2 * covariance + _C2) / (var_x + var_y + _C2)
    return float((light * structure)[5:-5, 5:-5].mean(dtype=np.float64))


def _window(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return cv2.GaussianBlur(plane, (11, 11), 1.5)


def colorfulness(image: U8) -> float:
    """How colourful a picture is: 0 for grey, about 15 slightly, 60 quite, 110 extremely.

    Source: Hasler and Süsstrunk 2003, "Measuring colourfulness in natural images", M^(3).
    """
    red, green, blue = cv2.split(image.astype(np.float32))
    sides = [cv2.meanStdDev(plane) for plane in (red - green, 0.5 * (red + green) - blue)]
    spread = math.hypot(*(float(deviation[0, 0]) for _, deviation in sides))
    return spread + 0.3 * math.hypot(*(float(mean[0, 0]) for mean, _ in sides))


def hint_delta_e(case: Case) -> float:
    """Mean of `Case.hint_errors`; nan without hints outside lines."""
    return float(case.hint_errors.mean()) if case.hint_errors.size else math.nan


def hint_percentile(case: Case, share: int) -> float:
    """What `share` percent of `Case.hint_errors` do not exceed, linear between two; nan without."""
    return float(np.percentile(case.hint_errors, share)) if case.hint_errors.size else math.nan


def bleeding(case: Case) -> float:
    """How strongly colour crosses a closed line when one hint changes: 0 not at all, 1 as on its own side.

    Regions are the 4-connected parts of the page outside lines (line art of 200 or more). One hint that lies
    in a region which is not the whole page, as `evaluation.probe` chooses it, gets the complement of its
    colour, and the page is coloured again with all else the same. The mean ΔE2000 between the two pages over
    all other regions is divided by the mean ΔE2000 over the hint's own region, or by 1 where that is less: who takes a
    dot for a dot, and not for the region's colour, changes nothing on either side.

    Returns:
        the ratio; nan where no hint qualifies.
    """
    if case.repainted is None:
        return math.nan
    own_mean = float(case.change[_own(case)].mean())
    return float(case.change[_others(case)].mean()) / max(own_mean, MIN_OWN_CHANGE)


def bled_share(case: Case) -> float:
    """Which share of that change (the sum of ΔE2000 outside lines) lies in other regions, 0 to 1.

    Unlike `bleeding` it does not depend on how large the page is beside the hint's region.
    """
    if case.repainted is None:
        return math.nan
    own, others = (float(case.change[part(case)].sum(dtype=np.float64)) for part in (_own, _others))
    return others / (own + others) if own + others > 0 else math.nan


def _own(case: Case) -> NDArray[np.bool_]:
    return case.sample.regions == case.own_region


def _others(case: Case) -> NDArray[np.bool_]:
    return ~case.sample.is_line & ~_own(case)


METRICS: dict[str, Metric] = {
    "psnr_db": Metric("PSNR dB", lambda case: psnr_db(case.sample.picture, case.image), 2, "higher"),
    "ssim": Metric("SSIM", lambda case: ssim(case.sample.picture, case.image), 3, "higher"),
    "delta_e": Metric("ΔE2000", lambda case: float(delta_e2000(case.sample.lab, case.lab).mean()), 2, "lower"),
    "hint_delta_e": Metric("hint ΔE", hint_delta_e, 2, "lower"),
    "hint_delta_e_median": Metric("median", lambda case: hint_percentile(case, 50), 2, "lower"),
    "hint_delta_e_p95": Metric("p95", lambda case: hint_percentile(case, 95), 2, "lower"),
    "bleeding": Metric("bleeding", bleeding, 3, "lower"),
    "bled_share": Metric("share bled", bled_share, 3, "lower"),
    "colorfulness": Metric("colourful", lambda case: colorfulness(case.image), 1, ""),
    "colorfulness_original": Metric("original's", lambda case: colorfulness(case.sample.picture), 1, ""),
}


def measure(case: Case, metrics: Mapping[str, Metric] = METRICS) -> dict[str, float]:
    """Every metric of one case, by name."""
    return {name: metric.measure(case) for name, metric in metrics.items()}
