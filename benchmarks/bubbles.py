"""Are speech bubbles found, and nothing else? Drawings by program, whose bubbles are known.

    python benchmarks/bubbles.py [--model NAME|FILE ...] [--drawings 80] [--size 1024] [--corpus DIR]

Half of the drawings have bubbles. With a corpus also its line art, hardly any of which has lettering: how many regions
of how many pages are taken for bubbles.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np

from nurie.core.image_io import read_page
from nurie.core.types import Page
from nurie.datasets.manifest import read_manifest
from nurie.datasets.procedural import compose
from nurie.datasets.procedural.draw import Drawing, draw
from nurie.runtime.colorizer import Colorizer

FIRST_SEED = 95_000_000
LEAST_SHARE = 0.003  # of the page, of regions that are counted
WRITTEN = ("bubble", "lettering")


def main() -> None:
    """Draw, look, print."""
    options = _parse()
    print("| model | bubbles found, % | other regions taken for bubbles | of regions |")
    print("|---|---:|---:|---:|")
    for name in options.model or ["nurie", "nurie-tiny"]:
        colorizer = Colorizer(name)
        found = np.sum([_count(colorizer, drawing) for drawing in draw_all(options.drawings, options.size)], 0)
        print(f"| {colorizer.card.model} | {100 * found[0] / found[1]:.1f} | {found[2]} | {found[3]} |")
        if options.corpus:
            rows = [row for row in read_manifest(options.corpus / "manifest.jsonl") if row.lineart][::4]
            pages = [read_page(options.corpus / str(row.lineart)) for row in rows]
            some = sum(bool(colorizer.encode(page).bubbles) for page in pages)
            print(f"\n{colorizer.card.model}: bubbles in {some} of {len(pages)} line drawings of the corpus\n")


def draw_all(count: int, size_px: int) -> Iterator[Drawing]:
    """Drawings, every second one with speech bubbles."""
    plain = compose._scene
    for number in range(count):
        share = {"bubbles": 1.0} if number % 2 == 0 else {}
        with patch.object(compose, "_scene", lambda *given, share=share, **named: plain(*given, **{**named, **share})):
            yield draw(FIRST_SEED + number, size_px)


def _count(colorizer: Colorizer, drawing: Drawing) -> list[int]:
    """Bubbles found and all; other regions taken for bubbles and all."""
    encoded = colorizer.encode(Page(drawing.line))
    paper, found = drawing.line >= 128, [0, 0, 0, 0]
    for number in np.unique(encoded.regions):
        mask = (encoded.regions == number) & paper
        if mask.sum() >= LEAST_SHARE * paper.size:
            name = drawing.names[np.bincount(drawing.regions[mask]).argmax()]
            place = 0 if name in WRITTEN else 2
            found[place] += number in encoded.bubbles
            found[place + 1] += 1
    return found


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", metavar="NAME|FILE", help="default: nurie and nurie-tiny")
    parser.add_argument("--drawings", type=int, default=80)
    parser.add_argument("--size", type=int, default=1024, metavar="PX")
    parser.add_argument("--corpus", type=Path, help="folder of a manifest.jsonl")
    return parser.parse_args()


if __name__ == "__main__":
    main()
