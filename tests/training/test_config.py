"""Recipes: what is not understood is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from nurie.datasets.manifest import RELEASED_TIERS, closed_among
from nurie.errors import RecipeError
from nurie.training.loop import learning_rate
from nurie.training.recipe import parse_config, plain_values, read_recipe
from nurie.training.run import to_toml

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", sorted((ROOT / "recipes").glob("*.toml")), ids=lambda path: path.stem)
def test_every_recipe_reads(path: Path) -> None:
    """A shipped recipe with a typing mistake would fail only when somebody trains it."""
    assert read_recipe(path).name == path.stem


@pytest.mark.parametrize("path", sorted((ROOT / "recipes").glob("*.toml")), ids=lambda path: path.stem)
def test_no_recipe_of_ours_learns_from_pictures_without_an_open_licence(path: Path) -> None:
    """A released bundle would hold what nobody allowed: collected pictures lie in the same kind of manifest."""
    assert set(read_recipe(path).data.tiers) <= set(RELEASED_TIERS)
    assert not closed_among(RELEASED_TIERS)


def test_a_recipe_without_tiers_takes_those_of_released_bundles(recipe: Path) -> None:
    """Whoever forgets the key would train on everything that was collected."""
    assert "tiers" not in recipe.read_text()
    assert read_recipe(recipe).data.tiers == RELEASED_TIERS


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("losses.perceptul=1", r"unknown key perceptul; known are .*gradient"),
        ("learning_rate=1e-3", r"unknown key learning_rate"),
        ("seed=\"one\"", r"seed: found 'one', expected int"),
        ("data.tiers=[1]", r"tiers\[0\]: found 1, expected str"),
        ('data.tiers=["permisive"]', "unknown tier permisive; known are permissive, .*unknown"),
        ("losses.layer=true", r"found True, expected float"),
        ("stages=[]", r"no \[\[stages\]\]"),
        ("stages=[{px=65, batch=4, images=8, lr=[1e-3, 1e-4]}]", "px must be a multiple of 32"),
        ("stages=[{px=64, batch=4, images=10, lr=[1e-3, 1e-4]}]", "images one of batch"),
        ("stages=[{px=64, batch=4, images=8, lr=[1e-3]}]", r"lr: found \[0\.001\]"),
        ("stages=[{px=64, batch=0, images=8, lr=[1e-3, 1e-4]}]", "all above 0"),
        ("stages=[{px=-64, batch=-4, images=8, lr=[1e-3, 1e-4]}]", "all above 0"),
        ("seed", "expected key=value"),
        ("name.first=1", "name is not a table"),
    ],
)
def test_a_wrong_value_is_refused(recipe: Path, change: str, message: str) -> None:
    """A misspelt key that is silently ignored costs a day of training."""
    with pytest.raises(RecipeError, match=message):
        read_recipe(recipe, (change,))


def test_no_file_and_no_toml(tmp_path: Path) -> None:
    """The message must say what to type."""
    with pytest.raises(RecipeError, match=r"recipes/nurie-tiny\.toml"):
        read_recipe(tmp_path / "none.toml")
    for data in (b"name = ", b'name = "\xff"', b"a = " + b"[" * 100_000):
        (tmp_path / "bad.toml").write_bytes(data)
        with pytest.raises(RecipeError, match="not TOML"):
            read_recipe(tmp_path / "bad.toml")


def test_the_written_recipe_reads_back(recipe: Path, tmp_path: Path) -> None:
    """A run folder's recipe that forgets where the weights came from cannot be run again."""
    config = read_recipe(recipe, ("init=nurie-tiny", "class_balance=0.5"))
    assert config.init == "nurie-tiny" and config.class_balance == 0.5
    assert (read_recipe(recipe).init, read_recipe(recipe).class_balance) == ("", 1.0)
    (tmp_path / "written.toml").write_text(to_toml(config))
    assert read_recipe(tmp_path / "written.toml") == config == parse_config(plain_values(config))


def test_stages_follow_each_other(recipe: Path) -> None:
    """An off-by-one at a border trains a stage with the other's size or rate."""
    config = read_recipe(recipe)
    first, second = config.stages
    assert config.stage_at(15) == (first, 15) and config.stage_at(16) == (second, 0)
    assert config.stage_at(31) == (second, 15) and config.total_images == 32
    assert learning_rate(first, 0, 99, 2) == first.lr[0] and learning_rate(first, 0, 0, 2) == first.lr[0] / 2
    assert learning_rate(first, first.images, 99, 2) == pytest.approx(first.lr[1])
