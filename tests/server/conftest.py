"""A page that runs the network in a browser's worker, and the browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

MODULES = Path(__file__).resolve().parents[2] / "web" / "node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ORT = MODULES / "onnxruntime-web" / "dist"


PAGE = '<!doctype html><meta charset="utf-8"><title>nurie</title><script type="module" src="assets/page-1.js"></script>'
SCRIPT = """
let evaluated = true
try { new Function("return 1")() } catch { evaluated = false }
const told = (facts) => fetch("told?" + encodeURIComponent(JSON.stringify({ evaluated, ...facts })))
const worker = new Worker(new URL("network-1.js", import.meta.url), { type: "module" })
worker.onmessage = (event) => told({ isolated: crossOriginIsolated, ...event.data })
worker.onerror = (event) => told({ error: String(event.message) })
setTimeout(() => told({ error: "nothing within 100 s" }), 100000)
"""
NETWORK = """
import * as ort from "./ort.wasm.bundle.min.mjs"
async function run() {
  ort.env.wasm.numThreads = 2
  ort.env.wasm.wasmPaths = { wasm: new URL("ort-wasm-simd-threaded.wasm", import.meta.url).href }
  const model = await (await fetch(new URL("../models/nurie-tiny.onnx", import.meta.url))).arrayBuffer()
  const session = await ort.InferenceSession.create(new Uint8Array(model), { executionProviders: ["wasm"] })
  const planes = new ort.Tensor("float32", new Float32Array(PLANES * 64 * 64), [1, PLANES, 64, 64])
  const { color } = await session.run({ planes })
  const made = new Function("return 12")() // as OpenCV's glue makes its own
  return { shape: [...color.dims], threads: ort.env.wasm.numThreads, made }
}
run().then((facts) => postMessage(facts), (error) => postMessage({ error: String(error) }))
"""


class Told:
    """What the page in the browser has to say: it asks its server for told?FACTS."""

    def __init__(self) -> None:
        self.facts: dict[str, object] = {}
        self._heard = threading.Event()

    def note(self, query: str) -> None:
        self.facts = self.facts or json.loads(unquote(query))
        self._heard.set()

    def wait(self) -> dict[str, object]:
        assert self._heard.wait(120), "the browser told nothing within 120 s"
        return self.facts


@pytest.fixture
def network_page(tmp_path: Path) -> Path:
    """The folder of a page that runs nurie-tiny on grey planes, with two threads where it can."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    if not ORT.is_dir():
        pytest.skip("no web/node_modules; type: python3 run.py page")
    from nurie.runtime.colorizer import Colorizer

    assets = tmp_path / "static" / "assets"
    assets.mkdir(parents=True)
    planes = str(len(Colorizer("nurie-tiny").card.planes))
    (assets.parent / "index.html").write_text(PAGE, encoding="utf-8")
    (assets / "page-1.js").write_text(SCRIPT, encoding="utf-8")
    (assets / "network-1.js").write_text(NETWORK.replace("PLANES", planes), encoding="utf-8")
    for path in (ORT / "ort.wasm.bundle.min.mjs", ORT / "ort-wasm-simd-threaded.wasm"):
        shutil.copy(path, assets)
    return assets.parent


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def browse(told: Told, tmp_path: Path) -> Callable[[str], dict[str, object]]:
    """A function that opens an address in a headless browser and waits for what the page has to say."""

    def open_there(address: str) -> dict[str, object]:
        quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [str(CHROMIUM), "--headless", *root, *quiet, "--disable-gpu", profile, address]
        browser = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            return told.wait()
        finally:
            browser.terminate()
            browser.wait(20)

    return open_there
