"""One step of the seed systems' training: pictures with or without an adversary, palettes, chromas."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from nurie.training.batch import PlainBatch
from nurie.training.config import StageConfig
from nurie.training.joined import wide, with_gradients
from nurie.training.layer_step import has_bf16
from nurie.training.outputs import OUTPUTS
from nurie.training.seed_losses import ADVERSARIAL, Painting, total
from nurie.training.state import TrainingState

Losses = tuple[Tensor, dict[str, Tensor]]


def picture_step(state: TrainingState, batch: PlainBatch, stage: StageConfig) -> dict[str, Tensor]:
    """The generator paints; with an adversarial term the discriminator learns first, then the generator.

    Both see the same painting, as the original's two runs of one batch do: nothing changes the generator between them.
    """
    return _learn(state, _picture_losses, batch, stage)


def _picture_losses(generator: nn.Module, state: TrainingState, batch: PlainBatch, stage: StageConfig) -> Losses:
    answer = _generate(generator, batch.planes, stage.part)
    painting = Painting(answer, batch.planes, batch.picture, OUTPUTS[state.config.objective.output])
    weights = stage.losses or state.config.objective.losses
    loss, terms = total(painting, weights)
    if weight := weights.get(ADVERSARIAL, 0.0):
        terms["discriminator"] = _discriminator_step(state, painting)
        state.discriminator.requires_grad_(False)
        terms[ADVERSARIAL] = _taken_for(_judge(state.discriminator, painting.painted, batch.planes), 1.0)
        state.discriminator.requires_grad_(True)
        loss = loss + weight * terms[ADVERSARIAL]
    return loss, terms


def palette_step(state: TrainingState, batch: PlainBatch, stage: StageConfig) -> dict[str, Tensor]:
    """The variational autoencoder sees the true grid of mean colours, and gives it again."""
    return _learn(state, _palette_losses, batch, stage)


def _palette_losses(generator: nn.Module, state: TrainingState, batch: PlainBatch, stage: StageConfig) -> Losses:
    output = OUTPUTS[state.config.objective.output]
    assert output.target is not None
    answer, *spread = generator.reconstruct(batch.planes[:, :1], output.target(batch.picture))
    painting = Painting(answer, batch.planes, batch.picture, output, spread=tuple(spread))
    return total(painting, state.config.objective.losses)


def chroma_step(state: TrainingState, batch: PlainBatch, stage: StageConfig) -> dict[str, Tensor]:
    """How likely each chroma is, place by place."""
    return _learn(state, _chroma_losses, batch, stage)


def _chroma_losses(generator: nn.Module, state: TrainingState, batch: PlainBatch, stage: StageConfig) -> Losses:
    answer = _generate(generator, batch.planes, stage.part)
    output = OUTPUTS[state.config.objective.output]
    painting = Painting(answer, batch.planes, batch.picture, output, classes=state.classes)
    return total(painting, state.config.objective.losses)


def _generate(generator: nn.Module, planes: Tensor, part: str) -> Tensor:
    parts = {"part": part} if part else {}
    with torch.autocast(planes.device.type, torch.bfloat16, enabled=has_bf16(planes.device)):
        answer = generator(planes, **parts)
    return wide(answer)


def _judge(discriminator: nn.Module, picture: Tensor, planes: Tensor) -> Tensor:
    with torch.autocast(planes.device.type, torch.bfloat16, enabled=has_bf16(planes.device)):
        return wide(discriminator(picture, planes))


def _taken_for(scores: Tensor, real: float) -> Tensor:
    return functional.binary_cross_entropy_with_logits(scores, torch.full_like(scores, real))


def _discriminator_step(state: TrainingState, painting: Painting) -> Tensor:
    real, fake = painting.picture, painting.painted.detach()
    planes = painting.planes

    def judge(discriminator: nn.Module) -> Tensor:
        taken_for_real = _taken_for(_judge(discriminator, real, planes), 1.0)
        return taken_for_real + _taken_for(_judge(discriminator, fake, planes), 0.0)

    judged = with_gradients(state.discriminator, state.joined.get("discriminator"), judge)
    state.discriminator_optimizer.zero_grad(set_to_none=True)
    judged.backward()
    _clip(state.discriminator, state.config.discriminator_optimizer.clip)
    state.discriminator_optimizer.step()
    return judged


def _learn(
    state: TrainingState, losses: Callable[..., Losses], batch: PlainBatch, stage: StageConfig
) -> dict[str, Tensor]:
    """One step of the generator after `losses(generator, state, batch, stage)`."""

    def work(generator: nn.Module) -> Losses:
        loss, terms = losses(generator, state, batch, stage)
        return loss, {name: value.detach() for name, value in terms.items()}

    loss, terms = with_gradients(state.generator, state.joined.get("generator"), work)
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    _clip(state.generator, state.config.optimizer.clip)
    state.optimizer.step()
    return terms


def _clip(network: torch.nn.Module, most: float) -> None:
    if most:
        torch.nn.utils.clip_grad_norm_(network.parameters(), most)
