"""Samples per second of the training loader, and where the time goes.

    python benchmarks/loader.py [--recipe recipes/nurie-tiny.toml] [--data ../shared/corpus/manifest.jsonl]
                                [--size 64 --size 128 --size 256] [--seconds 20]

One process, one thread, no network: what a loader's process can deliver to a trainer. Each size is timed plainly
first and then once more under the profiler, whose own cost is kept out of samples/s that way.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from pathlib import Path

import cv2
import torch

import nurie.datasets
from nurie.datasets.samples import SampleSource
from nurie.training.data import collate
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe

BATCH = 16
STEPS = (
    "_crop", "random_lineart", "degrade", "remove_lines", "random_hints", "rasterize", "flood",
    "diffuse", "to_batch",
)  # fmt: skip
INSIDE = {"random_lineart": "_crop"}  # step → the step whose time holds it too


def main() -> None:
    """Open the corpus, time every size, print."""
    options = _parse()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    config = read_recipe(options.recipe)
    source = make_source(config, open_pictures(config.data, options.data, options.cache))
    print("| px | samples/s | samples per CPU-s | where the CPU time goes |\n|---:|---:|---:|---|")
    for size_px in options.size or [64, 128, 256]:
        rate, cpu_rate = samples_per_second(source, size_px, options.seconds)
        shares = ", ".join(f"{name} {100 * share:.0f} %" for name, share in where(source, size_px, options.seconds))
        print(f"| {size_px} | {rate:.1f} | {cpu_rate:.1f} | {shares} |", flush=True)


def samples_per_second(source: SampleSource, size_px: int, seconds: float) -> tuple[float, float]:
    """Samples per second of wall time and per second of CPU time, after one batch to warm up."""
    collate(source, range(BATCH), size_px)
    start, start_cpu, number = time.perf_counter(), time.process_time(), BATCH
    while time.perf_counter() - start < seconds:
        collate(source, range(number, number + BATCH), size_px)
        number += BATCH
    count = number - BATCH
    return count / (time.perf_counter() - start), count / (time.process_time() - start_cpu)


def where(source: SampleSource, size_px: int, seconds: float) -> list[tuple[str, float]]:
    """Share of the time in each step and in what is left, largest first."""
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    samples_per_second(source, size_px, seconds / 2)
    profile.disable()
    total, spent = _cumulative(profile)
    for inner, outer in INSIDE.items():
        spent[outer] = spent.get(outer, 0.0) - spent.get(inner, 0.0)
    spent["rest"] = total - sum(spent.values())
    return sorted(((name, used / total) for name, used in spent.items()), key=lambda item: -item[1])


def _cumulative(profile: cProfile.Profile) -> tuple[float, dict[str, float]]:
    """Seconds in `collate`, and in each of STEPS with all that it calls; functions of our own package only."""
    package = str(Path(nurie.datasets.__file__).parents[1])
    spent: dict[str, float] = {}
    total = 0.0
    for (file, _, name), (_, _, _, cumulative, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if not file.startswith(package):
            continue
        total += cumulative if name == "collate" else 0.0
        if name in STEPS:
            spent[name] = spent.get(name, 0.0) + cumulative
    return total, spent


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", type=Path, default=Path("recipes/nurie-tiny.toml"))
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="manifest")
    parser.add_argument("--cache", default=".cache/pictures", help="folder for decoded pictures (default: %(default)s)")
    parser.add_argument("--size", type=int, action="append", help="side of the samples in pixels; repeatable")
    parser.add_argument("--seconds", type=float, default=20, help="time per size (default 20)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
