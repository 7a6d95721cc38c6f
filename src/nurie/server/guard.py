"""What every request passes: the limit of its body, the token, and the headers of every answer. Plain ASGI."""

from __future__ import annotations

import hmac
import json
from collections.abc import Set
from contextlib import suppress
from typing import Any

OPEN = frozenset({"/healthz", "/readyz"})  # without a token
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; script-src 'self' 'wasm-unsafe-eval'; "
    "worker-src 'self' blob:; connect-src 'self' blob: data:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
}


class _TooLargeError(Exception):
    """A body beyond the limit."""


class Guard:
    """Wraps an application: 401 without the token, 413 above the limit, and `HEADERS` on all answers."""

    def __init__(self, app: Any, most_bytes: int, token: str | None, open_paths: Set[str] = frozenset()) -> None:
        """`open_paths` need no token, beside the server's health."""
        self._app, self._most, self._open = app, most_bytes, OPEN | open_paths
        self._token = None if token is None else f"Bearer {token}".encode()

    @property
    def app(self) -> Any:
        """The application that is guarded."""
        return self._app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        seen = 0

        async def guarded_send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                more = [item for item in more if item[0] not in given]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        if not self._allowed(scope["path"], headers.get(b"authorization", b"")):
            await _answer(guarded_send, 401, "expected the header `Authorization: Bearer TOKEN`, of the server")
            return
        stated = headers.get(b"content-length", b"0")
        if stated.isdigit() and int(stated) > self._most:
            await _answer(guarded_send, 413, self._too_large(int(stated)))
            return

        async def counted_receive() -> dict[str, Any]:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most:
                raise _TooLargeError
            return dict(message)

        async def send_within(message: dict[str, Any]) -> None:
            if seen <= self._most:  # else the application tells of a body that it could not parse
                await guarded_send(message)

        with suppress(_TooLargeError):
            await self._app(scope, counted_receive, send_within)
        if seen > self._most:
            await _answer(guarded_send, 413, self._too_large(seen))

    def _allowed(self, path: str, given: bytes) -> bool:
        return self._token is None or path in self._open or hmac.compare_digest(given, self._token)

    def _too_large(self, size: int) -> str:
        return f"the request has {size} bytes or more, at most {self._most} are read; send a smaller picture"


async def _answer(send: Any, status: int, text: str) -> None:
    kind = {401: "Unauthorized", 413: "PageTooLargeError"}[status]
    body = json.dumps({"error": text, "kind": kind}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers += [(b"www-authenticate", b"Bearer")] * (status == 401)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
