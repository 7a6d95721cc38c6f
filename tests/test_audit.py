"""The report on known weaknesses: what it prints, and that it never fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def audit(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("audit.py")


def script(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_what_is_said_is_shown(audit: ModuleType, capfd: pytest.CaptureFixture):
    """A weakness that ends in an exit code, and packages that no register knows, in one line."""
    says = "print('torch 1: CVE-1'); print('a could not be audited: x'); print('b could not be audited: y'); exit(1)"
    audit.report("Python", script(says))
    assert capfd.readouterr().out.splitlines() == [
        "audit of Python:", "  torch 1: CVE-1",
        "  2 packages could not be audited, for example: a could not be audited: x",
    ]  # fmt: skip
    audit.report("Python", script(""))
    assert capfd.readouterr().out.splitlines() == ["audit of Python:", "  nothing is known"]


def test_a_register_that_does_not_answer(
    audit: ModuleType, capfd: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """Prevents a build that hangs, or ends, without a network."""
    monkeypatch.setattr(audit, "WAIT_S", 0.2)
    audit.report("the page", script("import time; time.sleep(60)"))
    audit.report("the page", ["no-such-program"])
    first, second = capfd.readouterr().out.split("audit of the page:")[1:]
    assert "no answer" in first and "timed out" in first
    assert "no answer" in second and "no-such-program" in second


def test_builds_of_torch_count_as_torch(audit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents "torch 2.13.0+cpu is unknown": registers know releases alone."""
    listed = "numpy==2.1.0\ntorch==2.13.0+cpu\n"
    done = subprocess.CompletedProcess([], 0, listed, "")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: done)
    text = audit.list_installed(tmp_path / "out" / "installed.txt").read_text(encoding="utf-8")
    assert text == "numpy==2.1.0\ntorch==2.13.0\n"
