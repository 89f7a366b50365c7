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
    """`(room, module)` for each room, and each connector, with a file `module.py` or a folder `module`."""
    for pattern, prefix in (("*", ""), ("connectors/*", "connectors.")):
        places = [path.parent for path in PACKAGE.glob(f"{pattern}/{module}.py")]
        places += [path.parent.parent for path in PACKAGE.glob(f"{pattern}/{module}/__init__.py")]
        for place in sorted(places):
            room = place.name
            if room != "site":
                yield room, import_module(f"pilothouse.{prefix}{room}.{module}")
