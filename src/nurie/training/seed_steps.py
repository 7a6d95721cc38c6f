"""One step of the seed systems' training: pictures with or without an adversary, palettes, chromas."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from nurie.training.batch import PlainBatch
from nurie.training.config import StageConfig
from nurie.training.layer_step import has_bf16
from nurie.training.outputs import OUTPUTS
from nurie.training.seed_losses import ADVERSARIAL, Painting, total
from nurie.training.state import TrainingState


def picture_step(state: TrainingState, batch: PlainBatch, stage: StageConfig) -> dict[str, Tensor]:
    """The generator paints; with an adversarial term the discriminator learns first, then the generator.

    Both see the same painting, as the original's two runs of one batch do: nothing changes the generator between them.
    """
    answer = _generate(state, batch.planes, stage.part)
    painting = Painting(answer, batch.planes, batch.picture, OUTPUTS[state.config.objective.output])
    weights = stage.losses or state.config.objective.losses
    loss, terms = total(painting, weights)
    if weight := weights.get(ADVERSARIAL, 0.0):
        terms["discriminator"] = _discriminator_step(state, painting)
        state.discriminator.requires_grad_(False)
        terms[ADVERSARIAL] = _taken_for(_judge(state, painting.painted, batch.planes), 1.0)
        state.discriminator.requires_grad_(True)
        loss = loss + weight * terms[ADVERSARIAL]
    return _learn(state, loss, terms)


def palette_step(state: TrainingState, batch: PlainBatch, stage: StageConfig) -> dict[str, Tensor]:
    """The variational autoencoder sees the true grid of mean colours, and gives it again."""
    output = OUTPUTS[state.config.objective.output]
    assert output.target is not None
    answer, *spread = state.generator.reconstruct(batch.planes[:, :1], output.target(batch.picture))
    painting = Painting(answer, batch.planes, batch.picture, output, spread=tuple(spread))
    return _learn(state, *total(painting, state.config.objective.losses))


def chroma_step(state: TrainingState, batch: PlainBatch, stage: StageConfig) -> dict[str, Tensor]:
    """How likely each chroma is, place by place."""
    answer = _generate(state, batch.planes, stage.part)
    output = OUTPUTS[state.config.objective.output]
    painting = Painting(answer, batch.planes, batch.picture, output, classes=state.classes)
    return _learn(state, *total(painting, state.config.objective.losses))


def _generate(state: TrainingState, planes: Tensor, part: str) -> Tensor:
    parts = {"part": part} if part else {}
    with torch.autocast(planes.device.type, torch.bfloat16, enabled=has_bf16(planes.device)):
        answer = state.generator(planes, **parts)
    return answer.float()


def _judge(state: TrainingState, picture: Tensor, planes: Tensor) -> Tensor:
    with torch.autocast(planes.device.type, torch.bfloat16, enabled=has_bf16(planes.device)):
        return state.discriminator(picture, planes).float()


def _taken_for(scores: Tensor, real: float) -> Tensor:
    return functional.binary_cross_entropy_with_logits(scores, torch.full_like(scores, real))


def _discriminator_step(state: TrainingState, painting: Painting) -> Tensor:
    real, fake = painting.picture, painting.painted.detach()
    planes = painting.planes
    judged = _taken_for(_judge(state, real, planes), 1.0) + _taken_for(_judge(state, fake, planes), 0.0)
    state.discriminator_optimizer.zero_grad(set_to_none=True)
    judged.backward()
    _clip(state.discriminator, state.config.discriminator_optimizer.clip)
    state.discriminator_optimizer.step()
    return judged


def _learn(state: TrainingState, loss: Tensor, terms: dict[str, Tensor]) -> dict[str, Tensor]:
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    _clip(state.generator, state.config.optimizer.clip)
    state.optimizer.step()
    return {name: value.detach() for name, value in terms.items()}


def _clip(network: torch.nn.Module, most: float) -> None:
    if most:
        torch.nn.utils.clip_grad_norm_(network.parameters(), most)
