"""An independent judge: hintauc's own hints, scores and areas (Madono et al. 2026), for bundles and classical fillers.

    python benchmarks/hintauc.py [--model NAME|FILE …] [--peers nearest,watershed] [--suite NAME …] [--limit 4]
        [--data MANIFEST] [--split val] [--lpips FILE] [--report out/hintauc] [--force]

Hints are made by rule out of the true picture: one dot or one scribble in each of its regions, on a grid of 64x64
cells, in the region's mean colour; a curve goes from no hint to hints in all regions, the largest first. Every method
gets the same lines and hints, and colours the page at its own size; pictures are compared at 256x256. The area under
the curve of the means is the figure: higher is better for PSNR and SSIM, lower for ΔE2000 and LPIPS.

hintauc 0.3.3 needs Python 3.12 or older and numpy 1, so it lives in `.venv-bench` (630 MB), which the first run makes;
LPIPS is nurie's, where its weights are (runs/lpips.py). Writes curves.json with every mean and the protocol.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.files import replacing
from nurie.core.types import Hints
from nurie.datasets.manifest import read_manifest, select
from nurie.errors import NurieError, OptionError
from nurie.evaluation.methods import Method, fillers, load_models
from nurie.evaluation.peers import parse_peers
from nurie.evaluation.perceptual import Lpips, find_weights
from nurie.evaluation.suites import SUITES, Sample, load_sample, select_suite

U8 = NDArray[np.uint8]

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv-bench"
WORKER = Path(__file__).with_name("hintauc_worker.py")
REQUIREMENT = "hintauc==0.3.3"
PYTHONS = ("python3.12", "python3.11", "python3.10")
HINT_TYPES = ("dot", "scribble")
COMPARED_PX = 256
COLUMNS = {"psnr": "PSNR dB ↑", "ssim": "SSIM ↑", "deltae": "ΔE2000 ↓", "lpips": "LPIPS ↓"}


def main() -> None:
    """Judge, print one table of areas, write the curves."""
    options = _parse()
    if options.report.joinpath("curves.json").exists() and not options.force:
        raise OptionError(f"{options.report} holds curves already; choose another --report, or give --force")
    beside, weights = fillers(parse_peers(options.peers)), find_weights(options.lpips)
    methods = [*load_models(tuple(options.model), None), *beside]
    samples = load_samples(options)
    python = judge_python()
    with tempfile.TemporaryDirectory() as folder:
        found = judge(methods, samples, Path(folder), python, Lpips(weights) if weights else None)
    found["pictures"] = [sample.id for sample in samples]
    options.report.mkdir(parents=True, exist_ok=True)
    with replacing(options.report / "curves.json") as partial:
        partial.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nAreas under the curves, {len(samples)} pictures of {options.split}\n\n{render(found['results'])}")
    print(f"\ncurves: {options.report / 'curves.json'}")


def load_samples(options: argparse.Namespace) -> list[Sample]:
    """The pictures of every chosen suite.

    Raises:
        OptionError: an unknown suite, or no picture.
    """
    rows = select(read_manifest(options.data), split=options.split)
    chosen = [row for suite in options.suite or SUITES for row in select_suite(rows, suite, limit=options.limit)]
    if not chosen:
        raise OptionError(f"no picture of split {options.split} in these suites; give another --split or --suite")
    return [load_sample(row, options.data.parent) for row in chosen]


def judge_python() -> Path:
    """The Python of `.venv-bench`, which is made where it is missing.

    Raises:
        OptionError: no Python from 3.10 to 3.12.
    """
    python = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if python.exists() and not subprocess.run([python, "-I", "-c", "import hintauc"], capture_output=True).returncode:
        return python
    maker = sys.executable if sys.version_info[:2] <= (3, 12) else next(filter(None, map(shutil.which, PYTHONS)), None)
    if maker is None:
        raise OptionError(f"{REQUIREMENT} needs a Python from 3.10 to 3.12, and none is here; install python3.12")
    print(f"installing {REQUIREMENT} into {VENV} …", flush=True)
    subprocess.run([maker, "-m", "venv", VENV], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", REQUIREMENT, "numpy<2"], check=True)
    return python


def judge(
    methods: Sequence[Method], samples: Sequence[Sample], folder: Path, python: Path, lpips: Lpips | None
) -> dict[str, Any]:
    """Hints from the judge, pictures from the methods, scores from the judge. Works in `folder`."""
    names = [f"{number:05d}" for number in range(len(samples))]
    (folder / "pictures").mkdir()
    for name, sample in zip(names, samples, strict=True):
        Image.fromarray(sample.picture).save(folder / "pictures" / f"{name}.png")
    call = [str(python), "-I", str(WORKER)]
    subprocess.run([*call, "hints", str(folder)], check=True)
    task = []
    for method in methods:
        for hint_type in HINT_TYPES:
            steps = color_curve(method, samples, names, folder, hint_type, lpips)
            task.append({"method": method.name, "hints": hint_type, "steps": steps})
            print(f"{method.name}, {hint_type}s: {len(samples)} pictures at {len(steps)} ratios", flush=True)
    (folder / "task.json").write_text(json.dumps(task))
    subprocess.run([*call, "score", str(folder)], check=True)
    return json.loads((folder / "scores.json").read_text())


def color_curve(
    method: Method, samples: Sequence[Sample], names: Sequence[str], folder: Path, hint_type: str, lpips: Lpips | None
) -> dict[str, Any]:
    """Colour every picture at every ratio of hints; which files are to be compared, and the means of LPIPS."""
    place = f"{hint_type}/{method.name.replace('/', '_')}"
    steps: dict[str, Any] = {}
    for name, sample in zip(names, samples, strict=True):
        with np.load(folder / "hints" / f"{name}.npz") as file:
            ratios, maps = file["ratios"].tolist(), file[hint_type]
        distance = compared_by(lpips, sample.picture)
        for ratio, hint_map in zip(ratios, maps, strict=True):
            image = method.paint(sample.page, enlarge(hint_map, sample), seed=0).image
            path = f"{place}/{ratio}-{name}.png"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(folder / path, compress_level=1)
            step = steps.setdefault(str(ratio), {"pairs": [], "lpips": []})
            step["pairs"].append([path, f"pictures/{name}.png"])
            step["lpips"] += distance(image)
    for step in steps.values():
        values = step.pop("lpips")
        step["more"] = {"lpips": float(np.mean(values))} if values else {}
    return steps


def compared_by(lpips: Lpips | None, truth: U8) -> Callable[[U8], list[float]]:
    """LPIPS to the true picture, both at 256x256, as a list of one; of none without its weights."""
    if lpips is None:
        return lambda image: []
    small = _small(truth)
    return lambda image: [lpips(small, _small(image))]


def enlarge(hint_map: U8, sample: Sample) -> Hints:
    """(64, 64, 4) uint8 of the judge as hints of the page's size, cell by cell as the judge itself enlarges them."""
    layer = cv2.resize(hint_map, sample.lineart.shape[::-1], interpolation=cv2.INTER_NEAREST)
    layer.setflags(write=False)
    return Hints(sample.extent, layer=layer) if layer[..., 3].any() else Hints(sample.extent)


def render(results: Sequence[dict[str, Any]]) -> str:
    """The areas as Markdown."""
    columns = [name for name in COLUMNS if name in results[0]["area"]]
    lines = [["hints", "method", *(COLUMNS[name] for name in columns)], ["---", "---", *["---:"] * len(columns)]]
    for result in sorted(results, key=lambda result: result["hints"]):
        digits = [f"{result['area'][name]:.{2 if name in ('psnr', 'deltae') else 3}f}" for name in columns]
        lines.append([f"{result['hints']}s", result["method"], *digits])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _small(picture: U8) -> U8:
    return np.asarray(Image.fromarray(picture).resize((COMPARED_PX, COMPARED_PX), Image.Resampling.BILINEAR))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", default=[], help="name or ONNX file, also several times")
    parser.add_argument("--peers", default="nearest,watershed", help="fillers, by commas, or none")
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/manifest.jsonl"), help="the manifest")
    parser.add_argument("--split", default="val", help="which pictures (default val)")
    parser.add_argument("--suite", action="append", default=[], help="real, anime, painted, vector (default all)")
    parser.add_argument("--limit", type=int, default=4, help="at most so many pictures of each suite (default 4)")
    parser.add_argument("--lpips", type=Path, help="weights of runs/lpips.py; default as in nurie eval")
    parser.add_argument("--report", type=Path, default=Path("out/hintauc"), help="folder for curves.json")
    parser.add_argument("--force", action="store_true", help="replace earlier curves")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except NurieError as error:
        sys.exit(f"hintauc.py: {error}")
