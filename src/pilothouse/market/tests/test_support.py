"""Support problems: clocks run in working time, and nothing that may name somebody enters the record."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pilothouse.engine.calendar import WorkCalendar
from pilothouse.journal.models import Entry
from pilothouse.kit import jobs
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.jobs.regular import Rounds
from pilothouse.market import models, queries, services
from pilothouse.market.planning.clocks import WorkHours, due
from pilothouse.site.serve import load_tasks
from pilothouse.site.trash import put_back
from pilothouse.team import services as team

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in the week of 2 March 2026; day 0 is its Monday."""
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC) + timedelta(days=day)


NINE_TO_FIVE = WorkHours(WorkCalendar(closed=frozenset({MONDAY + timedelta(days=2)})), 9.0, 8.0)


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        (at(0, 10), at(0, 12), 2),
        (at(0, 7), at(0, 9, 30), 0.5),
        (at(0, 16), at(1, 10), 2),
        (at(0, 3), at(0, 23), 8),
        (at(4, 16), at(7, 10), 2),  # over a weekend
        (at(1, 16), at(3, 10), 2),  # over the closed Wednesday
        (at(5, 3), at(6, 20), 0),
        (at(1, 12), at(0, 12), 0),
    ],
)
def test_hours_between_are_those_that_are_worked(first: datetime, last: datetime, hours: float) -> None:
    assert NINE_TO_FIVE.between(first, last) == pytest.approx(hours)


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        (at(0, 10), 2, at(0, 12)),
        (at(0, 16), 4, at(1, 12)),
        (at(0, 9), 8, at(0, 17)),
        (at(0, 20), 1, at(1, 10)),
        (at(4, 16), 2, at(7, 10)),
        (at(1, 16), 2, at(3, 10)),
        (at(5, 12), 1, at(7, 10)),
        (at(0, 10), 40, at(8, 10)),
    ],
)
def test_a_service_level_ends_after_its_hours_of_work(begin: datetime, hours: float, end: datetime) -> None:
    assert NINE_TO_FIVE.after(begin, hours) == end
    assert NINE_TO_FIVE.between(begin, end) == pytest.approx(hours)


def test_a_clock_stands_while_it_is_stopped() -> None:
    assert due(NINE_TO_FIVE, at(0, 10), 4, [(at(0, 12), at(0, 14))]) == at(0, 16)
    assert due(NINE_TO_FIVE, at(0, 10), 4, [(at(0, 12), at(1, 9))]) == at(1, 11)
    assert due(NINE_TO_FIVE, at(0, 10), 4, [(at(0, 12), None)]) is None
    assert due(NINE_TO_FIVE, at(0, 10), 4, [(at(0, 15), None)]) == at(0, 14)
    stops = [(at(0, 11), at(0, 12)), (at(0, 13), at(1, 9))]
    assert due(NINE_TO_FIVE, at(0, 10), 4, stops) == at(1, 11)


def test_a_calendar_without_working_days_ends_nothing() -> None:
    never = WorkHours(
        WorkCalendar(frozenset({0}), frozenset(MONDAY + timedelta(weeks=n) for n in range(2_000))), 9, 8
    )

    assert never.after(at(0, 10), 1) is None


@pytest.fixture
def north(editor: Any, now: Any) -> Any:
    return services.add_company(actor=editor, now=now, name="Northwind")


@pytest.fixture
def ana(editor: Any, now: Any, north: Any) -> Any:
    return services.add_contact(
        actor=editor, now=now, name="Ana Ruiz", email="ana@north.example", company_id=north.id
    )


Add = Callable[..., Any]


@pytest.fixture
def add(editor: Any) -> Add:
    def made(when: datetime | None = None, title: str = "Replay stops", **values: Any) -> Any:
        return services.add_problem(actor=editor, now=when or at(0, 10), title=title, **values)

    return made


@pytest.fixture
def change(editor: Any) -> Any:
    def done(row: Any, when: datetime, **values: Any) -> Any:
        return services.change_problem(actor=editor, now=when, id=row.id, version=row.version, values=values)

    return done


def test_the_clocks_of_a_problem_follow_severity_state_and_calendar(add: Add, change: Any) -> None:
    row = add(severity="high")
    assert (row.answer_due_at, row.solution_due_at) == (at(0, 14), at(3, 10))
    assert row.next_due_at == at(0, 14)

    row = change(row, at(0, 11), answered_at=at(0, 11))
    assert (row.state, row.answered_late, row.next_due_at) == ("open", False, at(3, 10))

    row = change(row, at(0, 15), severity="critical")
    assert row.next_due_at == at(1, 10)

    row = change(row, at(0, 16), state="waiting")
    assert (row.next_due_at, row.solution_due_at) == (None, None)
    row = change(row, at(2, 12), state="open")
    assert row.next_due_at == at(2, 14)  # six of eight hours were over

    row = change(row, at(2, 15), state="solved")
    assert (row.solved_at, row.solved_late, row.next_due_at) == (at(2, 15), True, None)
    again = change(row, at(3, 9), state="open")
    assert (again.solved_at, again.next_due_at) == (None, at(2, 14))


def test_who_waits_for_the_customer_or_solves_has_answered(add: Add, change: Any) -> None:
    waiting, solved = (
        change(add(), at(0, 12), state="waiting"),
        change(add(), at(2, 12), state="solved"),
    )
    assert (waiting.answered_at, waiting.answered_late) == (at(0, 12), False)
    assert (solved.answered_at, solved.answered_late) == (at(2, 12), True)
    fresh = change(waiting, at(0, 13), state="new")
    assert (fresh.answered_at, fresh.next_due_at) == (None, at(1, 11))
    closed = change(fresh, at(0, 14), state="closed")
    assert (closed.answered_at, closed.solved_at, closed.next_due_at) == (None, None, None)


def test_service_levels_give_new_dates_to_what_is_not_solved_alone(
    editor: Any, viewer: Any, now: Any, add: Add, change: Any
) -> None:
    solved, row = change(add(), at(0, 12), state="solved"), add()
    levels = [{"severity": "normal", "answer_hours": 1.0, "solution_hours": 2.0}]
    with pytest.raises(Forbidden):
        services.change_levels(actor=viewer, now=now, version=0, levels=levels)
    with pytest.raises(Stale):
        services.change_levels(actor=editor, now=now, version=7, levels=levels)
    with pytest.raises(Invalid):
        services.change_levels(
            actor=editor, now=now, version=0,
            levels=[{"severity": "normal", "answer_hours": 3, "solution_hours": 2}],
        )  # fmt: skip
    done = services.change_levels(actor=editor, now=now, version=0, levels=levels, day_begins=10.5)

    assert (done.version, done.day_begins, done.of("normal").answer_hours) == (1, 10.5, 1.0)
    assert done.of("high").answer_hours == 4.0
    assert queries.problem(actor=editor, id=row.id).next_due_at == at(0, 11, 30)
    assert queries.problem(actor=editor, id=solved.id).answer_due_at == solved.answer_due_at
    told = Entry.objects.get(verb="service_levels.changed").changes
    assert told == {
        "normal first answer": [8.0, 1.0], "normal solution": [40.0, 2.0], "day_begins": [9.0, 10.5],
    }  # fmt: skip


def test_a_worker_computes_dates_anew_when_the_calendar_changes(editor: Any, now: Any, add: Add) -> None:
    row = add(at(0, 16))
    assert row.next_due_at == at(1, 16)
    team.add_closed_day(actor=editor, now=now, day=MONDAY + timedelta(days=1))

    load_tasks()
    Rounds().go()
    jobs.run_waiting()

    assert queries.problem(actor=editor, id=row.id).next_due_at == at(2, 16)
    assert not services.calendar_changed(actor=editor)


def test_the_queue_begins_with_what_was_missed(editor: Any, add: Add, change: Any) -> None:
    low = add(title="Low", severity="low")
    late = add(title="Late", severity="critical")
    soon = add(title="Soon", severity="high")
    waiting = change(add(title="Waiting"), at(0, 11), state="waiting")
    over = change(add(title="Over"), at(0, 11), state="closed")
    now, until = at(0, 12), at(0, 16)

    def titles(**narrow: Any) -> list[str]:
        wanted = queries.NarrowSupport(**narrow, now=now, soon=until)
        return [row.title for row in queries.problems(actor=editor, narrow=wanted).rows]

    assert titles() == ["Late", "Soon", "Low", "Waiting", "Over"]
    assert titles(state="unsolved") == ["Late", "Soon", "Low", "Waiting"]
    assert titles(level="breached") == ["Late"]
    assert titles(level="soon") == ["Soon"]
    assert titles(severity="low") == ["Low"]
    assert titles(assignee="none", state="waiting") == ["Waiting"]
    assert titles(text="lat \0") == ["Late"]
    found = queries.support_summary(actor=editor, now=now, soon=until)
    assert (found.unsolved, found.breached, found.due_soon, found.unanswered, found.waiting) == (
        4,
        1,
        1,
        3,
        1,
    )
    assert {low.id, late.id, soon.id, waiting.id, over.id} == set(queries.problem_ids(actor=editor))


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"words": "x" * 100_001}, "words"),
        ({"severity": "awful"}, "severity"),
        ({"state": "lost"}, "state"),
        ({"company_id": 999_999}, "company_id"),
        ({"contact_id": 999_999}, "contact_id"),
        ({"assignee_id": 999_999}, "assignee_id"),
        ({"reported_at": at(1, 10)}, "reported_at"),
        ({"answered_at": at(0, 9)}, "answered_at"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(add: Add, values: dict[str, Any], where: str) -> None:
    with pytest.raises((Invalid, NotFound)) as refused:
        add(**values)

    assert (refused.value.where, bool(refused.value.cure)) == (where, True)


def test_nothing_that_may_name_somebody_enters_the_record_and_erasing_reaches_it(
    owner: Any, editor: Any, now: Any, ana: Any, add: Add, change: Any
) -> None:
    row = add(title="Ana Ruiz cannot log in", words="Write to ana@north.example.", contact_id=ana.id)
    row = change(row, now, workaround="Call Ana Ruiz")
    entry = services.remove_problem(actor=editor, now=now, id=row.id, version=row.version)
    put_back(actor=editor, now=now, entry_id=entry)
    kept = json.dumps([[each.title, each.changes] for each in Entry.objects.all()])
    assert "Support problem of Northwind" in kept
    assert not any(word in kept for word in ("Ana Ruiz", "log in", "ana@north"))

    services.erase_contact(actor=owner, now=now, id=ana.id, version=ana.version)

    left = queries.problem(actor=editor, id=row.id)
    assert (left.title, left.contact_name) == ("×××××××× cannot log in", "Erased contact")
    everything = json.dumps(list(models.SupportProblem.objects.values()), default=str).lower()
    assert "ana ruiz" not in everything
    assert "ana@north" not in everything


def test_what_was_removed_is_nowhere_until_the_trash_gives_it_back(
    editor: Any, viewer: Any, stranger: Any, now: Any, add: Add
) -> None:
    row = add()
    with pytest.raises(Forbidden):
        services.remove_problem(actor=viewer, now=now, id=row.id, version=row.version)
    with pytest.raises(NotFound):
        queries.problem(actor=stranger, id=row.id)
    entry = services.remove_problem(actor=editor, now=now, id=row.id, version=row.version)

    assert queries.problems(actor=editor).total == 0
    assert queries.find_problems(actor=editor, text="replay", limit=5) == []
    with pytest.raises(NotFound):
        services.change_problem(actor=editor, now=now, id=row.id, version=None, values={"state": "open"})
    put_back(actor=editor, now=now, entry_id=entry)
    assert queries.problem(actor=editor, id=row.id).title == row.title
    with pytest.raises(Conflict):
        services.restore(actor=editor, now=now, entry_id=entry)


def test_many_get_an_assignee_at_once_and_undo_takes_it_back(editor: Any, now: Any, add: Add) -> None:
    rows, ben = [add(), add()], team.add_person(actor=editor, now=now, name="Ben").id
    done = services.change_many(
        actor=editor,
        now=now,
        kind="market.support_problem",
        ids=[row.id for row in rows],
        values={"assignee_id": ben},
    )
    assert {row.assignee_name for row in queries.problems(actor=editor).rows} == {"Ben"}
    services.undo_act(actor=editor, now=now, batch=done.batch)
    assert {row.assignee_name for row in queries.problems(actor=editor).rows} == {""}


def test_a_removed_company_comes_back_with_its_problems(editor: Any, now: Any, north: Any, add: Add) -> None:
    row = add(company_id=north.id)
    entry = services.remove_company(actor=editor, now=now, id=north.id, version=north.version)
    assert queries.problem(actor=editor, id=row.id).company_name == ""
    put_back(actor=editor, now=now, entry_id=entry)
    assert queries.problem(actor=editor, id=row.id).company_name == "Northwind"
