"""A small network's weights for a larger one that computes the same: wider layers, further blocks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
Values = dict[str, F32]
Index = NDArray[np.int64]
_UNEVEN = 0.5  # twins share what their original gave by 1 +- this, so that they learn different things


def widen(values: Values, widths: Sequence[int], *, classes: int, seed: int) -> Values:
    """The weights of a `FasterUnet` of other widths, as `warm_start` reads them from a bundle.

    Every new channel is a copy of an old one, and what a layer makes of an old channel is shared out among its copies,
    unevenly.

    Args:
        values: weight and bias of every convolution, norms folded; the stem's weight is (w, planes x 16, 1, 1).
        widths: of the new network, none smaller than the old one's.
        classes: outputs of `classify`, which stay.
        seed: of the uneven shares.

    Returns:
        The same names with arrays of the new shapes; `values` itself where the widths are the same.

    Raises:
        ValueError: fewer channels than the old network has.

    Source: Chen, Goodfellow and Shlens 2015, "Net2Net", arXiv:1511.05641, section 2.2.
    """
    old = [values["stem.weight"].shape[0], *(values[f"shrink.{n}.weight"].shape[0] for n in range(len(widths) - 1))]
    if list(widths) == old:
        return values
    if len(old) != len(widths) or any(new < was for new, was in zip(widths, old, strict=True)):
        raise ValueError(f"cannot widen {old} to {list(widths)}")
    rng = np.random.default_rng(seed)
    levels = [_copies(was, new) for was, new in zip(old, widths, strict=True)]
    return {
        name: _widened(value, *_ends(name, levels, value.shape, classes), rng) if name.endswith("weight")
        else value[_ends(name, levels, value.shape, classes)[0]]
        for name, value in values.items()
    }  # fmt: skip


def _copies(was: int, new: int) -> Index:
    """For each new channel the old one that it copies; the first quarter, which alone is convolved, stays the first."""
    part, new_part = was // 4, new // 4
    rest = part + np.arange(new - new_part) % (was - part)
    return np.concatenate([np.arange(new_part) % part, rest])


def _ends(name: str, levels: list[Index], shape: tuple[int, ...], classes: int) -> tuple[Index, Index]:
    """Which old channels a layer's new outputs and inputs copy."""
    top = len(levels) - 1
    where, *rest = name.split(".")
    same_out = np.arange(shape[0])
    same_in = np.arange(shape[1]) if len(shape) > 1 else same_out
    if where in ("down", "up"):
        level = levels[int(rest[0])] if where == "down" else levels[top - 1 - int(rest[0])]
        return _block_ends(rest[2], level)
    if where == "stem":
        return levels[0], same_in
    if where == "shrink":
        return levels[int(rest[0]) + 1], levels[int(rest[0])]
    if where == "grow":
        return levels[top - 1 - int(rest[0])], levels[top - int(rest[0])]
    if where == "context":
        middle = np.arange(len(levels[top]) // 2) % ((levels[top].max() + 1) // 2)
        return (middle, levels[top]) if rest[0] == "squeeze" else (levels[top], middle)
    if where == "tell":  # at 1/4 going down, then at 1/16, 1/8 and 1/4 going up
        return levels[0] if rest[0] == "0" else levels[top - int(rest[0])], same_in
    if where == "classify":
        return np.arange(classes), levels[top - 1]
    if where == "name":
        return same_out, levels[top - 1]
    if where == "attend":
        raise ValueError("a network with attention cannot be widened; begin with one that has none")
    return same_out, levels[0]  # paint, flatten, mix


def _block_ends(layer: str, level: Index) -> tuple[Index, Index]:
    part = level[: len(level) // 4]
    expanded = np.arange(2 * len(level)) % (2 * (level.max() + 1))
    return {"spatial": (part, part), "expand": (expanded, level), "reduce": (level, expanded)}[layer]


def _widened(weight: F32, outputs: Index, inputs: Index, rng: np.random.Generator) -> F32:
    uneven = rng.uniform(1 - _UNEVEN, 1 + _UNEVEN, (len(outputs), len(inputs)))
    total = np.stack([np.bincount(inputs, row, inputs.max() + 1) for row in uneven])
    share = (uneven / total[:, inputs]).astype(np.float32)
    return weight[outputs][:, inputs] * share.reshape(*share.shape, *[1] * (weight.ndim - 2))
