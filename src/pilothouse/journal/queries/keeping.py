"""What was read from the rows of a workspace, kept as long as nothing is recorded there."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

from django.db import connection

from pilothouse.journal.queries.reading import mark
from pilothouse.kit.actor import Actor

T = TypeVar("T")

_KEPT = 60.0  # seconds: what the program does by itself, without an entry, shows after that
_MOST = 64  # answers; the largest, the load of hundreds of people, has some hundred kilobytes
_answers: OrderedDict[tuple[object, ...], tuple[float, Any]] = OrderedDict()
_lock = Lock()


def unchanged(make: Callable[[], T], *, actor: Actor, name: str, about: tuple[object, ...]) -> T:
    """What `make` gives, which is called `name` and depends on `about`, on the actor's role and on what is
    recorded in the workspace: made once for each change of these, at least every minute.

    Give frozen contracts only: whoever asks next gets the same. Inside a transaction they are made each time,
    as what is recorded there may be taken back.
    """
    if connection.in_atomic_block:
        return make()
    key = (name, actor.workspace_id, actor.role, actor.scope, mark(actor=actor), *about)
    with _lock:
        until, found = _answers.get(key, (0.0, None))
    if until > time.monotonic():
        return cast(T, found)
    made = make()
    with _lock:
        _answers.pop(key, None)
        _answers[key] = (time.monotonic() + _KEPT, made)
        while len(_answers) > _MOST:
            _answers.popitem(last=False)
    return made


def forget() -> None:
    """Keep nothing of what was made so far."""
    with _lock:
        _answers.clear()
