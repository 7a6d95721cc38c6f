"""What a source says of a licence, to a tier of the manifest. Nothing is guessed: what is not known is `unknown`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from nurie.datasets.manifest import CLOSED_TIERS, UNKNOWN

_CC = "https://creativecommons.org"
_SPDX = "https://spdx.org/licenses"
PUBLIC_DOMAIN = "LicenseRef-public-domain"


@dataclass(frozen=True, slots=True)
class Rights:
    """Whose a picture is and what may be done with it; `license` is an SPDX id, or the source's words."""

    license: str
    tier: str
    author: str
    license_url: str = ""


NOTHING_STATED = Rights(UNKNOWN, UNKNOWN, UNKNOWN)

# SPDX id (or its beginning, as a pattern) → tier. Whatever matches none is `unknown`.
TIER_OF: dict[str, str] = {
    r"CC0-1\.0|CC-PDDC|CC-PDM-1\.0|LicenseRef-public-domain": "permissive",
    r"MIT|MIT-0|0BSD|BSD-[23]-Clause|Apache-2\.0|ISC|Zlib|Unlicense": "permissive",
    r"CC-BY-[1-4]\.\d(-[A-Z]{2,3})?": "attribution",
    r"CC-BY-SA-[1-4]\.\d(-[A-Z]{2,3})?": "sharealike",
    r"[AL]?GPL-[1-3]\.\d(-only|-or-later)": "gpl",
    r"CC-BY-(NC|ND|NC-SA|NC-ND|ND-NC)-[1-4]\.\d(-[A-Z]{2,3})?": "restricted",
    r"LicenseRef-all-rights-reserved": "restricted",
}
_TABLE = [(re.compile(pattern), tier) for pattern, tier in TIER_OF.items()]

# Other names that say exactly the same.
_SAME = {
    "cc0": "CC0-1.0",
    "expat": "MIT",
    "public-domain": PUBLIC_DOMAIN,
    "public domain": PUBLIC_DOMAIN,
    "all rights reserved": "LicenseRef-all-rights-reserved",
    "unlicensed": "LicenseRef-all-rights-reserved",  # npm's word for it, not the Unlicense
}


def stated(license_id: str | None, author: str | None, *, url: str | None = None) -> Rights:
    """Rights from an SPDX id and an author's name, as somebody states them.

    Without a licence or an author the tier is `unknown`, for nobody could be credited; a licence outside `TIER_OF`
    keeps its words and is `unknown`, too.
    """
    name = normal_id(license_id or "")
    author = " ".join((author or "").split())
    tier = tier_of(name)
    if not author and tier not in CLOSED_TIERS:
        tier = UNKNOWN
    return Rights(name or UNKNOWN, tier, author or UNKNOWN, url or url_of(name))


def completed(rights: Rights, license_id: str, author: str) -> Rights:
    """Rights that the source leaves unknown, with what the user read and states; what it does state stays."""
    if rights.tier != UNKNOWN or not (license_id or author):
        return rights
    known = (value if value != UNKNOWN else "" for value in (rights.license, rights.author))
    return stated(*(said or value for said, value in zip((license_id, author), known, strict=True)))


def tier_of(license_id: str) -> str:
    return next((tier for pattern, tier in _TABLE if pattern.fullmatch(license_id)), UNKNOWN)


def normal_id(text: str) -> str:
    """The SPDX spelling of an id that is written otherwise: cc-by-sa-4.0, GPL-2+, Expat; else the text as it is."""
    text = " ".join(text.split())
    if text.lower() in _SAME:
        return _SAME[text.lower()]
    if found := re.fullmatch(r"([AL]?GPL)-([1-3])(?:\.(\d))?(\+?)", text, re.IGNORECASE):
        family, major, minor, later = found.groups()
        return f"{family.upper()}-{major}.{minor or 0}-{'or-later' if later else 'only'}"
    if re.fullmatch(r"cc-by[a-z-]*-\d\.\d(-[a-z]{2,3})?", text, re.IGNORECASE):
        return text.upper()
    return text


def url_of(license_id: str) -> str:
    """Address of a licence's text, or "" where it is not known."""
    if license_id == "CC0-1.0":
        return f"{_CC}/publicdomain/zero/1.0/"
    if found := re.fullmatch(r"CC-(BY[A-Z-]*?)-(\d\.\d)(?:-([A-Z]{2,3}))?", license_id):
        kind, version, land = found.groups()
        return f"{_CC}/licenses/{kind.lower()}/{version}/" + (f"{land.lower()}/" if land else "")
    known = tier_of(license_id) not in CLOSED_TIERS and not license_id.startswith("LicenseRef-")
    return f"{_SPDX}/{license_id}.html" if known else ""


def from_commons(metadata: Mapping[str, Mapping[str, object]]) -> Rights:
    """Rights from the `extmetadata` of Wikimedia Commons: License, LicenseUrl, Copyrighted, Artist.

    Public domain counts where the file says both that it is (`pd…`) and that it is not copyrighted.
    """
    said = {name: str(entry.get("value", "")) for name, entry in metadata.items()}
    license_id = said.get("License", "").lower()
    if re.fullmatch(r"pd(-.*)?", license_id) and said.get("Copyrighted") == "False":
        license_id = PUBLIC_DOMAIN
    name = license_id or said.get("LicenseShortName", "")
    return stated(name, plain_text(said.get("Artist", "")), url=said.get("LicenseUrl") or None)


def from_debian(paragraphs: Sequence[Mapping[str, str]]) -> Rights:
    """Rights from a machine-readable debian/copyright, where all of the package but debian/* has one licence.

    Its file patterns are those of the source package, not of what is installed, so that with several licences
    nobody can say which is a picture's: that is `unknown`.
    """
    files = [entry for entry in paragraphs if entry.get("Files") and not entry["Files"].startswith("debian/")]
    licenses = {entry.get("License", "").partition("\n")[0].strip() for entry in files}
    if len(licenses) != 1:
        return Rights(" / ".join(sorted(licenses)) or UNKNOWN, UNKNOWN, UNKNOWN)
    holders = {line.strip() for entry in files for line in entry.get("Copyright", "").splitlines() if line.strip()}
    return stated(licenses.pop(), "; ".join(sorted(holders)))


def plain_text(html: str) -> str:
    """The words of a piece of HTML."""
    words = _Words()
    words.feed(html)
    words.close()
    return " ".join("".join(words.parts).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
