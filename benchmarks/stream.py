"""Samples per second from shards: streamed, and by the mapped cache.

    python benchmarks/stream.py shards [--recipe recipes/nurie-tiny.toml] [--px 128 --px 256] [--count 400]
                                       [--shuffle 10000]

One process, one thread, no network. Both ways make the same kind of samples of the same pictures; how the pictures are
opened is timed, too, and how much memory and disk that takes. The caches lie in a folder that is removed afterwards.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import cv2
import torch

from nurie.datasets.cache import Pictures
from nurie.training.config import Config
from nurie.training.data import collate
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe

BATCH = 16
PLAIN = ("data.weights={}", "data.no_hint_weights={}", "data.drawn.count=0")


def main() -> None:
    """Time both ways, each in a process of its own, print."""
    options = _parse()
    print("| way | opened first in s | again in s | disk, MB | memory, MB | px | samples/s | per CPU-s |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, stream in (("mapped cache", False), ("streamed", True)):
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            for row in pool.submit(measured, options, stream).result():
                print(f"| {name} | {row} |", flush=True)


def measured(options: argparse.Namespace, stream: bool) -> list[str]:
    """The rest of the table's rows for one way."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    config = read_recipe(options.recipe, PLAIN)
    config = replace(config, data=replace(config.data, stream=stream, shuffle=options.shuffle))
    rows = []
    with tempfile.TemporaryDirectory() as cache:
        first, _ = _timed(lambda: open_pictures(config.data, options.shards / "index.json", cache))
        again, pictures = _timed(lambda: open_pictures(config.data, options.shards / "index.json", cache))
        disk = sum(path.stat().st_size for path in Path(cache).rglob("*") if path.is_file()) / 1e6
        for px in options.px or [128, 256]:
            rate, cpu_rate = _rates(config, pictures, px, options.count)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3  # kB on Linux
            rows.append(f"{first:.1f} | {again:.2f} | {disk:.1f} | {peak:.0f} | {px} | {rate:.1f} | {cpu_rate:.1f}")
    return rows


def _timed(work: Callable[[], Pictures]) -> tuple[float, Pictures]:
    begun = time.perf_counter()
    pictures = work()
    return time.perf_counter() - begun, pictures


def _rates(config: Config, pictures: Pictures, px: int, count: int) -> tuple[float, float]:
    """Samples per second of wall time and of CPU time."""
    source = make_source(config, pictures)
    collate(source, range(BATCH), px)
    begun, begun_cpu = time.perf_counter(), time.process_time()
    for number in range(BATCH, BATCH + count, BATCH):
        collate(source, range(number, number + BATCH), px)
    return count / (time.perf_counter() - begun), count / (time.process_time() - begun_cpu)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shards", type=Path, help="a folder of `nurie data build`")
    parser.add_argument("--recipe", type=Path, default=Path("recipes/nurie-tiny.toml"))
    parser.add_argument("--px", type=int, action="append", help="side of the samples in pixels; repeatable")
    parser.add_argument("--count", type=int, default=400, help="samples per size, a multiple of 16")
    parser.add_argument("--shuffle", type=int, default=10_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
