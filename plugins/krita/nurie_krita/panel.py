"""The docker's form: widgets and what is chosen in them. No logic."""

from __future__ import annotations

from typing import Any

from .layers import Place
from .qt import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    Qt,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from .settings import LIGHTS, Settings

_LIGHT_NAMES = {"": "As painted", **{name: "Light " + name.replace("-", " ") for name in LIGHTS if name}}
_LARGEST_SEED = 2**31 - 1  # of Qt's spin boxes


class Panel(QWidget):
    """All that the artist sees in the docker."""

    def __init__(self) -> None:
        super().__init__()
        self.lines, self.hints, self.model, self.palette = (QComboBox() for _ in range(4))
        self.new_hints, self.dice = QToolButton(), QToolButton()
        self.gap, self.light, self.soft = QDoubleSpinBox(), QComboBox(), QCheckBox("Soft")
        self.shading, self.seed = QSlider(Qt.Orientation.Horizontal), QSpinBox()
        self.guess = QCheckBox("Colours for what has no hint")
        self.color, self.live, self.stop = QPushButton("Colour"), QPushButton("Live"), QPushButton("Stop")
        self.start, self.server = QPushButton("Start nurie"), QPushButton("Where nurie is …")
        self.diagnostics, self.convert = QPushButton("Diagnostics"), QPushButton("Convert")
        self.progress, self.status = QProgressBar(), QLabel()
        self._set_up()
        self._lay_out()

    def _set_up(self) -> None:
        for box in (self.lines, self.hints, self.model, self.palette, self.light):
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
        for spin in (self.gap, self.seed):
            spin.setMinimumWidth(60)
            spin.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for button in (self.color, self.live, self.stop, self.start, self.server, self.diagnostics):
            button.setMinimumWidth(40)
        self.new_hints.setText("New")
        self.new_hints.setToolTip("Add a layer for colour hints, on top")
        self.dice.setText("⚄")
        self.dice.setToolTip("Another seed: other colours where no hint decides")
        self.gap.setRange(-1, 512)
        self.gap.setSpecialValueText("automatic")
        self.gap.setSuffix(" px")
        self.gap.setToolTip("Gaps in the lines up to so many pixels divide areas all the same")
        self.seed.setRange(0, _LARGEST_SEED)
        self.shading.setRange(0, 100)
        self.shading.setToolTip("How dark the shadows of the light are")
        for value, name in _LIGHT_NAMES.items():
            self.light.addItem(name, value)
        self.guess.setToolTip("Chosen by the seed; else what has no hint follows your hints")
        self.live.setCheckable(True)
        self.live.setToolTip("Colour again whenever the layer of hints changes")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        self.status.setWordWrap(True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.light.currentIndexChanged.connect(self._enable)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("Lines", self.lines)
        form.addRow("Hints", _row(self.hints, self.new_hints))
        form.addRow("Model", self.model)
        form.addRow("Gaps", self.gap)
        form.addRow("Shading", _row(self.light, self.soft))
        form.addRow("", self.shading)
        form.addRow("Palette", self.palette)
        form.addRow("Seed", _row(self.seed, self.dice))
        form.addRow("", self.guess)
        whole = QVBoxLayout(self)
        whole.addLayout(form)
        whole.addWidget(_row(self.color, self.live, self.stop, even=True))
        whole.addWidget(self.progress)
        whole.addWidget(self.status)
        whole.addWidget(self.convert)
        whole.addStretch(1)
        whole.addWidget(_row(self.start, self.diagnostics, even=True))
        whole.addWidget(self.server)

    def _enable(self) -> None:
        has_light = bool(self.light.currentData())
        self.soft.setEnabled(has_light)
        self.shading.setEnabled(has_light)

    def show_settings(self, settings: Settings) -> None:
        """Put settings into the widgets; models and palettes that are not listed are added."""
        self.gap.setValue(settings.gap_px)
        self.soft.setChecked(settings.soft)
        self.shading.setValue(round(100 * settings.shading))
        self.seed.setValue(settings.seed)
        self.guess.setChecked(settings.guess)
        select(self.light, settings.light)
        for box, value in ((self.model, settings.model), (self.palette, settings.palette)):
            if value and box.findData(value) < 0:
                box.addItem(value, value)
            select(box, value)
        self._enable()

    def chosen(self, settings: Settings) -> Settings:
        """The settings with what the widgets hold."""
        return settings._replace(
            gap_px=self.gap.value(), soft=self.soft.isChecked(), shading=self.shading.value() / 100,
            seed=self.seed.value(), guess=self.guess.isChecked(), light=self.light.currentData() or "",
            model=self.model.currentData() or "", palette=self.palette.currentData() or "",
        )  # fmt: skip

    def show_layers(self, places: list[Place]) -> None:
        """List the layers again; those that were chosen stay so."""
        for box, first in ((self.lines, "Merged picture"), (self.hints, "None")):
            kept = box.currentData()
            items = [(first, ""), *(("    " * p.depth + p.node.name(), p.node.uniqueId().toString()) for p in places)]
            if [(box.itemText(i), box.itemData(i)) for i in range(box.count())] != items:
                fill(box, items)
                select(box, kept or "")

    def show_state(self, *, busy: bool, live: bool, running: bool, grey: bool, ready: bool) -> None:
        """What can be pressed now."""
        self.color.setEnabled(ready and not busy)
        self.live.setEnabled(ready)
        if self.live.isChecked() != live:
            self.live.setChecked(live)
        self.stop.setEnabled(busy)
        self.progress.setVisible(busy)
        self.convert.setVisible(grey)
        self.start.setText("Stop nurie" if running else "Start nurie")


def fill(box: Any, items: list[tuple[str, str]]) -> None:
    """Put (text, data) into a combo box, without a signal."""
    box.blockSignals(True)
    box.clear()
    for text, data in items:
        box.addItem(text, data)
    box.blockSignals(False)


def select(box: Any, data: str) -> None:
    """Choose an item by its data, the first where it is missing."""
    box.setCurrentIndex(max(0, box.findData(data)))


def _row(*widgets: Any, even: bool = False) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for number, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if number == 0 or even else 0)
    return row
