"""Real data that lies beside the repository on the machines of those who build Pilothouse.

A plain clone has none of it: a test that asks is skipped there, and says so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"


def path(name: str) -> Path:
    """The file or folder `name`, such as `scheduling/psplib_j30.tar.gz`; skips the test without it."""
    found = DATA / name
    if not found.exists():
        pytest.skip(f"needs {name} in ../shared/data, which a plain clone does not have")
    return found
