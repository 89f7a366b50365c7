"""Lays out a house law: the check, and its case in the tests of the laws."""

from __future__ import annotations

from tools.new import ROOT, Refused, checked_name, lay_out, tell

CASES = ROOT / "tests/test_lints.py"
ROW = '    Case("{name}", f"{{ROOM}}/services.py", "breakpoint()", "record(verb=\'item.moved\')"),\n]\n'


def make(name: str) -> None:
    """A law `name` that forbids breakpoint() in room code, to be replaced by what it should forbid."""
    checked_name(name, "law")
    if (ROOT / f"tools/lint/{name}.py").exists():
        raise Refused(f"The law {name} is there already.")
    written = lay_out("law", ROOT / "tools/lint", {"name": name})
    text = CASES.read_text()
    start = text.index("CASES = [")
    end = text.index("\n]\n", start) + 1
    CASES.write_text(text[:end] + ROW.format(name=name) + text[end + 2 :])
    tell([*written, CASES], "say what the law forbids, then make check")
