"""A manifest to a folder of shards: which pictures come into which, what is there already, and the index at the end.

    plan.jsonl        which rows each shard holds; written before anything is built
    recipe.json       how examples are made
    train-000000.tar  and so on, val- and test- likewise; beside each a record, train-000000.json
    index.json        all shards with their checksums and what was left out; written last
    SHA256SUMS        for `sha256sum -c`
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nurie.core.files import replacing
from nurie.datasets.build.example import FORMAT, Recipe
from nurie.datasets.build.shard import Task, build_shard
from nurie.datasets.manifest import RELEASED_TIERS, Row, check_tiers, read_manifest, split_of
from nurie.datasets.parallel import map_in_order
from nurie.errors import ManifestError, OptionError

INDEX = "index.json"
Plan = dict[str, list[str]]  # shard → ids
Items = Mapping[str, tuple[Row, Path]]  # id → row, and its manifest's folder
Record = dict[str, Any]  # of a shard, as `build_shard` gives it
Each = Callable[[Sequence[Task]], Iterable[Record]]  # builds shards, in any order


def build(
    manifests: Iterable[Path], folder: Path, recipe: Recipe, *, tiers: Iterable[str] = RELEASED_TIERS,
    per_shard: int = 500, each: Each | None = None, tell: Callable[[Mapping[str, Any]], None] = lambda record: None,
) -> dict[str, Any]:
    """Build what is not built yet, and write the index.

    A row stays in the shard that it once came into; new rows come into new shards, mixed by chance that the ids
    decide. So a manifest that has grown costs what is new, and the same manifest costs nothing.

    Args:
        manifests: rows of all of them; an id that comes twice is refused.
        folder: where; made if need be.
        recipe: how examples are made; another one than the folder's is refused.
        tiers: of the rows; by default those of released bundles.
        per_shard: rows of a new shard.
        each: builds the shards; None takes all cores of this machine.
        tell: called with the record of each shard.

    Returns:
        the index.

    Raises:
        ManifestError: a manifest that cannot be read, or nothing in these tiers.
        OptionError: the folder was built with another recipe.
    """
    tiers = check_tiers(tiers)
    items = read_items(manifests, tiers)
    folder.mkdir(parents=True, exist_ok=True)
    _check_recipe(folder, recipe)
    plan = make_plan(items, _read_plan(folder), per_shard)
    _write(folder / "plan.jsonl", "".join(json.dumps([name, ids]) + "\n" for name, ids in plan.items()))
    records: dict[str, Record] = {}
    for record in (each or on_cores())(make_tasks(plan, items, recipe, folder)):
        records[record["name"]] = record
        tell(record)
    return _write_index(folder, recipe, tiers, [records[name] for name in plan])


def on_cores(processes: int | None = None) -> Each:
    """Shards built on this machine, so many at the same time; None takes all cores."""
    return lambda tasks: map_in_order(build_shard, tasks, processes=processes, few=1, chunk=1)


def read_items(manifests: Iterable[Path], tiers: Sequence[str]) -> dict[str, tuple[Row, Path]]:
    """The rows of some tiers, by id, each with its manifest's folder. Raises ManifestError."""
    manifests = list(manifests)
    items: dict[str, tuple[Row, Path]] = {}
    for path in manifests:
        for row in read_manifest(path):
            if row.id in items:
                raise ManifestError(f"{path}: the id {row.id} comes twice; ids name pictures for ever")
            if row.tier in tiers:
                items[row.id] = (row, path.parent.resolve())
    if not items:
        raise ManifestError(
            f"no picture of the tiers {', '.join(tiers)} in {', '.join(map(str, manifests))}; "
            "name others with --tier, once you know what may be done with them"
        )
    return items


def make_plan(items: Items, old: Plan, per_shard: int) -> Plan:
    """Which rows come into which shard: as before, and those that are new into new shards, by split.

    A shard that is empty now stays, empty, for its name must not come to mean others.
    """
    plan = {name: [row_id for row_id in ids if row_id in items and _split(items, row_id) == name.partition("-")[0]]
            for name, ids in old.items()}  # fmt: skip
    planned = {row_id for ids in plan.values() for row_id in ids}
    fresh: dict[str, list[str]] = {}
    for row_id in sorted(set(items) - planned, key=_chance):
        fresh.setdefault(_split(items, row_id), []).append(row_id)
    for split, ids in sorted(fresh.items()):
        first = sum(name.startswith(f"{split}-") for name in plan)
        for number, start in enumerate(range(0, len(ids), per_shard), first):
            plan[f"{split}-{number:06d}"] = ids[start : start + per_shard]
    return plan


def make_tasks(plan: Plan, items: Items, recipe: Recipe, folder: Path) -> list[Task]:
    """What is to be done, one task a shard; each can be done anywhere, in any order."""
    return [Task(name, tuple(items[row_id] for row_id in ids), recipe, folder) for name, ids in plan.items()]


def _split(items: Items, row_id: str) -> str:
    return split_of(items[row_id][0])


def _chance(row_id: str) -> str:
    return hashlib.sha256(row_id.encode()).hexdigest()


def _recipe_text(recipe: Recipe) -> str:
    return json.dumps({"format": FORMAT, **asdict(recipe)}, indent=1) + "\n"


def _check_recipe(folder: Path, recipe: Recipe) -> None:
    path, text = folder / "recipe.json", _recipe_text(recipe)
    if path.is_file() and path.read_text(encoding="utf-8") != text:
        raise OptionError(
            f"{folder} was built with other options, see {path}; give the same ones, or another folder with --to"
        )
    _write(path, text)


def _read_plan(folder: Path) -> Plan:
    path = folder / "plan.jsonl"
    if not path.is_file():
        return {}
    return dict(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _write_index(
    folder: Path, recipe: Recipe, tiers: Sequence[str], records: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    reasons = Counter(why.partition(":")[0] for record in records for why in record["left_out"].values())
    shards = [{name: value for name, value in record.items() if name != "left_out"} for record in records]
    index = {
        "format": FORMAT, "tiers": list(tiers), "recipe": asdict(recipe),
        "examples": sum(record["examples"] for record in records),
        "bytes": sum(record["bytes"] for record in records), "left_out": dict(reasons.most_common()), "shards": shards,
    }  # fmt: skip
    _write(folder / "SHA256SUMS", "".join(f"{record['sha256']}  {record['name']}.tar\n" for record in records))
    _write(folder / INDEX, json.dumps(index, ensure_ascii=False, indent=1) + "\n")
    return index


def _write(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
