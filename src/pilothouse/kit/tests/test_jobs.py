"""Starting, watching, cancelling and retrying jobs, run here and now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from pilothouse.kit import clock, jobs, models
from pilothouse.kit.actor import Role
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound
from pilothouse.kit.jobs import worker
from pilothouse.kit.jobs.running import again, run
from pilothouse.kit.jobs.starting import listed
from pilothouse.kit.refs import Ref
from pilothouse.kit.tests import work


def start(function: Any, actor: Any, **more: Any) -> jobs.JobStatus:
    return jobs.start(function, actor=actor, now=clock.now(), **more)


def now_due() -> None:
    models.Job.objects.update(due_at=clock.now() - timedelta(seconds=1))


def test_a_job_waits_then_runs_and_keeps_its_result(editor: Any) -> None:
    made = start(work.add, editor, arguments={"a": 2, "b": 3}, subject=Ref("roadmap.item", 7))
    assert (made.state, made.title, made.subject) == ("waiting", "Add two numbers", "roadmap.item:7")

    assert jobs.run_waiting() == 1

    found = jobs.status(actor=editor, id=made.id)
    assert found.state == "done"
    assert found.result["sum"] == 5
    assert found.result["by"] == editor.name
    assert found.result_url == "/sum"
    assert found.tries == 1
    assert jobs.run_waiting() == 0


def test_a_job_exists_only_if_its_cause_is_committed(editor: Any) -> None:
    with transaction.atomic():
        start(work.add, editor, arguments={"a": 1, "b": 1})
        transaction.set_rollback(True)

    assert jobs.recent(actor=editor) == ()
    assert jobs.run_waiting() == 0


def test_an_equal_job_that_still_waits_is_not_started_twice(editor: Any) -> None:
    first = start(work.add, editor, arguments={"a": 1, "b": 1})
    again = start(work.add, editor, arguments={"a": 1, "b": 1})
    other = start(work.add, editor, arguments={"a": 1, "b": 2})

    assert first.id == again.id != other.id


def test_only_who_may_starts_a_job(viewer: Any) -> None:
    with pytest.raises(Forbidden):
        start(work.add, viewer, arguments={"a": 1, "b": 1})


def test_another_workspace_does_not_see_it(editor: Any, stranger: Any) -> None:
    made = start(work.add, editor, arguments={"a": 1, "b": 1})

    assert jobs.recent(actor=stranger) == ()
    for call in (
        lambda: jobs.status(actor=stranger, id=made.id),
        lambda: jobs.cancel(actor=stranger, now=clock.now(), id=made.id),
        lambda: jobs.retry(actor=stranger, now=clock.now(), id=made.id),
    ):
        with pytest.raises(NotFound):
            call()


def test_recent_jobs_come_newest_first_and_by_subject(editor: Any) -> None:
    first = start(work.add, editor, arguments={"a": 1, "b": 1}, subject=Ref("roadmap.item", 1))
    second = start(work.add, editor, arguments={"a": 1, "b": 1}, subject=Ref("roadmap.item", 2))

    assert [row.id for row in jobs.recent(actor=editor)] == [second.id, first.id]
    assert [row.id for row in jobs.recent(actor=editor, subject=Ref("roadmap.item", 1))] == [first.id]


def test_a_refusal_fails_at_once_with_its_cure(editor: Any) -> None:
    made = start(work.refuse, editor)
    jobs.run_waiting()

    found = jobs.status(actor=editor, id=made.id)
    assert (found.state, found.tries) == ("failed", 1)
    assert found.error == "The file is empty. Choose another."
    assert found.problem["status"] == 422
    assert jobs.run_waiting() == 0


def test_a_job_of_another_version_fails_at_once(editor: Any) -> None:
    made = start(work.add, editor, arguments={"a": 1, "b": 1})
    models.Job.objects.filter(pk=made.id).update(name="test.forgotten")
    jobs.run_waiting()

    found = jobs.status(actor=editor, id=made.id)
    assert found.state == "failed"
    assert "test.forgotten" in found.error


def test_an_accident_is_tried_five_times_with_growing_waits_then_stays_failed(
    editor: Any, caplog: pytest.LogCaptureFixture
) -> None:
    made = start(work.break_down, editor)
    waits = []
    for _ in range(4):
        before = clock.now()
        assert jobs.run_waiting() == 1
        assert jobs.status(actor=editor, id=made.id).state == "waiting"
        waits.append((models.Job.objects.get(pk=made.id).due_at - before).total_seconds())
        now_due()
    jobs.run_waiting()

    found = jobs.status(actor=editor, id=made.id)
    assert (found.state, found.tries) == ("failed", 5)
    assert "OSError" in found.error
    assert jobs.run_waiting() == 0
    for number, wait in enumerate(waits):
        assert 0.5 * 2**number <= wait <= 1.6 * 2**number


def test_a_failed_job_can_be_retried_and_another_cannot(editor: Any) -> None:
    made = start(work.refuse, editor)
    with pytest.raises(Conflict):
        jobs.retry(actor=editor, now=clock.now(), id=made.id)
    jobs.run_waiting()

    found = jobs.retry(actor=editor, now=clock.now(), id=made.id)

    assert (found.state, found.tries, found.problem) == ("waiting", 0, {})
    assert jobs.run_waiting() == 1
    assert jobs.status(actor=editor, id=made.id).state == "failed"


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(editor: Any) -> None:
    made = start(work.add, editor, arguments={"a": 1, "b": 1})

    assert jobs.cancel(actor=editor, now=clock.now(), id=made.id).state == "cancelled"
    jobs.run_waiting()
    assert jobs.status(actor=editor, id=made.id).state == "cancelled"


def test_a_done_job_stays_done_when_cancelled(editor: Any) -> None:
    made = start(work.add, editor, arguments={"a": 1, "b": 1})
    jobs.run_waiting()

    assert jobs.cancel(actor=editor, now=clock.now(), id=made.id).state == "done"


def test_only_who_may_start_it_may_cancel_or_retry(editor: Any, viewer: Any) -> None:
    made = start(work.add, editor, arguments={"a": 1, "b": 1})

    with pytest.raises(Forbidden):
        jobs.cancel(actor=viewer, now=clock.now(), id=made.id)
    with pytest.raises(Forbidden):
        jobs.retry(actor=viewer, now=clock.now(), id=made.id)


def claimed(editor: Any, function: Any = work.add, **arguments: Any) -> models.Job:
    made = start(function, editor, arguments=arguments)
    models.Job.objects.filter(pk=made.id).update(state="running", tries=1, heartbeat_at=clock.now())
    return models.Job.objects.get(pk=made.id)


def test_a_run_that_lost_its_job_cannot_end_it(editor: Any) -> None:
    row = claimed(editor, a=1, b=1)
    models.Job.objects.filter(pk=row.pk).update(tries=2)

    run(row)

    found = jobs.status(actor=editor, id=row.pk)
    assert (found.state, found.tries, found.result) == ("running", 2, {})
    assert not again(row, "late", pause=False)


def test_finishing_inside_a_transaction_that_another_run_owns_rolls_it_back(editor: Any) -> None:
    row = claimed(editor, a=1, b=1)
    models.Job.objects.filter(pk=row.pk).update(tries=2)

    def store() -> None:
        with transaction.atomic():
            start(work.refuse, editor)
            jobs.Progress(row).finish({})

    with pytest.raises(jobs.Taken):
        store()

    assert len(jobs.recent(actor=editor)) == 1


def test_progress_is_seen_and_a_wish_to_cancel_ends_the_job_at_its_next_step(editor: Any) -> None:
    row = claimed(editor, a=1, b=1)
    progress = jobs.Progress(row)
    progress.step("Reading rows", 10, 100)

    found = jobs.status(actor=editor, id=row.pk)
    assert (found.step, found.done, found.of) == ("Reading rows", 10, 100)

    jobs.cancel(actor=editor, now=clock.now(), id=row.pk)
    with pytest.raises(jobs.Cancelled):
        progress.step("Reading rows", 11, 100)


def test_a_stopped_heart_is_found_by_the_fourth_look_and_not_before(editor: Any) -> None:
    row = claimed(editor, a=1, b=1)
    watch = worker.Watch()

    assert [watch.look() for _ in range(worker.LOOKS)] == [0, 0, 0, 1]

    assert jobs.status(actor=editor, id=row.pk).state == "waiting"
    jobs.run_waiting()
    assert jobs.status(actor=editor, id=row.pk).state == "done"


def test_a_beating_heart_is_left_alone(editor: Any) -> None:
    row = claimed(editor, a=1, b=1)
    watch = worker.Watch()
    for _ in range(3 * worker.LOOKS):
        assert watch.look() == 0
        jobs.Progress(row).step("Still at it")


def test_a_lost_job_that_somebody_cancelled_is_cancelled(editor: Any) -> None:
    row = claimed(editor, a=1, b=1)
    jobs.cancel(actor=editor, now=clock.now(), id=row.pk)
    watch = worker.Watch()
    for _ in range(worker.LOOKS):
        watch.look()

    assert jobs.status(actor=editor, id=row.pk).state == "cancelled"


def test_a_job_whose_worker_dies_five_times_stays_failed(editor: Any) -> None:
    row = claimed(editor, a=1, b=1)
    models.Job.objects.filter(pk=row.pk).update(tries=5)
    watch = worker.Watch()
    for _ in range(worker.LOOKS):
        watch.look()

    found = jobs.status(actor=editor, id=row.pk)
    assert found.state == "failed"
    assert "stopped 5 times" in found.error


def test_lists_are_narrowed_by_state_and_refuse_unknown_ones(editor: Any) -> None:
    start(work.add, editor, arguments={"a": 1, "b": 1})
    failed = start(work.refuse, editor)
    jobs.run_waiting()

    assert [row.id for row in listed(actor=editor, state="failed").rows] == [failed.id]
    assert listed(actor=editor).total == 2
    with pytest.raises(Invalid):
        listed(actor=editor, state="lost")


def test_jobs_are_forgotten_after_ninety_days(editor: Any) -> None:
    old = start(work.add, editor, arguments={"a": 1, "b": 1})
    fresh = start(work.refuse, editor)
    jobs.run_waiting()
    models.Job.objects.filter(pk=old.id).update(finished_at=clock.now() - timedelta(days=91))

    worker.tidy(clock.now())

    assert [row.id for row in jobs.recent(actor=editor)] == [fresh.id]


def test_roles_of_jobs_are_at_least_editor() -> None:
    assert all(known.role >= Role.EDITOR for known in jobs.starting.registry.values())
