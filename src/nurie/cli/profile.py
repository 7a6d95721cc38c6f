"""`nurie profile make`: a character's profile from its coloured sheets."""

from __future__ import annotations

from pathlib import Path

import click

from nurie.core.profile_file import check_profile_target, write_profile
from nurie.errors import OptionError

_FILE = click.Path(path_type=Path)


@click.group()
def profile() -> None:
    """Make profiles of characters, for `nurie color --profile`."""


@profile.command()
@click.argument("sheets", metavar="SHEET...", nargs=-1, required=True, type=_FILE)
@click.option("-o", "--output", metavar="FILE", type=_FILE, help="File to write.  [default: SHEET.json beside it]")
@click.option("--lines", metavar="LINEART", multiple=True, type=_FILE,
              help="The sheet's line art; once for each sheet, in their order.  [default: its layer, or extracted]")
@click.option("--model", metavar="NAME|FILE", help="The model that will colour the pages.  [default: nurie]")
@click.option("--force", is_flag=True, help="Overwrite a profile that exists; sheets are never overwritten.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def make(
    sheets: tuple[Path, ...], output: Path | None, lines: tuple[Path, ...], model: str | None, force: bool, quiet: bool
) -> None:
    """Store what a character's coloured SHEETs look like, region by region, and their colours.

    A sheet on plain paper, and two or three poses, make the best profile. The drawing's own lines, as --lines or as
    the layer "lines" of a PSD, ORA or KRA, are surer than lines extracted from the picture.
    """
    if folder := next((path for path in (*sheets, *lines) if path.is_dir()), None):
        raise OptionError(f"{folder} is a folder; give pictures, for example: nurie profile make sheet.png")
    target = output or sheets[0].with_suffix(".json")
    check_profile_target(target, force=force)
    from nurie.runtime.api import profile_of

    made = profile_of(sheets, lines=lines, name=target.stem, model=model)
    write_profile(target, made, force=force)
    if not quiet:
        found = f"{len(made.regions)} regions in {len(made.colors)} colours"
        click.echo(f"{', '.join(map(str, sheets))} -> {target}: {found}")
