"""The nodes: line art and hints in; picture, flats, shading, highlights and lines out."""

from __future__ import annotations

import atexit
import re
from typing import Any

from . import tensors
from .nurie_shared.client import DEFAULT_URL, Colored, NurieError, Server
from .nurie_shared.diagnose import diagnose, in_words
from .nurie_shared.local import Started, find_command
from .waiting import wait, wait_for_server

_LIGHTS = ("none", "top-left", "top", "top-right", "left", "right", "bottom-left", "bottom", "bottom-right")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_started: list[Started] = []  # by these nodes, for as long as ComfyUI runs
atexit.register(lambda: [started.stop() for started in _started])


class NurieColor:
    """Colour line art. Hints count where their mask is set; without a mask where they are not black."""

    CATEGORY, FUNCTION = "nurie", "color"
    RETURN_TYPES = ("IMAGE", "IMAGE", "MASK", "IMAGE", "IMAGE", "IMAGE", "MASK")
    RETURN_NAMES = ("image", "flats", "flats_mask", "shading", "highlights", "lines", "lines_mask")

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {
            "required": {
                "lineart": ("IMAGE",),
                "seed": ("INT", {"default": 0, "min": 0, "max": 2**32 - 1, "control_after_generate": True}),
                "gap": ("FLOAT", {"default": -1.0, "min": -1.0, "max": 512.0, "step": 1.0,
                                  "tooltip": "gaps in the lines up to so many pixels are closed; -1: automatic"}),
                "light": (list(_LIGHTS), {"tooltip": "throws shadows of a light from there"}),
                "shading": ("FLOAT", {"default": 0.75, "min": 0.0, "max": 1.0, "step": 0.05}),
                "soft": ("BOOLEAN", {"default": False, "tooltip": "soft borders of these shadows"}),
                "palette": ("STRING", {"default": "", "multiline": True, "tooltip": "#rrggbb: the only colours"}),
                "model": ("STRING", {"default": "", "tooltip": "empty for the default"}),
            },
            "optional": {
                "hints": ("IMAGE",), "hints_mask": ("MASK",), "server": ("NURIE_SERVER",),
                "guess": ("BOOLEAN", {"default": False, "tooltip": "colours by the seed for what has no hint"}),
            },
        }  # fmt: skip

    def color(
        self, lineart: Any, seed: int, gap: float, light: str, shading: float, soft: bool, palette: str, model: str,
        hints: Any = None, hints_mask: Any = None, server: Server | None = None, guess: bool = False,
    ) -> tuple[Any, ...]:
        """One picture after the other; hints are those of the same number, or of the only one."""
        options = _options(seed, gap, light, shading, soft, palette, model) | ({"guess": True} if guess else {})
        asked, found = server or Server(), []
        for number in range(len(lineart)):
            page = tensors.to_png(lineart[number])
            hint_layer = tensors.to_hints(hints, hints_mask, number, tuple(lineart[number].shape[:2]))
            found.append(wait(lambda call, p=page, h=hint_layer: asked.color(p, h, options, call)))
        return _outputs(found)


class NurieServer:
    """Where nurie is; starts it on this machine if it is not there yet."""

    CATEGORY, FUNCTION = "nurie", "find"
    RETURN_TYPES, RETURN_NAMES = ("NURIE_SERVER", "STRING"), ("server", "diagnosis")

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {
            "required": {
                "url": ("STRING", {"default": DEFAULT_URL}),
                "token": ("STRING", {"default": ""}),
                "start": ("BOOLEAN", {"default": True, "tooltip": "start nurie serve if it does not answer"}),
                "command": ("STRING", {"default": "", "tooltip": "where nurie is; empty: found by itself"}),
            }
        }

    @classmethod
    def IS_CHANGED(cls, **_: Any) -> float:
        return float("nan")  # look each time: it may have ended

    def find(self, url: str, token: str, start: bool, command: str) -> tuple[Server, str]:
        """The server, and in plain words what is wrong with it, or that nothing is."""
        server = Server(url, token)
        try:
            server.version()
        except NurieError:
            if start:
                _started.append(Started(find_command(command), server.url, token))
                wait_for_server(server, _started[-1])
        return server, in_words(diagnose(server, command))


def _options(
    seed: int, gap: float, light: str, shading: float, soft: bool, palette: str, model: str
) -> dict[str, Any]:
    options: dict[str, Any] = {"seed": seed}
    if model.strip():
        options["model"] = model.strip()
    if gap >= 0:
        options["gap"] = gap
    if light != "none":
        options.update(light=light, shadows="soft" if soft else "hard", shading=shading)
    words = palette.replace(",", " ").split()
    wrong = [word for word in words if not _COLOR.fullmatch(word)]
    if wrong:
        raise NurieError(f"The palette holds {wrong[0]!r}; expected colours such as #e8b89a.")
    if words:
        options["palette"] = words
    return options


def _outputs(found: list[Colored]) -> tuple[Any, ...]:
    pictures = {name: tensors.stack([one.pictures[name] for one in found]) for name in found[0].pictures}
    color = {name: picture[..., :3] for name, picture in pictures.items()}
    return (
        color["image"], color["flats"], pictures["flats"][..., 3], color["shading"], color["highlights"],
        color["lines"], pictures["lines"][..., 3],
    )  # fmt: skip


NODE_CLASS_MAPPINGS = {"NurieColor": NurieColor, "NurieServer": NurieServer}
NODE_DISPLAY_NAME_MAPPINGS = {"NurieColor": "nurie: colour line art", "NurieServer": "nurie: server"}
