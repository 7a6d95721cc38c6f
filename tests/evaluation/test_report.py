"""Tests of nurie.evaluation.report, of the contact sheets and of the command."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from nurie.cli import eval as command
from nurie.datasets.manifest import read_manifest
from nurie.errors import BundleError, OptionError
from nurie.evaluation import methods
from nurie.evaluation.methods import ModelMethod, fillers
from nurie.evaluation.metrics import METRICS, Metric
from nurie.evaluation.report import headings, render_markdown, write_report
from nurie.evaluation.run import EvalConfig, evaluate
from nurie.evaluation.sheets import SheetRow, draw_sheet, show_hints
from nurie.runtime.backend import FakeBackend
from nurie.runtime.colorizer import Colorizer


@pytest.fixture
def found(manifest):
    config = EvalConfig(levels=(0, 4), suites=("vector", "real"), seed=7)
    return evaluate(fillers(), read_manifest(manifest), manifest.parent, config=config)


def test_the_report_holds_table_and_sheets(found, tmp_path):
    """Figures that the JSON and the Markdown state differently, or a NaN that JSON readers refuse."""
    written = write_report(found, tmp_path / "new" / "report", about={"note": "x"})
    assert [path.name for path in written] == ["vector-0.jpg", "vector-4.jpg", "table.md", "table.json"]
    value = json.loads(written[-1].read_text(), parse_constant=lambda word: pytest.fail(word))
    assert value["about"] == {"note": "x"} and value["seed"] == 7
    row = value["rows"][3]
    assert (row["suite"], row["hints"], row["method"], row["pictures"]) == ("vector", 4, "watershed", 2)
    assert value["rows"][0]["means"]["bleeding"] is None and value["rows"][0]["defined_on"]["bleeding"] == 0
    assert f"| 4 | watershed | {row['means']['psnr_db']:.2f} |" in written[-2].read_text()


def test_markdown_rows_have_as_many_cells_as_headings(found):
    """A shifted column reads as a wrong figure."""
    lines = [line for line in render_markdown(found).splitlines() if line.startswith("|")]
    assert {line.count("|") for line in lines} == {len(headings()) + 1}
    assert len(lines) == 2 + 4
    assert "## real: 0 pictures\n\nNo picture in this split." in render_markdown(found)


def test_a_report_is_not_overwritten_without_force(found, tmp_path):
    """A second run must not silently replace the figures of the first."""
    write_report(found, tmp_path, about={})
    before = (tmp_path / "table.json").read_bytes()
    with pytest.raises(OptionError, match="already; choose another --report, or replace it with --force"):
        write_report(found, tmp_path, about={"other": 1})
    assert (tmp_path / "table.json").read_bytes() == before
    (tmp_path / "table.json").unlink(), (tmp_path / "table.md").unlink()
    with pytest.raises(OptionError, match="holds a report already"):
        write_report(found, tmp_path, about={})
    write_report(found, tmp_path, about={"other": 1}, force=True)
    assert (tmp_path / "table.json").read_bytes() != before


def test_a_sheet_places_every_picture_under_its_heading():
    """A picture clipped at the border, or over its neighbour, cannot be judged by eye."""
    gray = [np.full((100, 150, 3), value, np.uint8) for value in (10, 120, 200)]
    rows = [SheetRow("one", tuple(gray)), SheetRow("two", tuple(gray))]
    sheet = draw_sheet(rows, ["lines", "ours", "original"])
    assert sheet.shape[1] == 3 * 264 + 8
    for column, value in enumerate((10, 120, 200)):
        part = sheet[:, column * 264 + 8 : (column + 1) * 264 + 8]
        assert (part == value).all(-1).sum() >= 2 * 100 * 150
    assert (sheet[:26] < 100).any()


def test_hints_are_shown_on_the_lines(halves):
    """A sheet without its hints does not say what a method was asked."""
    hint_map = np.zeros((60, 80, 4), np.uint8)
    assert (np.unique(show_hints(halves.lineart, hint_map)) == [127, 254]).all()
    hint_map[30, 20] = (255, 0, 0, 255)
    shown = show_hints(halves.lineart, hint_map)
    assert (shown == (255, 0, 0)).all(-1).sum() == 9


@pytest.fixture
def invoke(manifest, tmp_path, monkeypatch):
    """Runs the command with the fake network in the place of every bundle."""

    def load(models, size):
        return [ModelMethod(model, Colorizer(FakeBackend()), size) for model in models]

    monkeypatch.setattr(methods, "load_models", load)
    base = ["--data", str(manifest), "--report", str(tmp_path / "report"), "--model", "fake"]
    return lambda *more: CliRunner().invoke(command.eval_, [*base, *more])


def test_the_command_prints_the_table_and_writes_the_report(invoke, tmp_path):
    """The path that a user takes, whole."""
    done = invoke("--hints", "0,4", "--suite", "vector", "--limit", "1", "--size", "64")
    assert done.exit_code == 0, done.output
    for word in ("vector: 1 pictures", "fake", "nearest", "watershed", "ΔE2000"):
        assert word in done.output
    value = json.loads((tmp_path / "report" / "table.json").read_text())
    assert value["about"]["models"][0]["name"] == "fake" and value["about"]["working_size_px"] == 64
    with Image.open(tmp_path / "report" / "vector-4.jpg") as sheet:
        assert sheet.width == 5 * 264 + 8


def test_two_runs_write_the_same_bytes(invoke, tmp_path):
    """A report that changes by itself cannot be compared."""
    files = []
    for _ in range(2):
        assert invoke("--hints", "4", "--limit", "1", "--size", "64", "--force").exit_code == 0
        files.append({path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()})
    assert files[0] == files[1] and len(files[0]) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--suite", "reel"], "unknown suite 'reel'"),
        (["--hints", "many"], "hint levels 'many'"),
        (["--split", "dev"], "unknown split 'dev'"),
        (["--split", "test"], "no picture of split test belongs"),
        (["--peers", "levine"], "unknown peers 'levine'"),
        (["--lpips", "none.npz"], "no LPIPS weights at none.npz; make them once: pip download"),
    ],
)
def test_the_command_refuses_odd_options_before_any_work(invoke, tmp_path, options, message):
    """An hour's run that ends in a misspelt option."""
    done = invoke(*options)
    assert done.exception.exit_code == 2 and message in str(done.exception)
    assert not (tmp_path / "report").exists()


def test_peers_and_drift_are_chosen(invoke, tmp_path):
    """An option that is read and not passed on judges something else than was asked."""
    done = invoke("--hints", "4", "--limit", "1", "--size", "64", "--peers", "trapped-ball", "--drift", "1")
    assert done.exit_code == 0, done.output
    value = json.loads((tmp_path / "report" / "table.json").read_text())
    assert value["methods"] == ["fake", "trapped-ball"]
    assert [(row["suite"], row["method"]) for row in value["drift"]] == [
        (suite, method) for suite in ("anime", "vector") for method in ("fake", "trapped-ball")
    ]
    assert all(set(row["delta_e"]) == {"0.5x–1x", "0.5x–2x", "1x–2x"} for row in value["drift"])
    assert "## vector: drift between sizes, 1 pictures" in (tmp_path / "report" / "table.md").read_text()
    assert "drift between sizes" in done.output


def test_a_further_metric_is_a_further_column(manifest):
    """LPIPS, where its weights are: measured, but left out of the table that is read."""
    metrics = {**METRICS, "one": Metric("one", lambda case: 1.0, 1, "lower")}
    config = EvalConfig(levels=(0,), suites=("vector",))
    found = evaluate(fillers(), read_manifest(manifest), manifest.parent, config=config, metrics=metrics)
    lines = [line for line in render_markdown(found).splitlines() if line.startswith("|")]
    assert lines[0].endswith(" one ↓ |") and lines[2].endswith(" 1.0 |")
    assert found.table[0].means["one"] == 1


def test_models_are_named_once():
    """One bundle given twice would fill two rows with the same figures; an unknown one is the model's error."""
    with pytest.raises(OptionError, match="--model a is given twice"):
        methods.load_models(("a", "a"), None)
    with pytest.raises(BundleError, match="no-such-model"):
        methods.load_models(("no-such-model",), None)
