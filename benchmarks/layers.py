"""An A4 page at 600 dpi with all its layers to PSD and ORA: seconds and peak memory.

    python benchmarks/layers.py [--rounds 3] [--suffix .psd --suffix .ora] [--layers per-color] [--keep DIR]

The page (4960×7016) is that of `benchmarks/page.py`; its regions are filled with flats of 60 colours, then shaded and
lit softly with grain, so that the layers compress no better than a painting's. Each round is a process of its own,
whose peak memory holds the page and its layers too.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from page import A4_600_DPI, draw_page

from nurie.core.layers import compose, lines_of, shade_split
from nurie.core.regions import label_regions
from nurie.core.types import Layers, Page
from nurie.export.write import write_layers

COLORS, GRAIN = 60, 3


def main() -> None:
    """Make the layers once, write them in processes of their own, print a line per format."""
    options = _parse()
    if options.once:
        write_once(*options.once, options.layers)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        stored = folder / "layers.npz"
        store_layers(stored)
        for suffix in options.suffix or [".psd", ".ora"]:
            print(report(stored, folder / f"page{suffix}", options.rounds, options.layers), flush=True)


def store_layers(path: Path) -> None:
    """Draw, fill, shade, split; the parts go into one file."""
    page = Page(draw_page(A4_600_DPI))
    regions = label_regions(page.lineart)
    rng = np.random.default_rng(60)
    palette = rng.integers(30, 256, (COLORS, 3), dtype=np.uint8)
    flats = palette[rng.integers(0, COLORS, int(regions.max()) + 1)][regions]
    light = cv2.resize(rng.normal(0, 30, (24, 18)).astype(np.float32), A4_600_DPI, interpolation=cv2.INTER_CUBIC)
    grain = rng.integers(-GRAIN, GRAIN + 1, light.shape, dtype=np.int8)
    color = np.clip(flats + (light + grain)[..., None], 0, 255).astype(np.uint8)
    shading, highlights = shade_split(color, flats)
    parts = {"lines": lines_of(page), "flats": flats, "regions": regions, "shading": shading}
    np.savez(path, **parts, highlights=highlights, image=compose(color, page))


def report(stored: Path, target: Path, rounds: int, layers: str | None) -> str:
    """One line: the median of the seconds and of those of the CPU, the largest peak, the file's size."""
    command = [sys.executable, __file__, "--once", str(stored), str(target), *(["--layers", layers] if layers else [])]
    done = [subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True) for _ in range(rounds)]
    seconds, cpu_seconds, peaks_mb = zip(*(map(float, one.stdout.split()) for one in done), strict=True)
    size_mb = target.stat().st_size / 1e6
    what = f"{target.suffix} {layers}" if layers else target.suffix
    wall = f"{np.median(seconds):.2f} s ({min(seconds):.2f}-{max(seconds):.2f}), CPU {np.median(cpu_seconds):.2f} s"
    return f"A4 at 600 dpi to {what}: {wall}, peak {max(peaks_mb):.0f} MB, file {size_mb:.0f} MB"


def write_once(stored: Path, target: Path, layers: str | None) -> None:
    """Load the parts, write them, print the seconds of it, those of the CPU, and the peak memory of all in MB."""
    with np.load(stored) as parts:
        image = parts["image"]
        page = Layers(**{name: parts[name] for name in parts.files if name != "image"})
    start, start_cpu = time.perf_counter(), time.process_time()
    write_layers(target, page, image, dpi=(600, 600), force=True, per_color=layers == "per-color")
    unit = 1 if sys.platform == "darwin" else 1024
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(time.perf_counter() - start, time.process_time() - start_cpu, peak_mb)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often each file is written (default 3)")
    parser.add_argument("--suffix", action="append", choices=[".psd", ".psb", ".ora"], help="one or several")
    parser.add_argument("--layers", choices=["per-color"], help="one layer of flats for each colour")
    parser.add_argument("--keep", type=Path, help="folder in which the files stay")
    parser.add_argument("--once", nargs=2, type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
