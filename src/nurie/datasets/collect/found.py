"""What sources find: a picture's place, its rights, and what is said of it. Values alone; no network, no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nurie.datasets.collect.licenses import Rights


@dataclass(frozen=True, slots=True)
class Found:
    """One picture that a source offers.

    Attributes:
        key: names it for ever, also in later runs; a picture of a known key is not fetched again.
        place: its address, or the path of a file on this machine.
        source: the manifest's name of where it comes from; recipes weigh by it.
        origin: the same in words, for people.
        rights: licence, tier and author, as the source states them.
        title: as the source gives it.
        page: address of the page that shows it.
        tags: as the source gives them.
        group: what must not be divided between training and validation (an author, a character, a series).
        digests: algorithm of hashlib → hexadecimal digest of the file, as the source states it.
        size: (height, width) as the source states it, or (0, 0).
    """

    key: str
    place: str
    source: str
    origin: str
    rights: Rights
    title: str = ""
    page: str | None = None
    tags: tuple[str, ...] = ()
    group: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    size: tuple[int, int] = (0, 0)

    @property
    def is_remote(self) -> bool:
        return self.place.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of what a source offers; `next` is the cursor of the page after it, None after the last."""

    found: tuple[Found, ...]
    next: str | None


def to_json(found: Found) -> dict[str, Any]:
    return asdict(found)


def from_json(values: Mapping[str, Any]) -> Found:
    return Found(
        **{**values, "rights": Rights(**values["rights"]), "tags": tuple(values["tags"]), "size": tuple(values["size"])}
    )
