"""Do regions get a character's colours from its profile?

    python benchmarks/profiles.py [--model NAME|FILE] [--characters 24] [--corpus DIR] [--sheet FILE] [--fit]

Drawings by program: each character five times, in other poses, views, pens and light; one or two drawings make the
profile, three are coloured. With a corpus, panels of Pepper&Carrot after others of the same story. Exact truth of the
drawings; of the panels what is painted in each region.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from profile_weights import fit

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.flats import make_flats
from nurie.core.image_io import read_page, read_picture
from nurie.core.layers import compose
from nurie.core.main_colors import main_colors
from nurie.core.regions import default_gap_px, label_regions
from nurie.core.types import ColorizeOptions, ColorizeRequest, Page, Profile, Rgb
from nurie.datasets.manifest import read_manifest
from nurie.datasets.procedural.character import draw_character_traits, draw_pose
from nurie.datasets.procedural.draw import Drawing, draw_character
from nurie.runtime.api import profile_of
from nurie.runtime.catalog import DEFAULT_MODEL
from nurie.runtime.colorizer import Colorizer

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
FIRST_SEED, FIT_SEED, SIZE_PX = 90_000_000, 91_000_000, 448
DRAWINGS, SHEETS = 5, 2
ALIKE, NEAR = 10.0, 20.0  # CIEDE2000
LEAST_SHARE = 0.002  # of the page, of regions that are counted one by one
SCENERY = ("background", "sky", "cloud", "ground", "plant", "building", "furniture", "bubble", "lettering", "frame")
NAMED = ("hair", "skin", "cloth", "iris")
PANELS = {  # of Pepper&Carrot, in one light: those that make the profile, those that are coloured
    "Pepper, e12": (("e12p02-00", "e12p02-02"), ("e12p01-01", "e12p03-00", "e12p03-01", "e12p02-01")),
    "Cumin, e12": (("e12p01-02",), ("e12p01-03",)),
    "Saffron, e06": (("e06p05-01",), ("e06p05-02", "e06p05-05", "e06p04-00")),
    "Shichimi, e06": (("e06p06-00",), ("e06p06-01", "e06p04-01")),
}


def main() -> None:
    """Draw, make profiles, colour, print."""
    options = _parse()
    colorizer = Colorizer(options.model)
    if options.fit:
        print(fit(colorizer, list(draw_all(options.characters, FIT_SEED)), SCENERY))
        return
    print(f"{colorizer.card.model}; {options.characters} characters\n")
    _drawings(colorizer, options.characters, options.sheet)
    if options.corpus:
        _panels(colorizer, options.corpus, options.sheet)


def draw_all(count: int, first: int) -> Iterator[list[Drawing]]:
    """Characters in five drawings each, those on plain ground first."""
    for number in range(count):
        rng = np.random.default_rng(first + number)
        traits = draw_character_traits(rng)
        seeds = range(first + 1000 * (number + 1), first + 1000 * (number + 1) + DRAWINGS)
        drawings = [draw_character(traits, draw_pose(rng), SIZE_PX, seed=seed) for seed in seeds]
        yield sorted(drawings, key=lambda drawing: bool(set(drawing.names) & set(SCENERY[1:])))


def _drawings(colorizer: Colorizer, count: int, sheet: Path | None) -> None:
    methods = (
        "no profile", "--reference", "profile, 1 sheet", "profile, 2 sheets", "the same, lines extracted", "upper bound"
    )  # fmt: skip
    scores: dict[str, list[NDArray]] = {method: [] for method in methods}
    shown, spent = [], []
    for drawings in draw_all(count, FIRST_SEED):
        sheets, pages = drawings[:SHEETS], drawings[SHEETS:]
        pictures, lines = [sheet.picture for sheet in sheets], [sheet.line for sheet in sheets]
        start = time.process_time()
        both = profile_of(pictures, lines=lines, model=colorizer)
        spent.append(time.process_time() - start)
        profiles = {
            "profile, 1 sheet": profile_of(pictures[:1], lines=lines[:1], model=colorizer),
            "profile, 2 sheets": both,
            "the same, lines extracted": profile_of([_as_file(picture) for picture in pictures], model=colorizer),
        }
        reference = main_colors(np.hstack(pictures))
        row = pictures
        for drawing in pages:
            page = Page(drawing.line)
            flats = {
                "no profile": _color(colorizer, page),
                "--reference": _color(colorizer, page, ColorizeOptions(reference=reference)),
                **{name: _color(colorizer, page, profile=profile) for name, profile in profiles.items()},
                "upper bound": best_of(both, drawing.line, drawing.flats),
            }
            for method, found in flats.items():
                scores[method].append(score(found, drawing, both.colors))
            row = [*row, *(compose(flats[name], page) for name in ("no profile", "profile, 2 sheets"))]
        shown.append(row)
    print("| | area, % | regions, % | " + " | ".join(f"{name}, %" for name in NAMED) + " | scenery in its colours, % |")
    print("|---|" + "---:|" * (3 + len(NAMED)))
    for method, found in scores.items():
        total = np.sum(found, 0)
        print(f"| {method} | " + " | ".join(f"{100 * right / max(of, 1e-9):.1f}" for right, of in total) + " |")
    print(f"\nProfile of two sheets: {np.median(spent):.2f} CPU-s.\n")
    _write(sheet, "drawings", shown)


def _as_file(picture: U8) -> bytes:
    """The picture alone, as somebody has it who has no lines."""
    return cv2.imencode(".png", picture[..., ::-1])[1].tobytes()


def _color(
    colorizer: Colorizer, page: Page, options: ColorizeOptions | None = None, profile: Profile | None = None
) -> U8:
    profiles = () if profile is None else (profile,)
    return colorizer.colorize(ColorizeRequest(page, None, options or ColorizeOptions(), profiles)).layers.flats


def score(flats: U8, drawing: Drawing, paints: Sequence[Rgb]) -> NDArray:
    """Right and all, (2,) each: area of the figure, its regions, those of each name; scenery that took a paint."""
    rows = np.zeros((3 + len(NAMED), 2))
    paper = drawing.line >= 128
    for number, (name, wanted) in enumerate(zip(drawing.names, drawing.colors, strict=True)):
        mask = (drawing.regions == number) & paper
        area = int(mask.sum())
        if not area:
            continue
        color = _most(flats[mask])
        if name in SCENERY:
            rows[-1] += area * np.array([tuple(color.tolist()) in paints, 1])
            continue
        right = float(_distance(color, wanted) <= ALIKE)
        rows[0] += area * np.array([right, 1])
        if area >= LEAST_SHARE * paper.size:
            rows[1] += right, 1
        if name in NAMED and area >= LEAST_SHARE * paper.size / 4:  # few irises are larger
            rows[2 + NAMED.index(name)] += right, 1
    return rows


def best_of(profile: Profile, line: U8, truth: U8) -> U8:
    """Flats in which each region of the line art has that paint of a profile which is nearest to what it should be."""
    regions = label_regions(line, default_gap_px(line))
    flats, paints = np.empty_like(truth), np.array(profile.colors, np.uint8)
    for number in np.unique(regions):
        mask = regions == number
        wanted = _most(truth[mask & (line >= 128)] if (mask & (line >= 128)).any() else truth[mask])
        flats[mask] = paints[int(np.argmin([_distance(paint, wanted) for paint in paints]))]
    return flats


def _panels(colorizer: Colorizer, corpus: Path, sheet: Path | None) -> None:
    rows = {row.id.removeprefix("peppercarrot_pairs-"): row for row in read_manifest(corpus / "manifest.jsonl")}
    print("| Pepper&Carrot | | area within 10, % | within 20, % | matched area, % | of it: mean ΔE | within 20, % |")
    print("|---|---|---:|---:|---:|---:|---:|")
    shown = []
    for title, (makers, pages) in PANELS.items():
        made = [(corpus / rows[name].image, corpus / rows[name].lineart) for name in makers]
        profile = profile_of([image for image, _ in made], lines=[line for _, line in made], model=colorizer)
        reference = tuple(main_colors(np.concatenate([_strip(read_picture(image).pixels) for image, _ in made], 1)))
        found: dict[str, list[NDArray]] = {}
        row = [read_picture(image).pixels for image, _ in made]
        for name in pages:
            page, picture = read_page(corpus / rows[name].lineart), read_picture(corpus / rows[name].image).pixels
            truth = make_flats(picture, None, page.lineart, label_regions(page.lineart, default_gap_px(page.lineart)))
            result = colorizer.colorize(ColorizeRequest(page, profiles=(profile,)))
            methods: dict[str, U8] = {
                "no profile": _color(colorizer, page),
                "--reference": _color(colorizer, page, ColorizeOptions(reference=reference)),
                "profile": result.layers.flats,
                "upper bound": best_of(profile, page.lineart, truth.flats),
            }
            matched = np.isin(_packed(result.layers.flats), _packed(np.array(profile.colors, np.uint8)[None]))
            for method, flats in methods.items():
                found.setdefault(method, []).append(_panel_score(flats, truth.flats, matched))
            row += [picture, compose(methods["no profile"], page), result.image]
        shown.append(row)
        for method, parts in found.items():
            area, alike, near, taken, sum_taken, near_taken = np.sum(parts, 0)
            cells = (100 * alike / area, 100 * near / area, 100 * taken / area, sum_taken / taken,
                     100 * near_taken / taken)  # fmt: skip
            print(f"| {title} | {method} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")
    _write(sheet, "panels", shown)


def _panel_score(flats: U8, truth: U8, matched: NDArray[np.bool_]) -> NDArray:
    far = delta_e2000(rgb_to_lab(flats), rgb_to_lab(truth))
    within = far <= NEAR
    return np.array(
        [far.size, (far <= ALIKE).sum(), within.sum(), matched.sum(), far[matched].sum(), (within & matched).sum()]
    )


def _packed(colors: U8) -> NDArray[np.int64]:
    return colors.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])


def _strip(picture: U8) -> U8:
    return cv2.resize(picture, (round(320 * picture.shape[1] / picture.shape[0]), 320), interpolation=cv2.INTER_NEAREST)


def _most(colors: U8) -> U8:
    """The most frequent of (n, 3)."""
    values, counts = np.unique(_packed(colors), return_counts=True)
    value = int(values[counts.argmax()])
    return np.array([value >> 16, value >> 8 & 255, value & 255], np.uint8)


def _distance(one: U8, other: U8) -> float:
    return float(delta_e2000(rgb_to_lab(one[None]), rgb_to_lab(other[None]))[0])


def _write(folder: Path | None, name: str, rows: list[list[U8]]) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    high = [np.hstack([cv2.resize(tile, (round(200 * tile.shape[1] / tile.shape[0]), 200), interpolation=cv2.INTER_AREA)
                       for tile in row]) for row in rows]  # fmt: skip
    wide = max(row.shape[1] for row in high)
    padded = [np.pad(row, ((0, 4), (0, wide - row.shape[1]), (0, 0)), constant_values=255) for row in high]
    cv2.imwrite(str(folder / f"{name}.png"), np.vstack(padded)[..., ::-1])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=DEFAULT_MODEL, help="a bundle; default: nurie's own")
    parser.add_argument("--characters", type=int, default=24)
    parser.add_argument("--corpus", type=Path, help="folder of a manifest.jsonl with Pepper&Carrot")
    parser.add_argument("--sheet", type=Path, help="folder for pictures: sheets, then pages without and with profile")
    parser.add_argument("--fit", action="store_true", help="print weights for runtime/profiles.py, of other characters")
    return parser.parse_args()


if __name__ == "__main__":
    main()
