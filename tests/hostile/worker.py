"""Cases in one process under limits: its memory, and the processor time of each case."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

from hostile import doors, seeds, served
from hostile.seeds import File

MOST_S = 10  # of processor time, for one case
MORE_BYTES = 1 << 30  # of address space, beyond what an idle nurie has: see SECURITY.md


class OutOfTime(BaseException):
    """A case that does not end."""


def limit_memory() -> None:
    """From now on this process gets `MORE_BYTES` more, and an error for what is beyond."""
    doors.warm_up()
    served.judge(seeds.pictures()[0])
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MORE_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))


@contextlib.contextmanager
def in_time(seconds: float = MOST_S) -> Iterator[None]:
    """Raise OutOfTime after so much processor time."""

    def ring(*_: object) -> None:
        raise OutOfTime(f"not done after {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def tried(file: File) -> tuple[str, str]:
    """What came of a case: "refused", "read" or "fault", and the fault in words."""
    with tempfile.TemporaryDirectory(prefix="nurie-hostile-") as place:
        folder = Path(place) / "case"
        folder.mkdir()
        try:
            with in_time(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                outcome = doors.judge(file, folder)
            with in_time():
                served.judge(file)
            return outcome, ""
        except (Exception, OutOfTime) as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            ours = [one for one in traceback.extract_tb(error.__traceback__) if "/nurie/" in one.filename]
            at = ours[-1] if ours else place
            told = f"{type(error).__name__}: {str(error)[:300]} ({Path(at.filename).name}:{at.lineno} {at.name})"
            return "fault", told


def serve() -> None:
    """Read cases from standard input, a line of JSON each, and say what came of each."""
    out, sys.stdout = sys.stdout, sys.stderr
    limit_memory()
    print("ready", file=out, flush=True)
    for line in sys.stdin:
        kind, name, suffix, path = json.loads(line)
        outcome, told = tried(File(kind, name, suffix, Path(path).read_bytes()))
        print(outcome, told.replace("\n", " "), file=out, flush=True)


if __name__ == "__main__":
    serve()
