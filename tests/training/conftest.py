"""A corpus of drawn pictures and a recipe that trains in seconds."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from small_recipe import HEAD

pytest.importorskip("torch", reason="training needs the extra: pip install 'nurie[train]'")

RECIPE = HEAD + """
[[stages]]
px = 64
batch = 4
images = 16
lr = [2e-3, 1e-3]

[[stages]]
px = 32
batch = 4
images = 16
lr = [1e-3, 1e-4]
adversarial = 0.02
"""


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight pictures: a disc on a ground, outlined, in eight pairs of colours; half have a line picture."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [_draw(folder, number) for number in range(8)]
    path = folder / "manifest.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _draw(folder: Path, number: int) -> dict[str, object]:
    rng = np.random.default_rng(number)
    ground, disc = rng.integers(60, 256, (2, 3)).tolist()
    picture = np.full((96, 112, 3), ground, np.uint8)
    cv2.circle(picture, (56, 48), 30, disc, -1)
    cv2.circle(picture, (56, 48), 30, (0, 0, 0), 2)
    cv2.imwrite(str(folder / f"{number}.png"), picture)
    lines = None
    if number % 2:
        lines = f"{number}-lines.png"
        lineart = np.full((96, 112), 255, np.uint8)
        cv2.circle(lineart, (56, 48), 30, 0, 2)
        cv2.imwrite(str(folder / lines), lineart)
    return {
        "id": f"drawn-{number}", "image": f"{number}.png", "lineart": lines, "split": "train", "source": "drawn",
        "group": f"train-{number}", "title": "Disc", "author": "nurie's tests", "license": "CC0-1.0",
        "license_url": "", "origin": "drawn by this test", "tier": "permissive", "style": "vector",
        "content": "object", "shading": False, "width": 112, "height": 96, "sha256": f"{number:064d}",
    }


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache of decoded pictures goes to the working folder unless told otherwise."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(RECIPE)
    return path
