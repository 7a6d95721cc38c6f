"""Building shards and colouring pages with one worker and with two: pictures a second, by the clock and per core.

    python benchmarks/cluster.py [--data ../shared/corpus/manifest.jsonl] [--count 320] [--pages 40] [--model nurie]

A Ray cluster of two nodes on this machine, a processor each. The clock runs from the first result to the last, so
that starting Ray and loading the model are told apart. CPU seconds are those of the workers: what else runs on the
machine enters little. `alone` is the same work in this process, without Ray.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2

from nurie.cli.jobs import Job
from nurie.cli.keeping import Keeping
from nurie.cli.pages import Wishes
from nurie.cli.painters import PageTask, make_painter
from nurie.cli.saving import Saving
from nurie.cluster.connect import connected
from nurie.cluster.silent import load_ray
from nurie.cluster.spread import Crew, spread
from nurie.core.types import ColorizeOptions
from nurie.datasets.build.build import make_plan, make_tasks, read_items
from nurie.datasets.build.example import Recipe
from nurie.datasets.build.judge import Bounds
from nurie.datasets.build.shard import build_shard
from nurie.datasets.manifest import RELEASED_TIERS
from nurie.runtime.catalog import find_bundle

PER_SHARD = 8
Work = Callable[[Any], Any]


def main() -> None:
    """Measure, and print a table in Markdown."""
    options = _parse()
    cv2.setNumThreads(1)
    print("| work | workers | by the clock, a second | per CPU second | until the first result |")
    print("|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder, _two_nodes() as address, connected(address):
        for name, make, items, each in (_building(options, Path(folder)), _coloring(options, Path(folder))):
            for at_once in (None, 1, 2):
                _measure(name, make, items(str(at_once)), each, at_once)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"))
    parser.add_argument("--count", type=int, default=320)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--model", default="nurie")
    return parser.parse_args()


@contextmanager
def _two_nodes() -> Iterator[str]:
    load_ray()
    from ray.cluster_utils import Cluster

    options = {"num_cpus": 1, "object_store_memory": 200 << 20}
    cluster = Cluster(initialize_head=True, connect=False, head_node_args={**options, "include_dashboard": False})
    second = cluster.add_node(**options)
    try:
        yield cluster.address
    finally:
        for node in (second, cluster.head_node):
            node.kill_all_processes(check_alive=False, allow_graceful=False, wait=True)


def _building(options: argparse.Namespace, folder: Path) -> tuple[str, Work, Callable[[str], list], Work]:
    rows = list(read_items([options.data.resolve()], RELEASED_TIERS).items())
    random.Random(0).shuffle(rows)
    items = dict(rows[: options.count])
    plan, recipe = make_plan(items, {}, PER_SHARD), Recipe(bounds=Bounds(least_px=128))

    def tasks(name: str) -> list:
        (folder / name).mkdir()
        return make_tasks(plan, items, recipe, folder / name)

    return "building, pictures", lambda: build_shard, tasks, lambda record: record["examples"]


def _coloring(options: argparse.Namespace, folder: Path) -> tuple[str, Work, Callable[[str], list], Work]:
    pages = sorted(path for path in Path("examples").glob("*.png"))
    model = find_bundle(options.model).read_bytes()
    wishes = Wishes(ColorizeOptions(), Saving(force=True), Keeping())

    def tasks(name: str) -> list:
        chosen = [pages[number % len(pages)].resolve() for number in range(options.pages)]
        made = [Job(page, folder / f"{name}-pages" / f"{number}.png") for number, page in enumerate(chosen)]
        return [PageTask(job, wishes) for job in made]

    return "colouring, pages", lambda: make_painter(model, 1, ()), tasks, lambda report: 1


def _timed(make: Work) -> Work:
    """The same work with the CPU seconds it took."""
    work = make()

    def timed(item: Any) -> tuple[Any, float]:
        start = time.process_time()
        return work(item), time.process_time() - start

    return timed


def _measure(name: str, make: Work, items: Sequence[Any], each: Work, at_once: int | None) -> None:
    """One line of the table; `at_once` None is without Ray."""
    begun, told = time.perf_counter(), list[tuple[float, int, float]]()
    for result, cpu_s in _results(make, items, at_once):
        told.append((time.perf_counter(), each(result), cpu_s))
    done = sum(count for _, count, _ in told)
    after = sum(count for _, count, _ in told[1:])
    rate = after / (told[-1][0] - told[0][0])
    per_cpu_s, first_s = done / sum(cpu_s for _, _, cpu_s in told), told[0][0] - begun
    print(f"| {name} | {at_once or 'alone'} | {rate:.2f} | {per_cpu_s:.2f} | {first_s:.1f} s |", flush=True)


def _results(make: Work, items: Sequence[Any], at_once: int | None) -> Iterator[tuple[Any, float]]:
    if at_once is None:
        yield from map(_timed(make), items)
        return
    for outcome in spread(Crew(_timed, (make,), at_once=at_once), items):
        if outcome.error is not None:
            raise outcome.error
        yield outcome.result


if __name__ == "__main__":
    main()
