"""The server does what its OpenAPI schema says, whatever is sent."""

from __future__ import annotations

import io
import json
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

pytest.importorskip("fastapi")
pytest.importorskip("schemathesis")
import schemathesis
from fastapi.testclient import TestClient
from schemathesis import checks as found

from nurie.core.lights import LIGHTS, SOFTNESS
from nurie.runtime.catalog import list_bundles
from nurie.server.app import create_app
from nurie.server.schema import MEDIA, ColorOptions, Format
from nurie.server.settings import ServeSettings

CHECKS = [
    found.not_a_server_error, found.status_code_conformance, found.content_type_conformance,
    found.response_schema_conformance, found.response_headers_conformance, found.unsupported_method,
]  # fmt: skip
BOUNDED = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
HOSTS = ("localhost", "testserver")  # the second is what schemathesis asks for
SERVER = create_app(ServeSettings(model="nurie-tiny", most_pixels=100_000, most_bytes=100_000, hosts=HOSTS))


async def unending(scope: dict, receive: Any, send: Any) -> None:
    """The server, which outlives the many clients of this file, each of which would end it."""
    if scope["type"] != "lifespan":
        await SERVER(scope, receive, send)
        return
    for step in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{step}.complete"})


CONFIG = schemathesis.Config.from_dict({"generation": {"mode": "all"}})
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", unending, config=CONFIG)


@SCHEMA.parametrize()
@BOUNDED
def test_answers_are_those_of_the_schema(case):
    """Prevents an answer that a generated client cannot read, a status nobody expects, and a traceback."""
    case.call_and_validate(checks=CHECKS)


ONE = {
    "model": st.sampled_from(sorted(list_bundles())),
    "size": st.integers(32, 96),
    "seed": st.integers(0, 2**32 - 1),
    "guess": st.booleans(),
    "gap": st.floats(0, 512),
    "palette": st.lists(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), max_size=3),
    "light": st.sampled_from(sorted(LIGHTS)),
    "shadows": st.sampled_from(sorted(SOFTNESS)),
    "shading": st.floats(0, 1),
    "format": st.sampled_from(get_args(Format)),
    "layers": st.sampled_from(["per-color", "per-region"]),
    "layer_names": st.sampled_from(["en", "ja"]),
}


PROMISED = SCHEMA.raw_schema["paths"]


def page() -> bytes:
    lineart = np.full((40, 50), 255, np.uint8)
    lineart[:, 24:26] = 0
    buffer = io.BytesIO()
    Image.fromarray(lineart).save(buffer, "PNG")
    return buffer.getvalue()


def test_what_is_no_json():
    """Prevents a schema that says JSON of a picture, of events or of metrics, and options that nobody can look up."""
    contents = {
        (path, verb): set(operation["responses"]["200"].get("content", {}))
        for path, operations in PROMISED.items()
        for verb, operation in operations.items()
        if "200" in operation["responses"]
    }
    files = set(MEDIA.values())
    assert contents["/v1/color", "post"] == contents["/v1/jobs/{name}/result", "get"] == files
    assert contents["/v1/lines", "post"] == {"image/png", "image/webp", "image/jpeg"}
    assert contents["/v1/jobs/{name}/events", "get"] == {"text/event-stream"}
    with TestClient(unending, base_url="http://localhost") as client:
        assert contents["/metrics", "get"] == {client.get("/metrics").headers["content-type"]}
    form = SCHEMA.raw_schema["components"]["schemas"]["Body_color_v1_color_post"]["properties"]["options"]
    assert set(form["contentSchema"]["properties"]) == set(ColorOptions.model_fields)


def test_all_options_are_tried():
    """Prevents an option that the test below leaves out."""
    assert set(ONE) == set(ColorOptions.model_fields)


@settings(BOUNDED, max_examples=40)
@given(st.fixed_dictionaries({}, optional=ONE))
def test_options_of_the_schema_are_taken(options: dict):
    """Prevents options that the schema allows and the server breaks on; what excludes each other is said in words."""
    client = TestClient(unending, base_url="http://localhost")
    answer = client.post("/v1/color", files={"page": page()}, data={"options": json.dumps(options)})
    if answer.status_code == 200:
        assert answer.headers["content-type"] == MEDIA[options.get("format", "png")]
        assert answer.headers["content-type"] in PROMISED["/v1/color"]["post"]["responses"]["200"]["content"]
        return
    told = answer.json()
    assert (answer.status_code, told["kind"]) == (400, "OptionError"), told
    assert "layers" in told["error"] or "--shading" in told["error"]
