"""Wikimedia Commons by category: licences and authors as each file's page states them.

Source: MediaWiki's API, `generator=categorymembers` with `prop=imageinfo` and `extmetadata`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nurie.datasets.collect.found import Found, Listing
from nurie.datasets.collect.licenses import from_commons, plain_text
from nurie.datasets.collect.sources.source import Source, Tools
from nurie.datasets.manifest import UNKNOWN
from nurie.errors import CollectError, OptionError

_SVG_PX = 1024
_STILL = {"image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml", "image/tiff"}


@dataclass(frozen=True, slots=True)
class CommonsSettings:
    """A category, without subcategories.

    Attributes:
        host: the wiki.
        per_page: files a request.
        name: the manifest's name of the source.
    """

    category: str
    host: str = "https://commons.wikimedia.org"
    per_page: int = 50
    name: str = "commons"


def list_page(settings: CommonsSettings, tools: Tools, cursor: str) -> Listing:
    """The cursor is the API's own `continue` object, as JSON."""
    if not tools.client.manners.contact:
        raise OptionError(
            "the wiki wants to know whom to write to about a program; add --contact with a mail address or a page"
        )
    parameters = {
        "action": "query", "format": "json", "formatversion": 2, "maxlag": 5,
        "generator": "categorymembers", "gcmtitle": _title(settings.category), "gcmtype": "file",
        "gcmlimit": settings.per_page, "prop": "imageinfo", "iiprop": "url|size|mime|sha1|extmetadata",
        "iiurlwidth": _SVG_PX, "iiextmetadatalanguage": "en", **(json.loads(cursor) if cursor else {}),
    }  # fmt: skip
    answer = _answer(tools, f"{settings.host.rstrip('/')}/w/api.php", parameters)
    pages = answer.get("query", {}).get("pages", [])
    found = [_found(settings, page) for page in pages if page.get("imageinfo")]
    following = answer.get("continue")
    return Listing(tuple(entry for entry in found if entry), json.dumps(following) if following else None)


def _title(category: str) -> str:
    return category if category.lower().startswith("category:") else f"Category:{category}"


def _answer(tools: Tools, url: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """An answer of the API. When its servers lag (`maxlag`) it says so under status 200; that is waited for."""
    for _ in range(tools.client.manners.tries):
        answer = tools.client.fetch(url, parameters)
        try:
            values = json.loads(answer.body)
        except ValueError:
            raise CollectError(f"{url} answered with something else than JSON; is there a wiki?") from None
        error = values.get("error")
        if not error:
            return values
        if error.get("code") not in ("maxlag", "ratelimited"):
            raise CollectError(f"{url} says: {error.get('info') or error.get('code')}")
        tools.client.pause(answer.headers.get("retry-after"))
    raise CollectError(f"{url} is busy; try again later")


def _found(settings: CommonsSettings, page: Mapping[str, Any]) -> Found | None:
    info = page["imageinfo"][0]
    if info.get("mime") not in _STILL:
        return None
    metadata = info.get("extmetadata", {})
    drawn = info["mime"] == "image/svg+xml"  # the wiki renders it; its digest is of the drawing
    rights = from_commons(metadata)
    return Found(
        key=f"commons:{page['pageid']}:{info.get('sha1', '')}",
        place=info["thumburl"] if drawn else info["url"],
        source=settings.name,
        origin=f"Wikimedia Commons, {page['title']}",
        rights=rights,
        title=plain_text(str(metadata.get("ObjectName", {}).get("value", ""))) or page["title"],
        page=info.get("descriptionurl"),
        tags=_tags(metadata),
        group=f"{settings.name}-{rights.author if rights.author != UNKNOWN else page['pageid']}",
        digests={"sha1": info["sha1"]} if info.get("sha1") and not drawn else {},
        size=(0, 0) if drawn else (int(info.get("height", 0)), int(info.get("width", 0))),
    )


def _tags(metadata: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Categories, and what restricts the picture beside its licence (trademarks, persons)."""
    said = {name: str(metadata.get(name, {}).get("value", "")) for name in ("Categories", "Restrictions")}
    categories = [name.strip() for name in said["Categories"].split("|") if name.strip()]
    restrictions = [f"restriction:{name.strip()}" for name in said["Restrictions"].split("|") if name.strip()]
    return (*categories, *restrictions)


SOURCE = Source("Wikimedia Commons, by category", CommonsSettings, list_page)
