"""One step of our own networks' training."""

from __future__ import annotations

import torch

from nurie.training.batch import Batch
from nurie.training.config import StageConfig
from nurie.training.joined import wide, with_gradients
from nurie.training.losses import Prediction, discriminator_loss, generator_loss, total_loss, under_lines
from nurie.training.state import TrainingState


def layer_step(state: TrainingState, batch: Batch, stage: StageConfig) -> dict[str, torch.Tensor]:
    """One step of the generator, and in its turn one of the discriminator. Returns the detached terms."""
    loss, terms = with_gradients(state.generator, state.joined.get("generator"), _losses, state, batch, stage)
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    if state.config.optimizer.clip:
        torch.nn.utils.clip_grad_norm_(state.generator.parameters(), state.config.optimizer.clip)
    state.optimizer.step()
    return terms


def _losses(
    generator: torch.nn.Module, state: TrainingState, batch: Batch, stage: StageConfig
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """The loss and its detached terms; in its turn the discriminator has learned before it judges."""
    prediction = Prediction(*_forward(generator, batch, state.config.classes), batch, state.classes)
    layer = prediction.layer
    loss, terms = total_loss(prediction, state.config.losses)
    if stage.adversarial > 0:
        line = batch.planes[:, :1]
        fake, real = under_lines(layer, batch.planes), under_lines(batch.layer, batch.planes)
        if state.steps % stage.discriminator_every == 0:
            terms["discriminator"] = _discriminator_step(state, real, fake.detach(), line)
        state.discriminator.requires_grad_(False)
        terms["adversarial"] = generator_loss(state.discriminator(fake, line))
        state.discriminator.requires_grad_(True)
        loss = loss + stage.adversarial * terms["adversarial"]
    return loss, {name: value.detach() for name, value in terms.items()}


def _forward(generator: torch.nn.Module, batch: Batch, classes: int) -> tuple[torch.Tensor, ...]:
    """Colour layer, flats, logits of colour classes and of things; bf16 where it is native, else float32."""
    with torch.autocast(batch.planes.device.type, torch.bfloat16, enabled=has_bf16(batch.planes.device)):
        paints, logits = generator(batch.planes[:, : len(generator.planes)])
    paints, logits = wide(paints), wide(logits)
    return paints[:, :3], paints[:, -3:], logits[:, :classes], logits[:, classes:]


def has_bf16(device: torch.device) -> bool:
    """Without native instructions bf16 is emulated, and ten times slower than float32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return torch.cpu._is_avx512_bf16_supported()


def _discriminator_step(
    state: TrainingState, real: torch.Tensor, fake: torch.Tensor, line: torch.Tensor
) -> torch.Tensor:
    loss = with_gradients(
        state.discriminator, state.joined.get("discriminator"),
        lambda judge: discriminator_loss(judge(real, line), judge(fake, line)),
    )  # fmt: skip
    state.discriminator_optimizer.zero_grad(set_to_none=True)
    loss.backward()
    state.discriminator_optimizer.step()
    return loss
