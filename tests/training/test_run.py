"""Runs: they learn, stop, are killed and go on exactly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from nurie.errors import OptionError, RecipeError
from nurie.training.loop import RunLimits
from nurie.training.run import run_recipe
from nurie.training.state import CHECKPOINT, load_state

SILENT = {"say": lambda line: None, "changes": ()}


def _run(recipe: Path, manifest: Path, run: Path, *, resume: bool = False, **limits: object):  # type: ignore[no-untyped-def]
    return run_recipe(recipe, manifest, run=run, limits=RunLimits(**{"workers": 0, **limits}), resume=resume, **SILENT)


def _assert_same(left: Path, right: Path) -> None:
    one, two = (torch.load(run / CHECKPOINT, weights_only=True) for run in (left, right))
    assert one["images_seen"] == two["images_seen"] and one["steps"] == two["steps"]
    for part in ("generator", "snapshot", "discriminator"):
        for name, value in one[part].items():
            assert torch.equal(value, two[part][name]), f"{part}.{name} differs"
    moments = zip(one["optimizer"]["state"].values(), two["optimizer"]["state"].values(), strict=True)
    assert all(torch.equal(a["exp_avg_sq"], b["exp_avg_sq"]) for a, b in moments)


def test_stop_and_resume_equals_uninterrupted(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """A resumed run that is only nearly the same hides lost optimiser state or repeated samples."""
    _run(recipe, manifest, tmp_path / "whole")
    for images in (8, 20, 32):
        _run(recipe, manifest, tmp_path / "parts", resume=images > 8, images=images)
    _assert_same(tmp_path / "whole", tmp_path / "parts")


def test_a_loader_process_gives_the_same_samples(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """The number of loader processes must not change the weights."""
    _run(recipe, manifest, tmp_path / "own", images=12)
    _run(recipe, manifest, tmp_path / "two", images=12, workers=2)
    _assert_same(tmp_path / "own", tmp_path / "two")


def test_a_killed_run_goes_on_exactly(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """SIGKILL at any moment must cost at most the time since the last checkpoint, and change nothing."""
    stages = ("--set", "stages=[{px=32, batch=4, images=160, lr=[1e-3, 1e-4], adversarial=0.02}]")
    script = (
        "import sys; from nurie.training import loop; from nurie.training.state import save_state\n"
        "import nurie.training.loop as loop; original = loop.update_snapshot\n"
        "def saving(state):\n"
        "    original(state)\n"
        "    if state.steps % 3 == 0: save_state(state, RUN)\n"
        "from pathlib import Path; RUN = Path(sys.argv[1]); loop.update_snapshot = saving\n"
        "from nurie.cli.train import train; train(sys.argv[2:])\n"
    )
    run, whole = tmp_path / "killed", tmp_path / "whole"
    arguments = [str(recipe), "--data", str(manifest), "--workers", "0", *stages]
    command = [sys.executable, "-c", script, str(run), *arguments, "--run", str(run)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (run / CHECKPOINT).exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    killed_at = load_state(run).images_seen
    assert 0 < killed_at <= 160
    train = [sys.executable, "-c", "from nurie.cli.train import train; train()", *arguments]
    for folder, extra in ((run, ["--resume"]), (whole, [])):
        subprocess.run([*train, "--run", str(folder), *extra], check=True, capture_output=True, timeout=300)
    _assert_same(run, whole)


def test_a_signal_to_the_whole_group_saves(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """Ctrl-C reaches the loader process too; when that died first, all since the last checkpoint was lost."""
    stages = "stages=[{px=32, batch=4, images=4000000, lr=[1e-3, 1e-4]}]"
    command = [
        sys.executable, "-c", "from nurie.cli.train import train; train()", str(recipe), "--data", str(manifest),
        "--run", str(tmp_path), "--cache", str(tmp_path / "cache"), "--set", stages,
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while not (tmp_path / "stats.jsonl").exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert load_state(tmp_path).images_seen >= 200


def test_a_run_leaves_plain_files(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """Config, statistics and grids must be readable without nurie."""
    run = tmp_path / "run"
    _run(recipe, manifest, run)
    names = {path.name for path in run.iterdir()}
    assert {"checkpoint.pt", "config.toml", "grid-00000032.jpg", "stats.jsonl"} == names
    last = json.loads((run / "stats.jsonl").read_text().splitlines()[-1])
    assert last["images_seen"] == 32 and last["images_per_s"] > 0 and 0 <= last["loader_wait"] <= 1
    assert {"layer", "gradient", "chroma", "classes", "adversarial", "discriminator"} <= set(last)


def test_the_written_config_is_the_recipe(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """A run must be repeatable from the config in its folder."""
    from nurie.training.recipe import read_recipe

    run_recipe(
        recipe, manifest, run=tmp_path / "run", limits=RunLimits(workers=0, images=4), resume=False,
        changes=("data.short_px=80", "losses.chroma=0"), say=lambda line: None,
    )
    written = read_recipe(tmp_path / "run" / "config.toml")
    assert written == read_recipe(recipe, ("data.short_px=80", "losses.chroma=0"))
    assert written.data.short_px == 80 and written.losses.chroma == 0


def test_the_loss_falls_on_one_page(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """A network whose gradients are cut or whose target is shifted does not learn even one page."""
    from nurie.training.data import collate
    from nurie.training.layer_step import layer_step as step
    from nurie.training.loop import start
    from nurie.training.pictures import make_source, open_pictures

    state = start(_config(recipe), manifest)
    source = make_source(state.config, open_pictures(state.config.data, manifest))
    batch, stage = collate(source, range(4), 64).to(torch.device("cpu")), state.config.stages[0]
    for group in state.optimizer.param_groups:
        group["lr"] = 3e-3
    state.generator.train()
    losses = [float(step(state, batch, stage)["layer"]) for _ in range(90)]
    assert losses[-1] < 0.5 * losses[0]


def _config(recipe: Path):  # type: ignore[no-untyped-def]
    from nurie.training.recipe import read_recipe

    return read_recipe(recipe)


def test_a_run_is_never_overwritten(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """Starting again in a run folder must not lose the run."""
    _run(recipe, manifest, tmp_path / "run", images=4)
    with pytest.raises(OptionError, match="--resume"):
        _run(recipe, manifest, tmp_path / "run", images=4)
    with pytest.raises(OptionError, match="leave --resume out"):
        _run(recipe, manifest, tmp_path / "other", resume=True)


def test_a_damaged_checkpoint_is_named(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """A truncated file must give its name and a reason, not a traceback from inside torch."""
    _run(recipe, manifest, tmp_path / "run", images=4)
    path = tmp_path / "run" / CHECKPOINT
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(RecipeError, match=r"checkpoint\.pt cannot be read"):
        load_state(tmp_path / "run")


def test_a_checkpoint_runs_no_code(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """A checkpoint from the net must not be able to run anything."""
    import pickle

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {tmp_path}/owned",)

    run = tmp_path / "run"
    run.mkdir()
    (run / CHECKPOINT).write_bytes(pickle.dumps(Evil()))
    with pytest.raises(RecipeError):
        load_state(run)
    assert not (tmp_path / "owned").exists()


def test_a_missing_gpu_is_said(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """On a machine without CUDA the message must say what to leave out."""
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    with pytest.raises(OptionError, match="leave it out to train on the CPU"):
        _run(recipe, manifest, tmp_path / "run", device="cuda")


def test_several_corpora_are_one(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """Own art is trained on together with the corpus, each by its own manifest."""
    from nurie.training.pictures import open_pictures
    from nurie.training.recipe import read_recipe

    config = read_recipe(recipe).data
    one, two = (open_pictures(config, given, tmp_path) for given in (manifest, [manifest, manifest]))
    assert len(two) == 2 * len(one) > 0
    assert (two[len(one)].colors == one[0].colors).all()
