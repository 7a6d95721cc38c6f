"""Whatever gallery-dl knows, which is a program of its own under the GPL: it is called, and never imported.

It fetches with its own settings for pace and retries, to which ours are added; nurie takes the files from its folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import stated
from nurie.datasets.collect.sources.source import Source, Tools, files_below, one_page, run_program


@dataclass(frozen=True, slots=True)
class GalleryDlSettings:
    """An address that gallery-dl supports; `count` files at most."""

    address: str
    count: int = 0
    name: str = ""


def list_page(settings: GalleryDlSettings, tools: Tools, cursor: str) -> Listing:
    # absolute, for the program runs in another folder
    folder = (tools.work / "gallery-dl" / hashlib.sha256(settings.address.encode()).hexdigest()[:16]).resolve()
    manners = tools.client.manners
    command = [
        "gallery-dl", "--no-input", "--write-metadata", "--directory", str(folder / "files"),
        "--download-archive", str(folder / "archive.sqlite3"), "--retries", str(manners.tries),
        "--sleep", str(manners.interval_s), "--sleep-request", str(manners.interval_s),
        "--user-agent", manners.agent, "--filesize-max", str(manners.most_bytes),
        *(["--range", f"1-{settings.count}"] if settings.count else []), "--", settings.address,
    ]  # fmt: skip
    (folder / "files").mkdir(parents=True, exist_ok=True)
    run_program(command, cwd=folder, install="type: pip install gallery-dl (it is a program under the GPL)")
    return one_page([_found(settings, path) for path in files_below(folder / "files")])


def _found(settings: GalleryDlSettings, path: Path) -> Found:
    said = _metadata(path)
    site = str(said.get("category") or "gallery-dl")
    author = next((text for name in ("artist", "author", "user") if (text := _name(said.get(name)))), "")
    return Found(
        key=f"gallery-dl:{site}:{said.get('id') or path.name}:{said.get('num', 0)}",
        place=str(path),
        source=settings.name or site,
        origin=f"{site}, {said.get('id') or path.name}, by gallery-dl from {settings.address}",
        rights=stated(_text(said.get("license")), author),
        title=_text(said.get("title")),
        page=next((_text(said.get(name)) for name in ("post_url", "url") if said.get(name)), None),
        tags=tuple(map(str, tags)) if isinstance(tags := said.get("tags"), list) else tuple(_text(tags).split()),
        group=f"{site}-{author}" if author else "",
    )


def _metadata(path: Path) -> Mapping[str, Any]:
    """What gallery-dl wrote beside a picture."""
    beside = path.with_name(f"{path.name}.json")
    values = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
    return values if isinstance(values, dict) else {}


def _name(value: object) -> str:
    """Sites give authors as a name, an object that has one, or a list of either."""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("username"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


SOURCE = Source("what gallery-dl fetches, a program of its own", GalleryDlSettings, list_page, is_local=True)
