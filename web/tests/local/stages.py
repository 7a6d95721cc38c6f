"""What the Python path finds at each stage of colouring a page, as files that the tests of the page's own path read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from nurie.core.bare import leave_paper, mostly_inside, unpainted
from nurie.core.diffusion import diffuse
from nurie.core.exact import apply_exact
from nurie.core.flat_work import tidy
from nurie.core.flats import make_flats
from nurie.core.flood import flood
from nurie.core.hint_files import read_hints
from nurie.core.hints import rasterize
from nurie.core.image_io import read_page
from nurie.core.layers import calm
from nurie.core.lean import lean
from nurie.core.lift import lift
from nurie.core.lights import to_light
from nurie.core.pieces import at_centers
from nurie.core.regions import default_gap_px, label_regions
from nurie.core.snap import snap
from nurie.core.types import ColorizeOptions, ColorizeRequest
from nurie.runtime.colorizer import Colorizer, _doubt
from nurie.runtime.inputs import make_planes
from nurie.runtime.marks import bare_paper, find_marks, free_regions, without_odd
from nurie.runtime.windows import fill_in, propose, spread_hints


class Folder:
    """Arrays in one folder: NAME.bin each, and meta.json with their shapes and kinds."""

    def __init__(self, path: Path) -> None:
        self.path, self.meta = path, {}
        path.mkdir(parents=True, exist_ok=True)

    def save(self, **arrays: np.ndarray | None) -> None:
        for name, array in arrays.items():
            if array is None:
                continue
            array = np.ascontiguousarray(array.astype(np.int32) if array.dtype.kind in "i" else array)
            array = array.view(np.uint8) if array.dtype == np.bool_ else array
            array = array.astype(np.float32) if array.dtype == np.float64 else array
            array.tofile(self.path / f"{name}.bin")
            self.meta[name] = {"shape": list(array.shape), "kind": str(array.dtype)}

    def close(self, **facts: object) -> None:
        (self.path / "meta.json").write_text(json.dumps({"arrays": self.meta, "facts": facts}))


def pixels(case: dict) -> np.ndarray:
    raw = np.fromfile(case["page"], np.uint8)
    return raw.reshape(case["height"], case["width"], 4)


def stages(case: dict, colorizer: Colorizer, out: Folder) -> None:
    """All stages of one case, each by the functions that `Colorizer.colorize` calls."""
    page = read_page(pixels(case))
    options = ColorizeOptions(
        seed=case["seed"], gap_px=case.get("gap"), palette=tuple(map(tuple, case.get("palette", []))),
        light=to_light(case.get("light"), None, None), guess=case.get("guess", False),
    )
    hints = None
    if case["strokes"]:
        text = json.dumps({"version": 1, "size": [case["width"], case["height"]], "strokes": case["strokes"]})
        hints = read_hints(text.encode(), page.extent)
    encoded = colorizer.encode(page, options)
    small = encoded.lineart
    gap_px = default_gap_px(encoded.walls) if options.gap_px is None else options.gap_px
    undivided = label_regions(encoded.walls, gap_px)
    out.save(lineart=page.lineart, ink=page.ink, small=small, undivided=undivided, regions=encoded.regions)
    hint_map = np.zeros((*encoded.extent, 4), np.uint8) if hints is None else rasterize(hints, encoded.extent)
    out.save(hint_map=hint_map)
    marks = find_marks(hints, encoded)
    shown = hint_map if marks is None else without_odd(hint_map, marks)
    used = shown
    backend = colorizer.backend
    if not hint_map[..., 3].any():
        used = propose(backend, small, at_centers(encoded.regions, encoded.extent), options.seed, encoded.see())
    elif colorizer.card.things:
        used = spread_hints(backend, shown, encoded.see())
    rest = free_regions(encoded, marks) if options.guess else None
    if rest is not None:
        labels = at_centers(encoded.regions, encoded.extent)
        used = fill_in(used, propose(backend, small, labels, options.seed, encoded.see()), labels, rest)
    planes = make_planes(colorizer.card, small, used)
    color, logits = backend.run(planes)
    out.save(used=used, flooded=flood(used, small), diffused=diffuse(used, small))
    out.save(planes=planes, color=color, logits=logits)
    painted = colorizer.paint(encoded, shown, seed=options.seed, rest=rest)
    out.save(painted=painted.color, painted_flats=painted.flats)
    lifted, flat = (lift(part, small, page.lineart) for part in (painted.color, painted.flats))
    out.save(lifted=lifted)
    bare = bare_paper(encoded, marks)
    request = ColorizeRequest(page, hints, options)
    if (doubt := _doubt(request, encoded, hint_map)) is not None:
        out.save(doubt_share=doubt.share, doubt_blend=doubt.blend)
    leave_paper(bare, lifted, flat)
    made = make_flats(lifted, flat, page.lineart, encoded.regions)
    out.save(made=made.flats, made_regions=made.regions, made_palette=made.palette)
    leant, colors = made, lifted
    if painted.flooded is not None:
        left = mostly_inside(made, bare)
        leant, colors = lean(made, lifted, shown, painted.flooded, left)
        out.save(lean_from=lifted, shown=shown, flood_seen=painted.flooded, left_bare=left)
        out.save(leant_palette=leant.palette, leant_color=colors)
    if marks is not None and not options.palette:
        leant, colors = tidy(leant, colors, marks.colors[marks.shown[1:]])
        out.save(tidy_palette=leant.palette, tidy_color=colors)
    flats, snapped = snap(leant, colors, options.palette, ())
    odd = None if marks is None else marks.odd
    exact = apply_exact(unpainted(flats, bare), snapped, page.lineart, hints, encoded.walls, odd)
    calmed = calm(exact.color, exact.flats.flats, page.lineart)
    out.save(exact=exact.flats.flats, exact_color=exact.color, calmed=calmed)
    out.save(bare=exact.bare | mostly_inside(exact.flats, bare))
    result = colorizer.colorize(request)
    layers = result.layers
    out.save(image=result.image, lines=layers.lines, flats=layers.flats, shading=layers.shading)
    out.save(highlights=layers.highlights, bare_map=layers.painted)
    found = {"bubbles": list(encoded.bubbles), "tones": list(encoded.tones)}
    found["odd"] = [] if odd is None else np.flatnonzero(odd).tolist()
    out.close(**found, warnings=list(result.warnings), model=result.model)


def main() -> None:
    folder = Path(sys.argv[1])
    work = json.loads((folder / "cases.json").read_text())
    colorizers: dict[str, Colorizer] = {}
    for case in work:
        colorizer = colorizers.setdefault(case["model"], Colorizer(case["model"]))
        stages(case, colorizer, Folder(folder / case["name"]))


if __name__ == "__main__":
    main()
