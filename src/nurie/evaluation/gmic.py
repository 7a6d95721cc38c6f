"""G'MIC's two line art fillers, by its command line program: a peer that is there where the program is."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.errors import MissingExtraError, OptionError

U8 = NDArray[np.uint8]

TIMEOUT_S = 60.0
# The defaults of G'MIC's own dialogs, but for the layers: spots above the lines, the colours as a layer of their own.
_SMART = "fx_colorize_lineart_smart 1,95,0,0,1,24,200,0,75,2,60,20,90,1,10,1 keep[-1]"
_PROPAGATION = "fx_colorize_lineart 0,1,0,0.05 keep[0]"
_ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # as the others have; on a busy core its own number waits for minutes


def check_gmic() -> None:
    """Raises MissingExtraError where the program `gmic` is not on the path."""
    if shutil.which("gmic") is None:
        raise MissingExtraError(
            "the peers gmic-smart and gmic-propagation need the program gmic, which is not installed; type for "
            "example: apt-get install gmic"
        )


def fill_gmic_smart(hint_map: U8, lineart: U8) -> U8:
    """Close gaps in the lines by splines, then flood from the hints. Contract as `run_gmic`'s.

    Source: Fourey, Tschumperlé and Revoy 2018, "A fast and efficient semi-guided algorithm for flat coloring
    line-arts"; G'MIC's filter "Colorize Lineart [Smart Coloring]" in its mode for colour spots.
    """
    return run_gmic(_SMART, hint_map, lineart)


def fill_gmic_propagation(hint_map: U8, lineart: U8) -> U8:
    """Flood from the hints over the slightly blurred lines. Contract as `run_gmic`'s.

    Source: G'MIC's filter "Colorize Lineart [Propagation]", by Tschumperlé, Giet and Revoy 2013.
    """
    return run_gmic(_PROPAGATION, hint_map, lineart)


def run_gmic(command: str, hint_map: U8, lineart: U8, *, timeout_s: float = TIMEOUT_S) -> U8:
    """Run one of G'MIC's filters with two layers, hints over lines; what it keeps is the colours.

    Args:
        command: G'MIC commands with their arguments, which leave one layer.
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.
        timeout_s: after so long the filter counts as having given up.

    Returns:
        (H, W, 3) uint8 sRGB, line-free; white without hints and, with a RuntimeWarning, after the timeout.

    Raises:
        MissingExtraError: no such program.
        OptionError: the program failed, or its picture has another size.
    """
    check_gmic()
    white = np.full((*lineart.shape, 3), 255, np.uint8)
    if not hint_map[..., 3].any():
        return white
    with tempfile.TemporaryDirectory() as folder:
        spots, lines, colors = (Path(folder, f"{name}.png") for name in ("spots", "lines", "colors"))
        Image.fromarray(hint_map).save(spots, compress_level=1)
        Image.fromarray(lineart).convert("RGB").save(lines, compress_level=1)
        call = ["gmic", str(spots), str(lines), *command.split(), "output", str(colors)]
        try:
            done = subprocess.run(
                call, capture_output=True, text=True, timeout=timeout_s, errors="replace", env=os.environ | _ONE_THREAD
            )
        except subprocess.TimeoutExpired:
            warnings.warn(
                f"gmic took more than {timeout_s:g} s on a page; it stays white", RuntimeWarning, stacklevel=2
            )
            return white
        if done.returncode or not colors.exists():
            raise OptionError(f"gmic failed ({done.returncode}) at `{command}`: {done.stderr.strip()[-300:]}")
        with Image.open(colors) as image:
            filled = np.asarray(image.convert("RGB"))
    if filled.shape != white.shape:
        raise OptionError(
            f"gmic returned a picture {filled.shape} for a page {lineart.shape}; another --peers is needed"
        )
    return filled
