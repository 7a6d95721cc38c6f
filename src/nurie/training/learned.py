"""What a bundle says that it learned from, for the data card. No torch."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nurie.datasets.card_bundles import Learned
from nurie.runtime.bundle import read_card
from nurie.runtime.catalog import list_bundles
from nurie.training.recipe import tomllib


def read_learned(paths: Iterable[Path] | None = None) -> list[Learned]:
    """Of bundles, by default of the installed ones. Raises BundleError as `read_card` does."""
    found = []
    for path in list_bundles().values() if paths is None else paths:
        card = read_card(path)
        recipe = tomllib.loads(card.recipe)
        found.append(Learned(path.name, card.model, card.images_seen, card.license, recipe))
    return found
