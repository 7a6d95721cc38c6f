"""Runs trainings by several processes, for tests: loads torch once, then forks as many as each job asks for.

Reads a job a line from its input (JSON, see `work`), answers with the processes' exit codes and what they said.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

os.environ["TORCH_CPP_LOG_LEVEL"] = "ERROR"  # before torch is loaded, as `nurie train` does

import torch

from nurie.errors import NurieError
from nurie.training import layer_step, loop, seed_steps
from nurie.training.loop import RunLimits
from nurie.training.run import run_recipe


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        said = Path(job["run"]).with_suffix(".said")
        said.write_text("")
        children = [_fork(job, rank, said) for rank in range(job["size"])]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps({"codes": codes, "said": said.read_text()}), flush=True)


def _fork(job: dict[str, Any], rank: int, said: Path) -> int:
    port = job.setdefault("port", _free_port())
    child = os.fork()
    if child:
        return child
    if job["size"] > 1:
        os.environ |= {
            "RANK": str(rank), "WORLD_SIZE": str(job["size"]), "LOCAL_RANK": str(rank), "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(port),
        }  # fmt: skip
    code = 0
    with said.open("a") as out:
        try:
            work(job, rank, lambda line: print(line, file=out, flush=True))
        except NurieError as error:
            print(f"{type(error).__name__}: {error}", file=out)
            code = error.exit_code
        except BaseException:
            print(traceback.format_exc(), file=out)
            code = 70
    os._exit(code)


def work(job: dict[str, Any], rank: int, say: Any) -> None:
    """One process of a job: a run by `recipe`, `manifest`, `run`, `changes`, `resume` and `limits`.

    `double`: in float64. `save_every`: a checkpoint after so many steps. `kill`: [rank, step], that rank dies after
    that step by SIGKILL. `stop`: [rank, step] gets SIGTERM there. `manifest_of`: other manifests
    of a rank. `grid`: pictures are written.
    """
    torch.set_num_threads(1)
    if not job.get("grid"):
        _without_grids()
    if job.get("double"):
        _in_double()
    if job.get("save_every") or job.get("kill") or job.get("stop"):
        _with_events(job, rank)
    manifests = job.get("manifest_of", {}).get(str(rank)) or job["manifest"]
    run_recipe(
        Path(job["recipe"]), [Path(path) for path in manifests], run=Path(job["run"]), say=say,
        limits=RunLimits(**{"workers": 0, **job.get("limits", {})}), resume=job.get("resume", False),
        changes=job.get("changes", []),
    )  # fmt: skip


def _without_grids() -> None:
    """Pictures take longer than all the rest."""
    find = loop.find_objective
    loop.find_objective = lambda config: find(config)._replace(write_grid=lambda *arguments: None)


def _in_double() -> None:
    """Networks, pictures and classes in float64, where rounding is far below what a wrong gradient does."""
    torch.set_default_dtype(torch.float64)
    find, start = loop.find_objective, loop.start

    def find_in_double(config: Any) -> Any:
        objective = find(config)

        def step(state: Any, batch: Any, stage: Any) -> Any:
            return objective.step(state, _doubled(batch), stage)

        return objective._replace(step=step)

    def start_in_double(*arguments: Any) -> Any:
        state = start(*arguments)
        state.classes = replace(state.classes, weights=state.classes.weights.double())
        return state

    loop.find_objective = find_in_double
    import nurie.training.run as run

    run.start = start_in_double


def _doubled(values: Any) -> Any:
    assert is_dataclass(values)
    changed = {field.name: getattr(values, field.name) for field in fields(values)}
    return replace(values, **{name: part.double() for name, part in changed.items() if part.is_floating_point()})


def _with_events(job: dict[str, Any], rank: int) -> None:
    update = loop.update_snapshot

    def after_step(state: Any) -> None:
        update(state)
        if rank == 0 and job.get("save_every") and state.steps % job["save_every"] == 0:
            loop.save_state(state, Path(job["run"]))
        for name, number in (("kill", signal.SIGKILL), ("stop", signal.SIGTERM)):
            if job.get(name) == [rank, state.steps]:
                os.kill(os.getpid(), number)

    loop.update_snapshot = after_step


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


assert layer_step and seed_steps  # loaded before the forks
with suppress(BrokenPipeError):
    main()
