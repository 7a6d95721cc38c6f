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
from drawn_pictures import draw_node, draw_stack
from PIL import Image

from nurie.core.hint_files import read_hints
from nurie.core.hints import rasterize
from nurie.core.image_io import read_page
from nurie.core.layers import lines_of
from nurie.runtime.plugin_install import install

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "examples"
PICTURES = HERE / "images"
URL, SCREEN = "http://127.0.0.1:8769", "1500x950x24"
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


def gimp(home: Path) -> None:
    """GIMP's window with a page that its Script-Fu coloured through a watched folder."""
    profile, done = home / "config" / "GIMP" / "2.10", home / "done"
    install("gimp-2.10", profile)
    page = read_page(EXAMPLES / "waitress.png")
    hints = rasterize(read_hints(EXAMPLES / "waitress.hints.json", page.extent), page.extent)
    for name, pixels in (("lines", lines_of(page)), ("hints", hints)):
        Image.fromarray(pixels).save(home / f"{name}.png")
    script = GIMP_SCRIPT.replace("HOME", str(home)).replace("WATCHED", str(profile / "nurie"))
    watching = subprocess.Popen([sys.executable, "-m", "nurie", "watch", profile / "nurie", "--every", "0.2"])
    try:
        with screen(home) as environment:
            program = subprocess.Popen(["gimp", "-n", "-s", "-b", script], env=environment, stderr=subprocess.DEVNULL)
            _until(done.exists)
            time.sleep(5)
            subprocess.run(["import", "-window", "root", home / "shot.png"], env=environment, check=True)
            program.terminate()
            program.wait()
    finally:
        watching.terminate()
        watching.wait()
    save(home / "shot.png", "gimp.jpg")


GIMP_SCRIPT = """
(let* ((image (car (gimp-file-load 1 "HOME/lines.png" "HOME/lines.png")))
       (lines (car (gimp-image-get-active-layer image)))
       (hints (car (gimp-file-load-layer 1 image "HOME/hints.png")))
       (width (car (gimp-image-width image)))
       (height (car (gimp-image-height image)))
       (paper (car (gimp-layer-new image width height 0 "paper" 100 28)))
       (done #f))
  (gimp-item-set-name lines "lines")
  (gimp-image-insert-layer image hints 0 0)
  (gimp-item-set-name hints "hints")
  (gimp-image-insert-layer image paper 0 2)
  (gimp-drawable-fill paper 2)
  (script-fu-nurie-color image lines 0 "hints" 0 -1 0 75 FALSE FALSE "Default" "WATCHED")
  (gimp-display-new image)
  (set! done (open-output-file "HOME/done"))
  (close-output-port done))
"""


def comfyui(folder: Path) -> None:
    """The node with what goes in and what comes out: its own tensors."""
    import torch

    install("comfyui", folder)
    sys.path.insert(0, str(folder))
    from nurie_comfyui import NODE_CLASS_MAPPINGS
    from nurie_comfyui.nurie_shared.client import Server

    node = NODE_CLASS_MAPPINGS["NurieColor"]
    page = read_page(EXAMPLES / "kitten.png")
    hints = rasterize(read_hints(EXAMPLES / "kitten.hints.json", page.extent), page.extent)
    given = {"lineart": np.repeat(page.lineart[..., None], 3, axis=2), "hints": hints[..., :3]}
    tensors = {name: torch.from_numpy(value.astype(np.float32) / 255)[None] for name, value in given.items()}
    mask = torch.from_numpy(hints[..., 3].astype(np.float32) / 255)[None]
    widgets = {"seed": 0, "gap": -1.0, "light": "top-left", "shading": 0.6, "soft": True, "palette": "", "model": ""}
    with serving():
        made = node().color(tensors["lineart"], **widgets, hints=tensors["hints"], hints_mask=mask, server=Server(URL))
    shown = hints[..., :3].copy()
    shown[hints[..., 3] == 0] = 245
    outputs = dict(zip(node.RETURN_NAMES, made, strict=True))
    parts = {name: np.round(outputs[name][0].numpy() * 255).astype(np.uint8)
             for name in ("image", "flats", "shading", "highlights")}  # fmt: skip
    picture = draw_node({"lineart": given["lineart"], "hints": shown}, widgets, parts)
    PICTURES.mkdir(exist_ok=True)
    picture.save(PICTURES / "comfyui.jpg", quality=QUALITY)


STACKS = {  # page: the example, options of nurie color, how many layers are shown
    "clip-studio": ("waitress", ["--layer-names", "ja"], 8),
    "photoshop": ("kitten", ["--layers", "per-color", "--palette", str(EXAMPLES / "pastel.gpl")], 11),
    "procreate": ("pigtails", ["--light", "top-left", "--shadows", "soft"], 8),
    "sai": ("sailor", [], 8),
}


def layers(folder: Path) -> None:
    """For programs that cannot run here: the layers of a file that `nurie watch` left, as read back from it."""
    for page, (example, options, most) in STACKS.items():
        place = folder / page
        place.mkdir()
        for name in (f"{example}.png", f"{example}.hints.json"):
            shutil.copy(EXAMPLES / name, place)
        subprocess.run([sys.executable, "-m", "nurie", "watch", place, "--once", *options], check=True)
        PICTURES.mkdir(exist_ok=True)
        draw_stack(place / f"{example}.color.psd", most).save(PICTURES / f"{page}.jpg", quality=QUALITY)


def _until(condition: Callable[[], bool], most_s: float = 180) -> None:
    end = time.monotonic() + most_s
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {most_s:g} s in vain")
        time.sleep(0.2)


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
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    number = process.stdout.readline().strip()  # it is said when the screen is there
    try:
        path = os.pathsep.join(["/usr/bin", "/bin", own.get("PATH", "")])
        yield {**own, **{name: str(place) for name, place in places.items()}, "DISPLAY": f":{number}", "PATH": path}
    finally:
        process.terminate()
        process.wait()


TAKERS: dict[str, Callable[[Path], None]] = {"krita": krita, "gimp": gimp, "comfyui": comfyui, "layers": layers}

if __name__ == "__main__":
    main()
