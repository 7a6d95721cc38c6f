"""Generators and discriminators by name. Adding one is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from nurie.training.networks.faster_unet import FasterUnet
from nurie.training.networks.patch_discriminator import PatchDiscriminator

GENERATORS: dict[str, Callable[..., nn.Module]] = {
    "faster_unet": FasterUnet,
}

DISCRIMINATORS: dict[str, Callable[..., nn.Module]] = {
    "patch": PatchDiscriminator,
}
