"""An A4 page at 600 dpi through `nurie color`: seconds per step and peak memory.

    python benchmarks/page.py [--model NAME|FILE] [--hints 16] [--rounds 3] [--keep DIR]

The page (4960×7016) is drawn here, always the same. Each round is a process of its own, as a user would start it.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

A4_600_DPI = (4960, 7016)
COMMAND = [sys.executable, "-c", "from nurie.cli.main import main; main()", "color"]


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the command: wall time, and the steps that it reports itself."""

    seconds: float
    steps_ms: dict[str, float]


def main() -> None:
    """Draw the page, colour it, print."""
    options = _parse()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        page, hints = folder / "page.png", folder / "page.hints.json"
        Image.fromarray(draw_page(A4_600_DPI)).save(page, dpi=(600, 600), compress_level=1)
        hints.write_text(json.dumps(draw_hints(A4_600_DPI, options.hints)))
        arguments = [str(page), "-o", str(folder / "colored.png"), "--hints", str(hints), "--force", "--json"]
        arguments += ["--model", options.model] if options.model else []
        rounds = [color(arguments) for _ in range(options.rounds)]
    print(report(rounds, options.hints))


def draw_page(size: tuple[int, int]) -> np.ndarray:
    """A page of ink: a panel frame, closed curved shapes of all sizes, open strokes and hatching; (H, W) uint8."""
    width, height = size
    page = np.full((height, width), 255, np.uint8)
    rng = np.random.default_rng(600)
    cv2.rectangle(page, (200, 200), (width - 200, height - 200), 0, 16)
    for _ in range(160):
        center = rng.uniform((300, 300), (width - 300, height - 300))
        _ink(page, center + _loop(rng, float(np.exp(rng.uniform(np.log(30), np.log(900))))), rng.integers(4, 14))
    for _ in range(400):
        start = rng.uniform((300, 300), (width - 300, height - 300))
        stroke = start + np.cumsum(np.cumsum(rng.normal(0, 2.5, (40, 2)), axis=0), axis=0)
        _ink(page, stroke, rng.integers(3, 9))
    for x in range(400, 1400, 24):
        _ink(page, np.array([(x, 5600.0), (x + 300, 6400.0)]), 4)
    return page


def _loop(rng: np.random.Generator, radius_px: float) -> np.ndarray:
    """A closed wavy curve around (0, 0)."""
    angle = np.linspace(0, 2 * np.pi, 240)
    waves = sum(rng.normal(0, 0.25 / k) * np.cos(k * angle + rng.uniform(0, 6.3)) for k in range(2, 7))
    return radius_px * (1 + waves)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _ink(page: np.ndarray, points: np.ndarray, thickness_px: int) -> None:
    fixed = np.round(points * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(page, [fixed], False, 0, int(thickness_px), cv2.LINE_AA, 4)


def draw_hints(size: tuple[int, int], count: int) -> dict:
    """Dots of many colours spread over the page, in the form of hints.json."""
    rng = np.random.default_rng(16)
    places = rng.uniform((300, 300), (size[0] - 300, size[1] - 300), (count, 2))
    colors = ["#" + rng.integers(40, 250, 3, np.uint8).tobytes().hex() for _ in range(count)]
    dots = [
        {"points": [[round(x), round(y)]], "color": color, "radius_px": 30, "kind": "exact"}
        for (x, y), color in zip(places.tolist(), colors, strict=True)
    ]
    return {"version": 1, "size": list(size), "strokes": dots}


def color(arguments: list[str]) -> Round:
    """Run the command once; its own report comes from `--json`."""
    start = time.perf_counter()
    done = subprocess.run([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"`nurie color {' '.join(arguments)}` ended with {done.returncode}; its message stands above")
    return Round(seconds, _find(json.loads(done.stdout), "timings_ms") or {})


def _find(value: object, key: str) -> dict[str, float] | None:
    """The first `key` in nested JSON, so that one page and a list of pages read the same."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, dict) and key in value:
        return value[key]
    return next((found for item in inner if (found := _find(item, key)) is not None), None)


def report(rounds: list[Round], hints: int) -> str:
    """Medians of all rounds as Markdown, and the largest memory that any of them held."""
    lines = [f"A4 at 600 dpi ({A4_600_DPI[0]}×{A4_600_DPI[1]}), {hints} hints, {len(rounds)} rounds; medians", ""]
    lines += ["| step | s |", "|---|---:|"]
    for step in rounds[0].steps_ms:
        lines.append(f"| {step} | {np.median([r.steps_ms[step] for r in rounds]) / 1000:.2f} |")
    lines.append(f"| whole process | {np.median([r.seconds for r in rounds]):.2f} |")
    return "\n".join([*lines, "", f"Peak memory: {peak_mb():.0f} MB"])


def peak_mb() -> float:
    """Largest resident size of any finished child process, in 10⁶ bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="name or ONNX file, as for `nurie color`")
    parser.add_argument("--hints", type=int, default=16, help="number of hints (default 16)")
    parser.add_argument("--rounds", type=int, default=3, help="how often the page is coloured (default 3)")
    parser.add_argument("--keep", type=Path, help="folder in which page, hints and picture stay")
    return parser.parse_args()


if __name__ == "__main__":
    main()
