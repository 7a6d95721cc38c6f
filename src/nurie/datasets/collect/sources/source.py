"""What a source is, and what they share: the choice of options, accounts, programs, unpacked packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

from nurie.datasets.collect.client import Client
from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.settle import SUFFIXES
from nurie.errors import CollectError, InputError, MissingExtraError, OptionError

USER, KEY = "NURIE_COLLECT_USER", "NURIE_COLLECT_KEY"  # of an account; from the environment, never written down


@dataclass(frozen=True, slots=True)
class Tools:
    """What sources work with: the client that asks hosts, and a folder for what is unpacked."""

    client: Client
    work: Path


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of place that pictures come from.

    Attributes:
        help: one line.
        settings: a frozen dataclass of what may be asked for; its first field is the question itself.
        list_page: from settings, tools and a cursor ("" at first) to a page of pictures.
        is_local: it is listed anew in each run, for that costs nobody anything.
    """

    help: str
    settings: type
    list_page: Callable[[Any, Tools, str], Listing]
    is_local: bool = False


def make_settings(name: str, source: Source, query: str, options: Mapping[str, Any]) -> Any:
    """Settings of a source from a question and options; options that are None were not given.

    Raises:
        OptionError: an option that this source does not have, or one that it needs.
    """
    first, *others = fields(source.settings)
    given = {key: value for key, value in options.items() if value is not None}
    known = {field.name for field in others}
    if unknown := sorted(set(given) - known):
        raise OptionError(
            f"the source {name} has no {_options(unknown)}; it has {_options(sorted(known)) or 'no options'}"
        )
    needed = [field.name for field in others if field.default is MISSING and field.name not in given]
    if needed:
        raise OptionError(f"the source {name} needs {_options(needed)}")
    return source.settings(**{first.name: query, **given})


def _options(names: Sequence[str]) -> str:
    return ", ".join("--" + name.replace("_", "-") for name in names)


def account() -> tuple[str, str] | None:
    """User and key of the environment, where both are set."""
    user, key = os.environ.get(USER), os.environ.get(KEY)
    return (user, key) if user and key else None


def split_tags(query: str, extra: Sequence[str]) -> str:
    """The question and what options add to it, as one line of tags."""
    return " ".join([*query.split(), *extra])


def one_page(found: Sequence[Found]) -> Listing:
    return Listing(tuple(found), None)


def run_program(command: Sequence[str], *, cwd: Path, install: str) -> str:
    """Run a program and give what it printed.

    Raises:
        MissingExtraError: it is not installed; `install` says how to.
        CollectError: it failed.
    """
    path = shutil.which(command[0])
    if path is None:
        raise MissingExtraError(f"this needs {command[0]}, which is not installed; {install}")
    cwd.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([path, *command[1:]], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CollectError(f"{command[0]} failed ({done.returncode}): {said[-1] if said else 'it said nothing'}")
    return done.stdout


def unpack(archive: tarfile.TarFile, folder: Path, *, also: Sequence[str] = ()) -> list[Path]:
    """Unpack the pictures of an archive, and the files that `also` names by the end of their path.

    Links, devices and names that lead out of the folder are passed over. Returns the pictures, in order of their paths.
    """
    pictures = []
    for member in archive:
        parts = PurePosixPath(member.name).parts
        wanted = member.name.lower().endswith(SUFFIXES)
        if not member.isfile() or ".." in parts or not (wanted or member.name.endswith(tuple(also))):
            continue
        target = folder.joinpath(*(part for part in parts if part not in ("/", ".")))
        target.parent.mkdir(parents=True, exist_ok=True)
        stream = archive.extractfile(member)
        assert stream is not None  # of a file there is one
        target.write_bytes(stream.read())
        pictures += [target] if wanted else []
    return sorted(pictures)


def files_below(folder: Path) -> list[Path]:
    """Pictures in a folder and below it, hidden ones left out, in order of their paths."""
    if not folder.is_dir():
        raise InputError(f"no folder at {folder}; give one that holds pictures")
    inside = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return sorted(path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts))
