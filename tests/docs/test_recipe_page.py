"""docs/recipes.md describes every key of a recipe, with its default, and every name that a key may have."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from nurie.datasets.extract import LINE_STYLES
from nurie.datasets.manifest import TIERS
from nurie.datasets.plain_samples import DRAWINGS, TRUTH
from nurie.datasets.simulate import HINT_SHARES, SIMULATORS
from nurie.runtime.encodings import ENCODINGS
from nurie.training.config import Config
from nurie.training.recipe import tomllib

PAGE = (Path(__file__).resolve().parents[2] / "docs/recipes.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.splitlines() if line.startswith("| `")]
NEEDED = object()


def keys(kind: Any, given: Any = NEEDED, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every key below a dataclass, tables joined by dots, with its default."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        value = getattr(given, field.name) if given is not NEEDED else _default(field)
        inner = [part for part in (hints[field.name], *get_args(hints[field.name])) if is_dataclass(part)]
        if inner:
            yield from keys(inner[0], value, f"{prefix}{field.name}.")
        else:
            yield prefix + field.name, value


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return NEEDED if field.default is MISSING else field.default


KEYS = dict(keys(Config))
TOLD = {
    row[0].strip("`"): row[1]
    for row in ROWS
    if row[0].strip("`").split(".")[0] in {field.name for field in fields(Config)}
}


def test_every_key_is_told_and_no_other():
    """Prevents a key that one finds in the source alone, and one that has been renamed."""
    assert len(KEYS) >= 50
    assert set(TOLD) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_default_is_the_programs(key: str):
    """Prevents a default that was changed in one of the two places."""
    told, value = TOLD[key], KEYS[key]
    if value is NEEDED:
        assert told == "needed"
        return
    told = tomllib.loads(f"value = {told.strip('`')}")["value"]
    assert told == (list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value)


def row_of(key: str) -> str:
    return next(" ".join(row) for row in ROWS if row[0] == f"`{key}`")


def lost(row: str, names: Any) -> list[str]:
    return [name for name in names if f"`{name}`" not in row]


def test_names_of_tables_are_told():
    """Prevents a line style, a hint kind, a licence tier or an encoding that one may name and nobody knows of."""
    assert lost(row_of("data.tiers"), TIERS) == []
    assert lost(row_of("data.samples.lines"), LINE_STYLES) == []
    assert lost(row_of("data.samples.hints"), SIMULATORS) == []
    assert lost(row_of("data.plain.lines"), set(DRAWINGS) - set(LINE_STYLES)) == []
    assert lost(row_of("data.plain.hints"), [TRUTH]) == []
    for name, encoding in ENCODINGS.items():
        assert lost(row_of(name), list(inspect.signature(encoding.fill).parameters)[3:]) == []


def shares(key: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?<![\w.])\.\d+", row_of(key))]


def test_shares_are_the_programs():
    """Prevents shares that were changed in one of the two places."""
    assert shares("data.samples.lines") == [share for _, share in LINE_STYLES.values() if share]
    assert shares("data.samples.hints") == list(HINT_SHARES.values())


def test_networks_and_losses_are_told():
    """Prevents a network, a setting of one, or a loss that one may name and nobody knows of."""
    pytest.importorskip("torch")
    from nurie.training.networks import DISCRIMINATORS, GENERATORS
    from nurie.training.objectives import OBJECTIVES
    from nurie.training.outputs import OUTPUTS
    from nurie.training.seed_losses import ADVERSARIAL, TERMS

    for title, networks in (("Generator", GENERATORS), ("Discriminator", DISCRIMINATORS)):
        table = re.search(rf"^\| {title} \|.*\n\|---.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)[1]
        told = {
            name: re.findall(r"`(\w+)`", rest.split(" | ")[0])
            for name, rest in re.findall(r"^\| `(\w+)` \| (.*)", table, re.MULTILINE)
        }
        assert told == {name: [*inspect.signature(network).parameters] for name, network in networks.items()}
    assert lost(row_of("objective.name"), OBJECTIVES) == []
    assert lost(row_of("objective.output"), OUTPUTS) == []
    assert lost(row_of("objective.losses"), [*TERMS, ADVERSARIAL]) == []
