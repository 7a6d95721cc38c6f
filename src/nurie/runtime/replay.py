"""A session coloured again: the same page, hints, options and weights give the same bytes."""

from __future__ import annotations

from pathlib import Path

from nurie.core.files import sha256_of
from nurie.core.hint_files import read_hints
from nurie.core.image_io import read_page
from nurie.core.result import ColorizeResult
from nurie.core.session import ModelId, read_session
from nurie.core.types import ColorizeRequest
from nurie.errors import BundleError
from nurie.runtime.card import Card
from nurie.runtime.catalog import find_bundle
from nurie.runtime.colorizer import Colorizer


def identify(bundle: Path, card: Card) -> ModelId:
    """Which weights a bundle's file holds."""
    return ModelId(card.name, card.version, sha256_of(bundle))


def find_model(model: ModelId, given: str | Path | None = None) -> Path:
    """The bundle that a session was made with: `given`, or the installed one of its name.

    Raises:
        BundleError: there is none, or it holds other weights.
    """
    wanted = f"{model.name} {model.version} (SHA-256 {model.sha256[:12]}…)"
    try:
        path = find_bundle(given or model.name)
    except BundleError as error:
        raise BundleError(f"the session was made with {wanted}; {error}; give that bundle with --model FILE") from None
    found = sha256_of(path)
    if found != model.sha256:
        raise BundleError(
            f"the session was made with {wanted}, but {path} has SHA-256 {found[:12]}…; "
            "give the bundle of that time with --model FILE, or colour the page again without --session"
        )
    return path


def replay(path: str | Path, *, model: str | Path | None = None) -> ColorizeResult:
    """Colour a session's page again, bit for bit as it was.

    Args:
        path: a NAME.session.json of `nurie color --save-session`.
        model: where its bundle lies, if it is not an installed one.

    Raises:
        SessionError: a malformed session, or a page that is missing or has changed.
        BundleError: other weights than those of the session.
    """
    session = read_session(Path(path))
    page = read_page(session.page_beside(Path(path)))
    colorizer = Colorizer(find_model(session.model, model))
    hints = None if session.hints is None else read_hints(session.hints, page.extent)
    return colorizer.colorize(ColorizeRequest(page, hints, session.options))
