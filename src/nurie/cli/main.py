"""The `nurie` command: a table of commands, each loaded when it is called, and the exit codes."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module

import click

import nurie
from nurie.errors import InputError, MissingExtraError, NurieError

COMMANDS = {  # name: where it is, one line of help (so that --help loads none of them)
    "color": ("nurie.cli.color:color", "Colour drawings."),
    "lines": ("nurie.cli.lines:lines", "Make line art of a painted picture, or clean a scan."),
    "profile": ("nurie.cli.profile:profile", "Make profiles of characters, whose colours pages keep."),
    "watch": ("nurie.cli.watch:watch", "Colour what is saved into a folder."),
    "serve": ("nurie.cli.serve:serve", "Draw and colour in the browser, and colour pages over HTTP."),
    "plugins": ("nurie.cli.plugins:plugins", "nurie inside Krita, GIMP and ComfyUI."),
    "models": ("nurie.cli.models:models", "List the installed models, or show one model's card."),
    "sheet": ("nurie.cli.sheet:sheet", "Put folders of pictures side by side on one sheet."),
    "data": ("nurie.cli.data:data", "Check a corpus of training pictures."),
    "train": ("nurie.cli.train:train", "Train a network after a recipe."),
    "export": ("nurie.cli.export:export", "Export a trained network as a bundle."),
    "quantize": ("nurie.cli.quantize:quantize", "Write a bundle again in eight bits."),
    "compare": ("nurie.cli.compare:compare", "Train recipes under one budget and measure them side by side."),
    "eval": ("nurie.cli.eval:eval_", "Measure a model on a corpus."),
}

EXTRAS = {
    "torch": "train", "onnx": "train", "onnxscript": "train", "safetensors": "train", "tomli": "train", "skia": "draw",
    "fastapi": "serve", "uvicorn": "serve", "python_multipart": "serve", "prometheus_client": "serve",
    "protego": "collect", "ray": "cluster",
}  # fmt: skip


class Commands(click.Group):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(f"unknown command {args[0]!r}; known are {', '.join(COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=Commands)
@click.version_option(nurie.__version__, prog_name="nurie")
def cli() -> None:
    """nurie colours and shades line art, automatically and after your colour hints."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 some pages failed, 2 input or options, 3 the model."""
    if callable(rename := getattr(sys.stdout, "reconfigure", None)):
        rename(errors="backslashreplace")  # file names need not be text; standard error does so by itself
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # of damaged files: we say it in words
    try:
        cli.main(args=None if arguments is None else list(arguments), prog_name="nurie")
    except (NurieError, OSError, ModuleNotFoundError, MemoryError) as error:
        told = _in_words(error)
        click.echo(f"nurie: {told}", err=True)
        sys.exit(told.exit_code)


def _in_words(error: NurieError | OSError | ModuleNotFoundError | MemoryError) -> NurieError:
    """The error with what to type; a module that is missing for no known reason is a defect and stays one."""
    if isinstance(error, NurieError):
        return error
    if isinstance(error, MemoryError):
        return InputError("this needs more memory than there is; give smaller pages, or fewer --workers and threads")
    if isinstance(error, OSError):
        told = str(error)[:500]
        return InputError(f"{told}; check the name, the permissions and the space there, or choose another place")
    if error.name not in EXTRAS:
        raise error
    extra = EXTRAS[error.name]
    return MissingExtraError(f"this needs {error.name}, which is not installed; type: pip install 'nurie[{extra}]'")
