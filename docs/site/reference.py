"""The reference's pages, out of the program itself: commands, public names of Python, routes of the server."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import nurie
from nurie.server.app import PROBLEMS, create_app
from nurie.server.settings import ServeSettings


class Generated(SphinxDirective):
    """A directive whose content is Markdown that a function writes."""

    has_content = False

    def text(self) -> str:
        """The Markdown."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """For Sphinx."""
        return self.parse_text_to_nodes(self.text(), allow_section_headings=True)


class Commands(Generated):
    """Every command of `nurie`, its arguments and options."""

    def text(self) -> str:
        from nurie.cli.main import cli

        return "\n\n".join(_command(context) for context in walk_commands(cli, "nurie"))


class Names(Generated):
    """Every public name of `nurie`."""

    def text(self) -> str:
        return "\n\n".join(_name(name) for name in nurie.__all__)


class Routes(Generated):
    """Every route of the server, out of its OpenAPI description."""

    def text(self) -> str:
        told = openapi()
        routes = [_route(*route) for route in walk_routes(told)]
        values = [_value(name, schema) for name, schema in walk_values(told)]
        return "\n\n".join(["## Routes", _problems(), *routes, "## Values", *values])


def walk_commands(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A command and all below it, each with its context, whose `command_path` is its whole name."""
    context = click.Context(command, info_name=name, parent=parent)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None and not found.hidden:
                yield from walk_commands(found, below, context)


def _command(context: click.Context) -> str:
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    rows = [record for option in command.get_params(context) if (record := option.get_help_record(context))]
    rows = [(f"`{option}`".replace("|", "\\|"), _cell(text)) for option, text in rows if text]  # arguments have none
    parts = [f"## {context.command_path}", f"```text\n{usage}\n```", _prose(command.help or "")]
    if rows:
        parts.append(_table(("option", "meaning"), rows))
    return "\n\n".join(parts)


def _prose(text: str) -> str:
    """A docstring as click shows it; what stands after a form feed, or as it is after \\b, too."""
    blocks = inspect.cleandoc(text).split("\f")[0].split("\n\n")
    return "\n\n".join(
        "```text\n" + block.removeprefix("\b\n") + "\n```" if block.startswith("\b\n") else _escaped(block)
        for block in blocks
    )


def _name(name: str) -> str:
    value = getattr(nurie, name)
    kind = "autofunction"
    extra = ""
    if isinstance(value, type):
        kind = "autoexception" if issubclass(value, Exception) else "autoclass"
        extra = "\n   :members:\n   :show-inheritance:" if kind == "autoexception" else "\n   :members:"
    return f"## {name}\n\n```{{eval-rst}}\n.. {kind}:: nurie.{name}{extra}\n```"


def openapi() -> dict[str, Any]:
    """What the server says of itself."""
    return create_app(ServeSettings(model="nurie-tiny")).app.openapi()


def walk_routes(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Method, path, operation and the schema of its form, empty without one, of each route."""
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            bodies = [body["schema"] for body in operation.get("requestBody", {}).get("content", {}).values()]
            form = _schemas(told)[_named(bodies[0])] if bodies else {}
            yield method.upper(), path, operation, form


def walk_values(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and schema of what forms and answers hold."""
    for name, schema in _schemas(told).items():
        if name.startswith("Body_"):  # FastAPI's name for a form; texts in it that are JSON say what they hold
            inner = [entry["contentSchema"] for entry in schema["properties"].values() if "contentSchema" in entry]
            yield from ((found["title"], found) for found in inner)
        else:
            yield name, schema


def _schemas(told: dict[str, Any]) -> dict[str, Any]:
    schemas: dict[str, Any] = told["components"]["schemas"]
    return schemas


def _route(method: str, path: str, operation: dict[str, Any], form: dict[str, Any]) -> str:
    parts = [f"### `{method} {path}`", _escaped(operation["description"])]
    if form:
        parts.append(_fields("field of the form", form))
    own = [
        _answer(status, answer) for status, answer in operation["responses"].items() if not _is_common(status, answer)
    ]
    return "\n\n".join([*parts, _table(("status", "answer"), own)])


def _problems() -> str:
    rows = [(f"`{status}`", _cell(answer["description"])) for status, answer in PROBLEMS.items()]
    return "Every route may answer with a `Problem`:\n\n" + _table(("status", "what is wrong"), rows)


def _is_common(status: str, answer: dict[str, Any]) -> bool:
    return PROBLEMS.get(int(status), {}).get("description") == answer["description"]


def _answer(status: str, answer: dict[str, Any]) -> tuple[str, str]:
    kinds = []
    for media, content in answer.get("content", {}).items():
        kinds.append(_kind(content["schema"]) if media == "application/json" else f"`{media}`")
    told = _cell(answer["description"]).replace("Successful Response", "")  # FastAPI's words for nothing
    return f"`{status}`", ": ".join(filter(None, [told, ", ".join(kinds)])) or "nothing"


def _value(name: str, schema: dict[str, Any]) -> str:
    return "\n\n".join([f"### {name}", _escaped(schema.get("description", "")), _fields("field", schema)])


def _fields(title: str, schema: dict[str, Any]) -> str:
    needed, rows = schema.get("required", []), []
    for name, entry in schema.get("properties", {}).items():
        default = "needed" if name in needed else f"`{json.dumps(entry.get('default'))}`"
        rows.append((f"`{name}`", _kind(entry), default, _cell(entry.get("description", ""))))
    return _table((title, "kind", "default", "meaning"), rows)


def _named(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[1]


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(map(_kind, schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if "$ref" in schema:
        return _named(schema)
    if schema.get("contentMediaType") == "application/octet-stream":
        return "file"
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("type", "any"))


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _cell(text: str) -> str:
    return _escaped(" ".join(text.split())).replace("|", "\\|")


def _escaped(text: str) -> str:
    """Plain text as Markdown that shows it so; what it quotes in backticks stays code."""
    pieces = text.split("`")
    return "`".join(
        piece if number % 2 else "".join(f"\\{char}" if char in "\\*_[]<>#{}~" else char for char in piece)
        for number, piece in enumerate(pieces)
    )


def skip_aliases(_app: Sphinx, _what: str, _name: str, value: Any, skip: bool, _options: Any) -> bool:
    """Fields of named tuples have no words of their own; the class's docstring tells them."""
    return skip or str(getattr(value, "__doc__", "")).startswith("Alias for field number")


def setup(app: Sphinx) -> dict[str, bool]:
    """For Sphinx."""
    app.connect("autodoc-skip-member", skip_aliases)
    app.add_directive("nurie-commands", Commands)
    app.add_directive("nurie-names", Names)
    app.add_directive("nurie-routes", Routes)
    return {"parallel_read_safe": True}
