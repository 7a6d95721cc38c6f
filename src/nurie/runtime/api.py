"""`nurie.colorize`: one call for one page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nurie.core.hints import HintSource, read_hints
from nurie.core.image_io import Source, read_page
from nurie.core.main_colors import ReferenceSource, to_shares
from nurie.core.palette import PaletteSource, to_colors
from nurie.core.result import ColorizeResult
from nurie.core.types import ColorizeOptions, ColorizeRequest, Page
from nurie.runtime.backend import Backend
from nurie.runtime.catalog import find_bundle
from nurie.runtime.colorizer import Colorizer


def colorize(
    page: Source | Page,
    hints: HintSource | None = None,
    *,
    model: str | Path | Backend | Colorizer | None = None,
    size: int | None = None,
    seed: int = 0,
    gap: float | None = None,
    palette: PaletteSource | None = None,
    reference: ReferenceSource | None = None,
) -> ColorizeResult:
    """Colour one page.

    Args:
        page: a path, a file's bytes, a PIL picture, a (H, W[, C]) uint8 array, or a `Page`.
        hints: a `hints.json`, a picture with transparency (alpha > 0 marks a hint) or its path, a
            (H, W, 4) uint8 array of the same kind, `Hints`, or None: those that lie in the page's own file (a layer
            called hints), else nurie chooses the colours.
        model: an installed bundle's name, the path of one, a backend, or a `Colorizer`.
        size: short side in pixels at which the network works; None takes the model's own.
        seed: which of the plausible colourings is chosen.
        gap: gaps in the lines up to so many pixels of the page divide regions all the same; None takes a sensible
            width in proportion to the lines.
        palette: the only colours that areas may have, beside those of exact hints: a palette file (.gpl, .aco, .ase,
            a list of #rrggbb), a `Palette`, or colours as "#rrggbb" or (r, g, b).
        reference: an example picture whose main colours are preferred, as a page is given, or the `ColorShare`s that
            `main_colors` found in one. Not together with `palette`.

    Returns:
        the coloured page; `image` is (H, W, 3) uint8 sRGB, as large as the page.

    Raises:
        PageError, HintError, PaletteError, OptionError, BundleError: with what was found and what to give instead.
    """
    page = page if isinstance(page, Page) else read_page(page)
    found = page.hint_layer if hints is None else hints
    given = None if found is None else read_hints(found, page.extent)
    options = ColorizeOptions(size, seed, gap, to_colors(palette), to_shares(reference))
    return _colorizer_for(model).colorize(ColorizeRequest(page, given, options))


def _colorizer_for(model: str | Path | Backend | Colorizer | None) -> Colorizer:
    if isinstance(model, Colorizer):
        return model
    if model is None or isinstance(model, str | Path):
        path = find_bundle(model)
        return _load(path.resolve(), path.stat().st_mtime_ns)
    return Colorizer(model)


@lru_cache(maxsize=2)
def _load(path: Path, changed_ns: int) -> Colorizer:
    """One loaded model per file, so that calls in a loop do not load it again."""
    return Colorizer(path)
