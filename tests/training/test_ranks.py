"""Training by several processes: they learn what one would, stop together, and go on exactly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from nurie.errors import RecipeError
from nurie.training.config import Config
from nurie.training.contest import at_px
from nurie.training.group import check_batches
from nurie.training.recipe import parse_config, plain_values, read_recipe
from nurie.training.run import to_toml
from nurie.training.state import CHECKPOINT

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
NETWORKS = ("generator", "snapshot", "discriminator")
AGREE = 1e-7  # of weights in float64, that are of size 0.1, after all steps; a wrong gradient changes them by 1e-3

Launch = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def launch() -> Iterator[Launch]:
    """A function that trains by so many processes, see `ranks.work`; gives their exit codes and what they said."""
    command = [sys.executable, str(Path(__file__).with_name("ranks.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin and server.stdout

        def ask(size: int, run: Path, recipe: Path, manifest: Path, **more: Any) -> dict[str, Any]:
            job = {"size": size, "run": str(run), "recipe": str(recipe), "manifest": [str(manifest)], **more}
            job["limits"] = {"cache": str(run.parent / "cache"), **more.get("limits", {})}
            print(json.dumps(job), file=server.stdin, flush=True)
            return json.loads(server.stdout.readline())

        yield ask
        server.stdin.close()


def _state(run: Path) -> dict[str, Any]:
    return torch.load(run / CHECKPOINT, weights_only=True)


def _apart(left: Path, right: Path) -> float:
    """The greatest difference between two runs' weights and averages."""
    one, two = _state(left), _state(right)
    assert one["images_seen"] == two["images_seen"] > 0
    return max(
        float((value.double() - two[part][name].double()).abs().max())
        for part in NETWORKS for name, value in one[part].items()
    )  # fmt: skip


def _learned(launch: Launch, size: int, run: Path, recipe: Path, manifest: Path, **more: Any) -> str:
    answer = launch(size, run, recipe, manifest, **more)
    assert answer["codes"] == [0] * size, answer["said"]
    return answer["said"]


def test_two_processes_learn_what_one_does(launch: Launch, recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """Batch norms, class weights, the discriminator, clipping: what is of a part of the batch gives other weights."""
    network = "{widths=[8,16,16,16],depths=[1,1,1,1],up_depths=[1,1,1],flats=true,things=13}"
    things = [
        "losses.things=0.2", "losses.flats=0.3", "optimizer.clip=0.5", f"generator.settings={network}",
        "data.drawn={count=6,size_px=64}",
    ]  # fmt: skip
    for size in (1, 2):
        _learned(launch, size, tmp_path / f"{size}", recipe, manifest, double=True, changes=things)
    assert _apart(tmp_path / "1", tmp_path / "2") < AGREE
    rows = [json.loads((tmp_path / run / "stats.jsonl").read_text()) for run in "12"]
    assert all(rows[0][name] == pytest.approx(rows[1][name], abs=2e-5) for name in ("classes", "things", "adversarial"))


def _small(name: str, batch: int, part: str = "") -> Config:
    """A seed system's recipe with thin networks at 32 px (in part at 64), for three steps."""
    config = at_px(read_recipe(RECIPES / f"{name}.toml"), 64 if part else 32, 3 * batch)
    thin = {"width": 8} if "width" in config.generator.settings else {}
    stages = {"stages": 2} if part else {}
    return replace(
        config,
        generator=replace(config.generator, settings={**config.generator.settings, **thin, **stages}),
        discriminator=replace(config.discriminator, settings={**config.discriminator.settings, "width": 4}),
        data=replace(config.data, short_px=64),
        stages=(replace(config.stages[0], batch=batch, images=3 * batch, part=part),),
    )


SEEDS = {"deepcolor-l2": "", "deepcolor-gan": "", "deepcolor-palette": "", "colorful": "", "paintschainer": "second"}


@pytest.mark.parametrize(("name", "part"), SEEDS.items())
def test_seed_systems_learn_the_same(
    launch: Launch, name: str, part: str, manifest: Path, tmp_path: Path
) -> None:
    """Sums over a batch, dropout, the chance of an autoencoder, networks trained in part: each can go wrong alone."""
    recipe = tmp_path / "seed.toml"
    recipe.write_text(to_toml(_small(name, 4, part)))
    for size in (1, 2):
        _learned(launch, size, tmp_path / f"{size}", recipe, manifest, double=True)
    assert _apart(tmp_path / "1", tmp_path / "2") < AGREE


def test_a_killed_process_ends_the_others_and_the_run_goes_on_exactly(
    launch: Launch, recipe: Path, manifest: Path, tmp_path: Path
) -> None:
    """A process that dies must not leave the others waiting for ever, nor cost more than the last checkpoint's age."""
    more = {"changes": ["stages=[{px=32, batch=6, images=48, lr=[1e-3, 1e-4], adversarial=0.02}]"]}
    _learned(launch, 3, tmp_path / "whole", recipe, manifest, **more)
    answer = launch(3, tmp_path / "killed", recipe, manifest, save_every=2, kill=[1, 5], **more)
    assert answer["codes"] == [1, -9, 1]
    assert "PeerError: another process of this training ended" in answer["said"] and "--resume" in answer["said"]
    assert _state(tmp_path / "killed")["steps"] == 4
    _learned(launch, 3, tmp_path / "killed", recipe, manifest, resume=True, **more)
    assert _apart(tmp_path / "whole", tmp_path / "killed") == 0


def test_another_number_of_processes_goes_on_with_the_same_samples(
    launch: Launch, recipe: Path, manifest: Path, tmp_path: Path
) -> None:
    """Going on with another number must be what an uninterrupted run gives, and say what is different."""
    _learned(launch, 1, tmp_path / "whole", recipe, manifest, double=True)
    for size, images in ((2, 12), (4, 24), (1, 32)):
        said = _learned(
            launch, size, tmp_path / "parts", recipe, manifest, double=True, resume=images > 12,
            limits={"images": images},
        )  # fmt: skip
    assert "until here 4 processes have trained, from here 1 do: the samples stay the same" in said
    assert _apart(tmp_path / "whole", tmp_path / "parts") < AGREE


def test_chance_by_batch_refuses_another_number(launch: Launch, recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """With data.tensor_ops another number of processes sees other samples: that must not go unsaid."""
    more = {"changes": ["data.tensor_ops=true", "stages=[{px=32, batch=4, images=8, lr=[1e-3, 1e-4]}]"]}
    _learned(launch, 2, tmp_path / "run", recipe, manifest, limits={"images": 4}, **more)
    answer = launch(1, tmp_path / "run", recipe, manifest, resume=True, **more)
    assert answer["codes"] == [2] and "start 2" in answer["said"]
    _learned(launch, 2, tmp_path / "run", recipe, manifest, resume=True, **more)


@pytest.mark.parametrize("limits", [{"minutes": 0.02}, {"images": 8}, {}], ids=["minutes", "images", "signal"])
def test_all_stop_after_the_same_step(
    launch: Launch, recipe: Path, manifest: Path, tmp_path: Path, limits: dict[str, float]
) -> None:
    """A process that stops alone leaves the others in a sum that never comes; what was learned must be saved."""
    more = {} if limits else {"stop": [1, 3]}
    endless = ["stages=[{px=32, batch=4, images=4000000, lr=[1e-3, 1e-4]}]"]
    _learned(launch, 2, tmp_path / "run", recipe, manifest, changes=endless, limits=limits, grid=True, **more)
    seen = _state(tmp_path / "run")["images_seen"]
    assert seen == 8 if limits.get("images") else seen > 0 if limits else seen == 12
    assert {path.name for path in (tmp_path / "run").glob("grid-*")} == {f"grid-{seen:08d}.jpg"}


def test_a_batch_that_cannot_be_divided_is_refused(recipe: Path) -> None:
    """Rounding the share would train with another batch than the recipe's, and say nothing."""
    config = read_recipe(recipe)
    check_batches(config, 4)
    with pytest.raises(RecipeError, match=r"batches of 4 and 3 processes train.*Start 1, 2, 4 processes"):
        check_batches(config, 3)


def test_processes_with_other_pictures_are_refused(
    launch: Launch, recipe: Path, manifest: Path, tmp_path: Path
) -> None:
    """A machine whose corpus is another one would make samples of other pictures under the same numbers."""
    few = tmp_path / "few.jsonl"
    few.write_text("".join(manifest.read_text().splitlines(keepends=True)[:5]))
    for path in manifest.parent.glob("*.png"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    answer = launch(2, tmp_path / "run", recipe, manifest, manifest_of={"1": [str(few)]})
    assert answer["codes"] == [2, 2] and "the processes of this training have different pictures" in answer["said"]


def test_the_config_holds_how_shards_are_shown(recipe: Path) -> None:
    """A streamed run must be repeatable from its config.toml."""
    config = read_recipe(recipe, ("data.stream=true", "data.shuffle=5"))
    assert parse_config(plain_values(config)).data.shuffle == 5


def test_torchrun_starts_it(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """The command in docs/scale.md: two machines with a process each, told apart by torchrun's own options."""
    train = [
        "-m", "nurie", "train", str(recipe), "--data", str(manifest), "--run-folder", "run", "--images", "8",
        "--workers", "1",
    ]  # fmt: skip
    machines = []
    for number in range(2):
        folder = tmp_path / f"machine-{number}"
        folder.mkdir()
        options = ["--nnodes", "2", "--node-rank", str(number), "--nproc-per-node", "1",
                   "--master-addr", "127.0.0.1", "--master-port", "29431"]  # fmt: skip
        command = [sys.executable, "-m", "torch.distributed.run", *options, *train]
        source = str(RECIPES.parent / "src")
        machines.append(subprocess.Popen(
            command, cwd=folder, env=os.environ | {"PYTHONPATH": source}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        ))  # fmt: skip
    said = [machine.communicate(timeout=600)[0] for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], said
    assert "2 processes train, each on its share" in said[0] and "8 of 32 images seen" in said[0]
    assert "images seen" not in said[1] and not (tmp_path / "machine-1" / "run").exists()
    assert _state(tmp_path / "machine-0" / "run")["images_seen"] == 8


def _process_of_rank(rank: int, ancestor: int) -> int | None:
    """The process below `ancestor` that torchrun gave this rank."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == ancestor and f"RANK={rank}" in (folder / "environ").read_text().split("\0"):
                return int(folder.name)
        except (OSError, ValueError):  # it has ended
            continue
    return None


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds torchrun's processes in /proc")
def test_torchrun_begins_again_by_itself(launch: Launch, recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """`torchrun --max-restarts`: a killed process costs the steps since the last checkpoint, and nothing else."""
    stages = "stages=[{px=32, batch=4, images=96, lr=[1e-3, 1e-4]}]"
    _learned(launch, 2, tmp_path / "whole", recipe, manifest, changes=[stages])
    run = tmp_path / "run"
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "--max-restarts", "3",
        "-m", "nurie", "train", str(recipe), "--data", str(manifest), "--run-folder", str(run), "--set", stages,
        "--save-minutes", "0", "--cache", str(tmp_path / "cache"),
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(RECIPES.parent / "src")}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    ) as torchrun:  # fmt: skip
        try:
            killed, end = None, time.monotonic() + 200
            while killed is None:
                assert torchrun.poll() is None and time.monotonic() < end
                if (run / CHECKPOINT).exists() and (killed := _process_of_rank(1, torchrun.pid)) is not None:
                    os.kill(killed, signal.SIGKILL)
                time.sleep(0.01)
            said = torchrun.communicate(timeout=200)[0]
        finally:
            with suppress(ProcessLookupError):
                os.killpg(torchrun.pid, signal.SIGKILL)
    assert torchrun.returncode == 0, said
    assert said.count("2 processes train, each on its share") == 2 and "96 of 96 images seen" in said
    assert _apart(tmp_path / "whole", run) == 0
