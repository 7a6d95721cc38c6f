"""What a large corpus costs: pictures per second and core for building and collecting, bytes per example, searching.

    python benchmarks/corpus.py [--data ../shared/corpus/manifest.jsonl] [--count 200] [--original-px 1400]
                                [--hed 3]

One process, one thread, CPU seconds: what else runs on the machine enters little. Pictures are taken by chance from a
manifest's coloured rows; those that the bounds leave out count as judged, not as built. Nothing is fetched: files are
kept as collecting keeps them, from the disk.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from nurie.core.lineart import EXTRACTORS, extract_lineart
from nurie.datasets.build import example as example_module
from nurie.datasets.build.example import Example, Recipe, make_example
from nurie.datasets.build.judge import Bounds
from nurie.datasets.collect.found import Found
from nurie.datasets.collect.licenses import NOTHING_STATED
from nurie.datasets.collect.likeness import Looks
from nurie.datasets.collect.store import open_store
from nurie.datasets.manifest import Row, read_manifest

STEPS = ("_load", "content_box", "_reduced", "measure", "find_flats", "_drawn", "_webp", "_png")


def main() -> None:
    """Measure, and print tables in Markdown."""
    options = _parse()
    cv2.setNumThreads(1)
    rows = [row for row in read_manifest(options.data) if row.image]
    random.Random(0).shuffle(rows)
    _print_build(rows[: options.count], options.data.parent)
    with tempfile.TemporaryDirectory() as folder:
        print(f"\nThe same from originals with a short side of {options.original_px} px, JPEG at quality 92:\n")
        enlarged = [_enlarged(row, options, Path(folder)) for row in rows[: options.count // 4]]
        _print_build(enlarged, Path(folder))
    _print_lines(rows[: options.count], options.data.parent, options.hed)
    _print_keep(rows[: options.count], options.data.parent)
    _print_search()


def _print_build(rows: Sequence[Row], root: Path) -> None:
    recipe = Recipe(bounds=Bounds(least_px=128))
    with _timed_steps() as spent:
        start = time.process_time()
        made = [made for row in rows if isinstance(made := make_example(row, root, recipe), Example)]
        total = time.process_time() - start
    print(f"Built {len(made)} of {len(rows)} pictures: {len(made) / total:.2f} examples per CPU-second\n")
    print("| step | ms an example | share |\n|---|---:|---:|")
    for name, used in spent.most_common():
        print(f"| {name} | {1000 * used / len(made):.1f} | {used / total:.0%} |")
    sizes = Counter({part: 0 for part in made[0].files})
    for entry in made:
        sizes.update({part: len(content) for part, content in entry.files.items()})
    print(f"\n{sum(sizes.values()) / len(made) / 1000:.0f} kB an example\n\n| file | kB an example |\n|---|---:|")
    for part, size in sizes.most_common():
        print(f"| {part} | {size / len(made) / 1000:.1f} |")


def _enlarged(row: Row, options: argparse.Namespace, folder: Path) -> Row:
    """The picture as large as artists upload it, in `folder`, without its lines."""
    picture = cv2.imread(str(options.data.parent / str(row.image)))
    scale = options.original_px / min(picture.shape[:2])
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    content = cv2.imencode(".jpg", large, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    (folder / f"{row.id}.jpg").write_bytes(content)
    return replace(row, image=f"{row.id}.jpg", lineart=None, sha256=hashlib.sha256(content).hexdigest())


@contextmanager
def _timed_steps() -> Iterator[Counter[str]]:
    """CPU seconds of each of STEPS while the block runs."""
    spent: Counter[str] = Counter()
    real = {name: getattr(example_module, name) for name in STEPS}
    for name, function in real.items():
        setattr(example_module, name, _timed(name, function, spent))
    try:
        yield spent
    finally:
        for name, function in real.items():
            setattr(example_module, name, function)


def _timed(name: str, function: Callable, spent: Counter) -> Callable:
    def timed(*arguments: object) -> object:
        start = time.process_time()
        try:
            return function(*arguments)
        finally:
            spent[name] += time.process_time() - start

    return timed


def _print_lines(rows: Sequence[Row], root: Path, hed: int) -> None:
    print("\n| line method | ms a picture |\n|---|---:|")
    for method in EXTRACTORS:
        count = hed if method == "hed" else 40
        pictures = [cv2.imread(str(root / str(row.image))) for row in rows[:count]]
        start = time.process_time()
        for picture in pictures:
            extract_lineart(picture, method)
        if pictures:
            print(f"| {method} | {1000 * (time.process_time() - start) / len(pictures):.1f} |")


def _print_keep(rows: Sequence[Row], root: Path) -> None:
    """Keep files as collecting does: digest, decoding, look, search, two writes that reach the disk."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), alike_bits=4)
        start, start_wall = time.process_time(), time.perf_counter()
        for row in rows:
            found = Found(row.id, str(row.image), "bench", "bench", NOTHING_STATED)
            store.keep(found, (root / str(row.image)).read_bytes(), least_px=16)
        cpu, wall = time.process_time() - start, time.perf_counter() - start_wall
        store.close()
    print(f"\nKept {len(rows)} files: {1000 * cpu / len(rows):.1f} ms CPU, {1000 * wall / len(rows):.1f} ms wall each")


def _print_search() -> None:
    print("\n| pictures known | ms a search |\n|---:|---:|")
    rng = np.random.default_rng(0)
    for count in (10**5, 10**6, 10**7):
        looks = Looks()
        looks._hashes, looks._count = rng.integers(0, 2**63, count, np.uint64), count
        start = time.process_time()
        for _ in range(10):
            looks.nearest(12345, 4)
        print(f"| {count:,} | {1000 * (time.process_time() - start) / 10:.1f} |")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="manifest")
    parser.add_argument("--count", type=int, default=200, help="pictures (default 200)")
    parser.add_argument("--original-px", type=int, default=1400, help="short side of originals (default 1400)")
    parser.add_argument("--hed", type=int, default=3, help="pictures for the slow line method hed (default 3)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
