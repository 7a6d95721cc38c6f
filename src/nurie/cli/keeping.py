"""What `nurie color` writes beside a picture: the hints that were used, and the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nurie
from nurie.cli.jobs import Job
from nurie.cli.saving import Saving
from nurie.core.files import real, sha256_of
from nurie.core.hint_files import write_hints
from nurie.core.image_io import making
from nurie.core.session import SUFFIX, ModelId, Output, Session, path_from, session_to_json
from nurie.core.types import ColorizeOptions, Hints
from nurie.errors import OptionError, PageError


@dataclass(frozen=True, slots=True)
class Keeping:
    """The command line's wishes: hints, and the session with this model; None for no session."""

    hints: bool = False
    model: ModelId | None = None

    def check(self, jobs: Sequence[Job]) -> None:
        """Refuse, before any work, files that would replace an input or each other, and names that no session can hold.

        Raises OptionError.
        """
        if self.model is not None:
            for job in jobs:
                _check_text(path_from(job.source, job.target.parent))
        inputs = {real(path) for job in jobs for path in (job.source, job.hints) if isinstance(path, Path)}
        written: set[Path] = set()
        for path in (path for job in jobs for path in self._paths(job.target)):
            if real(path) in inputs:
                raise OptionError(f"{path} is an input; inputs are never overwritten; choose another place with -o")
            if path in written:
                raise OptionError(f"two pages would both write {path}; rename one, or colour them one by one")
            written.add(path)

    def check_free(self, target: Path, *, force: bool) -> None:
        """Refuse what is there already, unless by force. Raises PageError."""
        for path in self._paths(target):
            if path.exists() and not force:
                raise PageError(f"{path} exists already; choose another name with -o, or overwrite it with --force")

    def _paths(self, target: Path) -> list[Path]:
        suffixes = [".hints.json", ".hints.png"] * self.hints + [SUFFIX] * (self.model is not None)
        return [_beside(target, suffix) for suffix in suffixes]

    def keep(
        self, job: Job, hints: Hints | None, options: ColorizeOptions, saving: Saving
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """Write them; what a report says of it, and warnings."""
        kept, warnings = {}, ()
        if self.hints and hints is None:
            warnings = ("No hints were used, so there are none to save.",)
        elif self.hints:
            path = _beside(job.target, ".hints.json" if hints.layer is None else ".hints.png")
            path.parent.mkdir(parents=True, exist_ok=True)
            write_hints(path, hints)
            kept["hints"] = str(path)
        if self.model is not None:
            path = _beside(job.target, SUFFIX)
            output = Output(job.target.suffix.lower(), saving.flats, saving.names)
            page = path_from(job.source, path.parent)
            session = Session(page, sha256_of(job.source), hints, options, self.model, output, nurie.__version__)
            with making(path) as temporary:
                temporary.write_text(session_to_json(session), encoding="utf-8")
            kept["session"] = str(path)
        return kept, warnings


def _check_text(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise OptionError(
            f"{name!r} is no text in UTF-8, as a session must be; rename that page, or leave out --save-session"
        ) from None


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.stem + suffix)
