"""Absences, the working calendar and closed days."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.quantities import FIRST_DAY, LAST_DAY
from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.team import places, queries, services
from pilothouse.team.services import rules

MARCH = date(2026, 3, 2)


@pytest.fixture
def ana(editor: Any, now: Any) -> Any:
    return services.add_person(actor=editor, now=now, name="Ana Ruiz")


def _away(actor: Any, now: Any, person: Any, first: int, last: int, reason: str = "") -> Any:
    """Away from one day of March 2026 to another."""
    days = {"first": date(2026, 3, first), "last": date(2026, 3, last)}
    return services.add_absence(actor=actor, now=now, person_id=person.id, reason=reason, **days)


def test_an_absence_is_listed_and_recorded_once(editor: Any, now: Any, ana: Any) -> None:
    away = _away(editor, now, ana, 2, 6, "Leave")

    assert queries.person(actor=editor, id=ana.id).absences == (away,)
    entry, _ = journal.history(actor=editor, subject=Ref("team.person", ana.id))
    assert entry.verb == "person.absence_added"
    assert entry.changes == {
        "first": [None, "2026-03-02"],
        "last": [None, "2026-03-06"],
        "reason": [None, "Leave"],
    }


@pytest.mark.parametrize(("first", "last"), [(1, 2), (6, 9), (3, 4), (1, 31), (2, 6)])
def test_absences_of_one_person_do_not_overlap(
    editor: Any, now: Any, ana: Any, first: int, last: int
) -> None:
    _away(editor, now, ana, 2, 6)
    with pytest.raises(Conflict) as caught:
        _away(editor, now, ana, first, last)

    assert "2 Mar 2026 to 6 Mar 2026" in caught.value.message


def test_absences_may_follow_each_other(editor: Any, now: Any, ana: Any) -> None:
    _away(editor, now, ana, 2, 6)
    _away(editor, now, ana, 7, 9)

    assert len(queries.person(actor=editor, id=ana.id).absences) == 2


def test_who_is_away_is_asked_by_days(editor: Any, stranger: Any, now: Any, ana: Any) -> None:
    _away(editor, now, ana, 2, 6)

    def names(first: int, last: int) -> list[str]:
        found = queries.away(actor=editor, first=date(2026, 3, first), last=date(2026, 3, last))
        return [row.name for row in found]

    assert names(1, 1) == names(7, 31) == []
    assert names(6, 31) == names(1, 2) == names(3, 3) == ["Ana Ruiz"]
    assert queries.away(actor=stranger, first=MARCH, last=MARCH) == ()


def test_a_removed_absence_can_be_restored(editor: Any, now: Any, ana: Any) -> None:
    away = _away(editor, now, ana, 2, 6, "Leave")
    entry = services.remove_absence(actor=editor, now=now, id=away.id)
    assert queries.person(actor=editor, id=ana.id).absences == ()
    services.restore(actor=editor, now=now, entry_id=entry)

    (back,) = queries.person(actor=editor, id=ana.id).absences
    assert (back.first, back.last, back.reason) == (away.first, away.last, "Leave")


def test_only_removals_of_ours_are_restored(editor: Any, stranger: Any, now: Any, ana: Any) -> None:
    away = _away(editor, now, ana, 2, 6)
    added = journal.history(actor=editor, subject=Ref("team.person", ana.id))[0].id
    removed = services.remove_absence(actor=editor, now=now, id=away.id)

    for actor, entry in ((editor, added), (stranger, removed)):
        with pytest.raises(NotFound):
            services.restore(actor=actor, now=now, entry_id=entry)


def test_another_workspace_and_viewers_change_no_absence(
    editor: Any, viewer: Any, stranger: Any, now: Any, ana: Any
) -> None:
    away = _away(editor, now, ana, 2, 6)

    with pytest.raises(NotFound):
        services.remove_absence(actor=stranger, now=now, id=away.id)
    with pytest.raises(NotFound):
        _away(stranger, now, ana, 9, 9)
    with pytest.raises(Forbidden):
        services.remove_absence(actor=viewer, now=now, id=away.id)


@given(st.dates(FIRST_DAY, LAST_DAY), st.integers(-2000, 2000))
def test_an_absence_is_accepted_exactly_when_in_order_and_not_too_long(first: date, days: int) -> None:
    try:
        last = first + timedelta(days=days)
    except OverflowError:
        return
    in_order = 0 <= days < rules.MOST_ABSENCE_DAYS and last <= LAST_DAY

    with nullcontext() if in_order else pytest.raises(Invalid):
        rules.check_absence(first, last)


@given(st.none() | st.dates(), st.none() | st.dates())
def test_leaving_is_accepted_exactly_when_not_before_joining(joins: date | None, leaves: date | None) -> None:
    in_order = joins is None or leaves is None or joins <= leaves

    with nullcontext() if in_order else pytest.raises(Invalid):
        rules.check_span(joins, leaves)


def test_the_calendar_works_before_anybody_sets_it(editor: Any) -> None:
    calendar = queries.calendar(actor=editor)

    assert (calendar.country, calendar.weekdays, calendar.version) == ("", frozenset(range(5)), 0)
    assert queries.public_holidays(country="", years=[2026]) == ()


def test_the_calendar_is_changed_and_recorded_once(editor: Any, now: Any, workspace: Any) -> None:
    values = {"country": "de", "subdivision": "BE", "weekdays": [4, 0, 1, 2, 3, 5], "hours_per_day": 7.5}
    changed = services.change_calendar(actor=editor, now=now, version=0, values=values)

    assert (changed.country, changed.subdivision, changed.hours_per_day) == ("DE", "BE", 7.5)
    assert changed.weekdays == frozenset(range(6))
    history = journal.history(actor=editor, subject=Ref("team.calendar", workspace.id))
    assert [entry.verb for entry in history] == ["calendar.changed"]


def test_a_stale_calendar_is_refused(editor: Any, now: Any) -> None:
    services.change_calendar(actor=editor, now=now, version=0, values={"country": "DE"})

    with pytest.raises(Stale):
        services.change_calendar(actor=editor, now=now, version=0, values={"country": "FR"})
    assert queries.calendar(actor=editor).country == "DE"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [7]}, "weekdays"),
        ({"country": "Utopia"}, "country"),
        ({"country": "US", "subdivision": "BE"}, "subdivision"),
        ({"hours_per_day": 0}, "hours_per_day"),
        ({"hours_per_day": float("nan")}, "hours_per_day"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(
    editor: Any, now: Any, values: dict[str, Any], where: str
) -> None:
    with pytest.raises(Invalid) as caught:
        services.change_calendar(actor=editor, now=now, version=None, values=values)

    assert caught.value.where == where
    assert caught.value.cure
    assert queries.calendar(actor=editor).version == 0


def test_a_closed_day_is_added_once_removed_and_restored(editor: Any, stranger: Any, now: Any) -> None:
    services.add_closed_day(actor=editor, now=now, day=MARCH, name="Inventory")
    with pytest.raises(Conflict):
        services.add_closed_day(actor=editor, now=now, day=MARCH)
    with pytest.raises(NotFound):
        services.remove_closed_day(actor=stranger, now=now, day=MARCH)
    entry = services.remove_closed_day(actor=editor, now=now, day=MARCH)
    assert queries.calendar(actor=editor).closed == ()
    services.restore(actor=editor, now=now, entry_id=entry)

    (closed,) = queries.calendar(actor=editor).closed
    assert (closed.day, closed.name) == (MARCH, "Inventory")


def test_places_are_those_whose_holidays_are_known() -> None:
    names = {place.code: place.name for place in places.countries()}
    found = {row.day: row.name for row in queries.public_holidays(country="DE", years=[2026])}

    assert (names["DE"], names["GB"], names["BA"]) == ("Germany", "United Kingdom", "Bosnia and Herzegovina")
    assert date(2026, 10, 3) in found
    assert places.place_name("US", "CA") == "United States, California"
    for place in places.countries():
        queries.public_holidays(country=place.code, years=[2026])


def test_every_known_region_has_holidays() -> None:
    for country in ("DE", "US", "GB", "CH", "AT", "ES"):
        assert places.regions(country)
        for region in places.regions(country):
            places.check_place(country, region.code)
            assert queries.public_holidays(country=country, subdivision=region.code, years=[2026])
