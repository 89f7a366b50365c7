"""Words of the contracts as columns."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

_DIGITS = re.compile(r"\d+")
_WIDTH = 10  # digits that a number of a key may have to sort as a number


def choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ")) for word in words]


class RankedWord(models.SmallIntegerField):  # type: ignore[type-arg]
    """One of `words` or None. The table holds its place, 1 first, so that it sorts in the order given."""

    def __init__(self, *args: Any, words: tuple[str, ...] = (), **more: Any) -> None:
        self.words = tuple(words)
        super().__init__(*args, **more)

    def deconstruct(self) -> Any:
        name, path, args, more = super().deconstruct()
        return name, path, args, more | {"words": self.words}

    def from_db_value(self, value: int | None, *_: Any) -> str | None:
        return None if value is None else self.words[value - 1]

    def to_python(self, value: Any) -> Any:
        return self.words[value - 1] if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.words.index(value) + 1 if isinstance(value, str) else value


class NaturalKey(models.CharField):  # type: ignore[type-arg]
    """The column `key` so that it sorts as people count: ATL-2 before ATL-10. Written with every row."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = natural(str(getattr(model_instance, "key", "")))
        setattr(model_instance, self.attname, value)
        return value


def natural(key: str) -> str:
    """`key` in small letters, every number in it with as many digits."""
    return _DIGITS.sub(lambda found: found[0].zfill(_WIDTH), key.lower())
