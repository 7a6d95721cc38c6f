"""Give all cases to nurie, in processes with limits, and print what came of them. Ends with 1 for any fault."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from queue import Empty, Queue
from threading import Lock, Thread

from hostile.cases import case_of, weighted
from hostile.seeds import File

SILENT_S = 900  # a worker that says nothing for so long hangs outside Python, however busy the machine is


class Worker:
    """One process of `worker.serve`, begun again when it dies."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        command = [sys.executable, "-m", "hostile.worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._lines: Queue[str] = Queue()
        Thread(target=self._listen, args=(self._process.stdout, self._lines), daemon=True).start()
        if self._lines.get(timeout=300) != "ready\n":
            raise SystemExit("hostile: a worker did not begin; what it says stands above")

    @staticmethod
    def _listen(stream, lines) -> None:
        for line in stream:
            lines.put(line)
        lines.put("")

    def ask(self, file: File) -> tuple[str, str]:
        """Outcome and words of a case."""
        with tempfile.NamedTemporaryFile(prefix="nurie-case-") as given:
            given.write(file.data)
            given.flush()
            return self._answer(json.dumps([file.kind, file.name, file.suffix, given.name]))

    def _answer(self, line: str) -> tuple[str, str]:
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=SILENT_S)
        except Empty:
            line = ""
        if line:
            outcome, _, told = line.rstrip("\n").partition(" ")
            return outcome, told
        self._process.kill()
        code = self._process.wait()
        self._begin()
        return "fault", f"the process died or hung (exit code {code})"

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(30)


class Round:
    """All cases, handed to workers in turn, and what came of them."""

    def __init__(self, numbers: range) -> None:
        self._left, self._lock = iter(numbers), Lock()
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.faults: list[int] = []
        self._start = time.monotonic()

    def work(self) -> None:
        """Take cases until there are none, with a worker of its own."""
        worker = Worker()
        while (number := self._next()) is not None:
            file = case_of(number)
            outcome, told = worker.ask(file)
            self._note(number, file, outcome, told)
        worker.close()

    def _next(self) -> int | None:
        with self._lock:
            return next(self._left, None)

    def _note(self, number: int, file: File, outcome: str, told: str) -> None:
        with self._lock:
            self.outcomes[file.kind, outcome] += 1
            if outcome == "fault":
                self.faults.append(number)
                print(f"FAULT case {number} {file.kind} {file.name}{file.suffix}: {told}", flush=True)
            if (done := self.outcomes.total()) % 250 == 0:
                print(f"{done} cases, {time.monotonic() - self._start:.0f} s", flush=True)

    def report(self) -> str:
        """How many there were of each kind, and what came of them."""
        head = f"{self.outcomes.total()} cases in {time.monotonic() - self._start:.0f} s: {len(self.faults)} faults"
        kinds = sorted({kind for kind, _ in self.outcomes})
        ways = ("refused", "read", "fault")
        return "\n".join([head, *(
            f"  {kind:9} " + ", ".join(f"{self.outcomes[kind, way]} {way}" for way in ways) for kind in kinds
        )])  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="hostile", description=__doc__)
    parser.add_argument("--cases", type=int, default=6000, help="how many, from --first on (6000)")
    parser.add_argument("--first", type=int, default=0, help="number of the first case (0)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (one per core)")
    given = parser.parse_args()
    weighted()  # once, before threads ask for them
    round_ = Round(range(given.first, given.first + given.cases))
    threads = [Thread(target=round_.work) for _ in range(given.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(round_.report())
    return 1 if round_.faults or round_.outcomes.total() != given.cases else 0


if __name__ == "__main__":
    sys.exit(main())
