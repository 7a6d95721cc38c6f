"""Boards with the interface of Danbooru: tags, ratings, scores, artists. They state no licence.

Source: the board's own help page on its API; pages go by post number (`page=b123`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import NOTHING_STATED, Rights
from nurie.datasets.collect.sources.source import Source, Tools, account, split_tags
from nurie.datasets.manifest import UNKNOWN
from nurie.errors import CollectError


@dataclass(frozen=True, slots=True)
class DanbooruSettings:
    """Tags as the board writes them, at most two without an account; rating is g, s, q or e. Else as gelbooru's."""

    tags: str
    host: str = "https://danbooru.donmai.us"
    rating: str = ""
    min_score: int = 0
    per_page: int = 100
    name: str = ""


def list_page(settings: DanbooruSettings, tools: Tools, cursor: str) -> Listing:
    """Rating and score are asked for as tags with an account, else picked out of what comes: tags are few without."""
    user = account()
    extra = []
    if user:
        extra += [f"rating:{settings.rating}"] if settings.rating else []
        extra += [f"score:>={settings.min_score}"] if settings.min_score else []
    parameters: dict[str, Any] = {"tags": split_tags(settings.tags, extra), "limit": settings.per_page}
    parameters |= {"page": f"b{cursor}"} if cursor else {}
    parameters |= {"login": user[0], "api_key": user[1]} if user else {}
    posts = _posts(tools.client.fetch(f"{settings.host.rstrip('/')}/posts.json", parameters).body, settings.host)
    found = tuple(_found(settings, post) for post in posts if _wanted(settings, post))
    lowest = min((int(post["id"]) for post in posts), default=0)
    return Listing(found, str(lowest) if lowest and (not cursor or lowest < int(cursor)) else None)


def _posts(body: bytes, host: str) -> list[dict[str, Any]]:
    try:
        posts = json.loads(body)
    except ValueError:
        posts = None
    if not isinstance(posts, list) or not all(isinstance(post, dict) and "id" in post for post in posts):
        raise CollectError(f"{host} answered with something else than posts; is it a board of the Danbooru kind?")
    return posts


def _wanted(settings: DanbooruSettings, post: Mapping[str, Any]) -> bool:
    """Whether it is what was asked for, and can be had: banned and restricted posts have no file."""
    rated = not settings.rating or post.get("rating") == settings.rating
    return bool(post.get("file_url")) and rated and int(post.get("score") or 0) >= settings.min_score


def _found(settings: DanbooruSettings, post: Mapping[str, Any]) -> Found:
    host = settings.host.rstrip("/")
    board = urlsplit(host).hostname or host
    number = post["id"]
    artists = post.get("tag_string_artist", "").split()
    return Found(
        key=f"{board}:{number}",
        place=urljoin(f"{host}/", post["file_url"]),
        source=settings.name or board.partition(".")[0],
        origin=f"{board}, post {number}" + (f", from {post['source']}" if post.get("source") else ""),
        rights=Rights(UNKNOWN, UNKNOWN, ", ".join(artists)) if artists else NOTHING_STATED,
        title=post.get("tag_string_character", ""),
        page=f"{host}/posts/{number}",
        tags=tuple(post.get("tag_string", "").split()),
        group=f"{board}-{artists[0] if artists else post.get('parent_id') or number}",
        digests={"md5": post["md5"]} if post.get("md5") else {},
        size=(int(post.get("image_height") or 0), int(post.get("image_width") or 0)),
    )


SOURCE = Source("boards of the Danbooru kind, by tags", DanbooruSettings, list_page)
