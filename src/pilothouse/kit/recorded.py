"""How a room says what is recorded of its things: what a field is called, and how its value is shown.

A room joins by `recorded` in its `offers.py`: kind of thing -> field -> `Recorded`. A field that is not
declared is called by its name, and shown as `journal.queries.told` finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pilothouse.kit.subjects import offers


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded field. `label` is what people call it; `noun` the kind of thing whose number, or list of
    numbers, the value is; `unit` stands after a number; `words` says values in other words. What is `hidden`
    means nothing to people."""

    label: str = ""
    noun: str = ""
    unit: str = ""
    words: Mapping[Any, str] = field(default_factory=dict)
    hidden: bool = False


HIDDEN = Recorded(hidden=True)
Fields = Mapping[str, Recorded]


@lru_cache(maxsize=1)
def declared() -> Mapping[str, Fields]:
    """Kind of thing -> its declared fields, of every room."""
    return {kind: fields for module in offers() for kind, fields in getattr(module, "recorded", {}).items()}
