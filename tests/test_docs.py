"""The documentation is true: its commands exist and run, and its Python runs. Links: `docs/test_links.py`."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
DOCS = [
    path
    for path in [
        *sorted(ROOT.glob("*.md")),
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "docs/plugins").glob("*.md")),
        *sorted((ROOT / "docs/reference").glob("*.md")),
        ROOT / "examples/ATTRIBUTION.md",
    ]
]
BUNDLE = ROOT / "src/nurie/bundles/nurie-tiny.onnx"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAMS = {"nurie", "python3", "pip", "make", "git", "cd", "curl", "torchrun"}
# only checked for what they name; they need the corpus, or run for hours
HEAVY = {"train", "export", "eval", "compare", "data", "serve", "watch"}
PYTHON_MAIN = "from nurie.cli.main import main; main()"


def blocks(path: Path, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(path.read_text(encoding="utf-8")) if name == language]


def shell_lines(path: Path) -> list[list[str]]:
    """Every command of the sh blocks, lines that end in a backslash joined."""
    lines = "\n".join(blocks(path, "sh")).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


COMMANDS = [(path, words) for path in DOCS for words in shell_lines(path)]
NURIE = [words[words.index("nurie") :] for _, words in COMMANDS if words[0] in ("nurie", "torchrun")]
QUICK = {
    path: [w for w in shell_lines(path) if w[0] == "nurie" and w[1] not in HEAVY and "--cluster" not in w]
    for path in DOCS
}


def command_group() -> click.Group:
    found = importlib.import_module("nurie.cli.main")
    return next(value for value in vars(found).values() if isinstance(value, click.Group))


def resolve(words: list[str]) -> click.Command:
    """The command that `nurie a b …` names, groups followed."""
    command: click.Command = command_group()
    context = click.Context(command)
    for word in words[1:]:
        if not isinstance(command, click.Group):
            break
        found = command.get_command(context, word)
        assert found is not None, f"{shlex.join(words)}: there is no command {word!r}"
        command = found
    return command


def named(items: list) -> dict:
    return {"argvalues": items, "ids": [shlex.join(item) if isinstance(item, list) else item.name for item in items]}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A scratch folder that looks like a clone to the commands: examples, a painted hint layer, frames, a book."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "docs").mkdir()
    for path in (ROOT / "docs").glob("photo.*"):
        shutil.copy(path, tmp_path / "docs")
    layer = np.zeros((546, 546, 4), np.uint8)
    layer[40:60, 60:180] = (174, 216, 239, 255)
    Image.fromarray(layer).save(tmp_path / "my-layer.png")
    (tmp_path / "frames").mkdir()
    for number in (1, 2):
        shutil.copy(ROOT / "examples/kitten.png", tmp_path / "frames" / f"{number}.png")
    shutil.copy(ROOT / "examples/kitten.hints.json", tmp_path / "first.hints.json")
    with zipfile.ZipFile(tmp_path / "book.cbz", "w") as book:
        book.write(ROOT / "examples/kitten.png", "p/kitten.png")
        book.writestr("ComicInfo.xml", "<ComicInfo/>")
    return tmp_path


def call(arguments: list[str], folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1", "HOME": str(folder)}
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA"):  # plug-ins are installed into the scratch folder
        environment.pop(name, None)
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stdout}{done.stderr}"


needs_bundle = pytest.mark.skipif(not BUNDLE.is_file(), reason=f"no trained bundle at {BUNDLE.relative_to(ROOT)}")


def test_docs_hold_commands_and_python():
    """Prevents a pattern that finds no block, under which nothing below could fail."""
    assert len(NURIE) >= 10
    assert {words[1] for words in NURIE} >= {"color", "lines", "models", "sheet", "train", "export", "eval"}
    assert sum(len(blocks(path, "python")) for path in DOCS) >= 2


def test_known_programs_only():
    """Prevents a shell line that is checked by no test."""
    assert {words[0] for _, words in COMMANDS} <= PROGRAMS


@pytest.mark.parametrize("words", **named(NURIE))
def test_every_option_exists(words: list[str]):
    """Prevents documentation of a command or an option that is not there."""
    command = resolve(words)
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert used - {"--help"} <= known


@pytest.mark.parametrize("path", **named(sorted(set(DOCS))))
def test_every_command_in_the_prose_exists(path: Path):
    """Prevents a `nurie …` in a sentence or a table that has been renamed."""
    prose = FENCE.sub("", path.read_text(encoding="utf-8"))
    for text in re.findall(r"`nurie ([a-z]+[^`]*)`", prose):
        resolve(["nurie", *shlex.split(text)])


@needs_bundle
@pytest.mark.parametrize("path", **named([path for path in DOCS if QUICK[path]]))
def test_commands_run(path: Path, clone: Path):
    """Prevents a first command that fails for every new user."""
    for words in QUICK[path]:
        call(["-c", PYTHON_MAIN, *words[1:]], clone)


@needs_bundle
@pytest.mark.parametrize("path", **named([path for path in DOCS if blocks(path, "python")]))
def test_python_runs(path: Path, clone: Path):
    """Prevents an example that raises when it is copied."""
    for block in blocks(path, "python"):
        call(["-c", block], clone)


def test_verbs_and_files_exist():
    """Prevents a verb of run.py or make that is not there, and a file that a command line names but nobody has."""
    verbs = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split())
    for _, words in COMMANDS:
        if words[:2] == ["python3", "run.py"]:
            assert words[2] in verbs, shlex.join(words)
        if words[0] == "make":
            assert words[1] in verbs, shlex.join(words)
        for word in words:
            if word.startswith(("examples/", "docs/", "recipes/", "tests/")) and "NAME" not in word:
                assert (ROOT / word).exists(), f"{shlex.join(words)}: no {word}"


def test_figures_for_artists_are_the_data_cards():
    """Prevents answers that count other pictures than the card does."""
    told = (ROOT / "docs/faq.md").read_text(encoding="utf-8")
    card = (ROOT / "DATA_CARD.md").read_text(encoding="utf-8")
    for row, before, after in (
        ("pictures of the corpus", "On ", " openly licensed drawings"),
        ("of the tier permissive", "Of these drawings ", " are in the public domain"),
        ("of the tier attribution", ", ", " ask that their authors are named"),
        ("of the tier sharealike", "and ", " ask in addition"),
    ):
        numbers = set(re.search(rf"^\| {row} \| (.*) \|$", card, re.MULTILINE)[1].split(" | "))
        assert [f"{before}{number}{after}" in told for number in numbers] == [True], row


def test_every_example_is_attributed():
    """Prevents a drawing without author and licence."""
    text = (ROOT / "examples/ATTRIBUTION.md").read_text(encoding="utf-8")
    sections = {name: body for name, body in re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)}
    assert set(sections) == {path.name for path in (ROOT / "examples").glob("*.png")}
    for name, body in sections.items():
        for field in ("Title", "Author", "Licence", "Origin", "Changes"):
            assert re.search(rf"^- {field}: \S", body, re.MULTILINE), f"{name} has no {field}"
