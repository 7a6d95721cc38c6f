"""A tier that is guessed too open puts somebody's picture into a model that is given away."""

from __future__ import annotations

import pytest

from nurie.datasets.collect.licenses import NOTHING_STATED, completed, from_commons, from_debian, stated, tier_of
from nurie.datasets.collect.sources.debian import read_paragraphs
from nurie.datasets.manifest import TIERS


@pytest.mark.parametrize(
    ("said", "license_id", "tier"),
    [
        ("CC0-1.0", "CC0-1.0", "permissive"), ("MIT", "MIT", "permissive"), ("Expat", "MIT", "permissive"),
        ("cc-by-4.0", "CC-BY-4.0", "attribution"), ("CC-BY-2.0-DE", "CC-BY-2.0-DE", "attribution"),
        ("CC-BY-SA-3.0", "CC-BY-SA-3.0", "sharealike"), ("GPL-2+", "GPL-2.0-or-later", "gpl"),
        ("LGPL-2.1", "LGPL-2.1-only", "gpl"), ("GPL-3.0-or-later", "GPL-3.0-or-later", "gpl"),
        ("CC-BY-NC-4.0", "CC-BY-NC-4.0", "restricted"), ("CC-BY-NC-SA-4.0", "CC-BY-NC-SA-4.0", "restricted"),
        ("CC-BY-ND-4.0", "CC-BY-ND-4.0", "restricted"),
        ("All rights reserved", "LicenseRef-all-rights-reserved", "restricted"),
        ("UNLICENSED", "LicenseRef-all-rights-reserved", "restricted"), ("Unlicense", "Unlicense", "permissive"),
    ],
)  # fmt: skip
def test_known_licences_have_their_tier(said, license_id, tier):
    """Non-commercial art among the open, or the public domain among the closed."""
    rights = stated(said, "A. Painter")
    assert (rights.license, rights.tier, rights.author) == (license_id, tier, "A. Painter")


@pytest.mark.parametrize(
    "said",
    ["", None, "free", "CC", "CC BY", "CC-BY", "MIT OR CC-BY-NC-4.0", "SEE LICENSE IN LICENSE", "GFDL-1.3", "CC-BY-5.0",
     "CC-BY-4.0 with exceptions", "public domain in the US", "GPL", "Free for personal use"],
)  # fmt: skip
def test_everything_else_is_unknown(said):
    """What somebody may have meant is no licence."""
    rights = stated(said, "A. Painter")
    assert (rights.tier, rights.license) == ("unknown", said or "unknown")


def test_a_licence_without_an_author_is_not_enough():
    """Nobody could be credited as CC BY wants it; a closed licence stays closed."""
    assert stated("CC-BY-4.0", " ").tier == "unknown"
    assert stated("CC-BY-NC-4.0", None).tier == "restricted"
    assert NOTHING_STATED.tier == "unknown"


def test_addresses_of_licences():
    """Attribution names the licence's address; a wrong one is another licence."""
    assert stated("CC-BY-SA-4.0", "A").license_url == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert stated("CC-BY-3.0-DE", "A").license_url == "https://creativecommons.org/licenses/by/3.0/de/"
    assert stated("CC-BY-NC-4.0", "A").license_url == "https://creativecommons.org/licenses/by-nc/4.0/"
    assert (stated("free", "A").license_url, stated("public-domain", "A").license_url) == ("", "")
    assert {tier_of(name) for name in ("CC0-1.0", "GPL-2.0-only", "no")} <= set(TIERS)


def test_what_is_missing_may_be_stated_and_what_is_said_stays():
    """A free-text licence that somebody has read; or a closed one that is talked open."""
    rights = completed(NOTHING_STATED, "CC-PDDC", "Open Clip Art Library")
    assert (rights.license, rights.tier, rights.author) == ("CC-PDDC", "permissive", "Open Clip Art Library")
    assert completed(stated("MIT", ""), "", "Ann") == stated("MIT", "Ann")
    for said in (stated("CC-BY-NC-4.0", "Ann"), stated("CC-BY-4.0", "Ann")):
        assert completed(said, "CC0-1.0", "Bob") == said
    assert completed(NOTHING_STATED, "", "") == NOTHING_STATED


def _metadata(**values):
    return {name: {"value": value, "source": "commons-desc-page"} for name, value in values.items()}


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        ({"License": "cc-by-sa-4.0", "Copyrighted": "True"}, "sharealike"),
        ({"License": "cc0", "Copyrighted": "True"}, "permissive"),
        ({"License": "pd", "Copyrighted": "False"}, "permissive"),
        ({"License": "pd-old-100", "Copyrighted": "False"}, "permissive"),
        ({"License": "pd", "Copyrighted": "True"}, "unknown"),
        ({"LicenseShortName": "CC BY-SA 4.0"}, "unknown"),
        ({"License": "cc-by-sa-3.0,2.5,2.0,1.0"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_what_the_wiki_says(said, tier):
    """A field that contradicts another, or a name for people, taken for a licence."""
    assert from_commons(_metadata(Artist="<a href='//x'>Mii</a>&nbsp;T.", **said)).tier == tier


def test_the_wiki_s_author_is_text():
    """Markup in the credits."""
    rights = from_commons(_metadata(License="cc-by-4.0", Artist="<bdi><a href='//x'>Mii\n K.</a></bdi> &amp; others",
                                    LicenseUrl="https://creativecommons.org/licenses/by/4.0"))  # fmt: skip
    assert (rights.author, rights.license) == ("Mii K. & others", "CC-BY-4.0")
    assert rights.license_url == "https://creativecommons.org/licenses/by/4.0"


ONE = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Source: https://example.org

Files: *
Copyright: 2010 Ada
           2012 Bert
License: CC-BY-SA-3.0
 the text

Files: debian/*
Copyright: 2020 Packager
License: GPL-2+

License: GPL-2+
 .
 the text
"""


def test_a_debian_package_of_one_licence():
    """The packager's licence of debian/* would be taken for that of the pictures."""
    rights = from_debian(read_paragraphs(ONE))
    assert (rights.license, rights.tier, rights.author) == ("CC-BY-SA-3.0", "sharealike", "2010 Ada; 2012 Bert")


def test_a_debian_package_of_several_licences_is_unknown():
    """The patterns are of the source package; which licence an installed picture has would be a guess."""
    several = ONE + "\nFiles: art/*\nCopyright: Carl\nLicense: CC-BY-NC-4.0\n"
    rights = from_debian(read_paragraphs(several))
    assert (rights.tier, rights.license) == ("unknown", "CC-BY-NC-4.0 / CC-BY-SA-3.0")
    assert from_debian(read_paragraphs("This package was debianized by hand.\n\nIt is GPL.")).tier == "unknown"
