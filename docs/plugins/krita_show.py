"""Runs inside Krita's window for make_pictures.py: opens a drawing in layers, presses the docker's buttons, and takes
pictures of the screen. Also checks that one undo removes all that nurie added.

In the environment: NURIE_SHOW, a folder with lines and hints as raw BGRA and size.json, which the pictures go into.
"""

import json
import os
import subprocess
import traceback

from krita import Extension, Krita
from PyQt5.QtCore import Qt, QTimer

FOLDER = os.environ["NURIE_SHOW"]
HIDDEN = ("Advanced Color Selector", "Brush Presets", "Tool Options", "Specific Color Selector", "Channels")
BEGIN_MS = 3000


def raw(name):
    with open(os.path.join(FOLDER, name), "rb") as file:
        return file.read()


def take(name):
    subprocess.run(["/usr/bin/import", "-window", "root", os.path.join(FOLDER, name)], check=True)


def add(document, name, size):
    node = document.createNode(name, "paintlayer")
    document.rootNode().addChildNode(node, None)
    node.setPixelData(raw(name), 0, 0, *size)
    return node


def names(document):
    return [node.name() for node in document.topLevelNodes()]


def busy(docker):
    while docker.session.busy:
        yield 0.2
    yield 1


def steps(told):
    program, size = Krita.instance(), json.loads(raw("size.json"))
    window = program.activeWindow()
    window.qwindow().setGeometry(0, 0, 1500, 950)
    for docker in program.dockers():
        if docker.windowTitle() in HIDDEN:
            docker.setVisible(False)
    docker = next(docker for docker in program.dockers() if docker.windowTitle() == "nurie")
    docker.setVisible(True)
    docker.raise_()
    window.qwindow().resizeDocks([docker], [520], Qt.Vertical)
    document = program.createDocument(*size, "pigtails", "RGBA", "U8", "", 300.0)
    window.addView(document)
    yield 1
    add(document, "lines", size)
    add(document, "hints", size)
    document.refreshProjection()
    yield 1
    program.action("zoom_to_fit").trigger() if program.action("zoom_to_fit") else None
    docker.canvasChanged(None)
    yield 1
    take("before.png")
    docker.panel.color.click()
    yield from busy(docker)
    told["colored"] = names(document)
    told["said"] = docker.panel.status.text()
    take("after.png")
    program.action("edit_undo").trigger()
    yield 1
    told["undone"] = names(document)
    program.action("edit_redo").trigger()
    yield 1
    told["redone"] = names(document)
    document.setModified(False)


def go():
    told = {}
    running = steps(told)

    def step():
        try:
            wait_s = next(running)
        except StopIteration:
            finish(told)
        except Exception:
            finish({"error": traceback.format_exc()})
        else:
            QTimer.singleShot(round(wait_s * 1000), step)

    step()


def finish(told):
    with open(os.path.join(FOLDER, "told.json"), "w", encoding="utf-8") as file:
        json.dump(told, file)
    os._exit(0)  # without questions about unsaved work


class Show(Extension):
    def setup(self):
        pass

    def createActions(self, window):
        QTimer.singleShot(BEGIN_MS, go)


Krita.instance().addExtension(Show(Krita.instance()))
