"""Loaded before the settings are: the tests keep everything in a folder of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "PYTEST_XDIST_WORKER" not in os.environ:
    _home = tempfile.mkdtemp(prefix="pilothouse-tests-")
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
    os.environ["PILOTHOUSE_TESTS"] = _home
os.environ["PILOTHOUSE_HOME"] = os.path.join(
    os.environ["PILOTHOUSE_TESTS"], os.environ.get("PYTEST_XDIST_WORKER", "main")
)
for _name in ("PILOTHOUSE_DEMO", "PILOTHOUSE_HTTPS", "PILOTHOUSE_DEBUG", "PILOTHOUSE_SECRET_KEY"):
    os.environ.pop(_name, None)
