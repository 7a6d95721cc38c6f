"""How well regions are found in line art whose lines have gaps, against regions that are known exactly.

    python benchmarks/regions.py [--data MANIFEST] [--limit 48] [--size 384]

`drawn` are drawings by program, with the gaps of their pens; `vector` the corpus's vector pairs, most of them closed.
True regions are those that a line is meant to divide: two whose common border shows a line for less than half of its
length are one, and lines that close within a region divide it. All figures are over paper alone:

    overlap   F-measure of the mean best IoU, over true and over found regions, weighted by area
    found     F-measure of the share of regions of 40 px or more that have a counterpart with an IoU above 0.75
    leak      share of the paper that lies in a found region which belongs mostly to another true region
    number    found regions of 40 px or more per true one

`watershed` and G'MIC's smart colouring (where `gmic` is installed) know more than the others: they start from one dot
in the widest place of every true region.

`--page` times regions, flats and exact hints instead: on 512 px and on a page of 4960x7016 px, one thread.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.exact import apply_exact
from nurie.core.flats import make_flats
from nurie.core.image_io import read_page
from nurie.core.regions import (
    PAPER_LEVEL,
    components,
    default_gap_px,
    fill_unlabeled,
    find_lines,
    label_regions,
)
from nurie.core.types import Extent, Hints, Stroke
from nurie.datasets.manifest import read_manifest
from nurie.datasets.procedural.draw import draw
from nurie.datasets.vector import find_regions
from nurie.evaluation.fillers import fill_watershed
from nurie.evaluation.gmic import fill_gmic_smart
from nurie.evaluation.suites import spread

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
Method = Callable[[U8, I32], I32]
FIRST_SEED = 1000
LINE_BELOW = 200
SMALLEST_PX, LEAST_PX = 12, 40
COLOR_STEP = 40_503  # between the colours of dots, so that those of neighbours differ much
COLUMNS = ("overlap", "found", "leak", "number", "CPU ms")


def connected(lineart: U8, _: I32) -> I32:
    return label_regions(lineart)


def connected_faint(lineart: U8, _: I32) -> I32:
    """The connected paper between lines that may be faint."""
    paper = 1 - find_lines(lineart)
    return fill_unlabeled(cv2.connectedComponents(paper, connectivity=4, ltype=cv2.CV_32S)[1])


def watershed(lineart: U8, truth: I32) -> I32:
    return from_true_dots(fill_watershed, lineart, truth)


def gmic_smart(lineart: U8, truth: I32) -> I32:
    return from_true_dots(fill_gmic_smart, lineart, truth)


def from_true_dots(fill: Callable[[U8, U8], U8], lineart: U8, truth: I32) -> I32:
    """What a filler makes of one dot in the widest place of every true region, each in a colour of its own."""
    distance = cv2.distanceTransform((lineart >= LINE_BELOW).astype(np.uint8), cv2.DIST_L2, 3)
    order = np.argsort(distance.ravel(), kind="stable")
    widest = np.zeros(truth.max() + 1, np.int64)
    widest[truth.ravel()[order]] = order  # the last assignment wins
    hints = np.zeros((*lineart.shape, 4), np.uint8)
    number = np.arange(len(widest)) * COLOR_STEP
    hints.reshape(-1, 4)[widest] = np.stack([number & 255, number >> 8 & 255, number >> 16 & 255, number * 0 + 255], 1)
    filled = fill(hints, lineart).astype(np.int32)
    return filled[..., 0] + (filled[..., 1] << 8) + (filled[..., 2] << 16) + 1


def trapped_ball(lineart: U8, _: I32) -> I32:
    """Balls of falling size by distance transforms; what none reaches goes to the nearest.

    Source: Zhang, Chen, Zhang, Jia and Hu 2009, "Vectorizing cartoon animations", section 4.
    """
    rest, labels, count = 1 - find_lines(lineart), np.zeros(lineart.shape, np.int32), 0
    for radius in default_gap_px(lineart) / 2 * np.array([1, 0.5, 0.25]):
        framed = cv2.copyMakeBorder(rest, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
        cores = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1] > radius
        found, numbers = cv2.connectedComponents(cores.view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
        if found > 1:
            near = cv2.distanceTransform(1 - cores.view(np.uint8), cv2.DIST_L2, 5) <= radius
            reached = near & (rest > 0)
            labels[reached] = fill_unlabeled(numbers)[reached] + count
            rest[reached], count = 0, count + found - 1
    return fill_unlabeled(labels)


def stroke_ends(lineart: U8, _: I32) -> I32:
    return label_regions(lineart, default_gap_px(lineart))


METHODS: dict[str, Method] = {
    "connected paper": connected,
    "connected paper, faint lines too": connected_faint,
    "watershed from true dots": watershed,
    "G'MIC smart from true dots": gmic_smart,
    "trapped ball": trapped_ball,
    "stroke ends (label_regions)": stroke_ends,
}


def main() -> None:
    """Print one table."""
    options = _parse()
    cv2.setNumThreads(1)
    if options.page:
        return time_pages()
    print("| pictures | method | " + " | ".join(COLUMNS) + " |\n|---|---|" + "---:|" * len(COLUMNS))
    for kind, pages in (("drawn", drawn(options)), ("vector", vector(options))):
        pages = list(pages)
        for name, method in METHODS.items():
            if method is gmic_smart and shutil.which("gmic") is None:
                continue
            figures = np.mean([measure(method, *page) for page in pages], 0)
            cells = " | ".join(f"{figure:.3f}" for figure in figures[:-1])
            print(f"| {kind}, {len(pages)} | {name} | {cells} | {figures[-1]:.1f} |", flush=True)


def time_pages() -> None:
    """CPU ms of each step, the least of several runs."""
    print("| page | regions | flats, with regions | exact hints, 3 |\n|---|---:|---:|---:|")
    for size, runs in (((512, 512), 7), ((7016, 4960), 1)):
        drawing = draw(FIRST_SEED + 3, min(1024, *size))
        lineart = cv2.resize(drawing.line, size[::-1], interpolation=cv2.INTER_CUBIC)
        color = cv2.resize(drawing.colors_layer, size[::-1], interpolation=cv2.INTER_LINEAR)
        flats = make_flats(color, None, lineart)
        places = np.random.default_rng(0).random((3, 2)) * (size[1], size[0])
        strokes = [Stroke((tuple(place),), (200, 40 * k, 90), size[1] / 100) for k, place in enumerate(places.tolist())]
        hints = Hints(Extent(*size), tuple(strokes))
        steps: tuple[Callable[[], object], ...] = (
            partial(label_regions, lineart, default_gap_px(lineart)),
            partial(make_flats, color, None, lineart),
            partial(apply_exact, flats, color, lineart, hints),
        )
        cells = " | ".join(f"{min(_cpu_ms(step) for _ in range(runs)):.0f}" for step in steps)
        print(f"| {size[1]}x{size[0]} | {cells} |", flush=True)


def _cpu_ms(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return 1000 * (time.process_time() - start)


def measure(method: Method, lineart: U8, truth: I32) -> list[float]:
    start = _spent()
    found = method(lineart, truth)
    elapsed = _spent() - start
    paper = lineart >= PAPER_LEVEL
    return [*agreement(found[paper], truth[paper]), 1000 * elapsed]


def _spent() -> float:
    """CPU seconds of this process and of those that it started."""
    return sum(os.times()[:4])


def agreement(found: I32, truth: I32) -> list[float]:
    """The first four figures of `COLUMNS`, over two lists of region numbers."""
    pairs, shared = np.unique(truth.astype(np.int64) << 32 | found, return_counts=True)
    one, other = pairs >> 32, pairs & 0xFFFFFFFF
    area, found_area = np.bincount(truth), np.bincount(found)
    overlap = shared / (area[one] + found_area[other] - shared)
    best, found_best, own = np.zeros(len(area)), np.zeros(len(found_area)), np.zeros(len(found_area))
    np.maximum.at(best, one, overlap)
    np.maximum.at(found_best, other, overlap)
    np.maximum.at(own, other, shared)
    means = [np.average(best, weights=area), np.average(found_best, weights=found_area)]
    large, found_large = area >= LEAST_PX, found_area >= LEAST_PX
    hits = [(values > 0.75).mean() if len(values) else 0 for values in (best[large], found_best[found_large])]
    leak = 1 - own.sum() / found_area.sum()
    return [_harmonic(*means), _harmonic(*hits), leak, found_large.sum() / max(1, large.sum())]


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / max(one + other, 1e-9)


def drawn(options: argparse.Namespace) -> Iterator[tuple[U8, I32]]:
    for seed in range(FIRST_SEED, FIRST_SEED + options.limit):
        drawing = draw(seed, options.size)
        yield drawing.line, divided_by_lines(drawing.regions, drawing.line)


def vector(options: argparse.Namespace) -> Iterator[tuple[U8, I32]]:
    rows = [row for row in read_manifest(options.data) if row.image and row.lineart_kind == "vector"]
    for row in spread(rows, options.limit):
        picture = cv2.imread(str(options.data.parent / str(row.image)))[..., ::-1]
        lineart = read_page(options.data.parent / str(row.lineart)).lineart
        yield lineart, divided_by_lines(find_regions(np.ascontiguousarray(picture)).ids, lineart)


def divided_by_lines(regions: I32, lineart: U8) -> I32:
    """Regions joined where no line is between them, and parted where lines close within them."""
    whole = components(_joined_without_lines(components(regions) - 1, lineart))
    parts = components(np.where(lineart >= LINE_BELOW, whole, 0))
    small = np.bincount(parts.ravel()) < SMALLEST_PX
    parts[small[parts] | (lineart < LINE_BELOW)] = 0
    return fill_unlabeled(parts)


def _joined_without_lines(regions: I32, lineart: U8) -> I32:
    dark = cv2.erode(lineart, np.ones((5, 5), np.uint8)) < LINE_BELOW - 40
    pairs, lined = [], []
    for here, there in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        border = regions[here] != regions[there]
        pairs.append(np.sort(np.stack([regions[here][border], regions[there][border]], 1), 1))
        lined.append(dark[here][border])
    known, which, length = np.unique(np.concatenate(pairs), axis=0, return_inverse=True, return_counts=True)
    share = np.bincount(which.ravel(), np.concatenate(lined)) / length
    joined = np.arange(regions.max() + 1)
    for one, other in known[share < 0.5]:
        joined[joined == joined[other]] = joined[one]
    return joined[regions].astype(np.int32)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="the manifest")
    parser.add_argument("--limit", type=int, default=48, help="so many pictures of each kind (default 48)")
    parser.add_argument("--size", type=int, default=384, help="short side of the drawings in px (default 384)")
    parser.add_argument("--page", action="store_true", help="time flats and exact hints instead")
    return parser.parse_args()


if __name__ == "__main__":
    main()
