"""Shards of a corpus, built on a cluster: the same bytes as on one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nurie.cluster.spread import Crew, spread
from nurie.core.files import sweep
from nurie.datasets.build.shard import Task, build_shard, read_record


def split_done(tasks: Sequence[Task]) -> tuple[list[dict[str, Any]], list[Task]]:
    """The records of shards that are there, and the tasks that are left."""
    records, left = [], []
    for task in tasks:
        if (record := read_record(task)) is not None:
            records.append(record)
        else:
            left.append(task)
    return records, left


def build_shards(tasks: Sequence[Task], at_once: int | None = None) -> Iterator[dict[str, Any]]:
    """Build shards on all machines of the cluster that is connected; their records, in any order.

    All machines must see the folders of the tasks under the same paths. What processes that died left is gone at the
    end.

    Args:
        tasks: of `make_tasks`.
        at_once: shards at the same time; None takes all processors.

    Raises:
        ClusterError: a machine does not see the folders.
        Exception: what `build_shard` raises.
    """
    tasks = [replace(task, folder=task.folder.resolve()) for task in tasks]
    crew = Crew(_builder, at_once=at_once, must_see=tuple(_needed(tasks)))
    for outcome in spread(crew, tasks):
        if outcome.error is not None:
            raise outcome.error
        yield outcome.result
    sweep(path for task in tasks for path in (task.tar_path, task.record_path))


def _needed(tasks: Sequence[Task]) -> set[Path]:
    """Folders of manifests, and what this machine has just written into the folder of the shards."""
    written = {path for folder in {task.folder for task in tasks} for path in folder.glob("plan.jsonl")}
    return written | {root for task in tasks for _, root in task.items}


def _builder() -> Callable[[Task], dict[str, Any]]:
    return build_shard
