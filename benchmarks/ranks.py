"""Pictures per second of training by one process, by one with more threads, and by several processes.

    python benchmarks/ranks.py [--recipe recipes/nurie-tiny.toml] [--data ../shared/corpus/manifest.jsonl]
                               [--processes 2] [--px 128 --px 256] [--batch 16] [--steps 150] [--rounds 2]

Each way trains the recipe at one size from random weights, with a loader process for each that trains, in turn and as
often as `--rounds` says; the best round counts. On a machine with so many cores as processes the three ways have the
same cores. Decode the pictures first (any `nurie train` on the recipe does).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Time every way at every size, print."""
    options = _parse()
    count = options.processes
    ways = {
        "one process, one thread": (1, 1), f"one process, {count} threads": (1, count),
        f"{count} processes, a thread each": (count, 1),
    }  # fmt: skip
    print("| px | way | pictures/s | of one process with the threads |\n|---:|---|---:|---:|")
    for px in options.px or [128, 256]:
        speeds = dict.fromkeys(ways, 0.0)
        for _ in range(options.rounds):
            for name, (processes, threads) in ways.items():
                speeds[name] = max(speeds[name], pictures_per_second(options, px, processes, threads))
        base = speeds[f"one process, {count} threads"]
        for name, speed in speeds.items():
            print(f"| {px} | {name} | {speed:.1f} | {speed / base:.2f} |", flush=True)


def pictures_per_second(options: argparse.Namespace, px: int, processes: int, threads: int) -> float:
    """Of the statistics after the first 50 steps, in which everything is warmed up."""
    stage = f"stages=[{{px={px}, batch={options.batch}, images={options.batch * options.steps}, lr=[1e-3, 1e-4]}}]"
    with tempfile.TemporaryDirectory() as folder:
        launch = ["torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "-m"]
        command = [
            sys.executable, "-m", *(launch if processes > 1 else []), "nurie", "train", str(options.recipe),
            "--data", str(options.data), "--cache", options.cache, "--run-folder", folder, "--threads", str(threads),
            "--set", stage,
        ]  # fmt: skip
        environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            sys.exit(done.stderr)
        rows = [json.loads(line) for line in (Path(folder) / "stats.jsonl").read_text().splitlines()][1:]
    return len(rows) / sum(1 / row["images_per_s"] for row in rows)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", type=Path, default=Path("recipes/nurie-tiny.toml"))
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="manifest")
    parser.add_argument("--cache", default=".cache/pictures", help="folder for decoded pictures (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="that train together, and threads of the one")
    parser.add_argument("--px", type=int, action="append", help="side of the samples in pixels; repeatable")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=150, help="per round; a multiple of 50, at least 100")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    if options.steps < 100 or options.steps % 50:
        parser.error(f"--steps {options.steps}: expected a multiple of 50 from 100 on")
    return options


if __name__ == "__main__":
    main()
