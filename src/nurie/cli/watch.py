"""`nurie watch`: drawings that are saved into a folder come back in colour, beside them."""

from __future__ import annotations

import json
import signal
import time
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
from nurie.core.files import hold
from nurie.core.image_io import LAYERED
from nurie.errors import BatchError, NurieError, OptionError

if TYPE_CHECKING:
    from nurie.runtime.watch import Due, Watch

_FOLDER = click.Path(path_type=Path)
_PATIENCE_S = 60.0  # that --once waits for a file that keeps changing


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--to", metavar="DIR", type=_FOLDER, help="Folder for the results.  [default: DIR itself]")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="psd", show_default=True)
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
            _run(round_, folder, every, once)
        told.say(f"{round_.colored} coloured, {round_.failed} failed")
        if once and round_.failed:
            raise BatchError(f"{round_.failed} of {round_.colored + round_.failed} pages failed; the reasons are above")


class Told:
    """What is printed: lines with the time of day, or JSON."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self._as_json, self._quiet = as_json, quiet

    def say(self, line: str, *, wrong: bool = False) -> None:
        if not self._as_json and (wrong or not self._quiet):
            click.echo(f"{time.strftime('%H:%M:%S')}  {_printable(line)}", err=wrong)

    def report(self, report: dict[str, Any]) -> None:
        if self._as_json:
            click.echo(json.dumps(report))


class Round:
    """One look after the other, and what came of them."""

    def __init__(self, watch: Watch, painter: Painter, told: Told) -> None:
        self._watch, self._painter, self.told = watch, painter, told
        self.colored = self.failed = 0

    def go(self) -> bool:
        """Look once and colour what is due; whether there is something still to wait for. Raises OSError."""
        look = self._watch.look()
        for path, reason in look.locked:
            self.told.say(f"{path.name} cannot be read yet ({reason}); waiting for it", wrong=True)
        for due in look.due:
            self._color(due)
        return look.unsettled

    def _color(self, due: Due) -> None:
        try:
            report = self._painter.paint(due)
            self._watch.done(due, report["outcome"])
        except Exception as error:  # the batch loop: one damaged page must not cost the others
            reason = str(error) if isinstance(error, NurieError) else f"{type(error).__name__}: {error}"
            self._watch.failed(due, reason)
            self.failed += 1
            self.told.report({"input": str(due.source), "error": reason})
            self.told.say(f"{due.source.name} failed: {reason}", wrong=True)
            return
        self.told.report(report)
        self._tell(due, report)

    def _tell(self, due: Due, report: dict[str, Any]) -> None:
        if report["outcome"] == "left":
            self.told.say(f"{due.source.name} is in colour already, left as it is")
            return
        self.colored += 1
        seconds = sum(report["timings_ms"].values()) / 1000
        self.told.say(f"{due.source.name} -> {due.target.name}  {seconds:.1f} s")
        for warning in (*([due.why] if due.why else []), *report["warnings"]):
            self.told.say(f"{due.source.name}: {warning}", wrong=True)


def _run(round_: Round, folder: Path, every: float, once: bool) -> None:
    end, missed = time.monotonic() + _PATIENCE_S, False
    try:
        while True:
            try:
                waiting = round_.go()
                missed = False
            except OSError as error:
                if once:
                    raise
                if not missed:
                    round_.told.say(f"{folder} cannot be read ({error.strerror or error}); waiting for it", wrong=True)
                waiting = missed = True
            if once and (not waiting or time.monotonic() > end):
                if waiting:
                    round_.told.say("some files are still changing or held by another program; left out", wrong=True)
                return
            time.sleep(every)
    except KeyboardInterrupt:
        if once:
            raise


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


def _printable(line: str) -> str:
    """Names may hold bytes that are no UTF-8."""
    return line.encode("utf-8", "replace").decode("utf-8")
