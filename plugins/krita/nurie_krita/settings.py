"""What the artist chose, kept in Krita's own settings."""

from __future__ import annotations

from typing import Any, NamedTuple

from .nurie_shared.client import DEFAULT_URL, Server

_GROUP = "nurie"
LIGHTS = ("", "top-left", "top", "top-right", "left", "right", "bottom-left", "bottom", "bottom-right")


class Settings(NamedTuple):
    """Of the docker.

    Attributes:
        url, token, command: where nurie is.
        model: "" for the default.
        gap_px: below 0 for what suits the lines.
        light: one of `LIGHTS`; "" leaves shading as it is. `soft`, `shading` (0 to 1) are of its shadows.
        palette: the name of one of Krita's palettes, "" for any colours.
        seed: another one, other colours.
        guess: what has no hint gets colours of its own.
    """

    url: str = DEFAULT_URL
    token: str = ""
    command: str = ""
    model: str = ""
    gap_px: float = -1.0
    light: str = ""
    soft: bool = False
    shading: float = 0.75
    palette: str = ""
    seed: int = 0
    guess: bool = True

    def server(self) -> Server:
        return Server(self.url, self.token)

    def options(self, colors: list[str]) -> dict[str, Any]:
        """As docs/server.md has them. `colors` are those of the palette, "#rrggbb"."""
        found: dict[str, Any] = {"seed": self.seed}
        if self.model:
            found["model"] = self.model
        if self.guess:
            found["guess"] = True
        if self.gap_px >= 0:
            found["gap"] = self.gap_px
        if colors:
            found["palette"] = colors
        if self.light:
            shadows = "soft" if self.soft else "hard"
            found.update(light=self.light, shadows=shadows, shading=self.shading)
        return found


def load(program: Any) -> Settings:
    """From Krita's settings; what is missing or makes no sense is as at first."""
    first = Settings()
    values = {}
    for name, value in first._asdict().items():
        text = program.readSetting(_GROUP, name, str(value))
        try:
            values[name] = text == "True" if isinstance(value, bool) else type(value)(text)
        except ValueError:
            values[name] = value
    return Settings(**values)


def save(program: Any, settings: Settings) -> None:
    for name, value in settings._asdict().items():
        program.writeSetting(_GROUP, name, str(value))
