"""Other systems' planes: what they do to hints is theirs, and the same in training and in use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nurie.errors import BundleError, OptionError
from nurie.runtime.card import Card, card_from_json, card_to_json
from nurie.runtime.encodings import ENCODINGS, encode, gray_to_lightness
from nurie.runtime.inputs import make_planes

PAPER = np.full((512, 512), 255, np.uint8)
AT_USE = {"box_px": 100, "at_px": 512, "blend": 0.3}


def _hints(shape: tuple[int, int] = (512, 512)) -> np.ndarray:
    return np.zeros((*shape, 4), np.uint8)


@pytest.mark.parametrize("name", list(ENCODINGS))
def test_planes_are_as_many_as_are_named_and_follow_the_page(name: str) -> None:
    """A card that names planes which are not there would be accepted, and the network shown something else."""
    lineart = np.random.default_rng(0).integers(0, 256, (24, 40)).astype(np.uint8)
    planes = encode(name, lineart, _hints((24, 40)))
    assert planes.shape == (len(ENCODINGS[name].planes), 24, 40) and planes.dtype == np.float32
    assert (encode(name, lineart[::-1], _hints((24, 40))) != planes).any()


def test_a_thin_red_stroke_hardly_tints_deepcolors_hint() -> None:
    """The known reason why eyes lose their colour: a stroke of 15x100 px lowers blue from 255 to about 242."""
    hints = _hints()
    hints[206:306, 249:264] = (255, 0, 0, 255)
    planes = encode("blurred", PAPER, hints, settings=AT_USE)
    assert 255 * float(planes[3].min()) == pytest.approx(242, abs=2)
    assert planes[1].min() == pytest.approx(1, abs=1e-5)


def test_no_hint_is_a_white_one_to_deepcolor_and_not_with_a_mask() -> None:
    """Without a mask an empty page asks for white; that is the finding, and what the mask mends."""
    white = _hints()
    white[100:400, 100:400] = 255
    same = [np.array_equal(encode(name, PAPER, _hints()), encode(name, PAPER, white)) for name in ("blurred", "sparse")]
    assert same == [True, False]


def test_the_box_is_half_as_wide_on_the_page_as_in_training() -> None:
    """deepcolor trains at 256 px and is used at 512 px with the same 100 px."""
    def reach(size: int, at_px: int) -> float:
        hints = _hints((size, size))
        hints[size // 2, size // 2] = (0, 0, 0, 255)
        planes = encode("blurred", np.full((size, size), 255, np.uint8), hints, settings={"at_px": at_px})
        return float((planes[1] < 1).any(0).mean())

    assert reach(256, 256) == pytest.approx(100 / 256, abs=0.01)
    assert reach(512, 512) == pytest.approx(100 / 512, abs=0.01)
    assert reach(128, 256) == pytest.approx(reach(256, 256), abs=0.01)


def test_paintschainers_hints() -> None:
    """Its luma of -512 is what stands for "no hint"."""
    hints = _hints((8, 8))
    hints[2, 3] = (255, 255, 255, 255)
    planes = encode("yuv", np.full((8, 8), 200, np.uint8), hints)
    assert planes[0, 0, 0] == 200
    assert planes[1:, 0, 0].tolist() == [-512, 128, 128] and planes[1:, 2, 3].tolist() == [255, 128, 128]


def test_chance_is_the_seeds() -> None:
    """The same request must give the same picture, another seed another one."""
    one, again, other = (encode("noise", PAPER, _hints(), seed=seed)[1] for seed in (3, 3, 4))
    assert np.array_equal(one, again) and not np.array_equal(one, other)
    assert one.std() == pytest.approx(1, abs=0.02)


def test_lightness_is_cielabs() -> None:
    """Another scale would tint every picture."""
    lightness = gray_to_lightness(np.array([[0, 119, 255]], np.uint8))[0]
    assert lightness == pytest.approx([0, 50, 100], abs=0.2)


def test_what_an_encoding_does_not_know_is_refused() -> None:
    """A misspelt number in a recipe or a card would silently be the default."""
    with pytest.raises(OptionError, match="unknown hint encoding 'blur'; known are sparse"):
        encode("blur", PAPER, _hints())
    with pytest.raises(OptionError, match="'none' has no setting box_px; known are none"):
        encode("none", PAPER, _hints(), settings={"box_px": 3})


def test_the_runtime_reads_the_cards_numbers() -> None:
    """Colouring by other numbers than the card's would be another system."""
    names = ENCODINGS["blurred"].planes
    card = Card("d", "1", planes=names, paints=("picture",), hint_encoding="blurred", hint_settings=(("blend", 0.3),))
    hints = _hints((40, 33))
    hints[..., 3] = 255
    planes = make_planes(replace(card, multiple=16), np.full((40, 33), 255, np.uint8), hints)
    assert planes.shape == (1, 4, 48, 48) and planes[0, 1].min() == pytest.approx(0.7)
    assert card_from_json(card_to_json(card)) == card


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"planes": ("line",)}, "has planes"),
        ({"hint_settings": (("box", 1),)}, "no setting box"),
        ({"hint_settings": (("blend", "x"),)}, "expected names and numbers"),
        ({"hint_encoding": "blur"}, "has hint_encoding 'blur'"),
    ],
)
def test_bad_cards_are_refused(changes: dict, named: str) -> None:
    """A network fed with planes that it was not trained on paints nonsense."""
    card = Card("d", "1", planes=ENCODINGS["blurred"].planes, paints=("picture",), hint_encoding="blurred")
    with pytest.raises(BundleError, match=named):
        card_from_json(card_to_json(replace(card, **changes)))
