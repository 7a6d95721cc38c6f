"""Runs inside Krita, under kritarunner: writes what it finds in a document as JSON and raw pixels.

Arguments: the document, the folder to write into.
"""

import json
import os
import traceback

from krita import Krita


def _read(path, folder):
    program = Krita.instance()
    program.setBatchmode(True)
    document = program.openDocument(path)
    document.setBatchmode(True)
    width, height = document.width(), document.height()
    with open(os.path.join(folder, "merged"), "wb") as file:
        file.write(bytes(document.pixelData(0, 0, width, height)))
    nodes, waiting = [], list(document.topLevelNodes())
    while waiting:
        node = waiting.pop(0)
        with open(os.path.join(folder, str(len(nodes))), "wb") as file:
            file.write(bytes(node.pixelData(0, 0, width, height)))
        nodes.append([node.name(), node.type(), node.blendingMode(), node.visible()])
        waiting += node.childNodes()
    facts = {
        "size": [width, height],
        "model": [document.colorModel(), document.colorDepth(), document.colorProfile()],
        "dpi": document.resolution(),
        "nodes": nodes,
    }
    document.close()
    return facts


def main(arguments):
    path, folder = arguments
    try:
        facts = _read(path, folder)
    except Exception:
        facts = {"error": traceback.format_exc()}
    with open(os.path.join(folder, "facts.json"), "w", encoding="utf-8") as file:
        json.dump(facts, file)
