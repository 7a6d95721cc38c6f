"""Runs the commands of docs/tutorial.md and makes its pictures of what they write.

    python3 docs/make_pictures.py [--krita]

With --krita also the screenshot; it needs Krita, Xvfb and ImageMagick's `import`.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
PICTURES = ROOT / "docs" / "images" / "tutorial"
SIDE_PX, SHOT_PX, SCREEN = 400, 1200, "1920x1400x24"
FENCE = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KRITA_S = 45  # that Krita is given to open the file


def main() -> None:
    """Run, shrink, save."""
    options = _parse()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree(ROOT / "examples", folder / "examples")
        (folder / "docs").mkdir()
        for path in (ROOT / "docs").glob("photo.*"):
            shutil.copy(path, folder / "docs")
        for line in "".join(FENCE.findall(TUTORIAL.read_text(encoding="utf-8"))).splitlines():
            words = shlex.split(line)
            subprocess.run([sys.executable, "-m", "nurie", *words[1:]], cwd=folder, check=True)
        made = folder / "out" / "tutorial"
        shutil.copy(folder / "docs" / "photo.jpg", made)
        PICTURES.mkdir(parents=True, exist_ok=True)
        for path in sorted((*made.glob("*.png"), *made.glob("*.jpg"))):
            save_small(path, PICTURES / f"{path.stem}.jpg", SIDE_PX)
        if options.krita:
            shot = folder / "krita.png"
            show_in_krita(made / "page.psd", shot, folder)
            save_small(shot, PICTURES / "krita.jpg", SHOT_PX)


def save_small(source: Path, target: Path, width: int) -> None:
    """A JPEG of at most that width."""
    with Image.open(source) as picture:
        small = picture.convert("RGB")
        small.thumbnail((width, 4 * width), Image.Resampling.LANCZOS)
        small.save(target, quality=85)


def show_in_krita(path: Path, shot: Path, home: Path) -> None:
    """Open a file in Krita on a screen of its own, and take a picture of that."""
    environment = {**os.environ, "DISPLAY": ":97", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    environment.pop("QT_QPA_PLATFORM", None)
    screen = subprocess.Popen(["Xvfb", ":97", "-screen", "0", SCREEN], stderr=subprocess.DEVNULL)
    time.sleep(2)
    krita = subprocess.Popen(["krita", "--nosplash", str(path)], env=environment, stderr=subprocess.DEVNULL)
    try:
        time.sleep(KRITA_S)
        subprocess.run(["import", "-window", "root", str(shot)], env=environment, check=True)
        with Image.open(shot) as picture:
            window = picture.convert("RGB")
        window.crop(window.getbbox()).save(shot)  # around it the screen is black
    finally:
        for process in (krita, screen):
            process.kill()
            process.wait()


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--krita", action="store_true", help="take the screenshot, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
