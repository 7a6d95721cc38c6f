"""The training loop. Straight on purpose; time is counted in images."""

from __future__ import annotations

import json
import math
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from nurie.datasets.cache import Pictures
from nurie.errors import OptionError
from nurie.training.config import Config, StageConfig
from nurie.training.data import batches
from nurie.training.group import ALONE, Group
from nurie.training.joined import join
from nurie.training.objectives import find_objective
from nurie.training.pictures import DEFAULT_CACHE, Manifests, digest_of, make_source, open_pictures
from nurie.training.state import TrainingState, new_state, save_state, update_snapshot

_LOG_EVERY = 50


@dataclass(frozen=True, slots=True)
class RunLimits:
    """When to stop, and how to use the machine; none of this influences the weights.

    Attributes:
        minutes: wall time; None trains to the end of the recipe.
        images: stop at this many images seen in all.
        save_minutes: time between checkpoints.
        workers: loader processes.
        threads: of the trainer; exact resume is promised for one.
        device: "cpu" or "cuda".
        cache: folder for the decoded corpus.
    """

    minutes: float | None = None
    images: int | None = None
    save_minutes: float = 5.0
    workers: int = 1
    threads: int = 1
    device: str = "cpu"
    cache: str | Path = DEFAULT_CACHE


def start(config: Config, manifest: Manifests, cache: str | Path = DEFAULT_CACHE) -> TrainingState:
    """A fresh state: decodes the corpus where needed, finds the colour classes, draws the weights.

    With `config.init` both classes and weights are that bundle's, see `warm_start.warm_state`.
    """
    from nurie.training.warm_start import warm_state

    objective = find_objective(config)
    pictures = open_pictures(config.data, manifest, cache)
    if config.init:
        return warm_state(config, pictures)
    return new_state(config, objective.classes(config, pictures))


def learning_rate(stage: StageConfig, into: int, steps: int, warmup_steps: int) -> float:
    """Cosine from the stage's first to its second value; the first steps of a run ramp up linearly."""
    first, last = stage.lr
    rate = last + (first - last) * 0.5 * (1 + math.cos(math.pi * into / stage.images))
    return rate * min(1.0, (steps + 1) / warmup_steps)


def train(
    state: TrainingState, manifest: Manifests, run: Path, limits: RunLimits, *, say: Callable[[str], None],
    group: Group = ALONE,
) -> TrainingState:
    """Train until the recipe ends, a limit is met or the process is told to stop; then save.

    Leaves in `run`: checkpoint.pt, stats.jsonl (one line per 50 steps), grid-NNNNNNN.jpg. Of several processes each
    learns from its share of every batch, the first one writes, and all stop after the same step.

    Args:
        state: fresh or loaded; it is changed.
        manifest: the corpus, or several.
        run: an existing folder.
        limits: see `RunLimits`.
        say: takes lines for the user.
        group: the processes that train; each calls this with the same state.
    """
    # --- set up -------------------------------------------------------------------------------------
    config, device, objective = state.config, _device(limits.device, group), find_objective(state.config)
    torch.set_num_threads(limits.threads)
    pictures = group.first_here(lambda: open_pictures(config.data, manifest, limits.cache))
    _check_shown(state, pictures, group)
    source = make_source(config, pictures)
    goal = min(config.total_images, limits.images or config.total_images)
    begun = last_save = last_log = time.monotonic()
    deadline = begun + 60 * limits.minutes if limits.minutes else math.inf
    stopping, restore_signals = _stop_on_signals()
    seen: dict[str, list[float]] = {}
    waited, logged_images = 0.0, state.images_seen
    move(state, device)
    if group.size > 1:
        state.joined = {name: join(getattr(state, name), device) for name in ("generator", "discriminator")}
    state.processes = group.size

    # --- steps --------------------------------------------------------------------------------------
    with closing(batches(config, source, images_seen=state.images_seen, workers=limits.workers, group=group)) as stream:
        while state.images_seen < goal and not group.any(bool(stopping) or time.monotonic() >= deadline):
            asked, worked = time.monotonic(), time.process_time()
            batch = next(stream).to(device)
            waited += time.monotonic() - asked
            stage, into = config.stage_at(state.images_seen)
            rate = learning_rate(stage, into, state.steps, config.warmup_steps)
            for optimizer in (state.optimizer, state.discriminator_optimizer):
                for parameters in optimizer.param_groups:
                    parameters["lr"] = rate
            torch.manual_seed(config.seed * 1_000_003 + state.images_seen)  # dropout, when the run goes on
            terms = objective.step(state, batch, stage)
            state.images_seen += stage.batch
            state.steps += 1
            update_snapshot(state)
            state.cpu_s += time.process_time() - worked

            # --- report and save --------------------------------------------------------------------
            for name, value in terms.items():
                seen.setdefault(name, []).append(float(value))
            now = time.monotonic()
            if state.steps % _LOG_EVERY == 0 or state.images_seen >= goal:
                means = group.mean({name: float(np.mean(values)) for name, values in seen.items()})
                row: dict[str, Any] = {name: round(value, 5) for name, value in means.items()}
                row |= {
                    "images_seen": state.images_seen,
                    "px": stage.px,
                    "lr": round(rate, 7),
                    "images_per_s": round((state.images_seen - logged_images) / (now - last_log), 1),
                    "loader_wait": round(waited / (now - last_log), 3),
                }
                if group.leads:
                    with (run / "stats.jsonl").open("a") as out:
                        out.write(json.dumps(row) + "\n")
                    say(" ".join(f"{name} {value:g}" for name, value in row.items()))
                seen, waited, last_log, logged_images = {}, 0.0, now, state.images_seen
            if group.leads and now - last_save > 60 * limits.save_minutes:
                save_state(state, run)
                objective.write_grid(state, source, run / f"grid-{state.images_seen:08d}.jpg")
                last_save = time.monotonic()

    # --- end ----------------------------------------------------------------------------------------
    if group.leads:
        save_state(state, run)
        objective.write_grid(state, source, run / f"grid-{state.images_seen:08d}.jpg")
    group.wait()  # a second signal must not end the others while the first one saves
    restore_signals()
    return state


def _device(name: str, group: Group) -> torch.device:
    if name == "cuda" and not torch.cuda.is_available():
        raise OptionError("--device cuda, but torch finds no CUDA device; leave it out to train on the CPU")
    return torch.device(name, group.here) if name == "cuda" and group.size > 1 else torch.device(name)


def _check_shown(state: TrainingState, pictures: Pictures, group: Group) -> None:
    """Refuse processes that have different pictures, and streamed shards other than those that the run began with."""
    shown = digest_of(pictures)
    if group.any(group.from_first(shown.encode) != shown.encode()):
        raise OptionError(
            "the processes of this training have different pictures; give all machines the same --data and files"
        )
    if not state.config.data.stream:
        return
    if state.shown and state.shown != shown:
        raise OptionError(
            "this run streams other shards, or in another order (data.shuffle); the same ones go on where it was, "
            "and a new run (--run) begins with new ones"
        )
    state.shown = shown


def move(state: TrainingState, device: torch.device) -> None:
    """Networks and optimiser moments to one device, ready to train."""
    state.generator.to(device).train()
    state.snapshot.to(device)
    state.discriminator.to(device).train()
    for optimizer in (state.optimizer, state.discriminator_optimizer):
        optimizer.load_state_dict(optimizer.state_dict())  # casts the moments to their weights' device


def _stop_on_signals() -> tuple[list[int], Callable[[], None]]:
    """A list that is no longer empty once SIGINT or SIGTERM arrived (the loop then saves), and the way back."""
    seen: list[int] = []
    before = {
        number: signal.signal(number, lambda received, _frame: seen.append(received))
        for number in (signal.SIGINT, signal.SIGTERM)
    }

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return seen, restore
