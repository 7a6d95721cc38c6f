"""A batch spread over several processes, so that they learn what one would from the whole of it.

Batch norm has the whole batch's statistics, losses that are divided by more than the number of samples the whole
batch's sums, chance that is drawn for a batch its own part of what one process would draw.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Tensor, distributed, nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

Result = TypeVar("Result")


def processes() -> int:
    """How many train together."""
    return distributed.get_world_size() if distributed.is_available() and distributed.is_initialized() else 1


def share_of(weight: Tensor) -> Tensor | float:
    """What a mean that was divided by `weight` must be multiplied with.

    Gradients are averaged over the processes; so a weighted mean comes out as that of the whole batch.
    """
    count = processes()
    if count == 1:
        return 1.0
    own = weight.detach().double()
    whole = own.clone()
    distributed.all_reduce(whole)
    return own * count / whole.clamp(min=1e-30)


def of_whole_batch(draw: Callable[[torch.Size], Tensor], own: torch.Size) -> Tensor:
    """This process's part of a draw for the whole batch; `own` is the shape of the part."""
    count = processes()
    if count == 1:
        return draw(own)
    first = distributed.get_rank() * own[0]
    return draw(torch.Size((count * own[0], *own[1:])))[first : first + own[0]]


def randn_like(values: Tensor) -> Tensor:
    """Normal numbers by sample, whoever has the sample."""
    return of_whole_batch(lambda shape: torch.randn(shape, dtype=values.dtype, device=values.device), values.shape)


class Dropout(nn.Dropout):
    """Drops by sample, whoever has the sample."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        layout = torch.channels_last if x.is_contiguous(memory_format=torch.channels_last) else torch.contiguous_format

        def draw(shape: torch.Size) -> Tensor:
            kept = torch.empty(shape, dtype=x.dtype, device=x.device, memory_format=layout)
            return kept.bernoulli_(1 - self.p)

        return x * of_whole_batch(draw, x.shape) / (1 - self.p)


class _Work(nn.Module):
    """A network whose forward is any work with it, so that the loss can be found inside DDP's forward."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return work(self.network, *arguments)


def join(network: nn.Module, device: torch.device) -> nn.Module:
    """DDP around a network that lies on its device. Its batch norms are exchanged for joined ones in place.

    The gradients of what `with_gradients` computes are averaged. Unused parameters are looked for at each step: which
    ones a loss needs depends on its weights, and buckets that never change sum in the same order after a resume.
    """
    _join_norms(network, device)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of broadcast_buffers, whose new name older ones lack
        return DistributedDataParallel(
            _Work(network), device_ids=[device.index] if device.type == "cuda" else None,
            broadcast_buffers=False, find_unused_parameters=True,
        )  # fmt: skip


def with_gradients(
    network: nn.Module, wrapped: nn.Module | None, work: Callable[..., Result], *arguments: Any
) -> Result:
    """`work(network, *arguments)`, through its `join` where there is one; to be followed by a backward pass."""
    return work(network, *arguments) if wrapped is None else wrapped(work, *arguments)


def _join_norms(network: nn.Module, device: torch.device) -> None:
    if device.type == "cuda":
        nn.SyncBatchNorm.convert_sync_batchnorm(network)  # which knows no CPU
        return
    for parent in list(network.modules()):
        for name, child in parent.named_children():
            if type(child) is nn.BatchNorm2d:
                setattr(parent, name, JoinedBatchNorm2d(child))


class JoinedBatchNorm2d(nn.BatchNorm2d):
    """A batch norm with the statistics of the whole batch; parameters and buffers are those of `norm`.

    All processes have as many samples of one size.
    """

    def __init__(self, norm: nn.BatchNorm2d) -> None:
        super().__init__(norm.num_features, norm.eps, norm.momentum, norm.affine, norm.track_running_stats)
        self.weight, self.bias = norm.weight, norm.bias
        self.running_mean, self.running_var = norm.running_mean, norm.running_var
        self.num_batches_tracked = norm.num_batches_tracked
        self.train(norm.training)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return super().forward(x)
        out, mean, variance = _Normalized.apply(x, self.weight, self.bias, self.eps)
        if self.running_mean is not None and self.running_var is not None and self.num_batches_tracked is not None:
            count = processes() * x.numel() // x.shape[1]
            self.num_batches_tracked.add_(1)
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * (count / max(1, count - 1)), self.momentum)
        return out


_PLACES = (0, 2, 3)  # all that a channel's statistics are of


class _Normalized(torch.autograd.Function):
    """Source: Ioffe and Szegedy 2015, arXiv:1502.03167, section 3, its sums taken over all processes."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor | None, bias: Tensor | None, eps: float) -> Any:
        own = torch.stack(torch.var_mean(wide(x), _PLACES, correction=0))
        parts = [torch.empty_like(own) for _ in range(processes())]
        distributed.all_gather(parts, own)
        variances, means = torch.stack(parts).unbind(1)  # (processes, C) each
        mean = means.mean(0)
        variance = (variances + (means - mean).square()).mean(0)
        ctx.save_for_backward(x, weight, mean, torch.rsqrt(variance + eps))
        ctx.mark_non_differentiable(mean, variance)
        return functional.batch_norm(x, mean, variance, weight, bias, eps=eps), mean, variance

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        x, weight, mean, scale = ctx.saved_tensors
        gradient = wide(gradients[0])
        normal = (wide(x) - _by_channel(mean)) * _by_channel(scale)
        own = torch.stack([gradient.sum(_PLACES), (gradient * normal).sum(_PLACES)])
        back = None
        if ctx.needs_input_grad[0]:
            whole = own.clone()
            distributed.all_reduce(whole)
            whole /= processes() * (x.numel() // x.shape[1])
            back = gradient - _by_channel(whole[0]) - normal * _by_channel(whole[1])
            back = back * _by_channel(scale if weight is None else scale * weight)
            back = back.to(x.dtype)
        return back, own[1] if ctx.needs_input_grad[1] else None, own[0] if ctx.needs_input_grad[2] else None, None


def wide(values: Tensor) -> Tensor:
    """Half precision as float32; float64 stays."""
    return values if values.dtype == torch.float64 else values.float()


def _by_channel(values: Tensor) -> Tensor:
    return values.view(1, -1, 1, 1)
