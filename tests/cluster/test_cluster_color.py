"""`nurie color --cluster`: a whole series in one job, the same bytes as on one machine, whatever dies meanwhile."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main

HINTS = {"version": 1, "size": [120, 160], "strokes": [{"points": [[12, 20]], "color": "#c81e14", "radius_px": 4}]}


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def page(seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    lineart = np.full((160, 120), 255, np.uint8)
    for _ in range(4):
        cv2.circle(lineart, rng.integers(20, 100, 2).tolist(), int(rng.integers(10, 40)), 0, 2)
    return png(lineart)


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two volumes of pages, hints for one, a painted cover, a broken page, and a book with a broken page."""
    monkeypatch.chdir(tmp_path)
    for volume in (1, 2):
        Path(f"series/{volume}").mkdir(parents=True)
        for number in range(5):
            Path(f"series/{volume}/{number}.png").write_bytes(page(10 * volume + number))
    colors = np.random.default_rng(0).integers(0, 256, (4, 6, 3))
    Path("series/cover.gif").write_bytes(png(np.kron(colors, np.ones((20, 20, 1))).astype(np.uint8)))
    Path("series/2/broken.png").write_bytes(b"no picture")
    with zipfile.ZipFile("series/extra.cbz", "w") as book:
        for number in range(6):
            book.writestr(f"p/{number}.png", page(30 + number))
        book.writestr("p/9.png", b"no picture")
        book.writestr("ComicInfo.xml", "<ComicInfo/>")
    Path("hints").mkdir()
    Path("hints/3.hints.json").write_text(json.dumps(HINTS), encoding="utf-8")
    return tmp_path


def color(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["color", "series", "--model", "nurie-tiny", "--hints", "hints", *words])
    return int(caught.value.code or 0)


def files(folder: str) -> dict[str, bytes]:
    """All files, hidden ones, too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def told(capsys: pytest.CaptureFixture[str], folder: str) -> tuple[list[dict], str]:
    """Reports without times, sorted, and what was said of failures."""
    captured = capsys.readouterr()
    reports = [json.loads(line.replace(folder, "OUT")) for line in captured.out.splitlines()]
    for report in reports:
        for key in ("timings_ms", "left_s", "resumed"):
            report.pop(key, None)
    return sorted(reports, key=lambda report: report["input"]), captured.err.replace(folder, "OUT")


def test_a_node_dies_in_the_middle(nodes, series, capsys):
    """A page that is lost with its machine, or refused because its dead worker had written it; other bytes."""
    assert color("-o", "one", "--json") == 1
    alone = told(capsys, "one")

    def begun() -> bool:
        return 2 <= len([*Path("two").rglob("*.png"), *Path("two").rglob(".*.parts/page-*.png")]) < 9

    with nodes.dying(begun) as died:
        assert color("-o", "two", "--json", "--cluster", nodes.address) == 1
    assert died.is_set()
    assert files("two") == files("one")
    assert len(files("two")) == 12
    reports, said = told(capsys, "two")
    assert reports == alone[0]
    assert said == "nurie: 1 of 2 machines were lost; the others did their work\n" + alone[1]
    assert "1 of 12 pages failed" in said and "series/2/broken.png" in said and "extra.cbz/p/9.png" in said


def test_it_goes_on(nodes, series, capsys):
    """A second run that colours all again, or replaces what is there without --force."""
    Path("series/2/broken.png").unlink()
    color("-o", "out", "--quiet")
    whole = files("out")
    for name in ("2/1.png", "extra.cbz"):
        Path("out", name).unlink()
    Path("out/1/2.png").write_bytes(b"the artist's own")
    changed = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.*")}
    capsys.readouterr()
    assert color("-o", "out", "--resume", "--json", "--cluster", nodes.address) == 1  # of the book's broken page
    assert files("out") == {**whole, "1/2.png": b"the artist's own"}
    assert all(path.stat().st_mtime_ns == before for path, before in changed.items())
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    fresh = [report["input"] for report in reports if not report.get("resumed", True)]
    assert len(fresh) == 7 and "series/2/1.png" in fresh


def test_what_is_there_stays(series, capsys):
    """Hours on a cluster that end in an error known from the start; a page that is written over."""
    pytest.importorskip("ray")
    Path("there").mkdir()
    Path("there/page.png").write_bytes(b"mine")
    with pytest.raises(SystemExit) as caught:
        main(["color", "series/1/0.png", "-o", "there/page.png", "--cluster", "127.0.0.1:1"])
    assert caught.value.code == 2
    assert "there/page.png exists already" in capsys.readouterr().err
    assert color("--frames", "--cluster") == 2
    assert "--cluster cannot help with --frames" in capsys.readouterr().err
