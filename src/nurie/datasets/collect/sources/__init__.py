"""The table of sources. Each is one file: what may be asked for, and a function from that to pages of pictures."""

from __future__ import annotations

from nurie.datasets.collect.sources import commons, danbooru, debian, folder, gallery_dl, gelbooru, npm, urls
from nurie.datasets.collect.sources.source import Source

SOURCES: dict[str, Source] = {
    "folder": folder.SOURCE,
    "urls": urls.SOURCE,
    "gelbooru": gelbooru.SOURCE,
    "danbooru": danbooru.SOURCE,
    "commons": commons.SOURCE,
    "debian": debian.SOURCE,
    "npm": npm.SOURCE,
    "gallery-dl": gallery_dl.SOURCE,
}
