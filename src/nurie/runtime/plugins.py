"""The plug-ins for painting programs: which files each has, and where programs look for them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nurie.errors import OptionError

_SHARED = "shared/nurie_shared"
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Plugin:
    """One plug-in.

    Attributes:
        parts: folders of `sources()`, and where each goes in the program's folder.
        record: where, there, it is written down what was installed.
        command: where it looks for the command that calls nurie, or None.
        watched: the folder, there, through which it sends drawings to `nurie watch`, or None.
    """

    parts: tuple[tuple[str, str], ...]
    record: str
    command: str | None = None
    watched: str | None = None

    def files(self) -> dict[str, Path]:
        """Its files: the path in the program's folder, with slashes, to where it lies now."""
        found = {}
        for source, place in self.parts:
            folder = sources() / source
            for path in sorted(folder.rglob("*")):
                inside = path.relative_to(folder)
                if path.is_file() and "__pycache__" not in inside.parts:
                    found[(Path(place) / inside).as_posix()] = path
        return found


PLUGINS: dict[str, Plugin] = {
    "krita": Plugin(
        (("krita", "."), (_SHARED, "nurie_krita/nurie_shared")),
        "nurie_krita/installed.json",
        "nurie_krita/nurie_shared/command.json",
    ),
    "gimp-2.10": Plugin((("gimp/scripts", "scripts"),), "scripts/nurie.installed.json", watched="nurie"),
    "gimp-3": Plugin(
        (("gimp/plug-ins", "plug-ins"), (_SHARED, "plug-ins/nurie/nurie_shared")),
        "plug-ins/nurie/installed.json",
        "plug-ins/nurie/nurie_shared/command.json",
    ),
    "comfyui": Plugin(
        (("comfyui", "."), (_SHARED, "nurie_comfyui/nurie_shared")),
        "nurie_comfyui/installed.json",
        "nurie_comfyui/nurie_shared/command.json",
    ),
}
PROGRAMS = ("krita", "gimp", "comfyui")


def sources() -> Path:
    """Where the plug-ins lie: in the wheel, or in the clone that is installed in place.

    Raises:
        OptionError: they are missing.
    """
    for folder in (_PACKAGE / "plugins", _PACKAGE.parents[1] / "plugins"):
        if (folder / _SHARED).is_dir():
            return folder
    raise OptionError(f"this nurie carries no plug-ins (looked in {_PACKAGE / 'plugins'}); install it again with pip")


def locate(
    program: str, to: Path | None, environment: Mapping[str, str] = os.environ, system: str = sys.platform
) -> tuple[str, Path]:
    """The plug-in's name in `PLUGINS`, and the folder that it goes into.

    Args:
        program: one of `PROGRAMS`.
        to: the folder, or None for the one where the program looks. Of GIMP it is the profile's, whose name says the
            version; of Krita `pykrita`, of ComfyUI `custom_nodes`.

    Raises:
        OptionError: a folder that does not say which GIMP it is of, or no ComfyUI where it usually is.
    """
    if program == "krita":
        return program, to or _data(environment, system) / "krita" / "pykrita"
    if program == "gimp":
        return _gimp(to or _gimp_profile(_config(environment, system) / "GIMP"))
    if to is None:
        to = Path(environment.get("HOME") or Path.home()) / "ComfyUI" / "custom_nodes"
        if not to.is_dir():
            raise OptionError(f"no folder {to}; say where ComfyUI's custom_nodes is: --to PLACE/ComfyUI/custom_nodes")
    return program, to


def _gimp_profile(folder: Path) -> Path:
    """The newest GIMP's; 2.10's where there is none."""
    found = [path for path in folder.glob("*") if path.is_dir() and _version(path)]
    return max(found, key=_version, default=folder / "2.10")


def _gimp(profile: Path) -> tuple[str, Path]:
    version = _version(profile)
    if not version:
        raise OptionError(
            f"{profile} does not say which GIMP it is of; give the profile's folder, such as --to ~/.config/GIMP/2.10"
        )
    return ("gimp-3" if version >= (2, 99) else "gimp-2.10"), profile


def _version(profile: Path) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d+)\.(\d+)", profile.name)
    return tuple(map(int, found.groups())) if found else ()


def _data(environment: Mapping[str, str], system: str) -> Path:
    home = Path(environment.get("HOME") or Path.home())
    if system == "win32":
        return Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    if system == "darwin":
        return home / "Library" / "Application Support"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")


def _config(environment: Mapping[str, str], system: str) -> Path:
    if system in ("win32", "darwin"):
        return _data(environment, system)
    return Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME") or Path.home()) / ".config")
