"""A build that is stopped, repeated, or whose corpus grows."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nurie.cli.data import data
from nurie.datasets.build import shard as shard_module
from nurie.datasets.build.build import build, make_plan, on_cores, read_items
from nurie.datasets.build.example import Recipe
from nurie.datasets.build.pictures import Choice, is_index, open_shards
from nurie.datasets.build.shard import read_tar
from nurie.datasets.manifest import RELEASED_TIERS, TIERS
from nurie.errors import ManifestError, OptionError

SOURCE = Path(__file__).resolve().parents[3] / "src"
RECIPE = Recipe(short_px=96, lines=("blackhat",))


def run(manifests, folder: Path, **options) -> dict:
    manifests = [manifests] if isinstance(manifests, Path) else manifests
    return build(manifests, folder, RECIPE, **{"per_shard": 5, "each": on_cores(1), **options})


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_a_corpus_becomes_shards_with_checksums(make_corpus, tmp_path):
    """Pictures that are in no shard, or in two; a file that cannot be checked."""
    index = run(make_corpus(17), tmp_path / "out")
    names = [shard["name"] for shard in index["shards"]]
    assert names == ["train-000000", "train-000001", "train-000002", "val-000000"]
    ids = [json.loads(example.files["json"])["row"]["id"] for shard in index["shards"]
           for example in read_tar(tmp_path / "out" / f"{shard['name']}.tar")]  # fmt: skip
    assert sorted(ids) == sorted(f"p{number}" for number in range(17)) and index["examples"] == 17
    sums = (tmp_path / "out" / "SHA256SUMS").read_text().splitlines()
    for line in sums:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert len(sums) == 4 and index["shards"][0]["sources"] == {"made": 5}


def test_the_same_corpus_gives_the_same_bytes(make_corpus, tmp_path):
    """Nobody could check a corpus that somebody else built."""
    manifest = make_corpus(9)
    run(manifest, tmp_path / "one")
    run(manifest, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_second_build_does_nothing(make_corpus, tmp_path, monkeypatch):
    """Days of work would be done again for one new shard."""
    manifest = make_corpus(9)
    run(manifest, tmp_path / "out")
    before = contents(tmp_path / "out")
    monkeypatch.setattr(shard_module, "make_example", None)
    run(manifest, tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_a_corpus_that_grows_costs_what_is_new(make_corpus, tmp_path, monkeypatch):
    """All shards would shift by one picture."""
    made = []
    real = shard_module.make_example
    monkeypatch.setattr(shard_module, "make_example", lambda row, *rest: made.append(row.id) or real(row, *rest))
    run(make_corpus(9), tmp_path / "out")
    made.clear()
    index = run(make_corpus(12), tmp_path / "out")
    assert sorted(made) == ["p10", "p11", "p9"] and index["examples"] == 12


def test_a_picture_that_is_taken_back_is_gone(make_corpus, tmp_path):
    """An artist who wants a picture out, or a licence that turned out otherwise."""
    manifest = make_corpus(9)
    run(manifest, tmp_path / "out")
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if '"p3"' not in line))
    index = run(manifest, tmp_path / "out")
    assert index["examples"] == 8
    assert not any(b"Picture 3" in path.read_bytes() for path in (tmp_path / "out").glob("*.tar"))


def test_several_manifests_and_a_repeated_id(make_corpus, tmp_path):
    """Two pictures under one id: one would hide the other."""
    manifests = [make_corpus(4, name="a"), make_corpus(4, first=4, name="b")]
    assert run(manifests, tmp_path / "out")["examples"] == 8
    with pytest.raises(ManifestError, match="the id p3 comes twice"):
        run([*manifests, make_corpus(1, first=3, name="c")], tmp_path / "out2")


@pytest.mark.parametrize("tier", [tier for tier in TIERS if tier not in RELEASED_TIERS])
def test_other_tiers_come_in_by_name_alone(make_corpus, tmp_path, tier):
    """Pictures that nobody gave away in shards that are given away."""
    manifest = make_corpus(3, tier=tier, license="unknown" if tier == "unknown" else "x")
    with pytest.raises(ManifestError, match="no picture of the tiers permissive, attribution, sharealike"):
        run(manifest, tmp_path / "out")
    index = run(manifest, tmp_path / "out", tiers=[tier])
    assert (index["examples"], index["tiers"], index["shards"][0]["tiers"]) == (3, [tier], {tier: 3})


def test_other_options_want_another_folder(make_corpus, tmp_path):
    """Half of the shards with one size and half with another."""
    manifest = make_corpus(3)
    run(manifest, tmp_path / "out")
    with pytest.raises(OptionError, match=r"built with other options, see .*recipe\.json"):
        build([manifest], tmp_path / "out", Recipe(short_px=64), each=on_cores(1))


def test_new_rows_are_mixed_and_old_ones_stay(make_corpus, tmp_path):
    """Shards of one source each, one after the other, teach one style after the other."""
    items = read_items([make_corpus(40)], TIERS)
    plan = make_plan(items, {}, 10)
    numbers = [int(row_id[1:]) for row_id in plan["train-000000"]]
    assert numbers != sorted(numbers) and max(numbers) > 20
    small = {row_id: items[row_id] for row_id in list(items)[:20]}
    old = make_plan(small, {}, 10)
    grown = make_plan(items, old, 10)
    assert {name: grown[name] for name in old} == old
    assert sorted(row_id for ids in grown.values() for row_id in ids) == sorted(items)


class Killed(BaseException):
    """What ends a process at one point."""


def test_a_kill_at_any_step_changes_nothing(make_corpus, tmp_path, monkeypatch):
    """A half shard that passes for whole; or a build that cannot go on."""
    manifest, real = make_corpus(7), os.replace
    steps: list[int] = []
    monkeypatch.setattr(os, "replace", lambda *arguments: steps.append(1) or real(*arguments))
    run(manifest, tmp_path / "whole", per_shard=3)
    assert len(steps) >= 8
    for last in range(len(steps)):
        left = [last]

        def replace(*arguments, left=left):
            if not left[0]:
                raise Killed
            left[0] -= 1
            real(*arguments)

        folder = tmp_path / f"killed{last}"
        monkeypatch.setattr(os, "replace", replace)
        with pytest.raises(Killed):
            run(manifest, folder, per_shard=3)
        monkeypatch.setattr(os, "replace", real)
        run(manifest, folder, per_shard=3)
        assert contents(folder) == contents(tmp_path / "whole"), f"killed at step {last}"


def test_a_shard_that_was_cut_off_is_built_again(make_corpus, tmp_path):
    """A full disk, or a copy that was not finished."""
    manifest = make_corpus(7)
    run(manifest, tmp_path / "out")
    before = contents(tmp_path / "out")
    shard = tmp_path / "out" / "train-000000.tar"
    shard.write_bytes(shard.read_bytes()[:5000])
    run(manifest, tmp_path / "out")
    assert contents(tmp_path / "out") == before


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_real_sigkill_with_processes(make_corpus, tmp_path):
    """The command itself, with two processes, killed when its first shard is there; then it goes on."""
    manifest = make_corpus(14)
    run(manifest, tmp_path / "whole", per_shard=3)
    folder = tmp_path / "out"
    process = _start(manifest, folder)
    while not list(folder.glob("*.tar")) and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    finished = {path.name: path.stat().st_mtime_ns for path in folder.glob("train-*.json")}
    process = _start(manifest, folder)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "14 examples" in output
    after = {name: digest for name, digest in contents(folder).items() if not name.endswith(".tmp")}
    assert after == contents(tmp_path / "whole")
    assert all((folder / name).stat().st_mtime_ns == moment for name, moment in finished.items())


def _start(manifest: Path, folder: Path) -> subprocess.Popen:
    options = ["--to", str(folder), "--short-px", "96", "--lines", "blackhat", "--per-shard", "3", "--processes", "2"]
    main = ["-c", "from nurie.cli.main import main; main()", "data", "build", str(manifest), *options]
    return subprocess.Popen(
        [sys.executable, *main], env={**os.environ, "PYTHONPATH": str(SOURCE)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def test_webdataset_reads_the_shards(make_corpus, tmp_path):
    """A tar that only our own code can read is no shard."""
    wds = pytest.importorskip("webdataset")
    run(make_corpus(9), tmp_path / "out")
    dataset = wds.WebDataset(str(tmp_path / "out" / "train-{000000..000001}.tar"), shardshuffle=False)
    samples = list(dataset)
    assert len(samples) == 8
    for sample in samples:
        said = json.loads(sample["json"])
        assert said["row"]["license"] == "CC0-1.0" and sample["picture.webp"][:4] == b"RIFF"
        assert np.load(io.BytesIO(sample["flats.npy"])).shape[1] == 3


def test_a_shard_tells_not_when_and_by_whom_it_was_built(make_corpus, tmp_path):
    """The bytes would differ from machine to machine; and nobody's account name belongs in a corpus."""
    run(make_corpus(3), tmp_path / "out")
    with tarfile.open(tmp_path / "out" / "train-000000.tar") as archive:
        for member in archive:
            assert (member.mtime, member.uid, member.gid, member.uname, member.gname) == (0, 0, 0, "", "")


# Shards as pictures to train on


def choice(**changes) -> Choice:
    return Choice(**{"split": "train", "tiers": RELEASED_TIERS, "skip_kinds": (), "short_px": 96, **changes})


def test_shards_are_pictures_with_regions_and_lines(make_corpus, tmp_path):
    """What took days to find would be thrown away, or lie beside the picture."""
    run(make_corpus(9), tmp_path / "out")
    pictures = open_shards(tmp_path / "out" / "index.json", tmp_path / "cache", choice())
    assert len(pictures) == 8 and is_index(tmp_path / "out" / "index.json")
    for picture in (pictures[number] for number in range(8)):
        assert picture.lineart is not None and picture.lineart.shape == picture.colors.shape[:2]
        assert picture.regions is not None and picture.regions.max() == len(picture.region_colors) - 1
        flats = picture.region_colors[picture.regions].astype(int)
        assert (np.abs(flats - picture.colors).max(2) < 40)[picture.lineart > 250].mean() > 0.9


def test_shards_are_reduced_to_the_recipe_s_size(make_corpus, tmp_path):
    """Regions that are blended when they are reduced are other regions."""
    run(make_corpus(3), tmp_path / "out")
    pictures = open_shards(tmp_path / "out" / "index.json", tmp_path / "cache", choice(short_px=48))
    picture = pictures[0]
    assert min(picture.colors.shape[:2]) == 48 and picture.regions.shape == picture.colors.shape[:2]
    assert sorted(np.unique(picture.regions)) == list(range(len(picture.region_colors)))


def test_a_recipe_s_tiers_and_split_hold_for_shards_too(make_corpus, tmp_path):
    """A folder built with closed tiers would bring them into every recipe that is shown it."""
    closed = make_corpus(4, name="closed", tier="unknown", license="unknown")
    manifests = [closed, make_corpus(8, first=4, name="open")]
    run(manifests, tmp_path / "out", tiers=TIERS)
    index = tmp_path / "out" / "index.json"
    rows = open_shards(index, tmp_path / "cache", choice()).rows
    assert len(rows) == 7 and {row.tier for row in rows} == {"permissive"}
    assert len(open_shards(index, tmp_path / "cache", choice(split="val")).rows) == 1
    with pytest.raises(ManifestError, match="no example of split train and tiers permissive"):
        open_shards(index, tmp_path / "cache", choice(skip_kinds=("ink",)))


def test_a_changed_shard_is_refused(make_corpus, tmp_path):
    """A download that went wrong would be learned from."""
    run(make_corpus(3), tmp_path / "out")
    shard = tmp_path / "out" / "train-000000.tar"
    content = bytearray(shard.read_bytes())
    content[2000] ^= 1
    shard.write_bytes(content)
    with pytest.raises(ManifestError, match=r"is not what .* says; delete it and run `nurie data build` again"):
        open_shards(tmp_path / "out" / "index.json", tmp_path / "cache", choice())
    with pytest.raises(ManifestError, match="no index at"):
        open_shards(tmp_path / "none" / "index.json", tmp_path / "cache", choice())


def test_the_command_reports(make_corpus, tmp_path):
    """Nobody would learn why half of the corpus is missing."""
    manifest = make_corpus(5)
    options = ["build", str(manifest), "--to", str(tmp_path / "out"), "--lines", "none", "--processes", "1"]
    done = CliRunner().invoke(data, [*options, "--min-px", "310"])
    assert done.exit_code == 0, done.exception
    assert "left out: 5 (small)" in done.output and "0 examples" in done.output
    wrong = CliRunner().invoke(data, [*options, "--min-lines", "0.5"])
    assert isinstance(wrong.exception, OptionError)
