"""How a hostile file is given to nurie, and what is asked of the outcome."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PIL import Image

from hostile.seeds import File, color_profiles, encoded, lines, tiny_bundle

MOST_PIXELS = 40_000_000  # of a picture here, as of a server
LARGE_SIDE = 6300  # px: 39.7 MP
SMALL = ("--model", "nurie-tiny", "--size", "64")


class Fault(Exception):
    """Something that must not happen."""


def judge(file: File, folder: Path) -> str:
    """Give a file to its door in an empty folder.

    Returns:
        "refused", or "read" where a picture or a value came out.

    Raises:
        Fault, or whatever nurie raised that it must not.
    """
    outcome = DOORS[file.kind](file, folder)
    strays = [path.name for path in folder.rglob("*") if ".tmp" in path.name or path.name.endswith(".parts")]
    if strays:
        raise Fault(f"left behind: {', '.join(strays)}")
    return outcome


def command(*words: object) -> tuple[int, str, str]:
    """`nurie` with these words, in this process: the exit code, and what it printed."""
    from nurie.cli.main import main
    from nurie.core.decode import at_most

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), at_most(MOST_PIXELS):
        try:
            main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code
        else:
            code = 0
    return int(code or 0), out.getvalue(), err.getvalue()


def _refused(code: int, told: str) -> str:
    """Check that a refusal is one in words."""
    if code not in (1, 2, 3):
        raise Fault(f"exit code {code}")
    if "Traceback" in told or not told.strip() or "more memory than" in told:
        raise Fault(f"no clear error: {told[:300]!r}")
    if len(told) > 4000:
        raise Fault(f"an error of {len(told)} characters: {told[:300]!r}")
    return "refused"


def _colored(folder: Path, target: Path, *words: object) -> str:
    code, out, err = command("color", *words, "-o", target, "--json")
    if code:
        if target.exists():
            raise Fault(f"failed with {code} and wrote {target.name}")
        return _refused(code, err)
    report = json.loads(out)
    with Image.open(target) as image:
        image.load()
        if list(image.size) != report["size"]:
            raise Fault(f"wrote {image.size}, reported {report['size']}")
    return "read"


def _page(file: File, folder: Path) -> str:
    path = folder / f"page{file.suffix}"
    path.write_bytes(file.data)
    return _colored(folder, folder / "out.png", path, *SMALL)


def _picture(file: File, folder: Path) -> str:
    """As a painted picture and as an example."""
    path, target = folder / f"page{file.suffix}", folder / "out.png"
    path.write_bytes(file.data)
    code, _, err = command("lines", path, "-o", target)
    if code:
        _refused(code, err)
        if target.exists():
            raise Fault("failed and wrote")
    return _beside(file, folder, "--reference", path)


def _beside(file: File, folder: Path, option: str, path: Path) -> str:
    page = folder / "good.png"
    page.write_bytes(encoded(lines(), "PNG"))
    return _colored(folder, folder / "coloured.png", page, *SMALL, option, path)


def _with_option(option: str) -> Callable[[File, Path], str]:
    def give(file: File, folder: Path) -> str:
        path = folder / f"given{file.suffix}"
        path.write_bytes(file.data)
        return _beside(file, folder, option, path)

    return give


def _session(file: File, folder: Path) -> str:
    (folder / "page.png").write_bytes(encoded(lines(), "PNG"))
    path, out = folder / "given.session.json", folder / "out"
    path.write_bytes(file.data)
    out.mkdir()
    before = {entry for entry in folder.parent.rglob("*") if entry.is_file()}
    code, _, err = command("color", "--session", path, "-o", f"{out}/", "--json")
    made = {entry for entry in folder.parent.rglob("*") if entry.is_file()} - before
    if any(entry.parent != out for entry in made) or (code and made):
        raise Fault(f"wrote {', '.join(map(str, made))}")
    return _refused(code, err) if code else "read"


def _bundle(file: File, folder: Path) -> str:
    path, page = folder / "model.onnx", folder / "good.png"
    path.write_bytes(file.data)
    page.write_bytes(encoded(lines(), "PNG"))
    return _colored(folder, folder / "out.png", page, "--model", path, "--size", "64")


def _card(file: File, folder: Path) -> str:
    text = file.data.decode("utf-8", "replace")
    return _bundle(File("bundle", file.name, ".onnx", tiny_bundle(card=text)), folder)


def _book(file: File, folder: Path) -> str:
    path, target = folder / f"book{file.suffix}", folder / "out.cbz"
    path.write_bytes(file.data)
    code, _, err = command("color", path, *SMALL, "-o", target, "--json")
    if code:
        _refused(code, err)
    if code in (0, 1) and not zipfile.is_zipfile(target):
        raise Fault(f"ended with {code} without a whole book")
    if code in (2, 3) and target.exists():
        raise Fault("refused, and wrote a book")
    return "refused" if code in (2, 3) else "read"


def _recipe(file: File, folder: Path) -> str:
    from nurie.errors import NurieError
    from nurie.training.recipe import read_recipe

    path = folder / "given.toml"
    path.write_bytes(file.data)
    try:
        read_recipe(path)
    except NurieError as error:
        return _refused(error.exit_code, str(error))
    return "read"


def _icc(file: File, folder: Path) -> str:
    """A colour profile inside pictures that it fits."""
    mode = "LAB" if file.data[16:20] == b"Lab " else "RGB"
    image = Image.fromarray(lines()).convert("RGB").convert(mode)
    kind, suffix = ("TIFF", ".tif") if mode == "LAB" else ("JPEG", ".jpg")
    return _page(File("page", file.name, suffix, encoded(image, kind, icc_profile=file.data)), folder)


def _large(file: File, folder: Path) -> str:
    """A picture just below the limit of pixels: read, and not coloured, since it is the memory that counts."""
    from nurie.core.decode import at_most
    from nurie.core.image_io import read_page

    path = folder / f"page{file.suffix}"
    path.write_bytes(file.data)
    with at_most(MOST_PIXELS):
        page = read_page(path)
    if page.extent.height * page.extent.width != LARGE_SIDE**2:
        raise Fault(f"read {page.extent}")
    return "read"


DOORS: dict[str, Callable[[File, Path], str]] = {
    "page": _page,
    "picture": _picture,
    "hints": _with_option("--hints"),
    "palette": _with_option("--palette"),
    "profile": _with_option("--profile"),
    "session": _session,
    "bundle": _bundle,
    "card": _card,
    "book": _book,
    "recipe": _recipe,
    "icc": _icc,
    "large": _large,
}


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Load once what all cases share, and keep the one model."""
    from nurie.runtime import colorizer
    from nurie.runtime.backend import OnnxBackend
    from nurie.runtime.catalog import find_bundle

    own, tiny = colorizer.OnnxBackend, find_bundle("nurie-tiny")
    kept = OnnxBackend(tiny)
    colorizer.OnnxBackend = lambda source, threads=None: kept if source == tiny else own(source, threads)  # type: ignore
    import psd_tools  # noqa: F401

    assert color_profiles()
