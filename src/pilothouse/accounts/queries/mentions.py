"""Members whom a text names with `@`: by name, or by e-mail address where two bear the same name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pilothouse.accounts.contracts import Member
from pilothouse.kit.mailboxes import spellings

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def handles(members: Sequence[Member]) -> dict[str, Member]:
    """What may follow an `@`, in small letters, the longest first: `olu owner`, `olu@acme.example`."""
    many = Counter(row.name.casefold() for row in members)
    found = {row.name.casefold(): row for row in members if many[row.name.casefold()] == 1}
    found |= {each: row for row in members for each in spellings(row.email)}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def mentioned(text: str, members: Sequence[Member]) -> dict[str, Member]:
    """Name as it was typed -> the member that it stands for. What is written as code names no one."""
    return dict(_mentions(_CODE.sub(" ", text), handles(members)))


def _mentions(text: str, known: dict[str, Member]) -> Iterator[tuple[str, Member]]:
    for found in re.finditer(r"(?<![\w@.])@", text):
        rest = text[found.end() :]
        for handle, member in known.items():
            typed = rest[: len(handle)]
            if typed.casefold() == handle and not re.match(r"\w", rest[len(handle) :]):
                yield typed, member
                break
