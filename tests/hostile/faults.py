"""SIGKILL at random moments of long work: nothing that was reported done is lost, nothing stands there half written.

What goes on ends as what was never interrupted, to the byte.

    PYTHONPATH=src:tests python -m hostile.faults --kills 200
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from small_recipe import HEAD

from hostile.doors import Fault
from hostile.seeds import encoded, zipped

PATIENCE = 12  # kills of one piece of work before it may end


@dataclass(frozen=True)
class Job:
    """A piece of work: its command line in a folder, what it reports done, and what must be the same at the end.

    Attributes:
        words: of `nurie`, the same each time.
        prepare: puts the inputs into a folder.
        result: names to digests of what counts there; what is half written must show.
        reported: what a line of output says is done, by name; None for others.
        is_kept: whether what was reported is there.
        again: words to be added where the work goes on.
        final: what is there has its last bytes.
    """

    words: tuple[str, ...]
    prepare: Callable[[Path], object]
    result: Callable[[Path], dict[str, str]]
    reported: Callable[[str], str | None] = lambda line: None
    is_kept: Callable[[Path, str], bool] = lambda folder, name: (folder / name).is_file()
    again: Callable[[Path], tuple[str, ...]] = lambda folder: ()
    final: bool = True


@dataclass
class Tally:
    """What happened: kills by work, runs that ended, and how far kills found it."""

    kills: dict[str, int] = field(default_factory=dict)
    ended: int = 0
    reported: int = 0


def run(words: tuple[str, ...], folder: Path, out: Path, after_s: float | None) -> bool:
    """`nurie WORDS` in a process of its own, killed after so long; whether it ended by itself, which must be well.

    The process is forked from this one, which has imported everything, so that kills meet the work and not Python.
    """
    out.write_bytes(b"")  # before the child may be killed: what is there is said by this one
    child = os.fork()
    if child == 0:
        _work(words, folder, out)
    end = time.monotonic() + (after_s if after_s is not None else 900)
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if code := os.waitstatus_to_exitcode(status):
                raise Fault(f"nurie {' '.join(words)} ended with {code}: {out.read_text()[-500:]}")
            return True
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _work(words: tuple[str, ...], folder: Path, out: Path) -> None:
    from nurie.cli.main import main

    os.chdir(folder)
    stream = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    code = 1
    try:
        sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
        main(words)
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        os._exit(code)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def torment(name: str, job: Job, kills: int, chance: random.Random) -> Tally:
    """Kill the work so often, over as many runs as that takes. Raises Fault."""
    tally = Tally({name: 0})
    with tempfile.TemporaryDirectory(prefix="nurie-faults-") as place:
        whole, out = Path(place) / "whole", Path(place) / "out.txt"
        whole.mkdir()
        job.prepare(whole)
        start = time.monotonic()
        run(job.words, whole, out, None)
        took, wanted = time.monotonic() - start, job.result(whole)
        while tally.kills[name] < kills:
            folder = Path(place) / "killed"
            folder.mkdir()
            job.prepare(folder)
            _one(name, job, folder, out, (took, wanted), kills, tally, chance)
            shutil.rmtree(folder)
    return tally


def _one(
    name: str, job: Job, folder: Path, out: Path, whole: tuple[float, dict[str, str]], kills: int, tally: Tally,
    chance: random.Random,
) -> None:  # fmt: skip
    """One run, killed again and again until it ends."""
    took, wanted = whole
    done: set[str] = set()
    for turn in range(PATIENCE + 1):
        free = turn == PATIENCE or tally.kills[name] >= kills
        ended = run((*job.words, *job.again(folder)), folder, out, None if free else chance.uniform(0, took))
        found = job.result(folder)
        if wrong := [key for key, value in found.items() if wanted.get(key) != value and job.final]:
            raise Fault(f"{name}: {', '.join(wrong)} is there with other bytes after a kill")
        done |= {key for line in out.read_text(errors="replace").splitlines() if (key := job.reported(line))}
        if lost := [key for key in done if not (ended or job.is_kept(folder, key))]:
            raise Fault(f"{name}: {', '.join(lost)} was reported done and is not there")
        if ended:
            break
        tally.kills[name] += 1
    if job.result(folder) != wanted:
        raise Fault(f"{name}: ended with other results than one that was not interrupted")
    if strays := [path.name for path in folder.rglob("*.parts")]:
        raise Fault(f"{name}: left {', '.join(strays)}")
    tally.ended += 1
    tally.reported += len(done)


# ---- the work


def _page(number: int) -> bytes:
    import cv2
    import numpy as np

    lines = np.full((160, 128), 255, np.uint8)
    cv2.rectangle(lines, (10, 10), (100, 140), 0, 2)
    cv2.circle(lines, (50, 70), 12 + 3 * number, 0, 2)
    return encoded(lines, "PNG")


def _reported(name: Callable[[dict], str]) -> Callable[[str], str | None]:
    """Of a line of JSON what `name` makes of it; of a line that was cut off nothing."""

    def reported(line: str) -> str | None:
        try:
            return name(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return None

    return reported


def _in_book(folder: Path, page: str) -> bool:
    return (folder / "out.cbz").is_file() or (folder / ".out.cbz.parts" / page).is_file()


def _shard(line: str) -> str | None:
    name, colon, _ = line.partition(": ")
    return f"shards/{name}.tar" if colon and line.endswith("left out") else None


def _files(*patterns: str) -> Callable[[Path], dict[str, str]]:
    def result(folder: Path) -> dict[str, str]:
        return {path.name: digest(path) for pattern in patterns for path in sorted(folder.glob(pattern))}

    return result


def _pages(folder: Path) -> None:
    (folder / "in").mkdir()
    for number in range(6):
        (folder / "in" / f"{number}.png").write_bytes(_page(number))


def _corpus(folder: Path) -> None:
    """Drawings with a manifest, as of `nurie data collect`."""
    import cv2
    import numpy as np

    rows = []
    for number in range(12):
        ground, disc = np.random.default_rng(number).integers(60, 256, (2, 3)).tolist()
        picture = np.full((288, 272, 3), ground, np.uint8)
        cv2.circle(picture, (136, 140), 90, disc, -1)
        cv2.circle(picture, (136, 140), 90, (0, 0, 0), 3)
        data = encoded(picture, "PNG")
        (folder / f"{number}.png").write_bytes(data)
        rows.append({
            "id": f"p{number}", "image": f"{number}.png", "lineart": None, "split": "train", "source": "drawn",
            "group": f"g{number}", "title": "Disc", "author": "nurie's tests", "license": "CC0-1.0", "license_url": "",
            "origin": "drawn by this program", "tier": "permissive", "style": "vector", "content": "object",
            "shading": False, "width": 272, "height": 288, "sha256": hashlib.sha256(data).hexdigest(),
        })  # fmt: skip
    (folder / "manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


RECIPE = HEAD + """
[[stages]]
px = 32
batch = 4
images = 64
lr = [2e-3, 1e-3]
adversarial = 0.02
"""


def _training(folder: Path) -> None:
    _corpus(folder)
    (folder / "recipe.toml").write_text(RECIPE)


def _checkpoint(folder: Path) -> dict[str, str]:
    """A digest of all weights; a checkpoint that is half written does not load."""
    import torch

    path = folder / "run" / "checkpoint.pt"
    if not path.is_file():
        return {}
    values = torch.load(path, map_location="cpu", weights_only=True)
    weights = hashlib.sha256()
    for part in ("generator", "snapshot", "discriminator"):
        for tensor in values[part].values():
            weights.update(tensor.numpy().tobytes())
    return {"weights": f"{values['images_seen']} {weights.hexdigest()}"}


def _saving_often() -> None:
    """A checkpoint after every third step, where `nurie train` makes one every few minutes."""
    from nurie.training import loop
    from nurie.training.state import save_state

    original = loop.update_snapshot

    def saving(state: object) -> None:
        original(state)
        if state.steps % 3 == 0:  # type: ignore[attr-defined]
            save_state(state, Path("run"))  # type: ignore[arg-type]

    loop.update_snapshot = saving  # type: ignore[assignment]


SMALL = ("--model", "nurie-tiny", "--size", "64")
JOBS: dict[str, Job] = {
    "book": Job(
        ("color", "book.cbz", *SMALL, "-o", "out.cbz", "--json"),
        lambda folder: (folder / "book.cbz").write_bytes(zipped({f"{n}.png": _page(n) for n in range(6)})),
        _files("out.cbz"),
        _reported(lambda report: f"page-{report['page'] - 1:05d}.json"),
        _in_book,
        again=lambda folder: ("--force",) if (folder / "out.cbz").exists() else (),  # killed behind its last step
    ),
    "layers": Job(
        ("color", "in", *SMALL, "-o", "out", "--format", "psd", "--resume", "--json"),
        _pages,
        _files("out/*.psd"),
        _reported(lambda report: report["output"]),
    ),
    "data": Job(
        ("data", "build", "manifest.jsonl", "--to", "shards", "--per-shard", "2", "--processes", "1", "--min-px", "64"),
        _corpus,
        _files("shards/*.tar"),
        _shard,
    ),
    "training": Job(
        ("train", "recipe.toml", "--data", "manifest.jsonl", "--run", "run", "--workers", "0"),
        _training,
        _checkpoint,
        again=lambda folder: ("--resume",) if _checkpoint(folder) else (),
        final=False,
    ),
}


def ready() -> None:
    """Import what the work needs, before any fork."""
    os.environ["OMP_NUM_THREADS"] = "1"
    import cv2

    import nurie.cli.build
    import nurie.cli.color
    import nurie.runtime.books
    import nurie.runtime.silent

    cv2.setNumThreads(1)
    nurie.runtime.silent.load_onnxruntime()


def main() -> int:
    parser = argparse.ArgumentParser(prog="hostile.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of all work together (200)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("work", nargs="*", choices=[*JOBS, []], help="which; all by default")
    given = parser.parse_args()
    names, chance, start, faults = given.work or list(JOBS), random.Random(given.seed), time.monotonic(), 0
    ready()
    for number, name in enumerate(names):
        share = given.kills // len(names) + (number < given.kills % len(names))
        if name == "training":
            _saving_often()
        try:
            tally = torment(name, JOBS[name], share, chance)
            told = f"{tally.ended} runs went on to the same bytes, {tally.reported} things reported done were there"
            print(f"{name:9} {tally.kills[name]} kills, {told}", flush=True)
        except Fault as fault:
            faults += 1
            print(f"FAULT {fault}", flush=True)
    print(f"{given.kills} kills in {time.monotonic() - start:.0f} s: {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
