"""Looks that every worker takes again and again: is there something to do? They start jobs for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

log = logging.getLogger("pilothouse.jobs")

Function = TypeVar("Function", bound=Callable[[], None])


@dataclass(frozen=True, slots=True)
class Look:
    """A function that is called about every so many seconds."""

    function: Callable[[], None]
    seconds: float


looks: list[Look] = []


def regular(*, seconds: float) -> Callable[[Function], Function]:
    """Mark a function of a room's `tasks.py` as a look. It must be quick, and several workers may take it at
    once: it starts jobs, of which equal ones that wait are one."""

    def mark(function: Function) -> Function:
        looks.append(Look(function, seconds))
        return function

    return mark


class Rounds:
    """When one worker took each look last."""

    def __init__(self) -> None:
        self._last: dict[Look, float] = {}

    def go(self) -> None:
        """Take every look that is due. One that fails is told and taken again next time."""
        now = time.monotonic()
        for look in looks:
            if now - self._last.get(look, float("-inf")) < look.seconds:
                continue
            self._last[look] = now
            try:
                look.function()
            except Exception:  # whatever it is, jobs must run on
                log.warning("A look for work failed.", exc_info=True)
