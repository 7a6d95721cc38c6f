"""What a region of a drawing can be, as far as its colour depends on it."""

from __future__ import annotations

THINGS = (
    "around", "sky", "ground", "plant", "built", "skin", "hair", "fur", "cloth", "eye", "mouth", "bubble", "prop",
)  # fmt: skip
