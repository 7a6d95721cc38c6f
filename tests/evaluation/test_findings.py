"""What deepcolor's author found, and what ours does instead.

Findings that hold for any weights are tested with an untrained network; the others with small trained bundles in
seeds/ (see seeds/README.md), or with those of the folder that NURIE_SEEDS names, as `nurie compare` leaves it in
REPORT/bundles/images.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from nurie.core.types import Hints
from nurie.evaluation.findings import face, find, shadows, small_lines
from nurie.evaluation.methods import FillerMethod, ModelMethod
from nurie.evaluation.peers import PEERS
from nurie.evaluation.suites import Sample
from nurie.runtime.catalog import list_bundles
from nurie.runtime.colorizer import Colorizer

ROOT = Path(__file__).resolve().parents[2]
OURS = pytest.mark.skipif("nurie-tiny" not in list_bundles(), reason="no bundle nurie-tiny")


@pytest.fixture(scope="module")
def ours() -> ModelMethod:
    return ModelMethod("nurie-tiny", Colorizer("nurie-tiny"))


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> ModelMethod:
    """deepcolor as the recipe has it, of thin layers and random weights."""
    torch = pytest.importorskip("torch")
    from nurie.training.color_classes import ColorClasses
    from nurie.training.export_onnx import export
    from nurie.training.recipe import read_recipe
    from nurie.training.state import new_state

    config = read_recipe(ROOT / "recipes/deepcolor.toml")
    config = replace(config, generator=replace(config.generator, settings={**config.generator.settings, "width": 4}))
    path = tmp_path_factory.mktemp("seed") / "deepcolor.onnx"
    nothing = ColorClasses(*(torch.zeros(0) for _ in range(4)))
    export(new_state(config, nothing), path, version="0")
    return ModelMethod("deepcolor", Colorizer(path))


def trained(name: str) -> ModelMethod:
    folder = Path(os.environ.get("NURIE_SEEDS") or Path(__file__).with_name("seeds"))
    return ModelMethod(name, Colorizer(folder / f"{name}.onnx"))


def test_an_empty_hint_is_white_to_deepcolor(untrained: ModelMethod) -> None:
    """Its planes have no mask: with whatever weights, no hint and a white one paint the same picture."""
    assert find(untrained).white_difference == 0


@OURS
def test_an_empty_hint_is_not_white_to_ours(ours: ModelMethod) -> None:
    """No hint means that we choose."""
    assert find(ours).white_difference > 5


@OURS
def test_our_eyes_and_small_lines_are_kept(ours: ModelMethod) -> None:
    """Small colours must be the hint's, and the artist's small lines black."""
    page = face()
    assert find(ours).eye_delta_e < 2
    image = ours.paint(page, Hints(page.extent), seed=0).image
    for path in small_lines():
        x, y = path[1]
        around = np.s_[y - 1 : y + 2, x - 1 : x + 2]
        assert image[around].min() == page.lineart[around].min()


@OURS
def test_a_stroke_over_the_line_is_forgiven_more_by_ours_than_by_a_filler(ours: ModelMethod) -> None:
    """deepcolor forgave careless strokes. Ours keeps the flat beyond the line; the painting there still takes part."""
    beyond = find(FillerMethod("nearest", PEERS["nearest"].fill)).strayed
    assert find(ours).strayed < 0.9 * beyond


def test_trained_deepcolor_loses_small_colors_and_lines() -> None:
    """The author's own list of what is not preserved; else our recipe is another system."""
    found = find(trained("deepcolor"))
    assert found.eye_delta_e > 10 and found.white_difference == 0
    assert found.small_lines < 0.75


def test_trained_deepcolor_forgives_a_stroke_over_the_line() -> None:
    """Whoever scribbles over a border should not see it beyond."""
    found = find(trained("deepcolor")).strayed
    assert np.isnan(found) or found < 1.1


def test_trained_deepcolor_paints_shadows() -> None:
    """The author found that shadows and highlights are learned well."""
    method, gray = trained("deepcolor-blur"), np.full((256, 256), 255, np.uint8)
    cv2.circle(gray, (128, 128), 80, 0, 2)
    picture = np.full((256, 256, 3), (120, 150, 220), np.uint8)
    y, x = np.mgrid[:256, :256]
    ball = np.hypot(x - 128, y - 128) < 80
    shade = np.clip(1 - np.hypot(x - 100, y - 100) / 160, 0.3, 1)[..., None]
    picture[ball] = (np.array((230, 90, 70)) * shade)[ball].astype(np.uint8)
    from nurie.core.hint_files import blur_hints

    sample = Sample("ball", picture, gray, picture)
    painted = method.paint(sample.page, blur_hints(cv2.blur(picture, (100, 100))), seed=0).color
    assert shadows(painted, sample) > 0.1


def test_shadows_are_told_from_none() -> None:
    """The figure must tell a shaded picture from a flat one and from its negative."""
    picture = np.tile(np.linspace(60, 220, 64).astype(np.uint8)[None, :, None] // 8 * 8, (64, 1, 3))
    sample = Sample("ramp", picture, np.full((64, 64), 255, np.uint8), picture)
    assert shadows(picture, sample) == pytest.approx(1)
    assert shadows(255 - picture, sample) < -0.8
    assert np.isnan(shadows(np.full_like(picture, 90), sample))
