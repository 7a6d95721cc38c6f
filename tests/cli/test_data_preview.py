"""`nurie data preview`: samples of a recipe on a sheet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from nurie.cli.data import data
from nurie.datasets.manifest import Row
from nurie.errors import PageError
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe

RECIPE = """
name = "small"
[generator]
name = "faster_unet"
[data]
short_px = 64
[[stages]]
px = 64
batch = 4
images = 16
lr = [2e-3, 1e-3]
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with a recipe and the manifest of one red picture with a black ring."""
    picture = np.full((70, 90, 3), (220, 40, 30), np.uint8)
    cv2.circle(picture, (45, 35), 20, (10, 10, 10), 2)
    cv2.imwrite(str(tmp_path / "a.png"), picture[..., ::-1])
    row = Row(
        id="ring", image="a.png", lineart=None, split="train", source="rings", group="a", title="a",
        author="nurie's tests", license="CC0-1.0", license_url="", origin="drawn by this test", tier="permissive",
        style="vector", content="object", shading=False, width=90, height=70, sha256="0" * 64,
    )  # fmt: skip
    names = row.__dataclass_fields__
    (tmp_path / "manifest.jsonl").write_text(json.dumps({name: getattr(row, name) for name in names}) + "\n")
    (tmp_path / "recipe.toml").write_text(RECIPE)
    return tmp_path


def _arguments(corpus: Path, *more: str) -> list[str]:
    files = {"-o": "sheet.png", "--data": "manifest.jsonl", "--cache": "cache"}
    options = [part for name, file in files.items() for part in (name, str(corpus / file))]
    return ["preview", str(corpus / "recipe.toml"), *options, *more]


def test_the_sheet_shows_what_training_gets(corpus: Path) -> None:
    """A preview that draws other samples than the loader hides what is wrong with those."""
    result = CliRunner().invoke(data, _arguments(corpus, "--count", "1", "--first", "7"), catch_exceptions=False)
    assert result.exit_code == 0 and result.output.startswith("1 samples -> ")
    config = read_recipe(corpus / "recipe.toml")
    source = make_source(config, open_pictures(config.data, corpus / "manifest.jsonl", corpus / "cache"))
    sample, sheet = source.sample(7, 64), cv2.imread(str(corpus / "sheet.png"))[..., ::-1]
    cells = [sheet[14 : 14 + 64, start : start + 64] for start in range(0, 7 * 70, 70)]
    lines, unknown = sample.lineart[..., None].repeat(3, 2), np.full((64, 64, 3), 255, np.uint8)
    assert sample.flats is None  # one region is nearly all of it
    hints = [sample.seen_hints(), sample.seen_flood(), sample.seen_diffused()]
    expected = [lines, *hints, sample.colors, unknown, sample.picture]
    for cell, picture in zip(cells, expected, strict=True):
        np.testing.assert_array_equal(cell, picture)
    assert source.row(7).id == "ring"


def test_the_views_show_hints_under_lines_and_doubt_as_white(corpus: Path) -> None:
    """A flood without confidence shown in full colour would look right where the network is told to doubt it."""
    config = read_recipe(corpus / "recipe.toml")
    source = make_source(config, open_pictures(config.data, corpus / "manifest.jsonl", corpus / "cache"))
    sample = next(sample for sample in (source.sample(n, 64) for n in range(20)) if sample.hint_map.any())
    marked, free = sample.hint_map[..., 3] > 0, sample.lineart == 255
    hints = sample.seen_hints()
    np.testing.assert_array_equal(hints[marked & free], sample.hint_map[..., :3][marked & free])
    assert (hints[~marked & free] == 255).all() and (hints[sample.lineart == 0] == 0).all()
    faint, sure = sample.flooded[..., 3] == 0, sample.flooded[..., 3] == 255
    flood = sample.seen_flood()
    assert (flood[faint] == 255).all()
    np.testing.assert_array_equal(flood[sure], sample.flooded[..., :3][sure])


def test_weights_of_another_corpus_can_be_taken_out(corpus: Path) -> None:
    """A recipe of ours names our sources: on one's own art it would show nothing, and not say what to type."""
    text = (corpus / "recipe.toml").read_text()
    (corpus / "recipe.toml").write_text(text.replace("short_px = 64", "short_px = 64\nweights = { asp = 1.0 }"))
    refused = CliRunner().invoke(data, _arguments(corpus, "--count", "1"))
    assert "names asp; the selected corpus has rings" in str(refused.exception)
    assert "--set data.weights={} --set data.no_hint_weights={}" in str(refused.exception)
    shown = CliRunner().invoke(data, _arguments(corpus, "--count", "1", "--set", "data.weights={}"))
    assert shown.exit_code == 0


def test_an_existing_sheet_is_kept(corpus: Path) -> None:
    """Nothing is overwritten without --force, and the corpus is not decoded first."""
    (corpus / "sheet.png").write_bytes(b"mine")
    with pytest.raises(PageError, match="exists already"):
        CliRunner().invoke(data, _arguments(corpus), catch_exceptions=False)
    assert (corpus / "sheet.png").read_bytes() == b"mine" and not (corpus / "cache").exists()
    CliRunner().invoke(data, _arguments(corpus, "--force", "--count", "2"), catch_exceptions=False)
    assert (corpus / "sheet.png").read_bytes() != b"mine"


def test_no_torch_is_needed(corpus: Path) -> None:
    """Looking at data is for everybody who has pictures, not only for who can train."""
    code = (
        "import sys; sys.modules['torch'] = None; from nurie.cli.data import data; "
        "data(sys.argv[1:], standalone_mode=False)"
    )
    subprocess.run([sys.executable, "-c", code, *_arguments(corpus, "--count", "1")], check=True, capture_output=True)
    assert (corpus / "sheet.png").is_file()
