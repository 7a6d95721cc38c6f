"""What all tests share: few threads, the corpus where there is one, and a Ray cluster of two nodes on this machine."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

# before numpy, OpenCV, onnxruntime or torch start their thread pools
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # of tests that load ONNX Runtime by themselves
# beside other work, Ray's workers of niceness 15 start in minutes
os.environ.setdefault("RAY_worker_niceness", "0")
os.environ.setdefault("RAY_health_check_period_ms", "1000")

import pytest
from hypothesis import settings

# speed belongs in benchmarks/: a slow machine must not fail a property
settings.register_profile("nurie", deadline=None)
settings.load_profile("nurie")

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("NURIE_CORPUS", ROOT / ".." / "shared" / "corpus"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the picture corpus; a test that asks for it is skipped where there is none."""
    if not (CORPUS / "manifest.jsonl").is_file():
        pytest.skip(f"no corpus at {CORPUS}; set NURIE_CORPUS to the folder of its manifest.jsonl")
    return CORPUS


@pytest.fixture(scope="session")
def load_script() -> Callable[[str], ModuleType]:
    """A function that loads a script of the root folder, which may import its neighbours."""

    def load(name: str) -> ModuleType:
        sys.path.insert(0, str(ROOT))
        try:
            spec = spec_from_file_location(f"nurie_{Path(name).stem}", ROOT / name)
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(ROOT))
        return module

    return load


@pytest.fixture
def fake_backend():
    """A network without weights: flooded hint colours, else mid grey; it keeps the shapes of its calls."""
    from nurie.runtime.backend import FakeBackend

    return FakeBackend()


@pytest.fixture
def build_bundle() -> Callable[..., Path]:
    """A function that writes a bundle of two operators: colour is the flood planes, logits are zeros."""
    pytest.importorskip("onnx")
    return _write_bundle


@pytest.fixture
def speech_page() -> Callable:
    """A function of a scale that draws a page of 600 x 400 px times that."""
    return _speech_page


def _speech_page(scale: int):
    """A framed page with a bubble of three lines of text on the left, and a round head on the right."""
    import cv2
    import numpy as np

    line = np.full((400 * scale, 600 * scale), 255, np.uint8)
    cv2.rectangle(line, (10 * scale, 10 * scale), (590 * scale, 390 * scale), 0, 2 * scale)
    cv2.ellipse(line, (150 * scale, 120 * scale), (110 * scale, 80 * scale), 0, 0, 360, 0, 2 * scale)
    for row, words in enumerate(("SO THIS", "IS HOW A", "BOAT RUNS")):
        at = (80 * scale, (100 + 28 * row) * scale)
        cv2.putText(line, words, at, cv2.FONT_HERSHEY_PLAIN, 1.5 * scale, 0, 2 * scale, cv2.LINE_AA)
    cv2.circle(line, (440 * scale, 230 * scale), 110 * scale, 0, 2 * scale)
    for x in (400, 480):
        cv2.ellipse(line, (x * scale, 210 * scale), (18 * scale, 10 * scale), 0, 0, 360, 0, 2 * scale)
        cv2.circle(line, (x * scale, 210 * scale), 5 * scale, 0, -1)
        cv2.line(line, ((x - 18) * scale, 185 * scale), ((x + 18) * scale, 182 * scale), 0, 3 * scale)
    cv2.ellipse(line, (440 * scale, 280 * scale), (30 * scale, 8 * scale), 0, 0, 180, 0, 2 * scale)
    return line


def _write_bundle(
    path: Path, *, card: str | None = None, inputs: str = "planes", channels: int = 9, side: int | None = None
) -> Path:
    """Write the bundle; the arguments after `path` make it wrong in one way or another."""
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper

    from nurie.runtime.card import CARD_KEY, Card, card_to_json

    flood = np.zeros((3, channels, 1, 1), np.float32)
    flood[:, -4:-1, 0, 0] = np.eye(3)
    zeros = np.zeros((1, channels, 16, 16), np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", [inputs, "flood"], ["color"]),
            helper.make_node("Conv", [inputs, "zeros"], ["logits"], strides=[16, 16]),
        ],
        "flood",
        [helper.make_tensor_value_info(inputs, onnx.TensorProto.FLOAT, ["N", channels, side or "H", side or "W"])],
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in ("color", "logits")],
        [numpy_helper.from_array(flood, "flood"), numpy_helper.from_array(zeros, "zeros")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if card != "":
        props = card or card_to_json(Card(name="flood", version="0", working_size_px=64, license="CC0-1.0"))
        helper.set_model_props(model, {CARD_KEY: props})
    onnx.save(model, path)
    return path


@pytest.fixture
def write_shards() -> Callable[..., Path]:
    """A function that writes shards with so many noise pictures each, numbered over all of them, and their index."""
    return _write_shards


def _write_shards(folder: Path, counts: tuple[int, ...], *, px: int = 16, kinds: tuple[str | None, ...] = ()) -> Path:
    import hashlib
    import json

    from nurie.datasets.build.shard import write_tar

    folder.mkdir()
    shards, number = [], 0
    for shard, count in enumerate(counts):
        path = folder / f"train-{shard:06d}.tar"
        with path.open("wb") as out:
            write_tar(out, [_example(number + more, px, kinds) for more in range(count)])
        number += count
        shards.append({"name": path.stem, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "examples": count})
    (folder / "index.json").write_text(json.dumps({"shards": shards}))
    return folder / "index.json"


def _example(number: int, px: int, kinds: tuple[str | None, ...]):
    import json
    from dataclasses import asdict

    import cv2
    import numpy as np

    from nurie.datasets.build.example import Example
    from nurie.datasets.manifest import Row

    row = Row(
        id=f"p{number}", image="a.png", lineart=None, split="train", source="made", group="made", title="",
        author="nurie's tests", license="CC0-1.0", license_url="", origin="made by this test", tier="permissive",
        style="", content="", shading=False, width=px, height=px, sha256="0" * 64,
        lineart_kind=kinds[number % len(kinds)] if kinds else None,
    )  # fmt: skip
    picture = np.random.default_rng(number).integers(0, 256, (px, px, 3), np.uint8)
    content = cv2.imencode(".png", picture)[1].tobytes()  # without loss, so that its content tells which one it is
    return Example(f"{number:020d}", {"picture.webp": content, "json": json.dumps({"row": asdict(row)}).encode()})


def _patiently(start: Callable[[], Any]) -> Any:
    """Ray gives a node thirty seconds to start; a machine with other work to do wants several tries."""
    for _ in range(5):
        try:
            return start()
        except Exception as error:
            if "timed out during startup" not in str(error):
                raise
    return start()


class Nodes:
    """The cluster: a head that stays, and a second node that tests may kill; each of one processor."""

    def __init__(self) -> None:
        from nurie.cluster.silent import load_ray

        load_ray()
        from ray.cluster_utils import Cluster

        self._options = {"num_cpus": 1, "object_store_memory": 80 << 20}
        head = {**self._options, "include_dashboard": False}
        self._cluster = _patiently(lambda: Cluster(initialize_head=True, connect=False, head_node_args=head))
        self._second: Any = None

    @property
    def address(self) -> str:
        return str(self._cluster.address)

    def complete(self) -> None:
        """Begin the second node again where it was killed."""
        if self._second is None:
            self._second = _patiently(lambda: self._cluster.add_node(**self._options))

    def kill(self) -> None:
        """The second node is gone at once, with all that it was doing."""
        node, self._second = self._second, None
        self._cluster.remove_node(node, allow_graceful=False)

    @contextmanager
    def dying(self, when: Callable[[], bool]) -> Iterator[threading.Event]:
        """Kill the second node as soon as the condition holds; the event says that it is done."""
        done, over = threading.Event(), threading.Event()

        def watch() -> None:
            while not over.is_set():
                if when():
                    self.kill()
                    done.set()
                    return
                time.sleep(0.02)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield done
        finally:
            over.set()
            thread.join()

    def close(self) -> None:
        for node in filter(None, (self._second, self._cluster.head_node)):
            node.kill_all_processes(check_alive=False, allow_graceful=False, wait=True)


@pytest.fixture(scope="session")
def all_nodes() -> Iterator[Nodes]:
    """The cluster, made once; the second node may have been killed."""
    if find_spec("ray") is None:
        pytest.skip("no Ray; type: pip install 'nurie[cluster]'")
    nodes = Nodes()
    yield nodes
    nodes.close()


@pytest.fixture
def nodes(all_nodes: Nodes) -> Nodes:
    """Both nodes, alive."""
    all_nodes.complete()
    return all_nodes
