"""The table of peers: every classical filler that can stand beside the networks, and what it needs to be installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nurie.errors import OptionError
from nurie.evaluation.fillers import FILLERS
from nurie.evaluation.gmic import check_gmic, fill_gmic_propagation, fill_gmic_smart
from nurie.evaluation.levin import check_scipy, fill_levin
from nurie.evaluation.trapped_ball import fill_trapped_ball

U8 = NDArray[np.uint8]


def _nothing() -> None:
    """What is always there needs no check."""


class Peer(NamedTuple):
    """A filler.

    Attributes:
        fill: (H, W, 4) hint map and (H, W) line art, both uint8, to (H, W, 3) uint8 sRGB.
        check: raises MissingExtraError where what it needs is not installed.
    """

    fill: Callable[[U8, U8], U8]
    check: Callable[[], None] = _nothing


PEERS: dict[str, Peer] = {
    **{name: Peer(fill) for name, fill in FILLERS.items()},
    "trapped-ball": Peer(fill_trapped_ball),
    "levin": Peer(fill_levin, check_scipy),
    "gmic-smart": Peer(fill_gmic_smart, check_gmic),
    "gmic-propagation": Peer(fill_gmic_propagation, check_gmic),
}
DEFAULT_PEERS = tuple(FILLERS)  # quick, and with nothing to install


def parse_peers(text: str) -> tuple[str, ...]:
    """Names of peers from "levin,trapped-ball", each once; "none" for no peer.

    Raises:
        OptionError: an unknown name.
        MissingExtraError: a peer whose package or program is not installed.
    """
    if text.strip() == "none":
        return ()
    names = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    if unknown := [name for name in names if name not in PEERS]:
        raise OptionError(f"unknown peers {', '.join(map(repr, unknown))}; known are {', '.join(PEERS)}, or none")
    for name in names:
        PEERS[name].check()
    return names
