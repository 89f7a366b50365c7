"""References from one room to an object of another, stored as text: `roadmap.item:42`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pilothouse.kit.errors import Invalid

_FORM = re.compile(r"^([a-z]+\.[a-z_]+):(\d{1,18})$")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A pointer to one row: `kind` is room and noun, `id` its primary key."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Raise `Invalid` unless `text` has the form `room.noun:number`."""
        found = _FORM.match(text)
        if not found:
            raise Invalid(f"'{text[:60]}' is not a reference.", cure="Write it as room.noun:number.")
        return cls(found[1], int(found[2]))
