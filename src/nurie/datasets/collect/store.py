"""A folder of collected pictures: files named by their content, a journal of all that was done, and the manifest.

    pictures/ab/ab12….png   each file once
    journal.jsonl           the truth; what it says is done is on the disk
    manifest.jsonl          written from the journal: the open and the closed, by tier
    ATTRIBUTION.md          the same for people, by source
    incoming/, unpacked/    what is under way
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nurie.core.files import replacing
from nurie.datasets.collect.attribution import attribution
from nurie.datasets.collect.found import Found, Listing, from_json, to_json
from nurie.datasets.collect.journal import Journal, write_through
from nurie.datasets.collect.likeness import Looks
from nurie.datasets.collect.settle import Settled, check_digests, settle
from nurie.datasets.manifest import CLOSED_TIERS, UNKNOWN
from nurie.errors import OptionError

_VAL_SHARE = 20  # one group in so many is for validation


@dataclass(slots=True)
class Search:
    """How far one question to one source has come.

    Attributes:
        pending: what was listed and is neither kept nor left out, by key.
        cursor: of the next page of the list; None after the last.
        pages: listed so far.
    """

    pending: dict[str, Found] = field(default_factory=dict)
    cursor: str | None = ""
    pages: int = 0


@dataclass(slots=True)
class Store:
    """What was collected into a folder. Open with `open_store`.

    Attributes:
        folder: where.
        rows: the manifest's rows by id, without those that were replaced.
        searches: by `search_id`.
    """

    folder: Path
    journal: Journal
    alike_bits: int
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    searches: dict[str, Search] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _fetched: dict[str, str] = field(default_factory=dict)  # sha256 of what came, and of what is kept → id
    _looks: Looks = field(default_factory=Looks)
    _ids: list[str] = field(default_factory=list)  # by number of the look

    def knows(self, key: str) -> bool:
        return key in self._known

    def search(self, name: str) -> Search:
        return self.searches.setdefault(name, Search())

    def list_again(self, name: str) -> None:
        """Let a search begin at its first page, as if nothing had been listed; pictures stay known."""
        self._do({"do": "again", "of": name})

    def listed(self, name: str, question: Mapping[str, Any], listing: Listing) -> None:
        """Keep a page of a list, so that it is not asked for again."""
        found = [to_json(found) for found in listing.found if not self.knows(found.key)]
        self._do({"do": "listing", "of": name, "question": question, "next": listing.next, "found": found})

    def incoming(self, found: Found) -> Path:
        """Where a file that came lies until it is kept or left out."""
        return self.folder / "incoming" / hashlib.sha256(found.key.encode()).hexdigest()[:32]

    def arrived(self, found: Found, content: bytes) -> None:
        """Hold on to a file that came. Raises DamagedError where it is not what its source says."""
        check_digests(content, found.digests)
        write_through(self.incoming(found), content, self.folder / "incoming")

    def keep(self, found: Found, content: bytes, *, least_px: int) -> str:
        """Keep a picture, or leave it out as too small or as one that is there already.

        A picture that looks like one without an open licence takes its place if it has one.

        Returns:
            "" for a new picture, else why it was left out.

        Raises:
            DamagedError: no whole picture.
        """
        fetched = hashlib.sha256(content).hexdigest()
        same = self._fetched.get(fetched)
        if same and not self._better(found, same):
            return self.leave_out(found, f"the same file as {same}")
        settled = settle(content)
        if min(settled.height, settled.width) < least_px:
            return self.leave_out(found, f"{settled.width}x{settled.height} px, below {least_px}")
        alike = self._alike(settled, same)
        if alike and not self._better(found, alike):
            return self.leave_out(found, f"looks like {alike}")
        return self._add(found, settled, fetched, alike)

    def leave_out(self, found: Found, why: str) -> str:
        """Never ask for it again."""
        self._do({"do": "skip", "key": found.key, "why": why})
        self.incoming(found).unlink(missing_ok=True)
        return why

    def forget(self, row_id: str) -> None:
        """Take a picture out for good: its row and its file go, and it is never fetched again, nor one like it.

        Raises:
            OptionError: no such picture.
        """
        if row_id not in self.rows:
            raise OptionError(f"no picture {row_id} in {self.folder}; expected the id of a row of its manifest.jsonl")
        file = self.folder / self.rows[row_id]["image"]
        self._do({"do": "forget", "id": row_id})
        file.unlink(missing_ok=True)

    def failed(self, found: Found, why: str) -> None:
        """Note a failure; the next run tries again."""
        self.incoming(found).unlink(missing_ok=True)
        self._do({"do": "fail", "key": found.key, "why": why})

    def write_manifest(self) -> Path:
        """Write manifest.jsonl and ATTRIBUTION.md; returns the manifest's path."""
        rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows.values())
        for name, text in (("ATTRIBUTION.md", attribution(self.rows.values())), ("manifest.jsonl", rows)):
            with replacing(self.folder / name) as temporary:
                temporary.write_text(text, encoding="utf-8", newline="\n")
        return self.folder / "manifest.jsonl"

    def close(self) -> None:
        self.journal.close()

    def _alike(self, settled: Settled, same: str | None) -> str | None:
        if same or (same := self._fetched.get(settled.sha256)):
            return same
        number = self._looks.nearest(settled.look, self.alike_bits)
        return None if number is None else self._ids[number]

    def _better(self, found: Found, other: str) -> bool:
        row = self.rows.get(other)  # None where it was taken out
        return row is not None and row["tier"] in CLOSED_TIERS and found.rights.tier not in CLOSED_TIERS

    def _add(self, found: Found, settled: Settled, fetched: str, replaces: str | None) -> str:
        file = f"pictures/{settled.sha256[:2]}/{settled.sha256}{settled.suffix}"
        write_through(self.folder / file, settled.content, self.folder / "incoming")
        row = make_row(found, settled, file)
        entry = {"do": "picture", "key": found.key, "look": f"{settled.look:016x}", "fetched": fetched, "row": row}
        self._do({**entry, "replaces": replaces} if replaces else entry)
        self.incoming(found).unlink(missing_ok=True)
        return ""

    def _do(self, entry: Mapping[str, Any]) -> None:
        self.journal.append(entry)
        self._apply(entry)

    def _apply(self, entry: Mapping[str, Any]) -> None:
        getattr(self, f"_apply_{entry['do']}")(entry)

    def _apply_listing(self, entry: Mapping[str, Any]) -> None:
        search = self.search(entry["of"])
        search.cursor, search.pages = entry["next"], search.pages + 1
        for found in map(from_json, entry["found"]):
            if not self.knows(found.key):
                search.pending[found.key] = found

    def _apply_again(self, entry: Mapping[str, Any]) -> None:
        search = self.search(entry["of"])
        search.cursor, search.pages = "", 0

    def _apply_picture(self, entry: Mapping[str, Any]) -> None:
        row, replaces = entry["row"], entry.get("replaces")
        row["tags"] = [sys.intern(tag) for tag in row["tags"]]  # the same few in millions of rows
        self._done(entry["key"])
        self.rows[row["id"]] = row
        self._fetched[entry["fetched"]] = self._fetched[row["sha256"]] = row["id"]
        if replaces:
            self._replace(replaces, row["id"])
        self._looks.add(int(entry["look"], 16))
        self._ids.append(row["id"])

    def _replace(self, old: str, new: str) -> None:
        """Whatever is like the old picture is like the new one from now on."""
        if old != new:
            del self.rows[old]
        self._ids = [new if row_id == old else row_id for row_id in self._ids]
        self._fetched = {digest: new if row_id == old else row_id for digest, row_id in self._fetched.items()}

    def _apply_skip(self, entry: Mapping[str, Any]) -> None:
        self._done(entry["key"])

    def _apply_forget(self, entry: Mapping[str, Any]) -> None:
        del self.rows[entry["id"]]

    def _apply_fail(self, entry: Mapping[str, Any]) -> None:
        pass

    def _done(self, key: str) -> None:
        self._known.add(key)
        for search in self.searches.values():
            search.pending.pop(key, None)


def open_store(folder: Path, *, alike_bits: int) -> Store:
    """Open or make a folder and take up what its journal says.

    Args:
        folder: where.
        alike_bits: pictures whose looks differ by so many of 64 bits or fewer are one picture.

    Raises:
        CollectError: another run has it open.
        InputError: a damaged journal.
    """
    incoming = folder / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    store = Store(folder, Journal(folder / "journal.jsonl"), alike_bits)
    for leftover in incoming.glob("*.tmp"):
        leftover.unlink()
    for entry in store.journal.read():
        store._apply(entry)
    return store


def search_id(source: str, settings: Mapping[str, Any]) -> str:
    """A name for one question to one source; other settings are another search."""
    return hashlib.sha256(json.dumps([source, settings], sort_keys=True).encode()).hexdigest()[:16]


def make_row(found: Found, settled: Settled, file: str) -> dict[str, Any]:
    """The manifest's row of a picture."""
    rights = found.rights
    row_id = f"{found.source}-{settled.sha256[:16]}"
    group = found.group or (f"{found.source}-{rights.author}" if rights.author != UNKNOWN else row_id)
    return {
        "id": row_id, "image": file, "lineart": None, "split": split_for(group), "source": found.source,
        "group": group, "title": found.title or Path(found.place.partition("?")[0]).name, "author": rights.author,
        "license": rights.license, "license_url": rights.license_url, "origin": found.origin, "tier": rights.tier,
        "style": UNKNOWN, "content": UNKNOWN, "shading": None, "width": settled.width, "height": settled.height,
        "sha256": settled.sha256, "url": found.page, "tags": list(found.tags),
    }  # fmt: skip


def split_for(group: str) -> str:
    return "val" if zlib.crc32(f"split {group}".encode()) % _VAL_SHARE == 0 else "train"

