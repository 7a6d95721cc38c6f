"""Names of models and the files behind them."""

from __future__ import annotations

from pathlib import Path

from nurie.errors import BundleError

BUNDLES = Path(__file__).parents[1] / "bundles"
DEFAULT_MODEL = "nurie"


def list_bundles(folder: Path = BUNDLES) -> dict[str, Path]:
    """The bundles that are installed, by name, sorted."""
    return {path.stem: path for path in sorted(folder.glob("*.onnx"), key=lambda path: path.stem)}


def find_bundle(model: str | Path | None = None, folder: Path = BUNDLES) -> Path:
    """The file of a model.

    Args:
        model: a name that `list_bundles` knows, a path to an .onnx file, or None for the default model.
        folder: where the installed bundles lie.

    Raises:
        BundleError: an unknown name, or no such file.
    """
    name = DEFAULT_MODEL if model is None else str(model)
    known = list_bundles(folder)
    if name in known:
        return known[name]
    path = Path(name)
    if path.is_file():
        return path
    if path.suffix == ".onnx" or len(path.parts) > 1 or isinstance(model, Path):
        raise BundleError(f"no model file at {path}; give the path of an .onnx bundle, or a name: {_names(known)}")
    raise BundleError(f"unknown model {name!r}; installed are {_names(known)}; or give the path of an .onnx bundle")


def _names(known: dict[str, Path]) -> str:
    return ", ".join(known) or "none (reinstall with `pip install --force-reinstall nurie`)"
