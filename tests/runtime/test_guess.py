"""Colours of its own for what no hint reaches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

import nurie
from nurie.cli.main import cli
from nurie.core.color import rgb_to_lab
from nurie.core.image_io import read_page
from nurie.core.result import ColorizeResult
from nurie.core.session import options_to_json
from nurie.core.types import ColorizeOptions, ColorizeRequest, Hints, Stroke
from nurie.errors import OptionError
from nurie.runtime.watch_options import read_options
from nurie.runtime.windows import fill_in

EXAMPLES = Path(__file__).parents[2] / "examples"
BROWN = (120, 70, 40)
FACE, SKY = (300, 430), (30, 200)  # rows and columns of kitten.png


@pytest.fixture(scope="module")
def colorizer() -> nurie.Colorizer:
    return nurie.Colorizer("nurie-tiny")


def colored(colorizer: nurie.Colorizer, name: str, place: tuple[int, int], **options) -> ColorizeResult:
    page = read_page(EXAMPLES / name)
    hints = Hints(page.extent, (Stroke((place[::-1],), BROWN, 5),))
    return colorizer.colorize(ColorizeRequest(page, hints, ColorizeOptions(**options)))


def chroma(color: np.ndarray) -> float:
    return float(np.hypot(*rgb_to_lab(color.reshape(1, 3))[0, 1:]))


def test_the_sky_is_no_mean_of_one_stroke_on_a_face(colorizer: nurie.Colorizer):
    """Prevents that the first stroke turns a page, which was in colour without any, grey and brown."""
    plain, guessed = (colored(colorizer, "kitten.png", FACE, guess=guess) for guess in (False, True))
    for result in (plain, guessed):
        assert result.layers.flats[FACE].tolist() == [*BROWN]
    sky, gray = (rgb_to_lab(result.layers.flats[SKY][None])[0] for result in (guessed, plain))
    assert sky[2] < -10 and chroma(guessed.layers.flats[SKY]) > 20  # blue
    assert gray[2] > -5
    other = colored(colorizer, "kitten.png", FACE, guess=True, seed=3)
    assert (other.image != guessed.image).mean() > 0.1
    assert other.layers.flats[FACE].tolist() == [*BROWN]


def test_what_lies_around_a_figure_stays_paper(colorizer: nurie.Colorizer):
    """Prevents a guess behind a figure that an artist has begun to colour."""
    result = colored(colorizer, "pigtails.png", (112, 267), guess=True)
    assert result.image[170, 56].tolist() == [255] * 3
    assert result.layers.painted[170, 56] == 0


def test_without_hints_nothing_changes(colorizer: nurie.Colorizer):
    """Prevents that the same page has two answers."""
    page = read_page(EXAMPLES / "walk.png")
    options = [ColorizeOptions(guess=guess) for guess in (True, False)]
    one, two = (colorizer.colorize(ColorizeRequest(page, None, chosen)) for chosen in options)
    np.testing.assert_array_equal(one.image, two.image)


def test_guesses_fill_regions_without_any_hint():
    """Prevents guesses that take away, or stand beside, what the artist said or what was carried from there."""
    regions = np.repeat(np.arange(1, 5, dtype=np.int32), 4)[None].repeat(4, 0)
    rest = regions != 1
    hints, guesses = (np.zeros((4, 16, 4), np.uint8) for _ in range(2))
    hints[1, 1] = hints[1, 5] = (9, 9, 9, 255)  # one marked, one that a hint was carried to
    guesses[2, 2::4] = (7, 7, 7, 255)
    filled = fill_in(hints, guesses, regions, rest)
    np.testing.assert_array_equal(filled[:, :8], hints[:, :8])
    np.testing.assert_array_equal(filled[:, 8:], guesses[:, 8:])


def test_every_door_takes_it(tmp_path: Path):
    """Prevents an option of the page that a command, a session or a watched folder does not know."""
    out = tmp_path / "out.png"
    arguments = ["color", str(EXAMPLES / "walk.png"), "--hints", str(EXAMPLES / "walk.hints.json"), "--guess"]
    found = CliRunner().invoke(cli, [*arguments, "--model", "nurie-tiny", "--save-session", "-o", str(out)])
    assert found.exit_code == 0, found.output
    session = json.loads((tmp_path / "out.session.json").read_text())
    assert session["options"]["guess"] is True
    again = ["color", "--session", str(tmp_path / "out.session.json"), "-o", str(tmp_path / "again.png")]
    found = CliRunner().invoke(cli, again)
    assert found.exit_code == 0, found.output
    np.testing.assert_array_equal(read_pixels(out), read_pixels(tmp_path / "again.png"))
    path = tmp_path / "page.options.json"
    path.write_text('{"guess": true}')
    assert read_options(path, ColorizeOptions()).guess
    path.write_text('{"guess": 1}')
    with pytest.raises(OptionError, match="guess is 1; expected bool"):
        read_options(path, ColorizeOptions())
    assert options_to_json(ColorizeOptions(guess=True))["guess"] is True


def read_pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))
