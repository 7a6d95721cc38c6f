"""Drawn characters without end: line, flats, shadow, highlight and picture with exact truth, from a seed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["CharacterTraits", "Drawing", "Pose", "draw", "draw_character", "draw_character_traits", "draw_motion"]

_HOMES = {"CharacterTraits": "character", "draw_character_traits": "character", "Pose": "head"}


def __getattr__(name: str) -> Any:
    """Public names, loaded when first used: importing the package needs no Skia."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'draw')}"), name)
