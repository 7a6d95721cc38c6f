"""`nurie data forget`: pictures taken out of a collected folder."""

from __future__ import annotations

from pathlib import Path

import click

from nurie.errors import OptionError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("ids", nargs=-1, required=True)
def forget(folder: Path, ids: tuple[str, ...]) -> None:
    """Take the pictures IDS out of a FOLDER that `nurie data collect` filled, for good.

    Their rows and files go, and neither they nor their doubles are collected again. Shards that hold them are made
    anew, without them, by the next `nurie data build`.
    """
    from nurie.datasets.collect.store import open_store

    if not (folder / "journal.jsonl").is_file():
        raise OptionError(f"{folder} has no journal.jsonl; expected a folder that `nurie data collect --to` filled")
    store = open_store(folder, alike_bits=0)
    try:
        for row_id in ids:
            store.forget(row_id)
    finally:
        store.write_manifest()
        store.close()
    click.echo(f"took out {len(ids)} pictures; {folder / 'manifest.jsonl'} has {len(store.rows)}")
