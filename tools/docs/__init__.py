"""Generators of docs/reference: one module per page, found by scanning this folder.

A generator has `FILE` (the name in docs/reference, or the way to it from there) and `render() -> str`. What
it renders depends on the code alone, never on the machine, the terminal or the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCE = ROOT / "docs/reference"
SOURCE = ROOT / "src/pilothouse"


def pages() -> Iterator[tuple[Path, str]]:
    """Each page's place and what should stand there."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if not path.stem.startswith("_"):
            module = import_module(f"tools.docs.{path.stem}")
            yield (REFERENCE / module.FILE).resolve(), module.render()
