"""The drawing engine's door: pictures with their lines, regions, flats, shadow and highlight, from a seed."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.character import CharacterTraits, View, blend, build_character, frame_view
from nurie.datasets.procedural.compose import KINDS as SCENES
from nurie.datasets.procedural.compose import compose, compose_character
from nurie.datasets.procedural.drawing import Drawing, draw_hand, draw_scene
from nurie.datasets.procedural.head import Pose
from nurie.datasets.procedural.page import draw_page
from nurie.datasets.procedural.scene import Scene
from nurie.datasets.procedural.scenery.backgrounds import BackgroundTraits, draw_background_traits

__all__ = ["KINDS", "Drawing", "draw", "draw_character", "draw_motion"]

_PAGES = 0.03  # share of all pictures

KINDS = (*SCENES, "page")


def draw(seed: int, size_px: int = 384, *, kind: str | None = None) -> Drawing:
    """A picture by chance, the same for the same seed and size; `kind` is an entry of `KINDS`, or any."""
    scene_rng, hand_rng, ink_rng = np.random.default_rng(seed).spawn(3)
    hand = draw_hand(hand_rng)
    if kind == "page" or (kind is None and scene_rng.random() < _PAGES):
        return draw_page(size_px, hand, ink_rng, {"seed": seed})
    return draw_scene(compose(scene_rng, kind), size_px, hand, ink_rng, {"seed": seed})


def draw_character(traits: CharacterTraits, pose: Pose, size_px: int, *, seed: int) -> Drawing:
    """The same somebody again; `seed` chooses view, background, pen and light."""
    scene_rng, hand_rng, ink_rng = np.random.default_rng(seed).spawn(3)
    scene = compose_character(
        traits, pose, scene_rng, framing=str(scene_rng.choice(("head", "bust", "upper"), p=(0.25, 0.5, 0.25)))
    )
    return draw_scene(scene, size_px, draw_hand(hand_rng), ink_rng, {"seed": seed})


def draw_motion(
    traits: CharacterTraits, start: Pose, end: Pose, frames: int, size_px: int, *, seed: int
) -> list[Drawing]:
    """A short motion: one view, background, pen and light; lines tremble from frame to frame as drawn ones do."""
    scene_rng, hand_rng, ink_rng = np.random.default_rng(seed).spawn(3)
    hand, background = draw_hand(hand_rng), draw_background_traits(scene_rng)
    framing = str(scene_rng.choice(("head", "bust", "upper"), p=(0.25, 0.5, 0.25)))
    view = frame_view(scene_rng, framing, traits, start, build_character(traits, start))
    drawings = []
    for number, rng in enumerate(ink_rng.spawn(frames)):
        share = number / max(frames - 1, 1)
        scene = _frame(traits, blend(start, end, share * share * (3 - 2 * share)), view, background, framing)
        drawings.append(draw_scene(scene, size_px, hand, rng, {"seed": seed, "frame": number}))
    return drawings


def _frame(traits: CharacterTraits, pose: Pose, view: View, background: BackgroundTraits, framing: str) -> Scene:
    still = np.random.default_rng(background.seed)
    return compose_character(traits, pose, still, framing=framing, view=view, background=background, kind="motion")
