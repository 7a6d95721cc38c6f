"""The seed systems' generators are the published ones, not look-alikes."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

from nurie.training.networks.colorful import Colorful  # noqa: E402
from nurie.training.networks.deepcolor import (  # noqa: E402
    WEIGHT_STD,
    Deepcolor,
    DeepcolorDiscriminator,
    DeepcolorL2,
)  # fmt: skip
from nurie.training.networks.paintschainer import PaintsChainer, PaintsChainerPair  # noqa: E402
from nurie.training.networks.palette import PaletteVae  # noqa: E402
from nurie.training.networks.pix2pix import Pix2pixUnet  # noqa: E402
from nurie.training.networks.sketch_inversion import SketchInversion  # noqa: E402


def _parameters(network: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def _without_weights(network: type[torch.nn.Module]) -> torch.nn.Module:
    with torch.device("meta"):
        return network().eval()


def _gflop(network: torch.nn.Module, size_px: int) -> float:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(torch.empty(1, 4, size_px, size_px, device="meta"))
    return counter.get_total_flops() / 1e9


def test_deepcolor_has_the_published_parameter_count():
    """A generator of another width or with other biases would be compared under deepcolor's name."""
    assert _parameters(_without_weights(Deepcolor)) == 26_028_035


def test_paintschainer_has_the_published_parameter_count():
    """A U-Net of other widths would be compared under PaintsChainer's name."""
    network = _without_weights(PaintsChainer)
    kernels = sum(p.numel() for p in network.parameters() if p.ndim == 4)
    assert (kernels, round(_parameters(network) / 1e6, 1)) == (18_629_440, 18.6)


@pytest.mark.parametrize(("network", "gflop"), [(Deepcolor, 69), (PaintsChainer, 145)])
def test_the_work_per_picture_is_the_known_one(network, gflop):
    """A stride or a skip in the wrong place keeps the parameters but changes the speed ratios."""
    assert round(_gflop(_without_weights(network), 512)) == gflop


@pytest.mark.parametrize("network", [Deepcolor, PaintsChainer])
@pytest.mark.parametrize("extent", [(32, 32), (64, 96)])
def test_the_picture_is_as_large_as_the_planes(network, extent):
    """Padding off by one would crop or shift the picture against its lines."""
    with torch.no_grad():
        picture = network().eval()(torch.rand(2, 4, *extent))
    assert picture.shape == (2, 3, *extent)


@pytest.mark.parametrize("network", [Deepcolor, PaintsChainer])
def test_every_weight_and_every_plane_reaches_the_picture(network):
    """A skip that is computed but not used, or an input plane that is ignored, would train to nothing."""
    torch.manual_seed(0)
    network = network()
    planes = torch.rand(1, 4, 64, 64, requires_grad=True)
    network(planes).square().sum().backward()
    still = [name for name, p in network.named_parameters() if p.ndim == 4 and not p.grad.abs().sum() > 0]
    assert still == []
    assert (planes.grad.abs().sum((0, 2, 3)) > 0).all()


def test_deepcolor_starts_from_cut_off_normal_weights():
    """PyTorch's own start values train the seed recipe to other results."""
    weight = torch.cat([p.detach().flatten() for p in Deepcolor().parameters() if p.ndim == 4])
    assert weight.abs().max() <= 2 * WEIGHT_STD
    assert weight.std().item() == pytest.approx(0.88 * WEIGHT_STD, rel=0.01)  # of a normal cut at two sigma


def test_deepcolor_can_normalise_by_the_batch_at_inference():
    """The switch for the original's quirk would do nothing, or the quirk would be on by default."""
    planes = torch.rand(2, 4, 64, 64, generator=torch.Generator().manual_seed(0))
    for quirk in (False, True):
        network = Deepcolor(inference_batch_stats=quirk).eval()
        with torch.no_grad():
            alone, beside = network(planes[:1]), network(planes)[:1]
        assert torch.allclose(alone, beside, atol=1e-5) is not quirk


def test_deepcolors_discriminator_has_the_published_parameter_count():
    """A PatchGAN, or norms that learn, would be another game than the one that is compared."""
    with torch.device("meta"):
        assert _parameters(DeepcolorDiscriminator()) == 4_837_249


def test_the_whole_picture_decides_the_score():
    """A discriminator of patches would not see its far corner."""
    network = DeepcolorDiscriminator(px=64).eval()
    picture = torch.rand(1, 3, 64, 64, requires_grad=True)
    network(picture, torch.rand(1, 4, 64, 64)).sum().backward()
    assert all(picture.grad[0, :, y, x].abs().sum() > 0 for y in (0, 63) for x in (0, 63))


@pytest.mark.parametrize(("px", "levels"), [(256, 8), (128, 7)])
def test_the_first_gan_ends_in_one_pixel(px, levels):
    """Levels that stop early would leave stage 2 without a view of the whole page."""
    with torch.device("meta"):
        network = Pix2pixUnet(px=px).eval()
        assert 1 + len(network.down) == levels == 1 + len(network.up)
        assert network(torch.rand(1, 1, px, px)).shape == (1, 3, px, px)
    dropped = [any(isinstance(layer, torch.nn.Dropout) for layer in up) for up in network.up]
    assert dropped == [True] * 3 + [False] * (levels - 4)


@pytest.mark.parametrize(
    ("network", "planes", "extent"),
    [
        (lambda: DeepcolorL2(width=8), 1, (64, 96)),
        (lambda: Pix2pixUnet(px=64, width=8), 1, (64, 128)),
        (lambda: SketchInversion(width=8), 3, (64, 100)),
        (lambda: PaintsChainerPair(stages=1, width=8), 4, (64, 96)),
        (lambda: PaintsChainerPair(width=8).eval(), 4, (64, 128)),
    ],
)
def test_the_other_seeds_paint_a_picture_of_the_planes_size(network, planes, extent):
    """As above, and of one picture alone: batches of one are the original's."""
    torch.manual_seed(0)
    network = network()
    given = torch.rand(1, planes, *extent, requires_grad=True)
    picture = network(given)
    assert picture.shape == (1, 3, *extent)
    picture.square().sum().backward()
    assert (given.grad.abs().sum((0, 2, 3)) > 0).all()


def test_the_palette_reads_its_z_from_the_noise_plane():
    """Without chance every page would get one palette, and with chance from elsewhere no seed would repeat it."""
    torch.manual_seed(0)
    network = PaletteVae(px=64, width=16).eval()
    planes = torch.rand(2, 2, 96, 64)
    planes[1] = planes[0]
    one, other = network(planes)
    assert one.shape == (3, 16, 16) and torch.equal(one, other)
    planes[1, 1, :8, :8] += 1
    one, other = network(planes)
    assert not torch.allclose(one, other)
    planes[1, 1] = planes[0, 1]
    planes[1, 0, 40:60] = 0
    assert not torch.allclose(*network(planes))


def test_colorful_answers_at_a_quarter_of_the_size():
    """The loss compares it with the picture's chroma there."""
    assert Colorful(width=4).eval()(torch.rand(1, 1, 64, 40)).shape == (1, 313, 16, 10)


def test_the_second_stage_does_not_change_the_first():
    """PaintsChainer trains one after the other; a first stage that goes on learning is another system."""
    network = PaintsChainerPair(width=4).train()
    before = {name: value.clone() for name, value in network.first.state_dict().items()}
    network(torch.rand(2, 4, 64, 64), part="second").sum().backward()
    assert all(parameter.grad is None for parameter in network.first.parameters())
    assert all(torch.equal(value, before[name]) for name, value in network.first.state_dict().items())
