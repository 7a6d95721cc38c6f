"""Is there a halo along lines? Errors of colour beside lines and away from them, at 1 to 4 times the working size.

    python benchmarks/halo.py [--count 24] [--size 384] [--first-seed 60000000]

Drawings by program of seeds that no run sees: their flat colours are known to the pixel. The flats are reduced to the
working size as a perfect network would paint them, then brought to the page's size by each method.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.flats import make_flats
from nurie.core.geometry import working_lineart
from nurie.core.layers import compose
from nurie.core.lift import lift
from nurie.core.types import Page
from nurie.datasets.procedural.draw import draw
from nurie.datasets.procedural.drawing import Drawing

U8 = NDArray[np.uint8]
FACTORS = (1, 2, 4)
BAND_PX = 3
LINE_BELOW = 200  # darker is line
SEEN = 5.0  # CIEDE2000 above which a wrong colour is seen at once
COLUMNS = ("beside lines ΔE", "away ΔE", "halo ΔE", "in the picture ΔE", "wrong, %")


def bilinear(color: U8, _: U8, lineart: U8) -> U8:
    """What the lift is compared with."""
    return cv2.resize(color, (lineart.shape[1], lineart.shape[0]), interpolation=cv2.INTER_LINEAR)


def lift_flats(color: U8, small: U8, lineart: U8) -> U8:
    """What `nurie color` does with flats."""
    lifted = lift(color, small, lineart)
    return make_flats(lifted, lifted, lineart).flats


METHODS: dict[str, Callable[[U8, U8, U8], U8]] = {"bilinear": bilinear, "lift": lift, "lift and flats": lift_flats}


def main() -> None:
    """Draw at each size, enlarge by every method, print one table."""
    options = _parse()
    print(f"{options.count} drawings, from {options.size} px\n")
    print("| page | method | " + " | ".join(COLUMNS) + " |\n|---|---|" + "---:|" * len(COLUMNS))
    for factor in FACTORS:
        scores: dict[str, list[list[float]]] = {name: [] for name in METHODS}
        for seed in range(options.first_seed, options.first_seed + options.count):
            drawing = draw(seed, factor * options.size)
            small = working_lineart(drawing.line, options.size)
            color = cv2.resize(drawing.flats, small.shape[::-1], interpolation=cv2.INTER_AREA)
            for name, enlarge in METHODS.items():
                scores[name].append(measure(drawing, enlarge(color, small, drawing.line)))
        for name, found in scores.items():
            cells = " | ".join(f"{value:.2f}" for value in np.nanmean(found, axis=0))
            print(f"| {factor}x | {name} | {cells} |", flush=True)


def measure(drawing: Drawing, color: U8) -> list[float]:
    """The figures of `COLUMNS`."""
    line = drawing.line < LINE_BELOW
    band = cv2.dilate(line.view(np.uint8), np.ones((2 * BAND_PX + 1,) * 2, np.uint8)) > 0
    apart = _differences(color, drawing.flats)
    page = Page(drawing.line)
    seen = _differences(compose(color, page), compose(drawing.flats, page))
    right = band & _right_regions(drawing, apart, ~band)
    wrong = 100 * _mean(seen[right] > SEEN)
    return [_mean(apart[band & ~line]), _mean(apart[~band]), _mean(apart[right & ~line]), _mean(seen[right]), wrong]


def _right_regions(drawing: Drawing, apart: NDArray[np.floating], middle: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W): the regions of which most of the middle has its colour; what is wrong along their lines is a halo."""
    regions, count = drawing.regions[middle], len(drawing.colors)
    good = np.bincount(regions, apart[middle] <= SEEN, count)
    return (2 * good > np.bincount(regions, minlength=count))[drawing.regions]


def _differences(one: U8, other: U8) -> NDArray[np.floating]:
    return delta_e2000(rgb_to_lab(one), rgb_to_lab(other))


def _mean(values: NDArray) -> float:
    return float(values.mean()) if values.size else np.nan


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=24, help="drawings (default 24)")
    parser.add_argument("--size", type=int, default=384, help="the working size in px (default 384)")
    parser.add_argument("--first-seed", type=int, default=60_000_000, help="of the drawings (default 60000000)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
