"""What all tests share: few threads, and the corpus where there is one."""

from __future__ import annotations

import os
from pathlib import Path

# before numpy, OpenCV, onnxruntime or torch start their thread pools
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("NURIE_CORPUS", ROOT / ".." / "shared" / "corpus"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the picture corpus; a test that asks for it is skipped where there is none."""
    if not (CORPUS / "manifest.jsonl").is_file():
        pytest.skip(f"no corpus at {CORPUS}; set NURIE_CORPUS to the folder of its manifest.jsonl")
    return CORPUS
