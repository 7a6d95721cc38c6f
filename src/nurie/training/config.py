"""A recipe: everything that influences a training run, read from TOML. Unknown keys are refused."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from nurie.datasets.drawn import DrawnConfig
from nurie.datasets.manifest import RELEASED_TIERS, check_tiers
from nurie.datasets.plain_samples import PlainConfig
from nurie.datasets.samples import SampleConfig
from nurie.errors import ManifestError, OptionError, RecipeError
from nurie.runtime.encodings import OWN, check_settings

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib  # type: ignore[no-redef]


@dataclass(frozen=True, slots=True)
class DataConfig:
    """What is shown.

    Attributes:
        tiers: licence tiers of the manifest. Pictures without an open licence (restricted, unknown) come in only
            where they are named, and what learned from them says so in its card and is not for others.
        weights: share of the samples per source, relative.
        no_hint_weights: the same among the samples without hints; empty takes `weights`.
        skip_kinds: pictures whose line picture is of this kind are left out.
        short_px: short side at which the decoded pictures are kept.
        drawn: pictures drawn by program, a source of the name "drawn".
        recolored: how many times each vector drawing comes again in other colours and shaded, a source of the
            name "recolored".
        hed: share of the pictures without lines of their own for which the edges that HED finds are kept, for the
            line style "hed".
        samples: how they are varied: lines, hints, colours.
        plain: lines and hints of systems whose encoding is not our own; `samples` then means nothing.
        tensor_ops: lines, hints and flood are made on the training device (`tensor_data`), for a GPU that a loader
            cannot feed; other samples than those of the loader.
        stream: shards are read as they are needed, each picture once an epoch; `weights` then mean nothing.
        shuffle: examples in the buffer in which streamed shards are mixed.
    """

    tiers: tuple[str, ...] = RELEASED_TIERS
    weights: Mapping[str, float] = field(default_factory=dict)
    no_hint_weights: Mapping[str, float] = field(default_factory=dict)
    skip_kinds: tuple[str, ...] = ("value",)
    short_px: int = 400
    drawn: DrawnConfig = field(default_factory=DrawnConfig)
    recolored: int = 0
    hed: float = 0.0
    samples: SampleConfig = field(default_factory=SampleConfig)
    plain: PlainConfig = field(default_factory=PlainConfig)
    tensor_ops: bool = False
    stream: bool = False
    shuffle: int = 10_000

    @property
    def guessed_weights(self) -> Mapping[str, float]:
        """Of the samples whose colours must be guessed."""
        return self.no_hint_weights or self.weights


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """A name of a table in `training.networks`, and that class's arguments."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LossConfig:
    """Weights of the terms in `training.losses`; 0 switches a term off."""

    layer: float = 1.0
    square: float = 0.0
    gradient: float = 0.5
    chroma: float = 1.0
    flats: float = 0.0
    classes: float = 0.04
    things: float = 0.0


@dataclass(frozen=True, slots=True)
class EncodingConfig:
    """How lines and hints become the network's planes.

    Attributes:
        name: our own, or one of `runtime.encodings.ENCODINGS`.
        settings: its numbers in training.
        at_use: numbers that are others where a page is coloured.
    """

    name: str = OWN
    settings: Mapping[str, float] = field(default_factory=dict)
    at_use: Mapping[str, float] = field(default_factory=dict)

    @property
    def use_settings(self) -> dict[str, float]:
        return {**self.settings, **self.at_use}


@dataclass(frozen=True, slots=True)
class ObjectiveConfig:
    """What a step learns.

    Attributes:
        name: of `training.objectives.OBJECTIVES`; "layer" is our own, whose weights stand in `losses`.
        output: of `training.outputs.OUTPUTS`, what the generator's numbers mean; "layer" has its own.
        losses: weights of terms in `training.seed_losses.TERMS`; "adversarial" of the generator's adversarial loss.
    """

    name: str = "layer"
    output: str = ""
    losses: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OptimizerConfig:
    """Attributes: name "adamw" or "adam", whose weight decay is L2; betas; clip, of the gradients' norm, 0 for none."""

    name: str = "adamw"
    betas: tuple[float, float] = (0.9, 0.99)
    clip: float = 5.0


@dataclass(frozen=True, slots=True)
class StageConfig:
    """A stretch of the run at one picture size.

    Attributes:
        px: side of the square samples, a multiple of 32.
        batch: samples per step.
        images: samples in this stage.
        lr: learning rate at its begin and end, cosine between them.
        no_hint_share: share of the samples without any hint.
        adversarial: weight of the generator's adversarial loss; 0 trains without a discriminator.
        discriminator_every: a discriminator step every so many steps.
        part: of the generator, for those that are trained part by part.
        losses: in this stage instead of the objective's.
    """

    px: int
    batch: int
    images: int
    lr: tuple[float, float]
    no_hint_share: float = 0.25
    adversarial: float = 0.0
    discriminator_every: int = 2
    part: str = ""
    losses: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """A whole recipe.

    Attributes:
        name: of the bundle that comes out.
        seed: of weights and samples.
        init: name or path of a bundle whose weights the run begins with; empty begins with random ones.
        classes: number of colour classes.
        class_balance: how strongly rare colours are weighted up in the class loss: 0 all alike, 1 as Zhang et al. 2016.
        ema: share of the old weights kept per step in the averaged snapshot.
        weight_decay: of the generator's optimiser.
        warmup_steps: the learning rate grows linearly over the run's first steps.
        working_size_px: short side at which the released bundle works on a page.
    """

    name: str
    generator: NetworkConfig
    stages: tuple[StageConfig, ...]
    discriminator: NetworkConfig = field(default_factory=lambda: NetworkConfig("patch"))
    data: DataConfig = field(default_factory=DataConfig)
    losses: LossConfig = field(default_factory=LossConfig)
    encoding: EncodingConfig = field(default_factory=EncodingConfig)
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    discriminator_optimizer: OptimizerConfig = field(default_factory=lambda: OptimizerConfig(betas=(0.5, 0.99), clip=0))
    seed: int = 1
    init: str = ""
    classes: int = 96
    class_balance: float = 1.0
    ema: float = 0.999
    weight_decay: float = 0.01
    warmup_steps: int = 300
    working_size_px: int = 512

    @property
    def total_images(self) -> int:
        return sum(stage.images for stage in self.stages)

    def stage_at(self, images_seen: int) -> tuple[StageConfig, int]:
        """The stage that sample number `images_seen` belongs to, and how far into it that is."""
        for stage in self.stages:
            if images_seen < stage.images:
                return stage, images_seen
            images_seen -= stage.images
        return self.stages[-1], self.stages[-1].images


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
