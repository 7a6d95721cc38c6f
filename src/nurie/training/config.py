"""The values of a recipe: everything that influences a training run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nurie.datasets.drawn import DrawnConfig
from nurie.datasets.manifest import RELEASED_TIERS
from nurie.datasets.plain_samples import PlainConfig
from nurie.datasets.samples import SampleConfig
from nurie.runtime.encodings import OWN


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
