"""The program beside the server that computes plans: `python -m pilothouse.site.child`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module

from pilothouse.kit.shell import django_ready

_LOADED = (
    "pilothouse.roadmap.planning.rows",
    "pilothouse.engine.schedule.replan",
    "pilothouse.engine.forecast.futures.robust",
    "pilothouse.engine.forecast.futures.simulate",
)


def main(megabytes: int = 0) -> None:
    """Run jobs until standard input ends, within so many megabytes; the engine is made ready while there
    is none."""
    with suppress(AttributeError, OSError):
        os.nice(5)  # pages come first
    django_ready()
    from pilothouse.kit.jobs import child
    from pilothouse.site import checkpoints
    from pilothouse.site.serve import load_tasks

    if checkpoints.needed():
        checkpoints.take_over()
    load_tasks()
    child.serve(_chores(), megabytes=megabytes)


def _chores() -> Iterator[Callable[[], object]]:
    for name in _LOADED:
        yield lambda name=name: import_module(name)  # type: ignore[misc]
    from pilothouse.engine import warm

    if warm.stamp().exists():  # else another process makes the machine code just now
        yield from (step for _, step in warm.STEPS[:1])
        yield from (step for words, step in warm.STEPS if words == "simulations")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
