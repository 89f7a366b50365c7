"""Whoever came first writes first, and nobody waits longer than a connection waits for a lock."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from pilothouse.kit.models import Pulse
from pilothouse.kit.sqlite.turns import Turns
from pilothouse.kit.storing import impatient

only_sqlite = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="PostgreSQL locks rows, not itself"
)


def _thread(function: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=function)
    thread.start()
    return thread


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order = Turns(), list[int]()
    assert turns.take(0)

    def wait(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.leave()

    threads = []
    for number in range(5):
        threads.append(_thread(lambda number=number: wait(number)))  # type: ignore[misc]
        while len(turns._line) <= number:
            time.sleep(0.001)
    turns.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert turns.take(0)  # the last one let go of it


def test_who_stops_waiting_is_passed_over() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0)
    assert not turns.take(0.01)
    turns.leave()
    assert turns.take(0)


def _write() -> None:
    with transaction.atomic():
        Pulse.objects.filter(pk=1).update(at=None)


def _single() -> None:
    Pulse.objects.filter(pk=1).update(at=None)


@only_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [_write, _single])
def test_a_write_beside_one_that_never_rests_comes_next(change: Callable[[], None]) -> None:
    """It used to look for the lock ten times a second, and found it taken again nearly every time."""
    count, at, ready, done = 0, list[int](), threading.Event(), threading.Event()

    def wait() -> None:
        connection.ensure_connection()
        ready.set()
        change()
        at.append(count)
        connection.close()
        done.set()

    waiter = None
    while not done.is_set() and count < 100:
        with transaction.atomic():
            Pulse.objects.filter(pk=1).update(at=None)
            count += 1
            time.sleep(0.02)
            if count == 3:
                waiter = _thread(wait)
                ready.wait()
                time.sleep(0.02)
    assert waiter is not None
    waiter.join()
    assert at[0] <= 6


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_lock_held_outside_is_waited_for_once_by_all_in_line(settings: Any) -> None:
    waited: list[float] = []

    def wait() -> None:
        with impatient(0.4):
            began = time.monotonic()
            with pytest.raises(OperationalError):
                _write()
            waited.append(time.monotonic() - began)
        connection.close()

    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        for thread in [_thread(wait) for _ in range(4)]:
            thread.join()
    assert len(waited) == 4
    assert min(waited) > 0.35
    assert max(waited) < 1.2  # not four times as long
    _write()
