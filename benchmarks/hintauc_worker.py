"""What benchmarks/hintauc.py runs in the environment that has hintauc, and nothing of nurie; not called by hand.

    .venv-bench/bin/python -I benchmarks/hintauc_worker.py hints|score FOLDER

`hints` reads FOLDER/pictures/*.png and writes FOLDER/hints/*.npz; `score` reads FOLDER/task.json and the coloured
pictures that it names, and writes FOLDER/scores.json.
"""

import json
import sys
from pathlib import Path

import hintauc
import numpy as np

HINT_TYPES = ("dot", "scribble")
METRICS = ("psnr", "ssim", "deltae")


def write_hints(folder: Path) -> None:
    """Per picture: ratios (n,), and for each type of hints (n, 64, 64, 4) uint8, RGB and a mask of 0 or 255."""
    (folder / "hints").mkdir()
    for path in sorted((folder / "pictures").glob("*.png")):
        hints = hintauc.generate_hints(str(path), path_method="geodesic")
        arrays = {"ratios": np.array(hintauc.DEFAULT_ALPHAS)}
        for hint_type in HINT_TYPES:
            at = [hints.at_ratio(r, hint_type=hint_type, tie_break="stable") for r in hintauc.DEFAULT_ALPHAS]
            arrays[hint_type] = np.stack([np.dstack([bgr[..., ::-1], mask]) for bgr, mask in at]).astype(np.uint8)
        np.savez_compressed(folder / "hints" / f"{path.stem}.npz", **arrays)


def score(folder: Path) -> None:
    """Per method and type of hints: means at each ratio, and the areas under them."""
    task = json.loads((folder / "task.json").read_text())
    judge = hintauc.Evaluator(metrics=METRICS)
    results = []
    for run in task:
        curve = {}
        for ratio, step in run["steps"].items():
            found = [judge(str(folder / path), str(folder / truth)) for path, truth in step["pairs"]]
            means = {name: float(np.mean([values[name] for values in found])) for name in METRICS}
            curve[float(ratio)] = {**means, **step["more"]}
        areas = hintauc.hint_auc_table(curve)
        results.append({"method": run["method"], "hints": run["hints"], "curve": curve, "area": areas})
    protocol = hintauc.protocol_record(judge, path_method="geodesic", dot_method="medoid", tie_break="stable")
    (folder / "scores.json").write_text(json.dumps({"results": results, "protocol": protocol}))


{"hints": write_hints, "score": score}[sys.argv[1]](Path(sys.argv[2]))
