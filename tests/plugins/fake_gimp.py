"""As much of GIMP 3's library as the plug-in uses, without GIMP: images of layers that hold (H, W, 4) arrays.

A stand-in says nothing of GIMP itself: it holds the plug-in to the names and the order of arguments of GIMP 3.0.
"""

from __future__ import annotations

import enum
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image as Pillow

_ids = itertools.count(1)


class LayerMode(enum.Enum):
    NORMAL = 28
    MULTIPLY_LEGACY = 3
    SCREEN_LEGACY = 4


RunMode = enum.Enum("RunMode", "INTERACTIVE NONINTERACTIVE")
ImageBaseType = enum.Enum("ImageBaseType", "RGB GRAY")
ImageType = enum.Enum("ImageType", "RGB_IMAGE")
FillType = enum.Enum("FillType", "WHITE")
HistogramChannel = enum.Enum("HistogramChannel", "ALPHA")
PDBStatusType = enum.Enum("PDBStatusType", "SUCCESS CANCEL EXECUTION_ERROR")
PDBProcType = enum.Enum("PDBProcType", "PLUGIN")


class Layer:
    """A layer, or with `children` a group."""

    def __init__(self, name: str, pixels: np.ndarray | None, left: int = 0, top: int = 0) -> None:
        self.name, self.pixels, self.left, self.top = name, pixels, left, top
        self.children: list[Layer] = []
        self.parent: Layer | None = None
        self.image: Image | None = None
        self.visible, self.mode, self.number = True, LayerMode.NORMAL, next(_ids)

    @staticmethod
    def new(image: Image, name: str, width: int, height: int, *rest: object) -> Layer:
        assert rest == (ImageType.RGB_IMAGE, 100.0, LayerMode.NORMAL)
        return Layer(name, np.zeros((height, width, 4), np.uint8))

    @staticmethod
    def new_from_visible(image: Image, to: Image, name: str) -> Layer:
        return Layer(name, image.merged())

    def get_id(self) -> int:
        return self.number

    def get_name(self) -> str:
        return self.name

    def set_name(self, name: str) -> None:
        self.name = name

    def is_group(self) -> bool:
        return self.pixels is None

    def get_children(self) -> list[Layer]:
        return list(self.children)

    def get_parent(self) -> Layer | None:
        return self.parent

    def set_visible(self, visible: bool) -> None:
        self.visible = visible

    def set_opacity(self, opacity: float) -> None:
        assert opacity == 100.0

    def set_mode(self, mode: LayerMode) -> None:
        assert self.image is not None, "GIMP sets modes of layers in an image"
        self.mode = LayerMode(mode)

    def fill(self, kind: FillType) -> None:
        assert self.pixels is not None
        self.pixels[:] = 255

    def has_alpha(self) -> bool:
        return bool((self.pixels[..., 3] < 255).any())

    def histogram(self, channel: HistogramChannel, start: float, end: float) -> tuple[bool, float]:
        assert (channel, start, end) == (HistogramChannel.ALPHA, 0.0, 1.0)
        return True, float(self.pixels[..., 3].mean())

    def copy(self) -> Layer:
        found = Layer(self.name, None if self.pixels is None else self.pixels.copy(), self.left, self.top)
        found.visible, found.mode = self.visible, self.mode
        for child in self.children:
            found.children.append(child.copy())
            found.children[-1].parent = found
        return found

    def resize_to_image_size(self) -> None:
        assert self.image is not None
        self.pixels = self.full(self.image.size)
        self.left = self.top = 0

    def full(self, size: tuple[int, int]) -> np.ndarray:
        canvas = np.zeros((*size, 4), np.uint8)
        height, width = self.pixels.shape[:2]
        canvas[self.top : self.top + height, self.left : self.left + width] = self.pixels
        return canvas


class GroupLayer:
    @staticmethod
    def new(image: Image, name: str) -> Layer:
        return Layer(name, None)


class Image:
    """An image; `undo` is the list of what happened in which undo group."""

    def __init__(self, size: tuple[int, int], layers: list[Layer], kind: ImageBaseType = ImageBaseType.RGB) -> None:
        self.size, self.layers, self.kind = size, layers, kind
        self.group, self.steps = 0, []
        for layer in layers:
            layer.image = self

    def get_width(self) -> int:
        return self.size[1]

    def get_height(self) -> int:
        return self.size[0]

    def get_base_type(self) -> ImageBaseType:
        return self.kind

    def convert_rgb(self) -> None:
        assert self.kind != ImageBaseType.RGB, "GIMP refuses to convert what is RGB"
        self.kind = ImageBaseType.RGB
        self._step("convert")

    def get_layers(self) -> list[Layer]:
        return list(self.layers)

    def get_layer_by_name(self, name: str) -> Layer | None:
        return next((layer for layer in self.layers if layer.name == name), None)

    def get_item_position(self, item: Layer) -> int:
        return (item.parent.children if item.parent else self.layers).index(item)

    def insert_layer(self, layer: Layer, parent: Layer | None, position: int) -> None:
        assert layer.image is None or layer.image is self
        layer.image, layer.parent = self, parent
        (parent.children if parent else self.layers).insert(position, layer)
        self._step(f"insert {layer.name}")

    def remove_layer(self, layer: Layer) -> None:
        self.layers.remove(layer)

    def undo_group_start(self) -> None:
        self.group += 1

    def undo_group_end(self) -> None:
        self.group -= 1

    def _step(self, what: str) -> None:
        self.steps.append((self.group, what))

    def duplicate(self) -> Image:
        return Image(self.size, [layer.copy() for layer in self.layers], self.kind)

    def delete(self) -> None:
        self.layers = []

    def merged(self) -> np.ndarray:
        """Of normal layers without groups, hard edges alone."""
        canvas = np.zeros((*self.size, 4), np.uint8)
        for layer in reversed(self.layers):
            if layer.visible and not layer.is_group():
                over = layer.full(self.size)
                canvas[over[..., 3] > 0] = over[over[..., 3] > 0]
        return canvas


class PlugIn:
    """What the plug-in's class derives from."""

    __gtype__ = "Nurie"


class Procedure:
    """A procedure with its arguments and their first values."""

    def __init__(self, plugin: PlugIn, name: str, kind: PDBProcType, run: Callable, data: Any) -> None:
        self.name, self.run = name, run
        self.values: dict[str, Any] = {}

    new = classmethod(lambda cls, *arguments: cls(*arguments))

    def __getattr__(self, name: str) -> Callable:
        if name in ("set_image_types", "set_menu_label", "add_menu_path", "set_documentation", "set_attribution"):
            return lambda *_: None
        raise AttributeError(name)

    def _argument(self, name: str, nick: str, blurb: str, *rest: Any) -> None:
        self.values[name] = rest[-2]

    add_boolean_argument = add_string_argument = add_int_argument = add_double_argument = _argument
    add_choice_argument = _argument

    def get_property(self, name: str) -> Any:
        return self.values[name]

    def new_return_values(self, status: PDBStatusType, error: Any) -> tuple[PDBStatusType, str]:
        return status, str(error or "")


class Choice:
    new = classmethod(lambda cls: cls())

    def add(self, name: str, number: int, label: str, help_: str) -> None: ...


class File:
    new_for_path = staticmethod(Path)


def file_save(mode: RunMode, image: Image, file: Path, options: None) -> bool:
    (layer,) = image.layers
    Pillow.fromarray(layer.pixels).save(file)
    return True


def file_load_layer(mode: RunMode, image: Image, file: Path) -> Layer:
    with Pillow.open(file) as picture:
        return Layer(file.name, np.array(picture.convert("RGBA")))


def install(said: list[str]) -> None:
    """Put it in the place of `gi`."""
    gimp, gi, repository = ModuleType("Gimp"), ModuleType("gi"), ModuleType("gi.repository")
    for name, value in list(globals().items()):
        if not name.startswith("_"):
            setattr(gimp, name, value)
    gimp.ImageProcedure = Procedure  # type: ignore[attr-defined]
    gimp.message = said.append  # type: ignore[attr-defined]
    for name in ("progress_init", "progress_pulse", "progress_end", "displays_flush"):
        setattr(gimp, name, lambda *_: None)
    gi.require_version = lambda *_: None  # type: ignore[attr-defined]
    repository.Gimp, repository.Gio = gimp, ModuleType("Gio")  # type: ignore[attr-defined]
    repository.Gio.File = File  # type: ignore[attr-defined]
    repository.GLib, repository.GObject = ModuleType("GLib"), ModuleType("GObject")  # type: ignore[attr-defined]
    repository.GLib.Error = Exception  # type: ignore[attr-defined]
    repository.GObject.ParamFlags = enum.Enum("ParamFlags", "READWRITE")  # type: ignore[attr-defined]
    gi.repository = repository  # type: ignore[attr-defined]
    sys.modules |= {"gi": gi, "gi.repository": repository}
