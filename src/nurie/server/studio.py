"""Pictures for requests: bytes in, bytes out, on a worker thread."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2

from nurie.core.decode import at_most
from nurie.core.hint_files import read_hints
from nurie.core.hints import rasterize
from nurie.core.image_io import LAYERED, read_page, read_picture, write_image
from nurie.core.lineart import EXTRACTORS, clean_scan, extract_lineart
from nurie.core.result import ColorizeResult
from nurie.core.types import ColorizeOptions, ColorizeRequest, Extent
from nurie.errors import OptionError
from nurie.runtime.backend import OnnxBackend
from nurie.runtime.batching import BatchingBackend
from nurie.runtime.catalog import DEFAULT_MODEL, find_bundle, list_bundles
from nurie.runtime.colorizer import Colorizer
from nurie.server.archive import zip_result
from nurie.server.pages import Opened, Pages
from nurie.server.schema import MEDIA, ColorOptions, LinesOptions
from nurie.server.work import Check

SCAN = "scan"


@dataclass(frozen=True, slots=True)
class Made:
    """A file to send: its bytes, its media type, and what is to be said of it."""

    data: bytes
    media: str
    model: str = ""
    seed: int = 0
    warnings: tuple[str, ...] = ()


class Making(Protocol):
    """What the routes need: a `Studio`, or what stands for several of them elsewhere."""

    @property
    def default(self) -> str: ...

    def load(self, name: str | None) -> Colorizer: ...

    def color(self, page: bytes, hints: bytes | None, options: ColorOptions, check: Check) -> Made: ...

    def lines(self, picture: bytes, options: LinesOptions, check: Check) -> Made: ...


class Studio:
    """The models of a server, each loaded once, the pages that they have seen lately, and what is made with them.

    Safe to be used by several threads.
    """

    def __init__(self, model: str | None, most_pixels: int, kept_bytes: int, batch: int = 1) -> None:
        self._default, self._most, self._batch = model or DEFAULT_MODEL, most_pixels, batch
        self._models: dict[Path, Colorizer] = {}
        self._lock, self._pages = threading.Lock(), Pages(kept_bytes)
        self.load(None)

    @property
    def default(self) -> str:
        return self._default

    def load(self, name: str | None) -> Colorizer:
        """The named model, or the default. Raises OptionError for what is not installed: no request reads a path."""
        if name is not None and name not in (known := list_bundles()):
            raise OptionError(f"unknown model {name!r}; installed are {', '.join(known)}")
        path = find_bundle(name or self._default)
        with self._lock:
            if path not in self._models:
                backend = OnnxBackend(path)
                self._models[path] = Colorizer(BatchingBackend(backend, self._batch) if self._batch > 1 else backend)
            return self._models[path]

    def color(self, page: bytes, hints: bytes | None, options: ColorOptions, check: Check) -> Made:
        """Colour a page. Raises NurieError of any kind."""
        wanted, colorizer = options.to_options(), self.load(options.model)
        if options.layers and f".{options.format}" not in LAYERED:
            raise OptionError(
                f"layers is {options.layers}, but a {options.format} has none of these; set format to psd or ora"
            )
        check()
        start = time.perf_counter()
        opened = self._open(page, colorizer, wanted)
        timings = {"open": _ms_since(start)}
        read, given = opened.page, opened.page.hint_layer if hints is None else hints
        with at_most(self._most):
            found = None if given is None else read_hints(given, read.extent)
        result = colorizer.colorize(ColorizeRequest(read, found, wanted), encoded=opened.encoded, check=check)
        check()
        data = _written(result, options, timings)
        return Made(data, MEDIA[options.format], result.model, result.seed, result.warnings)

    def _open(self, page: bytes, colorizer: Colorizer, options: ColorizeOptions) -> Opened:
        """The page as it was read and encoded, now or at an earlier request."""
        key = (hashlib.sha256(page).digest(), colorizer, colorizer.working_size(options), options.gap_px)

        def make() -> Opened:
            with at_most(self._most):
                read = read_page(page)
            return Opened(read, colorizer.encode(read, options))

        return self._pages.get(key, make)

    def lines(self, picture: bytes, options: LinesOptions, check: Check) -> Made:
        """Line art of a painted picture or a scan. Raises NurieError of any kind."""
        methods = (*EXTRACTORS, SCAN)
        if options.method not in methods:
            raise OptionError(f"unknown method {options.method!r}; known are {', '.join(methods)}")
        with at_most(self._most):
            source = read_picture(picture)
        check()
        if options.method == SCAN:
            drawn = clean_scan(cv2.cvtColor(source.pixels, cv2.COLOR_RGB2GRAY))
        else:
            drawn = extract_lineart(source.pixels, options.method)
        with tempfile.TemporaryDirectory(prefix="nurie-") as folder:
            path = Path(folder) / f"lines.{options.format}"
            write_image(path, drawn, dpi=source.dpi)
            return Made(path.read_bytes(), MEDIA[options.format], warnings=source.warnings)


def _written(result: ColorizeResult, options: ColorOptions, timings: Mapping[str, float]) -> bytes:
    """The file that was asked for."""
    suffix = f".{options.format}"
    if options.format == "zip":
        facts = {"model": result.model, "seed": result.seed, "warnings": result.warnings}
        return zip_result(result, {**facts, "timings_ms": {**timings, **result.timings_ms}})
    with tempfile.TemporaryDirectory(prefix="nurie-") as folder:
        path = Path(folder) / f"page{suffix}"
        if suffix in LAYERED:
            layer = rasterize(result.hints, Extent(*result.image.shape[:2])) if result.hints else None
            split = {"per_color": options.layers == "per-color", "per_region": options.layers == "per-region"}
            result.save(path, hints=layer, names=options.layer_names, **split)
        else:
            result.save(path)
        return path.read_bytes()


def _ms_since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)
