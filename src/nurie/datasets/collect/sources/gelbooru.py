"""Boards with the interface of Gelbooru 0.2, such as Safebooru: tags, ratings, scores. They state no licence.

Source: the boards' own help pages on `page=dapi`; both shapes of their JSON are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import NOTHING_STATED
from nurie.datasets.collect.sources.source import Source, Tools, account, split_tags
from nurie.errors import CollectError


@dataclass(frozen=True, slots=True)
class GelbooruSettings:
    """Tags as the board writes them, for example "1girl solo".

    Attributes:
        host: the board.
        rating: only this one, such as general, safe, questionable.
        min_score: only pictures of at least this score.
        per_page: pictures a request.
        name: the manifest's name of the source.
    """

    tags: str
    host: str = "https://safebooru.org"
    rating: str = ""
    min_score: int = 0
    per_page: int = 100
    name: str = ""


def list_page(settings: GelbooruSettings, tools: Tools, cursor: str) -> Listing:
    """The cursor is the lowest number so far: numbered pages would shift whenever somebody adds a picture."""
    extra = [f"rating:{settings.rating}"] if settings.rating else []
    extra += [f"score:>={settings.min_score}"] if settings.min_score else []
    extra += [f"id:<{cursor}"] if cursor else []
    tags = split_tags(settings.tags, extra)
    parameters = {"page": "dapi", "s": "post", "q": "index", "json": 1, "limit": settings.per_page, "tags": tags}
    if user := account():
        parameters |= {"user_id": user[0], "api_key": user[1]}
    posts = _posts(tools.client.fetch(f"{settings.host.rstrip('/')}/index.php", parameters).body, settings.host)
    found = tuple(_found(settings, post) for post in posts if _wanted(settings, post))
    lowest = min((int(post["id"]) for post in posts), default=0)
    return Listing(found, str(lowest) if lowest and (not cursor or lowest < int(cursor)) else None)


def _posts(body: bytes, host: str) -> list[dict[str, Any]]:
    """The list itself (0.2.0), or the list under "post" (0.2.5); nothing at all where nothing is left."""
    if not body.strip():
        return []
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    wrapped = isinstance(answer, dict) and "@attributes" in answer
    posts = answer.get("post", []) if wrapped else answer
    if not isinstance(posts, list) or not all(isinstance(post, dict) and "id" in post for post in posts):
        raise CollectError(f"{host} answered with something else than posts; is it a board of the Gelbooru kind?")
    return posts


def _wanted(settings: GelbooruSettings, post: Mapping[str, Any]) -> bool:
    """What was asked for, once more: boards pass over a tag that they do not know."""
    rated = not settings.rating or post.get("rating", "") == settings.rating
    return rated and int(post.get("score") or 0) >= settings.min_score


def _found(settings: GelbooruSettings, post: Mapping[str, Any]) -> Found:
    host = settings.host.rstrip("/")
    board = urlsplit(host).hostname or host
    number = post["id"]
    place = post.get("file_url") or f"{host}/images/{post.get('directory')}/{post.get('image')}"
    digest = post.get("md5") or post.get("hash") or ""
    return Found(
        key=f"{board}:{number}",
        place=urljoin(f"{host}/", place),
        source=settings.name or board.partition(".")[0],
        origin=f"{board}, post {number}" + (f", from {post['source']}" if post.get("source") else ""),
        rights=NOTHING_STATED,
        page=f"{host}/index.php?page=post&s=view&id={number}",
        tags=tuple(str(post.get("tags", "")).split()),
        group=f"{board}-{post.get('parent_id') or number}",
        digests={"md5": digest} if len(digest) == 32 else {},
        size=(int(post.get("height") or 0), int(post.get("width") or 0)),
    )


SOURCE = Source("boards of the Gelbooru kind, such as Safebooru, by tags", GelbooruSettings, list_page)
