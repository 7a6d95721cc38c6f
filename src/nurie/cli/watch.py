"""`nurie watch`: drawings that are saved into a folder come back in colour, beside them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from nurie.cli.color_options import LAYERS, LIGHT, LOOK, with_options
from nurie.cli.given import Given
from nurie.cli.saving import FORMATS
from nurie.cli.watch_page import Painter
from nurie.cli.watch_rounds import Round, Told, run
from nurie.core.files import hold
from nurie.core.image_io import LAYERED
from nurie.errors import BatchError, OptionError

if TYPE_CHECKING:
    from nurie.runtime.watch import Watch

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--to", metavar="DIR", type=_FOLDER, help="Folder for the results.  [default: DIR itself]")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="psd", show_default=True,
              help="Format of the results.")  # fmt: skip
@with_options((*LOOK, *LIGHT, *LAYERS))
@click.option("--recolor", is_flag=True, help="Colour those pictures, too, that are in colour already.")
@click.option("--once", is_flag=True, help="Colour what is there, and end.")
@click.option("--every", metavar="SECONDS", default=1.0, show_default=True, type=click.FloatRange(0.05, 3600),
              help="Time between two looks; a file must look the same at both.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per page.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def watch(
    folder: Path, to: Path | None, format_: str, once: bool, every: float, recolor: bool, as_json: bool, quiet: bool,
    **words: Any,
) -> None:
    """Watch the folder DIR: page.png or page.psd saved there comes back as page.color.psd, in layers.

    What lies there already is coloured, too, where it has no result. NAME.hints.json or NAME.hints.png beside a page
    are its hints, NAME.options.json its options. A page that fails leaves the reason in NAME.color.txt. Subfolders,
    hidden files and results are left alone; a result that was worked on is never replaced. Ctrl-C ends it.
    """
    given, told = Given(**words, force=True), Told(as_json=as_json, quiet=quiet)
    to = folder if to is None else to
    if not folder.is_dir():
        raise OptionError(f"no folder at {folder}; make it first, or name another")
    _check_layers(given, format_)
    painter = Painter(given, recolor=recolor)
    to.mkdir(parents=True, exist_ok=True)
    with _held(to):
        round_ = Round(_begin(folder, to, format_, given, every), painter, told)
        if not once:
            told.say(f"watching {folder}; results go to {to} as NAME.color.{format_}; Ctrl-C ends it")
        with _stoppable():
            run(round_, folder, every, once)
        told.say(f"{round_.colored} coloured, {round_.failed} failed")
        if once and round_.failed:
            raise BatchError(f"{round_.failed} of {round_.colored + round_.failed} pages failed; the reasons are above")


def _begin(folder: Path, to: Path, format_: str, given: Given, every: float) -> Watch:
    from nurie.runtime.watch import Watch
    from nurie.runtime.watch_record import Record

    settings = {
        "model": given.model, "options": asdict(given.options()), "format": format_, "layers": given.layers,
        "names": given.layer_names, "profiles": [str(path) for path in given.profile],
    }  # fmt: skip
    return Watch(folder, to, f".{format_}", Record(to, settings), settle_s=every * 0.9)


def _check_layers(given: Given, format_: str) -> None:
    wished = " and ".join(f"--{name}" for name, value in
                          (("layers", given.layers), ("layer-names", given.layer_names)) if value)  # fmt: skip
    if wished and f".{format_}" not in LAYERED:
        raise OptionError(f"{wished} needs a format with layers, not {format_}; add --format psd or --format ora")


@contextmanager
def _held(folder: Path) -> Iterator[IO[str]]:
    from nurie.runtime.watch_record import LOCK

    stream = hold(folder / LOCK)
    if stream is None:
        raise OptionError(f"another `nurie watch` writes to {folder}; stop that one, or give another folder with --to")
    try:
        yield stream
    finally:
        stream.close()
        (folder / LOCK).unlink(missing_ok=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    """A service manager's SIGTERM ends it as Ctrl-C does."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
