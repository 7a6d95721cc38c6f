"""Folders of triples by deepcolor's protocol, for `nurie eval --triples`.

    python benchmarks/triples.py -o out/triples [--suite anime] [--count 60] [--split val] [--data MANIFEST]

Squares of 256 px of the split's pictures that have no line picture: lines by the adaptive threshold, the picture
itself blurred by a box of 100 px as the hint. Then, for example:

    nurie eval --triples out/triples --model nurie --model DEEPCOLOR.onnx --size 256 --report out/triples-report
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from nurie.core.lineart import extract_lineart
from nurie.datasets.corpus import decode
from nurie.datasets.manifest import read_manifest, select
from nurie.datasets.plain_samples import square
from nurie.evaluation.suites import SUITES, select_suite, spread
from nurie.evaluation.triples import FOLDERS

SIDE_PX, BOX_PX = 256, 100


def main() -> None:
    """Read, cut, draw, blur, write."""
    options = _parse()
    for name in FOLDERS:
        (options.output / name).mkdir(parents=True)
    rows = [row for row in select(read_manifest(options.data), split=options.split) if row.image and not row.lineart]
    rows = select_suite(rows, options.suite) if options.suite else rows
    for row in spread(rows, options.count):
        picture = square(decode(row, options.data.parent, 2 * SIDE_PX), SIDE_PX)
        triple = (extract_lineart(picture, "adaptive"), cv2.blur(picture, (BOX_PX, BOX_PX)), picture)
        for folder, part in zip(FOLDERS, triple, strict=True):
            name = row.id.replace("/", "-").replace(".", "-")
            Image.fromarray(np.ascontiguousarray(part)).save(options.output / folder / f"{name}.png")
    print(f"{min(len(rows), options.count)} triples in {options.output}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="the manifest")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a new folder")
    parser.add_argument("--count", type=int, default=60, help="pictures, evenly spread (default 60)")
    parser.add_argument("--suite", choices=SUITES, help="of nurie eval; default all pictures without a line picture")
    parser.add_argument("--split", default="val", help="default val")
    return parser.parse_args()


if __name__ == "__main__":
    main()
