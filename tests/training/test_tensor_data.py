"""Samples made by tensor operations agree with those of the loader where they must."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from nurie.core import diffusion
from nurie.core.flood import flood as flood_of_core
from nurie.core.hints import rasterize
from nurie.core.types import Extent, Hints, Stroke
from nurie.runtime import tensors
from nurie.training import tensor_data
from nurie.training.layer_step import layer_step as step
from nurie.training.loop import RunLimits, start
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe
from nurie.training.run import run_recipe
from nurie.training.state import load_state
from nurie.training.tensor_data import make_batch, random_hints
from nurie.training.tensor_planes import diffuse, flood, to_planes

COLORS = [(220, 40, 30), (30, 60, 220), (250, 230, 90)]


def _generator(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _pages(count: int = 4, side: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """Hint maps of a few dots and pages of a few rings; the last has no hint."""
    rng, hint_maps, pages = np.random.default_rng(7), [], []
    for number in range(count):
        page = np.full((side, side), 255, np.uint8)
        for _ in range(4):
            x, y, radius = rng.integers(4, side - 4, 3).tolist()
            cv2.circle(page, (x, y), radius // 2, int(rng.integers(0, 120)), 1)
        dots = [
            Stroke(((float(x), float(y)),), tuple(rng.integers(0, 256, 3).tolist()), float(r) / 4)
            for x, y, r in rng.integers(1, side, (0 if number == count - 1 else 5, 3))
        ]
        hint_maps.append(rasterize(Hints(Extent(side, side), tuple(dots)), Extent(side, side)))
        pages.append(page)
    return np.stack(hint_maps), np.stack(pages)


def _crops(count: int = 6, side: int = 48) -> torch.Tensor:
    """Flat thirds of three colours with a dark line between them."""
    crops = np.empty((count, side, side, 3), np.uint8)
    for part, color in enumerate(COLORS):
        crops[:, :, part * side // 3 : (part + 1) * side // 3] = color
    crops[:, :, side // 3] = 12
    return torch.from_numpy(crops)


def test_the_flood_is_that_of_the_runtime() -> None:
    """A network that learns another flood than it gets later learns the wrong thing."""
    hint_maps, pages = _pages(12)
    flooded = flood(torch.from_numpy(hint_maps), torch.from_numpy(pages)).numpy()
    expected = np.stack([flood_of_core(*pair) for pair in zip(hint_maps, pages, strict=True)])
    assert np.abs(flooded[..., 3].astype(int) - expected[..., 3]).max() <= 1
    assert (flooded[..., :3] != expected[..., :3]).any(3).mean() < 0.005
    assert not flooded[-1].any()


def test_planes_are_those_of_the_runtime() -> None:
    """One owner of ranges and order: a second one that differs is found out here."""
    hint_maps, pages = _pages()
    flooded = np.stack([flood_of_core(*pair) for pair in zip(hint_maps, pages, strict=True)])
    diffused = np.stack([diffusion.diffuse(*pair) for pair in zip(hint_maps, pages, strict=True)])
    planes = to_planes(*(torch.from_numpy(part) for part in (pages, hint_maps, flooded, diffused)))
    expected = tensors.to_planes(pages, hint_maps, flooded, diffused)
    np.testing.assert_allclose(planes.numpy(), expected, atol=1e-6)


def test_hints_diffuse_as_in_the_runtime() -> None:
    """Trained on another diffusion than it is given later, the network would trust it wrongly."""
    hint_maps, pages = _pages()
    diffused = diffuse(torch.from_numpy(hint_maps), torch.from_numpy(pages)).numpy()
    expected = np.stack([diffusion.diffuse(*pair) for pair in zip(hint_maps, pages, strict=True)])
    assert np.abs(diffused.astype(int) - expected).mean() < 3
    assert not diffused[-1].any() and expected.any()


def test_a_batch_depends_on_the_generator_alone() -> None:
    """A run that cannot be repeated cannot be compared."""
    first, again, other = (make_batch(_crops(), _generator(seed)) for seed in (3, 3, 4))
    for name in ("planes", "layer", "flats"):
        assert torch.equal(getattr(first, name), getattr(again, name))
    assert not torch.equal(first.planes, other.planes)


def test_hints_take_their_colors_from_the_picture() -> None:
    """A hint in a colour that is nowhere in the picture teaches to ignore hints."""
    plain = _crops()
    plain[:, :, 16] = plain[:, :, 17]
    hint_map = random_hints(plain.permute(0, 3, 1, 2).float() / 255, torch.ones(6, 48, 48), _generator(2))
    seen = hint_map[hint_map[..., 3] > 0][:, :3]
    assert {tuple(color) for color in seen.tolist()} == set(COLORS)
    assert (hint_map[hint_map[..., 3] == 0] == 0).all()
    assert (hint_map[..., 3] > 0).flatten(1).any(1).all()


def test_strokes_end_at_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stroke that runs into the next region paints it in the wrong colour."""
    monkeypatch.setattr(tensor_data, "_KINDS", (0.0, 0.0, 1.0))
    plain, sides = torch.rand((4, 3, 48, 48), generator=_generator()) * 0.1, torch.zeros(4, 48, 48, dtype=torch.int64)
    plain[:, :, :, 24:] += 0.8
    sides[..., 24:] = 1
    hint_map = random_hints(plain, torch.ones(4, 48, 48), _generator(5), regions=sides)
    left, right = hint_map[:, :, :24], hint_map[:, :, 24:]
    assert left[left[..., 3] > 0][:, :3].max() < 60 and right[right[..., 3] > 0][:, :3].min() > 150


def test_hints_where_they_are_wanted() -> None:
    """A crop that is to have no hint and gets a flood nevertheless never teaches to choose."""
    hinted = torch.tensor([True, False] * 3)
    planes = make_batch(_crops(), _generator(), hinted=hinted).planes
    assert torch.equal(planes[:, 4].flatten(1).any(1), hinted)
    assert not planes[~hinted, 1:].any()


def test_own_lines_are_used_and_lines_leave_the_layer() -> None:
    """The artist's lines are the point; colour to be learned must not hold them."""
    crops, own = _crops(), torch.full((6, 48, 48), 255, dtype=torch.uint8)
    own[:, :, 16] = 0
    mine = torch.tensor([True] * 3 + [False] * 3)
    free = torch.tensor([False] * 5 + [True])
    batch = make_batch(crops, _generator(9), lineart=own, own_lines=mine, line_free=free)
    line = batch.planes[:3, 0]
    assert line[:, :, 16].mean() > 0.7 and line[:, :, 40:].mean() < 0.1
    assert batch.layer[:3, :, :, 16].amax((1, 2)).min() > -0.2
    assert batch.layer[5, :, :, 16].max() < -0.5  # said to be free of lines, so its dark stripe is a colour


def test_every_extractor_draws_the_line() -> None:
    """An extractor that gives an empty page teaches to paint without lines."""
    gray = _crops().permute(0, 3, 1, 2).float().mean(1) / 255
    ones = gray.new_ones(6, 1, 1)
    for extractor in (tensor_data._xdog, tensor_data._dodge, tensor_data._blackhat, tensor_data._adaptive):
        lines = extractor(gray, ones, _generator())
        assert lines.shape == gray.shape and lines.min() >= 0 and lines.max() <= 1
        assert lines[:, :, 16].mean() < 0.75 < lines[:, :, 2:12].mean()


def test_hue_is_kept_unless_turned() -> None:
    """Colour play by a wrong formula would tint every picture."""
    picture = torch.rand((2, 3, 8, 8), generator=_generator())
    torch.testing.assert_close(tensor_data._from_hsv(*tensor_data._to_hsv(picture)), picture, atol=1e-5, rtol=1e-4)


def test_a_run_on_crops_learns_and_goes_on_exactly(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """The loader ships crops alone; chance must hang on the sample numbers, not on where a run was stopped."""
    for folder, stops in (("whole", (32,)), ("parts", (12, 32))):
        for images in stops:
            run_recipe(
                recipe, manifest, run=tmp_path / folder, limits=RunLimits(workers=0, images=images),
                resume=images != stops[0], changes=["data.tensor_ops=true"], say=lambda line: None,
            )  # fmt: skip
    whole, parts = (load_state(tmp_path / folder) for folder in ("whole", "parts"))
    for name, value in whole.generator.state_dict().items():
        assert torch.equal(value, parts.generator.state_dict()[name]), name


def test_crops_are_the_windows_of_the_samples(manifest: Path, recipe: Path, tmp_path: Path) -> None:
    """Both ways of making samples must show the same part of the same picture."""
    config = read_recipe(recipe)
    source = make_source(config, open_pictures(config.data, manifest, tmp_path))
    same = 0
    for number in range(20):
        crop, sample = source.crop(number, 64), source.sample(number, 64)
        assert crop.hinted == bool(sample.hint_map.any())
        same += np.array_equal(crop.colors, sample.picture)  # the others were given other colours
    assert 3 < same < 17


def test_nothing_is_made_on_another_device_than_the_pictures() -> None:
    """On a GPU the default device is still the CPU: what is made there by mistake stops the run at once.

    Here the pictures are on the CPU and the default device is one that holds no values: what lands there cannot mix.
    """
    expected = make_batch(_crops(), _generator())
    crops, generator = _crops(), _generator()
    with torch.device("meta"):
        batch = make_batch(crops, generator)
    for part in fields(expected):
        found = getattr(batch, part.name)
        assert found.device.type == "cpu" and torch.equal(found, getattr(expected, part.name)), part.name


def test_a_step_needs_no_default_device(recipe: Path, manifest: Path) -> None:
    """The same for the losses, the adversarial ones too."""
    state = start(read_recipe(recipe, ("losses.flats=0.4", "generator.settings.flats=true")), manifest)
    batch = make_batch(torch.cat([_crops(4, 64)]), _generator())
    stage = replace(state.config.stages[0], adversarial=0.1)
    state.generator.train()
    with torch.device("meta"):
        terms = step(state, batch, stage)
    assert {"layer", "flats", "classes", "adversarial"} <= set(terms)
    assert all(bool(torch.isfinite(value)) for value in terms.values())
