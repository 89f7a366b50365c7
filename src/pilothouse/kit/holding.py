"""A change whose commit waits: what a service did and what is stored about it afterwards are both there, or
neither, while everything that was computed before the change held no lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

ALIAS = "default"


class Held:
    """Whether a change has begun; `undo` takes it back at the end."""

    def __init__(self) -> None:
        self.began = False
        self._outer = transaction.atomic(ALIAS)

    def begin(self) -> None:
        self.began = True
        self._outer.__enter__()

    def undo(self) -> None:
        transaction.set_rollback(True, ALIAS)

    def end(self, *error: Any) -> None:
        if self.began:
            self._outer.__exit__(*error)


@contextmanager
def held(on_begin: Callable[[], None] = lambda: None) -> Iterator[Held]:
    """Let the first transaction that begins inside last until the end; all others are parts of it.

    Nothing is begun, and so nothing locked, before. `on_begin` is called inside it at first. What is raised
    takes everything back. Within a transaction it begins at once.
    """
    found, connection = Held(), connections[ALIAS]

    def begins() -> bool:
        # Trap: an outermost `atomic` asks this right before it begins, and so becomes part of ours.
        del connection.get_autocommit
        found.begin()
        on_begin()
        return True

    if connection.in_atomic_block:
        found.begin()
        on_begin()
    else:
        connection.get_autocommit = begins  # type: ignore[method-assign]
    try:
        yield found
    except BaseException as error:
        found.end(type(error), error, error.__traceback__)
        raise
    else:
        found.end(None, None, None)
    finally:
        connection.__dict__.pop("get_autocommit", None)
