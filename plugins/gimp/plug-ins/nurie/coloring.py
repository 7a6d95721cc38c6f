"""From a GIMP 3 image to a group "nurie" in it. GIMP's library is handed in, so that it runs on a stand-in, too."""

from __future__ import annotations

import os
import tempfile
import threading
from typing import Any, Iterable, NamedTuple

from gi.repository import Gio
from nurie_shared.client import Call, Colored, NurieError, Server

GROUP = "nurie"
PARTS = ("flats", "shading", "highlights", "lines")  # from the bottom
_PULSE_S = 0.2


class Wish(NamedTuple):
    """What is coloured: the layer of lines, or None for the merged picture, after the layer of hints, or None."""

    image: Any
    lines: Any
    hints: Any
    options: dict[str, Any]


def color(gimp: Any, wish: Wish, server: Server) -> tuple[str, ...]:
    """Colour, and add the group in one undo step; what there is to say of it. Raises NurieError."""
    with tempfile.TemporaryDirectory(prefix="nurie-") as folder:
        page = _export(gimp, wish.image, wish.lines, wish.hints, os.path.join(folder, "page.png"))
        hints = None
        if wish.hints is not None:
            hints = _export(gimp, wish.image, wish.hints, None, os.path.join(folder, "hints.png"))
        gimp.progress_init("nurie colours …")
        colored = _wait(gimp, lambda call: server.color(page, hints, wish.options, call))
        for name in PARTS:
            with open(os.path.join(folder, f"{name}.png"), "wb") as stream:
                stream.write(colored.pictures[name])
        _add(gimp, wish, folder)
    gimp.displays_flush()
    return colored.warnings


def _wait(gimp: Any, work: Any) -> Colored:
    """The request on a thread, while GIMP's progress bar moves."""
    call, found = Call(), []

    def run() -> None:
        try:
            found.append(work(call))
        except NurieError as error:
            found.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        gimp.progress_pulse()
        thread.join(_PULSE_S)
    gimp.progress_end()
    if not found or isinstance(found[0], NurieError):
        raise found[0] if found else NurieError("The plug-in failed; GIMP's error console says how.")
    return found[0]


def _export(gimp: Any, image: Any, layer: Any, hidden: Any, path: str) -> bytes:
    """A layer, or the merged picture without `hidden` and without earlier groups of ours, as PNG of the image's size.

    In a copy that is turned to RGB: the artist's image stays as it is.
    """
    copy = image.duplicate()
    try:
        if copy.get_base_type() != gimp.ImageBaseType.RGB:
            copy.convert_rgb()
        twin = _twin(image, copy, hidden) if hidden is not None and layer is None else None
        if twin is not None:
            twin.set_visible(False)
        if layer is None:
            hide_ours(copy)
            alone = gimp.Layer.new_from_visible(copy, copy, "page")
        else:
            alone = _twin(image, copy, layer).copy()
        _leave_alone(gimp, copy, alone)
        gimp.file_save(gimp.RunMode.NONINTERACTIVE, copy, Gio.File.new_for_path(path), None)
    finally:
        copy.delete()
    with open(path, "rb") as stream:
        return stream.read()


def _leave_alone(gimp: Any, image: Any, layer: Any) -> None:
    """Make a new layer all that there is to save, opaque and of the image's size."""
    for item in image.get_layers():
        image.remove_layer(item)
    image.insert_layer(layer, None, 0)
    layer.set_visible(True)
    layer.set_opacity(100.0)
    layer.set_mode(gimp.LayerMode.NORMAL)
    layer.resize_to_image_size()


def _add(gimp: Any, wish: Wish, folder: str) -> None:
    image = wish.image
    beneath = wish.lines is not None and is_see_through(gimp, wish.lines)
    parent = None if wish.lines is None else wish.lines.get_parent()
    place = 0 if wish.lines is None else image.get_item_position(wish.lines) + (1 if beneath else 0)
    modes = {"shading": gimp.LayerMode.MULTIPLY_LEGACY, "highlights": gimp.LayerMode.SCREEN_LEGACY}
    image.undo_group_start()
    try:
        if image.get_base_type() != gimp.ImageBaseType.RGB:
            image.convert_rgb()
        hide_ours(image)
        group = gimp.GroupLayer.new(image, GROUP)
        image.insert_layer(group, parent, place)
        for part in _layers(gimp, image, folder, beneath):
            image.insert_layer(part, group, 0)
            part.set_mode(modes.get(part.get_name(), gimp.LayerMode.NORMAL))
    finally:
        image.undo_group_end()


def _layers(gimp: Any, image: Any, folder: str, beneath: bool) -> Iterable[Any]:
    """From the bottom; paper and lines only where the group hides the drawing."""
    if not beneath:
        size = (image.get_width(), image.get_height())
        paper = gimp.Layer.new(image, "paper", *size, gimp.ImageType.RGB_IMAGE, 100.0, gimp.LayerMode.NORMAL)
        paper.fill(gimp.FillType.WHITE)
        yield paper
    for name in PARTS[: 3 if beneath else 4]:
        file = Gio.File.new_for_path(os.path.join(folder, f"{name}.png"))
        layer = gimp.file_load_layer(gimp.RunMode.NONINTERACTIVE, image, file)
        layer.set_name(name)
        yield layer


def is_ours(item: Any) -> bool:
    """A group that nurie added."""
    return item.is_group() and item.get_name().split(" ")[0] == GROUP


def hide_ours(image: Any) -> None:
    """Earlier colourings make room, but stay."""
    for item in image.get_layers():
        if is_ours(item):
            item.set_visible(False)


def is_see_through(gimp: Any, layer: Any) -> bool:
    """Something on the layer is transparent."""
    if not layer.has_alpha():
        return False
    found = layer.histogram(gimp.HistogramChannel.ALPHA, 0.0, 1.0)
    return found[1] < 254.999


def _twin(image: Any, copy: Any, layer: Any) -> Any:
    """The layer of a copied image at the same place."""
    path = []
    item = layer
    while item is not None:
        path.append(image.get_item_position(item))
        item = item.get_parent()
    items = copy.get_layers()
    for index in reversed(path):
        found = items[index]
        items = found.get_children() if found.is_group() else []
    return found
