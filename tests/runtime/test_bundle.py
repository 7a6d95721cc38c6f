"""Cards and bundles: what is not understood is refused, and a bundle reads nothing but itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nurie.errors import BundleError
from nurie.runtime.bundle import read_card
from nurie.runtime.card import Card, card_from_json, card_to_json

CARD = Card("test", "1.2", color_bins=((0, 0, 0), (255, 128, 1)), recipe='name = "塗り絵"\n', images_seen=7)


def text_of(**changes) -> str:
    return json.dumps({**json.loads(card_to_json(CARD)), **changes})


def test_round_trip():
    """Prevents a card that loses or changes a value on its way through the file."""
    assert card_from_json(card_to_json(CARD)) == CARD
    assert card_from_json('{"name": "a", "version": "1"}') == Card("a", "1")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "not JSON"),
        ("[]", "expected a JSON object"),
        (text_of(format_version=2), "bundle format 2"),
        (text_of(colour="x"), "unknown keys colour"),
        (json.dumps({"name": "a"}), "lacks version"),
        (text_of(multiple="32"), "multiple = '32'"),
        (text_of(multiple=0), "multiple 0"),
        (text_of(images_seen=True), "images_seen = True"),
        (text_of(planes=["line"]), r"has planes \('line',\)"),
        (text_of(color_range=[0, 1]), "color_range"),
        (text_of(color_bins=[[0, 0, 300]]), "color_bins"),
        (text_of(color_bins=[1, 2]), "color_bins"),
        (text_of(multiple=10**30), "expected 1 to 256"),
        (text_of(color_shares=[float("nan"), 1]), "color_shares"),
        (text_of(paints=["picture"]), "has 2 color_bins; expected none"),
        (text_of(planes=[[[["line"]]]]), "lists within lists"),
        ("[" * 100_000, "nested too deeply"),
        (text_of(color_shares=[0.5]), "color_shares"),
        (text_of(hint_encoding="dense"), "hint_encoding"),
        (text_of(task="upscale"), "task"),
        (text_of(things=["sky", "moon"]), "tells apart moon"),
        (text_of(things=["sky"]), "has 0 thing_colors for 1 things"),
        (text_of(things=["sky"], thing_colors=[[1.0]]), "a share for every one of color_bins"),
    ],
)
def test_bad_cards_are_refused(text: str, named: str):
    """Prevents a network fed with planes or ranges that it was not trained on."""
    with pytest.raises(BundleError, match=named):
        card_from_json(text)


def test_files_that_are_no_bundle(tmp_path: Path):
    """Prevents a traceback from ONNX Runtime for a wrong path or a damaged download."""
    with pytest.raises(BundleError, match="no model file at"):
        read_card(tmp_path / "absent.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"not a model")
    with pytest.raises(BundleError, match=r"broken\.onnx is no model"):
        read_card(tmp_path / "broken.onnx")


def test_model_names_name_and_version():
    """Prevents results that do not say which weights made them."""
    assert replace(CARD, name="nurie-tiny").model == "nurie-tiny 1.2"


def test_a_card_that_is_no_text(tmp_path: Path):
    """Prevents a traceback for one byte that was flipped in the card of a bundle."""
    hostile = pytest.importorskip("hostile.seeds")
    pytest.importorskip("onnx")
    data = hostile.tiny_bundle()
    (tmp_path / "a.onnx").write_bytes(data.replace(b'"name": "flood"', b'"name": "fl\x80od"'))
    with pytest.raises(BundleError, match="its card is no text"):
        read_card(tmp_path / "a.onnx")
