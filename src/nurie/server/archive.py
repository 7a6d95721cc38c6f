"""A coloured page as a zip of PNG files, quick to write and to read: for programs that show layers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from nurie.core.result import ColorizeResult
from nurie.export.png import U8, encode_png

FACTS = "result.json"
AT_ONCE = 2  # pictures encoded by OpenCV, which leaves the interpreter alone


def zip_result(result: ColorizeResult, facts: Mapping[str, Any]) -> bytes:
    """image.png, lines.png, flats.png, shading.png, highlights.png and result.json, stored without compression.

    The image is what `nurie color` writes; the layers are those of its layered files: flats transparent where nobody
    painted, shading for multiply, highlights for screen.

    Args:
        facts: become result.json.
    """
    pictures, buffer = pictures_of(result), io.BytesIO()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        encoded = list(pool.map(partial(encode_png, profile=False, dpi=result.dpi), pictures.values()))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in zip(pictures, encoded, strict=True):
            archive.writestr(_entry(f"{name}.png"), data)
        archive.writestr(_entry(FACTS), json.dumps(facts, ensure_ascii=False))
    return buffer.getvalue()


def pictures_of(result: ColorizeResult) -> dict[str, U8]:
    """The pictures by name: (H, W, 3) uint8 sRGB, lines and flats (H, W, 4) with straight alpha."""
    layers = result.layers
    return {
        "image": result.image,
        "lines": layers.lines,
        "flats": np.dstack([layers.flats, layers.painted]),
        "shading": layers.shading,
        "highlights": layers.highlights,
    }


def _entry(name: str) -> zipfile.ZipInfo:
    """Of a fixed date, so that the same picture is the same bytes."""
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
