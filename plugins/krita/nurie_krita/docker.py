"""The docker: joins the form, the session and Krita's documents."""

from __future__ import annotations

import random
from typing import Any

from krita import DockWidget, Krita, Palette

from . import layers, palettes, settings
from .dialogs import ask_server, show_text
from .nurie_shared.client import NurieError
from .nurie_shared.diagnose import diagnose, in_words
from .nurie_shared.local import Started, find_command
from .panel import Panel, fill, select
from .qt import QApplication, QScrollArea, Qt, QTimer
from .session import Session, Wish
from .settings import Settings
from .task import Task

_POLL_MS, _LIST_EVERY = 100, 10  # the layers are listed again once a second
_SETTLE_MS = 500


class NurieDocker(DockWidget):
    """"nurie" among Krita's dockers."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("nurie")
        self._program = Krita.instance()
        self._settings = settings.load(self._program)
        self.panel = Panel()
        self.session = Session(self._program, self.tell)
        self._started: Started | None = None
        self._asked: Task | None = None  # for models, or a diagnosis
        self._answer: Any = None
        self._ticks, self._guessed, self._starting = 0, False, False
        self._known_colors: tuple[str, list[str]] = ("", [])
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.panel)
        self.setWidget(area)
        self._fill()
        self._connect()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_POLL_MS)
        self.destroyed.connect(self._end)
        QApplication.instance().aboutToQuit.connect(self._end)

    def canvasChanged(self, canvas: Any) -> None:
        """Krita calls it when another document is shown."""
        self._guessed = False
        self._list()

    def tell(self, text: str) -> None:
        """Show a sentence."""
        self.panel.status.setText(text)

    def _fill(self) -> None:
        fill(self.panel.model, [("The default", "")])
        fill(self.panel.palette, [("Any colours", ""), *((name, name) for name in palettes.names(self._program))])
        self.panel.show_settings(self._settings)

    def _connect(self) -> None:
        panel = self.panel
        pressed = {
            panel.color: self._color, panel.live: self._live, panel.stop: self.session.stop, panel.dice: self._roll,
            panel.new_hints: self._new_hints, panel.start: self._start, panel.server: self._ask_server,
            panel.diagnostics: self._diagnose, panel.convert: self._convert,
        }  # fmt: skip
        for button, function in pressed.items():
            button.clicked.connect(_safely(function, self.tell))
        changed = (panel.gap.valueChanged, panel.seed.valueChanged, panel.shading.sliderReleased,
                   panel.soft.clicked, panel.light.activated, panel.model.activated,
                   panel.palette.activated)  # fmt: skip
        for signal in changed:
            signal.connect(_safely(self._changed, self.tell))
        for box in (panel.lines, panel.hints):
            box.activated.connect(_safely(self._chose_layer, self.tell))

    # What is chosen

    def _document(self) -> Any:
        return self._program.activeDocument()

    def _wish(self) -> Wish:
        document = self._document()
        if document is None:
            raise NurieError("Open a drawing first.")
        by_id = {place.node.uniqueId().toString(): place.node for place in layers.places(document)}
        lines, hints = (box.currentData() for box in (self.panel.lines, self.panel.hints))
        return Wish(document, by_id.get(lines), by_id.get(hints))

    def _colors(self) -> list[str]:
        name = self._settings.palette
        if self._known_colors[0] != name:
            self._known_colors = (name, palettes.colors(self._program, name, Palette))
        return self._known_colors[1]

    def _read_form(self) -> None:
        self._settings = self.panel.chosen(self._settings)
        settings.save(self._program, self._settings)

    def _list(self) -> None:
        """List the layers of the document that is shown; at first the likely ones are chosen."""
        document = self._document()
        places = [] if document is None else layers.places(document)
        self.panel.show_layers(places)
        if document is not None and not self._guessed:
            self._guessed = True
            for box, guess in ((self.panel.lines, layers.guess_lines), (self.panel.hints, layers.guess_hints)):
                node = guess(places)
                if node is not None and not box.currentData():
                    select(box, node.uniqueId().toString())

    # What is pressed

    def _color(self) -> None:
        self._read_form()
        self.session.color(self._wish(), self._settings, self._colors())

    def _live(self) -> None:
        if not self.panel.live.isChecked():
            self.session.end_live()
            self.tell("Live is off.")
            return
        self._read_form()
        wish = self._wish()
        self.session.go_live(wish)
        self.session.recolor(wish, self._settings, self._colors())

    def _changed(self) -> None:
        self._read_form()
        if self.session.live:
            self.session.recolor(self._wish(), self._settings, self._colors())

    def _chose_layer(self) -> None:
        if self.session.live:
            self._live()

    def _roll(self) -> None:
        self.panel.seed.setValue(random.randrange(10_000))

    def _new_hints(self) -> None:
        document = self._document()
        if document is None:
            raise NurieError("Open a drawing first.")
        node = layers.new_hints(document)
        QTimer.singleShot(_SETTLE_MS, lambda: document.setActiveNode(node))  # Krita's window must know it first
        self._list()
        select(self.panel.hints, node.uniqueId().toString())
        self.tell("Paint dabs of colour on the layer hints, then press Colour.")

    def _convert(self) -> None:
        if self._document() is not None:
            layers.convert(self._document())
            self.tell("Converted; press Colour.")

    def _start(self) -> None:
        if self._started is not None:
            self._started.stop()
            self._started = None
            self.tell("nurie was stopped.")
            return
        chosen = self._settings
        self._ask(lambda call: _is_there(chosen.server()), lambda there: self._start_unless(there, chosen))

    def _start_unless(self, there: bool, chosen: Settings) -> None:
        if there:
            self.tell(f"nurie answers at {chosen.url} already.")
            return
        self._started = Started(find_command(chosen.command), chosen.url, chosen.token)
        self._starting = True
        self.tell("nurie starts; that takes some seconds.")

    def _ask_server(self) -> None:
        found = ask_server(self, self._settings)
        if found is not None:
            self._settings = found
            settings.save(self._program, found)
            self._ask_models()

    def _diagnose(self) -> None:
        server, command = self._settings.server(), self._settings.command
        self.tell("Looking …")

        def show(findings: Any) -> None:
            self.tell(findings[-1].text)
            show_text(self, "nurie: diagnostics", in_words(findings))

        self._ask(lambda call: diagnose(server, command), show)

    def _ask_models(self) -> None:
        server = self._settings.server()
        self._ask(lambda call: server.models(), self._show_models)

    def _show_models(self, names: list[str]) -> None:
        if self._starting:
            self._starting = False
            self.tell("nurie is ready.")
        kept = self.panel.model.currentData()
        fill(self.panel.model, [("The default", ""), *((name, name) for name in names)])
        select(self.panel.model, kept or "")

    def _ask(self, work: Any, answer: Any) -> None:
        """On a thread; the answer goes to a function. A question for models gives way."""
        if self._asked is None or self._answer == self._show_models:
            self._asked, self._answer = Task(work), answer

    # What happens by itself

    def _tick(self) -> None:
        if not self.isVisible() and not self.session.busy and not self.session.live:
            return
        self._ticks += 1
        if self._ticks % _LIST_EVERY == 1:
            self._list()
            if self._starting or (self.panel.model.count() == 1 and self._ticks % (5 * _LIST_EVERY) == 1):
                self._ask_models()
        self._take_answer()
        self._watch_started()
        self.session.poll(self._settings, self._colors() if self.session.live else [])
        document = self._document()
        grey = document is not None and document.colorModel() in ("GRAYA", "A")
        self.panel.show_state(
            busy=self.session.busy, live=self.session.live, running=self._started is not None, grey=grey,
            ready=document is not None,
        )  # fmt: skip

    def _take_answer(self) -> None:
        if self._asked is None or not self._asked.done:
            return
        task, self._asked = self._asked, None
        try:
            self._answer(task.result())
        except NurieError as error:
            if not self.panel.status.text() or self._answer != self._show_models:
                self.tell(str(error))

    def _watch_started(self) -> None:
        if self._started is None:
            return
        failure = self._started.failure()
        if failure is not None:
            self._started.stop()
            self._started, self._starting = None, False
            self.tell(failure)

    def _end(self, *_: Any) -> None:
        self._timer.stop()
        self.session.end_live()
        self.session.stop()
        if self._started is not None:
            self._started.stop()
            self._started = None


def _is_there(server: Any) -> bool:
    try:
        server.version()
    except NurieError:
        return False
    return True


def _safely(function: Any, tell: Any) -> Any:
    """What goes wrong is told in the docker, where the artist looks, and not lost in a console."""

    def call(*_: Any) -> None:
        try:
            function()
        except NurieError as error:
            tell(str(error))

    return call
