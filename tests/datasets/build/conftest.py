"""A small corpus of drawings with outlines, and what is wrong with some of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.datasets.manifest import Row, parse_row


@pytest.fixture
def draw() -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    return _draw


def _draw(seed: int, size: tuple[int, int] = (320, 300)) -> tuple[np.ndarray, np.ndarray]:
    """(H, W, 3) flat shapes with outlines, framed, and (H, W) those outlines."""
    rng = np.random.default_rng(seed)
    picture, lines = np.full((*size, 3), 255, np.uint8), np.full(size, 255, np.uint8)
    picture[:] = rng.integers(120, 255, 3)
    for _ in range(6):
        x, y = (int(rng.integers(30, side - 30)) for side in (size[1], size[0]))
        radius, color = int(rng.integers(20, 80)), rng.integers(40, 255, 3).tolist()
        for target, fill, ink in ((picture, color, (20, 20, 20)), (lines, 255, 0)):
            cv2.circle(target, (x, y), radius, fill, -1)
            cv2.circle(target, (x, y), radius, ink, 3)
    for target, ink in ((picture, (20, 20, 20)), (lines, 0)):
        cv2.rectangle(target, (0, 0), (size[1] - 1, size[0] - 1), ink, 5)
    return picture, lines


@pytest.fixture
def make_corpus(tmp_path: Path) -> Callable[..., Path]:
    """A function from a number of drawings, the first one's number and a folder's name to a manifest.

    Changes of all rows by keyword.
    """

    def make(count: int, *, first: int = 0, name: str = "corpus", **changes: object) -> Path:
        folder = tmp_path / name
        rows = [_write(folder, number) | changes for number in range(first, first + count)]
        path = folder / "manifest.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return make


@pytest.fixture
def make_row(tmp_path: Path) -> Callable[..., tuple[Row, Path]]:
    """A function from a picture, its lines or None, and changes to a row and its folder."""

    def make(picture: np.ndarray, lines: np.ndarray | None = None, **changes: object) -> tuple[Row, Path]:
        row = _write(tmp_path / "one", 0, picture, lines) | changes
        return parse_row(json.dumps(row), "here"), tmp_path / "one"

    return make


def _write(folder: Path, number: int, picture: np.ndarray | None = None, lines: np.ndarray | None = None) -> dict:
    if picture is None:
        picture, lines = _draw(number)
    files = {"image": (f"images/p{number}.png", picture), "lineart": (f"lineart/p{number}.png", lines)}
    for name, pixels in files.values():
        if pixels is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(folder / name)
    image = files["image"][0]
    return {
        "id": f"p{number}", "image": image, "lineart": files["lineart"][0] if lines is not None else None,
        "split": "val" if number % 8 == 7 else "train", "source": "made", "group": f"g{number}",
        "title": f"Picture {number}", "author": "A. Painter", "license": "CC0-1.0", "license_url": "", "shading": False,
        "origin": "made here", "tier": "permissive", "style": "comic", "content": "object",
        "width": picture.shape[1], "height": picture.shape[0], "lineart_kind": "ink" if lines is not None else None,
        "sha256": hashlib.sha256((folder / image).read_bytes()).hexdigest(),
    }  # fmt: skip
