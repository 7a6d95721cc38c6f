"""Pictures per second of training by one process, by one with more threads, and by several processes.

    python benchmarks/ranks.py [--recipe recipes/nurie-tiny.toml] [--data ../shared/corpus/manifest.jsonl]
                               [--processes 2] [--px 128 --px 256] [--batch 16] [--steps 150] [--rounds 2]
                               [--set KEY=VALUE]

Each way trains the recipe at one size from random weights, with a loader process for each that trains, in turn and as
often as `--rounds` says; the best round counts. On a machine with so many cores as processes the three ways have the
same cores; on a busy one trust the CPU time, which is the (first) trainer's alone: halved, two processes can be twice
as fast. Decode the pictures first (any `nurie train` on the recipe does).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from nurie.training.state import load_state


def main() -> None:
    """Time every way at every size, print."""
    options = _parse()
    count = options.processes
    ways = {
        "one process, one thread": (1, 1), f"one process, {count} threads": (1, count),
        f"{count} processes, a thread each": (count, 1),
    }  # fmt: skip
    print("| px | way | pictures/s | CPU-s of the trainer for 1000 pictures |\n|---:|---|---:|---:|")
    for px in options.px or [128, 256]:
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, (processes, threads) in ways.items():
                found[name].append(measured(options, px, processes, threads))
        for name, rounds in found.items():
            speeds, works = zip(*rounds, strict=True)
            print(f"| {px} | {name} | {max(speeds):.1f} | {min(works):.1f} |", flush=True)


def measured(options: argparse.Namespace, px: int, processes: int, threads: int) -> tuple[float, float]:
    """Pictures per second after the first 50 steps where there are more, and CPU-seconds for 1000 pictures."""
    stage = f"stages=[{{px={px}, batch={options.batch}, images={options.batch * options.steps}, lr=[1e-3, 1e-4]}}]"
    with tempfile.TemporaryDirectory() as folder:
        launch = ["torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "-m"]
        command = [
            sys.executable, "-m", *(launch if processes > 1 else []), "nurie", "train", str(options.recipe),
            "--data", str(options.data), "--cache", options.cache, "--run-folder", folder, "--threads", str(threads),
            "--set", stage, *(word for change in options.set for word in ("--set", change)),
        ]  # fmt: skip
        environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            sys.exit(done.stderr)
        rows = [json.loads(line) for line in (Path(folder) / "stats.jsonl").read_text().splitlines()]
        work = load_state(Path(folder)).cpu_s
    rows = rows[1:] or rows
    speed = len(rows) / sum(1 / row["images_per_s"] for row in rows)
    return speed, 1000 * work / (options.batch * options.steps)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", type=Path, default=Path("recipes/nurie-tiny.toml"))
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="manifest")
    parser.add_argument("--cache", default=".cache/pictures", help="folder for decoded pictures (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="that train together, and threads of the one")
    parser.add_argument("--px", type=int, action="append", help="side of the samples in pixels; repeatable")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=150, help="per round, a multiple of 50")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="as of nurie train; repeatable")
    return parser.parse_args()


if __name__ == "__main__":
    main()
