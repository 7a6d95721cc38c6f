"""A server under more than it can do, by good, hasty, slow and malicious clients at once.

    python benchmarks/load.py [--minutes 5] [--requests 5000] [--times 4] [--plot out/load.svg]

Starts a `nurie serve` of its own. Good clients ask for drawings with various hints, over and over, `--times` as many of
them as the server has places. Each answer must be 429, or the picture that `nurie.colorize` makes here of the same
page, pixel by pixel. It ends after the minutes, or so many accepted pages, whichever comes later; prints counts,
waits and the server's memory, and fails where an answer was wrong, a wait too long, or memory grew.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

import nurie
from nurie.core.hint_files import hints_from_json

SERVE = [sys.executable, "-c", "from nurie.cli.main import main; main()", "serve", "--port", "0"]
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
MODEL, SIDE_PX, KINDS = "nurie-tiny", 192, 12
PLACES = 1 + 8  # of a server as it is started: pages at work and waiting
BOUNDARY = b"load"
MOST_GROWTH = 0.10  # of the memory at a fifth of the run
ODD_CLIENTS = 6  # of each other kind
SILENT_S = 3.0  # how long a slow client says nothing


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A form, and the picture that must come."""

    body: bytes
    pixels: np.ndarray


@dataclass
class Log:
    """What all clients saw."""

    statuses: Counter[str] = field(default_factory=Counter)
    waits_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    memory: list[tuple[float, float, int]] = field(default_factory=list)  # seconds, MB, pages accepted so far


def main() -> int:
    """Start, press, measure, judge."""
    options = _parse()
    questions = make_questions()
    with serving() as (host, pid):
        log = press(host, pid, questions, options.minutes * 60, options.requests, options.times)
    problems = judge(log)
    print(report(log, problems))
    if options.plot:
        options.plot.parent.mkdir(parents=True, exist_ok=True)
        options.plot.write_text(plot(log), encoding="utf-8")
    return 1 if problems else 0


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """Address and process of a server of its own."""
    with tempfile.TemporaryFile("w+") as messages:  # of thousands of requests that are none
        process = subprocess.Popen([*SERVE, "--model", MODEL], stdout=subprocess.PIPE, stderr=messages, text=True)
        try:
            found = re.search(r"http://(\S+)/", process.stdout.readline())
            if found is None:
                messages.seek(0)
                raise SystemExit(f"`nurie serve` told no address: {messages.read()}")
            yield found[1], process.pid
        finally:
            process.terminate()
            process.wait()


def make_questions() -> list[Question]:
    """Several pages with hints, and what the library makes of each here."""
    colorizer, rng, questions = nurie.Colorizer(MODEL), np.random.default_rng(5), []
    drawings = sorted(EXAMPLES.glob("*.png"))
    for number in range(KINDS):
        with Image.open(drawings[number % len(drawings)]) as image:
            page = image.convert("L").resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        page.save(buffer, "PNG")
        strokes = [
            {"points": [rng.uniform(20, SIDE_PX - 20, 2).round(1).tolist()], "radius_px": 4, "kind": "exact",
             "color": "#" + rng.integers(30, 240, 3, np.uint8).tobytes().hex()}
            for _ in range(1 + number % 4)
        ]  # fmt: skip
        hints = {"version": 1, "size": [SIDE_PX, SIDE_PX], "strokes": strokes}
        told = json.dumps(hints)
        result = nurie.colorize(buffer.getvalue(), hints_from_json(told), model=colorizer, seed=number)
        parts = {"page": buffer.getvalue(), "hints": told.encode(), "options": b'{"seed": %d}' % number}
        questions.append(Question(_form(parts), np.array(result.image)))
    return questions


def press(host: str, pid: int, questions: list[Question], seconds: float, requests: int, times: int) -> Log:
    """All clients at once, until the time is over and enough pages were accepted."""
    log, over, end = Log(), threading.Event(), time.monotonic() + seconds
    kinds: list[tuple[int, Callable[..., None]]] = [(times * PLACES, good)]
    kinds += [(ODD_CLIENTS, kind) for kind in (hasty, slow, malicious)]
    threads = [
        threading.Thread(target=_again, args=(kind, host, questions, random.Random(number), log, over), daemon=True)
        for number, kind in enumerate(kind for count, kind in kinds for _ in range(count))
    ]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    while time.monotonic() < end or log.statuses["200"] < requests:
        log.memory.append((time.monotonic() - started, memory_mb(pid), log.statuses["200"]))
        time.sleep(0.5)
        if time.monotonic() > end + 4 * seconds + 60:
            log.faults.append(f"{log.statuses['200']} pages accepted in {time.monotonic() - started:.0f} s")
            break
    over.set()
    for thread in threads:
        thread.join(timeout=60)
    return log


def good(host: str, questions: list[Question], rng: random.Random, log: Log) -> None:
    """Ask, check, and where refused wait a little: less than is told, as impatient programs do."""
    question = rng.choice(questions)
    connection = HTTPConnection(host, timeout=120)
    start = time.perf_counter()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}"}
    connection.request("POST", "/v1/color", question.body, headers)
    answer = connection.getresponse()
    data, took = answer.read(), time.perf_counter() - start
    connection.close()
    log.statuses[str(answer.status)] += 1
    if answer.status == 200:
        log.waits_s.append(took)
        if not np.array_equal(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), question.pixels):
            log.faults.append("a picture is not the library's")
    elif answer.status == 429:
        if int(answer.headers.get("Retry-After", 0)) < 1:
            log.faults.append("429 without Retry-After")
        time.sleep(rng.uniform(0.1, 0.5))
    else:
        log.faults.append(f"{answer.status}: {data[:200]!r}")


def hasty(host: str, questions: list[Question], rng: random.Random, log: Log) -> None:
    """Ask, and go away before the answer."""
    with _connect(host) as connection:
        connection.sendall(_request(host, rng.choice(questions).body))
        time.sleep(rng.uniform(0, 0.4))
    log.statuses["went away"] += 1


def slow(host: str, questions: list[Question], rng: random.Random, log: Log) -> None:
    """Send a body drop by drop, then read the answer in the same way."""
    data = _request(host, rng.choice(questions).body)
    with _connect(host) as connection:
        half = rng.randrange(len(data))
        connection.sendall(data[:half])
        time.sleep(rng.uniform(0, SILENT_S))
        connection.sendall(data[half:])
        connection.settimeout(120)
        status = connection.recv(12)[9:12].decode("latin-1")
        time.sleep(rng.uniform(0, SILENT_S))
    _odd(status, log)


def malicious(host: str, questions: list[Question], rng: random.Random, log: Log) -> None:
    """Nonsense of several kinds; the server must answer something below 500, or hang up."""
    body = rng.choice(questions).body
    place = rng.randrange(len(body) // 2)
    attacks = (
        _request(host, body[:place] + rng.randbytes(64) + body[place + 64 :]),
        _request(host, body, length=1 << 40),
        _request(host, body, path="/v1/jobs/../../../etc/passwd"),
        _request(host, body, path="/%2e%2e/%2e%2e/etc/passwd", method="GET"),
        b"POST /v1/color HTTP/1.1\r\nHost: " + host.encode() + b"\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        rng.randbytes(2000) + b"\r\n\r\n",
        _request(host, body[: len(body) // 2], length=len(body)),
    )
    with _connect(host) as connection:
        connection.sendall(rng.choice(attacks))
        connection.settimeout(2)
        try:
            status = connection.recv(12)[9:12].decode("latin-1")
        except TimeoutError:
            status = ""
    _odd(status, log)
    time.sleep(rng.uniform(0, 0.2))


def judge(log: Log) -> list[str]:
    """What is not as it should be."""
    problems = [f"{count} times: {fault}" for fault, count in Counter(log.faults).most_common(5)]
    if not log.waits_s:
        return [*problems, "no page was accepted"]
    longest, each = max(log.waits_s), log.memory[-1][0] / log.statuses["200"]
    # an accepted page waits for those before it; twice that for odd ones that took places as well
    if longest > 2 * (PLACES + 1) * each + 2:
        problems.append(f"a page was accepted and took {longest:.1f} s, {longest / each:.0f} times the mean")
    early, late = memory_between(log, 0.15, 0.3), memory_between(log, 0.9, 1.01)
    if late > early * (1 + MOST_GROWTH):
        problems.append(f"memory grew from {early:.0f} to {late:.0f} MB")
    return problems


def memory_between(log: Log, begin: float, end: float) -> float:
    """The most MB in a part of the run."""
    last = log.memory[-1][0]
    return max((mb for second, mb, _ in log.memory if begin * last <= second <= end * last), default=0.0)


def report(log: Log, problems: list[str]) -> str:
    """What is printed."""
    waits = np.percentile(log.waits_s or [0], [50, 95, 100])
    seconds, last = log.memory[-1][0], log.memory[-1][1]
    lines = [
        f"{seconds:.0f} s; answers: " + ", ".join(f"{status} {n:,}" for status, n in sorted(log.statuses.items())),
        f"accepted: {log.statuses['200'] / seconds:.1f} a second; wait median {waits[0]:.2f} s, 95th percentile "
        f"{waits[1]:.2f} s, longest {waits[2]:.2f} s",
        f"memory: {memory_between(log, 0.15, 0.3):.0f} MB at a fifth of the run, {last:.0f} MB at its end, "
        f"{memory_between(log, 0, 1.01):.0f} MB at most",
        *(f"NOT RIGHT: {problem}" for problem in problems),
    ]
    return "\n".join(lines)


def plot(log: Log, width: int = 640, height: int = 240) -> str:
    """The server's memory over the pages accepted, as SVG."""
    most, pages = max(mb for _, mb, _ in log.memory), max(1, log.memory[-1][2])
    points = " ".join(
        f"{50 + (width - 70) * done / pages:.1f},{height - 30 - (height - 60) * mb / most:.1f}"
        for _, mb, done in log.memory
    )
    style = 'font-family="sans-serif" font-size="12" fill="#444"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<polyline points="{points}" fill="none" stroke="#2a6fb0" stroke-width="1.5"/>'
        f'<path d="M50 30V{height - 30}H{width - 20}" fill="none" stroke="#888"/>'
        f'<text x="6" y="24" {style}>{most:.0f} MB</text><text x="36" y="{height - 28}" {style}>0</text>'
        f'<text x="{width - 150}" y="{height - 10}" {style}>{pages:,} pages accepted</text></svg>\n'
    )


def memory_mb(pid: int) -> float:
    """What a process holds in memory."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _again(
    kind: Callable[..., None], host: str, questions: list[Question], rng: random.Random, log: Log, over: threading.Event
) -> None:
    while not over.is_set():
        try:
            kind(host, questions, rng, log)
        except (OSError, HTTPException) as error:
            if kind is good:
                log.faults.append(f"a good client: {type(error).__name__}: {error}")
            else:
                log.statuses["hung up"] += 1


def _odd(status: str, log: Log) -> None:
    log.statuses[f"odd {status or 'hung up'}"] += 1
    if status.startswith("5"):
        log.faults.append(f"an odd client got {status}")


def _connect(host: str) -> socket.socket:
    parts = urlsplit(f"http://{host}")
    return socket.create_connection((parts.hostname, parts.port), timeout=30)


def _request(host: str, body: bytes, path: str = "/v1/color", method: str = "POST", length: int | None = None) -> bytes:
    form = f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}"
    told = f"Content-Length: {len(body) if length is None else length}"
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", form, told, "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def _form(parts: dict[str, bytes]) -> bytes:
    files = {"page": b'; filename="page"', "hints": b'; filename="hints.json"'}
    body = b""
    for name, data in parts.items():
        head = b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
        body += head % (BOUNDARY, name.encode(), files.get(name, b"")) + data + b"\r\n"
    return body + b"--" + BOUNDARY + b"--\r\n"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5, help="at least (default 5)")
    parser.add_argument("--requests", type=int, default=5000, help="pages accepted, at least (default 5000)")
    parser.add_argument("--times", type=int, default=4, help="good clients per place (default 4)")
    parser.add_argument("--plot", type=Path, help="an SVG of the server's memory")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
