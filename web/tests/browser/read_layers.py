"""What a layered file holds, read by others than wrote it: psd-tools, and the standard library for OpenRaster."""

import json
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image


def main(path: Path, x: int, y: int) -> dict:
    """Layers from the bottom: name, mode, visibility, opacity, colour at a point; and the merged picture there."""
    return from_psd(path, x, y) if path.suffix == ".psd" else from_ora(path, x, y)


def from_psd(path: Path, x: int, y: int) -> dict:
    from psd_tools import PSDImage

    document = PSDImage.open(path)
    layers = [
        {"name": layer.name, "mode": layer.blend_mode.name.lower(), "visible": layer.visible,
         "opacity": layer.opacity / 255, "pixel": at(layer_pixels(layer, document.size), x, y)}
        for layer in document
    ]  # fmt: skip
    return {"size": document.size, "layers": layers, "merged": at(np.asarray(document.topil().convert("RGBA")), x, y)}


def layer_pixels(layer, size: tuple[int, int]) -> np.ndarray:
    whole = Image.new("RGBA", size)
    whole.paste(layer.topil().convert("RGBA"), layer.offset)
    return np.asarray(whole)


def from_ora(path: Path, x: int, y: int) -> dict:
    import xml.etree.ElementTree as tree

    with zipfile.ZipFile(path) as file:
        first = file.infolist()[0]
        stack = tree.fromstring(file.read("stack.xml"))
        layers = [
            {"name": layer.get("name"), "mode": layer.get("composite-op"),
             "visible": layer.get("visibility") == "visible", "opacity": float(layer.get("opacity")),
             "pixel": at(picture(file, layer.get("src")), x, y)}
            for layer in reversed(stack.findall("stack/layer"))
        ]  # fmt: skip
        return {
            "size": [int(stack.get("w")), int(stack.get("h"))], "layers": layers,
            "merged": at(picture(file, "mergedimage.png"), x, y),
            "first": [first.filename, file.read(first).decode(), first.compress_type],
        }  # fmt: skip


def picture(file: zipfile.ZipFile, name: str) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(file.read(name))).convert("RGBA"))


def at(pixels: np.ndarray, x: int, y: int) -> list[int]:
    return [int(level) for level in pixels[y, x]]


print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
