"""A corpus check that misses something lets a model be trained on what may not be used, or judged on what it saw."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from nurie.cli.data import data
from nurie.datasets.check import check_manifest
from nurie.errors import ManifestError

SIZE = (24, 16)


@dataclass
class Corpus:
    """A small generated corpus; `write` puts its rows into a manifest."""

    root: Path
    rows: list[dict]

    def write(self) -> Path:
        path = self.root / "manifest.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in self.rows), encoding="utf-8")
        return path

    def kinds(self) -> list[str]:
        return [problem.kind for problem in check_manifest(self.write()).problems]


@pytest.fixture
def corpus(tmp_path):
    return Corpus(tmp_path, [_row(tmp_path, number) for number in range(4)])


def _row(root: Path, number: int) -> dict:
    color, lineart = f"images/p{number}.png", f"lineart/p{number}.png"
    for name, mode, value in ((color, "RGB", (40 * number, 9, 9)), (lineart, "L", 255)):
        (root / name).parent.mkdir(exist_ok=True)
        Image.new(mode, SIZE, value).save(root / name)
    return {
        "id": f"p{number}", "image": color, "lineart": lineart, "split": "val" if number == 3 else "train",
        "source": "made", "group": f"g{number}", "title": f"Picture {number}", "author": "A. Painter",
        "license": "CC0-1.0", "license_url": "https://example.org/cc0", "origin": "made here", "tier": "permissive",
        "style": "comic", "content": "object", "shading": False, "width": SIZE[0], "height": SIZE[1],
        "sha256": hashlib.sha256((root / color).read_bytes()).hexdigest(),
    }  # fmt: skip


def test_a_sound_corpus_has_no_problems_and_is_counted(corpus):
    """False alarms would teach people to ignore the check; wrong counts would stand in the data card."""
    report = check_manifest(corpus.write())
    assert report.problems == ()
    assert report.rows == 4
    assert report.counts["license"]["CC0-1.0"] == {"train": 3, "val": 1, "test": 0}


@pytest.mark.parametrize("field", ["license", "author", "origin"])
def test_a_row_without_its_rights_is_a_problem(corpus, field):
    """A picture whose licence, author or origin is unknown would be trained on and not be credited."""
    corpus.rows[1][field] = ""
    (problem,) = check_manifest(corpus.write()).problems
    assert problem.kind == "row"
    assert field in problem.message
    assert "manifest.jsonl:2" in problem.message


def test_a_missing_file_is_a_problem(corpus):
    """Training would stop at that picture hours later."""
    (corpus.root / "images/p0.png").unlink()
    (corpus.root / "lineart/p2.png").unlink()
    assert corpus.kinds() == ["file", "file"]


def test_a_file_that_is_no_picture_is_a_problem(corpus):
    """A download's error page under a picture's name would pass as present."""
    (corpus.root / "lineart/p0.png").write_text("<html>404</html>")
    assert corpus.kinds() == ["file"]


def test_a_size_other_than_the_header_s_is_a_problem(corpus):
    """Hints and crops would be placed by a wrong size."""
    corpus.rows[0]["width"], corpus.rows[0]["lineart"] = 25, None
    (problem,) = check_manifest(corpus.write()).problems
    assert (problem.kind, "24×16" in problem.message, "25×16" in problem.message) == ("size", True, True)


def test_a_changed_file_is_a_problem(corpus):
    """Another picture of the same size under the same name would be trained on under a wrong licence."""
    Image.new("RGB", SIZE, (1, 2, 3)).save(corpus.root / "images/p1.png")
    assert corpus.kinds() == ["hash"]


def test_the_hash_of_a_drawing_without_colors_is_the_drawing_s(corpus):
    """Rows without a colour picture would go unchecked."""
    drawing = corpus.root / "lineart/p0.png"
    corpus.rows[0] |= {"image": None, "sha256": hashlib.sha256(drawing.read_bytes()).hexdigest()}
    assert corpus.kinds() == []
    Image.new("L", SIZE, 7).save(drawing)
    assert corpus.kinds() == ["hash"]


def test_a_line_picture_of_another_size_is_a_problem(corpus):
    """Lines and colours would not lie on each other."""
    Image.new("L", (SIZE[0] + 1, SIZE[1]), 255).save(corpus.root / "lineart/p2.png")
    assert corpus.kinds() == ["lineart"]


def test_a_group_in_two_splits_is_a_problem(corpus):
    """The model would be judged on a character that it was trained on."""
    corpus.rows[3]["group"] = "g0"
    assert corpus.kinds() == ["group"]


def test_the_same_file_in_two_splits_is_a_problem(corpus):
    """The model would be judged on a picture that it was trained on, under another id."""
    corpus.rows[3] |= {name: corpus.rows[0][name] for name in ("image", "sha256")}
    assert corpus.kinds() == ["copy"]


def test_a_repeated_id_is_a_problem(corpus):
    """One of the two would hide the other wherever pictures are looked up by id."""
    corpus.rows[2]["id"] = "p1"
    assert corpus.kinds() == ["id"]


@pytest.mark.parametrize("field", ["split", "tier"])
def test_an_unknown_split_or_tier_is_a_problem(corpus, field):
    """A misspelt value would leave the picture out of training without a word."""
    corpus.rows[0][field] = "trian"
    assert corpus.kinds() == [field]


@pytest.mark.parametrize("field", ["license", "author"])
def test_unknown_rights_in_an_open_tier_are_a_problem(corpus, field):
    """A scraped picture would enter a released bundle through a wrong tier."""
    corpus.rows[1][field] = "unknown"
    assert corpus.kinds() == ["rights"]
    corpus.rows[1]["tier"] = "unknown"
    assert corpus.kinds() == []


def test_every_problem_is_listed_not_only_the_first(corpus):
    """Mending a corpus would need one run of the check per problem."""
    corpus.rows[0]["author"] = None
    corpus.rows[1] |= {"sha256": "0" * 64, "width": 1}
    (corpus.root / "lineart/p2.png").unlink()
    assert sorted(corpus.kinds()) == ["file", "hash", "lineart", "row", "size"]


def test_the_command_prints_counts_and_every_problem(corpus):
    """A script that trusts the exit code, or a reader of the output, would take a bad corpus for a good one."""
    sound = CliRunner().invoke(data, ["check", str(corpus.write())])
    assert (sound.exit_code, "4 rows, no problems" in sound.output, "CC0-1.0" in sound.output) == (0, True, True)
    corpus.rows[3]["group"] = corpus.rows[1]["id"] = corpus.rows[0]["group"]
    broken = CliRunner().invoke(data, ["check", str(corpus.write())])
    assert "group: group g0" in broken.output
    assert isinstance(broken.exception, ManifestError)
    assert broken.exception.exit_code == 2


def test_a_missing_manifest_says_what_to_give(tmp_path):
    """A traceback, or an empty corpus reported as sound, in place of the wrong path."""
    with pytest.raises(ManifestError, match="no manifest at"):
        check_manifest(tmp_path / "manifest.jsonl")
