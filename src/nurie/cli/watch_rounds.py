"""The looks of `nurie watch` at its folder: what is coloured, what fails, and what is said of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nurie.cli.watch_page import Painter
from nurie.errors import NurieError

if TYPE_CHECKING:
    from nurie.runtime.watch import Due, Watch

_PATIENCE_S = 60.0  # that --once waits for a file that keeps changing


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


def run(round_: Round, folder: Path, every: float, once: bool) -> None:
    """Look, colour and sleep until Ctrl-C, or with `once` until nothing is left to wait for. Raises OSError then."""
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


def _printable(line: str) -> str:
    """Names may hold bytes that are no UTF-8."""
    return line.encode("utf-8", "replace").decode("utf-8")
