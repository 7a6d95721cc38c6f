"""Copying a plug-in into a program's folder, taking exactly that away again, and zips of it."""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from nurie.core.files import replacing, sha256_of
from nurie.errors import OptionError
from nurie.runtime.plugins import PLUGINS, Plugin

_COMMAND = (sys.executable, "-m", "nurie")


def install(name: str, to: Path, *, force: bool = False, command: Sequence[str] = _COMMAND) -> list[Path]:
    """Copy a plug-in of `PLUGINS` into a folder, over an earlier one of ours.

    Args:
        to: the program's folder, which is made.
        force: replace files of the same names that are not ours, or were changed.
        command: how nurie is called here; the plug-in starts it that way.

    Returns:
        the files that were written.

    Raises:
        OptionError: such files are there and `force` is not given; nothing was written.
        OSError.
    """
    plugin = PLUGINS[name]
    contents = _contents(plugin, command)
    before = _recorded(to / plugin.record)
    foreign = [path for path in contents if (to / path).exists() and not _is_ours(to, path, before)]
    if foreign and not force:
        raise OptionError(f"{to / foreign[0]} is there and not as nurie wrote it; add --force to replace it")
    _remove(to, plugin, [path for path in before if path not in contents and _is_ours(to, path, before)])
    for path, data in contents.items():
        _write(to / path, data)
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in contents.items()}
    _write(to / plugin.record, json.dumps({"files": digests}, indent=1).encode())
    if plugin.watched:
        (to / plugin.watched).mkdir(exist_ok=True)
    return [to / path for path in contents]


def uninstall(name: str, to: Path) -> tuple[list[Path], list[Path]]:
    """Remove what `install` wrote, and nothing else.

    Returns:
        the files that were removed, and those that were changed since and stay.

    Raises:
        OptionError: nothing was installed there.
        OSError.
    """
    plugin = PLUGINS[name]
    record = to / plugin.record
    before = _recorded(record)
    if not before:
        raise OptionError(f"nurie installed nothing in {to} (no {plugin.record}); name the folder with --to")
    ours = [path for path in before if _is_ours(to, path, before)]
    kept = [to / path for path in before if path not in ours and (to / path).exists()]
    record.unlink()
    _remove(to, plugin, ours)
    if plugin.watched:
        with suppress(OSError):  # something is in it
            (to / plugin.watched).rmdir()
    return [to / path for path in ours], kept


def write_zip(name: str, path: Path) -> None:
    """A plug-in as a zip, as its program imports it, or for unpacking in the program's folder. Same bytes each time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for inside, source in sorted(PLUGINS[name].files().items()):
            entry = zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = _mode(inside) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, source.read_bytes())


def _contents(plugin: Plugin, command: Sequence[str]) -> dict[str, bytes]:
    contents = {path: source.read_bytes() for path, source in plugin.files().items()}
    if plugin.command:
        contents[plugin.command] = json.dumps(list(command)).encode()
    return contents


def _recorded(path: Path) -> dict[str, str]:
    """The files of an earlier install with their digests; paths that lead elsewhere are not believed."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        pairs = [(str(inside), str(digest)) for inside, digest in files.items()]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return {inside: digest for inside, digest in pairs if _stays_inside(inside)}


def _stays_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and ":" not in path and "\\" not in path


def _is_ours(to: Path, path: str, before: dict[str, str]) -> bool:
    return (to / path).is_file() and before.get(path) == sha256_of(to / path)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_bytes(data)
        temporary.chmod(_mode(path.as_posix()))


def _mode(path: str) -> int:
    """GIMP 3 starts its plug-in as a program."""
    return 0o755 if path.endswith("plug-ins/nurie/nurie.py") else 0o644


def _remove(to: Path, plugin: Plugin, paths: Sequence[str]) -> None:
    """Files, what Python compiled of them, and folders of the plug-in that are empty then."""
    folders = set()
    for path in paths:
        file = to / path
        file.unlink(missing_ok=True)
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()
        inside = PurePosixPath(path).parents
        folders |= {to / folder for folder in inside if len(folder.parts) > 0}
        folders.add(file.parent / "__pycache__")
    shared = {to / place.split("/")[0] for _, place in plugin.parts if place in ("scripts", "plug-ins")}
    for folder in sorted(folders - shared - {to}, key=lambda folder: -len(folder.parts)):
        with suppress(OSError):  # not empty, or never made
            folder.rmdir()
