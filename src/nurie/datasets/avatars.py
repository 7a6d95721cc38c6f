"""Pictures from openly licensed packages of avatars and emoji, fetched by npm: colour, lines, and whose they are."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from nurie.core.files import replacing
from nurie.datasets.svg import bordered_pair, inked_pair
from nurie.errors import InputError, ManifestError, MissingExtraError

Rng = np.random.Generator

SIZE_PX = 640
_CC0 = ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
_CC_BY = ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
_CC_BY_SA = ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/")
_MIT = ("MIT", "https://github.com/microsoft/fluentui-emoji/blob/main/LICENSE")
_APACHE = ("Apache-2.0", "https://github.com/googlefonts/noto-emoji/blob/main/svg/LICENSE")
_TIERS = {"CC-BY-4.0": "attribution", "CC-BY-SA-4.0": "sharealike"}  # all others permissive


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package of drawings.

    Attributes:
        name, version: what npm installs.
        title: what the drawings are called.
        author: who drew them; as the package itself says.
        license: SPDX id and address; as the package itself says.
        outlined: whether the drawings have outlines; else lines are drawn where colours meet.
        shading: whether they are shaded.
        colors: for avatars, option or group of the drawing → skin, hair or cloth.
        options: for avatars, other options of the style.
    """

    name: str
    version: str
    title: str
    author: str
    license: tuple[str, str]
    outlined: bool
    shading: bool = False
    colors: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The corpus' name of this source: `@dicebear/big-ears` is `big_ears`."""
        return self.name.rpartition("/")[2].replace("-", "_")

    @property
    def is_avatar(self) -> bool:
        return self.name.startswith("@dicebear/")


_dicebear = partial(Package, version="9.4.3")
PACKAGES: dict[str, Package] = {
    package.source: package
    for package in (
        _dicebear(
            "@dicebear/adventurer", title="Adventurer", author="Lisa Wischofsky", license=_CC_BY, outlined=True,
            colors={"hairColor": "hair", "skinColor": "skin"},
        ),
        _dicebear(
            "@dicebear/lorelei", title="Lorelei", author="Lisa Wischofsky", license=_CC0, outlined=True,
            colors={"skinColor": "skin", "earringsColor": "cloth", "hairAccessoriesColor": "cloth"},
        ),
        _dicebear(
            "@dicebear/micah", title="Avatar Illustration System", author="Micah Lanier", license=_CC_BY, outlined=True,
            colors={
                "hairColor": "hair", "facialHairColor": "hair", "eyebrowsColor": "ink", "baseColor": "skin",
                "shirtColor": "cloth", "earringColor": "metal", "glassesColor": "ink", "eyesColor": "ink",
                "mouthColor": "ink",
            },
            options={"hair": ["fonze", "mrClean", "dannyPhantom", "full", "turban", "pixie"]},  # those with outlines
        ),
        _dicebear(
            "@dicebear/notionists", title="Notionists", author="Zoish", license=_CC0, outlined=True,
            colors={
                "translate(531 487)": "skin", "translate(178 1057)": "cloth", "translate(266 207)": "hair",
                "translate(0 559)": "skin",
            },
        ),
        _dicebear(
            "@dicebear/open-peeps", title="Open Peeps", author="Pablo Stanley", license=_CC0, outlined=True,
            colors={"clothingColor": "cloth", "headContrastColor": "hair", "skinColor": "skin"},
        ),
        _dicebear(
            "@dicebear/big-ears", title="Face Generator", author="The Visual Team", license=_CC_BY, outlined=False,
            colors={"hairColor": "hair", "skinColor": "skin"},
        ),
        _dicebear(
            "@dicebear/big-smile", title="Custom Avatar", author="Ashley Seo", license=_CC_BY, outlined=False,
            colors={"hairColor": "hair", "skinColor": "skin"},
        ),
        _dicebear(
            "@dicebear/miniavs", title="Miniavs", author="Webpixels", license=_CC_BY, outlined=False,
            colors={"hairColor": "hair", "skinColor": "skin", "bodyColor": "cloth"},
        ),
        _dicebear(
            "@dicebear/personas", title="Personas", author="Draftbit - draftbit.com", license=_CC_BY, outlined=False,
            colors={"hairColor": "hair", "skinColor": "skin", "clothingColor": "cloth"},
        ),
        _dicebear(
            "@dicebear/toon-head", title="ToonHead", author="Johan Melin", license=_CC_BY, outlined=False,
            colors={"hairColor": "hair", "skinColor": "skin", "clothesColor": "cloth"},
            options={"beardProbability": 12},
        ),
        Package("@iconify-json/openmoji", "1.2.29", "OpenMoji", "OpenMoji", _CC_BY_SA, outlined=True),
        Package("@iconify-json/twemoji", "1.2.5", "Twitter Emoji", "Twitter", _CC_BY, outlined=False),
        Package("@iconify-json/fluent-emoji-flat", "1.2.6", "Fluent Emoji Flat", "Microsoft Corporation", _MIT,
                outlined=False),
        Package("@iconify-json/noto", "1.2.9", "Noto Emoji", "Google Inc", _APACHE, outlined=False, shading=True),
    )
}  # fmt: skip
_CORE = ("@dicebear/core", "9.4.3")  # MIT; draws the avatars, is in none of the pictures

_PALETTES = {
    "skin": "ffe4d1 fbd7bd f5c9a6 edb98a e0a878 d08b5b b97650 9e5f3c 7d4a2e 5c3624 ffdfc4 f2d3b1",
    "hair": "0c0a09 1c1412 2c1b18 4a312c 6a4e35 85572e a55728 b58143 d6b370 ecdcbf f4e3a1 c93305 e8e1e1 afafaf "
    "7a4fa3 3d6fb6 4fb0c6 f0a6ca d94f70 5fa55a",
    "cloth": "e15241 f2a541 f7d154 7ab55c 3f8f5f 54b8b1 4f8fd0 3b5ba5 6b4fa0 b565a7 ee8fa6 a0724a 6b7a8f d9d2c5 "
    "f4f0e6 2f3e4e 8c2f39 c5d86d a9def9 ffffff",
    "metal": "f4d150 c0c5cc e8b84a",
    "ink": "000000",
}
_CATEGORIES = {
    "People Body": "character", "Smileys Emotion": "character", "Animals Nature": "animal", "Food Drink": "object",
    "Activities": "object", "Objects": "object", "Travel Places": "object",
}  # fmt: skip
_SKIN_TONE = re.compile(r"-(?:medium-light|medium-dark|light|medium|dark)(?:-skin-tone)?(?=-|$)")
_NO_THING = re.compile(r"o-clock|oclock|thirty|speech|thought|-hole$|moon-phase|quarter-moon|family")
_MARGIN = 0.06  # white around emoji, which fill their square: an outline needs room
_INKS = ((0, 0, 0), (22, 18, 26), (44, 26, 30), (30, 34, 58), (70, 40, 28))

_DRAW = """import fs from "node:fs";
import { createAvatar } from "@dicebear/core";
for (const { name, seed, options } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const style = await import(name);
  const svg = createAvatar(style, { ...options, seed }).toString();
  process.stdout.write(JSON.stringify({ name, seed, svg }) + "\\n");
}
"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One SVG of a package: `name` within it, the group it belongs to, and what it shows."""

    package: Package
    name: str
    title: str
    group: str
    content: str
    svg: str


def make_avatars(
    folder: Path, packages_folder: Path, *, count: int, seed: int, sources: Sequence[str] = ()
) -> Iterator[tuple[str, int]]:
    """Fetch the packages, draw `count` pictures of each, write pictures, manifest and attribution into `folder`.

    Yields each source with its number of pictures when it is done; the manifest is written last, so that an
    interrupted run leaves none. The same seed and packages give the same drawings.

    Raises:
        MissingExtraError: npm, node or resvg-py is not installed.
        InputError: npm cannot fetch the packages; an unknown source.
        ManifestError: a package's licence or author is not the expected one.
    """
    chosen = _chosen(sources)
    install(packages_folder, chosen)
    for package in chosen:
        check_license(package, packages_folder)
    rows: list[dict[str, object]] = []
    counts: dict[str, int] = {}
    for package in chosen:
        drawings = _drawings(package, packages_folder, count, seed)
        made = [_write_pair(drawing, folder, seed) for drawing in drawings]
        rows += made
        counts[package.source] = len(made)
        yield package.source, len(made)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    for name, content in (("ATTRIBUTION.md", attribution(chosen, counts)), ("manifest.jsonl", text)):
        with replacing(folder / name) as temporary:
            temporary.write_text(content, encoding="utf-8", newline="\n")


def _chosen(sources: Sequence[str]) -> list[Package]:
    if unknown := [name for name in sources if name not in PACKAGES]:
        raise InputError(f"unknown source {', '.join(unknown)}; known are {', '.join(PACKAGES)}")
    return [package for name, package in PACKAGES.items() if not sources or name in sources]


def install(folder: Path, packages: Sequence[Package]) -> None:
    """Let npm put the packages, at exactly their versions, into `folder`; no package's scripts are run."""
    wanted = dict([_CORE, *((package.name, package.version) for package in packages)])
    if all(_installed(folder, name) == version for name, version in wanted.items()):
        return
    npm = _program("npm")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module", "dependencies": wanted}))
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise InputError(
            f"npm could not fetch the packages ({said[-1] if said else 'no message'}); check the network "
            f"and npm's settings, or put the packages into {folder}/node_modules by other means"
        )
    for name, version in wanted.items():
        if (found := _installed(folder, name)) != version:
            raise InputError(f"npm installed {name} {found}, expected {version}; empty {folder} and try again")


def _installed(folder: Path, name: str) -> str | None:
    file = folder / "node_modules" / name / "package.json"
    return _json(file).get("version") if file.is_file() else None


def _json(file: Path) -> dict:
    return json.loads(file.read_text(encoding="utf-8"))


def _program(name: str) -> str:
    if (path := shutil.which(name)) is None:
        raise MissingExtraError(f"this needs {name}, which is not installed; install Node.js 20 or newer")
    return path


def check_license(package: Package, folder: Path) -> None:
    """Compare what the package says of its drawings with what is expected of it.

    Raises:
        ManifestError: another licence, another author, or none stated.
    """
    author, address = (_avatar_rights if package.is_avatar else _icon_rights)(folder / "node_modules" / package.name)
    expected = (package.author, package.license[1])
    if (author, address) != expected:
        raise ManifestError(
            f"{package.name} {package.version} says: by {author or 'nobody'}, licence {address or 'not stated'}; "
            f"expected: by {expected[0]}, {expected[1]}; read its licence before you use its drawings"
        )


def _avatar_rights(folder: Path) -> tuple[str, str]:
    """Designer and licence address of the part `# Design` of DiceBear's licence file."""
    file = folder / "LICENSE"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    design = text.partition("# Design")[2].partition("# Code")[0]
    author = re.search(r"^Designer: (.+?) \(", design, re.MULTILINE)
    address = re.search(r"^License: .+ \((\S+)\)$", design, re.MULTILINE)
    return author[1] if author else "", address[1] if address else ""


def _icon_rights(folder: Path) -> tuple[str, str]:
    """Author and licence address of Iconify's `info.json`; the package's own SPDX id must agree."""
    info, package = (_json(folder / name) for name in ("info.json", "package.json"))
    if info["license"].get("spdx") != package.get("license"):
        return info["author"]["name"], f"{info['license'].get('spdx')} and {package.get('license')}"
    return info["author"]["name"], info["license"]["url"]


def _drawings(package: Package, folder: Path, count: int, seed: int) -> list[Drawing]:
    return (_avatars if package.is_avatar else _icons)(package, folder, count, seed)


def _avatars(package: Package, folder: Path, count: int, seed: int) -> list[Drawing]:
    """`count` avatars by DiceBear; a style is one group, for its avatars share their parts."""
    node = _program("node")
    rng = np.random.default_rng([seed, zlib.crc32(package.source.encode())])
    looks = [_look(package, rng) for _ in range(count)]
    jobs = [
        {
            "name": package.name,
            "seed": f"{seed}-{number}",
            "options": {**package.options, **{key: [value] for key, value in look.items()}},
        }
        for number, look in enumerate(looks)
    ]
    script = folder / "draw.mjs"
    script.write_text(_DRAW, encoding="utf-8")
    done = subprocess.run(
        [node, script.name], cwd=folder, input=json.dumps(jobs), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InputError(f"node could not draw {package.name}: {done.stderr.strip()[-300:]}; is Node.js 20 or newer?")
    drawings = []
    for look, line in zip(looks, done.stdout.splitlines(), strict=True):
        made = json.loads(line)
        svg = _paint_groups(made["svg"], look)
        title = f"{package.title}, seed {made['seed']}"
        drawings.append(Drawing(package, made["seed"], title, package.source, "character", svg))
    return drawings


def _look(package: Package, rng: Rng) -> dict[str, str]:
    """One skin, one hair and one cloth for an avatar, under the names that its style has for them."""
    look = {kind: str(rng.choice(palette.split())) for kind, palette in _PALETTES.items()}
    return {option: look[kind] for option, kind in package.colors.items()}


def _paint_groups(svg: str, look: Mapping[str, str]) -> str:
    """Give the white fills of named groups a colour, where a style has no option for it."""
    groups = {name: color for name, color in look.items() if name.startswith("translate")}
    if not groups:
        return svg
    parts = re.split(r'(?=<g transform="translate\([\d. ]+\)">)', svg)
    for number, part in enumerate(parts):
        name = part[len('<g transform="') :].partition('"')[0]
        if name in groups:
            parts[number] = part.replace('fill="#fff"', f'fill="#{groups[name]}"')
    return "".join(parts)


def _icons(package: Package, folder: Path, count: int, seed: int) -> list[Drawing]:
    """`count` emoji, as many of each category as there are; one skin tone of each person."""
    home = folder / "node_modules" / package.name
    icons, metadata = (_json(home / name) for name in ("icons.json", "metadata.json"))
    rng = np.random.default_rng([seed, zlib.crc32(package.source.encode())])
    piles = []
    for category, names in sorted(metadata["categories"].items()):
        if content := _CATEGORIES.get(category.replace("& ", "")):
            things: dict[str, list[str]] = {}
            for name in sorted(set(names) & set(icons["icons"])):
                if not _NO_THING.search(name):
                    things.setdefault(_SKIN_TONE.sub("", name), []).append(name)
            chosen = [(thing, str(rng.choice(variants)), content) for thing, variants in things.items()]
            piles.append([chosen[place] for place in rng.permutation(len(chosen))])
    drawings = []
    for thing, name, content in _in_turn(piles)[:count]:
        svg = _icon_svg(icons, name)
        drawings.append(Drawing(package, name, name.replace("-", " "), f"emoji-{thing}", content, svg))
    return drawings


def _in_turn(piles: list[list[tuple[str, str, str]]]) -> list[tuple[str, str, str]]:
    """One of each pile, then the next of each, until all are used up."""
    longest = max(map(len, piles), default=0)
    return [pile[place] for place in range(longest) for pile in piles if place < len(pile)]


def _icon_svg(icons: Mapping[str, dict], name: str) -> str:
    icon = icons["icons"][name]
    width, height = (icon.get(side, icons.get(side, 16)) for side in ("width", "height"))
    left, top = _MARGIN * width, _MARGIN * height
    view = f"{-left} {-top} {width + 2 * left} {height + 2 * top}"
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {names} viewBox="{view}">{icon["body"]}</svg>'


def _write_pair(drawing: Drawing, folder: Path, seed: int) -> dict[str, object]:
    """Render a drawing, write both pictures, and give its row of the manifest."""
    package = drawing.package
    row_id = f"{package.source}-{drawing.name}".replace("_", "-")
    if package.outlined:
        colors, lineart = inked_pair(drawing.svg, SIZE_PX)
    else:
        rng = np.random.default_rng([seed, zlib.crc32(row_id.encode())])
        ink = _INKS[rng.integers(len(_INKS))]
        colors, lineart = bordered_pair(drawing.svg, SIZE_PX, width_px=float(rng.uniform(2.5, 6)), ink=ink)
    image, lines = (f"{part}/{package.source}/{row_id}.webp" for part in ("images", "lineart"))
    content = _write_webp(folder / image, colors, quality=90)
    _write_webp(folder / lines, lineart, quality=92)
    license_id, license_url = package.license
    return {
        "id": row_id, "image": image, "lineart": lines, "split": _split(drawing.group), "source": package.source,
        "group": drawing.group, "title": drawing.title, "author": package.author, "license": license_id,
        "license_url": license_url, "origin": f"{package.title}, npm package {package.name} {package.version}",
        "tier": _TIERS.get(license_id, "permissive"), "style": "vector", "content": drawing.content,
        "shading": package.shading, "width": colors.shape[1], "height": colors.shape[0],
        "sha256": hashlib.sha256(content).hexdigest(), "lineart_kind": "vector",
    }  # fmt: skip


def _split(group: str) -> str:
    """One emoji in twelve is for validation, in every package the same ones; avatars are trained on."""
    held_back = group.startswith("emoji-") and zlib.crc32(f"split {group}".encode()) % 12 == 0
    return "val" if held_back else "train"


def _write_webp(path: Path, pixels: np.ndarray, *, quality: int) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=quality, method=4)
    with replacing(path) as temporary:
        temporary.write_bytes(buffer.getvalue())
    return buffer.getvalue()


def attribution(packages: Sequence[Package], counts: Mapping[str, int]) -> str:
    """ATTRIBUTION.md of the folder; `nurie data card` reads the changes from it."""
    parts = [
        "# Attribution\n\nEvery picture here is a changed copy of an openly licensed work, re-encoded as WebP. "
        "None of the authors endorses this project."
    ]
    for package in sorted(packages, key=lambda package: package.source):
        lines = [
            f"## {package.title} (`{package.source}`, {counts[package.source]} pictures)\n",
            f"- Licence: {package.license[0]}, <{package.license[1]}>",
            f"- Origin: npm package {package.name} {package.version}",
            f"- Author: {package.author}",
            f"- Changes: {describe_changes(package)}",
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def describe_changes(package: Package) -> str:
    """What is done to a package's drawings, as its licence wants it stated."""
    made = "Put together by DiceBear in colours of ours, rendered" if package.is_avatar else "Rendered"
    if package.outlined:
        return f"{made} on white; the line picture is the same drawing with only its blacks and dark strokes left."
    return f"{made} on white; outlines were drawn where two colours meet."
