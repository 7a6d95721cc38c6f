"""Replicas of the server's studio: they grow, remember pages, and may die; nobody who asks over HTTP notices."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("fastapi")
from fastapi.testclient import TestClient

from nurie.server.app import create_app
from nurie.server.settings import ServeSettings
from nurie.server.studio import Making, Studio

SETTINGS = ServeSettings(model="nurie-tiny", workers=2, waiting=60, timeout_s=400)


class Noting:
    """Makes studios that note which process begins and ends a page, and which pages it encodes; they can be held in
    the middle of a page.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = folder / "held"

    def __call__(self, *given: object) -> Studio:
        studio = Studio(*given)
        color, encode = studio.color, type(studio.load(None)).encode

        def noted(*arguments):
            self._note("begun")
            while self._held.exists():
                time.sleep(0.01)
            made = color(*arguments)
            self._note("ended")
            return made

        def encoding(colorizer, *arguments):
            self._note("encoded")
            return encode(colorizer, *arguments)

        studio.color = noted
        type(studio.load(None)).encode = encoding
        return studio

    def _note(self, what: str) -> None:
        with (self._folder / what).open("a") as stream:
            stream.write(f"{os.getpid()}\n")

    def counts(self, what: str) -> Counter[str]:
        """How often each process has."""
        path = self._folder / what
        return Counter(path.read_text().split() if path.exists() else [])

    def at_work(self) -> set[int]:
        """The processes that began a page and have not ended it."""
        return {int(process) for process in self.counts("begun") - self.counts("ended")}

    def hold(self) -> None:
        self._held.touch()

    def go_on(self) -> None:
        self._held.unlink()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Noting:
    return Noting(tmp_path_factory.mktemp("notes"))


@pytest.fixture(scope="module")
def far(all_nodes, notes: Noting) -> Iterator[Making]:
    """A studio of up to two replicas, one a node."""
    from nurie.cluster.connect import connected
    from nurie.cluster.serve import served
    from nurie.cluster.silent import load_ray

    here = sys.modules[__name__]
    all_nodes.complete()
    load_ray().cloudpickle.register_pickle_by_value(here)
    with connected(all_nodes.address), served(ServeSettings(model="nurie-tiny"), 2, notes) as studio:
        yield studio
    load_ray().cloudpickle.unregister_pickle_by_value(here)


def page(seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    lineart = np.full((240, 200), 255, np.uint8)
    for _ in range(4):
        cv2.circle(lineart, rng.integers(40, 160, 2).tolist(), int(rng.integers(10, 40)), 0, 2)
    buffer = io.BytesIO()
    Image.fromarray(lineart).save(buffer, "PNG")
    return buffer.getvalue()


def ask(client: TestClient, number: int, route: str = "color"):
    """A page of its own, with a seed of its own."""
    options = json.dumps({"seed": number})
    return client.post(f"/v1/{route}", files={"page": ("page.png", page(number % 7))}, data={"options": options})


def painted(client: TestClient, number: int) -> bytes:
    answer = ask(client, number)
    assert answer.status_code == 200, answer.text
    return answer.content


def result(client: TestClient, number: int) -> bytes:
    """The picture of a job, asked for until it is there."""
    begun = ask(client, number, "jobs")
    assert begun.status_code == 202, begun.text
    place, end = begun.headers["location"], time.monotonic() + 400
    while (state := client.get(place).json())["state"] in ("waiting", "working"):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert state["state"] == "done", state
    return client.get(f"{place}/result").content


def test_a_page_stays_open(far, notes):
    """Each stroke reads and encodes the page again, because another replica is asked."""
    with TestClient(create_app(SETTINGS, studio=far), "http://localhost") as client:
        for stroke in range(4):
            strokes = [{"points": [[20 + 30 * stroke, 40]], "color": "#c81e14", "radius_px": 4}]
            hints = json.dumps({"version": 1, "size": [200, 240], "strokes": strokes})
            files = {"page": ("page.png", page(1)), "hints": ("hints.json", hints.encode())}
            assert client.post("/v1/color", files=files).status_code == 200
    assert (notes.counts("begun").total(), notes.counts("encoded").total()) == (4, 1)


def test_a_node_dies_in_the_middle(all_nodes, far, notes):
    """A page or a job that is lost with the machine that painted it, or painted otherwise by the next; one replica
    that does all the work while the other nodes wait.
    """
    with TestClient(create_app(SETTINGS, studio=far), "http://localhost") as client, ThreadPoolExecutor(6) as pool:
        notes.hold()
        with all_nodes.dying(lambda: len(notes.at_work()) == 2) as died:
            asked = [pool.submit((painted, result)[number % 2], client, number) for number in range(12)]
            assert died.wait(300), notes.counts("begun")
        until(lambda: not all(map(alive, notes.at_work())))
        notes.go_on()
        answers = [future.result(400) for future in asked]
        assert client.get("/healthz").json()["taken"] == 0
    assert notes.at_work()  # a page was begun and lost
    with TestClient(create_app(SETTINGS), "http://localhost") as alone:
        for number, answer in enumerate(answers):
            assert answer == painted(alone, number)
