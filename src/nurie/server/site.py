"""The drawing page and what it needs to work in the browser, as files: a fixed list, read when the server starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from nurie.runtime.catalog import list_bundles

STATIC = Path(__file__).parent / "static"  # where the build puts the page, see run.py
INDEX, FACTS, MODELS = "index.html", "page.json", "models"
HASHED = "assets"  # whose files carry a digest of their content in their name
MEDIA_TYPES = {  # of our own, since those of a machine can say anything
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
UNKNOWN = "application/octet-stream"  # of .onnx, too
SCRIPTS = (".js", ".mjs")
# A script's own policy holds where it is a worker: OpenCV's glue makes functions of text there. A page's script stays
# under the page's policy.
WORKER_POLICY = "default-src 'self'; script-src 'self' 'unsafe-eval'; connect-src 'self' blob: data:"
FOREVER, ASK = "public, max-age=31536000, immutable", "no-cache"
MISSING = (
    "nurie answers here, but its drawing page is not built.\n"
    "In a clone of nurie type: python3 run.py page\n"
    "The routes under /v1 work without it, see /openapi.json.\n"
)


@dataclass(frozen=True, slots=True)
class Site:
    """Paths that open in a browser, without a token.

    Attributes:
        files: what lies at each path; none where the page is not built.
        facts: what the page is to know of the server, at /page.json.
    """

    files: Mapping[str, Path]
    facts: Mapping[str, object]

    @property
    def paths(self) -> frozenset[str]:
        return frozenset({"/", f"/{FACTS}", *self.files})

    def answer(self, request: Request) -> Response:
        """The file of a path among `paths`, not sent again to who has it."""
        path = request.url.path
        if path == f"/{FACTS}":
            return JSONResponse(dict(self.facts), headers={"Cache-Control": ASK})
        if path not in self.files:
            return PlainTextResponse(MISSING, 404, {"Cache-Control": ASK})
        return _sent(self.files[path], path, request.headers.get("if-none-match", ""))


def find_site(model: str, *, token: bool, folder: Path = STATIC) -> Site:
    """The page as it was built into `folder`, and the installed models beside it under models/."""
    pages = {f"/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file()}
    if (index := pages.get(f"/{INDEX}")) is not None:
        pages["/"] = index
        pages |= {f"/{MODELS}/{path.name}": path for path in list_bundles().values()}
    return Site(pages if index else {}, {"serverless": False, "model": model, "token": token})


def _sent(file: Path, path: str, known: str) -> Response:
    found = file.stat()
    headers = {
        "Cache-Control": FOREVER if path.startswith(f"/{HASHED}/") else ASK,
        "ETag": f'"{found.st_mtime_ns:x}-{found.st_size:x}"',
        "Last-Modified": formatdate(found.st_mtime, usegmt=True),
    }
    if file.suffix in SCRIPTS:
        headers["Content-Security-Policy"] = WORKER_POLICY
    if headers["ETag"] in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
        return Response(None, 304, headers)
    return FileResponse(file, media_type=MEDIA_TYPES.get(file.suffix, UNKNOWN), headers=headers, stat_result=found)
