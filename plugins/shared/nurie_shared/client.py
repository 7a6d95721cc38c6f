"""Talking to `nurie serve` over HTTP. Every failure is a sentence for the artist."""

from __future__ import annotations

import http.client
import io
import json
import socket
import uuid
import zipfile
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

DEFAULT_URL = "http://127.0.0.1:8765"
PARTS = ("image", "lines", "flats", "shading", "highlights")
TIMEOUT_S = 150.0  # a little longer than the server gives a page
_QUICK_S = 5.0
_CANCELLED = "Stopped."


class NurieError(Exception):
    """What went wrong, and what to do about it, in a sentence."""


class Colored(NamedTuple):
    """A coloured page: PNG files by their names in `PARTS`, and what there is to say of them."""

    pictures: dict[str, bytes]
    model: str
    seed: int
    warnings: tuple[str, ...]


class Call:
    """One request, which another thread may stop."""

    def __init__(self) -> None:
        self.stopped = False
        self._connection: http.client.HTTPConnection | None = None

    def begin(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection

    def stop(self) -> None:
        """The request ends at once, with a NurieError, and the server stops its work."""
        self.stopped = True
        sock = getattr(self._connection, "sock", None)
        if sock is not None:
            with suppress(OSError):  # it ended by itself
                sock.shutdown(socket.SHUT_RDWR)


class Server:
    """Where nurie is, and how to ask it. Holds no state: safe to be used by several threads.

    Args:
        url: its address.
        token: what it wants to hear, "" for none.
        timeout_s: how long a page may take.
    """

    def __init__(self, url: str = DEFAULT_URL, token: str = "", timeout_s: float = TIMEOUT_S) -> None:
        self.url = url.strip().rstrip("/") or DEFAULT_URL
        self.token, self.timeout_s = token.strip(), timeout_s

    def color(
        self, page: bytes, hints: bytes | None, options: dict[str, Any], call: Call | None = None
    ) -> Colored:
        """Colour a page; blocks, so never call it on the thread that draws a window.

        Args:
            page: the drawing, a PNG file's bytes. `hints`: a PNG with transparency, or None.
            options: as in docs/server.md, but for `format`.

        Raises:
            NurieError: nurie is not there, refuses, fails, takes too long, or was stopped.
        """
        files = {"page": page} if hints is None else {"page": page, "hints": hints}
        body, kind = _form(files, {"options": json.dumps({**options, "format": "zip"})})
        data = self._ask("POST", "/v1/color", body, kind, call or Call(), self.timeout_s)
        return _colored(data, self.url)

    def models(self) -> list[str]:
        """The installed models, the default first. Raises NurieError."""
        found = self._json("/v1/models")
        try:
            models = sorted(found, key=lambda model: not model["default"])
            return [models[0]["name"], *(model["name"] for model in models[1:])]
        except (TypeError, LookupError):
            raise NurieError(_something_else(self.url)) from None

    def version(self) -> str:
        """The version of the nurie that answers. Raises NurieError."""
        found = self._json("/healthz")
        if not isinstance(found, dict) or "version" not in found:
            raise NurieError(_something_else(self.url))
        return str(found["version"])

    def _json(self, path: str) -> Any:
        data = self._ask("GET", path, b"", "", Call(), _QUICK_S)
        try:
            return json.loads(data)
        except ValueError:
            raise NurieError(_something_else(self.url)) from None

    def _ask(self, method: str, path: str, body: bytes, kind: str, call: Call, timeout_s: float) -> bytes:
        connection = self._connect(timeout_s)
        call.begin(connection)
        headers = {"Accept-Encoding": "identity"}
        if kind:
            headers["Content-Type"] = kind
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            if call.stopped:
                raise NurieError(_CANCELLED)
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise NurieError(_CANCELLED if call.stopped else self._in_words(error, timeout_s)) from None
        finally:
            connection.close()
        if answer.status != 200:
            raise NurieError(_refusal(answer.status, data, self.url))
        return data

    def _connect(self, timeout_s: float) -> http.client.HTTPConnection:
        """Never by a proxy: an artist's pictures go to this address alone."""
        wrong = f"The address of nurie is {self.url!r}; expected one like {DEFAULT_URL}."
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise NurieError(wrong) from None
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        if not host or parts.scheme not in kinds or parts.path:
            raise NurieError(wrong)
        return kinds[parts.scheme](host, port, timeout=timeout_s)

    def _in_words(self, error: Exception, timeout_s: float) -> str:
        if isinstance(error, socket.timeout):
            return f"nurie at {self.url} said nothing for {timeout_s:g} seconds. Try a smaller page, or start it again."
        if isinstance(error, socket.gaierror):
            return f"No machine of that name: {self.url}. Correct the address of nurie."
        if isinstance(error, (ConnectionResetError, BrokenPipeError, http.client.HTTPException)):
            return f"nurie at {self.url} broke off in the middle. Look at what it printed, and start it again."
        return f"nurie does not answer at {self.url}. Start it, or type in a terminal: nurie serve"


def _colored(data: bytes, url: str) -> Colored:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            facts = json.loads(archive.read("result.json"))
            pictures = {name: archive.read(f"{name}.png") for name in PARTS}
            return Colored(pictures, facts["model"], facts["seed"], tuple(facts["warnings"]))
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise NurieError(_something_else(url)) from None


def _refusal(status: int, data: bytes, url: str) -> str:
    if status == 401:
        return f"nurie at {url} wants another token. Enter the NURIE_TOKEN that it was started with."
    try:
        said = json.loads(data)["error"]
    except (ValueError, TypeError, KeyError):
        return _something_else(url)
    if status == 429:
        return "nurie is busy with other pages. Try again in a moment."
    if status == 422:
        return f"This nurie does not understand the plug-in; bring both to the same version. It says: {said}"
    return str(said)


def _something_else(url: str) -> str:
    return f"Something answers at {url}, but it is no nurie, or an old one. Correct the address, or update nurie."


def _form(files: dict[str, bytes], fields: dict[str, str]) -> tuple[bytes, str]:
    """A multipart form and its content type. Source: RFC 7578."""
    mark = uuid.uuid4().hex
    parts = []
    for name, text in fields.items():
        parts += [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode(), text.encode(), b"\r\n"]
    for name, data in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.png"\r\n'
        parts += [head.encode(), b"Content-Type: image/png\r\n\r\n", data, b"\r\n"]
    parts.append(f"--{mark}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
