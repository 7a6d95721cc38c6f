"""`nurie color`, from the words typed to the files written, on the fake network."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from psd_tools import PSDImage

from nurie.cli.main import main
from nurie.runtime import colorizer
from nurie.runtime.backend import FakeBackend
from nurie.runtime.card import Card

HINTS = {"version": 1, "size": [60, 40], "strokes": [{"points": [[12, 20]], "color": "#c81e14", "radius_px": 4}]}


@pytest.fixture(autouse=True)
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any model name opens the fake."""
    monkeypatch.setattr(colorizer, "find_bundle", lambda model: model)
    card = Card(name="plain", version="0", working_size_px=64)
    monkeypatch.setattr(colorizer, "OnnxBackend", lambda path, threads: FakeBackend(card))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pages with a line down the middle, one in a subfolder; hints for the first."""
    page = np.full((40, 60), 255, np.uint8)
    page[:, 28:32] = 0
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name in ("a.png", "b.png", "sub/c.png"):
        Image.fromarray(page).save(tmp_path / "in" / name, dpi=(300, 300))
    (tmp_path / "a.hints.json").write_text(json.dumps(HINTS))
    return tmp_path


def run(*words: object) -> int:
    """The exit code of a command line."""
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return int(caught.value.code or 0)


def test_one_page_with_hints(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents a result without the hint's colour, of another size or dpi, or in another place."""
    page = folder / "in" / "a.png"
    assert run("color", page, "--hints", folder / "a.hints.json") == 0
    with Image.open(folder / "in" / "a.color.png") as image:
        assert (image.size, image.mode) == ((60, 40), "RGB")
        assert image.info["dpi"] == pytest.approx((300, 300), rel=1e-3)
        assert image.getpixel((12, 20)) == (200, 30, 20)
        assert image.getpixel((30, 20)) == (0, 0, 0)
    assert "a.png -> " in capsys.readouterr().out


def test_a_folder_to_a_folder(folder: Path):
    """Prevents a batch that loses its tree or stops early."""
    assert run("color", folder / "in", "-o", folder / "out") == 0
    written = sorted(str(path.relative_to(folder / "out")) for path in (folder / "out").rglob("*.png"))
    assert written == ["a.png", "b.png", "sub/c.png"]


def test_layers(folder: Path):
    """Prevents a PSD without the artist's lines, the hints or the page's dpi, and options that go nowhere."""
    page, out = folder / "in" / "a.png", folder / "a.psd"
    words = ("--hints", folder / "a.hints.json", "--layers", "per-color", "--layer-names", "ja")
    assert run("color", page, "-o", out, *words) == 0
    psd = PSDImage.open(out)
    assert psd.image_resources.get_data(1005).horizontal == pytest.approx(300 * 65536, rel=1e-3)
    layers = {layer.name: layer for layer in psd[0]}
    assert list(layers) == ["用紙", "ヒント", "下塗り", "影", "ハイライト", "線画"]
    assert layers["下塗り"].is_group()
    alpha = np.asarray(layers["線画"].topil().convert("RGBA"))[..., 3]
    assert (alpha[:, 28:32].min(), alpha[:, :28].max()) == (255, 0)
    assert np.asarray(layers["ヒント"].topil().convert("RGBA"))[20, 12].tolist() == [200, 30, 20, 255]
    assert psd.topil(apply_icc=False).getpixel((12, 20)) == (200, 30, 20)


@pytest.mark.parametrize("format_", ["psd", "psb", "ora", "webp", "jpg"])
def test_a_folder_in_another_format(folder: Path, format_: str):
    """Prevents pages under a suffix that they do not have inside."""
    assert run("color", folder / "in", "-o", folder / "out", "--format", format_) == 0
    written = sorted(path for path in (folder / "out").rglob("*.*"))
    names = [str(path.relative_to(folder / "out")) for path in written]
    assert names == [f"{name}.{format_}" for name in ("a", "b", "sub/c")]
    start = {"psd": b"8BPS\0\1", "psb": b"8BPS\0\2", "ora": b"PK", "webp": b"RIFF", "jpg": b"\xff\xd8"}
    assert written[0].read_bytes().startswith(start[format_])


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents output that a program cannot read, or fields that go missing."""
    assert run("color", folder / "in", "-o", folder / "out", "--json", "--seed", 4) == 0
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(report["output"]).name for report in reports] == ["a.png", "b.png", "c.png"]
    first = reports[0]
    assert (first["size"], first["model"], first["seed"], first["warnings"]) == ([60, 40], "plain 0", 4, [])
    assert set(first["timings_ms"]) == {"read", "encode", "paint", "lift", "flats", "compose", "write"}


def test_quiet(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents chatter in scripts."""
    assert run("color", folder / "in", "-o", folder / "out", "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_nothing_is_overwritten_without_force(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents the loss of earlier results."""
    page, out = folder / "in" / "a.png", folder / "out.png"
    out.write_bytes(b"mine")
    assert run("color", page, "-o", out) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_bytes() == b"mine"
    assert run("color", page, "-o", out, "--force") == 0
    assert Image.open(out).size == (60, 40)


def test_inputs_survive_force(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents that --force costs the drawing itself."""
    page = folder / "in" / "a.png"
    before = page.read_bytes()
    assert run("color", page, "-o", page, "--force") == 2
    assert "never overwritten" in capsys.readouterr().err
    assert page.read_bytes() == before


def test_hints_survive_force(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents that a painted hint layer is replaced by the picture made after it."""
    layer = folder / "layer.png"
    Image.new("RGBA", (60, 40), (200, 30, 20, 255)).save(layer)
    before = layer.read_bytes()
    assert run("color", folder / "in" / "a.png", "--hints", layer, "-o", layer, "--force") == 2
    assert "never overwritten" in capsys.readouterr().err
    assert layer.read_bytes() == before


def test_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents a failure where the folder is given as a dot."""
    monkeypatch.chdir(folder / "in")
    assert run("color", ".") == 0
    assert sorted(path.name for path in (folder / "in.color").rglob("*.png")) == ["a.png", "b.png", "c.png"]


def test_failed_pages_are_named_and_the_rest_written(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents one damaged page from costing the others, or from going unnoticed."""
    (folder / "in" / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    assert run("color", folder / "in", "-o", folder / "out", "--json") == 1
    out, err = capsys.readouterr()
    assert "1 of 3 pages failed, the other 2 are written" in err
    assert "b.png is damaged" in err
    assert "damaged" in json.loads(out.splitlines()[1])["error"]
    assert (folder / "out" / "sub" / "c.png").is_file()
    assert not (folder / "out" / "b.png").exists()


def test_a_second_run_of_a_batch_writes_what_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents that an interrupted batch must start over, or overwrites what it has."""
    (folder / "out").mkdir()
    (folder / "out" / "a.png").write_bytes(b"mine")
    assert run("color", folder / "in", "-o", folder / "out") == 1
    assert "a.png exists already" in capsys.readouterr().err
    assert (folder / "out" / "a.png").read_bytes() == b"mine"
    assert (folder / "out" / "b.png").is_file()


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("absent.png",), 2, "no file at absent.png"),
        (("in/a.png", "--hints", "absent.json"), 2, "no hints file or folder at absent.json"),
        (("in", "-o", "out", "--hints", "a.hints.json"), 2, "one file, but there are 3 pages"),
        (("in/a.png", "-o", "a.tiff"), 2, "written as .png"),
        (("in/a.png", "-o", "a.psd", "--format", "ora"), 2, "leave one of them out"),
        (("in", "--format", "tiff"), 2, "'psd'"),
        (("in/a.png", "--layers", "per-color"), 2, "--layers per-color needs a file with layers, not in/a.color.png"),
        (("in", "-o", "out", "--layer-names", "ja"), 2, "add --format psd"),
        (("in/a.png", "-o", "a.psd", "--layers", "each"), 2, "'per-region'"),
        (("in/a.png", "--size", "7"), 2, "the working size is 7"),
        (("in/a.png", "--size", "0"), 2, "the working size is 0"),
        (("in", "--size", "7"), 2, "the working size is 7"),
        (("in/a.png", "--seed", "-1"), 2, "the seed is -1"),
        (("in", "--hints", "absent"), 2, "no hints file or folder at absent"),
        (("in/a.png", "--colour"), 2, "No such option"),
        ((), 2, "Missing argument"),
    ],
)
def test_errors_say_what_to_type(folder: Path, monkeypatch, capsys, words: tuple, code: int, text: str):
    """Prevents tracebacks, wrong exit codes and messages without a way out."""
    monkeypatch.chdir(folder)
    assert run("color", *words) == code
    assert text in capsys.readouterr().err
    assert not list(folder.rglob("*.color.png"))


def test_warnings_go_to_stderr(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents that a cleaned or inverted page passes in silence, or spoils the output of a pipe."""
    Image.fromarray(np.full((50, 50), 200, np.uint8)).save(folder / "gray.png")
    assert run("color", folder / "gray.png") == 0
    out, err = capsys.readouterr()
    assert "not white" in err
    assert "not white" not in out


def _with_blob(folder: Path) -> Path:
    """A page with a closed form, which can be round."""
    page = np.full((64, 64), 255, np.uint8)
    page[8:56, 8:10] = page[8:56, 54:56] = page[8:10, 8:56] = page[54:56, 8:56] = 0
    Image.fromarray(page).save(folder / "blob.png")
    places = {"#c8a014": [32, 32], "#ffffff": [3, 3]}
    strokes = [{"points": [place], "color": color, "radius_px": 2} for color, place in places.items()]
    hints = {"version": 1, "size": [64, 64], "strokes": strokes}
    (folder / "blob.hints.json").write_text(json.dumps(hints))
    return folder / "blob.png"


def test_light_throws_shadows_on_the_other_side(folder: Path):
    """Prevents options that are read and lead nowhere, and a light that comes from where it goes."""
    page, seen = _with_blob(folder), {}
    for light in ("left", "right"):
        out = folder / f"{light}.png"
        words = ("--light", light, "--shading", "1", "--hints", folder / "blob.hints.json")
        assert run("color", page, *words, "-o", out, "--quiet") == 0
        seen[light] = np.asarray(Image.open(out).convert("L"), int)[12:52, 10:54]
    assert seen["left"][:, -3:].mean() < seen["left"][:, :3].mean() - 5
    assert seen["right"][:, :3].mean() < seen["right"][:, -3:].mean() - 5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--shadows", "soft"), "add --light top-left"),
        (("--shading", "0.5"), "add --light top-left"),
        (("--light", "top", "--shading", "2"), "--shading is 2.0; expected a number from 0"),
    ],
)
def test_shadows_need_a_light(folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str):
    """Prevents an option that is silently of no effect."""
    assert run("color", folder / "in" / "a.png", *words, "-o", folder / "x.png") == 2
    assert message in capsys.readouterr().err
