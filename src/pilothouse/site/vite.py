"""Addresses of the built front end, read from the manifest that the page build leaves beside it."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

BUILT = Path(__file__).parent / "static" / "built"
Manifest = dict[str, dict[str, Any]]

# Entry points by the name a template gives: `{% vite 'timeline' %}`.
_SOURCES = {"app": "app/app.ts"}


def manifest() -> Manifest:
    """The manifest of the build, read again when it changes; empty when nothing has been built."""
    return _seen(BUILT, _second())


def _second() -> int:
    """A page asks for a hundred icons: the disk is asked once a second."""
    return int(time.monotonic())


@lru_cache(maxsize=2)
def _seen(built: Path, second: int) -> Manifest:
    path = built / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=1)
def _read(path: Path, stamp: int) -> Manifest:
    found: Manifest = json.loads(path.read_text(encoding="utf-8"))
    return found


def address(file: str) -> str:
    """Where the browser finds `file` of the build."""
    return f"{settings.STATIC_URL}built/{file}"


def files(entry: str) -> tuple[list[str], list[str], str]:
    """Style sheets, modules to load early, and the module of `entry`, each once, in order of need.

    Without a build all three are empty, so that pages still answer; with a build an unknown entry
    raises `KeyError`.
    """
    chunks = manifest()
    if not chunks:
        return [], [], ""
    source = _SOURCES.get(entry, f"islands/{entry}/island.ts")
    styles: list[str] = []
    early: list[str] = []
    seen: set[str] = set()

    def visit(key: str) -> None:
        if key in seen:
            return
        seen.add(key)
        chunk = chunks[key]
        for needed in chunk.get("imports", ()):
            visit(needed)
        styles.extend(name for name in chunk.get("css", ()) if name not in styles)
        if key != source:
            early.append(chunk["file"])

    visit(source)
    return styles, early, str(chunks[source]["file"])


def sprite() -> str:
    """Address of the file with all icons; empty without a build."""
    found = manifest()
    for key in ("icons.svg", "app/icons.svg"):
        if key in found:
            return address(found[key]["file"])
    return ""


def check_built(**kwargs: object) -> list[checks.CheckMessage]:
    """A system check: warns when the pages have no styles and scripts."""
    if manifest():
        return []
    hint = "Run `python hatch_build.py`."
    return [checks.Warning("The front end has not been built.", hint=hint, id="pilothouse.W001")]
