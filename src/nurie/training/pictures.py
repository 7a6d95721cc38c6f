"""The pictures of a recipe and the samples drawn from them. Without torch, unlike `data`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nurie.datasets.build.pictures import Choice, is_index, open_shards
from nurie.datasets.cache import JoinedPictures, Pictures
from nurie.datasets.corpus import open_corpus
from nurie.datasets.drawn import open_drawn
from nurie.datasets.manifest import read_manifest, select
from nurie.datasets.plain_samples import PlainSource
from nurie.datasets.recolored import open_recolored
from nurie.datasets.samples import SampleSource
from nurie.runtime.encodings import OWN
from nurie.training.config import Config, DataConfig

DEFAULT_CACHE = ".cache/pictures"
Manifests = str | Path | Sequence[Path]  # one corpus or several


def open_pictures(config: DataConfig, manifest: Manifests, cache: str | Path = DEFAULT_CACHE) -> Pictures:
    """All that a recipe shows: the manifests' training splits and what is made of them, kept in the folder `cache`.

    Where a manifest is the index.json of shards, their examples are shown as they were built; `data.recolored` and
    `data.hed` do not apply to them.
    """
    parts: list[Pictures] = []
    for path in [manifest] if isinstance(manifest, str | Path) else manifest:
        if is_index(Path(path)):
            choice = Choice("train", config.tiers, config.skip_kinds, config.short_px)
            parts.append(open_shards(Path(path), cache, choice))
            continue
        rows = select(read_manifest(path), split="train", tiers=config.tiers)
        rows = [row for row in rows if row.lineart_kind not in config.skip_kinds]
        root, short_px = Path(path).parent, config.short_px
        parts.append(open_corpus(rows, root, cache, short_px=short_px, hed=config.hed))
        if config.recolored:
            parts.append(open_recolored(rows, root, cache, short_px=short_px, variants=config.recolored))
    if config.drawn.count:
        parts.append(open_drawn(config.drawn, cache))
    return JoinedPictures(parts)


def make_source(config: Config, pictures: Pictures) -> SampleSource | PlainSource:
    """Samples as our own networks learn from them, or the plain ones of other systems."""
    data = config.data
    if config.encoding.name != OWN:
        return PlainSource(pictures, weights=data.weights, seed=config.seed, config=data.plain)
    return SampleSource(
        pictures, weights=data.weights, no_hint_weights=data.guessed_weights, seed=config.seed, config=data.samples
    )
