"""Speed of our bundles beside deepcolor's and PaintsChainer's generators: ONNX Runtime, one thread, ratios.

    python benchmarks/speed.py [--bundle FILE] [--rounds 30] [--size 512] [--clock wall|cpu]

Needs `pip install "nurie[train]"`, because it builds the two older generators with random weights and exports
them. Prints a Markdown table. The networks take turns (A B C A B C …), so that a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnx_count import Count, count

from nurie.runtime.catalog import list_bundles
from nurie.runtime.silent import load_onnxruntime
from nurie.training.networks.deepcolor import Deepcolor
from nurie.training.networks.paintschainer import PaintsChainer

onnxruntime = load_onnxruntime()
WARM_UP = 2
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
OLDER = {"deepcolor": Deepcolor, "PaintsChainer": PaintsChainer}


@dataclass(frozen=True, slots=True)
class Contestant:
    """A network ready to run: `session` on `planes` (1, planes, size, size)."""

    name: str
    session: Any
    planes: np.ndarray
    count: Count


def main() -> None:
    """Export, run in turns, print."""
    options = _parse()
    with tempfile.TemporaryDirectory() as folder:
        files = {path.stem: path for path in options.bundle or bundled()}
        files |= {name: export(name, Path(folder), options.size) for name in OLDER}
        contestants = [load(name, path, size_px=options.size, threads=options.threads) for name, path in files.items()]
        times_ms = run_in_turns(contestants, options.rounds, clock=CLOCKS[options.clock])
    print(f"{options.size}×{options.size} px, batch 1, ONNX Runtime {onnxruntime.__version__}, ", end="")
    print(f"{options.threads} thread, {options.rounds} rounds in turns, {options.clock} time; median (quartiles)\n")
    print(table(contestants, times_ms))


def export(name: str, folder: Path, size_px: int) -> Path:
    """Write an older generator with random weights as ONNX, with free batch, height and width."""
    torch.manual_seed(0)
    network = OLDER[name]().eval()
    path = folder / f"{name}.onnx"
    free = {0: torch.export.Dim.AUTO, 2: torch.export.Dim.AUTO, 3: torch.export.Dim.AUTO}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        example = (torch.rand(2, 4, size_px, size_px),)
        torch.onnx.export(
            network, example, path, input_names=["planes"], output_names=["color"], dynamic_shapes=(free,),
            dynamo=True, external_data=False, verbose=False,
        )  # fmt: skip
    return path


def load(name: str, path: Path, *, size_px: int, threads: int) -> Contestant:
    """Open a network and make its input; what is in the input does not change the time."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    channels = session.get_inputs()[0].shape[1]
    planes = np.random.default_rng(0).random((1, channels, size_px, size_px), np.float32)
    return Contestant(name, session, planes, count(path, planes))


def run_in_turns(contestants: list[Contestant], rounds: int, *, clock: Callable[[], float]) -> np.ndarray:
    """Milliseconds, (contestants, rounds); every round runs each network once."""
    times_ms = np.empty((len(contestants), WARM_UP + rounds))
    for turn in range(WARM_UP + rounds):
        for row, contestant in enumerate(contestants):
            feed = {contestant.session.get_inputs()[0].name: contestant.planes}
            start = clock()
            contestant.session.run(None, feed)
            times_ms[row, turn] = 1000 * (clock() - start)
    return times_ms[:, WARM_UP:]


def table(contestants: list[Contestant], times_ms: np.ndarray) -> str:
    """A Markdown table; the ratio is taken within each round, against the first network."""
    lines = ["| network | GFLOP | M params | ms | times the first |", "|---|---:|---:|---:|---:|"]
    for contestant, own_ms in zip(contestants, times_ms, strict=True):
        size = f"{contestant.count.gflop:.1f} | {contestant.count.params:.2f}"
        lines.append(f"| {contestant.name} | {size} | {_spread(own_ms)} | {_spread(own_ms / times_ms[0])} |")
    return "\n".join(lines)


def _spread(values: np.ndarray) -> str:
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return f"{middle:.1f} ({low:.1f}–{high:.1f})"


def bundled() -> list[Path]:
    """What is installed, nurie-tiny first: the others are told in its time."""
    return sorted(list_bundles().values(), key=lambda path: (path.stem != "nurie-tiny", path.stem))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, action="append", help="ONNX file instead of those installed")
    parser.add_argument("--rounds", type=int, default=30, help="how often each network runs (default 30)")
    parser.add_argument("--size", type=int, default=512, help="height and width in pixels (default 512)")
    parser.add_argument("--threads", type=int, default=1, help="intra-op threads (default 1)")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="cpu on a busy machine (default wall)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
