"""Lays out a room: its files, its place on the ladder, its rows in the tables, its reference."""

from __future__ import annotations

import re

from tools.lint.source import ladder
from tools.new import ROOT, Refused, checked_name, in_form, lay_out, run, tell


def make(name: str, above: str, noun: str) -> None:
    """A room `name` just above the room `above`, with one noun that can be added and listed."""
    checked_name(name, "room")
    checked_name(noun, "noun")
    rooms = ladder()
    if name in rooms and (ROOT / "src/pilothouse" / name).exists():
        raise Refused(f"The room {name} is there already.")
    # Its rows point to their workspace, so accounts is the lowest that can lie below it.
    below = rooms[1 : rooms.index("accounts") + 1]
    if above not in below:
        raise Refused(f"Say ABOVE=, the room just below it on the ladder: {', '.join(below)}.")
    plural = noun[:-1] + "ies" if noun.endswith("y") else f"{noun}s"
    words = {
        "room": name,
        "Room": name.capitalize(),
        "noun": noun,
        "Noun": "".join(part.capitalize() for part in noun.split("_")),
        "nouns": plural,
        "words": plural.replace("_", " "),
        "Words": plural.replace("_", " ").capitalize(),
        "word": noun.replace("_", " "),
        "slug": noun.replace("_", "-"),
    }
    written = lay_out("room", ROOT / "src/pilothouse" / name, words)
    _take_place(name, above)
    _permit(words)
    in_form(ROOT / "src/pilothouse" / name)
    run("django", "makemigrations", name, "--verbosity", "0")
    run("tools.docs")
    tell(written, f"fill src/pilothouse/{name}, then make baselines, make check and make quick")


def _take_place(name: str, above: str) -> None:
    """Put the room on the ladder and under the law of floors in .importlinter."""
    path = ROOT / ".importlinter"
    text = path.read_text()
    step = rf"^    (?:\w+ \| )*{above}(?: \| \w+)*$"
    text = re.sub(step, rf"    {name}\n\g<0>", text, count=1, flags=re.MULTILINE)
    first = "containers =\n    pilothouse.connectors\n"
    path.write_text(text.replace(first, f"{first}    pilothouse.{name}\n", 1))


def _permit(words: dict[str, str]) -> None:
    path = ROOT / "tests/permissions/table.toml"
    rows = f'\n[{words["room"]}]\nlist_{words["nouns"]} = "viewer"\nadd_{words["noun"]} = "editor"\n'
    path.write_text(path.read_text().rstrip("\n") + "\n" + rows)
