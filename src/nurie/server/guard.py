"""What every request passes: host, token and the limit of its body; and the headers of every answer. Plain ASGI."""

from __future__ import annotations

import hmac
import json
from collections.abc import Set
from contextlib import suppress
from typing import Any

from nurie.server.hosts import Hosts

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
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
}
SAFE = ("GET", "HEAD", "OPTIONS")  # methods that change and begin nothing


class _TooLargeError(Exception):
    """A body beyond the limit."""


class Guard:
    """Wraps an application: 421 for another host, 403 for a form of another page, 401 without the token, 413 above the
    limit, and `HEADERS` on all answers. Nothing but HTTP reaches the application.
    """

    def __init__(
        self, app: Any, most_bytes: int, token: str | None, hosts: Hosts, *, open_paths: Set[str] = frozenset()
    ) -> None:
        """`open_paths` need no token, beside the server's health."""
        self._app, self._most, self._hosts, self._open = app, most_bytes, hosts, OPEN | open_paths
        self._token = None if token is None else f"Bearer {token}".encode()

    @property
    def app(self) -> Any:
        """The application that is guarded."""
        return self._app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
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

        if strange := self._strange(scope):
            await _answer(guarded_send, *strange)
            return
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

    def _strange(self, scope: dict[str, Any]) -> tuple[int, str] | None:
        """The status and the words for a request that a page of elsewhere may have caused."""
        hosts, origins = (
            [value.decode("latin-1") for key, value in scope["headers"] if key == name] for name in (b"host", b"origin")
        )
        if len(hosts) != 1 or not self._hosts.allows(hosts[0]):
            found = f"{hosts[0][:100]!r}" if len(hosts) == 1 else f"{len(hosts)} of them"
            return 421, (
                f"expected the header Host to name {', '.join(self._hosts.names)}, found {found}; "
                "to answer under another name type: nurie serve --allow-host NAME"
            )
        if scope["method"] not in SAFE and not all(map(self._hosts.allows_origin, origins)):
            return 403, f"a page of {origins[0][:100]!r} may not ask this server; open the server's own page"
        return None

    def _allowed(self, path: str, given: bytes) -> bool:
        return self._token is None or path in self._open or hmac.compare_digest(given, self._token)

    def _too_large(self, size: int) -> str:
        return f"the request has {size} bytes or more, at most {self._most} are read; send a smaller picture"


async def _answer(send: Any, status: int, text: str) -> None:
    kind = {401: "Unauthorized", 403: "StrangeOrigin", 413: "PageTooLargeError", 421: "StrangeHost"}[status]
    body = json.dumps({"error": text, "kind": kind}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers += [(b"www-authenticate", b"Bearer")] * (status == 401)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
