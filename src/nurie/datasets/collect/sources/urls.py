"""A list of addresses in a file: one a line, or a JSON object a line that says whose the picture is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import stated
from nurie.datasets.collect.sources.source import Source, Tools, one_page
from nurie.errors import InputError

_FIELDS = {"url", "license", "license_url", "author", "title", "page", "tags", "group", "sha256"}


@dataclass(frozen=True, slots=True)
class UrlsSettings:
    """A list, and the rights that hold for lines which state none."""

    file: str
    license: str = ""
    author: str = ""
    name: str = ""


def list_page(settings: UrlsSettings, tools: Tools, cursor: str) -> Listing:
    path = Path(settings.file)
    if not path.is_file():
        raise InputError(f"no list at {path}; expected a text file with an address a line")
    lines = path.read_text(encoding="utf-8").splitlines()
    wanted = [(number, line.strip()) for number, line in enumerate(lines, 1)]
    wanted = [(number, line) for number, line in wanted if line and not line.startswith("#")]
    return one_page([_found(settings, _parse(line, f"{path}:{number}")) for number, line in wanted])


def _parse(line: str, where: str) -> Mapping[str, Any]:
    if not line.startswith("{"):
        return {"url": line}
    try:
        values = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: not JSON ({error})") from None
    if unknown := sorted(set(values) - _FIELDS):
        raise InputError(f"{where}: unknown field {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}")
    if not isinstance(values.get("url"), str):
        raise InputError(f"{where}: no url")
    return values


def _found(settings: UrlsSettings, values: Mapping[str, Any]) -> Found:
    url = values["url"]
    license_id, author = values.get("license") or settings.license, values.get("author") or settings.author
    host = urlsplit(url).hostname or "urls"
    return Found(
        key=f"url:{url}",
        place=url,
        source=settings.name or host.replace(".", "_"),
        origin=url,
        rights=stated(license_id, author, url=values.get("license_url")),
        title=values.get("title", ""),
        page=values.get("page"),
        tags=tuple(values.get("tags", ())),
        group=values.get("group", ""),
        digests={"sha256": values["sha256"]} if values.get("sha256") else {},
    )


SOURCE = Source("addresses in a file, one a line", UrlsSettings, list_page, is_local=True)
