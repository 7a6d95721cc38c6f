"""The data card's part about the released bundles: what went into each, and how its lines and hints were made."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nurie.datasets.extract import LINE_STYLES
from nurie.datasets.manifest import Row, split_of
from nurie.datasets.simulate import HINT_SHARES, SIMULATORS

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Learned:
    """What a bundle's own card says of its training; nothing is filled in that it leaves out.

    Attributes:
        file: its name.
        model: name and version.
        images_seen: crops in its last run.
        license: of the weights.
        recipe: values of the recipe's TOML.
    """

    file: str
    model: str
    images_seen: int
    license: str
    recipe: Mapping[str, Any]

    def of_data(self, name: str) -> Any:
        """What the recipe's table `data` says; None where it says nothing."""
        return self.recipe.get("data", {}).get(name)

    def of_samples(self, name: str) -> Any:
        """What the recipe's table `data.samples` says; None where it says nothing."""
        return (self.of_data("samples") or {}).get(name)


def trained_rows(rows: Iterable[Row], skipped_kinds: Sequence[str]) -> list[Row]:
    """The rows that a network learns from: coloured, of the split train, without those kinds of line pictures."""
    rows = (row for row in rows if row.image and row.lineart_kind not in skipped_kinds)
    return [row for row in rows if split_of(row) == "train"]


def bundle_sections(rows: Sequence[Row], bundles: Sequence[Learned], table: Callable[..., str]) -> list[str]:
    """Sections of the card, for these bundles and the manifest's rows; none without bundles.

    `table` writes a Markdown table of a head and rows.
    """
    return [_went_in(rows, bundles, table), _lines_and_hints(bundles, table)] if bundles else []


def _went_in(rows: Sequence[Row], bundles: Sequence[Learned], table: Callable[..., str]) -> str:
    tiers = list(dict.fromkeys(tier for bundle in bundles for tier in bundle.of_data("tiers") or ()))
    head = ["", *(f"`{bundle.file}`" for bundle in bundles)]
    body: list[list[object]] = [
        ["model", *(bundle.model for bundle in bundles)],
        ["pictures of the corpus", *(len(_learned(rows, bundle)) for bundle in bundles)],
    ]
    for tier in tiers:
        body.append([f"of the tier {tier}", *(sum(r.tier == tier for r in _learned(rows, b)) for b in bundles)])
    body += [
        ["pictures drawn by program", *(_stated((bundle.of_data("drawn") or {}).get("count")) for bundle in bundles)],
        ["times each vector drawing came again", *(_stated(bundle.of_data("recolored")) for bundle in bundles)],
        ["crops seen in the last run", *(f"{bundle.images_seen:,}" for bundle in bundles)],
        ["weights that it began with", *(_stated(bundle.recipe.get("init") or None, "random") for bundle in bundles)],
        ["licence of the weights", *(_stated(bundle.license or None) for bundle in bundles)],
    ]
    return f"""## What went into each bundle

What the card inside each file says (`nurie models NAME` prints it with the whole recipe), and how many pictures of the
manifest that makes. A bundle that began with another's weights has seen what that one saw; a file tells of its last run
alone. The runs before it stand in [the lab log](docs/lab/LOG.md); they drew other pictures by program, too.

{table(head, body)}"""


def _learned(rows: Sequence[Row], bundle: Learned) -> list[Row]:
    tiers, kinds = bundle.of_data("tiers") or (), bundle.of_data("skip_kinds") or ()
    return trained_rows([row for row in rows if row.tier in tiers], kinds)


def _stated(value: object, otherwise: str = NOT_STATED) -> object:
    return otherwise if value is None else value


def _lines_and_hints(bundles: Sequence[Learned], table: Callable[..., str]) -> str:
    lines = [[f"`{name}`", f"{share:g}", _first_sentence(draw)] for name, (draw, share) in LINE_STYLES.items() if share]
    hints = [[f"`{name}`", f"{share:g}", _first_sentence(SIMULATORS[name])] for name, share in HINT_SHARES.items()]
    said = [[name, *(tell(bundle) for bundle in bundles)] for name, tell in _SAMPLES.items()]
    return f"""## How its lines and hints were made

Nobody's hints were collected: all were simulated, from the picture that is to be learned, at random and anew for each
crop. So were the lines of pictures that have none. The tables hold the shares of this version of nurie
(`LINE_STYLES` in `src/nurie/datasets/extract.py`, `HINT_SHARES` in `simulate.py`); a run of another day used those of
its day. `nurie data preview RECIPE -o SHEET.png` shows what a recipe makes.

{table(["lines", "share", "what they are"], lines)}

{table(["hints", "share", "what they are"], hints)}

What the recipes in the files say of samples:

{table(["", *(f"`{bundle.file}`" for bundle in bundles)], said)}"""


def _first_sentence(function: Callable[..., Any]) -> str:
    return (inspect.getdoc(function) or "").split(". ")[0].split("\n\n")[0].replace("\n", " ").rstrip(".")


def _hintless(bundle: Learned) -> str:
    stages = [stage for stage in bundle.recipe.get("stages", []) if "no_hint_share" in stage]
    return ", ".join(f"{stage['no_hint_share']:g} at {stage['px']} px" for stage in stages) or NOT_STATED


_SAMPLES: dict[str, Callable[[Learned], object]] = {
    "share without any hint": _hintless,
    "share of the pictures without lines for which lines by HED are kept": lambda it: _stated(it.of_data("hed")),
    "other hues, contrasts and lights": lambda it: {True: "yes", False: "no"}.get(
        it.of_samples("color_play"), NOT_STATED
    ),
    "share whose colours only the hints tell": lambda it: _stated(it.of_samples("turned")),
    "share whose lines are a first sketch": lambda it: _stated(it.of_samples("astray")),
}
