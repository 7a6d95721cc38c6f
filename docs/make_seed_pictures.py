"""Makes the pictures and the table of findings of docs/seeds.md from the bundles of `nurie compare`.

    python3 docs/make_seed_pictures.py --report run/seeds

Colours examples/ by every bundle in REPORT/bundles/images and by nurie, without hints and with those of examples/, as
one sheet each, and prints what `evaluation.findings` measures of each system that takes hints.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from nurie.core.hint_files import read_hints
from nurie.core.hints import rasterize
from nurie.core.image_io import read_page
from nurie.core.types import Hints
from nurie.evaluation.findings import Findings, face, find
from nurie.evaluation.methods import Method, ModelMethod
from nurie.evaluation.sheets import SheetRow, draw_sheet, show_hints
from nurie.runtime.colorizer import Colorizer

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "images" / "seeds"
ORDER = (
    "deepcolor-l2", "deepcolor-gan", "deepcolor-blur", "deepcolor", "deepcolor-palette", "sketch-inversion", "colorful",
    "paintschainer", "nurie-tiny", "nurie",
)  # fmt: skip
PAGES = ("kitten", "lion", "monkey")
CELL_PX = 256


def main() -> None:
    """Colour, lay out, measure, print."""
    options = _parse()
    found = {path.stem: path for path in (options.report / "bundles" / "images").glob("*.onnx")}
    names = [name for name in ORDER if name in found] + sorted(set(found) - set(ORDER))
    methods: list[Method] = [ModelMethod(name, Colorizer(found[name])) for name in names]
    methods.append(ModelMethod("nurie (released)", Colorizer()))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, hinted in (("plain", False), ("hinted", True)):
        rows = [sheet_row(page, methods, hinted=hinted) for page in PAGES]
        sheet = draw_sheet(rows, ["lines and hints", *(method.name for method in methods)])
        Image.fromarray(sheet).save(PICTURES / f"{name}.jpg", quality=85)
    print(table({method.name: find(method) for method in methods if takes_hints(method)}))


def sheet_row(name: str, methods: list[Method], *, hinted: bool) -> SheetRow:
    """One page by every method."""
    page = read_page(ROOT / "examples" / f"{name}.png")
    hints = read_hints(ROOT / "examples" / f"{name}.hints.json", page.extent) if hinted else Hints(page.extent)
    marked = show_hints(page.lineart, rasterize(hints, page.extent))
    pictures = [marked, *(method.paint(page, hints, seed=0).image for method in methods)]
    return SheetRow(name, tuple(_small(picture) for picture in pictures))


def takes_hints(method: Method) -> bool:
    """Whether a hint changes the picture at all."""
    page = face()
    layer = np.zeros((*page.extent, 4), np.uint8)
    layer[100:300, 200:300] = (200, 40, 40, 255)
    given = (Hints(page.extent), Hints(page.extent, layer=layer))
    plain, hinted = (method.paint(page, hints, seed=0).color for hints in given)
    return bool((plain != hinted).any())


def table(findings: dict[str, Findings]) -> str:
    """Markdown."""
    lines = [
        "| system | no hint, and white ones | eyes: ΔE to the hint | small lines, as painted | over the line |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, one in findings.items():
        cells = (one.white_difference, one.eye_delta_e, one.small_lines, one.strayed)
        lines.append(f"| {name} | {cells[0]:.1f} | {cells[1]:.1f} | {cells[2]:.2f} | {cells[3]:.2f} |")
    return "\n".join(lines)


def _small(picture: np.ndarray) -> np.ndarray:
    image = Image.fromarray(picture)
    image.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
    return np.asarray(image)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, required=True, help="the folder of `nurie compare`")
    return parser.parse_args()


if __name__ == "__main__":
    main()
