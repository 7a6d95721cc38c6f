"""nurie colours and shades line art. The public names; each is loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nurie.core.hint_files import read_hints, write_hints
    from nurie.core.image_io import read_page
    from nurie.core.main_colors import main_colors
    from nurie.core.palette import Palette, Swatch, read_palette, write_palette
    from nurie.core.profile_file import read_profile, write_profile
    from nurie.core.result import ColorizeResult
    from nurie.core.types import (
        ColorizeOptions,
        ColorizeRequest,
        ColorShare,
        Extent,
        Hints,
        Layers,
        Light,
        Page,
        Profile,
        Stroke,
    )
    from nurie.errors import (
        BundleError,
        HintError,
        NurieError,
        OptionError,
        PageError,
        PaletteError,
        ProfileError,
        SessionError,
    )
    from nurie.runtime.api import colorize, profile_of
    from nurie.runtime.colorizer import Colorizer
    from nurie.runtime.replay import replay

__version__ = "0.1.0"

_HOME = {
    "BundleError": "errors",
    "ColorShare": "core.types",
    "ColorizeOptions": "core.types",
    "ColorizeRequest": "core.types",
    "ColorizeResult": "core.result",
    "Colorizer": "runtime.colorizer",
    "Extent": "core.types",
    "HintError": "errors",
    "Hints": "core.types",
    "Layers": "core.types",
    "Light": "core.types",
    "NurieError": "errors",
    "OptionError": "errors",
    "Page": "core.types",
    "PageError": "errors",
    "Palette": "core.swatches",
    "PaletteError": "errors",
    "Profile": "core.types",
    "ProfileError": "errors",
    "SessionError": "errors",
    "Stroke": "core.types",
    "Swatch": "core.swatches",
    "colorize": "runtime.api",
    "main_colors": "core.main_colors",
    "profile_of": "runtime.api",
    "read_hints": "core.hint_files",
    "read_page": "core.image_io",
    "read_palette": "core.palette",
    "read_profile": "core.profile_file",
    "replay": "runtime.replay",
    "write_hints": "core.hint_files",
    "write_palette": "core.palette",
    "write_profile": "core.profile_file",
}

__all__ = [
    "BundleError",
    "ColorShare",
    "ColorizeOptions",
    "ColorizeRequest",
    "ColorizeResult",
    "Colorizer",
    "Extent",
    "HintError",
    "Hints",
    "Layers",
    "Light",
    "NurieError",
    "OptionError",
    "Page",
    "PageError",
    "Palette",
    "PaletteError",
    "Profile",
    "ProfileError",
    "SessionError",
    "Stroke",
    "Swatch",
    "colorize",
    "main_colors",
    "profile_of",
    "read_hints",
    "read_page",
    "read_palette",
    "read_profile",
    "replay",
    "write_hints",
    "write_palette",
    "write_profile",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'nurie' has no attribute {name!r}")
    value = getattr(import_module(f"nurie.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
