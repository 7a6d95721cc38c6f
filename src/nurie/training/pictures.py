"""The pictures of a recipe and the samples drawn from them. Without torch, unlike `data`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from nurie.datasets.build.build import INDEX
from nurie.datasets.build.pictures import Choice, is_index, open_shards
from nurie.datasets.build.stream import open_stream
from nurie.datasets.cache import InTurn, JoinedPictures, Pictures
from nurie.datasets.corpus import open_corpus
from nurie.datasets.drawn import open_drawn
from nurie.datasets.manifest import read_manifest, select
from nurie.datasets.plain_samples import PlainSource
from nurie.datasets.recolored import open_recolored
from nurie.datasets.samples import SampleSource
from nurie.errors import ManifestError, RecipeError
from nurie.runtime.encodings import OWN
from nurie.training.config import Config, DataConfig

DEFAULT_CACHE = ".cache/pictures"
Manifests = str | Path | Sequence[Path]  # one corpus or several


def open_pictures(config: DataConfig, manifest: Manifests, cache: str | Path = DEFAULT_CACHE) -> Pictures:
    """All that a recipe shows: the manifests' training splits and what is made of them, kept in the folder `cache`.

    Where a manifest is the index.json of shards, their examples are shown as they were built; `data.recolored` and
    `data.hed` do not apply to them.
    """
    paths = [Path(path) for path in ([manifest] if isinstance(manifest, str | Path) else manifest)]
    choice = Choice("train", config.tiers, config.skip_kinds, config.short_px)
    if config.stream:
        return _streamed(config, paths, cache, choice)
    parts: list[Pictures] = []
    for path in paths:
        if is_index(path):
            parts.append(open_shards(path, cache, choice))
            continue
        rows = select(read_manifest(path), split="train", tiers=config.tiers)
        rows = [row for row in rows if row.lineart_kind not in config.skip_kinds]
        root, short_px = path.parent, config.short_px
        parts.append(open_corpus(rows, root, cache, short_px=short_px, hed=config.hed))
        if config.recolored:
            parts.append(open_recolored(rows, root, cache, short_px=short_px, variants=config.recolored))
    if config.drawn.count:
        parts.append(open_drawn(config.drawn, cache))
    return JoinedPictures(parts)


def _streamed(config: DataConfig, paths: Sequence[Path], cache: str | Path, choice: Choice) -> Pictures:
    """Raises RecipeError where the recipe wants more than each example of the shards once an epoch."""
    asked = {
        "data.weights={}": config.weights, "data.no_hint_weights={}": config.no_hint_weights,
        "data.drawn.count=0": config.drawn.count,
    }  # fmt: skip
    if config.shuffle < 1:
        raise RecipeError(f"data.shuffle is {config.shuffle}; expected 1 or more examples, for example 10000")
    if changes := [f"--set {change}" for change, value in asked.items() if value]:
        raise RecipeError(
            "streaming shows each picture of the shards once an epoch, and no other, but this recipe weights or draws "
            f"pictures; add {' '.join(changes)}, or leave --stream out"
        )
    indexes = [path / INDEX if path.is_dir() else path for path in paths]
    if other := [str(path) for path in indexes if not is_index(path)]:
        raise ManifestError(
            f"--stream, but {', '.join(other)} is no folder of shards; make one with `nurie data build`, or leave "
            "--stream out"
        )
    return open_stream(indexes, cache, choice, shuffle=config.shuffle)


def make_source(config: Config, pictures: Pictures) -> SampleSource | PlainSource:
    """Samples as our own networks learn from them, or the plain ones of other systems."""
    data = config.data
    if config.encoding.name != OWN:
        return PlainSource(pictures, weights=data.weights, seed=config.seed, config=data.plain)
    return SampleSource(
        pictures, weights=data.weights, no_hint_weights=data.guessed_weights, seed=config.seed, config=data.samples
    )


def digest_of(pictures: Pictures) -> str:
    """What tells pictures from others: a digest of their ids and files in their order, or of the shards'."""
    if isinstance(pictures, InTurn):
        return pictures.digest
    return hashlib.sha256("".join(row.id + row.sha256 for row in pictures.rows).encode()).hexdigest()
