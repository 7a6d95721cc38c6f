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
    seed: int = Field(0, ge=0, le=2**32 - 1, description="which of the plausible colourings is chosen")
    guess: bool = Field(False, description="regions without a hint get colours of their own")
    gap: float | None = Field(None, ge=0, le=512, description="gaps in lines up to so many px are closed")
    palette: list[str] = Field([], max_length=4096, description="#rrggbb: the only colours of flats")
    light: Literal[tuple(LIGHTS)] | None = Field(None, description="shadows are thrown of a light from there")  # type: ignore[valid-type]
    shadows: Literal[tuple(SOFTNESS)] | None = Field(None, description="borders of these shadows")  # type: ignore[valid-type]
    shading: float | None = Field(None, ge=0, le=1, description="how dark they are, 1 darkest")
    format: Format = Field("png", description="of the answer; zip holds picture and layers as PNG")
    layers: Literal["per-color", "per-region"] | None = Field(None, description="flats in layers of their own")
    layer_names: Literal["en", "ja"] = Field("en", description="language of the layers' names")

    def to_options(self) -> ColorizeOptions:
        """Raises OptionError or PaletteError."""
        palette = to_colors(self.palette) if self.palette else ()
        light = to_light(self.light, self.shadows, self.shading)
        return ColorizeOptions(self.size, self.seed, self.gap, palette, (), light, self.guess)


class LinesOptions(Strict):
    """The options of line extraction, as of `nurie lines`."""

    method: str = Field("blackhat", max_length=40, description="as of `nurie lines --method`")
    format: Literal["png", "webp", "jpg"] = Field("png", description="of the answer")


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

    name: str = Field(description="as the option `model` takes it")
    version: str = Field(description="of the weights")
    license: str = Field(description="of the weights")
    working_size_px: int = Field(description="short side at which its network works, px")
    default: bool = Field(description="whether it colours where no model is named")


class Problem(BaseModel):
    """What went wrong: a sentence with what was found and expected, and the kind of error."""

    error: str = Field(description="what was found, what was expected, what to send")
    kind: str = Field(description="name of the error")


class JobState(BaseModel):
    """How far a job is."""

    id: str = Field(description="its name in /v1/jobs/NAME")
    state: Literal["waiting", "working", "done", "failed", "stopped"] = Field(description="what it does")
    progress: float = Field(description="0 to 1")
    error: str | None = Field(None, description="why it failed, in a sentence")


class Health(BaseModel):
    """The server's state."""

    status: Literal["ok", "busy"] = Field(description="busy while all places are taken")
    version: str = Field(description="of nurie")
    taken: int = Field(description="pages at work or waiting")
