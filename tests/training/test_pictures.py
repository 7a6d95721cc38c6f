"""What a recipe is shown: corpora, and shards that were built of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from nurie.datasets.build.build import build, on_cores
from nurie.datasets.build.example import Recipe
from nurie.datasets.build.judge import Bounds
from nurie.errors import ManifestError
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe


def build_index(manifest: Path, folder: Path, tier: str) -> Path:
    """Shards of the manifest's pictures under one tier, with the checksums that they have."""
    rows = [json.loads(line) | {"tier": tier} for line in manifest.read_text().splitlines()]
    for row in rows:
        row["sha256"] = hashlib.sha256((manifest.parent / row["image"]).read_bytes()).hexdigest()
    changed = manifest.with_name(f"{tier}.jsonl")
    changed.write_text("".join(json.dumps(row) + "\n" for row in rows))
    bounds = Bounds(least_px=32, least_color=0, lines=(0, 1))
    build([changed], folder, Recipe(lines=(), bounds=bounds), tiers=[tier], each=on_cores(1))
    return folder / "index.json"


def test_shards_are_shown_beside_a_corpus(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """What `nurie data build` made could not be trained on, or would hide the corpus beside it."""
    index = build_index(manifest, tmp_path / "shards", "permissive")
    config = read_recipe(recipe)
    alone = open_pictures(config.data, manifest, tmp_path / "cache")
    both = open_pictures(config.data, [manifest, index], tmp_path / "cache")
    assert len(both) == 2 * len(alone) > 0
    shard = both[len(alone)]
    assert shard.row.id in {row.id for row in alone.rows} and shard.regions is not None
    sample = make_source(config, both).sample(3, 64, no_hint_share=0)
    assert sample.colors.shape == (64, 64, 3)


def test_tiers_hold_for_shards(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """A recipe of a released bundle that is shown shards with closed pictures learns from none of them."""
    index, data = build_index(manifest, tmp_path / "shards", "unknown"), read_recipe(recipe).data
    with pytest.raises(ManifestError, match="no example of split train and tiers permissive"):
        open_pictures(data, index, tmp_path / "cache")
    assert len(open_pictures(replace(data, tiers=("unknown",)), index, tmp_path / "cache")) > 0
