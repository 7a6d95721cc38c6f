"""`nurie.colorize`: one call for one page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from nurie.core.hint_files import HintSource, read_hints
from nurie.core.image_io import Source, read_page, read_picture
from nurie.core.lineart import extract_lineart
from nurie.core.main_colors import ReferenceSource, to_shares
from nurie.core.palette import PaletteSource, to_colors
from nurie.core.profile_file import to_profiles
from nurie.core.result import ColorizeResult
from nurie.core.types import ColorizeOptions, ColorizeRequest, Light, Page, Profile
from nurie.errors import ProfileError
from nurie.runtime.backend import Backend
from nurie.runtime.catalog import find_bundle
from nurie.runtime.colorizer import Colorizer
from nurie.runtime.profiles import Sheet, make_profile


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
    profiles: Sequence[str | Path | Profile] = (),
    previous: ColorizeResult | None = None,
    light: Light | None = None,
    guess: bool = False,
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
        profiles: of the characters on the page, as of `profile_of` or files of `nurie profile make`: regions that look
            like theirs get their colours, where `hints` say nothing else.
        previous: the result of the frame before, for frames of one motion: its colours are carried on to where they
            have moved, where `hints` say nothing else.
        light: shadows are thrown of a light from there.
        guess: where hints leave a region open, it gets a colour of its own by `seed`, as without hints.

    Returns:
        the coloured page; `image` is (H, W, 3) uint8 sRGB, as large as the page.

    Raises:
        PageError, HintError, PaletteError, ProfileError, OptionError, BundleError: with what was found and what to give
            instead.
    """
    page = page if isinstance(page, Page) else read_page(page)
    found = page.hint_layer if hints is None else hints
    given = None if found is None else read_hints(found, page.extent)
    options = ColorizeOptions(size, seed, gap, to_colors(palette), to_shares(reference), light, guess)
    frame = None if previous is None else previous.frame
    return _colorizer_for(model).colorize(ColorizeRequest(page, given, options, to_profiles(profiles), frame))


def profile_of(
    sheets: Sequence[Source],
    *,
    lines: Sequence[Source] = (),
    name: str = "character",
    model: str | Path | Backend | Colorizer | None = None,
) -> Profile:
    """Make a profile of a character.

    Args:
        sheets: coloured drawings of it, on plain paper at best; more poses and views make a better profile.
        lines: the line art of each, of the same sizes; else what lies in a layered file's line layer, or lines that
            are extracted from the picture, which is less sure.
        name: for messages.
        model: as of `colorize`; pages must be coloured with the same one.

    Raises:
        PageError: a picture that cannot be read.
        ProfileError: no sheet, lines that do not fit, or no coloured region of a figure.
        BundleError: as of `colorize`.
    """
    if not sheets or (lines and len(lines) != len(sheets)):
        raise ProfileError(
            f"found {len(sheets)} sheet(s) and {len(lines)} line drawing(s); expected at least one sheet, and lines "
            "for each or for none: nurie profile make SHEET --lines LINES -o PROFILE.json"
        )
    colorizer = _colorizer_for(model)
    seen = [_sheet(colorizer, *pair) for pair in zip(sheets, lines or [None] * len(sheets), strict=True)]
    return make_profile(colorizer.backend, seen, name)


def _sheet(colorizer: Colorizer, source: Source, lines: Source | None) -> Sheet:
    picture = read_picture(source).pixels
    page = read_page(source if lines is None else lines)
    if lines is None and page.painted:  # no line layer was found
        page = Page(extract_lineart(picture))
    if page.extent != picture.shape[:2]:
        raise ProfileError(
            f"the sheet is {picture.shape[1]}x{picture.shape[0]} px and its lines {page.extent.width}x"
            f"{page.extent.height} px; expected the same size: export both from one file"
        )
    encoded = colorizer.encode(page)
    return Sheet(picture, page.lineart, encoded.lineart, encoded.regions)


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
