"""Give all cases to nurie, in processes with limits, and print what came of them. Ends with 1 for any fault."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from queue import Empty, Queue
from threading import Thread

from hostile.cases import case_of
from hostile.seeds import File

SILENT_S = 120  # a worker that says nothing for so long hangs outside Python


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


def main() -> int:
    parser = argparse.ArgumentParser(prog="hostile", description=__doc__)
    parser.add_argument("--cases", type=int, default=6000, help="how many, from --first on (6000)")
    parser.add_argument("--first", type=int, default=0, help="number of the first case (0)")
    given = parser.parse_args()
    worker, outcomes, faults, start = Worker(), Counter(), [], time.monotonic()
    for number in range(given.first, given.first + given.cases):
        file = case_of(number)
        began = time.monotonic()
        outcome, told = worker.ask(file)
        outcomes[file.kind, outcome] += 1
        if (took := time.monotonic() - began) > 10:
            print(f"case {number} {file.kind} {file.name}: {took:.1f} s", flush=True)
        if outcome == "fault":
            faults.append(number)
            print(f"FAULT case {number} {file.kind} {file.name}{file.suffix}: {told}", flush=True)
    worker.close()
    print(f"\n{given.cases} cases in {time.monotonic() - start:.0f} s: {len(faults)} faults")
    for kind in sorted({kind for kind, _ in outcomes}):
        print(f"  {kind:9} " + ", ".join(f"{outcomes[kind, way]} {way}" for way in ("refused", "read", "fault")))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
