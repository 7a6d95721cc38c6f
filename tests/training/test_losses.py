"""Loss terms."""

from __future__ import annotations

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra: pip install 'nurie[train]'")

from nurie.datasets.samples import UNKNOWN  # noqa: E402
from nurie.training.batch import Batch  # noqa: E402
from nurie.training.color_classes import ColorClasses  # noqa: E402
from nurie.training.losses import Prediction, class_loss, flats_loss, things_loss  # noqa: E402

_GRAYS = torch.tensor([[0.0, 0, 0], [25.0, 0, 0], [54.0, 0, 0], [100.0, 0, 0]])  # CIELAB


def _prediction(flats: torch.Tensor, *, known: tuple[bool, bool], ink: float = 0.0) -> Prediction:
    """Two pictures whose true flats are mid grey, under lines that cover a share of every pixel."""
    gray = torch.zeros(2, 3, 8, 8)
    planes = torch.zeros(2, 9, 8, 8)
    planes[:, 0] = ink
    nobody_knows = torch.full((2, 1, 1), UNKNOWN)
    batch = Batch(planes, gray, flats=gray, has_flats=torch.tensor(known), things=nobody_knows)
    logits, names = torch.zeros(2, 4, 1, 1), torch.zeros(2, 3, 1, 1)
    return Prediction(gray, flats, logits, names, batch, classes=None)  # type: ignore[arg-type]


def test_unknown_flats_teach_nothing() -> None:
    """Paintings that cannot be told apart would teach the head to paint their shadows."""
    wrong = torch.ones(2, 3, 8, 8)
    assert flats_loss(_prediction(wrong, known=(False, False))) == 0
    one, both = (flats_loss(_prediction(wrong, known=known)) for known in ((True, False), (True, True)))
    assert both > 0 and torch.isclose(2 * one, both)


def test_a_wrong_hue_costs_more_than_a_wrong_lightness_and_ink_hides_both() -> None:
    """RGB distance alone forgives a green face of the right lightness."""
    lighter = torch.full((2, 3, 8, 8), 0.3)
    redder = lighter * torch.tensor([1.0, -1.0, 0.0]).view(1, 3, 1, 1)
    light, hue = (flats_loss(_prediction(flats, known=(True, True))) for flats in (lighter, redder))
    assert hue > light
    assert flats_loss(_prediction(redder, known=(True, True), ink=1.0)) < 0.2 * hue


def test_what_a_thing_is_counts_only_where_it_is_known() -> None:
    """Painted pictures name nothing: taking that for a name would teach that all of them are sky."""
    nothing_known = _prediction(torch.zeros(2, 3, 8, 8), known=(True, True))
    assert things_loss(nothing_known) == 0
    names = torch.zeros(2, 3, 1, 1)
    names[:, 1] = 4
    batch = replace(nothing_known.batch, things=torch.tensor([1, UNKNOWN]).view(2, 1, 1))
    right = things_loss(replace(nothing_known, names=names, batch=batch))
    batch = replace(batch, things=torch.tensor([2, UNKNOWN]).view(2, 1, 1))
    assert things_loss(replace(nothing_known, names=names, batch=batch)) > 4 * right > 0


def test_classes_and_things_are_learned_where_there_is_no_hint() -> None:
    """Prevents that a network spends itself on what nobody asks it for: what a page with hints shows."""
    seen = _prediction(torch.zeros(2, 3, 16, 16), known=(True, True))
    batch = replace(seen.batch, layer=torch.zeros(2, 3, 16, 16), things=torch.ones(2, 1, 1, dtype=torch.long))
    classes = ColorClasses(_GRAYS, _GRAYS, torch.ones(4), torch.ones(4))
    seen = replace(seen, batch=batch, classes=classes)
    for loss in (class_loss, things_loss):
        both = loss(seen)
        planes = batch.planes.clone()
        planes[1, 4, 0, 0] = 1  # one pixel of a hint
        one = loss(replace(seen, batch=replace(batch, planes=planes)))
        assert both > 0 and torch.isclose(2 * one, both)
        wrong = {"logits": seen.logits.clone(), "names": seen.names.clone()}
        for values in wrong.values():
            values[1, 2] = 9  # of the sample with the hint
        assert torch.isclose(loss(replace(seen, **wrong, batch=replace(batch, planes=planes))), one)
