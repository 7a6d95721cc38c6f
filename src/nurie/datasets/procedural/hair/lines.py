"""Lines and lights on the skull cap: gloss, strands, curls, combed hair."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nurie.datasets.procedural.hair.crown import hairline
from nurie.datasets.procedural.hair.shell import Shell
from nurie.datasets.procedural.scene import Points, Stroke


def gloss(shell: Shell, rng: np.random.Generator, kind: str) -> list[Points]:
    """Bands of light that follow the skull, where the viewer sees it."""
    if not kind:
        return []
    yaw = np.rad2deg(shell.head.pose.yaw)
    level, height = rng.uniform(-0.62, -0.5), rng.uniform(0.1, 0.17)
    cuts = np.sort(rng.uniform(-60, 60, 2)) if kind == "zigzag" else np.array([rng.uniform(-10, 20)])
    edges = [-62.0, *cuts, 62.0]
    polygons = []
    for a, b in pairwise(edges):
        if b - a < 14:
            continue
        seen = np.linspace(a + 4, b - 4, max(5, int((b - a) / 5) | 1))
        azimuth = seen - yaw
        swell = np.sin(np.linspace(0.25, np.pi - 0.25, len(seen)))
        rise = 0.1 * (seen / 60) ** 2
        top = level + rise - 0.3 * height * swell
        low = level + rise + 0.5 * height * swell
        if kind == "zigzag":
            low[1::2] += height * rng.uniform(0.3, 0.9, len(low[1::2]))
            top[1::2] -= height * rng.uniform(0.0, 0.35, len(top[1::2]))
        places = np.concatenate([np.stack([azimuth, top], 1), np.stack([azimuth, low], 1)[::-1]])
        polygons.append(shell.project(np.concatenate([places, np.full((len(places), 1), 0.04)], 1)))
    return polygons


def curls(shell: Shell, rng: np.random.Generator, count: int) -> list[Stroke]:
    """Small open arcs all over a cloud of curls."""
    yaw = np.rad2deg(shell.head.pose.yaw)
    t = np.linspace(0, 1, 8)[None]
    seen, y = rng.uniform(-75, 75, (count, 1)), rng.uniform(-0.97, -0.6, (count, 1))
    turned = rng.uniform(0, 6, (count, 1)) + t * rng.uniform(2.2, 4.0, (count, 1))
    size = rng.uniform(0.03, 0.055, (count, 1))
    middle = shell.project(np.stack([seen - yaw, y, np.full((count, 1), 0.3)], 2))
    arcs = middle + np.stack([size * np.cos(turned), size * np.sin(turned)], 2)
    return [Stroke(arc.astype(np.float32), 0.5, (0.8, 0.8)) for arc in arcs]


def combed(shell: Shell, rng: np.random.Generator) -> list[Stroke]:
    """Lines from the hairline up and back, for hair that is swept from the face."""
    left, right = shell.limbs()
    starts = np.linspace(-60, 60, 11) + rng.normal(0, 4, 11)
    t = np.linspace(0, 1, 10)
    lines = []
    for start in starts[(starts > left + 8) & (starts < right - 8)]:
        low = float(hairline(start)) - rng.uniform(0, 0.12)
        reach = rng.uniform(0.3, 0.95)
        rise = np.sin(t * reach * np.pi / 2)
        path = np.stack([start * (1 + 1.1 * rise**2), low + (-1.05 - low) * rise, np.full(10, 0.02)], 1)
        lines.append(Stroke(shell.project(path), rng.uniform(0.4, 0.8), (0.4, 1.0)))
    return lines


def crown_strands(shell: Shell, rng: np.random.Generator, count: int, part: float) -> list[Stroke]:
    """Fine lines from the crown, or from the parting at azimuth `part`, down the cap."""
    yaw = np.rad2deg(shell.head.pose.yaw)
    lines = []
    t = np.linspace(0, 1, 9)
    for seen in rng.uniform(-80, 80, count):
        azimuth = seen - yaw
        first, last = rng.uniform(-0.98, -0.85), rng.uniform(-0.72, -0.45)
        path = np.stack([part + (azimuth - part) * t**0.6, first + (last - first) * t, np.full(9, 0.03)], 1)
        lines.append(Stroke(shell.project(path), 0.5, (1.0, 1.0)))
    return lines
