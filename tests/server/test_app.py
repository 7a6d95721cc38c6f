"""The server, alone and with replicas on a cluster: the same pictures as the command line's, and clear refusals."""

from __future__ import annotations

import io
import json
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("fastapi")
from fastapi.testclient import TestClient

import nurie
from nurie.core.types import ColorizeOptions
from nurie.runtime import colorizer as colorizer_module
from nurie.runtime.backend import FakeBackend
from nurie.server.app import create_app
from nurie.server.guard import HEADERS
from nurie.server.settings import ServeSettings
from nurie.server.studio import Making, Studio

HINTS = {
    "version": 1, "size": [96, 64],
    "strokes": [{"points": [[20, 30]], "color": "#c81e14", "radius_px": 3, "kind": "exact"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def page() -> bytes:
    """A page of two halves, as PNG."""
    lineart = np.full((64, 96), 255, np.uint8)
    lineart[:, 47:49] = 0
    buffer = io.BytesIO()
    Image.fromarray(lineart).save(buffer, "PNG", dpi=(300, 300))
    return buffer.getvalue()


BACKENDS = ["alone", "cluster"]


@contextmanager
def studio_of(request: pytest.FixtureRequest, settings: ServeSettings, make: Callable = Studio) -> Iterator[Making]:
    """A studio of this process, or a replica of it on a cluster: who asks over HTTP sees no difference."""
    if request.param == "alone":
        yield make(settings.model, settings.most_pixels, settings.kept_bytes, settings.batch)
        return
    request.getfixturevalue("joined")
    from nurie.cluster.serve import served

    with served(settings, 1, make) as studio:
        yield studio


@pytest.fixture(scope="module")
def joined(all_nodes) -> Iterator[None]:
    """This process is part of the cluster, whose workers get what is defined here by value."""
    from nurie.cluster.connect import connected
    from nurie.cluster.silent import load_ray

    here = sys.modules[__name__]
    all_nodes.complete()
    load_ray().cloudpickle.register_pickle_by_value(here)
    with connected(all_nodes.address):
        yield
    load_ray().cloudpickle.unregister_pickle_by_value(here)


@pytest.fixture(scope="module", params=BACKENDS)
def client(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    settings = ServeSettings(model="nurie-tiny", workers=2, batch=2, most_pixels=1_000_000, most_bytes=200_000)
    with (
        studio_of(request, settings) as studio,
        TestClient(
            create_app(settings, "1.2.3", studio=studio), "http://localhost", raise_server_exceptions=False
        ) as client,
    ):
        yield client


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited 20 s in vain"
        time.sleep(0.02)


def ask(client: TestClient, page: bytes, hints: dict | None = None, route: str = "color", **options: object):
    files = {"picture" if route == "lines" else "page": ("page.png", page)}
    if hints is not None:
        files["hints"] = ("hints.json", json.dumps(hints).encode())
    return client.post(f"/v1/{route}", files=files, data={"options": json.dumps(options)})


def test_the_same_picture_as_in_python(client: TestClient, page: bytes):
    """Prevents that the server colours another picture than the package does, or loses the dpi."""
    answer = ask(client, page, HINTS, seed=3)
    assert answer.status_code == 200, answer.text
    expected = nurie.colorize(page, json.dumps(HINTS).encode(), model="nurie-tiny", seed=3)
    with Image.open(io.BytesIO(answer.content)) as image:
        np.testing.assert_array_equal(np.asarray(image), expected.image)
        assert [round(value) for value in image.info["dpi"]] == [300, 300]
    assert answer.headers["content-type"] == "image/png"
    assert (answer.headers["x-nurie-model"], answer.headers["x-nurie-seed"]) == (expected.model, "3")


def test_pages_that_share_a_run_of_the_network(client: TestClient, page: bytes):
    """Pages that change each other, or change places, when their networks run together."""
    seeds = range(6)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda seed: ask(client, page, seed=seed), seeds))
    for seed, answer in zip(seeds, answers, strict=True):
        assert answer.status_code == 200, answer.text
        with Image.open(io.BytesIO(answer.content)) as image:
            expected = nurie.colorize(page, model="nurie-tiny", seed=seed).image
            np.testing.assert_array_equal(np.asarray(image), expected)


@pytest.mark.parametrize("kind", ["webp", "jpg", "psd", "psb", "ora"])
def test_formats(client: TestClient, page: bytes, kind: str):
    """Prevents a file of another kind than was asked for."""
    answer = ask(client, page, HINTS, format=kind)
    assert answer.status_code == 200, answer.text
    read = nurie.read_page(answer.content)
    assert read.extent == (64, 96)


def test_layers_in_a_zip(client: TestClient, page: bytes):
    """Prevents layers that differ from those of the package, and bare paper that is painted white."""
    stroke = HINTS["strokes"][0]
    hints = {**HINTS, "strokes": [stroke, {**stroke, "points": [[70, 30]], "kind": "transparent"}]}
    answer = ask(client, page, hints, format="zip", seed=4)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    expected = nurie.colorize(page, json.dumps(hints).encode(), model="nurie-tiny", seed=4)
    layers = expected.layers
    wanted = {
        "image": expected.image, "lines": layers.lines, "flats": np.dstack([layers.flats, layers.painted]),
        "shading": layers.shading, "highlights": layers.highlights,
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        for name, pixels in wanted.items():
            np.testing.assert_array_equal(np.asarray(Image.open(archive.open(f"{name}.png"))), pixels)
        assert set(archive.namelist()) == {*(f"{name}.png" for name in wanted), "result.json"}
        facts = json.loads(archive.read("result.json"))
        dpi = Image.open(archive.open("image.png")).info["dpi"]
    assert set(np.unique(layers.painted)) == {0, 255}
    assert {"open", "paint"} <= set(facts.pop("timings_ms"))
    assert facts == {"model": expected.model, "seed": 4, "warnings": []}
    assert [round(value) for value in dpi] == [300, 300]


def test_a_page_is_opened_once(page: bytes, monkeypatch: pytest.MonkeyPatch):
    """Prevents that each stroke reads and encodes the page again, and that a change of size or gap is not seen."""
    encoded: list[ColorizeOptions] = []
    encode = colorizer_module.Colorizer.encode
    monkeypatch.setattr(
        colorizer_module.Colorizer,
        "encode",
        lambda self, page, options: encoded.append(options) or encode(self, page, options),
    )
    with TestClient(create_app(ServeSettings(model="nurie-tiny")), base_url="http://localhost") as client:
        pictures = [ask(client, page, HINTS, seed=seed).content for seed in (0, 0, 1)]
        moved = {**HINTS, "strokes": [{**HINTS["strokes"][0], "points": [[70, 30]]}]}
        size = next(model for model in client.get("/v1/models").json() if model["default"])["working_size_px"]
        pictures.append(ask(client, page, moved, size=size).content)
        assert len(encoded) == 1
        assert pictures[0] == pictures[1] != pictures[3]
        with Image.open(io.BytesIO(pictures[3])) as image:
            expected = nurie.colorize(page, json.dumps(moved).encode(), model="nurie-tiny")
            np.testing.assert_array_equal(np.asarray(image), expected.image)
        for options in ({"size": 64}, {"gap": 2.0}, {"model": "nurie-int8"}):
            assert ask(client, page, HINTS, **options).status_code == 200
        assert ask(client, page + b" ").status_code == 200
        assert len(encoded) == 6  # the package's own call among them


def test_lines(client: TestClient, page: bytes):
    """Prevents a method that is ignored."""
    buffer = io.BytesIO()
    Image.radial_gradient("L").save(buffer, "PNG")
    answers = [ask(client, buffer.getvalue(), route="lines", method=method) for method in ("scan", "xdog")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content != answers[1].content


@pytest.mark.parametrize(
    ("options", "status", "text"),
    [
        ({"sed": 3}, 422, "options.sed: Extra inputs are not permitted"),
        ({"seed": "3"}, 422, "options.seed: Input should be a valid integer, found '3'"),
        ({"seed": -1}, 422, "options.seed"),
        ({"format": "gif"}, 422, "options.format"),
        ({"light": "behind"}, 422, "options.light"),
        ({"shadows": "soft"}, 400, "--shadows and --shading are of --light"),
        ({"palette": ["red"]}, 400, "red"),
        ({"layers": "per-color"}, 400, "layers is per-color, but a png has none"),
        ({"layers": "per-color", "format": "zip"}, 400, "but a zip has none of these; set format to psd or ora"),
        ({"model": "../../etc/passwd"}, 400, "unknown model '../../etc/passwd'; installed are"),
    ],
)
def test_options_are_checked(client: TestClient, page: bytes, options: dict, status: int, text: str):
    """Prevents an option that is silently ignored, and a path that a request could read."""
    answer = ask(client, page, **options)
    assert (answer.status_code, text in answer.json()["error"]) == (status, True), answer.text


def test_forms_are_checked(client: TestClient, page: bytes):
    """Prevents fields that nobody reads, and a form without a page."""
    extra = client.post("/v1/color", files={"page": page, "mask": page})
    assert (extra.status_code, "'mask'" in extra.json()["error"]) == (422, True)
    twice = client.post("/v1/color", files=[("page", page), ("page", page)])
    assert (twice.status_code, "each once" in twice.json()["error"]) == (422, True)
    missing = client.post("/v1/color", data={"options": "{}"})
    assert (missing.status_code, "page" in missing.json()["error"]) == (422, True)
    broken = client.post("/v1/color", files={"page": page}, data={"options": "{"})
    assert broken.status_code == 422


def test_pages_are_checked(client: TestClient, page: bytes):
    """Prevents a traceback, a bomb that is decoded, and a body that is read to its end."""
    assert ask(client, b"no picture").json()["kind"] == "PageError"
    bad = ask(client, page, {**HINTS, "size": [10, 64]})
    assert (bad.status_code, bad.json()["kind"]) == (400, "HintError")
    buffer = io.BytesIO()
    Image.new("1", (3000, 3000)).save(buffer, "PNG")
    large = ask(client, buffer.getvalue())
    assert (large.status_code, large.json()["kind"]) == (413, "PageTooLargeError")
    assert "at most 1 MP" in large.json()["error"]
    long = ask(client, b"x" * 300_000)
    assert (long.status_code, "at most 200000" in long.json()["error"]) == (413, True)

    def chunks() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 10_000

    unstated = client.post("/v1/color", content=chunks(), headers={"content-type": "multipart/form-data; boundary=b"})
    assert unstated.status_code == 413


def test_state(client: TestClient, page: bytes):
    """Prevents a server that cannot be watched, and answers without the headers that guard a page."""
    models = client.get("/v1/models").json()
    assert {model["name"] for model in models if model["default"]} == {"nurie-tiny"}
    assert client.get("/healthz").json() == {"status": "ok", "version": "1.2.3", "taken": 0}
    assert client.get("/readyz").status_code == 200
    ask(client, page)
    assert 'nurie_pages_total{outcome="done",route="color"}' in client.get("/metrics").text
    answer = client.get("/nothing")
    assert (answer.status_code, answer.json()["kind"]) == (404, "HTTPException")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    schema = client.get("/openapi.json").json()
    assert {"/v1/color", "/v1/lines", "/v1/models"} <= set(schema["paths"])
    assert client.get("/docs").status_code == 404  # its page would come from a network


def test_token(page: bytes):
    """Prevents strangers; only the server's health is open."""
    settings = ServeSettings(model="nurie-tiny", token="sésame")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/models").status_code == 401
        assert ask(client, page).status_code == 401
        right = {"authorization": "Bearer sésame".encode()}
        assert client.get("/v1/models", headers=right).status_code == 200


class SlowColorizer:
    """Waits until there is a file `go`, and minds the check; tells in files what it does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        quick = colorizer_module.Colorizer(FakeBackend())
        self.working_size, self.encode = quick.working_size, quick.encode

    def colorize(self, request: nurie.ColorizeRequest, *, encoded, check) -> None:
        (self._folder / "begun").touch()
        while not (self._folder / "go").exists():
            time.sleep(0.02)
            try:
                check()
            except Exception:
                (self._folder / "stopped").touch()
                raise
        raise nurie.OptionError("done waiting")


class SlowStudio:
    """Makes studios whose colorizer is slow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *given: object) -> Studio:
        studio = Studio(*given)
        slow = SlowColorizer(self.folder)
        studio.load = lambda name: slow
        return studio

    def is_begun(self) -> bool:
        return (self.folder / "begun").exists()

    def is_stopped(self) -> bool:
        return (self.folder / "stopped").exists()


@pytest.fixture(scope="module", params=BACKENDS)
def slow_studio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple]:
    slow = SlowStudio(tmp_path_factory.mktemp("slow"))
    with studio_of(request, ServeSettings(model="nurie-tiny"), slow) as studio:
        yield slow, studio


@pytest.fixture
def slow(slow_studio: tuple) -> Iterator[SlowStudio]:
    slow, _ = slow_studio
    yield slow
    (slow.folder / "go").touch()  # nobody is left waiting
    for name in ("begun", "stopped", "go"):
        (slow.folder / name).unlink(missing_ok=True)


@pytest.fixture
def slow_app(slow_studio: tuple) -> Callable[..., object]:
    """A function from settings to an application whose pages wait."""
    return lambda **settings: create_app(ServeSettings(model="nurie-tiny", **settings), studio=slow_studio[1])


def test_all_places_taken(page: bytes, slow: SlowStudio, slow_app: Callable):
    """Prevents a queue that grows, and a refusal that does not say when to come again."""
    with TestClient(slow_app(workers=1, waiting=1), "http://localhost") as client:
        answers: list = []
        threads = [threading.Thread(target=lambda: answers.append(ask(client, page))) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(slow.is_begun)
        until(lambda: client.get("/healthz").json()["taken"] == 2)
        refused = ask(client, page)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert client.get("/readyz").status_code == 503
        (slow.folder / "go").touch()
        for thread in threads:
            thread.join()
        assert [answer.json()["error"] for answer in answers] == ["done waiting"] * 2
        assert client.get("/healthz").json()["taken"] == 0


def test_work_that_takes_too_long_stops(page: bytes, slow: SlowStudio, slow_app: Callable):
    """Prevents threads that work on for nobody."""
    with TestClient(slow_app(timeout_s=2.0), "http://localhost") as client:
        answer = ask(client, page)
        assert (answer.status_code, "longer than 2 s" in answer.json()["error"]) == (503, True)
        until(slow.is_stopped)
        until(lambda: client.get("/healthz").json()["taken"] == 0)


def test_a_stopped_page_ends_before_its_next_step():
    """Prevents that only the queue minds a caller who has gone."""
    steps: list[int] = []

    def check() -> None:
        steps.append(len(steps))
        if len(steps) == 3:
            raise nurie.OptionError("enough")

    colorizer = colorizer_module.Colorizer("nurie-tiny")
    request = nurie.ColorizeRequest(nurie.Page(np.full((48, 48), 255, np.uint8)))
    with pytest.raises(nurie.OptionError, match="enough"):
        colorizer.colorize(request, check=check)
    assert len(steps) == 3


def begin(client: TestClient, page: bytes, **options: object):
    return client.post("/v1/jobs", files={"page": ("page.png", page)}, data={"options": json.dumps(options)})


def test_a_job_to_its_end(client: TestClient, page: bytes):
    """Prevents a job that never ends, or ends with another picture; and events that stop short."""
    begun = begin(client, page, seed=2)
    assert begun.status_code == 202
    place = begun.headers["location"]
    with client.stream("GET", f"{place}/events") as stream:
        told = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]
    assert (told[-1]["state"], told[-1]["progress"]) == ("done", 1.0)
    assert [step["progress"] for step in told] == sorted(step["progress"] for step in told)
    assert client.get(place).json() == told[-1]
    assert client.get(f"{place}/result").content == ask(client, page, seed=2).content
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404


def test_a_job_that_fails(client: TestClient):
    """Prevents an error that nobody hears of."""
    place = begin(client, b"no picture").headers["location"]
    until(lambda: client.get(place).json()["state"] not in ("waiting", "working"))
    state = client.get(place).json()
    assert state["state"] == "failed"
    answer = client.get(f"{place}/result")
    assert (answer.status_code, answer.json()["kind"]) == (400, "PageError")
    assert answer.json()["error"] == state["error"]


def test_a_job_that_is_stopped(page: bytes, slow: SlowStudio, slow_app: Callable):
    """Prevents work that goes on after its job was deleted, and a result before its time."""
    with TestClient(slow_app(waiting=0), "http://localhost") as client:
        place = begin(client, page).headers["location"]
        until(slow.is_begun)
        assert client.get(f"{place}/result").status_code == 409
        assert begin(client, page).status_code == 429
        assert client.delete(place).status_code == 204
        until(slow.is_stopped)
        until(lambda: client.get("/healthz").json()["taken"] == 0)
