"""Pictures under a licence that nobody checked, or under no name, may not be learned from. No network, no node here."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nurie.cli.data import data
from nurie.datasets import avatars
from nurie.datasets.avatars import PACKAGES, check_license, install, make_avatars
from nurie.datasets.card import render_card
from nurie.datasets.check import check_manifest
from nurie.datasets.manifest import read_manifest
from nurie.errors import InputError, ManifestError, MissingExtraError

OPENMOJI, ADVENTURER = PACKAGES["openmoji"], PACKAGES["adventurer"]
DISC = '<circle cx="36" cy="36" r="30" fill="#fcea2b" stroke="#000" stroke-width="4"/>'
BOX = '<path fill="#92d3f5" stroke="#000" stroke-width="3" d="M12 12h48v48H12z"/>'
RIGHTS = """Licenses
--------

# Design

Source: Adventurer (https://www.figma.com/community/file/1184595184137881796)
Designer: Lisa Wischofsky (https://www.instagram.com/lischi_art/)
License: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)

# Code

MIT License
"""


def put(folder: Path, name: str, **files: object) -> Path:
    home = folder / "node_modules" / name
    home.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        target = home / ("LICENSE" if file == "LICENSE" else f"{file}.json")
        target.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return home


@pytest.fixture
def packages(tmp_path):
    """What npm would have left: two emoji, the core, and one style of avatars."""
    folder = tmp_path / "npm"
    put(folder, "@dicebear/core", package={"version": "9.4.3"})
    put(folder, ADVENTURER.name, package={"version": ADVENTURER.version}, LICENSE=RIGHTS)
    icons = {"ball": DISC, "box": BOX, "box-dark-skin-tone": BOX, "flag-nowhere": DISC}
    put(
        folder, OPENMOJI.name, package={"version": OPENMOJI.version, "license": "CC-BY-SA-4.0"},
        info={"author": {"name": "OpenMoji"}, "license": {"spdx": "CC-BY-SA-4.0", "url": OPENMOJI.license[1]}},
        icons={"icons": {name: {"body": body} for name, body in icons.items()}, "width": 72, "height": 72},
        metadata={"categories": {"Objects": ["ball", "box", "box-dark-skin-tone"], "Flags": ["flag-nowhere"]}},
    )  # fmt: skip
    return folder


@pytest.fixture
def drawn(monkeypatch):
    """Pictures that depend on the SVG alone, without a renderer."""

    def pair(svg, size_px):
        rng = np.random.default_rng(len(svg))
        return rng.integers(0, 255, (24, 32, 3), np.uint8), rng.integers(0, 255, (24, 32), np.uint8)

    monkeypatch.setattr(avatars, "inked_pair", pair)
    monkeypatch.setattr(avatars, "bordered_pair", lambda svg, size_px, **_: pair(svg, size_px))


def make(folder: Path, packages: Path, *, seed: int = 0, sources=("openmoji",)) -> list:
    list(make_avatars(folder, packages, count=9, seed=seed, sources=sources))
    return read_manifest(folder / "manifest.jsonl")


def test_what_is_made_is_a_sound_corpus(tmp_path, packages, drawn):
    """`nurie train --data` and `nurie data check` read what this writes; a row without its rights is refused."""
    rows = make(tmp_path / "out", packages)
    assert check_manifest(tmp_path / "out" / "manifest.jsonl").problems == ()
    assert {row.title.partition(" ")[0] for row in rows} == {"ball", "box"}  # one skin tone each, no flags
    row = rows[0]
    assert (row.license, row.tier, row.author, row.lineart_kind) == ("CC-BY-SA-4.0", "sharealike", "OpenMoji", "vector")
    assert row.origin.endswith("npm package @iconify-json/openmoji 1.2.29")


def test_the_same_seed_makes_the_same_corpus(tmp_path, packages, drawn):
    """A corpus that cannot be made again cannot be checked by anyone."""
    make(tmp_path / "one", packages, seed=3)
    make(tmp_path / "two", packages, seed=3)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) == 6  # two pictures, two line pictures, manifest, attribution
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_the_data_card_tells_what_was_changed(tmp_path, packages, drawn):
    """CC BY asks for a note of the changes; the card takes it from ATTRIBUTION.md."""
    make(tmp_path / "out", packages)
    card = render_card(tmp_path / "out" / "manifest.jsonl")
    assert "### OpenMoji (`openmoji`)" in card
    assert "- Changes: Rendered on white" in card


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)", "Free for personal use (https://example.org)"),
        ("Lisa Wischofsky", "Somebody Else"),
        (RIGHTS, ""),
    ],
)
def test_a_package_with_another_licence_is_refused(packages, old, new):
    """A new version under a closed licence would slip into the corpus."""
    check_license(ADVENTURER, packages)
    put(packages, ADVENTURER.name, LICENSE=RIGHTS.replace(old, new))
    with pytest.raises(ManifestError, match=r"@dicebear/adventurer 9\.4\.3 says: .*expected: by Lisa Wischofsky"):
        check_license(ADVENTURER, packages)


def test_an_icon_package_must_agree_with_itself(packages):
    """Iconify states the licence twice; where they differ one of them is wrong."""
    put(packages, OPENMOJI.name, package={"version": OPENMOJI.version, "license": "MIT"})
    with pytest.raises(ManifestError, match=r"CC-BY-SA-4\.0 and MIT"):
        check_license(OPENMOJI, packages)


def test_a_missing_npm_is_said(tmp_path, monkeypatch):
    """A traceback from subprocess tells nobody to install Node.js."""
    monkeypatch.setattr(avatars.shutil, "which", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"needs npm.*install Node\.js"):
        install(tmp_path, [OPENMOJI])


def test_a_failed_fetch_is_said(tmp_path, monkeypatch):
    """Without a network the last line of npm's own message is what helps."""
    failed = subprocess.CompletedProcess([], 1, "", "npm error code ENOTFOUND\nnpm error network no such host\n")
    monkeypatch.setattr(avatars, "_program", lambda name: name)
    monkeypatch.setattr(avatars.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(InputError, match=r"npm error network no such host.*check the network"):
        install(tmp_path, [OPENMOJI])


def test_npm_runs_no_scripts_and_takes_exact_versions(tmp_path, monkeypatch):
    """A package's install script could do anything; a range of versions would change the corpus silently."""
    seen = []

    def run(command, **_):
        seen.append(command)
        for name, version in json.loads((tmp_path / "package.json").read_text())["dependencies"].items():
            put(tmp_path, name, package={"version": version})
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(avatars, "_program", lambda name: name)
    monkeypatch.setattr(avatars.subprocess, "run", run)
    install(tmp_path, [OPENMOJI, ADVENTURER])
    install(tmp_path, [OPENMOJI])
    assert len(seen) == 1 and "--ignore-scripts" in seen[0]


def test_avatars_of_a_style_are_one_group(tmp_path, packages, drawn, monkeypatch):
    """Avatars share their noses and hair: a style in two splits would be judged on what was learnt."""
    jobs = []

    def run(command, *, input, **_):
        jobs.extend(json.loads(input))
        lines = [json.dumps({"seed": job["seed"], "svg": f"<svg {job['options']}/>"}) for job in jobs]
        return subprocess.CompletedProcess(command, 0, "\n".join(lines), "")

    monkeypatch.setattr(avatars, "_program", lambda name: name)
    monkeypatch.setattr(avatars.subprocess, "run", run)
    rows = make(tmp_path / "out", packages, sources=("adventurer",))
    assert len(rows) == 9 and {(row.group, row.split) for row in rows} == {("adventurer", "train")}
    assert all(set(job["options"]) == {"hairColor", "skinColor"} for job in jobs)
    assert (rows[0].license, rows[0].tier) == ("CC-BY-4.0", "attribution")


def test_the_command_keeps_an_earlier_corpus(tmp_path, packages, drawn):
    """Nothing is overwritten without --force."""
    arguments = ["avatars", "--to", str(tmp_path / "out"), "--packages", str(packages), "--only", "openmoji"]
    runner = CliRunner()
    assert "openmoji: 2 pictures" in runner.invoke(data, arguments).output
    again = runner.invoke(data, arguments)
    assert "add --force" in str(again.exception)
    assert runner.invoke(data, [*arguments, "--force"]).exit_code == 0


def test_an_unknown_source_is_refused(tmp_path, packages):
    """A misspelt --only would make a corpus without it."""
    with pytest.raises(InputError, match="unknown source opnmoji; known are adventurer"):
        list(make_avatars(tmp_path, packages, count=1, seed=0, sources=["opnmoji"]))


def test_only_open_licences_are_in_the_table():
    """Avataaars and bottts are free to use but under no open licence; they must not come in by a typo."""
    assert {package.license[0] for package in PACKAGES.values()} <= {
        "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "MIT", "Apache-2.0"
    }  # fmt: skip
    assert not {"avataaars", "bottts"} & set(PACKAGES)
