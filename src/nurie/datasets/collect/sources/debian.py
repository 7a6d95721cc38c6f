"""Pictures of a Debian package. apt fetches and checks it; the licence is what debian/copyright says."""

from __future__ import annotations

import gzip
import re
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import NOTHING_STATED, Rights, completed, from_debian
from nurie.datasets.collect.sources.source import Source, Tools, one_page, run_program, unpack
from nurie.errors import CollectError, OptionError

_INSTALL = "it comes with Debian and what is made from it"


@dataclass(frozen=True, slots=True)
class DebianSettings:
    """A package, NAME or NAME=VERSION.

    Attributes:
        only: a part of the path that pictures must have.
        license, author: what you read in its copyright file, where that is not for programs or names several.
    """

    package: str
    only: str = ""
    license: str = ""
    author: str = ""
    name: str = ""


def list_page(settings: DebianSettings, tools: Tools, cursor: str) -> Listing:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.+-]*(=[A-Za-z0-9.+:~-]+)?", settings.package):
        raise OptionError(f"{settings.package!r} is no name of a Debian package; expected NAME or NAME=VERSION")
    file = _fetch(settings.package, tools.work / "debian")
    name, version = unquote(file.stem).split("_")[:2]
    home = file.with_suffix("")
    pictures = [path for path in _unpack(file, home) if settings.only in path.relative_to(home).as_posix()]
    rights = completed(read_rights(home / "usr/share/doc" / name), settings.license, settings.author)
    return one_page([_found(settings, home, path, rights, f"{name} {version}") for path in pictures])


def _fetch(package: str, folder: Path) -> Path:
    """The .deb, from the folder if it is there."""
    pattern = f"{package.partition('=')[0]}_*.deb"
    if there := sorted(folder.glob(pattern)):
        return there[-1]
    unfinished = folder / "unfinished"
    run_program(["apt-get", "download", "-q", package], cwd=unfinished, install=_INSTALL)
    fetched = sorted(unfinished.glob(pattern))
    if not fetched:
        raise CollectError(f"apt-get left no {pattern} in {unfinished}")
    return fetched[-1].replace(folder / fetched[-1].name)


def _unpack(file: Path, home: Path) -> list[Path]:
    program = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(file)], stdout=subprocess.PIPE)
    try:
        with program, tarfile.open(fileobj=program.stdout, mode="r|") as archive:
            return unpack(archive, home, also=("/copyright", "/copyright.gz"))
    except tarfile.TarError as error:
        raise CollectError(f"{file} cannot be unpacked ({error}); remove it and try again") from None


def read_rights(folder: Path) -> Rights:
    """Rights from the copyright file in a package's folder of documents; unknown where it is free text or missing."""
    for name, opener in (("copyright", open), ("copyright.gz", gzip.open)):
        if (folder / name).is_file():
            with opener(folder / name, "rt", encoding="utf-8", errors="replace") as stream:
                return from_debian(read_paragraphs(stream.read()))
    return NOTHING_STATED


def read_paragraphs(text: str) -> list[dict[str, str]]:
    """Paragraphs of fields; a value's further lines are indented, and a dot stands for an empty one."""
    return [_fields(block.splitlines()) for block in re.split(r"\n\s*\n", text.strip())]


def _fields(lines: Sequence[str]) -> dict[str, str]:
    entry: dict[str, str] = {}
    name = ""
    for line in lines:
        if line[:1] in (" ", "\t") and name:
            entry[name] += "\n" + line.strip()
        elif ":" in line and not line.startswith("#"):
            name, _, value = line.partition(":")
            entry[name] = value.strip()
    return entry


def _found(settings: DebianSettings, home: Path, path: Path, rights: Rights, package: str) -> Found:
    inner = path.relative_to(home).as_posix()
    name = settings.name or package.partition(" ")[0]
    return Found(
        key=f"debian:{package}:{inner}",
        place=str(path),
        source=name,
        origin=f"Debian package {package}, {inner}",
        rights=rights,
        title=path.stem,
        group=f"{name}-{path.parent.relative_to(home).as_posix()}",
    )


SOURCE = Source("pictures of a Debian package, fetched by apt", DebianSettings, list_page, is_local=True)
