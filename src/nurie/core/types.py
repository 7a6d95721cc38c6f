"""The values that every door shares. Arrays in them are read-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nurie.core.blend import blank, merge_color
from nurie.errors import OptionError

SMALLEST_WORKING_PX, LARGEST_WORKING_PX = 32, 4096
LARGEST_SEED = 2**32 - 1
LARGEST_GAP_PX = 1000

HintKind = Literal["exact", "loose", "transparent"]
Rgb = tuple[int, int, int]


class ColorShare(NamedTuple):
    """A colour, and the share of an example picture that it covers, above 0 and at most 1."""

    color: Rgb
    share: float


class Extent(NamedTuple):
    """A picture's size in pixels, in array order."""

    height: int
    width: int


class Light(NamedTuple):
    """Where the light comes from, and what its shadows are like.

    Attributes:
        x: to the light on the page, growing to the right. (x, y) has length 1 at most; light from the top left is
            about (-0.6, -0.75).
        y: the same, growing downwards.
        soft: how soft the borders of shadows are, 0 cut as in cel animation to 1 gliding.
        strength: how dark full shadow is, above 0 to 1.
    """

    x: float
    y: float
    soft: float = 0.0
    strength: float = 0.75


@dataclass(frozen=True, slots=True)
class Stroke:
    """One user mark: a round brush of `radius_px` dragged along `points`, in page pixels (x, y).

    Pixel centres lie on whole numbers; one point is a dot.
    """

    points: tuple[tuple[float, float], ...]
    color: Rgb
    radius_px: float
    kind: HintKind = "exact"


BLUR_SHARE = 100 / 256  # deepcolor's box of 100 px on pictures of 256 px


@dataclass(frozen=True, slots=True, eq=False)
class Blur:
    """A blurred picture as a hint: roughly which colours are where.

    Attributes:
        picture: (h, w, 3) uint8 sRGB, of any size.
        box_share: side of the box that it was blurred by, as a share of its short side.
    """

    picture: NDArray[np.uint8]
    box_share: float = BLUR_SHARE


@dataclass(frozen=True, slots=True, eq=False)
class Hints:
    """What the artist asks for: strokes, under them an optional layer of paint, under that a blurred picture.

    Attributes:
        size: the page that the coordinates belong to.
        strokes: in drawing order, later ones cover earlier ones.
        layer: (H, W, 4) uint8 sRGB, a hint wherever alpha > 0 (its colour is taken as it is, not
            blended), or None. Has `size`.
        blur: a blurred picture, which binds nothing, or None.
    """

    size: Extent
    strokes: tuple[Stroke, ...] = ()
    layer: NDArray[np.uint8] | None = None
    blur: Blur | None = None

    def __bool__(self) -> bool:
        painted = self.layer is not None and bool(self.layer[..., 3].any())
        return bool(self.strokes) or painted or self.blur is not None


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A drawing as it was read.

    Attributes:
        lineart: (H, W) uint8, 255 paper, 0 full ink.
        ink: (H, W, 3) uint8 sRGB colour of the ink, or None where it is black everywhere.
            `paper * lineart / 255 + ink * (255 - lineart) / 255` on white paper is the page again.
        dpi: (x, y) dots per inch as the file states them, or None.
        warnings: what the reader noticed, in whole sentences.
        hint_layer: (H, W, 4) uint8 sRGB, hints that lay in the same layered file, as in `Hints.layer`, or None.
        painted: the picture is in colour already: a quarter of it differs in hue from its paper.
    """

    lineart: NDArray[np.uint8]
    ink: NDArray[np.uint8] | None = None
    dpi: tuple[float, float] | None = None
    warnings: tuple[str, ...] = ()
    hint_layer: NDArray[np.uint8] | None = None
    painted: bool = False

    @property
    def extent(self) -> Extent:
        """Its size in pixels."""
        return Extent(*self.lineart.shape)


@dataclass(frozen=True, slots=True)
class ColorizeOptions:
    """What influences the picture beside page and hints.

    Attributes:
        working_size_px: short side at which the network works; None takes the bundle card's.
        seed: which of the plausible colourings is chosen where no hint decides.
        gap_px: gaps in the lines up to so many pixels of the page divide regions all the same; None takes
            `regions.default_gap_px`, 0 closes none.
        palette: the only colours that flats may have, beside those of exact hints; empty allows all.
        reference: colours to prefer and how much of each, as of `main_colors`; empty prefers none.
        light: throws shadows over the colours, see `shading.shade`; None leaves shading to the network.
        guess: regions without a hint get colours of their own by `seed`, as on a page without hints; else they follow
            the hints. What lies around the drawing stays paper all the same.

    Raises:
        OptionError: a working size that is no whole number in 32..4096, a seed in 0..2**32 - 1, a gap in 0..1000,
            a colour that is not three bytes, a share outside (0, 1], palette and reference together, or a light
            out of its ranges.
    """

    working_size_px: int | None = None
    seed: int = 0
    gap_px: float | None = None
    palette: tuple[Rgb, ...] = ()
    reference: tuple[ColorShare, ...] = ()
    light: Light | None = None
    guess: bool = False

    def __post_init__(self) -> None:
        size, seed = self.working_size_px, self.seed
        if size is not None and not _is_whole(size, SMALLEST_WORKING_PX, LARGEST_WORKING_PX):
            raise OptionError(
                f"the working size is {size!r}; expected a whole number of pixels from {SMALLEST_WORKING_PX} "
                f"to {LARGEST_WORKING_PX}, for example --size 512"
            )
        if not _is_whole(seed, 0, LARGEST_SEED):
            raise OptionError(
                f"the seed is {seed!r}; expected a whole number from 0 to {LARGEST_SEED}, for example --seed 1"
            )
        if self.gap_px is not None and not 0 <= self.gap_px <= LARGEST_GAP_PX:
            raise OptionError(
                f"the gap is {self.gap_px!r}; expected pixels from 0 to {LARGEST_GAP_PX}, for example --gap 8"
            )
        _check_colors(self.palette, self.reference)
        _check_light(self.light)


def _check_light(light: Light | None) -> None:
    if light is None:
        return
    if not (light.x * light.x + light.y * light.y <= 1.001 and 0 <= light.soft <= 1 and 0 < light.strength <= 1):
        raise OptionError(
            f"the light is {tuple(light)}; expected a way (x, y) of length 1 at most, softness from 0 to 1 and "
            "strength above 0 to 1, for example --light top-left"
        )


def _check_colors(palette: tuple[Rgb, ...], reference: tuple[ColorShare, ...]) -> None:
    if palette and reference:
        raise OptionError("found a palette and a reference; expected one of them: leave out --palette or --reference")
    for color in (*palette, *(color for color, _ in reference)):
        if len(color) != 3 or not all(_is_whole(part, 0, 255) for part in color):
            raise OptionError(f"a colour of the palette is {color!r}; expected 3 bytes, for example (232, 184, 154)")
    for color, share in reference:
        if not 0 < share <= 1:
            raise OptionError(f"the share of the colour {color!r} is {share!r}; expected above 0 and at most 1")


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and least <= value <= most


@dataclass(frozen=True, slots=True)
class ProfileRegion:
    """One region of a sheet.

    Attributes:
        color: its flat. Regions of one colour are one paint.
        odds: of what it is, by the network, at each size at which it looked: probabilities.
        measures: the numbers that `profile_file.MEASURES` names: place beside and below the head's middle and size, in
            heads; share of the page; form as in `region_shapes.FORM`.
    """

    color: Rgb
    odds: tuple[tuple[float, ...], ...]
    measures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a character.

    Attributes:
        name: for messages.
        model: name and version of the network whose odds these are; another's cannot be compared with them.
        look: what the odds are of: "things" or, of a network that names none, "colors".
        regions: of all sheets.
    """

    name: str
    model: str
    look: str
    regions: tuple[ProfileRegion, ...]

    @property
    def colors(self) -> tuple[Rgb, ...]:
        """Its paints, each once, in the regions' order."""
        return tuple(dict.fromkeys(region.color for region in self.regions))


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the next frame of a motion takes over.

    Attributes:
        lineart: (h, w) uint8, 255 paper, at the working size.
        flats: (h, w, 3) uint8 sRGB.
        bare: (h, w) bool, where nobody painted.
    """

    lineart: NDArray[np.uint8]
    flats: NDArray[np.uint8]
    bare: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class ColorizeRequest:
    """All that influences one picture.

    Attributes:
        page: what is coloured.
        hints: which colours it should have where; None leaves them all to nurie.
        options: what else influences the picture.
        profiles: of the characters on the page. They become hints, under those that are given.
        previous: the frame before, whose colours are carried on as hints, under those that are given and over those of
            profiles.
    """

    page: Page
    hints: Hints | None = None
    options: ColorizeOptions = field(default_factory=ColorizeOptions)
    profiles: tuple[Profile, ...] = ()
    previous: Frame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The parts of a coloured page: `lines` over `color` is the picture to within one level.

    Attributes:
        lines: (H, W, 4) uint8 sRGB with straight alpha, the artist's own pixels.
        flats: (H, W, 3) uint8 sRGB, one colour per region, not anti-aliased.
        regions: (H, W) int32, the region that each pixel of the flats belongs to, 1 to n.
        shading: (H, W, 3) uint8 for the blend mode multiply, 255 where there is none.
        highlights: (H, W, 3) uint8 for the blend mode screen, 0 where there is none.
        bare: (n,) bool, regions that nobody painted: white in the flats, transparent in a file; None for none.
    """

    lines: NDArray[np.uint8]
    flats: NDArray[np.uint8]
    regions: NDArray[np.int32]
    shading: NDArray[np.uint8]
    highlights: NDArray[np.uint8]
    bare: NDArray[np.bool_] | None = None

    @property
    def painted(self) -> NDArray[np.uint8]:
        """(H, W) uint8, 0 where the paper is bare, else 255. Made at each call."""
        if self.bare is None or not self.bare.any():
            return blank(255, self.regions.shape)
        return np.take(np.where(np.append(False, self.bare), 0, 255).astype(np.uint8), self.regions)

    @property
    def color(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 sRGB, free of lines: the flats, shaded and lit. Read-only, merged at each call."""
        color = merge_color(self.flats, self.shading, self.highlights).view()
        color.setflags(write=False)
        return color
