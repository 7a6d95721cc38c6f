"""Do eyes keep the colour of one small hint?

    python benchmarks/eyes.py [--model NAME|FILE ...] [--count 48] [--sheet FILE]

Drawings by program of seeds that no run sees, with irises of 6 to 40 px on pages of 448 px. Each visible iris gets one
dot of 3 to 6 px in its own colour, and skin, hair and cloth one dot each. Exact truth: the regions have names.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.hints import rasterize
from nurie.core.layers import compose
from nurie.core.types import ColorizeRequest, Extent, Hints, Page, Stroke
from nurie.datasets.procedural.draw import draw
from nurie.evaluation.peers import DEFAULT_PEERS, PEERS
from nurie.runtime.catalog import DEFAULT_MODEL
from nurie.runtime.colorizer import Colorizer

U8 = NDArray[np.uint8]
FIRST_SEED, SIZE_PX = 50_000_000, 448
IRIS_PX = (6, 40)  # width of the irises that count
HINT_PX = (3, 6)
ALIKE = 10.0  # CIEDE2000 up to which a colour is kept
OTHERS = ("skin", "hair", "cloth")
PAPER = 200


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A page with its hints, and per eye: its iris, what lies around it, both (H, W) bool, and its colour."""

    page: Page
    hints: Hints
    eyes: list[tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[int, int, int]]]


def main() -> None:
    """Draw, colour by every method, print."""
    options = _parse()
    faces = list(make_faces(options.count))
    methods = {Path(name).stem: _model(name) for name in options.model or [DEFAULT_MODEL]}
    methods |= {name: _peer(name) for name in DEFAULT_PEERS}
    print(f"{sum(len(face.eyes) for face in faces)} irises on {len(faces)} pages\n")
    print("| method | iris kept, % | leaked, % |\n|---|---:|---:|")
    sheets = []
    for name, paint in methods.items():
        pictures = [paint(face) for face in faces]
        kept, leaked = zip(*(measure(picture, eye) for face, picture in zip(faces, pictures, strict=True)
                             for eye in face.eyes), strict=True)  # fmt: skip
        print(f"| {name} | {100 * np.mean(kept):.1f} | {100 * np.mean(leaked):.1f} |", flush=True)
        shown = [compose(picture, face.page) for face, picture in zip(faces[:6], pictures, strict=False)]
        sheets.append(np.hstack(shown))
    if options.sheet:
        cv2.imwrite(str(options.sheet), np.vstack(sheets)[..., ::-1])


def make_faces(count: int) -> Iterator[Face]:
    """The first `count` drawings in which an iris of `IRIS_PX` is seen."""
    seed, found = FIRST_SEED, 0
    while found < count:
        seed += 1
        face = _face(seed)
        if face is not None:
            found += 1
            yield face


def _face(seed: int) -> Face | None:
    drawing, rng = draw(seed, SIZE_PX), np.random.default_rng(seed)
    paper, eyes, strokes = drawing.line >= PAPER, [], []
    for number, name in enumerate(drawing.names):
        region = (drawing.regions == number) & paper
        _, _, width, _ = cv2.boundingRect(region.view(np.uint8))
        color = tuple(int(part) for part in drawing.colors[number])
        if name == "iris" and IRIS_PX[0] <= width <= IRIS_PX[1] and region.sum() >= 12:
            reach = np.ones((2 * width + 1,) * 2, np.uint8)
            around = cv2.dilate(region.view(np.uint8), reach).astype(bool) & paper & (drawing.regions != number)
            around &= delta_e2000(rgb_to_lab(drawing.flats), rgb_to_lab(np.full_like(drawing.flats, color))) > 2 * ALIKE
            eyes.append((region, around, color))
            strokes.append(_dot(region, color, float(rng.uniform(*HINT_PX)) / 2))
    for thing in OTHERS if eyes else ():
        regions = [number for number, name in enumerate(drawing.names) if name == thing]
        masks = [(drawing.regions == number) & paper for number in regions]
        if masks and max(mask.sum() for mask in masks) > 40:
            number, mask = max(zip(regions, masks, strict=True), key=lambda pair: pair[1].sum())
            strokes.append(_dot(mask, tuple(int(part) for part in drawing.colors[number]), 2.0))
    if not eyes:
        return None
    return Face(Page(drawing.line), Hints(Extent(SIZE_PX, SIZE_PX), tuple(strokes)), eyes)


def _dot(mask: NDArray[np.bool_], color: tuple[int, ...], radius_px: float) -> Stroke:
    """Where a region is widest."""
    depth = cv2.distanceTransform(np.pad(mask, 1).view(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = divmod(int(depth.argmax()), depth.shape[1])
    return Stroke(((float(x), float(y)),), color, radius_px)  # type: ignore[arg-type]


def measure(picture: U8, eye: tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[int, int, int]]) -> tuple[float, float]:
    """Shares of the iris that has its colour, and of what lies around within a width that has it too."""
    iris, around, color = eye
    wanted = rgb_to_lab(np.array([[color]], np.uint8))[0]
    kept, leaked = (
        float((delta_e2000(rgb_to_lab(picture[mask]), np.broadcast_to(wanted, (int(mask.sum()), 3))) <= ALIKE).mean())
        if mask.any() else 0.0
        for mask in (iris, around)
    )  # fmt: skip
    return kept, leaked


def _model(name: str):  # type: ignore[no-untyped-def]
    colorizer = Colorizer(name)
    return lambda face: colorizer.colorize(ColorizeRequest(face.page, face.hints)).layers.color


def _peer(name: str):  # type: ignore[no-untyped-def]
    return lambda face: PEERS[name].fill(rasterize(face.hints, face.page.extent), face.page.lineart)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", help="a bundle, also several times; default: nurie's own")
    parser.add_argument("--count", type=int, default=48, help="pages")
    parser.add_argument("--sheet", type=Path, help="write six pages by every method")
    return parser.parse_args()


if __name__ == "__main__":
    main()
