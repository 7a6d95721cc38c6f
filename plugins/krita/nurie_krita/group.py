"""The group that nurie adds to a document, and its pixels when it colours again. No Qt."""

from __future__ import annotations

import zlib
from typing import Any, NamedTuple

from .layers import COVERING, GROUP, MODES, PROFILE, find_part
from .nurie_shared.client import NurieError

_SCRATCH_PX = 8  # pixels of layers may lie beyond their document


class Pictures(NamedTuple):
    """Pixels of the document's size by the names of `MODES`, and their CRC-32."""

    pixels: dict[str, bytes]
    digests: dict[str, int]


def make_pictures(pixels: dict[str, bytes]) -> Pictures:
    """With their digests; takes a while, so that it is better done beside Krita's window."""
    return Pictures(pixels, {name: zlib.crc32(data) for name, data in pixels.items()})


class Added:
    """A group as nurie left it.

    Attributes:
        document, group: where it is.
        digests: of its layers' pixels, by which changes by the artist are seen.
    """

    def __init__(self, document: Any, group: Any, digests: dict[str, int]) -> None:
        self.document, self.group, self.digests = document, group, digests

    def is_there(self) -> bool:
        """It was not removed, by undo or otherwise."""
        return self.find() is not None

    def find(self) -> Any:
        """Its node, or None."""
        wanted = self.group.uniqueId()
        waiting = [self.document.rootNode()]
        while waiting:
            for node in waiting.pop().childNodes():
                if node.uniqueId() == wanted:
                    return node
                if node.type() == "grouplayer":
                    waiting.append(node)
        return None

    def is_untouched(self) -> bool:
        """Nobody painted on it, and it is still of the document's size."""
        return _digests(self.document, self.group) == self.digests


def insert(program: Any, document: Any, pictures: Pictures, lines: Any, see_through: bool) -> Added:
    """Add the group "nurie" in one undo step: from the bottom flats, shading (multiply), highlights (screen).

    It comes right below the layer of lines where that lets it show; else above it, or above all, with paper at its
    bottom and the lines on its top.

    Args:
        program: Krita.
        lines: the layer of lines, or None where the merged picture was coloured.
        see_through: something on the layer of lines is transparent.
    """
    parent, above, beneath = _where(document, lines, see_through)
    wanted = [name for name in MODES if name not in COVERING or not beneath]
    scratch = program.createDocument(_SCRATCH_PX, _SCRATCH_PX, GROUP, "RGBA", "U8", PROFILE, 72.0)
    try:
        group = _build(scratch, document, pictures, wanted)
        if not parent.addChildNode(group, above):
            raise NurieError("Krita would not add the group. Is the layer's group locked?")
    finally:
        scratch.close()
    document.refreshProjection()
    document.waitForDone()
    return Added(document, group, {name: pictures.digests[name] for name in wanted})


def update(added: Added, pictures: Pictures) -> None:
    """Give the group's layers other pixels; leaves no undo step, as hints and settings decide over them.

    Raises:
        NurieError: the group is gone, or somebody painted on it; nothing was changed then.
    """
    group = added.find()
    if group is None:
        raise NurieError("The group nurie is gone. Press Colour for another one.")
    if not added.is_untouched():
        raise NurieError("You painted in the group nurie, so it stays as it is. Press Colour for another one.")
    document = added.document
    for name, digest in added.digests.items():
        if pictures.digests[name] != digest:
            pixels = pictures.pixels[name]
            find_part(group, name).setPixelData(pixels, 0, 0, document.width(), document.height())
    document.refreshProjection()
    document.waitForDone()
    added.digests = {name: pictures.digests[name] for name in added.digests}


def _build(scratch: Any, document: Any, pictures: Pictures, wanted: list[str]) -> Any:
    """The whole group, apart from its document: there each layer would be an undo step of its own."""
    built = scratch.createNode(_free_name(document), "grouplayer")
    scratch.rootNode().addChildNode(built, None)
    for name in wanted:
        node = scratch.createNode(name, "paintlayer")
        node.setPixelData(pictures.pixels[name], 0, 0, document.width(), document.height())
        node.setBlendingMode(MODES[name])
        built.addChildNode(node, None)
    return built.duplicate()


def _where(document: Any, lines: Any, see_through: bool) -> tuple[Any, Any, bool]:
    """The parent, the node right below the group (None: the topmost), and whether the lines lie over the group."""
    if lines is None:
        return document.rootNode(), None, False
    parent = lines.parentNode()
    siblings = parent.childNodes()
    index = [node.uniqueId() for node in siblings].index(lines.uniqueId())
    if see_through and index > 0:
        return parent, siblings[index - 1], True
    return parent, lines, False


def _free_name(document: Any) -> str:
    """nurie, nurie 2, and so on."""
    number, name = 1, GROUP
    while document.nodeByName(name) is not None:
        number += 1
        name = f"{GROUP} {number}"
    return name


def _digests(document: Any, group: Any) -> dict[str, int]:
    width, height = document.width(), document.height()
    return {node.name(): zlib.crc32(bytes(node.pixelData(0, 0, width, height))) for node in group.childNodes()}
