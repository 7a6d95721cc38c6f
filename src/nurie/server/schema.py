"""What requests say and what answers hold. Unknown fields are refused."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from nurie.core.lights import LIGHTS, SOFTNESS, to_light
from nurie.core.palette import to_colors
from nurie.core.types import ColorizeOptions

Format = Literal["png", "webp", "jpg", "psd", "psb", "ora", "zip"]
MEDIA: dict[str, str] = {
    "png": "image/png",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "psd": "image/vnd.adobe.photoshop",
    "psb": "image/vnd.adobe.photoshop",
    "ora": "image/openraster",
    "zip": "application/zip",
}


class Strict(BaseModel):
    """A value without room for unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ColorOptions(Strict):
    """The options of a page, as of `nurie color`."""

    model: str | None = Field(None, max_length=100, description="an installed model's name")
    size: int | None = Field(None, ge=32, le=4096, description="short side at which the network works, px")
    seed: int = Field(0, ge=0, le=2**32 - 1)
    gap: float | None = Field(None, ge=0, le=512, description="gaps in lines up to so many px are closed")
    palette: list[str] = Field([], max_length=4096, description="#rrggbb: the only colours of flats")
    light: Literal[tuple(LIGHTS)] | None = None  # type: ignore[valid-type]
    shadows: Literal[tuple(SOFTNESS)] | None = None  # type: ignore[valid-type]
    shading: float | None = Field(None, ge=0, le=1)
    format: Format = "png"
    layers: Literal["per-color", "per-region"] | None = None
    layer_names: Literal["en", "ja"] = "en"

    def to_options(self) -> ColorizeOptions:
        """Raises OptionError or PaletteError."""
        palette = to_colors(self.palette) if self.palette else ()
        light = to_light(self.light, self.shadows, self.shading)
        return ColorizeOptions(self.size, self.seed, self.gap, palette, (), light)


class LinesOptions(Strict):
    """The options of line extraction, as of `nurie lines`."""

    method: str = Field("blackhat", max_length=40)
    format: Literal["png", "webp", "jpg"] = "png"


def json_of(options: type[Strict]) -> dict[str, Any]:
    """How OpenAPI 3.1 says that a text is these options in JSON."""
    return {"contentMediaType": "application/json", "contentSchema": options.model_json_schema()}


def file_of(options: type[Strict]) -> dict[int | str, dict[str, Any]]:
    """The answers that hold a file, of any format that the options allow."""
    kinds = dict.fromkeys(MEDIA[name] for name in get_args(options.model_fields["format"].annotation))
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {200: {"content": content, "description": "the picture, of the format that was asked for"}}


class Model(BaseModel):
    """An installed model."""

    name: str
    version: str
    license: str
    working_size_px: int
    default: bool


class Problem(BaseModel):
    """What went wrong: a sentence with what was found and expected, and the kind of error."""

    error: str
    kind: str


class JobState(BaseModel):
    """How far a job is."""

    id: str
    state: Literal["waiting", "working", "done", "failed", "stopped"]
    progress: float = Field(description="0 to 1")
    error: str | None = None


class Health(BaseModel):
    """The server's state."""

    status: Literal["ok", "busy"]
    version: str
    taken: int = Field(description="pages at work or waiting")
