"""Mean difference, of 255, between `nurie color` with nurie-tiny and a picture that the page saved: PAGE PICTURE.

The hints are those beside the page; the page guesses the rest from the start.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from nurie.cli.main import cli

page, picture = Path(sys.argv[1]), Path(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    made = Path(folder) / "made.png"
    hints = page.with_suffix(".hints.json")
    options = ["--hints", str(hints), "--guess", "--model", "nurie-tiny", "-o", str(made), "--quiet"]
    cli(["color", str(page), *options], standalone_mode=False)
    expected = np.asarray(Image.open(made).convert("RGB"), np.int16)
found = np.asarray(Image.open(picture).convert("RGB"), np.int16)
print(np.abs(found - expected).mean(), flush=True)
