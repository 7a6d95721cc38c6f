"""What a model file says of itself: the card, its JSON, and what is refused of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from nurie.core.json_text import parse_json
from nurie.core.things import THINGS
from nurie.errors import BundleError, OptionError
from nurie.runtime.encodings import ENCODINGS, OWN, check_settings
from nurie.runtime.tensors import ALL_PLANES, PAINTS, PLANES

CARD_KEY = "nurie.card"
FORMAT_VERSION = 1
LARGEST_MULTIPLE = 256  # see `windows`
LONGEST_NAME = 100
HINT_ENCODINGS = (OWN, *ENCODINGS)
PICTURE, TINT = ("picture",), ("tint",)  # of other systems: the picture with its lines; the same, the page's grey kept


@dataclass(frozen=True, slots=True)
class Card:
    """What a model file says of itself; the runtime reads it, never a constant.

    Attributes:
        name: as `--model` knows it.
        version: of the weights.
        task: always "color".
        planes: the channels of the input, in order.
        paints: the pictures in the first output, three channels each, in order: those of `tensors.PAINTS`, or
            `PICTURE` or `TINT` alone. These are shown as they are, without what we add to our own networks: hints kept
            to the byte, paper left bare, colours proposed.
        color_range: range of the colour output, and of colour planes in.
        plane_range: range of the line, mask and confidence planes; of other encodings see `encodings`.
        multiple: the input's height and width are multiples of it.
        working_size_px: short side at which the network was trained to work.
        hint_encoding: how hints become planes: our own, or one of `encodings.ENCODINGS`.
        hint_settings: names and numbers of that encoding.
        color_bins: (K, 3) sRGB bytes, the classes of the second output; empty without one.
        color_shares: how often each of them is in the training pictures, with sum 1; empty where it is not known.
        things: what the further channels of the second output tell apart, of `THINGS`; empty without them.
        thing_colors: (N, K), how often each of the things has each of the color_bins, rows with sum 1.
        cell_px: input pixels per cell of the second output, each way.
        precision: of the weights and sums inside, "float32" or "int8".
        images_seen: training time.
        recipe: the recipe's TOML text.
        data: what it was trained on, in a few sentences.
        license: of the weights.
        attribution: who is to be named with the weights, or where that stands.
        created: ISO date.
    """

    name: str
    version: str
    format_version: int = FORMAT_VERSION
    task: str = "color"
    planes: tuple[str, ...] = PLANES
    paints: tuple[str, ...] = PAINTS[:1]
    color_range: tuple[float, float] = (-1.0, 1.0)
    plane_range: tuple[float, float] = (0.0, 1.0)
    multiple: int = 32
    working_size_px: int = 512
    hint_encoding: str = OWN
    hint_settings: tuple[tuple[str, float], ...] = ()
    color_bins: tuple[tuple[int, int, int], ...] = ()
    color_shares: tuple[float, ...] = ()
    things: tuple[str, ...] = ()
    thing_colors: tuple[tuple[float, ...], ...] = ()
    cell_px: int = 16
    precision: str = "float32"
    images_seen: int = 0
    recipe: str = ""
    data: str = ""
    license: str = ""
    attribution: str = ""
    created: str = ""

    @property
    def as_painted(self) -> bool:
        """Whether the network's picture is shown as it is."""
        return self.paints in (PICTURE, TINT)

    @property
    def model(self) -> str:
        """Name, version and lower precision in one, as results and reports print it."""
        return f"{self.name} {self.version}" + (f" {self.precision}" if self.precision != "float32" else "")


_FIELDS = {field.name: field.type for field in fields(Card)}
_KINDS: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,)}


def card_to_json(card: Card) -> str:
    """The card as it is stored in the ONNX file's metadata under `nurie.card`."""
    return json.dumps(asdict(card), ensure_ascii=False, sort_keys=True)


def card_from_json(text: str) -> Card:
    """Parse and check a card.

    Raises:
        BundleError: no JSON object, an unknown or missing key, a value of another type, or a format that
            this version of nurie does not read.
    """
    try:
        values = parse_json(text)
    except ValueError as error:
        raise BundleError(f"the model's card is not JSON ({error}); export the model again") from None
    if not isinstance(values, dict):
        raise BundleError(
            f"the model's card is a {type(values).__name__}, expected a JSON object; export the model again"
        )
    _check_format(values)
    _check_keys(values)
    card = Card(**{name: _checked(name, value) for name, value in values.items()})
    _check_values(card)
    return card


def _check_format(values: Mapping[str, Any]) -> None:
    found = values.get("format_version", FORMAT_VERSION)
    if found != FORMAT_VERSION:
        raise BundleError(
            f"the model has bundle format {_shown(found)}, this nurie reads format {FORMAT_VERSION}; "
            "upgrade it with `pip install -U nurie` or use another model"
        )


def _check_keys(values: Mapping[str, Any]) -> None:
    if unknown := sorted(set(values) - set(_FIELDS)):
        named = ", ".join(unknown)[:200]
        raise BundleError(f"the model's card has unknown keys {named}; known are {', '.join(_FIELDS)}")
    if strange := [name for name in ("name", "version") if len(str(values.get(name))) > LONGEST_NAME]:
        raise BundleError(f"the model's {strange[0]} has more than {LONGEST_NAME} characters; export the model again")
    if missing := [name for name in ("name", "version") if not values.get(name)]:
        raise BundleError(f"the model's card lacks {', '.join(missing)}; export the model again")


def _checked(name: str, value: Any) -> Any:
    kinds = _KINDS.get(str(_FIELDS[name]))
    wrong = isinstance(value, bool) or (not isinstance(value, kinds) if kinds else not isinstance(value, list))
    if wrong:
        raise BundleError(f"the model's card says {name} = {_shown(value)}, expected {_FIELDS[name]}; export it again")
    return value if kinds else _as_tuple(value)


def _shown(value: Any) -> str:
    return repr(value)[:200]


def _as_tuple(value: Any, depth: int = 3) -> Any:
    if not isinstance(value, list):
        return value
    if depth == 0:
        raise BundleError("the model's card has lists within lists within lists; export the model again")
    return tuple(_as_tuple(item, depth - 1) for item in value)


def _check_values(card: Card) -> None:
    known = {
        "task": ("color",),
        "planes": (PLANES, ALL_PLANES) if card.hint_encoding == OWN else _planes_of(card),
        "paints": (PAINTS[:1], PAINTS, PICTURE, TINT),
        "color_range": ((-1, 1),),
        "plane_range": ((0, 1),),
        "hint_encoding": HINT_ENCODINGS,
        "precision": ("float32", "int8"),
    }
    for name, expected in known.items():
        if getattr(card, name) not in expected:
            raise BundleError(
                f"the model {card.name} has {name} {_shown(getattr(card, name))}, this nurie knows {expected[0]!r}; "
                "upgrade it with `pip install -U nurie` or use another model"
            )
    if card.as_painted and card.color_bins:
        raise BundleError(
            f"the model {card.name} paints {card.paints[0]!r} and has {len(card.color_bins)} color_bins; expected "
            "none, as such networks have one output; export the model again"
        )
    _check_hint_settings(card)
    if (
        not all(1 <= px <= LARGEST_MULTIPLE for px in (card.multiple, card.cell_px))
        or not 32 <= card.working_size_px <= 4096
    ):
        raise BundleError(
            f"the model {card.name} has multiple {card.multiple}, cell_px {card.cell_px}, working_size_px "
            f"{card.working_size_px}; expected 1 to {LARGEST_MULTIPLE}, and a size from 32 to 4096; "
            "export the model again"
        )
    if not all(isinstance(rgb, tuple) and len(rgb) == 3 and all(map(_is_byte, rgb)) for rgb in card.color_bins):
        raise BundleError(f"the model {card.name} has color_bins that are not [r, g, b] bytes; export the model again")
    if strange := [name for name in card.things if name not in THINGS]:
        raise BundleError(
            f"the model {card.name} tells apart {', '.join(map(str, strange))}, this nurie knows {', '.join(THINGS)}; "
            "upgrade it with `pip install -U nurie` or use another model"
        )
    rows = card.thing_colors
    if len(rows) != len(card.things) or not all(_are_shares(row, len(card.color_bins)) for row in rows):
        raise BundleError(
            f"the model {card.name} has {len(card.thing_colors)} thing_colors for {len(card.things)} things, expected "
            "as many, each with a share for every one of color_bins; export the model again"
        )
    shares = card.color_shares
    if shares and not _are_shares(shares, len(card.color_bins)):
        raise BundleError(
            f"the model {card.name} has {len(shares)} color_shares for {len(card.color_bins)} color_bins, expected as "
            "many, none below 0; export the model again"
        )


def _is_byte(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 255


def _are_shares(row: Any, count: int) -> bool:
    """So many numbers, none below 0 or without end."""
    return isinstance(row, tuple) and len(row) == count and all(_is_number(v) and 0 <= v < 1e9 for v in row)


def _planes_of(card: Card) -> tuple[tuple[str, ...], ...]:
    known = ENCODINGS.get(card.hint_encoding)
    return (known.planes,) if known else (card.planes,)  # the unknown encoding is refused by name


def _check_hint_settings(card: Card) -> None:
    pairs = card.hint_settings
    if not all(isinstance(p, tuple) and len(p) == 2 and isinstance(p[0], str) and _is_number(p[1]) for p in pairs):
        raise BundleError(f"the model {card.name} has hint_settings {_shown(pairs)}, expected names and numbers")
    try:
        if card.hint_encoding != OWN:
            check_settings(card.hint_encoding, dict(pairs))
    except OptionError as error:
        raise BundleError(f"the model {card.name}: {error}; export the model again") from None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
