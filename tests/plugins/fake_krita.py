"""As much of Krita as the plug-in uses, typed, without Krita: documents of layers that hold bytes.

It refuses what Krita would crash on or ignore: pixels of the wrong size, a node that is added twice.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

_ids = itertools.count(1)


@dataclass
class Id:
    """A node's QUuid."""

    number: int

    def toString(self) -> str:
        return f"{{{self.number}}}"


@dataclass(frozen=True)
class Box:
    """A QRect."""

    left: int
    top: int
    wide: int
    high: int

    def x(self) -> int:
        return self.left

    def y(self) -> int:
        return self.top

    def width(self) -> int:
        return self.wide

    def height(self) -> int:
        return self.high

    def intersected(self, other: Box) -> Box:
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = min(self.left + self.wide, other.left + other.wide)
        bottom = min(self.top + self.high, other.top + other.high)
        return Box(left, top, max(0, right - left), max(0, bottom - top))


@dataclass(eq=False)
class Node:
    """A layer; pixels are rows of BGRA where something was painted."""

    label: str
    kind: str
    model: tuple[str, str, str] = ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    shown: bool = True
    mode: str = "normal"
    parent: Node | None = None
    locked: bool = False
    children: list[Node] = field(default_factory=list)
    painted: dict[tuple[int, int], bytes] = field(default_factory=dict)
    number: int = field(default_factory=lambda: next(_ids))

    def name(self) -> str:
        return self.label

    def type(self) -> str:
        return self.kind

    def uniqueId(self) -> Id:
        return Id(self.number)

    def visible(self) -> bool:
        return self.shown

    def setVisible(self, shown: bool) -> None:
        self.shown = shown

    def blendingMode(self) -> str:
        return self.mode

    def setBlendingMode(self, mode: str) -> None:
        self.mode = mode

    def colorModel(self) -> str:
        return self.model[0]

    def colorDepth(self) -> str:
        return self.model[1]

    def colorProfile(self) -> str:
        return self.model[2]

    def childNodes(self) -> list[Node]:
        return list(self.children)

    def parentNode(self) -> Node | None:
        return self.parent

    def addChildNode(self, child: Node, above: Node | None) -> bool:
        if self.locked:
            return False
        assert child.parent is None, "Krita would have it in two places"
        place = len(self.children) if above is None else self.children.index(above) + 1
        self.children.insert(place, child)
        child.parent = self
        return True

    def remove(self) -> None:
        assert self.parent is not None
        self.parent.children.remove(self)
        self.parent = None

    def duplicate(self) -> Node:
        copy = Node(self.label, self.kind, self.model, self.shown, self.mode, painted=dict(self.painted))
        for child in self.children:
            copy.addChildNode(child.duplicate(), None)
        return copy

    def setPixelData(self, data: bytes, x: int, y: int, width: int, height: int) -> None:
        assert len(data) == 4 * width * height, "Krita would read beyond the bytes"
        for row, column in itertools.product(range(height), range(width)):
            start = 4 * (row * width + column)
            self.painted[x + column, y + row] = data[start : start + 4]

    def pixelData(self, x: int, y: int, width: int, height: int) -> bytes:
        places = itertools.product(range(y, y + height), range(x, x + width))
        return b"".join(self.painted.get((column, row), bytes(4)) for row, column in places)

    projectionPixelData = pixelData

    def bounds(self) -> Box:
        places = [place for place, pixel in self.painted.items() if any(pixel)]
        if not places:
            return Box(0, 0, 0, 0)
        left, top = min(x for x, _ in places), min(y for _, y in places)
        right, bottom = max(x for x, _ in places), max(y for _, y in places)
        return Box(left, top, right - left + 1, bottom - top + 1)


@dataclass(eq=False)
class Document:
    """An open drawing."""

    wide: int
    high: int
    model: tuple[str, str, str] = ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    root: Node = field(default_factory=lambda: Node("root", "grouplayer"))
    open: bool = True

    def width(self) -> int:
        return self.wide

    def height(self) -> int:
        return self.high

    def bounds(self) -> Box:
        return Box(0, 0, self.wide, self.high)

    def colorModel(self) -> str:
        return self.model[0]

    def colorDepth(self) -> str:
        return self.model[1]

    def colorProfile(self) -> str:
        return self.model[2]

    def rootNode(self) -> Node:
        return self.root

    def createNode(self, name: str, kind: str) -> Node:
        return Node(name, kind, self.model)

    def nodeByName(self, name: str) -> Node | None:
        return next((node for node in _nodes(self.root) if node.label == name), None)

    def pixelData(self, x: int, y: int, width: int, height: int) -> bytes:
        """Of the topmost visible layer that is painted: enough to tell what is hidden."""
        shown = [node for node in _nodes(self.root) if node.shown and node.painted]
        return shown[-1].pixelData(x, y, width, height) if shown else bytes(4 * width * height)

    def clone(self) -> Document:
        return Document(self.wide, self.high, self.model, self.root.duplicate())

    def setColorSpace(self, *model: str) -> None:
        self.model = model  # type: ignore[assignment]
        for node in _nodes(self.root):
            node.model = self.model

    def refreshProjection(self) -> None:
        assert self.open

    def waitForDone(self) -> None:
        assert self.open

    def close(self) -> None:
        self.open = False


@dataclass
class Program:
    """Krita itself."""

    settings: dict[tuple[str, str], str] = field(default_factory=dict)
    made: list[Document] = field(default_factory=list)

    def createDocument(self, width: int, height: int, name: str, model: str, depth: str, *rest: Any) -> Document:
        self.made.append(Document(width, height, (model, depth, "sRGB-elle-V2-srgbtrc.icc")))
        return self.made[-1]

    def documents(self) -> list[Document]:
        return [document for document in self.made if document.open]

    def readSetting(self, group: str, name: str, default: str) -> str:
        return self.settings.get((group, name), default)

    def writeSetting(self, group: str, name: str, value: str) -> None:
        self.settings[group, name] = value


def as_module() -> ModuleType:
    """The module `krita`, in which Krita has not started."""
    module = ModuleType("krita")
    for name in ("DockWidget", "DockWidgetFactory", "DockWidgetFactoryBase", "Palette"):
        setattr(module, name, type(name, (), {}))
    module.Krita = type("Krita", (), {"instance": staticmethod(lambda: None)})  # type: ignore[attr-defined]
    sys.modules["krita"] = module
    return module


def _nodes(parent: Node) -> Iterator[Node]:
    for node in parent.children:
        yield node
        yield from _nodes(node)
