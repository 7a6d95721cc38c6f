"""`nurie models`: what is installed, and what a model says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nurie.runtime.card import Card


@click.command()
@click.argument("model", metavar="[NAME|FILE]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per model: its card and its file.")
def models(model: str | None, as_json: bool) -> None:
    """List the installed models, or show the whole card of one."""
    from nurie.runtime.bundle import read_card
    from nurie.runtime.catalog import find_bundle, list_bundles

    paths = list(list_bundles().values()) if model is None else [find_bundle(model)]
    if not paths:
        click.echo("nurie: no model is installed; reinstall with `pip install --force-reinstall nurie`", err=True)
    for path in paths:
        card = read_card(path)
        if as_json:
            click.echo(_as_json(card, path))
        else:
            click.echo(_summary(card, path) if model is None else _whole(card, path))


def _as_json(card: Card, path: Path) -> str:
    from nurie.runtime.card import card_to_json

    return json.dumps({"file": str(path), **json.loads(card_to_json(card))}, ensure_ascii=False)


def _summary(card: Card, path: Path) -> str:
    size_mb = path.stat().st_size / 1e6
    return (
        f"{path.stem}  version {card.version}  {card.precision}  {size_mb:.1f} MB  {card.working_size_px} px  "
        f"{card.images_seen:,} pictures seen  {card.license or 'no licence stated'}"
    )


def _whole(card: Card, path: Path) -> str:
    rows = {
        "file": path,
        "version": card.version,
        "created": card.created,
        "precision": card.precision,
        "size": f"{path.stat().st_size / 1e6:.1f} MB",
        "works at": f"{card.working_size_px} px short side, multiples of {card.multiple}",
        "pictures seen": f"{card.images_seen:,}",
        "hints": card.hint_encoding,
        "color classes": len(card.color_bins),
        "things": ", ".join(card.things) or "none",
        "data": card.data,
        "license": card.license,
        "attribution": card.attribution,
    }
    listed = "\n".join(f"  {name:<14} {value}" for name, value in rows.items())
    recipe = f"\n  recipe\n{_indent(card.recipe)}" if card.recipe else ""
    return f"{card.name}\n{listed}{recipe}"


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines())
