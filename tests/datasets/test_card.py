"""The data card credits everybody, counts right, and is the one in the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nurie.cli.data import data
from nurie.datasets.card import render_card
from nurie.datasets.card_bundles import Learned
from nurie.datasets.simulate import HINT_SHARES
from nurie.errors import ManifestError, OptionError
from nurie.training.learned import read_learned

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "../shared/corpus"

ATTRIBUTION = """# Attribution

## Made pictures (`made`, 3 pictures)

- Licence: CC-BY-4.0
- Changes: Cropped to the figure.
- Note: By commission.
"""
README = """# Corpus

## Known weaknesses

- Everything is brown.

## Rebuilding

- Not a weakness.
"""


def _row(number: int, **changes) -> dict:
    return {
        "id": f"p{number}", "image": f"images/p{number}.webp", "lineart": None, "split": "train", "source": "made",
        "group": f"group-{number}", "title": f"Picture {number}", "author": "A. Painter", "license": "CC-BY-4.0",
        "license_url": "https://example.org/by", "origin": f"https://example.org/made (file {number})",
        "tier": "attribution", "style": "comic", "content": "object", "shading": False, "width": 24, "height": 16,
        "sha256": f"{number:064}",
    } | changes  # fmt: skip


def _write(folder: Path, *rows: dict) -> Path:
    (folder / "ATTRIBUTION.md").write_text(ATTRIBUTION)
    (folder / "README.md").write_text(README)
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return manifest


def test_the_card_in_the_repository_is_the_generated_one():
    """The released card would credit and count another corpus, or another split, than the code trains on."""
    if not (CORPUS / "manifest.jsonl").is_file():
        pytest.skip("the corpus is not beside the repository")
    said = "run `nurie data card ../shared/corpus/manifest.jsonl --force`"
    rendered = render_card(CORPUS / "manifest.jsonl", bundles=read_learned())
    assert (ROOT / "DATA_CARD.md").read_text(encoding="utf-8") == rendered, said


def test_every_author_is_credited_with_licence_and_pictures(tmp_path):
    """A licence's condition, the author's name, would be broken by the released bundle."""
    rows = [_row(0), _row(1, author="B|B"), _row(2), _row(3, split="val"), _row(4, license="CC0-1.0")]
    text = render_card(_write(tmp_path, *rows))
    assert "| A. Painter | CC-BY-4.0 | 3 | 2 |" in text
    assert "| A. Painter | CC0-1.0 | 1 | 1 |" in text
    assert "| B\\|B | CC-BY-4.0 | 1 | 1 |" in text
    assert "- Origin: https://example.org/made (5)" in text


def test_changes_and_notes_come_from_the_corpus_attribution(tmp_path):
    """CC BY asks that changes are indicated; they stand beside the manifest, not in it."""
    text = render_card(_write(tmp_path, _row(0)))
    assert "### Made pictures (`made`)" in text
    assert "- Changes: Cropped to the figure.\n- Note: By commission.\n- Author: A. Painter" in text


def test_known_weaknesses_are_taken_over_and_nothing_else(tmp_path):
    """A card without its corpus' weaknesses promises too much."""
    text = render_card(_write(tmp_path, _row(0)))
    assert "- Everything is brown." in text
    assert "Not a weakness" not in text


def test_tiers_that_were_not_used_are_neither_counted_nor_credited(tmp_path):
    """The card would say that the bundle was trained on GPL pictures."""
    text = render_card(_write(tmp_path, _row(0), _row(1, tier="gpl", license="GPL-2.0-or-later", source="game")))
    assert "**1 coloured drawings**" in text
    assert "Not learned from: the tier gpl (1 pictures)" in text
    assert "GPL-2.0" not in text


def test_held_back_pictures_bare_drawings_and_grey_sketches_do_not_count_as_learned_from(tmp_path):
    """The figure on the card would be larger than what the network saw."""
    held_back = _row(33)  # `split_of` takes group-33 for `test`
    drawing = _row(2, image=None, lineart="lineart_only/p2.webp")
    sketch = _row(4, lineart="lineart/p4.webp", lineart_kind="value")
    text = render_card(_write(tmp_path, _row(0), held_back, drawing, sketch))
    assert "**1 coloured drawings** of 1 characters" in text
    assert "- Pictures: 4, learned from: 1" in text
    assert "| attribution | 2 | 0 | 1 |" in text


def _learned(**data) -> Learned:
    recipe = {"data": {"tiers": ["attribution"], "skip_kinds": ["value"], "drawn": {"count": 9}, **data},
              "stages": [{"px": 64, "no_hint_share": 0.25}]}  # fmt: skip
    return Learned("made.onnx", "made 0.1", 1200, "CC-BY-SA-4.0", recipe)


def test_each_bundle_has_what_its_own_recipe_names(tmp_path):
    """The card would count pictures that a bundle never saw, or state what its recipe does not say."""
    manifest = _write(tmp_path, _row(0), _row(1, tier="permissive", license="CC0-1.0"), _row(2, lineart_kind="value"))
    text = render_card(manifest, bundles=[_learned(), _learned(tiers=["attribution", "permissive"], skip_kinds=[])])
    assert "| pictures of the corpus | 1 | 3 |" in text
    assert "| of the tier attribution | 1 | 2 |" in text
    assert "| of the tier permissive | 0 | 1 |" in text
    assert "| pictures drawn by program | 9 | 9 |" in text
    assert "| times each vector drawing came again | not stated | not stated |" in text
    assert "| share without any hint | 0.25 at 64 px | 0.25 at 64 px |" in text
    assert "| other hues, contrasts and lights | not stated | not stated |" in text


def test_how_hints_are_simulated_is_told_of_every_kind(tmp_path):
    """A kind of hint would be simulated that no reader hears of."""
    text = render_card(_write(tmp_path, _row(0)), bundles=[_learned()])
    for name, share in HINT_SHARES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` | {share:g} | "))
        assert len(row.split(" | ")[2]) > 10


def test_what_was_left_out_is_counted(tmp_path):
    """A card that says what was taken and not what was refused."""
    rows = [_row(0), _row(1, tier="gpl", license="GPL-2.0-or-later"), _row(2, split="val"),
            _row(4, lineart="p4.webp", lineart_kind="value"), _row(5, image=None, lineart="p5.webp")]  # fmt: skip
    text = render_card(_write(tmp_path, *rows))
    assert "- Tiers that are not named above (gpl 1 pictures)" in text
    assert "- 1 coloured drawings of the splits" in text
    assert "- 1 whose line picture is a grey sketch, which is no line art, and 1 drawings that have no colours" in text


def test_the_command_overwrites_only_when_told(tmp_path):
    """A card mended by hand would be lost."""
    manifest, card = _write(tmp_path, _row(0)), tmp_path / "CARD.md"
    card.write_text("mine")
    refused = CliRunner().invoke(data, ["card", str(manifest), "-o", str(card)])
    assert isinstance(refused.exception, OptionError)
    assert "--force" in str(refused.exception)
    assert card.read_text() == "mine"
    assert CliRunner().invoke(data, ["card", str(manifest), "-o", str(card), "--force"]).exit_code == 0
    assert card.read_text(encoding="utf-8") == render_card(manifest, bundles=read_learned())


def test_a_corpus_without_training_pictures_is_refused(tmp_path):
    """A card of a bundle that was trained on nothing, or a traceback."""
    with pytest.raises(ManifestError, match="no coloured picture of the split train"):
        render_card(_write(tmp_path, _row(0, split="val")))


def test_there_is_no_card_with_pictures_that_have_no_open_licence(tmp_path):
    """The card calls all its pictures openly licensed."""
    manifest = _write(tmp_path, _row(0), _row(1, tier="unknown", license="unknown"))
    assert "Not learned from: the tier unknown (1 pictures)" in render_card(manifest)
    with pytest.raises(ManifestError, match="the tiers unknown hold pictures without an open licence"):
        render_card(manifest, tiers=("permissive", "unknown"))
