"""Runs inside Krita, under kritarunner: colours documents by the plug-in; what came of it as JSON and pixels.

Arguments: the server's address, a folder with lines, page and hints as raw BGRA, width, height.
"""

import json
import os
import time
import traceback

from krita import Krita

WAIT_S = 60


def main(arguments):
    url, folder, width, height = arguments[0], arguments[1], int(arguments[2]), int(arguments[3])
    facts = {}
    for case in CASES:
        try:
            facts[case.__name__] = case(Painter(url, folder, width, height, case.__name__))
        except Exception:
            facts[case.__name__] = {"error": traceback.format_exc()}
    with open(os.path.join(folder, "facts.json"), "w", encoding="utf-8") as file:
        json.dump(facts, file)


class Painter:
    """One case: its own document and session."""

    def __init__(self, url, folder, width, height, name):
        from nurie_krita.session import Session
        from nurie_krita.settings import Settings

        self.program, self.name, self.folder, self.size = Krita.instance(), name, folder, (width, height)
        self.told = []
        self.session = Session(self.program, self.told.append)
        self.settings = Settings(url=url, seed=3)

    def raw(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def document(self, model="RGBA", depth="U8"):
        self.doc = self.program.createDocument(*self.size, "t", model, depth, "", 300.0)
        return self.doc

    def layer(self, name, pixels=None, box=None):
        node = self.doc.createNode(name, "paintlayer")
        self.doc.rootNode().addChildNode(node, None)
        if pixels is not None:
            node.setPixelData(pixels, *(box or (0, 0, *self.size)))
        self.doc.refreshProjection()
        self.doc.waitForDone()
        return node

    def color(self, lines, hints):
        from nurie_krita.session import Wish

        self.session.color(Wish(self.doc, lines, hints), self.settings, [])
        self.wait()

    def wait(self):
        end = time.time() + WAIT_S
        while self.session.busy and time.time() < end:
            time.sleep(0.02)
            self.session.poll(self.settings, [])

    def report(self):
        """Names from the bottom; pixels of the groups' layers and of the whole go into files."""
        tree = []
        for node in self.doc.topLevelNodes():
            tree.append([node.name(), node.visible(), [
                [child.name(), child.blendingMode(), child.colorDepth(), self.dump(child, node.name())]
                for child in node.childNodes()
            ]])  # fmt: skip
        self.doc.refreshProjection()
        self.doc.waitForDone()
        with open(os.path.join(self.folder, self.name + ".merged"), "wb") as file:
            file.write(bytes(self.doc.pixelData(0, 0, *self.size)))
        self.doc.close()
        return {"tree": tree, "told": self.told}

    def dump(self, node, group):
        name = f"{self.name}.{group}.{node.name()}"
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(bytes(node.pixelData(0, 0, *self.size)))
        return name


def line_layer(painter):
    painter.document()
    hints = painter.layer("hints", painter.raw("hints"))
    lines = painter.layer("lines", painter.raw("lines"))
    painter.color(lines, hints)
    return painter.report()


def merged(painter):
    from nurie_krita.layers import places

    painter.document()
    painter.layer("scan", painter.raw("page"))
    hints = painter.layer("hints", painter.raw("hints"))
    painter.color(None, hints)
    listed = [place.node.name() for place in places(painter.doc)]
    painter.color(None, hints)  # again: the first group is no part of the drawing
    return {**painter.report(), "listed": listed}


def sixteen_bits(painter):
    painter.document("RGBA", "U16")
    page = painter.layer("lines")
    page.setColorSpace("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    page.setPixelData(painter.raw("lines"), 0, 0, *painter.size)
    painter.color(page, None)
    return painter.report()


def grey(painter):
    from nurie_krita.layers import convert

    painter.document("GRAYA", "U8")
    lines = painter.layer("lines", bytes([0, 255]) * 20 + bytes([0, 0]) * 20, (0, 0, 40, 1))
    try:
        painter.color(lines, None)
    except Exception as error:
        painter.told.append(str(error))
    convert(painter.doc)
    painter.color(painter.doc.nodeByName("lines"), None)
    return painter.report()


def live(painter):
    from nurie_krita.session import Wish

    painter.document()
    hints = painter.layer("hints")
    lines = painter.layer("lines", painter.raw("lines"))
    wish = Wish(painter.doc, lines, hints)
    painter.color(lines, hints)
    painter.session.go_live(wish)
    hints.setPixelData(painter.raw("hints"), 0, 0, *painter.size)
    end = time.time() + WAIT_S
    while not painter.session.busy and time.time() < end:
        time.sleep(0.02)
        painter.session.poll(painter.settings, [])
    painter.wait()
    names = [node.name() for node in painter.doc.topLevelNodes()]
    for name in ("flats", "shading"):
        painter.dump(next(n for n in painter.doc.nodeByName("nurie").childNodes() if n.name() == name), "live")
    painter.doc.nodeByName("flats").setPixelData(b"\x01\x02\x03\xff", 0, 0, 1, 1)
    hints.setPixelData(b"\xff\x00\x00\xff" * 4, 0, 0, 2, 2)
    while painter.session.live and time.time() < end:
        time.sleep(0.02)
        painter.session.poll(painter.settings, [])
    return {**painter.report(), "names": names}


def no_server(painter):
    painter.document()
    lines = painter.layer("lines", painter.raw("lines"))
    painter.settings = painter.settings._replace(url="http://127.0.0.1:9")
    painter.color(lines, None)
    return painter.report()


CASES = (line_layer, merged, sixteen_bits, grey, live, no_server)
