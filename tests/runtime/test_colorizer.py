"""The one function behind every door, on the fake."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core import geometry
from nurie.core.image_io import read_page
from nurie.core.types import ColorizeOptions, ColorizeRequest, Extent, Hints, Page, Stroke
from nurie.errors import BundleError, OptionError
from nurie.runtime.backend import FakeBackend
from nurie.runtime.card import Card
from nurie.runtime.colorizer import Colorizer

PLAIN = Card(name="plain", version="0")  # no colour classes: nothing is proposed where no hint is
RED = (220, 30, 20)


def boxes() -> np.ndarray:
    """(H, W) uint8: a closed box on the left, another on the right."""
    page = np.full((300, 400), 255, np.uint8)
    cv2.rectangle(page, (30, 40), (180, 260), 0, 4)
    cv2.rectangle(page, (220, 40), (370, 260), 0, 4)
    return page


def request(page: np.ndarray | None = None, strokes: tuple[Stroke, ...] = (), **options) -> ColorizeRequest:
    read = read_page(boxes() if page is None else page)
    return ColorizeRequest(read, Hints(read.extent, strokes), ColorizeOptions(**options))


@settings(max_examples=25)
@given(st.integers(1, 150), st.integers(1, 150))
def test_output_has_the_pages_size(height: int, width: int):
    """Prevents a result that is padded, cropped or turned, at odd sizes and single pixels."""
    page = Page(np.random.default_rng(0).integers(0, 256, (height, width), dtype=np.uint8), dpi=(600, 300))
    result = Colorizer(FakeBackend(PLAIN)).colorize(ColorizeRequest(page, options=ColorizeOptions(64)))
    assert result.image.shape == (height, width, 3)
    assert result.layers.color.shape == (height, width, 3)
    assert result.dpi == (600, 300)


def test_a_hint_fills_its_region_under_untouched_lines():
    """Prevents colour that leaks over a closed line, hints that are lost, and lines that are redrawn."""
    stroke = Stroke(((60.0, 150.0), (150.0, 150.0)), RED, 6)
    other = Stroke(((295.0, 150.0),), (20, 40, 230), 6)
    result = Colorizer(FakeBackend(PLAIN)).colorize(request(strokes=(stroke, other)))
    assert np.abs(result.image[60:240, 50:160].astype(int) - RED).max() <= 1
    assert np.abs(result.image[60:240, 240:350].astype(int) - (20, 40, 230)).max() <= 1
    assert not result.image[boxes() == 0].any()


def test_a_hint_that_the_network_ignores_is_kept_all_the_same():
    """Prevents that exactness depends on what the network believes; gaps beyond the one asked for let colour out."""

    class Stubborn(FakeBackend):
        def run(self, planes):  # type: ignore[no-untyped-def]
            color, logits = super().run(planes)
            return np.full_like(color, 0.2), logits

    result = Colorizer(Stubborn(PLAIN)).colorize(request(strokes=(Stroke(((100.0, 150.0),), RED, 5),)))
    assert (result.layers.flats[60:240, 50:160] == RED).all()
    assert np.abs(result.image[60:240, 50:160].astype(int) - RED).max() <= 1
    assert (result.image[60:240, 240:350] == result.image[150, 300]).all()
    with pytest.raises(OptionError, match="the gap is -1"):
        request(gap_px=-1)


def test_a_closed_gap_keeps_a_hint_in() -> None:
    """Prevents a gap option that nothing reads."""
    page = boxes()
    page[145:150, 28:34] = 255  # the left side of the left box is open
    stroke = Stroke(((100.0, 150.0),), RED, 5)

    def outside(gap_px: float) -> np.ndarray:
        result = Colorizer(FakeBackend(PLAIN)).colorize(request(page, (stroke,), gap_px=gap_px))
        return result.layers.flats[147, 10]

    assert outside(0).tolist() == list(RED)
    assert len({tuple(outside(gap)) for gap in (12, 14)}) == 1
    regions = Colorizer(FakeBackend(PLAIN)).colorize(request(page, (stroke,), gap_px=12)).layers.regions
    assert regions[147, 10] != regions[147, 100]


def test_planes_are_padded_to_the_cards_multiple():
    """Prevents sizes that the network cannot take."""
    backend = FakeBackend(PLAIN)
    Colorizer(backend).colorize(request(np.full((100, 333), 255, np.uint8), working_size_px=100))
    assert backend.calls == [(1, 9, 128, 352)]


def test_the_cards_working_size_is_the_default():
    """Prevents a constant in the runtime that overrules the model's card."""
    backend = FakeBackend(Card(name="small", version="0", working_size_px=96))
    encoded = Colorizer(backend).encode(request().page)
    assert encoded.extent == (96, 128)
    assert Colorizer(backend).encode(request().page, ColorizeOptions(150)).extent == (150, 200)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"working_size_px": 0}, "size is 0"),
        ({"working_size_px": 31}, "--size 512"),
        ({"working_size_px": 5000}, "32 to 4096"),
        ({"working_size_px": 100.5}, "whole number"),
        ({"working_size_px": "512"}, "whole number"),
        ({"seed": True}, "seed is True"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 2**32}, "seed is 4294967296"),
    ],
)
def test_options_out_of_range(options: dict, text: str):
    """Prevents a size or seed that fails deep inside, exhausts memory, or is taken for `not given`."""
    with pytest.raises(OptionError, match=text):
        ColorizeOptions(**options)


def test_no_threads():
    """Prevents that 0 threads means all of them, as onnxruntime has it."""
    with pytest.raises(OptionError, match="threads is 0"):
        Colorizer(threads=0)


def test_no_model():
    """Prevents an AttributeError, far from the mistake, for a value that is no model."""
    with pytest.raises(BundleError, match="found a int, expected a model's name"):
        Colorizer(3)  # type: ignore[arg-type]


def test_a_strip_is_worked_on_in_windows():
    """Prevents webtoon strips that exhaust memory."""
    backend = FakeBackend(PLAIN)
    result = Colorizer(backend).colorize(request(np.full((30000, 80), 255, np.uint8)))
    assert max(np.prod(call[2:]) for call in backend.calls) < 1024 * 200  # windows
    assert result.warnings == () and result.image.shape == (30000, 80, 3)


def test_a_strip_beyond_all_measure_says_so(monkeypatch):
    """Prevents detail that is lost in silence."""
    monkeypatch.setattr(geometry, "MAX_STRIP_PIXELS", 200_000)
    result = Colorizer(FakeBackend(PLAIN)).colorize(request(np.full((20000, 400), 255, np.uint8)))
    assert "strip of 400x20000" in result.warnings[0]
    monkeypatch.setattr(geometry, "MAX_WORKING_PIXELS", 20_000)
    result = Colorizer(FakeBackend(PLAIN)).colorize(request(working_size_px=250))
    assert "too many for a working size of 250 px" in result.warnings[0]


def test_threads_share_one_colorizer_and_agree():
    """Prevents state on the object: pages that mix, or pictures that differ from run to run."""
    colorizer = Colorizer(FakeBackend())
    requests = [request(strokes=(Stroke(((90.0, 150.0),), (index * 30, 99, 200), 8),), seed=5) for index in range(6)]
    alone = [colorizer.colorize(one).image for one in requests]
    with ThreadPoolExecutor(6) as pool:
        together = [result.image for result in pool.map(colorizer.colorize, requests)]
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(alone[0], alone[5])


def test_encoding_once_and_painting_twice_is_coloring_twice():
    """Prevents that a door which keeps the encoded page gets other colours than one that does not."""
    colorizer = Colorizer(FakeBackend(PLAIN))
    encoded = colorizer.encode(request().page)
    hint_map = np.zeros((*encoded.extent, 4), np.uint8)
    hint_map[200:220, 100:120] = (*RED, 255)
    first, again = (colorizer.paint(encoded, hint_map).color for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first[210, 110].tolist() == list(RED)
    assert colorizer.paint(encoded, hint_map * 0).color.tolist() != first.tolist()


def test_an_encoded_page_changes_no_byte():
    """Prevents that the second stroke on a page gets other colours, and a page under another's lines."""
    colorizer = Colorizer(FakeBackend())
    encoded = colorizer.encode(request().page)
    for strokes in ((), (Stroke(((100.0, 150.0),), RED, 5),)):
        wanted = request(strokes=strokes, seed=3)
        fresh = colorizer.colorize(wanted)
        kept = colorizer.colorize(wanted, encoded=encoded)
        for name in ("image", "layers.flats", "layers.shading", "layers.highlights", "frame.lineart"):
            one, other = (attrgetter(name)(result) for result in (fresh, kept))
            np.testing.assert_array_equal(one, other, err_msg=name)
        assert "encode" in fresh.timings_ms and "encode" not in kept.timings_ms
    for other in (request(np.full((300, 401), 255, np.uint8)), request(working_size_px=64)):
        with pytest.raises(OptionError, match="expected the same page and size"):
            colorizer.colorize(other, encoded=encoded)


def test_the_result_says_how_it_was_made():
    """Prevents pictures of unknown origin."""
    page = Page(boxes(), warnings=("A note.",))
    result = Colorizer(FakeBackend(PLAIN)).colorize(ColorizeRequest(page, options=ColorizeOptions(seed=3)))
    assert (result.model, result.seed, result.warnings) == ("plain 0", 3, ("A note.",))
    assert set(result.timings_ms) == {"encode", "paint", "lift", "flats", "compose"}
    assert result.layers.lines.shape == (*Extent(300, 400), 4)


def test_the_result_is_read_only():
    """Prevents one holder of a result from changing the picture that another saves."""
    result = Colorizer(FakeBackend(PLAIN)).colorize(request())
    for array in (result.image, result.layers.color, result.layers.lines):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 0


def lines_on(paper: str) -> np.ndarray:
    """Soft lines, grey on white or brown on transparent."""
    cover = 255 - cv2.ellipse(boxes(), (200, 150), (90, 60), 20, 0, 360, 0, 3, cv2.LINE_AA)
    if paper == "white":
        return 255 - cover
    return np.dstack([np.where(cover[..., None] > 0, np.uint8((90, 50, 20)), 0).astype(np.uint8), cover])


@pytest.mark.parametrize("paper", ["white", "transparent"])
def test_pure_line_art_keeps_its_lines_bit_for_bit(paper: str):
    """Prevents lines that are resampled, thinned, or tinted by the colour beside them."""
    drawing = lines_on(paper)
    colored = Colorizer(FakeBackend(PLAIN)).colorize(request(drawing, (Stroke(((100.0, 150.0),), RED, 6),)))
    given_lines = np.dstack([np.zeros((*drawing.shape, 3), np.uint8), 255 - drawing]) if paper == "white" else drawing
    np.testing.assert_array_equal(colored.layers.lines, given_lines)
    solid = given_lines[..., 3] == 255
    np.testing.assert_array_equal(colored.image[solid], given_lines[solid, :3])
    blank = Colorizer(FakeBackend(PLAIN, paper=1.0)).colorize(request(drawing)).image  # painted white everywhere
    alpha = given_lines[..., 3:].astype(int)
    expected = (given_lines[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    np.testing.assert_array_equal(blank, expected)


def test_layers_are_those_of_the_image():
    """Prevents layers, which are made when they are asked for, of another picture than the one that was saved."""
    result = Colorizer(FakeBackend(PLAIN)).colorize(request(strokes=(Stroke(((100.0, 150.0),), RED, 6),)))
    layers = result.layers
    alpha = layers.lines[..., 3:] / 255.0
    merged = layers.lines[..., :3] * alpha + layers.color * (1 - alpha)
    assert np.abs(merged - result.image).max() <= 0.5 + 1e-9
