"""A book coloured page by page, so that a run that was killed goes on where it was."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

from nurie.core.archive import Replacement, output_names, pages_of, write_archive
from nurie.core.files import sha256_of
from nurie.core.hint_files import read_hints
from nurie.core.image_io import WRITABLE, read_page, write_image
from nurie.core.profile_file import profile_to_json
from nurie.core.session import ModelId, options_to_json
from nurie.core.types import ColorizeOptions, ColorizeRequest, Hints, Page, Profile
from nurie.errors import BookError
from nurie.runtime.colorizer import Colorizer
from nurie.runtime.parts import Parts

_VERSION = 1  # of what lies in the work folder


@dataclass(frozen=True, slots=True)
class BookSettings:
    """What influences a book beside its pages.

    Attributes:
        options: of every page.
        recolor: colour pages, too, that are in colour already.
        suffix: the format of coloured pages, among `WRITABLE`; None keeps each page's own, else .png.
        profiles: of the characters on the pages.
    """

    options: ColorizeOptions = field(default_factory=ColorizeOptions)
    recolor: bool = False
    suffix: str | None = None
    profiles: tuple[Profile, ...] = ()


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page that is done.

    Attributes:
        name, output: in the old book and in the new one.
        outcome: `colored`, or `left` as it is, in colour already.
        resumed: it was done by an earlier run.
        size: (width, height) px.
        warnings: whole sentences.
        timings_ms: milliseconds per step; empty for one that is resumed.
    """

    name: str
    output: str
    outcome: str
    resumed: bool
    size: tuple[int, int]
    warnings: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class BookRun:
    """A book between its first page and its last.

    Call `begin`, then `color` with each of `pages`, then `finish`. Pages may also be coloured by runs in other
    processes, which call `color` alone, and be taken over with `take`. Until `finish` pages that are done lie in
    `.NAME.parts/` beside the target, and a run with the same book, settings, hints, model and version takes them from
    there: the result is the same to the byte. A run with others starts anew.
    """

    def __init__(
        self,
        archive: ZipFile,
        target: Path,
        colorizer: Colorizer,
        settings: BookSettings,
        hints: Mapping[str, Path] | None = None,
    ) -> None:
        """Prepare a book of `archive.opened`. `hints` are files by the names of pages; `target` is overwritten."""
        self.pages = pages_of(archive)
        self._outputs = output_names(archive.namelist(), self.pages, settings.suffix, tuple(WRITABLE))
        self._archive, self._target, self._colorizer = archive, target, colorizer
        self.settings, self.hints, self._parts = settings, hints or {}, Parts(target)
        self._replaced: dict[str, Replacement] = {}

    def begin(self, source: Path, model: ModelId, version: str) -> int:
        """Open the work folder for exactly these inputs and settings: `model` is what the colorizer runs.

        Returns:
            how many pages of an earlier run were discarded, because it had others.

        Raises:
            BookError: another run is writing the same book.
        """
        settings = self.settings
        return self._parts.begin(
            {
                "version": _VERSION,
                "nurie": version,
                "book": sha256_of(source),
                "model": asdict(model),
                "options": options_to_json(settings.options),
                "recolor": settings.recolor,
                "suffix": settings.suffix,
                "profiles": [profile_to_json(profile) for profile in settings.profiles],
                "hints": {name: sha256_of(path) for name, path in sorted(self.hints.items())},
            }
        )

    def color(self, name: str) -> BookPage:
        """Colour one page, or find that it is done already.

        Raises:
            NurieError: of this page; the book goes on without it, and the original stands there.
        """
        number = self.pages.index(name)
        facts, timings, resumed = self._parts.done(number), {}, True
        if facts is None:
            facts, timings = self._fresh(number, name)
            resumed = False
        page = BookPage(name, self._output(name, facts), facts["outcome"], resumed, tuple(facts["size"]),
                        tuple(facts["warnings"]), timings)  # fmt: skip
        self._put(name, facts)
        return page

    @property
    def folder(self) -> Path:
        """Where pages lie that are done."""
        return self._parts.folder

    def is_done(self, name: str) -> bool:
        """Whether a page is done already."""
        return self._parts.done(self.pages.index(name)) is not None

    def take(self, page: BookPage) -> None:
        """Put a page into the book that another run of the same book has coloured, one that `begin` was not called of.

        Raises:
            BookError: it is not in the work folder.
        """
        facts = self._parts.done(self.pages.index(page.name))
        if facts is None:
            raise BookError(f"{page.name} was coloured, but is not in {self._parts.folder}; does this machine see it?")
        self._put(page.name, facts)

    def _output(self, name: str, facts: Mapping[str, Any]) -> str:
        return self._outputs[name] if facts["picture"] else name

    def _put(self, name: str, facts: Mapping[str, Any]) -> None:
        if facts["picture"]:
            self._replaced[name] = Replacement(self._output(name, facts), self._parts.folder / facts["picture"])

    def _fresh(self, number: int, name: str) -> tuple[dict[str, Any], dict[str, float]]:
        start = time.perf_counter()
        page, hints = self._read(name)
        timings = {"read": _since(start)}
        size, picture, outcome, warnings = (page.extent.width, page.extent.height), None, "left", ()
        if not page.painted or self.settings.recolor:
            wanted = ColorizeRequest(page, hints, self.settings.options, self.settings.profiles)
            result = self._colorizer.colorize(wanted)
            start = time.perf_counter()
            picture = self._parts.picture(number, PurePosixPath(self._outputs[name]).suffix.lower())
            write_image(picture, result.image, dpi=result.dpi, force=True)
            outcome, warnings = "colored", result.warnings
            timings |= {**result.timings_ms, "write": _since(start)}
        self._parts.finish(number, {"outcome": outcome, "size": size, "warnings": warnings}, picture)
        facts = self._parts.done(number)
        if facts is None:
            raise BookError(f"{self._parts.folder} changed while its book was coloured; leave it alone and start again")
        return facts, timings

    def _read(self, name: str) -> tuple[Page, Hints | None]:
        page = read_page(self._archive.read(name))
        given = self.hints.get(name, page.hint_layer)
        return page, None if given is None else read_hints(given, page.extent)

    def finish(self) -> None:
        """Write the book with all that was coloured, put it in its place and remove the work folder."""
        write_archive(self._parts.book, self._archive, self._replaced)
        os.replace(self._parts.book, self._target)
        self._parts.clear()

    def close(self) -> None:
        """Let another run go on with the book; `finish` does, and the end of the process."""
        self._parts.let_go()


def _since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)
