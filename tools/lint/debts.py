"""Laws that are younger than the code: how many breaches of each a room may still hold.

`debts.toml` names them. The list only shrinks: a room that breaks a law more often than it says is refused,
and one that does better is named, so that the number is lowered.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "debts.toml"

Breach = tuple[str, str]
"""A law and the room that breaks it."""


@cache
def debts() -> dict[Breach, int]:
    rows = tomllib.loads(LIST.read_text())
    return {(law, room): most for law, rooms in rows.items() for room, most in rooms.items()}


def forgiven(broken: Iterable[Breach]) -> set[Breach]:
    """Which of `broken`, one for each breach, stay within the list."""
    return {breach for breach, many in Counter(broken).items() if many <= debts().get(breach, 0)}


def paid(broken: Iterable[Breach]) -> list[str]:
    """What the list may be lowered to, one line each."""
    count = Counter(broken)
    return [
        f"tools/lint/debts.toml: [{law}] {room} = {count[law, room]} will do now, instead of {most}."
        for (law, room), most in debts().items()
        if count[law, room] < most
    ]
