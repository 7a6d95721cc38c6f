"""Ray tells nobody of its use, and says nothing where our own lines stand."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="no Ray; type: pip install 'nurie[cluster]'")
SOURCE = Path(__file__).resolve().parents[2] / "src"
REPORTS = """
from nurie.cluster.silent import load_data, load_ray, load_serve
for load in (load_ray, load_data, load_serve):
    load()
try:
    from ray._common.usage import usage_lib
except ImportError:  # of older releases
    from ray._private.usage import usage_lib
assert not usage_lib.usage_stats_enabled()
assert usage_lib._usage_stats_report_url() == "http://127.0.0.1:1", usage_lib._usage_stats_report_url()
import ray
assert not ray.is_initialized()
"""
HELP = """
import sys
from nurie.cli.main import main
for words in (["color", "--help"], ["data", "build", "--help"], ["serve", "--help"]):
    try:
        main(words)
    except SystemExit:
        pass
assert not {"ray", "pyarrow"} & set(sys.modules)
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    loud = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    environment = {**loud, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def test_ray_does_not_report():
    """Word of who uses what, sent to Ray's maker; `disabled` is a word, too."""
    done = run(REPORTS)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_ray_is_loaded_by_its_one_door_alone():
    """Seconds of loading Ray for those who do not ask for it."""
    done = run(HELP)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("--cluster") >= 3
