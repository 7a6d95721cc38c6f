"""`nurie compare`: every system under one budget, resumable, one table."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra: pip install 'nurie[train]'")

from click.testing import CliRunner

from nurie.cli.compare import compare
from nurie.errors import OptionError

ROOT = Path(__file__).resolve().parents[2]
THIN = {
    "deepcolor": [("width = 64", "width = 4")],
    "deepcolor-palette": [("width = 64", "width = 8")],
    "paintschainer": [("width = 32", "width = 4")],
}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Six pictures of a disc to learn from and two to be measured."""
    rows = []
    for number in range(8):
        ground, disc = np.random.default_rng(number).integers(60, 256, (2, 3)).tolist()
        picture = np.full((96, 112, 3), ground, np.uint8)
        cv2.circle(picture, (56, 48), 30, disc, -1)
        cv2.circle(picture, (56, 48), 30, (0, 0, 0), 2)
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
        rows.append({
            "id": f"disc-{number}", "image": f"{number}.png", "lineart": None, "source": "discs",
            "split": "train" if number < 6 else "val", "group": f"g{number}", "title": "Disc",
            "author": "nurie's tests", "license": "CC0-1.0", "license_url": "",
            "origin": "drawn by this test", "tier": "permissive", "style": "anime",
            "content": "object", "shading": False, "width": 112, "height": 96, "sha256": f"{number:064d}",
        })  # fmt: skip
    path = tmp_path / "manifest.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def recipes(tmp_path: Path) -> list[str]:
    """Shipped recipes with thin networks."""
    paths = []
    for name, changes in THIN.items():
        text = (ROOT / "recipes" / f"{name}.toml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        paths.append(tmp_path / f"{name}.toml")
        paths[-1].write_text(text)
    return [str(path) for path in paths]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(
        'name = "own"\nclasses = 8\n[generator]\nname = "faster_unet"\nsettings = { widths = [8, 16, 16, 16], '
        "depths = [1, 1, 1, 1], up_depths = [1, 1, 1] }\n[data]\nshort_px = 96\n[[stages]]\npx = 64\nbatch = 4\n"
        "images = 8\nlr = [1e-3, 1e-4]\n"
    )
    return path


def test_all_are_trained_and_measured_and_nothing_twice(
    manifest: Path, recipes: list[str], pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comparison that trains again what is done, or by other pictures, costs hours or is none."""
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "report"
    arguments = [
        *recipes, str(pictures), "--images", "16", "--px", "32", "--report", str(report), "--data", str(manifest),
        "--pictures-of", str(pictures), "--hints", "0,4", "--limit", "1", "--minutes", "0.01", "--peers", "nearest",
    ]  # fmt: skip
    done = CliRunner().invoke(compare, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    table = json.loads((report / "images/table.json").read_text())
    assert table["methods"] == [
        "deepcolor", "deepcolor-palette", "paintschainer", "own", "nurie (released)", "nearest",
    ]  # fmt: skip
    assert {row["images_seen"] for row in table["about"]["trained"]} == {16}
    assert all(row["means"]["psnr_db"] for row in table["rows"])
    assert (report / "images/anime-4.jpg").is_file() and "CPU minutes" in (report / "images/budget.md").read_text()
    assert (report / "minutes/table.json").is_file()

    with pytest.raises(OptionError, match="--force"):
        CliRunner().invoke(compare, arguments, catch_exceptions=False)
    bundles = {path: path.stat().st_mtime_ns for path in report.rglob("*.onnx")}
    assert len(bundles) == 8
    again = CliRunner().invoke(compare, [*arguments, "--force"], catch_exceptions=False)
    assert again.exit_code == 0 and bundles == {path: path.stat().st_mtime_ns for path in report.rglob("*.onnx")}


def test_one_recipe_twice_is_refused(manifest: Path, pictures: Path, tmp_path: Path) -> None:
    """The second would go on with the first one's run."""
    arguments = [str(pictures), str(pictures), "--images", "4", "--px", "32", "--report", str(tmp_path / "r")]
    with pytest.raises(OptionError, match="two recipes are called own"):
        CliRunner().invoke(
            compare, [*arguments, "--data", str(manifest), "--pictures-of", str(pictures)], catch_exceptions=False
        )
