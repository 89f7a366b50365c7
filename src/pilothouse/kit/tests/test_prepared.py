"""Statements that are made once give what Django gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from pilothouse.kit.models import Job
from pilothouse.kit.prepared import prepared
from pilothouse.team.models import Absence, Person, Team

MONDAY = date(2026, 1, 12)


@pytest.fixture
def rows(workspace: Any) -> Any:
    """Absences of two people, the first of whom is in a team; and jobs."""
    team = Team.objects.create(workspace_id=workspace.id, name="Crew")
    for number, of in enumerate((team, None)):
        person = Person.objects.create(workspace_id=workspace.id, name=f"P{number}", team=of)
        for week in range(3):
            first = MONDAY + timedelta(weeks=week)
            Absence.objects.create(
                workspace_id=workspace.id, person=person, first=first, last=first + timedelta(days=number)
            )
    for state in ("waiting", "done", "done"):
        Job.objects.create(
            workspace_id=workspace.id,
            name="tests.job",
            title=state,
            actor={"name": "Olu"},
            arguments={"state": state},
            state=state,
            created_at=datetime(2026, 1, 12, tzinfo=UTC),
        )
    return workspace


@prepared
def _first_days(workspace: int, since: date) -> QuerySet[Absence, date]:
    found = Absence.objects.filter(workspace_id=workspace, first__gte=since)
    return found.order_by("id").values_list("first", flat=True)


@prepared
def _away(people: list[int]) -> QuerySet[Absence, tuple[int, date, str]]:
    found = Absence.objects.filter(person_id__in=people)
    return found.order_by("id").values_list("person_id", "last", "person__name")


@prepared
def _people(workspace: int, name: str | None, *, order: str) -> QuerySet[Person]:
    found = Person.objects.filter(workspace_id=workspace)
    if name is not None:
        found = found.filter(name=name)
    return found.select_related("team").annotate(many=Count("absences")).order_by(order)


@prepared
def _by_state(workspace: int, states: list[str]) -> QuerySet[Job, tuple[str, int]]:
    asked = Q(state__in=states, id__gt=F("tries"))
    found = Job.objects.filter(workspace_id=workspace).order_by("state").values_list("state")
    return found.annotate(many=Count("id", filter=asked))


@prepared
def _jobs(workspace: int) -> QuerySet[Job]:
    return Job.objects.filter(workspace_id=workspace).defer("arguments")


def _plain(ask: Any, *args: Any, **kwargs: Any) -> list[Any]:
    return list(ask.__wrapped__(*args, **kwargs))


def test_days_numbers_and_texts_are_asked_for_as_by_django(rows: Any) -> None:
    ids = list(Person.objects.order_by("id").values_list("pk", flat=True))
    for days in (0, 7, 8, 30):
        since = MONDAY + timedelta(days=days)
        assert _first_days(rows.id, since) == _plain(_first_days, rows.id, since)
    assert _first_days(rows.id, MONDAY + timedelta(weeks=2)) == [date(2026, 1, 26)] * 2
    for people in ([], ids[:1], ids, [*ids, 0], [*ids, 0, 10**12], tuple(range(2000))):
        assert _away(people) == _plain(_away, people)
    for states in (["done"], ["waiting"], ["waiting", "done"], [], ["it's"]):
        assert _by_state(rows.id, states) == _plain(_by_state, rows.id, states)
    assert _by_state(rows.id, ["done"]) == [("done", 2), ("waiting", 0)]


def test_models_come_with_what_was_selected_beside_them(rows: Any) -> None:
    for name in (None, "P0", "P1", "no one"):
        for order in ("name", "-name"):
            found, plain = (ask(rows.id, name, order=order) for ask in (_people, _people.__wrapped__))
            assert [(row.pk, row.name, row.many) for row in found] == [
                (row.pk, row.name, row.many) for row in plain
            ]
    with CaptureQueriesContext(connection) as asked:
        found = _people(rows.id, None, order="name")
        assert [(row.name, row.team and row.team.name, row.many) for row in found] == [
            ("P0", "Crew", 3), ("P1", None, 3),
        ]  # fmt: skip
    assert len(asked) == 1
    assert found[0]._state.db == "default"
    job = _jobs(rows.id)[0]
    assert job.actor == {"name": "Olu"}
    assert job.created_at == datetime(2026, 1, 12, tzinfo=UTC)
    assert job.get_deferred_fields() == {"arguments"}
    assert job.arguments == {"state": "done"}


def test_a_statement_is_made_once_for_each_shape(rows: Any) -> None:
    made: list[int] = []

    @prepared
    def ask(people: list[int]) -> QuerySet[Person]:
        made.append(len(people))
        return Person.objects.filter(pk__in=people)

    for many in (1, 1, 2, 3, 4, 3, 5, 8, 0, 0):
        ask(list(range(1, many + 1)))
    assert made == [1, 2, 4, 8, 0]


def test_what_is_not_compared_with_as_it_is_is_refused(rows: Any) -> None:
    @prepared
    def part(text: str) -> QuerySet[Person]:
        return Person.objects.filter(name__icontains=text)

    @prepared
    def some(many: int) -> QuerySet[Person]:
        return Person.objects.all()[:many]

    @prepared
    def ahead(workspace: int) -> QuerySet[Person]:
        return Person.objects.filter(workspace_id=workspace).prefetch_related("absences")

    for ask, value in ((part, "a"), (some, 3), (ahead, rows.id)):
        with pytest.raises(TypeError):
            ask(value)  # type: ignore[operator]
    for value in (True, 1.5, datetime(2026, 1, 12, tzinfo=UTC)):
        with pytest.raises(TypeError, match="not prepared for"):
            _first_days(rows.id, value)  # type: ignore[arg-type]
