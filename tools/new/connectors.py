"""Lays out a connector: one folder with its manual and a recorded export."""

from __future__ import annotations

from tools.new import ROOT, checked_name, lay_out, tell


def make(name: str) -> None:
    """A connector `name` that reads a table with columns of its own, to be replaced by the real ones."""
    checked_name(name, "connector")
    words = {"name": name, "Label": name.replace("_", " ").capitalize()}
    folder = ROOT / "src/pilothouse/connectors" / name
    written = lay_out("connector", folder, words)
    tell(written, f"put a real export in {folder.relative_to(ROOT)}/tests, then make quick")
