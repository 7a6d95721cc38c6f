"""Any folder of line art, hint and original can be judged."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.core.types import Hints, Page
from nurie.errors import OptionError
from nurie.evaluation.methods import FillerMethod, HintMethod, ModelMethod, Painted
from nurie.evaluation.peers import PEERS
from nurie.evaluation.triples import judge_triples, read_triples
from nurie.runtime.colorizer import Colorizer


class _Truth:
    """Paints the original."""

    name = "truth"

    def __init__(self, picture: np.ndarray) -> None:
        self._picture = picture

    def paint(self, page: Page, hints: Hints, *, seed: int) -> Painted:
        return Painted(self._picture, self._picture)


@pytest.fixture
def folder(tmp_path: Path, halves) -> Path:
    """One triple of each kind of hint, and one without."""
    for name in ("lines", "hints", "originals"):
        (tmp_path / name).mkdir()
    for name in ("blurred", "marked", "strokes", "none"):
        Image.fromarray(halves.lineart).save(tmp_path / "lines" / f"{name}.png")
        Image.fromarray(halves.picture).save(tmp_path / "originals" / f"{name}.png")
    Image.fromarray(cv2.blur(halves.picture, (23, 23))).save(tmp_path / "hints/blurred.png")
    marks = np.zeros((60, 80, 4), np.uint8)
    marks[30, 10], marks[30, 70] = (200, 30, 40, 255), (40, 60, 210, 255)
    Image.fromarray(marks).save(tmp_path / "hints/marked.png")
    stroke = {"points": [[5, 5]], "color": "#c81e28"}
    values = {"version": 1, "size": [80, 60], "strokes": [stroke]}
    (tmp_path / "hints/strokes.hints.json").write_text(json.dumps(values))
    return tmp_path


def test_every_kind_of_hint_is_read_for_what_it_is(folder: Path) -> None:
    """A blurred picture read as marks would be a hint on every pixel, exact and wrong."""
    triples = {triple.sample.id: triple.hints for triple in read_triples(folder)}
    assert list(triples) == ["blurred", "marked", "none", "strokes"]
    assert triples["blurred"].blur is not None and triples["blurred"].layer is None
    assert triples["marked"].layer is not None and triples["strokes"].strokes and not triples["none"]
    assert len(read_triples(folder, 2)) == 2


def test_each_is_judged_by_its_own_lines_and_hint(folder: Path, halves, fake_backend) -> None:
    """Hints drawn anew, or the original's own lines, would judge another task."""
    nearest, ours = FillerMethod("nearest", PEERS["nearest"].fill), ModelMethod("ours", Colorizer(fake_backend))
    methods = [_Truth(halves.picture), nearest, ours, HintMethod()]
    evaluation = judge_triples(methods, [read_triples(folder)[0]])
    rows = {row.method: row.means for row in evaluation.table}
    assert rows["truth"]["psnr_db"] == rows["truth"]["painted_psnr_db"] == 100
    assert rows["ours"]["psnr_db"] > rows["the hint"]["psnr_db"]
    assert rows["nearest"]["delta_e"] < rows["the hint"]["delta_e"]
    assert len(evaluation.sheets["triples", "given"][0].pictures) == 6
    marked = judge_triples([nearest], [read_triples(folder)[1]])
    assert marked.table[0].means["hint_delta_e"] == 0


def test_what_does_not_belong_together_is_refused(folder: Path) -> None:
    """A pair of another size, or without its partner, would be judged against nothing."""
    Image.fromarray(np.zeros((10, 10, 3), np.uint8)).save(folder / "originals/none.png")
    with pytest.raises(OptionError, match=r"80x60 px and .*10x10 px; expected one size"):
        read_triples(folder)
    (folder / "lines/none.png").unlink()
    with pytest.raises(OptionError, match="none stand in one of lines and originals"):
        read_triples(folder)
    with pytest.raises(OptionError, match=r"expected .* to hold lines, hints, originals"):
        read_triples(folder / "lines")
