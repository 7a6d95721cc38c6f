"""A recipe's TOML to its values. Unknown keys are refused."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from nurie.datasets.manifest import check_tiers
from nurie.errors import ManifestError, OptionError, RecipeError
from nurie.runtime.encodings import OWN, check_settings
from nurie.training.config import Config

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib  # type: ignore[no-redef]


def read_recipe(path: str | Path, changes: Sequence[str] = ()) -> Config:
    """Read a recipe and apply `key=value` changes, for example `data.short_px=320`.

    Raises:
        RecipeError: no such file, no TOML, an unknown key, a missing key or a value of another type.
    """
    path = Path(path)
    if not path.is_file():
        raise RecipeError(f"no recipe at {path}; expected a TOML file, for example recipes/nurie-tiny.toml")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, or nested without end
        raise RecipeError(f"{path}: not TOML ({error})") from None
    for change in changes:
        _apply(values, change)
    return parse_config(values, str(path))


def parse_config(values: Mapping[str, Any], where: str = "recipe") -> Config:
    """Build a `Config` from plain values. Raises RecipeError as `read_recipe` does."""
    config = _build(Config, values, where)
    for stage in config.stages:
        if min(stage.px, stage.batch, stage.images) < 1 or stage.px % 32 or stage.images % stage.batch:
            raise RecipeError(
                f"{where}: a stage of {stage.px} px, batch {stage.batch}, {stage.images} images; "
                "px must be a multiple of 32 and images one of batch, all above 0"
            )
    _check_encoding(config, where)
    if not config.stages:
        raise RecipeError(f"{where}: no [[stages]]; a recipe needs at least one")
    try:
        check_tiers(config.data.tiers)
    except ManifestError as error:
        raise RecipeError(f"{where}: data.tiers: {error}") from None
    return config


def _check_encoding(config: Config, where: str) -> None:
    encoding = config.encoding
    if (encoding.name == OWN) != (config.objective.name == "layer"):
        raise RecipeError(
            f"{where}: encoding {encoding.name!r} with objective {config.objective.name!r}; our own networks have "
            f"{OWN!r} and 'layer', others have another of both"
        )
    try:
        if encoding.name != OWN:
            check_settings(encoding.name, encoding.use_settings)
    except OptionError as error:
        raise RecipeError(f"{where}: {error}") from None


def plain_values(config: Config) -> dict[str, Any]:
    """The JSON-able values of a config; `parse_config` reads them back."""
    return asdict(config)


def _apply(values: dict[str, Any], change: str) -> None:
    key, equals, text = change.partition("=")
    if not equals:
        raise RecipeError(f"--set {change}: expected key=value, for example --set data.short_px=320")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    *parents, last = key.strip().split(".")
    for parent in parents:
        values = values.setdefault(parent, {})
        if not isinstance(values, dict):
            raise RecipeError(f"--set {change}: {parent} is not a table")
    values[last] = value


def _build(kind: Any, values: Any, where: str) -> Any:
    if not isinstance(values, Mapping):
        raise RecipeError(f"{where}: found {repr(values)[:200]}, expected a table")
    known = {entry.name: entry for entry in fields(kind)}
    if unknown := sorted(set(values) - set(known)):
        raise RecipeError(f"{where}: unknown key {', '.join(unknown)[:200]}; known are {', '.join(sorted(known))}")
    hints = get_type_hints(kind)
    required = [n for n, e in known.items() if e.default is MISSING and e.default_factory is MISSING]
    if missing := [name for name in required if name not in values]:
        raise RecipeError(f"{where}: {', '.join(missing)} missing")
    return kind(**{name: _convert(hints[name], value, f"{where}: {name}") for name, value in values.items()})


def _convert(kind: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _build(kind, value, where)
    if origin is tuple and isinstance(value, (list, tuple)):
        inner = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else list(arguments)
        if len(inner) == len(value):
            return tuple(_convert(k, v, f"{where}[{i}]") for i, (k, v) in enumerate(zip(inner, value, strict=True)))
    if origin in (Union, types.UnionType) and any(_fits(option, value) for option in arguments):
        return value
    if origin is not None and isinstance(value, Mapping):
        return dict(value)
    if kind is float and _fits(int, value):
        return float(value)
    if origin is None and _fits(kind, value):
        return value
    raise RecipeError(f"{where}: found {repr(value)[:200]}, expected {getattr(kind, '__name__', kind)}")


def _fits(kind: Any, value: Any) -> bool:
    return isinstance(value, kind) and not (kind is not bool and isinstance(value, bool))
