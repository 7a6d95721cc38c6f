"""`nurie data collect`: pictures to learn from, with their rights, into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import nurie
from nurie.errors import CollectError, OptionError

_Path = click.Path(path_type=Path)
_NAMES = ("folder", "urls", "gelbooru", "danbooru", "commons", "debian", "npm", "gallery-dl")  # SOURCES, unloaded


@click.command()
@click.argument("source", type=click.Choice(_NAMES))
@click.argument("query")
@click.option("--to", "target", type=_Path, required=True, help="Folder to collect into, or to go on with.")
@click.option("--count", default=0, type=click.IntRange(0), help="Stop after so many new pictures.")
@click.option("--pages", default=0, type=click.IntRange(0), help="Read at most so many pages of the list.")
@click.option("--min-px", default=256, show_default=True, type=click.IntRange(1), help="Least short side.")
@click.option("--alike", default=4, show_default=True, type=click.IntRange(0, 16),
              help="Bits of 64 by which the looks of one picture may differ; 0 drops exact doubles.")
@click.option("--rating", help="Boards: only this rating.")
@click.option("--min-score", type=int, help="Boards: only from this score on.")
@click.option("--host", help="Boards and wikis: another one of the same kind.")
@click.option("--per-page", type=click.IntRange(1, 1000), help="Boards and wikis: pictures a request.")
@click.option("--license", help="Folders, addresses, packages: SPDX id, where nothing else is stated.")
@click.option("--author", help="Folders, addresses, packages: whose they are, likewise.")
@click.option("--only", help="Packages: a part of the path that pictures must have.")
@click.option("--name", help="Name of the source in the manifest.")
@click.option("--contact", default="", help="How a host's keeper reaches you: a page or a mail address.")
@click.option("--interval", "interval_s", default=1.0, show_default=True, type=click.FloatRange(0.1),
              help="Seconds between requests to a host, at least.")
@click.option("--tries", default=5, show_default=True, type=click.IntRange(1, 20), help="Of each request.")
@click.option("--max-mb", default=64, show_default=True, type=click.IntRange(1, 1024), help="Largest file.")
@click.option("--allow-private", is_flag=True, help="Ask hosts of this machine and network, too.")
@click.option("--again", is_flag=True, help="Read the list from its first page, for what is new.")
@click.option("-v", "--verbose", is_flag=True, help="A line for each picture.")
def collect(source: str, query: str, target: Path, again: bool, verbose: bool, **options: Any) -> None:
    """Collect pictures from SOURCE, after QUERY, into a folder with a manifest.

    \b
    folder FOLDER          your own pictures; say whose with --license and --author
    urls FILE              an address a line, or JSON with url, license, author, ...
    gelbooru "TAGS"        Safebooru and its like
    danbooru "TAGS"        Danbooru and its like
    commons CATEGORY       Wikimedia Commons
    debian PACKAGE         by apt
    npm PACKAGE            by npm
    gallery-dl ADDRESS     by that program

    Stopped at any point it goes on where it was, with the same command. Pictures without an open licence are marked:
    released models learn from none of them.
    """
    from nurie.datasets.collect.client import Client
    from nurie.datasets.collect.collect import Limits, Question
    from nurie.datasets.collect.collect import collect as run
    from nurie.datasets.collect.sources import SOURCES
    from nurie.datasets.collect.sources.source import Tools, make_settings
    from nurie.datasets.collect.store import open_store

    limits = Limits(options.pop("count"), options.pop("pages"), options.pop("min_px"))
    manners, alike = _manners(options), options.pop("alike")
    if source == "gallery-dl" and limits.count:
        options["count"] = limits.count
    question = Question(source, SOURCES[source], make_settings(source, SOURCES[source], query, options))
    store = open_store(target, alike_bits=alike)
    try:
        tools, tell = Tools(Client(manners), target / "unpacked"), _tell if verbose else _quiet
        tally = run(store, question, tools, limits, again=again, tell=tell)
    finally:
        store.close()
    _report(tally, store, target)


def _manners(options: dict[str, Any]) -> Any:
    """Take the options that say how hosts are asked out of all of them."""
    from nurie.datasets.collect.client import Manners

    if options["interval_s"] < 1 and not options["allow_private"]:
        raise OptionError("--interval below 1 s is for hosts of your own network; add --allow-private if it is one")
    taken = {name: options.pop(name) for name in ("contact", "interval_s", "tries", "allow_private")}
    return Manners(nurie.__version__, **taken, most_bytes=options.pop("max_mb") << 20)


def _quiet(found: Any, what: str) -> None:
    pass


def _tell(found: Any, what: str) -> None:
    click.echo(f"{found.key}: {what or 'kept'}")


def _report(tally: Any, store: Any, target: Path) -> None:
    from nurie.datasets.manifest import CLOSED_TIERS

    closed = sum(row["tier"] in CLOSED_TIERS for row in store.rows.values())
    for why, count in tally.left_out.most_common():
        click.echo(f"left out: {count} ({why})")
    click.echo(f"{tally.kept} new pictures; {target / 'manifest.jsonl'} has {len(store.rows)}")
    if closed:
        click.echo(f"{closed} of them have no open licence, or none that is known: released models learn from none")
    if tally.failed:
        first = next(iter(tally.failed.values()))
        count = len(tally.failed)
        raise CollectError(f"{count} pictures failed, the first: {first}. The same command tries them again")
