"""ATTRIBUTION.md of a collected folder: whose pictures they are, and which of them nobody gave away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nurie.datasets.manifest import CLOSED_TIERS

_HEAD = """# Attribution

Collected by `nurie data collect`. Files are as they came, or the same pictures as PNG in sRGB on white where other
readers would see a file otherwise. Titles, addresses and tags stand in manifest.jsonl, row by row.
"""
_CLOSED = """{count} of {total} pictures have no open licence, or none that is known: the tiers {tiers}.
They belong to their authors. Recipes take them only where they name these tiers, and what learned from them is
not to be given to others.
"""


def attribution(rows: Iterable[Mapping[str, Any]]) -> str:
    """The text; `nurie data card` reads the changes from it."""
    by_source: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
    every = [row for rows in by_source.values() for row in rows]
    closed = sum(row["tier"] in CLOSED_TIERS for row in every)
    note = _CLOSED.format(count=closed, total=len(every), tiers=" and ".join(CLOSED_TIERS)) if closed else ""
    sections = [_section(source, rows) for source, rows in sorted(by_source.items())]
    return "\n".join(part for part in (_HEAD, note, *sections) if part)


def _section(source: str, rows: Sequence[Mapping[str, Any]]) -> str:
    heading = f"## {source} (`{source}`, {len(rows)} pictures)"
    lines = [heading, "", "- Changes: None, or written again as PNG on white."]
    counts = Counter((row["license"], row["tier"], row["author"]) for row in rows)
    lines += [
        f"- {name} ({tier}), {author}: {count}"
        for (name, tier, author), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "\n".join(lines) + "\n"
