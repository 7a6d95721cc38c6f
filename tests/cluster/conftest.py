"""Ray is loaded by its one door, before a test module imports it otherwise."""

from __future__ import annotations

from contextlib import suppress

from nurie.cluster.silent import load_ray

with suppress(ModuleNotFoundError):
    load_ray()
