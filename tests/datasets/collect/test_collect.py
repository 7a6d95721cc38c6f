"""From a board to a folder: pages, failures, doubles; and kills at every point, which lose and repeat nothing."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from nurie.cli.data import data
from nurie.datasets.check import check_manifest
from nurie.datasets.collect import journal as journal_module
from nurie.datasets.collect.collect import Limits, Question, collect
from nurie.datasets.collect.sources import SOURCES
from nurie.datasets.collect.sources.source import make_settings
from nurie.datasets.collect.store import open_store
from nurie.datasets.manifest import read_manifest
from nurie.errors import CollectError

SOURCE = Path(__file__).resolve().parents[3] / "src"
LIMITS = Limits(least_px=16)


@pytest.fixture
def board(web, png):
    """A board of the Gelbooru kind with 12 posts, on 3 pages of 5; post n shows the picture of seed n."""
    posts = []
    for number in range(12, 0, -1):
        content, path = png(number), f"/images/{number}.png"
        web.serve(path, content)
        post = {"id": number, "file_url": path, "hash": hashlib.md5(content).hexdigest(), "width": 80, "height": 96}
        posts.append(post | {"tags": "solo", "rating": "general", "score": 1})

    def answer(query):
        below = int(query["tags"].partition("id:<")[2] or 999)
        return 200, {}, json.dumps([post for post in posts if post["id"] < below][: int(query["limit"])]).encode()

    web.routes["/index.php"] = answer
    web.posts = posts
    return web


def question(web, name="gelbooru", query="solo", **options) -> Question:
    options = {"host": web.address, "per_page": 5} if name == "gelbooru" else options
    return Question(name, SOURCES[name], make_settings(name, SOURCES[name], query, options))


def outcome(folder: Path) -> list[tuple[str, str, str]]:
    return sorted((row.origin, row.sha256, row.tier) for row in read_manifest(folder / "manifest.jsonl"))


def test_a_whole_board_is_collected(board, store, tools):
    """The main path: every picture once, every row sound."""
    tally = collect(store, question(board), tools, LIMITS)
    assert (tally.kept, tally.failed, dict(tally.left_out)) == (12, {}, {})
    assert check_manifest(store.folder / "manifest.jsonl").problems == ()
    assert [board.asked(f"/images/{number}.png") for number in range(1, 13)] == [1] * 12
    assert board.asked("/index.php") == 4


def test_a_second_run_asks_for_nothing(board, store, tools):
    """Everything would be fetched again, each time."""
    collect(store, question(board), tools, LIMITS)
    board.log.clear()
    assert collect(store, question(board), tools, LIMITS).kept == 0
    assert board.log == []


def test_again_finds_what_is_new(board, store, tools, png):
    """A finished list would stay finished for ever; or old pictures be fetched again."""
    collect(store, question(board), tools, LIMITS)
    board.serve("/images/13.png", png(13))
    board.posts.insert(0, {**board.posts[0], "id": 13, "file_url": "/images/13.png",
                           "hash": hashlib.md5(png(13)).hexdigest()})  # fmt: skip
    board.log.clear()
    assert collect(store, question(board), tools, LIMITS, again=True).kept == 1
    assert [path for path in board.log if path.startswith("/images")] == ["/images/13.png"]


def test_count_and_pages_stop_and_the_next_run_goes_on(board, store, tools):
    """A limit that ends the search for good, or that is passed over."""
    assert collect(store, question(board), tools, Limits(count=3, least_px=16)).kept == 3
    assert board.asked("/index.php") == 1
    assert collect(store, question(board), tools, Limits(pages=1, least_px=16)).kept == 2
    assert collect(store, question(board), tools, LIMITS).kept == 7
    assert board.asked("/index.php") == 4


@pytest.mark.parametrize("kind", ["429", "500", "cut", "reset", "wrong"])
def test_what_fails_once_is_fetched_in_the_end(board, store, tools, kind):
    """Half a picture kept, a wrong one kept, or a good one given up."""
    for number in (3, 7, 9):
        board.fail(f"/images/{number}.png", kind, "1" if kind == "429" else "")
    board.fail("/index.php", "500")
    tally = collect(store, question(board), tools, LIMITS)
    assert (tally.kept, tally.failed) == (12, {})
    assert board.asked("/images/7.png") == 2


def test_what_stays_wrong_is_not_kept_and_tried_by_the_next_run(board, store, tools):
    """Another file than the board describes would stand in the manifest under its page."""
    board.fail("/images/7.png", "wrong", times=2)
    tally = collect(store, question(board), tools, LIMITS)
    assert tally.kept == 11 and list(tally.failed) == ["127.0.0.1:7"]
    assert "its md5 is" in tally.failed["127.0.0.1:7"]
    assert collect(store, question(board), tools, LIMITS).kept == 1
    assert [board.asked(f"/images/{number}.png") for number in (6, 7)] == [1, 3]


def test_what_is_gone_is_left_out_for_good(board, store, tools):
    """A deleted picture would be asked for in every run."""
    del board.routes["/images/7.png"]
    tally = collect(store, question(board), tools, LIMITS)
    assert tally.kept == 11 and tally.failed == {} and dict(tally.left_out) == {"gone": 1}
    collect(store, question(board), tools, LIMITS)
    assert board.asked("/images/7.png") == 1


@pytest.mark.parametrize("status", ["401", "403"])
def test_what_is_forbidden_today_is_tried_by_the_next_run(board, store, tools, status):
    """A key that was missing would cost the pictures for ever."""
    board.fail("/images/7.png", status)
    assert list(collect(store, question(board), tools, LIMITS).failed) == ["127.0.0.1:7"]
    assert collect(store, question(board), tools, LIMITS).kept == 1


def test_a_host_that_fails_again_and_again_is_left_alone(board, store, tools):
    """A board in trouble would get every request five times over."""
    for number in range(1, 13):
        board.fail(f"/images/{number}.png", "500", times=99)
    with pytest.raises(CollectError, match="10 pictures in a row failed"):
        collect(store, question(board), tools, LIMITS)
    assert board.asked("/images/1.png") == 0


def test_one_that_fails_is_not_tried_at_every_page(board, store, tools):
    """What stays listed as pending must not come again in the same run."""
    board.fail("/images/12.png", "500", times=99)
    assert len(collect(store, question(board), tools, LIMITS).failed) == 1
    assert board.asked("/images/12.png") == tools.client.manners.tries


def test_small_ones_are_not_even_fetched(board, store, tools):
    """Where the board states the size, a fetch is a waste of its time."""
    tally = collect(store, question(board), tools, Limits(least_px=81))
    assert dict(tally.left_out) == {"too small": 12}
    assert not [path for path in board.log if path.startswith("/images")]


def test_robots_txt_stands_above_a_list(board, store, tools):
    """The list may be read, the pictures not; once they may, they are fetched."""
    board.serve("/robots.txt", "User-agent: *\nDisallow: /images/\n")
    with pytest.raises(CollectError, match=r"10 pictures in a row failed, .*robots\.txt .* does not allow"):
        collect(store, question(board), tools, LIMITS)
    assert not [path for path in board.log if path.startswith("/images")]
    board.serve("/robots.txt", b"")
    tools.client._hosts.clear()
    assert collect(store, question(board), tools, LIMITS).kept == 12


def test_damaged_files_of_a_folder_are_left_out(tmp_path, store, tools, png):
    """One bad file among one's own pictures would end the run."""
    for name, content in (("a.png", png(1)), ("b.png", png(2)[:200]), ("c.png", png(1))):
        (tmp_path / "art").mkdir(exist_ok=True)
        (tmp_path / "art" / name).write_bytes(content)
    tally = collect(store, question(None, "folder", str(tmp_path / "art")), tools, LIMITS)
    assert (tally.kept, dict(tally.left_out)) == (1, {"damaged": 1, "the same file as another": 1})
    (tmp_path / "art" / "d.png").write_bytes(png(4))
    assert collect(store, question(None, "folder", str(tmp_path / "art")), tools, LIMITS).kept == 1


class Killed(BaseException):
    """What ends a process at one point, whatever it is doing; nothing may catch it and go on."""


def test_a_kill_at_any_step_loses_and_repeats_nothing(board, tmp_path, tools, monkeypatch):
    """Every write to the disk in turn is the last one, before it and after it; then the run goes on."""
    whole = open_store(tmp_path / "whole", alike_bits=4)
    steps = _Steps(monkeypatch, last=10**9)
    collect(whole, question(board), tools, Limits(pages=1, least_px=16))
    whole.close()
    total = steps.taken
    assert total > 20
    for last in range(total):
        folder = tmp_path / f"killed{last}"
        board.log.clear()
        done = _run_until_killed(board, folder, tools, monkeypatch, last)
        asked = list(board.log)
        board.log.clear()
        _Steps(monkeypatch, last=10**9)
        again = open_store(folder, alike_bits=4)
        assert {row["origin"] for row in again.rows.values()} >= done
        collect(again, question(board), tools, Limits(pages=1, least_px=16))
        again.close()
        assert outcome(folder) == outcome(tmp_path / "whole"), f"killed at step {last}"
        assert check_manifest(folder / "manifest.jsonl").problems == (), f"killed at step {last}"
        twice = [path for path in set(board.log) & set(asked) if path != "/robots.txt"]
        assert len(twice) <= 1  # what was under way, and had not been written
        assert not [path for path in twice if f"127.0.0.1, post {Path(path).stem}" in done]


class _Steps:
    """Counts the steps that reach the disk, and ends the process at one of them: before odd ones, after even ones."""

    def __init__(self, monkeypatch, last: int) -> None:
        self.taken = 0
        for name in ("fsync", "replace"):
            real = getattr(os, name) if not hasattr(getattr(os, name), "real") else getattr(os, name).real
            monkeypatch.setattr(journal_module.os, name, self._counted(real, last))

    def _counted(self, real, last):
        def step(*arguments):
            if self.taken == last and last % 2:
                raise Killed
            real(*arguments)
            self.taken += 1
            if self.taken == last + 1 and not last % 2:
                self.taken += 10**6  # dead: nothing more reaches the disk
            if self.taken > 10**6:
                raise Killed

        step.real = real
        return step


def _run_until_killed(board, folder, tools, monkeypatch, last: int) -> set[str]:
    """Origins of what had been told as kept when the run was ended."""
    done: set[str] = set()
    _Steps(monkeypatch, last=10**9)
    store = open_store(folder, alike_bits=4)
    _Steps(monkeypatch, last=last)
    try:
        collect(store, question(board), tools, Limits(pages=1, least_px=16),
                tell=lambda found, what: done.add(found.origin))  # fmt: skip
    except Killed:
        pass
    finally:
        store.journal._file.close()
    return done


def command(board, folder: Path, *more: str) -> list[str]:
    return ["collect", "gelbooru", "solo", "--host", board.address, "--to", str(folder), "--per-page", "5",
            "--min-px", "16", "--interval", "0.1", "--allow-private", "--verbose", *more]  # fmt: skip


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_real_sigkill_loses_and_repeats_nothing(board, tmp_path):
    """The whole command, killed three times at moments chosen by chance."""
    folder, rng, told = tmp_path / "out", random.Random(5), []
    for kill in (True, True, True, False):
        process = _start(board, folder)
        if kill:
            told += [_line(process) for _ in range(rng.randint(1, 3))]
            time.sleep(rng.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
        output, errors = process.communicate(timeout=60)
        told += output.splitlines()
    assert process.returncode == 0, errors
    assert len(outcome(folder)) == 12
    assert check_manifest(folder / "manifest.jsonl").problems == ()
    kept = [line for line in told if line.endswith(": kept")]
    assert len(kept) == len(set(kept))  # nothing that was told as kept came a second time
    asked = [board.asked(f"/images/{number}.png") for number in range(1, 13)]
    assert sum(asked) - 12 <= 3  # at each kill one picture may have been under way
    assert board.asked("/index.php") <= 4 + 3


def _start(board, folder: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}
    main = ["-c", "from nurie.cli.main import main; main()", "data"]
    return subprocess.Popen(
        [sys.executable, *main, *command(board, folder)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _line(process: subprocess.Popen) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip()


def test_the_command_reports_and_fails_where_something_failed(board, tmp_path):
    """A script would go on with half a corpus; a reader not learn what has no open licence."""
    board.fail("/images/7.png", "404")
    board.fail("/images/8.png", "wrong", times=2)
    done = CliRunner().invoke(data, command(board, tmp_path / "out"))
    assert "10 new pictures" in done.output and "10 of them have no open licence" in done.output
    assert isinstance(done.exception, CollectError)
    assert "1 pictures failed, the first: its md5 is" in str(done.exception)
    again = CliRunner().invoke(data, command(board, tmp_path / "out"))
    assert (again.exit_code, "1 new pictures" in again.output) == (0, True)


def test_a_fast_pace_is_for_one_s_own_network(tmp_path):
    """Ten requests a second at somebody's small board."""
    done = CliRunner().invoke(data, ["collect", "gelbooru", "x", "--to", str(tmp_path / "o"), "--interval", "0.2"])
    assert "--allow-private" in str(done.exception)
    assert not (tmp_path / "o").exists()
