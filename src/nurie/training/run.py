"""A run folder from beginning to end: recipe in, checkpoint out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from nurie.core.files import replacing
from nurie.errors import OptionError
from nurie.training.config import Config
from nurie.training.group import Group, check_batches, joined_group, restarted
from nurie.training.loop import RunLimits, start, train
from nurie.training.pictures import Manifests
from nurie.training.recipe import read_recipe
from nurie.training.state import CHECKPOINT, TrainingState, load_state, pack_state, unpack_state

__all__ = ["RunLimits", "run_recipe"]


def run_recipe(
    recipe: Path, manifest: Manifests, *, run: Path | None, limits: RunLimits, resume: bool,
    changes: Sequence[str], say: Callable[[str], None],
) -> TrainingState:
    """Begin a run, or go on with one.

    Raises:
        RecipeError, ManifestError: as `read_recipe`, `read_manifest` and `load_state` say.
        OptionError: a run that exists and is not to be resumed, or the other way round.
    """
    config = read_recipe(recipe, changes)
    run = run or Path("run") / config.name
    with joined_group(limits.device) as group:
        check_batches(config, group.size)
        state = _begun(config, manifest, run, limits, group, resume=resume)
        _check_chance(state, group)
        if group.leads:
            run.mkdir(parents=True, exist_ok=True)
            write_config(config, run)
            say(f"{config.name}: {state.images_seen} of {config.total_images} images seen, run folder {run}")
            if note := _of_processes(state, group):
                say(note)
        return train(state, manifest, run, limits, say=say, group=group)


def _begun(
    config: Config, manifest: Manifests, run: Path, limits: RunLimits, group: Group, *, resume: bool
) -> TrainingState:
    """A fresh state or the run folder's; of several processes the first one has the folder, and tells the others."""

    def begin() -> TrainingState:
        exists = (run / CHECKPOINT).is_file()
        if exists and not resume and not restarted():
            raise OptionError(f"{run} holds a run already; add --resume to go on with it, or --run with another folder")
        if resume and not exists and not restarted():
            raise OptionError(f"--resume, but {run} holds no {CHECKPOINT}; leave --resume out to begin a run there")
        return load_state(run, config) if exists else start(config, manifest, limits.cache)

    if group.size == 1:
        return begin()
    return unpack_state(group.from_first(lambda: pack_state(begin())), config)


def _check_chance(state: TrainingState, group: Group) -> None:
    """Refuse to go on where another number of processes would see other samples. Raises OptionError."""
    if state.config.data.tensor_ops and state.steps and state.processes != group.size:
        raise OptionError(
            f"this run was trained by {state.processes} processes and is to go on with {group.size}; data.tensor_ops "
            f"draws lines and hints by batch and process, so it would see other samples: start {state.processes}"
        )


def _of_processes(state: TrainingState, group: Group) -> str:
    """What the user should know of how many train."""
    if state.steps and state.processes != group.size:
        return (
            f"until here {state.processes} processes have trained, from here {group.size} do: the samples stay the "
            "same, sums are rounded otherwise"
        )
    return f"{group.size} processes train, each on its share of every batch" if group.size > 1 else ""


def write_config(config: Config, run: Path) -> None:
    """The recipe with all changes applied, as TOML."""
    with replacing(run / "config.toml") as partial:
        partial.write_text(to_toml(config), encoding="utf-8")


def to_toml(config: Config) -> str:
    """A recipe that `read_recipe` reads back to the same config."""
    from nurie.training.recipe import plain_values

    values = plain_values(config)
    own = config.objective.name == "layer"
    tables = [key for key, value in values.items() if isinstance(value, dict) and (own or key != "losses")]
    lines = [
        f"{key} = {_value(value)}" for key, value in values.items() if not isinstance(value, dict) and key != "stages"
    ]
    for key in tables:
        lines += ["", f"[{key}]", *(f"{name} = {_value(value)}" for name, value in values[key].items())]
    for stage in values["stages"]:
        lines += ["", "[[stages]]", *(f"{name} = {_value(value)}" for name, value in stage.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(part)}" for name, part in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return repr(value)
