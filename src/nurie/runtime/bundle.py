"""A released model file: ONNX with its card inside. Imports onnxruntime only when a file is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nurie.errors import BundleError
from nurie.runtime.card import CARD_KEY, Card, card_from_json
from nurie.runtime.onnx_file import has_external_data
from nurie.runtime.silent import load_onnxruntime


def open_session(source: str | Path | bytes, *, threads: int = 1) -> Any:
    """An onnxruntime session on the CPU for a model file or its bytes.

    The file must hold all of its weights: one that points to other files is refused, so that a bundle can
    read nothing but itself.

    Raises:
        BundleError: no such file, no ONNX, or weights in other files.
    """
    ort = load_onnxruntime()
    data = source if isinstance(source, bytes) else _read(Path(source))
    where = "the model" if isinstance(source, bytes) else str(source)
    _check_alone(data, where)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what fails is raised, and told in our words
    try:
        return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own classes, which share no public base
        reason = str(error).strip().splitlines()[0][:200]
        raise BundleError(
            f"{where} is no model that ONNX Runtime can open ({reason}); expected a nurie .onnx bundle "
            "with its weights inside; see `nurie models`"
        ) from error


def _check_alone(data: bytes, where: str) -> None:
    """Refuse a model that would make ONNX Runtime read other files."""
    try:
        elsewhere = has_external_data(data)
    except ValueError as error:
        raise BundleError(f"{where} is no model that nurie can open ({error}); expected a nurie .onnx bundle") from None
    if elsewhere:
        raise BundleError(
            f"{where} keeps weights in other files, which are never read; expected a nurie .onnx bundle with its "
            "weights inside: export the model again"
        )


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise BundleError(
            f"no model file at {path}; give the path of an .onnx bundle, or a name that `nurie models` lists"
        )
    return path.read_bytes()


def session_card(session: Any, where: str = "the model") -> Card:
    """The card inside an open session's file.

    Raises:
        BundleError: no card, or one that is refused.
    """
    try:
        text = session.get_modelmeta().custom_metadata_map.get(CARD_KEY)
    except UnicodeDecodeError as error:
        raise BundleError(f"{where} is damaged: its card is no text ({error}); copy or export it again") from None
    if text is None:
        raise BundleError(f"{where} has no card ({CARD_KEY}) inside; expected a bundle written by `nurie export`")
    return card_from_json(text)


def read_card(source: str | Path | bytes) -> Card:
    """The card of a model file or its bytes. Raises BundleError as `open_session` and `session_card` do."""
    return session_card(open_session(source), "the model" if isinstance(source, bytes) else str(source))
