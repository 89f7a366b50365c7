"""Finds rooms and what they offer by looking at the folders; no list is kept by hand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).parent.parent


def rooms() -> list[str]:
    """Names of the rooms that are Django apps: every folder with an `apps.py`, in order of name."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/apps.py"))


def offered(module: str) -> Iterator[tuple[str, ModuleType]]:
    """`(room, module)` for each room, and each connector, that has a file `module.py`."""
    for pattern, prefix in (("*", ""), ("connectors/*", "connectors.")):
        for path in sorted(PACKAGE.glob(f"{pattern}/{module}.py")):
            room = path.parent.name
            if room != "site":
                yield room, import_module(f"pilothouse.{prefix}{room}.{module}")
