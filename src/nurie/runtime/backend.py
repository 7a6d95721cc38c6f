"""What runs a network: one method over float planes. Knows nothing of pictures, sizes or hints."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nurie.errors import BundleError, OptionError
from nurie.runtime.bundle import open_session, session_card
from nurie.runtime.card import Card

Floats = NDArray[np.float32]
INPUT = "planes"
OUTPUTS = ("color", "logits")
_DEFAULT_BINS = tuple((r, g, b) for r in (0, 128, 255) for g in (0, 128, 255) for b in (0, 128, 255))


class Backend(Protocol):
    """A network that can be run from many threads at once."""

    @property
    def card(self) -> Card: ...

    def run(self, planes: Floats) -> tuple[Floats, Floats]:
        """Run the network once.

        Args:
            planes: (1, C, h, w) float32, channels as in `card.planes`, h and w multiples of `card.multiple`.

        Returns:
            color (1, 3 n, h, w) float32 in `card.color_range`, the n pictures of `card.paints`, and
            logits (1, K, h / cell_px, w / cell_px) float32 over `card.color_bins`, K 0 of a network without.
        """
        ...


def default_threads() -> int:
    """Threads inside one run: the environment's NURIE_THREADS, else 1.

    Raises:
        OptionError: NURIE_THREADS is no whole number of at least 1.
    """
    text = os.environ.get("NURIE_THREADS", "1")
    if not text.isdecimal() or int(text) < 1:
        raise OptionError(
            f"NURIE_THREADS is {text!r}; expected a whole number of at least 1, for example NURIE_THREADS=4"
        )
    return int(text)


class OnnxBackend:
    """A bundle under ONNX Runtime on the CPU. Holds no state beside the session; threads may share it."""

    def __init__(self, source: str | Path | bytes, threads: int | None = None) -> None:
        where = "the model" if isinstance(source, bytes) else str(source)
        self._session = open_session(source, threads=threads or default_threads())
        self._card = session_card(self._session, where)
        _check_signature(self._session, self._card, where)

    @property
    def card(self) -> Card:
        return self._card

    def run(self, planes: Floats) -> tuple[Floats, Floats]:
        names = OUTPUTS[:1] if self._card.as_painted else OUTPUTS
        try:
            found = self._session.run(list(names), {INPUT: planes})
        except Exception as error:  # onnxruntime raises its own classes, which share no public base
            reason = str(error).strip().splitlines()[0][:200]
            raise BundleError(f"the model {self._card.name} failed on a page ({reason}); export it again") from error
        color, logits = found if len(found) > 1 else (found[0], np.zeros((len(planes), 0, 1, 1), np.float32))
        self._check_output(planes.shape, color, logits)
        return color, logits

    def _check_output(self, given: tuple[int, ...], color: Floats, logits: Floats) -> None:
        """Refuse what a broken or strange network paints, before it is taken for colours."""
        batch, _, height, width = given
        card = self._card
        expected = (batch, 3 * len(card.paints), height, width)
        cells = (height // card.cell_px, width // card.cell_px)
        classes = len(card.color_bins) + len(card.things)
        fits = not card.color_bins or logits.shape == (batch, classes, *cells)
        if color.shape != expected or color.dtype != np.float32 or not fits:
            raise BundleError(
                f"the model {card.name} gives {color.dtype} {color.shape} and {logits.shape} for {given}; expected "
                f"float32 {expected} and {classes} planes of {cells}; "
                "export it again"
            )
        if not (np.isfinite(color).all() and np.isfinite(logits).all()):
            raise BundleError(f"the model {card.name} paints what are no numbers; export it again")


def _check_signature(session: Any, card: Card, where: str) -> None:
    try:
        inputs = {node.name: node for node in session.get_inputs()}
        outputs = [node.name for node in session.get_outputs()]
    except UnicodeDecodeError as error:
        raise BundleError(f"{where} is damaged: a name is no text ({error}); copy or export it again") from None
    expected = OUTPUTS[:1] if card.as_painted else OUTPUTS
    if list(inputs) != [INPUT] or not set(expected) <= set(outputs):
        raise BundleError(
            f"{where} has inputs {list(inputs)} and outputs {outputs}; "
            f"expected input {INPUT} and outputs {', '.join(expected)}; export the model again"
        )
    node = inputs[INPUT]
    if node.type != "tensor(float)" or len(node.shape) != 4 or node.shape[1] != len(card.planes):
        raise BundleError(
            f"{where} takes {node.type} {node.shape}; expected tensor(float) [N, {len(card.planes)}, H, W]; "
            "export the model again"
        )
    if fixed := [size for size in node.shape[2:] if isinstance(size, int)]:
        raise BundleError(f"{where} takes pictures of the fixed size {fixed} only; expected any height and width")


@dataclass
class FakeBackend:
    """A network that needs no weights, for tests of every door.

    It paints the flooded hint colour where one reaches, else `paper`; its logits are zeros. `calls` holds
    the shape of each input.
    """

    card: Card = field(default_factory=lambda: Card(name="fake", version="0", color_bins=_DEFAULT_BINS))
    paper: float = 0.0
    calls: list[tuple[int, ...]] = field(default_factory=list)

    def run(self, planes: Floats) -> tuple[Floats, Floats]:
        self.calls.append(planes.shape)
        batch, _, height, width = planes.shape
        reached = planes[:, 8:9] > 0
        color = np.where(reached, planes[:, 5:8], np.float32(self.paper)).astype(np.float32)
        cells = (height // self.card.cell_px, width // self.card.cell_px)
        return color, np.zeros((batch, max(1, len(self.card.color_bins)), *cells), np.float32)
