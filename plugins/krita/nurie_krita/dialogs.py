"""The dialogs: where nurie is, and what the diagnostics found."""

from __future__ import annotations

from typing import Any

from .qt import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout
from .settings import Settings


def ask_server(parent: Any, settings: Settings) -> Settings | None:
    """Let the artist say where nurie is; None where that was cancelled."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("nurie: server")
    url, token, command = QLineEdit(settings.url), QLineEdit(settings.token), QLineEdit(settings.command)
    token.setEchoMode(QLineEdit.EchoMode.Password)
    command.setPlaceholderText("found by itself")
    form = QFormLayout(dialog)
    note = QLabel("Your drawings go to this address alone. The first one is this machine.")
    note.setWordWrap(True)
    form.addRow(note)
    form.addRow("Address", url)
    form.addRow("Token", token)
    form.addRow("Command", command)
    form.addRow(_buttons(dialog, QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel))
    if not dialog.exec():
        return None
    return settings._replace(url=url.text().strip(), token=token.text().strip(), command=command.text().strip())


def show_text(parent: Any, title: str, text: str) -> None:
    """Show a text that can be copied."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.resize(560, 260)
    view = QPlainTextEdit(text)
    view.setReadOnly(True)
    layout = QVBoxLayout(dialog)
    layout.addWidget(view)
    layout.addWidget(_buttons(dialog, QDialogButtonBox.StandardButton.Close))
    dialog.exec()


def _buttons(dialog: Any, *which: Any) -> Any:
    box = QDialogButtonBox()
    for button in which:
        box.addButton(button)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box
