"""What was typed after `nurie color`, and what it amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from nurie.cli.saving import Saving
from nurie.core.lights import to_light
from nurie.core.main_colors import to_shares
from nurie.core.palette import to_colors
from nurie.core.profile_file import to_profiles
from nurie.core.types import ColorizeOptions, Profile
from nurie.errors import OptionError


@dataclass(frozen=True, slots=True)
class Given:
    """A command line of `nurie color`: one field per option."""

    inputs: tuple[str, ...]
    output: str | None
    hints: Path | None
    model: str | None
    size: int | None
    seed: int | None
    gap: float | None
    palette: Path | None
    reference: Path | None
    profile: tuple[Path, ...]
    frames: bool
    light: str | None
    shadows: str | None
    shading: float | None
    session: Path | None
    save_hints: bool
    save_session: bool
    recolor: bool
    resume: bool
    format_: str | None
    layers: str | None
    layer_names: str | None
    force: bool
    as_json: bool
    quiet: bool

    def options(self) -> ColorizeOptions:
        """What influences the picture. Raises OptionError, PaletteError, or PageError for a reference."""
        return ColorizeOptions(
            self.size, self.seed or 0, self.gap, to_colors(self.palette), to_shares(self.reference),
            to_light(self.light, self.shadows, self.shading),
        )  # fmt: skip

    def profiles(self) -> tuple[Profile, ...]:
        """Of the characters on the pages. Raises ProfileError."""
        return to_profiles(self.profile)

    def saving(self) -> Saving:
        return Saving(self.layers, self.layer_names, self.force)

    def check_inputs(self) -> None:
        """Refuse a line without pages, and one with a session and what that has already."""
        if self.session is None and not self.inputs:
            raise click.UsageError("Missing argument 'INPUT...'; give a drawing, for example: nurie color page.png")
        twice = ("hints", "size", "seed", "gap", "palette", "reference", "light", "shadows", "shading")
        found = [f"--{name}" for name in twice if getattr(self, name) is not None] + ["--recolor"] * self.recolor
        found += ["--profile"] * bool(self.profile) + ["--frames"] * self.frames + ["--resume"] * self.resume
        if self.session is not None and (found or self.inputs):
            raise OptionError(
                f"--session has its page and options already, and there is {', '.join((*self.inputs, *found))}; "
                f"leave that out: nurie color --session {self.session} -o OUT"
            )

    @property
    def suffix(self) -> str | None:
        return f".{self.format_}" if self.format_ else None
