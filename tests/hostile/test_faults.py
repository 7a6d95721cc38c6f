"""Kills and full disks: a handful here; `python -m hostile.faults --kills 200` gives as many as you like."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hostile.seeds import encoded, lines, zipped

if sys.platform != "linux":
    pytest.skip("forks and limits are Linux's", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
HOME = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}", "OMP_NUM_THREADS": "1"}
LINES = {  # what is written, by the command that writes it
    "out.png": "color page.png SMALL -o out.png --force",
    "out.webp": "color page.png SMALL -o out.webp --force",
    "out.jpg": "color page.png SMALL -o out.jpg --force",
    "out.psd": "color page.png SMALL -o out.psd --force",
    "out.ora": "color page.png SMALL -o out.ora --force",
    "small.session.json": "color page.png SMALL -o small.png --force --save-session",
    "lines.png": "lines page.png -o lines.png --force",
    "profile.json": "profile make page.png --model nurie-tiny -o profile.json --force",
    "out.cbz": "color book.cbz SMALL -o out.cbz --force",
}


def test_kills_at_random_moments():
    """Prevents that a page, a book or a shard is lost or half written, whenever the power goes."""
    command = [sys.executable, "-m", "hostile.faults", "--kills", "6", "book", "layers", "data"]
    done = subprocess.run(command, env=HOME, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    counted = re.findall(r"(\d+) kills, (\d+) runs .* (\d+) things", done.stdout)
    assert len(counted) == 3 and all(int(kills) == 2 and int(runs) for kills, runs, _ in counted)
    assert all(int(reported) for *_, reported in counted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.png").write_bytes(encoded(lines(), "PNG"))
    (tmp_path / "book.cbz").write_bytes(zipped({"1.png": encoded(lines(), "PNG")}))
    return tmp_path


def limited(folder: Path, most_bytes: int) -> dict[str, str]:
    """What each command says where no file may have more bytes, by its exit code."""
    code = f"""
        import contextlib, io, resource, signal
        from nurie.cli.main import main
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for line in {list(LINES.values())!r}:
            err = io.StringIO()
            resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, resource.RLIM_INFINITY))
            try:
                with contextlib.redirect_stderr(err), contextlib.redirect_stdout(io.StringIO()):
                    main(line.replace("SMALL", "--model nurie-tiny --size 64").split())
            except SystemExit as ended:
                code = ended.code or 0
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print(code, err.getvalue().replace(chr(10), " "))
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, env=HOME, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(zip(LINES, done.stdout.splitlines(), strict=True))


def test_a_full_disk(folder: Path):
    """Prevents half a file, a lost old one and a traceback where the space ends in the middle."""
    for name in LINES:
        (folder / name).write_bytes(b"the old file")
    for name, told in limited(folder, 60).items():
        assert told[:2] in ("1 ", "2 "), (name, told)
        assert "File too large" in told and "Traceback" not in told, (name, told)
        assert (folder / name).read_bytes() == b"the old file", name
    assert not [path.name for path in folder.glob(".*") if not path.name.endswith(".parts")]


def test_with_space_again(folder: Path):
    """Prevents a test above that fails for another reason: the same commands write."""
    for name, told in limited(folder, 10**9).items():
        assert told.startswith("0 "), (name, told)
        assert (folder / name).stat().st_size > 60


@pytest.mark.parametrize("place", ["/proc", "/sys"])
def test_places_that_cannot_be_written(folder: Path, place: str):
    """Prevents a traceback, and work that is done before the place is found wanting to write to."""
    from hostile.doors import SMALL, command

    if not Path(place).is_dir():
        pytest.skip(f"no {place}")
    page, book = folder / "page.png", folder / "book.cbz"
    lines_of = (
        ("color", page, *SMALL, "-o", f"{place}/nurie/out.png"), ("color", page, *SMALL, "-o", f"{place}/out.psd"),
        ("color", book, *SMALL, "-o", f"{place}/out.cbz"), ("lines", page, "-o", f"{place}/out.png"),
        ("profile", "make", page, "--model", "nurie-tiny", "-o", f"{place}/p.json"),
    )  # fmt: skip
    for words in lines_of:
        code, _, err = command(*words)
        assert code == 2 and place in err and "Traceback" not in err, (words, err)
