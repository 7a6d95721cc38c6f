"""How well lines that the training data simulates pass for lines that artists drew.

    python benchmarks/lines.py [--data MANIFEST] [--split train] [--limit 60] [--crops 8] [--style NAME] [--sheet FILE]

A logistic regression over `line_stats` of 128 px crops says which is which, cross-validated by character or story. 50 %
means that it cannot tell. For a pair both crops show the same place; a drawing without colours is matched with colour
pictures of its kind. One process, a minute or two.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.geometry import resize_lineart
from nurie.core.types import Extent
from nurie.datasets.extract import LINE_STYLES, degrade, random_lineart
from nurie.datasets.hed import hed_sides
from nurie.datasets.line_stats import cross_validate, line_stats
from nurie.datasets.manifest import Row, read_manifest, select

U8 = NDArray[np.uint8]
SIZE_PX = 128
SHORT_PX = 420  # as the training cache keeps pictures
LEAST_INK = 0.01
PARTNERS = {  # drawings without colours: the sources whose pictures stand in
    "asp_line": ("asp",),
    "mika_line": ("mika", "learntocode", "gearhead"),
    "tuxpaint_line": ("art4apps", "comicgen"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A crop that an artist drew, and one simulated for it; both (128, 128) uint8."""

    kind: str
    group: str
    real: U8
    simulated: U8
    cpu_ms: float


def main() -> None:
    """Crop, simulate, judge, print."""
    options = _parse()
    cv2.setNumThreads(1)
    rows = select(read_manifest(options.data), split=options.split)
    shares = {options.style: 1.0} if options.style else None
    matches = list(make_matches(rows, options.data.parent, options.limit, options.crops, shares))
    names = list(line_stats(matches[0].real))
    real, simulated = (np.array([list(line_stats(crop).values()) for crop in crops]) for crops in zip(
        *((match.real, match.simulated) for match in matches), strict=True))  # fmt: skip
    right = judge(real, simulated, [match.group for match in matches])
    print_table(matches, right)
    print_differences(names, real, simulated)
    if options.sheet:
        cv2.imwrite(str(options.sheet), contact_sheet(matches))


def make_matches(
    rows: Sequence[Row], folder: Path, limit: int, crops: int, shares: dict[str, float] | None
) -> Iterator[Match]:
    """Crops of every drawing and their simulated partners; at most `limit` drawings per kind; `shares` of styles."""
    drawings: dict[str, list[Row]] = {}
    for row in rows:
        if row.lineart_kind in ("ink", "pencil") and (row.image or row.source in PARTNERS):
            drawings.setdefault(f"{row.lineart_kind}, pair" if row.image else row.source, []).append(row)
    for kind, members in sorted(drawings.items()):
        partners = [row for row in rows if row.source in PARTNERS.get(kind, ()) and row.image]
        for row in members[:: max(1, -(-len(members) // limit))]:
            yield from _of_one(kind, row, partners, folder, crops, shares)


def _of_one(
    kind: str, row: Row, partners: Sequence[Row], folder: Path, crops: int, shares: dict[str, float] | None
) -> Iterator[Match]:
    rng = np.random.default_rng(zlib.crc32(row.id.encode()))
    lineart = _read(folder / str(row.lineart), cv2.IMREAD_GRAYSCALE)
    for _ in range(crops):
        window = _window(lineart.shape, rng)
        real = resize_lineart(np.ascontiguousarray(lineart[window]), Extent(SIZE_PX, SIZE_PX))
        if (real < 200).mean() < LEAST_INK:
            continue
        if not row.image:
            row_of_colors = partners[int(rng.integers(len(partners)))]
            colors = _read(folder / str(row_of_colors.image), cv2.IMREAD_COLOR)
            window = _window(colors.shape, rng)
        else:
            colors = _read(folder / row.image, cv2.IMREAD_COLOR)
        yield Match(kind, row.group, real, *simulate(np.ascontiguousarray(colors[window][..., ::-1]), rng, shares))


def simulate(colors: U8, rng: np.random.Generator, shares: dict[str, float] | None) -> tuple[U8, float]:
    """Line art as a training sample has it, and the CPU time in ms; the edges of HED are there before."""
    drawn_px = int(np.clip(rng.uniform(1, 2) * SIZE_PX, 8, max(colors.shape[0], SIZE_PX)))
    how = cv2.INTER_AREA if colors.shape[0] > drawn_px else cv2.INTER_LINEAR
    sides = hed_sides(colors, zoom=1.0)  # of the picture as it is kept, as in training
    colors, sides = (cv2.resize(part, (drawn_px, drawn_px), interpolation=how) for part in (colors, sides))
    start = time.process_time()
    lineart = degrade(resize_lineart(random_lineart(colors, rng, shares, sides=sides), Extent(SIZE_PX, SIZE_PX)), rng)
    return lineart, 1e3 * (time.process_time() - start)


def judge(real: NDArray[np.float64], simulated: NDArray[np.float64], groups: Sequence[str]) -> NDArray[np.bool_]:
    """(2, N) whether the judge was right about each real and each simulated crop."""
    labels = np.repeat([False, True], len(real))
    scores = cross_validate(np.vstack([real, simulated]), labels, [*groups, *groups])
    return ((scores > 0) == labels).reshape(2, -1)


def print_table(matches: Sequence[Match], right: NDArray[np.bool_]) -> None:
    """Accuracy by kind; the time of a simulation."""
    print("| lines | crops | told apart, % |\n|---|---:|---:|")
    kinds = np.array([match.kind for match in matches])
    for kind in (*sorted(set(kinds)), "all"):
        chosen = (kinds == kind) | (kind == "all")
        print(f"| {kind} | {chosen.sum()} | {100 * right[:, chosen].mean():.1f} |")
    print(f"\n{np.mean([match.cpu_ms for match in matches]):.2f} CPU-ms per simulated crop of {SIZE_PX} px\n")


def print_differences(names: Sequence[str], real: NDArray[np.float64], simulated: NDArray[np.float64]) -> None:
    """The statistics whose medians lie farthest apart, in standard deviations of the real ones."""
    print("| statistic | real | simulated | apart |\n|---|---:|---:|---:|")
    middles = np.median(real, 0), np.median(simulated, 0)
    apart = (middles[1] - middles[0]) / (real.std(0) + 1e-6)
    for place in np.argsort(-np.abs(apart), kind="stable")[:10]:
        print(f"| {names[place]} | {middles[0][place]:.2f} | {middles[1][place]:.2f} | {apart[place]:+.2f} |")


def contact_sheet(matches: Sequence[Match]) -> U8:
    """For each kind ten real crops above their simulated partners."""
    rows: list[U8] = []
    for kind in sorted({match.kind for match in matches}):
        members = [match for match in matches if match.kind == kind]
        chosen = [members[i * len(members) // 10] for i in range(10)]
        rows += [np.hstack([match.real for match in chosen]), np.hstack([match.simulated for match in chosen])]
        rows.append(np.full((8, rows[-1].shape[1]), 128, np.uint8))
    return np.vstack(rows)


def _window(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[slice, slice]:
    """A square at a random scale, as training samples have it."""
    short = min(shape[:2])
    side = int(np.clip(short / (SHORT_PX / SIZE_PX) ** rng.random(), min(short, SIZE_PX / 1.5), short))
    top, left = (int(rng.integers(0, length - side + 1)) for length in shape[:2])
    return slice(top, top + side), slice(left, left + side)


def _read(path: Path, mode: int) -> U8:
    picture = cv2.imread(str(path), mode)
    scale = SHORT_PX / min(picture.shape[:2])
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="the manifest")
    parser.add_argument("--split", default="train", help="which pictures (default train)")
    parser.add_argument("--limit", type=int, default=60, help="at most so many drawings of each kind (default 60)")
    parser.add_argument("--crops", type=int, default=8, help="crops of each drawing (default 8)")
    parser.add_argument("--style", choices=LINE_STYLES, help="lines of one style alone (default the training mix)")
    parser.add_argument("--sheet", type=Path, help="write real above simulated crops to this PNG")
    return parser.parse_args()


if __name__ == "__main__":
    main()
