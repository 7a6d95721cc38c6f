"""Which page goes where: inputs, output and hints of a command line turned into a list of jobs."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nurie.core.files import real
from nurie.core.image_io import HINT_SUFFIXES, READABLE, SAVABLE, WRITABLE
from nurie.core.types import Hints
from nurie.errors import OptionError, PageError


@dataclass(frozen=True, slots=True)
class Job:
    """One page: where it is, where it goes, its hints or their file, its folder inside the folder given, and whether
    it was found in one.
    """

    source: Path
    target: Path
    hints: Path | Hints | None = None
    place: Path = Path()
    found: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """How a page's file is called: NAME.`tag`.png beside its input, or as the input inside a folder.

    Attributes:
        suffix: the suffix of every page, or None: its own where that is among `writable`, else .png.
    """

    tag: str = "color"
    suffix: str | None = None
    writable: tuple[str, ...] = tuple(WRITABLE)

    def inside(self, source: Path) -> str:
        """The name inside a folder."""
        kept = source.name if source.suffix.lower() in self.writable else f"{source.stem}.png"
        return kept if self.suffix is None else f"{source.stem}{self.suffix}"

    def beside(self, source: Path) -> Path:
        """The path beside the input."""
        return source.with_name(f"{source.stem}.{self.tag}{self.suffix or '.png'}")


def plan_jobs(
    inputs: Sequence[str],
    output: str | None,
    hints: Path | None = None,
    tag: str = "color",
    *,
    layered: bool = False,
    suffix: str | None = None,
    books: Collection[Path] = (),
) -> list[Job]:
    """Decide the output of each page.

    - One file: to `output`, or to NAME.color.png beside it.
    - Several files or folders: into the folder `output`, names and trees kept; without `output` beside the
      inputs, as NAME.color.png and FOLDER.color/.
    - Pictures keep their suffix where it can be written (PSD, PSB and ORA if `layered`), others become .png;
      with `suffix` all get that one.
    - With `books` these are coloured, too: pages go into a folder then, and a folder may hold nothing but books.

    Raises:
        OptionError: an output that would overwrite an input, or two pages with one output, or hints that
            cannot be told to pages, or an output file of another suffix than `suffix`.
        PageError: a folder without pictures.
    """
    found = [Path(name) for name in inputs]
    naming = Naming(tag, suffix, SAVABLE if layered else tuple(WRITABLE))
    if len(found) == 1 and not found[0].is_dir() and (not books or output is None):
        jobs = [Job(found[0], _single_target(found[0], output, naming))]
    else:
        jobs = list(_many(found, output, naming, books))
    jobs = jobs if hints is None else with_hints(jobs, hints)
    _refuse_collisions(jobs)
    return jobs


def plan_frames(
    inputs: Sequence[str],
    output: str | None,
    hints: Path | None = None,
    *,
    layered: bool = False,
    suffix: str | None = None,
) -> list[Job]:
    """Decide the output of each frame of a motion, as `plan_jobs`: by their names, frame 2 before frame 10.

    One hints file is the first frame's; a folder may have hints for any of them.

    Raises:
        OptionError, PageError: as `plan_jobs`; or a single page.
    """
    jobs = plan_jobs(inputs, output, layered=layered, suffix=suffix)
    if len(jobs) < 2:
        raise OptionError(f"--frames is for several pages, and there is {jobs[0].source}; give a folder, or all frames")
    jobs.sort(key=lambda job: _in_words(job.source))
    if hints is None:
        return jobs
    jobs = with_hints(jobs, hints) if hints.is_dir() else [*with_hints(jobs[:1], hints), *jobs[1:]]
    _refuse_collisions(jobs)
    return jobs


def _in_words(path: Path) -> list[tuple[int, str]]:
    """A sort key that counts: digits as numbers."""
    return [(int(word), "") if word.isdecimal() else (-1, word) for word in re.split(r"(\d+)", str(path)) if word]


def _single_target(source: Path, output: str | None, naming: Naming) -> Path:
    if output is None:
        return naming.beside(source)
    if output.endswith(("/", os.sep)) or Path(output).is_dir():
        return Path(output) / naming.inside(source)
    if naming.suffix not in (None, Path(output).suffix.lower()):
        raise OptionError(f"-o {output} does not end in {naming.suffix}, as --format asks; leave one of them out")
    return Path(output)


def _many(inputs: Sequence[Path], output: str | None, naming: Naming, books: Collection[Path] = ()) -> Iterator[Job]:
    folder = None if output is None else Path(output)
    if folder is not None and (folder.is_file() or folder.suffix.lower() in SAVABLE):
        raise OptionError(f"-o {folder} is one file, but there are several pages; give a folder, for example -o out/")
    for source in inputs:
        if not source.is_dir():
            yield Job(source, naming.beside(source) if folder is None else folder / naming.inside(source))
            continue
        root = root_of(source, folder, len(inputs) > 1, naming.tag)
        pages = files_in(source, READABLE, skip=root)
        if not pages and not any(source in book.parents for book in books):
            raise PageError(f"no pictures in {source}; expected files ending in {', '.join(READABLE)}")
        for page in pages:
            place = page.relative_to(source).parent
            yield Job(page, root / place / naming.inside(page), place=place, found=True)


def root_of(source: Path, folder: Path | None, several: bool, tag: str = "color") -> Path:
    """Where the tree of a folder goes: beside it, or into another one, under its own name if there are several."""
    if folder is None:
        return _beside(source, tag)
    return folder / source.resolve().name if several else folder


def _beside(folder: Path, tag: str) -> Path:
    named = folder.resolve() if folder.name in ("", "..") else folder
    return named.parent / f"{named.name}.{tag}"


def files_in(folder: Path, suffixes: Sequence[str], skip: Path) -> list[Path]:
    """Files of a folder's tree by their suffix, without hints, hidden ones and what lies in `skip`."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in suffixes
        and path.is_file()
        and not path.name.endswith(HINT_SUFFIXES)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and (skip.resolve() == folder.resolve() or not path.resolve().is_relative_to(skip.resolve()))
    ]


def _refuse_collisions(jobs: Sequence[Job]) -> None:
    sources = {real(path) for job in jobs for path in (job.source, job.hints) if isinstance(path, Path)}
    written: dict[Path, Path] = {}
    for job in jobs:
        target = real(job.target)
        if target in sources:
            raise OptionError(f"{job.target} is an input; inputs are never overwritten; choose another place with -o")
        if target in written:
            raise OptionError(
                f"{written[target]} and {job.source} would both be written to {job.target}; rename one of them"
            )
        written[target] = job.source


def with_hints(jobs: Sequence[Job], hints: Path) -> list[Job]:
    """The jobs with their hints: one file, or those of a folder. Raises OptionError if they cannot be told to pages."""
    if not hints.exists():
        raise OptionError(f"no hints file or folder at {hints}; give a hints.json, an RGBA PNG, or a folder of them")
    if not hints.is_dir():
        if len(jobs) > 1:
            raise OptionError(
                f"--hints {hints} is one file, but there are {len(jobs)} pages; "
                "give a folder that holds NAME.hints.json or NAME.hints.png for each page"
            )
        return [replace(jobs[0], hints=hints)]
    matched = [replace(job, hints=_hints_of(job, hints)) for job in jobs]
    if not any(job.hints for job in matched):
        expected = " or ".join(jobs[0].source.stem + suffix for suffix in HINT_SUFFIXES)
        raise OptionError(f"no hints for any page in {hints}; expected for example {expected}")
    return matched


def _hints_of(job: Job, folder: Path) -> Path | None:
    """The page's hints in the same subfolder of `folder`, else in `folder` itself."""
    names = [f"{job.source.stem}{suffix}" for suffix in HINT_SUFFIXES]
    candidates = (home / name for home in (folder / job.place, folder) for name in names)
    return next((path for path in candidates if path.is_file()), None)
