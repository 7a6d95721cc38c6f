"""An A4 page at 600 dpi, or a larger one, or a long strip, through `nurie color`: seconds per step and peak memory.

    python benchmarks/page.py [--dpi 600|1200 | --strip | --size WxH] [--model NAME|FILE] [--hints 16] [--rounds 3]

The page is drawn here, always the same. Each round is a process of its own, as a user would start it.
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
STRIP = (800, 40_000)
PANEL_ASPECT, GUTTER_SHARE = 1.4, 0.15  # of the panels of a strip, and of what lies blank between them
COMMAND = [sys.executable, "-c", "from nurie.cli.main import main; main()", "color"]


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the command: wall time, CPU time, and the steps that it reports itself."""

    seconds: float
    cpu_seconds: float
    steps_ms: dict[str, float]


def main() -> None:
    """Draw the page, colour it, print."""
    options = _parse()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        page, hints = folder / "page.png", folder / "page.hints.json"
        size = options.size or tuple(round(side * options.dpi / 600) for side in A4_600_DPI)
        drawing = draw_strip(size) if is_strip(size) else draw_page(size, size[0] / A4_600_DPI[0])
        Image.fromarray(drawing).save(page, dpi=(options.dpi,) * 2, compress_level=1)
        hints.write_text(json.dumps(draw_hints(size, options.hints, size[0] / A4_600_DPI[0])))
        arguments = [str(page), "-o", str(folder / "colored.png"), "--hints", str(hints), "--force", "--json"]
        arguments += ["--model", options.model] if options.model else []
        rounds = [color(arguments) for _ in range(options.rounds)]
    print(report(rounds, size, options.hints))


def is_strip(size: tuple[int, int]) -> bool:
    return size[1] > 3 * size[0]


def draw_page(size: tuple[int, int], scale: float = 1.0, *, shapes: int = 160, seed: int = 600) -> np.ndarray:
    """A page of ink: a panel frame, closed curved shapes of all sizes, open strokes and hatching; (H, W) uint8.

    At `scale` 1 it is drawn as for 600 dpi.
    """
    width, height = size
    page = np.full((height, width), 255, np.uint8)
    rng = np.random.default_rng(seed)
    rim, least, most = round(200 * scale), (300 * scale,) * 2, (width - 300 * scale, height - 300 * scale)
    cv2.rectangle(page, (rim, rim), (width - rim, height - rim), 0, max(1, round(16 * scale)))
    for _ in range(shapes):
        center = rng.uniform(least, most)
        loop = _loop(rng, float(np.exp(rng.uniform(np.log(30), np.log(900)))))
        _ink(page, center + scale * loop, scale * rng.integers(4, 14))
    for _ in range(shapes * 5 // 2):
        start = rng.uniform(least, most)
        stroke = np.cumsum(np.cumsum(rng.normal(0, 2.5, (40, 2)), axis=0), axis=0)
        _ink(page, start + scale * stroke, scale * rng.integers(3, 9))
    for x in range(400, 1400, 24):
        _ink(page, scale * np.array([(x, 5600.0), (x + 300, 6400.0)]), scale * 4)
    return page


def draw_strip(size: tuple[int, int]) -> np.ndarray:
    """Panels one below the other as in a webtoon, white paper between them; (H, W) uint8."""
    width, height = size
    strip = np.full((height, width), 255, np.uint8)
    panel, gutter = round(PANEL_ASPECT * width), round(GUTTER_SHARE * width)
    for number, top in enumerate(range(gutter, height - panel, panel + gutter)):
        strip[top : top + panel] = draw_page((width, panel), width / 2480, shapes=30, seed=number)
    return strip


def _loop(rng: np.random.Generator, radius_px: float) -> np.ndarray:
    """A closed wavy curve around (0, 0)."""
    angle = np.linspace(0, 2 * np.pi, 240)
    waves = sum(rng.normal(0, 0.25 / k) * np.cos(k * angle + rng.uniform(0, 6.3)) for k in range(2, 7))
    return radius_px * (1 + waves)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _ink(page: np.ndarray, points: np.ndarray, thickness_px: float) -> None:
    fixed = np.round(points * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(page, [fixed], False, 0, max(1, round(thickness_px)), cv2.LINE_AA, 4)


def draw_hints(size: tuple[int, int], count: int, scale: float = 1.0) -> dict:
    """Dots of many colours spread over the page, in the form of hints.json."""
    rng = np.random.default_rng(16)
    rim = 300 * scale
    places = rng.uniform((rim, rim), (size[0] - rim, size[1] - rim), (count, 2))
    colors = ["#" + rng.integers(40, 250, 3, np.uint8).tobytes().hex() for _ in range(count)]
    dots = [
        {"points": [[round(x), round(y)]], "color": color, "radius_px": max(3, round(30 * scale)), "kind": "exact"}
        for (x, y), color in zip(places.tolist(), colors, strict=True)
    ]
    return {"version": 1, "size": list(size), "strokes": dots}


def color(arguments: list[str]) -> Round:
    """Run the command once; its own report comes from `--json`."""
    start, before = time.perf_counter(), cpu_seconds()
    done = subprocess.run([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"`nurie color {' '.join(arguments)}` ended with {done.returncode}; its message stands above")
    return Round(seconds, cpu_seconds() - before, _find(json.loads(done.stdout), "timings_ms") or {})


def _find(value: object, key: str) -> dict[str, float] | None:
    """The first `key` in nested JSON, so that one page and a list of pages read the same."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, dict) and key in value:
        return value[key]
    return next((found for item in inner if (found := _find(item, key)) is not None), None)


def report(rounds: list[Round], size: tuple[int, int], hints: int) -> str:
    """Medians of all rounds as Markdown, and the largest memory that any of them held."""
    megapixels = size[0] * size[1] / 1e6
    title = f"{size[0]}×{size[1]} px ({megapixels:.0f} MP), {hints} hints, {len(rounds)} rounds; medians"
    lines = [title, ""]
    lines += ["| step | s |", "|---|---:|"]
    for step in rounds[0].steps_ms:
        lines.append(f"| {step} | {np.median([r.steps_ms[step] for r in rounds]) / 1000:.2f} |")
    lines.append(f"| whole process | {np.median([r.seconds for r in rounds]):.2f} |")
    lines.append(f"| CPU of the process | {np.median([r.cpu_seconds for r in rounds]):.2f} |")
    return "\n".join([*lines, "", f"Peak memory: {peak_mb():.0f} MB"])


def peak_mb() -> float:
    """Largest resident size of any finished child process, in 10⁶ bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6


def cpu_seconds() -> float:
    """CPU time of all finished child processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _size(text: str) -> tuple[int, int]:
    width, height = text.lower().split("x")
    return int(width), int(height)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="name or ONNX file, as for `nurie color`")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dpi", type=int, default=600, help="an A4 page at so many dots per inch (default 600)")
    which.add_argument("--strip", dest="size", action="store_const", const=STRIP, help="a strip of 800x40000 px")
    which.add_argument("--size", type=_size, metavar="WxH", help="another size; above 1:3 a strip")
    parser.add_argument("--hints", type=int, default=16, help="number of hints (default 16)")
    parser.add_argument("--rounds", type=int, default=3, help="how often the page is coloured (default 3)")
    parser.add_argument("--keep", type=Path, help="folder in which page, hints and picture stay")
    return parser.parse_args()


if __name__ == "__main__":
    main()
