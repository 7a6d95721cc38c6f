"""Drawings as files: a folder each, every file whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.files import replacing
from nurie.datasets.procedural.drawing import Drawing


def write_drawing(drawing: Drawing, folder: Path) -> None:
    """Write a drawing's pictures and, last, its `drawing.json`; a folder with that file is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drawing.json").unlink(missing_ok=True)
    pictures: dict[str, NDArray] = {
        "line": drawing.line,
        "flats": drawing.flats,
        "regions": drawing.regions.astype(np.uint16),
        "shadow": drawing.shadow,
        "highlight": drawing.highlight,
        "picture": drawing.picture,
    }
    for name, pixels in pictures.items():
        with replacing(folder / f"{name}.png") as temporary:
            Image.fromarray(pixels).save(temporary, format="PNG")
    with replacing(folder / "drawing.json") as temporary:
        temporary.write_text(json.dumps(describe(drawing), indent=1) + "\n", encoding="utf-8", newline="\n")


def describe(drawing: Drawing) -> dict[str, object]:
    """All of a drawing that is no picture, as JSON's types."""
    regions = [
        {"name": name, "color": color, "shadow_color": dark, "light_color": bright}
        for name, color, dark, bright in zip(
            drawing.names,
            drawing.colors.tolist(),
            drawing.shadow_color.tolist(),
            drawing.light_color.tolist(),
            strict=True,
        )
    ]
    return {"line_color": list(drawing.line_color), "regions": regions, "facts": dict(drawing.facts)}
