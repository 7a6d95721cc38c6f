"""Do colours flicker between the frames of a motion?

    python benchmarks/frames.py [--model NAME|FILE] [--motions 8] [--frames 6] [--hints 24] [--sheet FILE]

Motions drawn by program: a head turns, one view, pen and light. The first frame has hints in its true flat colours. Of
the others:

- each alone: coloured as any page without hints
- the same hints: with the dots of the first
- carried on: `nurie.colorize(..., previous=RESULT)`
- hints on each: with as many true dots of their own, which carrying on is to spare
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.result import ColorizeResult
from nurie.core.types import ColorizeRequest, Hints, Page
from nurie.datasets.procedural.character import draw_character_traits, draw_pose
from nurie.datasets.procedural.draw import Drawing, draw_motion
from nurie.datasets.simulate import simulate_hints
from nurie.runtime.catalog import DEFAULT_MODEL
from nurie.runtime.colorizer import Colorizer

U8 = NDArray[np.uint8]
FIRST_SEED, SIZE_PX = 96_000_000, 448
METHODS = ("each alone", "the same hints", "carried on", "hints on each")
RIGHT = 10.0  # CIEDE2000


def main() -> None:
    """Draw, colour, print."""
    options = _parse()
    colorizer = Colorizer(options.model)
    found: dict[str, list[NDArray]] = {method: [] for method in METHODS}
    rows: list[U8] = []
    for frames in motions(options.motions, options.frames):
        hints = [_dots(frame, options.hints) for frame in frames]
        for method in METHODS:
            results = list(_colored(colorizer, frames, hints, method))
            found[method].append(_score(frames, results))
            tiles = [cv2.resize(result.image, (220, 220), interpolation=cv2.INTER_AREA) for result in results]
            rows.append(np.hstack(tiles))
    print(f"{colorizer.card.model}; {options.motions} motions of {options.frames} frames, {options.hints} hints\n")
    print("| | flicker, mean ΔE2000 | of flats | flats in their true colour, % | in the last frame, % |")
    print("|---|---:|---:|---:|---:|")
    for method, scores in found.items():
        flicker, flats, right, last = np.mean(scores, 0)
        print(f"| {method} | {flicker:.2f} | {flats:.2f} | {100 * right:.1f} | {100 * last:.1f} |")
    if options.sheet:
        cv2.imwrite(str(options.sheet), np.vstack(rows)[..., ::-1])


def motions(count: int, frames: int) -> Iterator[list[Drawing]]:
    """Characters who move from one pose to another."""
    for number in range(count):
        rng = np.random.default_rng(FIRST_SEED + number)
        traits = draw_character_traits(rng)
        start = draw_pose(rng)
        yield draw_motion(traits, start, draw_pose(rng), frames, SIZE_PX, seed=FIRST_SEED + 1000 + number)


def _dots(frame: Drawing, count: int) -> Hints:
    rng = np.random.default_rng(FIRST_SEED)
    return simulate_hints("region_dots", frame.flats, frame.line, rng, count, regions=frame.regions)


def _colored(
    colorizer: Colorizer, frames: list[Drawing], hints: list[Hints], method: str
) -> Iterator[ColorizeResult]:
    result = None
    for number, frame in enumerate(frames):
        given = hints[number] if method == "hints on each" else hints[0] if method == "the same hints" else None
        previous = result.frame if result and method == "carried on" else None
        request = ColorizeRequest(Page(frame.line), hints[0] if number == 0 else given, previous=previous)
        result = colorizer.colorize(request)
        yield result


def _score(frames: list[Drawing], results: list[ColorizeResult]) -> NDArray:
    """Between frames where the true flat is the same, mean ΔE of pictures' colour and of flats; right flats, and those
    of the last frame.
    """
    layers, paper = [result.layers for result in results], [frame.line >= 128 for frame in frames]
    color, flats = [rgb_to_lab(layer.color) for layer in layers], [rgb_to_lab(layer.flats) for layer in layers]
    truth = [rgb_to_lab(frame.flats) for frame in frames]
    changes = []
    for a, b in pairwise(range(len(frames))):
        still = (frames[a].flats == frames[b].flats).all(2) & paper[a] & paper[b]
        changes.append([delta_e2000(part[a], part[b])[still].mean() for part in (color, flats)])
    errors = [delta_e2000(*pair)[mask] for *pair, mask in zip(flats, truth, paper, strict=True)]
    right = [(error <= RIGHT).mean() for error in errors]
    return np.array([*np.mean(changes, 0), np.mean(right[1:]), right[-1]])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=DEFAULT_MODEL, help="a bundle; default: nurie's own")
    parser.add_argument("--motions", type=int, default=8)
    parser.add_argument("--frames", type=int, default=6)
    parser.add_argument("--hints", type=int, default=24)
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="a picture: a row of frames per method and motion")
    return parser.parse_args()


if __name__ == "__main__":
    main()
