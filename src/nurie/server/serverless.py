"""The drawing page as a folder for any web server: the network runs in the visitor's browser."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from nurie.errors import OptionError, PageError
from nurie.runtime.bundle import open_session, session_card
from nurie.runtime.card import Card
from nurie.runtime.catalog import find_bundle
from nurie.server.site import FACTS, HASHED, INDEX, MODELS, STATIC

DEFAULT_MODEL = "nurie-tiny"  # half the download, and half the time of the larger one
HEADERS = f"""/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
/{HASHED}/*
  Cache-Control: public, max-age=31536000, immutable
"""
README = """nurie: a page that colours line art in the browser. Nothing that is drawn here leaves the visitor's machine.

Put this folder anywhere on a web server, or try it here:

    python3 -m http.server 8000
    (and open http://localhost:8000/ in a browser; opening index.html as a file does not work)

With these two headers on every file the network uses all cores. Without them it works, too, on one core:

    Cross-Origin-Opener-Policy: same-origin
    Cross-Origin-Embedder-Policy: require-corp

The file _headers says so to hosts that read one. For others:

    nginx     add_header Cross-Origin-Opener-Policy same-origin;
              add_header Cross-Origin-Embedder-Policy require-corp;
    Apache    Header set Cross-Origin-Opener-Policy same-origin
              Header set Cross-Origin-Embedder-Policy require-corp

The server has to send .wasm as application/wasm and .js and .mjs as text/javascript; compressing .js, .wasm and .onnx
saves a third of the download.

The page is nurie {version} (Apache-2.0). The model is {model}, {license}. {attribution}
"""


def write_serverless(
    folder: Path, *, model: str | None, version: str, force: bool = False, static: Path = STATIC
) -> list[Path]:
    """Write the page, a model and what their host is to know. The folder is whole or not there.

    Args:
        folder: to write; its parents are made.
        model: an installed bundle's name or the path of one; None takes nurie-tiny.
        version: of nurie.
        force: replace a folder that was written so, and holds nothing else.
        static: where the page was built.

    Returns:
        the files, relative to the folder.

    Raises:
        OptionError: the page is not built.
        BundleError: no such model.
        PageError: something lies there, or it cannot be written.
    """
    if not (static / INDEX).is_file():
        raise OptionError("the drawing page is not built; in a clone of nurie type: python3 run.py page")
    bundle = find_bundle(model or DEFAULT_MODEL)
    card = session_card(open_session(bundle), str(bundle))
    folder = Path(os.path.abspath(folder))
    _check_target(folder, force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
            made = Path(scratch) / "site"
            shutil.copytree(static, made)
            (made / MODELS).mkdir(exist_ok=True)
            shutil.copyfile(bundle, made / MODELS / f"{bundle.stem}.onnx")
            _tell(made, card, bundle.stem, version)
            files = _files(made)
            _take_place(made, folder, Path(scratch) / "earlier")
    except OSError as error:
        raise PageError(f"{folder} cannot be written ({error.strerror or error}); choose another place") from None
    return files


def _tell(made: Path, card: Card, model: str, version: str) -> None:
    (made / "_headers").write_text(HEADERS, encoding="utf-8")
    licence = card.license or "without a licence"
    text = README.format(version=version, model=card.model, license=licence, attribution=card.attribution)
    (made / "README.txt").write_text(text.rstrip() + "\n", encoding="utf-8")
    (made / FACTS).touch()
    names = [path.as_posix() for path in _files(made)]
    facts = {"serverless": True, "model": model, "files": names}
    (made / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _check_target(folder: Path, force: bool) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise PageError(f"{folder} is a file; name a folder that is not there yet")
    found = {path.as_posix() for path in _files(folder)}
    if not found:
        return
    if others := sorted(found - _written_before(folder)):
        raise PageError(f"{folder} holds {others[0]}, which nurie did not write; name another folder")
    if not force:
        raise PageError(f"{folder} exists already; add --force to write it again")


def _written_before(folder: Path) -> set[str]:
    """The files that an earlier call wrote there."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        return set(facts["files"]) if facts["serverless"] is True else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _take_place(made: Path, folder: Path, earlier: Path) -> None:
    if folder.exists():
        os.replace(folder, earlier)
    try:
        made.chmod(0o755)
        os.replace(made, folder)
    except OSError:
        if earlier.exists():
            os.replace(earlier, folder)
        raise


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
