"""Generators and discriminators by name. Adding one is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from nurie.training.networks.colorful import Colorful
from nurie.training.networks.deepcolor import Deepcolor, DeepcolorDiscriminator, DeepcolorL2
from nurie.training.networks.faster_unet import FasterUnet
from nurie.training.networks.paintschainer import PaintsChainerDiscriminator, PaintsChainerPair
from nurie.training.networks.palette import PaletteVae
from nurie.training.networks.patch_discriminator import PatchDiscriminator
from nurie.training.networks.pix2pix import Pix2pixUnet
from nurie.training.networks.sketch_inversion import SketchInversion

GENERATORS: dict[str, Callable[..., nn.Module]] = {
    "faster_unet": FasterUnet,
    "deepcolor": Deepcolor,
    "deepcolor_l2": DeepcolorL2,
    "pix2pix_unet": Pix2pixUnet,
    "palette_vae": PaletteVae,
    "sketch_inversion": SketchInversion,
    "colorful": Colorful,
    "paintschainer": PaintsChainerPair,
}

DISCRIMINATORS: dict[str, Callable[..., nn.Module]] = {
    "patch": PatchDiscriminator,
    "deepcolor": DeepcolorDiscriminator,
    "paintschainer": PaintsChainerDiscriminator,
}
