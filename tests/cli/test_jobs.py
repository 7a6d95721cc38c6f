"""Which page goes where."""

from __future__ import annotations

from pathlib import Path

import pytest

from nurie.cli.jobs import Job, plan_jobs
from nurie.errors import OptionError, PageError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a.png", "b.tif", "sub/c.JPG", "sub/notes.txt", ".hidden/d.png", "a.hints.png"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"")
    return tmp_path


def targets(jobs: list[Job], root: Path) -> list[str]:
    return [str(job.target.relative_to(root)) for job in jobs]


def test_one_file(tree: Path):
    """Prevents an output in an unexpected place, or over the input."""
    page = str(tree / "in" / "b.tif")
    assert targets(plan_jobs([page], None), tree) == ["in/b.color.png"]
    assert targets(plan_jobs([page], str(tree / "x.webp")), tree) == ["x.webp"]
    assert targets(plan_jobs([page], f"{tree}/new/"), tree) == ["new/b.png"]
    assert targets(plan_jobs([page], str(tree)), tree) == ["b.png"]


def test_formats(tree: Path):
    """Prevents a page in another format than asked for, and layered pages that lose their layers on the way."""
    page, folder = str(tree / "in" / "b.tif"), str(tree / "in")
    assert targets(plan_jobs([page], None, suffix=".psd"), tree) == ["in/b.color.psd"]
    assert targets(plan_jobs([page], str(tree), suffix=".ora"), tree) == ["b.ora"]
    assert targets(plan_jobs([page], str(tree / "x.PSD"), suffix=".psd"), tree) == ["x.PSD"]
    expected = ["out/a.psd", "out/b.psd", "out/sub/c.psd"]
    assert targets(plan_jobs([folder], str(tree / "out"), suffix=".psd"), tree) == expected
    with pytest.raises(OptionError, match="--format"):
        plan_jobs([page], str(tree / "x.png"), suffix=".psd")


def test_layered_inputs(tree: Path):
    """Prevents a PSD that comes back flat, one that a command tries to write which cannot, and .kra files of ours."""
    for name in ("d.psd", "e.ora", "f.kra"):
        (tree / "psd" / name).parent.mkdir(exist_ok=True)
        (tree / "psd" / name).write_bytes(b"")
    folder, out = str(tree / "psd"), str(tree / "out")
    assert targets(plan_jobs([folder], out, layered=True), tree) == ["out/d.psd", "out/e.ora", "out/f.png"]
    assert targets(plan_jobs([folder], out), tree) == ["out/d.png", "out/e.png", "out/f.png"]
    with pytest.raises(OptionError, match="-o out/"):
        plan_jobs([folder], str(tree / "all.psd"))


def test_a_folder_keeps_its_tree_and_names(tree: Path):
    """Prevents pages of a batch that are renamed, flattened or left out, and hints taken for pages."""
    expected = ["out/a.png", "out/b.png", "out/sub/c.JPG"]
    assert targets(plan_jobs([str(tree / "in")], str(tree / "out")), tree) == expected
    beside = ["in.color/a.png", "in.color/b.png", "in.color/sub/c.JPG"]
    assert targets(plan_jobs([str(tree / "in")], None), tree) == beside


def test_several_inputs(tree: Path):
    """Prevents two folders' trees from running into each other."""
    inputs = [str(tree / "in" / "a.png"), str(tree / "in" / "sub")]
    assert targets(plan_jobs(inputs, str(tree / "out")), tree) == ["out/a.png", "out/sub/c.JPG"]
    assert targets(plan_jobs(inputs, None), tree) == ["in/a.color.png", "in/sub.color/c.JPG"]


def test_results_inside_the_input_folder_are_not_colored_again(tree: Path):
    """Prevents that a second run colours the first run's results."""
    out = tree / "in" / "out"
    out.mkdir()
    (out / "a.png").write_bytes(b"")
    assert targets(plan_jobs([str(tree / "in")], str(out)), out) == ["a.png", "b.png", "sub/c.JPG"]


def test_inputs_are_never_targets(tree: Path):
    """Prevents the loss of a drawing, by a folder given as its own output too."""
    page = tree / "in" / "a.png"
    for inputs, output in (([page], page), ([page], tree / "in"), ([tree / "in"], tree / "in")):
        with pytest.raises(OptionError, match="never overwritten"):
            plan_jobs([str(name) for name in inputs], str(output))


def test_two_pages_with_one_output(tree: Path):
    """Prevents that one page silently replaces another."""
    (tree / "in" / "b.png").write_bytes(b"")
    with pytest.raises(OptionError, match="would both be written"):
        plan_jobs([str(tree / "in")], str(tree / "out"))


def test_what_cannot_be_planned(tree: Path):
    """Prevents several pages in one file, and a folder without pictures that passes for done."""
    with pytest.raises(OptionError, match="-o out/"):
        plan_jobs([str(tree / "in")], str(tree / "all.png"))
    (tree / "empty").mkdir()
    with pytest.raises(PageError, match="no pictures in"):
        plan_jobs([str(tree / "empty")], None)


def test_hints(tree: Path):
    """Prevents one page's hints on all pages, and hints that are given but not found."""
    one, folder, hints = str(tree / "in" / "a.png"), str(tree / "in"), tree / "in" / "a.hints.png"
    assert plan_jobs([one], None, hints)[0].hints == hints
    with pytest.raises(OptionError, match="one file, but there are 3 pages"):
        plan_jobs([folder], None, hints)
    with pytest.raises(OptionError, match="no hints file or folder at absent"):
        plan_jobs([folder], None, Path("absent"))
    assert [job.hints for job in plan_jobs([folder], None, tree / "in")] == [tree / "in" / "a.hints.png", None, None]
    with pytest.raises(OptionError, match=r"a\.hints\.json or a\.hints\.png"):
        plan_jobs([one], None, tree)


def test_hints_in_a_tree(tree: Path):
    """Prevents that pages of one name in two folders get each other's hints."""
    (tree / "in" / "sub" / "a.png").write_bytes(b"")
    own = tree / "hints" / "sub" / "a.hints.json"
    own.parent.mkdir(parents=True)
    for path in (own, tree / "hints" / "a.hints.json", tree / "hints" / "c.hints.json"):
        path.write_text("{}")
    found = {job.source.name: job.hints for job in plan_jobs([str(tree / "in" / "sub")], None, tree / "hints")}
    assert found == {"a.png": tree / "hints" / "a.hints.json", "c.JPG": tree / "hints" / "c.hints.json"}
    jobs = plan_jobs([str(tree / "in")], None, tree / "hints")
    assert [job.hints for job in jobs if job.source.name == "a.png"] == [tree / "hints" / "a.hints.json", own]


def test_folders_without_a_name_of_their_own(tree: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents a failure at `.`, and results of `..` that land in the current folder."""
    monkeypatch.chdir(tree / "in" / "sub")
    assert plan_jobs(["."], None)[0].target == (tree / "in" / "sub.color" / "c.JPG").resolve()
    assert plan_jobs([".."], None)[0].target == (tree / "in.color" / "a.png").resolve()
