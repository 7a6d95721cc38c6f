"""How long does an artist wait after a stroke?

    python benchmarks/live.py [--model NAME ...] [--example monkey] [--size 512] [--strokes 40] [--page]

Each model gets a server process of its own: HTTP on this machine, all layers in a zip. One page, its hints, and then
one stroke more with each request. With --page the same in the drawing page, in a real browser: from the end of a stroke
to the new colours on the screen, by the server and by the network in the browser. It needs the page built
(`python3 run.py page`) and Chromium.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SERVE = [sys.executable, "-c", "from nurie.cli.main import main; main()", "serve", "--port", "0"]
MODELS = ("nurie-tiny", "nurie")
BROWSER_MODEL = "nurie-tiny"
DRAW_IN_PAGE = Path(__file__).with_name("live_page.mjs")
FIRSTS = 5  # requests with a page that the server has not seen
STROKE_PX, RADIUS_PX = 24, 4
BOUNDARY = b"live"


@dataclass
class Waits:
    """Milliseconds from the first byte sent to the last received, and what the server says of the later ones."""

    first_ms: list[float] = field(default_factory=list)
    next_ms: list[float] = field(default_factory=list)
    steps_ms: list[dict[str, float]] = field(default_factory=list)
    size_kb: float = 0.0


def main() -> None:
    """Draw strokes on a page for each model, print."""
    options = _parse()
    page, hints = read_example(options.example, options.size)
    waits = {}
    for model in options.model or MODELS:
        with serving(model) as connection:
            waits[f"server, {model}"] = draw(connection, page, hints, options.strokes)
            if options.page:
                waits[f"page, server, {model}"] = in_page(connection, page, options.strokes, "server")
    if options.page:
        with serving(BROWSER_MODEL) as connection:
            waits[f"page, browser, {BROWSER_MODEL}"] = in_page(connection, page, options.strokes, "browser")
    print(report(waits, options))


def read_example(name: str, size: int) -> tuple[bytes, dict[str, Any]]:
    """An example with `size` px on its short side as PNG, and its hints."""
    with Image.open(EXAMPLES / f"{name}.png") as image:
        scale = size / min(image.size)
        small = image.convert("L").resize([round(side * scale) for side in image.size], Image.Resampling.LANCZOS)
    hints = json.loads((EXAMPLES / f"{name}.hints.json").read_text(encoding="utf-8"))
    strokes = [
        {**one, "points": [[x * scale, y * scale] for x, y in one["points"]], "radius_px": one["radius_px"] * scale}
        for one in hints["strokes"]
    ]
    buffer = io.BytesIO()
    small.save(buffer, "PNG")
    return buffer.getvalue(), {"version": 1, "size": list(small.size), "strokes": strokes}


@contextmanager
def serving(model: str) -> Iterator[HTTPConnection]:
    """A connection to a server of its own, which has coloured something."""
    process = subprocess.Popen([*SERVE, "--model", model], stdout=subprocess.PIPE, text=True)
    try:
        found = re.search(r"http://\S+/", process.stdout.readline())
        if found is None:
            raise SystemExit("`nurie serve` told no address; its message stands above")
        connection = HTTPConnection(urlsplit(found[0]).netloc, timeout=120)
        warm, hints = read_example("kitten", 96)
        ask(connection, warm, hints)
        yield connection
    finally:
        process.terminate()
        process.wait()


def draw(connection: HTTPConnection, page: bytes, hints: dict[str, Any], strokes: int) -> Waits:
    """First requests of the page, and then one for each stroke more."""
    waits = Waits()
    for number in range(FIRSTS):  # bytes behind the picture make it another page to the server, and the same to the eye
        waits.first_ms.append(ask(connection, page + bytes(FIRSTS - 1 - number), hints)[0])
    for wanted in grow(hints, strokes):
        wait_ms, data = ask(connection, page, wanted)
        waits.next_ms.append(wait_ms)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            waits.steps_ms.append(json.loads(archive.read("result.json"))["timings_ms"])
        waits.size_kb = len(data) / 1000
    return waits


def grow(hints: dict[str, Any], strokes: int) -> Iterator[dict[str, Any]]:
    """The same hints with one, two, three ... strokes more, always the same ones."""
    rng, drawn = np.random.default_rng(7), list(hints["strokes"])
    for _ in range(strokes):
        start = rng.uniform(STROKE_PX, np.array(hints["size"]) - STROKE_PX)
        points = [start.tolist(), (start + rng.uniform(-STROKE_PX, STROKE_PX, 2)).tolist()]
        color = "#" + rng.integers(40, 250, 3, np.uint8).tobytes().hex()
        drawn.append({"points": points, "color": color, "radius_px": RADIUS_PX, "kind": "exact"})
        yield {**hints, "strokes": list(drawn)}


def ask(connection: HTTPConnection, page: bytes, hints: dict[str, Any]) -> tuple[float, bytes]:
    """Milliseconds that one request took, and the zip."""
    parts = {"page": page, "hints": json.dumps(hints).encode(), "options": b'{"format": "zip"}'}
    body = b"".join(_part(name, data) for name, data in parts.items()) + b"--" + BOUNDARY + b"--\r\n"
    start = time.perf_counter()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}"}
    connection.request("POST", "/v1/color", body, headers)
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != 200:
        raise SystemExit(f"the server answered {answer.status}: {data[:500]!r}")
    return (time.perf_counter() - start) * 1000, data


def _part(name: str, data: bytes) -> bytes:
    file = b"" if name == "options" else b'; filename="' + name.encode() + b'"'
    head = b'Content-Disposition: form-data; name="' + name.encode() + b'"' + file
    return b"--" + BOUNDARY + b"\r\n" + head + b"\r\n\r\n" + data + b"\r\n"


def in_page(connection: HTTPConnection, page: bytes, strokes: int, engine: str) -> Waits:
    """The same by hand in the drawing page, which a server gives; `engine` is server or browser."""
    address = f"http://{connection.host}:{connection.port}/"
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "page.png")
        picture.write_bytes(page)
        command = ["node", DRAW_IN_PAGE, address, picture, str(strokes), engine]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Waits(**json.loads(done.stdout))


def report(waits: dict[str, Waits], options: argparse.Namespace) -> str:
    """A Markdown table of waits, and one of where the server's time goes."""
    lines = [f"{options.example}, {options.size} px, one stroke more with each of {options.strokes} requests", ""]
    lines += ["| | first, ms | following, median ms | p95 | kB |", "|---|---:|---:|---:|---:|"]
    for name, found in waits.items():
        median, late = np.percentile(found.next_ms, (50, 95))
        size = f"{found.size_kb:.0f}" if found.size_kb else ""
        lines.append(f"| {name} | {np.median(found.first_ms):.0f} | {median:.0f} | {late:.0f} | {size} |")
    steps = list(dict.fromkeys(step for found in waits.values() for told in found.steps_ms for step in told))
    lines += ["", f"| medians, ms | {' | '.join(steps)} | the rest |", "|---|" + "---:|" * (len(steps) + 1)]
    for name, found in waits.items():
        if found.steps_ms:
            means = [float(np.median([told[step] for told in found.steps_ms])) for step in steps]
            rest = float(np.median(found.next_ms)) - sum(means)
            lines.append(f"| {name} | {' | '.join(f'{value:.0f}' for value in [*means, rest])} |")
    return "\n".join(lines)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", help=f"several times; default {' and '.join(MODELS)}")
    parser.add_argument("--example", default="monkey", help="of examples/, with hints")
    parser.add_argument("--size", type=int, default=512, help="short side, px")
    parser.add_argument("--strokes", type=int, default=40, help="requests after the first")
    parser.add_argument("--page", action="store_true", help="in the drawing page, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
