"""What the region-aware lift gains over bilinear enlargement, on drawings of each kind.

    python benchmarks/lift.py [--data MANIFEST] [--split train] [--limit 24] [--size 192] [--model NAME|FILE]

The page's colours without their lines are reduced to the working size, lifted back and compared with themselves.
Pages no larger than the working size are left out. With `--model` the bundle paints them instead, from 64 dots.
`loops` are closed ink lines around flat colours, drawn here.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.geometry import working_lineart
from nurie.core.hints import rasterize
from nurie.core.layers import compose
from nurie.core.lift import lift
from nurie.core.types import ColorizeOptions
from nurie.datasets.manifest import Row, read_manifest, select
from nurie.evaluation.suites import SUITES, Sample, draw_hints, load_sample, select_suite
from nurie.runtime.colorizer import Colorizer

U8 = NDArray[np.uint8]
NEAR_LINE_PX = 3
LEAST_SQUARED_ERROR = 0.05  # of a picture that is right to the byte: 61.1 dB
COLUMNS = ("picture dB", "picture near lines dB", "picture near lines ΔE", "layer beside lines dB", "layer dB")


def bilinear(color: U8, _: U8, lineart: U8) -> U8:
    """What the lift is compared with."""
    return cv2.resize(color, (lineart.shape[1], lineart.shape[0]), interpolation=cv2.INTER_LINEAR)


METHODS: dict[str, Callable[[U8, U8, U8], U8]] = {"bilinear": bilinear, "lift": lift}


def main() -> None:
    """Measure every suite, print one table."""
    options = _parse()
    rows = select(read_manifest(options.data), split=options.split)
    colorizer = Colorizer(options.model) if options.model else None
    print(f"\n{options.split}, from {options.size} px, colours {'by ' + options.model if colorizer else 'true'}\n")
    print("| suite | pictures | method | " + " | ".join(COLUMNS) + " |")
    print("|---|---:|---|" + "---:|" * len(COLUMNS))
    for name, members in kinds(rows, options.limit).items():
        samples = [load_sample(row, options.data.parent) for row in members] if members else [draw_loops()]
        samples = [sample for sample in samples if min(sample.extent) > options.size]
        reduced = [reduce_sample(sample, options.size, colorizer) for sample in samples]
        for method, enlarge in METHODS.items() if samples else ():
            pairs = zip(samples, reduced, strict=True)
            scores = [measure(sample, enlarge(*small, sample.lineart)) for sample, small in pairs]
            cells = " | ".join(f"{value:.2f}" for value in np.nanmean(scores, axis=0))
            print(f"| {name} | {len(samples)} | {method} | {cells} |", flush=True)


def kinds(rows: list[Row], limit: int) -> dict[str, list[Row]]:
    """The suites, the real one by how the artist drew; `loops` has no rows."""
    suites = {name: select_suite(rows, name) for name in SUITES}
    real = suites.pop("real")
    pairs = {f"real, {kind}": [row for row in real if row.lineart_kind == kind] for kind in ("pencil", "ink")}
    found = {name: members[:: max(1, len(members) // limit)][:limit] for name, members in (pairs | suites).items()}
    return {name: members for name, members in found.items() if members} | {"loops": []}


def reduce_sample(sample: Sample, size: int, colorizer: Colorizer | None) -> tuple[U8, U8]:
    """The colour layer at the working size, and the lines there."""
    if colorizer:
        encoded = colorizer.encode(sample.page, ColorizeOptions(working_size_px=size))
        hint_map = rasterize(draw_hints(sample, 64, seed=0), encoded.extent)
        return colorizer.paint(encoded, hint_map).color, encoded.lineart
    lineart = working_lineart(sample.lineart, size)
    return cv2.resize(sample.colors, lineart.shape[::-1], interpolation=cv2.INTER_AREA), lineart


def measure(sample: Sample, lifted: U8) -> list[float]:
    """The figures of `COLUMNS`; the picture is the layer with the lines laid over it."""
    reach = np.ones((2 * NEAR_LINE_PX + 1,) * 2, np.uint8)
    near = cv2.dilate(sample.is_line.view(np.uint8), reach) > 0
    picture, truth = compose(lifted, sample.page), compose(sample.colors, sample.page)
    in_picture, in_layer = _squared(picture, truth), _squared(lifted, sample.colors)
    differences = delta_e2000(rgb_to_lab(picture[near]), rgb_to_lab(truth[near]))
    decibels = map(_psnr, (in_picture, in_picture[near], in_layer[near & ~sample.is_line], in_layer))
    whole, band, beside, layer = decibels
    return [whole, band, float(np.mean(differences)) if near.any() else np.nan, beside, layer]


def _squared(one: U8, other: U8) -> NDArray[np.float32]:
    return np.mean((one.astype(np.float32) - other) ** 2, axis=-1)


def _psnr(squared: NDArray[np.float32]) -> float:
    return 10 * np.log10(255**2 / max(float(squared.mean()), LEAST_SQUARED_ERROR)) if squared.size else np.nan


def draw_loops() -> Sample:
    """Closed wavy ink lines of 2 to 4 px around flat colours, which meet in the lines' middle; 640x640 px."""
    rng = np.random.default_rng(1)
    colors, lineart = np.full((640, 640, 3), (240, 230, 200), np.uint8), np.full((640, 640), 255, np.uint8)
    for points in _loops(rng, 14):
        cv2.fillPoly(colors, [points], tuple(rng.integers(20, 250, 3).tolist()), cv2.LINE_8, 4)
        cv2.fillPoly(lineart, [points], 255, cv2.LINE_AA, 4)
        cv2.polylines(lineart, [points], True, 0, int(rng.integers(2, 5)), cv2.LINE_AA, 4)
    return Sample("loops", colors, lineart, colors)


def _loops(rng: np.random.Generator, count: int) -> Iterator[NDArray[np.int32]]:
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for _ in range(count):
        center, radius = rng.uniform(60, 580, 2), rng.uniform(20, 120)
        waves = sum(rng.normal(0, 0.2 / k) * np.cos(k * angle + rng.uniform(0, 6)) for k in range(2, 6))
        yield np.round((center + radius * (1 + waves)[:, None] * circle) * 16).astype(np.int32)[:, None]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="the manifest")
    parser.add_argument("--split", default="train", help="which pictures (default train)")
    parser.add_argument("--limit", type=int, default=24, help="at most so many pictures of each kind (default 24)")
    parser.add_argument("--size", type=int, default=192, help="the working size in px (default 192)")
    parser.add_argument("--model", help="name or ONNX file; its colours instead of the true ones")
    return parser.parse_args()


if __name__ == "__main__":
    main()
