"""Krita's layers: which there are, what is painted on them, and the group that nurie adds.

Knows Krita's documents and nodes by their methods alone, and no Qt. Pixels are as `pixels` says.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, Iterator, NamedTuple

from .nurie_shared.client import NurieError

GROUP = "nurie"
MODES = {  # from the bottom
    "paper": "normal", "flats": "normal", "shading": "multiply", "highlights": "screen", "lines": "normal"
}  # fmt: skip
COVERING = ("paper", "lines")  # only where the group lies over the drawing and hides it
PROFILE = "sRGB-elle-V2-srgbtrc.icc"  # Krita's own sRGB
GREY = (
    "This document is greyscale, so it cannot hold colours. Press Convert, or choose "
    "Image > Convert Image Color Space > RGB/Alpha, and try again."
)
_LINES = re.compile(r"(lines?|line ?art|inks?|線画|主線)[ _-]*\d*", re.IGNORECASE)
_HINTS = re.compile(r"(nurie[ _-]?)?(hints?|ヒント)[ _-]*\d*", re.IGNORECASE)
_PAINTED = ("paintlayer", "grouplayer", "filelayer", "vectorlayer", "clonelayer", "filllayer")


class Place(NamedTuple):
    """A layer and how deep it lies in groups."""

    node: Any
    depth: int


class Drawing(NamedTuple):
    """What is sent to be coloured: pixels of the document's size."""

    width: int
    height: int
    page: bytes
    hints: bytes | None
    see_through: bool  # the lines are on a layer of their own, on which something is transparent


def places(document: Any) -> list[Place]:
    """All layers with pixels, from the top, without those of nurie's groups."""
    return list(_walk(document.rootNode(), 0))


def _walk(parent: Any, depth: int) -> Iterator[Place]:
    for node in reversed(parent.childNodes()):
        if node.type() in _PAINTED and not is_ours(node):
            yield Place(node, depth)
            yield from _walk(node, depth + 1)


def is_ours(node: Any) -> bool:
    """A group that nurie added."""
    return node.type() == "grouplayer" and node.name().split(" ")[0] == GROUP and find_part(node, "flats") is not None


def find_part(group: Any, name: str) -> Any:
    """A layer of a group by its name, or None."""
    return next((node for node in group.childNodes() if node.name() == name), None)


def guess_lines(found: list[Place]) -> Any:
    """The layer that is called like line art, or None for the merged picture."""
    return next((place.node for place in found if _LINES.fullmatch(place.node.name().strip())), None)


def guess_hints(found: list[Place]) -> Any:
    """The layer that is called like hints, or None."""
    return next((place.node for place in found if _HINTS.fullmatch(place.node.name().strip())), None)


def read(document: Any, lines: Any, hints: Any) -> Drawing:
    """What is painted on the layer of lines (None: on the merged picture without hints) and on that of hints.

    Another colour model, depth or profile than RGBA of 8 bits in sRGB is turned into that in a copy.

    Raises:
        NurieError: a greyscale document.
    """
    check_model(document)
    width, height = document.width(), document.height()
    given = None if hints is None else pixels_of(document, hints)
    if given is not None and given[3::4].count(0) == width * height:
        given = None  # nothing is painted on it yet
    if lines is None:
        return Drawing(width, height, _merged(document, hints), given, False)
    page = pixels_of(document, lines)
    return Drawing(width, height, page, given, page[3::4].count(255) < width * height)


def check_model(document: Any) -> None:
    """Raises NurieError for a document that cannot hold colours."""
    if document.colorModel() in ("GRAYA", "A"):
        raise NurieError(GREY)


def convert(document: Any) -> None:
    """Turn a greyscale document into a coloured one."""
    document.setColorSpace("RGBA", "U8", PROFILE)
    document.waitForDone()


def pixels_of(document: Any, node: Any) -> bytes:
    """A layer's own pixels, with its masks, without its opacity; what lies beyond the document is cut."""
    if _is_plain(document) and _is_plain(node):
        return _take(node, document.width(), document.height())
    path = _path_to(document, node)
    copy = _plain_copy(document)
    try:
        return _take(_node_at(copy, path), copy.width(), copy.height())
    finally:
        copy.close()


def digest_of(document: Any, node: Any) -> int:
    """Changes when something is painted on a layer; reads no more than its box."""
    box = node.bounds().intersected(document.bounds())
    place = (box.x(), box.y(), box.width(), box.height())
    if place[2] <= 0 or place[3] <= 0:
        return 0
    return zlib.crc32(repr(place).encode(), zlib.crc32(bytes(node.pixelData(*place))))


def new_hints(document: Any) -> Any:
    """A new layer "hints", on top of all."""
    node = document.createNode("hints", "paintlayer")
    document.rootNode().addChildNode(node, None)
    return node


def _take(node: Any, width: int, height: int) -> bytes:
    """A group has no pixels but its members'; masks show in the projection alone."""
    plain = node.type() == "paintlayer" and not node.childNodes()
    read = node.pixelData if plain else node.projectionPixelData
    return bytes(read(0, 0, width, height))


def _is_plain(thing: Any) -> bool:
    """A document or a node whose bytes are those that we send."""
    profile = thing.colorProfile().lower()
    return (thing.colorModel(), thing.colorDepth()) == ("RGBA", "U8") and profile.startswith("srgb") and (
        "linear" not in profile and "-g10" not in profile
    )  # fmt: skip


def _merged(document: Any, hints: Any) -> bytes:
    """The picture as it is seen, without hints and without what nurie added: neither is part of the drawing."""
    hidden = [place.node for place in _all(document.rootNode()) if place.node.visible() and is_ours(place.node)]
    hidden += [hints] if hints is not None and hints.visible() else []
    if not hidden and _is_plain(document):
        return bytes(document.pixelData(0, 0, document.width(), document.height()))
    paths = [_path_to(document, node) for node in hidden]
    copy = _plain_copy(document)
    try:
        for path in paths:
            _node_at(copy, path).setVisible(False)
        copy.refreshProjection()
        copy.waitForDone()
        return bytes(copy.pixelData(0, 0, copy.width(), copy.height()))
    finally:
        copy.close()


def _all(parent: Any) -> Iterator[Place]:
    for node in parent.childNodes():
        yield Place(node, 0)
        yield from _all(node)


def _plain_copy(document: Any) -> Any:
    copy = document.clone()
    if not _is_plain(copy):
        copy.setColorSpace("RGBA", "U8", PROFILE)
    copy.refreshProjection()
    copy.waitForDone()
    return copy


def _path_to(document: Any, node: Any) -> list[int]:
    """Which child of which child: a copy's nodes have other identities."""
    path, root = [], document.rootNode()
    while node is not None and node.uniqueId() != root.uniqueId():
        parent = node.parentNode()
        if parent is None:
            raise NurieError("The chosen layer is not in this document any more. Choose another one.")
        ids = [child.uniqueId() for child in parent.childNodes()]
        path.append(ids.index(node.uniqueId()))
        node = parent
    return path[::-1]


def _node_at(document: Any, path: list[int]) -> Any:
    node = document.rootNode()
    for index in path:
        node = node.childNodes()[index]
    return node
