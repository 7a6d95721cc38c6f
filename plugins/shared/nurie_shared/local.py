"""nurie on this machine: where its command is, and starting `nurie serve`."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

from .client import DEFAULT_URL, NurieError

INSTALLED_BY = "command.json"  # beside this file: what `nurie plugins install` was called with
_LOCAL = ("127.0.0.1", "localhost", "::1")
_PLACES = (
    "~/.local/bin/nurie", "~/.local/pipx/venvs/nurie/bin/nurie", "~/.local/share/pipx/venvs/nurie/bin/nurie",
    "/usr/local/bin/nurie", "/opt/homebrew/bin/nurie", "~/Library/Python/3.*/bin/nurie",
    "~/AppData/Local/Programs/Python/Python3*/Scripts/nurie.exe", "~/AppData/Roaming/Python/Python3*/Scripts/nurie.exe",
    "~/pipx/venvs/nurie/Scripts/nurie.exe",
)  # fmt: skip
_NOT_FOUND = (
    "The command nurie was not found. Install it (pip install 'nurie[serve]'), or enter where it is, "
    "for example /home/you/venv/bin/nurie."
)


def find_command(given: str = "") -> list[str]:
    """The words that call nurie: what the user entered, else what installed this plug-in, else what lies about.

    Raises:
        NurieError: none of these is there.
    """
    if given.strip():
        path = os.path.expanduser(given.strip())
        found = path if os.path.isfile(path) else shutil.which(path)
        if found is None:
            raise NurieError(f"There is no command {given.strip()}. Correct where nurie is.")
        return [found]
    remembered = _remembered()
    if remembered is not None:
        return remembered
    found = shutil.which("nurie")
    if found is not None:
        return [found]
    for place in _PLACES:
        for path in sorted(glob.glob(os.path.expanduser(place)), reverse=True):
            return [path]
    raise NurieError(_NOT_FOUND)


def _remembered() -> list[str] | None:
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), INSTALLED_BY)
    try:
        with open(path, encoding="utf-8") as stream:
            words = json.load(stream)
    except (OSError, ValueError):
        return None
    valid = isinstance(words, list) and words and all(isinstance(word, str) for word in words)
    return words if valid and os.path.isfile(words[0]) else None


class Started:
    """A `nurie serve` that this plug-in started. What it prints goes into a file, and is told when it ends."""

    def __init__(self, command: list[str], url: str = DEFAULT_URL, token: str = "", *, tied: bool = True) -> None:
        """Start it; it takes a few seconds until it answers. If `tied` it ends with this program, however that ends.

        Raises:
            NurieError: the address is another machine's, or the command cannot be started.
        """
        parts = urlsplit(url)
        if parts.hostname not in _LOCAL or parts.scheme != "http":
            raise NurieError(f"{url} is no address of this machine, so nurie cannot be started for it here.")
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 (closed by stop)
        words = [*command, "serve", "--host", parts.hostname, "--port", str(parts.port or 80), "--quiet"]
        words += ["--tied"] if tied else []
        flags = {"creationflags": 0x08000000} if sys.platform == "win32" else {}  # no console window
        try:
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE if tied else subprocess.DEVNULL, stdout=self.said,
                stderr=subprocess.STDOUT, env=_environment(token), cwd=os.path.expanduser("~"), **flags,
            )  # fmt: skip
        except OSError as error:
            raise NurieError(f"{command[0]} cannot be started ({error.strerror}). Correct where nurie is.") from None

    def failure(self) -> str | None:
        """Why it ended, or None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        self.said.seek(0)
        lines = self.said.read().decode("utf-8", "replace").strip().splitlines()
        return f"nurie serve ended ({code}): {lines[-1] if lines else 'it said nothing'}"

    def stop(self) -> None:
        """End it, if it still runs."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self.said.close()


def _environment(token: str) -> dict[str, str]:
    """The user's own environment: a painting program's Python and libraries must not get into nurie's."""
    left_out = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH")
    found = {name: value for name, value in os.environ.items() if name not in left_out}
    found.pop("NURIE_TOKEN", None)
    return {**found, "NURIE_TOKEN": token} if token else found
