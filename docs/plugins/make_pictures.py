"""Takes the pictures of docs/plugins/: the plug-ins in their programs, on a screen of their own.

    python3 docs/plugins/make_pictures.py krita gimp comfyui layers

Needs nurie with the extra [serve]; krita and gimp also the program, Xvfb and ImageMagick's `import`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from nurie.core.hints import rasterize, read_hints
from nurie.core.image_io import read_page
from nurie.core.layers import lines_of
from nurie.runtime.plugin_install import install

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "examples"
PICTURES = HERE / "images"
URL, DISPLAY, SCREEN = "http://127.0.0.1:8769", ":96", "1500x950x24"
WIDTH_PX, QUALITY = 1200, 85


def main() -> None:
    """Take those that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TAKERS))
    for name in parser.parse_args().names or TAKERS:
        with tempfile.TemporaryDirectory() as folder:
            TAKERS[name](Path(folder))


def krita(home: Path) -> None:
    """The docker beside a page that it coloured; fails unless one undo removed the group."""
    plugins, show = home / "data" / "krita" / "pykrita", home / "show"
    install("krita", plugins)
    (plugins / "show").mkdir()
    shutil.copy(HERE / "krita_show.py", plugins / "show" / "__init__.py")
    entry = (plugins / "nurie_krita.desktop").read_text(encoding="utf-8")
    (plugins / "show.desktop").write_text(entry.replace("nurie_krita", "show"), encoding="utf-8")
    (home / "config").mkdir()
    settings = ("[python]", "enable_show=true", "enable_nurie_krita=true", "[nurie]", f"url={URL}", "")
    (home / "config" / "kritarc").write_text("\n".join(settings))
    write_layers("pigtails", show)
    with serving(), screen(home) as environment:
        subprocess.run(["krita", "--nosplash"], env={**environment, "NURIE_SHOW": str(show)}, timeout=180, check=True)
    told = json.loads((show / "told.json").read_text(encoding="utf-8"))
    print(told)
    assert told["undone"] == [name for name in told["colored"] if name != "nurie"]
    save(show / "after.png", "krita.jpg")


def write_layers(name: str, folder: Path) -> None:
    """An example's lines and hints as Krita's pixels."""
    folder.mkdir()
    page = read_page(EXAMPLES / f"{name}.png")
    hints = rasterize(read_hints(EXAMPLES / f"{name}.hints.json", page.extent), page.extent)
    for part, pixels in (("lines", lines_of(page)), ("hints", hints)):
        (folder / part).write_bytes(np.ascontiguousarray(pixels[..., [2, 1, 0, 3]]).tobytes())
    (folder / "size.json").write_text(json.dumps([page.extent.width, page.extent.height]))


def save(shot: Path, name: str) -> None:
    """A JPEG of what is not black around the window."""
    with Image.open(shot) as picture:
        window = picture.convert("RGB")
    window = window.crop(window.getbbox())
    window.thumbnail((WIDTH_PX, 4 * WIDTH_PX), Image.Resampling.LANCZOS)
    PICTURES.mkdir(exist_ok=True)
    window.save(PICTURES / name, quality=QUALITY)


@contextmanager
def serving() -> Iterator[None]:
    """`nurie serve` at an address that nobody else uses."""
    process = subprocess.Popen([sys.executable, "-m", "nurie", "serve", "--quiet", "--port", URL.rsplit(":")[-1]])
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{URL}/healthz").close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def screen(home: Path) -> Iterator[dict[str, str]]:
    """A screen that nobody sees, and an environment for programs on it with a home of their own."""
    places = {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config",
              "XDG_CACHE_HOME": home / "cache", "XDG_RUNTIME_DIR": home}  # fmt: skip
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    own.pop("QT_QPA_PLATFORM", None)
    home.chmod(0o700)
    process = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", SCREEN], stderr=subprocess.DEVNULL)
    for _ in range(100):
        if Path(f"/tmp/.X11-unix/X{DISPLAY[1:]}").exists():
            break
        time.sleep(0.1)
    time.sleep(1)
    try:
        path = os.pathsep.join(["/usr/bin", "/bin", own.get("PATH", "")])
        yield {**own, **{name: str(place) for name, place in places.items()}, "DISPLAY": DISPLAY, "PATH": path}
    finally:
        process.terminate()
        process.wait()


TAKERS: dict[str, Callable[[Path], None]] = {"krita": krita}

if __name__ == "__main__":
    main()
