"""How often something may be tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit import attempts, models
from pilothouse.kit.attempts import Counted, Limit
from pilothouse.kit.errors import TooMany

pytestmark = pytest.mark.django_db
FIVE = Limit("wrong passwords", 5)
ANA = [Counted(FIVE, "ana@acme.example")]


def _tries(now: Any, many: int, counted: list[Counted] = ANA, *, apart: int = 0) -> int:
    """How many of `many` tries, `apart` seconds from each other, were not refused."""
    passed = 0
    for number in range(many):
        try:
            attempts.take(now=now + timedelta(seconds=number * apart), counted=counted)
            passed += 1
        except TooMany:
            pass
    return passed


def test_the_sixth_in_fifteen_minutes_is_refused_and_told_how_long_to_wait(now: Any) -> None:
    assert _tries(now, 5, apart=60) == 5
    with pytest.raises(TooMany) as refused:
        attempts.take(now=now + timedelta(minutes=5), counted=ANA)

    assert refused.value.extra == {"retry_after": 600}
    assert "Wait 10 minutes" in refused.value.cure


def test_any_fifteen_minutes_count_not_only_those_from_the_first_try(now: Any) -> None:
    _tries(now, 1)
    _tries(now + timedelta(minutes=14), 4)

    assert _tries(now + timedelta(minutes=16), 5) == 1


def test_who_is_refused_is_not_counted_so_that_knocking_on_keeps_no_one_out(now: Any) -> None:
    assert _tries(now, 360, apart=10) == 4 * 5


def test_subjects_and_limits_count_apart(now: Any) -> None:
    _tries(now, 5)

    assert _tries(now, 1, [Counted(FIVE, "olu@acme.example")]) == 1
    assert _tries(now, 1, [Counted(Limit("codes", 5), "ana@acme.example")]) == 1


def test_of_several_limits_the_strictest_refuses_and_then_none_counts(now: Any) -> None:
    _tries(now, 9, [*ANA, Counted(Limit("from", 50), "192.0.2.7")])

    assert [len(row.times) for row in models.Attempt.objects.all()] == [5, 5]


def test_a_try_that_was_right_is_given_back_and_those_before_are_forgotten(now: Any) -> None:
    _tries(now, 4, apart=1)
    attempts.give_back(now=now + timedelta(seconds=3), counted=ANA)
    assert _tries(now + timedelta(seconds=4), 3) == 2

    attempts.give_back(now=now + timedelta(seconds=4), counted=ANA, forget=True)
    assert _tries(now + timedelta(seconds=5), 6) == 5


def test_six_hundred_tries_leave_one_small_row_without_the_address(now: Any) -> None:
    _tries(now, 600, apart=10)
    row = models.Attempt.objects.get()

    assert len(row.times) <= 5
    assert "ana" not in row.key


def test_what_is_over_is_forgotten_and_more_subjects_than_the_most_never_stay(
    now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MOST_ROWS", 8)
    for number in range(20):
        _tries(now + timedelta(seconds=number), 1, [Counted(FIVE, f"{number}@acme.example")])
    assert models.Attempt.objects.count() == 8

    _tries(now + timedelta(hours=1), 1)
    assert models.Attempt.objects.count() == 1


def test_a_limit_that_ended_counts_anew_beside_one_that_is_new(now: Any) -> None:
    """What is counted now is not forgotten as ended, though another subject needs room."""
    survey = Counted(Limit("of a survey", 5), "3")
    attempts.take(now=now, counted=[survey])
    later = now + timedelta(hours=1)
    attempts.take(now=later, counted=[survey, Counted(FIVE, "192.0.2.9")])

    assert _tries(later, 9, [survey]) == 4
