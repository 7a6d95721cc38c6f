"""A page of two halves and a small corpus on disk, for the tests of the evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nurie.datasets.manifest import Row
from nurie.evaluation.suites import Sample

RED, BLUE = (200, 30, 40), (40, 60, 210)


def two_halves(height: int = 60, width: int = 80) -> Sample:
    """Red left of a black line in the middle, blue right of it."""
    lineart = np.full((height, width), 255, np.uint8)
    lineart[:, width // 2 : width // 2 + 2] = 0
    colors = np.empty((height, width, 3), np.uint8)
    colors[:, : width // 2 + 1], colors[:, width // 2 + 1 :] = RED, BLUE
    return Sample("two-halves", np.where(lineart[..., None] > 0, colors, np.uint8(0)), lineart, colors)


@pytest.fixture
def halves() -> Sample:
    return two_halves()


def row(name: str, **changes: object) -> dict:
    """A manifest row as it stands in the file."""
    plain = {
        "id": name, "image": f"{name}.png", "lineart": None, "split": "val", "source": "drawn", "group": name,
        "title": name, "author": "a", "license": "CC0-1.0", "license_url": "u", "origin": "o", "tier": "permissive",
        "style": "anime", "content": "object", "shading": False, "width": 80, "height": 60, "sha256": "0",
        "lineart_kind": None,
    }  # fmt: skip
    return plain | changes


@pytest.fixture
def parse():
    """A plain row with some fields changed."""
    return lambda **changes: Row(**row("one", **changes))


def write_corpus(folder: Path, rows: list[dict]) -> Path:
    """Write the rows, with the two-halves page as every picture and line file."""
    folder.mkdir(parents=True, exist_ok=True)
    sample = two_halves()
    for entry in rows:
        Image.fromarray(sample.picture).save(folder / entry["image"])
        if entry["lineart"]:
            Image.fromarray(sample.lineart).save(folder / entry["lineart"])
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(json.dumps(entry) + "\n" for entry in rows), encoding="utf-8")
    return manifest


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Two vector pairs and three anime pictures without lines; the path of the manifest."""
    pairs = [row(f"pair-{i}", lineart=f"pair-{i}-l.png", lineart_kind="vector", style="vector") for i in range(2)]
    return write_corpus(tmp_path / "corpus", pairs + [row(f"girl-{i}") for i in range(3)])
