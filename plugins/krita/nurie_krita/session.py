"""Colouring a document: read it, ask nurie, add the group; again and again while live. No widgets.

`poll` is called by a timer, and by tests.
"""

from __future__ import annotations

import time
import zlib
from typing import Any, Callable, NamedTuple

from . import group, layers
from .live import Debounce
from .nurie_shared.client import Call, Colored, NurieError
from .pixels import from_png, to_png
from .settings import Settings
from .task import Task


class Wish(NamedTuple):
    """What is coloured: the layer of lines, or None for the merged picture, after the layer of hints, or None."""

    document: Any
    lines: Any
    hints: Any


class Pages:
    """The last page as PNG: while hints change the page is the same, and the server knows it by its bytes."""

    def __init__(self) -> None:
        self._key, self._png = 0, b""

    def get(self, drawing: layers.Drawing) -> bytes:
        key = zlib.crc32(drawing.page, drawing.width)
        if key != self._key or not self._png:
            self._png = to_png(drawing.page, drawing.width, drawing.height)
            self._key = key
        return self._png


class Session:
    """One document being coloured.

    Args:
        program: Krita.
        tell: is given sentences for the artist.
        now: a clock, seconds.
    """

    def __init__(self, program: Any, tell: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        self._program, self._tell, self._now = program, tell, now
        self._pages = Pages()
        self._task: Task | None = None
        self._finish: Callable[[group.Pictures], None] | None = None
        self._added: group.Added | None = None
        self._before: group.Added | None = None  # hidden when `_added` came
        self._live: tuple[Wish, Debounce] | None = None
        self._waiting: tuple[Wish, Settings, list[str]] | None = None

    @property
    def busy(self) -> bool:
        return self._task is not None

    @property
    def live(self) -> bool:
        return self._live is not None

    def color(self, wish: Wish, settings: Settings, colors: list[str]) -> None:
        """Begin to colour into a new group. Raises NurieError for what cannot be coloured."""

        def finish(pictures: group.Pictures) -> None:
            added = group.insert(self._program, wish.document, pictures, wish.lines, drawing.see_through)
            self._hide_before(added)

        drawing = self._begin(wish, settings, colors, finish)

    def recolor(self, wish: Wish, settings: Settings, colors: list[str]) -> None:
        """Colour the last group again; a new one where there is none any more. What is under way is given up."""
        if self._added is None or self._added.document != wish.document or not self._added.is_there():
            self.color(wish, settings, colors)
            return
        if self.busy:
            self._waiting = (wish, settings, colors)
            self.stop()
            return
        added = self._added
        self._begin(wish, settings, colors, lambda pictures: group.update(added, pictures))

    def go_live(self, wish: Wish) -> None:
        """From now on `poll` colours again when the layer of hints changes. Raises NurieError without such a layer."""
        if wish.hints is None:
            raise NurieError("Live follows a layer of hints. Choose one, or press New.")
        self._live = (wish, Debounce(layers.digest_of(wish.document, wish.hints), self._now()))

    def end_live(self) -> None:
        self._live = None

    def stop(self) -> None:
        """Give up what is under way."""
        if self._task is not None:
            self._task.stop()

    def poll(self, settings: Settings, colors: list[str]) -> None:
        """Take what is done, look at the hints. Never raises for what goes wrong, but tells it."""
        try:
            self._take()
            if self._waiting is not None and not self.busy:
                wish, wanted, known = self._waiting
                self._waiting = None
                self.recolor(wish, wanted, known)
            self._look(settings, colors)
            self._show_before()
        except NurieError as error:
            self._live, self._waiting = None, None
            self._tell(str(error))

    def _begin(
        self, wish: Wish, settings: Settings, colors: list[str], finish: Callable[[group.Pictures], None]
    ) -> layers.Drawing:
        if self.busy:
            raise NurieError("nurie is still at the last one. Press Stop, or wait.")
        drawing, server, options = layers.read(*wish), settings.server(), settings.options(colors)
        self._tell("Colouring …")

        def work(call: Call) -> tuple[Colored, group.Pictures]:
            hints = drawing.hints and to_png(drawing.hints, drawing.width, drawing.height)
            colored = server.color(self._pages.get(drawing), hints, options, call)
            size = (drawing.width, drawing.height)
            pictures = {name: from_png(colored.pictures[name], *size) for name in layers.MODES if name != "paper"}
            return colored, group.make_pictures({"paper": b"\xff" * len(drawing.page), **pictures})

        self._finish, self._task = finish, Task(work)
        return drawing

    def _take(self) -> None:
        task = self._task
        if task is None or not task.done:
            return
        self._task = None
        if task.stopped:
            self._tell("Stopped.")
            return
        colored, pictures = task.result()
        if self._finish is not None:
            self._finish(pictures)
        self._tell(" ".join([f"Coloured by {colored.model}, seed {colored.seed}.", *colored.warnings]))

    def _look(self, settings: Settings, colors: list[str]) -> None:
        if self._live is None or self.busy:
            return
        wish, debounce = self._live
        start = self._now()
        if not debounce.is_due(start):
            return
        if wish.document not in self._program.documents():
            raise NurieError("Live ended: the document was closed.")
        digest = layers.digest_of(wish.document, wish.hints)
        if debounce.look(digest, self._now(), self._now() - start):
            self.recolor(wish, settings, colors)

    def _hide_before(self, added: group.Added) -> None:
        """An earlier group that nobody touched makes room, but stays."""
        before, self._added, self._before = self._added, added, None
        if before is not None and before.document == added.document:
            node = before.find()
            if node is not None and node.visible() and before.is_untouched():
                node.setVisible(False)
                added.document.refreshProjection()
                self._before = before

    def _show_before(self) -> None:
        """Undo took the last group: the one before shows again."""
        if self._before is None or self._added is None or self._added.is_there():
            return
        before, self._added, self._before = self._before, self._before, None
        node = before.find()
        if node is not None:
            node.setVisible(True)
            before.document.refreshProjection()
