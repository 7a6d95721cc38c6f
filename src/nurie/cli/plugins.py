"""`nurie plugins`: nurie inside painting programs."""

from __future__ import annotations

from pathlib import Path

import click

from nurie.errors import OptionError

_FOLDER = click.Path(path_type=Path)
_PROGRAMS = ("krita", "gimp", "comfyui")
_NEXT = {
    "krita": "In Krita: Settings > Configure Krita > Python Plugin Manager, tick nurie, and start Krita again.",
    "gimp-2.10": "In GIMP: Filters > Script-Fu > Refresh Scripts, then Filters > nurie.",
    "gimp-3": "Start GIMP again, then Filters > nurie.",
    "comfyui": "Start ComfyUI again; the nodes are under nurie.",
}
_program = click.argument("program", type=click.Choice(_PROGRAMS))
_to = click.option("--to", metavar="DIR", type=_FOLDER, help="The program's folder for plug-ins.")


@click.group()
def plugins() -> None:
    """Plug-ins for Krita, GIMP and ComfyUI: copy them there, remove them, make zips of them."""


@plugins.command()
@_program
@_to
@click.option("--force", is_flag=True, help="Replace files that are not as nurie wrote them.")
def install(program: str, to: Path | None, force: bool) -> None:
    """Copy a plug-in to where PROGRAM looks for it: of GIMP the newest profile, or --to such as ~/.config/GIMP/2.10."""
    from nurie.runtime import plugin_install
    from nurie.runtime.plugins import PLUGINS, locate

    name, folder = locate(program, to)
    written = plugin_install.install(name, folder, force=force)
    click.echo(f"{len(written)} files written to {folder}\n{_NEXT[name]}")
    if watched := PLUGINS[name].watched:
        click.echo(f'While you use it, run: nurie watch "{folder / watched}"')


@plugins.command()
@_program
@_to
def uninstall(program: str, to: Path | None) -> None:
    """Remove what `install` wrote, and nothing else."""
    from nurie.runtime import plugin_install
    from nurie.runtime.plugins import locate

    name, folder = locate(program, to)
    removed, kept = plugin_install.uninstall(name, folder)
    click.echo(f"{len(removed)} files removed from {folder}")
    for path in kept:
        click.echo(f"nurie: {path} was changed and stays", err=True)


@plugins.command(name="zip")
@click.option("-o", "--output", metavar="DIR", type=_FOLDER, required=True, help="Folder to write them into.")
@click.option("--force", is_flag=True, help="Replace zips of an earlier run.")
def zip_(output: Path, force: bool) -> None:
    """Write each plug-in as a zip, for Krita's import and for unpacking by hand."""
    from nurie.runtime.plugin_install import write_zip
    from nurie.runtime.plugins import PLUGINS

    paths = {name: output / f"nurie-{name}.zip" for name in PLUGINS}
    there = [path for path in paths.values() if path.exists()]
    if there and not force:
        raise OptionError(f"{there[0]} exists already; choose another folder with -o, or overwrite it with --force")
    for name, path in paths.items():
        write_zip(name, path)
        click.echo(str(path))
