"""The seed systems' generators are the published ones, not look-alikes."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

from nurie.training.networks.deepcolor import WEIGHT_STD, Deepcolor  # noqa: E402
from nurie.training.networks.paintschainer import PaintsChainer  # noqa: E402


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
        network = Deepcolor(batch_statistics=quirk).eval()
        with torch.no_grad():
            alone, beside = network(planes[:1]), network(planes)[:1]
        assert torch.allclose(alone, beside, atol=1e-5) is not quirk
