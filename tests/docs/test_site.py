"""The site is made without a warning, has no dead link, loads nothing from elsewhere, and its reference is whole."""

from __future__ import annotations

import importlib.util
import inspect
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click
import pytest

import nurie
from nurie.cli.main import cli

pytest.importorskip("sphinx")
ROOT = Path(__file__).resolve().parents[2]
LOADS = {  # what a browser fetches by itself
    "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src",
    "object": "data", "link": "href",
}  # fmt: skip
IN_STYLES = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""")
IN_SCRIPTS = re.compile(r"""["'`](?:https?:)?//[\w.-]+[^"'`]*["'`]""")
NOT_FETCHED = {"http://www.w3.org/2000/svg"}  # the name of a namespace


def module(name: str, path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found
    spec.loader.exec_module(found)
    return found


class Reader(HTMLParser):
    """Collects what a page links to, what it loads, its anchors and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if values.get(LOADS.get(tag, "")):
            self.loads.append(values[LOADS[tag]])
        if "srcset" in values:
            self.loads += [part.split()[0] for part in values["srcset"].split(",")]
        self.loads += IN_STYLES.findall(values.get("style", ""))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made by the command of `python3 run.py docs`."""
    run, folder = module("nurie_run_of_docs", ROOT / "run.py"), tmp_path_factory.mktemp("docs") / "site"
    arguments = [str(part) for part in run.site_arguments(folder, folder.with_name("cache"))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Reader]:
    return {path: Reader(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_document_is_in_the_site(pages: dict[Path, Reader], site: Path):
    """Prevents a document that the site leaves out, and a first page that leads nowhere."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert len(documents) >= 30
    assert [path for path in documents if site / path.relative_to(ROOT).with_suffix(".html") not in pages] == []
    assert "docs/index.html" in pages[site / "index.html"].links


def test_no_link_is_dead(pages: dict[Path, Reader], site: Path):
    """Prevents a link that works in the repository alone, and an anchor that no page has."""
    dead, seen = [], 0
    for path, page in pages.items():
        for link in [*page.links, *page.loads]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            seen += 1
            there = target.is_file() and target.is_relative_to(site.resolve())
            if not there or (
                parts.fragment
                and unquote(parts.fragment) not in pages[site / target.relative_to(site.resolve())].anchors
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert seen > 1000
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Reader], site: Path):
    """Prevents a reader whom another host may count, and a site that looks broken without a network."""
    loads = [load for page in pages.values() for load in page.loads]
    assert len(loads) > 100
    assert [load for load in loads if urlsplit(load).netloc] == []
    for path in site.rglob("*.css"):
        assert IN_STYLES.findall(path.read_text(encoding="utf-8")) == [], path
    for path in site.rglob("*.js"):
        found = {text.strip("\"'`") for text in IN_SCRIPTS.findall(path.read_text(encoding="utf-8"))}
        assert found <= NOT_FETCHED, path


def test_the_search_for_loads_finds_them():
    """Prevents patterns that find nothing."""
    page = Reader(
        '<link href="//a.b/c"><img src="https://a.b/c" srcset="http://d.e 2x"><p style="x: url(\'//f.g/h\')">'
    )
    assert len(page.loads) == 4
    assert IN_STYLES.findall('@import "https://a.b/c"; x { y: url(//d.e/f) }') == ["https://a.b/c", "//d.e/f"]
    assert IN_SCRIPTS.findall("fetch(\"https://a.b/c\"); s.src = '//d.e'")


def commands(command: click.Command, name: str = "nurie") -> list[tuple[str, click.Command]]:
    """Every command by its whole name, found by another way than the reference goes."""
    found = [(name, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found += commands(command.get_command(context, below), f"{name} {below}")
    return found


def options(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden]


def test_every_command_and_option_is_in_the_reference(pages: dict[Path, Reader], site: Path):
    """Prevents an option that one finds in the source alone."""
    text = pages[site / "docs/reference/cli.html"].text
    found = commands(cli)
    assert len(found) >= 25
    for (name, command), following in zip(found, [*found[1:], None], strict=True):
        begin = text.index(f"\n{name} [OPTIONS]")
        end = None if following is None else text.index(f"\n{following[0]} [OPTIONS]")
        names = [option for entry in options(command) for option in (*entry.opts, *entry.secondary_opts)]
        assert [option for option in names if option not in text[begin:end]] == [], name


def test_every_command_and_option_has_help():
    """Prevents an option whose meaning nobody tells."""
    missing = [name for name, command in commands(cli) if not (command.help or "").strip()]
    missing += [
        f"{name} {entry.opts[0]}" for name, command in commands(cli) for entry in options(command) if not entry.help
    ]
    assert missing == []


def members(value: Any) -> list[tuple[str, Any]]:
    """What a public class defines itself beside fields: methods and properties."""
    if not isinstance(value, type):
        return []
    kinds = (property, classmethod, staticmethod)
    own = [(name, member) for name, member in vars(value).items() if not name.startswith("_")]
    return [(name, member) for name, member in own if inspect.isfunction(member) or isinstance(member, kinds)]


def test_every_public_name_is_in_the_reference(pages: dict[Path, Reader], site: Path):
    """Prevents a public name without a place where one can read of it."""
    anchors = pages[site / "docs/reference/python.html"].anchors
    wanted = [f"nurie.{name}" for name in nurie.__all__]
    wanted += [f"nurie.{name}.{member}" for name in nurie.__all__ for member, _ in members(getattr(nurie, name))]
    assert len(wanted) > len(nurie.__all__) + 5
    assert [name for name in wanted if name not in anchors] == []


def test_every_public_name_has_a_docstring():
    """Prevents a public name of which the reference gives the name alone."""
    missing = [name for name in nurie.__all__ if not inspect.getdoc(getattr(nurie, name))]
    for name in nurie.__all__:
        value = getattr(nurie, name)
        missing += [f"{name}.{member}" for member, found in members(value) if not inspect.getdoc(found)]
        doc = (inspect.getdoc(value) or "") if isinstance(value, type) else ""
        fields = [*getattr(value, "__dataclass_fields__", ()), *getattr(value, "_fields", ())]
        missing += [f"{name}.{field}" for field in fields if "Attributes:" in doc and f"\n    {field}: " not in doc]
    assert missing == []


def test_every_route_and_field_is_in_the_reference(pages: dict[Path, Reader], site: Path):
    """Prevents a route or an option of the server that one finds in the source alone, or that nobody explains."""
    pytest.importorskip("fastapi")
    from nurie.server import schema
    from nurie.server.app import create_app
    from nurie.server.settings import ServeSettings

    text = pages[site / "docs/reference/http.html"].text
    paths = create_app(ServeSettings(model="nurie-tiny")).app.openapi()["paths"]
    assert len(paths) >= 8
    wanted = [f"{method.upper()} {path}" for path, operations in paths.items() for method in operations]
    models = [schema.ColorOptions, schema.LinesOptions, schema.Model, schema.Problem, schema.JobState, schema.Health]
    wanted += [f"\n{name}\n" for model in models for name in model.model_fields]
    assert [words for words in wanted if words not in text] == []
    assert [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if not field.description
    ] == []
