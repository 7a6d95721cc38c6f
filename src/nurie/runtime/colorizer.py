"""The one function that colours a page, behind every door. Holds no mutable state; threads share it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nurie.core.bare import find_around, leave_paper, mostly_inside, unpainted
from nurie.core.exact import apply_exact
from nurie.core.flat_work import tidy
from nurie.core.flats import Flats, make_flats, paint
from nurie.core.geometry import resize_lineart, working_extent
from nurie.core.hedge import Doubt, find_doubt, hedge, pencil_share
from nurie.core.hints import is_marked, rasterize
from nurie.core.layers import calm, compose, split
from nurie.core.lean import lean
from nurie.core.lift import lift
from nurie.core.pieces import at_centers
from nurie.core.regions import default_gap_px, label_regions
from nurie.core.result import ColorizeResult
from nurie.core.seams import soften_seams
from nurie.core.shading import shade
from nurie.core.snap import snap
from nurie.core.tones import find_tones, open_tones
from nurie.core.types import Blur, ColorizeOptions, ColorizeRequest, Extent, Frame, Page
from nurie.core.unblur import blur_marks, unblur
from nurie.errors import BundleError, OptionError
from nurie.runtime.as_painted import bare_alone, keep_gray, without_lines
from nurie.runtime.backend import Backend, OnnxBackend
from nurie.runtime.bubbles import bubbles_of
from nurie.runtime.card import TINT, Card
from nurie.runtime.catalog import find_bundle
from nurie.runtime.encoded import Encoded, size_warnings
from nurie.runtime.encodings import OWN
from nurie.runtime.frames import carry
from nurie.runtime.inputs import make_planes
from nurie.runtime.marks import bare_paper, find_marks, free_regions, without_odd
from nurie.runtime.parting import divide_things
from nurie.runtime.profiles import profile_hints
from nurie.runtime.tensors import flood_of, from_paints
from nurie.runtime.windows import fill_in, glance_parts, paint_planes, propose, see_parts, spread_hints


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """What the network painted, at the working size.

    Attributes:
        color: (h, w, 3) uint8 sRGB, line-free.
        flats: (h, w, 3) uint8 sRGB, the same without light and shadow; None of a network that paints none.
        flooded: (h, w, 3) uint8 sRGB, the flood of the hints that it saw; None without hints, and of the networks of
            other systems.
    """

    color: NDArray[np.uint8]
    flats: NDArray[np.uint8] | None = None
    flooded: NDArray[np.uint8] | None = None


class Colorizer:
    """A model, ready to colour pages. The same request, seed and bundle give the same bytes."""

    def __init__(self, model: str | Path | Backend | None = None, *, threads: int | None = None) -> None:
        """Load a model.

        Args:
            model: an installed bundle's name, the path of one, any backend, or None for the default.
            threads: threads within one run; None takes the environment's NURIE_THREADS, else 1.

        Raises:
            BundleError: an unknown name, no such file, a file that is no bundle, or no model at all.
            OptionError: fewer than one thread.
        """
        if threads is not None and threads < 1:
            raise OptionError(f"threads is {threads}; expected 1 or more")
        if model is None or isinstance(model, str | Path):
            model = OnnxBackend(find_bundle(model), threads)
        elif not callable(getattr(model, "run", None)):
            raise BundleError(f"found a {type(model).__name__}, expected a model's name, its path or a backend")
        self._backend: Backend = model

    @property
    def backend(self) -> Backend:
        """What runs the network."""
        return self._backend

    @property
    def card(self) -> Card:
        """What the model says of itself."""
        return self._backend.card

    def encode(self, page: Page, options: ColorizeOptions | None = None) -> Encoded:
        """Bring a page's lines to the working size, and find its regions."""
        options = options or ColorizeOptions()
        wanted = self.working_size(options)
        extent = working_extent(page.extent, wanted)
        lineart = resize_lineart(page.lineart, extent)
        walls = open_tones(page.lineart)
        gap_px = default_gap_px(walls) if options.gap_px is None else options.gap_px
        glances = cache(lambda: glance_parts(self._backend, lineart))
        regions = label_regions(walls, gap_px)
        around = find_around(regions)
        divide_things(self.card, lineart, regions, around, glances)
        for array in (lineart, regions, walls):
            array.setflags(write=False)
        bubbles = bubbles_of(self._backend, page.lineart, lineart, regions)
        tones = tuple(find_tones(page.lineart, walls, regions))
        see = cache(lambda: see_parts(self._backend, lineart, at_centers(regions, extent), around, glances()))
        warnings = size_warnings(page.extent, extent, wanted)
        return Encoded(lineart, regions, around, see, walls, bubbles, tones, warnings)

    def paint(
        self,
        encoded: Encoded,
        hint_map: NDArray[np.uint8],
        *,
        seed: int = 0,
        blur: Blur | None = None,
        rest: NDArray[np.bool_] | None = None,
    ) -> Painted:
        """Run the network for a page and its hints, once, or in windows for a long strip.

        Args:
            encoded: of `encode`.
            hint_map: (h, w, 4) uint8 of `hints.rasterize` at `encoded.extent`.
            seed: chooses among plausible colourings where there are no hints.
            blur: a blurred hint. What our own networks know adds nothing to what can be computed of it.
            rest: (h, w) bool, regions that get colours of their own beside the hints, unless hints are carried there.
        """
        if blur is not None and not self.card.as_painted:
            return Painted(unblur(blur.picture, encoded.lineart, blur.box_share, hint_map))
        hinted = bool(hint_map[..., 3].any())
        regions = at_centers(encoded.regions, encoded.extent)
        if not hinted:
            hint_map = propose(self._backend, encoded.lineart, regions, seed, encoded.see())
        elif self.card.things:
            hint_map = spread_hints(self._backend, hint_map, encoded.see())
        if hinted and rest is not None:
            guesses = propose(self._backend, encoded.lineart, regions, seed, encoded.see())
            hint_map = fill_in(hint_map, guesses, regions, rest)
        planes = make_planes(self.card, encoded.lineart, hint_map, seed=seed, blur=blur)
        flooded = flood_of(planes, encoded.extent) if hinted and self.card.hint_encoding == OWN else None
        output = paint_planes(self._backend, planes)
        del planes  # those of a strip are large
        color, *flats = from_paints(output, encoded.extent)
        return Painted(color, *flats, flooded=flooded)

    def colorize(
        self,
        request: ColorizeRequest,
        *,
        encoded: Encoded | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> ColorizeResult:
        """Colour a page.

        Args:
            request: all that influences the picture.
            encoded: of `encode` for the same page, size and gap, so that this is not done again; changes no byte.
            check: called before each step; what it raises ends the work.

        Raises:
            HintError: a stroke that cannot be drawn.
            ProfileError: a profile of another model.
            OptionError: `encoded` is of another size.
        """
        page, seed = request.page, request.options.seed
        timings: dict[str, float] = {}
        timed = partial(_checked, check, timings)
        if encoded is None:
            with timed("encode"):
                encoded = self.encode(page, request.options)
        elif (encoded.regions.shape, encoded.extent) != (page.extent, self._extent(page, request.options)):
            raise OptionError(
                f"found a page of {tuple(page.extent)} encoded at {tuple(encoded.extent)}; expected the same page and "
                "size: encode(request.page, request.options)"
            )
        if request.previous:
            with timed("carry"):
                hints = carry(request.previous, encoded.lineart, encoded.regions, request.hints)
                request = replace(request, hints=hints, previous=None)
        if request.profiles:
            with timed("profiles"):
                request = self._with_profiles(request, encoded)
        with timed("paint"):
            blur = None if request.hints is None else request.hints.blur
            whole = self.card.as_painted or blur is not None  # then nothing is left to us
            hint_map = _hint_map(request, encoded.lineart, with_blur=self.card.as_painted)
            marks = None if whole else find_marks(request.hints, encoded)
            seen = hint_map if marks is None else without_odd(hint_map, marks)
            rest = free_regions(encoded, marks) if marks is not None and request.options.guess else None
            painted = self.paint(encoded, seen, seed=seed, blur=blur, rest=rest)
        with timed("lift"):
            color, flat = (
                None if part is None else lift(part, encoded.lineart, page.lineart)
                for part in (painted.color, painted.flats)
            )
        with timed("flats"):
            bare = None if whole else bare_paper(encoded, marks)
            doubt = None if whole else _doubt(request, encoded, hint_map)
            if self.card.paints == TINT:
                color, page = keep_gray(color, page.lineart), without_lines(page)
            leave_paper(bare, color, flat)
            flats = make_flats(color, flat, page.lineart, encoded.regions)
            if painted.flooded is not None and not whole:
                flats, color = lean(flats, color, seen, painted.flooded, mostly_inside(flats, bare))
            small, walls, warnings = encoded.lineart, encoded.walls, encoded.warnings
            del encoded, flat  # as large as the page each, and no longer needed
            if marks is not None and not (request.options.palette or request.options.reference):
                flats, color = tidy(flats, color, marks.colors[marks.shown[1:]])
            flats, color = snap(flats, color, request.options.palette, request.options.reference)
            flats = unpainted(flats, bare)
            hints = bare_alone(request.hints) if self.card.as_painted else request.hints
            exact = apply_exact(flats, color, page.lineart, hints, walls, None if marks is None else marks.odd)
            flats, color, origin = exact.flats, exact.color, exact.origin
            if bare is not None:
                bare &= ~np.take(exact.colored, flats.regions - 1)  # it was meant all the same
            unmarked = exact.bare | mostly_inside(flats, bare)
            del exact, walls
        with timed("compose"):
            if not whole:
                color = calm(color, flats.flats, page.lineart)
                color = soften_seams(color, flats, page.lineart, origin, unmarked, request.hints)
            if doubt is not None:
                color = hedge(color, doubt, unmarked[flats.regions - 1] | is_marked(request.hints, page.extent))
            if request.options.light:
                color = shade(color, flats, small, page.lineart, request.options.light)
            leave_paper(bare, color)
            image = compose(color, page)
        for array in (image, color):
            array.setflags(write=False)
        return ColorizeResult(
            image=image,
            make_layers=partial(split, color, flats, page, unmarked),
            model=self.card.model,
            seed=seed,
            dpi=page.dpi,
            timings_ms=timings,
            warnings=(*page.warnings, *warnings),
            hints=request.hints,
            frame=_frame(small, flats, unmarked),
        )

    def working_size(self, options: ColorizeOptions) -> int:
        """The short side in px at which the network is to work."""
        return options.working_size_px or self.card.working_size_px

    def _extent(self, page: Page, options: ColorizeOptions) -> Extent:
        return working_extent(page.extent, self.working_size(options))

    def _with_profiles(self, request: ColorizeRequest, encoded: Encoded) -> ColorizeRequest:
        """The same request with hints in place of profiles."""
        given = (request.profiles, request.hints)
        hints = profile_hints(self._backend, encoded.lineart, encoded.regions, *given, seed=request.options.seed)
        return replace(request, hints=hints, profiles=())


def _hint_map(request: ColorizeRequest, lineart: NDArray[np.uint8], *, with_blur: bool) -> NDArray[np.uint8]:
    hints = request.hints
    if hints is None:
        return np.zeros((*lineart.shape, 4), np.uint8)
    marks = rasterize(hints, Extent(*lineart.shape))
    if hints.blur is None or not with_blur:
        return marks
    return np.where(marks[..., 3:] > 0, marks, blur_marks(hints.blur, lineart))


def _doubt(request: ColorizeRequest, encoded: Encoded, hint_map: NDArray[np.uint8]) -> Doubt | None:
    """What a pencil page leaves open; nothing where only given colours may be."""
    if request.options.palette or request.options.reference:
        return None
    regions = at_centers(encoded.regions, encoded.extent)
    return find_doubt(encoded.lineart, regions, hint_map, pencil_share(request.page.lineart))


def _frame(small: NDArray[np.uint8], flats: Flats, bare: NDArray[np.bool_]) -> Frame:
    regions = at_centers(flats.regions, Extent(*small.shape))
    return Frame(small, paint(flats.palette, regions), bare[regions - 1])


@contextmanager
def _checked(check: Callable[[], None], timings: dict[str, float], name: str) -> Iterator[None]:
    """A step that is timed, once the check has let it begin."""
    check()
    start = time.perf_counter()
    yield
    timings[name] = round((time.perf_counter() - start) * 1000, 1)
