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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A command line of `nurie color`, or of a command with fewer options: one field per option."""

    inputs: tuple[str, ...] = ()
    output: str | None = None
    hints: Path | None = None
    model: str | None = None
    size: int | None = None
    seed: int | None = None
    gap: float | None = None
    palette: Path | None = None
    reference: Path | None = None
    profile: tuple[Path, ...] = ()
    frames: bool = False
    light: str | None = None
    shadows: str | None = None
    shading: float | None = None
    guess: bool = False
    session: Path | None = None
    save_hints: bool = False
    save_session: bool = False
    recolor: bool = False
    resume: bool = False
    format_: str | None = None
    layers: str | None = None
    layer_names: str | None = None
    force: bool = False
    as_json: bool = False
    quiet: bool = False
    cluster: str | None = None

    def options(self) -> ColorizeOptions:
        """What influences the picture. Raises OptionError, PaletteError, or PageError for a reference."""
        return ColorizeOptions(
            self.size, self.seed or 0, self.gap, to_colors(self.palette), to_shares(self.reference),
            to_light(self.light, self.shadows, self.shading), self.guess,
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
        if self.cluster is not None and (self.session is not None or self.frames):
            raise OptionError(
                f"--cluster cannot help with {'--session, which is one page' if self.session else '--frames'}"
                f"{'' if self.session else ', where each page waits for the one before'}; leave one of them out"
            )
        twice = ("hints", "size", "seed", "gap", "palette", "reference", "light", "shadows", "shading")
        found = [f"--{name}" for name in twice if getattr(self, name) is not None] + ["--recolor"] * self.recolor
        found += ["--guess"] * self.guess
        found += ["--profile"] * bool(self.profile) + ["--frames"] * self.frames + ["--resume"] * self.resume
        if self.session is not None and (found or self.inputs):
            raise OptionError(
                f"--session has its page and options already, and there is {', '.join((*self.inputs, *found))}; "
                f"leave that out: nurie color --session {self.session} -o OUT"
            )

    @property
    def suffix(self) -> str | None:
        return f".{self.format_}" if self.format_ else None
