"""Reports known weaknesses of what is installed, by pip-audit and npm audit: `python3 run.py audit`.

A report and never a failure: what a register has found since the last commit must not stop the next one.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import run

VENV = run.ROOT / ".venv-audit"
WAIT_S = 120  # for one register to answer
MOST_LINES = 60


def main() -> int:
    """Ask the registers of Python and npm packages."""
    tool = run.make_venv(VENV, "pip-audit", editable=False)
    quiet = ["--no-deps", "--disable-pip", "--progress-spinner", "off"]
    report("Python", [tool, "-m", "pip_audit", *quiet, "-r", list_installed(run.OUT / "installed.txt")])
    if shutil.which("npm"):
        report("the page", ["npm", "audit", "--omit=dev"], run.WEB)
        report("the page's tools", ["npm", "audit"], run.WEB)
    return 0


def list_installed(path: Path) -> Path:
    """Write the packages of this environment, as requirements; a CPU build of torch counts as torch."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    listing = [*pip, "list", "--format=freeze", "--exclude-editable"]
    listed = subprocess.run(listing, check=True, capture_output=True, text=True).stdout
    path.parent.mkdir(exist_ok=True)
    path.write_text(re.sub(r"(?m)^(torch\w*==[^+\n]+)\+.*$", r"\1", listed), encoding="utf-8")
    return path


def report(what: str, command: Sequence[object], folder: Path = run.ROOT) -> None:
    """Print what an audit says; one that cannot ask its register says so in a line."""
    try:
        words = [str(part) for part in command]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=WAIT_S)
        told = (done.stdout.strip() or done.stderr.strip()).splitlines()
    except (OSError, subprocess.TimeoutExpired) as error:
        told = [f"no answer ({error})"]
    lost = [line for line in told if "could not be audited" in line]
    shown = [line[:200] for line in told if line not in lost][-MOST_LINES:]
    shown += [f"{len(lost)} packages could not be audited, for example: {lost[0][:160]}"] if lost else []
    print(f"audit of {what}:", *[f"  {line}" for line in shown or ["nothing is known"]], sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
