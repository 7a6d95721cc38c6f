"""What Python finds for the smaller parts of the path, as JSON on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np

from nurie.core.color import delta_e2000, lab_to_rgb, rgb_to_lab
from nurie.core.image_io import read_page, read_picture
from nurie.core.lineart import EXTRACTORS, clean_scan
from nurie.runtime.bundle import read_card


def main() -> None:
    work = json.loads(Path(sys.argv[1]).read_text())
    colors = np.array(work["colors"], np.uint8)
    lab = rgb_to_lab(colors)
    for name, (width, height) in work["pictures"].items():
        folder = Path(sys.argv[1]).parent
        pixels = np.fromfile(folder / f"{name}.rgba", np.uint8).reshape(height, width, 4)
        page = read_page(pixels)
        page.lineart.tofile(folder / f"{name}.lineart")
        (folder / f"{name}.ink").write_bytes(b"" if page.ink is None else page.ink.tobytes())
        (folder / f"{name}.notes").write_text(str(len(page.warnings)))
    picture = read_picture(pixels).pixels
    for method in work["methods"]:
        gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        found = clean_scan(gray) if method == "scan" else EXTRACTORS[method](picture)
        found.tofile(folder / f"{method}.lines")
    card = read_card(work["model"])
    print(json.dumps({
        "lab": lab.tolist(),
        "rgb": lab_to_rgb(lab).tolist(),
        "gray": cv2.cvtColor(colors[None], cv2.COLOR_RGB2GRAY)[0].tolist(),
        "apart": delta_e2000(lab[:-1], lab[1:]).tolist(),
        "random": {str(seed): np.random.default_rng(seed).random(100).tolist() for seed in work["seeds"]},
        "card": {"name": card.name, "things": card.things, "bins": len(card.color_bins), "planes": card.planes},
    }))  # fmt: skip


if __name__ == "__main__":
    main()
