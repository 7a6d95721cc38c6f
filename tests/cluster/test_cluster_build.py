"""`nurie data build --cluster`: the same folder as on one machine, whatever dies meanwhile."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four drawings of outlines and flat colours."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [_row(folder, number) for number in range(24)]
    (folder / "manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder / "manifest.jsonl"


def _row(folder: Path, number: int) -> dict:
    rng = np.random.default_rng(number)
    picture = np.full((640, 600, 3), rng.integers(120, 255, 3), np.uint8)
    for _ in range(12):
        center, radius = rng.integers(60, 540, 2).tolist(), int(rng.integers(30, 120))
        cv2.circle(picture, center, radius, rng.integers(40, 255, 3).tolist(), -1)
        cv2.circle(picture, center, radius, (20, 20, 20), 4)
    Image.fromarray(picture).save(folder / f"{number}.png")
    digest = hashlib.sha256((folder / f"{number}.png").read_bytes()).hexdigest()
    return {
        "id": f"p{number}", "image": f"{number}.png", "lineart": None, "split": "train", "source": "made",
        "group": f"g{number}", "title": f"Picture {number}", "author": "A. Painter", "license": "CC0-1.0",
        "license_url": "", "shading": False, "origin": "made here", "tier": "permissive", "style": "comic",
        "content": "object", "width": 600, "height": 640, "lineart_kind": None, "sha256": digest,
    }  # fmt: skip


def build(manifest: Path, folder: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["data", "build", str(manifest), "--to", str(folder), "--per-shard", "2", *words])
    return int(caught.value.code or 0)


def contents(folder: Path) -> dict[str, str]:
    """Digests of all files, hidden ones, too."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_a_node_dies_in_the_middle(nodes, manifest, tmp_path, capsys):
    """A shard that is lost with the machine that built it, or half a file that it leaves; one that comes twice."""
    assert build(manifest, tmp_path / "one", "--processes", "1") == 0
    folder = tmp_path / "two"
    with nodes.dying(lambda: 2 <= len(list(folder.glob("train-*.tar"))) < 8) as died:
        assert build(manifest, folder, "--cluster", nodes.address) == 0
    assert died.is_set()
    assert contents(folder) == contents(tmp_path / "one")
    told = capsys.readouterr()
    assert sorted(line.split(":")[0] for line in told.out.splitlines() if line.startswith("train-")) == sorted(
        [f"train-{number:06d}" for number in range(12)] * 2
    )
    assert "1 of 2 machines were lost" in told.err


def test_it_goes_on_and_repeats_nothing(nodes, manifest, tmp_path, capsys):
    """Work that is done again after a stop; a cluster that is asked for when nothing is left to do."""
    folder = tmp_path / "out"
    assert build(manifest, folder, "--processes", "1") == 0
    whole = contents(folder)
    for name in ("train-000003.tar", "train-000007.json"):
        (folder / name).unlink()
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("train-*.tar")}
    assert build(manifest, folder, "--cluster", nodes.address) == 0
    assert contents(folder) == whole
    built = {path.name for path, changed in kept.items() if path.stat().st_mtime_ns != changed}
    assert built == {"train-000007.tar"}
    assert build(manifest, folder, "--cluster", "127.0.0.1:1") == 0  # where nobody is


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("127.0.0.1:1", "no Ray cluster answers at 127.0.0.1 port 1 (tried for 10 s"),
        ("ray://head:10001", "run nurie on a machine of the cluster, with --cluster auto"),
        ("manifest.jsonl", "give --cluster as the last word, or --cluster=local"),
    ],
)
def test_where_nobody_answers(manifest, tmp_path, capsys, address, text):
    """Minutes of silence, and a traceback of Ray's at their end."""
    pytest.importorskip("ray")
    assert build(manifest, tmp_path / "out", "--cluster", address) == 2
    assert text in capsys.readouterr().err


def test_without_ray(manifest, tmp_path, capsys, monkeypatch):
    """A traceback where a sentence would do."""
    monkeypatch.setitem(sys.modules, "ray", None)
    assert build(manifest, tmp_path / "out", "--cluster") == 2
    assert "pip install 'nurie[cluster]'" in capsys.readouterr().err
