"""Lays out a connector: one folder with its recorded payload and its tests."""

from __future__ import annotations

from tools.new import ROOT, checked_name, lay_out, tell


def make(name: str) -> None:
    """A connector `name` that reads a table of titles, to be replaced by what it should read."""
    checked_name(name, "connector")
    words = {"name": name, "Name": "".join(part.capitalize() for part in name.split("_"))}
    written = lay_out("connector", ROOT / "src/pilothouse/connectors" / name, words)
    tell(written, "record a real payload beside it, then make quick")
