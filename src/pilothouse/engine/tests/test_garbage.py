"""The collector is rarer while a plan is made, and as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest

from pilothouse.engine.garbage import rarely_collected


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield before
    gc.set_threshold(*before)


def test_it_is_rarer_inside_and_as_before_after_a_failure() -> None:
    seen = []

    @rarely_collected
    def work() -> None:
        seen.append(gc.get_threshold())
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        work()

    assert seen == [(50_000, 10, 10)]
    assert gc.get_threshold() == (700, 10, 10)


def test_two_threads_at_once_leave_it_as_it_was() -> None:
    both = Barrier(2)

    @rarely_collected
    def first() -> None:
        both.wait()  # the second is inside too
        both.wait()  # and leaves last

    @rarely_collected
    def second() -> None:
        both.wait()
        both.wait()
        one.join()

    one, other = Thread(target=first), Thread(target=second)
    one.start()
    other.start()
    other.join()

    assert gc.get_threshold() == (700, 10, 10)


def test_what_is_switched_off_or_rarer_stays_so() -> None:
    for usual in ((0, 10, 10), (90_000, 10, 10)):
        gc.set_threshold(*usual)
        assert rarely_collected(gc.get_threshold)() == usual
