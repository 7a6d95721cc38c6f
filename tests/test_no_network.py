"""Nothing phones home: what nurie asks the system for, native threads included, as strace sees it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STRACE, UNSHARE = shutil.which("strace"), shutil.which("unshare")
REACHING = re.compile(r"\b(socket|connect|sendto|sendmsg|sendmmsg|bind|accept4?)\((.*)")
INSIDE = re.compile(r"AF_UNIX, SOCK_STREAM|SOCKPAIR")  # a pipe within one process


def traced(code: str, folder: Path, *, cut: bool = True) -> list[str]:
    """Run Python code, and everything that it starts, without a network; its calls that reach out, one a line."""
    if STRACE is None:
        pytest.skip("no strace; on Debian: apt install strace")
    log = folder / "calls.txt"
    away = [UNSHARE, "-n"] if cut and UNSHARE and not _run([UNSHARE, "-n", "true"]).returncode else []
    program = [sys.executable, "-c", textwrap.dedent(code)]
    command = [*away, STRACE, "-f", "-qq", "-e", "trace=network", "-o", log, *program]
    environment = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "HOME": str(folder)}
    done = _run(command, env=environment, cwd=folder)
    if "ptrace" in done.stderr or "PTRACE" in done.stderr:
        pytest.skip(f"strace may not trace here: {done.stderr[:200]}")
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in log.read_text().splitlines() if REACHING.search(line)]


def _run(command: list, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=500, **options)


def test_the_tracer_sees_native_threads(tmp_path: Path):
    """Prevents a test that cannot fail: a library's own thread that opens a socket is seen."""
    found = traced(
        """
        import ctypes, threading
        libc = ctypes.CDLL(None)
        thread = threading.Thread(target=lambda: libc.socket(2, 1, 0))
        thread.start()
        thread.join()
        """,
        tmp_path,
    )
    assert len(found) == 1 and "socket(AF_INET, SOCK_STREAM" in found[0]


def test_the_demo_opens_no_socket(tmp_path: Path):
    """Prevents a demo that reports, updates or fetches once its environment is made."""
    found = traced(
        f"""
        import shutil, sys
        from pathlib import Path
        sys.path.insert(0, {str(ROOT)!r})
        import run
        run.EXAMPLES, run.OUT = Path("examples"), Path("out")
        run.EXAMPLES.mkdir()
        for name in ("kitten.png", "kitten.hints.json"):
            shutil.copy(run.ROOT / "examples" / name, run.EXAMPLES)
        run.make_venv = lambda folder, *install: Path(sys.executable)  # the only step that asks a network
        run.nurie = lambda python, *words: run.call([python, "-m", "nurie", *words], Path.cwd())
        run.demo([])
        assert (run.OUT / "contact-sheet.png").is_file()
        """,
        tmp_path,
    )
    assert found == []


def test_the_command_line_opens_no_socket(tmp_path: Path):
    """Prevents the same behind any command: lines, profiles, books, sessions, layers, models, plug-ins."""
    shutil.copy(ROOT / "examples" / "kitten.png", tmp_path / "page.png")
    lines = [
        "color page.png --size 64 --model nurie-tiny -o page.psd --save-session",
        "color --session page.session.json -o again.psd",
        "lines page.png -o lines.png --method hed",
        "profile make page.png --model nurie-tiny -o p.json",
        "models", "models nurie-int8", "plugins zip -o plugins",
    ]  # fmt: skip
    found = traced(
        f"""
        import zipfile
        from nurie.cli.main import main
        with zipfile.ZipFile("book.cbz", "w") as book:
            book.write("page.png")
        for line in {[*lines, "color book.cbz --size 64 --model nurie-tiny -o out.cbz"]!r}:
            try:
                main(line.split())
            except SystemExit as ended:
                assert not ended.code, (line, ended.code)
        """,
        tmp_path,
    )
    assert found == []


def test_the_server_opens_its_own_socket_alone(tmp_path: Path):
    """Prevents a server that asks others, whatever its requests name: it listens, answers, and that is all."""
    pytest.importorskip("uvicorn")
    found = traced(
        f"""
        import fcntl, http.client, io, json, os, re, signal, socket, struct, subprocess, sys, uuid
        with socket.socket() as any_socket:  # a network of its own begins without a loopback
            try:
                fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))
            except PermissionError:
                pass
        page = open({str(ROOT / "examples" / "kitten.png")!r}, "rb").read()
        words = ["-c", "from nurie.cli.main import main; main()", "serve", "--port", "0", "--model", "nurie-tiny"]
        server = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
        port = int(re.search(r":(\\d+)/", server.stdout.readline())[1])

        def ask(method, path, body=None, headers={{}}):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read()

        def form(**fields):
            parts = [f'--b\\r\\nContent-Disposition: form-data; name="{{name}}"; filename="http://192.0.2.1/a"\\r\\n\\r\\n'
                     .encode() + value + b"\\r\\n" for name, value in fields.items()]
            return b"".join(parts) + b"--b--\\r\\n", {{"Content-Type": "multipart/form-data; boundary=b"}}

        assert ask("GET", "/healthz")[0] == 200
        hints = json.dumps({{"version": 1, "size": [546, 546], "strokes": [], "url": "http://192.0.2.1/h.json"}}).encode()
        assert ask("POST", "/v1/color", *form(page=page))[0] == 200
        assert ask("POST", "/v1/color", *form(page=page, hints=hints))[0] == 400
        assert ask("POST", "/v1/color", *form(page=b"http://192.0.2.1/page.png"))[0] == 400
        assert ask("GET", "/http://192.0.2.1/")[0] == 404
        assert ask("GET", "/v1/models")[0] == 200
        assert ask("GET", "/")[0] in (200, 404)
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
        """,
        tmp_path,
    )
    strange = [line for line in found if not _is_own(line)]
    assert strange == []
    assert sum("bind(" in line for line in found) == 1


def _is_own(line: str) -> bool:
    """A socket of the server and of the one who asks it, on the loopback; a pipe within a process."""
    if "socket(AF_INET, SOCK_STREAM" in line or INSIDE.search(line):
        return True
    to_others = ("connect(", "bind(", "sendto(", "sendmsg(")
    if any(call in line for call in to_others) and "sa_family" in line:
        return 'inet_addr("127.0.0.1")' in line
    return "accept" in line or re.search(r"NULL, 0( <unfinished|\))", line) or "msg_name=NULL" in line or "= ?" in line
