"""Folders of triples, line art, hint and original, to be judged as they are: other systems' protocols too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from nurie.core.hint_files import blur_hints, read_hints
from nurie.core.hints import rasterize
from nurie.core.image_io import read_page, read_picture
from nurie.core.types import Extent, Hints
from nurie.datasets.extract import remove_lines
from nurie.errors import HintError, OptionError
from nurie.evaluation.methods import Method
from nurie.evaluation.metrics import METRICS, Case, Metric, measure
from nurie.evaluation.run import EvalConfig, Evaluation, mean_row
from nurie.evaluation.sheets import SheetRow, sheet_row
from nurie.evaluation.suites import Sample, spread

SUITE, LEVEL = "triples", "given"
FOLDERS = ("lines", "hints", "originals")
_SHEET_ROWS = 12

# What is published of other systems is measured on the picture as the network paints it.
AS_PAINTED = ("psnr_db", "ssim", "delta_e", "lpips")


def as_painted(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """Those of `metrics` that say how near a picture is, of the line-free layer in place of the page."""
    found = {name: metrics[name] for name in AS_PAINTED if name in metrics}
    return {f"painted_{name}": _of_color(metric, first=not at) for at, (name, metric) in enumerate(found.items())}


def _of_color(metric: Metric, *, first: bool) -> Metric:
    label = f"as painted: {metric.label}" if first else metric.label
    return replace(metric, label=label, measure=lambda case: metric.measure(replace(case, image=case.color)))


@dataclass(frozen=True, slots=True, eq=False)
class Triple:
    """One picture with its own line art and hint."""

    sample: Sample
    hints: Hints


def read_triples(folder: Path, limit: int | None = None) -> list[Triple]:
    """Read `folder`/lines, /hints and /originals, whose files belong together by their names without suffixes.

    A hint is a hints.json or a picture with transparency; a picture without is a blurred one. A drawing may come
    without a hint.

    Args:
        folder: of the three.
        limit: so many, evenly spread.

    Raises:
        OptionError: a folder that is missing, an original without lines or the other way round, or sizes that differ.
        PageError, HintError: a file that cannot be read.
    """
    found = [_by_name(folder / name, folder) for name in FOLDERS]
    lines, hints, originals = found
    if alone := sorted(set(lines) ^ set(originals)):
        raise OptionError(f"{folder}: {', '.join(alone[:5])} stand in one of lines and originals; expected both")
    names = spread(sorted(originals), limit)
    return [_read(name, lines[name], hints.get(name), originals[name]) for name in names]


def _by_name(folder: Path, whole: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise OptionError(f"no folder {folder}; expected {whole} to hold {', '.join(FOLDERS)}, files of equal names")
    return {path.name.split(".")[0]: path for path in sorted(folder.iterdir()) if path.is_file()}


def _read(name: str, lines: Path, hint: Path | None, original: Path) -> Triple:
    lineart, picture = read_page(lines).lineart, read_picture(original).pixels
    if lineart.shape != picture.shape[:2]:
        raise OptionError(
            f"{lines} is {lineart.shape[1]}x{lineart.shape[0]} px and {original} "
            f"{picture.shape[1]}x{picture.shape[0]} px; expected one size"
        )
    extent = Extent(*lineart.shape)
    hints = Hints(extent) if hint is None else _read_hint(hint, extent)
    return Triple(Sample(name, picture, lineart, remove_lines(picture, lineart)), hints)


def _read_hint(path: Path, extent: Extent) -> Hints:
    if path.suffix.lower() != ".json":
        pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if pixels is None:
            raise HintError(f"{path} is no picture; expected a hints.json, a transparent PNG, or a blurred picture")
        if pixels.ndim == 2 or pixels.shape[2] == 3:
            return blur_hints(read_picture(path).pixels)
    return read_hints(path, extent)


def judge_triples(
    methods: Sequence[Method], triples: Sequence[Triple], *, seed: int = 0, metrics: Mapping[str, Metric] = METRICS,
    on_picture: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Colour and measure every triple by every method, under its own lines and by its own hint.

    Besides the metrics of the picture under the page's lines there are those of the picture as it was painted.
    """
    metrics = {**metrics, **as_painted(metrics)}
    scores: dict[str, list[dict[str, float]]] = {}
    rows: list[SheetRow] = []
    shown = {triple.sample.id for triple in spread(list(triples), _SHEET_ROWS)}
    for triple in triples:
        cases = _judge(methods, triple, seed)
        for name, case in cases.items():
            scores.setdefault(name, []).append(measure(case, metrics))
        if triple.sample.id in shown:
            rows.append(sheet_row([*cases.values()]))
        on_picture()
    config = EvalConfig((LEVEL,), (SUITE,), "given", None, seed)
    table = tuple(mean_row(SUITE, LEVEL, name, found, metrics) for name, found in scores.items())
    ids = {SUITE: tuple(triple.sample.id for triple in triples)}
    sheets = {(SUITE, LEVEL): tuple(rows)}
    return Evaluation(config, tuple(method.name for method in methods), table, sheets, ids, metrics)


def _judge(methods: Sequence[Method], triple: Triple, seed: int) -> dict[str, Case]:
    sample, hint_map = triple.sample, rasterize(triple.hints, triple.sample.extent)
    cases = {}
    for method in methods:
        image, color = method.paint(sample.page, triple.hints, seed=seed)
        cases[method.name] = Case(sample, image, np.ascontiguousarray(color), hint_map)
    return cases
